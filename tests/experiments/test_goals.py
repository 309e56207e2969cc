"""A goal is read as planners write it, in both languages, and nothing else is."""

import pytest

from experiments.goals import AMOUNTS, EVENTS, Goal, GoalError, read_goal
from sim.indicators import INDICATORS
from sim.units import parse_month

PRODUCTS = Goal("new_products", False, 300.0, parse_month("2026-12"))


@pytest.mark.parametrize(
    "text",
    [
        "new_products >= 300 by 2026-12",
        "new-products>=300 BY 2026-12",
        "new products at least 300 by 2026-12",
        "新产品 >= 300 到 2026-12",
        "新产品≥300 截至 2026年12月",
        "到2026年底新产品达到300项",
        "2026年底前，新产品不少于300个",
        "新产品达到300项，至2026-12",
        "ｎｅｗ_products ＞＝ ３００ by ２０２６－１２",
    ],
)
def test_one_goal_may_be_written_in_many_ways(text):
    assert read_goal(text) == PRODUCTS


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("新产品超过1,000项，到2030-01", Goal("new_products", True, 1000.0, parse_month("2030-01"))),
        ("销售额达到 5亿 截至 2027-06", Goal("sales", False, 50_000.0, parse_month("2027-06"))),
        ("sales > 500 million CNY by 2027-06", Goal("sales", True, 50_000.0, parse_month("2027-06"))),
        ("batch_output >= 0 by 2030-12", Goal("batch_output", False, 0.0, parse_month("2030-12"))),
        ("results >= 2026 by 2026-12", Goal("results", False, 2026.0, parse_month("2026-12"))),
    ],
)
def test_numbers_units_and_strictness_are_read(text, goal):
    assert read_goal(text) == goal


@pytest.mark.parametrize("name", [*EVENTS, *AMOUNTS])
def test_every_indicator_that_adds_up_can_be_a_goal_by_any_of_its_names(name):
    amount = "3亿" if name in AMOUNTS else "3"
    for word in (name, INDICATORS[name].zh, INDICATORS[name].en):
        found = read_goal(f"{word} >= {amount} by 2026-12")
        assert found.indicator == name
        assert read_goal(found.text) == found


@pytest.mark.parametrize(
    ("text", "zh", "en", "nearest"),
    [
        ("new_prodcts >= 300 by 2026-12", "没有“new_prodcts”这个指标", "no indicator", "new_products"),
        ("新产呂 >= 300 by 2026-12", "没有“新产呂”这个指标", "no indicator", "new_products"),
        ("utilisation >= 0.5 by 2026-12", "不是逐月累计的数", "does not add up", None),
        ("new_products 300 by 2026-12", "缺少 >=", "no >= or >", "new_products >= 300 by 2026-12"),
        ("new_products <= 300 by 2026-12", "目标只能是", "a goal is", None),
        ("new_products >= 300", "没有写明到哪个月", "by which month", None),
        ("new_products >= 300 by 2026", "没有写明月份", "which month", "2026-12"),
        ("new_products >= 300 by 2026-13", "没有“2026-13”这个月份", "no month", None),
        ("new_products >= 300 by 2026-12 by 2027-12", "不止一个月份", "more than one month", None),
        ("new_products >= 3.5 by 2026-12", "不小于 0 的整数", "whole number", "4"),
        ("new_products >= -3 by 2026-12", "不小于 0 的整数", "whole number", None),
        ("new_products >= 3亿 by 2026-12", "不小于 0 的整数", "whole number", None),
        ("sales >= 500 by 2026-12", "需要带单位的金额", "with its unit", None),
        ("sales >= 3千万 by 2026-12", "需要带单位的金额", "with its unit", "3000万"),
        (">= 3 by 2026-12", "没有写明是哪个指标", "which indicator", None),
        ("", "看不懂", "cannot be read", None),
        ("x" * 1000, "看不懂", "cannot be read", None),
    ],
)
def test_what_is_no_goal_is_refused_with_reason_step_and_what_was_meant(text, zh, en, nearest):
    with pytest.raises(GoalError) as refused:
        read_goal(text)
    assert zh in refused.value.reason.zh and en in refused.value.reason.en
    assert refused.value.step.zh and refused.value.step.en
    assert refused.value.nearest == nearest


def test_a_month_outside_the_study_is_refused_with_the_months_that_would_do():
    first = parse_month("2025-01")
    assert PRODUCTS.place(first, 24) == 23
    with pytest.raises(GoalError) as late:
        PRODUCTS.place(first, 23)
    assert "--months 24" in late.value.step.zh and "--months 24" in late.value.step.en
    with pytest.raises(GoalError) as early:
        PRODUCTS.place(parse_month("2027-01"), 60)
    assert "2027-01" in early.value.step.zh and "--months" not in early.value.step.zh
    with pytest.raises(GoalError) as beyond:
        Goal("results", False, 1.0, parse_month("2199-01")).place(first, 120)
    assert "--months" not in beyond.value.step.en


def test_more_than_a_number_lacks_one_project_more_than_at_least_that_number():
    more = Goal("new_products", True, 300.0, PRODUCTS.by)
    assert (PRODUCTS.missing(298.0), more.missing(298.0)) == (2.0, 3.0)
    assert PRODUCTS.is_reached(300.0) and not more.is_reached(300.0) and more.is_reached(301.0)
    assert PRODUCTS.missing(300.0) == more.missing(301.0) == 0.0
    assert Goal("sales", True, 5.0, PRODUCTS.by).missing(4.5) == 0.5
