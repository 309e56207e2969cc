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
    from scipy.special import betaincinv

    if not whole:
        return unknown()
    tail = (1 - LEVEL) / 2
    low = 0.0 if part == 0 else float(betaincinv(part, whole - part + 1, tail))
    high = 1.0 if part == whole else float(betaincinv(part + 1, whole - part, 1 - tail))
    return Estimate(part / whole, low, high, whole)


def mean(values: np.ndarray) -> Estimate:
    """A mean with its interval; none of fewer than two, nor where all are the same: that says nothing about the next."""
    from scipy.special import stdtrit

    if values.size == 0:
        return unknown()
    middle = float(values.mean())
    if values.size < 2 or float(values.std()) == 0.0:
        return Estimate(middle, None, None, int(values.size))
    half = float(stdtrit(values.size - 1, (1 + LEVEL) / 2) * values.std(ddof=1) / np.sqrt(values.size))
    return Estimate(middle, middle - half, middle + half, int(values.size))
