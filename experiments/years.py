"""How far worlds lie apart from year to year: events of each year, and what has piled up by its end."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from experiments.runs.platform_use import USES
from experiments.runs.world_rows import Worlds
from experiments.statistics import mean_interval, ratio_of_totals, spread
from sim.indicators import YEARLY

UNDER_WAY = "under_way"
PILED_UP = ("new_products", "batch_output", "commercial")
"""Events that are also shown as a stock: how many there have been since the study began."""


def by_year(events: np.ndarray, running: np.ndarray, clusters: np.ndarray, years: tuple[int, ...], first: int) -> dict[str, Any]:
    """The spread of events by year, and stocks at the end of each year, with keys as in docs/reference/results.md.

    `events` (years, `YEARLY`, worlds), `running` (worlds,) projects still under way when the study ends; `first` is its first year.
    """
    flows: dict[str, dict[str, Any]] = {name: {} for name in YEARLY}
    stocks: dict[str, dict[str, Any]] = {name: {} for name in (UNDER_WAY, *PILED_UP)}
    for year, happened, there in zip(years, events, stocks_by_year(events, running), strict=True):
        if year >= first:
            for name, values in zip(YEARLY, happened, strict=True):
                flows[name][str(year)] = spread(values.astype(float))
            for name, values in there.items():
                stocks[name][str(year)] = _stock(values.astype(float), clusters)
    return {"yearly_spread": flows, "stocks": stocks}


def stocks_by_year(events: np.ndarray, running: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
    """Stocks in every world at the end of one year after the other.

    Projects that produce never stop, so that how many are under way at the end of a year follows from those at the end of the study and what began,
    reached batch output and stopped in between.
    """
    under_way = running - sum(change(year) for year in events)
    piled_up = {name: np.zeros_like(running) for name in PILED_UP}
    for year in events:
        under_way = under_way + change(year)
        piled_up = {name: stock + year[YEARLY.index(name)] for name, stock in piled_up.items()}
        yield {UNDER_WAY: under_way} | piled_up


def change(year: np.ndarray) -> np.ndarray:
    """By how much the number of projects under way grew in a year whose events are (`YEARLY`, worlds)."""
    born, produced, stopped = (year[YEARLY.index(name)] for name in ("results", "batch_output", "stopped"))
    return born - produced - stopped


def _stock(values: np.ndarray, clusters: np.ndarray) -> dict[str, float | None]:
    found = mean_interval(values, clusters, least=0.0)
    return {"mean": found.value, "low": found.low, "high": found.high} | spread(values)


def platform_use(worlds: Worlds, years: tuple[int, ...]) -> dict[str, dict[str, Any]]:
    """By the field that platforms serve and by year: the share of slot time in use, and the months waited by those admitted in the year.

    Both are ratios of totals over all worlds; null in a year in which no platform was there, or nobody was admitted.
    """
    return {
        field: {str(year): _use(counted, worlds.clusters) for year, counted in zip(years, found, strict=True)}
        for field, found in zip(worlds.platform_fields, worlds.platform_use, strict=True)
    }


def _use(counted: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    use = dict(zip(USES, counted, strict=True))
    return {
        "utilisation": ratio_of_totals(use["busy_months"], use["slot_months"], clusters, most=1.0).as_dict(),
        "months_waiting": ratio_of_totals(use["waiting_months"], use["waits_ended"], clusters).as_dict(),
    }
