"""Projects just above and just below the bar: what admission changed for them, if enough of those refused were followed.

A regression discontinuity: local lines on both sides of the bar with triangular weights (Hahn, Todd & van der Klaauw 2001). Where some below
the bar were admitted or some above were not, the jump of the outcome is divided by the jump of admission, with Fieller's interval.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from calibration.survey.intervals import Estimate, unknown
from calibration.survey.outcomes import HORIZONS, horizon_for, outcome
from calibration.survey.records import Survey

LEAST_EACH_SIDE = 20
"""Projects with a known outcome within the bandwidth, on either side of the bar, below which nothing is estimated."""
WIDTH = 1.84
"""Bandwidth in standard deviations of the score times n to the power of -1/5: the rule of thumb for triangular weights."""
UNKNOWN = unknown()
Why = Literal["estimated", "no_scores", "no_bar", "not_followed", "few_refused", "few_admitted", "score_does_not_decide"]


@dataclass(frozen=True)
class Discontinuity:
    """The effect of being admitted on batch output within `horizon` months, for projects at the bar. `why` says why there is none.

    `refused` and `admitted` count all that have a score, `refused_followed` those below the bar, near it, whose outcome is known.
    """

    why: Why
    bar: float | None = None
    horizon: int | None = None
    bandwidth: float | None = None
    refused: int = 0
    admitted: int = 0
    refused_followed: int = 0
    jump_of_admission: Estimate = UNKNOWN
    jump_of_outcome: Estimate = UNKNOWN
    effect: Estimate = UNKNOWN
    narrower: Estimate = UNKNOWN
    wider: Estimate = UNKNOWN


def discontinuity(survey: Survey) -> Discontinuity:
    """Compare those just above the bar with those just below it."""
    c = survey.columns
    scored = np.isfinite(c["score"])
    admitted = c["admitted"] == 1
    counts = {"refused": int((scored & ~admitted).sum()), "admitted": int((scored & admitted).sum())}
    if not scored.any():
        return Discontinuity("no_scores")
    if 0 in counts.values():
        return Discontinuity("no_bar", **counts)
    bar = bar_of(c["score"][scored], admitted[scored])
    distance = c["score"] - bar
    bandwidth = float(WIDTH * c["score"][scored].std() * scored.sum() ** -0.2)
    near = scored & (np.abs(distance) < bandwidth)
    below, above = near & (distance < 0), near & (distance >= 0)
    facts = counts | {"bar": bar, "bandwidth": bandwidth, "refused_followed": _most_known(survey, below)}
    if int(below.sum()) < LEAST_EACH_SIDE:
        return Discontinuity("few_refused", **facts)
    if int(above.sum()) < LEAST_EACH_SIDE:
        return Discontinuity("few_admitted", **facts)
    horizon = horizon_for(survey, below, above, least=LEAST_EACH_SIDE)
    if horizon is None:
        return Discontinuity("not_followed", **facts)
    y = outcome(survey, horizon)
    known = scored & np.isfinite(y)
    facts |= {"horizon": horizon, "refused_followed": int((known & below).sum())}
    x, d, y = distance[known], admitted[known].astype(float), y[known]
    first, second, effect = jumps(x, d, y, bandwidth)
    if effect is None:
        return Discontinuity("score_does_not_decide", **facts, jump_of_admission=first, jump_of_outcome=second)
    others = {name: jumps(x, d, y, bandwidth * by)[2] or unknown() for name, by in (("narrower", 0.5), ("wider", 2.0))}
    return Discontinuity("estimated", **facts, jump_of_admission=first, jump_of_outcome=second, effect=effect, **others)


def _most_known(survey: Survey, members: np.ndarray) -> int:
    """How many of the members have a known outcome at the horizon that suits them best."""
    return max(int(np.isfinite(outcome(survey, horizon)[members]).sum()) for horizon in HORIZONS)


def bar_of(score: np.ndarray, admitted: np.ndarray) -> float:
    """The score that divides the admitted from those refused with the fewest on the wrong side; halfway between the scores around it."""
    order = np.argsort(score, kind="stable")
    s, a = score[order], admitted[order].astype(int)
    wrong = np.concatenate([[0], np.cumsum(a)]) + np.concatenate([np.cumsum((1 - a)[::-1])[::-1], [0]])
    between = np.concatenate([[True], s[1:] > s[:-1], [True]])
    best = int(np.flatnonzero(between)[np.argmin(wrong[between])])
    if best in (0, s.size):
        return float(s[0] if best == 0 else s[-1] + 1e-9)
    return float((s[best - 1] + s[best]) / 2)


def jumps(x: np.ndarray, d: np.ndarray, y: np.ndarray, bandwidth: float) -> tuple[Estimate, Estimate, Estimate | None]:
    """Jump of admission `d`, jump of the outcome `y` and their ratio at x = 0; the ratio is None where admission hardly jumps."""
    from scipy.special import stdtrit

    near = np.abs(x) < bandwidth
    x, d, y = x[near], d[near], y[near]
    above = (x >= 0).astype(float)
    design = np.column_stack([np.ones_like(x), above, x, above * x])
    weight = 1.0 - np.abs(x) / bandwidth
    freedom = x.size - 4
    bread = design.T @ (design * weight[:, None])
    if freedom < 8 or np.linalg.cond(bread) > 1e12:
        return unknown(x.size), unknown(x.size), None
    inverse = np.linalg.inv(bread)
    beta = inverse @ (design.T @ (np.column_stack([d, y]) * weight[:, None]))
    residual = np.column_stack([d, y]) - design @ beta
    leverage = weight * np.einsum("ij,jk,ik->i", design, inverse, design)
    scores = (inverse @ design.T)[1] * weight / np.maximum(1e-9, 1.0 - leverage)  # HC3: honest with few cases
    influence = scores[:, None] * residual
    covariance = influence.T @ influence
    quantile = float(stdtrit(freedom, 0.975))
    found = [_around(float(beta[1, k]), float(np.sqrt(covariance[k, k])) * quantile, x.size) for k in (0, 1)]
    return found[0], found[1], _ratio(beta[1], covariance, quantile, x.size)


def _around(value: float, half: float, n: int) -> Estimate:
    return Estimate(value, value - half, value + half, n)


def _ratio(jump: np.ndarray, covariance: np.ndarray, quantile: float, n: int) -> Estimate | None:
    """Fieller's interval of outcome over admission; None where the jump of admission cannot be told from nothing."""
    d, y = float(jump[0]), float(jump[1])
    q2 = quantile**2
    a = d * d - q2 * covariance[0, 0]
    if a <= 0.0 or d <= 0.0:
        return None
    b, c = d * y - q2 * covariance[0, 1], y * y - q2 * covariance[1, 1]
    root = float(np.sqrt(max(0.0, b * b - a * c)))
    return Estimate(y / d, float((b - root) / a), float((b + root) / a), n)
