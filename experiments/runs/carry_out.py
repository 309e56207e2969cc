"""Carrying out batches: read what the store has, simulate what it lacks, keep it as it comes; in threads of this machine or on a cluster.

    carried = carry_out(batch, range(1000), store=Store(), workers=2)
    carried.table["batch_output"], carried.failed, carried.missing

A process that is killed at any moment loses at most the last few seconds; the same call goes on. The rows are the same for any number of
workers, however often the work was interrupted, on one machine or on many.
"""

import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.batch import Alone, Batch, Bundle, Failure, FailureElsewhere, Row
from experiments.runs.damaged import Damaged
from experiments.runs.jobs import Job, Jobs, attempted
from experiments.runs.pieces import Pieces, Room
from experiments.runs.store import Store
from sim.batch import in_parallel

if TYPE_CHECKING:
    import pyarrow as pa

Progress = Callable[[int, int], None]
Made = tuple[Job, dict[int, Row | Failure]]

SECONDS_AT_RISK = 5.0
"""How much work a process that is killed may lose, about."""
WRITERS = 3
"""Files written at the same time: while some wait for the disk another is encoded; more than that wait for each other."""
STRETCH = 100_000
"""Tasks that are worked at together, whatever their numbers."""
MOST_LISTED = 1000
"""Failures of a batch whose records are at hand; those of all are in the store."""
MOST_ROUNDS = 3
"""How often rows that vanished from the store meanwhile are computed again before they count as missing."""


@dataclass(frozen=True)
class Carried:
    """A batch that was carried out for some tasks."""

    batch: Batch
    tasks: np.ndarray
    pieces: Pieces
    failed: tuple[Failure, ...]  # the first of them, with what is known of each
    failed_tasks: np.ndarray  # all of them
    damaged: tuple[Damaged, ...]
    found: int  # tasks whose rows were in the store before

    @property
    def missing(self) -> np.ndarray:
        """Tasks without a row that did not fail: their work was not done."""
        return np.setdiff1d(self.tasks[~self.pieces.has(self.tasks)], self.failed_tasks)

    @property
    def is_whole(self) -> bool:
        """Whether every task has its row."""
        return bool(self.pieces.has(self.tasks).all())

    @property
    def table(self) -> "pa.Table":
        """All rows in the order of the tasks, in memory. Raises Damaged where a file was damaged since it was last read."""
        import pyarrow as pa

        from experiments.runs.chunks import with_task

        parts = list(self.portions())
        return pa.concat_tables(parts) if parts else with_task(self.batch.columns).empty_table()

    def portions(self, columns: Sequence[str] | None = None) -> Iterator["pa.Table"]:
        """The rows in the order of the tasks, a portion of the batch at a time, so that any number of them can be gone through."""
        return self.pieces.portions(self.tasks, columns)


def carry_out(
    batch: Batch,
    tasks: Iterable[int],
    *,
    store: Store | None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    on_damage: Callable[[list[Damaged]], None] | None = None,
    on_wait: Callable[[int], None] | None = None,
) -> Carried:
    """The rows of these tasks of a batch: those the store has, and the others computed and kept there. Without a store all stays in memory.

    `progress(done, total)` is called as tasks finish; what it raises (KeyboardInterrupt) ends the work with everything kept. A run that raises
    is recorded in `failed` and tried again by the next call. Raises StoreError for a store or cluster that cannot be used, and for a full disk.
    """
    if batch.simulate is None:
        raise ValueError("this batch is part of a bundle; use carry_out_all")
    bundle = Bundle((batch,), Alone(batch.simulate))
    more = {"progress": progress, "on_damage": on_damage, "on_wait": on_wait}
    return carry_out_all([(bundle, tasks)], store=store, workers=workers, cluster=cluster, **more)[0][0]


def carry_out_all(
    bundles: Sequence[tuple[Bundle, Iterable[int]]],
    *,
    store: Store | None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    on_damage: Callable[[list[Damaged]], None] | None = None,
    on_wait: Callable[[int], None] | None = None,
) -> list[tuple[Carried, ...]]:
    """The same for several bundles at once, in the order of their tasks; a `Carried` for each batch of each bundle.

    `on_damage` is told of files that turned out damaged and were set aside, before their rows are computed again; `on_wait` how many workers of
    a cluster are still being made ready, where that takes long.
    """
    if store is not None:
        store.prepare()
    session = Session.of(bundles, store, progress, on_damage or (lambda damaged: None))
    for tasks in session.stretches():
        for number in range(MOST_ROUNDS):
            jobs = session.lacking(tasks, at_first=number == 0)
            if not len(jobs):
                break
            session.carry_out(jobs, workers, cluster, on_wait)
    return session.carried()


class Failed:
    """The runs of a batch that failed: all by their tasks, the first with their records."""

    def __init__(self) -> None:
        self.numbers, self.records = array("q"), []

    def add(self, failure: Failure) -> None:
        """One more; they come in the order of their tasks."""
        self.numbers.append(failure.task)
        if len(self.records) < MOST_LISTED:
            self.records.append(failure)

    @property
    def tasks(self) -> np.ndarray:
        """All of them."""
        return np.array(self.numbers, np.int64)


