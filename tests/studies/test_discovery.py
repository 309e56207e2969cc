"""Boxes and trees find where failures were put, through wrong labels, and find nothing where there is nothing."""

import tracemalloc

import numpy as np
import pytest

from experiments.studies.discovery import boxes_of, tree_of
from experiments.studies.discovery.method import Discovery, _found_again, discovered, failing, limits_of, steps_of
from experiments.studies.discovery.shares import Shares
from experiments.studies.discovery.words import leaf_words, limit_words
from experiments.studies.methods import Factors
from experiments.studies.parameters import Parameter
from experiments.studies.resampling import drawn_rows
from sim.scenario.errors import Both
from tests.studies.functions import method


@pytest.fixture(scope="module")
def worlds():
    rng = np.random.default_rng(1)
    points = rng.random((1024, 6))
    fails = ((points[:, 1] > 0.7) & (points[:, 3] < 0.4)) | ((points[:, 0] < 0.15) & (points[:, 5] > 0.5))
    return points, fails ^ (rng.random(1024) < 0.05)


def coverage_of(points, fails, box) -> float:
    """Share of all failures that lie in a box, as the document shows it."""
    return Shares(len(points), 1).of(box.holds(points), fails)["value"]


def density_of(points, fails, box) -> float:
    """Share of the worlds in a box that fail, as the document shows it."""
    return Shares(len(points), 1).of(fails, box.holds(points))["value"]


def test_prim_finds_both_places_where_worlds_fail(worlds):
    first, second = boxes_of(*worlds)[:2]
    assert (first.restricted, second.restricted) == ((1, 3), (0, 5))
    assert first.limits[1, 0] == pytest.approx(0.7, abs=0.05)
    assert first.limits[3, 1] == pytest.approx(0.4, abs=0.05)
    assert second.limits[0, 1] == pytest.approx(0.15, abs=0.05)
    assert density_of(*worlds, first) > 0.8
    assert coverage_of(*worlds, first) + coverage_of(*worlds, second) > 0.7
    assert max(p for box in (first, second) for p in box.quasi_p if p is not None) < 0.001


def test_coverage_and_density_are_counted_in_the_worlds(worlds):
    points, fails = worlds
    box = boxes_of(points, fails)[0]
    held = box.holds(points)
    assert (box.worlds, box.failures) == (held.sum(), fails[held].sum())
    assert density_of(points, fails, box) == fails[held].mean()
    assert coverage_of(points, fails, box) == fails[held].sum() / fails.sum()


def test_the_tree_asks_for_the_same_limits(worlds):
    points, fails = worlds
    root, leaves = tree_of(points, fails, seed=1)
    dense = [leaf for leaf in leaves if leaf.density > 0.8]
    assert root.worlds == sum(leaf.worlds for leaf in leaves) == 1024
    assert sum(leaf.failures for leaf in dense) > 0.75 * fails.sum()
    assert any(leaf.limits[1, 0] == pytest.approx(0.7, abs=0.03) and leaf.limits[3, 1] == pytest.approx(0.4, abs=0.03) for leaf in dense)


def test_every_world_lies_in_exactly_one_end_of_the_tree(worlds):
    points, fails = worlds
    _, leaves = tree_of(points, fails, seed=1)
    held = np.stack([leaf.holds(points) for leaf in leaves])
    assert (held.sum(axis=0) == 1).all()
    assert [int(each.sum()) for each in held] == [leaf.worlds for leaf in leaves]
    assert [int((each & fails).sum()) for each in held] == [leaf.failures for leaf in leaves]


def test_shares_of_boxes_and_paths_hold_the_truth_about_as_often_as_they_say():
    """Density of a part in which 70 % fail, and coverage of it, among worlds of which 20 % fail elsewhere."""
    hits = []
    for seed in range(300):
        rng = np.random.default_rng(seed)
        within = rng.random(200) < 0.3
        fails = rng.random(200) < np.where(within, 0.7, 0.2)
        shares = Shares(200, seed)
        for found, truth in ((shares.of(fails, within), 0.7), (shares.of(within, fails), 0.21 / 0.35)):
            hits.append(found["low"] <= truth <= found["high"])
    assert 0.93 <= np.mean(hits) <= 0.975


