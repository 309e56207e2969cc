"""Stylised facts that are neither input nor target, measured in the model: does it behave like the world where nobody told it to?

Each fact is measured in every calibrated version by itself: it *holds* where the whole 95 % interval lies in the range that studies found,
*fails* where the whole interval lies outside, and is *open* else. A fact that fails is shown as failed: it says what not to ask of the model.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from calibration.cohorts import closed_scenario
from experiments.pairs import bits
from experiments.running import Progress, turns
from experiments.runs.batch import Alone, Batch, Bundle, Row
from experiments.runs.carry_out import carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.gathering import fill, tasks_of
from experiments.runs.versions import Version, turn_of
from experiments.runs.worlds import Place
from experiments.statistics import LEAST_PER_VERSION, Interval, jackknife_interval
from experiments.worlds import versions_for
from sim.batch import Outcome, run_world, with_months, with_policies
from sim.policy import CostSupport
from sim.scenario import Policy, Scenario, load_policy, load_scenario
from sim.stages import LabType, SizeClass
from sim.start import Blueprint, blueprint
from sim.tables import NEVER

Named = Mapping[str, np.ndarray]
HOLDS, FAILS, OPEN, MIXED = "holds", "fails", "open", "depends"
DEMAND = {"quiet": 1.0, "busy": 2.0, "full": 3.0}
"""Results of the labs, as multiples of today's, to see waits rise with the use of the platforms."""
PORTION = 30
"""Worlds in one file: a second or two of work, since each is seven scenarios."""
LEAST_SUCCESSES = 10
"""Successes of a world from which the share of its best tenth is taken."""


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Fact:
    """A finding of the literature: a statement, the range it must lie in, and how it is measured from sums over worlds (`measure` in words).

    `unit` is "share", "points" (a difference of two shares, 1 being 100 percentage points), "ratio" or "months".
    """

    id: str
    statement: Words
    measure: Words
    source: str
    unit: str
    low: float
    high: float
    of: Callable[[Named], np.ndarray]

    def verdict(self, found: Interval) -> str:
        """Whether the fact holds, fails or is open in the model."""
        if found.low is None or found.high is None:
            return OPEN
        if self.low <= found.low and found.high <= self.high:
            return HOLDS
        return FAILS if found.high < self.low or found.low > self.high else OPEN


def rate(part: str, whole: str) -> Callable[[Named], np.ndarray]:
    """A share of two sums."""
    return lambda t: t[part] / t[whole]


def gap(a: Callable[[Named], np.ndarray], b: Callable[[Named], np.ndarray]) -> Callable[[Named], np.ndarray]:
    """How much more `a` is than `b`."""
    return lambda t: a(t) - b(t)


def share_of(group: str) -> Callable[[Named], np.ndarray]:
    """Share of a group that reached batch output."""
    return rate(f"{group}_reached", group)


def middle_over_ends(t: Named) -> np.ndarray:
    """Largest loss between sample and line, less the larger of the losses at either end."""
    steps = ("born", "sample", "chosen", "new_product", "entered", "reached")
    first, *middle, last = (1.0 - t[after] / t[before] for before, after in pairwise(steps))
    return np.max(middle, axis=0) - np.maximum(first, last)


def rise_of_waits(t: Named) -> np.ndarray:
    """How much steeper waits rise with use when platforms are full than when there is room, months per point of utilisation."""
    wait = [t[f"{key}_waited"] / t[f"{key}_admitted"] for key in DEMAND]
    use = [t[f"{key}_busy"] / t[f"{key}_slots"] for key in DEMAND]
    return (wait[2] - wait[1]) / (use[2] - use[1]) - (wait[1] - wait[0]) / (use[1] - use[0])


