"""Indices of functions with known answers are found again although luck is as large as the signal."""

import numpy as np
import pytest

from experiments.studies.convergence import judged
from experiments.studies.methods import METHODS, Factors
from experiments.studies.resampling import interval, widened, widening
from tests.studies.functions import (
    ISHIGAMI,
    STRAIGHT,
    effects_on_the_grid,
    estimated,
    ishigami,
    method,
    morris_function,
    signal,
    sobol_g,
    sobol_g_indices,
    straight,
    with_luck,
)


def inside(found: np.ndarray, truth: np.ndarray, slack: float = 0.0) -> np.ndarray:
    """Which true values lie in the intervals, widened by `slack` times their half-widths."""
    low, high = interval(found[1:])
    half = (high - low) / 2.0
    return (low - slack * half <= truth) & (truth <= high + slack * half)


def test_sobol_finds_ishigami_through_luck_as_large_as_the_signal():
    found = estimated(method("sobol", 4), ishigami, 1024, 10, luck=1.0)
    for measure in ("S1", "ST"):
        assert inside(found.measures[measure], np.array(ISHIGAMI[measure]), slack=0.5).all(), measure
        assert np.abs(found.measures[measure][0] - ISHIGAMI[measure]).max() < 0.05
    assert inside(found.chance_share[:, None], np.array([0.5])).all()


@pytest.mark.slow
@pytest.mark.parametrize("blocks", [64, 128, 256])
@pytest.mark.parametrize(("function", "dimensions", "truth"), [(ishigami, 4, ISHIGAMI), (sobol_g, 6, sobol_g_indices())], ids=["ishigami", "sobol_g"])
def test_intervals_of_sobol_indices_hold_the_truth_about_as_often_as_they_say(function, dimensions, truth, blocks):
    hits = []
    for seed in range(60):
        found = estimated(method("sobol", dimensions, seed), function, blocks, 4, luck=1.0, seed=seed)
        hits += [inside(found.measures[name], np.array(truth[name])) for name in truth] + [inside(found.chance_share[:, None], np.array([0.5]))]
    share = np.concatenate(hits).mean()
    assert 0.92 <= share <= 0.995, f"{share:.3f} of the intervals hold the truth"


def test_few_blocks_are_widened_by_students_t_and_many_hardly_at_all():
    assert [round(widening(blocks), 2) for blocks in (2, 4, 10, 100, 1024)] == [9.17, 1.87, 1.22, 1.02, 1.0]
    resamples = widened(np.array([[5.0], [4.0], [7.0]]), 4)
    assert np.allclose(resamples[:, 0], [5.0, 5.0 - widening(4), 5.0 + 2.0 * widening(4)])


@pytest.mark.parametrize(
    ("blocks", "function", "dimensions", "least"),
    [(10, straight, 4, 0.93), (10, ishigami, 4, 0.93), (4, straight, 4, 0.92), (4, ishigami, 4, 0.87)]
    + [pytest.param(blocks, morris_function, 20, least, marks=pytest.mark.slow) for blocks, least in ((10, 0.92), (4, 0.89))],
)
def test_intervals_from_few_trajectories_hold_the_truth(blocks, function, dimensions, least):
    """Sizes of effects that are small at most places and large at few are skewed, which four trajectories cannot know: no rank is judged by them."""
    truth, hits = effects_on_the_grid(function, dimensions), {"mu_star": [], "mu": []}
    for seed in range(300 if dimensions == 4 else 100):
        found = estimated(method("morris", dimensions, seed), function, blocks, 10, luck=1.0, seed=seed)
        for name, inside_one in hits.items():
            inside_one.append(inside(found.measures[name], truth[name]))
    share = {name: float(np.mean(each)) for name, each in hits.items()}
    assert share["mu_star"] >= least, share
    assert share["mu"] >= max(least, 0.9), share


def test_the_spread_of_effects_is_not_smaller_because_trajectories_are_few():
    truth = effects_on_the_grid(ishigami, 4)["sigma"]
    found = [estimated(method("morris", 4, seed), ishigami, 10, 10, luck=1.0, seed=seed).measures["sigma"] for seed in range(200)]
    assert np.mean([inside(each, truth) for each in found]) >= 0.93
    assert min(each.min() for each in found) >= 0.0


