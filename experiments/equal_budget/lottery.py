"""A size between whole units: so many worlds get one unit more and the others one less that the mean is what was asked for.

Half a platform cannot be built, and a cheaper or a smaller one would be another policy. What can be had is a lottery over whole sizes, with which
what is spent on average follows the factor without a leap: the standard way to make indivisible choices comparable (Rogerson 1988, Journal of
Monetary Economics 21: 3; Prescott & Townsend 1984, Econometrica 52: 21). Every world is a whole one, of one size or another.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from experiments.equal_budget.size import FRACTION, counts_of, scaled
from sim.scenario import Policy

GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0


class Part(NamedTuple):
    """A size of a policy, and the share of worlds that have it."""

    share: float
    policy: Policy


def in_parts(policy: Policy, factor: float) -> tuple[Part, ...]:
    """The policy at exactly `factor` times its size on average, the larger parts first; one part where all its counts come out whole.

    A count that would not be whole is rounded up in the share of worlds that its fraction says, and down in the others, all counts by one draw.
    """
    bounds = sorted({0.0, 1.0, *(round(exact % 1.0, FRACTION) for _, _, exact in counts_of(policy, factor))})
    return tuple(Part(round(above - below, FRACTION), scaled(policy, factor, below)) for below, above in pairwise(bounds))


def draw_of(task: int) -> float:
    """The draw (0 to 1) of a world by its number: the golden-ratio sequence.

    Of any number of worlds, and of those of every calibrated version, nearly the share p has a draw below p (Niederreiter 1992); the draw knows
    nothing of the world's luck, and is the same whoever asks.
    """
    return (task + 1) * GOLDEN % 1.0


@dataclass(frozen=True)
class Lottery:
    """Which size of each of several policies a world gets: `shares` has those of the parts of each policy, in their order."""

    shares: tuple[tuple[float, ...], ...]

    def sizes_in(self, task: int) -> tuple[int, ...]:
        """The number of the part of each policy that this world gets."""
        draw = draw_of(task)
        return tuple(min(bisect_right(list(accumulate(each)), draw), len(each) - 1) for each in self.shares)

    def groups(self, tasks: Sequence[Sequence[int]]) -> Mapping[tuple[int, ...], Sequence[Sequence[int]]]:
        """Worlds that get the same sizes, together: by the numbers of their parts, in the order of these lists of tasks."""
        if all(len(each) == 1 for each in self.shares):
            return {(0,) * len(self.shares): tasks}
        found: dict[tuple[int, ...], list[list[int]]] = {}
        for place, mine in enumerate(tasks):
            for task in mine:
                found.setdefault(self.sizes_in(task), [[] for _ in tasks])[place].append(task)
        return found
