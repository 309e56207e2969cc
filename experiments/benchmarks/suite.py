"""`funnel bench`: every figure of speed from one run on one machine, each as a ratio to its target. Nothing here is asserted.

`measure` gives (and `main` with `json` prints) one document:

    figures{name: {what, value, least, median, unit, clock, target, bound, ratio, verdict}}   verdict: met, missed, null without a target
    peer{indicator: {ours, peer, standard_errors}}                            means on the reference city without policies
    scaling[{areas, projects, seconds, ns_per_project, table_bytes, peak_bytes, resident_bytes, payment_bytes}]
    machine{cores, load, python, numpy, numba, mesa, sources}
    sizes{...}, seconds

Times are judged by the quickest of many turns, ratios by the median over turns (two threads by the quickest, because who else uses the second
core halves them); `least` and `median` give both. Figures by the clock on the wall still need a machine left alone: `two_threads_draws` says
how much of two cores there was to have.
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
    turns: int = 60  # of batches, which are short so that some are undisturbed
    runs: int = 10  # in a batch
    off_turns: int = 60  # of single worlds with and without instruments that never begin
    off_runs: int = 12
    peer_turns: int = 25
    thread_turns: int = 30  # 1 thread, then 2
    thread_runs: int = 256  # a batch, of which threads take portions
    areas: tuple[int, ...] = (1, 10, 100, 556)
    area_turns: int = 3
    starts: int = 7  # of `funnel --help`
    compares: int = 4
    fit: tuple[int, int] = (10, 2)  # particles and generations
    replications: int = 200
    study: int = 256  # base rows of the reference study


FULL, QUICK = Sizes(), Sizes(areas=(1, 10, 100), study=32)


def main(json: bool = False, quick: bool = False, sizes: Sizes | None = None) -> None:
    """Measure everything; print a table, or with `json` the document. `quick` leaves out the region of a million projects."""
    figures, document = measure(sizes or (QUICK if quick else FULL))
    if json:
        print(json_module.dumps(document, indent=2, allow_nan=False))
    else:
        show(figures, document)


def measure(sizes: Sizes) -> tuple[dict[str, Figure], dict[str, Any]]:
    """Every figure, and the document with them and all that belongs beside them."""
    begun = time.perf_counter()
    document: dict[str, Any] = {"machine": machine(), "sizes": asdict(sizes)}
    figures: dict[str, Figure] = {}
    for part, details in parts(sizes):
        figures |= part
        document |= details
    document |= {"figures": {name: figure.as_dict() for name, figure in figures.items()}, "seconds": time.perf_counter() - begun}
    return figures, document


def parts(sizes: Sizes) -> Iterator[tuple[dict[str, Figure], dict[str, Any]]]:
    """Each part of the suite in turn: its figures, and what belongs into the document beside them."""
    from experiments.benchmarks import commands, engine, fitting, scaling  # here, because numba and Mesa take a second to import

    say("preparing (compiles on the first run only)")
    cities = engine.Cities.over(sizes.months)
    for plan in (cities.alone, cities.active, cities.off, cities.every):
        engine.batch(plan, 3)
    say("runs in a batch")
    yield engine.run_figures(cities, sizes.turns, sizes.runs), {}
    say("instruments that never begin")
    yield engine.off_figures(cities, sizes.off_turns, sizes.off_runs), {}
    say("project events and random draws")
    yield engine.event_figures(cities.active, sizes.turns, sizes.runs), {}
    say("the Mesa peer")
    figures, beside = engine.against_peer(cities.alone, sizes.peer_turns, sizes.runs)
    yield figures, {"peer": beside.table()}
    say("two threads")
    yield engine.thread_figures(cities.active, sizes.thread_turns, sizes.thread_runs), {}
    say(f"growth up to {sizes.areas[-1]} areas")
    figures, grown = scaling.scaling(sizes.areas, sizes.months, sizes.area_turns)
    yield figures, {"scaling": [size.as_dict() for size in grown]}
    say("a fit")
    yield fitting.fit_figures(*sizes.fit), {}
    say("whole commands")
    yield commands.help_figure(sizes.starts) | commands.compare_figures(sizes.compares, sizes.replications), {}
    say("a study")
    yield commands.study_figures(sizes.study) if hasattr(os, "wait4") else {}, {}


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
    print(f"{'figure':<84} {'measured':>9} {'least':>9} {'median':>9} {'':<6} {'target':>8} {'ratio':>7}  {'':<6} clock")
    for figure in figures.values():
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        numbers = " ".join(f"{written(number):>9}" for number in (figure.value, figure.quickest, figure.median))
        print(f"{figure.what:<84} {numbers} {figure.unit:<6} {figure.bound:>8} {ratio:>7}  {figure.verdict or '':<6} {figure.clock}")
    print("\nmeans on the reference city without policies; difference in standard errors")
    for name, row in document.get("peer", {}).items():
        if row["ours"] is not None:
            error = "" if row["standard_errors"] is None else f"{row['standard_errors']:+.1f}"
            print(f"  {name:<24} ours {row['ours']:>14,.2f}   peer {row['peer']:>14,.2f}   {error:>5}")
    print("\nareas    projects   seconds   ns per project   bytes per project: peak   resident   tables")
    for row in document.get("scaling", ()):
        projects = max(1, row["projects"])
        grown = "" if row["resident_bytes"] is None else f"{row['resident_bytes'] / projects:.0f}"
        print(
            f"{row['areas']:>5} {row['projects']:>11,} {row['seconds']:>9.3f} {row['ns_per_project']:>16,.0f}"
            f" {row['peak_bytes'] / projects:>25.0f} {grown:>10} {row['table_bytes'] / projects:>8.0f}"
        )
    m = document["machine"]
    software = f"Python {m['python']}, numba {m['numba']}, Mesa {m['mesa']}"
    print(f"\n{m['cores']} cores, load {m['load']}, {software}; {document['seconds']:.0f} s")


def written(value: float | None) -> str:
    """A measured number in three digits, large ones whole."""
    if value is None:
        return ""
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"
