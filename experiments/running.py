"""`funnel run`: what happens in a region under given policies, over many worlds."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.fiscal import budgets, execution
from experiments.runs.carry_out import Carried, carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.records import WorldRecord
from experiments.runs.world_rows import records_of
from experiments.runs.worlds import Place, worlds_of
from experiments.statistics import NOTHING, mean_interval, rate_interval, spread
from experiments.worlds import Version, versions_for
from experiments.years import by_year
from sim.batch import with_months, with_policies
from sim.indicators import INDICATORS, NAMES, RATES, YEARLY
from sim.scenario import Scenario
from sim.stages import Stage, StopReason
from sim.start import Blueprint, blueprint
from sim.units import month_text

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RunResult:
    """All worlds of one scenario, reduced to records."""

    scenario: Scenario
    versions: tuple[Version, ...]
    records: tuple[WorldRecord, ...]
    years: tuple[int, ...]
    seed: int
    months: int

    def document(self) -> dict[str, Any]:
        """The JSON document of `funnel run` (keys in docs/reference/results.md)."""
        return {
            "scenario": self.scenario.id,
            "titles": titles(self.scenario),
            "question": question(self.scenario),
            "assumptions": assumptions([self.scenario]),
            "seed": self.seed,
            "replications": len(self.records),
            "months": self.months,
            "period": period(self.scenario, self.months),
            "versions": [{"id": v.id, "titles": {"zh": v.title_zh, "en": v.title_en}} for v in self.versions],
        } | summary(self.scenario, self.records, self.years, self.months)


def clusters_of(records: Iterable[WorldRecord]) -> np.ndarray:
    """The version of each world, by which means are clustered."""
    return np.array([r.version for r in records])


def summary(scenario: Scenario, records: tuple[WorldRecord, ...], years: tuple[int, ...], months: int | None = None) -> dict[str, Any]:
    """Indicators, stages, stops, ledger, rates, conservation and digest of the worlds of one scenario."""
    clusters = clusters_of(records)
    first = scenario.region.calendar.start // 12
    return {
        "indicators": indicator_summary(np.array([r.indicators for r in records]), clusters),
        "stages": named_means(Stage, np.array([r.stages for r in records]), clusters),
        "stop_reasons": named_means(StopReason, np.array([r.stops for r in records]), clusters),
        "ledger": ledger(scenario, records, years, months),
        "rates": rates(np.array([r.rates for r in records]), clusters),
        "yearly": {
            key: {str(year): float(np.mean([r.yearly[k, n] for r in records])) for k, year in enumerate(years) if year >= first}
            for n, key in enumerate(YEARLY)
        },
        **by_year(np.array([r.yearly for r in records]), np.array([r.stops[StopReason.RUNNING] for r in records]), clusters, years, first),
        "conservation": {"violations": sum(len(r.violations) for r in records), "details": sorted({v for r in records for v in r.violations})},
        "digest": hashlib.sha256("".join(r.digest for r in records).encode()).hexdigest(),
    }  # fmt: skip


def indicator_summary(values: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    """Mean, spread and interval of every indicator; null where no world has anything to average."""
    result = {}
    for k, name in enumerate(NAMES):
        column, unit = values[:, k], INDICATORS[name].unit
        interval = mean_interval(column, clusters, INDICATORS[name].least, INDICATORS[name].most)
        known = column[np.isfinite(column)]
        sd = float(known.std(ddof=1)) if known.size > 1 else None
        result[name] = {"mean": interval.value, "sd": sd, "low": interval.low, "high": interval.high, "unit": unit} | spread(column)
    return result


def named_means(enum: type, values: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    """Mean and interval of counters named by an enumeration; `running` stands for projects that have not ended."""
    result = {}
    for member in enum:
        interval = mean_interval(values[:, member].astype(float), clusters, least=0.0)
        result[member.key] = {"mean": interval.value, "low": interval.low, "high": interval.high}
    return result


def ledger(scenario: Scenario, records: tuple[WorldRecord, ...], years: tuple[int, ...], months: int | None = None) -> dict[str, Any]:
    """Public money by instrument and calendar year, 万元, means over worlds, from the start of the policy on.

    Beside it: the budget and how much of it was spent; what of that was paid before the window (which the indicator `public_money` leaves out),
    what a public fund got back, how many projects were paid, for an award how many earned it, paid or not, and for a guarantee what it may still
    cost when the study ends.
    """
    clusters, limits = clusters_of(records), budgets(scenario, months)
    spending = np.mean([r.spending for r in records], axis=0)
    recycled = np.mean([r.recycled for r in records], axis=0)
    result = {}
    for k, name in enumerate(scenario.instruments):
        by_year = {str(year): float(spending[k, j]) for j, year in enumerate(years) if spending[k, j] != 0.0}
        total = mean_interval(np.array([r.spending[k].sum() for r in records]), clusters, least=0.0)
        result[name] = {
            "total": float(spending[k].sum()), "low": total.low, "high": total.high, "unit": "10k CNY", "by_year": by_year,
            "before_window": float(np.mean([r.payments.before_window[k] for r in records])),
            "recycled": float(recycled[k]),
            **execution(k, records, years, limits[name], clusters),
            "projects_paid": mean_interval(np.array([r.payments.projects_paid[k] for r in records]), clusters, least=0.0).as_dict(),
            "contingent_liability": mean_interval(np.array([r.payments.contingent[k] for r in records]), clusters, least=0.0).as_dict(),
            "projects_qualified": mean_interval(np.array([r.payments.projects_qualified[k] for r in records]), clusters, least=0.0).as_dict(),
        }  # fmt: skip
    return result


LEAST_CLOSED = 0.1


def rates(values: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    """The four rates on resolved cohorts, with the share of cases that is still open.

    Null where none is resolved, and where fewer than `LEAST_CLOSED` of the cases are: the first few of a young region say little of the rest.
    """
    result = {}
    for k, name in enumerate(RATES):
        reached, resolved, open_cases = values[:, k, 0], values[:, k, 1], values[:, k, 2]
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


def plans_for(scenario: Scenario, versions: tuple[Version, ...], months: int | None) -> dict[str, Blueprint]:
    """A blueprint of the scenario in the world of each version."""
    return {v.id: blueprint(with_months(v.applied_to(scenario), months)) for v in versions}


def version_of(versions: tuple[Version, ...], replication: int) -> str:
    """Versions take turns, so that any number of replications is spread evenly over them."""
    return versions[replication % len(versions)].id


def places_for(scenario: Scenario, versions: tuple[Version, ...], months: int | None, seed: int, check: bool = False) -> list[Place]:
    """The scenario in the world of each version, in their order."""
    return [Place(with_months(v.applied_to(scenario), months), seed, check) for v in versions]


def turns(versions: tuple[Version, ...], replications: int, first: int = 0) -> list[range]:
    """The replications of each version (see `version_of`), of so many from number `first` on."""
    n = len(versions)
    return [range(first + (k - first) % n, first + replications, n) for k in range(n)]


def in_order(carried: Iterable[Carried], places: list[Place], versions: tuple[Version, ...]) -> tuple[WorldRecord, ...]:
    """The worlds of all versions in the order of their replications."""
    records: dict[int, WorldRecord] = {}
    for mine, place, version in zip(carried, places, versions, strict=True):
        records |= records_of(mine.table, place.plan, version.id)
    return tuple(records[replication] for replication in sorted(records))


def run(
    scenario: Scenario | str,
    policies: Iterable = (),
    *,
    replications: int = 100,
    seed: int = 1,
    months: int | None = None,
    workers: int | None = None,
    worlds: str = "central",
    check: bool = False,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> RunResult:
    """Run `replications` worlds of a scenario. `progress(done, total)` is called as worlds finish; `carrying` says where they are kept.

    Raises ScenarioError for bad input, Incomplete (a RunError) when a world failed, StoreError for a store or cluster that cannot be used.
    """
    chosen = with_policies(scenario, policies)
    versions = versions_for(worlds)
    places = places_for(chosen, versions, months, seed, check)
    records = records_in(places, versions, turns(versions, replications), workers=workers, progress=progress, carrying=carrying)
    plan = places[0].plan
    return RunResult(plan.scenario, versions, records, plan.years, seed, plan.months - plan.burn_in)


def records_in(
    places: list[Place],
    versions: tuple[Version, ...],
    tasks: list[range],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> tuple[WorldRecord, ...]:
    """The worlds with these numbers of each version, in the order of their numbers. Raises Incomplete, StoreError."""
    bundles = [(worlds_of(place), mine) for place, mine in zip(places, tasks, strict=True)]
    carried = [worlds for (worlds,) in carry_out_all(bundles, workers=workers, progress=progress, **carrying.options)]
    require_whole(carried)
    return in_order(carried, places, versions)
