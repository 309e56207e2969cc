"""Boxes and trees find where failures were put, through wrong labels, and find nothing where there is nothing."""

import numpy as np
import pytest

from experiments.studies.discovery import boxes_of, tree_of


@pytest.fixture(scope="module")
def worlds():
    rng = np.random.default_rng(1)
    points = rng.random((1024, 6))
    fails = ((points[:, 1] > 0.7) & (points[:, 3] < 0.4)) | ((points[:, 0] < 0.15) & (points[:, 5] > 0.5))
    return points, fails ^ (rng.random(1024) < 0.05)


def test_prim_finds_both_places_where_worlds_fail(worlds):
    first, second = boxes_of(*worlds)[:2]
    assert (first.restricted, second.restricted) == ((1, 3), (0, 5))
    assert first.limits[1, 0] == pytest.approx(0.7, abs=0.05)
    assert first.limits[3, 1] == pytest.approx(0.4, abs=0.05)
    assert second.limits[0, 1] == pytest.approx(0.15, abs=0.05)
    assert first.density > 0.8
    assert first.coverage + second.coverage > 0.7
    assert max(p for box in (first, second) for p in box.quasi_p if p is not None) < 0.001


def test_coverage_and_density_are_counted_in_the_worlds(worlds):
    points, fails = worlds
    box = boxes_of(points, fails)[0]
    held = box.holds(points)
    assert (box.worlds, box.failures) == (held.sum(), fails[held].sum())
    assert box.density == fails[held].mean()
    assert box.coverage == fails[held].sum() / fails.sum()


def test_the_tree_asks_for_the_same_limits(worlds):
    points, fails = worlds
    root, leaves = tree_of(points, fails, seed=1)
    dense = [leaf for leaf in leaves if leaf.density > 0.8]
    assert root.worlds == sum(leaf.worlds for leaf in leaves) == 1024
    assert sum(leaf.failures for leaf in dense) > 0.75 * fails.sum()
    assert any(leaf.limits[1, 0] == pytest.approx(0.7, abs=0.03) and leaf.limits[3, 1] == pytest.approx(0.4, abs=0.03) for leaf in dense)


def test_nothing_is_found_where_worlds_fail_by_chance(worlds):
    points, _ = worlds
    by_chance = [np.random.default_rng(seed).random(1024) < 0.3 for seed in range(5)]
    found = [box for fails in by_chance for box in boxes_of(points, fails)]
    assert all(box.density < 0.5 for box in found)
    assert sum(len(tree_of(points, fails, 1)[1]) == 1 for fails in by_chance) >= 4


def test_limits_never_lie_inside_a_choice(worlds):
    points, _ = worlds
    fails = np.floor(points[:, 2] * 3) == 1
    box = boxes_of(points, fails, [None, None, 3, None, None, None])[0]
    assert box.restricted == (2,)
    assert box.density == 1.0
    assert box.coverage == 1.0
    _, leaves = tree_of(points, fails, 1, [None, None, 3, None, None, None])
    assert leaves[0].density == 1.0
    assert np.allclose(leaves[0].limits[2], [1 / 3, 2 / 3])
