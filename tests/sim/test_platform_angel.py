"""Angel money of the platforms (M-12): stakes in what passed there; part of the returns keeps the platform running."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import PlatformAngel
from sim.stages import PilotResult
from sim.tables import NOBODY, YUAN
from tests.sim.paired import assert_direction, policy, values

NO_FUNDS = {f"funds.{key}.count": 0 for key in load_scenario("typical-city").region.funds}
CITY = load_scenario("typical-city", overrides={"calendar.months": 168, "calendar.burn_in": 24, "world.debt_share": 0.4} | NO_FUNDS)
ANGEL = PlatformAngel(family="platform_angel", capital=40_000.0, ticket_cap=4_000.0, hurdle=0.8)


def with_angel(**changes):
    return load_scenario(CITY.region, [policy(angel=ANGEL.model_copy(update=changes))])


@pytest.fixture(scope="module")
def state():
    return simulate(with_angel(), seed=5, check=True)[0].state


def test_angel_money_lets_more_projects_enter_industrialisation():
    before, after = values(CITY), values(with_angel())
    assert_direction(before, after, "entered", "up")
    assert_direction(before, after, "batch_output", "up")


def test_it_goes_only_to_what_passed_a_pilot_at_a_platform(state):
    projects = state.projects[: state.clock[0].projects]
    held = projects[projects["fund"] != NOBODY]
    assert held.size > 3
    assert (held["pilot"] == PilotResult.PASSED).all() and (held["platform"] != NOBODY).all()


def test_the_platforms_share_of_the_returns_is_money_they_did_not_have(state):
    nothing = simulate(with_angel(platform_share=0.0), seed=5, check=True)[0].state
    assert state.instruments["recycled"][0] < nothing.instruments["recycled"][0]
    assert np.isfinite(state.tally[0].fund_value)


def test_who_sees_its_own_pilots_clearly_picks_better_ones_than_a_stranger():
    """The platform's advantage is information: the same money and hurdle, another noise."""
    nobody_knows = {f"world.{key}": 20.0 for key in ("firm_signal_noise", "lab_signal_noise")} | {
        "world.pilot_information": 0.05,
        "world.panel_accuracy": 0.0,
    }
    quality = []
    for noise in (8.0, 0.3):
        angel = ANGEL.model_copy(update={"signal_noise": noise, "hurdle": 2.5})
        scenario = load_scenario(CITY.region, [policy(angel=angel)], overrides=nobody_knows)
        states = [o.state for o in simulate(scenario, seed=77, replications=8)]
        held = [s.projects[: s.clock[0].projects][s.projects[: s.clock[0].projects]["fund"] != NOBODY]["quality"] for s in states]
        quality.append(np.concatenate(held).mean())
    assert quality[1] > quality[0] + 0.1


def test_no_more_is_put_in_than_there_is(state):
    assert state.funds["invested"][0] - state.instruments["recycled"][0] <= 40_000 * YUAN
    assert state.instruments["spent"][0] == state.funds["invested"][0] > 0
