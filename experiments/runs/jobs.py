"""What is left to do: for each task of a bundle the batches that lack its row, held as a few numbers per task."""

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, overload

import numpy as np

from experiments.runs.batch import Bundle, FailedElsewhere, Failure, FailureElsewhere, Row


class Job(NamedTuple):
    """One simulation: which bundle, which task, rows of which of its batches are wanted."""

    bundle: int
    task: int
    wanted: tuple[int, ...]


@dataclass(frozen=True)
class Jobs(Sequence[Job]):
    """Jobs in the order of their tasks."""

    bundles: Sequence[Bundle]
    bundle: np.ndarray
    task: np.ndarray
    which: np.ndarray  # rows of `wanted`
    wanted: tuple[tuple[int, ...], ...]

    @classmethod
    def lacking(
        cls,
        bundles: Sequence[Bundle],
        tasks: Sequence[np.ndarray],
        has: Sequence[Sequence[np.ndarray]],
        failed: Sequence[Sequence[np.ndarray]],
    ) -> "Jobs":
        """Jobs for every task of which a batch has no row (`has`: per bundle and batch, by task), unless it has failed before (`failed`: tasks)."""
        bundle, task, which = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        wanted: list[tuple[int, ...]] = []
        for number, mine in enumerate(tasks):
            code, sets = np.zeros(mine.size, np.int64), [()]
            for k, there in enumerate(has[number]):
                lacks = ~there & ~np.isin(mine, failed[number][k])
                found, code = np.unique(code * 2 + lacks, return_inverse=True)
                sets = [sets[each >> 1] + ((k,) if each & 1 else ()) for each in found.tolist()]
            is_open = np.array([bool(each) for each in sets], bool)[code]
            bundle.append(np.full(is_open.sum(), number))
            task.append(mine[is_open])
            which.append(code[is_open] + len(wanted))
            wanted += sets
        columns = [np.concatenate(each) for each in (bundle, task, which)]
        order = np.lexsort(columns[:2])
        return cls(bundles, *(column[order] for column in columns), tuple(wanted))

    def __len__(self) -> int:
        return self.task.size

    @overload
    def __getitem__(self, place: int) -> Job: ...
    @overload
    def __getitem__(self, place: slice) -> list[Job]: ...
    def __getitem__(self, place):
        if isinstance(place, slice):
            columns = (self.bundle[place].tolist(), self.task[place].tolist(), self.which[place].tolist())
            return [Job(b, t, self.wanted[w]) for b, t, w in zip(*columns, strict=True)]
        return self[place : place + 1][0]

    def __iter__(self) -> Iterator[Job]:
        for first in range(0, len(self), 1024):
            yield from self[first : first + 1024]


def attempted(bundle: Bundle, job: Job) -> dict[int, Row | Failure]:
    """Simulate a job: a row for each batch that is wanted, or the record of its failure. A lack of memory is no failure of the run."""
    try:
        made = bundle.simulate(job.task, job.wanted)
    except MemoryError:
        raise
    except Exception as error:
        made = dict.fromkeys(job.wanted, error)
    return {k: failure_of(job.task, each) if isinstance(each, Exception) else each for k, each in made.items()}


def failure_of(task: int, error: Exception) -> Failure:
    """The record of a run that raised."""
    if isinstance(error, FailedElsewhere):
        found = failure_of(task, error.cause)
        return FailureElsewhere(task, found.error, found.traceback, batch=error.batch)
    return Failure(task, f"{type(error).__name__}: {error}", "".join(traceback.format_exception(error)))
