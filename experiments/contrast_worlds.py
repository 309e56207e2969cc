"""The worlds of a contrast (`experiments.contrasts`): as they are, with pilot entrants sent direct, and with pilots that add no maturity."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.runs.batch import Batch
from experiments.runs.versions import Version, turn_of
from experiments.runs.worlds import PORTION, Place
from sim.batch import Outcome, run_world, with_months
from sim.scenario import Scenario, with_world
from sim.stages import PilotResult, Route
from sim.start import Blueprint, blueprint
from sim.tables import NEVER

TOGGLED = 8
"""Pilot entrants sent direct one at a time in each world; each costs a run."""

GROUPS = ("passed_by_date", "direct_by_date", "passed", "direct", "entrants", "alone", "true", "no_maturity", "others", "switched")
"""Every group has a number of cases and a sum: of Y, or of a difference in Y. In `alone` the few toggled of a world stand for all its entrants."""
COUNTED = ("passed", "direct", "entrants", "others", "switched")
"""Groups whose cases are projects of a world as they are."""

NUMBERS = {"social": "10k CNY", "avoided": "10k CNY", "toggled": "projects"}
"""What is kept of a world beside the sums, with units."""


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


def sectors_with_results(plan: Blueprint) -> np.ndarray:
    """Sectors in which some lab discloses results."""
    shares = np.diff(plan.template.mixes, axis=1, prepend=0.0)
    return np.flatnonzero((shares > 0.0).any(axis=0))


def months_to_follow(scenario: Scenario, versions: tuple[Version, ...]) -> int:
    """Months after the study period until the last choice made in it is resolved, in the slowest sector of the region."""
    plans = [blueprint(with_months(version.applied_to(scenario), 1)) for version in versions]
    return max(int(plan.template.sectors["window"][sectors_with_results(plan)].max()) for plan in plans)


@dataclass(frozen=True)
class Contrasted:
    """The worlds of a contrast, which take turns between versions: simulates the row of one of them, wherever it is sent."""

    scenario: Scenario
    versions: tuple[Version, ...]
    study: int  # months of the study period
    whole: int  # months simulated, until every choice of the study period is resolved
    baseline: Scenario | None
    seed: int
    command: Callable[[int], str] | None = field(default=None, compare=False)
    _plans: dict[int, Plans] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        scenario: Scenario,
        versions: tuple[Version, ...],
        months: int | None = None,
        baseline: Scenario | None = None,
        seed: int = 0,
        command: Callable[[int], str] | None = None,
    ) -> "Contrasted":
        """The worlds that a contrast over so many months (None: those of the scenario) needs, each long enough for every choice of the study."""
        study = scenario.region.calendar.months if months is None else months
        return cls(scenario, versions, study, study + months_to_follow(scenario, versions), baseline, seed, command)

    def __getstate__(self) -> dict[str, Any]:
        state = {name: self.__dict__[name] for name in self.__dataclass_fields__ if name not in ("command", "_plans")}
        return state | {"_plans": {}}  # made anew where they are needed

    def plans_of(self, replication: int) -> Plans:
        """The start of all that one world needs."""
        number = turn_of(self.versions, replication)
        if number not in self._plans:
            version, first = self.versions[number], self.scenario.region.calendar.burn_in

            def start(scenario: Scenario, months: int) -> Blueprint:
                return blueprint(with_months(version.applied_to(scenario), months))

            still = blueprint(with_months(with_world(version.applied_to(self.scenario), maturity_gain=0.0), self.whole))
            without = start(self.baseline, self.whole) if self.baseline else None
            self._plans[number] = Plans(start(self.scenario, self.whole), still, start(self.scenario, self.study), without, first, first + self.study)
        return self._plans[number]

    def __call__(self, task: int) -> dict[str, Any]:
        return dict(zip(("sums", *NUMBERS), contrast_of_world(self.plans_of(task), self.seed, task), strict=True))

    @property
    def batch(self) -> Batch:
        """The sums of its worlds, for the run store."""
        import pyarrow as pa

        place, followed = (Place(with_months(self.scenario, months), self.seed, versions=self.versions) for months in (self.study, self.whole))
        without = {} if self.baseline is None else {"baseline": self.baseline.id, "baseline_digest": self.baseline.digest}
        identity = place.identity("contrast", "experiments.contrast_worlds", followed=self.whole, **without)
        names = " ".join(f"{group}_{what}" for group in GROUPS for what in ("cases", "sum"))
        sums = pa.field("sums", pa.list_(pa.field("element", pa.float64(), nullable=False), 2 * len(GROUPS)), metadata={"places": names})
        columns = pa.schema([sums, *(pa.field(name, pa.float64(), metadata={"unit": unit}) for name, unit in NUMBERS.items())])
        return Batch(identity, columns, self, PORTION, followed.parameters, self.command, followed.files)  # a run that failed is made again in full


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
