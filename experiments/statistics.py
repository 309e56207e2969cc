"""Honest intervals for paired worlds: means clustered by calibrated version, ratios by Fieller, rates over cohorts.

All intervals are 95 % intervals of the mean. Worlds of one calibrated version are replications of each other; versions are different readings
of the same evidence. The spread between versions is uncertainty too, so an interval is never narrower than either spread makes it.
Sources: Fieller (1954); Cameron & Miller (2015) for few clusters; Law & Kelton on common random numbers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

LEVEL = 0.95


def t_quantile(df: float) -> float:
    """Two-sided 95 % quantile of Student's t with `df` degrees of freedom."""
    return float(stdtrit(df, 0.5 + LEVEL / 2))


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


def covariance_of_mean(values: np.ndarray, clusters: np.ndarray) -> tuple[np.ndarray, int]:
    """Covariance matrix of the mean of `values` (worlds, quantities) and its degrees of freedom.

    Two estimates: worlds within versions (versions taken as given), and versions as clusters. The one that makes the first quantity more
    uncertain is returned: with three versions the second rests on two degrees of freedom and can by luck be far too small.
    """
    names, index = np.unique(clusters, return_inverse=True)
    count, k = len(values), len(names)
    means = np.array([values[index == c].mean(axis=0) for c in range(k)])
    residuals = values - means[index]
    within_df = count - k
    within = (residuals.T @ residuals) / max(within_df, 1) / count
    if k < 2:
        return within, within_df
    spread = means - means.mean(axis=0)
    between = (spread.T @ spread) / (k - 1) / k
    wide = t_quantile(k - 1) ** 2 * between[0, 0]
    narrow = t_quantile(max(within_df, 1)) ** 2 * within[0, 0]
    return (between, k - 1) if wide > narrow else (within, within_df)


def mean_interval(values: np.ndarray, clusters: np.ndarray) -> Interval:
    """Mean of `values` (one per world) with its interval, clustered by version. Worlds that are NaN (nothing to average) are left out."""
    known = np.isfinite(values)
    values, clusters = values[known], clusters[known]
    if values.size == 0:
        return NOTHING
    mean = float(values.mean())
    covariance, df = covariance_of_mean(values[:, None], clusters)
    if df < 1:
        return Interval(mean, None, None)
    half = float(t_quantile(df) * np.sqrt(covariance[0, 0]))
    return Interval(mean, mean - half, mean + half)


def ratio_interval(numerator: np.ndarray, denominator: np.ndarray, clusters: np.ndarray) -> tuple[Interval, bool]:
    """Ratio of means with Fieller's interval, and whether it is defined.

    It is undefined where the interval of the denominator spans zero: then no finite interval holds the ratio.
    """
    if numerator.size < 2:
        return NOTHING, False
    values = np.column_stack([denominator, numerator])
    covariance, df = covariance_of_mean(values, clusters)
    if df < 1:
        return NOTHING, False
    d, n = values.mean(axis=0)
    t2 = t_quantile(df) ** 2
    a = d * d - t2 * covariance[0, 0]
    if a <= 0.0:
        return NOTHING, False
    b = d * n - t2 * covariance[0, 1]
    c = n * n - t2 * covariance[1, 1]
    root = np.sqrt(max(0.0, b * b - a * c))
    return Interval(float(n / d), float((b - root) / a), float((b + root) / a)), True


def rate_interval(reached: np.ndarray, resolved: np.ndarray) -> Interval:
    """Share reached over all worlds with its interval; worlds are the units (a ratio of sums, linearised), so cohorts may differ in size."""
    total = resolved.sum()
    if total == 0:
        return NOTHING
    share = reached.sum() / total
    if resolved.size < 2:
        return Interval(float(share), None, None)
    residual = reached - share * resolved
    half = t_quantile(resolved.size - 1) * np.sqrt(residual.var(ddof=1) * resolved.size) / total
    return Interval(float(share), float(max(0.0, share - half)), float(min(1.0, share + half)))


def probability_better(difference: np.ndarray, good: int) -> float | None:
    """Share of paired worlds in which the policy moves the indicator in its good direction, ties counting half; None where none is good."""
    known = difference[np.isfinite(difference)]
    if good == 0 or known.size == 0:
        return None
    return float(np.mean(np.where(known * good > 0, 1.0, np.where(known == 0, 0.5, 0.0))))


def variance_reduction(baseline: np.ndarray, policy: np.ndarray) -> float | None:
    """How many times fewer worlds pairing needs than unpaired runs: (var policy + var baseline) / var difference; None if it never varies."""
    known = np.isfinite(baseline) & np.isfinite(policy)
    if known.sum() < 2:
        return None
    difference = policy[known] - baseline[known]
    if np.ptp(difference) <= 1e-12 * max(1.0, np.abs(policy[known]).max()):  # constant but for rounding
        return None
    spread = np.var(difference, ddof=1)
    return float((np.var(policy[known], ddof=1) + np.var(baseline[known], ddof=1)) / spread)


def replications_needed(difference: np.ndarray) -> int | None:
    """Paired worlds until the half-width of the interval is at most half the difference; None when the mean difference is zero."""
    known = difference[np.isfinite(difference)]
    if known.size < 2 or known.mean() == 0.0:
        return None
    z = t_quantile(known.size - 1)
    return max(2, int(np.ceil((z * known.std(ddof=1) / (abs(known.mean()) / 2.0)) ** 2)))


def spread(values: np.ndarray) -> dict[str, float | None]:
    """10th, 50th and 90th percentile over worlds."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return {"p10": None, "p50": None, "p90": None}
    return {f"p{p}": float(np.percentile(known, p)) for p in (10, 50, 90)}
