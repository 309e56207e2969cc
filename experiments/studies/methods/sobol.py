"""Sobol indices: the share of the variance of the expected outcome that each parameter explains alone (S1), and with all interactions (ST).

Design: SALib (scrambled Sobol sequence, Saltelli 2002). Estimators: S1 of Saltelli et al. (2010), ST of Jansen (1999), S2 of Saltelli (2002), as
in SALib, but chance is taken out of every product (`moments`), so that luck is not counted as interaction. Without luck they are
SALib's to the last digit. The floor is what the same estimators give for a parameter that does nothing but let all luck fall anew (`moments.dummy`).
"""

import warnings
from itertools import combinations
from typing import ClassVar

import numpy as np

from experiments.studies.methods.method import Estimate, MomentMethod, luck_of_blocks
from experiments.studies.moments import crossed, dummy


class Sobol(MomentMethod):
    """First-order, total and, if asked for, second-order indices; of groups where parameters form groups."""

    name: ClassVar[str] = "sobol"
    ranks_by: ClassVar[str] = "ST"
    enough_blocks: ClassVar[int] = 64
    block_words: ClassVar[tuple[str, str]] = ("行基础样本", "base rows")

    @property
    def second_order(self) -> bool:
        """Whether pairs are looked at."""
        return bool(self.settings.get("second_order", False))

    def points(self, blocks: int) -> np.ndarray:
        from SALib.sample import sobol

        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="The balance properties")  # that is said in the convergence verdict
            rows = sobol.sample(self.factors.problem(), blocks, calc_second_order=self.second_order, seed=self.seed + 1)
        return rows.reshape(blocks, -1, len(self.factors.names))

    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> list[np.ndarray]:
        count = len(self.factors.ranked)
        a, b, ab = outcomes[:, 0], outcomes[:, -1], outcomes[:, 1 : count + 1]
        steps = ab - a[:, None]
        found = [
            *(a.mean(axis=-1), b.mean(axis=-1), crossed(a, a), crossed(b, b), crossed(a, b)),
            *(crossed(b[:, None], steps), crossed(steps, steps)),
            luck_of_blocks(np.stack([a, b], axis=1)),
        ]
        idle = dummy(a)
        found += [] if idle is None else [crossed(b[..., : idle.shape[-1]], idle), crossed(idle, idle)]
        if self.second_order:
            ba = outcomes[:, count + 1 : 2 * count + 1]
            pairs = [crossed(ba[:, j], ab[:, k]) for j, k in combinations(range(count), 2)]
            found.append(np.stack(pairs, axis=1))
        return found

    def of_means(self, a, b, aa, bb, product, first, square, luck, *more) -> Estimate:
        mean = (a + b) / 2.0
        variance = (aa + bb) / 2.0 - mean**2
        one = first / variance[:, None]
        total = 0.5 * square / variance[:, None]
        measures = {"S1": one, "ST": total}
        pairs = more[-1:] if self.second_order else ()
        idle = more[: len(more) - len(pairs)]
        floor = {"S1": idle[0] / variance, "ST": 0.5 * idle[1] / variance} if idle else {}
        extra = {"sum_of_S1": one.sum(axis=1)}
        if pairs:
            j, k = np.triu_indices(one.shape[1], 1)
            extra["S2"] = (pairs[0] - product[:, None]) / variance[:, None] - one[:, j] - one[:, k]
        return Estimate(measures, floor, variance, luck, extra)
