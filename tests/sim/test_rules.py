"""Each rule on its own, with numbers that can be checked by hand."""

import math
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from sim.parameters import World
from sim.rules import beliefs, firm, firm_books, fund, market, matching, money, pilot, platform, project, scale_up
from sim.rules.calendar import is_january, refilled
from sim.rules.instruments import cost_support, expert_panel, outcome_award
from sim.rules.lab import novelty_logit, novelty_of, sample_succeeds
from sim.stages import FundKind, Route

WORLD = World().numbers()


class Books(NamedTuple):
    product_profit: float
    debt: float
    not_yet: float = 0.0


class Seen(NamedTuple):
    z_direct: float
    z_passing: float
    z_after_pass: float
    quality_direct: float
    quality_entrants: float
    quality_passed: float


shares = st.floats(0.0, 1.0)
moderate = st.floats(-3.0, 3.0)


# ---- beliefs


def test_a_signal_as_precise_as_the_prior_counts_for_half():
    assert beliefs.updated(0.0, 1.0, 2.0, 1.0) == pytest.approx((1.0, 0.5))


@given(moderate, st.floats(0.05, 2.0), moderate, st.floats(0.1, 5.0))
def test_a_signal_always_moves_the_mean_towards_it_and_makes_the_belief_surer(mean, variance, signal, noise):
    new_mean, new_variance = beliefs.updated(mean, variance, signal, noise)
    assert min(mean, signal) - 1e-9 <= new_mean <= max(mean, signal) + 1e-9
    assert new_variance < variance


@pytest.mark.parametrize("selected", [True, False])
def test_belief_after_selection_is_the_mean_and_variance_of_the_selected(selected):
    rng = np.random.default_rng(1)
    quality = rng.normal(0.3, np.sqrt(0.8), 400_000)
    score = 0.6 * quality + np.sqrt(1 - 0.36) * rng.normal(size=quality.size)
    chosen = quality[(score >= 0.4) == selected]
    mean, variance = beliefs.after_selection(0.3, 0.8, 0.6, 0.4, selected)
    assert mean == pytest.approx(chosen.mean(), abs=0.01)
    assert variance == pytest.approx(chosen.var(), abs=0.01)


def test_being_refused_by_others_is_bad_news():
    mean, variance = beliefs.after_refusal(0.0, 1.0, 1.0)
    assert mean < 0.0
    assert variance < 1.0


@given(st.floats(0.05, 0.95), st.floats(0.1, 0.9), st.floats(0.1, 2.0))
def test_chances_of_single_projects_average_to_the_base_rate(base, variance, weight):
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    means = np.sqrt(1.0 - variance) * nodes
    chances = [beliefs.chance_of_this(norm.ppf(base), m, variance, weight) for m in means]
    assert np.dot(weights, chances) / weights.sum() == pytest.approx(base, abs=1e-6)


def test_a_beta_belief_of_20_cases_moves_half_way_after_20_more():
    assert beliefs.beta_mean(0.8, 20.0, 0.0, 20.0) == pytest.approx(0.4)


# ---- firms


def value(chance=0.5, worth=30_000.0, money_chance=1.0, hurdle=0.0, award=0.0, world=World(risk_penalty=0.0).numbers()):  # noqa: B008 (a constant)
    return firm.scale_up_value(chance, firm.Terms(worth, 200.0, 9_000.0, money_chance, 1.0, 1.0, hurdle), outcome_award.Award(0.0, award), world)


def test_scale_up_is_worth_its_expected_value_less_its_expected_cost():
    trial = ramp = math.sqrt(0.5)
    by_hand = -200.0 + trial * (ramp * 30_000.0 + (1 - ramp) * WORLD.salvage_share * 9_000.0 - 9_000.0)
    assert value() == pytest.approx(by_hand)


@given(st.floats(0.01, 0.98), st.floats(0.001, 0.02))
def test_a_better_chance_is_never_worth_less_when_success_is_worth_more_than_the_line(chance, more):
    assert value(chance + more) >= value(chance) - 1e-6 or value(chance) < 0


def test_risk_aversion_lowers_the_worth_of_the_same_project():
    assert value(hurdle=0.3, world=WORLD) < value()


def test_an_award_is_worth_its_chance_and_nothing_more():
    assert value(award=200.0) - value() == pytest.approx(0.5 * 200.0)


