"""Who was paid: what the payment records of a finished world say about each instrument."""

from dataclasses import dataclass

import numpy as np

from sim.batch import Outcome
from sim.counting import count_payments
from sim.tables import YUAN


@dataclass(frozen=True)
class Payments:
    """Per instrument, in the order of the scenario."""

    before_window: np.ndarray  # 万元 paid before the first dated month
    projects_paid: np.ndarray  # distinct projects with at least one payment; NaN where the instrument never pays projects
    projects_qualified: np.ndarray  # projects that met all conditions of an award in force, paid or not; NaN where the instrument is no award
    contingent: np.ndarray  # 万元 that guarantees for lines under construction may still cost; NaN where the instrument guarantees nothing


def payments_of(outcome: Outcome) -> Payments:
    """Count the payment records of one world."""
    s = outcome.state
    if s.instruments.size == 0:
        return Payments(*np.zeros((4, 0)))
    count = s.instruments.size
    yuan_before, projects_paid = np.zeros((2, count), np.int64)
    count_payments(s, yuan_before, projects_paid, np.zeros(s.projects.size, np.int64))
    before, paid = yuan_before / YUAN, projects_paid.astype(float)
    paid[outcome.plan.never_pay_projects] = np.nan
    qualified = np.full(count, np.nan)
    qualified[s.outcome_awards["instrument"]] = s.outcome_awards["qualified"]
    contingent = np.full(count, np.nan)
    contingent[s.guaranteed_loans["instrument"]] = s.guaranteed_loans["at_risk"] / YUAN
    return Payments(before, paid, qualified, contingent)
