"""Intervals cover what they promise, and say nothing where nothing can be said."""

import numpy as np
import pytest

from experiments import beta
from experiments.statistics import (
    NOTHING,
    Interval,
    change_of_probability,
    mean_interval,
    probability_better,
    probability_interval,
    rate_interval,
    ratio_interval,
    ratio_of_totals,
    replications_needed,
    variance_reduction,
    worlds_missing,
)

ONE = np.zeros(40, dtype=int)


def test_intervals_of_one_version_cover_the_mean_in_95_of_100_studies():
    rng = np.random.default_rng(1)
    covered = [(i := mean_interval(rng.normal(2.0, 3.0, 40), ONE)).low <= 2.0 <= i.high for _ in range(2_000)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.015)


def test_versions_that_disagree_widen_the_interval_and_versions_that_agree_never_narrow_it():
    rng = np.random.default_rng(2)
    clusters = np.repeat([0, 1, 2], 40)
    noise = rng.normal(0.0, 1.0, 120)
    alone = mean_interval(noise, np.zeros(120, int))
    agreeing = mean_interval(noise - noise.reshape(3, 40).mean(axis=1).repeat(40), clusters)
    disagreeing = mean_interval(noise + np.repeat([-1.0, 0.0, 1.0], 40), clusters)
    assert disagreeing.high - disagreeing.low > 3 * (alone.high - alone.low)
    assert agreeing.high - agreeing.low > 0.9 * (alone.high - alone.low)


def test_from_one_world_or_none_no_interval_is_given():
    single = mean_interval(np.array([3.0]), np.array([0]))
    assert (single.value, single.low, single.high) == (3.0, None, None)
    assert mean_interval(np.array([np.nan]), np.array([0])).value is None
    assert single.spans_zero


def test_fieller_covers_the_true_ratio_and_is_undefined_when_the_denominator_spans_zero():
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(1_000):
        denominator = rng.normal(4.0, 6.0, 60)
        interval, defined = ratio_interval(10.0 * denominator + rng.normal(0.0, 20.0, 60), denominator, np.zeros(60, int))
        hits += not defined or interval.low <= 10.0 <= interval.high
    assert hits / 1_000 == pytest.approx(0.95, abs=0.02)
    interval, defined = ratio_interval(rng.normal(50.0, 1.0, 60), rng.normal(0.0, 1.0, 60), np.zeros(60, int))
    assert not defined
    assert interval.value is None


def test_fieller_covers_the_true_ratio_when_only_the_money_differs_between_versions():
    rng = np.random.default_rng(8)
    clusters, hits = np.repeat([0, 1, 2], 40), 0
    for _ in range(600):
        money = np.repeat(rng.normal(40.0, 8.0, 3), 40) + rng.normal(0.0, 2.0, 120)
        interval, defined = ratio_interval(money, rng.normal(4.0, 1.0, 120), clusters)
        hits += defined and interval.low <= 10.0 <= interval.high
    assert hits / 600 == pytest.approx(0.95, abs=0.03)


def test_a_count_seen_in_few_worlds_has_an_interval_from_zero_but_not_to_infinity():
    once = mean_interval(np.r_[1.0, np.zeros(29)], np.zeros(30, int), least=0.0)
    assert 0.0 <= once.low < once.value < once.high < 0.3
    two = mean_interval(np.array([0.0, 1.0]), np.zeros(2, int), least=0.0)
    assert two.low == 0.0
    assert two.high < 100.0
    many = np.random.default_rng(2).poisson(20.0, 300).astype(float)
    free, held = (mean_interval(many, np.zeros(300, int), least) for least in (None, 0.0))
    assert held.low == pytest.approx(free.low, rel=1e-3)
    assert held.high == pytest.approx(free.high, rel=1e-3)


