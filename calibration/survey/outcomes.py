"""Batch output within a fixed number of months of the application: the same question for the admitted and for those refused."""

import numpy as np

from calibration.survey.cells import UNKNOWN
from calibration.survey.records import NOT_YET, Survey

HORIZONS = (60, 48, 36, 24)
ENOUGH_KNOWN = 0.8
"""Share of the outcomes that must be known at a horizon for it to be used."""


def old_enough(survey: Survey, horizon: int) -> np.ndarray:
    """Applications made at least `horizon` months before the survey ends, whatever came of them: who counts must not depend on the outcome."""
    applied, last = survey.columns["applied"], survey.last_month
    return (applied >= 0) & (applied + horizon <= (-1 if last is None else last))


def outcome(survey: Survey, horizon: int) -> np.ndarray:
    """1 reached batch output within `horizon` months of applying, 0 did not, NaN not known or not old enough."""
    c = survey.columns
    applied = c["applied"]
    took = np.where((c["batch_output"] >= 0) & (applied >= 0), c["batch_output"] - applied, -1)
    followed = np.where((c["followed_until"] >= 0) & (applied >= 0), c["followed_until"] - applied, -1)
    found = np.full(len(survey), np.nan)
    found[followed >= horizon] = 0.0
    failed_pilot = (c["passed"] == 0) & ~survey.happened("direct_started") & (c["batch_output"] == NOT_YET)
    found[(c["industrialised"] == 0) | failed_pilot] = 0.0
    reached = c["industrialised"] == 1
    found[reached] = np.nan
    found[reached & (took >= 0)] = (took[reached & (took >= 0)] <= horizon).astype(float)
    found[reached & (c["batch_output"] == UNKNOWN) & (followed >= 0) & (followed <= horizon)] = 1.0
    found[~old_enough(survey, horizon)] = np.nan
    return found


def horizon_for(survey: Survey, *groups: np.ndarray, least: int) -> int | None:
    """The longest horizon at which each group has `least` known outcomes and most of those old enough are known; None where there is none."""
    for horizon in HORIZONS:
        y, old = outcome(survey, horizon), old_enough(survey, horizon)
        known = [int(np.isfinite(y[group]).sum()) for group in groups]
        due = [int((old & group).sum()) for group in groups]
        if all(k >= least and k >= ENOUGH_KNOWN * d for k, d in zip(known, due, strict=True)):
            return horizon
    return None
