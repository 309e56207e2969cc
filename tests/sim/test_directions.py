"""Directions: each lever and uncertainty moves each indicator the way economics says, in paired worlds of the same luck.

`up` and `down`: the mean over paired worlds moves that way, beyond twice its standard error. `never up`, `never down`: not beyond chance.
"""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.indicators import NAMES
from sim.scenario import Policy, with_world
from sim.stages import LabType, Sector
from sim.tables import NEVER

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
WORLDS = 12


def values(scenario, replications=WORLDS):
    return np.array([outcome.vector for outcome in simulate(scenario, seed=77, replications=replications, workers=2)])


@pytest.fixture(scope="module")
def baseline():
    return values(CITY)


def assert_direction(before, after, indicator, direction):
    difference = (after - before)[:, NAMES.index(indicator)]
    difference = difference[np.isfinite(difference)]
    mean, error = difference.mean(), difference.std(ddof=1) / np.sqrt(difference.size)
    message = f"{indicator}: {mean:+.3g} with standard error {error:.3g}, expected {direction}"
    if direction == "up":
        assert mean > 2 * error, message
    elif direction == "down":
        assert mean < -2 * error, message
    elif direction == "never up":
        assert mean <= 2 * error, message
    else:
        assert mean >= -2 * error, message


WORLD_DIRECTIONS = [
    ({"p_sample": 0.8}, "results", "never up", "how many results there are does not depend on samples"),
    ({"p_sample": 0.8}, "new_products", "up", "more samples, more products"),
    ({"cost_pilot": 1800.0}, "pilots_started", "down", "dearer pilots are begun less often"),
    ({"cost_industrial": 18000.0}, "entered", "down", "dearer lines are built less often"),
    ({"value_multiple": 6.0}, "entered", "up", "more valuable successes are attempted more often"),
    ({"success_intercept": 0.6}, "batch_output", "up", "easier technology, more batch output"),
    ({"maturity_gain": 0.2}, "batch_output", "down", "pilots that mature less help less"),
    ({"queue_patience": 1.0}, "months_waiting", "down", "impatient projects leave, those who stay wait less"),
    ({"dur_pilot": 16.0}, "utilisation", "up", "longer pilots keep slots busy"),
    ({"money_patience": 3.0}, "entered", "never up", "a shorter search finds no more money"),
    ({"debt_share": 0.3}, "entered", "down", "less bank credit, fewer lines"),
    ({"local_retention": 0.9}, "new_products", "never down", "results that stay can become products here"),
    ({"risk_penalty": 0.5}, "entered", "down", "risk-averse firms build fewer lines"),
]


def test_a_field_whose_successes_are_worth_more_is_attempted_more_often_and_the_others_hardly_less():
    def entered_by_field(scenario):
        worlds = [outcome.state.projects for outcome in simulate(scenario, seed=77, replications=WORLDS, workers=2)]
        return np.array([np.bincount(p["sector"][p["entered"] != NEVER], minlength=len(Sector)) for p in worlds])

    richer = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24, "sectors.energy.value_scale": 3.0})
    change = (entered_by_field(richer) - entered_by_field(CITY)).sum(axis=0)
    assert change[Sector.ENERGY] > 0 and abs(np.delete(change, Sector.ENERGY).sum()) < change[Sector.ENERGY]


@pytest.mark.parametrize(("world", "indicator", "direction", "why"), WORLD_DIRECTIONS, ids=[row[3] for row in WORLD_DIRECTIONS])
def test_uncertainties_move_indicators_as_economics_says(baseline, world, indicator, direction, why):
    assert_direction(baseline, values(with_world(CITY, **world)), indicator, direction)


def policy(**tool):
    text = {"zh": "测试", "en": "test"}
    return Policy.model_validate({"id": "t", "kind": "policy", "title": text, "question": text, "sources": (), "instruments": {"tool": tool}})


POLICY_DIRECTIONS = [
    ({"family": "cost_support", "share": 0.6}, "pilots_started", "up", "a pilot subsidy never reduces pilots"),
    ({"family": "cost_support", "share": 0.6}, "public_money", "up", "a pilot subsidy costs money"),
    ({"family": "cost_support", "share": 0.3, "covers": "industrial"}, "entered", "up", "shared line costs, more lines"),
    ({"family": "cost_support", "share": 0.6, "budget_per_year": 100.0}, "public_money", "up", "even a small pool is used"),
    ({"family": "outcome_award", "amount": 3000.0}, "pilots_started", "up", "a large award on pilots that industrialise draws firms to pilots"),
    ({"family": "new_platforms", "sector": "any", "count": 6, "build_months": 6}, "months_waiting", "down", "more slots, less waiting"),
    ({"family": "expert_panel", "accuracy": 0.0, "bar": -9.0}, "pilots_started", "up", "a panel that admits everybody lets more pilots begin"),
    ({"family": "expert_panel", "accuracy": 0.6, "bar": 1.5}, "pilots_started", "down", "a high bar turns projects away"),
    ({"family": "proof_of_concept", "tests_per_month": 50, "bar": 0.5}, "new_products", "down", "a strict test gives up future products too"),
    ({"family": "proof_of_concept", "tests_per_month": 50}, "public_money", "up", "tests cost money"),
    ({"family": "guidance_fund", "capital": 200000.0, "ticket_cap": 20000.0, "hurdle": 0.7}, "entered", "up", "a large soft fund pays for lines"),
]


