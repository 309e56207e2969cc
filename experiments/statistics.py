"""Honest intervals for paired worlds: means clustered by calibrated version, ratios by Fieller, rates over cohorts.

All intervals are 95 % intervals of the mean. Worlds of one calibrated version are replications of each other; versions are different readings
of the same evidence. The spread between versions is uncertainty too, so an interval is never narrower than either spread makes it. What
pairing gains and how many pairs are needed is about chance alone: both look inside versions only.
Sources: Fieller (1954); Cameron & Miller (2015) for few clusters; Law & Kelton on common random numbers.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from experiments import beta
from experiments.student import t_quantile

LEVEL = 0.95
LEAST_PER_VERSION = 10
"""Worlds of each calibrated version below which nothing is concluded: with fewer, Student's t rests on a spread that is hardly known."""


PERCENTILES = np.array([0.1, 0.5, 0.9])
FEW_VERSIONS = 3
LEAST_OF_MANY = 2


def worlds_missing(worlds: int, *versions: int) -> int:
    """How many more worlds are needed before anything is concluded; 0 where there are enough. `versions` take turns; of several numbers of them (the
    draws of a posterior, and the versions looked at beside it) each is worth as many worlds, and the most demanding counts.
    """
    return max(0, max(map(worlds_enough, versions)) - worlds)


