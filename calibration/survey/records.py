"""What a survey holds: one `Application` a row, and the `Survey` with the columns as arrays."""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from calibration.survey.cells import UNKNOWN
from sim.stages import Sector

NOT_YET = -2
"""In columns of months: the event has not happened, or nothing was written."""


@dataclass(frozen=True, slots=True)
class Application:
    """One project that applied for a pilot. Months count from year 0; an event is None where it has not happened, UNKNOWN where its month is."""

    line: int
    project: str
    sector: Sector | None
    applied: int | None
    score: float | None
    admitted: bool
    pilot_started: int | None
    pilot_ended: int | None
    passed: bool | None
    direct_started: int | None
    entered: int | None
    industrialised: bool | None
    batch_output: int | None
    stopped: int | None
    followed_until: int | None
    public_money: float | None


EVENTS = ("pilot_started", "pilot_ended", "direct_started", "entered", "batch_output", "stopped")
MONTHS = ("applied", *EVENTS, "followed_until")


@dataclass(frozen=True, eq=False)
class Survey:
    """A whole file; two are the same only if they are one. `left_out`: lines of examples and comments; `notes`: headings not read."""

    file: str
    applications: tuple[Application, ...]
    left_out: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.applications)

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """Months as integers (NOT_YET, UNKNOWN), yes and no as 1, 0 and -1 for not known, score and money as floats with NaN."""
        names = [field.name for field in fields(Application)]
        listed = dict(zip(names, zip(*map(_values, self.applications), strict=True), strict=True))
        found: dict[str, np.ndarray] = {}
        for name in MONTHS:
            found[name] = np.array([NOT_YET if value is None else value for value in listed[name]], np.int64)
        for name in ("admitted", "passed", "industrialised"):
            found[name] = np.array([-1 if value is None else int(value) for value in listed[name]], np.int8)
        for name in ("score", "public_money"):
            found[name] = np.array([np.nan if value is None else value for value in listed[name]], float)
        found["sector"] = np.array([-1 if value is None else int(value) for value in listed["sector"]], np.int8)
        return found

    def happened(self, event: str) -> np.ndarray:
        """Whether an event happened, in whatever month."""
        return self.columns[event] != NOT_YET

    @property
    def first_month(self) -> int | None:
        """Earliest month in the file; None where no month is known."""
        known = [self.columns[name][self.columns[name] >= 0] for name in MONTHS]
        return min((int(months.min()) for months in known if months.size), default=None)

    @property
    def last_month(self) -> int | None:
        """Latest month in the file; None where no month is known."""
        known = [self.columns[name][self.columns[name] >= 0] for name in MONTHS]
        return max((int(months.max()) for months in known if months.size), default=None)


def _values(application: Application) -> tuple[object, ...]:
    return tuple(getattr(application, name) for name in Application.__slots__)


__all__ = ["EVENTS", "MONTHS", "NOT_YET", "UNKNOWN", "Application", "Survey"]
