"""A pool that goes by the panel's score (M-08): the better ones get it, it lasts longer, and firms reckon with their chance."""

import math

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import CostSupport
from sim.rules.beliefs import chance_of_score
from sim.rules.instruments.cost_support import NO_BAR
from sim.stages import Cost, Route
from sim.tables import NEVER
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24, "world.panel_accuracy": 0.6})
POOL = CostSupport(family="cost_support", share=0.6, budget_per_year=600.0, routes=("platform",))
BY_SCORE = POOL.model_copy(update={"score_bar": 1.0})


def city(pool, base=CITY):
    return load_scenario(base.region, [policy(pool=pool)])


def states(pool, worlds=8):
    return [outcome.state for outcome in simulate(city(pool), seed=77, replications=worlds, check=True)]


def paid(state):
    return state.projects[np.unique(state.payments["project"][: state.clock[0].payments])]


def test_half_of_all_reach_a_score_of_nothing_and_a_better_belief_makes_it_likelier():
    assert chance_of_score(0.0, 1.0, 0.5, 0.0) == pytest.approx(0.5)
    assert chance_of_score(0.8, 0.5, 0.5, 0.5) > chance_of_score(0.0, 0.5, 0.5, 0.5)
    assert chance_of_score(0.8, 0.5, 0.0, 0.5) == pytest.approx(chance_of_score(-0.8, 0.5, 0.0, 0.5))  # a blind panel
    assert math.isinf(NO_BAR)


def test_only_projects_that_reach_the_bar_are_paid_and_all_of_them_while_there_is_money():
    rich = BY_SCORE.model_copy(update={"budget_per_year": None})
    for state in states(rich, 3):
        p = state.projects[: state.clock[0].projects]
        began = (p["pilot_started"] >= 24) & (p["route"] == Route.PLATFORM) & (p["entered"] == NEVER)
        good = began & (p["credit"] >= 1.0)
        assert good.any() and (p["paid_by"][good] == 1).all()
        assert (p["paid_by"][began & (p["credit"] < 1.0)] == 0).all()


def test_by_merit_the_pool_goes_to_better_projects():
    first_come, merit = (np.concatenate([paid(state)["quality"] for state in states(pool)]) for pool in (POOL, BY_SCORE))
    error = math.hypot(first_come.std() / math.sqrt(first_come.size), merit.std() / math.sqrt(merit.size))
    assert merit.mean() - first_come.mean() > 2 * error


def test_by_merit_the_pool_lasts_longer_into_the_year():
    """Fewer share it, so that money is left for those who come late in the year."""

    def late(pool):
        months = np.concatenate([s.payments["month"][: s.clock[0].payments] + s.clock[0].start - s.clock[0].burn_in for s in states(pool)])
        return np.mean(months % 12 >= 6)

    assert late(BY_SCORE) > late(POOL)


def test_who_builds_a_line_of_its_own_or_goes_direct_was_never_scored_and_gets_nothing():
    anywhere = BY_SCORE.model_copy(update={"routes": (), "score_bar": -9.0, "budget_per_year": None})
    for state in states(anywhere, 3):
        assert (paid(state)["queued"] != NEVER).all() and paid(state).size > 0


def test_a_pool_for_lines_can_go_by_score_too():
    lines = BY_SCORE.model_copy(update={"covers": "industrial", "routes": (), "budget_per_year": None})
    assert Cost.INDUSTRIAL.name.lower() == lines.covers
    for state in states(lines, 3):
        assert (paid(state)["queued"] != NEVER).all() and paid(state).size > 0


def test_a_bar_that_nobody_reaches_supports_nobody_and_moves_no_firm():
    out_of_reach = simulate(city(POOL.model_copy(update={"score_bar": 10.0})), seed=5)[0]
    assert out_of_reach.state.instruments["spent"][0] == 0
    assert out_of_reach.digest == simulate(CITY, seed=5)[0].digest


def test_a_lower_bar_brings_more_pilots():
    rich = BY_SCORE.model_copy(update={"budget_per_year": None})
    assert_direction(
        values(city(rich.model_copy(update={"score_bar": 2.0}))), values(city(rich.model_copy(update={"score_bar": 0.0}))), "pilots_started", "up"
    )


def test_what_must_be_paid_back_follows_the_chance_of_getting_it():
    """Recoverable support by score: what comes back is what was paid out to those who produce."""
    back = BY_SCORE.model_copy(update={"repaid": 1.0, "budget_per_year": None, "score_bar": 0.5})
    for state in states(back, 3):
        assert 0 <= state.instruments["recycled"][0] <= state.instruments["spent"][0]
    assert sum(state.instruments["recycled"][0] for state in states(back)) > 0
