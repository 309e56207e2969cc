"""Money and months as people write them."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from sim.units import MONEY_UNITS, half_width, money_text, month_text, parse_money, parse_month

amounts = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("written", "in_wan"),
    [
        (3000, 3000.0),
        (2.5, 2.5),
        (0, 0.0),
        ("3000万", 3000.0),
        ("3000万元", 3000.0),
        ("5亿", 50000.0),
        ("5亿元", 50000.0),
        ("0.5 亿", 5000.0),
        ("2.5 million CNY", 250.0),
        ("1.2 billion CNY", 120000.0),
        ("1.2 Billion cny", 120000.0),
        ("300 thousand CNY", 30.0),
        ("300 CNY", 0.03),
        ("300元", 0.03),
        ("1,200万", 1200.0),
        (" 50万 ", 50.0),
    ],
)
def test_money_is_read_in_ten_thousand_yuan(written, in_wan):
    assert parse_money(written) == in_wan


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("3000", "money_unit"),
        ("3000美元", "money_unit"),
        ("3000 USD", "money_unit"),
        ("3000 万 元", "money_unit"),
        ("", "money_form"),
        ("万", "money_form"),
        ("1e3万", "money_unit"),
        ("1,20万", "money_unit"),
        ("9" * 500 + "万", "money_form"),
        ("３０００万", "money_full_width"),
        ("3000万。", "money_full_width"),
        (-1, "money_negative"),
        (-0.01, "money_negative"),
        ("-300万", "money_negative"),
        (math.inf, "money_infinite"),
        (math.nan, "money_infinite"),
        (10**400, "money_infinite"),
        (True, "money_type"),
        (None, "money_type"),
        ((1,), "money_type"),
    ],
)
def test_what_is_no_money_is_refused_with_its_reason(written, kind):
    with pytest.raises(PydanticCustomError) as caught:
        parse_money(written)
    assert caught.value.type == kind


def test_a_wrong_unit_names_the_units_that_are_allowed():
    with pytest.raises(PydanticCustomError) as caught:
        parse_money("3000美元")
    assert all(unit in caught.value.message() for unit in MONEY_UNITS)


@given(amounts, st.sampled_from(sorted(MONEY_UNITS)))
def test_text_and_number_agree_for_every_unit(amount, unit):
    assert parse_money(f"{amount:f} {unit}") == pytest.approx(float(amount * MONEY_UNITS[unit]), rel=1e-12)


@given(st.floats(min_value=0, max_value=1e12))
def test_a_number_is_already_in_ten_thousand_yuan(amount):
    assert parse_money(amount) == amount


@given(st.integers(min_value=0, max_value=10**8))
def test_amounts_as_shown_can_be_read_back(amount):
    assert parse_money(money_text(amount)) == pytest.approx(amount)
    assert parse_money(money_text(amount, "en")) == pytest.approx(amount)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30) | st.integers() | st.floats() | st.booleans() | st.none() | st.lists(st.integers()))
def test_anything_else_is_an_amount_or_a_clear_refusal(written):
    try:
        assert parse_money(written) >= 0
    except PydanticCustomError as error:
        assert error.type.startswith("money_")


@given(st.integers(min_value=1900 * 12, max_value=2200 * 12 + 11))
def test_months_round_trip(month):
    assert parse_month(month_text(month)) == month


def test_months_count_from_year_zero():
    assert parse_month("2025-01") == 2025 * 12
    assert parse_month("2024-12") == 2025 * 12 - 1


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("2025-13", "month_impossible"),
        ("2025-00", "month_impossible"),
        ("2025-1-1", "month_form"),
        ("2025-1", "month_form"),
        ("2025-10-01", "month_form"),
        ("2025年10月", "month_form"),
        ("２０２５-10", "month_full_width"),
        ("2025－10", "month_full_width"),
        ("0025-10", "month_year"),
        ("9999-10", "month_year"),
        (202510, "month_type"),
        (2025.1, "month_type"),
        (True, "month_type"),
        (None, "month_type"),
        ("", "month_form"),
        ("2025-10\n", "month_form"),
    ],
)
def test_impossible_months_are_refused_with_their_reason(written, kind):
    with pytest.raises(PydanticCustomError) as caught:
        parse_month(written)
    assert caught.value.type == kind


def test_full_width_text_has_an_ordinary_form():
    assert half_width("３０００万，＝“x”") == '3000万,="x"'
