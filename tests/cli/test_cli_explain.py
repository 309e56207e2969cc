"""`funnel explain` as users start it: the story in both languages, its JSON, its folder, and what is said of mistakes."""

import json
import re

import pytest

from experiments.cli.layout import cells
from experiments.cli.options import CLASSES
from experiments.output.identity import strict_json
from tests.cli.conftest import ROOT

pytestmark = pytest.mark.slow

STORY = ("explain", "chenzhou", "--policy", "award-on-industrialisation", "--pick", "deadweight", "--months", "60")
KEYS = {
    "scenario", "policy", "project", "replication", "seed", "version", "class", "picked", "parts_at", "baseline", "with_policy", "provenance",
}  # fmt: skip
PARTED = ("explain", "typical-city", "--policy", "more-public-platforms", "--pick", "additional", "--months", "120")


@pytest.mark.parametrize(("lang", "fragments"), [
    ("zh", ["怎样选出", "无谓补贴", "世界编号1（", "企业的估计", "industrialisation-award", "200万元", "两条路没有分开", "仅有政策时", "运气相同",
            "只供读者", "真实质量", "批量产出", "没有政策：没有"]),
    ("en", ["How it was picked", "deadweight", "World 1 (", "The firm reckons", "industrialisation-award", "2.0 million CNY", "paths do not part",
            "only with the policy", "same luck", "for readers only", "true quality", "batch output", "Without the policy: none"]),
])  # fmt: skip
@pytest.mark.parametrize("columns", [80, 120])
def test_a_story_without_parting(funnel, lang, fragments, columns):
    ended = funnel(*STORY, "--lang", lang, env={"COLUMNS": str(columns)})
    assert ended.code == 0
    text = re.sub(r"\s+", "" if lang == "zh" else " ", re.sub(r"-\s+", "-", ended.out))
    for fragment in fragments:
        assert fragment.replace(" ", "" if lang == "zh" else " ") in text, fragment
    assert max(cells(line) for line in ended.out.splitlines()) <= columns


@pytest.mark.parametrize(("lang", "headings"), [
    ("zh", ["共同的开头", "路在这里分开：20", "没有政策】", "有政策】", "财政为它花的钱", "归类", "须知", "模型里的真相"]),
    ("en", ["The common beginning", "Here the paths part: 20",
            "[Without the policy]", "[With the policy]", "Public money", "Its class", "Mind", "The truth"]),
])  # fmt: skip
def test_a_story_whose_paths_part(funnel, lang, headings):
    ended = funnel(*PARTED, "--lang", lang)
    assert ended.code == 0
    places = [ended.out.index(heading) for heading in headings]
    assert places == sorted(places)
    assert ("新增" if lang == "zh" else "additional") in ended.out
    assert re.search(r"^  \d{4}-\d{2}  ", ended.out, re.MULTILINE), "every event has its date"


