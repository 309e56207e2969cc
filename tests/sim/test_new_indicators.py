"""Break-even of new platforms, balance among counties, and what public funds earn: worlds small enough to follow."""

import math

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.indicators import GROUPED, county_gini, gini, measure
from sim.policy import GuidanceFund, NewPlatforms
from sim.stages import FundKind, State
from sim.tables import NEVER, NOBODY, YUAN
from tests.sim.paired import policy

SHORT = {"calendar.months": 96, "calendar.burn_in": 24}
CITY = load_scenario("typical-city", overrides=SHORT)
NO_FUNDS = {f"funds.{key}.count": 0 for key in CITY.region.funds}
LONG = {"calendar.months": 180, "calendar.burn_in": 0, "world.debt_share": 0.4} | NO_FUNDS
FUND = GuidanceFund(family="guidance_fund", capital=50_000.0, ticket_cap=5_000.0, realised_share=1.0, hurdle=0.5)
BUILD = NewPlatforms(family="new_platforms", sector="any", count=3, build_months=6, slots=4, yearly_cost=60.0)


def building(**changes):
    return load_scenario(CITY.region, [policy(build=BUILD.model_copy(update=changes))])


def world(scenario, **more):
    return simulate(scenario, seed=5, check=True, **more)[0]


def test_gini_is_nothing_where_all_are_equal_and_nearly_one_where_one_has_all():
    assert gini(np.array([4, 4, 4])) == pytest.approx(0.0)
    assert gini(np.array([0, 0, 0, 12])) == pytest.approx(0.75)  # (n - 1) / n
    assert gini(np.array([1, 3])) == pytest.approx(0.25)
    assert math.isnan(gini(np.zeros(3)))


def test_counties_are_counted_by_the_pilots_begun_on_their_platforms():
    outcome = world(load_scenario("chenzhou", overrides={"calendar.months": 60}))
    s = outcome.state
    projects = s.projects[: s.clock[0].projects]
    begun = projects[(projects["pilot_started"] >= s.clock[0].burn_in) & (projects["platform"] != NOBODY)]
    by_county = np.bincount(s.platforms["county"][begun["platform"]], minlength=5)
    assert (outcome.counts.by_county[:-1, GROUPED.index("pilots_started")] == by_county).all()
    assert by_county.size == 5 and by_county.sum() == begun.size > 10
    assert outcome.indicators["county_gini"] == pytest.approx(gini(by_county))


def test_where_no_county_is_named_there_is_no_gini():
    assert math.isnan(world(CITY).indicators["county_gini"])
    assert math.isnan(county_gini(np.array([[3, 1, 1, 0], [2, 2, 2, 2]])))  # one county, and what stands in none


def test_a_platform_that_costs_little_to_run_breaks_even_sooner_and_more_of_them_do():
    cheap, dear = (world(building(yearly_cost=cost)).indicators for cost in (10.0, 3000.0))
    assert cheap["break_even_share"] > dear["break_even_share"]
    assert cheap["break_even_month"] >= 1.0


def test_break_even_is_the_month_in_which_fees_first_cover_running_costs_without_any_subsidy():
    plain, subsidised = (world(building(operating_subsidy=subsidy)).state for subsidy in (0.0, 300.0))
    for s in (plain, subsidised):
        mine = s.platforms[s.platforms["instrument"] == 0]
        done = mine[mine["broke_even"] != NEVER]
        assert done.size and (done["broke_even"] >= done["opens"]).all()
        never = mine[mine["broke_even"] == NEVER]
        assert (never["own_result"] < 0).all()
        assert measure(s)["break_even_month"] == pytest.approx((done["broke_even"] - done["opens"] + 1).mean())
    assert (plain.platforms["own_result"] - plain.platforms["cash"])[plain.platforms["instrument"] == 0] == pytest.approx(-BUILD.cash * YUAN)


@pytest.mark.parametrize("burn_in", [0, 24])
def test_a_platform_that_opens_in_the_first_month_of_the_window_is_a_new_one_and_those_that_stood_there_are_not(burn_in):
    region = load_scenario(
        "typical-city", [policy(build=BUILD.model_copy(update={"build_months": 0}))], overrides=LONG | {"calendar.burn_in": burn_in}
    )
    outcome = world(region)
    assert (outcome.state.platforms["opens"][outcome.state.platforms["instrument"] == 0] == burn_in).all()
    assert outcome.counts.platforms_opened == BUILD.count


def test_without_a_new_platform_nothing_can_break_even():
    found = world(CITY).indicators
    assert math.isnan(found["break_even_month"]) and math.isnan(found["break_even_share"])


def test_undiscounted_the_value_of_a_fund_is_cash_returned_less_cash_invested_in_what_it_left():
    s = world(load_scenario("typical-city", [policy(fund=FUND)], overrides=LONG | {"world.social_discount": 0.0})).state
    assert s.funds["kind"].tolist() == [FundKind.GUIDANCE]
    known = s.projects[: s.clock[0].projects]
    held = known[known["fund"] != NOBODY]
    assert held.size - int(s.funds["projects"][0]) == int(s.tally[0].fund_exits) > 3
    failed = held[held["state"] == State.STOPPED]
    assert failed.size
    inside = int(s.funds["invested"][0]) - int(held["ticket"].sum())
    assert inside == 0
    worth = s.tally[0].fund_value * YUAN - int(s.instruments["recycled"][0])
    left = -worth  # tickets of the investments it left
    assert failed["ticket"].sum() <= round(left) <= s.funds["invested"][0]


def test_the_value_of_a_fund_is_smaller_the_less_the_future_counts():
    early, late = (world(load_scenario("typical-city", [policy(fund=FUND)], overrides=LONG | {"world.social_discount": rate})) for rate in (0.0, 0.2))
    assert early.decisions_digest == late.decisions_digest  # nobody decides by the social rate
    assert late.indicators["fund_npv"] < early.indicators["fund_npv"]


def test_no_public_fund_has_no_value():
    assert math.isnan(world(load_scenario("typical-city", overrides=SHORT | NO_FUNDS)).indicators["fund_npv"])
