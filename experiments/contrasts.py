"""From the naive contrast to the true effect of a pilot: what 80 against 30 is made of, and whom a policy switches.

Y is batch output within a fixed horizon (`window` of the sector) after the route was chosen. All worlds share their luck:

W      the world as it is, followed on until every choice of the study period is resolved;
W_i    W with project i alone sent direct at the month of its decision, for a random subset of pilot entrants, one at a time;
W_0    W with every project sent direct that would pilot;
W_m    W with the pilots of W, which add no maturity.

naive - true = censoring + survivorship + selection + crowding, and true = maturation + screening; both sums are exact by construction.
Definitions: docs/explanation/contrasts.md; potential outcomes after Rubin (1974), one at a time against all at once after Hudgens & Halloran (2008).
"""

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.equal_budget.lottery import Lottery
from experiments.running import Progress, plans_for, turns, version_of
from experiments.runs.batch import Alone, Batch, Bundle
from experiments.runs.carry_out import carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.gathering import fill, tasks_of
from experiments.runs.worlds import PORTION, Place
from experiments.statistics import NOTHING, Interval, jackknife_interval, mean_interval
from experiments.worlds import AS_GIVEN, Version, versions_for
from sim.batch import Outcome, run_world, with_months, with_policies
from sim.scenario import Scenario, with_world
from sim.stages import PilotResult, Route
from sim.start import Blueprint
from sim.tables import NEVER

TOGGLED = 8
"""Pilot entrants sent direct one at a time in each world; each costs a run."""

GROUPS = ("passed_by_date", "direct_by_date", "passed", "direct", "entrants", "alone", "true", "no_maturity", "others", "switched")
"""Every group has a number of cases and a sum: of Y, or of a difference in Y. In `alone` the few toggled of a world stand for all its entrants."""
COUNTED = ("passed", "direct", "entrants", "others", "switched")
"""Groups whose cases are projects of a world as they are."""

CHAIN = ("naive", "closed_cohorts", "per_entrant", "alone", "true")
PARTS = ("censoring", "survivorship", "selection", "crowding")
TRUE_PARTS = ("maturation", "screening")
NUMBERS = {"social": "10k CNY", "avoided": "10k CNY", "toggled": "projects"}
"""What is kept of a world beside the sums, with units."""
VERSIONED = ("naive", "per_entrant", "true", "switched")


@dataclass(frozen=True)
class Fates:
    """The projects of one followed world, by row: what a contrast needs to know of them. Months; `first` and `last` bound the study period."""

    names: np.ndarray
    chosen: np.ndarray
    reached: np.ndarray  # Y
    batch_output: np.ndarray
    stopped: np.ndarray
    pilot_ended: np.ndarray
    entrant: np.ndarray
    passed: np.ndarray
    direct: np.ndarray
    route: np.ndarray

    @classmethod
    def of(cls, outcome: Outcome) -> "Fates":
        """Of a world that has been followed."""
        p = outcome.state.projects
        within = p["batch_output"] - p["chosen"] <= outcome.state.sectors["window"][p["sector"]]
        entrant = p["pilot_started"] != NEVER
        return cls(
            names=p["name"].copy(),
            chosen=p["chosen"].copy(),
            reached=(p["batch_output"] != NEVER) & within,
            batch_output=p["batch_output"].copy(),
            stopped=p["stopped"].copy(),
            pilot_ended=p["pilot_ended"].copy(),
            entrant=entrant,
            passed=p["pilot"] == PilotResult.PASSED,
            direct=~entrant & (p["route"] == Route.DIRECT) & (p["trial_started"] != NEVER),
            route=p["route"].copy(),
        )

    def cohort(self, first: int, last: int) -> np.ndarray:
        """Projects whose firm chose a route in the study period, first month included, last not."""
        return (self.chosen >= first) & (self.chosen < last)

    def known_by(self, month: int) -> np.ndarray:
        """Whether statistics of that month know how the project ended."""
        return self.reached_by(month) | ((self.stopped != NEVER) & (self.stopped < month))

    def reached_by(self, month: int) -> np.ndarray:
        """Whether it had reached batch output before that month."""
        return (self.batch_output != NEVER) & (self.batch_output < month)


