"""Every indicator is defined exactly and says what its coefficients rest on: ids that are in the ledger, or the word assumption."""

import re

import pytest

from calibration.evidence import ledger
from sim import indicators, load_scenario, simulate
from sim.definitions import COUNTED_EN, COUNTED_ZH, INDICATORS, NAMES, grounds_of
from sim.indicators import RATIOS
from sim.parameters import World
from sim.scenario import with_world

CITY = load_scenario("typical-city", overrides={"calendar.months": 72, "calendar.burn_in": 24})
CHINESE = re.compile("[一-鿿]")


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator_has_an_exact_definition_in_both_languages(name):
    found = INDICATORS[name]
    assert len(found.exact_zh) >= 8 and CHINESE.search(found.exact_zh) and not found.exact_zh.endswith("。")
    assert len(found.exact_en) >= 20 and not CHINESE.search(found.exact_en) and not found.exact_en.endswith(".")
    assert found.exact_zh != found.zh and found.exact_en != found.en
    for named in re.findall(r"`([a-z_.]+)`", found.exact_zh + found.exact_en):
        assert named in INDICATORS or named.removeprefix("world.") in World.model_fields or named == "contingent_liability", named


def test_no_two_indicators_are_defined_alike():
    for said in ([each.exact_zh for each in INDICATORS.values()], [each.exact_en for each in INDICATORS.values()]):
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("name", NAMES)
def test_every_coefficient_is_a_parameter_with_evidence_of_the_ledger_or_the_word_assumption(name):
    found = INDICATORS[name]
    assert set(found.evidence) <= set(ledger())
    for coefficient in found.coefficients:
        cited, prior = grounds_of(coefficient)
        assert f"world.{coefficient}" in found.source_zh and f"world.{coefficient}" in found.source_en
        assert set(cited) <= set(found.evidence)
        if cited:
            assert all(each in found.source_zh and each in found.source_en for each in cited)
        else:
            assert f"world.{coefficient}：假定" in found.source_zh and f"world.{coefficient}: assumption" in found.source_en
        if prior:
            assert f"{prior[0]:g}–{prior[1]:g}" in found.source_zh
    if not found.coefficients:
        assert (found.source_zh, found.source_en) == (COUNTED_ZH, COUNTED_EN)


def test_what_is_called_a_multiple_is_the_same_multiple_in_every_world():
    worlds = [outcome.indicators for outcome in simulate(CITY, seed=1, replications=3)]
    of = {name: found.multiple_of for name, found in INDICATORS.items() if found.multiple_of}
    assert len(of) == 6
    for name, basis in of.items():
        first, *others = (world[name] / world[basis] for world in worlds)
        assert others == pytest.approx([first] * len(others)) and len({world[name] for world in worlds}) > 1, name


def test_a_coefficient_that_the_world_has_not_is_refused():
    with pytest.raises(KeyError):
        grounds_of("no_such_share")


def test_what_is_measured_is_what_is_defined_in_that_order_of_names():
    assert set(indicators.measure(simulate(CITY, seed=1)[0].state)) == set(NAMES)


def test_every_ratio_by_which_indicators_are_worked_out_is_stated_as_a_coefficient():
    assert set(RATIOS) <= {each for found in INDICATORS.values() for each in found.coefficients}


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_ratio_moves_exactly_the_indicators_that_name_it_and_no_decision(ratio):
    """With nobody from outside, what would have fared alike elsewhere changes nothing."""
    other = with_world(CITY, **{ratio: 0.75 * float(getattr(CITY.world, ratio))})
    before, after = simulate(CITY, seed=1)[0], simulate(other, seed=1)[0]
    assert before.digest == after.digest
    moved = {name for name in NAMES if before.indicators[name] == before.indicators[name] and before.indicators[name] != after.indicators[name]}
    expected = {name for name, found in INDICATORS.items() if ratio in found.coefficients}
    assert moved == (set() if ratio == "success_elsewhere" else expected)