def test_intervals_of_one_at_a_time_hold_the_truth_with_ten_replications():
    hits, size = [], signal(straight, 4)
    for seed in range(500):
        chosen = method("tornado", 4, seed)
        points = chosen.points(10)
        outcomes = with_luck(straight(np.where(np.isnan(points), 0.5, points)), size, 1, seed)
        found = chosen.estimate(points, outcomes)
        low, high = interval(found.measures["swing"][1:])[0], interval(found.at_most("swing")[1:])[1]
        hits += [(low <= np.abs(STRAIGHT)) & (np.abs(STRAIGHT) <= high), inside(found.measures["effect_high"], STRAIGHT / 2.0)]
    assert 0.93 <= np.mean(hits) <= 0.98


def tornado_of(function, dimensions: int, seed: int, luck: float, words: tuple[int, ...] = ()):
    """One at a time in ten replications, from the middle of all ranges."""
    names = tuple(f"x{k + 1}" for k in range(dimensions))
    chosen = METHODS["tornado"](Factors(names, names, words), seed)
    points = chosen.points(10)
    return chosen.estimate(points, with_luck(function(np.where(np.isnan(points), 0.5, points)), luck, 1, seed))


def test_a_parameter_that_raises_the_outcome_at_both_ends_alike_is_the_largest_and_not_small():
    def valley(u):
        return 40.0 * (u[..., 0] - 0.5) ** 2 + 3.0 * u[..., 1] + u[..., 2]

    assert np.allclose(tornado_of(valley, 3, 1, luck=0.0).measures["swing"][0], [10.0, 3.0, 1.0])
    for seed in range(20):
        found = tornado_of(valley, 3, seed, luck=1.0)
        verdict = judged(found.measures["swing"], 70, is_share=False, most=found.at_most("swing"))
        assert verdict.order[0] == 0 and 1 in verdict.safe


def test_a_choice_is_tried_at_every_word():
    def second_of_four(u):
        return 5.0 * (np.floor(4.0 * np.minimum(u[..., 0], 0.999)) == 1) + u[..., 1]

    found = tornado_of(second_of_four, 2, 1, luck=0.0, words=(4, 0))
    assert np.allclose(found.measures["swing"][0], [5.0, 1.0])


def test_the_swing_of_a_parameter_that_does_nothing_is_zero_on_average_and_its_interval_says_so():
    found = [tornado_of(lambda u: 4.0 * u[..., 0], 4, seed, luck=1.0) for seed in range(200)]
    low = np.array([interval(each.measures["swing"][1:])[0] for each in found])
    high = np.array([interval(each.at_most("swing")[1:])[1] for each in found])
    assert abs(np.mean([each.measures["swing"][0, 1:] for each in found])) < 0.1
    assert ((low <= 0.0) & (high >= 0.0))[:, 1:].mean() >= 0.9


def test_chance_would_be_called_interaction_if_it_were_not_taken_out():
    chosen = method("sobol", 4)
    single = estimated(chosen, ishigami, 1024, 1, luck=1.0)
    several = estimated(chosen, ishigami, 1024, 10, luck=1.0)
    assert single.measures["ST"][0, 3] > 0.2, "with one replication a parameter that does nothing seems to interact"
    assert abs(several.measures["ST"][0, 3]) < 0.02
    assert np.isnan(single.luck[0])


def test_sobol_finds_the_g_function_through_luck_whose_variance_is_that_of_the_signal():
    found = estimated(method("sobol", 6), sobol_g, 1024, 10, luck=1.0)
    for measure, truth in sobol_g_indices().items():
        assert inside(found.measures[measure], truth).all(), measure
        assert np.abs(found.measures[measure][0] - truth).max() < 0.05
        assert list(found.measures[measure][0].argsort()[::-1][:4]) == [0, 1, 2, 3], measure
    assert inside(found.chance_share[:, None], np.array([0.5])).all()
    assert found.chance_share[0] == pytest.approx(0.5, abs=0.03)


def test_pairs_of_ishigami_show_the_one_interaction_that_there_is():
    found = estimated(method("sobol", 4, second_order=True), ishigami, 2048, 10, luck=1.0)
    pairs = found.extra["S2"]
    assert inside(pairs, np.array([0.0, 0.2437, 0.0, 0.0, 0.0, 0.0]), slack=0.5).all()


def test_groups_explain_what_their_members_explain_together():
    grouped = METHODS["sobol"](Factors(("a", "b", "c", "d"), ("one", "b", "one", "d")), 3)
    found = estimated(grouped, ishigami, 1024, 10, luck=1.0)
    assert grouped.points(4).shape == (4, 5, 4)
    truth = np.array([0.5576, 0.4424, 0.0])
    assert inside(found.measures["S1"], truth, slack=0.5).all()
    assert inside(found.measures["ST"], truth, slack=0.5).all()


