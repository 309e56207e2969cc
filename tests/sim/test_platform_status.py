"""Status of platforms: accreditation every year (M-24) and recognition by the state, by chance and for good (M-51)."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import Accreditation, NationalRecognition, OperatingSubsidy
from sim.rules.instruments.platform_status import qualifies, reaches_floors
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


# --- floors of staff and equipment (M-24)

HALF_STAFFED = {"platforms.university-general.staff_ready": 0.5, "platforms.university-general.equipment_ready": 0.8}


def holders(floor, base):
    """How many platforms hold the status in the end, under a call with this floor."""
    call = CALL.model_copy(update={"min_pilots": 0} | floor)
    state = simulate(load_scenario(base.region, [policy(call=call)]), seed=5, check=True)[0].state
    return np.count_nonzero(state.platforms["status"])


def test_a_platform_must_have_both_the_staff_and_the_equipment_asked_for():
    assert reaches_floors(0.7, 0.9, 0.7, 0.9)
    assert not reaches_floors(0.6, 1.0, 0.7, 0.9) and not reaches_floors(1.0, 0.8, 0.7, 0.9)


@pytest.mark.parametrize(("floor", "held"), [({}, True), ({"min_staff": 0.5}, True), ({"min_staff": 0.6}, False), ({"min_equipment": 0.9}, False)])
def test_who_is_short_of_staff_or_equipment_is_not_accredited(floor, held):
    short = load_scenario(CITY.region, overrides=HALF_STAFFED)
    assert (holders(floor, short) > 0) == held
    assert holders(floor, CITY) > 0  # with all in place the same call accredits


def test_a_floor_of_staff_turns_demand_away_from_platforms_that_lack_it():
    """Of two kinds of platform that are the same but for their staff, the full one gets more of the pilots once the call asks for staff."""
    full = {"mode": "university", "count": 5, "sector": "any", "slots": 2, "base_funding": 400, "fee_share": 0.6}
    short = {"slots": 4, "staff_ready": 0.5, "fee_share": 0.6}
    overrides = {f"platforms.leading-firm-equipment.{key}": value for key, value in (full | {"owner": "public"}).items()}
    overrides |= {f"platforms.university-general.{key}": value for key, value in short.items()}
    base = load_scenario(CITY.region, overrides=overrides)
    shares = []
    for floor in (0.0, 0.9):
        call = CALL.model_copy(update={"min_pilots": 0, "demand_gain": 1.0, "min_staff": floor})
        states = [o.state for o in simulate(load_scenario(base.region, [policy(call=call)]), seed=77, replications=8)]
        shares.append(np.mean([pilots_by_platform(s)[s.platforms["staff_ready"] == 1.0].sum() / pilots_by_platform(s).sum() for s in states]))
    assert shares[1] > shares[0] + 0.03
