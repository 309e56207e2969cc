"""What happens to firms, platforms and the region's memory over whole runs."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.dice import run_key
from sim.month import simulate_months
from sim.policy import CostSupport
from sim.rules.experience import BAD, GOOD, RAMPS, TRIALS, WITHOUT_PILOT
from sim.rules.instruments.outcome_award import COMMERCIAL_CHECK
from sim.scenario import with_world
from sim.stages import Route, State, StopReason
from sim.start import blueprint, new_state
from sim.tables import CAME_BACK, NEVER, NOBODY, YUAN

CITY = {"calendar.months": 120, "calendar.burn_in": 0}
SIZES = ("micro", "small", "medium", "large")


def state_after(scenario, months, seed=3):
    key = run_key(seed, 0)
    state = new_state(blueprint(scenario), key)
    simulate_months(state, key, months)
    return state


def test_a_search_for_money_that_fails_says_nothing_about_the_technology():
    no_funds = {f"funds.{key}.count": 0 for key in load_scenario("typical-city").region.funds}
    state = state_after(with_world(load_scenario("typical-city", overrides=CITY | no_funds), debt_share=0.0), 120)
    p, cases = state.projects[: state.clock[0].projects], state.cases[WITHOUT_PILOT]
    direct = (p["route"] == Route.DIRECT) & (p["pilot_started"] == NEVER) & (p["trial_started"] != NEVER)
    assert ((p["stop"] == StopReason.NO_MONEY) & (p["new_product"] != NEVER)).sum() > 10
    assert cases[TRIALS, GOOD] == (direct & (p["new_product"] != NEVER)).sum()
    assert cases[TRIALS, BAD] == (direct & (p["stop"] == StopReason.PRODUCT_FAILED)).sum()
    assert cases[RAMPS, BAD] == (direct & (p["stop"] == StopReason.RAMP_FAILED)).sum()
    assert cases[RAMPS, GOOD] == (direct & (p["batch_output"] != NEVER)).sum()


def test_an_idle_platform_forgets_and_gets_worse_while_a_busy_one_learns():
    nobody = {f"labs.{key}.count": 0 for key in load_scenario("typical-city").region.labs}
    idle = state_after(load_scenario("typical-city", overrides=CITY | nobody), 60).platforms["capability"]
    assert (idle < 0.98).all()
    busy = state_after(with_world(load_scenario("typical-city", overrides=CITY), forgetting=0.0), 60).platforms["capability"]
    assert (busy >= 1.0).all()
    assert busy.max() > 1.02


def test_a_spin_out_without_a_product_runs_out_of_money_and_closes():
    scenario = with_world(
        load_scenario("typical-city", overrides=CITY), spinout_share=1.0, spinout_after=0.0, months_to_deal=1e5, spinout_running_cost=200.0
    )
    state = state_after(scenario, 120)
    founded = state.firms[state.clock[0].founding_firms : state.clock[0].firms]
    closed = founded[founded["closed"] != NEVER]
    assert closed.size > 3
    assert (closed["product_profit"] == 0.0).all()
    assert (closed["closed"] - closed["founded"] >= 12).all()


def test_a_fund_is_never_in_more_projects_than_its_portfolio_holds():
    funds = {f"funds.{key}.portfolio_cap": 1 for key in load_scenario("typical-city").region.funds}
    scenario = load_scenario("typical-city", overrides=CITY | funds)
    key = run_key(3, 0)
    state = new_state(blueprint(scenario), key)
    seen = 0
    for _ in range(120):
        simulate_months(state, key, 1)
        p = state.projects[: state.clock[0].projects]
        running = (p["fund"] != NOBODY) & (p["state"] == State.RAMPING)
        held = np.bincount(p["fund"][running], minlength=state.funds.size)
        assert (held <= 1).all()
        assert (state.funds["projects"] <= 1).all()
        seen += held.sum()
    assert seen > 0


def test_a_line_whose_firm_closes_is_no_longer_carried_as_work_in_progress():
    broke = {f"firms.{size}": {"yearly_profit": 4000.0, "profit_noise": 6.0, "cash": 6000.0} for size in SIZES}
    closed = 0
    for seed in range(6):
        state = state_after(load_scenario("typical-city", overrides=CITY | broke), 120, seed)
        p = state.projects[: state.clock[0].projects]
        lost = p[(p["stop"] == StopReason.FIRM_CLOSED) & (p["entered"] != NEVER)]
        building = p[p["state"] == State.RAMPING]
        weight = np.exp(-state.world[0].social_rate * building["entered"])
        assert state.tally[0].open_lines == pytest.approx((building["outlay"] * weight).sum(), rel=1e-9)
        closed += lost.size
    assert closed > 3


def test_lines_under_construction_are_carried_at_cost_until_they_end():
    state = state_after(load_scenario("typical-city", overrides=CITY), 120)
    p, world = state.projects[: state.clock[0].projects], state.world[0]
    ramping = p[p["state"] == State.RAMPING]
    carried = (ramping["outlay"] * np.exp(-world.social_rate * ramping["entered"])).sum()
    assert state.tally[0].open_lines == pytest.approx(carried, rel=1e-9)


def test_what_a_firm_saw_for_itself_stays_with_it():
    """A result back on offer is believed of what it was before: its public belief does not change with refusals."""
    key = run_key(2, 0)
    state = new_state(blueprint(load_scenario("typical-city", overrides=CITY)), key)
    known, seen_again = {}, 0
    for _ in range(120):
        simulate_months(state, key, 1)
        p = state.projects[: state.clock[0].projects]
        for i in np.flatnonzero(p["state"] == State.ON_OFFER):
            belief = (float(p["public_mean"][i]), float(p["public_variance"][i]))
            assert known.setdefault(int(i), belief) == belief
            seen_again += p["refusals"][i] > 0
    assert seen_again > 10


def test_salvage_gives_the_firm_what_the_grant_had_paid():
    tool = {"family": "cost_support", "covers": "industrial", "share": 0.5}
    region = load_scenario("typical-city", overrides=CITY).region
    policy = load_scenario(region, ["do-nothing"]).policies[0].model_copy(update={"instruments": {"half": CostSupport(**tool)}})
    state = state_after(load_scenario(region, [policy]), 120)
    p = state.projects[: state.clock[0].projects]
    built = p[p["entered"] != NEVER]
    assert (built["credit"] <= 0.7 * 0.5 * built["outlay"] * 1.001).all()
    assert (built["credit"] > 0).any()


def test_sales_of_projects_add_up_to_those_of_their_sectors():
    scenario = load_scenario("typical-city", overrides=CITY)
    state = state_after(scenario, 120)
    p, life = state.projects[: state.clock[0].projects], state.world[0].value_life
    sold = p[p["batch_output"] != NEVER]
    clock = state.sectors["sales_clock"][sold["sector"]] - sold["clock"]
    by_project = sold["sales_rate"].astype(float) * np.exp(sold["batch_output"] / life) * clock
    assert by_project.sum() == pytest.approx(state.sectors["sales"].sum(), rel=1e-6)


def test_a_panel_that_says_nothing_of_its_bar_keeps_todays():
    region = with_world(load_scenario("typical-city", ["expert-panel"], overrides=CITY), panel_bar=0.7)
    panel = blueprint(region).template.expert_panels[0]
    assert panel["bar"] == 0.7
    assert panel["accuracy"] > region.world.panel_accuracy


def test_the_stakes_of_a_public_fund_are_money_it_still_has():
    scenario = load_scenario("typical-city", ["guidance-fund"], overrides=CITY)
    state = state_after(scenario, 120)
    p = state.projects[: state.clock[0].projects]
    public = (p["fund"] != NOBODY) & (state.funds["instrument"][p["fund"]] != NOBODY)
    exits = p["batch_output"] + COMMERCIAL_CHECK + int(state.world[0].fund_exit)
    open_still = p[public & ((p["state"] == State.RAMPING) | ((p["state"] == State.PRODUCING) & (exits >= 120)))]
    weight = np.exp(-state.world[0].social_rate * open_still["entered"])
    held = (open_still["ticket"] / YUAN * weight).sum()
    assert public.sum() > 0
    assert state.tally[0].open_stakes == pytest.approx(held, rel=1e-9)


@pytest.mark.parametrize("policy", ["guidance-fund", "matching-levels"])
def test_money_paid_before_the_window_is_no_gain_of_it_when_it_comes_back(policy):
    scenario = load_scenario("typical-city", [policy], overrides={"calendar.months": 120, "calendar.burn_in": 60})
    calendar = scenario.region.calendar
    before = {"start": calendar.start - calendar.burn_in, "end": calendar.start - 1}
    tools = {key: tool.model_copy(update=before) for key, tool in scenario.policies[0].instruments.items()}
    outcomes = simulate(scenario.region, [scenario.policies[0].model_copy(update={"instruments": tools})], replications=10)
    came_back = sum(int(outcome.state.instruments["recycled"].sum()) for outcome in outcomes)
    assert came_back > 0 and came_back / YUAN == pytest.approx(sum(outcome.state.yearly_money[CAME_BACK].sum() for outcome in outcomes))
    for outcome in outcomes:
        assert outcome.indicators["public_money"] == 0.0
        assert outcome.state.tally["discounted_public"][0] == outcome.state.tally["discounted_recycled"][0] == 0.0


def test_an_award_the_budget_cannot_pay_in_full_is_not_paid_in_part():
    scenario = load_scenario("typical-city", ["award-on-industrialisation"], overrides=CITY)
    tool = next(iter(scenario.instruments.values())).model_copy(update={"amount": 300.0, "budget_per_year": 700.0, "routes": ()})
    policy = scenario.policies[0].model_copy(update={"instruments": {"award": tool}})
    outcome = simulate(scenario.region, [policy], seed=4)[0]
    paid = outcome.state.payments[: outcome.state.clock[0].payments]["yuan"]
    assert paid.size > 4
    assert set(paid.tolist()) == {300 * YUAN}
    assert outcome.state.spending.max() == 600 * YUAN
