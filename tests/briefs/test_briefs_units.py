"""Numbers keep two digits, and each amount the unit in which it can be read."""

import copy

import pytest

from experiments.briefs.case import enough
from tests.briefs.results import case_of, composed, whole_text


def valued(results, **found):
    """The comparison with these values of indicators of its first option."""
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    for name, (value, low, high) in found.items():
        document["policies"][0]["effects"][name] |= {"difference": value, "low": low, "high": high}
    return document


def test_a_value_keeps_two_digits_beside_a_wide_interval(results):
    document = valued(results, social_npv=(26_700.0, 14_600.0, 170_000.0))
    effect = case_of(document, results["compare"]).policies[0].effect("social_npv", signed=False)
    assert "".join(str(getattr(part, "text", part)) for part in effect.both("zh")) == "2.7亿元（1.5至17.0）"
    assert [enough(0, value) for value in (2.67, 26.7, 0.0, None, -9.0)] == [1, 0, 0, None or 0, 1]


@pytest.mark.parametrize(("lang", "words", "wrong"), [("zh", "+161万元", "0.0161"), ("en", "+1.61 million CNY", "0.00161")])
def test_a_small_amount_beside_large_ones_has_its_own_unit(results, lang, words, wrong):
    document = valued(results, public_money=(161.0, 161.0, 161.0))
    document["policies"][1]["effects"]["public_money"] |= {"difference": 3e6, "low": 2.5e6, "high": 3.5e6}
    text = whole_text(composed(document, results["compare"], lang))
    assert words in text and wrong not in text


def test_months_and_the_gini_coefficient_are_said_as_one_says_them(results):
    moved = {"months_waiting": (-0.06, -0.09, -0.03), "county_gini": (0.078, 0.05, 0.1)}
    document = valued(results, **moved)
    for effects in document["policies"][0]["by_version"].values():
        for name, (value, low, high) in moved.items():
            effects[name] |= {"difference": value, "low": low, "high": high}
    document["policies"][0]["effects_by_group"]["by_county"]["unnamed"]["pilots_started"] |= {"low": -1.0}  # new pilots stand in counties
    text = whole_text(composed(document, results["compare"]))
    assert "减少0.060个月" in text.replace("0.06个月", "0.060个月") and "的基尼系数上升0.078" in text
    assert "0.078基尼系数" not in text and "6月（" not in text
