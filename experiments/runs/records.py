"""What is kept of a world when its tables are let go: numbers small enough to hold for any number of worlds."""

from dataclasses import dataclass

import numpy as np

from experiments.runs.payments import Payments, payments_of
from experiments.runs.platform_use import platform_use_of
from sim.batch import Outcome
from sim.tables import CAME_BACK, SALES, YUAN, plain


@dataclass(frozen=True)
class WorldRecord:
    """One finished world. Money in 万元."""

    indicators: np.ndarray  # in the order of sim.indicators.NAMES
    stages: np.ndarray
    stops: np.ndarray
    yearly: np.ndarray
    rates: np.ndarray
    by_sector: np.ndarray  # (sectors, GROUPED)
    by_county: np.ndarray  # (counties and what is in none, GROUPED)
    spending: np.ndarray  # (instruments, years)
    recycled: np.ndarray  # (instruments,)
    payments: Payments
    net_public: float  # discounted public money less what was recycled
    success_elsewhere: float
    taxes: np.ndarray  # (years,) on new products, of all levels, in the window
    local_taxes: np.ndarray  # (years,) the part that stays local
    public_by_year: np.ndarray  # (years,) spending of all instruments less what came back
    platform_use: np.ndarray  # (fields, dated years, USES)
    digest: str
    violations: tuple[str, ...]


def record(outcome: Outcome) -> WorldRecord:
    """Reduce a finished world to its record; the exact conservation check at the end of the run is part of it."""
    s, counts = outcome.state, outcome.counts
    tally = plain(s.tally)
    added, tax, local, alike = (float(s.world[name][0]) for name in ("value_added_share", "tax_share", "local_tax_share", "success_elsewhere"))
    spending, money = s.spending / YUAN, s.yearly_money
    taxes = tax * added * money[SALES]
    return WorldRecord(
        outcome.vector, counts.stages, counts.stops, counts.yearly, counts.rates, counts.by_sector, counts.by_county,
        spending, s.instruments["recycled"] / YUAN, payments_of(outcome),
        tally.discounted_public - tally.discounted_recycled, alike, taxes, local * taxes,
        spending.sum(axis=0) - money[CAME_BACK], platform_use_of(outcome), outcome.digest, outcome.violations,
    )  # fmt: skip
