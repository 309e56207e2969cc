"""How long a run takes: in a batch, with and without policies, beside the Mesa peer, on two threads, per event and per random draw."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import Any

import numpy as np

from experiments.benchmarks.figures import MS, NS, Figure, Turns, in_turn
from experiments.benchmarks.peer import PeerModel
from experiments.runs.records import record
from sim.batch import in_parallel, run_world, with_months
from sim.compiled import entry
from sim.dice import Purpose, run_key, uniform
from sim.indicators import NAMES
from sim.month import simulate_months
from sim.scenario import Policy, Scenario, list_policies, list_regions, load_policy, load_scenario
from sim.start import Blueprint, blueprint, new_state
from sim.tables import State

SEED = 1
REGION, POLICY = "typical-city", "one-of-each"
DRAWS = 2_000_000
DRAWS_A_RUN = 100_000
"""Random draws that take about as long as a run."""


@entry
def draws(seed, number):
    """The sum of `number` random draws, so that none can be left out."""
    total = 0.0
    for k in range(number):
        total += uniform(seed, k, Purpose.ARRIVALS, 0)
    return total


def switched_off(scenario: Scenario) -> Scenario:
    """The same policies, each instrument beginning only after the last month: all are listed and none ever acts."""
    calendar = scenario.region.calendar
    after = calendar.start + calendar.months

    def without_effect(policy: Policy) -> Policy:
        later = {key: tool.model_copy(update={"start": after, "end": None}) for key, tool in policy.instruments.items()}
        return policy.model_copy(update={"instruments": later})

    return Scenario(scenario.region, tuple(without_effect(policy) for policy in scenario.policies))


def every_family() -> list[str]:
    """Policies for any region that together have an instrument of every family there is, as few instruments as can be."""
    anywhere = [load_policy(name) for name in list_policies() if not name.startswith(tuple(f"{region}-" for region in list_regions()))]
    of = {policy.id: {tool.family for tool in policy.instruments.values()} for policy in anywhere}
    found = Counter(family for mine in of.values() for family in mine)
    chosen, tools, families = [], set(), set()
    for family in sorted(found, key=lambda family: (found[family], family)):  # the rarest first, so that its policy is still free
        if family not in families:
            free = (policy for policy in anywhere if family in of[policy.id] and not tools & set(policy.instruments))
            policy = min(free, key=lambda policy: len(policy.instruments))
            chosen.append(policy.id)
            tools, families = tools | set(policy.instruments), families | of[policy.id]
    return chosen


@dataclass(frozen=True)
class Cities:
    """The reference city without policies, with one of each kind of policy, with the same ones that never begin, and with every family."""

    alone: Blueprint
    active: Blueprint
    off: Blueprint
    every: Blueprint

    @classmethod
    def over(cls, months: int | None) -> "Cities":
        """The four over this number of months (None: the city's own 15 years)."""
        alone = with_months(load_scenario(REGION), months)
        active = with_months(load_scenario(REGION, [POLICY]), months)
        every = with_months(load_scenario(REGION, every_family()), months)
        return cls(blueprint(alone), blueprint(active), blueprint(switched_off(active)), blueprint(every))


def batch(plan: Blueprint, runs: int, workers: int = 1) -> None:
    """Whole runs, tables and indicators included; of each only the indicators are kept, as large batches keep a record only."""
    for _ in in_parallel(lambda r: run_world(plan, SEED, r).vector, range(runs), workers):
        pass


def kept_batch(plan: Blueprint, runs: int, workers: int = 1) -> None:
    """Whole runs as `funnel run` keeps them: with their digest and all else that the store holds of a world."""
    for _ in in_parallel(lambda r: record(run_world(plan, SEED, r)), range(runs), workers):
        pass


def run_figures(cities: Cities, turns: int, runs: int) -> dict[str, Figure]:
    """Milliseconds a run on one core in a batch: with policies, without, with the digest and record of what is kept, and with every family."""
    plans = (cities.active, cities.alone, cities.every)
    took = in_turn(turns, *(partial(batch, plan, runs) for plan in plans), lambda: kept_batch(cities.active, runs))

    def figure(work: int, what: str, target: float | None = None) -> Figure:
        return Figure(what, took.least(work) / runs * MS, "ms", "CPU", target, median=took.median(work) / runs * MS)

    return {
        "run_with_one_of_each": figure(0, "a run, one instrument of each family active", 2.0),
        "run_without_policies": figure(1, "a run without policies", 2.0),
        "run_with_every_family": figure(2, f"a run with every mechanism on ({len(cities.every.instruments)} instruments)", 3.0),
        "run_as_kept": figure(3, "a run as the store keeps it, with digest and record"),
    }


def off_figures(cities: Cities, turns: int, runs: int) -> dict[str, Figure]:
    """What it costs to list instruments that never begin: the very same worlds with and without them, each by its own quickest turn.

    A few per cent are less than what other programs on the machine take from a batch, but hardly a world is disturbed in all its turns.
    """
    plans = (cities.alone, cities.off)
    took = in_turn(turns, *(partial(run_world, plan, SEED, r) for r in range(runs) for plan in plans))
    least, usual = ([sum(seconds(2 * r + k) for r in range(runs)) / runs for k in (0, 1)] for seconds in (took.least, took.median))
    extra, middle = ((off / on - 1.0) * 100.0 for on, off in (least, usual))
    return {
        "instruments_off": Figure("cost of listed instruments that never begin", extra, "%", "CPU", 5.0, median=middle),
        "off_run": Figure("a run with instruments that never begin", least[1] * MS, "ms", "CPU", median=usual[1] * MS),
        "on_run": Figure("the same runs without them", least[0] * MS, "ms", "CPU", median=usual[0] * MS),
    }


def event_figures(plan: Blueprint, turns: int, runs: int) -> dict[str, Figure]:
    """Nanoseconds of the compiled months per project event and per project, beside those of one random draw."""
    keys = [run_key(SEED, r) for r in range(runs)]
    fresh = [[new_state(plan, key) for key in keys] for _ in range(turns)]
    done: list[list[State]] = []

    def months() -> None:
        states = fresh.pop()
        for state, key in zip(states, keys, strict=True):
            simulate_months(state, key, plan.months)
        done[:] = [states]

    draws(SEED, 1)
    took = in_turn(turns, months, lambda: draws(SEED, DRAWS))
    events, projects = (sum(int(s.clock[0][name]) for s in done[0]) for name in ("events", "projects"))

    def figure(work: int, what: str, number: int) -> Figure:
        return Figure(what, took.least(work) * NS / number, "ns", "CPU", median=took.median(work) * NS / number)

    event, draw = figure(0, "the months of a run, per project event", events), figure(1, "one random draw", DRAWS)
    by_turn, least = (ratio * DRAWS / events for ratio in (took.median_ratio(0, 1), took.ratio(0, 1)))
    return {
        "event": event,
        "project": figure(0, "the months of a run, per project", projects),
        "draw": draw,
        "draws_per_event": Figure("a project event costs as much as this many draws", by_turn, "draws", "CPU", median=by_turn, least=least),
    }


def thread_figures(plan: Blueprint, turns: int, runs: int) -> dict[str, Figure]:
    """Two threads against one, in turn, by the clock on the wall: needs two cores that nobody else uses.

    The random draws beside them take about as long, so that starting threads is the same small share of both.
    """

    def only_draws(_plan: Blueprint, runs: int, workers: int) -> None:
        list(in_parallel(lambda k: draws(k, DRAWS_A_RUN), range(runs), workers))

    took = in_turn(turns, *(partial(work, plan, runs, workers) for work in (batch, kept_batch, only_draws) for workers in (1, 2)))
    had = [pair.cpu / pair.wall for pair in took.spent[1]]

    def gain(one: int, two: int, what: str, target: float | None = None) -> Figure:
        return Figure(what, took.ratio(one, two, "wall"), "times", "wall", target, target is not None, took.median_ratio(one, two, "wall"))

    return {
        "two_threads": gain(0, 1, "2 threads against 1", 1.8),
        "one_thread_run": wall_of(took, 0, runs, "a run of a batch on 1 thread"),
        "two_threads_run": wall_of(took, 1, runs, "a run of a batch on 2 threads"),
        "two_threads_as_kept": gain(2, 3, "2 threads against 1 for runs as the store keeps them"),
        "two_threads_draws": gain(4, 5, "2 threads against 1 for random draws alone: what the machine has to give"),
        "two_threads_cpu": Figure("CPU time of 2 threads over that of 1", took.ratio(1, 0), "times", "CPU", median=took.median_ratio(1, 0)),
        "cores_had": Figure("cores that 2 threads had to themselves", max(had), "cores", "wall", median=median(had)),
    }


def wall_of(took: Turns, work: int, runs: int, what: str) -> Figure:
    """Milliseconds a run by the clock on the wall."""
    return Figure(what, took.least(work, "wall") / runs * MS, "ms", "wall", median=took.median(work, "wall") / runs * MS)


@dataclass
class Beside:
    """Our indicators and the peer's, on the same region."""

    ours: np.ndarray  # (runs, indicators)
    peer: np.ndarray
    names: tuple[str, ...] = field(default=NAMES)

    def table(self) -> dict[str, dict[str, Any]]:
        """Means, and their difference in standard errors of the difference; null where a side has nothing to average."""
        result = {}
        for k, name in enumerate(self.names):
            ours, peer = (x[np.isfinite(x)] for x in (self.ours[:, k], self.peer[:, k]))
            if not ours.size or not peer.size:
                result[name] = {"ours": None, "peer": None, "standard_errors": None}
                continue
            spread = float(ours.std(ddof=1)) if ours.size > 1 else 0.0  # the peer has the same spread but too few runs to show it
            error = spread * float(np.sqrt(1.0 / ours.size + 1.0 / peer.size))
            mean, mean_of_peer = float(ours.mean()), float(peer.mean())
            away = (mean_of_peer - mean) / error if error else None
            result[name] = {"ours": mean, "peer": mean_of_peer, "standard_errors": away}
        return result


def against_peer(plan: Blueprint, turns: int, runs: int) -> tuple[dict[str, Figure], Beside]:
    """The peer on the same region without policies, building of agents and tables included on either side, blueprint on neither.

    Every turn of the peer is another world; the worlds of either side have about as many results, and so are compared by time per result.
    """
    ours: list[np.ndarray] = []
    theirs: list[list[float]] = []
    batch(plan, 1)

    def ours_too() -> None:
        ours.extend(run_world(plan, SEED, len(ours) + r).vector for r in range(runs))

    def peer() -> None:
        found = PeerModel(plan, SEED + len(theirs)).run_model().indicators
        theirs.append([found[name] for name in NAMES])

    took = in_turn(turns, ours_too, peer)
    beside = Beside(np.array(ours), np.array(theirs))
    results = NAMES.index("results")
    our_results, peer_results = beside.ours[:, results].reshape(turns, runs).sum(axis=1), beside.peer[:, results]
    ours_per_result = np.array(took.seconds(0, "CPU")) / our_results
    peer_per_result = np.array(took.seconds(1, "CPU")) / peer_results
    least, usual = peer_per_result.min() / ours_per_result.min(), np.median(peer_per_result / ours_per_result)
    return {
        "peer": Figure("times as fast as the Mesa peer", float(usual), "times", "CPU", 100.0, True, float(usual), float(least)),
        "peer_run": Figure("a run of the Mesa peer", took.least(1) * MS, "ms", "CPU", median=took.median(1) * MS),
        "peer_ours": Figure("our runs between those of the peer", took.least(0) / runs * MS, "ms", "CPU", median=took.median(0) / runs * MS),
    }, beside