@pytest.mark.parametrize(("tool", "indicator", "direction", "why"), POLICY_DIRECTIONS, ids=[row[3] for row in POLICY_DIRECTIONS])
def test_instruments_move_indicators_as_economics_says(baseline, tool, indicator, direction, why):
    assert_direction(baseline, values(load_scenario(CITY.region, [policy(**tool)])), indicator, direction)


def taken_up(scenario):
    """Results of universities and institutes for which a firm chose a route, by world."""
    counts = []
    for outcome in simulate(scenario, seed=77, replications=WORLDS, workers=2):
        projects, labs = outcome.state.projects, outcome.state.labs
        counts.append(np.count_nonzero((labs["type"][projects["lab"]] != LabType.ENTERPRISE) & (projects["chosen"] >= 24)))
    return np.array(counts, float)


@pytest.mark.parametrize("faster", ["shorter wait", "brokers"])
def test_results_that_meet_firms_sooner_are_taken_up_more_often(faster):
    brokers = policy(family="brokers", staff=100.0)
    scenario = with_world(CITY, months_to_deal=6.0) if faster == "shorter wait" else load_scenario(CITY.region, [brokers])
    gain = taken_up(scenario) - taken_up(CITY)
    assert gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(gain.size)


def test_where_slots_are_scarce_more_slots_mean_more_pilots():
    scarce = with_world(CITY, dur_pilot=24.0)
    platforms = policy(family="new_platforms", sector="any", count=6, build_months=6)
    assert_direction(values(scarce), values(load_scenario(scarce.region, [platforms])), "pilots_started", "up")


def test_a_yearly_pool_is_never_overspent():
    tool = policy(family="cost_support", share=0.9, budget_per_year=800.0)
    for outcome in simulate(load_scenario(CITY.region, [tool]), replications=4):
        assert (outcome.state.spending <= 800 * 10_000).all()
        assert outcome.state.spending.max() > 600 * 10_000


def test_the_award_is_paid_only_when_all_three_conditions_hold():
    tool = policy(family="outcome_award", amount=200.0, routes=("self_built",))
    s = simulate(load_scenario("typical-city", [tool]), seed=3)[0].state
    records = s.payments[: s.clock[0].payments]
    paid = s.projects[records["project"]]
    assert paid.size > 0
    assert (records["yuan"] == 200 * 10_000).all()
    assert (paid["pilot"] == 1).all()
    assert (paid["local"] == 1).all()
    assert (paid["route"] == 3).all()
    assert (paid["batch_output"] >= 0).all()
    earned = (s.projects["pilot"] == 1) & (s.projects["local"] == 1) & (s.projects["route"] == 3) & (s.projects["batch_output"] >= 0)
    assert earned.sum() == paid.size


def test_displacement_can_happen_new_successes_lower_what_a_finite_market_pays_others():
    small = {f"sectors.{key}.market_size": 100000.0 for key in CITY.region.sectors}
    squeezed = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24} | small)
    assert_direction(values(CITY), values(squeezed), "sales", "down")
    assert_direction(values(CITY), values(squeezed), "entered", "down")


def test_who_is_refused_by_a_platform_may_still_build_a_line_of_its_own():
    strict = policy(family="expert_panel", accuracy=0.5, bar=9.0)
    projects = simulate(load_scenario(CITY.region, [strict]), seed=3)[0].state.projects
    refused = projects[projects["platform_barred"] == 1]
    assert (refused["route"] == 3).any()


def test_a_policys_platforms_get_their_starting_cash_from_its_ledger():
    tool = policy(family="new_platforms", sector="any", count=2, build_months=6, capital_cost=1000.0, public_share=0.5, cash=300.0)
    s = simulate(load_scenario(CITY.region, [tool]), seed=3)[0].state
    assert s.instruments["spent"][0] == (2 * 500 + 2 * 300) * 10_000


def test_a_fund_that_opened_long_ago_closes_when_its_life_is_over():
    overrides = {"funds.venture.opens": "2014-01", "funds.venture.life_years": 10}
    s = simulate(load_scenario("typical-city", overrides=overrides), seed=3)[0].state
    assert s.funds["closes"][s.funds["kind"] == 1].max() <= 0
    assert s.funds["invested"][s.funds["kind"] == 1].sum() == 0


def test_policies_are_added_to_those_a_scenario_has():
    both = load_scenario("zigong", ["capital-pool", "pilot-voucher"])
    added = simulate(load_scenario("zigong", ["capital-pool"]), ["pilot-voucher"], months=24)[0]
    assert added.instruments == tuple(both.instruments)
    assert added.digest == simulate(both, months=24)[0].digest
