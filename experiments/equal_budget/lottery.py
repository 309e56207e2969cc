"""A size between whole units: so many worlds get one unit more and the others one less that the mean is what was asked for.

Half a platform cannot be built, and a cheaper or a smaller one would be another policy. What can be had is a lottery over whole sizes, with which
what is spent on average follows the factor without a leap: the standard way to make indivisible choices comparable (Rogerson 1988, Journal of
Monetary Economics 21: 3; Prescott & Townsend 1984, Econometrica 52: 21). Every world is a whole one, of one size or another. Which, follows from its
version and its place among the worlds of that version: not from its luck, nor from how many more worlds there are.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from experiments.equal_budget.size import FRACTION, counts_of, scaled
from sim.scenario import Policy

GOLDEN, BETWEEN = (math.sqrt(5.0) - 1.0) / 2.0, math.sqrt(3.0) - 1.0
"""By how much later a version begins than the one before it: multiples of irrational numbers are spread evenly over 0 to 1."""


class Part(NamedTuple):
    """A size of a policy, and the share of worlds that have it."""

    share: float
    policy: Policy


def in_parts(policy: Policy, factor: float) -> tuple[Part, ...]:
    """The policy at exactly `factor` times its size on average, the larger parts first; one part where all its counts come out whole.

    A count that would not be whole is rounded up in the share of worlds that its fraction says, and down in the others; wherever a count is rounded
    up, so is every other with a larger fraction.
    """
    bounds = sorted({0.0, 1.0, *(round(exact % 1.0, FRACTION) for _, _, exact in counts_of(policy, factor))})
    return tuple(Part(round(above - below, FRACTION), scaled(policy, factor, below)) for below, above in pairwise(bounds))


def part_at(shares: Sequence[float], place: int, version: int) -> int:
    """The number of the part that the world at this place among those of a version gets, both from 0: systematic sampling (Madow & Madow 1944, Annals
    of Mathematical Statistics 15: 1), begun elsewhere in each version.

    Of the first n worlds of a version a share p has n p to within one, and of all versions together, whose beginnings are spread evenly, to within a
    few. Among the worlds that the first part leaves, the second has its share likewise, and so on.
    """
    left = 1.0
    for number, share in enumerate(shares[:-1]):
        start = (0.5 + version * (BETWEEN + number * GOLDEN)) % 1.0
        mine = share / left
        before = math.floor(place * mine + start)
        if math.floor((place + 1) * mine + start) > before:
            return number
        place, left = place - before, left - share
    return len(shares) - 1


@dataclass(frozen=True)
class Lottery:
    """Which size of each of several policies a world gets: `shares` has those of the parts of each policy, in their order."""

    shares: tuple[tuple[float, ...], ...]

    def sizes_in(self, place: int, version: int = 0) -> tuple[int, ...]:
        """The number of the part of each policy that the world at this place among those of a version gets, both from 0."""
        return tuple(part_at(each, place, version) for each in self.shares)

    def groups(self, replications: int, versions: int) -> Mapping[tuple[int, ...], Sequence[int]]:
        """The numbers of the worlds that get the same sizes, by the numbers of their parts; so many worlds take turns between so many versions."""
        if all(len(each) == 1 for each in self.shares):
            return {(0,) * len(self.shares): range(replications)}
        found: dict[tuple[int, ...], list[int]] = {}
        for world in range(replications):
            found.setdefault(self.sizes_in(*divmod(world, versions)), []).append(world)
        return found
