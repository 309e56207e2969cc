"""`funnel compare`: what policies change, project by project, in worlds of the same luck."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments import pairs
from experiments.cost_plane import cost_plane
from experiments.equal_budget import Scaling, lottery_of
from experiments.equal_budget.pilot import PilotWorlds, all_scaled
from experiments.fiscal import payback
from experiments.groups import differences_by_group
from experiments.paired_worlds import Gathered, spreads_of
from experiments.robust import Effects, holds_in, with_robustness
from experiments.running import Progress, assumptions, conservation, ledger, period, question, summary, titles
from experiments.runs.carry_out import carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.versions import Version
from experiments.runs.world_rows import Worlds
from experiments.statistics import (
    NOTHING,
    mean_interval,
    probability_better,
    probability_worse,
    ratio_interval,
    replications_needed,
    variance_reduction,
    worlds_missing,
)
from experiments.wordings import MORE, counts, judged, looked_at, of_wording, side, sizes
from experiments.worlds import BOTH, PASSED, THROUGH, versions_for, wording_for, world_sets
from sim.batch import with_months, with_policies
from sim.indicators import HEADLINE, INDICATORS, NAMES
from sim.scenario import Scenario, load_scenario

NATION = {
    "zh": "全国账假定：引进的项目（成果）中，这一比例留在原地也会有同样的结果、同样的耗用，只是换了地方；其余算全国净增。"
    "本地被挤出的项目照算，付出的财政资金照算；原地少花的财政资金没有计入。",
    "en": "Assumed for the national ledger: this share of the projects that came from elsewhere would have fared alike, and used the same, where "
    "they were; they only moved. The rest are a gain to the nation. Local projects that they displace count, and so does all public money paid; "
    "public money saved elsewhere is not in it.",
}
NO_COST = NOTHING.as_dict() | {"defined": False, "unit": "10k CNY per project"}
"""Where it is not sure that projects are added, or nothing is spent on them, none has a cost."""
READINGS = "versions"
"""The versions in which a conclusion over the posterior is looked at one by one."""
SPENT = "public_money"
"""The indicator that equal budgets are about: undiscounted, within the study period."""


@dataclass(frozen=True)
class Comparison:
    """All paired worlds of a region and its policies: world by world of the same luck.

    Where `versions` are the draws of the posterior, all numbers are means over the posterior, and `readings` hold as many worlds of the
    core versions beside them: those show whether a conclusion holds in every reading of 80 and 30 by itself. Where both wordings were asked for,
    `other` holds worlds in which the 80 % are of all who went through a pilot: they show whether a conclusion turns on the wording, and count in
    nothing else.
    """

    baseline: Scenario
    policies: tuple[Scenario, ...]
    versions: tuple[Version, ...]
    worlds: Worlds  # without the policies
    policy_worlds: tuple[Worlds, ...]  # with each of them
    projects: tuple[np.ndarray, ...]  # per policy (ledgers, classes, worlds): counts of pairs.CLASSES and pairs.BESIDE, region and nation
    years: tuple[int, ...]
    seed: int
    months: int
    equal_budget: float | None = None  # 万元 that every policy is to spend
    scalings: tuple[Scaling, ...] = ()  # one per policy where a budget is given
    sizes: tuple[tuple[Scenario, ...], ...] = ()  # all sizes of each policy: several where an equal budget lies between whole units
    readings: "Comparison | None" = None  # the same in the core versions, where `versions` are draws of the posterior
    other: "Comparison | None" = None  # the same where the 80 % have the other wording
    wording: str = BOTH  # as asked for

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario that was simulated, the region alone first: of a policy whose worlds differ in size all sizes, the most frequent first."""
        others = (size for sizes in self.sizes for size in sizes)
        return tuple({each.digest: each for each in (self.baseline, *self.policies, *others)}.values())

    @property
    def clusters(self) -> np.ndarray:
        """The number of the version of each world."""
        return self.worlds.clusters

    def difference(self, policy: int, indicator: str) -> np.ndarray:
        """Paired differences (worlds,) that a policy, by its number, makes to an indicator."""
        return self.policy_worlds[policy].indicator(indicator) - self.worlds.indicator(indicator)

    def tidy(self) -> list[dict[str, Any]]:
        """One row per policy and indicator: the effects table, for pandas or a notebook."""
        document = self.document()
        return [{"id": item["id"], "indicator": name} | effect for item in document["policies"] for name, effect in item["effects"].items()]

    def document(self) -> dict[str, Any]:
        """The JSON document of `funnel compare` (keys in docs/reference/results.md)."""
        policies = [self.policy_document(k) for k in range(len(self.policies))]
        named = (self.readings or self).versions
        fitted = {version.wording for version in self.versions}
        amount = {"amount": self.equal_budget, "unit": "10k CNY", "wording": BOTH if len(fitted) > 1 else fitted.pop()}
        equal = {} if self.equal_budget is None else {"equal_budget": amount}
        document = {
            "scenario": self.baseline.id,
            "titles": titles(self.baseline),
            "question": question(self.baseline),
            "assumptions": assumptions([self.baseline, *self.policies]),
            "seed": self.seed,
            "replications": len(self.worlds),
            "worlds_missing": worlds_missing(len(self.worlds), len(self.versions), len(named)),
            "months": self.months,
            "period": period(self.baseline, self.months),
            "versions": [{"id": v.id, "titles": {"zh": v.title_zh, "en": v.title_en}} for v in named],
            "posterior": {"draws": len(self.versions)} if self.readings else None,
            "wordings": looked_at(self.wording, self.with_other),
            "baseline": {"scenario": self.baseline.id, "titles": titles(self.baseline)} | self.run_document(self.baseline),
            "policies": policies,
            "digest": self.digest,
        } | equal  # fmt: skip
        effects = Effects(HEADLINE, self.headline_of, self.clusters, self.versions if self.readings else ())
        return with_robustness(document, named, effects)

    def run_document(self, scenario: Scenario, policy: int | None = None) -> dict[str, Any]:
        """What `funnel run` says of the worlds without policies, or of those of one; conservation is that of the worlds beside them too."""
        worlds, *others = (each.worlds if policy is None else each.policy_worlds[policy] for each in (self, *self.others))
        return summary(scenario, worlds, self.years, self.months) | {"conservation": conservation(worlds, *others)}

    @property
    def digest(self) -> str:
        """One digest of every world with a policy."""
        parts = [hashlib.sha256(worlds.digests).hexdigest() for worlds in self.policy_worlds]
        return hashlib.sha256("".join([*parts, *(each.digest for each in self.others)]).encode()).hexdigest()

    @property
    def with_other(self) -> "tuple[Comparison, ...]":
        """It, and the comparison under the other wording."""
        return (self,) if self.other is None else (self, self.other)

    @property
    def others(self) -> "tuple[Comparison, ...]":
        """The comparisons that stand beside this one."""
        return tuple(each for each in (self.readings, self.other) if each is not None)

    def headline_of(self, policy: str) -> np.ndarray:
        """Paired differences (worlds,) of the headline indicator that a policy (id) makes."""
        places = {scenario.policies[-1].id: k for k, scenario in enumerate(self.policies)}
        return self.difference(places[policy], HEADLINE)

    def policy_document(self, k: int) -> dict[str, Any]:
        """Everything about one policy."""
        scenario = self.policies[k]
        worlds = self.policy_worlds[k]
        by_version = (self.readings or self).alone(k, NAMES)
        effects = self.effects(k)
        by_draw = {"by_draw": self.alone(k, (HEADLINE,))} if self.readings else {}
        policy = scenario.policies[-1]
        return {
            "id": policy.id,
            "titles": {"zh": policy.title.zh, "en": policy.title.en},
            "question": {"zh": policy.question.zh, "en": policy.question.en},
            "effects": effects,
            "cost_per_additional": self.cost_per_additional(k),
            "cost_plane": self.cost_plane(k),
            "projects": self.project_classes(k),
            "nation": self.nation(k),
            "fiscal_payback": payback(self.worlds, worlds, self.years),
            "effects_by_group": differences_by_group(self.worlds, worlds),
            "holds_in": [version for version in by_version if holds_in({"effects": effects, "by_version": by_version}, version, HEADLINE)],
            "by_version": by_version,
            **by_draw,
            "wordings": self.wordings(k),
            "ledger": ledger(scenario, worlds, self.years, self.months),
            "run": self.run_document(scenario, k),
        } | self.scaling_document(k)

    def scaling_document(self, k: int) -> dict[str, Any]:
        """How large policy `k` was made to spend the equal budget, and what it spends; nothing where none was asked for."""
        if self.equal_budget is None:
            return {}
        spent = mean_interval(self.difference(k, SPENT), self.clusters, *difference_bounds(SPENT, self.worlds.indicator(SPENT)))
        return {"scaling": self.scalings[k].document(self.equal_budget, spent)}

    def effects(self, k: int) -> dict[str, Any]:
        """Paired effect of policy `k` on every indicator."""
        result = {}
        for name in NAMES:
            before, after = self.worlds.indicator(name), self.policy_worlds[k].indicator(name)
            difference = after - before
            known = np.isfinite(difference)
            interval = mean_interval(difference, self.clusters, *difference_bounds(name, before))
            result[name] = {
                "baseline": mean_interval(np.where(known, before, np.nan), self.clusters).value,
                "policy": mean_interval(np.where(known, after, np.nan), self.clusters).value,
                "difference": interval.value, "low": interval.low, "high": interval.high, "unit": INDICATORS[name].unit,
                "probability_better": probability_better(difference, INDICATORS[name].good),
                "probability_worse": probability_worse(difference, INDICATORS[name].good),
                "variance_reduction": variance_reduction(before, after, self.clusters),
                "replications_needed": replications_needed(difference, self.clusters),
            }  # fmt: skip
        return result

    def alone(self, k: int, names: Iterable[str]) -> dict[str, Any]:
        """Paired effects of policy `k` inside each version alone."""
        return {version.id: self.effects_in(k, number, names) for number, version in enumerate(self.versions)}

    def effects_in(self, k: int, version: int, names: Iterable[str]) -> dict[str, Any]:
        """Paired differences inside one version alone, by its number."""
        mine = self.clusters == version
        result = {}
        for name in names:
            bounds = difference_bounds(name, self.worlds.indicator(name)[mine])
            interval = mean_interval(self.difference(k, name)[mine], self.clusters[mine], *bounds)
            result[name] = {"difference": interval.value, "low": interval.low, "high": interval.high}
        return result

    def wordings(self, k: int) -> dict[str, Any]:
        """What policy `k` does to the headline indicator under each wording of the 80 %, and whether that turns on the wording; its cost likewise."""
        sides: dict[str, Any] = {}
        costs: dict[str, Any] = {}
        for wording in (PASSED, THROUGH):
            if (found := of_wording(self.with_other, wording)) is not None:
                there, mine = found
                bounds = difference_bounds(HEADLINE, there.worlds.indicator(HEADLINE)[mine])
                interval = mean_interval(there.difference(k, HEADLINE)[mine], there.clusters[mine], *bounds)
                sides[wording] = side(interval, *counts(found))
                costs[wording] = there.cost_per_additional(k, among=mine) if sides[wording]["verdict"] == MORE else NO_COST
        return judged(sides) | {"cost_per_additional": sizes(costs)}

    def cost_per_additional(self, k: int, headline: str = HEADLINE, among: np.ndarray | slice = slice(None)) -> dict[str, Any]:
        """Net discounted public money per additional project in batch output (万元), with Fieller's interval; `among` some of the worlds.

        Undefined too where a policy spends and brings back nothing in any of them: a cost of nothing would be a claim about what is not modelled.
        """
        if not self.net_money(k)[among].any():
            return NO_COST
        interval, defined = ratio_interval(self.net_money(k)[among], self.difference(k, headline)[among], self.clusters[among])
        return interval.as_dict() | {"defined": defined, "unit": "10k CNY per project"}

    def net_money(self, k: int) -> np.ndarray:
        """Net discounted public money of policy `k` in each pair of worlds, 万元."""
        return self.policy_worlds[k].net_public - self.worlds.net_public

    def cost_plane(self, k: int) -> dict[str, Any]:
        """Where policy `k` lies in the cost-effectiveness plane."""
        return cost_plane(self.difference(k, HEADLINE), self.net_money(k), self.clusters)

    def nation(self, k: int) -> dict[str, Any]:
        """The same cost and classes in the national ledger: what is moved here from elsewhere is no gain."""
        return {
            "success_elsewhere": mean_interval(self.policy_worlds[k].success_elsewhere, self.clusters).value,
            "assumption": NATION,
            "cost_per_additional": self.cost_per_additional(k, f"{HEADLINE}_national"),
            "projects": self.project_classes(k, pairs.NATION),
        }

    def project_classes(self, k: int, account: int = pairs.REGION) -> dict[str, Any]:
        """Projects per world in the five disjoint classes, and what is counted beside, in the ledger of the region or of the nation."""
        counts = dict(zip((*pairs.CLASSES, *pairs.BESIDE), self.projects[k][account], strict=True))
        return {name: mean_interval(count, self.clusters, least=0.0).as_dict() for name, count in counts.items()}


