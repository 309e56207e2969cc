"""What a platform needs to be used: the scarcest of five factors decides on its slots, and tenants carry it until it is."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import NewPlatforms
from sim.scenario import with_world
from sim.start import blueprint
from sim.start.populations import readiness, usable_slots
from sim.tables import NEVER, YUAN
from tests.sim.paired import assert_direction, policy, values

LENGTH = {"calendar.months": 96, "calendar.burn_in": 24, "world.dur_pilot": 20.0}  # slots are scarce
FACTORS = ("site", "equipment", "staff", "finance", "market")
GROUPS = tuple(load_scenario("typical-city").region.platforms)


def city(**factors):
    """A city of few platforms with four slots each, of which these factors are there."""
    there = {f"{factor}_ready": share for factor, share in factors.items()}
    few = {f"platforms.{group}.{key}": value for group in GROUPS for key, value in ({"count": 1, "slots": 4} | there).items()}
    return load_scenario("typical-city", overrides=LENGTH | few)


# --- M-21 factor bottlenecks


@pytest.mark.parametrize("factor", FACTORS)
def test_the_scarcest_factor_decides_how_many_slots_can_be_used(factor):
    assert readiness(**({key: 0.9 for key in FACTORS} | {factor: 0.5})) == 0.5
    template = blueprint(city(**({key: 0.9 for key in FACTORS} | {factor: 0.5}))).template
    assert set(template.platforms["slots"].tolist()) == {2}


def test_usable_slots_are_whole_a_half_counts_as_one():
    assert [usable_slots(4, share) for share in (0.0, 0.1, 0.125, 0.5, 0.6, 1.0)] == [0, 0, 1, 2, 2, 4]
    assert usable_slots(1, 0.5) == 1


def test_only_more_of_the_scarcest_factor_brings_more_pilots():
    """Where the site is what is missing, a better site helps; better equipment, more money or more customers change nothing at all."""
    short = {"site": 0.25, "equipment": 0.5, "finance": 0.5, "market": 0.5}
    before = simulate(city(**short), seed=5)[0]
    for factor in ("equipment", "finance", "market"):
        assert simulate(city(**(short | {factor: 1.0})), seed=5)[0].digest == before.digest
    assert_direction(values(city(**short)), values(city(**(short | {"site": 0.5}))), "pilots_started", "up")


def test_with_all_factors_there_a_platform_is_as_it_was():
    assert simulate(city(**{factor: 1.0 for factor in FACTORS}), seed=5)[0].digest == simulate(city(), seed=5)[0].digest


def test_a_platform_short_of_staff_learns_more_slowly_from_as_many_pilots():
    """The site leaves it the same slots."""
    experience = []
    for staff in (1.0, 0.5):
        states = [outcome.state for outcome in simulate(with_world(city(site=0.5, staff=staff), forgetting=0.0), seed=77, replications=4)]
        experience.append(np.mean([state.platforms["experience"].mean() for state in states]))
    start = city().world.learning_reference
    assert 0.0 < experience[1] - start < 0.6 * (experience[0] - start)


def test_platforms_of_a_policy_have_as_many_slots_as_their_scarcest_factor_allows():
    tool = NewPlatforms(family="new_platforms", sector="any", count=2, slots=4, staff_ready=0.25, build_months=0)
    plan = blueprint(load_scenario(city().region, [policy(tool=tool)]))
    assert set(plan.template.platforms["slots"][plan.template.platforms["instrument"] == 0].tolist()) == {1}


# --- M-37 land, equipment, funds, tenants

DEAR = {"family": "new_platforms", "sector": "any", "count": 4, "slots": 1, "build_months": 6, "yearly_cost": 600.0, "cash": 400.0}


def built(**changes):
    """The platforms that a policy builds, in several worlds; accounts are checked every month."""
    region = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24}).region
    tool = NewPlatforms.model_validate(DEAR | changes)
    states = [outcome.state for outcome in simulate(load_scenario(region, [policy(tool=tool)]), seed=77, replications=4, check=True)]
    return states, np.concatenate([state.platforms[state.platforms["instrument"] == 0] for state in states])


def test_rent_of_tenants_keeps_new_platforms_alive_that_would_have_closed():
    closed = [np.count_nonzero(built(tenant_income=rent)[1]["closed"] != NEVER) for rent in (0.0, 700.0)]
    assert closed[0] > 8 and closed[1] == 0


def test_rent_is_private_money_and_costs_the_policy_nothing():
    plain, let = built(yearly_cost=0.0)[0], built(yearly_cost=0.0, tenant_income=120.0)[0]
    for before, after in zip(plain, let, strict=True):
        assert after.instruments["spent"][0] == before.instruments["spent"][0]
        open_months = sum(120 - opens for opens in after.platforms["opens"][after.platforms["instrument"] == 0].tolist())
        assert after.account[0].earned - before.account[0].earned == 10 * YUAN * open_months
