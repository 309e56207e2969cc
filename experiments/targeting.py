"""`funnel target`: how likely a goal is, when it is reached, what is in the way, and what one more unit of each resource would change."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from experiments.finding_bottlenecks import Bottlenecks, find_bottlenecks
from experiments.goals import Goal, read_goal
from experiments.one_more_worlds import Effect, difference
from experiments.running import Progress
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.statistics import LEAST_PER_VERSION, NOTHING, Interval, change_of_probability, mean_interval, probability_interval, spread
from sim.batch import with_policies
from sim.indicators import INDICATORS
from sim.scenario import Scenario
from sim.units import month_text


@dataclass(frozen=True)
class Target(Bottlenecks):
    """All worlds of a region (with its policies), seen with a goal in mind."""

    goal: Goal

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
        month_within = np.isfinite(self.reached_in)
        return super().document() | {
            "goal": self.goal.document(),
            "probability": self.probability().as_dict(),
            "probability_by_version": {v.id: self.probability(number).as_dict() for number, v in enumerate(self.result.versions)},
            "expected": self._expected(),
            "reached_by": self.reached_by(),
            "month_reached": months_reached(self.reached_in) | {"within_study": probability_interval(month_within, self.clusters).as_dict()},
            "bottlenecks": {effect.more.resource: self._at_goal(effect) for effect in self.effects},
            "shortfall": self._shortfall(),
        }

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

    def _at_goal(self, effect: Effect) -> dict[str, Any]:
        """The paired effect of one more unit: on the total at the goal's month, and on the probability of the goal."""
        place = self.at.index(self.goal.by - self.first)
        likelier, change = NOTHING, effect.by(place, self.clusters)
        if effect.is_possible:
            before, after = (self.goal.is_reached(totals) for totals in (effect.before[place], effect.after[place]))
            likelier = change_of_probability(before, after, self.clusters)
        needed = units_to_close(self._missing(), change)
        return self.one_more(effect, place) | {"probability": difference(likelier), "units_to_close": needed.as_dict()}


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
    check: bool = False,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> Target:
    """How likely the region, with all these policies together, reaches a goal, and what is in the way.

    Every world is simulated as it is, watched, and once for each resource with one more unit of it (`find_bottlenecks`). `carrying` says where
    worlds are kept. Raises GoalError, ScenarioError, Incomplete (a RunError), StoreError, ValueError when fewer than two worlds are
    asked for (no interval exists).
    """
    if replications < 2:
        raise ValueError("a target needs at least 2 replications: from one world no interval can be given")
    wanted = read_goal(goal) if isinstance(goal, str) else goal
    scenario = with_policies(region, policies)
    calendar = scenario.region.calendar
    by = wanted.place(calendar.start, calendar.months if months is None else months)
    found = find_bottlenecks(
        scenario, indicator=wanted.indicator, also_at=by, replications=replications, seed=seed, months=months, workers=workers, worlds=worlds,
        check=check, progress=progress, carrying=carrying,
    )  # fmt: skip
    return Target(found.indicator, found.result, found.seen, found.effects, found.at, wanted)
