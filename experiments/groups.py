"""Who gains and where: what is counted by sector and by county, for the worlds of one scenario and for what a policy changes in it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from experiments.runs.groups import SECTOR_NAMES, UNNAMED
from experiments.runs.world_rows import Worlds
from experiments.statistics import mean_interval
from sim.indicators import GROUPED


def by_group(worlds: Worlds) -> dict[str, Any]:
    """The mean and interval of the events of `GROUPED` by sector, and by county where files name counties, projects a world."""
    return {name: _summed_up(groups, worlds.clusters) for name, groups in _shown(worlds).items()}


def differences_by_group(before: Worlds, after: Worlds) -> dict[str, Any]:
    """The mean paired difference that a policy makes to them, with its interval; those of all sectors, and of all counties, add up to that of the
    indicator. A county that only the policy has had nothing before."""
    there = _groups(before)
    return {name: _changes(there[name], groups, before.clusters) for name, groups in _shown(after).items()}


def _groups(worlds: Worlds) -> dict[str, Mapping[str, np.ndarray]]:
    """The counts (GROUPED, worlds) by the name of the sector or county."""
    return {
        "by_sector": dict(zip(SECTOR_NAMES, worlds.by_sector, strict=True)),
        "by_county": dict(zip(worlds.counties, worlds.by_county, strict=True)),
    }


def _shown(worlds: Worlds) -> dict[str, Mapping[str, np.ndarray]]:
    """Groups that tell something: not the one row of `UNNAMED` where no file names a county."""
    return {name: {} if set(groups) == {UNNAMED} else groups for name, groups in _groups(worlds).items()}


def _summed_up(groups: Mapping[str, np.ndarray], clusters: np.ndarray) -> dict[str, Any]:
    found = {}
    for group, counted in groups.items():
        intervals = [mean_interval(values.astype(float), clusters, least=0.0) for values in counted]
        found[group] = {event: {"mean": each.value, "low": each.low, "high": each.high} for event, each in zip(GROUPED, intervals, strict=True)}
    return found


def _changes(before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray], clusters: np.ndarray) -> dict[str, Any]:
    found = {}
    for group, counted in after.items():
        differences = counted - before.get(group, np.zeros_like(counted))
        intervals = [mean_interval(values.astype(float), clusters) for values in differences]
        found[group] = {event: {"difference": each.value, "low": each.low, "high": each.high} for event, each in zip(GROUPED, intervals, strict=True)}
    return found
