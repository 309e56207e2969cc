"""Links, paths and commands on all pages exist; nothing is promised that is not there."""

import re

import pytest

from tests.docs.pages import PAGES, ROOT, prose, text_of

LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
PATH = re.compile(r"`((?:sim|scenarios|calibration|experiments|tests|docs)/[\w./-]+)`")
NOT_A_PATH = ("NAME", "…")
MUST_NOT_EXIST = {"sim/simulate.py"}  # decision 0008
COMMAND = re.compile(r"`funnel ([a-z]+)\b")
OPTION = re.compile(r"`(--[a-z-]+)")
OTHER_OPTIONS = {"--no-index", "--find-links", "--outputs"}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    targets = [(ROOT / page).parent / target for target in LINK.findall(prose(page))]
    assert [target for target in targets if not target.exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_named_exists(page):
    paths = {path for path in PATH.findall(prose(page)) if not any(word in path for word in NOT_A_PATH)}
    assert [path for path in sorted(paths - MUST_NOT_EXIST) if not (ROOT / path).exists()] == []
    assert [path for path in sorted(paths & MUST_NOT_EXIST) if (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_and_option_named_is_there(page):
    from experiments.cli.helptext import COMMANDS, PARAMS

    known = {f"--{name.replace('_', '-')}" for name in PARAMS} | OTHER_OPTIONS
    assert set(COMMAND.findall(prose(page))) <= set(COMMANDS)
    assert set(OPTION.findall(prose(page))) <= known


def test_every_decision_is_in_the_index_and_has_its_parts():
    index = text_of("docs/README.md")
    pages = sorted((ROOT / "docs/explanation/decisions").glob("*.md"))
    assert [page.stem[:4] for page in pages] == [f"{number:04d}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert f"decisions/{page.name}" in index
        assert text.startswith(f"# {page.stem[:4]} ")
        assert all(f"**{part}" in text for part in ("Context", "Decision", "Consequences"))


def test_the_make_targets_named_in_the_contributing_page_exist():
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", text_of("CONTRIBUTING.md"), re.MULTILINE))
    assert named <= targets
    assert {"setup", "test", "lint", "golden"} <= named


@pytest.mark.parametrize("page", PAGES)
def test_every_table_has_as_many_cells_in_each_row_as_in_its_head(page):
    width = 0
    for line in prose(page).splitlines():
        if not line.startswith("|"):
            width = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        width = width or cells
        assert cells == width, line
