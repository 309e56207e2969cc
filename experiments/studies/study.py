"""Carrying out a study: design, runs, indices, and whether they can be trusted; larger and larger if it is asked to go on until they can.

result = carry_out_study(load_study("what-drives-industrialisation"), How(Carrying(Store())))
result.document["indices"], result.document["converged"]["verdict"]["en"]
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.studies import document as documents
from experiments.studies.convergence import Blocks, judged
from experiments.studies.discovery.method import Discovery, discovered
from experiments.studies.evaluation import How, evaluate, one_point
from experiments.studies.measures import OF_VARIANCE
from experiments.studies.methods import METHODS, Factors, IndexMethod
from experiments.studies.points import MOST_REPLICATIONS
from experiments.studies.reading import Plan
from experiments.studies.resampling import interval

MOST_RUNS = 2_000_000
"""Runs beyond which `--until-converged` does not go."""
CHANCE_UNKNOWN = {
    "one_replication": {
        "zh": "只重复一次，无法区分偶然与参数的作用；把 replications 设为 2 以上。",
        "en": "With a single replication chance cannot be told from the parameters; set replications to 2 or more.",
    },
    "no_variance": {
        "zh": "逐个变动的方法不计算方差，因此没有偶然所占的份额；每个变化的区间已含偶然。",
        "en": "One-at-a-time works out no variance, hence no share of chance; the interval of each swing holds it.",
    },
    "same": {
        "zh": "所有世界的结果都相同，没有什么可解释的：在这些月份、这些范围内，这些参数不改变它。",
        "en": "The outcome is the same in all worlds: over these months and within these ranges none of the parameters changes it.",
    },
    "lost": {
        "zh": "参数引起的方差为零或小于偶然的误差，份额没有意义；增加 replications 或 size。",
        "en": "The variance due to the parameters is zero or lost in chance, so that no shares exist; raise replications or size.",
    },
}
Report = Callable[[int, Any], None]


@dataclass(frozen=True)
class StudyResult:
    """A study that was carried out: its document, and whether it is whole."""

    plan: Plan
    document: dict[str, Any]

    @property
    def is_whole(self) -> bool:
        """Whether no run failed."""
        return not self.document["failed_runs"]


def methods() -> dict[str, type[IndexMethod] | type[Discovery]]:
    """All methods by the name that study files give them."""
    return {**METHODS, Discovery.name: Discovery}


def method_of(plan: Plan) -> IndexMethod | Discovery:
    """The method of a study, for its parameters."""
    names = tuple(each.name for each in plan.parameters)
    groups = tuple(each.group or each.name for each in plan.parameters)
    words = tuple(len(each.words) for each in plan.parameters)
    return methods()[plan.study.design.method](Factors(names, groups, words), plan.study.design.seed, plan.settings)


def carry_out_study(
    plan: Plan, how: How | None = None, *, until_converged: bool = False, most_runs: int = MOST_RUNS, heard: Report | None = None
) -> StudyResult:
    """The study as its file says, or doubled until its ranks are safe or `most_runs` (or the most replications) are reached.

    `heard(size, verdict)` tells of each size. Nothing is analysed where a run failed, is missing or has no number: `failed_runs` of the document
    then lists the first of them, `failed_runs_in_all` says how many there are, and there are no indices. Raises ValueError where
    the first size takes more than `most_runs`.
    """
    how = how or How()
    begun = time.monotonic()
    method = method_of(plan)
    size = _blocks_of(plan, method)
    replications = 1 if method.blocks_are_replications else plan.study.design.replications
    if until_converged and runs_of(plan) > most_runs:
        raise ValueError(f"the first size alone takes {runs_of(plan):,} runs; most_runs is {most_runs:,}")
    simulated = 0
    while True:
        design = method.points(size)
        evaluated = evaluate(plan, design, replications, how)
        simulated += evaluated.simulated
        shown = (1, size) if method.blocks_are_replications else (size, replications)
        document = documents.head(plan, *shown)
        if evaluated.outcomes is None:
            document |= {"indices": [], "chance_share": _nothing(), "converged": None}
        else:
            document |= analysed(plan, method, design, evaluated.outcomes)
        verdict = document["converged"]
        if heard and verdict:
            heard(size, verdict)
        is_open = not verdict["is_converged"] if verdict else _is_lost(document)
        larger = min(2 * size, MOST_REPLICATIONS) if method.blocks_are_replications else 2 * size
        if not until_converged or not is_open or larger <= size or evaluated.runs * larger > most_runs * size:
            break
        size = larger
    seconds = time.monotonic() - begun
    stopped = until_converged and is_open
    document |= {
        "failed_runs": list(evaluated.failed),
        "failed_runs_in_all": evaluated.wanting,
        "runs": evaluated.runs,
        "seconds": seconds,
        "stopped_at_most_runs": stopped,
        "provenance": {"simulated": simulated},
    }
    return StudyResult(plan, document)


def points_of(plan: Plan) -> int:
    """How many points the design of a study has."""
    method = method_of(plan)
    return _blocks_of(plan, method) * method.points(method.least_blocks).shape[1]


def runs_of(plan: Plan) -> int:
    """How many runs a study takes as its file says."""
    replications = 1 if method_of(plan).blocks_are_replications else plan.study.design.replications
    return points_of(plan) * replications * len(plan.scenarios)


def _blocks_of(plan: Plan, method: IndexMethod | Discovery) -> int:
    return plan.study.design.replications if method.blocks_are_replications else plan.size


def made_again(plan: Plan, task: int) -> dict[str, Any]:
    """One point of the design by itself: its values and its outcome in every replication.

    Raises IndexError for a point beyond the design, and what its runs raise.
    """
    if not 0 <= task < points_of(plan):
        raise IndexError(f"the design has no point {task}")
    method = method_of(plan)
    per_block = method.points(method.least_blocks).shape[1]
    blocks = max(method.least_blocks, task // per_block + 1)
    blocks = 1 << (blocks - 1).bit_length()
    replications = 1 if method.blocks_are_replications else plan.study.design.replications
    return one_point(plan, method.points(blocks), replications, task)


def _nothing() -> dict[str, None]:
    return {"value": None, "low": None, "high": None}


def _is_lost(document: Mapping[str, Any]) -> bool:
    """Whether chance hid all there was to explain, so that more runs may show it."""
    return document["chance_share"].get("why") == CHANCE_UNKNOWN["lost"]


def _without_indices(mean: Any, why: str) -> dict[str, Any]:
    """What is found where nothing can be explained: no index at all, and the reason."""
    return {"indices": [], "chance_share": _nothing() | {"why": CHANCE_UNKNOWN[why]}, "converged": None, "mean": mean, "is_constant": why == "same"}


def analysed(plan: Plan, method: IndexMethod | Discovery, design: np.ndarray, outcomes: np.ndarray) -> dict[str, Any]:
    """Indices, share of chance, floor and verdict from outcomes that are all finite."""
    if not np.isfinite(outcomes).all():
        raise ValueError("outcomes that are no numbers must be listed, not analysed")
    mean = _level(outcomes)
    if isinstance(method, Discovery):
        return {"mean": mean} | discovered(method, plan.parameters, documents.outcome_of(plan), design, outcomes)
    if outcomes.max() == outcomes.min():
        return _without_indices(mean, "same")
    estimate = method.estimate(design, outcomes)
    if method.ranks_by in OF_VARIANCE and (estimate.variance[0] <= 0.0 or interval(estimate.variance[1:])[0] <= 0.0):
        return _without_indices(mean, "lost")
    runs = outcomes.size * len(plan.scenarios)
    floor = estimate.floor[method.ranks_by] if method.never_near_zero else None
    blocks = Blocks(len(outcomes), method.enough_blocks, *method.block_words)
    index, most = estimate.measures[method.ranks_by], estimate.at_most(method.ranks_by)
    nothing = None if method.never_near_zero else documents.limit_of(estimate, method)
    settings = {"floor": floor, "nothing": nothing, "blocks": blocks, "error": method.error}
    convergence = judged(index, runs, is_share=method.is_share, most=most, **settings)
    rows = documents.indices(estimate, method, convergence, plan.parameters)
    chance = documents.bounds(estimate.chance_share)
    if chance["value"] is None:
        chance |= {"why": CHANCE_UNKNOWN["no_variance" if method.blocks_are_replications else "one_replication"]}
    found: dict[str, Any] = {
        "ranked_by": method.ranks_by,
        "is_share": method.is_share,
        "mean": mean,
        "indices": rows,
        "chance_share": chance,
        "variance": {"parameters": documents.bounds(estimate.variance), "chance": documents.bounds(estimate.luck)},
        "floor": documents.floors(estimate, method),
        "converged": convergence.document(),
        "notes": [note for note in (documents.negative_note(rows, tuple(estimate.measures)), method.caveat) if note],
        "is_constant": False,
    }
    if (second := documents.pairs(estimate, method)) is not None:
        found["pairs"] = second
    if "sum_of_S1" in estimate.extra:
        found["sum_of_S1"] = documents.bounds(estimate.extra["sum_of_S1"])
    if "base" in estimate.extra:
        found["base"] = documents.bounds(estimate.extra["base"])
    if "sigma_is_chance" in estimate.extra:
        for row, is_chance in zip(rows, estimate.extra["sigma_is_chance"], strict=True):
            row["sigma_is_chance"] = bool(is_chance)
    return found | {key: value for key, value in estimate.extra.items() if key not in documents.NOT_IN_EXTRA}


def _level(outcomes: np.ndarray) -> dict[str, float]:
    """Mean and spread of the outcome over all points and luck."""
    return {"mean": float(outcomes.mean()), "p10": float(np.percentile(outcomes, 10)), "p90": float(np.percentile(outcomes, 90))}