@pytest.mark.parametrize(("name", "blocks", "measures"), [("fast", 12, ("S1", "ST")), ("rbd-fast", 12, ("S1",))])
def test_frequencies_find_ishigami_too(name, blocks, measures):
    found = estimated(method(name, 4), ishigami, blocks, 6, luck=1.0)
    for measure in measures:
        assert np.abs(found.measures[measure][0] - ISHIGAMI[measure]).max() < 0.06, measure
    assert inside(found.chance_share[:, None], np.array([0.5]), slack=1.0).all()


def test_morris_tells_the_ten_that_matter_from_the_ten_that_hardly_do():
    found = estimated(method("morris", 20), morris_function, 60, 10, luck=1.0)
    low, high = interval(found.measures["mu_star"][1:])
    assert low[:10].min() > 0.0
    assert low[:10].min() > np.median(high[10:])
    assert found.measures["mu_star"][0, :10].min() > found.measures["mu_star"][0, 10:].max()
    truth = effects_on_the_grid(morris_function, 20)
    for measure in ("mu_star", "mu", "sigma"):
        assert inside(found.measures[measure], truth[measure], slack=0.5).mean() >= 0.95, measure


def test_luck_does_not_look_like_a_size_in_morris():
    chosen = method("morris", 4)
    found = estimated(chosen, ishigami, 300, 10, luck=1.0)
    still = estimated(chosen, ishigami, 300, 10, luck=0.0)
    assert abs(found.measures["mu_star"][0, 3]) < 0.3, "a parameter that does nothing has no size on average"
    assert np.abs(found.measures["mu_star"][0, :3] - still.measures["mu_star"][0, :3]).max() < 0.5


def test_dgsm_never_calls_a_parameter_small_whose_bound_luck_has_made_negative():
    weights = np.array([1.0, 0.85, 0.7, 0.1])
    for seed in range(100):
        chosen = method("dgsm", 4, seed)
        found = estimated(chosen, lambda u: u @ weights, 64, 4, luck=1.0, seed=seed)
        if interval(found.variance[1:])[0] > 0.0:
            verdict = judged(found.measures["ST_bound"], 1000, is_share=True)
            assert not {0, 1, 2} & {verdict.order[rank - 1] for rank in verdict.small}, seed


@pytest.mark.parametrize(("blocks", "replications"), [(64, 4), (256, 10)])
def test_intervals_of_dgsm_hold_the_truth_through_luck_as_large_as_the_signal(blocks, replications):
    truth = {"nu": STRAIGHT**2, "ST_bound": STRAIGHT**2 / (np.pi**2 * (STRAIGHT**2 / 12.0).sum())}
    found = [estimated(method("dgsm", 4, seed), straight, blocks, replications, luck=1.0, seed=seed).measures for seed in range(100)]
    for measure, true in truth.items():
        hold = np.mean([inside(each[measure], true) for each in found], axis=0)
        assert hold.min() >= 0.88 and hold.mean() >= 0.91, (measure, hold)


def test_the_bound_of_dgsm_lies_above_every_total_index():
    found = estimated(method("dgsm", 6, step=0.1), sobol_g, 1024, 10, luck=0.3)
    _, high = interval(found.measures["ST_bound"][1:])
    assert (high >= sobol_g_indices()["ST"]).all()
    assert found.measures["ST_bound"][0, :2].argmax() == 0


@pytest.mark.parametrize("name", ["pawn", pytest.param("delta", marks=pytest.mark.slow), "rsa"])
def test_whole_distributions_rank_the_parameter_that_does_nothing_with_the_dummy(name):
    found = estimated(method(name, 4), ishigami, 512, 10, luck=1.0)
    index, floor = found.measures[name][0], interval(found.floor[name][1:])[1]
    assert index[0] > max(floor, index[3])
    assert name == "rsa" or index[1] > max(floor, index[3])  # the second acts in the same way at both ends of its range
    assert index[3] < 1.3 * floor


def test_hdmr_finds_main_effects_and_an_interaction():
    found = estimated(method("hdmr", 4), lambda u: u[..., 0] * u[..., 1] + 0.5 * u[..., 2], 600, 10, luck=1.0)
    assert np.abs(found.measures["S1"][0] - (0.3, 0.3, 0.3, 0.0)).max() < 0.08
    assert np.abs(found.measures["ST"][0] - (0.4, 0.4, 0.3, 0.0)).max() < 0.12


