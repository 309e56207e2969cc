"""What is measured of a world: every indicator of `definitions.py`, worked out from what `counting.py` counted.

The names of both are to be had here too: who reads results needs no other module.
"""

import math

import numpy as np

from sim.counting import GROUPED, RATES, YEARLY, Counts, count, count_world
from sim.definitions import HEADLINE, INDICATORS, NAMES, Indicator
from sim.tables import YUAN, plain

__all__ = [
    "COHORT_WINDOW", "GROUPED", "HEADLINE", "INDICATORS", "NAMES", "RATES", "YEARLY", "Counts", "Indicator", "cohort_window", "count", "count_world",
    "county_gini", "gini", "measure", "measure_counted",
]  # fmt: skip

MEAN_PATHS = 2.0
"""A cohort is resolved when the longest search for money and this many mean paths have gone by (assumption; coverage in decision 0007)."""


def cohort_window(pilot: float | np.ndarray, trial: float | np.ndarray, ramp: float | np.ndarray, search: float | np.ndarray) -> np.ndarray:
    """Months a cohort of one sector gets before it counts as resolved: the longest search for money, then twice the mean path.

    `pilot`, `trial` and `ramp` are mean durations in the sector, `search` is how long a project may look for money; all in months, whole
    months come back. At the default durations (8, 4, 18, 12) that is 72 months; biomedicine, with trials and ramps four times as long, gets 212.
    """
    return np.ceil(search + MEAN_PATHS * (pilot + trial + ramp)).astype(np.int64)


COHORT_WINDOW = int(cohort_window(8.0, 4.0, 18.0, 12.0))
"""The window of a sector whose durations are the defaults of `World`, months; other sectors have their own (column `window`)."""


RATIOS = (
    "success_elsewhere", "value_added_share", "sales_per_worker", "tax_share", "local_tax_share",
    "high_tech_share", "specialised_per_high_tech", "small_giants_per_specialised",
)  # fmt: skip
"""Parameters of `World` by which indicators are worked out from counts; no decision reads them."""


def measure(s) -> dict[str, float]:
    """Every indicator of the world `s` up to its present month; None-like cases (nothing to average) are NaN and shown as null."""
    return measure_counted(s, count(s))


def measure_counted(s, counts: Counts) -> dict[str, float]:
    """The same from counts that are already there."""
    totals = dict(zip(YEARLY, counts.yearly.sum(axis=0).tolist(), strict=True))
    tally = plain(s.tally)
    alike, added, per_worker, tax, local, high_tech, specialised, giants = (float(s.world[name][0]) for name in RATIOS)
    specialised_firms = specialised * high_tech * counts.first_product_smaller_firms
    return {
        **{name: float(totals[name]) for name in YEARLY if name in INDICATORS},
        "sales": counts.sales,
        "value_added": added * counts.sales,
        "jobs": counts.sales / per_worker,
        "tax": tax * added * counts.sales,
        "local_tax": local * tax * added * counts.sales,
        "technology_contracts": counts.contracts,
        "new_firms": float(counts.founded),
        "first_product_firms": float(counts.first_product_firms),
        "high_tech_firms": high_tech * counts.first_product_firms,
        "specialised_firms": specialised_firms,
        "small_giants": giants * specialised_firms,
        "months_to_batch_output": ratio(counts.months_to_batch, totals["batch_output"]),
        "utilisation": ratio(counts.busy_months, counts.slot_months),
        "months_waiting": ratio(counts.waiting_months, counts.waits_ended),
        "private_money": tally.private_yuan / YUAN,
        "public_money": tally.public_yuan / YUAN,
        "private_per_public": ratio(tally.private_yuan, tally.public_yuan),
        "guaranteed_loan_losses": counts.guaranteed_losses,
        "guaranteed_loan_losses_public": counts.guarantees_paid,
        "social_npv": counts.social,
        "new_products_national": totals["new_products"] - alike * counts.products_outside,
        "batch_output_national": totals["batch_output"] - alike * counts.batches_outside,
        "sales_national": counts.sales - alike * counts.sales_outside,
        "social_npv_national": counts.social_national,
        "break_even_month": ratio(counts.months_to_break_even, counts.platforms_earning),
        "break_even_share": ratio(counts.platforms_earning, counts.platforms_opened),
        "county_gini": county_gini(counts.by_county),
        "fund_npv": tally.fund_value if tally.fund_exits else math.nan,
        "avoided_scale_up_loss": tally.avoided_loss,
    }


def county_gini(by_county: np.ndarray) -> float:
    """Gini coefficient of the pilots begun in the window over the counties that platforms stand in; NaN with fewer than two, or no pilot.

    `by_county` (counties and one row for what stands in none, GROUPED) as counted.
    """
    begun = by_county[:-1, GROUPED.index("pilots_started")]
    return gini(begun) if begun.size >= 2 else math.nan


def gini(amounts: np.ndarray) -> float:
    """Gini coefficient of amounts that are not negative: 0 where all are equal, near 1 where one has all; NaN where there is nothing."""
    total, n = float(amounts.sum()), amounts.size
    if total == 0.0:
        return math.nan
    ranked = np.sort(amounts)
    return float(2.0 * (np.arange(1, n + 1) * ranked).sum() / (n * total) - (n + 1) / n)


def ratio(part: float, whole: float) -> float:
    """A mean per case; NaN of no case."""
    return part / whole if whole else math.nan
