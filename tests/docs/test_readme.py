"""The READMEs do what they say: every command and every piece of code in them runs, and the example is what is really printed."""

import os
import re
import shlex
import subprocess
import sys
import tomllib

import pytest

from tests.docs.pages import READMES, ROOT, blocks, commands, files, generator, prose, text_of

SMALL = ["--replications", "3", "--months", "24"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
ENGLISH = READMES[0]
TARGETS = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))


def shortened(line: str) -> list[str]:
    """The words of a command after `funnel`; what simulates does so for fewer and shorter worlds, and only the first draws figures."""
    words = shlex.split(line)[1:]
    if words[0] not in ("run", "compare", "target"):
        return words
    if "--replications" in words:
        place = words.index("--replications")
        del words[place : place + 2]
    return words + SMALL + ([] if line == commands(ENGLISH, "funnel")[0] else ["--no-figures"])


def carried_out(line, folder):
    """A command of the README as a reader has typed it; in a store of its own, or `funnel runs` would list what all other tests have simulated."""
    words = [sys.executable, "-m", "experiments.cli", *shortened(line)]
    own = {"FUNNEL_STORE": str(folder / "store")}
    return subprocess.run(words, cwd=folder, env=ENVIRONMENT | own, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where a reader of the README would work: with the files it tells them to save, and the result of its first command."""
    here = tmp_path_factory.mktemp("reader")
    for name, content in files(ENGLISH).items():
        (here / name).write_text(content, encoding="utf-8")
    first = carried_out(commands(ENGLISH, "funnel")[0], here)
    assert first.returncode == 0, first.stderr
    return here


@pytest.mark.parametrize("line", dict.fromkeys(commands(ENGLISH, "funnel")))
def test_every_command_in_the_readme_runs(line, folder):
    done = carried_out(line, folder)
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).strip()


def test_both_readmes_show_the_same_commands_and_files():
    for program in ("funnel", "make", "py"):
        assert commands(READMES[0], program) == commands(READMES[1], program)
    first, second = ({name: tomllib.loads(text) for name, text in files(page).items()} for page in READMES)
    assert first == second
    assert blocks(READMES[0], "bat") == blocks(READMES[1], "bat")


@pytest.mark.parametrize("page", READMES)
def test_the_python_code_in_the_readme_runs(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "readme"}
    for number, block in enumerate(blocks(page, "python"), 1):
        exec(compile(block, f"{page}, Python block {number}", "exec"), names)
    printed = capsys.readouterr().out
    assert "batch_output" in printed


@pytest.mark.parametrize("page", READMES)
def test_the_make_targets_in_the_readme_exist(page):
    named = {line.split()[1] for line in commands(page, "make")} | set(re.findall(r"`make ([a-z-]+)`", prose(page)))
    assert {"run", "test"} <= named <= TARGETS


@pytest.mark.parametrize("page", READMES)
def test_the_first_command_shown_is_what_make_run_carries_out(page):
    assert commands(page, "funnel")[0].split()[:-2] == generator().example_output.command()


@pytest.mark.parametrize("page", READMES)
def test_the_folder_map_of_the_readme_is_right(page):
    mapped = re.findall(r"^\| `([\w./-]+)` \|", prose(page), re.MULTILINE)
    assert len(mapped) >= 8
    assert [path for path in mapped if not (ROOT / path).exists()] == []
    assert {"sim/", "scenarios/", "calibration/", "experiments/", "tests/", "docs/"} <= set(mapped)


def test_the_readmes_link_to_each_other():
    assert "(README.zh.md)" in text_of("README.md")
    assert "(README.md)" in text_of("README.zh.md")


@pytest.mark.skipif(sys.platform != "linux", reason="the last digits may differ with the system's mathematical functions")
@pytest.mark.parametrize(("page", "lang"), [("README.md", "en"), ("README.zh.md", "zh")])
def test_the_example_in_the_readme_is_what_is_really_printed(page, lang):
    generate = generator()
    shown = text_of(page)
    assert f"<!-- generated: example-{lang} -->" in shown
    assert generate.renewed(shown, generate.OUTPUTS) == shown, "run `python docs/generate.py --outputs`"


def test_leaving_out_tables_leaves_everything_else_and_says_so():
    example = generator().example_output
    printed = "\n".join(
        [
            "Region", "", "1. First", "", "Indicator  A", "─────────", "x  1", "", "* a finding", "", "a remark on the tables", "",
            "2. Second", "", "Money  B", "─────────", "2025  1", "   ", "Total  1", "", "* another", "",
            "Rate", "─────────", "r  n=5", "", "The end",
        ]
    )  # fmt: skip
    kept = example.shortened(printed, "en").split("\n\n")
    assert kept == [
        "Region", "1. First", example.LEFT_OUT["en"], "* a finding",
        "2. Second", "Money  B\n─────────\n2025  1", "Total  1", "* another", "Rate\n─────────\nr  n=5", "The end",
    ]  # fmt: skip
