"""`funnel brief` as users call it: files appear, mistakes are explained, nothing is half written."""

import json
import os
import shutil

import pytest

from tests.figures.documents import provenance


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """A small real result in a folder."""
    import subprocess

    from conftest import COMMAND, environment

    folder = tmp_path_factory.mktemp("brief") / "结果"
    words = ["run", "chenzhou", "--replications", "4", "--months", "24", "--no-figures", "--quiet", "--out", str(folder)]
    subprocess.run([*COMMAND, *words], check=True, capture_output=True, env=environment())
    return folder


def test_a_brief_is_written_beside_the_result_or_elsewhere(funnel, result, tmp_path):
    ended = funnel("brief", result, "--format", "docx，html", "--lang", "zh", "--out", tmp_path / "简报")
    assert ended.code == 0, ended.err
    assert "brief.docx, brief.html" in ended.err and not ended.out
    assert sorted(path.name for path in (tmp_path / "简报").iterdir()) == ["brief.docx", "brief.html"]
    again = funnel("brief", result / "results.json", "--format", "pdf", "--lang", "en", "--quiet")
    assert again.code == 0 and not again.err and (result / "brief.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "doc"], "docx"),
        (["--format", ""], "docx,pdf,html"),
        (["--template", "missing.docx"], "missing.docx"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wrong_options_are_explained(funnel, result, words, said, lang):
    ended = funnel("brief", result, *words, "--lang", lang)
    assert ended.code == 2 and said in ended.err and not ended.out
    assert ("下一步" if lang == "zh" else "Next step") in ended.err


def wrong_results(folder, good):
    """Folders and files that are no result a brief can use, each with the exit code and a word of the message."""
    document = json.loads((good / "results.json").read_text(encoding="utf-8"))

    def written(name, content):
        (folder / name).mkdir()
        (folder / name / "results.json").write_text(content, encoding="utf-8")
        return folder / name

    (folder / "empty").mkdir()
    changed = shutil.copytree(good, folder / "changed")
    text = (changed / "results.json").read_text(encoding="utf-8")
    (changed / "results.json").write_text(text.replace('"replications": 4', '"replications": 400'), encoding="utf-8")
    story = {"parts_at": None, "turns_at": None, "provenance": provenance()}
    broken = document | {"conservation": {"violations": 3, "details": ["a"]}}
    return {
        "missing": (folder / "missing", 2, "missing"),
        "empty": (folder / "empty", 2, "results.json"),
        "changed": (changed, 2, "provenance.json"),
        "story": (written("story", json.dumps(story)), 2, "funnel explain"),
        "cut": (written("cut", text[: len(text) // 2]), 2, "JSON"),
        "nan": (written("nan", text.replace('"seed": 1', '"seed": NaN')), 2, "NaN"),
        "unbalanced": (written("unbalanced", json.dumps(broken)), 3, "3"),
        "other": (written("other", json.dumps({"provenance": provenance(), "facts": []})), 2, "scenario"),
    }


def test_what_is_no_result_is_told_apart(funnel, result, tmp_path):
    for name, (path, code, word) in wrong_results(tmp_path, result).items():
        ended = funnel("brief", path, "--lang", "en", "--out", tmp_path / "out")
        assert (ended.code, word in ended.err) == (code, True), (name, ended)
        assert "Next step" in ended.err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_changes_nothing(funnel, result, tmp_path):
    tmp_path.chmod(0o500)
    ended = funnel("brief", result, "--format", "html", "--out", tmp_path / "x" / "y")
    tmp_path.chmod(0o700)
    assert ended.code == 2
