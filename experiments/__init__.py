"""Studies made with the model: runs, paired comparisons, figures, the command line.

    from experiments import compare, find_bottlenecks, run, target

Names are imported when first used, so that the command line's help does not wait for the model.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.comparison import compare
    from experiments.finding_bottlenecks import find_bottlenecks
    from experiments.running import run
    from experiments.targeting import target

__all__ = ["compare", "find_bottlenecks", "run", "target"]


def __getattr__(name: str) -> Any:
    if name == "compare":
        from experiments.comparison import compare

        return compare
    if name == "find_bottlenecks":
        from experiments.finding_bottlenecks import find_bottlenecks

        return find_bottlenecks
    if name == "run":
        from experiments.running import run

        return run
    if name == "target":
        from experiments.targeting import target

        return target
    raise AttributeError(f"module 'experiments' has no attribute {name!r}")
