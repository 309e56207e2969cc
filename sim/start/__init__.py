"""How a world begins: from a scenario to tables. Everything that does not depend on luck is prepared once and copied for each run."""

from sim.start.blueprint import Blueprint, blueprint, new_state
from sim.start.populations import SetupError

__all__ = ["Blueprint", "SetupError", "blueprint", "new_state"]
