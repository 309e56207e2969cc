"""The model: how research results become industry. Knows nothing of experiments, result files or plots.

    from sim import FunnelModel, load_scenario, simulate

Names are imported when first used, so that light users (the command line's help) do not wait for Mesa and numba.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.batch import simulate
    from sim.model import FunnelModel
    from sim.scenario import load_scenario

__all__ = ["FunnelModel", "load_scenario", "simulate"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "FunnelModel":
        from sim.model import FunnelModel

        return FunnelModel
    if name == "load_scenario":
        from sim.scenario import load_scenario

        return load_scenario
    if name == "simulate":
        from sim.batch import simulate

        return simulate
    raise AttributeError(f"module 'sim' has no attribute {name!r}")
