"""Numbers are shown in the planner's units, with as many digits as the interval supports, and "—" where they are not known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.figures.numbers import Scale, decimals_for, number, percent, scale_for, tick_labels, with_interval
from experiments.output.vocabulary import Both

MONEY, SHARE, PROJECTS = Both("万元", "10k CNY"), Both("比例", "share"), Both("项", "projects")
PLAIN = Scale(1.0, "")


@pytest.mark.parametrize(
    ("unit", "lang", "largest", "expected"),
    [
        (MONEY, "zh", 9_999, Scale(1.0, "万元")),
        (MONEY, "zh", 10_000, Scale(1e-4, "亿元")),
        (MONEY, "zh", -25_000, Scale(1e-4, "亿元")),
        (MONEY, "en", 250, Scale(0.01, "million CNY")),
        (MONEY, "en", 2_500_000, Scale(1e-5, "billion CNY")),
        (SHARE, "zh", 0.7, Scale(100.0, "%")),
        (PROJECTS, "zh", 46, Scale(1.0, "项")),
    ],
)
def test_a_unit_is_scaled_to_what_planners_write(unit, lang, largest, expected):
    assert scale_for(unit, lang, largest) == expected


def test_a_difference_of_shares_is_in_percentage_points():
    assert scale_for(SHARE, "zh", 0.1, difference=True) == Scale(100.0, "个百分点")


@pytest.mark.parametrize(
    ("value", "low", "high", "zh"),
    [
        (6.3, 4.1, 8.5, "6.3（4.1 至 8.5）"),
        (-1.2, -3.4, 1.0, "−1.2（−3.4 至 1.0）"),
        (1234.4, 1201.2, 1267.6, "1,234（1,201 至 1,268）"),
        (0.61, 0.004, 1.2, "0.610（0.004 至 1.200）"),
        (3.0, None, None, "3.00（世界太少，无区间）"),
        (None, None, None, "—"),
        (0.0, 0.0, 0.0, "0（0 至 0）"),
        (3999.996, 3999.996 - 1e-12, 3999.996 + 1e-12, "4,000（4,000 至 4,000）"),
        (3999.996, 3999.99, 4000.002, "4,000.0（4,000.0 至 4,000.0）"),
    ],
)
def test_an_interval_decides_the_digits(value, low, high, zh):
    assert with_interval(value, low, high, PLAIN, "zh") == zh


@given(st.floats(1e-4, 1e5), st.floats(0, 1e5))
def test_a_bound_above_zero_is_never_shown_as_zero(low, width):
    assert float(number(low, decimals_for(low + width / 2, low, low + width)).replace(",", "")) > 0


def test_a_number_that_rounds_to_zero_has_no_sign():
    assert number(-0.004, 2) == number(-0.004, 2, signed=True) == "0.00"


@pytest.mark.parametrize(
    ("share", "shown"), [(0.0, "0"), (1.0, "100"), (0.996, "99.6"), (0.0004, "0.04"), (0.5, "50"), (0.5034, "50.3"), (0.4999, "49.99"), (None, "—")]
)
def test_a_chance_that_is_not_quite_certain_is_not_shown_as_certain(share, shown):
    assert percent(share) == shown


def test_unknown_is_a_dash_and_never_zero():
    assert number(None, 1) == "—"


@pytest.mark.parametrize(("ticks", "labels"), [([-1.0, 0.0, 1.0], ["−1", "0", "1"]), ([0.0, 2.5, 5.0], ["0.0", "2.5", "5.0"]), ([0.0], ["0"])])
def test_ticks_have_equal_decimals(ticks, labels):
    assert tick_labels(ticks) == labels
