"""Demand for what is new: first-set insurance and scenes bring more new products, and weaker ones among them."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.indicators import NAMES
from sim.policy import FirstSet, SceneMatching
from sim.rules.instruments.first_buyers import MOST_KEPT, scenes_ready, shortened
from sim.stages import StopReason
from sim.tables import NEVER, YUAN
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
FIRST_SET = FirstSet(family="first_set", contract_value=2000.0, adoption_gain=0.8)
SCENES = SceneMatching(family="scene_matching", scenes_per_year=60.0, success_gain=0.6, time_saved=0.4)
PREMIUM = 0.8 * 0.03 * 3 * 2000.0
SALES = NAMES.index("sales")


def with_tool(tool, **changes):
    return load_scenario(CITY.region, [policy(tool=tool.model_copy(update=changes))])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0].state


def test_scenes_wait_for_products_for_a_year_at_most():
    assert scenes_ready(0.0, 0.5) == 0.5
    assert scenes_ready(100.0, 0.5) == MOST_KEPT * 0.5


def test_a_quarter_of_a_year_saved():
    assert shortened(12, 0.25) == 9
    assert shortened(1, 0.9) == 1


def test_first_set_insurance_brings_more_new_products():
    before, after = values(CITY), values(with_tool(FIRST_SET))
    assert_direction(before, after, "new_products", "up")
    assert_direction(before, after, "public_money", "up")


def test_scenes_bring_more_new_products_and_shorten_their_trials():
    assert_direction(values(CITY), values(with_tool(SCENES)), "new_products", "up")

    def months_in_trial(scenario):
        means = []
        for outcome in simulate(scenario, seed=77, replications=12, workers=2):
            p = outcome.state.projects[outcome.state.projects["new_product"] >= 30]
            means.append((p["new_product"] - p["trial_started"]).mean())
        return np.array(means)

    less = months_in_trial(with_tool(SCENES, success_gain=0.0)) - months_in_trial(CITY)
    assert less.mean() < -2 * less.std(ddof=1) / np.sqrt(less.size)


def test_products_that_need_help_to_find_a_buyer_fail_more_often_in_the_ramp():
    """Demand support changes nothing about the technology: what it adds are products of a weaker kind."""

    def ramps_failed(scenario):
        lost = ended = 0
        for outcome in simulate(scenario, seed=77, replications=40, workers=2):
            p = outcome.state.projects[outcome.state.projects["entered"] >= 24]
            lost += np.count_nonzero(p["stop"] == StopReason.RAMP_FAILED)
            ended += np.count_nonzero((p["stop"] == StopReason.RAMP_FAILED) | (p["batch_output"] != NEVER))
        return lost / ended

    assert ramps_failed(with_tool(FIRST_SET, adoption_gain=2.0)) > ramps_failed(CITY)


def test_the_premium_is_paid_once_for_each_product_that_found_its_buyer():
    state = world(with_tool(FIRST_SET))
    records = state.payments[: state.clock[0].payments]
    reached = np.flatnonzero(state.projects["new_product"] >= state.clock[0].burn_in)
    assert (records["yuan"] == round(PREMIUM * YUAN)).all()
    assert np.array_equal(np.sort(records["project"]), reached)
    assert state.first_buyers["served"][0] == reached.size > 20


def test_only_novel_enough_products_are_first_sets():
    state = world(with_tool(FIRST_SET, min_novelty=0.6))
    paid = state.projects[state.payments[: state.clock[0].payments]["project"]]
    assert paid.size > 0
    assert paid["novelty"].min() >= 0.6


@pytest.mark.parametrize("scenes", [2.0, 6.0])
def test_no_more_products_get_a_scene_than_scenes_are_opened(scenes):
    state = world(with_tool(SCENES, scenes_per_year=scenes))
    years = 96 / 12
    served = int(state.first_buyers["served"][0])
    assert 0.5 * scenes * years < served <= scenes * years
    assert state.spending.sum() == served * 50 * YUAN


def test_a_budget_that_cannot_pay_for_a_scene_opens_none():
    state = world(with_tool(SCENES, budget_per_year=120.0))
    assert state.spending.max() == 2 * 50 * YUAN


# --- public buyers of first sets (M-15)

PROCURED = FIRST_SET.model_copy(update={"procurement_share": 0.4, "procurement_gain": 1.0, "procurement_premium": 0.2})
PURCHASE = 0.2 * 2000.0


def payments(state):
    return state.payments[: state.clock[0].payments]


def test_public_buyers_bring_more_new_products_and_cost_public_money():
    before, after = values(with_tool(FIRST_SET)), values(with_tool(PROCURED))
    assert_direction(before, after, "new_products", "up")
    assert_direction(before, after, "public_money", "up")


def test_a_public_buyer_is_there_for_his_share_of_products_and_pays_the_firm_what_it_costs_more():
    found = [outcome.state for outcome in simulate(with_tool(PROCURED.model_copy(update={"procurement_gain": 0.0})), seed=77, replications=6)]
    insured = np.concatenate([s.payments["project"][: s.clock[0].payments][payments(s)["yuan"] == round(PREMIUM * YUAN)] for s in found])
    bought = np.concatenate([s.payments["project"][: s.clock[0].payments][payments(s)["yuan"] == round(PURCHASE * YUAN)] for s in found])
    assert insured.size + bought.size == sum(payments(s).size for s in found)
    assert bought.size / insured.size == pytest.approx(0.4, abs=0.08)
    state = world(with_tool(PROCURED))
    assert state.account[0].public_in >= payments(state)["yuan"].sum()


def test_a_larger_share_keeps_the_buyers_of_a_smaller_one():
    few, many = (world(with_tool(PROCURED, procurement_share=share, procurement_gain=0.0, adoption_gain=0.0)) for share in (0.2, 0.7))
    bought = [set(payments(s)["project"][payments(s)["yuan"] == round(PURCHASE * YUAN)].tolist()) for s in (few, many)]
    assert bought[0] < bought[1]


def test_public_buyers_alone_act_without_any_insurance():
    alone = with_tool(PROCURED, premium_subsidy=0.0, procurement_share=1.0)
    assert_direction(values(CITY), values(alone), "new_products", "up")
    assert (payments(world(alone))["yuan"] == round(PURCHASE * YUAN)).all()


def test_a_budget_that_cannot_pay_a_public_buyer_has_none():
    assert payments(world(with_tool(PROCURED, budget_per_year=PREMIUM + 1.0)))["yuan"].max() == round(PREMIUM * YUAN)


SCARCE = PREMIUM + PURCHASE - 124.0
"""万元 a year: enough for either payment, not for both."""


def test_a_public_buyer_who_cannot_be_paid_after_the_insurance_makes_no_product_likelier():
    """Insurance is paid first, of the same purse (`pay_first_sets`): under this budget a buyer is never paid, and so never counted on."""
    weak, strong = (with_tool(PROCURED, procurement_share=1.0, procurement_gain=gain, budget_per_year=SCARCE) for gain in (0.0, 3.0))
    bought = payments(world(strong))["yuan"] == round(PURCHASE * YUAN)
    assert bought.size > 8 and not bought.any()
    assert (values(weak)[:, NAMES.index("new_products")] == values(strong)[:, NAMES.index("new_products")]).all()


def test_a_budget_for_both_pays_both_and_the_public_buyer_counts():
    weak, strong = (
        with_tool(PROCURED, procurement_share=1.0, procurement_gain=gain, budget_per_year=6 * (PREMIUM + PURCHASE)) for gain in (0.0, 3.0)
    )
    paid = payments(world(strong))["yuan"]
    assert set(paid.tolist()) == {round(PREMIUM * YUAN), round(PURCHASE * YUAN)}
    assert_direction(values(weak), values(strong), "new_products", "up")


# --- what a scene adds to sales (M-22)


def sales_rates(scenario):
    """Sales rate of every product in batch output and whether it had a scene, by world and name."""
    found = {}
    for outcome in simulate(scenario, seed=77, replications=12, workers=2):
        p = outcome.state.projects[outcome.state.projects["batch_output"] >= 24]
        found |= {(outcome.replication, int(row["name"])): (float(row["sales_rate"]), row["paid_by"] == 1) for row in p}
    return found


def test_a_product_that_had_a_scene_sells_more_by_the_gain_and_every_other_as_it_would_have():
    plain, lifted = (sales_rates(with_tool(SCENES, sales_gain=gain, scenes_per_year=12.0)) for gain in (0.0, 0.5))
    ratios = {True: [], False: []}
    for key in plain.keys() & lifted.keys():
        if plain[key][1] == lifted[key][1]:
            ratios[plain[key][1]].append(lifted[key][0] / plain[key][0])
    assert len(ratios[True]) > 10 and len(ratios[False]) > 10
    assert np.allclose(ratios[True], 1.5, rtol=1e-5) and np.allclose(ratios[False], 1.0, rtol=1e-6)


def test_scenes_that_raise_sales_bring_more_sales_and_more_lines():
    before, after = values(with_tool(SCENES), 24), values(with_tool(SCENES, sales_gain=1.0), 24)
    assert_direction(before, after, "sales", "up")


def test_the_market_stays_as_large_as_it_is():
    """In a small market most of what some sell more, others sell less; in a large one hardly anything."""

    def raised(size):
        small = {f"sectors.{key}.market_size": size for key in CITY.region.sectors}
        base = load_scenario(CITY.region, overrides=small)
        tools = [SCENES.model_copy(update={"sales_gain": gain, "scenes_per_year": 400.0}) for gain in (0.0, 1.0)]
        sold = [values(load_scenario(base.region, [policy(tool=tool)]))[:, SALES].mean() for tool in tools]
        return sold[1] / sold[0]

    assert raised(3e3) < raised(1e9) < 2.5