def test_a_pilot_is_worth_the_option_to_stop():
    free = World(risk_penalty=0.0).numbers()
    with_option = firm.pilot_value(0.0, 0.0, 1.0, 0.5, 1_000.0, -800.0, 0.0, free)
    assert with_option == pytest.approx(500.0)  # not 0.5 * 1000 - 0.5 * 800


def test_waiting_makes_a_pilot_worth_less():
    soon, late = (firm.pilot_value(500.0, wait, 0.9, 0.7, 3_000.0, 0.0, 0.0, WORLD) for wait in (0.0, 24.0))
    assert late < soon


def test_without_taste_the_best_open_route_is_taken_and_a_worthless_one_never():
    values = firm.RouteValues(100.0, 300.0, 500.0, 1.0, 1.0, 1.0, True, True, False, 0, 0.3, 0.7, 0.8)
    assert firm.best_route(values, 1e-9, 0.5, 0.5, 0.5, 0.5) == Route.PLATFORM
    worthless = firm.RouteValues(-100.0, -300.0, -500.0, 1.0, 1.0, 1.0, True, True, True, 0, 0.3, 0.7, 0.8)
    assert firm.best_route(worthless, 1e-9, 0.5, 0.5, 0.5, 0.5) == Route.NONE


def test_route_shares_follow_the_logit_formula():
    values = firm.RouteValues(100.0, 200.0, 0.0, 1.0, 1.0, 1.0, True, True, False, 0, 0.3, 0.7, 0.8)
    rng = np.random.default_rng(2)
    routes = np.array([firm.best_route(values, 100.0, *u) for u in rng.random((40_000, 4))])
    weights = np.exp([0.0, 1.0, 2.0])
    assert np.bincount(routes, minlength=3)[:3] / routes.size == pytest.approx(weights / weights.sum(), abs=0.01)


def test_knowledge_settles_where_research_replaces_what_is_lost():
    knowledge = 0.0
    for _ in range(60):
        knowledge = firm_books.next_knowledge(knowledge, 0.3, 1.0)
    assert knowledge == pytest.approx(0.3 / 0.2, rel=1e-3)


def test_a_firm_in_the_red_builds_less_knowledge():
    assert firm_books.next_knowledge(1.0, 0.3, -5.0) < firm_books.next_knowledge(1.0, 0.3, 5.0)


# ---- matching


def test_doubling_firms_and_results_leaves_the_meeting_rate_as_it_was():
    assert matching.meetings_per_result(40.0, 10.0, 0.0, WORLD) == pytest.approx(matching.meetings_per_result(80.0, 20.0, 0.0, WORLD))


def test_at_reference_tightness_a_result_waits_months_to_deal():
    assert 1 / matching.meetings_per_result(10 * WORLD.reference_tightness, 10.0, 0.0, WORLD) == pytest.approx(WORLD.months_to_deal)


@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0), st.floats(0.0, 50.0))
def test_meetings_never_exceed_either_side(places, results, staff):
    rate = matching.meetings_per_result(places, results, staff, WORLD)
    assert 0.0 <= rate <= 1.0
    assert rate * results <= places + 1e-9


def test_absorptive_capacity_has_falling_returns():
    steps = np.diff([matching.usable_knowledge(k) for k in (0.0, 0.5, 1.0, 1.5)])
    assert (steps > 0).all()
    assert (np.diff(steps) < 0).all()


# ---- platforms, projects, markets


def test_nobody_waits_while_a_slot_is_free():
    assert platform.waiting_time(2.0, 3.0, 8.0) == 0.0
    assert platform.waiting_time(3.0, 3.0, 8.0) == pytest.approx(8.0 / 3.0)


def test_a_platform_learns_by_doing_and_reaches_its_base_at_the_reference():
    assert pilot.capability_after(1.2, 15.0, 15.0, 0.2) == pytest.approx(1.2)
    assert pilot.capability_after(1.2, 30.0, 15.0, 0.2) > 1.2


def test_a_pilot_without_information_passes_good_and_bad_alike():
    blind = World(pilot_information=0.0).numbers()
    assert pilot.pilot_passes(3.0, 1.0, 0.1, blind) == pilot.pilot_passes(-3.0, 1.0, 0.1, blind)


def test_a_panels_score_correlates_with_quality_as_its_accuracy_says():
    rng = np.random.default_rng(3)
    quality, error = rng.normal(size=(2, 50_000))
    scores = [expert_panel.panel_score(q, 0.6, e) for q, e in zip(quality, error, strict=True)]
    assert np.corrcoef(quality, scores)[0, 1] == pytest.approx(0.6, abs=0.01)


