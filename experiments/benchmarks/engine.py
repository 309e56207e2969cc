"""How long a run takes: in a batch, with and without policies, beside the Mesa peer, on two threads, per event and per random draw."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from experiments.benchmarks.figures import MS, NS, Figure, in_turn, spent_on
from experiments.benchmarks.peer import PeerModel
from experiments.runs import record
from sim.batch import in_parallel, run_world, with_months
from sim.compiled import entry
from sim.dice import Purpose, run_key, uniform
from sim.indicators import NAMES
from sim.month import simulate_months
from sim.scenario import Policy, Scenario, load_scenario
from sim.start import Blueprint, blueprint, new_state

SEED = 1
REGION, POLICY = "typical-city", "one-of-each"
DRAWS = 2_000_000


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


@dataclass(frozen=True)
class Cities:
    """The reference city without policies, with one of each family, and with the same ones that never begin."""

    alone: Blueprint
    active: Blueprint
    off: Blueprint

    @classmethod
    def over(cls, months: int | None) -> "Cities":
        """The three over this number of months (None: the city's own 15 years)."""
        alone = with_months(load_scenario(REGION), months)
        active = with_months(load_scenario(REGION, [POLICY]), months)
        return cls(blueprint(alone), blueprint(active), blueprint(switched_off(active)))


def batch(plan: Blueprint, runs: int, workers: int = 1) -> None:
    """Whole runs, tables and indicators included; nothing is kept."""
    for _ in in_parallel(lambda r: run_world(plan, SEED, r), range(runs), workers):
        pass


def kept_batch(plan: Blueprint, runs: int) -> None:
    """Whole runs as `funnel run` keeps them: with their digest and the exact check of conservation."""
    for r in range(runs):
        record(run_world(plan, SEED, r), "")


def run_figures(cities: Cities, batches: int, runs: int) -> dict[str, Figure]:
    """Milliseconds a run on one core: medians over batches that take turns."""
    times = in_turn(
        batches, lambda: batch(cities.active, runs), lambda: batch(cities.alone, runs), lambda: batch(cities.off, runs),
        lambda: kept_batch(cities.active, runs),
    )  # fmt: skip
    active, alone, kept = (median(row[k].cpu for row in times) / runs * MS for k in (0, 1, 3))
    extra = median(off.cpu / without.cpu for _, without, off, _ in times)
    return {
        "run_with_one_of_each": Figure("a run, one instrument of each family active", active, "ms", "CPU", 2.0),
        "run_without_policies": Figure("a run without policies", alone, "ms", "CPU", 2.0),
        "instruments_off": Figure("cost of listed instruments that never begin", (extra - 1.0) * 100.0, "%", "CPU", 5.0),
        "run_as_kept": Figure("a run with digest and conservation check", kept, "ms", "CPU"),
    }  # fmt: skip


def event_figures(plan: Blueprint, batches: int, runs: int) -> dict[str, Figure]:
    """Nanoseconds of the compiled months per project event and per project, beside those of one random draw."""
    per_event, per_project, per_draw = [], [], []
    draws(SEED, 1)
    for _ in range(batches):
        keys = [run_key(SEED, r) for r in range(runs)]
        states = [new_state(plan, key) for key in keys]
        took = spent_on(lambda keys=keys, states=states: [simulate_months(s, k, plan.months) for s, k in zip(states, keys, strict=True)])
        per_event.append(took.cpu * NS / sum(int(s.clock[0].events) for s in states))
        per_project.append(took.cpu * NS / sum(int(s.clock[0].projects) for s in states))
        per_draw.append(spent_on(lambda: draws(SEED, DRAWS)).cpu * NS / DRAWS)
    event, draw = median(per_event), median(per_draw)
    return {
        "event": Figure("the months of a run, per project event", event, "ns", "CPU"),
        "project": Figure("the months of a run, per project", median(per_project), "ns", "CPU"),
        "draw": Figure("one random draw", draw, "ns", "CPU"),
        "draws_per_event": Figure("a project event costs as much as this many draws", event / draw, "draws", "CPU"),
    }


def thread_figures(plan: Blueprint, pairs: int, runs: int) -> dict[str, Figure]:
    """Two threads against one, in turn, by the clock on the wall: needs two cores that nobody else uses."""
    times = in_turn(pairs, lambda: batch(plan, runs, 1), lambda: batch(plan, runs, 2))
    return {
        "two_threads": Figure("2 threads against 1", median(one.wall / two.wall for one, two in times), "times", "wall", 1.8, True),
        "two_threads_cpu": Figure("CPU time of 2 threads over that of 1", median(two.cpu / one.cpu for one, two in times), "times", "CPU"),
        "cores_had": Figure("cores that 2 threads had to themselves", median(two.cpu / two.wall for _, two in times), "cores", "wall"),
    }


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


def against_peer(plan: Blueprint, peer_runs: int, runs: int) -> tuple[dict[str, Figure], Beside]:
    """The peer on the same region without policies, building of agents and tables included on either side, blueprint on neither."""
    ours, theirs = [], []

    def ours_too() -> None:
        ours.extend(run_world(plan, SEED, len(ours) + r).vector for r in range(runs))

    def peer() -> None:
        found = PeerModel(plan, SEED + len(theirs)).run_model().indicators
        theirs.append([found[name] for name in NAMES])

    times = in_turn(peer_runs, ours_too, peer)
    figures = {
        "peer": Figure("times as fast as the Mesa peer", median(p.cpu / (o.cpu / runs) for o, p in times), "times", "CPU", 100.0, True),
        "peer_run": Figure("a run of the Mesa peer", median(p.cpu for _, p in times) * MS, "ms", "CPU"),
    }
    return figures, Beside(np.array(ours), np.array(theirs))
