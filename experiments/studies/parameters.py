"""A parameter that a study varies: what it is called, its range and distribution, and the value at a point of the design."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sim.scenario.errors import Both

TAIL, CUT = 0.05, 0.005
"""`normal` and `lognormal`: the ends of the range are the 5 and 95 % points; beyond the 0.5 and 99.5 % points nothing is drawn."""


@dataclass(frozen=True)
class Parameter:
    """One varied parameter. `low` and `high` are the ends of its range, `central` what the scenario says; money in 万元.

    `place` is "world", "region", "lever" or "version"; `path` leads to the key there. Choices have `words` instead of a range.
    """

    name: str
    place: Literal["world", "region", "lever", "version"]
    path: tuple[str, ...]
    titles: Both
    unit: Both
    distribution: str
    low: float = 0.0
    high: float = 1.0
    central: Any = None
    mode: float | None = None
    words: tuple[str, ...] = ()
    is_whole: bool = False
    group: str = ""
    from_ledger: bool = False
    settings: Mapping[str, Mapping[str, float]] = field(default_factory=dict, hash=False)
    """What each word of a calibrated version sets in the world."""

    def value(self, u: float) -> Any:
        """The value at a quantile: a number, or a word for choices."""
        if self.words:
            return self.words[min(len(self.words) - 1, int(u * len(self.words)))]
        if self.is_whole:
            low, high = round(self.low), round(self.high)
            return min(high, low + int(u * (high - low + 1)))
        return self._quantile(u)

    def whole_at(self, u: float) -> int:
        """The first whole number at or above a boundary between two of them, as boxes and trees cut; one beyond the last at 1."""
        low, high = round(self.low), round(self.high)
        return low + round(u * (high - low + 1))

    def end(self, u: float) -> Any:
        """The value at an end of the range (0 or 1) for one-at-a-time: where the ends are percentiles, these and not the last value drawn."""
        return self.value(u) if self.words or self.is_whole else self.high if u > 0.5 else self.low

    def _quantile(self, u: float) -> float:
        low, high = self.low, self.high
        if self.distribution == "uniform":
            return low + u * (high - low)
        if self.distribution == "loguniform":
            return math.exp(math.log(low) + u * (math.log(high) - math.log(low)))
        if self.distribution == "triangular":
            return triangular(u, low, self.mode, high)
        if self.distribution == "normal":
            return normal(u, low, high)
        return math.exp(normal(u, math.log(low), math.log(high)))

    def document(self) -> dict[str, Any]:
        """What the result says of it."""
        return {
            "parameter": self.name,
            "titles": {"zh": self.titles.zh, "en": self.titles.en},
            "place": self.place,
            "unit": {"zh": self.unit.zh, "en": self.unit.en},
            "distribution": self.distribution,
            "low": None if self.words else self.low,
            "high": None if self.words else self.high,
            "mode": self.mode,
            "central": self.central,
            "choices": list(self.words),
            "is_whole": self.is_whole,
            "group": self.group or None,
            "range_from_ledger": self.from_ledger,
        }


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """The quantile of a triangular distribution."""
    at = (mode - low) / (high - low)
    if u < at:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def normal(u: float, low: float, high: float) -> float:
    """The quantile of a normal distribution with 5 and 95 % points `low` and `high`, cut at its 0.5 and 99.5 % points."""
    from statistics import NormalDist

    standard = NormalDist()
    middle, half = (low + high) / 2.0, (high - low) / 2.0
    return middle + half * standard.inv_cdf(CUT + u * (1.0 - 2.0 * CUT)) / standard.inv_cdf(1.0 - TAIL)


def likely_distribution(low: float, high: float, central: float | None) -> str:
    """Log-uniform where the usual value lies nearer the geometric middle of the range than the arithmetic one, else uniform."""
    if low <= 0.0 or central is None:
        return "uniform"
    return "loguniform" if abs(central - math.sqrt(low * high)) < abs(central - (low + high) / 2.0) else "uniform"
