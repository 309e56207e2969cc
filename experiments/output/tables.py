"""The tables of a result as CSV: one row per fact with its unit and interval, in a form that Excel opens with Chinese intact."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from experiments.output.headers import HEADERS, YES_NO
from experiments.output.rows import Row, rows_of
from experiments.output.vocabulary import Both, Lang

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula; such a title gets an apostrophe."""


UNIT_DECIMALS = {"10k CNY": 1, "10k CNY per project": 1, "share": 4}
"""Decimals by unit: money in 万元, shares; everything else (projects, months) has two."""
DECIMALS = {
    "probability_better": 4,
    "probability_worse": 4,
    "execution": 4,
    "unresolved_share": 4,
    "factor": 4,
    "variance_reduction": 2,
    "projects_paid": 2,
    "projects_qualified": 2,
} | {name: 4 for name in ("likelier", "likelier_low", "likelier_high", "quantile_low", "quantile_high", "found_again", "rho")}
"""Decimals of columns whose unit is not that of their row."""
LEVELS = ("unit", "mean", "low", "high", "difference", "difference_low", "difference_high", "spans_zero", "enough_worlds")
COLUMNS: dict[str, tuple[str, ...]] = {
    "definitions": ("indicator", "indicator_name", "unit", "direction", "definition", "source"),
    "indicators": ("scenario", "policy", "indicator", "indicator_name", "unit", "mean", "sd", "low", "high"),
    "stages": ("scenario", "policy", "stage", "stage_name", "unit", "mean", "low", "high"),
    "stop_reasons": ("scenario", "policy", "reason", "reason_name", "ended", "unit", "mean", "low", "high"),
    "rates": ("scenario", "policy", "rate", "rate_name", "unit", "value", "low", "high", "n", "unresolved_share"),
    "ledger": (
        *("scenario", "policy", "instrument", "year", "unit", "value", "low", "high", "before_window", "recycled"),
        *("projects_paid", "projects_qualified", "contingent_liability", "budget", "execution"),
    ),
    "platform_use": ("scenario", "policy", "field", "year", "indicator", "indicator_name", "unit", "value", "low", "high"),
    "by_sector": ("scenario", "policy", "sector", "sector_name", "indicator", "indicator_name", *LEVELS),
    "by_county": ("scenario", "policy", "county", "county_name", "indicator", "indicator_name", *LEVELS),
    "effects": (
        *("policy", "policy_name", "version", "indicator", "indicator_name", "unit", "baseline", "policy_mean", "difference"),
        *("low", "high", "spans_zero", "enough_worlds", "probability_better", "probability_worse", "variance_reduction", "replications_needed"),
    ),
    "target": ("scenario", "goal", "measure", "measure_name", "version", "unit", "value", "low", "high", "enough_worlds"),
    "bottlenecks": (
        *("scenario", "goal", "bottleneck_event", "resource", "resource_name", "one_more", "unit", "difference", "low", "high", "spans_zero"),
        *("enough_worlds", "first_event", "first_difference", "first_low", "first_high"),
        *("likelier", "likelier_low", "likelier_high", "units_to_close"),
    ),
    "bottleneck_by_year": (
        *("scenario", "goal", "year", "resource", "resource_name", "binding", "measure", "measure_name", "unit", "value", "low", "high"),
        *("spans_zero", "enough_worlds"),
    ),
    "scaling": (
        *("policy", "policy_name", "unit", "amount", "factor", "value", "low", "high"),
        *("reached", "made_equal_by", "made_equal_by_name", "limit", "limit_name", "out_of_proportion"),
    ),
    "contrasts": (
        *("scenario", "policy", "measure", "measure_name", "part_of", "version", "unit", "value", "low", "high"),
        *("spans_zero", "enough_worlds"),
    ),
    "projects": ("policy", "policy_name", "class", "class_name", "unit", "value", "low", "high", "enough_worlds", "defined"),
}
OF_A_GOAL = ("goal", "likelier", "likelier_low", "likelier_high", "units_to_close")
"""Columns that only an answer to a goal has."""


def columns_of(name: str, document: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of a table, without those of a goal where none was asked for."""
    return tuple(column for column in COLUMNS[name] if "goal" in document or column not in OF_A_GOAL)


IN_EVERY_RESULT = ("definitions", "indicators", "stages", "stop_reasons", "rates", "ledger", "platform_use")
"""Tables that are written also where they have no row."""


def tables(document: Mapping[str, Any], lang: Lang) -> dict[str, bytes]:
    """The CSV files of a run or compare document by file name. A value that is not known is an empty cell, never 0."""
    made = {name: rows_of(name, document, lang) for name in COLUMNS}
    return {f"{name}.csv": csv_bytes(columns_of(name, document), rows, lang) for name, rows in made.items() if rows or name in IN_EVERY_RESULT}


FEW_DIGITS, DIGITS, LEAST_SHOWN = 0.1, 3, 1e-6
"""Numbers nearer to zero than the first have so many digits that count, unless they are nearer than the last and nothing but rounding."""


def csv_bytes(columns: Sequence[str], rows: Iterable[Row], lang: Lang) -> bytes:
    """UTF-8 with BOM and CRLF, as Excel wants it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([HEADERS[column].read(lang) for column in columns])
    writer.writerows([_cell(row.get(column), lang, _decimals(column, row)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _decimals(column: str, row: Row) -> int:
    """How many decimals a number of this column is written with; the JSON file keeps them all."""
    if column in DECIMALS:
        return DECIMALS[column]
    unit = row["unit"].en
    return UNIT_DECIMALS.get(unit, 2)


def _cell(value: Any, lang: Lang, decimals: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES_NO[value].read(lang)
    if isinstance(value, Both):
        value = value.read(lang)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, float):
        if 0.0 < abs(value) < FEW_DIGITS and math.isfinite(value):
            decimals = max(decimals, DIGITS - 1 - math.floor(math.log10(abs(value))) if abs(value) > LEAST_SHOWN else 0)
        return f"{value:.{decimals}f}".removeprefix("-") if round(value, decimals) == 0 else f"{value:.{decimals}f}"
    return repr(value)