def test_rates_pool_cases_and_are_null_where_none_is_resolved():
    reached, resolved = np.array([3, 5, 4, 0]), np.array([5, 6, 5, 0])
    rate = rate_interval(reached, resolved, np.zeros(4, int))
    assert rate.value == pytest.approx(12 / 16)
    assert 0.0 < rate.low < rate.value < rate.high < 1.0
    assert rate_interval(np.array([0]), np.array([0]), np.array([0])).value is None


def test_rates_of_versions_that_disagree_are_as_uncertain_as_their_disagreement():
    rng = np.random.default_rng(6)
    clusters = np.repeat([0, 1, 2], 60)
    resolved = np.full(180, 20)
    agreeing = rng.binomial(20, 0.6, 180)
    disagreeing = rng.binomial(20, np.repeat([0.4, 0.6, 0.8], 60))
    alone, together = rate_interval(agreeing, resolved, clusters), rate_interval(disagreeing, resolved, clusters)
    assert together.high - together.low > 5 * (alone.high - alone.low)
    assert 0.0 < together.low < 0.4


def test_a_rate_of_all_or_none_is_not_certain():
    one = np.zeros(3, int)
    assert rate_interval(np.array([2, 2, 1]), np.array([2, 2, 1]), one).low == pytest.approx(0.478, abs=0.001)
    none = rate_interval(np.array([0, 0, 0]), np.array([2, 2, 1]), one)
    assert (none.low, none.high) == (0.0, pytest.approx(0.522, abs=0.001))


def test_rates_of_one_version_cover_the_truth_in_95_of_100_studies():
    rng = np.random.default_rng(7)
    resolved = rng.integers(5, 40, 60)
    covered = [(i := rate_interval(rng.binomial(resolved, 0.8), resolved, np.zeros(60, int))).low <= 0.8 <= i.high for _ in range(1_000)]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


def test_no_interval_holds_what_is_impossible():
    rare = np.array([0.0] * 29 + [1.0])
    clusters = np.arange(30) % 3
    count = mean_interval(rare, clusters, least=0.0)
    assert 0.0 <= count.low < count.value < count.high
    assert mean_interval(rare, clusters).low < 0.0  # a difference stays symmetric
    share = mean_interval(np.array([1.0] * 29 + [0.5]), clusters, least=0.0, most=1.0)
    assert share.low < share.value < share.high < 1.0
    assert mean_interval(np.zeros(30), clusters, least=0.0).as_dict() == {"value": 0.0, "low": 0.0, "high": 0.0}
    with pytest.raises(ValueError, match="leave their bounds"):
        mean_interval(rare - 1.0, clusters, least=0.0)


def test_bounds_change_nothing_where_they_are_far_away():
    rng = np.random.default_rng(8)
    values = rng.normal(100.0, 5.0, 200)
    free, above = mean_interval(values, np.zeros(200, int)), mean_interval(values, np.zeros(200, int), least=0.0)
    assert above.low == pytest.approx(free.low, rel=1e-4)
    assert above.high == pytest.approx(free.high, rel=1e-4)


def test_one_world_of_each_version_gives_no_interval():
    three = mean_interval(np.array([1.0, 2.0, 3.0]), np.array([0, 1, 2]))
    assert (three.value, three.low, three.high) == (2.0, None, None)
    assert worlds_missing(3, 3) == 27
    assert worlds_missing(200, 3) == worlds_missing(30, 3) == 0
    assert worlds_missing(9, 1) == 1


def test_probability_better_counts_ties_half_and_knows_the_good_direction():
    difference = np.array([1.0, -1.0, 0.0, 2.0])
    assert probability_better(difference, 1) == pytest.approx((1 + 0 + 0.5 + 1) / 4)
    assert probability_better(difference, -1) == pytest.approx((0 + 1 + 0.5 + 0) / 4)
    assert probability_better(difference, 0) is None


def test_pairing_gains_what_the_formula_says_and_null_where_nothing_varies():
    rng = np.random.default_rng(4)
    one = np.zeros(500, int)
    shared = rng.normal(0.0, 1.0, 500)
    policy = shared + rng.normal(0.0, 0.1, 500)
    expected = (np.var(policy, ddof=1) + np.var(shared, ddof=1)) / np.var(policy - shared, ddof=1)
    assert variance_reduction(shared, policy, one) == pytest.approx(expected, rel=1e-12)
    assert variance_reduction(shared, shared + 1.0, one) is None