def test_maturity_helps_and_novelty_hurts_less_after_a_pilot():
    def index(novelty, maturity):
        return project.success_index(0.0, novelty, maturity, 0.5, WORLD)

    assert index(0.4, WORLD.maturity_gain) - index(0.4, 0.0) == pytest.approx(WORLD.maturity_gain)
    assert index(0.9, 0.0) < index(0.4, 0.0)
    assert index(0.4, WORLD.maturity_gain) - index(0.9, WORLD.maturity_gain) < index(0.4, 0.0) - index(0.9, 0.0)


def test_a_market_takes_half_when_base_sales_equal_it():
    assert market.market_factor(500.0, 500.0) == pytest.approx(0.5)
    assert market.market_factor(0.0, 500.0) == 1.0


def test_wages_rise_with_scarcity_and_less_with_elastic_supply():
    assert market.wage_of(0.0, 100.0, 1.5) == 1.0
    assert market.wage_of(100.0, 100.0, 3.0) < market.wage_of(100.0, 100.0, 1.0) == pytest.approx(2.0)


def test_realised_values_keep_their_mean_and_are_very_skewed():
    world = World(pareto_tail=2.5).numbers()
    u = (np.arange(400_000) + 0.5) / 400_000
    rng = np.random.default_rng(4)
    values = np.sort([scale_up.realised_value(100.0, z, v, world) for z, v in zip(norm.ppf(rng.permutation(u)), u, strict=True)])
    assert values.mean() == pytest.approx(100.0, rel=0.02)
    assert 0.40 < values[-40_000:].sum() / values.sum() < 0.93


def test_samples_succeed_more_often_when_better_and_novelty_stays_between_0_and_1():
    assert sample_succeeds(2.0, 0.7, WORLD)
    assert not sample_succeeds(-2.0, 0.7, WORLD)
    assert 0.0 < novelty_of(novelty_logit(0.4), -8.0) < 0.4 < novelty_of(novelty_logit(0.4), 8.0) < 1.0


# ---- money, funds, instruments


@given(st.floats(-1e9, 1e9))
def test_money_is_rounded_to_the_nearest_yuan(amount):
    assert abs(money.yuan(amount) - amount * 10_000) <= 0.5 + 1e-6


def test_discounting_a_year_divides_by_one_plus_the_rate():
    assert money.discount(math.log1p(0.13) / 12, 12) == pytest.approx(1 / 1.13)


def test_a_cost_share_stops_at_its_cap_and_at_the_stacking_cap():
    assert cost_support.support_due(1_000.0, 0.3, math.inf, 0.0, 1.0) == pytest.approx(300.0)
    assert cost_support.support_due(1_000.0, 0.3, 50.0, 0.0, 1.0) == pytest.approx(50.0)
    assert cost_support.support_due(1_000.0, 0.3, math.inf, 400.0, 0.5) == pytest.approx(100.0)
    assert cost_support.support_due(1_000.0, 0.3, math.inf, 600.0, 0.5) == 0.0


def test_a_lender_gets_interest_and_an_investor_a_share_of_the_value():
    assert fund.exit_return(FundKind.LOAN, 100.0, 1_000.0, 5_000.0, 5.0, 0.04) == pytest.approx(120.0)
    assert fund.exit_return(FundKind.VENTURE, 100.0, 1_000.0, 5_000.0, 5.0, 0.04) == pytest.approx(500.0)


@given(st.floats(0.05, 0.99), st.floats(0.0, 10.0))
def test_a_bank_breaks_even_over_successes_and_failures(chance, years):
    owed = scale_up.price_of_credit(chance, years, WORLD)
    back = chance * owed + (1.0 - chance) * WORLD.salvage_share
    assert back == pytest.approx(1.0 + WORLD.loan_rate * years)


def test_profits_of_a_product_are_worth_at_batch_output_what_they_were_said_to_be():
    value_at_start, months = 1_000.0, np.arange(0, 3_000, 0.01)
    profit = value_at_start * WORLD.value_rate * np.exp(-months / WORLD.value_life)
    assert np.trapezoid(profit * np.exp(-WORLD.private_rate * months), months) == pytest.approx(value_at_start, rel=1e-3)
    sales_now = value_at_start * WORLD.value_rate / WORLD.profit_margin
    assert fund.product_worth(0.0, sales_now, WORLD.profit_margin, WORLD.value_rate) == pytest.approx(value_at_start)


