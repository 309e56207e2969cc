"""Without luck the indices are SALib's; with a hole in the outcomes SALib says zero and we say nothing."""

import warnings

import numpy as np
import pytest
from SALib.analyze import dgsm, morris, pawn, sobol
from SALib.analyze.fast import compute_orders
from SALib.analyze.rbd_fast import compute_first_order, permute_outputs, unskew_S1

from tests.studies.functions import ishigami, method


def flat(chosen, blocks):
    """Points and outcomes without luck, as methods and as SALib want them."""
    points = chosen.points(blocks)
    values = ishigami(points)
    return points, values, points.reshape(-1, points.shape[-1]), values.ravel()


def test_sobol_indices_are_those_of_salib_to_the_last_digits():
    chosen = method("sobol", 4, second_order=True)
    points, values, rows, outcomes = flat(chosen, 128)
    ours = chosen.estimate(points, values[..., None])
    theirs = sobol.analyze(chosen.factors.problem(), outcomes, calc_second_order=True, seed=1)
    assert np.allclose(ours.measures["S1"][0], theirs["S1"], atol=1e-12)
    assert np.allclose(ours.measures["ST"][0], theirs["ST"], atol=1e-12)
    assert np.allclose(ours.extra["S2"][0], theirs["S2"][np.triu_indices(4, 1)], atol=1e-12)
    assert len(rows) == 128 * 10


def test_elementary_effects_are_those_of_salib():
    chosen = method("morris", 4)
    points, values, rows, outcomes = flat(chosen, 30)
    ours = chosen.estimate(points, values[..., None])
    theirs = morris.analyze(chosen.factors.problem(), rows, outcomes, num_levels=4, seed=1)
    assert np.allclose(ours.measures["mu"][0], theirs["mu"].astype(float))
    assert np.allclose(ours.measures["mu_star"][0], theirs["mu_star"].astype(float))
    assert np.allclose(ours.measures["sigma"][0], theirs["sigma"].astype(float))


def test_slopes_are_those_of_salib():
    chosen = method("dgsm", 4, step=0.01)
    points, values, rows, outcomes = flat(chosen, 64)
    ours = chosen.estimate(points, values[..., None])
    theirs = dgsm.analyze(chosen.factors.problem(), rows, outcomes, num_resamples=10, seed=1)
    assert np.allclose(ours.measures["nu"][0], theirs["vi"])
    assert np.allclose(ours.measures["ST_bound"][0], theirs["dgsm"])


def test_the_spectrum_of_fast_is_that_of_salib():
    chosen = method("fast", 4)
    points, values, _, _ = flat(chosen, 1)
    columns = [np.asarray(each)[0] for each in chosen.columns(points, (values - values.mean())[..., None])]
    curves = values.reshape(4, -1)
    length = curves.shape[1]
    for k in range(4):
        first, total = compute_orders(curves[k], length, 4, (length - 1) // 8)
        assert columns[1][k] / columns[0][k] == pytest.approx(first)
        assert 1.0 - columns[2][k] / columns[0][k] == pytest.approx(total)


def test_the_spectrum_of_rbd_fast_is_that_of_salib():
    chosen = method("rbd-fast", 4)
    points, values, _, _ = flat(chosen, 2)
    for block in range(2):
        found = chosen.of_means(*[np.asarray(each)[block : block + 1] for each in chosen.columns(points, values[..., None])])
        for k in range(4):
            raw = compute_first_order(permute_outputs(points[block, :, k], values[block]), 4)
            assert found.measures["S1"][0, k] == pytest.approx(unskew_S1(raw, 4, values.shape[1]), abs=1e-9)


def test_pawn_is_that_of_salib_but_for_the_edges_of_slices():
    chosen = method("pawn", 4)
    points, values, rows, outcomes = flat(chosen, 512)
    ours = chosen.estimate(points, values[..., None]).measures["pawn"][0]
    theirs = pawn.analyze(chosen.factors.problem(), rows, outcomes, S=10)["median"]
    assert np.abs(ours - theirs.astype(float)).max() < 0.02


def test_one_hole_in_the_outcomes_is_no_effect_to_salib():
    """The reason why a study stops at a hole; should SALib learn to say so, the check in `study` stays right."""
    chosen = method("sobol", 4)
    _, _, _, outcomes = flat(chosen, 64)
    outcomes[5] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sobol.analyze(chosen.factors.problem(), outcomes, calc_second_order=False, seed=1)
    assert not np.isfinite(found["S1"]).all() or (found["S1"] == 0.0).all()


@pytest.mark.parametrize("name", ["sobol", "morris", "fast", "rbd-fast", "pawn", "dgsm", "tornado"])
def test_a_larger_design_begins_with_the_smaller_one(name):
    chosen = method(name, 4)
    assert np.array_equal(chosen.points(16)[:8], chosen.points(8), equal_nan=True)
    assert chosen.points(8).shape[2] == 4
