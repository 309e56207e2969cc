"""Whether time and memory grow in a straight line up to a million projects.

`python -m experiments.benchmarks.scaling AREAS MONTHS` prints by how many bytes one run makes its process grow.
"""

import gc
import os
import subprocess
import sys
import tracemalloc
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from experiments.benchmarks.commands import environment
from experiments.benchmarks.engine import SEED
from experiments.benchmarks.figures import NS, Figure, in_turn
from sim.batch import Outcome, run_world, with_months
from sim.scenario import load_scenario
from sim.start import Blueprint, blueprint
from sim.tables import PROJECT

PROJECTS_TIMED = 40_000
"""Small regions are repeated until about this many projects have been timed."""
RESIDENT = Path("/proc/self/statm")


@dataclass(frozen=True)
class Size:
    """One size of the nation. Seconds are CPU time of a run at its quickest; bytes are what a run takes, without the blueprint."""

    areas: int
    projects: int
    seconds: float
    ns_per_project: float
    table_bytes: int  # all tables but payments
    peak_bytes: int  # the most that a run held at once, as Python's allocators count it
    resident_bytes: int | None  # growth of the resident memory of a process of its own; None where the system does not tell
    payment_bytes: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Memory:
    """Bytes that one run takes."""

    projects: int
    tables: int
    payments: int
    peak: int
    resident: int | None


def nation(areas: int, months: int | None) -> Blueprint:
    """The nation with this many areas, without policies."""
    return blueprint(with_months(load_scenario("nation", overrides={"areas": areas}), months))


def resident() -> int | None:
    """Resident memory of this process in bytes; None where the system does not tell."""
    return int(RESIDENT.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if RESIDENT.exists() else None


def growth_here(areas: int, months: int | None) -> int | None:
    """By how many bytes one run, its tables still held, makes this process grow."""
    run_world(nation(1, months), SEED, 0)
    plan = nation(areas, months)
    gc.collect()
    before = resident()
    outcome = run_world(plan, SEED, 0)
    after = resident()
    del outcome
    return None if before is None or after is None else after - before


def growth_in_new_process(areas: int, months: int | None) -> int | None:
    """The same in a process of its own, which has no memory left over from earlier work and gives back what it frees (glibc)."""
    command = [sys.executable, "-m", "experiments.benchmarks.scaling", str(areas), str(months)]
    giving_back = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "0"}
    answer = subprocess.run(command, check=True, capture_output=True, text=True, env=environment() | giving_back).stdout.strip()
    return None if answer == "None" else int(answer)


def memory_of(plan: Blueprint, areas: int, months: int | None) -> Memory:
    """One run traced for the most it held at once, and one in a process of its own whose resident memory is watched."""
    tracemalloc.start()
    try:
        outcome = run_world(plan, SEED, 0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return Memory(*sizes_of(outcome), peak, growth_in_new_process(areas, months))


def repeated(plan: Blueprint, runs: int) -> None:
    """The same world several times over."""
    for _ in range(runs):
        run_world(plan, SEED, 0)


def sizes_of(outcome: Outcome) -> tuple[int, int, int]:
    """Projects, bytes of all tables but payments, bytes of payments."""
    s = outcome.state
    return int(s.clock[0].projects), sum(t.nbytes for t in s) - s.payments.nbytes, s.payments.nbytes


def scaling(areas: tuple[int, ...], months: int | None, turns: int) -> tuple[dict[str, Figure], list[Size]]:
    """From the smallest to the largest: growth of time per project, and bytes that each further project takes."""
    plans = [nation(n, months) for n in areas]
    run_world(plans[0], SEED, 0)  # the first run compiles and fills the caches
    memories = [memory_of(plan, n, months) for plan, n in zip(plans, areas, strict=True)]
    runs = [max(1, PROJECTS_TIMED // max(1, memory.projects)) for memory in memories]
    took = in_turn(turns, *(lambda plan=plan, number=number: repeated(plan, number) for plan, number in zip(plans, runs, strict=True)))
    sizes = []
    for k, memory in enumerate(memories):
        seconds = took.least(k) / runs[k]
        per_project = seconds * NS / max(1, memory.projects)
        sizes.append(Size(areas[k], memory.projects, seconds, per_project, memory.tables, memory.peak, memory.resident, memory.payments))
    return figures_of(sizes), sizes


def figures_of(sizes: list[Size]) -> dict[str, Figure]:
    """The largest against the smallest."""
    small, large = sizes[0], sizes[-1]
    more = max(1, large.projects - small.projects)
    growth = large.ns_per_project / small.ns_per_project if small.ns_per_project else float("nan")
    peak = (large.peak_bytes - large.payment_bytes - small.peak_bytes + small.payment_bytes) / more
    known = large.resident_bytes is not None and small.resident_bytes is not None
    grown = (large.resident_bytes - small.resident_bytes) / more if known else float("nan")
    time_of = f"time per project at {large.projects:,} projects over that at {small.projects:,}"
    return {
        "time_per_project": Figure(time_of, growth, "times", "CPU", 3.0),
        "nation_run": Figure(f"a run of {large.projects:,} projects", large.seconds, "s", "CPU"),
        "row_bytes": Figure("memory of a project: its row", PROJECT.itemsize, "bytes", "count", 200.0),
        "peak_bytes": Figure("peak memory that a further project brings, its share of firms and labs included", peak, "bytes", "count", 200.0),
        "resident_bytes": Figure("growth of resident memory that a further project brings, the same included", grown, "bytes", "count", 200.0),
    }


if __name__ == "__main__":
    print(growth_here(int(sys.argv[1]), None if sys.argv[2] == "None" else int(sys.argv[2])))