BATCH = Words("达到批量产出的比例之差", "difference in the share reaching batch output")
FACTS = (
    Fact(
        "institutes-above-universities",
        Words("科研院所的成果比高校的更常实现产业化", "institutes see more of their results industrialised than universities"),
        BATCH, "L-PAT-03 L-PAT-04", "points", 0.0, math.inf, gap(share_of("institute"), share_of("university")),
    ),
    Fact(
        "enterprises-above-institutes",
        Words("企业的成果比科研院所的更常实现产业化", "enterprises see more of their results industrialised than institutes"),
        BATCH, "L-PAT-02 L-PAT-03", "points", 0.0, math.inf, gap(share_of("enterprise"), share_of("institute")),
    ),
    Fact(
        "small-above-micro",
        Words("小型企业的项目比微型企业的更常成功", "projects of small firms succeed more often than those of micro firms"),
        BATCH, "L-PAT-06 L-PAT-07", "points", 0.0, math.inf, gap(share_of("small"), share_of("micro")),
    ),
    Fact(
        "small-not-above-medium",
        Words("小型企业的项目不比中型企业的更常成功", "projects of small firms do not succeed more often than those of medium ones"),
        BATCH, "L-PAT-06 L-PAT-07", "points", 0.0, math.inf, gap(share_of("medium"), share_of("small")),
    ),
    Fact(
        "skewed-returns",
        Words("收益高度集中：最成功的十分之一拿走 48% 至 93%", "returns are skewed: the best tenth takes 48 to 93 %"),
        Words("最成功的十分之一项目占起始销售额的比例", "share of initial sales that the best tenth of successes takes"),
        "Scherer & Harhoff (2000)", "share", 0.48, 0.93, rate("best_tenth", "worlds_with_successes"),
    ),
    Fact(
        "early-small-grant",
        Words("早期小额资助使获得外部投资的机会约翻一番", "an early small grant about doubles the chance of outside finance"),
        Words("小微企业中试费补 90%：做中试的项目获得基金投资的次数，有补助比没有补助",
              "90 % of the pilot for micro and small firms: funded projects among those that pilot, with the grant over without"),
        "L-CAU-01", "ratio", 1.5, 2.5, rate("early_financed", "early_financed_without"),
    ),
    Fact(
        "late-large-grant",
        Words("后期大额资助几乎不改变获得外部投资的机会", "a late large grant hardly changes the chance of outside finance"),
        Words("产业化投资补 30%：建线的项目获得基金投资的次数，有补助比没有补助",
              "30 % of the line: funded projects among those that build one, with the grant over without"),
        "L-CAU-02", "ratio", 0.9, 1.1, rate("late_financed", "late_financed_without"),
    ),
    Fact(
        "voucher-additionality",
        Words("领券的项目有 65% 至 90% 没有券就不会做", "of projects paid by a voucher 65 to 90 % would not have been done without it"),
        Words("小微企业中试费补 80%：受助中试中，没有补助就不做的比例",
              "80 % of the pilot for micro and small firms: share of paid pilots not begun without it"),
        "L-CAU-03 L-CAU-04", "share", 0.65, 0.90, lambda t: 1.0 - t["voucher_piloted_without"] / t["voucher_piloted"],
    ),
    Fact(
        "steepest-in-the-middle",
        Words("流失最大的一步在中段，不在开头和结尾", "the steepest loss is in the middle of the funnel, not at its ends"),
        Words("中段最大的流失率减去两端较大的流失率", "largest loss in the middle less the larger of those at the ends"),
        "assumption", "points", 0.0, math.inf, middle_over_ends,
    ),
    Fact(
        "waits-rise-with-use",
        Words("平台越忙，排队时间上升越快", "the fuller the platforms, the faster waits rise"),
        Words("成果增至两倍、三倍时，利用率每升一分，排队时间多升多少", "how much steeper waits rise with use as results double and triple"),
        "Erlang (1917)", "months", 0.0, math.inf, rise_of_waits,
    ),
)  # fmt: skip
"""Sources are ids of the evidence ledger where it has them."""


def grant(covers: str, share: float, cap: float, sizes: tuple[str, ...] = ()) -> Policy:
    """A cost support without a limit on its budget, `cap` in 万元 a project."""
    tool = CostSupport(family="cost_support", covers=covers, share=share, cap=cap, sizes=sizes)
    return load_policy("do-nothing").model_copy(update={"id": f"{covers}-grant", "instruments": {f"{covers}-grant": tool}})


def scenarios() -> dict[str, Scenario]:
    """The closed reference city, with the grants that the facts speak of, and with more results."""
    closed = closed_scenario()
    found = {
        "closed": closed,
        "early": with_policies(closed, [grant("pilot", 0.9, 1000.0, ("micro", "small"))]),
        "late": with_policies(closed, [grant("industrial", 0.3, 3000.0)]),
        "voucher": with_policies(closed, [grant("pilot", 0.8, 1000.0, ("micro", "small"))]),
    }
    labs = load_scenario("typical-city").region.labs
    for key, times in DEMAND.items():
        found[key] = load_scenario(
            "typical-city", overrides={f"labs.{name}.results_per_year": times * lab.results_per_year for name, lab in labs.items()}
        )
    return found


