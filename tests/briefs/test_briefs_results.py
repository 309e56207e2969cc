"""What a brief can be written about, and what is refused with a reason."""

import json
import shutil

import pytest

from experiments.briefs import brief
from experiments.briefs.errors import MESSAGES, BriefError
from experiments.briefs.reading import read_result
from experiments.output.errors import OutputError
from tests.figures.documents import provenance


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
    (changed / "results.json").write_text(text.replace('"replications": 20', '"replications": 2000'), encoding="utf-8")
    story = {"parts_at": None, "turns_at": None, "provenance": provenance()}
    broken = document | {"conservation": {"violations": 3, "details": ["a"]}}
    return {
        "missing": (folder / "missing", 2, "missing"),
        "empty": (folder / "empty", 2, "results.json"),
        "changed": (changed, 2, "changed after it was written"),
        "story": (written("story", json.dumps(story)), 2, "funnel explain"),
        "cut": (written("cut", text[: len(text) // 2]), 2, "line"),
        "nan": (written("nan", text.replace('"seed": 1', '"seed": NaN')), 2, "NaN"),
        "unbalanced": (written("unbalanced", json.dumps(broken)), 3, "3"),
        "other": (written("other", json.dumps({"provenance": provenance(), "facts": []})), 2, "scenario"),
    }


def test_what_is_no_result_is_told_apart(folders, tmp_path):
    for name, (path, code, word) in wrong_results(tmp_path, folders["run"]).items():
        with pytest.raises((BriefError, OutputError)) as caught:
            read_result(path)
        assert (caught.value.exit_code, word in caught.value.render("en")) == (code, True), (name, caught.value.render("en"))
        assert "下一步" in caught.value.render("zh")


def test_every_message_has_two_languages_and_a_next_step():
    for code, message in MESSAGES.items():
        assert message.zh and message.en and message.step_zh and message.step_en, code
        assert message.zh != message.en and not message.zh.endswith("。") and not message.en.endswith("."), code


def test_a_folder_and_its_file_are_the_same_result(folders):
    first, second = read_result(folders["compare"]), read_result(folders["compare"] / "results.json")
    assert first.document == second.document and first.identity == second.identity
    assert set(first.scenarios) == {"chenzhou", "chenzhou+award-on-industrialisation", "chenzhou+pilot-voucher"}


def test_a_result_without_its_scenarios_gives_a_brief_that_says_so(folders, tmp_path):
    from experiments.briefs.content.compose import compose
    from tests.briefs.results import whole_text

    shutil.copy(folders["run"] / "results.json", tmp_path / "saved.json")
    text = whole_text(compose(read_result(tmp_path / "saved.json"), "zh"))
    assert "结果旁边没有完整的情景文件" in text


def test_a_result_that_lacks_what_a_brief_needs_is_refused_with_its_place(folders, tmp_path):
    document = json.loads((folders["run"] / "results.json").read_text(encoding="utf-8"))
    del document["indicators"]["entered"]
    (tmp_path / "results.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        brief(tmp_path, out=tmp_path / "out")
    assert "/indicators/entered" in caught.value.render("zh") and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("document", "word"), [({"study": {}, "indices": []}, "funnel study"), ({"targets": [], "posterior": {}}, "funnel calibrate")]
)
def test_studies_and_calibrations_have_no_brief_and_are_called_by_their_name(tmp_path, document, word):
    (tmp_path / "results.json").write_text(json.dumps(document | {"provenance": provenance()}), encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        read_result(tmp_path)
    said = caught.value.render("zh")
    assert word in said and "没有简报" in said and "缺少" not in said and "funnel run、compare 或 target" in said


@pytest.mark.parametrize("part", ["projects", "effects", "ledger", "run", "by_version"])
def test_a_policy_that_lacks_a_part_is_refused_with_its_place(folders, tmp_path, part):
    document = json.loads((folders["compare"] / "results.json").read_text(encoding="utf-8"))
    del document["policies"][0][part]
    (tmp_path / "results.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises((BriefError, OutputError)) as caught:
        brief(tmp_path, out=tmp_path / "out")
    assert f"/policies/0/{part}" in caught.value.render("zh") or isinstance(caught.value, OutputError)


@pytest.mark.parametrize(
    "path", ["/policies/0/effects/batch_output", "/policies/0/projects/additional", "/policies/1/ledger/pilot-voucher/projects_paid"]
)
def test_a_smaller_part_that_is_gone_is_no_internal_error(folders, tmp_path, path):
    document = json.loads((folders["compare"] / "results.json").read_text(encoding="utf-8"))
    holder, names = document, path.split("/")[1:]
    for name in names[:-1]:
        holder = holder[int(name)] if isinstance(holder, list) else holder[name]
    del holder[names[-1]]
    (tmp_path / "results.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises((BriefError, OutputError)) as caught:
        brief(tmp_path, out=tmp_path / "out", formats=["html"])
    assert "下一步" in caught.value.render("zh")
