"""What the peer measures at the end: one pass over all projects that ever were, for the same tables and indicators as `sim.indicators`."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from experiments.benchmarks.peer.rules import count_cohorts
from sim.indicators import RATES
from sim.stages import LabType, PilotResult, SizeClass
from sim.tables import NEVER

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Firm
    from experiments.benchmarks.peer.industry import Project
    from experiments.benchmarks.peer.model import PeerModel

COUNTED = ("results", "pilots_started", "pilots_passed", "new_products", "entered", "batch_output", "commercial")
"""Indicators that are numbers of projects."""
FIRST_OF_STAGE = {"results": "sample", "chosen": "engineering", "trial_started": "product", "entered": "industrialisation"}
CODES = {None: PilotResult.NONE.value, True: PilotResult.PASSED.value, False: PilotResult.FAILED.value}


@dataclass
class Counts:
    """Numbers of projects inside the window."""

    stages: Counter[str] = field(default_factory=Counter)
    stops: Counter[str] = field(default_factory=Counter)  # by reason; "running": censored
    yearly: Counter[tuple[int, str]] = field(default_factory=Counter)  # events by calendar year
    totals: Counter[str] = field(default_factory=Counter)
    rates: Counter[tuple[int, int]] = field(default_factory=Counter)  # (rate, 0: reached, 1: resolved, 2: unresolved)
    months_to_batch: int = 0
    contracts: float = 0.0  # technology contracts of public labs, 万元
    makers: dict["Firm", int] = field(default_factory=dict)  # firms with a product in batch output, and the month of their first

    def rate(self, name: str) -> tuple[int, int]:
        """Cases of a rate that reached what it speaks of, and resolved cases."""
        row = RATES.index(name)
        return self.rates[row, 0], self.rates[row, 1]


def count(model: "PeerModel") -> Counts:
    """Count all projects up to the present month."""
    result = Counts()
    for project in model.history:
        count_one(model, project, result)
    return result


def count_one(model: "PeerModel", project: "Project", result: Counts) -> None:
    """Enter one project: its events, how it ended, and the cohorts it belongs to."""
    first, january, dates = model.burn_in, model.january, project.dates
    for event, month in dates.items():
        if month >= first:
            result.totals[event] += 1
            result.yearly[(january + month) // 12, event] += 1
            if event in FIRST_OF_STAGE:
                result.stages[FIRST_OF_STAGE[event]] += 1
    if dates.get("stopped", NEVER) >= first:
        result.stops[project.stop_reason] += 1
    elif "stopped" not in dates and "batch_output" not in dates:
        result.stops["running"] += 1
    if dates.get("chosen", NEVER) >= first and project.lab.type != LabType.ENTERPRISE.value:
        result.contracts += model.world.contract_share * project.line_cost
    if dates.get("batch_output", NEVER) >= first:
        result.months_to_batch += dates["batch_output"] - dates["results"]
    if "batch_output" in dates:
        result.makers[project.firm] = min(dates["batch_output"], result.makers.get(project.firm, dates["batch_output"]))
    started, ended, trial, batch = (dates.get(e, NEVER) for e in ("pilots_started", "pilot_ended", "trial_started", "batch_output"))
    window = model.windows[project.market.number]
    count_cohorts(CODES[project.passed], project.route, started, ended, trial, batch, window, first, model.month, january, result.rates)


def indicators(model: "PeerModel", counts: Counts) -> dict[str, float]:
    """The indicators of `sim.indicators` up to the present month."""
    sums, batch, world = model.sums, counts.totals["batch_output"], model.world
    sales = sum(sector.sales for sector in model.sectors)
    tax = world.tax_share * world.value_added_share * sales
    first_makers = [firm for firm, month in counts.makers.items() if month >= model.burn_in]
    smaller = sum(firm.size != SizeClass.LARGE for firm in first_makers)
    specialised = world.specialised_per_high_tech * world.high_tech_share * smaller
    social = sums["social"] + model.open_lines + model.value_to_come()
    return {name: float(counts.totals[name]) for name in COUNTED} | {
        "sales": sales,
        "value_added": world.value_added_share * sales,
        "jobs": sales / world.sales_per_worker,
        "tax": tax,
        "local_tax": world.local_tax_share * tax,
        "technology_contracts": counts.contracts,
        "new_firms": float(sums["founded"]),
        "first_product_firms": float(len(first_makers)),
        "high_tech_firms": world.high_tech_share * len(first_makers),
        "specialised_firms": specialised,
        "small_giants": world.small_giants_per_specialised * specialised,
        "months_to_batch_output": counts.months_to_batch / batch if batch else np.nan,
        "utilisation": sums["busy"] / sums["slots"] if sums["slots"] else np.nan,
        "months_waiting": sums["waited"] / sums["waits"] if sums["waits"] else np.nan,
        "private_money": sums["private"],
        "public_money": 0.0,
        "private_per_public": np.nan,
        "guaranteed_loan_losses": 0.0,
        "guaranteed_loan_losses_public": 0.0,
        "social_npv": social,
        # nothing comes from outside and no platform opens later (`PeerModel` refuses what it does not follow)
        "new_products_national": float(counts.totals["new_products"]),
        "batch_output_national": float(batch),
        "sales_national": sales,
        "social_npv_national": social,
        "break_even_month": np.nan,
        "break_even_share": np.nan,
        "county_gini": np.nan,
        "fund_npv": np.nan,  # not followed
        "avoided_scale_up_loss": sums["avoided"],
    }
