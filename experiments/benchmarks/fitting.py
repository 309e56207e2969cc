"""What the machinery of the calibration costs beside the worlds it simulates."""

import tempfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from experiments.benchmarks.figures import MS, Figure, spent_on

WHAT = "share of a fit's time that is not spent in worlds"


def fit_figures(particles: int, generations: int) -> dict[str, Figure]:
    """A fit of the size of the quick one, with fewer particles, on one core; nothing without the extra `calibration`."""
    if find_spec("pyabc") is None:
        return {}
    from calibration.data import published
    from calibration.observe import Sums, observe
    from calibration.posterior import QUICK, fit

    in_worlds: list[float] = []

    def timed(*args: object, **settings: object) -> Sums:
        found: list[Sums] = []
        in_worlds.append(spent_on(lambda: found.append(observe(*args, **settings))).cpu)
        return found[0]

    size = replace(QUICK, particles=particles, generations=generations)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        whole = spent_on(lambda: fit(published(), size, Path(folder), workers=1, simulate=timed)).cpu
    return {
        "fit_overhead": Figure(WHAT, 1.0 - sum(in_worlds) / whole, "", "CPU", 0.5),
        "fit_particle": Figure("worlds of a particle in a quick fit", sum(in_worlds) / len(in_worlds) * MS, "ms", "CPU"),
    }