def test_hdmr_finds_the_main_effects_of_a_dozen_parameters():
    weights = np.linspace(1.0, 0.0, 12)
    found = estimated(method("hdmr", 12), lambda u: u @ weights, 600, 10, luck=0.3)
    assert np.abs(found.measures["S1"][0] - weights**2 / (weights**2).sum()).max() < 0.05


@pytest.mark.parametrize(("replications", "luck"), [(2, 2.0), (10, 1.0)])
def test_total_indices_of_hdmr_are_those_of_the_mean_outcome_and_lie_in_their_intervals(replications, luck):
    """Splines of two parameters follow luck too; what they follow of it in a parameter that is not there is taken out of all others."""
    truth = STRAIGHT**2 / (STRAIGHT**2).sum()
    found = [estimated(method("hdmr", 4, seed), straight, 600, replications, luck=luck, seed=seed).measures for seed in range(20)]
    for measure in ("S1", "ST"):
        mean = np.mean([each[measure][0] for each in found], axis=0)
        hold = np.mean([inside(each[measure], truth) for each in found], axis=0)
        assert np.abs(mean - truth).max() < (0.02 if luck == 1.0 else 0.06), (measure, mean)
        assert hold.min() >= 0.85, (measure, hold)


def test_one_at_a_time_swings_are_exact_where_luck_is_shared():
    chosen = method("tornado", 3)
    points = np.where(np.isnan(chosen.points(20)), 0.5, chosen.points(20))
    rng = np.random.default_rng(1)
    outcomes = (points @ np.array([3.0, -2.0, 0.0]))[..., None] + 10.0 * rng.standard_normal((20, 1, 1))
    found = chosen.estimate(chosen.points(20), outcomes)
    assert np.allclose(found.measures["swing"], [3.0, 2.0, 0.0])
    assert np.allclose(found.measures["effect_low"], [-1.5, 1.0, 0.0])


def judged_of(name: str, blocks: int, replications: int, seed: int):
    """The verdict on the straight function, and what is meant by its ranks: which parameter stands on which."""
    chosen = method(name, 4, seed)
    found = estimated(chosen, straight, blocks, replications, luck=1.0, seed=seed)
    floor = found.floor[chosen.ranks_by] if chosen.never_near_zero else None
    return judged(found.measures[chosen.ranks_by], 1000, is_share=chosen.is_share, most=found.at_most(chosen.ranks_by), floor=floor)


@pytest.mark.parametrize(("name", "seeds"), [("pawn", 25), ("rsa", 25), ("delta", 6)])
def test_no_parameter_that_matters_is_called_idle_by_a_method_that_compares_with_a_dummy(name, seeds):
    """Of four parameters with shares of 0.64, 0.28, 0.07 and 0.006 of the variance none of the first three does nothing."""
    called_idle = 0
    for seed in range(seeds):
        found = judged_of(name, 128, 4, seed)
        called_idle += bool({0, 1, 2} & {found.order[rank - 1] for rank in found.small})
    assert called_idle <= 1


@pytest.mark.parametrize(("replications", "blocks"), [(2, 100), (4, 100), (10, 20)])
def test_few_replications_make_intervals_of_mu_star_wide_and_not_wrong(replications, blocks):
    hits, wrong = [], 0
    truth = np.abs(STRAIGHT)
    for seed in range(40):
        found = estimated(method("morris", 4, seed), straight, blocks, replications, luck=1.0, seed=seed)
        low, high = interval(found.measures["mu_star"][1:])[0], interval(found.at_most("mu_star")[1:])[1]
        hits.append((low <= truth) & (truth <= high))
        verdict = judged_of("morris", blocks, replications, seed)
        wrong += any(verdict.order[rank - 1] != rank - 1 for rank in verdict.safe)
    assert np.mean(hits, axis=0).min() >= 0.9, np.mean(hits, axis=0)
    assert wrong <= 2, "a safe rank is the true one"


def test_hdmr_has_intervals_that_hold_what_other_samples_give():
    """Estimates of six samples lie in each other's intervals about as often as they say; a mean bias of the splines is common to all."""
    found = [estimated(method("hdmr", 4, seed), straight, 600, 4, luck=1.0, seed=seed).measures["S1"] for seed in range(6)]
    middle = np.mean([each[0] for each in found], axis=0)
    assert np.mean([inside(each, middle) for each in found]) >= 0.85
    assert all((interval(each[1:, :2])[1] - interval(each[1:, :2])[0] > 0.01).all() for each in found)
