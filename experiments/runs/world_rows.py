"""A world's record as a row of the store, and back, to the last bit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.batch import TASK
from experiments.runs.payments import Payments
from experiments.runs.records import WorldRecord
from sim.indicators import INDICATORS, NAMES, RATES, YEARLY
from sim.stages import Stage, StopReason
from sim.start import Blueprint

if TYPE_CHECKING:
    import pyarrow as pa

CASES = ("reached", "resolved", "unresolved")
NUMBERS = ("net_public", "success_elsewhere")
BY_YEAR = ("taxes", "local_taxes", "public_by_year")
PAID = ("before_window", "projects_paid", "projects_qualified", "contingent")
YUAN = "10k CNY"
BREAK = "\n"


def columns_of(plan: Blueprint) -> "pa.Schema":
    """The columns of worlds of a scenario; the lists say in their metadata what their places mean."""
    import pyarrow as pa

    def number(name: str, unit: str, meaning: str) -> pa.Field:
        return pa.field(name, pa.float64(), nullable=False, metadata={"unit": unit, "meaning": meaning})

    def several(name: str, kind: pa.DataType, places: Sequence[str], unit: str, meaning: str) -> list[pa.Field]:
        metadata = {"unit": unit, "meaning": meaning, "places": " ".join(places)}
        kind = pa.list_(pa.field("element", kind, nullable=False), len(places))
        return [pa.field(name, kind, nullable=False, metadata=metadata)] if places else []  # a region without instruments has no list of them

    years, tools = [str(year) for year in plan.years], plan.instruments
    return pa.schema([
        *(number(each.name, each.unit, each.en) for each in INDICATORS.values()),
        *several("stages", pa.int64(), [each.key for each in Stage], "projects", "projects that entered each stage"),
        *several("stops", pa.int64(), [each.key for each in StopReason], "projects", "projects that stopped, by reason"),
        *several("yearly", pa.int64(), [f"{year}_{event}" for year in years for event in YEARLY], "projects", "events by calendar year"),
        *several("rates", pa.int64(), [f"{rate}_{case}" for rate in RATES for case in CASES], "projects", "cases of the four rates"),
        *several("spending", pa.float64(), [f"{tool}_{year}" for tool in tools for year in years], YUAN, "public money by instrument and year"),
        *several("recycled", pa.float64(), tools, YUAN, "public money that came back, by instrument"),
        *several("paid_before_window", pa.float64(), tools, YUAN, "public money before the first dated month, by instrument"),
        *several("paid_projects_paid", pa.float64(), tools, "projects", "projects with a payment, by instrument; NaN: it never pays projects"),
        *several("paid_projects_qualified", pa.float64(), tools, "projects", "projects that earned an award, by instrument; NaN: no award"),
        *several("paid_contingent", pa.float64(), tools, YUAN, "what guarantees may still cost, by instrument; NaN: no guarantee"),
        number("net_public", YUAN, "discounted public money less what was recycled"),
        number("success_elsewhere", "share", "projects from outside that would have fared alike where they came from"),
        *several("taxes", pa.float64(), years, YUAN, "taxes of all levels on new products, by year"),
        *several("local_taxes", pa.float64(), years, YUAN, "the part of these taxes that stays local, by year"),
        *several("public_by_year", pa.float64(), years, YUAN, "public money less what came back, by year"),
        pa.field("digest", pa.string(), nullable=False, metadata={"unit": "sha-256", "meaning": "all decisions and all money of the world"}),
        pa.field("violations", pa.string(), nullable=False, metadata={"unit": "text", "meaning": "violations of conservation, one a line"}),
    ])  # fmt: skip


def row_of(record: WorldRecord) -> dict[str, Any]:
    """The row of a world."""
    return {
        **dict(zip(NAMES, record.indicators, strict=True)),
        "stages": record.stages, "stops": record.stops, "yearly": record.yearly, "rates": record.rates,
        "spending": record.spending, "recycled": record.recycled,
        **{f"paid_{name}": getattr(record.payments, name) for name in PAID},
        **{name: getattr(record, name) for name in (*NUMBERS, *BY_YEAR)},
        "digest": record.digest, "violations": BREAK.join(record.violations),
    }  # fmt: skip


def records_of(table: "pa.Table", plan: Blueprint, version: str) -> dict[int, WorldRecord]:
    """The worlds of a table by replication; `version` is the name under which a study runs them."""
    years, tools, size = len(plan.years), len(plan.instruments), table.num_rows
    shapes = {
        "stages": (len(Stage),), "stops": (len(StopReason),), "yearly": (years, len(YEARLY)), "rates": (len(RATES), len(CASES)),
        "spending": (tools, years), "recycled": (tools,), **{f"paid_{name}": (tools,) for name in PAID}, **dict.fromkeys(BY_YEAR, (years,)),
    }  # fmt: skip
    several = {name: lists_of(table, name, shape) for name, shape in shapes.items()}
    indicators = np.stack([table[name].to_numpy() for name in NAMES], axis=1) if size else np.zeros((0, len(NAMES)))
    columns = [table[name].to_pylist() for name in (TASK, *NUMBERS, "digest", "violations")]
    return {
        task: WorldRecord(
            version, task, indicators[k], *(several[name][k] for name in ("stages", "stops", "yearly", "rates", "spending", "recycled")),
            Payments(*(several[f"paid_{name}"][k] for name in PAID)), *numbers, *(several[name][k] for name in BY_YEAR),
            digest, tuple(violations.split(BREAK)) if violations else (),
        )
        for k, (task, *numbers, digest, violations) in enumerate(zip(*columns, strict=True))
    }  # fmt: skip


def lists_of(table: "pa.Table", name: str, shape: tuple[int, ...]) -> np.ndarray:
    """A column of lists as an array (rows, *shape); one that is left out because it has no places is empty."""
    if name not in table.column_names:
        return np.zeros((table.num_rows, *shape))
    return table[name].combine_chunks().flatten().to_numpy().reshape(table.num_rows, *shape)
