"""Luck is a pure function of names: it is Philox as published, even, and nobody can shift anybody else's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri
from scipy.stats import kstest

from sim import dice
from sim.compiled import entry

U = np.uint64
ONES = 0xFFFFFFFF
KNOWN_ANSWERS = [  # Random123 kat_vectors, philox4x32 with 10 rounds: counter, key, expected
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
]
names = st.integers(0, 2**62)
seeds = st.integers(0, 2**62)


@entry
def many_partners(words, seed, entity, purpose, visit, partners):
    dice.fill_partners(words, seed, entity, purpose, visit, partners, 0, partners.size - dice.AT_ONCE)


@entry
def many_visits(words, seed, entity, purpose, count):
    dice.fill_visits(words, seed, entity, purpose, count)


@entry
def counted_below(seed, first, count, purpose, share):
    return dice.count_below(seed, first, count, purpose, share)


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN_ANSWERS)
def test_philox_gives_the_published_known_answers(counter, key, expected):
    assert tuple(int(word) for word in dice.philox(*map(U, counter), *map(U, key))) == expected


@given(seeds, names, st.integers(0, 255), st.integers(0, 2**24 - 1))
def test_every_draw_lies_strictly_between_0_and_1(seed, entity, purpose, visit):
    assert 0.0 < dice.uniform(seed, entity, purpose, visit) < 1.0
    assert all(0.0 < u < 1.0 for u in dice.four_uniforms(seed, entity, purpose, visit))


@given(seeds, names, names, st.integers(1, 255))
def test_two_entities_two_purposes_and_two_visits_have_different_luck(seed, entity, other, purpose):
    mine = dice.uniform(seed, entity, purpose, 0)
    assert mine == dice.uniform(seed, entity, purpose, 0)
    assert other == entity or mine != dice.uniform(seed, other, purpose, 0)
    assert mine != dice.uniform(seed, entity, purpose - 1, 0)
    assert mine != dice.uniform(seed, entity, purpose, 1)


def test_draws_are_uniform_and_normals_are_normal():
    uniforms = np.array([dice.uniform(7, entity, 3, 0) for entity in range(20_000)])
    normals = np.array([dice.normal(7, entity, 4, 0) for entity in range(20_000)])
    assert kstest(uniforms, "uniform").pvalue > 0.001
    assert kstest(normals, "norm").pvalue > 0.001


def test_the_lanes_of_one_block_are_independent():
    lanes = np.array([dice.four_uniforms(11, entity, 5, 0) for entity in range(20_000)])
    assert np.abs(np.corrcoef(lanes.T) - np.eye(4)).max() < 0.03


@given(st.floats(1e-15, 1.0 - 1e-15))
def test_the_normal_quantile_is_as_exact_as_a_uniform_of_32_bits(u):
    assert dice.normal_quantile(u) == pytest.approx(ndtri(u), rel=2e-7, abs=2e-7)


@given(seeds, names, st.integers(1, 255), st.lists(st.integers(0, ONES), min_size=1, max_size=40, unique=True))
def test_many_blocks_at_once_are_the_single_blocks(seed, entity, purpose, partners):
    words = np.zeros((4, 40), np.uint32)
    many_partners(words, seed, entity, purpose, 3, np.array(partners + [0] * dice.AT_ONCE, np.uint32))
    assert [tuple(words[:, k]) for k in range(len(partners))] == [dice.block(seed, entity, purpose, 3, p) for p in partners]
    many_visits(words, seed, entity, purpose, len(partners))
    assert [tuple(words[:, k]) for k in range(len(partners))] == [dice.block(seed, entity, purpose, k, 0) for k in range(len(partners))]


def test_the_share_counted_below_is_that_of_the_third_number_of_each():
    third = [dice.four_uniforms(9, 5_000 + k, 3, 0)[2] for k in range(1_000)]
    assert counted_below(9, 5_000, 1_000, 3, 0.05) == sum(u < 0.05 for u in third) > 0


def test_the_bell_of_four_bytes_has_mean_0_variance_1_and_hardly_differs_from_a_normal():
    z = np.array([dice.bell_32(int(dice.block(5, entity, 16, 0, 0)[0])) for entity in range(20_000)])
    assert abs(z.mean()) < 0.02
    assert z.std() == pytest.approx(1.0, abs=0.02)
    assert np.abs(z).max() < 3.47
    assert np.mean(z < -1.0) == pytest.approx(ndtr(-1.0), abs=0.015)


@pytest.mark.parametrize("mean", [0.05, 0.9, 7.5, 40.0])
def test_poisson_counts_have_mean_and_variance_of_their_mean(mean):
    counts = np.array([dice.poisson_count(mean, np.exp(-mean), (k + 0.5) / 20_000) for k in range(20_000)])
    assert counts.mean() == pytest.approx(mean, rel=0.01)
    assert counts.var() == pytest.approx(mean, rel=0.03)


def test_durations_have_the_mean_they_are_given():
    sigma = np.sqrt(np.log1p(0.6**2))
    months = [dice.lognormal_months(24.0, sigma, ndtri((k + 0.5) / 5_000)) for k in range(5_000)]
    assert np.mean(months) == pytest.approx(24.0, rel=0.01)
    assert np.std(months) / np.mean(months) == pytest.approx(0.6, rel=0.03)
    assert min(months) >= 1


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**31, 0), (1, -1), (1, 2**32)])
def test_a_seed_that_does_not_fit_is_refused(seed, replication):
    with pytest.raises(ValueError, match="seed must lie in"):
        dice.run_key(seed, replication)
