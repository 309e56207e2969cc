"""Carrying out a design: its points as tasks of the runner, kept in the run store, and its outcomes as one array."""

import hashlib
import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from experiments.runs.batch import Batch, Failure
from experiments.runs.carry_out import MOST_LISTED, Carried, carry_out
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.columns import values_of
from experiments.runs.model_identity import model_identity
from experiments.studies import parameters as parameters_module
from experiments.studies import points as points_module
from experiments.studies.points import MOST_REPLICATIONS, PointRuns, Setting, columns_of, run_number, run_numbers
from experiments.studies.reading import Plan
from sim.indicators import NAMES

Progress = Callable[[int, int], None]

ROWS_PER_FILE = 2000


@dataclass(frozen=True)
class How:
    """Where and with how many hands runs are made."""

    carrying: Carrying = IN_MEMORY
    workers: int | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Evaluated:
    """Outcomes of a design (blocks, points, replications), or the runs that are wanting (failed, missing or without a number): how many, and what is
    known of the first of them."""

    outcomes: np.ndarray | None
    wanting: int
    failed: tuple[dict[str, Any], ...]
    runs: int
    simulated: int


def evaluate(plan: Plan, design: np.ndarray, replications: int, how: How) -> Evaluated:
    """Run every point of the design with the luck of its block. Runs that failed, are missing or have no number are listed, never used."""
    batch, runs = batch_of(plan, design, replications)
    blocks, per_block = design.shape[:2]
    tasks = run_numbers(blocks * per_block, replications)
    carried = carry_out(batch, tasks, workers=how.workers, progress=how.progress, **how.carrying.options)
    worlds = len(plan.scenarios)
    all_runs, simulated = tasks.size * worlds, (tasks.size - carried.found) * worlds
    missing = carried.missing
    if wanting := carried.failed_tasks.size + missing.size:
        failed = [_failed(each) for each in carried.failed]
        failed += [_missing(task, runs) for task in missing[: MOST_LISTED - len(failed)].tolist()]
        return Evaluated(None, wanting, tuple(failed), all_runs, simulated)
    outcomes = outcomes_of(carried, plan, blocks * per_block, replications)
    without_number = tasks[~np.isfinite(outcomes).ravel()]
    failed = [_not_a_number(task, plan, runs) for task in without_number[:MOST_LISTED].tolist()]
    whole = None if failed else outcomes.reshape(blocks, per_block, replications)
    return Evaluated(whole, without_number.size, tuple(failed), all_runs, simulated)


