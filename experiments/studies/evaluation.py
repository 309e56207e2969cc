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
from experiments.runs.carry_out import Carried, carry_out
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.model_identity import model_identity
from experiments.studies import parameters as parameters_module
from experiments.studies import points as points_module
from experiments.studies.points import PointRuns, Setting, luck, outcome_columns
from experiments.studies.reading import Plan
from sim.indicators import NAMES

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class How:
    """Where and with how many hands runs are made."""

    carrying: Carrying = IN_MEMORY
    workers: int | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Evaluated:
    """Outcomes of a design (blocks, points, replications), or the runs that are wanting."""

    outcomes: np.ndarray | None
    failed: tuple[dict[str, Any], ...]
    runs: int
    simulated: int


def evaluate(plan: Plan, design: np.ndarray, replications: int, how: How) -> Evaluated:
    """Run every point of the design with the luck of its block. Runs that failed, are missing or have no number are listed, never used."""
    batch, runs = batch_of(plan, design, replications)
    blocks, per_block = design.shape[:2]
    tasks = blocks * per_block
    carried = carry_out(batch, range(tasks), workers=how.workers, progress=how.progress, **how.carrying.options)
    worlds = len(plan.scenarios)
    all_runs = tasks * replications * worlds
    failed = [_failed(each) for each in carried.failed] + [_missing(int(task), runs) for task in carried.missing]
    simulated = (tasks - carried.found) * replications * worlds
    if failed:
        return Evaluated(None, tuple(failed), all_runs, simulated)
    outcomes, failed = outcomes_of(carried, plan, tasks, replications, runs)
    return Evaluated(None if failed else outcomes.reshape(blocks, per_block, replications), tuple(failed), all_runs, simulated)


def batch_of(plan: Plan, design: np.ndarray, replications: int) -> tuple[Batch, PointRuns]:
    """The batch of a design. What it is called does not depend on its size, so that a larger one finds the rows of a smaller one."""
    import pyarrow as pa

    method = plan.study.design.method
    names = ("with", "without")[: len(plan.scenarios)]
    settings = {name: Setting(scenario, plan.parameters) for name, scenario in zip(names, plan.scenarios, strict=True)}
    runs = PointRuns(settings, design, method == "tornado", plan.study.design.seed, replications)
    width = outcome_columns(replications)
    columns = pa.schema([pa.field(name, pa.list_(pa.float64(), width)) for name in names])
    identity = {
        "kind": "study",
        "design": {"method": _design_of(method), "seed": plan.study.design.seed, "begins": _beginning(design)} | _shaping(plan),
        "scenarios": {name: each.digest for name, each in zip(names, plan.scenarios, strict=True)},
        "parameters": [_identity(each) for each in plan.parameters],
        "replications": replications,
        "seed": plan.study.design.seed,
        "months": plan.scenario.region.calendar.months,
        "indicators": list(NAMES),
        "model": model_identity(points_module, parameters_module, "experiments.studies.setting"),
    }
    portion = max(20, 2000 // replications)
    command = partial(point_command, plan, len(design))
    return Batch(identity, columns, runs, portion, parameters=runs.parameters, command=command, files=lambda: {"study.toml": plan.text}), runs


def point_command(plan: Plan, blocks: int, task: int) -> str:
    """The command that makes the runs of one point of a design of so many blocks again."""
    design = plan.study.design
    extent = ["--replications", str(blocks)] if design.method == "tornado" else ["--size", str(blocks), "--replications", str(design.replications)]
    words = ["funnel", "study", plan.called, "--method", design.method, *extent, "--seed", str(design.seed)]
    return shlex.join([*words, "--point", str(task)])


def one_point(plan: Plan, design: np.ndarray, replications: int, task: int) -> dict[str, Any]:
    """The values of one point and its outcome in every replication. Raises what its runs raise."""
    _, runs = batch_of(plan, design, replications)
    row = runs(task)
    place = NAMES.index(plan.study.outcome.indicator)
    worlds = {name: row[name].reshape(replications, len(NAMES))[:, place] for name in row}
    outcome = worlds["with"] - worlds["without"] if "without" in worlds else worlds["with"]
    return {"task": task, "parameters": runs.parameters(task), "outcome": [float(each) if np.isfinite(each) else None for each in outcome]}


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
        "task": failure.task,
        "why": failure.error,
        "parameters": dict(failure.parameters),
        "traceback": failure.traceback,
        "command": failure.command,
    }


def _missing(task: int, runs: PointRuns) -> dict[str, Any]:
    return {"task": task, "why": "missing: it was not simulated", "parameters": runs.parameters(task), "traceback": None, "command": None}


def outcomes_of(carried: Carried, plan: Plan, tasks: int, replications: int, runs: PointRuns) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """The outcome of every run (tasks, replications), and those that are no number, with what they were made of."""
    place = NAMES.index(plan.study.outcome.indicator)
    found = {name: np.full((tasks, replications), np.nan) for name in ("with", "without")[: len(plan.scenarios)]}
    for table in carried.portions():
        at = table["task"].to_numpy()
        for name, column in found.items():
            values = table[name].combine_chunks().flatten().to_numpy()
            column[at] = values.reshape(len(at), replications, len(NAMES))[:, :, place]
    outcomes = found["with"] - found["without"] if "without" in found else found["with"]
    bad = [_not_a_number(int(task), int(replication), plan, runs) for task, replication in zip(*np.nonzero(~np.isfinite(outcomes)), strict=True)]
    return outcomes, bad


def _not_a_number(task: int, replication: int, plan: Plan, runs: PointRuns) -> dict[str, Any]:
    number = luck(task // runs.per_block, replication)
    why = f"{plan.study.outcome.indicator} is not a number in replication {number}: there was nothing to average"
    command = point_command(plan, len(runs.design), task)
    return {"task": task, "replication": number, "why": why, "parameters": runs.parameters(task), "traceback": None, "command": command}
