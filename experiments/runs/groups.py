"""By sector, and by the county of the platform that piloted: what is counted of projects, and what the places are called."""

import numpy as np

from sim.indicators import GROUPED, Counts
from sim.stages import Sector
from sim.start import Blueprint
from sim.start.populations import counties_of
from sim.tables import NOBODY

SECTOR_NAMES = tuple(each.key for each in Sector)
UNNAMED = "unnamed"
"""The projects of no county: not piloted, piloted on a firm's own line, or on a platform whose county no file names."""


def county_names(plan: Blueprint) -> tuple[str, ...]:
    """Counties in which platforms of this scenario stand, then `UNNAMED`; nothing where no file names a county."""
    counties = int(plan.template.platforms["county"].max(initial=NOBODY)) + 1
    return (*list(counties_of(plan.scenario))[:counties], UNNAMED) if counties else ()


def places_of(groups: tuple[str, ...]) -> list[str]:
    """What the places of a list of these counts are called: group and event, without blanks."""
    return [f"{'_'.join(group.split())}_{event}" for group in groups for event in GROUPED]


def by_county_of(counts: Counts) -> np.ndarray:
    """(counties and `UNNAMED`, GROUPED) of one world; no rows where no county is named."""
    return counts.by_county if len(counts.by_county) > 1 else counts.by_county[:0]