def measure_world(outcomes: Mapping[str, Outcome]) -> dict[str, float]:
    """All sums of one world, by name."""
    closed = outcomes["closed"]
    found = {**groups(closed), **steps(closed), **best_tenth(closed)}
    for key in ("early", "late", "voucher"):
        found |= of_grant(closed, outcomes[key], key)
    for key in DEMAND:
        use = outcomes[key].state.platform_use
        found |= {f"{key}_waited": use["waiting_months"].sum(), f"{key}_admitted": use["waits_ended"].sum()}
        found |= {f"{key}_busy": use["busy_months"].sum(), f"{key}_slots": use["slot_months"].sum()}
    return {name: float(value) for name, value in found.items()}


def projects_of(outcome: Outcome) -> np.ndarray:
    """The projects that exist."""
    return outcome.state.projects[: outcome.state.clock[0].projects]


def groups(outcome: Outcome) -> dict[str, float]:
    """Results by kind of lab and chosen projects by size of firm, and how many reached batch output."""
    p = projects_of(outcome)
    reached, found = p["batch_output"] != NEVER, {}
    kinds = {kind.key: outcome.state.labs["type"][p["lab"]] == kind for kind in LabType}
    held = (p["chosen"] != NEVER) & (p["firm"] >= 0) & (p["spin_out"] == 0)
    sizes = {size.key: held & (outcome.state.firms["size_class"][p["firm"]] == size) for size in SizeClass}
    for key, member in (kinds | sizes).items():
        found |= {key: member.sum(), f"{key}_reached": (member & reached).sum()}
    return found


def steps(outcome: Outcome) -> dict[str, float]:
    """How many results came to each step of the funnel."""
    p = projects_of(outcome)
    came = {"born": p["born"], "chosen": p["chosen"], "new_product": p["new_product"], "entered": p["entered"], "reached": p["batch_output"]}
    return {key: (month != NEVER).sum() for key, month in came.items()} | {"sample": (p["sample_works"] == 1).sum()}


def best_tenth(outcome: Outcome) -> dict[str, float]:
    """Share of the sales of all successes that the best tenth of them takes, where there are enough to tell."""
    p = projects_of(outcome)
    sales = np.sort(p["sales_rate"][p["batch_output"] != NEVER].astype(float))[::-1]
    if sales.size < LEAST_SUCCESSES:
        return {"best_tenth": 0.0, "worlds_with_successes": 0.0}
    whole, part = divmod(sales.size, 10)
    return {"best_tenth": (sales[:whole].sum() + part / 10.0 * sales[whole]) / sales.sum(), "worlds_with_successes": 1.0}


def of_grant(without: Outcome, within: Outcome, key: str) -> dict[str, float]:
    """What the grant changes. Rows are the same projects.

    Outside finance: of all projects that take the step which the grant pays, with it or without it, how many a fund invested in. Pilots: of
    those that the grant paid, how many would have begun one without it.
    """
    a, b = projects_of(without), projects_of(within)
    took = took_step(without, key) | took_step(within, key)
    paid = (b["paid_by"] & bits(within, within.instruments)) != 0
    return {
        f"{key}_financed": (took & (b["ticket"] > 0)).sum(),
        f"{key}_financed_without": (took & (a["ticket"] > 0)).sum(),
        f"{key}_piloted": (paid & (b["pilot_started"] != NEVER)).sum(),
        f"{key}_piloted_without": (paid & (a["pilot_started"] != NEVER)).sum(),
    }


def took_step(outcome: Outcome, key: str) -> np.ndarray:
    """Projects that took the step a grant pays: a line for the late one, else a pilot of a micro or small firm."""
    p = projects_of(outcome)
    if key == "late":
        return p["entered"] != NEVER
    size = outcome.state.firms["size_class"][p["firm"]]
    return (p["pilot_started"] != NEVER) & (p["firm"] >= 0) & (size <= SizeClass.SMALL)


def together(verdicts: set[str]) -> str:
    """What versions say together: they differ only where the fact holds in one and fails in another; else an open one leaves it open."""
    if len(verdicts) == 1:
        return next(iter(verdicts))
    return MIXED if {HOLDS, FAILS} <= verdicts else OPEN


