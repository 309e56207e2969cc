"""Intervals for small numbers of cases: shares of closed cohorts (Clopper and Pearson 1934) and means (Student's t)."""

from dataclasses import dataclass

import numpy as np

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % interval and the number of cases; None where the data do not say."""

    value: float | None
    low: float | None
    high: float | None
    n: int

    def as_dict(self) -> dict[str, float | int | None]:
        """As in the JSON document."""
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}


def unknown(n: int = 0) -> Estimate:
    """What the data do not say."""
    return Estimate(None, None, None, n)


def share(part: int, whole: int) -> Estimate:
    """A share with its exact interval; unknown of nothing."""
    from scipy.stats import beta

    if not whole:
        return unknown()
    tail = (1 - LEVEL) / 2
    low = 0.0 if part == 0 else float(beta.ppf(tail, part, whole - part + 1))
    high = 1.0 if part == whole else float(beta.ppf(1 - tail, part + 1, whole - part))
    return Estimate(part / whole, low, high, whole)


def mean(values: np.ndarray) -> Estimate:
    """A mean with its interval; none of fewer than two, nor where all are the same: that says nothing about the next."""
    from scipy.stats import t

    if values.size == 0:
        return unknown()
    middle = float(values.mean())
    if values.size < 2 or float(values.std()) == 0.0:
        return Estimate(middle, None, None, int(values.size))
    half = float(t.ppf((1 + LEVEL) / 2, values.size - 1) * values.std(ddof=1) / np.sqrt(values.size))
    return Estimate(middle, middle - half, middle + half, int(values.size))
