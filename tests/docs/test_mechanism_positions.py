"""Every mechanism has a position in which it is off and the results are those without it to the last bit, and a scenario file in which it is on.

Four kinds. An *instrument* is off where the tool of the shipped policy, its off values written in, leaves the world of the policy without
it. A *layout* is off where a group of platforms of which there are 0 leaves the world of the region without the group. A *character* of
platforms is off where the reference city, the off value written into every platform, gives the golden result. A part of the *world* that the
baseline itself holds is off where what else belongs to it no longer matters.
"""

import json
import sys
import tomllib

import pytest

from sim import load_scenario, simulate
from sim.policy import NewPlatforms
from sim.scenario import Policy, list_regions, load_policy, load_region
from sim.scenario.family import FAMILIES
from tests.docs.pages import ROOT, generator
from tests.golden.test_golden import FILE as GOLDEN

generator()  # puts `docs` on the path
MECHANISMS = sys.modules["generators.mechanism_tables"].ledger()
SHORT = {"calendar.months": 96, "calendar.burn_in": 24}
CITY = load_scenario("typical-city", overrides=SHORT)
REGION_FOLDER = "scenarios/regions/"


def kind_of(entry):
    if entry["as"] != "region":
        return "instrument"
    if set(entry["off"]) == {"platforms.NAME.count"}:
        return "layout"
    return "world" if "moot" in entry else "character"


OF_KIND = {kind: [name for name, entry in MECHANISMS.items() if kind_of(entry) == kind] for kind in ("instrument", "layout", "character", "world")}


def scenario_name(entry):
    return entry["scenario"].rpartition("/")[2].removesuffix(".toml")


def spelt_out(region, keys):
    """Keys of a mechanism as keys of a region: NAME stands for every group."""
    found = {}
    for path, value in keys.items():
        group, name, *rest = path.split(".")
        names = list(getattr(region, group)) if name == "NAME" else [name]
        found |= {".".join((group, each, *rest)): value for each in names}
    return found


def digest(region, policies=(), **overrides):
    return simulate(load_scenario(region, policies, overrides=overrides), seed=2025)[0].digest


def policy_of(tools, like):
    return Policy.model_validate({**like.model_dump(exclude={"instruments", "assumptions"}), "assumptions": {}, "instruments": dict(tools)})


@pytest.mark.parametrize("name", OF_KIND["instrument"])
def test_an_instrument_in_its_off_position_leaves_the_baseline_and_as_shipped_does_not(name):
    entry = MECHANISMS[name]
    shipped = load_policy(scenario_name(entry))
    mine = {key: tool for key, tool in shipped.instruments.items() if tool.family == entry["as"]}
    others = {key: tool for key, tool in shipped.instruments.items() if key not in mine}
    off = {key: FAMILIES[entry["as"]].model_validate(tool.model_dump() | entry["off"]) for key, tool in mine.items()}
    assert mine and off != mine
    without = digest(CITY.region, [policy_of(others, shipped)])
    assert digest(CITY.region, [policy_of(others | off, shipped)]) == without
    assert digest(CITY.region, [shipped]) != without


@pytest.mark.parametrize("name", OF_KIND["layout"])
def test_platforms_of_which_there_are_none_are_no_platforms(name):
    entry = MECHANISMS[name]
    region = load_region(scenario_name(entry))
    bare = region.model_copy(update={"platforms": {}})
    off = digest(region, **spelt_out(region, entry["off"]))
    assert off == digest(bare)
    assert digest(region) != off


def shipped_and_off(entry):
    """The scenario file of a character of platforms, as it is and with the character taken off: a region, or a policy that builds platforms."""
    name, off = scenario_name(entry), entry["off"]
    if entry["scenario"].startswith(REGION_FOLDER):
        region = load_region(name)
        return load_scenario(region), load_scenario(region, overrides=spelt_out(region, off))
    shipped = load_policy(name)
    keys = {path.rpartition(".")[2]: value for path, value in off.items()}
    plain = {key: tool.model_copy(update=keys) if isinstance(tool, NewPlatforms) else tool for key, tool in shipped.instruments.items()}
    return load_scenario("typical-city", [shipped]), load_scenario("typical-city", [policy_of(plain, shipped)])


@pytest.mark.parametrize("name", OF_KIND["character"])
def test_a_character_of_platforms_that_is_off_gives_the_golden_result_and_as_shipped_another(name):
    entry = MECHANISMS[name]
    city = load_region("typical-city")
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))["typical-city"]["digest"]
    assert digest(city, **spelt_out(city, entry["off"])) == golden
    as_shipped, plain = shipped_and_off(entry)
    worlds = [[outcome.digest for outcome in simulate(each, seed=2025, replications=24, workers=2)] for each in (as_shipped, plain)]
    assert worlds[0] != worlds[1]


@pytest.mark.parametrize("name", OF_KIND["world"])
def test_once_a_part_of_the_world_is_off_nothing_else_of_it_matters_and_before_it_did(name):
    entry = MECHANISMS[name]
    off, moot = (spelt_out(CITY.region, entry[part]) for part in ("off", "moot"))
    base, neutral = digest(CITY.region), digest(CITY.region, **off)
    assert neutral != base
    assert digest(CITY.region, **off | moot) == neutral
    assert digest(CITY.region, **moot if not set(moot) <= set(off) else dict.fromkeys(moot, 5.0)) != base


def parent_of(region):
    return tomllib.loads((ROOT / f"scenarios/regions/{region}.toml").read_text(encoding="utf-8"))["inherits"]


@pytest.mark.parametrize("region", [name for name in list_regions() if name != "typical-city" and parent_of(name) != "typical-city"])
def test_a_region_made_for_a_mechanism_is_its_parent_with_that_alone_changed(region):
    """With stocks and world put back to those of the region it inherits, it is that region to the last bit."""
    child, parent = load_region(region), load_region(parent_of(region))
    assert region in {scenario_name(entry) for entry in MECHANISMS.values()}
    assert digest(child) != digest(parent)
    stocks = {group: getattr(parent, group) for group in ("firms", "platforms", "world")}
    assert digest(child.model_copy(update=stocks)) == digest(parent)


def test_every_mechanism_has_one_of_the_four_kinds_of_off_position():
    assert sorted(name for names in OF_KIND.values() for name in names) == list(MECHANISMS)
    for entry in MECHANISMS.values():
        assert set(entry["off"]) & set(entry["parameters"])
        assert ("moot" in entry) == (kind_of(entry) == "world")
