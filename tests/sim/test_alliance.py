"""An alliance with one queue: no slot stays free while somebody waits elsewhere whom it could serve."""

import numpy as np

from sim import load_scenario, simulate
from sim.dice import run_key
from sim.month import simulate_months
from sim.policy import Alliance
from sim.start import blueprint, new_state
from sim.tables import NEVER, NOBODY, YUAN
from tests.sim.paired import assert_direction, policy, values

SHORT = {"calendar.months": 96, "calendar.burn_in": 24}
GROUPS = load_scenario("typical-city").region.platforms
CROWDED = load_scenario(
    "typical-city",
    overrides=SHORT | {f"platforms.{key}.sector": "any" for key in GROUPS} | {"world.dur_pilot": 20.0, "world.queue_patience": 100.0},
)
TOOL = Alliance(family="alliance", cost_per_year=60.0)


def allied(base=CROWDED, **changes):
    return load_scenario(base.region, [policy(alliance=TOOL.model_copy(update=changes))])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0].state


def test_a_pooled_queue_shortens_waiting():
    assert_direction(values(CROWDED), values(allied()), "months_waiting", "down")


def slots_free_beside_a_queue(scenario, months=120):
    """Months and platforms in which a slot stays free although somebody waits at another open platform of a city where all serve all fields."""
    key, found = run_key(5, 0), 0
    state = new_state(blueprint(scenario), key)
    for month in range(months):
        simulate_months(state, key, 1)
        p = state.platforms
        is_open = (p["opens"] <= month) & (p["closed"] == NEVER)
        others_wait = is_open & (p["waiting"] > 0) & (p["head"] != NOBODY)
        found += others_wait.any() * np.count_nonzero(is_open & (p["busy"] < p["slots"]) & (p["waiting"] == 0)) if month >= 24 else 0
    return found


def test_no_slot_of_an_alliance_stays_free_while_somebody_waits_for_another():
    assert slots_free_beside_a_queue(CROWDED) > 0
    assert slots_free_beside_a_queue(allied()) == 0


def test_projects_move_only_to_platforms_that_serve_their_field():
    base = load_scenario("typical-city", overrides=SHORT | {"world.dur_pilot": 20.0, "world.queue_patience": 100.0})
    for seed in range(4):
        state = simulate(allied(base), seed=seed, check=True)[0].state
        projects = state.projects[: state.clock[0].projects]
        moved = projects[(projects["paid_by"] == 1) & (projects["platform"] != NOBODY)]
        field = state.platforms["sector"][moved["platform"]]
        assert ((field == NOBODY) | (field == moved["sector"])).all()


def test_who_moved_is_served_and_the_running_cost_is_paid():
    state = world(allied())
    assert np.count_nonzero(state.projects["paid_by"] == 1) > 0
    assert state.instruments["spent"][0] == 8 * 60 * YUAN


def test_in_several_areas_nobody_moves_to_another_one():
    region = load_scenario("typical-city", overrides=SHORT | {"areas": 3, "world.dur_pilot": 24.0}).region
    state = world(load_scenario(region, [policy(alliance=TOOL)]))
    projects = state.projects[: state.clock[0].projects]
    on = projects[projects["platform"] != NOBODY]
    assert (state.platforms["area"][on["platform"]] == on["area"]).all()
