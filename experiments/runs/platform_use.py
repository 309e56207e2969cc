"""How full platforms were and how long projects waited for them, by the field they serve and by calendar year."""

import numpy as np

from sim.stages import Sector
from sim.tables import ANY_FIELD, NOBODY, PLATFORM_USE, State, plain

USES = PLATFORM_USE.names
"""What is counted: slot-months in use and there, months waited by those admitted, and how many these were."""


def fields_of(platforms: np.ndarray) -> tuple[int, ...]:
    """Columns of `State.platform_use` that these platforms can have."""
    return tuple(np.unique(np.where(platforms["sector"] == NOBODY, ANY_FIELD, platforms["sector"])).tolist())


def field_name(field: int) -> str:
    """The name of such a column in files: a sector, or "any" for platforms that serve all."""
    return "any" if field == ANY_FIELD else Sector(field).key


def platform_use_of(s: State) -> np.ndarray:
    """(fields, dated years, USES) of the world `s`, the fields those that have platforms."""
    clock = plain(s.clock)
    dated = clock.start // 12 - (clock.start - clock.burn_in) // 12
    use = s.platform_use[dated:, list(fields_of(s.platforms))].T
    return np.stack([use[name] for name in USES], axis=-1)
