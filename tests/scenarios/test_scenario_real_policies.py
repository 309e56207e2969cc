"""The policies of the five places: what is in force, what is planned, and what else the same money could do."""

import re
from pathlib import Path

import pytest

from experiments import compare
from experiments.cli.reference import own_region
from experiments.equal_budget.size import SIZES
from sim.scenario import cautions, examined, list_policies, load_policy, load_region, load_scenario
from sim.scenario.catalogue import installed
from sim.scenario.checks import evidence_ids
from sim.scenario.describe import quantity_of

pytestmark = pytest.mark.slow

PLACES = ("zigong", "jiangmen", "shaanxi", "chenzhou", "tianjin")
OF_PLACES = tuple(name for name in list_policies() if own_region(name))
SPENDS_NOTHING = {"jiangmen-current"}
"""Says so itself: its source states no measure that costs money."""
STATED = 0.02
"""By how much the costs that a file states may differ from those its command gives."""
EQUAL = 0.1
"""Share by which the cost of an alternative may differ from that of the plan."""
WORLDS = {"replications": 40, "worlds": "central", "seed": 1}


def alternatives(place):
    return [name for name in OF_PLACES if name.startswith(f"{place}-alternative-")]


@pytest.mark.parametrize("place", PLACES)
def test_each_place_has_what_is_in_force_what_is_planned_and_two_alternatives(place):
    assert {f"{place}-current", f"{place}-planned"} <= set(OF_PLACES)
    assert len(alternatives(place)) >= 2


@pytest.mark.parametrize("name", OF_PLACES)
def test_a_policy_of_a_place_acts_there_without_a_warning(name):
    place = own_region(name)
    assert load_scenario(place, [name]).id == f"{place}+{name}"
    found, layers = examined(installed(name, "policy"))
    assert cautions(found, layers, [load_region(place)]) == []


@pytest.mark.parametrize("name", OF_PLACES)
def test_a_policy_of_a_place_cites_evidence_and_marks_what_it_assumes(name):
    policy = load_policy(name)
    assert policy.sources and set(policy.sources) <= evidence_ids()
    for key, why in policy.assumptions.items():
        chinese, latin = (any(test(char) for char in why) for test in (lambda c: "一" <= c <= "鿿", str.isascii))
        assert chinese and latin, key
    text = Path(installed(name, "policy")).read_text(encoding="utf-8")
    assert text.startswith("# "), "says above what it stands for"


@pytest.mark.parametrize("name", OF_PLACES)
def test_every_amount_of_a_policy_is_documented_or_marked_as_assumed(name):
    """What decides the size of an instrument: its policy cites a source of the place for it, or says that it is assumed."""
    policy = load_policy(name)
    documented = {
        "zigong-current": {("capital-pool", "budget_per_year")},
        "zigong-planned": {("capital-pool", "budget_per_year"), ("innovation-fund", "capital")},
        "shaanxi-current": {("performance-grant", "amount")},
        "shaanxi-planned": {("performance-grant", "amount")},
        "chenzhou-current": {("industrialisation-award", "amount")},
        "chenzhou-planned": {("industrialisation-award", "amount")},
    }.get(name, set())
    for tool, instrument in policy.instruments.items():
        for key in SIZES[instrument.family]:
            if getattr(instrument, key) is None or (tool, key) in documented:
                continue
            said = {f"instruments.{tool}.{key}", f"instruments.{tool}", "instruments"}
            assert said & set(policy.assumptions), (tool, key)


def test_documented_amounts_are_those_of_the_documents():
    zigong, chenzhou = load_policy("zigong-planned").instruments, load_policy("chenzhou-planned").instruments
    assert zigong["capital-pool"].budget_per_year == 3000  # S-ZG-16
    assert zigong["operator-support"].budget_per_year * 2 == 680  # S-ZG-17, in about two years
    assert zigong["innovation-fund"].capital == 2000  # S-ZG-20
    assert chenzhou["industrialisation-award"].amount == 200 and chenzhou["industrialisation-award"].routes == ("self_built",)  # S-CZ-12
    shaanxi = load_policy("shaanxi-planned").instruments
    assert shaanxi["performance-grant"].amount == shaanxi["new-bases"].capital_cap == 500  # S-SX-09


@pytest.mark.parametrize("place", PLACES)
def test_a_plan_keeps_what_is_in_force(place):
    current, planned = load_policy(f"{place}-current").instruments, load_policy(f"{place}-planned").instruments
    assert set(current) <= set(planned) and planned != current


@pytest.fixture(scope="module")
def costs():
    """Public money within the study (万元) of every policy of a place there, as its file says how it was measured."""
    found = {}
    for place in PLACES:
        named = [name for name in OF_PLACES if own_region(name) == place]
        effects = compare(place, named, **WORLDS).document()["policies"]
        found |= {policy["id"]: policy["effects"]["public_money"]["difference"] for policy in effects}
    return found


def test_every_policy_of_a_place_spends_public_money_there_or_says_why_not(costs):
    nothing = {name for name, cost in costs.items() if cost == 0.0}
    assert nothing == SPENDS_NOTHING
    for name in nothing:
        policy = load_policy(name)
        assert not policy.instruments and "没有载明" in policy.assumptions["instruments"]


@pytest.mark.parametrize("place", PLACES)
def test_alternatives_cost_about_what_the_plan_costs(place, costs):
    for name in alternatives(place):
        assert costs[name] == pytest.approx(costs[f"{place}-planned"], rel=EQUAL), name
        head = Path(installed(name, "policy")).read_text(encoding="utf-8")
        said = re.search(r"等额依据：.*财政支出约 (\d+) 万元，规划政策 \S+ 约 (\d+) 万元", head)
        assert [float(number) for number in said.groups()] == pytest.approx([costs[name], costs[f"{place}-planned"]], rel=STATED), name


@pytest.mark.parametrize("name", [name for name in list_policies() if not own_region(name)])
def test_every_other_policy_spends_public_money_in_the_typical_city_unless_nothing_in_it_has_a_price(name):
    document = compare("typical-city", [name], replications=2, worlds="central").document()
    tools = load_policy(name).instruments.values()
    has_price = any(quantity_of(field).kind == "money" and getattr(tool, key) for tool in tools for key, field in type(tool).model_fields.items())
    assert (document["policies"][0]["effects"]["public_money"]["policy"] > 0.0) == has_price


@pytest.mark.parametrize("place", PLACES)
def test_what_was_paid_before_the_study_is_told_apart(place):
    """Only Chenzhou's policy of 2022 began before its study; the others start with it."""
    first = load_region(place).calendar.start
    starts = [tool.start or first for tool in load_policy(f"{place}-current").instruments.values()]
    assert any(start < first for start in starts) == (place == "chenzhou")
