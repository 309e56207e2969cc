"""Attraction: projects of other regions come where platforms of their field are; they are new to the region and no gain to the nation."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import Attraction
from sim.rules.instruments.attraction import chance_of_coming
from sim.stages import Sector, StopReason
from sim.tables import NEVER, PROJECT, YUAN
from tests.sim.paired import assert_direction, policy, values

SHORT = {"calendar.months": 96, "calendar.burn_in": 24}
CITY = load_scenario("typical-city", overrides=SHORT)
INVITE = Attraction(family="attraction", projects_per_year=60.0, cost_per_project=40.0)


def inviting(base=CITY, **changes):
    return load_scenario(base.region, [policy(attraction=INVITE.model_copy(update=changes))])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0].state


def known(state):
    return state.projects[: state.clock[0].projects]


@pytest.fixture(scope="module")
def state():
    return world(inviting())


def test_half_of_those_who_consider_a_region_come_at_the_half_way_capacity_and_none_without_platforms():
    assert chance_of_coming(4.0, 4.0) == pytest.approx(0.5)
    assert chance_of_coming(0.0, 4.0) == 0.0
    assert chance_of_coming(400.0, 4.0) > 0.98


def test_attraction_brings_pilots_and_batch_output_to_the_region():
    before, after = values(CITY), values(inviting())
    for indicator in ("pilots_started", "batch_output", "public_money"):
        assert_direction(before, after, indicator, "up")


def test_each_project_that_came_is_paid_for_once_and_marked_as_from_outside(state):
    projects = known(state)
    outside = projects["from_outside"] == 1
    records = state.payments[: state.clock[0].payments]
    assert outside.sum() == state.attractions["came"][0] == records.size > 20
    assert (records["yuan"] == 40 * YUAN).all()
    assert np.array_equal(records["project"], np.flatnonzero(outside))
    assert (projects["born"][outside] >= state.clock[0].burn_in).all()


def test_without_attraction_no_project_is_from_outside():
    assert not world(CITY).projects["from_outside"].any()


def test_projects_from_outside_have_come_to_stay(state):
    outside = known(state)[known(state)["from_outside"] == 1]
    assert not np.isin(outside["stop"], (StopReason.LEFT_REGION, StopReason.SAMPLE_FAILED)).any()
    assert (outside["offered"] != NEVER).all()
    assert (outside["spin_out"] == 0).all()


def test_more_platform_slots_of_a_field_attract_more_projects_of_that_field():
    def came(scenario):
        counts = [known(outcome.state) for outcome in simulate(scenario, seed=77, replications=8)]
        return np.array([np.count_nonzero((p["from_outside"] == 1) & (p["sector"] == Sector.MATERIALS)) for p in counts], float)

    wide = load_scenario("typical-city", overrides=SHORT | {"platforms.open-materials.slots": 6})
    none = load_scenario("typical-city", overrides=SHORT | {f"platforms.{key}.count": 0 for key in CITY.region.platforms})
    more = came(inviting(wide)) - came(inviting())
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)
    assert came(inviting(none)).sum() == 0


def test_projects_from_outside_take_slots_and_firms_from_those_of_the_region():
    """Paired by name: some results of the region that reached batch output without the newcomers no longer do."""
    lost = []
    for before, after in zip(simulate(CITY, seed=77, replications=8), simulate(inviting(), seed=77, replications=8), strict=True):
        home = known(after.state)[known(after.state)["from_outside"] == 0]
        reached = set(home["name"][home["batch_output"] != NEVER].tolist())
        earlier = known(before.state)
        lost.append(len(set(earlier["name"][earlier["batch_output"] != NEVER].tolist()) - reached))
    assert sum(lost) > 0


def test_newcomers_change_nobodys_luck():
    before, after = world(CITY), world(inviting())
    home = known(after)[known(after)["from_outside"] == 0]
    assert np.array_equal(known(before)["name"], home["name"])
    assert np.array_equal(known(before)["quality"], home["quality"])


def test_the_same_projects_consider_the_region_whatever_its_capacity():
    wide = load_scenario("typical-city", overrides=SHORT | {f"platforms.{key}.slots": 8 for key in CITY.region.platforms})
    few, many = known(world(inviting())), known(world(inviting(wide)))
    names = [set(p["name"][p["from_outside"] == 1].tolist()) for p in (few, many)]
    assert names[0] < names[1]


def test_a_yearly_budget_limits_how_many_come():
    state = world(inviting(budget_per_year=100.0))
    assert state.spending.max() == 2 * 40 * YUAN
    months = known(state)["born"][known(state)["from_outside"] == 1]
    assert np.unique(months // 12, return_counts=True)[1].max() <= 2


def test_a_larger_yearly_budget_brings_more_projects_and_more_pilots():
    small, large = values(inviting(budget_per_year=100.0)), values(inviting(budget_per_year=1000.0))
    for indicator in ("results", "pilots_started", "public_money"):
        assert_direction(small, large, indicator, "up")


def test_attracted_projects_come_in_several_areas_and_in_the_fields_wanted():
    region = load_scenario("typical-city", overrides=SHORT | {"areas": 3}).region
    state = world(load_scenario(region, [policy(attraction=INVITE.model_copy(update={"sectors": ("chemicals",)}))]))
    outside = known(state)[known(state)["from_outside"] == 1]
    assert set(outside["area"].tolist()) == {0, 1, 2}
    assert (outside["sector"] == Sector.CHEMICALS).all()


def test_the_mark_costs_no_room_in_a_projects_row():
    assert PROJECT.itemsize == 160
