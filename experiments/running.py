"""`funnel run`: what happens in a region under given policies, over many worlds."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments.fiscal import budgets, execution
from experiments.groups import by_group
from experiments.runs.carry_out import Carried, carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.versions import Version
from experiments.runs.world_rows import Worlds, worlds_in
from experiments.runs.worlds import Place, worlds_of
from experiments.statistics import NOTHING, mean_interval, rate_interval, spread, worlds_missing
from experiments.wordings import counts, looked_at, of_wording, sizes
from experiments.worlds import BOTH, PASSED, THROUGH, wording_for, world_sets
from experiments.years import by_year, platform_use
from sim.batch import with_months, with_policies
from sim.indicators import HEADLINE, INDICATORS, NAMES, RATES, YEARLY
from sim.scenario import Scenario
from sim.stages import Stage, StopReason
from sim.units import month_text

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RunResult:
    """All worlds of one scenario, quantity by quantity; `other` holds worlds of the other wording of the 80 %, where both were asked for."""

    scenario: Scenario
    versions: tuple[Version, ...]
    worlds: Worlds
    years: tuple[int, ...]
    seed: int
    months: int
    other: "RunResult | None" = None
    wording: str = PASSED  # as asked for

    def wordings(self) -> dict[str, Any]:
        """How many projects reach batch output under each wording, and whether that surely differs."""
        sides = {}
        for wording in (PASSED, THROUGH):
            if (found := of_wording(self.with_other, wording)) is not None:
                there, mine = found
                interval = mean_interval(there.worlds.indicator(HEADLINE)[mine], there.worlds.clusters[mine], least=0.0)
                sides[wording] = (NOTHING if worlds_missing(*counts(found)) else interval).as_dict()
        return looked_at(self.wording, self.with_other) | {HEADLINE: sizes(sides)}

    def document(self) -> dict[str, Any]:
        """The JSON document of `funnel run` (keys in docs/reference/results.md)."""
        return (
            {
                "scenario": self.scenario.id,
                "titles": titles(self.scenario),
                "question": question(self.scenario),
                "assumptions": assumptions([self.scenario]),
                "seed": self.seed,
                "replications": len(self.worlds),
                "worlds_missing": worlds_missing(len(self.worlds), len(self.versions)),
                "months": self.months,
                "period": period(self.scenario, self.months),
                "versions": [{"id": v.id, "titles": {"zh": v.title_zh, "en": v.title_en}} for v in self.versions],
                "wordings": self.wordings(),
            }
            | summary(self.scenario, self.worlds, self.years, self.months)
            | {"conservation": conservation(*(each.worlds for each in self.with_other))}
        )

    @property
    def with_other(self) -> "tuple[RunResult, ...]":
        """It, and what was found under the other wording."""
        return (self,) if self.other is None else (self, self.other)


def summary(scenario: Scenario, worlds: Worlds, years: tuple[int, ...], months: int | None = None) -> dict[str, Any]:
    """Indicators, stages, stops, ledger, rates, counts by sector and county, conservation and digest of the worlds of one scenario."""
    clusters = worlds.clusters
    first = scenario.region.calendar.start // 12
    return {
        "indicators": indicator_summary(worlds.indicators, clusters),
        "stages": named_means(Stage, worlds.stages, clusters),
        "stop_reasons": named_means(StopReason, worlds.stops, clusters),
        "ledger": ledger(scenario, worlds, years, months),
        "rates": rates(worlds.rates, clusters),
        "yearly": {
            key: {str(year): float(worlds.yearly[k, n].mean()) for k, year in enumerate(years) if year >= first} for n, key in enumerate(YEARLY)
        },
        **by_year(worlds.yearly, worlds.stops[StopReason.RUNNING], clusters, years, first),
        **by_group(worlds),
        "platform_use": platform_use(worlds, tuple(year for year in years if year >= first)),
        "conservation": conservation(worlds),
        "digest": hashlib.sha256(worlds.digests).hexdigest(),
    }  # fmt: skip


def conservation(*several: Worlds) -> dict[str, Any]:
    """Violations of conservation in all these worlds: how many, and each kind once."""
    found = [violation for worlds in several for violation in worlds.violations]
    return {"violations": len(found), "details": sorted(set(found))}


def indicator_summary(values: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    """Mean, spread and interval of every indicator (INDICATORS, worlds); null where no world has anything to average."""
    result = {}
    for name, column in zip(NAMES, values, strict=True):
        unit = INDICATORS[name].unit
        interval = mean_interval(column, clusters, INDICATORS[name].least, INDICATORS[name].most)
        known = column[np.isfinite(column)]
        sd = float(known.std(ddof=1)) if known.size > 1 else None
        result[name] = {"mean": interval.value, "sd": sd, "low": interval.low, "high": interval.high, "unit": unit} | spread(column)
    return result


def named_means(enum: type, values: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    """Mean and interval of counters (members, worlds) named by an enumeration; `running` stands for projects that have not ended."""
    result = {}
    for member in enum:
        interval = mean_interval(values[member].astype(float), clusters, least=0.0)
        result[member.key] = {"mean": interval.value, "low": interval.low, "high": interval.high}
    return result


def ledger(scenario: Scenario, worlds: Worlds, years: tuple[int, ...], months: int | None = None) -> dict[str, Any]:
    """Public money by instrument and calendar year, 万元, means over worlds, from the start of the policy on.

    Beside it: the budget and how much of it was spent; what of that was paid before the window (which the indicator `public_money` leaves out),
    what a public fund got back, how many projects were paid, for an award how many earned it, paid or not, and for a guarantee what it may still
    cost when the study ends.
    """
    clusters, limits, paid = worlds.clusters, budgets(scenario, months), worlds.payments
    result = {}
    for k, name in enumerate(scenario.instruments):
        spending = worlds.spending[k].mean(axis=1)
        total = mean_interval(worlds.spending[k].sum(axis=0), clusters, least=0.0)
        result[name] = {
            "total": float(spending.sum()), "low": total.low, "high": total.high, "unit": "10k CNY",
            "by_year": {str(year): float(mean) for year, mean in zip(years, spending, strict=True) if mean != 0.0},
            "before_window": float(paid.before_window[k].mean()),
            "recycled": float(worlds.recycled[k].mean()),
            **execution(worlds.spending[k], years, limits[name], clusters),
            "projects_paid": mean_interval(paid.projects_paid[k], clusters, least=0.0).as_dict(),
            "contingent_liability": mean_interval(paid.contingent[k], clusters, least=0.0).as_dict(),
            "projects_qualified": mean_interval(paid.projects_qualified[k], clusters, least=0.0).as_dict(),
        }  # fmt: skip
    return result


LEAST_CLOSED = 0.1


def rates(values: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    """The four rates (RATES, cases, worlds) on resolved cohorts, with the share of cases that is still open.

    Null where none is resolved, and where fewer than `LEAST_CLOSED` of the cases are: the first few of a young region say little of the rest.
    """
    result = {}
    for k, name in enumerate(RATES):
        reached, resolved, open_cases = values[k]
        cases = float(resolved.sum() + open_cases.sum())
        share = float(open_cases.sum()) / cases if cases else None
        found = rate_interval(reached, resolved, clusters) if share is not None and share <= 1.0 - LEAST_CLOSED else NOTHING
        result[name] = found.as_dict() | {"n": int(resolved.sum()), "unresolved_share": share}
    return result


def titles(scenario: Scenario) -> dict[str, str]:
    """Title of the region and its policies in both languages."""
    parts = [scenario.region, *scenario.policies]
    return {"zh": " + ".join(p.title.zh for p in parts), "en": " + ".join(p.title.en for p in parts)}


def question(scenario: Scenario) -> dict[str, str]:
    """The question the region's file asks, in both languages."""
    return {"zh": scenario.region.question.zh, "en": scenario.region.question.en}


