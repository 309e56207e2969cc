"""Whole runs and batches without Mesa objects: the same sweeps, threads over runs (the kernels release the GIL).

outcomes = simulate(load_scenario("chenzhou"), seed=1, replications=20, workers=2)
outcomes[0].indicators["batch_output"], outcomes[0].digest
"""

import math
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from sim.checks import Counted, in_words, must_hold, nothing_broken
from sim.counting import Counters, Counts, counts_of
from sim.dice import run_key
from sim.digests import Columns, columns_digest
from sim.indicators import NAMES, measure_counted
from sim.lifetime import live
from sim.month import simulate_months
from sim.run_error import RunError
from sim.scenario import Scenario, load_scenario, over_months
from sim.stages import Full
from sim.start import Blueprint, blueprint, new_state
from sim.tables import PROJECT, State

DECISIONS = tuple(
    name for name in PROJECT.names if PROJECT[name].kind == "i" and name not in ("next", "next_of_firm", "ticket", "paid_by", "from_outside")
)
HISTORY = Columns(PROJECT, DECISIONS)
MONEY = ("ticket",)
NULLABLE = {
    "months_to_batch_output", "utilisation", "months_waiting", "private_per_public",
    "break_even_month", "break_even_share", "county_gini", "fund_npv",
}  # fmt: skip

MOST_AT_ONCE = 16
"""Worlds a thread takes at once in a large batch."""


@dataclass
class Outcome:
    """What came of one world: `state` holds all its tables, `plan` is what it began as, everything else was measured at its end."""

    seed: int
    replication: int
    state: State
    counts: Counts
    indicators: dict[str, float]
    plan: Blueprint
    violations: tuple[str, ...]  # of conservation, at the end of the run

    @property
    def instruments(self) -> tuple[str, ...]:
        """Names in the ledger, in the order of `state.instruments`."""
        return self.plan.instruments

    @cached_property
    def decisions_digest(self) -> str:
        """SHA-256 of every project's whole-number history (states, routes, dates, partners): the same compiled or not, on any Python."""
        return HISTORY.digest(self.state.projects[: self.state.clock["projects"][0]])

    @cached_property
    def digest(self) -> str:
        """SHA-256 of decisions and of all money to the last yuan; what never opened, invested or paid leaves no trace in it."""
        s = self.state
        columns = [s.projects[: s.clock["projects"][0]][name] for name in MONEY]
        month = s.clock["month"][0]
        opened, founded = s.platforms["opens"] < month, s.funds["opens"] < month
        spent = s.instruments["spent"] != 0
        columns += [s.firms["cash"], s.platforms["cash"][opened], s.funds["capital"][founded & (s.funds["capital"] + s.funds["invested"] != 0)]]
        columns += [s.instruments["spent"][spent], s.instruments["recycled"][spent], s.spending[spent]]
        return columns_digest(columns, self.decisions_digest.encode())

    @property
    def vector(self) -> np.ndarray:
        """The indicators in the order of `indicators.NAMES`."""
        return np.array([self.indicators[name] for name in NAMES])


def run_world(plan: Blueprint, seed: int, replication: int, check: bool = False, assigned: np.ndarray | None = None) -> Outcome:
    """One world from its first to its last month. With `check`, conservation is verified after every month.

    `assigned` (projects,): a counterfactual world in which projects are sent another way than their firms choose (`firm.assigned_route`);
    `Route.NONE` leaves a project alone. Raises RunError when the run cannot be trusted, ConservationError when something was lost, ValueError
    for a wrong number of routes.
    """
    key = run_key(seed, replication)
    state = new_state(plan, key)
    if assigned is not None:
        if assigned.shape != state.projects.shape:
            raise ValueError(f"a route for each of {state.projects.size} projects is needed, not {assigned.size}")
        state = state._replace(assigned=assigned.astype(np.int8))
    if not check:
        return lived(plan, state, seed, replication, plan.months)
    for _ in range(plan.months):
        simulate_months(state, key, 1)
        must_hold(state)
    return finished(plan, state, seed, replication)


def finished(plan: Blueprint, state: State, seed: int, replication: int) -> Outcome:
    """Measure a world as it stands. Raises RunError on an error flag or NaN."""
    return lived(plan, state, seed, replication, months=0)


