"""The final share of successes when some projects are not finished yet: a mixture of waiting times, fitted by profile likelihood.

A project succeeds in the end with probability p and fails with 1 - p. Some failures come early, in a waiting time of their own (a trial that
does not work, no money); the others come when a success would have come, because a line shows only at its end whether it runs. A project
still running at month t contributes the chance of not having ended by then: it is neither a failure nor left out. Two shapes of waiting
times are tried, log-normal (that of the model) and Weibull, and the likelihood of p is the better of the two, so that the interval does not
rest on one shape.
Sources: Larson & Dinse (1985) on mixtures of competing ends; profile intervals, Venzon & Moolgavkar (1988).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from calibration.survey.intervals import Estimate, share
from calibration.survey.spans import NEVER_KNOWN, RUNNING, SUCCESS, Spans

Shape = Literal["lognormal", "weibull"]
SHAPES: tuple[Shape, ...] = ("lognormal", "weibull")
DROP = 1.920729
"""Fall of the log-likelihood at the ends of a 95 % interval: half the 95 % point of chi-square with one degree of freedom."""
WALKED = 4.0
FARTHEST = 7.0
"""Log-odds beyond which a share counts as 0 or 1."""
CENTRE = np.array([0.0, np.log(0.6), np.log(0.3), np.log(0.6), 0.0])
SPREAD = np.array([1.2, 0.5, 1.2, 0.5, 1.5])
"""Weak knowledge of waiting times: log of the median of successes over that expected, log of their spread, the same of early failures (about
a third as long), and the log-odds of a failure being early; each a normal with these means and standard deviations."""
ACCURACY = {"gtol": 1e-5}
"""Of the cost a project."""


@dataclass(frozen=True)
class Curve:
    """Relative log-likelihood of the final share, highest 0, and the estimate that goes with it."""

    p: np.ndarray
    log_likelihood: np.ndarray
    estimate: Estimate
    shape: str

    def at(self, p: float) -> float:
        """Relative log-likelihood at a share; beyond the points known it falls on as at the edge."""
        from scipy.interpolate import PchipInterpolator

        x, y = _logit(self.p), self.log_likelihood
        at = float(_logit(np.clip(p, 1e-9, 1 - 1e-9)))
        if at < x[0]:
            return float(y[0] + min(0.0, -(y[1] - y[0]) / (x[1] - x[0])) * (x[0] - at))
        if at > x[-1]:
            return float(y[-1] + min(0.0, (y[-1] - y[-2]) / (x[-1] - x[-2])) * (at - x[-1]))
        return float(PchipInterpolator(x, y)(at))


def final_share(spans: Spans, median: float) -> Curve | None:
    """The final share of successes among `spans`; `median` is where, within a factor of ten, waiting times are expected (months).

    None where nobody has reached any end: then nothing can be said.
    """
    if spans.successes + spans.failures == 0:
        return None
    if spans.is_closed:
        return _closed(spans.successes, len(spans))
    cells = _Cells(spans)
    fits = {shape: _walk(cells, shape, median) for shape in SHAPES}
    best = max(SHAPES, key=lambda shape: fits[shape][1].max())
    top = fits[best][1].max()
    grid = np.unique(np.concatenate([fits[shape][0] for shape in SHAPES]))
    height = np.max([_along(grid, *fits[shape]) for shape in SHAPES], axis=0) - top
    at = float(grid[int(np.argmax(height))])
    low, high = _where_it_falls(grid, height, at)
    return Curve(_expit(grid), height, Estimate(float(_expit(at)), low, high, len(spans)), best)


def _closed(part: int, whole: int) -> Curve:
    found = share(part, whole)
    p = np.linspace(0.001, 0.999, 499)
    height = part * np.log(p) + (whole - part) * np.log1p(-p)
    return Curve(p, height - height.max(), found, "closed")


class _Cells:
    """Spans gathered into cells of like projects, so that the likelihood costs the same for ten projects and ten thousand."""

    def __init__(self, spans: Spans):
        kept = ~((spans.end == RUNNING) & (spans.low == NEVER_KNOWN))
        rows = np.column_stack([spans.end, spans.low, spans.high, spans.dated])[kept]
        unique, self.count = np.unique(rows, axis=0, return_counts=True)
        self.end, self.low, self.high = unique[:, 0], unique[:, 1], unique[:, 2]
        self.dated = unique[:, 3].astype(bool)
        self.timeless = self.low == NEVER_KNOWN
        self.low, self.high = np.where(self.timeless, 0, self.low), np.where(self.timeless, 0, self.high)
        self.months = int(self.high.max(initial=0)) + 1
        self.width = self.high - self.low + 1.0
        self.projects = float(self.count.sum())
        resolved = self.count[self.end != RUNNING].sum()
        won = self.count[self.end == SUCCESS].sum()
        self.start = (won + 0.5) / (resolved + 1.0)
        self.step = 0.5 / np.sqrt(max(1.0, float(resolved) * self.start * (1 - self.start)))

    def log_likelihood(self, p: float, by: np.ndarray, by_failure: np.ndarray) -> float:
        """`by` and `by_failure`: probability that a success, a failure, has come by the end of each month 0, 1, 2, …"""
        chances = [self._chance(each) for each in (by, by_failure)]
        won, lost = (p * chances[0], (1 - p) * chances[1])
        chance = np.where(self.end == RUNNING, won + lost, np.where(self.end == SUCCESS, won, lost))
        return float(self.count @ np.log(np.maximum(chance, 1e-300)))

    def _chance(self, by: np.ndarray) -> np.ndarray:
        """Of each cell's time, given that the project takes this end: ended in the month, ended by then, or not yet."""
        summed = np.concatenate([[0.0], np.cumsum(by)])
        before = np.concatenate([[0.0], by])
        in_month = (by[self.high] - before[self.low]) / self.width
        ended = (summed[self.high + 1] - summed[self.low]) / self.width
        ended = np.where(self.timeless, 1.0, ended)
        return np.where(self.end == RUNNING, 1.0 - ended, np.where(self.dated, in_month, ended))