def test_that_versions_differ_is_no_noise_for_pairing_to_take_away():
    rng = np.random.default_rng(9)
    clusters = np.repeat([0, 1, 2], 200)
    before, after = rng.normal(0.0, 1.0, (2, 600))  # unpaired: nothing is gained
    far = np.repeat([0.0, 50.0, 100.0], 200)
    assert variance_reduction(before + far, after + far, clusters) == pytest.approx(1.0, rel=0.1)
    apart = np.repeat([1.0, 2.0, 3.0], 200)  # effects differ between versions and hardly within
    assert variance_reduction(before, before + apart, clusters) is None
    assert replications_needed(apart + 0.1 * after, clusters) == 2


def test_the_replications_needed_bring_the_half_width_to_half_the_difference():
    rng = np.random.default_rng(5)
    needed = replications_needed(rng.normal(1.0, 4.0, 2_000), np.zeros(2_000, int))
    sample = rng.normal(1.0, 4.0, needed)
    interval = mean_interval(sample, np.zeros(needed, int))
    assert (interval.high - interval.low) / 2 == pytest.approx(0.5, rel=0.2)
    assert replications_needed(np.zeros(10), ONE[:10]) is None
    assert replications_needed(np.array([1.0, 2.0, 3.0]), np.arange(3)) is None


@pytest.mark.parametrize(("a", "b"), [(1.0, 30.0), (0.3, 0.7), (29.2, 1.8), (150.0, 50.0), (5000.0, 5001.0)])
def test_the_beta_quantile_inverts_its_distribution_and_is_symmetric(a, b):
    for share in (0.025, 0.5, 0.975):
        x = beta.quantile(share, a, b)
        assert beta.below(x, a, b) == pytest.approx(share, abs=1e-9)
        assert beta.quantile(1.0 - share, b, a) == pytest.approx(1.0 - x, abs=1e-9)


def test_the_beta_distribution_has_its_closed_forms():
    for x in (0.0, 0.1, 0.5, 0.9, 1.0):
        assert beta.below(x, 1.0, 1.0) == pytest.approx(x)
        assert beta.below(x, 3.0, 1.0) == pytest.approx(x**3)
        assert beta.below(x, 1.0, 4.0) == pytest.approx(1.0 - (1.0 - x) ** 4)
    assert beta.quantile(0.025, 3.0, 28.0) == pytest.approx(0.021117, abs=1e-6)  # the exact lower bound for 3 of 30


def test_a_probability_of_none_or_all_is_never_known_without_doubt():
    clusters = np.array(["a", "b", "c"] * 10)
    none, all_ = probability_interval(np.zeros(30), clusters), probability_interval(np.ones(30), clusters)
    assert (none.value, none.low) == (0.0, 0.0) and none.high == pytest.approx(1.0 - 0.025 ** (1 / 30))
    assert (all_.value, all_.high) == (1.0, 1.0) and all_.low == pytest.approx(0.025 ** (1 / 30))
    assert probability_interval(np.zeros(0), clusters[:0]) == NOTHING


def test_within_one_version_a_probability_has_about_its_exact_binomial_interval():
    happened = np.array([1.0] * 3 + [0.0] * 27)
    found = probability_interval(happened, np.array(["a"] * 30))
    assert (found.low, found.high) == (pytest.approx(0.0211, abs=0.001), pytest.approx(0.2653, abs=0.006))


def test_versions_that_disagree_make_a_probability_less_certain_than_its_worlds_alone():
    clusters = np.array(["a", "b", "c"] * 40)
    happened = (clusters == "a").astype(float)
    apart, alone = probability_interval(happened, clusters), probability_interval(happened, np.array(["a"] * 120))
    assert apart.low < alone.low and apart.high > alone.high
    assert apart.high - apart.low > 0.9  # three versions, of which one says always and two never: nothing is known


