"""Does the panel's score say anything about success? The correlation of the score with what came of the projects.

Success is taken as a threshold of a normal variable (a probit), so that the correlation does not depend on how frequent success is. It is
measured inside one group at a time, since admission changes the chances themselves: among the admitted, and among those who went ahead
without a pilot. Inside a group scores vary less than among all applicants, so that the correlation among all is likely higher.
"""

from dataclasses import dataclass

import numpy as np

from calibration.survey.intervals import Estimate, unknown
from calibration.survey.outcomes import horizon_for, outcome
from calibration.survey.records import Survey

LEAST, LEAST_OF_EACH = 30, 5


@dataclass(frozen=True)
class Selection:
    """Correlations of score and batch output within `horizon` months of applying; unknown where too few were scored and followed."""

    horizon: int | None
    admitted: Estimate
    without_pilot: Estimate


def selection(survey: Survey) -> Selection:
    """The score's correlation with success in both groups."""
    c = survey.columns
    scored = np.isfinite(c["score"])
    direct = survey.happened("direct_started") & ~survey.happened("pilot_started")
    horizon = horizon_for(survey, scored & ((c["admitted"] == 1) | direct), least=LEAST)
    if horizon is None:
        return Selection(None, unknown(), unknown())
    y = outcome(survey, horizon)
    groups = [scored & np.isfinite(y) & members for members in ((c["admitted"] == 1) & ~direct, direct)]
    return Selection(horizon, *(probit_correlation(c["score"][group], y[group]) for group in groups))


def probit_correlation(score: np.ndarray, success: np.ndarray) -> Estimate:
    """Correlation of the score with the normal variable behind success, by maximum likelihood; unknown of too few cases."""
    from scipy.optimize import minimize
    from scipy.special import log_ndtr, ndtr, ndtri

    n = int(score.size)
    if n < LEAST or min(success.sum(), n - success.sum()) < LEAST_OF_EACH or score.std() == 0.0:
        return unknown(n)
    x = (score - score.mean()) / score.std()
    sign = 2.0 * success - 1.0

    def cost(beta: np.ndarray) -> float:
        return -float(log_ndtr(sign * (beta[0] + beta[1] * x)).sum())

    start = np.array([ndtri(success.mean()), 0.0])
    best = minimize(cost, start, method="BFGS").x
    at = best[0] + best[1] * x
    information = np.exp(-(at**2)) / (2 * np.pi) / np.maximum(1e-12, ndtr(at) * ndtr(-at))
    design = np.column_stack([np.ones_like(x), x])
    error = float(np.sqrt(np.linalg.inv(design.T @ (design * information[:, None]))[1, 1]))
    value, low, high = (slope / np.sqrt(1.0 + slope**2) for slope in (best[1], best[1] - 1.96 * error, best[1] + 1.96 * error))
    return Estimate(float(value), float(low), float(high), n)