def test_debt_is_paid_back_in_full_with_interest_as_products_fade():
    fading, debt, paid, weight = math.exp(-12.0 / WORLD.value_life), 1_000.0, 0.0, 1.0
    for _ in range(400):
        weight /= 1.0 + WORLD.loan_rate
        paid += weight * -firm_books.product_result(Books(product_profit=0.0, debt=debt), 1.0, fading, WORLD)
        debt *= fading
    assert paid == pytest.approx(1_000.0, rel=1e-6)


@pytest.mark.parametrize("gone", range(12))
def test_the_first_books_charge_interest_only_for_the_months_a_debt_ran(gone):
    """A debt taken in month `gone` of a business year has grown by its months to the books, as one taken a year before them by twelve."""
    written = scale_up.owed_at_last_books(1_000.0, gone, WORLD.loan_rate)
    at_books = written * (1.0 + WORLD.loan_rate)
    assert at_books == pytest.approx(1_000.0 * (1.0 + WORLD.loan_rate * (12 - gone) / 12.0), rel=WORLD.loan_rate**2)


def test_a_lender_asks_for_the_loan_and_an_investor_for_the_value():
    sure = fund.expected_repayment(1.0, 2.0, 0.04, 0.3)
    assert sure == pytest.approx(1.08)
    assert fund.expected_multiple(1.0, 3_000.0, 1_000.0, 0.3) == pytest.approx(3.0)
    assert fund.expected_repayment(0.5, 2.0, 0.04, 0.3) < sure


def test_what_a_firm_plans_for_after_a_pilot_is_what_it_believes_when_the_result_is_known():
    seen = Seen(z_direct=-0.5, z_passing=0.5, z_after_pass=0.8, quality_direct=0.1, quality_entrants=0.4, quality_passed=0.6)
    prospects = firm.prospects_of_pilot(0.3, 0.5, 0.0, seen, WORLD)
    for passed, planned, base, reference in (
        (True, prospects.chance_after_pass, 0.8, 0.6),
        (False, prospects.chance_after_fail, -0.5, 0.1),
    ):
        mean, variance = beliefs.after_selection(0.3, 0.5, WORLD.pilot_information, WORLD.pass_threshold, passed)
        assert planned == pytest.approx(beliefs.chance_of_this(base, mean - reference, variance, WORLD.quality_weight))
    assert prospects.chance_after_pass > prospects.chance_after_fail


def test_a_project_no_better_than_those_seen_gets_their_chance_however_they_were_selected():
    assert beliefs.chance_of_this(norm.ppf(0.8), 0.0, 1.0, 1.0) == pytest.approx(0.8)


def test_a_better_panel_closes_part_of_the_gap_to_perfect_sight():
    assert expert_panel.improved_accuracy(0.6, 0.25) == pytest.approx(0.7)
    assert expert_panel.improved_accuracy(0.6, 0.0) == 0.6


def test_budgets_lapse_or_carry_over_as_stated():
    assert refilled(40, 100, False) == 100
    assert refilled(40, 100, True) == 140


def test_januaries_and_ledger_years_agree_with_the_calendar():
    start = 2025 * 12 + 3  # April 2025
    assert [month for month in range(24) if is_january(start, 0, month)] == [9, 21]
    assert [money.year_of(start, 0, month) for month in (0, 8, 9, 20, 21)] == [0, 0, 1, 1, 2]
    assert money.year_of(start, 12, 0) == 0
    assert money.year_of(start, 12, 12) == 1


def test_a_firm_that_foresees_the_harm_of_novelty_expects_less_without_a_pilot_and_loses_less_of_it_after_a_pass():
    seen_world = World(novelty_seen=1.0).numbers()
    harm = firm.harm_of_novelty(0.8, seen_world)
    assert harm == pytest.approx(0.4 * seen_world.novelty_penalty) and firm.harm_of_novelty(0.8, WORLD) == 0.0
    seen = Seen(z_direct=-0.5, z_passing=0.5, z_after_pass=0.8, quality_direct=0.1, quality_entrants=0.4, quality_passed=0.6)
    blind, warned = (firm.prospects_of_pilot(0.3, 0.5, each, seen, WORLD) for each in (0.0, harm))
    assert warned.chance_pass == blind.chance_pass
    assert warned.chance_after_fail < blind.chance_after_fail and warned.chance_after_pass < blind.chance_after_pass
