"""No sentence claims more than its interval. These tests try to break that with intervals of every kind."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.cli import equal_budget, wording
from experiments.cli.language import LANGUAGES
from experiments.figures.verdicts import Verdict
from experiments.output.enough import missing_worlds
from sim.definitions import HEADLINE

DIRECTION = {"zh": re.compile("平均(增加|减少)"), "en": re.compile(r"\b(more|less) on average")}
CLEAR = {"zh": re.compile("增加|减少|有利|不利"), "en": re.compile("more|less|good|bad")}
VERSIONS = [{"id": key, "titles": {"zh": key, "en": key}} for key in ("selection-heavy", "mixed", "treatment-only")]

number = st.one_of(st.none(), st.floats(-1e4, 1e4), st.sampled_from([0.0, -0.0, math.nan, math.inf, 1e-12]))
effects = st.fixed_dictionaries({"difference": number, "low": number, "high": number, "baseline": st.just(10.0), "policy": st.just(11.0)})


def effect(difference, low, high, **more):
    return {
        "baseline": 40.0,
        "policy": 40.0 + difference,
        "difference": difference,
        "low": low,
        "high": high,
        "replications_needed": None,
    } | more


UP, DOWN, OPEN, SAME = effect(3.0, 1.0, 5.0), effect(-3.0, -5.0, -1.0), effect(1.0, -2.0, 4.0), effect(0.0, 0.0, 0.0)


def policy(overall, by_version, holds_in=None, cost=None):
    """A policy of a compare document with the given effects on batch output."""
    names = [version["id"] for version in VERSIONS]
    return {
        "id": "p",
        "effects": {HEADLINE: overall},
        "by_version": {name: {HEADLINE: each} for name, each in zip(names, by_version, strict=False)},
        "holds_in": names if holds_in is None else holds_in,
        "cost_per_additional": cost or {"value": 500.0, "low": 300.0, "high": 900.0, "defined": True},
    }


def is_clear(found):
    low, difference, high = found["low"], found["difference"], found["high"]
    if None in (low, difference, high) or not all(map(math.isfinite, (low, difference, high))):
        return False
    return low <= difference <= high and (low > 0 or high < 0)


@given(effects)
def test_a_direction_is_named_only_where_the_whole_interval_lies_on_one_side_of_zero(found):
    for lang in LANGUAGES:
        for name in ("batch_output", "sales", "utilisation", "months_waiting"):
            sentence, short = wording.effect(name, found, 100, lang), wording.in_short(name, found, lang)
            assert bool(DIRECTION[lang].search(sentence)) == is_clear(found), sentence
            assert bool(CLEAR[lang].search(short)) == is_clear(found), short
            assert "nan" not in sentence.lower() and "inf" not in sentence.lower().replace("inferred", "")


@given(st.floats(0.001, 1e4), st.floats(0, 1e4), st.floats(0, 1e4), st.booleans())
def test_the_numbers_of_a_claim_have_the_sign_of_the_claim(near, step, more, downwards):
    low, difference, high = near, near + step, near + step + more
    if downwards:
        low, difference, high = -high, -difference, -low
    sentence = wording.effect("batch_output", effect(difference, low, high), 100, "en")
    assert ("less on average" if downwards else "more on average") in sentence
    shown = [float(text.replace(",", "")) for text in re.findall(r"-?[\d,]*\d(?:\.\d+)?", sentence.replace("95 %", ""))]
    assert shown and all(value > 0 for value in shown), sentence


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_interval_that_touches_zero_is_open(lang):
    for low, high in ((0.0, 5.0), (-5.0, 0.0)):
        assert wording.verdict(effect((low + high) / 2, low, high)) is Verdict.UNCERTAIN
        assert ("不能断定方向" if lang == "zh" else "not certain") in wording.effect("sales", effect((low + high) / 2, low, high), 9, lang)


def test_every_verdict_has_its_sentence():
    said = {
        (found, lang): wording.effect("batch_output", each, 100, lang)
        for found, each in {"up": UP, "down": DOWN, "open": OPEN, "same": SAME, "none": effect(1.0, None, None), "null": None}.items()
        for lang in LANGUAGES
    }
    assert len(set(said.values())) == len(said)
    assert said["open", "zh"] == "“实现批量产出”：区间含零（-2.0 至 4.0），不能断定方向。"
    assert said["up", "zh"] == "“实现批量产出”平均增加 3.0 项（95% 区间 1.0 至 5.0）。"
    assert said["down", "en"] == "reached batch output: 3.0 projects less on average (95 % interval 1.0 to 5.0)."
    assert "不能判断" in said["none", "zh"] and "cannot be computed" in said["null", "en"]


def test_more_worlds_are_advised_only_where_they_would_help():
    open_effect = OPEN | {"replications_needed": 250.2}
    assert "251 对世界" in wording.effect("batch_output", open_effect, 100, "zh")
    assert "251" not in wording.effect("batch_output", open_effect, 300, "zh")
    assert "If the true difference were" in wording.effect("batch_output", open_effect, 100, "en")
    assert "251" not in wording.effect("batch_output", open_effect, None, "zh"), "where readings differ, more worlds settle nothing"


@pytest.mark.parametrize(
    ("overall", "by_version", "zh", "en"),
    [
        (UP, [UP, UP, UP], "全部三个校准版本中都成立", "holds in all 3 calibrated versions"),
        (UP, [UP, OPEN, UP], "三个校准版本中有两个成立", "holds in 2 of 3 calibrated versions"),
        (UP, [OPEN, OPEN, UP], "三个校准版本中有一个成立", "holds in 1 of 3 calibrated versions"),
        (UP, [UP, DOWN, UP], "的方向相反", "points the other way"),
        (UP, [OPEN, OPEN, OPEN], "单独看都不成立", "none of the 3 calibrated versions by itself"),
        (OPEN, [OPEN, OPEN, OPEN], "单独看，也都不能断定方向", "None of the 3 calibrated versions"),
        (OPEN, [UP, OPEN, OPEN], "只有“selection-heavy”有方向，不足以下结论", "only selection-heavy has one, which is not enough"),
        (
            OPEN,
            [UP, OPEN, DOWN],
            "方向相反（“selection-heavy”、“treatment-only”）",
            "opposite directions (selection-heavy, treatment-only)",
        ),
        (OPEN, [UP, UP, UP], "单独看都是增加，但幅度相差太大", "by itself says more, but so differently"),
        (OPEN, [DOWN, DOWN, DOWN], "单独看都是减少，但幅度相差太大", "by itself says less, but so differently"),
        (SAME, [SAME, SAME, SAME], "毫无变化", "Nothing changes"),
    ],
)
def test_robustness_says_in_which_readings_the_conclusion_holds(overall, by_version, zh, en):
    found = policy(overall, by_version)
    assert zh in wording.robustness(found, VERSIONS, "zh")
    assert en in wording.robustness(found, VERSIONS, "en")


clear_or_not = st.sampled_from([UP, DOWN, OPEN, SAME, effect(1.0, None, None)])


@given(clear_or_not, st.lists(clear_or_not, min_size=3, max_size=3), st.sets(st.sampled_from([each["id"] for each in VERSIONS])))
def test_all_readings_are_claimed_only_if_each_says_so_by_itself_and_the_document_agrees(overall, by_version, holds_in):
    found = policy(overall, by_version, sorted(holds_in))
    for lang, claim in (("zh", "全部三个校准版本中都成立"), ("en", "holds in all 3")):
        agree = is_clear(overall) and all(wording.verdict(each) is wording.verdict(overall) for each in by_version) and len(holds_in) == 3
        assert (claim in wording.robustness(found, VERSIONS, lang)) == agree


def test_one_reading_tests_no_robustness():
    found = policy(UP, [UP])
    assert "没有检验" in wording.robustness(found, VERSIONS[:1], "zh")
    assert "was not tested" in wording.robustness(found, VERSIONS[:1], "en")


@given(effects, st.booleans(), st.sampled_from([None, -50.0, 500.0]))
def test_a_cost_per_project_is_given_only_where_projects_surely_grow(found, defined, value):
    cost = {
        "value": value,
        "low": None if value is None else value - 100,
        "high": None if value is None else value + 100,
        "defined": defined,
    }
    can_be_given = wording.verdict(found) is Verdict.MORE and defined and value is not None
    for lang in LANGUAGES:
        sentence = wording.cost(policy(found, [], cost=cost), lang)
        assert bool(re.search(r"\d", sentence.replace("95", ""))) == can_be_given, sentence


@pytest.mark.parametrize(
    ("overall", "cost", "zh", "en"),
    [
        (UP, None, "500 万元（95% 区间 300 至 900；已贴现", "5.0 million CNY net (95 % interval 3.0 to 9.0; discounted"),
        (OPEN, None, "新增项目数的区间含零", "spans zero"),
        (SAME, None, "没有变化", "does not change"),
        (DOWN, None, "项目数是减少的", "goes down"),
        (effect(1.0, None, None), None, "无法判断", "not known"),
        (UP, {"value": None, "low": None, "high": None, "defined": False}, "比值无法估计", "cannot be estimated"),
        (UP, {"value": 500.0, "low": None, "high": None, "defined": True}, "没有上下限", "without bounds"),
        (UP, {"value": 20.0, "low": -100.0, "high": 140.0, "defined": True}, "可能是净节省", "may be a saving"),
        (UP, {"value": 23456.0, "low": 20000.0, "high": 30000.0, "defined": True}, "亿元", "million CNY"),
    ],
)
def test_the_cost_sentence_or_why_there_is_none(overall, cost, zh, en):
    found = policy(overall, [], cost=cost)
    assert zh in wording.cost(found, "zh") and en in wording.cost(found, "en")


@given(
    st.one_of(st.none(), st.floats(0, 1)), st.integers(0, 9999), st.one_of(st.none(), st.floats(0, 1)), st.booleans()
)  # fmt: skip
def test_a_rate_comes_with_its_cases_and_what_is_still_open(value, cases, is_open, bounded):
    bounds = {"low": value, "high": value} if bounded else {"low": None, "high": None}
    found = {"value": value, "n": cases, "unresolved_share": is_open} | bounds
    for lang in LANGUAGES:
        text = wording.rate(found, lang)
        if value is None:
            none, few = ("尚无到期", "到期的批次太少") if lang == "zh" else ("no closed cohort", "too few closed cohorts")
            assert (few if cases else none) in text
        else:
            assert f"n={cases:,}" in text
        if is_open is not None:
            assert ("未了结" if lang == "zh" else "open") in text


def test_lost_money_is_never_passed_over():
    assert "不能用" in wording.conservation(1, "zh") and "do not use" in wording.conservation(1, "en")
    assert "平衡" in wording.conservation(0, "zh") and "balance" in wording.conservation(0, "en")


def test_the_trap_is_told_in_both_languages():
    assert "不是输入" in wording.TRAP.zh and "never inputs" in wording.TRAP.en
    for text in (wording.TRAP.zh, wording.SHARED_LUCK.zh, wording.MANY_INTERVALS.zh):
        text.encode("gbk")


@pytest.mark.parametrize(("factor", "is_far"), [(0.05, True), (0.1, False), (1.0, False), (10.0, False), (512.0, True), (None, False)])
def test_a_policy_that_had_to_become_another_one_is_not_to_be_quoted(factor, is_far):
    document = {"policies": [{"id": "p", "scaling": {"factor": factor, "lottery": [], "rounded": [], "reached": True, "limit": None}}]}
    said = " ".join(equal_budget.sentences(document, "zh"))
    assert ("不宜直接引用" in said) == is_far


@pytest.mark.parametrize(
    ("worlds", "draws", "named", "said"),
    [
        (40, 32, 3, "24 more needed (--replications 64, at least 2 of each draw of the posterior)"),
        (40, 6, 3, ""),
        (20, 6, 3, "10 more needed (--replications 30, at least 10 of each calibrated version)"),
        (20, None, 14, "10 more needed (--replications 30, at least 2 of each calibrated version)"),
        (4, None, 1, "6 more needed (--replications 10, at least 10 of each calibrated version)"),
    ],
)
def test_too_few_worlds_says_of_what_there_are_too_few(worlds, draws, named, said):
    document = {"replications": worlds, "versions": VERSIONS[:1] * named, "posterior": draws and {"draws": draws}}
    assert bool(missing_worlds(document)) == bool(said)
    assert said in wording.too_few(document, "en") and bool(said) == bool(wording.too_few(document, "zh"))


def test_a_run_over_the_posterior_has_draws_and_not_versions():
    document = {"replications": 8, "versions": [{"id": f"posterior-{n:02d}"} for n in range(1, 33)]}
    assert "56 more needed (--replications 64, at least 2 of each draw of the posterior)" in wording.too_few(document, "en")


def test_what_came_back_of_the_ledger_is_said_beside_what_is_net_of_it():
    ledger = {"fund": {"total": 1001.0, "recycled": 73.5}, "award": {"total": 0.0, "recycled": 0.0}}
    zh, en = (wording.came_back(ledger, lang) for lang in LANGUAGES)
    assert "收回 73.5 万元" in zh and "净支出 928 万元" in zh and "came back" in en
    assert wording.came_back({"award": {"total": 5.0, "recycled": 0.0}}, "zh") == ""
