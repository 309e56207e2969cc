"""A brief is in the language of its reader: no keys and no flags in its body, and what it says of versions and surveys is what is known."""

import copy
import re

import pytest

from experiments.briefs.content.compose import compose
from experiments.briefs.content.doubts import in_language
from experiments.briefs.tree import Paragraph
from experiments.figures.bottlenecks import _goal
from experiments.output.instruments import called, shipped
from tests.briefs.results import composed, section_texts, whole_text
from tests.briefs.test_briefs_claims import MORE, NONE, sections

KEYS = re.compile(r"institutes|enterprise-centres|public-city|county-[a-z]+|industrialisation-award|--\w+|funnel |[a-z]+_[a-z_]+")


@pytest.mark.parametrize("kind", ["compare", "target", "run"])
def test_the_body_has_no_keys_and_no_flags(results, kind):
    body = whole_text(compose(results[kind], "zh")).partition("附件1")[0]
    named = {f"（{policy['id']}）" for policy in results[kind].document.get("policies", ())}
    for each in named:
        body = body.replace(each, "")
    assert not KEYS.findall(body)
    english = whole_text(compose(results[kind], "en")).partition("Annex 1")[0]
    assert not re.search(r"--\w|funnel (run|compare)", english)


def test_instruments_are_called_by_their_family():
    assert called({"a": "outcome_award", "b": "cost_support", "c": "cost_support", "d": ""}, "zh") == {
        "a": "成果奖励", "b": "成本补助之一", "c": "成本补助之二", "d": "d",
    }  # fmt: skip
    assert shipped(["award-on-industrialisation"], "en") == {"industrialisation-award": "outcome award"}
    assert shipped(["no-such-policy"], "zh") == {}


def test_a_note_of_scaling_is_told_in_one_language():
    note = "等额比较：按 4 倍，由 0.731 调整为 3。Equal budgets: 4 times 0.731, now 3."
    assert in_language(note, "zh") == "等额比较：按 4 倍，由 0.731 调整为 3。"
    assert in_language(f"{note} 先验 0.3–0.7。Prior 0.3-0.7.", "zh") == "等额比较：按 4 倍，由 0.731 调整为 3。先验 0.3–0.7。"
    assert in_language(f"{note} 先验 0.3–0.7。Prior 0.3-0.7.", "en") == "Equal budgets: 4 times 0.731, now 3. Prior 0.3-0.7."


def test_choices_in_the_annex_have_their_names(results):
    text = whole_text(compose(results["compare"], "zh")).partition("附件2")[2].partition("附件3")[0].split("\n")
    assert not set(text) & {"leading_firm", "self_built", "batch_output", "experience", "any", "operator", "micro, small"}
    assert "按本地经验" in text and "龙头企业+平台" in text


def test_notes_of_provenance_have_no_keys(results):
    notes = [b for b in compose(results["compare"], "zh").blocks if isinstance(b, Paragraph) and b.role == "note"]
    text = "".join(str(getattr(span, "text", span)) for note in notes for span in note.text)
    assert "before_window" not in text and "ledger" not in text and "--contrasts" in text


def test_a_goal_in_a_figure_is_in_words(results):
    class Room:
        lang = "zh"

        def say(self, zh, en):
            return zh

    assert _goal(results["target"].document, Room()) == "到2026年12月底新产品累计达到25项"


def test_a_version_too_small_to_confirm_is_not_one_that_contradicts(results):
    for versions, words in (((MORE, NONE, MORE), "“兼而有之”版本单独看，区间含零"), ((NONE,) * 3, "任何一个校准版本单独看，区间都含零")):
        text = sections(results, MORE, versions)["doubts"]
        assert words in text and "每个版本只有约66对世界" in text and "不成立" not in text and "结论就要改变" not in text


@pytest.mark.parametrize("kind", ["compare", "target", "run"])
def test_nobody_is_sent_to_look_up_what_the_study_sets(results, kind):
    place = 7
    text = " ".join(section_texts(compose(results[kind], "zh"), place))
    assert "下一步先调查什么" in text
    for word in ("第一个统计月份", "预热月数", "模拟月数", "按能否动摇结论排列", "只按规则排列"):
        assert word not in text
    assert "没有计算各项信息的价值" in text


def test_groups_without_their_scenario_keep_their_key(results):
    document = copy.deepcopy(results["compare"].document)
    assert "institutes" in whole_text(composed(document, results["compare"]))