@dataclass(frozen=True)
class Plans:
    """The blueprints of one calibrated version, followed beyond the study period."""

    world: Blueprint
    no_maturity: Blueprint
    study: Blueprint  # the world over the study period alone, in which money is counted
    baseline: Blueprint | None  # without the policy, where one is compared
    first: int
    last: int  # first month after the study period


@dataclass(frozen=True)
class Contrast:
    """Sums over the projects of each world, (worlds, 2 * GROUPS): cases and sums by turns; money of W less W_0 beside."""

    sums: np.ndarray
    social: np.ndarray  # (worlds,) social net present value of W less that of W_0, 万元
    avoided: np.ndarray  # (worlds,) scale-up losses avoided in W, 万元
    toggled: np.ndarray  # (worlds,) pilot entrants really sent direct one at a time
    clusters: np.ndarray
    compared: bool  # whether there is a baseline without the policy

    def interval(self, of: Callable[[np.ndarray], np.ndarray]) -> Interval:
        """A function of the sums over worlds, with its interval."""
        return jackknife_interval(self.sums, of, self.clusters)

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        """All steps and parts by name."""
        steps: dict[str, Callable[[np.ndarray], np.ndarray]] = {
            "naive": lambda t: rate(t, "passed_by_date") - rate(t, "direct_by_date"),
            "closed_cohorts": lambda t: rate(t, "passed") - rate(t, "direct"),
            "per_entrant": lambda t: rate(t, "entrants") - rate(t, "direct"),
            "alone": lambda t: rate(t, "alone"),
            "true": lambda t: rate(t, "true"),
            "maturation": lambda t: rate(t, "no_maturity"),
            "spillover": lambda t: rate(t, "others"),
        }
        for part, (before, after) in zip(PARTS, pairwise(CHAIN), strict=True):
            steps[part] = difference(steps[before], steps[after])
        steps["screening"] = difference(steps["true"], steps["maturation"])
        found = {name: self.interval(step) for name, step in steps.items()}
        found["switched"] = self.interval(lambda t: rate(t, "switched")) if self.compared else NOTHING
        return found

    def cases(self, group: str) -> float:
        """Cases of a group, mean per world."""
        return float(self.sums[:, 2 * GROUPS.index(group)].mean())

    def versions(self) -> dict[str, "Contrast"]:
        """The worlds of each calibrated version by themselves."""
        of = {name: self.clusters == name for name in dict.fromkeys(self.clusters.tolist())}
        return {
            name: Contrast(self.sums[mine], self.social[mine], self.avoided[mine], self.toggled[mine], self.clusters[mine], self.compared)
            for name, mine in of.items()
        }  # fmt: skip

    def told(self, names: Iterable[str]) -> dict[str, dict[str, float | None]]:
        """Some of the intervals as in the JSON files."""
        return {name: self.intervals[name].as_dict() for name in names}

    def document(self) -> dict[str, Any]:
        """The JSON of `--contrasts` (keys in docs/reference/results.md)."""
        return {
            **self.told(CHAIN),
            "parts": self.told(PARTS),
            "true_parts": self.told(TRUE_PARTS),
            **self.told(("switched", "spillover")),
            "by_version": {version: part.told(VERSIONED) for version, part in self.versions().items()},
            "unit": "share",
            "money": {
                "avoided_scale_up_loss": mean_interval(self.avoided, self.clusters, least=0.0).as_dict(),
                "social_npv": mean_interval(self.social, self.clusters).as_dict(),
                "unit": "10k CNY",
            },
            "cases": {group: self.cases(group) for group in COUNTED} | {"toggled": float(self.toggled.mean())},
        }