def test_the_interval_of_a_probability_covers_it_as_often_as_it_says():
    draws, truth, size = np.random.default_rng(11), 0.06, 60
    clusters = np.array(["a"] * size)
    intervals = [probability_interval((draws.random(size) < truth).astype(float), clusters) for _ in range(600)]
    covered = np.mean([each.low <= truth <= each.high for each in intervals])
    assert covered > 0.94


def test_a_change_of_probability_is_won_less_lost_pairs_and_doubtful_even_where_none_changed():
    clusters = np.array(["a"] * 40)
    nothing = change_of_probability(np.zeros(40), np.zeros(40), clusters)
    assert nothing.value == 0.0 and nothing.low == -nothing.high < 0.0
    before, after = np.zeros(40), np.zeros(40)
    after[:12], before[12:15] = 1.0, 1.0
    found = change_of_probability(before, after, clusters)
    assert found.value == pytest.approx(9 / 40) and 0.0 < found.low < 9 / 40 < found.high
    back = change_of_probability(after, before, clusters)
    assert (back.low, back.high) == (pytest.approx(-found.high), pytest.approx(-found.low))
    sure = change_of_probability(np.zeros(40), np.ones(40), clusters)
    assert sure.value == sure.high == 1.0 and 0.8 < sure.low < 1.0


def test_the_interval_of_a_ratio_of_totals_holds_the_ratio_and_stays_above_zero():
    """Waits: few projects in each world, most of whom wait not at all."""
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(1_000):
        admitted = rng.poisson(6.0, 60)
        waited = np.array([rng.gamma(0.5, 4.0, n).sum() for n in admitted])
        found = ratio_of_totals(waited, admitted, np.zeros(60, int))
        assert found.low > 0.0
        covered += found.low <= 2.0 <= found.high
    assert covered / 1_000 == pytest.approx(0.95, abs=0.025)
    assert ratio_of_totals(np.zeros(3), np.zeros(3), np.zeros(3)).value is None
    assert ratio_of_totals(np.array([1.0]), np.array([2.0]), np.zeros(1)) == Interval(0.5, None, None)


def test_worlds_that_say_nothing_are_no_evidence_for_a_ratio_of_totals():
    alike = np.zeros(3)
    one = ratio_of_totals(np.array([6, 0, 0]), np.array([12, 0, 0]), alike, most=1.0)
    assert one == Interval(0.5, None, None)
    assert rate_interval(np.array([3, 0, 0]), np.array([5, 0, 0]), alike) == Interval(0.6, None, None)
    assert ratio_of_totals(np.zeros(3), np.array([2, 1, 2]), alike) == Interval(0.0, None, None), "nothing bounds waits that were not seen"
    full = ratio_of_totals(np.array([12, 12, 12]), np.array([12, 12, 12]), alike, most=1.0)
    assert (full.value, full.high) == (1.0, 1.0) and full.low == pytest.approx(0.292, abs=0.001), "three worlds, not 36 slot-months"
    idle = ratio_of_totals(np.zeros(3), np.array([12, 12, 12]), alike, most=1.0)
    assert (idle.value, idle.low) == (0.0, 0.0) and idle.high == pytest.approx(0.708, abs=0.001)


def test_a_ratio_that_few_worlds_bear_has_an_interval_of_few_worlds():
    """Of thirty worlds about four admit anybody at all."""
    rng = np.random.default_rng(5)
    covered, told = 0, 0
    for _ in range(2_000):
        admitted = np.where(rng.random(30) < 0.13, rng.integers(1, 4, 30), 0)
        waited = np.array([rng.gamma(2.0, 1.0, n).sum() for n in admitted])
        found = ratio_of_totals(waited, admitted, np.zeros(30, int))
        if found.low is not None:
            told += 1
            covered += found.low <= 2.0 <= found.high
    assert told > 1_500 and covered / told > 0.9