def assumptions(scenarios: Iterable[Scenario]) -> dict[str, str]:
    """What no document states but the files assume, and why: by key of the region, then by policy and key. Conclusions stand on these too."""
    scenarios = tuple(scenarios)
    stated = dict(scenarios[0].region.assumptions)
    for scenario in scenarios:
        for policy in scenario.policies:
            stated |= {f"{policy.id}: {key}": why for key, why in policy.assumptions.items()}
    return stated


def period(scenario: Scenario, months: int) -> dict[str, str]:
    """First and last dated month of a study of so many months, "YYYY-MM"."""
    first = scenario.region.calendar.start
    return {"first": month_text(first), "last": month_text(first + months - 1)}


def place_for(scenario: Scenario, versions: tuple[Version, ...], months: int | None, seed: int, check: bool = False) -> Place:
    """The scenario over these months (None: its own), in worlds that take turns between the versions."""
    return Place(with_months(scenario, months), seed, check, versions)


def turns(versions: tuple[Version, ...], replications: int) -> list[range]:
    """The replications of each version (see `turn_of`)."""
    return [range(number, replications, len(versions)) for number in range(len(versions))]


def run(
    scenario: Scenario | str,
    policies: Iterable = (),
    *,
    replications: int = 100,
    seed: int = 1,
    months: int | None = None,
    workers: int | None = None,
    worlds: str = "central",
    wording: str | None = None,
    check: bool = False,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> RunResult:
    """Run `replications` worlds of a scenario. `progress(done, total)` is called as worlds finish; `carrying` says where they are kept.

    `wording`: of which projects the 80 % are, "passed" (the default, except that "all-versions" hold both), "through" or "both". With "both", half as
    many worlds of the other wording stand beside. Raises ScenarioError for bad input, Incomplete (a RunError) when a world failed, StoreError
    for a store or cluster that cannot be used.
    """
    chosen = with_policies(scenario, policies)
    wording = wording_for(worlds, wording or (BOTH if worlds == "all-versions" else PASSED))
    sets = world_sets(worlds, wording, replications)
    places = [place_for(chosen, versions, months, seed, check) for versions, _ in sets]
    found = simulated(places, [range(number) for _, number in sets], workers=workers, progress=progress, carrying=carrying)
    results = []
    for place, carried in zip(places, found, strict=True):
        plan, world_rows = place.plan, worlds_in(carried, place, carrying.scratch())
        results.append(RunResult(plan.scenario, place.versions, world_rows, plan.years, seed, plan.months - plan.burn_in, wording=wording))
    return replace(results[0], other=results[1]) if len(results) > 1 else results[0]


def simulated(
    places: list[Place],
    tasks: list[range],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> list[Carried]:
    """The worlds with these numbers of each place. Raises Incomplete, StoreError."""
    bundles = [(worlds_of(place), mine) for place, mine in zip(places, tasks, strict=True)]
    carried = [worlds for (worlds,) in carry_out_all(bundles, workers=workers, progress=progress, **carrying.options)]
    require_whole(carried)
    return carried