@dataclass(frozen=True)
class Scorecard:
    """All facts, measured in every version."""

    names: tuple[str, ...]
    sums: np.ndarray  # (worlds, names)
    clusters: np.ndarray
    versions: tuple[Version, ...]

    def interval(self, fact: Fact, version: str | None = None) -> Interval:
        """A fact in one version, or over all."""
        mine = slice(None) if version is None else self.clusters == version
        column = {name: k for k, name in enumerate(self.names)}

        def measured(totals: np.ndarray) -> np.ndarray:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(fact.of({name: totals[..., k] for name, k in column.items()}))

        return jackknife_interval(self.sums[mine], measured, self.clusters[mine])

    def told(self, fact: Fact) -> dict[str, Any]:
        """One fact as in the JSON."""
        by_version = {}
        for version in self.versions:
            found = self.interval(fact, version.id)
            enough = (self.clusters == version.id).sum() >= LEAST_PER_VERSION
            by_version[version.id] = found.as_dict() | {"verdict": fact.verdict(found) if enough else OPEN}
        verdicts = {each["verdict"] for each in by_version.values()}
        return {
            "id": fact.id,
            "statement": fact.statement._asdict(),
            "measure": fact.measure._asdict(),
            "source": fact.source,
            "unit": fact.unit,
            "expected": {"low": fact.low, "high": fact.high if math.isfinite(fact.high) else None},
            **self.interval(fact).as_dict(),
            "verdict": together(verdicts),
            "by_version": by_version,
        }

    def document(self) -> dict[str, Any]:
        """The JSON of `funnel scorecard`."""
        facts = [self.told(fact) for fact in FACTS]
        count = {verdict: sum(fact["verdict"] == verdict for fact in facts) for verdict in (HOLDS, FAILS, MIXED, OPEN)}
        return {
            "facts": facts,
            "count": count,
            "replications": len(self.sums),
            "versions": [{"id": v.id, "titles": {"zh": v.title_zh, "en": v.title_en}} for v in self.versions],
        }


@dataclass(frozen=True)
class FactWorlds:
    """The scenarios of the scorecard in the world of one version, with the luck of one seed."""

    version: Version
    seed: int
    worlds: str  # the set of versions it was asked for with

    @cached_property
    def plans(self) -> dict[str, Blueprint]:
        """The start of all worlds of each scenario."""
        return {key: blueprint(self.version.applied_to(scenario)) for key, scenario in scenarios().items()}

    def __call__(self, replication: int) -> Row:
        found = measure_world({key: run_world(plan, self.seed, replication) for key, plan in self.plans.items()})
        return {"sums": np.array([found[name] for name in names_of_sums()])}

    def __getstate__(self) -> dict[str, Any]:
        return {"version": self.version, "seed": self.seed, "worlds": self.worlds}  # plans are made anew where they are needed

    @property
    def batch(self) -> Batch:
        """The sums of its worlds, for the run store."""
        import pyarrow as pa

        place = Place(self.version.applied_to(scenarios()["closed"]), self.seed)
        others = {key: self.version.applied_to(scenario).digest for key, scenario in scenarios().items()}
        identity = place.identity("facts", "experiments.scorecard", scenarios=others)
        names = names_of_sums()
        sums = pa.field("sums", pa.list_(pa.field("element", pa.float64(), nullable=False), len(names)), metadata={"places": " ".join(names)})
        return Batch(identity, pa.schema([sums]), self, PORTION, self.parameters, self.command)

    def parameters(self, replication: int) -> dict[str, Any]:
        """What decides one of its worlds, for the record of a failure."""
        return {"scenarios": list(scenarios()), "version": self.version.id, "replication": replication}

    def command(self, replication: int) -> str:
        """The command that makes this world again: those before it are kept."""
        return f"funnel scorecard --worlds {self.worlds} --seed {self.seed} --replications {replication + 1}"


@cache
def names_of_sums() -> tuple[str, ...]:
    """What is summed in a world, in the order of its row: the same in every world, so that one of a single month tells."""
    return tuple(measure_world({key: run_world(blueprint(with_months(scenario, 1)), 1, 0) for key, scenario in scenarios().items()}))


def scorecard(
    *,
    replications: int = 60,
    seed: int = 1,
    workers: int | None = None,
    worlds: str = "versions",
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
) -> Scorecard:
    """Measure all facts in `replications` worlds of the reference city; `carrying` says where what was found is kept.

    Raises Incomplete (a RunError), StoreError.
    """
    versions = versions_for(worlds)
    several = [FactWorlds(version, seed, worlds) for version in versions]
    bundles = [(Bundle((each.batch,), Alone(each)), tasks) for each, tasks in zip(several, turns(versions, replications), strict=True)]
    carried = [mine for (mine,) in carry_out_all(bundles, workers=workers, progress=progress, **carrying.options)]
    require_whole(carried)
    tasks = tasks_of(carried)
    sums = carrying.scratch().array((len(names_of_sums()), tasks.size))
    fill({"sums": sums}, carried, tasks)
    clusters = np.array([version.id for version in versions])[turn_of(versions, tasks)]
    return Scorecard(names_of_sums(), sums.T, clusters, versions)
