"""An alliance with one queue: no slot stays free while somebody waits elsewhere whom it could serve."""

import numpy as np

from sim import load_scenario, simulate
from sim.dice import run_key
from sim.month import simulate_months
from sim.policy import Alliance
from sim.rules.instruments.alliance import is_member, joins
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


# --- which platforms of firms join (M-40)

OWNED = load_scenario(CROWDED.region, overrides={f"platforms.{key}.owner": "firm" for key in tuple(GROUPS)[:2]})


def moved_from_or_to(scenario, worlds=8):
    """Projects that an alliance has moved, by whether the platform they pilot on is a firm's, over some worlds."""
    to_firm = to_public = 0
    for outcome in simulate(scenario, seed=77, replications=worlds, check=True):
        s = outcome.state
        p = s.projects[: s.clock[0].projects]
        owner = s.platforms["owner"][p["platform"][(p["paid_by"] == 1) & (p["platform"] != NOBODY)]]
        to_firm, to_public = to_firm + np.count_nonzero(owner != NOBODY), to_public + np.count_nonzero(owner == NOBODY)
    return to_firm, to_public


def test_public_platforms_are_members_and_of_those_of_firms_a_share():
    assert joins(False, 0.0, 0.99)
    assert joins(True, 0.3, 0.2) and not joins(True, 0.3, 0.4)


def test_platforms_of_firms_that_do_not_join_take_nobody_from_the_common_queue():
    all_join, none_joins = (moved_from_or_to(allied(OWNED, joins_share=share)) for share in (1.0, 0.0))
    assert all_join[0] > 0 == none_joins[0]
    assert none_joins[1] > 0


def test_the_more_platforms_of_firms_join_the_shorter_the_wait():
    few, all_join = (values(allied(OWNED, joins_share=share), 60) for share in (0.0, 1.0))
    assert_direction(few, all_join, "months_waiting", "down")


def test_a_larger_share_keeps_the_members_of_a_smaller_one():
    key = run_key(5, 0)

    def members(share):
        state = new_state(blueprint(allied(OWNED, joins_share=share)), key)
        return {j for j in range(state.platforms.size) if getattr(is_member, "py_func", is_member)(state, key, j, 0)}

    public = {j for j, owner in enumerate(new_state(blueprint(OWNED), key).platforms["owner"]) if owner == NOBODY}
    some, more, everybody = members(0.3), members(0.7), members(1.0)
    assert public <= some <= more <= everybody and public < more < everybody
