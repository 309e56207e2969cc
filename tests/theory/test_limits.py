"""Limits in which the answer is known without the model."""

import numpy as np
import pytest
from scipy.stats import norm

from sim import load_scenario, simulate
from sim.scenario import with_world
from sim.stages import PilotResult, Route, StopReason
from sim.tables import NEVER

CITY = {"calendar.months": 240, "calendar.burn_in": 0}
RICH = {
    f"firms.{size}": {"cash": 1e8, "yearly_profit": 1e6, "projects_at_once": 1000, "cash_sigma": 0.0, "profit_noise": 0.0}
    for size in ("micro", "small", "medium", "large")
}


def projects(scenario, seed=1, replications=6):
    return np.concatenate([o.state.projects for o in simulate(scenario, seed=seed, replications=replications, workers=2)])


def test_with_money_and_places_without_end_projects_are_absorbed_as_a_markov_chain_says():
    """No money limit, no quality, novelty or firm differences: success is the product of the two published step chances."""
    scenario = with_world(
        load_scenario("typical-city", overrides=CITY | RICH | {"calendar.entry_closes": 60, "calendar.months": 700}),
        quality_weight=0.0,
        novelty_penalty=0.0,
        absorption_weight=0.0,
        engineer_cost_share=0.0,
        value_multiple=100.0,
        success_intercept=0.2,
    )
    p = projects(scenario)
    direct = p[(p["route"] == Route.DIRECT) & (p["pilot_started"] == NEVER) & (p["trial_started"] != NEVER)]
    by_theory = norm.cdf(0.2 + 0.45) * norm.cdf(0.2)
    reached = (direct["batch_output"] != NEVER).mean()
    assert direct.size > 200
    assert reached == pytest.approx(by_theory, abs=3 * np.sqrt(by_theory * (1 - by_theory) / direct.size))
    assert set(np.unique(direct["stop"])) <= {0, StopReason.PRODUCT_FAILED, StopReason.RAMP_FAILED}


def test_the_wait_for_a_firm_is_exponential_with_the_stated_mean():
    """Meetings at a constant rate, one result at a time: the wait has the mean and the spread of an exponential, in whole months."""
    scenario = with_world(
        load_scenario(
            "typical-city", overrides=CITY | RICH | {"matchmaking.staff": 0.0, "labs.universities.managers": 0.0, "labs.institutes.managers": 0.0}
        ),
        match_elasticity_firms=0.0,
        months_to_deal=20.0,
        offer_patience=1e6,
        spinout_share=0.0,
    )
    p = projects(scenario)
    first = p[(p["offered"] != NEVER) & (p["matched"] != NEVER) & (p["refusals"] == 0) & (p["offered"] < 100)]
    waits = first["matched"] - first["offered"]
    assert waits.mean() == pytest.approx(19.5, rel=0.1)
    assert waits.std() == pytest.approx(20.0, rel=0.15)


def test_an_unscreened_result_becomes_a_sample_with_the_stated_chance():
    scenario = with_world(load_scenario("typical-city", overrides=CITY), sample_quality_weight=0.0)
    p = projects(scenario)
    old = p[p["born"] < 150]
    share = (old["stop"] != StopReason.SAMPLE_FAILED).mean()
    assert share == pytest.approx(0.62, abs=0.02)


def test_with_slots_without_end_nobody_waits():
    overrides = CITY | {f"platforms.{key}.slots": 1000 for key in load_scenario("typical-city").region.platforms}
    p = projects(with_world(load_scenario("typical-city", overrides=overrides), platform_debt_months=1e6))
    waited = p[(p["route"] == Route.PLATFORM) & (p["pilot_started"] != NEVER)]
    assert waited.size > 50
    assert (waited["pilot_started"] == waited["queued"]).all()


def test_without_any_money_nobody_enters_industrialisation_and_nothing_is_spent():
    poor = {f"firms.{size}": {"cash": 0.0, "yearly_profit": 0.0} for size in ("micro", "small", "medium", "large")}
    funds = {f"funds.{key}.count": 0 for key in load_scenario("typical-city").region.funds}
    outcome = simulate(with_world(load_scenario("typical-city", overrides=CITY | poor | funds), spinout_cash=0.0))[0]
    assert outcome.indicators["entered"] == 0
    assert outcome.indicators["private_money"] == 0
    assert outcome.indicators["public_money"] == 0


def test_a_pilot_that_sees_nothing_passes_the_share_its_threshold_says():
    scenario = with_world(load_scenario("typical-city", overrides=CITY), pilot_information=0.0, pass_threshold=-0.5, learning_rate=0.0)
    p = projects(scenario)
    ended = p[p["pilot"] != PilotResult.NONE]
    share = (ended["pilot"] == PilotResult.PASSED).mean()
    assert share == pytest.approx(norm.cdf(0.5), abs=3 * np.sqrt(0.2 / ended.size))


def test_waits_rise_with_utilisation():
    few, many = (
        simulate(
            load_scenario(
                "typical-city",
                overrides={"calendar.months": 180, **{f"platforms.{k}.count": n for k in ("open-materials", "open-chemicals")}},
            ),
            replications=6,
        )
        for n in (1, 6)
    )
    waits = [np.nanmean([o.indicators["months_waiting"] for o in outcomes]) for outcomes in (few, many)]
    used = [np.mean([o.indicators["utilisation"] for o in outcomes]) for outcomes in (few, many)]
    assert used[0] > used[1]
    assert waits[0] > waits[1]
