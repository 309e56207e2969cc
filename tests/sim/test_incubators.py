"""Incubators: a limited number of projects gets care that makes trial and ramp surer and faster."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import Incubators
from sim.rules.instruments.incubators import months_in_care
from sim.scenario import with_world
from sim.stages import State, StopReason
from sim.tables import NEVER, NOBODY, YUAN
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
TIER = Incubators(family="incubators", places=40, trial_gain=0.5, ramp_gain=0.4, time_saved=0.3, cost_per_place=30.0)


def with_tier(**changes):
    return load_scenario(CITY.region, [policy(tier=TIER.model_copy(update=changes))])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0].state


def test_a_third_of_the_time_saved_and_never_less_than_a_month():
    assert months_in_care(18, 1 / 3) == 12
    assert months_in_care(1, 0.9) == 1


def test_incubators_bring_more_products_and_more_batch_output():
    before, after = values(CITY), values(with_tier())
    for indicator in ("new_products", "batch_output", "public_money"):
        assert_direction(before, after, indicator, "up")


def test_care_makes_steps_shorter():
    assert_direction(values(CITY), values(with_tier(trial_gain=0.0, ramp_gain=0.0)), "months_to_batch_output", "down")


def test_a_stronger_tier_helps_more_of_those_it_takes_in():
    assert_direction(values(with_tier(trial_gain=0.1, ramp_gain=0.0)), values(with_tier(trial_gain=0.8, ramp_gain=0.8)), "batch_output", "up")


@pytest.mark.parametrize("places", [1, 4])
def test_no_more_projects_are_in_care_than_there_are_places(places):
    state = world(with_tier(places=places))
    projects = state.projects[: state.clock[0].projects]
    inside = projects[projects["paid_by"] == 1]
    over = np.where(inside["batch_output"] != NEVER, inside["batch_output"], np.where(inside["stopped"] != NEVER, inside["stopped"], 10_000))
    at_once = [np.count_nonzero((inside["trial_started"] <= month) & (over > month)) for month in range(120)]
    assert max(at_once) == places
    assert inside.size > 2 * places
    assert state.incubators["taken"][0] == np.count_nonzero(~np.isin(inside["state"], (State.STOPPED, State.PRODUCING)))


def test_all_places_are_paid_for_taken_or_not_and_only_while_it_is_in_force():
    start = CITY.region.calendar.start
    state = world(with_tier(places=3, start=start + 12, end=start + 35))
    records = state.payments[: state.clock[0].payments]
    assert records.size == 24
    assert (records["project"] == NOBODY).all()
    assert state.instruments["spent"][0] == 2 * 3 * 30 * YUAN


# --- M-04 project specialists: from the choice of a route on

SPECIALIST = Incubators(family="incubators", takes_in="route", places=40, trial_gain=0.0, ramp_gain=0.0, time_saved=0.0, cost_per_place=2.0)


def accompanied(base=CITY, **changes):
    return load_scenario(base.region, [policy(specialists=SPECIALIST.model_copy(update=changes))])


def test_specialists_who_shorten_every_step_bring_projects_to_batch_output_earlier():
    """Pilots too are shorter: permits take less time."""
    assert_direction(values(CITY), values(accompanied(time_saved=0.3)), "months_to_batch_output", "down")
    lengths = []
    for scenario in (CITY, accompanied(time_saved=0.3, places=1000)):
        projects = world(scenario).projects
        done = projects[(projects["pilot_ended"] != NEVER) & (projects["chosen"] >= 24)]
        lengths.append(np.mean(done["pilot_ended"] - done["pilot_started"]))
    assert lengths[1] < 0.8 * lengths[0]


def test_who_is_accompanied_holds_out_longer_in_the_queue():
    impatient = with_world(CITY, queue_patience=4.0, dur_pilot=20.0)
    assert_direction(values(impatient), values(accompanied(impatient, patience_gain=36.0)), "pilots_started", "up")


def test_who_is_accompanied_holds_out_longer_in_the_search_for_money():
    hasty = with_world(CITY, money_patience=1.0, debt_share=0.4)
    plain, patient = (
        np.concatenate([o.state.projects for o in simulate(s, seed=77, replications=6)]) for s in (hasty, accompanied(hasty, patience_gain=24.0))
    )
    given_up = [np.mean(p["stop"][p["new_product"] != NEVER] == StopReason.NO_MONEY) for p in (plain, patient)]
    assert given_up[1] < given_up[0] - 0.02


def test_specialists_who_only_sit_there_change_no_project():
    histories = [world(scenario).projects for scenario in (CITY, accompanied())]
    for column in ("state", "route", "pilot_started", "entered", "batch_output", "stopped"):
        assert np.array_equal(histories[0][column], histories[1][column])


@pytest.mark.parametrize("places", [1, 4])
def test_each_specialist_accompanies_only_so_many_projects_at_one_time(places):
    state = world(accompanied(places=places))
    inside = state.projects[state.projects["paid_by"] == 1]
    over = np.where(inside["batch_output"] != NEVER, inside["batch_output"], np.where(inside["stopped"] != NEVER, inside["stopped"], 10_000))
    assert np.isin(state.incubators["taken"][0], range(places + 1))
    assert np.count_nonzero(over == 10_000) == state.incubators["taken"][0]
    assert inside.size > 2 * places and (inside["chosen"] != NEVER).all() and (inside["trial_started"] == NEVER).any()