def rate(totals: np.ndarray, group: str) -> np.ndarray:
    """Sum per case of a group in totals (..., 2 * GROUPS); NaN where there is no case."""
    k = 2 * GROUPS.index(group)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(totals[..., k] > 0.0, totals[..., k + 1] / totals[..., k], np.nan)


def difference(a: Callable[[np.ndarray], np.ndarray], b: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """The difference of two functions of the sums."""
    return lambda totals: a(totals) - b(totals)


def sectors_with_results(plan: Blueprint) -> np.ndarray:
    """Sectors in which some lab discloses results."""
    shares = np.diff(plan.template.mixes, axis=1, prepend=0.0)
    return np.flatnonzero((shares > 0.0).any(axis=0))


def months_to_follow(scenario: Scenario, versions: tuple[Version, ...]) -> int:
    """Months after the study period until the last choice made in it is resolved, in the slowest sector of the region."""
    plans = plans_for(scenario, versions, 1).values()
    return max(int(plan.template.sectors["window"][sectors_with_results(plan)].max()) for plan in plans)


def plans_of(scenario: Scenario, versions: tuple[Version, ...], months: int | None, baseline: Scenario | None) -> dict[str, Plans]:
    """For each version the worlds that a contrast needs, long enough for every choice of the study period."""
    return {contrasted.version.id: contrasted.plans for contrasted in contrasted_in(scenario, versions, months, baseline, seed=0)}


def contrasted_in(
    scenario: Scenario,
    versions: tuple[Version, ...],
    months: int | None,
    baseline: Scenario | None,
    seed: int,
    command: Callable[[int], str] | None = None,
) -> "list[Contrasted]":
    """The worlds of each version that a contrast needs."""
    study = scenario.region.calendar.months if months is None else months
    whole = study + months_to_follow(scenario, versions)
    return [Contrasted(scenario, version, study, whole, baseline, seed, command) for version in versions]


@dataclass(frozen=True)
class Contrasted:
    """The worlds of a contrast in one version: simulates the row of one of them, wherever it is sent."""

    scenario: Scenario
    version: Version
    study: int  # months of the study period
    whole: int  # months simulated, until every choice of the study period is resolved
    baseline: Scenario | None
    seed: int
    command: Callable[[int], str] | None = field(default=None, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in self.__dataclass_fields__ if name != "command"}  # plans are made anew where they are needed

    @cached_property
    def plans(self) -> Plans:
        """The start of all worlds that are needed."""
        only, first = (self.version,), self.scenario.region.calendar.burn_in
        (world,), (short,) = (plans_for(self.scenario, only, months).values() for months in (self.whole, self.study))
        without = next(iter(plans_for(self.baseline, only, self.whole).values())) if self.baseline else None
        still = with_world(self.version.applied_to(self.scenario), maturity_gain=0.0)
        no_maturity = next(iter(plans_for(still, (AS_GIVEN,), self.whole).values()))
        return Plans(world, no_maturity, short, without, first, first + self.study)

    def __call__(self, task: int) -> dict[str, Any]:
        return dict(zip(("sums", *NUMBERS), contrast_of_world(self.plans, self.seed, task), strict=True))

    @property
    def batch(self) -> Batch:
        """The sums of its worlds, for the run store."""
        import pyarrow as pa

        place = Place(with_months(self.version.applied_to(self.scenario), self.study), self.seed)
        without = {} if self.baseline is None else {"baseline": self.baseline.id, "baseline_digest": self.version.applied_to(self.baseline).digest}
        identity = place.identity("contrast", "experiments.contrasts", followed=self.whole, **without)
        names = " ".join(f"{group}_{what}" for group in GROUPS for what in ("cases", "sum"))
        sums = pa.field("sums", pa.list_(pa.field("element", pa.float64(), nullable=False), 2 * len(GROUPS)), metadata={"places": names})
        columns = pa.schema([sums, *(pa.field(name, pa.float64(), metadata={"unit": unit}) for name, unit in NUMBERS.items())])
        followed = Place(with_months(self.version.applied_to(self.scenario), self.whole), self.seed)  # a run that failed is made again in full
        return Batch(identity, columns, self, PORTION, followed.parameters, self.command, followed.files)


def contrast_of_world(plans: Plans, seed: int, replication: int) -> tuple[np.ndarray, float, float, float]:
    """The sums of one world (2 * GROUPS), social value of W less W_0, avoided scale-up loss of W, and how many entrants were toggled."""
    outcome = run_world(plans.world, seed, replication)
    world = Fates.of(outcome)
    size = world.names.size

    def sent_direct(rows: np.ndarray | slice) -> Outcome:
        routes = np.zeros(size, np.int8)
        routes[rows] = Route.DIRECT
        return run_world(plans.world, seed, replication, assigned=routes)

    all_direct = sent_direct(slice(None))
    y, y_direct = world.reached.astype(float), Fates.of(all_direct).reached.astype(float)
    y_still = Fates.of(run_world(plans.no_maturity, seed, replication, assigned=np.where(world.entrant, world.route, 0))).reached.astype(float)

    cohort = world.cohort(plans.first, plans.last)
    entrants, others = cohort & world.entrant, cohort & ~world.entrant
    passed, direct = cohort & world.passed, cohort & world.direct
    by_date = world.reached_by(plans.last)
    statistics = world.known_by(plans.last)
    toggled = some_of(entrants, seed, replication)
    alone = np.array([y[i] - float(Fates.of(sent_direct(np.array([i]))).reached[i]) for i in toggled])
    weight = entrants.sum() / toggled.size if toggled.size else 0.0  # the subset stands for all entrants of its world

    sums = [
        *cases(by_date, passed & statistics & (world.pilot_ended < plans.last)),
        *cases(by_date, direct & statistics),
        *cases(y, passed),
        *cases(y, direct),
        *cases(y, entrants),
        weight * toggled.size,
        weight * alone.sum(),
        *cases(y - y_direct, entrants),
        *cases(y - y_still, entrants),
        *cases(y - y_direct, others),
        *(cases_switched(world, cohort, Fates.of(run_world(plans.baseline, seed, replication))) if plans.baseline else (0.0, 0.0)),
    ]
    return np.array(sums, float), *money_of_world(plans.study, seed, replication), float(toggled.size)


MOVED = "contrasts need the same projects in every world; an instrument that attracts projects from outside (attraction) changes who is there"


def money_of_world(plan: Blueprint, seed: int, replication: int) -> tuple[float, float]:
    """Social net present value of the study period less that with everybody going direct, and scale-up loss avoided, 万元."""
    world = run_world(plan, seed, replication)
    direct = run_world(plan, seed, replication, assigned=np.full(world.state.projects.size, Route.DIRECT, np.int8))
    return world.indicators["social_npv"] - direct.indicators["social_npv"], world.indicators["avoided_scale_up_loss"]


def cases(values: np.ndarray, chosen: np.ndarray) -> tuple[float, float]:
    """Number and sum of the values of these projects."""
    return float(chosen.sum()), float(values[chosen].sum())


def cases_switched(world: Fates, cohort: np.ndarray, baseline: Fates) -> tuple[float, float]:
    """Projects that began a pilot with the policy and not without it: number, and sum of what that did to Y.

    A project that does not exist without the policy began no pilot and reached nothing there.
    """
    place = {name: row for row, name in enumerate(baseline.names.tolist())}
    rows = np.flatnonzero(cohort & world.entrant)
    there = np.array([place.get(name, -1) for name in world.names[rows].tolist()], int)
    known = there >= 0
    piloted = np.zeros(rows.size, bool)
    reached = np.zeros(rows.size)
    piloted[known], reached[known] = baseline.entrant[there[known]], baseline.reached[there[known]]
    return float((~piloted).sum()), float((world.reached[rows] - reached)[~piloted].sum())


def some_of(entrants: np.ndarray, seed: int, replication: int) -> np.ndarray:
    """Rows of a random subset of pilot entrants: the first `TOGGLED` in an order of all projects that is the same under every policy."""
    order = np.random.default_rng((seed, replication)).permutation(entrants.size)
    return order[entrants[order]][:TOGGLED]


def again(region: str, policies: Iterable[str], compared: bool, worlds: str, months: int | None, seed: int, replication: int) -> str:
    """The command that makes the worlds of contrasts again up to this one: those before it are kept."""
    study, least = ("compare", 2) if compared else ("run", 1)
    words = ["funnel", study, region, *(word for policy in policies for word in ("--policy", policy)), "--contrasts"]
    words += [*(["--months", str(months)] if months is not None else []), "--seed", str(seed), "--worlds", worlds]
    return shlex.join([*words, "--replications", str(max(least, replication + 1))])


def _command(
    scenario: Scenario, baseline: Scenario | None, worlds: str | tuple[Version, ...], months: int | None, seed: int, replication: int
) -> str:
    """The command for a scenario whose files are known by their names alone; versions of one's own have none, but a call."""
    if not isinstance(worlds, str):
        return f"experiments.contrasts.contrast(..., seed={seed}, replications={replication + 1})"
    return again(scenario.region.id, (policy.id for policy in scenario.policies), baseline is not None, worlds, months, seed, replication)


def contrast(
    scenario: Scenario | str,
    policies: Iterable = (),
    *,
    baseline: Scenario | None = None,
    replications: int = 200,
    seed: int = 1,
    months: int | None = None,
    workers: int | None = None,
    worlds: str | tuple[Version, ...] = "versions",
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
    command: Callable[[int], str] | None = None,
    sizes: Sequence[Scenario] = (),
    lottery: Lottery | None = None,
) -> Contrast:
    """The chain from the naive contrast to the true effect of a pilot, in `replications` worlds of a scenario.

    Worlds are compared project by project, so that no instrument may change who is there (ValueError with `attraction`).

    `baseline`: the scenario without a policy, to tell whom the policy switches; `worlds`: a named set of versions, or versions of one's own;
    `carrying`: where what was found is kept; `command(replication)`: with which words a world that fails can be asked for again; `sizes`: those
    that a policy has by a `lottery`. Raises ScenarioError, Incomplete (a RunError), StoreError.
    """
    chosen = with_policies(scenario, policies)
    if any(tool.family == "attraction" for policy in chosen.policies for tool in policy.instruments.values()):
        raise ValueError(MOVED)
    versions = versions_for(worlds) if isinstance(worlds, str) else worlds
    command = command or partial(_command, chosen, baseline, worlds, months, seed)
    bundles = []
    for numbers, groups in (lottery or Lottery(((1.0,),))).groups(turns(versions, replications)).items():
        several = contrasted_in((sizes or (chosen,))[numbers[0]], versions, months, baseline, seed, command)
        bundles += [(Bundle((each.batch,), Alone(each)), tasks) for each, tasks in zip(several, groups, strict=True)]
    carried = [mine for (mine,) in carry_out_all(bundles, workers=workers, progress=progress, **carrying.options)]
    require_whole(carried)
    tasks, scratch = tasks_of(carried), carrying.scratch()
    columns = {"sums": scratch.array((2 * len(GROUPS), tasks.size))} | {name: scratch.array((tasks.size,)) for name in NUMBERS}
    fill(columns, carried, tasks)
    clusters = np.array([version_of(versions, k) for k in tasks.tolist()])
    return Contrast(columns["sums"].T, *(columns[name] for name in NUMBERS), clusters, baseline is not None)
