"""What the peer's region has seen so far, and the chances that its firms and funds read from it."""

import math
from collections import Counter
from types import SimpleNamespace

from experiments.benchmarks.peer.rules import beta_mean, chance_of_this, normal_quantile


class Experience:
    """Cases of the region; the chances and the reference beliefs of this month are attributes, as the rules read them."""

    def __init__(self, world: SimpleNamespace) -> None:
        self.world = world
        self.cases: Counter[tuple[str, bool]] = Counter()  # what was tried, and whether it went well
        self.seen: Counter[str] = Counter()  # projects that went direct, entered a pilot, passed one
        self.believed: Counter[str] = Counter()  # sum of what was believed of them

    def learn(self, attempt: str, good: bool) -> None:
        """An attempt has ended."""
        self.cases[attempt, good] += 1

    def meet(self, kind: str, belief: float) -> None:
        """A project believed to be this good goes direct, enters a pilot or passed one."""
        self.seen[kind] += 1
        self.believed[kind] += belief

    def form_beliefs(self) -> None:
        """The chances that everybody believes in this month, and how good the projects were in which they were seen."""
        world = self.world
        direct, passing, after_pass = world.belief_direct, world.belief_pass, world.belief_after_pass
        if world.pilot_belief == 0.0:
            direct = self.chance("direct trial", math.sqrt(direct)) * self.chance("direct ramp", math.sqrt(direct))
            after_pass = self.chance("passed trial", math.sqrt(after_pass)) * self.chance("passed ramp", math.sqrt(after_pass))
            passing = self.chance("pilot", passing)
        self.money = self.chance("money", world.belief_money)
        self.z_direct, self.z_passing, self.z_after_pass = map(normal_quantile, (direct, passing, after_pass))
        self.quality_direct = self.mean_belief("direct", world.quality_direct)
        self.quality_entrants = self.mean_belief("entrants", world.quality_entrants)
        self.quality_passed = self.mean_belief("passed", world.quality_passed)

    def chance(self, attempt: str, first: float) -> float:
        """Chance of an attempt: the first belief and the cases since."""
        return beta_mean(first, self.world.belief_weight, self.cases[attempt, True], self.cases[attempt, False])

    def mean_belief(self, kind: str, first: float) -> float:
        """What was believed on average of projects of this kind."""
        weight = self.world.belief_weight
        return (first * weight + self.believed[kind]) / (weight + self.seen[kind])

    def chance_of(self, passed: bool | None, mean: float, variance: float, harm: float = 0.0) -> float:
        """Chance of batch output of a project with this pilot result (None: no pilot) for this belief and this foreseen harm of novelty."""
        if passed:
            z = self.z_after_pass - harm * (1.0 - self.world.novelty_relief)
            return chance_of_this(z, mean - self.quality_passed, variance, self.world.quality_weight)
        return chance_of_this(self.z_direct - harm, mean - self.quality_direct, variance, self.world.quality_weight)
