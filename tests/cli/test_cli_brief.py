"""`funnel brief` as users call it: files appear, mistakes are explained, nothing is half written."""

import os
import shutil

import pytest


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """A small real result in a folder."""
    import subprocess

    from tests.cli.conftest import COMMAND, environment

    folder = tmp_path_factory.mktemp("brief") / "结果"
    words = ["run", "chenzhou", "--replications", "4", "--months", "24", "--no-figures", "--quiet", "--out", str(folder)]
    subprocess.run([*COMMAND, *words], check=True, capture_output=True, env=environment())
    return folder


def test_a_brief_is_written_beside_the_result_or_elsewhere(funnel, result, tmp_path):
    ended = funnel("brief", result, "--format", "docx，html", "--lang", "zh", "--out", tmp_path / "简报")
    assert ended.code == 0, ended.err
    assert "brief.docx, brief.html" in ended.err and not ended.out
    assert sorted(path.name for path in (tmp_path / "简报").iterdir()) == ["brief.docx", "brief.html"]


@pytest.mark.slow
def test_a_brief_is_written_beside_the_result_in_the_language_asked_for(funnel, result):
    ended = funnel("brief", result / "results.json", "--format", "pdf", "--lang", "en", "--quiet")
    assert ended.code == 0 and not ended.err and (result / "brief.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "doc"], "docx"),
        (["--format", ""], "docx, pdf, html"),
        (["--template", "missing.docx"], "missing.docx"),
    ],
)
def test_wrong_options_are_explained(funnel, result, words, said):
    ended = funnel("brief", result, *words, "--lang", "zh")
    assert ended.code == 2 and said in ended.err and not ended.out
    assert "下一步" in ended.err


@pytest.mark.parametrize("command", ["brief", "figures"])
def test_a_changed_result_is_refused_before_anything_is_written(funnel, result, tmp_path, command):
    changed = shutil.copytree(result, tmp_path / "changed")
    text = (changed / "results.json").read_text(encoding="utf-8")
    (changed / "results.json").write_text(text.replace('"replications": 4', '"replications": 400'), encoding="utf-8")
    ended = funnel(command, changed, "--lang", "zh", "--out", tmp_path / "out")
    assert ended.code == 2 and "改动过" in ended.err and "下一步" in ended.err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_changes_nothing(funnel, result, tmp_path):
    tmp_path.chmod(0o500)
    ended = funnel("brief", result, "--format", "html", "--out", tmp_path / "x" / "y")
    tmp_path.chmod(0o700)
    assert ended.code == 2
