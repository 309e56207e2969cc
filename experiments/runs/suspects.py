"""Runs over which workers died: which of them it was, found by trying ever smaller parts of them, each on one worker and alone on the cluster."""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from time import sleep
from typing import TYPE_CHECKING

from experiments.runs.awaiting import SECONDS_A_LOOK, Lookout, Results, WorkersDied, result_of
from experiments.runs.batch import Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job
from experiments.runs.workers import simulated

if TYPE_CHECKING:
    from distributed import Client

PARTS = 10
"""Into how many parts suspects are divided. Every division costs a worker: one run among 10,000 is found by four deaths, by halves it would be 14."""
DEATHS = 3
"""Workers that must die over a single run, one after the other and on different machines where there are some, before it counts as failed."""
MOST_DEATHS = 200
"""Workers that may die in one search before the work is stopped: then it is not a few runs that kill."""
NO_TRACE = "The process of the worker ended without a word: a fault in compiled code, or too little memory on that machine."


@dataclass
class Suspects:
    """The search for runs that kill. Nobody else may be at work on the cluster for us meanwhile, lest a run be blamed for what another did."""

    client: "Client"
    payload: bytes
    address: str
    deaths: int = 0

    def tried(self, shard: list[Job]) -> Iterator[dict[int, Row | Failure]]:
        """The results of a shard in its order; of a run that kills, its failure. Raises StoreError where the workers go on dying, or have gone."""
        parts = deque(_parts(shard))
        while parts:
            part = parts.popleft()
            results = self._done_alone(part)
            if results is not None:
                yield from results
            elif len(part) > 1:
                parts.extendleft(reversed(_parts(part)))
            else:
                yield _killer(part[0])

    def _done_alone(self, part: list[Job]) -> list[dict[int, Row | Failure]] | None:
        """The results of a part of a shard; None where its worker died, of a single run where several did."""
        for _ in range(DEATHS if len(part) == 1 else 1):
            try:
                return self._on_one_worker(part)[0]
            except WorkersDied:
                self.deaths += 1
            if self.deaths >= MOST_DEATHS:
                raise StoreError("deadly", self.address, {"n": str(self.deaths)})
        return None

    def _on_one_worker(self, part: list[Job]) -> Results:
        """A worker that dies is not replaced by the scheduler then, so that only one dies over a part. They take turns."""
        workers = self._workers()
        worker = workers[self.deaths % len(workers)]
        future = self.client.submit(simulated, self.payload, part, workers=[worker], allow_other_workers=False, pure=False)
        try:
            return result_of(self.client, future, self.address, worker)
        finally:
            with suppress(Exception):
                future.cancel(force=True)

    def _workers(self) -> list[str]:
        """The workers there are, as soon as there are any: one that died is started again by its nanny."""
        lookout = Lookout(self.client, self.address)
        while not (there := lookout.workers()):
            sleep(SECONDS_A_LOOK)
        return there


def _parts(shard: list[Job]) -> list[list[Job]]:
    size = -(-len(shard) // PARTS)
    return [shard[first : first + size] for first in range(0, len(shard), size)]


def _killer(job: Job) -> dict[int, Failure]:
    failure = Failure(job.task, f"KilledWorker: {DEATHS} workers died over this run alone", NO_TRACE)
    return dict.fromkeys(job.wanted, failure)
