"""Every mechanism has a position in which it is off and the results are those without it to the last bit, and a scenario file in which it is on."""

import json
import tomllib

import pytest

from sim import load_scenario, simulate
from sim.scenario import Scenario, list_regions, load_policy, load_region
from tests.docs.pages import ROOT
from tests.docs.positions import MECHANISMS, OF_KIND, kind_of, policy_of, scenario_name, spelt_out, switched_off
from tests.golden.test_golden import FILE as GOLDEN

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})


def digest(scenario):
    return simulate(scenario, seed=2025)[0].digest


def changed(region, keys):
    return load_scenario(region, overrides=spelt_out(region, keys))


@pytest.mark.parametrize("name", OF_KIND["instrument"])
def test_an_instrument_in_its_off_position_leaves_the_baseline_and_as_shipped_does_not(name):
    entry = MECHANISMS[name]
    shipped = load_policy(scenario_name(entry))
    others = {key: tool for key, tool in shipped.instruments.items() if tool.family != entry["as"]}
    assert len(others) < len(shipped.instruments)
    without = digest(Scenario(CITY.region, (policy_of(others, shipped),)))
    as_shipped = Scenario(CITY.region, (shipped,))
    assert digest(switched_off(as_shipped, entry)) == without
    assert digest(as_shipped) != without


@pytest.mark.parametrize("name", OF_KIND["layout"])
def test_platforms_of_which_there_are_none_are_no_platforms(name):
    scenario = load_scenario(scenario_name(MECHANISMS[name]))
    none = digest(switched_off(scenario, MECHANISMS[name]))
    assert none == digest(Scenario(scenario.region.model_copy(update={"platforms": {}})))
    assert none != digest(scenario)


@pytest.mark.parametrize("name", OF_KIND["character"])
def test_a_character_of_platforms_that_is_off_gives_the_golden_result_and_as_shipped_another(name):
    entry = MECHANISMS[name]
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))["typical-city"]["digest"]
    city = load_scenario("typical-city")
    assert digest(switched_off(city, entry)) == golden
    is_region = entry["scenario"].startswith("scenarios/regions/")
    shipped = load_scenario(scenario_name(entry)) if is_region else load_scenario("typical-city", [scenario_name(entry)])
    on, off = ([o.digest for o in simulate(each, seed=2025, replications=24, workers=2)] for each in (shipped, switched_off(shipped, entry)))
    assert on != off


@pytest.mark.parametrize("name", OF_KIND["world"])
def test_once_a_part_of_the_world_is_off_nothing_else_of_it_matters_and_before_it_did(name):
    entry = MECHANISMS[name]
    base, off = digest(CITY), digest(switched_off(CITY, entry))
    assert off != base
    assert digest(changed(CITY.region, entry["off"] | entry["moot"])) == off
    assert digest(changed(CITY.region, entry["moot"])) != base


def parent_of(region):
    return tomllib.loads((ROOT / f"scenarios/regions/{region}.toml").read_text(encoding="utf-8"))["inherits"]


@pytest.mark.parametrize("region", [name for name in list_regions() if name != "typical-city" and parent_of(name) != "typical-city"])
def test_a_region_made_for_a_mechanism_is_its_parent_with_that_alone_changed(region):
    """With stocks and world put back to those of the region it inherits, it is that region to the last bit."""
    child, parent = load_region(region), load_region(parent_of(region))
    assert region in {scenario_name(entry) for entry in MECHANISMS.values()}
    assert digest(Scenario(child)) != digest(Scenario(parent))
    stocks = {group: getattr(parent, group) for group in ("firms", "platforms", "world")}
    assert digest(Scenario(child.model_copy(update=stocks))) == digest(Scenario(parent))


def test_every_mechanism_has_one_of_the_four_kinds_of_off_position():
    assert sorted(name for names in OF_KIND.values() for name in names) == list(MECHANISMS)
    for entry in MECHANISMS.values():
        assert set(entry["off"]) & set(entry["parameters"])
        assert ("moot" in entry) == (kind_of(entry) == "world")
