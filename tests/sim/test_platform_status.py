"""Status of platforms: accreditation every year (M-24) and recognition by the state, by chance and for good (M-51)."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import Accreditation, NationalRecognition, OperatingSubsidy
from sim.rules.instruments.platform_status import qualifies
from sim.tables import NOBODY, YUAN
from tests.sim.paired import assert_direction, policy, values

FEW = {f"platforms.{key}.count": 0 for key in load_scenario("typical-city").region.platforms} | {
    "platforms.university-general.count": 5,
    "platforms.university-general.base_funding": 400,
}
CITY = load_scenario("typical-city", overrides={"calendar.months": 120, "calendar.burn_in": 24} | FEW)
CALL = Accreditation(family="accreditation", min_pilots=2, demand_gain=0.5)
STATE = NationalRecognition(family="national_recognition", chance=0.5, min_pilots=2, amount=300.0)
GRANT = OperatingSubsidy(family="operating_subsidy", per_pilot=50.0, recognised_only=True)


def with_tools(**tools):
    return load_scenario(CITY.region, [policy(**tools)])


def world(**tools):
    return simulate(with_tools(**tools), seed=5, check=True)[0].state


def pilots_by_platform(state):
    begun = state.projects["platform"][(state.projects["pilot_started"] >= 0) & (state.projects["platform"] >= 0)]
    return np.bincount(begun, minlength=state.platforms.size)


def test_who_completed_enough_qualifies_if_luck_allows():
    assert qualifies(3, 3, 0.4, 0.5) and not qualifies(2, 3, 0.4, 0.5) and not qualifies(3, 3, 0.6, 0.5)


def test_status_draws_projects_to_the_platforms_that_have_it():
    """Certification moves demand: with a status for public platforms alone they get more of the pilots, those of firms fewer."""
    rivals = {"mode": "leading_firm", "owner": "firm", "count": 5, "sector": "any", "slots": 2, "fee_share": 0.5, "base_funding": 400}
    base = load_scenario(CITY.region, overrides={f"platforms.leading-firm-equipment.{key}": value for key, value in rivals.items()})
    call = policy(call=CALL.model_copy(update={"min_pilots": 0, "demand_gain": 1.0, "owner": "public"}))
    public = []
    for scenario in (base, load_scenario(base.region, [call])):
        states = [o.state for o in simulate(scenario, seed=77, replications=8)]
        public.append(sum(pilots_by_platform(s)[s.platforms["owner"] == NOBODY].sum() / pilots_by_platform(s).sum() for s in states) / 8)
    assert public[1] > public[0] + 0.05


def test_a_higher_floor_lets_fewer_have_the_status():
    held = [np.count_nonzero(world(call=CALL.model_copy(update={"min_pilots": floor})).platforms["status"]) for floor in (1, 3, 50)]
    assert held[0] >= held[1] > held[2] == 0


def test_status_opens_grants():
    """A grant for recognised platforms pays nobody without a call, and those over the floor with one."""
    assert world(grant=GRANT).instruments["spent"][0] == 0
    some, everybody = world(grant=GRANT, call=CALL), world(grant=GRANT.model_copy(update={"recognised_only": False}), call=CALL)
    assert 0 < some.instruments["spent"][0] < everybody.instruments["spent"][0]


def test_accreditation_ends_for_who_falls_below_the_floor_and_recognition_lasts():
    yearly = world(call=CALL.model_copy(update={"min_pilots": 4}))
    once = world(call=STATE.model_copy(update={"min_pilots": 4, "chance": 1.0, "amount": 0.0, "demand_gain": 0.5}))
    assert np.count_nonzero(once.platforms["status"]) > np.count_nonzero(yearly.platforms["status"])


def test_recognition_comes_oftener_with_the_chance_and_its_grant_is_public_money():
    rare, sure = (values(with_tools(state=STATE.model_copy(update={"chance": chance}))) for chance in (0.05, 0.8))
    assert_direction(rare, sure, "public_money", "up")
    state = world(state=STATE)
    assert state.instruments["spent"][0] == 300 * YUAN * np.count_nonzero(state.platforms["status"])


@pytest.mark.parametrize("limit", [300.0, 600.0])
def test_a_grant_that_cannot_be_paid_gives_no_status_that_year(limit):
    state = world(state=STATE.model_copy(update={"chance": 1.0, "budget_per_year": limit}))
    assert state.spending.max() <= limit * YUAN


def test_grants_of_recognition_keep_platforms_alive_and_bring_pilots():
    poor = {f"platforms.{key}.base_funding": 0.0 for key in CITY.region.platforms}
    base = load_scenario("typical-city", overrides={"calendar.months": 120, "calendar.burn_in": 24} | FEW | poor)
    rich = STATE.model_copy(update={"chance": 1.0, "min_pilots": 1, "amount": 3000.0})
    assert_direction(values(base), values(load_scenario(base.region, [policy(state=rich)])), "pilots_started", "up")