def test_a_part_in_which_every_world_fails_is_not_certain_to_fail():
    within = np.arange(100) < 20
    found = Shares(100, 1).of(within, within)
    assert (found["value"], found["high"]) == (1.0, 1.0)
    assert found["low"] == pytest.approx(0.8316, abs=1e-4), "the exact interval of 20 of 20"
    assert Shares(100, 1).of(~within, within)["high"] == pytest.approx(1.0 - 0.8316, abs=1e-4)
    assert Shares(100, 1).of(within, np.zeros(100, bool))["value"] is None


def test_a_hundred_thousand_worlds_are_drawn_anew_in_little_memory():
    """A matrix of 1,000 resamples would take 800 MB, and one of the 200 of PAWN 160 MB."""
    fails = np.random.default_rng(1).random(100_000) < 0.3
    pawn = method("pawn", 3)
    tracemalloc.start()
    share = Shares(100_000, 1).of(fails, np.ones(100_000, bool))
    sets = sum(1 for _ in pawn.row_sets(100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000 and sets == 1 + pawn.resamples
    assert share["high"] - share["low"] == pytest.approx(2.0 * 1.96 * np.sqrt(0.21 / 100_000), rel=0.1)


def test_rows_that_are_drawn_one_resample_at_a_time_are_those_of_a_matrix():
    pawn = method("pawn", 3)
    found = np.stack(list(pawn.row_sets(333)))
    assert np.array_equal(found[0], np.arange(333)) and np.array_equal(found[1:], drawn_rows(333, pawn.seed, pawn.resamples))


def test_a_path_of_the_tree_says_its_intervals_in_words():
    leaf = {"limits": [], "density": 0.997, "density_low": 0.9, "density_high": 1.0, "coverage": 0.4, "coverage_low": 0.3, "coverage_high": 0.5}
    words = leaf_words(leaf | {"share_of_worlds": 0.12})
    assert words["zh"] == "所有世界（占世界的 12%）：>99%（90% 至 100%）失败，占全部失败的 40%（30% 至 50%）。"
    assert words["en"] == "In all worlds (12% of all worlds): >99% (90% to 100%) fail; these are 40% (30% to 50%) of all failures."


MONTHS = Parameter("build_months", "lever", ("a",), Both("建设期", "building"), Both("个月", "months"), "uniform", 12, 48, is_whole=True)


def sentences(values_fail) -> tuple[str, str, dict, dict]:
    """What PRIM and the tree say of worlds that fail at some of 12 to 48 months, in English."""
    points = np.random.default_rng(1).random((4096, 1))
    fails = values_fail(np.array([MONTHS.value(float(u)) for u in points[:, 0]]))
    box = boxes_of(points, fails, steps_of([MONTHS]))[0]
    leaf = tree_of(points, fails, 1, steps_of([MONTHS]))[1][0]
    assert fails[box.holds(points)].all() and fails[leaf.holds(points)].all()
    limits = [limits_of(0, each.limits, MONTHS) for each in (box, leaf)]
    return (*(limit_words(each, "en") for each in limits), *limits)


@pytest.mark.parametrize("last", range(15, 46))
def test_limits_of_whole_numbers_are_said_with_the_last_one_inside(last):
    prim, tree, *limits = sentences(lambda months: months <= last)
    assert prim == tree == f"building is at most {last} months"
    assert [each["high"] for each in limits] == [last, last]
    assert limit_words(limits[0], "zh") == f"建设期不多于 {last} 个月"
    prim, tree, *limits = sentences(lambda months: months >= last)
    assert prim == tree == f"building is at least {last} months"
    assert limit_words(limits[0], "zh") == f"建设期不少于 {last} 个月"


def test_whole_numbers_on_both_sides_and_single_ones():
    inside = {"low": 16, "high": 20, "is_whole": True, "choices": None}
    limit = inside | {"titles": {"zh": "建设期", "en": "building"}, "unit": {"zh": "个月", "en": "months"}}
    assert (limit_words(limit, "en"), limit_words(limit, "zh")) == ("building is 16 to 20 months", "建设期为 16 至 20 个月")
    assert (limit_words(limit | {"high": 16}, "en"), limit_words(limit | {"high": 16}, "zh")) == ("building is 16 months", "建设期为 16 个月")


@pytest.mark.parametrize("last", [16, 22, 30])
def test_the_question_of_the_tree_parts_whole_numbers_where_worlds_fail(last):
    points = np.random.default_rng(1).random((2048, 1))
    fails = np.array([MONTHS.value(float(u)) <= last for u in points[:, 0]])
    outcomes = np.where(fails, 0.0, 2.0)[:, None, None]
    rule = {"indicator": "pilots_started", "measure": "level", "fails_below": 1.0, "fails_above": None}
    found = discovered(Discovery(Factors(("build_months",), ("build_months",)), 1), [MONTHS], rule, points[:, None], outcomes)
    assert found["tree"]["threshold"] == last + 1
    assert f"building is at most {last} months" in found["boxes"][0]["words"]["en"]


@pytest.mark.parametrize(
    ("below", "words"), [(-1.0, ("Almost no world fails", "几乎没有世界失败")), (9.0, ("Almost every world fails", "几乎所有世界都失败"))]
)
def test_discovery_has_nothing_to_look_for_where_surely_nearly_no_world_fails_or_nearly_all_do(below, words):
    rule = {"indicator": "pilots_started", "measure": "level", "fails_below": below, "fails_above": None}
    found = {}
    for count in (60, 200):
        points = np.random.default_rng(1).random((count, 1, 1))
        found[count] = discovered(Discovery(Factors(("build_months",), ("build_months",)), 1), [MONTHS], rule, points, 5.0 * points)["converged"]
    assert not found[60]["is_converged"], "6 % may still be of the other kind"
    assert found[200]["is_converged"]
    assert found[200]["verdict"]["en"].startswith(words[0]) and found[200]["verdict"]["zh"].startswith(words[1])
    assert "1.8%" in found[200]["verdict"]["en"], "the exact bound of 0 of 200"


def test_nothing_is_found_where_worlds_fail_by_chance(worlds):
    points, _ = worlds
    by_chance = [np.random.default_rng(seed).random(1024) < 0.3 for seed in range(5)]
    assert all(density_of(points, fails, box) < 0.5 for fails in by_chance for box in boxes_of(points, fails))
    assert sum(len(tree_of(points, fails, 1)[1]) == 1 for fails in by_chance) >= 4


def test_limits_never_lie_inside_a_choice(worlds):
    points, _ = worlds
    fails = np.floor(points[:, 2] * 3) == 1
    box = boxes_of(points, fails, [None, None, 3, None, None, None])[0]
    assert box.restricted == (2,)
    assert density_of(points, fails, box) == coverage_of(points, fails, box) == 1.0
    _, leaves = tree_of(points, fails, 1, [None, None, 3, None, None, None])
    assert leaves[0].density == 1.0
    assert np.allclose(leaves[0].limits[2], [1 / 3, 2 / 3])


@pytest.mark.parametrize(("luck", "is_stable"), [(0.05, True), (40.0, False)])
def test_a_box_of_worlds_that_other_luck_would_put_on_the_other_side_is_not_called_found_again(luck, is_stable):
    """The mean of four replications lies near the limit everywhere: which worlds fail is a matter of luck, and so is where they gather."""
    rng = np.random.default_rng(2)
    points = rng.random((400, 4))
    truth = np.where((points[:, 0] > 0.7) & (points[:, 1] > 0.4), -1.0, 1.0)
    outcomes = truth[:, None] + luck * rng.standard_normal((400, 4))
    outcome = {"fails_below": 0.0, "fails_above": None}
    fails = failing(outcomes.mean(axis=1), outcome)
    again = _found_again(points, outcomes, outcome, [None] * 4, seed=1)
    assert (again[:2].min() == 1.0) == is_stable
    if not is_stable:
        assert again.max() < 1.0 and 0.2 < fails.mean() < 0.8
