"""Carrying out batches: read what the store has, simulate what it lacks, keep it as it comes; in threads of this machine or on a cluster.

    carried = carry_out(batch, range(1000), store=Store(), workers=2)
    carried.table["batch_output"], carried.failed, carried.missing

A process that is killed at any moment loses at most the last few seconds; the same call goes on. The rows are the same for any number of
workers, however often the work was interrupted, on one machine or on many.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.batch import Alone, Batch, Bundle, Failure, Row
from experiments.runs.chunks import Damaged
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
WRITERS = 8
"""Files written at the same time."""
MOST_ROUNDS = 3
"""How often rows that vanished from the store meanwhile are computed again before they count as missing."""


@dataclass(frozen=True)
class Carried:
    """A batch that was carried out for some tasks."""

    batch: Batch
    tasks: np.ndarray
    pieces: Pieces
    failed: tuple[Failure, ...]
    damaged: tuple[Damaged, ...]
    found: int  # tasks whose rows were in the store before

    @property
    def missing(self) -> np.ndarray:
        """Tasks without a row that did not fail: their work was not done."""
        return np.setdiff1d(self.tasks[~self.pieces.has(self.tasks)], [each.task for each in self.failed])

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
) -> Carried:
    """The rows of these tasks of a batch: those the store has, and the others computed and kept there. Without a store all stays in memory.

    `progress(done, total)` is called as tasks finish; what it raises (KeyboardInterrupt) ends the work with everything kept. A run that raises
    is recorded in `failed` and tried again by the next call. Raises StoreError for a store or cluster that cannot be used, and for a full disk.
    """
    if batch.simulate is None:
        raise ValueError("this batch is part of a bundle; use carry_out_all")
    bundle = Bundle((batch,), Alone(batch.simulate))
    return carry_out_all([(bundle, tasks)], store=store, workers=workers, cluster=cluster, progress=progress)[0][0]


def carry_out_all(
    bundles: Sequence[tuple[Bundle, Iterable[int]]],
    *,
    store: Store | None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
    on_damage: Callable[[list[Damaged]], None] | None = None,
) -> list[tuple[Carried, ...]]:
    """The same for several bundles at once, in the order of their tasks; a `Carried` for each batch of each bundle.

    `on_damage` is told of files that turned out damaged and were set aside, before their rows are computed again.
    """
    if store is not None:
        store.prepare()
    room = Room()
    asked = [(bundle, np.unique(np.fromiter(tasks, np.int64))) for bundle, tasks in bundles]
    shelves = [[Pieces(batch, store, room) for batch in bundle.batches] for bundle, _ in asked]
    failed: list[list[dict[int, Failure]]] = [[{} for _ in each] for each in shelves]
    found: list[list[int]] = []
    told = 0
    for _ in range(MOST_ROUNDS):
        has = [[pieces.look(tasks) for pieces in each] for each, (_, tasks) in zip(shelves, asked, strict=True)]
        found = found or [[int(one.sum()) for one in each] for each in has]
        damaged = [one for each in shelves for pieces in each for one in pieces.damaged]
        if on_damage and len(damaged) > told:
            on_damage(damaged[told:])
            told = len(damaged)
        jobs = Jobs.lacking([bundle for bundle, _ in asked], [tasks for _, tasks in asked], has, failed)
        if not len(jobs):
            break
        _simulate(jobs, shelves, failed, sum(tasks.size for _, tasks in asked), workers, cluster, progress)
        if store is None:
            break
    for each, (_, tasks) in zip(shelves, asked, strict=True):
        for pieces in each:
            pieces.forget_failures(tasks)
    return [
        tuple(Carried(pieces.batch, tasks, pieces, tuple(failed[b][k].values()), tuple(pieces.damaged), found[b][k]) for k, pieces in enumerate(each))
        for b, (each, (_, tasks)) in enumerate(zip(shelves, asked, strict=True))
    ]


def _simulate(
    jobs: Jobs, shelves: list[list[Pieces]], failed: list[list[dict[int, Failure]]], total: int, workers: Any, cluster: Any, progress: Any
) -> None:
    """Carry out the jobs; every few seconds, at each end of a portion, and however it ends, what is done is kept."""
    done, kept_at = total - len(jobs), time.monotonic()
    try:
        with closing(_made(jobs, workers, cluster)) as made:
            for job, results in made:
                for k, result in results.items():
                    pieces = shelves[job.bundle][k]
                    if isinstance(result, Failure):
                        failed[job.bundle][k][job.task] = result.of(pieces.batch)
                        pieces.fail(failed[job.bundle][k][job.task])
                    else:
                        pieces.add(job.task, result)
                done += 1
                if time.monotonic() - kept_at > SECONDS_AT_RISK:
                    _keep(shelves)
                    kept_at = time.monotonic()
                if progress:
                    progress(done, total)
    finally:
        _keep(shelves, at_end=True)


def _made(jobs: Jobs, workers: int | None, cluster: str | None) -> Iterator[Made]:
    if cluster is not None:
        from experiments.runs.cluster import on_cluster

        return on_cluster(jobs, cluster)
    return in_parallel(lambda job: (job, attempted(jobs.bundles[job.bundle], job)), jobs, workers)


def _keep(shelves: list[list[Pieces]], at_end: bool = False) -> None:
    several = [pieces for each in shelves for pieces in each]
    with ThreadPoolExecutor(min(WRITERS, len(several))) as writers:  # disks do several files at once as fast as one
        for _ in writers.map(lambda pieces: pieces.keep(at_end), several):
            pass
