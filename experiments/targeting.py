"""`funnel target`: how likely a goal is, when it is reached, what is in the way, and what one more unit of each resource would change."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from experiments.bottlenecks import by_year
from experiments.goal_worlds import Seen, seen_in, watched_worlds
from experiments.goals import Goal, read_goal
from experiments.one_more import OneMore, one_more_of_each
from experiments.running import Progress, RunResult, places_for, turns
from experiments.runs.carry_out import carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.world_rows import Worlds, indicator_in, worlds_in
from experiments.runs.worlds import worlds_of
from experiments.statistics import LEAST_PER_VERSION, NOTHING, Interval, change_of_probability, mean_interval, probability_interval, spread
from experiments.wordings import counts, judged, of_wording, side
from experiments.worlds import PASSED, THROUGH, Version, beside, versions_for, wording_for, worlds_beside
from sim.batch import with_policies
from sim.indicators import INDICATORS
from sim.scenario import Scenario
from sim.units import month_text

HALF = 0.5
"""Beyond it a goal is rather reached than missed."""


@dataclass(frozen=True)
class Effect:
    """What one more unit does in every world of shared luck: totals at the goal's month with it, and violations of conservation."""

    more: OneMore
    totals: np.ndarray  # (worlds,); none where there is no such unit
    violations: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """All worlds of a region (with its policies), seen with a goal in mind; `other` holds worlds of the other wording, where both were asked for."""

    goal: Goal
    result: RunResult
    seen: Seen
    effects: tuple[Effect, ...]
    other: "Target | None" = None

    @property
    def worlds(self) -> Worlds:
        """Its worlds."""
        return self.result.worlds

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions or draws that they are spread over."""
        return self.result.versions

    @property
    def clusters(self) -> np.ndarray:
        """The number of the version of each world."""
        return self.result.worlds.clusters

    @property
    def first(self) -> int:
        """The first dated month, since year 0."""
        return self.result.scenario.region.calendar.start

    @property
    def at_goal(self) -> np.ndarray:
        """Each world's total at the end of the goal's month."""
        return self.seen.totals[self.goal.by - self.first]

    @cached_property
    def reached_in(self) -> np.ndarray:
        """The month (since year 0) in which each world reaches the goal; infinite where it does not within the study."""
        months = np.full(len(self.result.worlds), math.inf)
        for month, totals in enumerate(self.seen.totals, self.first):
            months[self.goal.is_reached(totals) & np.isinf(months)] = month
        return months

    def document(self) -> dict[str, Any]:
        """The JSON document of `funnel target`: that of `funnel run` on the same worlds, and the answers (docs/reference/results.md)."""
        run = self.result.document()
        wrong = sorted({*run["conservation"]["details"], *(each for effect in self.effects for each in effect.violations)})
        violations = run["conservation"]["violations"] + sum(len(effect.violations) for effect in self.effects)
        month_within = np.isfinite(self.reached_in)
        return run | {
            "goal": self.goal.document(),
            "burn_in": self.result.scenario.region.calendar.burn_in,
            "probability": self.probability().as_dict(),
            "wordings": run["wordings"] | {"probability": judged(self._by_wording())},
            "probability_by_version": {v.id: self.probability(number).as_dict() for number, v in enumerate(self.versions)},
            "expected": self._expected(),
            "reached_by": self.reached_by(),
            "month_reached": months_reached(self.reached_in) | {"within_study": probability_interval(month_within, self.clusters).as_dict()},
            "bottleneck_by_year": by_year(self.seen.stuck, self.clusters, self.first // 12),
            "bottlenecks": {effect.more.resource: self._one_more(effect) for effect in self.effects},
            "shortfall": self._shortfall(),
            "conservation": {"violations": violations, "details": wrong},
        }

    def _by_wording(self) -> dict[str, Any]:
        """How likely the goal is under each wording of the 80 %, beside one half."""
        sides, both = {}, (self,) if self.other is None else (self, self.other)
        for wording in (PASSED, THROUGH):
            if (found := of_wording(both, wording)) is not None:
                there, mine = found
                likely = probability_interval(there.goal.is_reached(there.at_goal[mine]), there.clusters[mine])
                sides[wording] = side(likely, *counts(found), against=HALF)
        return sides

    def probability(self, version: int | None = None) -> Interval:
        """How likely the goal is reached by its month, in all worlds or in those of one version, by its number."""
        mine = slice(None) if version is None else self.clusters == version
        return probability_interval(self.goal.is_reached(self.at_goal[mine]), self.clusters[mine])

    def reached_by(self) -> dict[str, dict[str, float | None]]:
        """How likely the goal is reached by the end of each dated month, "YYYY-MM"."""
        months = range(self.first, self.first + len(self.seen.totals))
        return {month_text(month): probability_interval(self.reached_in <= month, self.clusters).as_dict() for month in months}

    def _expected(self) -> dict[str, Any]:
        """What the total will be at the end of the goal's month."""
        unit = {"unit": INDICATORS[self.goal.indicator].unit}
        return mean_interval(self.at_goal, self.clusters, least=0.0).as_dict() | spread(self.at_goal) | unit

    @property
    def shortfalls(self) -> np.ndarray:
        """What each world that misses the goal lacks at its month; NaN in worlds that reach it."""
        return np.where(self.goal.is_reached(self.at_goal), np.nan, self.goal.missing(self.at_goal))

    def _missing(self) -> Interval:
        """Their mean; without bounds where so few miss that their spread is hardly known."""
        found = mean_interval(self.shortfalls, self.clusters, least=0.0)
        return found if np.isfinite(self.shortfalls).sum() >= LEAST_PER_VERSION else Interval(found.value, None, None)

    def _shortfall(self) -> dict[str, Any]:
        """What is missing at the goal's month, on average over the worlds that miss it; null where none does."""
        unit = {"unit": INDICATORS[self.goal.indicator].unit, "worlds": int(np.isfinite(self.shortfalls).sum())}
        return self._missing().as_dict() | spread(self.shortfalls) | unit

    def _one_more(self, effect: Effect) -> dict[str, Any]:
        """The paired effect of one more unit: on the total at the goal's month, and on the probability of the goal."""
        unit = {"unit": {"zh": effect.more.unit.zh, "en": effect.more.unit.en}}
        if effect.more.scenario is None:
            return unit | _difference(NOTHING) | {"probability": _difference(NOTHING), "units_to_close": NOTHING.as_dict()}
        before = self.at_goal
        change = mean_interval(effect.totals - before, self.clusters)
        likelier = change_of_probability(self.goal.is_reached(before), self.goal.is_reached(effect.totals), self.clusters)
        needed = units_to_close(self._missing(), change)
        return unit | _difference(change) | {"probability": _difference(likelier), "units_to_close": needed.as_dict()}