def _by_month(shape: Shape, months: int, log_median: float, log_spread: float) -> np.ndarray:
    """Probability of having ended by the end of months 0 … months - 1 (each lasts from half a month before to half a month after)."""
    from scipy.special import ndtr

    t = np.log(np.arange(months) + 0.5)
    log_spread = float(np.clip(log_spread, -3.0, 2.0))
    if shape == "lognormal":
        return ndtr((t - log_median) * np.exp(-log_spread))
    return -np.expm1(-np.log(2.0) * np.exp(np.clip((t - log_median) * 1.2 * np.exp(-log_spread), -700.0, 7.0)))


def _cost(cells: _Cells, shape: Shape, median: float) -> Callable[[np.ndarray, float], float]:
    """What is made least, a project: minus the log-likelihood at the waiting times and the share, and the weak knowledge of waiting times."""
    centre = CENTRE + np.log(median) * np.array([1.0, 0.0, 1.0, 0.0, 0.0])

    def cost(times: np.ndarray, p: float) -> float:
        success, early = (_by_month(shape, cells.months, times[k], times[k + 1]) for k in (0, 2))
        is_early = float(_expit(times[4]))
        weak = 0.5 * float((((times - centre) / SPREAD) ** 2).sum())
        return (weak - cells.log_likelihood(p, success, is_early * early + (1.0 - is_early) * success)) / cells.projects

    return cost


def _walk(cells: _Cells, shape: Shape, median: float) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds and profile log-likelihood from the top down both sides, until it has fallen by `WALKED` or the share is practically 0 or 1."""
    from scipy.optimize import minimize

    cost = _cost(cells, shape, median)
    middle = CENTRE + np.log(median) * np.array([1.0, 0.0, 1.0, 0.0, 0.0])

    def whole(x: np.ndarray) -> float:
        return cost(x[1:], float(_expit(np.clip(x[0], -FARTHEST, FARTHEST))))

    top = minimize(whole, np.concatenate([[_logit(cells.start)], middle]), method="BFGS", options=ACCURACY)
    found = {float(np.clip(top.x[0], -FARTHEST, FARTHEST)): -float(top.fun) * cells.projects}
    for sign in (-1.0, 1.0):
        at, times, step = next(iter(found)), top.x[1:], cells.step
        while abs(at) < FARTHEST or at * sign < 0:
            at = float(np.clip(at + sign * step, -FARTHEST, FARTHEST))
            best = minimize(cost, times, args=(float(_expit(at)),), method="BFGS", options=ACCURACY)
            times, step = best.x, step * 1.35
            found[at] = -float(best.fun) * cells.projects
            if max(found.values()) - found[at] > WALKED:
                break
    x = np.array(sorted(found))
    return x, np.array([found[each] for each in x])


def _along(grid: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The curve through (x, y) on another grid; beyond its ends as low as it was walked."""
    from scipy.interpolate import PchipInterpolator

    inside = np.clip(grid, x[0], x[-1])
    slope = np.where(grid < x[0], x[0] - grid, np.where(grid > x[-1], grid - x[-1], 0.0))
    return PchipInterpolator(x, y)(inside) - WALKED * slope


def _where_it_falls(grid: np.ndarray, height: np.ndarray, at: float) -> tuple[float, float]:
    """Shares at which the curve has fallen by `DROP`; 0 or 1 where it never does."""
    from scipy.interpolate import PchipInterpolator

    curve = PchipInterpolator(grid, height)
    fine = np.linspace(grid[0], grid[-1], 4001)
    inside = fine[curve(fine) >= -DROP]
    first, last = (inside[0], inside[-1]) if inside.size else (at, at)
    low = 0.0 if first <= -FARTHEST + 1e-9 else float(_expit(first))
    high = 1.0 if last >= FARTHEST - 1e-9 else float(_expit(last))
    return low, high


def _expit(x: np.ndarray | float) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-np.asarray(x, float)))


def _logit(p: np.ndarray | float) -> np.ndarray:
    p = np.asarray(p, float)
    return np.log(p) - np.log1p(-p)


__all__ = ["Curve", "final_share"]
