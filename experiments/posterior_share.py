"""In what share of the posterior an effect has a sign, from draws that have few worlds each.

The effect in a draw is taken as normal over the posterior: mean m, standard deviation s. What a draw shows is that effect and the luck of its
worlds, so that the spread of what draws show is larger than s; the luck inside draws says by how much. The share of draws with an effect above zero
is Phi(m / s). Its interval is a generalised confidence interval (Weerahandi 1993, JASA 88): the exact distributions of the three estimates, turned
round.
"""

from statistics import NormalDist

import numpy as np

from experiments.statistics import NOTHING, Interval

LEAST_DRAWS = 10
PIVOTS = 4000
below = NormalDist().cdf  # not scipy's, whose import takes longer than all shares of a comparison


def positive_share(values: np.ndarray, clusters: np.ndarray, seed: int = 1) -> Interval:
    """The share of draws of the posterior in which the mean of `values` is above zero, with its 95 % interval.

    `values` are one per world, `clusters` the draw of each. Nothing where there are fewer than ten draws with worlds, where none has two, or where
    nothing changes in any world. Worlds that are NaN are left out.
    """
    known = np.isfinite(values)
    values, (_, index) = values[known], np.unique(clusters[known], return_inverse=True)
    counts = np.bincount(index)
    draws, within_df = counts.size, values.size - counts.size
    if draws < LEAST_DRAWS or within_df < 1 or not values.any():
        return NOTHING
    means = np.bincount(index, values) / counts
    luck = np.sum((values - means[index]) ** 2) * np.mean(1.0 / counts)  # of what a draw shows, times its degrees of freedom
    rng = np.random.default_rng(seed)
    shown = means.var(ddof=1) * (draws - 1) / rng.chisquare(draws - 1, PIVOTS)
    middle = means.mean() + np.sqrt(shown / draws) * rng.standard_normal(PIVOTS)
    spread = np.sqrt(np.maximum(shown - luck / rng.chisquare(within_df, PIVOTS), 0.0))
    with np.errstate(divide="ignore"):
        share = [below(z) for z in middle / spread]
    low, value, high = np.percentile(share, [2.5, 50.0, 97.5])
    return Interval(float(value), float(low), float(high))
