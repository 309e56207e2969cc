"""The how-to pages can be followed word for word, in either language."""

import shlex
import subprocess
import sys

import pytest

from tests.docs.pages import ROOT, commands, text_of
from tests.docs.test_readme import ENVIRONMENT, SMALL

PAGES = ("docs/how-to/own-region-and-policy.zh.md", "docs/how-to/own-region-and-policy.md")


def test_both_languages_show_the_same_commands_and_are_in_the_index():
    assert commands(PAGES[0], "funnel") == commands(PAGES[1], "funnel")
    for page in PAGES:
        assert page.removeprefix("docs/") in text_of("docs/README.md")


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_the_page_can_be_followed_from_its_first_command_to_its_last(tmp_path, lang):
    for line in commands(PAGES[0], "funnel"):
        words = shlex.split(line)[1:]
        if words[0] in ("run", "compare"):
            words = [*words[: words.index("--replications")], *words[words.index("--replications") + 2 :]] if "--replications" in words else words
            words += SMALL
        done = subprocess.run(
            [sys.executable, "-m", "experiments.cli", *words, "--lang", lang], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["my-city.toml", "my-policy.toml"]


OWN_DATA = ("docs/how-to/own-data.zh.md", "docs/how-to/own-data.md")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_on_own_data_can_be_followed(tmp_path, monkeypatch, capsys, lang):
    """Between its two commands the reader fills in the table: here the examples are made data by giving them codes of their own."""
    from experiments.cli.app import main

    monkeypatch.chdir(tmp_path)
    first, second, fit = (shlex.split(line)[1:] for line in commands(OWN_DATA[0], "funnel"))
    assert fit == ["calibrate", "--quick", "--targets", second[1]]  # takes minutes: carried out in tests/calibration
    assert commands(OWN_DATA[0], "funnel") == commands(OWN_DATA[1], "funnel")
    assert main([*first, "--lang", lang]) == 0
    table = tmp_path / "my-pilots.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace("示例", "P").replace("example", "P"), encoding="utf-8")
    assert main([*second, "--lang", lang]) == 0
    printed = capsys.readouterr().out
    assert {"zh": "数据不能说明的", "en": "What they cannot tell"}[lang] in printed
    for page in OWN_DATA:
        assert page.removeprefix("docs/") in text_of("docs/README.md")


STUDY = ("docs/how-to/study.zh.md", "docs/how-to/study.md")


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.slow)])
def test_the_page_on_studies_can_be_followed(tmp_path, monkeypatch, lang):
    from experiments.cli.app import main

    assert commands(STUDY[0], "funnel") == commands(STUDY[1], "funnel")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FUNNEL_STORE", str(tmp_path / "store"))
    for line in commands(STUDY[0], "funnel"):
        words = shlex.split(line)[1:]
        smaller = ["--most-runs", "300", "--size", "8", "--replications", "2"] if "--until-converged" in words else []
        assert main([*words, *smaller, "--lang", lang]) == 0, line
    assert {"results.json", "morris.png"} <= {path.name for path in (tmp_path / "out" / "my-study").iterdir()}
    for page in STUDY:
        assert page.removeprefix("docs/") in text_of("docs/README.md")


@pytest.mark.slow
def test_the_pages_name_what_the_templates_hold(tmp_path):
    """The three kinds of lines that the page shows really stand in a template."""
    from experiments.templates import policy_template

    lines = policy_template("my-policy", "zh").splitlines()
    assert any(line.startswith("# 补助比例") for line in lines)
    assert "share = 0.3" in lines and any(line.startswith("#cap = ") for line in lines)
    assert all("share = 0.3" in text_of(page) for page in PAGES)
    assert (ROOT / "calibration/evidence/ids.txt").is_file()
