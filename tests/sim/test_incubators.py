"""Incubators: a limited number of projects gets care that makes trial and ramp surer and faster."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import Incubators
from sim.rules.instruments.incubators import months_in_care
from sim.stages import State
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
