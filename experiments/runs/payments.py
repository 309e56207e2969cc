"""Who was paid: what the payment records of a finished world say about each instrument."""

from dataclasses import dataclass

import numpy as np

from sim.batch import Outcome
from sim.stages import Event, PilotResult
from sim.tables import NEVER, NOBODY, YUAN

EVENT_COLUMNS = {Event.ENTERED: "entered", Event.BATCH_OUTPUT: "batch_output", Event.COMMERCIAL: "commercial"}


@dataclass(frozen=True)
class Payments:
    """Per instrument, in the order of the scenario."""

    before_window: np.ndarray  # 万元 paid before the first dated month
    projects_paid: np.ndarray  # distinct projects with at least one payment; NaN where the instrument never pays projects
    projects_qualified: np.ndarray  # projects that met all conditions of an award, paid or not; NaN where the instrument is no award


def payments_of(outcome: Outcome) -> Payments:
    """Count the payment records of one world."""
    s = outcome.state
    if s.instruments.size == 0:
        return Payments(*np.zeros((3, 0)))
    clock, count = s.clock[0], s.instruments.size
    records = s.payments[: clock.payments]
    early = records[records["month"] < clock.burn_in]
    before = np.bincount(early["instrument"], early["yuan"], count) / YUAN
    to_projects = records[records["project"] != NOBODY]
    pairs = np.unique(to_projects["project"].astype(np.int64) * count + to_projects["instrument"])
    paid = np.bincount(pairs % count, minlength=count).astype(float)
    for table in (s.new_platforms, s.brokers, s.expert_panels):
        paid[table["instrument"]] = np.nan
    qualified = np.full(count, np.nan)
    for award in s.outcome_awards:
        qualified[award["instrument"]] = earned(s, award).sum()
    return Payments(before, paid, qualified)


def earned(s, award: np.void) -> np.ndarray:
    """Which projects met all conditions of an award while it was in force: passed pilot, landed locally, the event, eligibility.

    The same conditions as `sim.rules.instruments.outcome_award.earns_award`; only the budget is left out.
    """
    p = s.projects[: s.clock[0].projects]
    row = s.instruments[award["instrument"]]
    month = p[EVENT_COLUMNS[Event(int(award["event"]))]]
    in_force = (month != NEVER) & (row["starts"] <= month) & (month <= row["ends"])
    conditions = (p["pilot"] == PilotResult.PASSED) & (p["local"] == 1) & (p["firm"] != NOBODY) & (p["novelty"] >= award["min_novelty"])
    size = s.firms["size_class"][np.maximum(p["firm"], 0)]
    eligible = [covers(award[mask], code) for mask, code in (("sectors", p["sector"]), ("sizes", size), ("routes", p["route"]))]
    return in_force & conditions & np.logical_and.reduce(eligible)


def covers(mask: int, code: np.ndarray) -> np.ndarray:
    """Whether each code is in the mask; an empty mask covers all."""
    return np.ones(code.shape, bool) if mask == 0 else ((int(mask) >> code.astype(np.int64)) & 1) == 1
