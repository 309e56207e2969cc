"""One at a time: every parameter alone to the low and to the high end of its range, everything else as the scenario says.

Each replication is a block: all its points have the same luck, so that a swing is a paired difference. What parameters do together is not seen.
A swing is the largest outcome less the smallest, of the scenario itself, of both ends, and of every word of a choice. Of outcomes that hardly differ
luck decides which is the largest, and so makes their difference too large. Each replication is therefore asked for the difference of the two that the
*others* have largest and smallest, which is zero on average for a parameter that does nothing, and too small where the others cannot tell. Intervals
reach from the one to the other, and ranks are safe only where both agree, as with Morris.
"""

from dataclasses import replace
from itertools import accumulate
from typing import ClassVar

import numpy as np

from experiments.studies.methods.method import Estimate, MomentMethod


class Tornado(MomentMethod):
    """Swings of the outcome within each range, in its unit."""

    name: ClassVar[str] = "tornado"
    ranks_by: ClassVar[str] = "swing"
    is_share: ClassVar[bool] = False
    blocks_are_replications: ClassVar[bool] = True
    least_blocks: ClassVar[int] = 10
    enough_blocks: ClassVar[int] = 10
    block_words: ClassVar[tuple[str, str]] = ("次重复", "replications")

    @property
    def between(self) -> list[int]:
        """How many words of each parameter lie between its first and its last."""
        return [max(0, count - 2) for count in self.factors.words] or [0] * len(self.factors.names)

    def points(self, blocks: int) -> np.ndarray:
        """The scenario itself (NaN: as it says), then each parameter at its low and at its high end, then choices at the words between."""
        count = len(self.factors.names)
        one = np.full((2 * count + 1 + sum(self.between), count), np.nan)
        k = np.arange(count)
        one[2 * k + 1, k], one[2 * k + 2, k] = 0.0, 1.0
        for each, places in enumerate(self.places()):
            words = len(places) - 1
            one[places[3:], each] = (np.arange(1, words - 1) + 0.5) / words
        return np.broadcast_to(one, (blocks, *one.shape))

    def places(self) -> list[list[int]]:
        """Of each parameter the points that show it: the scenario itself, its low and its high end, the words between."""
        first = 2 * len(self.factors.names) + 1
        ends = list(accumulate(self.between, initial=first))
        return [[0, 2 * k + 1, 2 * k + 2, *range(ends[k], ends[k + 1])] for k in range(len(self.between))]

    def resampled(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        self.level = outcomes.mean()
        found = super().resampled(points, outcomes)
        return replace(found, most={"swing": np.maximum(found.most["swing"], found.measures["swing"])})

    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> list[np.ndarray]:
        one = outcomes[..., 0]
        swings = [swing_by_the_others(one[:, places]) for places in self.places()]
        return [one, np.stack(swings, axis=1)]

    def of_means(self, mean, swing) -> Estimate:
        count = len(self.factors.names)
        base, low, high = mean[:, :1], mean[:, 1 : 2 * count : 2], mean[:, 2 : 2 * count + 1 : 2]
        measures = {
            **{"swing": swing, "change": high - low},
            **{"effect_low": low - base, "effect_high": high - base, "at_low": low + self.level, "at_high": high + self.level},
        }
        unknown = np.full(len(mean), np.nan)
        widest = np.stack([np.ptp(mean[:, places], axis=1) for places in self.places()], axis=1)
        return Estimate(measures, {}, unknown, unknown, {"base": base[:, 0] + self.level}, most={"swing": widest})


def swing_by_the_others(outcomes: np.ndarray) -> np.ndarray:
    """In each replication the difference of the two of its outcomes (replications, points) that the others have largest and smallest in the mean."""
    others = outcomes.sum(axis=0) - outcomes
    row = np.arange(len(outcomes))
    return outcomes[row, others.argmax(axis=1)] - outcomes[row, others.argmin(axis=1)]