def difference_bounds(name: str, before: np.ndarray) -> tuple[float | None, float | None]:
    """Bounds that no difference of this indicator can leave: known where the baseline is the same in every world, such as no public money."""
    indicator = INDICATORS[name]
    if before.size == 0 or not (before == before[0]).all():
        return None, None
    return tuple(None if bound is None else bound - float(before[0]) for bound in (indicator.least, indicator.most))


def compare(
    region: Scenario | str,
    policies: Iterable,
    *,
    replications: int = 200,
    seed: int = 1,
    months: int | None = None,
    workers: int | None = None,
    worlds: str = "posterior",
    wording: str | None = None,
    check: bool = False,
    equal_budget: float | None = None,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> Comparison:
    """Run the region without and with each policy in `replications` worlds of shared luck, spread over the draws of the posterior or over versions.

    With `worlds` "posterior" as many worlds again are spread over the core versions, to see whether a conclusion holds in each of them.
    `wording` says of which projects the 80 % are: "passed", "through" or "both" (default: both, but of the one central version "passed"). With
    "both", half as many worlds of the other wording stand beside those that numbers are means of.
    `policies`: names, paths or Policy objects, each compared with the region alone. With `equal_budget` (万元) each is first scaled to the size
    at which pilot worlds, which are not among those compared, spend this amount of public money within the study; where that lies between whole
    units, worlds have one unit more or one less by a lottery that makes it so on average. `carrying` says where worlds are kept. Raises
    ScenarioError, Incomplete (a RunError), StoreError, ValueError when fewer than two worlds are asked for (no interval exists) or no policy is
    named.
    """
    named = [policies] if isinstance(policies, str) else list(policies)
    if replications < 2:
        raise ValueError("a comparison needs at least 2 replications: from one world no interval can be given")
    if not named:
        raise ValueError("name at least one policy to compare with the region as it is")
    alone = with_months(region if isinstance(region, Scenario) else load_scenario(region), months)
    scenarios = [with_policies(alone, [policy]) for policy in named]
    wording = wording_for(worlds, wording)
    whole, *other = world_sets(worlds, wording, replications)
    scalings = tuple(Scaling(scenario.policies[-1], None) for scenario in scenarios)
    if equal_budget is not None:
        beat = (lambda: progress(0, replications)) if progress else None
        pilot = PilotWorlds(whole[0], seed, months, workers, carrying, beat)
        scalings = all_scaled(alone, scenarios, equal_budget, pilot)
    scenarios = [with_policies(alone, [scaling.policy]) for scaling in scalings]
    sizes = tuple(tuple(with_policies(alone, [part.policy]) for part in scaling.sizes) for scaling in scalings)
    lottery = lottery_of(scalings)
    sets = {"whole": whole}
    if worlds == "posterior":
        sets["readings"] = (versions_for(READINGS, wording), replications)
    if other:
        (sets["other"],) = other
    several = [spreads_of(each, alone, sizes, lottery, n, (months, seed, check)) for each, n in sets.values()]
    bundles = [spread.bundle for spreads in several for spread in spreads]
    carried = carry_out_all(bundles, workers=workers, progress=progress, **carrying.options)
    require_whole(each for mine in carried for each in mine)
    scratch, taken = carrying.scratch(), iter(carried)
    found = [Gathered.of([spread.gathered(next(taken), scratch) for spread in spreads], scratch) for spreads in several]
    plan = several[0][0].places[0].plan
    comparisons = (
        Comparison(
            alone, tuple(scenarios), each, there.worlds[0], there.worlds[1:], there.projects,
            plan.years, seed, plan.months - plan.burn_in, equal_budget, scalings, sizes, wording=wording,
        )
        for (each, _), there in zip(sets.values(), found, strict=True)
    )  # fmt: skip
    by_name = dict(zip(sets, comparisons, strict=True))
    return replace(by_name.pop("whole"), **by_name)
