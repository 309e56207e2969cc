"""Who gets what: a better panel (M-32), levels that stack up to a cap (M-08, M-33), and an award for a firm's own pilots alone (M-36, M-52)."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import CostSupport, ExpertPanel, OutcomeAward
from sim.stages import PilotResult, Route
from tests.sim.paired import WORLDS, assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})


def city(**tools):
    return load_scenario(CITY.region, [policy(**tools)])


def by_world(scenario, measure):
    outcomes = simulate(scenario, seed=77, replications=WORLDS, workers=2)
    return np.array([measure(o.state.projects[: o.state.clock[0].projects]) for o in outcomes], float)


def standard_errors(difference):
    return difference.mean(axis=0) / (difference.std(axis=0, ddof=1) / np.sqrt(len(difference)))


# --- M-32 selection standards


def test_with_the_same_bar_a_panel_that_sees_more_sends_better_projects_of_which_more_pass():
    def passed_at_platforms(projects):
        ended = projects[(projects["route"] == Route.PLATFORM) & (projects["pilot"] != PilotResult.NONE)]
        return np.mean(ended["pilot"] == PilotResult.PASSED), np.mean(ended["quality"])

    blind, sharp = (city(panel=ExpertPanel(family="expert_panel", accuracy=accuracy, bar=0.5)) for accuracy in (0.0, 0.8))
    assert (standard_errors(by_world(sharp, passed_at_platforms) - by_world(blind, passed_at_platforms)) > 2).all()


# --- M-08, M-33 stacking


def test_a_lower_cap_on_stacked_levels_pays_less_and_fewer_pilots_begin():
    def levels(cap):
        level = CostSupport(family="cost_support", share=0.3, stacking_cap=cap)
        return city(district=level, city=level, province=level)

    low, high = values(levels(0.3)), values(levels(0.9))
    assert_direction(low, high, "public_money", "up")
    assert_direction(low, high, "pilots_started", "up")


def test_the_first_levels_pay_their_share_and_the_last_what_the_cap_leaves():
    """Of three levels at 30 % under a cap of one half the second pays 20 %, and for the third nothing is left."""
    level = CostSupport(family="cost_support", share=0.3, stacking_cap=0.5)
    spent = simulate(city(district=level, city=level, province=level), seed=5)[0].state.instruments["spent"]
    assert spent[0] > 0 and spent[1] == pytest.approx(spent[0] * 2 / 3, rel=1e-6)
    assert spent[2] == 0


# --- M-36, M-52 the award for a firm's own pilot


def pilots_by_route(projects):
    begun = projects[projects["pilot_started"] >= 24]["route"]
    return np.count_nonzero(begun == Route.SELF_BUILT), np.count_nonzero(begun == Route.PLATFORM)


def award(**changes):
    return city(award=OutcomeAward.model_validate({"family": "outcome_award", "amount": 3000.0} | changes))


def test_an_award_for_own_pilots_alone_draws_firms_from_the_platforms_to_lines_of_their_own():
    own, at_platforms = standard_errors(by_world(award(routes=("self_built",)), pilots_by_route) - by_world(CITY, pilots_by_route))
    assert own > 2 and at_platforms < -2


def test_an_award_on_industrialisation_brings_more_pilots_on_either_route():
    assert (standard_errors(by_world(award(), pilots_by_route) - by_world(CITY, pilots_by_route)) > 2).all()
