"""A measured figure with its unit, the clock it was measured by, and the target it is held against."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

NS, MS = 1e9, 1e3


@dataclass(frozen=True)
class Figure:
    """One measurement. `clock` is "CPU" (time of this process, which other programs on the machine barely touch), "wall", or "count".

    `target` is a bound from above, or from below with `at_least`; None where a figure only explains others.
    """

    what: str
    value: float
    unit: str
    clock: str
    target: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Value over target."""
        return None if self.target is None else self.value / self.target

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
            "what": self.what, "value": known, "unit": self.unit, "clock": self.clock, "target": self.target,
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


def in_turn(repetitions: int, *works: Callable[[], object]) -> list[list[Spent]]:
    """Carry out several works in turn, again and again: what disturbs the machine for a while disturbs all of them.

    Returns for each repetition what each work took.
    """
    return [[spent_on(work) for work in works] for _ in range(repetitions)]
