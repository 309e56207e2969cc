"""A brief does not leave out harm, says of what does not change that it does not, and describes only the method that was used."""

import copy

import pytest

from experiments.briefs.content.compose import compose
from tests.briefs.results import HEADLINE, composed, findings, section_texts, whole_text

SURELY_LESS = {"difference": -14_700.0, "low": -18_000.0, "high": -11_000.0, "probability_better": 0.02}
WORSE = {"difference": -3.7, "low": -4.4, "high": -2.9, "probability_better": 0.02}


def with_harm(results, **harm):
    """The comparison, in which the first option surely makes these indicators worse."""
    document = copy.deepcopy(results["compare"].document) | {"replications": 200, "posterior": None}
    for policy in document["policies"]:
        policy["robust"]["posterior"] = None
    policy = document["policies"][0]
    for name, found in harm.items():
        for effects in (policy["effects"], *policy["by_version"].values()):
            effects[name] |= found
    return document


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "但方案A的社会净现值基本可以认为减少1.47亿元"), ("en", "social net present value, safely 147 million CNY less")]
)
def test_the_answer_tells_what_surely_gets_worse(results, lang, words):
    assert words in findings(composed(with_harm(results, social_npv=SURELY_LESS, social_npv_national=SURELY_LESS), results["compare"], lang))[1]
    open_one = SURELY_LESS | {"high": 100.0}
    assert words not in findings(composed(with_harm(results, social_npv=open_one, social_npv_national=open_one), results["compare"], lang))[1]


def test_harm_to_the_nation_is_told_with_what_its_ledger_is(results):
    second = findings(composed(with_harm(results, batch_output_national=WORSE), results["compare"]))[1]
    assert "实现批量产出（全国账）基本可以认为减少3.7项" in second and second.count("全国账是从对全国的增减看") == 1
    chapter = section_texts(composed(with_harm(results, batch_output_national=WORSE), results["compare"]), 2)
    first = next(text for text in chapter if "全国账" in text)
    assert "是从对全国的增减看，不是对本地的增减" in first


def test_what_pays_back_and_how_often_society_loses_is_in_the_chapter_on_cost(results):
    document = with_harm(results, social_npv=SURELY_LESS | {"probability_worse": 0.97})
    document["policies"][0]["fiscal_payback"] |= {"year": None, "share_paid_back": 0.09}
    text = " ".join(section_texts(composed(document, results["compare"]), 4))
    assert "研究期内新增的税收抵不上支出（9%的世界里抵得上" in text and "社会净现值在97%的世界里比不实行时低" in text
    document["policies"][0]["fiscal_payback"] |= {"year": 2030}
    assert "到2030年末新增的税收抵得上支出" in " ".join(section_texts(composed(document, results["compare"]), 4))


def unchanged(results):
    """The comparison, of which the first option changes nothing at all."""
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    policy = document["policies"][0]
    for effects in (policy["effects"], *policy["by_version"].values()):
        for found in effects.values():
            if found["difference"] is not None:
                found |= {"difference": 0.0, "low": 0.0, "high": 0.0, "probability_better": 0.5, "probability_worse": 0.0}
    policy["cost_per_additional"] |= {"defined": False, "value": None, "low": None, "high": None}
    policy["fiscal_payback"] |= {"outcome": "nothing_spent", "year": None, "share_paid_back": None}
    return document


def test_what_changes_nothing_is_said_to_change_nothing_everywhere(results):
    document = unchanged(results)
    document["policies"] = document["policies"][:1]
    brief = composed(document, results["compare"])
    said = findings(brief)
    assert "没有改变实现批量产出的项目数" in said[0]
    assert "没有改变项目数，也就没有每净增加一个项目的成本" in said[1] and "没有财政支出" in said[1]
    assert "其他指标在每个世界里也都没有变化" in " ".join(section_texts(brief, 2))
    assert "项目数在每个世界里都没有变化" in " ".join(section_texts(brief, 3))
    assert "因为项目数没有变化。" in " ".join(section_texts(brief, 4)) and "得到资金，不等于" not in " ".join(section_texts(brief, 4))
    for place in range(5):
        assert "不能断定" not in " ".join(section_texts(brief, place)), place
    beside = " ".join(section_texts(composed(unchanged(results), results["compare"]), 2))
    assert "方案A：各项指标在每个世界里都没有变化" in beside


