"""What has come of the projects by each month, with competing ends and without assuming any shape of waiting times.

The Aalen-Johansen estimate (1978) of the cumulative incidence: a check on the fitted mixture, and bounds that need no model. What has succeeded
by the horizon is the least that can become of them all; what has not failed by then the most.
"""

from dataclasses import dataclass

import numpy as np

from calibration.survey.spans import FAILURE, RUNNING, SUCCESS, Spans

LEAST_AT_RISK = 5
DRAWS = 400
SEED = 20240501


@dataclass(frozen=True)
class Incidence:
    """Shares that succeeded and failed by `horizon` months; `low`, `high` bound the final share of successes without any model."""

    horizon: int
    n: int
    succeeded: float
    failed: float
    low: float
    high: float


def incidence(spans: Spans) -> Incidence | None:
    """Cumulative incidence at the last month that `LEAST_AT_RISK` projects were still watched. None where too few have a known origin.

    `low` and `high` are the bounds with their sampling error (bootstrap of projects, 2.5 % on each side).
    """
    known = (spans.low == spans.high) & ((spans.exact >= 0) | (spans.end == RUNNING)) & (spans.low < 10_000)
    n = int(known.sum())
    if n < LEAST_AT_RISK:
        return None
    months = int(spans.low[known].max()) + 1
    table = np.zeros((3, months))
    np.add.at(table, (spans.end[known], spans.low[known]), 1.0)
    at_risk = np.cumsum(table.sum(axis=0)[::-1])[::-1]
    horizon = int(np.flatnonzero(at_risk >= LEAST_AT_RISK)[-1])
    won, lost = _by_horizon(table[None], horizon)
    drawn = np.random.default_rng(SEED).multinomial(n, (table / n).ravel(), DRAWS).reshape(DRAWS, 3, months)
    drawn_won, drawn_lost = _by_horizon(drawn, horizon)
    low, high = float(np.quantile(drawn_won, 0.025)), float(np.quantile(1.0 - drawn_lost, 0.975))
    return Incidence(horizon, n, float(won[0]), float(lost[0]), low, high)


def _by_horizon(tables: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """Cumulative incidence of both ends at the horizon, for many tables (draws, ends, months)."""
    at_risk = np.cumsum(tables.sum(axis=1)[:, ::-1], axis=1)[:, ::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        leaving = [np.where(at_risk > 0, tables[:, end] / at_risk, 0.0) for end in (SUCCESS, FAILURE)]
    staying = np.cumprod(1.0 - leaving[0] - leaving[1], axis=1)
    before = np.concatenate([np.ones((len(tables), 1)), staying[:, :-1]], axis=1)
    summed = [np.cumsum(before * each, axis=1)[:, horizon] for each in leaving]
    return summed[0], summed[1]
