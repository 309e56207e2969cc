"""How full platforms were and how long projects waited for them, by the field they serve and by calendar year."""

import numpy as np

from sim.stages import Sector
from sim.tables import ANY_FIELD, NOBODY, PLATFORM_USE, State

USES = PLATFORM_USE.names
"""What is counted: slot-months in use and there, months waited by those admitted, and how many these were."""


def fields_of(platforms: np.ndarray) -> tuple[int, ...]:
    """Columns of `State.platform_use` that these platforms can have."""
    fields = np.where(platforms["sector"] == NOBODY, ANY_FIELD, platforms["sector"])
    return tuple(np.flatnonzero(np.bincount(fields)).tolist())


def field_name(field: int) -> str:
    """The name of such a column in files: a sector, or "any" for platforms that serve all."""
    return "any" if field == ANY_FIELD else Sector(field).key


def platform_use_of(s: State) -> np.ndarray:
    """(fields, dated years, USES) of the world `s`, the fields those that have platforms."""
    start, burn_in = (int(s.clock[name][0]) for name in ("start", "burn_in"))
    dated = start // 12 - (start - burn_in) // 12
    use = s.platform_use.view(np.int64).reshape(*s.platform_use.shape, len(USES))
    return use[dated:, list(fields_of(s.platforms))].swapaxes(0, 1)
