"""How full platforms were and how long projects waited for them, by the field they serve and by calendar year."""

import numpy as np

from sim.batch import Outcome
from sim.stages import Sector
from sim.tables import ANY_FIELD, PLATFORM_USE

USES = PLATFORM_USE.names
"""What is counted: slot-months in use and there, months waited by those admitted, and how many these were."""


def field_name(field: int) -> str:
    """The name of such a column in files: a sector, or "any" for platforms that serve all."""
    return "any" if field == ANY_FIELD else Sector(field).key


def platform_use_of(outcome: Outcome) -> np.ndarray:
    """(fields, dated years, USES) of a world, the fields those that have platforms."""
    use, plan = outcome.state.platform_use, outcome.plan
    numbers = use.view(np.int64).reshape(*use.shape, len(USES))
    return numbers[len(plan.years) - len(plan.dated_years) :, list(plan.platform_fields)].swapaxes(0, 1)