def _difference(found: Interval) -> dict[str, float | None]:
    return {"difference": found.value, "low": found.low, "high": found.high}


def units_to_close(missing: Interval, change: Interval) -> Interval:
    """How many units would close the mean shortfall if each gave what the first one gives: an order of size, not a plan.

    Only where nothing but more is likely from one unit; the bounds put the least shortfall to the largest effect and the other way round.
    """
    if None in (missing.value, missing.low, missing.high, change.value, change.high) or change.low is None or change.low <= 0.0:
        return NOTHING
    return Interval(missing.value / change.value, missing.low / change.high, missing.high / change.low)


def months_reached(months: np.ndarray) -> dict[str, str | None]:
    """The month by which 10, 50 and 90 % of all worlds have reached the goal, "YYYY-MM"; null where that share never does within the study."""
    ordered = np.sort(months)
    found = {}
    for share in (10, 50, 90):
        month = ordered[max(0, math.ceil(share * ordered.size / 100) - 1)]
        found[f"p{share}"] = month_text(int(month)) if math.isfinite(month) else None
    return found


def target(
    region: Scenario | str,
    policies: Iterable = (),
    *,
    goal: Goal | str,
    replications: int = 200,
    seed: int = 1,
    months: int | None = None,
    workers: int | None = None,
    worlds: str = "versions",
    wording: str | None = None,
    check: bool = False,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> Target:
    """How likely the region, with all these policies together, reaches a goal, and what is in the way.

    Every world is simulated once as it is, and once more for each resource, up to the goal's month, with one more unit of it.
    `wording`: of which projects the 80 % are, "passed", "through" or "both" (default: both, but of the one central version "passed"); with "both" the
    goal is also looked at in half as many worlds of the other wording. `carrying` says where worlds are kept. Raises GoalError, ScenarioError,
    Incomplete (a RunError), StoreError, ValueError when fewer than two worlds are asked for (no interval exists).
    """
    if replications < 2:
        raise ValueError("a target needs at least 2 replications: from one world no interval can be given")
    wanted = read_goal(goal) if isinstance(goal, str) else goal
    scenario = with_policies(region, policies)
    calendar = scenario.region.calendar
    place_of_goal = wanted.place(calendar.start, calendar.months if months is None else months)
    wording = wording_for(worlds, wording)
    versions, others = versions_for(worlds, wording), beside(worlds, wording)
    places = places_for(scenario, versions, months, seed, check)
    tasks = turns(versions, replications)
    places_beside = places_for(scenario, others, months, seed, check) if others and worlds_beside(replications) else []
    tasks_beside = turns(others, worlds_beside(replications)) if places_beside else []

    def shown(done: int, total: int) -> None:
        if progress:
            progress(done, total + replications)

    every_place, every_task = [*places, *places_beside], [*tasks, *tasks_beside]
    bundles = [(watched_worlds(place, wanted.indicator), mine) for place, mine in zip(every_place, every_task, strict=True)]
    plain, seen = zip(*carry_out_all(bundles, workers=workers, progress=shown, **carrying.options), strict=True)
    require_whole([*plain, *seen])
    scratch, plan, n = carrying.scratch(), places[0].plan, len(places)
    goal_seen = seen_in(seen[:n], places[0], scratch)
    variants = one_more_of_each(scenario, goal_seen.stuck)
    effects = _effects(
        variants, wanted.indicator, versions, place_of_goal + 1, tasks, seed, check, workers, progress, carrying,
        before=sum(map(len, every_task)),
    )  # fmt: skip
    more = (plan.years, seed, plan.months - plan.burn_in)
    result = RunResult(plan.scenario, versions, worlds_in(plain[:n], plan, scratch), *more, wording=wording)
    other = None
    if places_beside:
        aside = RunResult(plan.scenario, others, worlds_in(plain[n:], places_beside[0].plan, scratch), *more, wording=wording)
        other, result = Target(wanted, aside, seen_in(seen[n:], places_beside[0], scratch), ()), replace(result, other=aside)
    return Target(wanted, result, goal_seen, effects, other)


def _effects(
    variants: tuple[OneMore, ...],
    indicator: str,
    versions: tuple[Version, ...],
    months: int,
    tasks: list[range],
    seed: int,
    check: bool,
    workers: int | None,
    progress: Progress | None,
    carrying: Carrying,
    before: int,
) -> tuple[Effect, ...]:
    """What one more unit of each resource does in the same worlds, simulated up to the goal's month; `before` worlds came before them."""
    possible = [each for each in variants if each.scenario is not None]
    places = [places_for(each.scenario, versions, months, seed, check) for each in possible]
    bundles = [(worlds_of(*several), mine) for several, mine in zip(zip(*places, strict=True), tasks, strict=True)]

    def shown(done: int, total: int) -> None:
        if progress:
            progress(before + done, before + total)

    carried = list(zip(*carry_out_all(bundles, workers=workers, progress=shown, **carrying.options), strict=True))
    require_whole(each for several in carried for each in several)
    scratch = carrying.scratch()
    found = {each.resource: indicator_in(mine, indicator, scratch) for each, mine in zip(possible, carried, strict=True)}
    return tuple(Effect(each, *found.get(each.resource, (np.zeros(0), ()))) for each in variants)
