"""Waiting spans: from an origin (a passed pilot, a pilot begun, a direct scale-up) to one of two ends, or to the last look.

Months are whole; a project that reached its end in a month nobody knows is known to have reached it by the last look; an origin in a month
nobody knows lies anywhere, evenly, between what is known before and after it.
"""

from dataclasses import dataclass

import numpy as np

from calibration.survey.cells import UNKNOWN
from calibration.survey.records import NOT_YET, Survey

RUNNING, SUCCESS, FAILURE = 0, 1, 2
NEVER_KNOWN = 10_000
"""Months: the end is known, and nothing bounds the time it took."""


@dataclass(frozen=True)
class Spans:
    """One row a project: how it ended; `exact` the months it took or -1; `low`, `high` the months it can have been waited for.

    Where the origin is known, low = high. With an exact end and an unknown origin, the time taken lies anywhere from `low` to `high` too, and
    `exact` is -1 while `dated` is true.
    """

    end: np.ndarray
    exact: np.ndarray
    low: np.ndarray
    high: np.ndarray
    dated: np.ndarray

    def __len__(self) -> int:
        return int(self.end.size)

    @property
    def successes(self) -> int:
        """Projects that reached it by the last look."""
        return int((self.end == SUCCESS).sum())

    @property
    def failures(self) -> int:
        """Projects of which it is known that they never will."""
        return int((self.end == FAILURE).sum())

    @property
    def running(self) -> int:
        """Projects of which nobody knows yet."""
        return int((self.end == RUNNING).sum())

    @property
    def is_closed(self) -> bool:
        """Whether everybody's end is known."""
        return self.running == 0


def spans(survey: Survey, members: np.ndarray, origin: np.ndarray, success: np.ndarray, failure: np.ndarray) -> Spans:
    """Spans of the projects in `members`; `origin`, `success` and `failure` are columns of months (NOT_YET, UNKNOWN)."""
    at = np.flatnonzero(members)
    columns = survey.columns
    start, until = origin[at], columns["followed_until"][at]
    won, lost = success[at] != NOT_YET, (failure[at] != NOT_YET) & (success[at] == NOT_YET)
    end = np.where(won, SUCCESS, np.where(lost, FAILURE, RUNNING))
    month = np.where(won, success[at], np.where(lost, failure[at], until))
    dated = (end != RUNNING) & (month >= 0)
    last = np.where(month >= 0, month, until)  # when it was over, or last known of
    earliest = np.where(start >= 0, start, np.maximum(columns["applied"][at], _latest_before(survey, at, origin)))
    latest = np.where(start >= 0, start, _first_after(survey, at, origin))
    latest = np.where(latest < 0, last, np.minimum(latest, np.where(last >= 0, last, latest)))
    known = (last >= 0) & (earliest >= 0)
    low = np.where(known, np.maximum(0, last - latest), NEVER_KNOWN)
    high = np.where(known, np.maximum(0, last - earliest), NEVER_KNOWN)
    exact = np.where(dated & (low == high) & known, low, -1)
    return Spans(end, exact, low, high, dated & known)


def _latest_before(survey: Survey, at: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """Latest known month of what comes before the origin: the beginning of the pilot for its end."""
    columns = survey.columns
    before = columns["pilot_started"][at] if origin is columns["pilot_ended"] else np.full(at.size, NOT_YET)
    return np.where(before >= 0, before, NOT_YET)


def _first_after(survey: Survey, at: np.ndarray, origin: np.ndarray) -> np.ndarray:
    """First known month of what comes after the origin, -1 where none is known."""
    columns = survey.columns
    later = ["entered", "batch_output", "stopped", "followed_until"]
    if origin is columns["pilot_started"]:
        later.insert(0, "pilot_ended")
    found = np.full(at.size, np.iinfo(np.int64).max)
    for name in later:
        months = columns[name][at]
        found = np.where((months >= 0) & (months < found), months, found)
    return np.where(found == np.iinfo(np.int64).max, -1, found)


def after_passed_pilot(survey: Survey) -> Spans:
    """From a passed pilot to batch output or to giving up: the data behind the 80 %."""
    c = survey.columns
    return spans(survey, c["passed"] == 1, c["pilot_ended"], c["batch_output"], c["stopped"])


def without_pilot(survey: Survey) -> Spans:
    """From a scale-up without any pilot to batch output or to giving up: the data behind the 30 %."""
    c = survey.columns
    members = survey.happened("direct_started") & ~survey.happened("pilot_started")
    return spans(survey, members, c["direct_started"], c["batch_output"], c["stopped"])


def per_entrant(survey: Survey) -> Spans:
    """From the beginning of a pilot to batch output, or to a failed pilot that was not followed by a scale-up, or to giving up."""
    c = survey.columns
    ended_there = (c["passed"] == 0) & ~survey.happened("direct_started") & (c["industrialised"] == -1)
    over = np.where(ended_there, c["pilot_ended"], c["stopped"])
    return spans(survey, survey.happened("pilot_started"), c["pilot_started"], c["batch_output"], over)


def pilot_verdict(survey: Survey) -> Spans:
    """From the beginning of a pilot to its verdict: passed, or failed or given up during the pilot."""
    c = survey.columns
    passed = np.where(c["passed"] == 1, c["pilot_ended"], NOT_YET)
    failed = np.where(c["passed"] == 0, c["pilot_ended"], np.where(c["passed"] == -1, c["stopped"], NOT_YET))
    return spans(survey, survey.happened("pilot_started"), c["pilot_started"], passed, failed)


def entry_to_industry(survey: Survey) -> Spans:
    """From the beginning of a pilot to entering industrialisation (the event that Zigong counts), or to a failed pilot or giving up."""
    c = survey.columns
    ended_there = (c["passed"] == 0) & ~survey.happened("direct_started")
    over = np.where(ended_there, c["pilot_ended"], np.where(survey.happened("entered"), NOT_YET, c["stopped"]))
    return spans(survey, survey.happened("pilot_started"), c["pilot_started"], c["entered"], over)


__all__ = [
    "FAILURE", "NEVER_KNOWN", "RUNNING", "SUCCESS", "UNKNOWN", "Spans", "after_passed_pilot", "entry_to_industry", "per_entrant", "pilot_verdict",
    "spans", "without_pilot",
]  # fmt: skip