def worlds_enough(versions: int) -> int:
    """The fewest worlds, over versions that take turns, from which anything is concluded.

    Where there are many versions, such as the draws of a posterior, the spread inside them is pooled and rests on enough worlds with two of each; the
    spread between them rests on their number.
    """
    return max(LEAST_PER_VERSION * min(max(1, versions), FEW_VERSIONS), LEAST_OF_MANY * versions)


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval; None where it cannot be said (too few worlds, nothing to average)."""

    value: float | None
    low: float | None
    high: float | None

    @property
    def spans_zero(self) -> bool:
        """Whether the sign cannot be told; true also where there is no interval."""
        return self.low is None or self.high is None or self.low <= 0.0 <= self.high

    def as_dict(self) -> dict[str, float | None]:
        """Value and bounds as in the JSON files."""
        return {"value": self.value, "low": self.low, "high": self.high}


NOTHING = Interval(None, None, None)


def numbered(clusters: np.ndarray) -> tuple[np.ndarray, int]:
    """The clusters of at least one world (numbers from 0, or names) numbered without gaps, in their order, and how many there are."""
    clusters = np.asarray(clusters)
    if clusters.dtype.kind != "i":
        names, index = np.unique(clusters, return_inverse=True)
        return index, len(names)
    there = np.bincount(clusters) > 0  # a tenth of the time of `np.unique`, on which half of the time of a document went
    return (np.cumsum(there) - 1)[clusters], int(np.count_nonzero(there))


class Uncertainty(NamedTuple):
    """How uncertain a mean is: its variance, the degrees of freedom of that, and whether versions were taken as clusters."""

    variance: float
    df: int
    between_versions: bool


def variance_of_mean(values: np.ndarray, clusters: np.ndarray) -> Uncertainty:
    """Uncertainty of the mean of `values` (worlds,), at least one.

    Two estimates: worlds within versions (versions taken as given), and versions as clusters. The one with which the mean is more uncertain is
    returned: with three versions the second rests on two degrees of freedom and can by luck be far too small. Where no version has two worlds
    the first does not exist, nor then an interval: zero degrees of freedom.
    """
    index, k = numbered(clusters)
    count = values.size
    means = np.bincount(index, values) / np.bincount(index)
    residuals = values - means[index]
    within_df = count - k
    within = float(residuals @ residuals) / max(within_df, 1) / count
    if k < 2 or within_df < 1:
        return Uncertainty(within, within_df, False)
    spread = means - means.sum() / k
    between = float(spread @ spread) / (k - 1) / k
    if t_quantile(k - 1) ** 2 * between > t_quantile(within_df) ** 2 * within:
        return Uncertainty(between, k - 1, True)
    return Uncertainty(within, within_df, False)


def covariance_of_mean(values: np.ndarray, clusters: np.ndarray, judged: np.ndarray) -> tuple[np.ndarray, int]:
    """Covariance matrix of the mean of `values` (worlds, quantities) and its degrees of freedom, estimated in the way in which the mean of `judged`
    (worlds,) is more uncertain (see `variance_of_mean`).
    """
    chosen, (index, k) = variance_of_mean(judged, clusters), numbered(clusters)
    means = np.column_stack([np.bincount(index, column) for column in values.T]) / np.bincount(index)[:, None]
    if chosen.between_versions:
        spread = means - means.mean(axis=0)
        return (spread.T @ spread) / (k - 1) / k, chosen.df
    residuals = values - means[index]
    return (residuals.T @ residuals) / max(chosen.df, 1) / len(values), chosen.df


def mean_interval(values: np.ndarray, clusters: np.ndarray, least: float | None = None, most: float | None = None) -> Interval:
    """Mean of `values` (one per world) with its interval, clustered by version. Worlds that are NaN (nothing to average) are left out.

    `least` and `most` are bounds that no world can leave, such as 0 for counts and money: the interval then stays inside them (`bounded`).
    Raises ValueError for a world outside its bounds.
    """
    known = np.isfinite(values)
    values, clusters = values[known], clusters[known]
    if values.size == 0:
        return NOTHING
    if (least is not None and values.min() < least) or (most is not None and values.max() > most):
        raise ValueError(f"values from {values.min()} to {values.max()} leave their bounds {least} to {most}")
    mean = float(values.mean())
    variance, df, _ = variance_of_mean(values, clusters)
    if df < 1:
        return Interval(mean, None, None)
    return Interval(mean, *bounded(mean, t_quantile(df) * math.sqrt(variance), least, most))


def bounded(mean: float, half: float, least: float | None, most: float | None) -> tuple[float, float]:
    """Bounds of an interval of half-width `half` about `mean` that cannot leave what is possible.

    Without bounds it is symmetric. Bounded below it is a t-interval of the cube root (delta method; Wilson & Hilferty 1931), so that a count or an
    amount never falls below zero, and one seen in few worlds does not reach to infinity. Bounded on both sides it is one of the log-odds. For
    a half-width that is small beside the mean all three agree.
    """
    if half == 0.0 or (least is None and most is None):
        return mean - half, mean + half
    if least is None:
        raise ValueError("an upper bound needs a lower one")
    above = mean - least
    if most is None:
        relative = half / above / 3.0
        return least + above * max(0.0, 1.0 - relative) ** 3, least + above * (1.0 + relative) ** 3
    width = most - least
    share = above / width
    odds, factor = share / (1.0 - share), math.exp(half / width / (share * (1.0 - share)))
    low, high = odds / factor, odds * factor
    return least + width * low / (1.0 + low), least + width * high / (1.0 + high)


def ratio_interval(numerator: np.ndarray, denominator: np.ndarray, clusters: np.ndarray) -> tuple[Interval, bool]:
    """Ratio of means with Fieller's interval, and whether it is defined.

    It is undefined where the interval of the denominator spans zero: then no finite interval holds the ratio. How uncertain the ratio R is
    shows in numerator - R * denominator, whose spread decides between worlds and versions as clusters.
    """
    if numerator.size < 2 or mean_interval(denominator, clusters).spans_zero:
        return NOTHING, False
    d, n = float(denominator.mean()), float(numerator.mean())
    covariance, df = covariance_of_mean(np.column_stack([denominator, numerator]), clusters, numerator - n / d * denominator)
    t2 = t_quantile(df) ** 2
    a = d * d - t2 * covariance[0, 0]
    if a <= 0.0:
        return NOTHING, False
    b = d * n - t2 * covariance[0, 1]
    c = n * n - t2 * covariance[1, 1]
    root = np.sqrt(max(0.0, b * b - a * c))
    return Interval(float(n / d), float((b - root) / a), float((b + root) / a)), True


def rate_interval(reached: np.ndarray, resolved: np.ndarray, clusters: np.ndarray) -> Interval:
    """Share reached over all worlds with its interval, clustered by version like every other.

    A ratio of sums, linearised: each world contributes what it reached less what the common share would have reached, so cohorts may differ
    in size. The interval is one of the log-odds and stays between 0 and 1. Where all cases reached it, or none did, worlds do not vary, and
    the interval is the exact binomial one of so many cases (Clopper & Pearson).
    """
    found = ratio_of_totals(reached, resolved, clusters, most=1.0)
    return unseen(found.value, float(resolved.sum())) if found.value in (0.0, 1.0) else found


def unseen(share: float, cases: float) -> Interval:
    """A share of 0 or 1 with the exact binomial interval of so many independent cases (Clopper & Pearson 1934)."""
    might = 1.0 - ((1.0 - LEVEL) / 2.0) ** (1.0 / cases)
    return Interval(share, *((0.0, might) if share == 0.0 else (1.0 - might, 1.0)))


def ratio_of_totals(numerator: np.ndarray, denominator: np.ndarray, clusters: np.ndarray, most: float | None = None) -> Interval:
    """What worlds have of one thing in all over what they have of another, both never negative, with an interval inside 0 and `most`.

    Linearised: each world contributes its numerator less what the common ratio would have given, so worlds may differ in size; clustered by
    version like every other mean. Worlds without a denominator say nothing and do not count as evidence. Where all others have nothing, or all
    have `most`, worlds do not vary: each counts as one case, and without `most` nothing bounds what was not seen. Without bounds also
    where no version has two worlds that say something.
    """
    says = denominator > 0
    numerator, denominator, clusters = numerator[says], denominator[says], clusters[says]
    total = float(denominator.sum())
    if total == 0.0:
        return NOTHING
    ratio = float(numerator.sum() / total)
    variance, df, _ = variance_of_mean(numerator - ratio * denominator, clusters)
    if df < 1 or (ratio == 0.0 and most is None):
        return Interval(ratio, None, None)
    if ratio in (0.0, most):
        share = unseen(ratio / most, denominator.size)
        return Interval(ratio, most * share.low, most * share.high)
    half = t_quantile(df) * math.sqrt(variance) * denominator.size / total
    return Interval(ratio, *bounded(ratio, half, 0.0, most))


def jackknife_interval(sums: np.ndarray, of: Callable[[np.ndarray], np.ndarray], clusters: np.ndarray) -> Interval:
    """A smooth function `of` the sums over worlds (worlds, quantities), such as a difference of rates, with its interval.

    `of` takes totals (..., quantities). Each world's pseudo-value says how far it moves the result (jackknife: Tukey 1958; Miller 1974); these
    are clustered by version like every other mean. None where the result is not a number, or would not be without some world.
    """
    count = len(sums)
    total = sums.sum(axis=0)
    value = float(of(total))
    if count < 2 or not math.isfinite(value):
        return Interval(value if math.isfinite(value) else None, None, None)
    without = of(total - sums)
    if not np.isfinite(without).all():
        return Interval(value, None, None)
    variance, df, _ = variance_of_mean(count * value - (count - 1) * without, clusters)
    if df < 1:
        return Interval(value, None, None)
    half = t_quantile(df) * math.sqrt(variance)
    return Interval(value, value - half, value + half)


def probability_interval(happened: np.ndarray, clusters: np.ndarray) -> Interval:
    """How likely an event is that happened (1) or not (0) in each world, with an interval that is honest near 0 and 1 as well.

    The exact binomial interval (Clopper & Pearson 1934) of as many independent worlds as these are worth: the binomial variance over the variance of
    the mean, clustered by version as everywhere, corrected for its degrees of freedom and never more than there are worlds (Korn & Graubard 1998,
    Survey Methodology 24). Where it happened in all worlds or in none they do not vary, and they count as they are: of 30 out of 30 the
    interval is 0.88 to 1, never 1 to 1. No bounds where no version has two worlds and worlds differ.
    """
    if happened.size == 0:
        return NOTHING
    share, worth = float(happened.mean()), float(happened.size)
    if 0.0 < share < 1.0:
        variance, df, _ = variance_of_mean(happened.astype(float), clusters)
        if df < 1:
            return Interval(share, None, None)
        wider = (t_quantile(df) / t_quantile(happened.size - 1)) ** 2
        worth = min(worth, share * (1.0 - share) / (variance * wider))
    cases, tail = share * worth, (1.0 - LEVEL) / 2.0
    low = 0.0 if share == 0.0 else beta.quantile(tail, cases, worth - cases + 1.0)
    high = 1.0 if share == 1.0 else beta.quantile(1.0 - tail, cases + 1.0, worth - cases)
    return Interval(share, low, high)


def change_of_probability(before: np.ndarray, after: np.ndarray, clusters: np.ndarray) -> Interval:
    """How much more likely an event is, from pairs of worlds in which it happened (1) or not (0) before and after.

    Won less lost pairs, each share with its own interval, which are put together by the squares of their distances and the correlation that shares of
    one whole have (Newcombe 1998, Statistics in Medicine 17: 2635). Where no pair changed the interval still says how much might have been missed.
    """
    won, lost = (probability_interval(after > before, clusters), probability_interval(after < before, clusters))
    if won.value is None or lost.value is None or won.low is None or won.high is None or lost.low is None or lost.high is None:
        return Interval(None if won.value is None or lost.value is None else won.value - lost.value, None, None)
    together = won.value + lost.value
    correlation = -math.sqrt(won.value * lost.value / ((1.0 - won.value) * (1.0 - lost.value))) if together < 1.0 else -1.0

    def distance(of_won: float, of_lost: float) -> float:
        return math.sqrt(max(0.0, of_won**2 + of_lost**2 - 2.0 * correlation * of_won * of_lost))

    change = won.value - lost.value
    low = change - distance(won.value - won.low, lost.high - lost.value)
    high = change + distance(won.high - won.value, lost.value - lost.low)
    return Interval(change, max(-1.0, low), min(1.0, high))


def probability_better(difference: np.ndarray, good: int) -> float | None:
    """Share of paired worlds in which the policy moves the indicator in its good direction, ties counting half; None where none is good."""
    known = difference[np.isfinite(difference)]
    if good == 0 or known.size == 0:
        return None
    return float(np.mean(np.where(known * good > 0, 1.0, np.where(known == 0, 0.5, 0.0))))


def probability_worse(difference: np.ndarray, good: int) -> float | None:
    """Share of paired worlds in which the policy does worse than doing nothing: the indicator moves against its good direction, ties not counted."""
    known = difference[np.isfinite(difference)]
    if good == 0 or known.size == 0:
        return None
    return float(np.mean(known * good < 0))


def variance_within(values: np.ndarray, clusters: np.ndarray) -> tuple[float, int]:
    """Variance of worlds about the mean of their version, pooled over versions, and its degrees of freedom (worlds less versions).

    For one version it is the ordinary sample variance.
    """
    index, k = numbered(clusters)
    means = np.bincount(index, values) / np.bincount(index)
    df = len(values) - k
    return float(np.sum((values - means[index]) ** 2) / df) if df > 0 else math.nan, df


def variance_reduction(baseline: np.ndarray, policy: np.ndarray, clusters: np.ndarray) -> float | None:
    """How many times fewer worlds pairing needs than unpaired runs: (var policy + var baseline) / var difference; None if it never varies.

    Pairs are of one version and one replication, and all three variances are those within versions: that versions differ is no noise that
    pairing takes away.
    """
    known = np.isfinite(baseline) & np.isfinite(policy)
    before, after, clusters = baseline[known], policy[known], clusters[known]
    if known.sum() < 2:
        return None
    noise, df = variance_within(after - before, clusters)
    if df < 1 or math.sqrt(noise) <= 1e-12 * max(1.0, np.abs(after).max()):  # constant within versions but for rounding
        return None
    return (variance_within(after, clusters)[0] + variance_within(before, clusters)[0]) / noise


def replications_needed(difference: np.ndarray, clusters: np.ndarray) -> int | None:
    """Paired worlds until the half-width of the interval is at most half the difference; None when the mean difference is zero.

    It is about chance alone, the spread within versions: where versions disagree, no number of worlds narrows the interval below that.
    """
    known = np.isfinite(difference)
    difference, clusters = difference[known], clusters[known]
    if difference.size < 2 or difference.mean() == 0.0:
        return None
    noise, df = variance_within(difference, clusters)
    if df < 1:
        return None
    return max(2, math.ceil((t_quantile(df) * math.sqrt(noise) / (abs(difference.mean()) / 2.0)) ** 2))


def spread(values: np.ndarray) -> dict[str, float | None]:
    """10th, 50th and 90th percentile over worlds."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return {"p10": None, "p50": None, "p90": None}
    ordered = np.sort(known)  # not `np.percentile`, on which a fifth of the time of a document went; the same by linear interpolation
    place = (ordered.size - 1) * PERCENTILES
    below = place.astype(np.int64)
    above = np.minimum(below + 1, ordered.size - 1)
    step, part = ordered[above] - ordered[below], place - below
    found = np.where(part < 0.5, ordered[below] + step * part, ordered[above] - step * (1.0 - part))
    return dict(zip(("p10", "p50", "p90"), found.tolist(), strict=True))
