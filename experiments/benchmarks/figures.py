"""A measured figure with its unit, the clock it was measured by, and the target it is held against.

Other programs on the machine can only make work slower, so a time is judged by the least of many turns. Works that are compared take turns, and
their ratio is judged by the median over turns, which lie so close together that the machine is as fast for one as for the other. Least and median
are given of both: when they lie far apart the machine was busy.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

NS, MS = 1e9, 1e3


@dataclass(frozen=True)
class Figure:
    """One measurement. `clock` is "CPU" (time of this process, which other programs on the machine barely touch), "wall", or "count".

    `target` is a bound from above, or from below with `at_least`; None where a figure only explains others. `least` and `median`: the same
    measured by the quickest turns and by the median turn, one of them being the value; None where nothing took turns.
    """

    what: str
    value: float
    unit: str
    clock: str
    target: float | None = None
    at_least: bool = False
    median: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float | None:
        """Value over target."""
        return None if self.target is None else self.value / self.target

    @property
    def quickest(self) -> float | None:
        """Measured by the quickest turns: the value itself unless said otherwise; None where nothing took turns."""
        return self.value if self.least is None and self.median is not None else self.least

    @property
    def verdict(self) -> str | None:
        """ "met" or "missed"; None without a target."""
        if self.target is None:
            return None
        is_met = self.value >= self.target if self.at_least else self.value <= self.target
        return "met" if is_met else "missed"

    @property
    def bound(self) -> str:
        """The target as people write it."""
        if self.target is None:
            return ""
        return f"{'>=' if self.at_least else '<='} {self.target:g}"

    def as_dict(self) -> dict[str, Any]:
        """For JSON: what cannot be a number there is null."""
        known = self.value if math.isfinite(self.value) else None
        return {
            "what": self.what, "value": known, "least": self.quickest, "median": self.median, "unit": self.unit, "clock": self.clock,
            "target": self.target,
            "bound": None if self.target is None else "at_least" if self.at_least else "at_most",
            "ratio": self.ratio if known is not None else None, "verdict": self.verdict,
        }  # fmt: skip


@dataclass(frozen=True)
class Spent:
    """Seconds that some work took."""

    cpu: float
    wall: float


def spent_on(work: Callable[[], object]) -> Spent:
    """Carry out `work` and say how long it took, in CPU time of all threads of this process and by the clock on the wall."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Spent(time.process_time() - cpu, time.perf_counter() - wall)


@dataclass(frozen=True)
class Turns:
    """What each of several works took, turn by turn: `spent[work][turn]`."""

    spent: list[list[Spent]]

    def least(self, work: int, clock: str = "CPU") -> float:
        """Seconds of the quickest turn of a work."""
        return min(self.seconds(work, clock))

    def median(self, work: int, clock: str = "CPU") -> float:
        """Seconds of the median turn of a work."""
        return median(self.seconds(work, clock))

    def seconds(self, work: int, clock: str) -> list[float]:
        """All turns of a work."""
        return [spent.cpu if clock == "CPU" else spent.wall for spent in self.spent[work]]

    def ratio(self, work: int, other: int, clock: str = "CPU") -> float:
        """How many times as long as another a work takes, both at their quickest."""
        return self.least(work, clock) / self.least(other, clock)

    def median_ratio(self, work: int, other: int, clock: str = "CPU") -> float:
        """The same within each turn, and the median of these."""
        return median(a / b for a, b in zip(self.seconds(work, clock), self.seconds(other, clock), strict=True))


def in_turn(turns: int, *works: Callable[[], object]) -> Turns:
    """Carry out several works in turn, again and again, forwards and backwards: what disturbs the machine for a while disturbs all of them."""
    spent: list[list[Spent]] = [[] for _ in works]
    for turn in range(turns):
        order = range(len(works)) if turn % 2 == 0 else reversed(range(len(works)))
        for k in order:
            spent[k].append(spent_on(works[k]))
    return Turns(spent)
