"""Nothing is lost and nothing comes from nothing: projects, money and slots, exactly, in every month of random worlds."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.cli.reference import own_region
from experiments.runs.records import record
from sim import load_scenario, simulate
from sim import policy as levers
from sim.batch import finished
from sim.checks import ConservationError, must_hold, violations
from sim.dice import run_key
from sim.month import simulate_months
from sim.scenario import list_policies, load_policy, with_world
from sim.start import blueprint, new_state
from tests.sim.paired import policy


def without_shared_instruments():
    """Policies for any region, small ones first, of which no two have an instrument of the same name."""
    taken, found = set(), []
    for name in sorted((each for each in list_policies() if own_region(each) is None), key=lambda each: len(load_policy(each).instruments)):
        tools = set(load_policy(name).instruments)
        if not tools & taken:
            taken |= tools
            found.append(name)
    return found


POLICIES = without_shared_instruments()
worlds = st.fixed_dictionaries({
    "cost_pilot": st.floats(1.0, 5000.0),
    "cost_industrial": st.floats(50.0, 30000.0),
    "dur_pilot": st.floats(1.0, 30.0),
    "queue_patience": st.floats(0.5, 200.0),
    "months_to_deal": st.floats(1.0, 200.0),
    "spinout_share": st.floats(0.0, 1.0),
    "spinout_after": st.floats(0.0, 24.0),
    "value_multiple": st.floats(0.5, 20.0),
    "panel_bar": st.floats(-2.0, 2.0),
    "platform_debt_months": st.floats(1.0, 24.0),
    "money_patience": st.floats(1.0, 24.0),
    "success_intercept": st.floats(-2.0, 2.0),
})  # fmt: skip


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    world=worlds,
    policies=st.lists(st.sampled_from(POLICIES), max_size=4, unique=True),
    region=st.sampled_from(["typical-city", "chenzhou", "zigong", "jiangmen"]),
    seed=st.integers(0, 2**31 - 1),
)
def test_projects_money_and_slots_are_conserved_in_every_month_of_any_world(world, policies, region, seed):
    scenario = with_world(load_scenario(region, policies, overrides={"calendar.months": 40, "calendar.burn_in": 20}), **world)
    simulate(scenario, seed=seed, check=True)


def some(tool, **fields):
    """Instruments of one family with these fields drawn."""
    return st.builds(tool, family=st.just(get_args(tool.model_fields["family"].annotation)[0]), **fields)


shares, budgets = st.floats(0.0, 1.0), st.none() | st.floats(0.0, 5000.0)
INSTRUMENTS = {
    "loans": some(levers.GuaranteedLoans, loss_share=shares, loan_share=shares, loan_cap=budgets, rate_cap=shares, budget_per_year=budgets),
    "insurance": some(
        levers.TechnologyInsurance, insured_share=shares, premium_subsidy=shares, loading=shares, care_lost=shares, budget_per_year=budgets
    ),
    "service": some(
        levers.OperatingSubsidy, per_pilot=st.floats(0.0, 900.0), owner=st.sampled_from(["any", "public", "firm"]), budget_per_year=budgets
    ),
    "best": some(levers.PerformanceGrant, top_share=shares, amount=st.floats(0.0, 900.0), budget_per_year=budgets),
    "sharing": some(levers.OpenSharing, per_outside_pilot=st.floats(0.0, 90.0), open_share=shares, budget_per_year=budgets),
    "reform": some(levers.ReleaseReform, release_gain=shares, spinout_gain=shares),
    "attraction": some(levers.Attraction, projects_per_year=st.floats(0.0, 90.0), half_slots=st.floats(0.1, 20.0), budget_per_year=budgets),
    "first": some(levers.FirstSet, contract_value=st.floats(0.0, 9000.0), premium_subsidy=shares, adoption_gain=shares, budget_per_year=budgets),
    "scenes": some(
        levers.SceneMatching, scenes_per_year=st.floats(0.0, 90.0), success_gain=shares, time_saved=st.floats(0.0, 0.9), budget_per_year=budgets
    ),
    "care": some(
        levers.Incubators, places=st.integers(0, 30), trial_gain=shares, ramp_gain=shares, time_saved=st.floats(0.0, 0.9), budget_per_year=budgets
    ),
    "specialists": some(
        levers.Incubators,
        places=st.integers(0, 30),
        time_saved=st.floats(0.0, 0.9),
        patience_gain=st.floats(0.0, 60.0),
        takes_in=st.sampled_from(["trial", "route"]),
        budget_per_year=budgets,
    ),
    "bases": some(
        levers.NewPlatforms,
        sector=st.just("any"),
        count=st.integers(0, 3),
        build_months=st.integers(0, 12),
        tenant_income=st.floats(0.0, 900.0),
        site_ready=shares,
        staff_ready=shares,
        demand_link=st.floats(-3.0, 3.0),
        lab_fee_factor=st.floats(0.0, 5.0),
        time_saved=st.floats(0.0, 0.9),
        landing_gain=st.floats(-1.0, 1.0),
    ),
    "lists": some(levers.ServiceLists, search_gain=st.floats(0.0, 5.0), budget_per_year=budgets),
    "zone": some(levers.LandingSpace, places=st.integers(0, 30), time_saved=st.floats(0.0, 0.9), budget_per_year=budgets),
    "angel": some(levers.PlatformAngel, capital=st.floats(0.0, 90_000.0), ticket_cap=st.floats(1.0, 9000.0), platform_share=shares),
    "support": some(
        levers.CostSupport, share=shares, filed_share=shares, repaid=st.floats(0.0, 3.0), signal=st.floats(0.0, 3.0), budget_per_year=budgets
    ),
    "match": some(levers.CostSupport, share=shares, matches=st.none() | st.floats(0.0, 3.0), repaid=st.floats(0.0, 3.0), budget_per_year=budgets),
    "filing": some(levers.PilotFiling, filing_gain=shares, budget_per_year=budgets),
    "status": some(levers.Accreditation, min_pilots=st.integers(0, 3), amount=st.floats(0.0, 900.0), demand_gain=shares, budget_per_year=budgets),
    "state": some(levers.NationalRecognition, chance=shares, min_pilots=st.integers(0, 3), amount=st.floats(0.0, 900.0), budget_per_year=budgets),
    "listing": some(levers.ListingReserve, time_saved=st.floats(0.0, 0.9), budget_per_year=budgets),
    "operator": some(levers.NewOperator, capability_gain=st.floats(0.0, 2.0), cost_saved=shares, fee_share=st.none() | st.floats(0.0, 2.0)),
    "partners": some(levers.JointVentures, partner_capital=st.floats(0.0, 90_000.0), ticket_cap=st.floats(1.0, 9000.0), budget_per_year=budgets),
    "links": some(levers.UniversityLinks, results_per_year=st.floats(0.0, 60.0), budget_per_year=budgets),
    "alliance": some(levers.Alliance, cost_per_year=st.floats(0.0, 90.0), budget_per_year=budgets),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(
    world=worlds,
    tools=st.fixed_dictionaries({}, optional=INSTRUMENTS),
    region=st.sampled_from(["typical-city", "jiangmen"]),
    dates=st.tuples(st.none() | st.integers(0, 30), st.none() | st.integers(0, 30)),
    seed=st.integers(0, 2**31 - 1),
)
def test_instruments_of_any_size_and_dates_lose_and_make_nothing(world, tools, region, dates, seed):
    base = load_scenario(region, overrides={"calendar.months": 40, "calendar.burn_in": 20})
    start, end = (None if month is None else base.region.calendar.start + month for month in dates)
    tools = {name: tool.model_copy(update={"start": start, "end": end}) for name, tool in tools.items()}
    simulate(with_world(load_scenario(base.region, [policy(**tools)]), **world), seed=seed, check=True)


@pytest.mark.parametrize("region", ["typical-city", "jiangmen"])
def test_all_shipped_policies_at_once_lose_and_make_nothing(region):
    scenario = load_scenario(region, POLICIES, overrides={"calendar.months": 72, "calendar.burn_in": 24})
    state = simulate(scenario, seed=3, check=True)[0].state
    spends = [tool.family != "release_reform" for tool in scenario.instruments.values()]  # a reform is rules, not money
    assert ((state.instruments["spent"] > 0) == spends).sum() >= len(spends) - 2


def test_several_areas_conserve_everything_too():
    scenario = load_scenario("typical-city", ["one-of-each"], overrides={"areas": 3, "calendar.months": 36})
    assert simulate(scenario, check=True)[0].violations == ()


@pytest.mark.parametrize(
    ("table", "column", "what"),
    [
        ("firms", "cash", "money"),
        ("platforms", "busy", "busy slots"),
        ("areas", "on_offer", "results on offer"),
        ("instruments", "spent", "ledger"),
        ("labs", "results", "labs disclosed"),
        ("cells", "on_offer", "results on offer by cell"),
        ("cells", "free_places", "free places"),
        ("firms", "active", "projects held by firms"),
        ("platforms", "waiting", "queues"),
        ("areas", "pilots_busy", "pilots by area"),
        ("areas", "ramps_busy", "ramps by area"),
        ("funds", "invested", "money invested by fund"),
        ("funds", "projects", "projects that funds are in"),
        ("payments", "yuan", "payments of the window"),
        ("payments", "yuan", "ledger by year"),
        ("account", "public_in", "public money booked"),
    ],
)
def test_a_single_yuan_slot_or_project_out_of_place_is_found(small_city_with_policies, table, column, what):
    plan = blueprint(small_city_with_policies)
    state, key = new_state(plan, run_key(1, 0)), run_key(1, 0)
    simulate_months(state, key, 30)
    assert violations(state) == []
    getattr(state, table)[column][0] += 1
    with pytest.raises(ConservationError, match=what):
        must_hold(state)
    outcome = finished(plan, state, seed=1, replication=0)
    assert any(what in said for said in outcome.violations)
    assert record(outcome).violations == outcome.violations == tuple(violations(state))


@pytest.mark.parametrize(
    ("column", "what"), [("stop", "without a reason"), ("stopped", "stop month does not fit"), ("batch_output", "batch output does not fit")]
)
def test_a_running_project_with_a_mark_of_its_end_is_found(small_city_with_policies, column, what):
    state = simulate(small_city_with_policies, months=30)[0].state
    running = np.flatnonzero((state.projects["stop"] == 0) & (state.projects["batch_output"] < 0) & (state.projects["name"] != 0))
    assert violations(state) == []
    state.projects[column][running[-1]] += 2
    (said,) = violations(state)
    assert what in said and f"in 1 rows, for example {running[-1]}" in said


def test_a_law_that_is_broken_says_how_often_and_by_whom(small_city_with_policies):
    plan = blueprint(small_city_with_policies)
    state, key = new_state(plan, run_key(1, 0)), run_key(1, 0)
    simulate_months(state, key, 30)
    before = int(state.platforms["waiting"][2])
    state.platforms["waiting"][2:4] += 5
    assert violations(state) == [f"queues: row 2 says {before + 5}, counted {before} (2 rows differ)"]
    state.platforms["waiting"][2:4] -= 5
    state.platforms["slots"][1] = state.platforms["busy"][1] - 1
    assert [each for each in violations(state) if "more pilots than slots" in each]
    state.firms["projects_at_once"][0] = state.firms["active"][0] - 1
    assert [each for each in violations(state) if "firm 0, which can run" in each]


def test_places_in_landing_spaces_incubators_and_portfolios_are_counted_and_limited_in_every_month():
    policies = ["landing-space", "incubators", "listing-reserve"]
    state = simulate("chenzhou", policies, seed=3, check=True)[0].state
    taken = [state.landing_spaces["taken"][0], state.incubators["taken"][0], state.funds["projects"].max()]
    assert all(number > 0 for number in taken) and violations(state) == []
    state.landing_spaces["taken"][0] += 1
    assert any("places taken in landing spaces" in each for each in violations(state))
    state.landing_spaces["taken"][0] -= 1
    state.landing_spaces["places"][0], state.incubators["places"][0], state.funds["portfolio_cap"][:] = 0, 0, 0
    assert [each.split(":")[0] for each in violations(state)] == ["funds", "landing spaces", "incubators"]


def test_every_ended_project_has_one_reason_and_running_ones_have_none(small_city):
    projects = simulate(small_city)[0].state.projects
    ended = projects["state"] == 9
    assert ended.any()
    assert np.array_equal(ended, projects["stop"] != 0)
    assert (projects["batch_output"][ended] == -1).all()
