"""One at a time: every parameter alone to the low and to the high end of its range, everything else as the scenario says.

Each replication is a block: all its points have the same luck, so that a swing is a paired difference. What parameters do together is not seen.
"""

from typing import ClassVar

import numpy as np

from experiments.studies.methods.method import Estimate, MomentMethod


class Tornado(MomentMethod):
    """Swings of the outcome between the ends of each range, in its unit."""

    name: ClassVar[str] = "tornado"
    ranks_by: ClassVar[str] = "swing"
    is_share: ClassVar[bool] = False
    blocks_are_replications: ClassVar[bool] = True
    least_blocks: ClassVar[int] = 10
    enough_blocks: ClassVar[int] = 10
    block_words: ClassVar[tuple[str, str]] = ("次重复", "replications")

    def points(self, blocks: int) -> np.ndarray:
        """The scenario itself (NaN: as it says), then each parameter at its low and at its high end."""
        count = len(self.factors.names)
        one = np.full((2 * count + 1, count), np.nan)
        k = np.arange(count)
        one[2 * k + 1, k], one[2 * k + 2, k] = 0.0, 1.0
        return np.broadcast_to(one, (blocks, *one.shape))

    def resampled(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        self.level = outcomes.mean()
        return super().resampled(points, outcomes)

    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> list[np.ndarray]:
        return [outcomes[..., 0]]

    def of_means(self, mean) -> Estimate:
        base, low, high = mean[:, :1], mean[:, 1::2], mean[:, 2::2]
        sign = np.sign((high - low)[0])
        measures = {
            **{"swing": (high - low) * np.where(sign == 0.0, 1.0, sign), "change": high - low},
            **{"effect_low": low - base, "effect_high": high - base, "at_low": low + self.level, "at_high": high + self.level},
        }
        unknown = np.full(len(mean), np.nan)
        return Estimate(measures, {}, unknown, unknown, {"base": base[:, 0] + self.level})