def batch_of(plan: Plan, design: np.ndarray, replications: int) -> tuple[Batch, PointRuns]:
    """The batch of a design, a row for each run. What it is called depends neither on its size nor on the replications, so that more of them find
    the rows of fewer."""
    method = plan.study.design.method
    names = ("with", "without")[: len(plan.scenarios)]
    settings = {name: Setting(scenario, plan.parameters) for name, scenario in zip(names, plan.scenarios, strict=True)}
    runs = PointRuns(settings, design, method == "tornado", plan.study.design.seed)
    identity = {
        "kind": "study",
        "design": {"method": _design_of(method), "seed": plan.study.design.seed, "begins": _beginning(design)} | _shaping(plan),
        "scenarios": {name: each.digest for name, each in zip(names, plan.scenarios, strict=True)},
        "parameters": [_identity(each) for each in plan.parameters],
        "seed": plan.study.design.seed,
        "months": plan.scenario.region.calendar.months,
        "indicators": list(NAMES),
        "model": model_identity(points_module, parameters_module, "experiments.studies.setting"),
    }
    portion = max(1, ROWS_PER_FILE // replications) * MOST_REPLICATIONS
    columns, command = columns_of(plan.parameters, names), partial(run_command, plan, len(design))
    return Batch(identity, columns, runs, portion, parameters=runs.parameters, command=command, files=lambda: {"study.toml": plan.text}), runs


def run_command(plan: Plan, blocks: int, task: int) -> str:
    """The command that makes a run of a design of so many blocks again, with all others of its point."""
    design = plan.study.design
    extent = ["--replications", str(blocks)] if design.method == "tornado" else ["--size", str(blocks), "--replications", str(design.replications)]
    words = ["funnel", "study", plan.called, "--method", design.method, *extent, "--seed", str(design.seed)]
    return shlex.join([*words, "--point", str(task // MOST_REPLICATIONS)])


def one_point(plan: Plan, design: np.ndarray, replications: int, point: int) -> dict[str, Any]:
    """The values of one point and its outcome in every replication. Raises what its runs raise."""
    _, runs = batch_of(plan, design, replications)
    rows = [runs(run_number(point, replication)) for replication in range(replications)]
    place = NAMES.index(plan.study.outcome.indicator)
    outcome = [row["with"][place] - (row["without"][place] if "without" in row else 0.0) for row in rows]
    numbers = {"first_replication": rows[0]["replication"], "last_replication": rows[-1]["replication"]}
    found = [float(each) if np.isfinite(each) else None for each in outcome]
    return {"task": point, "parameters": runs.made_of(point) | numbers, "outcome": found}


def _beginning(design: np.ndarray) -> str:
    """A short hash of the first block, which is the same for every size: rows of another design of the same name are never taken for these."""
    return hashlib.sha256(np.ascontiguousarray(design[:1], "<f8").tobytes()).hexdigest()[:16]


def _design_of(method: str) -> str:
    """Methods of the same points share them."""
    return "points" if method in ("pawn", "delta", "hdmr", "rsa", "discovery") else method


def _shaping(plan: Plan) -> dict[str, Any]:
    """The settings that move points (not those that only the analysis reads)."""
    kept = {key: value for key, value in plan.settings.items() if key in ("second_order", "levels", "points_per_block", "step")}
    groups = [each.group or each.name for each in plan.parameters] if plan.study.design.method == "sobol" else []
    return kept | {"groups": groups}


def _identity(parameter: Any) -> dict[str, Any]:
    """What decides the value of a parameter at a point."""
    kept = {key: value for key, value in parameter.document().items() if key not in ("titles", "unit", "central", "group", "range_from_ledger")}
    return json.loads(json.dumps(kept | {"path": list(parameter.path), "settings": {word: dict(each) for word, each in parameter.settings.items()}}))


def _failed(failure: Failure) -> dict[str, Any]:
    return {
        "task": failure.task // MOST_REPLICATIONS,
        "replication": failure.parameters["replication"],
        "why": failure.error,
        "parameters": dict(failure.parameters),
        "traceback": failure.traceback,
        "command": failure.command,
    }


def _missing(task: int, runs: PointRuns) -> dict[str, Any]:
    parameters = runs.parameters(task)
    why = {"why": "missing: it was not simulated", "parameters": parameters, "traceback": None, "command": None}
    return {"task": task // MOST_REPLICATIONS, "replication": parameters["replication"]} | why


def outcomes_of(carried: Carried, plan: Plan, points: int, replications: int) -> np.ndarray:
    """The outcome of every run (points, replications); NaN where it is no number."""
    place = NAMES.index(plan.study.outcome.indicator)
    found = {name: np.full((points, replications), np.nan) for name in ("with", "without")[: len(plan.scenarios)]}
    for table in carried.portions(list(found)):
        at = np.divmod(values_of(table["task"]), MOST_REPLICATIONS)
        for name, column in found.items():
            column[at] = values_of(table[name])[:, place]
    return found["with"] - found["without"] if "without" in found else found["with"]


def _not_a_number(task: int, plan: Plan, runs: PointRuns) -> dict[str, Any]:
    parameters = runs.parameters(task)
    number = parameters["replication"]
    why = f"{plan.study.outcome.indicator} is not a number in replication {number}: there was nothing to average"
    more = {"why": why, "parameters": parameters, "traceback": None, "command": run_command(plan, len(runs.design), task)}
    return {"task": task // MOST_REPLICATIONS, "replication": number} | more
