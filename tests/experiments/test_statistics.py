"""Intervals cover what they promise, and say nothing where nothing can be said."""

import numpy as np
import pytest

from experiments.statistics import (
    mean_interval,
    probability_better,
    rate_interval,
    ratio_interval,
    replications_needed,
    variance_reduction,
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


def test_rates_pool_cases_and_are_null_where_none_is_resolved():
    reached, resolved = np.array([3, 5, 4, 0]), np.array([5, 6, 5, 0])
    rate = rate_interval(reached, resolved)
    assert rate.value == pytest.approx(12 / 16)
    assert rate.low < rate.value < rate.high
    assert rate_interval(np.array([0]), np.array([0])).value is None


def test_probability_better_counts_ties_half_and_knows_the_good_direction():
    difference = np.array([1.0, -1.0, 0.0, 2.0])
    assert probability_better(difference, 1) == pytest.approx((1 + 0 + 0.5 + 1) / 4)
    assert probability_better(difference, -1) == pytest.approx((0 + 1 + 0.5 + 0) / 4)
    assert probability_better(difference, 0) is None


def test_pairing_gains_what_the_formula_says_and_null_where_nothing_varies():
    rng = np.random.default_rng(4)
    shared = rng.normal(0.0, 1.0, 500)
    policy = shared + rng.normal(0.0, 0.1, 500)
    assert variance_reduction(shared, policy) == pytest.approx(200.0, rel=0.2)
    assert variance_reduction(shared, shared + 1.0) is None


def test_the_replications_needed_bring_the_half_width_to_half_the_difference():
    rng = np.random.default_rng(5)
    needed = replications_needed(rng.normal(1.0, 4.0, 2_000))
    sample = rng.normal(1.0, 4.0, needed)
    interval = mean_interval(sample, np.zeros(needed, int))
    assert (interval.high - interval.low) / 2 == pytest.approx(0.5, rel=0.2)
    assert replications_needed(np.zeros(10)) is None
