"""PRIM, the patient rule induction method (Friedman & Fisher 1999; Bryant & Lempert 2010): boxes of parameters inside which most worlds fail.

*Coverage* is the share of all failures that lie in the box, *density* the share of worlds in the box that fail. A limit is kept
only if it is unlikely to be luck: its quasi-p-value is the chance of so many failures among the worlds of the box if the limit made no
difference (one-sided binomial).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

PEEL = 0.05
"""Share of the worlds of a box that one step takes away."""
LEAST_SHARE = 0.05
"""Share of all worlds below which no box is made."""
SIGNIFICANT = 0.05
MOST_BOXES = 3


@dataclass(frozen=True)
class Box:
    """Limits in the unit cube, (parameters, 2), 0 and 1 where there is none; worlds are counted among those asked about."""

    limits: np.ndarray
    worlds: int
    failures: int
    quasi_p: tuple[float | None, ...]

    @property
    def restricted(self) -> tuple[int, ...]:
        """Numbers of the parameters that have a limit."""
        return tuple(int(k) for k in np.flatnonzero((self.limits[:, 0] > 0.0) | (self.limits[:, 1] < 1.0)))

    def holds(self, points: np.ndarray) -> np.ndarray:
        """Which points (worlds, parameters) lie in it."""
        return inside(points, self.limits)


def inside(points: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Which points lie within limits, ends included."""
    return ((points >= limits[:, 0]) & (points <= limits[:, 1])).all(axis=1)


def boxes_of(points: np.ndarray, fails: np.ndarray, steps: Sequence[int | None] | None = None, most: int = MOST_BOXES) -> list[Box]:
    """Up to `most` boxes, each found among the worlds that those before it leave; none where a box is hardly denser than what is left.

    `points` (worlds, parameters) lie in the unit cube; `steps` gives for parameters with few values (choices, whole numbers) how many there are,
    so that a limit never lies inside one.
    """
    left = np.ones(len(points), bool)
    found: list[Box] = []
    for _ in range(most):
        share = float(fails[left].mean()) if left.any() else 0.0
        if fails[left].sum() < 10 or share == 1.0:
            break
        limits = best_box(points[left], fails[left], len(points), steps)
        limits, quasi_p = without_luck(points[left], fails[left], limits)
        within = inside(points, limits) & left
        if not np.any((limits[:, 0] > 0.0) | (limits[:, 1] < 1.0)) or fails[within].mean() <= share:
            break
        found.append(Box(limits, int(within.sum()), int(fails[within].sum()), quasi_p))
        left &= ~within
    return found


def best_box(points: np.ndarray, fails: np.ndarray, all_worlds: int, steps: Sequence[int | None] | None) -> np.ndarray:
    """Peel, step by step, what raises the density most; of all boxes on the way the one with the largest harmonic mean of coverage and density."""
    limits = np.tile([0.0, 1.0], (points.shape[1], 1))
    kept = np.ones(len(points), bool)
    best, best_score = limits, -1.0
    while kept.sum() * (1.0 - PEEL) >= LEAST_SHARE * all_worlds:
        peeled = _peeled(points, fails, kept, limits, steps)
        if peeled is None:
            break
        limits = peeled
        kept = inside(points, limits)
        coverage, density = fails[kept].sum() / fails.sum(), fails[kept].mean()
        score = 2.0 * coverage * density / (coverage + density) if coverage + density > 0.0 else 0.0
        if score > best_score:
            best, best_score = limits, score
    return best


def _peeled(points: np.ndarray, fails: np.ndarray, kept: np.ndarray, limits: np.ndarray, steps: Sequence[int | None] | None) -> np.ndarray | None:
    """The limits after the best single peel; None where none leaves fewer worlds and raises the density."""
    mine, failing = points[kept], fails[kept]
    best, gain = None, 0.0
    for k in range(points.shape[1]):
        for side in (0, 1):
            cut = _cut(mine[:, k], side, None if steps is None else steps[k])
            stays = mine[:, k] >= cut if side == 0 else mine[:, k] <= cut
            gone = int((~stays).sum())
            if gone == 0 or not stays.any():
                continue
            rise = (failing[stays].mean() - failing.mean()) / gone  # per world given up, so that coarse steps have no advantage
            if rise > gain:
                best, gain = (k, side, cut), rise
    if best is None:
        return None
    limits = limits.copy()
    limits[best[0], best[1]] = best[2]
    return limits


def _cut(values: np.ndarray, side: int, steps: int | None) -> float:
    """Where to cut: a twentieth of the worlds away, or a whole value of a parameter that has few."""
    if steps is not None:
        first, last = np.floor(values.min() * steps), np.floor(min(values.max(), 1.0 - 1e-12) * steps)
        return float((first + 1) / steps) if side == 0 else float(np.nextafter(last / steps, 0.0))
    return float(np.quantile(values, PEEL if side == 0 else 1.0 - PEEL))


def without_luck(points: np.ndarray, fails: np.ndarray, limits: np.ndarray) -> tuple[np.ndarray, tuple[float | None, ...]]:
    """The limits without those that may be luck, the least certain first, and the quasi-p-value of those that stay."""
    while True:
        values = quasi_p_values(points, fails, limits)
        known = [(value, k) for k, value in enumerate(values) if value is not None]
        worst = max(known, default=(0.0, -1))
        if worst[0] <= SIGNIFICANT:
            return limits, values
        limits = limits.copy()
        limits[worst[1]] = 0.0, 1.0


def quasi_p_values(points: np.ndarray, fails: np.ndarray, limits: np.ndarray) -> tuple[float | None, ...]:
    """Of each parameter with a limit: the chance of at least so many failures in the box if they were as frequent as in the box without it."""
    from scipy.stats import binom

    within = inside(points, limits)
    count, failing = int(within.sum()), int(fails[within].sum())
    found: list[float | None] = []
    for k in range(len(limits)):
        if limits[k, 0] <= 0.0 and limits[k, 1] >= 1.0:
            found.append(None)
            continue
        wider = limits.copy()
        wider[k] = 0.0, 1.0
        around = inside(points, wider)
        found.append(float(binom.sf(failing - 1, count, fails[around].mean())))
    return tuple(found)