def test_json_is_one_document_with_both_languages_and_the_folder_holds_the_same(funnel, tmp_path):
    ended = funnel(*PARTED, "--json", "--out", "故事", "--lang", "zh")
    document = json.loads(ended.out, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    assert ended.code == 0 and "结果已写入 故事" in ended.err
    assert {
        "scenario",
        "policy",
        "project",
        "replication",
        "seed",
        "version",
        "class",
        "picked",
        "parts_at",
        "baseline",
        "with_policy",
        "provenance",
    } <= set(document)
    assert document["class"] == "additional" and document["version"] == "mixed"
    assert document["parts_at"]["month"] and document["parts_at"]["reason_zh"] and document["parts_at"]["reason_en"]
    for side in ("baseline", "with_policy"):
        for event in document[side]["events"]:
            assert re.fullmatch(r"\d{4}-\d{2}", event["month"]) and event["text_zh"] and event["text_en"] and isinstance(event["facts"], dict)
    folder = tmp_path / "故事"
    assert json.loads((folder / "story.json").read_text(encoding="utf-8")) == document
    text = (folder / "story.txt").read_text(encoding="utf-8-sig")
    assert document["project"] in text and (folder / "story.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    assert {path.name for path in folder.iterdir()} == {"story.json", "story.txt", "scenario-without.toml", "scenario-with.toml"}
    strict_json(document)


def test_the_project_of_a_story_can_be_asked_for_by_its_name(funnel):
    first = json.loads(funnel(*STORY, "--json", "--quiet").out)
    named = ("explain", "chenzhou", "--policy", "award-on-industrialisation", "--months", "60", "--json", "--quiet")
    again = json.loads(funnel(*named, "--project", first["project"], "--replication", str(first["replication"])).out)
    assert {key: value for key, value in again.items() if key not in ("picked", "provenance")} == {
        key: value for key, value in first.items() if key not in ("picked", "provenance")
    }
    assert again["picked"] is None


def test_the_frozen_scenarios_tell_the_same_story(funnel):
    words = ("--pick", "无谓补贴", "--json", "--quiet", "--out", "story", "--version", "选择为主")
    first = json.loads(funnel("explain", "zigong", "--policy", "capital-pool", *words).out)
    assert first["version"] == "selection-heavy"
    assert funnel("check", "story/scenario-with.toml", "story/scenario-without.toml").code == 0


def test_where_there_is_no_such_project_this_is_said_and_is_no_error(funnel):
    words = ("explain", "chenzhou", "--policy", "do-nothing", "--pick", "additional", "--replications", "2", "--months", "12", "--quiet")
    ended = funnel(*words, "--lang", "zh")
    assert ended.code == 0 and "没有一个项目属于“新增”" in ended.out and "--replications" in ended.out and not ended.err
    document = json.loads(funnel(*words, "--json").out)
    assert document["project"] is None and document["picked"]["worlds_looked_at"] == 2


@pytest.mark.parametrize(("words", "zh", "en", "near"), [
    ("--pick additionl", "不能是“additionl”", '"additionl" is not a choice', "additional"),
    ("--project universites-1-1", "没有“universites-1”这家成果单位", 'no lab "universites-1"', "universities-1-1"),
    ("--project universities-1-100000", "没有第 100000 项", "no number 100000", None),
    ("--project 17", "不是项目名称", "not the name of a project", None),
    ("--pick both --version mixd", "没有“mixd”这个校准版本", 'no calibrated version "mixd"', "mixed"),
    ("--pick both --replication -1", "--replication", "--replication", None),
    ("--pick both --project universities-1-1", "只能用一种方式", "in exactly one way", None),
    ("", "要说明讲哪个项目", "say which project", None),
])  # fmt: skip
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_gets_one_message(funnel, words, zh, en, near, lang):
    ended = funnel("explain", "typical-city", "--policy", "brokers", *words.split(), "--lang", lang)
    assert ended.code == 2 and not ended.out
    assert {"zh": zh, "en": en}[lang] in ended.err
    assert ended.err.count("下一步：" if lang == "zh" else "Next step: ") == 1
    if near:
        assert f"您是不是想写“{near}”" in ended.err or f'Did you mean "{near}"' in ended.err


def test_a_story_needs_a_policy(funnel):
    ended = funnel("explain", "zigong", "--pick", "additional", "--lang", "zh")
    assert ended.code == 2 and "没有给出政策" in ended.err


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_any_console_can_show_a_story(funnel, encoding):
    ended = funnel(*PARTED, "--lang", "zh", "--quiet", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, encoding=encoding)
    assert ended.code == 0
    if encoding == "gbk":
        assert "?" not in ended.out


def test_the_how_to_pages_show_the_same_commands_and_these_run(funnel):
    pages = [(ROOT / f"docs/how-to/one-project{end}.md").read_text(encoding="utf-8") for end in ("", ".zh")]
    shown = [re.findall(r"^funnel (.+)$", page, re.MULTILINE) for page in pages]
    assert shown[0] == shown[1] and len(shown[0]) == 3
    for line in shown[0]:
        ended = funnel(*line.split(), "--quiet", "--lang", "zh")
        assert ended.code == 0 and "归类" in ended.out


def test_the_classes_that_may_be_picked_are_those_of_a_comparison():
    from experiments.pairs import CLASSES as classes

    assert set(CLASSES) == set(classes)