def test_a_cost_of_nothing_is_no_saving(results):
    document = copy.deepcopy(results["compare"].document) | {"replications": 200, "posterior": None}
    policy = document["policies"][0]
    policy["robust"]["posterior"] = None
    for effects in (policy["effects"], *policy["by_version"].values()):
        effects[HEADLINE] |= {"difference": 3.0, "low": 1.0, "high": 5.0}
        effects["public_money"] |= {"difference": 0.0, "low": 0.0, "high": 0.0}
    policy["cost_per_additional"] |= {"defined": True, "value": 0.0, "low": 0.0, "high": 0.0}
    second = findings(composed(document, results["compare"]))[1]
    assert "方案A为0万元" in second and "净节省" not in second and "方案A在研究期内没有财政支出" in second
    policy["cost_per_additional"] |= {"low": -5.0, "high": 9.0}
    assert "净节省" in findings(composed(document, results["compare"]))[1]


def single(results):
    """The run as if of one world: nothing has an interval."""
    document = copy.deepcopy(results["run"].document) | {"replications": 1}

    def strip(found):
        for key, value in found.items():
            if key in ("low", "high", "sd"):
                found[key] = None
            elif isinstance(value, dict):
                strip(value)

    strip(document)
    return document


def test_of_one_world_nobody_speaks_of_intervals(results):
    text = whole_text(composed(single(results), results["run"])).partition("附件1")[0]
    assert text.count("区间") == text.count("没有区间") and "校准版本之间的分歧" not in text and "十个世界中" not in text
    text = whole_text(composed(single(results), results["run"], "en")).partition("Annex 1")[0].lower()
    assert "overlap" not in text and text.count("interval") == text.count("without intervals") + text.count("no interval")


def test_draws_that_had_no_world_are_not_averaged_over(results):
    document = results["compare"].document
    draws = document["posterior"]["draws"]
    for worlds, is_mean in ((draws - 1, False), (draws, True)):
        brief = composed(document | {"replications": worlds}, results["compare"])
        text = whole_text(brief)
        assert ("各数是对它们的平均" in text) == is_mean and ("没有取遍" in text) != is_mean
        assert (f"各数是对后验的{draws}组参数" in text) == is_mean


@pytest.mark.parametrize(("lang", "several", "one"), [("zh", "一起用了", "只用了其中一个"), ("en", "are used together", "only one is used here")])
def test_the_method_speaks_of_the_versions_that_were_used(results, lang, several, one):
    method = " ".join(section_texts(composed(results["run"].document, results["run"], lang), 8))
    assert one in method and several not in method and "分歧" not in method and "disagreement" not in method
    method = " ".join(section_texts(composed(results["target"].document, results["target"], lang), 8))
    assert several in method and one not in method


def test_the_rates_are_what_firms_believe_and_not_what_outcomes_are_drawn_from(results):
    text = whole_text(compose(results["run"], "zh"))
    assert "从不作为输入" not in text and "成败从不按80%和30%抽取" in text and "只是企业最初的看法" in text


@pytest.mark.parametrize(("mean", "is_said"), [(353.0, True), (None, False)])
def test_all_private_money_over_public_money_is_not_left_to_be_quoted_as_leverage(results, mean, is_said):
    document = copy.deepcopy(results["run"].document)
    document["indicators"]["private_per_public"] |= {"mean": mean, "low": mean, "high": mean}
    text = whole_text(composed(document, results["run"]))
    assert ("不是财政带动的" in text) is is_said