def lived(plan: Blueprint, state: State, seed: int, replication: int, months: int) -> Outcome:
    """What comes of a world in its next `months` months; `seed` and `replication` are those it was made with. Raises as `finished` does."""
    counters, broken = Counters.nothing(state), nothing_broken()
    sums = live(state, run_key(seed, replication), months, counters, Counted.nothing(state), broken)
    if error := state.clock["error"][0]:
        fault = f"the {Full(error).key} table is full; this is a fault of the program, please report it with this line"
        raise RunError(f"{name_of_world(plan, seed, replication)}: {fault}")
    counts = counts_of(counters, sums)
    indicators = measure_counted(state, counts)
    if bad := [name for name, value in indicators.items() if not math.isfinite(value) and name not in NULLABLE]:
        raise RunError(f"{name_of_world(plan, seed, replication)}: not a number in {', '.join(bad)}; check extreme parameters of this scenario")
    return Outcome(seed, replication, state, counts, indicators, plan, tuple(in_words(broken)))


def name_of_world(plan: Blueprint, seed: int, replication: int) -> str:
    """A world as messages name it."""
    return f"{plan.scenario.id}, seed {seed}, replication {replication}"


def with_policies(scenario: Scenario | str | Path, policies: Iterable) -> Scenario:
    """A region by name, path or as a Scenario, with these policies added to those it has. Raises ScenarioError."""
    named = [policies] if isinstance(policies, str | Path) else list(policies)
    if isinstance(scenario, Scenario):
        return load_scenario(scenario.region, [*scenario.policies, *named]) if named else scenario
    return load_scenario(scenario, named)


def with_months(scenario: Scenario, months: int | None) -> Scenario:
    """The same scenario over another number of dated months (None: as its file says)."""
    region = over_months(scenario.region, months)
    return scenario if region is scenario.region else Scenario(region, scenario.policies)


def default_workers() -> int:
    """Threads to use: one per core this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def portions(items: Sequence[Any], workers: int) -> Iterator[Sequence[Any]]:
    """Items in portions that threads take one after the other: ever fewer towards the end, so that no thread is left waiting for another.

    Source: guided self-scheduling (Polychronopoulos & Kuck 1987), with a quarter of their share.
    """
    begin = 0
    while begin < len(items):
        end = begin + max(1, min(MOST_AT_ONCE, (len(items) - begin) // (4 * workers)))
        yield items[begin:end]
        begin = end


def in_parallel(work: Callable[[Any], Any], items: Sequence[Any], workers: int | None = None) -> Iterator[Any]:
    """Results of `work` in the order of `items`, at most a few portions ahead of what is consumed, so that memory stays bounded.

    An error is raised in the place of its item, after the results of all before it.

    Threads take items in `portions`: handing over each by itself costs a tenth of a run in waking each other.
    """
    workers = workers or default_workers()
    if workers == 1:
        yield from map(work, items)
        return
    to_come, is_over = portions(items, workers), Event()

    def all_of(portion: Sequence[Any]) -> tuple[list[Any], Exception | None]:
        results: list[Any] = []
        try:
            for item in portion:
                if is_over.is_set():
                    break
                results.append(work(item))
        except Exception as error:
            return results, error  # what was done before it is not lost
        return results, None

    with ThreadPoolExecutor(workers) as pool:
        try:
            waiting = deque(pool.submit(all_of, portion) for portion in islice(to_come, 2 * workers))
            while waiting:
                results, error = waiting.popleft().result()
                yield from results
                if error is not None:
                    raise error
                waiting.extend(pool.submit(all_of, portion) for portion in islice(to_come, 1))
        finally:  # whoever stops waits for one item a thread, not for a portion
            is_over.set()
            pool.shutdown(wait=True, cancel_futures=True)


def simulate(
    scenario: Scenario | str,
    policies: Iterable = (),
    *,
    seed: int = 1,
    replications: int = 1,
    months: int | None = None,
    workers: int | None = 1,
    check: bool = False,
) -> list[Outcome]:
    """Run `replications` worlds of a scenario (or of a region by name, with policies); the same worlds whatever the number of workers.

    All tables of all worlds are kept; for large batches use `experiments.runs`. Raises ScenarioError, RunError, ConservationError.
    """
    plan = blueprint(with_months(with_policies(scenario, policies), months))
    return list(in_parallel(lambda r: run_world(plan, seed, r, check), range(replications), workers))
