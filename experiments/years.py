"""How far worlds lie apart from year to year: events of each year, and what has piled up by its end."""

from typing import Any

import numpy as np

from experiments.statistics import mean_interval, spread
from sim.indicators import YEARLY

UNDER_WAY = "under_way"
PILED_UP = ("new_products", "batch_output", "commercial")
"""Events that are also shown as a stock: how many there have been since the study began."""


def by_year(events: np.ndarray, running: np.ndarray, clusters: np.ndarray, years: tuple[int, ...], first: int) -> dict[str, Any]:
    """The spread of events by year, and stocks at the end of each year, with keys as in docs/reference/results.md.

    `events` (worlds, years, `YEARLY`), `running` (worlds,) projects still under way when the study ends; `first` is its first year. Projects that
    produce never stop, so that how many are under way at the end of a year follows from those at the end of the study and what began, reached batch
    output and stopped in between.
    """
    shown = [place for place, year in enumerate(years) if year >= first]
    flows = {name: {str(years[place]): spread(events[:, place, column].astype(float)) for place in shown} for column, name in enumerate(YEARLY)}
    stocks = {UNDER_WAY: under_way(events, running)} | {name: events[:, :, YEARLY.index(name)].cumsum(axis=1) for name in PILED_UP}
    return {
        "yearly_spread": flows,
        "stocks": {name: {str(years[place]): _stock(values[:, place].astype(float), clusters) for place in shown} for name, values in stocks.items()},
    }


def under_way(events: np.ndarray, running: np.ndarray) -> np.ndarray:
    """Projects under way at the end of each year, (worlds, years)."""
    born, produced, stopped = (events[:, :, YEARLY.index(name)] for name in ("results", "batch_output", "stopped"))
    change = born - produced - stopped
    later = change.sum(axis=1, keepdims=True) - change.cumsum(axis=1)
    return running[:, None] - later


def _stock(values: np.ndarray, clusters: np.ndarray) -> dict[str, float | None]:
    found = mean_interval(values, clusters, least=0.0)
    return {"mean": found.value, "low": found.low, "high": found.high} | spread(values)
