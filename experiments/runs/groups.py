"""By sector, and by the county of the platform that piloted: what is counted of projects, and what the places are called."""

from sim.indicators import GROUPED
from sim.stages import Sector
from sim.start import Blueprint
from sim.start.populations import counties_of
from sim.tables import NOBODY

SECTOR_NAMES = tuple(each.key for each in Sector)
UNNAMED = "unnamed"
"""The projects of no county: not piloted, piloted on a firm's own line, or on a platform whose county no file names."""


def county_names(plan: Blueprint) -> tuple[str, ...]:
    """Counties in which platforms of this scenario stand, then `UNNAMED`: every project is counted once."""
    counties = int(plan.template.platforms["county"].max(initial=NOBODY)) + 1
    return (*list(counties_of(plan.scenario))[:counties], UNNAMED)


def places_of(groups: tuple[str, ...]) -> list[str]:
    """What the places of a list of these counts are called: group and event, without blanks."""
    return [f"{'_'.join(group.split())}_{event}" for group in groups for event in GROUPED]
