"""`funnel bench`: every figure of speed from one run on one machine, each as a ratio to its target. Nothing here is asserted.

`main` returns (and with `json` prints) one document:

    figures{name: {what, value, unit, clock, target, bound, ratio, verdict}}   verdict: met, missed, or null without a target
    peer{indicator: {ours, peer, standard_errors}}                            means on the reference city without policies
    scaling[{areas, projects, seconds, ns_per_project, table_bytes, peak_bytes, payment_bytes}]
    machine{cores, load, python, numpy, numba, mesa, sources}
    sizes{...}, seconds

CPU time is that of this process and hardly disturbed by other programs; figures by the clock on the wall are, so leave the machine alone.
"""

import json as json_module
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from experiments.benchmarks.figures import Figure


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    months: int | None = None  # None: the regions' own 15 years
    batches: int = 5
    runs: int = 50  # in a batch
    peer_runs: int = 2
    pairs: int = 7  # repetitions of the comparison of 2 threads with 1
    areas: tuple[int, ...] = (1, 10, 100, 556)
    starts: int = 5  # of `funnel --help`
    compares: int = 2
    replications: int = 200


FULL, QUICK = Sizes(), Sizes(areas=(1, 10, 100))


def main(json: bool = False, quick: bool = False, sizes: Sizes | None = None) -> dict[str, Any]:
    """Measure everything; print a table, or with `json` the document. `quick` leaves out the region of a million projects."""
    sizes = sizes or (QUICK if quick else FULL)
    begun = time.perf_counter()
    document: dict[str, Any] = {"machine": machine(), "sizes": asdict(sizes)}
    figures: dict[str, Figure] = {}
    for part, details in parts(sizes):
        figures |= part
        document |= details
    document |= {"figures": {name: figure.as_dict() for name, figure in figures.items()}, "seconds": time.perf_counter() - begun}
    if json:
        print(json_module.dumps(document, indent=2, allow_nan=False))
    else:
        show(figures, document)
    return document


def parts(sizes: Sizes) -> Iterator[tuple[dict[str, Figure], dict[str, Any]]]:
    """Each part of the suite in turn: its figures, and what belongs into the document beside them."""
    from experiments.benchmarks import commands, engine, scaling  # here, because numba and Mesa take a second to import

    say("preparing (compiles on the first run only)")
    cities = engine.Cities.over(sizes.months)
    for plan in (cities.alone, cities.active, cities.off):
        engine.batch(plan, 3)
    say("runs in a batch")
    yield engine.run_figures(cities, sizes.batches, sizes.runs), {}
    say("project events and random draws")
    yield engine.event_figures(cities.active, sizes.batches, sizes.runs), {}
    say("the Mesa peer")
    figures, beside = engine.against_peer(cities.alone, sizes.peer_runs, sizes.runs)
    yield figures, {"peer": beside.table()}
    say("two threads")
    yield engine.thread_figures(cities.active, sizes.pairs, 2 * sizes.runs), {}
    say(f"growth up to {sizes.areas[-1]} areas")
    figures, grown = scaling.scaling(sizes.areas, sizes.months)
    yield figures, {"scaling": [size.as_dict() for size in grown]}
    say("whole commands")
    yield commands.help_figure(sizes.starts) | commands.compare_figures(sizes.compares, sizes.replications), {}


def machine() -> dict[str, Any]:
    """What the figures were measured on, without its name; `load` is the average number of busy processes in the last minute."""
    from sim.compiled import source_hash

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    load = round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
    packages = {name: version(name) for name in ("numpy", "numba", "mesa")}
    return {"cores": cores, "load": load, "python": platform.python_version()} | packages | {"sources": source_hash()}


def say(what: str) -> None:
    """Progress, on stderr."""
    print(f"  ... {what}", file=sys.stderr, flush=True)


def show(figures: dict[str, Figure], document: dict[str, Any]) -> None:
    """The figures as a table, then the peer's means beside ours, then the sizes."""
    print(f"{'figure':<78} {'measured':>12} {'':<6} {'target':>8} {'ratio':>7}  {'':<6} clock")
    for figure in figures.values():
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        measured = f"{figure.value:>12,.3g}" if abs(figure.value) < 1000 else f"{figure.value:>12,.0f}"
        verdict = figure.verdict or ""
        print(f"{figure.what:<78} {measured} {figure.unit:<6} {figure.bound:>8} {ratio:>7}  {verdict:<6} {figure.clock}")
    print("\nmeans on the reference city without policies; difference in standard errors")
    for name, row in document.get("peer", {}).items():
        if row["ours"] is not None:
            error = "" if row["standard_errors"] is None else f"{row['standard_errors']:+.1f}"
            print(f"  {name:<24} ours {row['ours']:>14,.2f}   peer {row['peer']:>14,.2f}   {error:>5}")
    print("\nareas    projects   seconds   ns per project   peak bytes per project   tables")
    for row in document.get("scaling", ()):
        projects = max(1, row["projects"])
        print(
            f"{row['areas']:>5} {row['projects']:>11,} {row['seconds']:>9.3f} {row['ns_per_project']:>16,.0f}"
            f" {row['peak_bytes'] / projects:>24.0f} {row['table_bytes'] / projects:>8.0f}"
        )
    m = document["machine"]
    software = f"Python {m['python']}, numba {m['numba']}, Mesa {m['mesa']}"
    print(f"\n{m['cores']} cores, load {m['load']}, {software}; {document['seconds']:.0f} s")
