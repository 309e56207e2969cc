"""Zones (M-02): landing space (C) builds lines faster and lands them locally, and is limited; A is cheap, B brings a process further."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import LandingSpace, NewPlatforms, OutcomeAward
from sim.start import blueprint
from sim.tables import NEVER, YUAN
from tests.sim.paired import assert_direction, policy, values

SHORT = {"calendar.months": 120, "calendar.burn_in": 24}
CITY = load_scenario("typical-city", overrides=SHORT)
ZONE = LandingSpace(family="landing_space", places=40, time_saved=0.4, cost_per_place=60.0)
BUILD = NewPlatforms(family="new_platforms", sector="any", count=6, build_months=0, slots=6, yearly_cost=60.0)


def with_zone(base=CITY, **changes):
    return load_scenario(base.region, [policy(zone=ZONE.model_copy(update=changes))])


def building(**changes):
    return load_scenario(CITY.region, [policy(build=BUILD.model_copy(update=changes))])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0].state


def test_landing_space_brings_batch_output_sooner_and_costs_money():
    before, after = values(CITY), values(with_zone())
    assert_direction(before, after, "months_to_batch_output", "down")
    assert_direction(before, after, "public_money", "up")


def test_who_gets_a_space_lands_locally_so_that_more_local_awards_are_earned():
    award = OutcomeAward(family="outcome_award", amount=100.0, event="batch_output")
    rare = load_scenario(CITY.region, [policy(award=award)], overrides={"world.local_landing": 0.2})
    spacious = load_scenario(CITY.region, [policy(award=award, zone=ZONE)], overrides={"world.local_landing": 0.2})
    earned = [world(scenario).outcome_awards["qualified"][0] for scenario in (rare, spacious)]
    assert earned[1] > 1.5 * earned[0]


@pytest.mark.parametrize("places", [1, 3])
def test_no_more_lines_stand_in_a_zone_than_it_has_spaces_and_they_move_out_two_years_after_batch_output(places):
    state = world(with_zone(places=places))
    projects = state.projects[: state.clock[0].projects]
    inside = projects[projects["paid_by"] & 1 == 1]
    over = np.where(inside["batch_output"] != NEVER, inside["batch_output"] + 24, np.where(inside["stopped"] != NEVER, inside["stopped"], 10_000))
    at_once = [np.count_nonzero((inside["entered"] <= month) & (over > month)) for month in range(144)]
    assert max(at_once) == places
    assert inside.size > places
    assert state.landing_spaces["taken"][0] == np.count_nonzero(over >= 144)


def test_more_spaces_help_more_lines_and_the_first_ones_help_most():
    few, more, most = (np.count_nonzero(world(with_zone(places=places)).projects["paid_by"] & 1) for places in (2, 8, 400))
    assert few < more < most


def test_all_spaces_are_paid_for_taken_or_not():
    start = CITY.region.calendar.start
    state = world(with_zone(places=3, start=start + 12, end=start + 35))
    assert state.instruments["spent"][0] == 2 * 3 * 60 * YUAN


def test_zone_a_asks_a_lower_fee_and_zone_b_brings_a_process_further():
    generic, plain, special = (blueprint(building(zone=zone)).template.platforms[-1] for zone in ("A", "none", "B"))
    assert generic["fee_share"] == pytest.approx(0.9 * plain["fee_share"])
    assert special["maturity"] > plain["maturity"] == generic["maturity"] == 1.0
    assert special["fee_share"] == plain["fee_share"]


def test_cheap_generic_platforms_are_used_more():
    assert_direction(values(building()), values(building(zone="A")), "pilots_started", "up")


def test_specialised_platforms_bring_more_batch_output():
    special = {f"platforms.{key}.zone": "B" for key in CITY.region.platforms}
    assert_direction(values(CITY, 30), values(load_scenario("typical-city", overrides=SHORT | special), 30), "batch_output", "up")
