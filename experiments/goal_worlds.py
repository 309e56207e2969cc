"""Worlds seen with a goal in mind: totals month by month and where projects got stuck, as batches of the run store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.bottlenecks import CAUSES, HELD_UP, Stuck, Watch, watched
from experiments.goals import AMOUNTS
from experiments.runs.batch import Batch, Bundle, Row
from experiments.runs.carry_out import Carried
from experiments.runs.gathering import Scratch, fill
from experiments.runs.records import record
from experiments.runs.world_rows import row_of
from experiments.runs.worlds import PORTION, Place
from sim.stages import PilotResult, Sector
from sim.start import Blueprint
from sim.tables import NEVER, SECTORS, YUAN

COLUMN_OF = {
    "results": "born", "taken_on": "chosen",
    "pilots_started": "pilot_started", "pilots_passed": "pilot_ended", "new_products": "new_product", "entered": "entered",
    "batch_output": "batch_output", "commercial": "commercial",
}  # fmt: skip
"""The column of projects that holds the month of an event."""
REDUCED_BY = ("experiments.goal_worlds", "experiments.bottlenecks")
MONTHLY, STUCK = "totals", tuple(Stuck.__dataclass_fields__)
WORLD, GOAL = 0, 1


@dataclass(frozen=True)
class Seen:
    """What a goal asks of worlds: the total at the end of every dated month (months, worlds), and their bottlenecks."""

    totals: np.ndarray
    stuck: Stuck


def watched_worlds(place: Place, indicator: str) -> Bundle:
    """One bundle of: the worlds of a place, and what they are seen to do about an indicator."""
    return Bundle((place.batch, goal_batch(place, indicator)), Watching(place, indicator))


def goal_batch(place: Place, indicator: str) -> Batch:
    """Totals and bottlenecks of the worlds of a place."""
    import pyarrow as pa

    fields = [
        pa.field(
            name, pa.list_(pa.field("element", pa.float64(), nullable=False), int(np.prod(shape))), nullable=False, metadata={"meaning": meaning}
        )
        for name, (shape, meaning) in shapes(place.plan).items()
        if np.prod(shape)
    ]
    identity = place.identity("goal", *REDUCED_BY, indicator=indicator)
    return Batch(identity, pa.schema(fields), None, PORTION, place.parameters, command=place.batch.command_of)


def shapes(plan: Blueprint) -> dict[str, tuple[tuple[int, ...], str]]:
    """Shape and meaning of each column."""
    months = plan.months - plan.burn_in
    years = (plan.scenario.region.calendar.start % 12 + months - 1) // 12 + 1
    causes, waits, fields = " ".join(CAUSES), " ".join(HELD_UP), " ".join(each.name.lower() for each in Sector)
    return {
        MONTHLY: ((months,), "total of the indicator at the end of each dated month"),
        "stopped": ((years, len(CAUSES)), f"projects that stopped, by year, then {causes}"),
        "declined": ((years,), "projects that lacked a partner although a firm had looked, by year"),
        "held_up": ((years, len(HELD_UP)), f"projects waiting at one time, by year, then {waits}"),
        "saturation": ((years,), "share of sales that saturated markets took, by year; NaN without products"),
        "stopped_in": ((SECTORS, len(CAUSES)), f"projects that stopped, by field ({fields}), then {causes}"),
        "queued_at": ((len(plan.platform_groups),), f"project-months in queues: {' '.join(plan.platform_groups)}"),
    }


@dataclass(frozen=True)
class Watching:
    """The rows of a world that is watched month by month; it is the world that an ordinary run makes."""

    place: Place
    indicator: str

    def __call__(self, task: int, wanted: tuple[int, ...]) -> Mapping[int, Row]:
        if wanted == (WORLD,):
            return {WORLD: row_of(record(self.place.world(task)))}
        plan = self.place.plan_of(task)
        watch, amounts = Watch(plan, COLUMN_OF.get(self.indicator)), []
        each_month: Callable[[Any], None] | None = (lambda s: amounts.append(total_of(self.indicator, s))) if self.indicator in AMOUNTS else None
        outcome = watched(plan, self.place.seed, task, watch, each_month, self.place.check)
        projects = outcome.state.projects[: outcome.state.clock[0].projects]
        totals = amounts if each_month else totals_of(self.indicator, projects, plan.burn_in, plan.months - plan.burn_in)
        stuck = watch.found(outcome.state)
        seen = {MONTHLY: np.asarray(totals, float)} | {name: getattr(stuck, name) for name in STUCK}
        rows = {WORLD: row_of(record(outcome)), GOAL: seen}
        return {number: rows[number] for number in wanted}


def seen_in(carried: Carried, place: Place, scratch: Scratch) -> Seen:
    """What was seen in the worlds of a place. Raises Damaged, StoreError."""
    tasks = carried.tasks
    columns = {name: scratch.array((*shape, tasks.size)) for name, (shape, _) in shapes(place.plan).items()}
    flat = {name: array.reshape(-1, tasks.size) for name, array in columns.items()}
    fill(flat, [carried], tasks)
    return Seen(columns[MONTHLY], Stuck(*(columns[name] for name in STUCK)))


def total_of(indicator: str, s: Any) -> float:
    """An amount of money (万元) that the world `s` has summed up since the first dated month, exactly as its indicator will be."""
    tally = s.tally[0]
    if indicator == "sales":
        return float(np.cumsum(s.sectors["sales"])[-1])  # one after the other, as the indicator is summed
    if indicator == "avoided_scale_up_loss":
        return float(tally.avoided_loss)
    return float(tally.private_yuan if indicator == "private_money" else tally.public_yuan) / YUAN


def totals_of(indicator: str, projects: np.ndarray, first: int, months: int) -> np.ndarray:
    """How many projects have had an event by the end of each dated month, from their own dates; `first` is the number of the first one."""
    happened = projects[COLUMN_OF[indicator]].astype(np.int64)
    if indicator == "pilots_passed":
        happened = np.where(projects["pilot"] == PilotResult.PASSED, happened, NEVER)
    return np.bincount(happened[happened >= first] - first, minlength=months).cumsum()
