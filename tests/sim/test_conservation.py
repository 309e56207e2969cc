"""Nothing is lost and nothing comes from nothing: projects, money and slots, exactly, in every month of random worlds."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim import load_scenario, simulate
from sim.checks import ConservationError, must_hold, violations
from sim.dice import run_key
from sim.month import simulate_months
from sim.scenario import list_policies, with_world
from sim.start import blueprint, new_state

POLICIES = [
    name for name in list_policies() if name not in ("one-of-each", "more-public-platforms")
]  # packages that share an instrument with another
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


def test_several_areas_conserve_everything_too():
    scenario = load_scenario("typical-city", ["one-of-each"], overrides={"areas": 3, "calendar.months": 36})
    assert simulate(scenario, check=True)[0].violations == []


@pytest.mark.parametrize(
    ("table", "column", "what"),
    [
        ("firms", "cash", "money"),
        ("platforms", "busy", "busy slots"),
        ("areas", "on_offer", "results on offer"),
        ("instruments", "spent", "ledger"),
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


def test_every_ended_project_has_one_reason_and_running_ones_have_none(small_city):
    projects = simulate(small_city)[0].state.projects
    ended = projects["state"] == 9
    assert ended.any()
    assert np.array_equal(ended, projects["stop"] != 0)
    assert (projects["batch_output"][ended] == -1).all()
