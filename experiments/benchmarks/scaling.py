"""Whether time and memory grow in a straight line up to a million projects."""

import tracemalloc
from dataclasses import asdict, dataclass
from typing import Any

from experiments.benchmarks.engine import SEED
from experiments.benchmarks.figures import NS, Figure, spent_on
from sim.batch import Outcome, run_world, with_months
from sim.scenario import load_scenario
from sim.start import Blueprint, blueprint
from sim.tables import PROJECT

PROJECTS_TIMED = 40_000
"""Small regions are repeated until about this many projects have been timed."""


@dataclass(frozen=True)
class Size:
    """One size of the nation. Seconds are CPU time of a run; bytes are the most that a run held at once, without the blueprint."""

    areas: int
    projects: int
    seconds: float
    ns_per_project: float
    table_bytes: int  # all tables
    peak_bytes: int
    payment_bytes: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def measured(areas: int, months: int | None) -> Size:
    """The nation with this many areas, without policies: one run traced for its memory, then runs that are timed."""
    plan = blueprint(with_months(load_scenario("nation", overrides={"areas": areas}), months))
    tracemalloc.start()
    try:
        outcome = run_world(plan, SEED, 0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    projects, tables, payments = sizes_of(outcome)
    del outcome
    runs = max(1, PROJECTS_TIMED // max(1, projects))
    seconds = spent_on(lambda: repeated(plan, runs)).cpu / runs
    return Size(areas, projects, seconds, seconds * NS / max(1, projects), tables, peak - payments, payments)


def repeated(plan: Blueprint, runs: int) -> None:
    """The same world several times over."""
    for _ in range(runs):
        run_world(plan, SEED, 0)


def sizes_of(outcome: Outcome) -> tuple[int, int, int]:
    """Projects, bytes of all tables but payments, bytes of payments."""
    s = outcome.state
    return int(s.clock[0].projects), sum(t.nbytes for t in s) - s.payments.nbytes, s.payments.nbytes


def scaling(areas: tuple[int, ...], months: int | None) -> tuple[dict[str, Figure], list[Size]]:
    """From the smallest to the largest: growth of time per project, and bytes that each further project takes."""
    measured(areas[0], months)  # the first run compiles and fills the caches
    sizes = [measured(n, months) for n in areas]
    small, large = sizes[0], sizes[-1]
    more = max(1, large.projects - small.projects)
    growth = large.ns_per_project / small.ns_per_project if small.ns_per_project else float("nan")
    peak = (large.peak_bytes - small.peak_bytes) / more
    time_of = f"time per project at {large.projects:,} projects over that at {small.projects:,}"
    peak_of = "peak memory that a further project brings, its share of firms and labs included"
    return {
        "time_per_project": Figure(time_of, growth, "times", "CPU", 3.0),
        "row_bytes": Figure("memory of a project: its row", PROJECT.itemsize, "bytes", "count", 200.0),
        "peak_bytes": Figure(peak_of, peak, "bytes", "count", 200.0),
    }, sizes
