"""`funnel run --bottlenecks`: what stops projects year by year, and what one more unit of each resource would give. `funnel target` rests on it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments import bottlenecks, one_more_worlds
from experiments.goal_worlds import Seen, seen_in, watched_worlds
from experiments.one_more import OneMore, one_more_of_each
from experiments.one_more_worlds import FIRST_EVENT, Effect, difference, effects_in, with_totals, year_ends
from experiments.running import Progress, RunResult, place_for
from experiments.runs.carry_out import carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.versions import Version
from experiments.runs.world_rows import Worlds, worlds_in
from experiments.runs.worlds import Place
from experiments.worlds import wording_for, world_sets
from sim.batch import with_policies
from sim.definitions import HEADLINE
from sim.scenario import Scenario


@dataclass(frozen=True)
class Bottlenecks:
    """All worlds of a region (with its policies), watched for what is in the way, and the same with one more unit of each resource."""

    indicator: str  # what is asked about
    result: RunResult
    seen: Seen
    effects: tuple[Effect, ...]
    at: tuple[int, ...]  # the dated months (from 0) at whose end totals are known
    other: "Bottlenecks | None" = None  # the same, without effects, where the 80 % have the other wording

    @property
    def with_other(self) -> "tuple[Bottlenecks, ...]":
        """It, and what was found under the other wording."""
        return (self,) if self.other is None else (self, self.other)

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
    def ends(self) -> tuple[int, ...]:
        """The places in `at` of the months with which calendar years end."""
        return tuple(self.at.index(month) for month in year_ends(self.first, self.result.months))

    def document(self) -> dict[str, Any]:
        """The JSON document of `funnel run --bottlenecks`: that of `funnel run` on the same worlds, and what is in the way."""
        return self.run_document() | {
            "bottleneck_by_year": self.by_year(),
            "bottlenecks": {effect.more.resource: self.one_more(effect, self.ends[-1]) for effect in self.effects},
            "bottleneck_event": self.indicator,
            "burn_in": self.result.scenario.region.calendar.burn_in,
        }

    def run_document(self) -> dict[str, Any]:
        """What `funnel run` says of these worlds; conservation is that of the worlds with one more unit as well."""
        run = self.result.document()
        found = run["conservation"]
        wrong = sorted({*found["details"], *(each for effect in self.effects for each in effect.violations)})
        violations = found["violations"] + sum(len(effect.violations) for effect in self.effects)
        return run | {"conservation": {"violations": violations, "details": wrong}}

    def by_year(self) -> dict[str, Any]:
        """Per calendar year: what stopped and held up projects, which resource binds, and what one more unit of each gives."""
        first_year = self.first // 12
        more = one_more_worlds.by_year(self.effects, self.ends, self.clusters, first_year)
        found = bottlenecks.by_year(self.seen.stuck, self.clusters, first_year)
        return {year: each | {"one_more": more[year]} for year, each in found.items()}

    def one_more(self, effect: Effect, place: int) -> dict[str, Any]:
        """The paired effect of one more unit by the end of a month looked at: what the unit is, what it gives, and of what comes first."""
        unit = effect.more.unit
        first = {"event": FIRST_EVENT[effect.more.resource]} | difference(effect.first_by(place, self.clusters))
        return {"unit": {"zh": unit.zh, "en": unit.en}} | difference(effect.by(place, self.clusters)) | {"first_event": first}


def find_bottlenecks(
    region: Scenario | str,
    policies: Iterable = (),
    *,
    indicator: str = HEADLINE,
    also_at: int | None = None,
    replications: int = 200,
    seed: int = 1,
    months: int | None = None,
    workers: int | None = None,
    worlds: str = "central",
    wording: str | None = None,
    check: bool = False,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> Bottlenecks:
    """What is in the way in the region, with all these policies together, and what one more unit of each resource would give.

    `indicator`: what is asked about (one that adds up month by month); projects that have it behind them are past all bottlenecks. `also_at`: a
    dated month (from 0) at whose end totals are wanted besides those of the years. Every world is simulated as it is, watched, and once for each
    resource with one more unit of it. `wording`: of which projects the 80 % are, "passed", "through" or "both" (default: both, but of the one
    central version "passed"); with "both" half as many worlds of the other wording are watched beside these. Raises ScenarioError, Incomplete (a
    RunError), StoreError.
    """
    scenario = with_policies(region, policies)
    wording = wording_for(worlds, wording)
    sets = world_sets(worlds, wording, replications)
    places = [place_for(scenario, versions, months, seed, check) for versions, _ in sets]

    def shown(done: int, total: int) -> None:
        if progress:
            progress(done, total + replications)

    bundles = [(watched_worlds(place, indicator), range(number)) for place, (_, number) in zip(places, sets, strict=True)]
    watched = carry_out_all(bundles, workers=workers, progress=shown, **carrying.options)
    scratch, months_dated = carrying.scratch(), plan_months(places[0])
    at = tuple(sorted({*year_ends(scenario.region.calendar.start, months_dated), *(() if also_at is None else (also_at,))}))
    found = []
    for place, carried in zip(places, watched, strict=True):
        require_whole(carried)
        (plain, seen), plan = carried, place.plan
        result = RunResult(plan.scenario, place.versions, worlds_in(plain, place, scratch), plan.years, seed, months_dated, wording=wording)
        found.append(Bottlenecks(indicator, result, seen_in(seen, place, scratch), (), at))
    whole, *others = found
    variants = one_more_of_each(scenario, whole.seen.stuck)
    effects = _effects(variants, places[0], indicator, at, range(replications), workers, progress, carrying, before=sum(n for _, n in sets))
    if not others:
        return replace(whole, effects=effects)
    return replace(whole, result=replace(whole.result, other=others[0].result), effects=effects, other=others[0])


def plan_months(place: Place) -> int:
    """Dated months of the study at a place."""
    return place.plan.months - place.plan.burn_in


def _effects(
    variants: tuple[OneMore, ...],
    place: Place,
    indicator: str,
    at: tuple[int, ...],
    tasks: range,
    workers: int | None,
    progress: Progress | None,
    carrying: Carrying,
    before: int,
) -> tuple[Effect, ...]:
    """What one more unit of each resource does in the same worlds; `before` worlds came before these."""
    months = place.scenario.region.calendar.months
    possible = (each.scenario for each in variants if each.scenario is not None)
    several = [place, *(place_for(scenario, place.versions, months, place.seed, place.check) for scenario in possible)]

    def shown(done: int, total: int) -> None:
        if progress:
            progress(before + done, before + total)

    (carried,) = carry_out_all([(with_totals(several, indicator, at), tasks)], workers=workers, progress=shown, **carrying.options)
    require_whole(carried)
    return effects_in(variants, carried, at, carrying.scratch())
