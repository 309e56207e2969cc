"""A batch: numbered tasks that all have the same identity, each giving one row of the same columns."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

PORTION = 1000
"""Tasks in one file of the store."""
TASK = "task"
"""The column of every table that says which task a row is of."""
ID_LENGTH = 16

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Batch:
    """What is to be simulated, whatever the number of tasks.

    `identity` holds everything that decides the rows: kind, frozen scenarios with policies and world parameters, seed, months, versions and
    `model_identity()`; not how many tasks. It must be fit for JSON. `columns` are flat: numbers, lists of numbers of a fixed length, strings.
    `simulate` gives the row of a task, and raises where the run fails; it must be fit for pickling if a cluster is to be used. None where the
    rows come of a `Bundle`. `parameters(task)` says what a failed run was made of, `command(task)` which command makes it again; `files` are
    texts laid beside the rows (name -> text), made only when they are needed.
    """

    identity: Mapping[str, Any]
    columns: "pa.Schema"
    simulate: Callable[[int], Row] | None = None
    portion: int = PORTION
    parameters: Callable[[int], Mapping[str, Any]] | None = field(default=None, compare=False)
    command: Callable[[int], str] | None = field(default=None, compare=False)
    files: Callable[[], Mapping[str, str]] | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        """What kind of rows these are: "world", "pair", ..."""
        return str(self.identity["kind"])

    @cached_property
    def id(self) -> str:
        """A short hash of identity and columns: the same content has the same id on every machine."""
        return content_id(self.identity, [(each.name, str(each.type)) for each in self.columns])

    def command_of(self, task: int) -> str:
        """The command that simulates one task again."""
        return self.command(task) if self.command else f"funnel runs again {self.id} {task}"


def content_id(identity: Mapping[str, Any], columns: Iterable[tuple[str, str]]) -> str:
    """A short hash of an identity and of the names and types of columns."""
    text = json.dumps([identity, list(columns)], ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True)
class Bundle:
    """Several batches whose rows come of one simulation of a task, such as a policy, its baseline and what becomes of projects between the two.

    `simulate(task, wanted)` gives a row for each of the wanted batches (by number), or the exception by which it failed.
    """

    batches: tuple[Batch, ...]
    simulate: Callable[[int, tuple[int, ...]], Mapping[int, Row | Exception]]


@dataclass(frozen=True)
class Alone:
    """The simulation of a batch that is no part of a bundle."""

    simulate: Callable[[int], Row]

    def __call__(self, task: int, wanted: tuple[int, ...]) -> Mapping[int, Row]:
        return {0: self.simulate(task)}

    def rows_for(self, tasks: Sequence[int]) -> Any:
        """What only these tasks need of it."""
        return rows_for(self.simulate, tasks)

    def with_rows(self, rows: Any) -> "Alone":
        """The same for the tasks of these rows alone."""
        return Alone(with_rows(self.simulate, rows))


def rows_for(simulation: Any, tasks: Sequence[int]) -> Any:
    """What these tasks need of a simulation that others do not, such as their rows of a large design; None where all need the same.

    A simulation that has such rows says so by two methods, `rows_for(tasks)` and `with_rows(rows)`.
    """
    return simulation.rows_for(tasks) if hasattr(simulation, "rows_for") else None


def with_rows(simulation: Any, rows: Any) -> Any:
    """A simulation for the tasks of these rows alone."""
    return simulation if rows is None else simulation.with_rows(rows)


@dataclass(frozen=True)
class Failure:
    """A run that failed: never a number, never the end of the batch."""

    task: int
    error: str
    traceback: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    command: str = ""

    def of(self, batch: Batch) -> "Failure":
        """The same failure with what the batch knows about the task."""
        parameters = batch.parameters(self.task) if batch.parameters else {"identity": dict(batch.identity)}
        return Failure(self.task, self.error, self.traceback, parameters, batch.identity.get("seed"), batch.command_of(self.task))


@dataclass(frozen=True)
class FailureElsewhere(Failure):
    """A row that cannot be made because the run of another batch of its bundle failed: which one, by number."""

    batch: int = 0


class FailedElsewhere(Exception):
    """What a simulation gives for such a row: `cause` is how the run of that batch failed."""

    def __init__(self, batch: int, cause: Exception):
        super().__init__(batch, cause)
        self.batch, self.cause = batch, cause
