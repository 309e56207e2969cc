"""Shares of worlds with their intervals: worlds are drawn anew, and where that shows no spread the exact interval says what may be missed."""

import numpy as np

from experiments.studies.document import bounds
from experiments.studies.resampling import LEVEL, widened

RESAMPLES = 1000


class Shares:
    """Shares among the worlds of a study, each with a 95 % interval from resamples of all worlds.

    What a share becomes depends only on how many worlds of either kind a resample has, so that these numbers are drawn and not the worlds.
    """

    def __init__(self, worlds: int, seed: int):
        self.worlds, self.seed = worlds, seed

    def of(self, part: np.ndarray, whole: np.ndarray) -> dict[str, float | None]:
        """How much of `whole` is also `part` (one truth value a world each); null where the whole is empty.

        Where all or nothing is, no resample is otherwise: the interval is then the exact one of so many cases (Clopper & Pearson 1934).
        """
        both, cases = part & whole, int(whole.sum())
        if not cases:
            return {"value": None, "low": None, "high": None}
        share = float(both.sum() / cases)
        if share in (0.0, 1.0):
            missed = 1.0 - ((1.0 - LEVEL) / 2.0) ** (1.0 / cases)
            low, high = (0.0, missed) if share == 0.0 else (1.0 - missed, 1.0)
            return {"value": share, "low": low, "high": high}
        kinds = np.array([both.sum(), cases - both.sum(), self.worlds - cases]) / self.worlds
        drawn = np.random.default_rng([self.seed, self.worlds]).multinomial(self.worlds, kinds, size=RESAMPLES)
        resampled = drawn[:, 0] / np.maximum(1, drawn[:, 0] + drawn[:, 1])
        found = np.concatenate([[share], resampled])
        return bounds(np.clip(widened(found, len(part)), 0.0, 1.0))
