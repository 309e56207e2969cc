"""DGSM: how steep the outcome is in each parameter, on average over the ranges, and the bound that this puts on the total index.

A block is a base point of a scrambled Sobol sequence with one small step of each parameter. nu is the mean squared slope per full range; no total
index can be above nu / (pi² V) (Sobol & Kucherenko 2009, as in SALib). Luck is taken out of both.
"""

from typing import ClassVar

import numpy as np

from experiments.studies.methods.method import Estimate, MomentMethod, luck_of_blocks
from experiments.studies.moments import crossed, dummy

STEP = 0.05
"""Part of the range a parameter is moved; small beside the range, large beside the grain of counts."""


class Dgsm(MomentMethod):
    """Derivative-based measures: the bound on ST and the mean squared slope."""

    name: ClassVar[str] = "dgsm"
    ranks_by: ClassVar[str] = "ST_bound"
    least_blocks: ClassVar[int] = 4
    enough_blocks: ClassVar[int] = 64
    block_words: ClassVar[tuple[str, str]] = ("个基础点", "base points")

    @property
    def step(self) -> float:
        """Part of the range moved."""
        return float(self.settings.get("step", STEP))

    def points(self, blocks: int) -> np.ndarray:
        base = sobol_points(len(self.factors.names), blocks, self.seed)
        moved = np.repeat(base[:, None], base.shape[1] + 1, axis=1)
        k = np.arange(base.shape[1])
        moved[:, k + 1, k] += np.where(base + self.step <= 1.0, self.step, -self.step)
        return moved

    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> list[np.ndarray]:
        base = outcomes[:, 0]
        slopes = (outcomes[:, 1:] - base[:, None]) / self.step
        idle = dummy(base)
        found = [crossed(slopes, slopes), crossed(base, base), base.mean(axis=-1), luck_of_blocks(outcomes[:, :1])]
        return found if idle is None else [*found, crossed(idle, idle) / self.step**2]

    def of_means(self, nu, second, mean, luck, *idle) -> Estimate:
        variance = second - mean**2
        bound = nu / (np.pi**2 * variance[:, None])
        floor = {"ST_bound": idle[0] / (np.pi**2 * variance), "nu": idle[0]} if idle else {}
        return Estimate({"ST_bound": bound, "nu": nu}, floor, variance, luck)


def sobol_points(dimensions: int, count: int, seed: int) -> np.ndarray:
    """The first points of a scrambled Sobol sequence, (count, dimensions)."""
    from scipy.stats import qmc

    exponent = max(0, int(np.ceil(np.log2(max(1, count)))))
    return qmc.Sobol(d=dimensions, scramble=True, seed=seed + 1).random_base2(exponent)[:count]
