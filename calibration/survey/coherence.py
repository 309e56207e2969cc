"""What must fit together in one row: events follow each other, and every outcome has the step that leads to it."""

from collections.abc import Iterator

from calibration.survey.cells import UNKNOWN
from calibration.survey.columns import BY_KEY
from calibration.survey.problems import Problem
from calibration.survey.records import EVENTS, Application
from sim.scenario.errors import Both
from sim.units import month_text

BEFORE = (
    ("applied", "pilot_started"), ("pilot_started", "pilot_ended"), ("pilot_ended", "entered"), ("pilot_ended", "direct_started"),
    ("applied", "direct_started"), ("direct_started", "entered"), ("entered", "batch_output"), ("applied", "entered"),
    ("pilot_ended", "batch_output"), ("direct_started", "batch_output"), ("applied", "batch_output"), ("pilot_started", "entered"),
    ("pilot_started", "batch_output"), ("applied", "stopped"), ("pilot_started", "stopped"), ("pilot_ended", "stopped"),
    ("direct_started", "stopped"), ("entered", "stopped"),
)  # fmt: skip
"""Pairs of events of which the first cannot be later than the second."""


def problems_of(row: Application) -> Iterator[Problem]:
    """Everything in the row that cannot be."""
    yield from _steps(row)
    yield from _order(row)
    yield from _follow_up(row)


def _steps(row: Application) -> Iterator[Problem]:
    line, piloted, direct = row.line, row.pilot_started is not None, row.direct_started is not None
    if not piloted and row.passed is not None:
        yield Problem("passed_without_pilot", line, "passed")
    elif not piloted and row.pilot_ended is not None:
        yield Problem("ended_without_pilot", line, "pilot_ended")
    if piloted and row.pilot_ended is not None and row.passed is None:
        yield Problem("ended_without_verdict", line, "passed")
    if direct and row.passed:
        yield Problem("direct_after_pass", line, "direct_started")
    elif direct and piloted and row.passed is None:
        yield Problem("direct_during_pilot", line, "direct_started")
    in_industry = row.entered is not None or bool(row.industrialised)
    if in_industry and not row.passed and not direct:
        yield Problem("industry_without_route", line, "industrialised" if row.industrialised else "entered")
    if row.industrialised is False and row.batch_output is not None:
        yield Problem("failed_with_output", line, "batch_output")


def _order(row: Application) -> Iterator[Problem]:
    said: set[str] = set()
    for first, second in BEFORE:
        earlier, later = getattr(row, first), getattr(row, second)
        if earlier is None or later is None or UNKNOWN in (earlier, later) or earlier <= later or second in said:
            continue
        said.add(second)
        other = Both(BY_KEY[first].zh, first)
        yield Problem("order", row.line, second, {"value": month_text(later), "other": other, "earlier": month_text(earlier)})
    if row.industrialised and _known(row.stopped) and _known(row.batch_output) and row.stopped < row.batch_output:
        facts = {"value": month_text(row.stopped), "earlier": month_text(row.batch_output)}
        yield Problem("stopped_before_output", row.line, "stopped", facts)


def _known(month: int | None) -> bool:
    return month is not None and month != UNKNOWN


def _follow_up(row: Application) -> Iterator[Problem]:
    begun = row.pilot_started is not None or row.direct_started is not None
    if row.followed_until is None:
        if begun and row.industrialised is None and not (row.passed is False and row.direct_started is None):
            yield Problem("follow_up_missing", row.line, "followed_until")
        return
    for name in ("applied", *EVENTS):
        month = getattr(row, name)
        if month is not None and month != UNKNOWN and month > row.followed_until:
            facts = {"value": month_text(month), "until": month_text(row.followed_until)}
            yield Problem("after_follow_up", row.line, name, facts)
            return