@dataclass
class Session:
    """The work of one call, a stretch of tasks at a time."""

    bundles: list[Bundle]
    tasks: list[np.ndarray]
    pieces: list[list[Pieces]]
    failed: list[list[Failed]]
    found: list[list[int]]
    progress: Progress | None
    on_damage: Callable[[list[Damaged]], None]
    reach: int = 0  # tasks up to the end of the present stretch
    told: int = 0

    @classmethod
    def of(cls, bundles: Any, store: Store | None, progress: Progress | None, on_damage: Any) -> "Session":
        """A session in which nothing has been done yet."""
        several, room = [bundle for bundle, _ in bundles], Room()
        tasks = [np.unique(np.fromiter(each, np.int64)) for _, each in bundles]
        pieces = [[Pieces(batch, store, room) for batch in bundle.batches] for bundle in several]
        return cls(several, tasks, pieces, [[Failed() for _ in each] for each in pieces], [[0 for _ in each] for each in pieces], progress, on_damage)

    def stretches(self) -> Iterator[list[np.ndarray]]:
        """The tasks of every bundle, so many numbers at a time: what is known of each task takes memory only while it is worked at."""
        numbers = np.unique(np.concatenate(self.tasks or [np.zeros(0, np.int64)]))
        for first in range(0, numbers.size, STRETCH):
            part = numbers[first : first + STRETCH]  # so many of them, however far apart they are
            bounds = (part[0], part[-1] + 1)
            stretch = [each[slice(*np.searchsorted(each, bounds))] for each in self.tasks]
            self.reach += sum(each.size for each in stretch)
            yield stretch

    def lacking(self, tasks: list[np.ndarray], at_first: bool) -> Jobs:
        """What is to be done for these tasks, after a look into the store; `at_first` what is there counts as found."""
        has = [[pieces.look(mine) for pieces in each] for each, mine in zip(self.pieces, tasks, strict=True)]
        if at_first:
            self.found = [[n + int(there.sum()) for n, there in zip(*each, strict=True)] for each in zip(self.found, has, strict=True)]
        damaged = [one for each in self.pieces for pieces in each for one in pieces.damaged]
        if len(damaged) > self.told:
            self.on_damage(damaged[self.told :])
            self.told = len(damaged)
        return Jobs.lacking(self.bundles, tasks, has, [[failed.tasks for failed in each] for each in self.failed])

    def carry_out(self, jobs: Jobs, workers: int | None, cluster: str | None, on_wait: Any = None) -> None:
        """Every few seconds, at each end of a portion, and however it ends, what is done is kept."""
        kept_at, total = time.monotonic(), sum(each.size for each in self.tasks)
        try:
            with closing(_made(jobs, workers, cluster, on_wait)) as made:
                for done, (job, results) in enumerate(made, self.reach - len(jobs) + 1):
                    self._take(job, results)
                    if time.monotonic() - kept_at > SECONDS_AT_RISK:
                        self._keep()
                        kept_at = time.monotonic()
                    if self.progress:
                        self.progress(done, total)
        finally:
            self._keep(at_end=True)

    def _take(self, job: Job, results: dict[int, Row | Failure]) -> None:
        for k, result in results.items():
            pieces = self.pieces[job.bundle][k]
            if isinstance(result, Failure):
                at_fault = self.pieces[job.bundle][result.batch] if isinstance(result, FailureElsewhere) else pieces
                failure = result.of(at_fault.batch)
                self.failed[job.bundle][k].add(failure)
                pieces.fail(failure)
            else:
                pieces.add(job.task, result)

    def _keep(self, at_end: bool = False) -> None:
        several = [pieces for each in self.pieces for pieces in each]
        with ThreadPoolExecutor(min(WRITERS, len(several))) as writers:  # disks do several files at once as fast as one
            for _ in writers.map(lambda pieces: pieces.keep(at_end), several):
                pass

    def carried(self) -> list[tuple[Carried, ...]]:
        """What has come of it; records of earlier failures are out of date now."""
        result = []
        for b, tasks in enumerate(self.tasks):
            for pieces in self.pieces[b]:
                pieces.forget_failures(tasks)
            each = zip(self.pieces[b], self.failed[b], self.found[b], strict=True)
            result.append(tuple(Carried(one.batch, tasks, one, tuple(bad.records), bad.tasks, tuple(one.damaged), n) for one, bad, n in each))
        return result


def _made(jobs: Jobs, workers: int | None, cluster: str | None, on_wait: Any) -> Iterator[Made]:
    if cluster is not None:
        from experiments.runs.cluster import on_cluster

        return on_cluster(jobs, cluster, on_wait)
    return in_parallel(lambda job: (job, attempted(jobs.bundles[job.bundle], job)), jobs, workers)
