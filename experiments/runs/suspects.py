"""Runs over which workers died: which of them it was, found by trying ever smaller parts of them, each on one worker and alone on the cluster."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.runs.awaiting import Halted, Lookout, Results, WorkersDied, result_of
from experiments.runs.batch import Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job
from experiments.runs.workers import rows_of, simulated

if TYPE_CHECKING:
    from distributed import Client

PARTS = 10
"""Into how many parts suspects are divided. Every division costs a worker: one run among 10,000 is found by four deaths, by halves it would be 14."""
DEATHS = 3
"""Workers that must die over a single run, one after the other and on different machines where there are some, before it counts as failed."""
MOST_DEATHS, MOST_IN_VAIN = 200, 600
"""Workers that may die in the search through one shard, and in all searches without a single row in between, before the work is stopped: then it is
not a few runs that kill. Runs that killed before come first when a command is given again, so that many of them may follow one another."""
NO_TRACE = "The process of the worker ended without a word: a fault in compiled code, or too little memory on that machine."


@dataclass
class Suspects:
    """The search for runs that kill. Nobody else may be at work on the cluster for us meanwhile, lest a run be blamed for what another did."""

    client: "Client"
    payload: bytes
    lookout: Lookout
    simulations: Sequence[Any] = ()  # of all bundles
    deaths: int = 0  # in the present search
    in_vain: int = 0  # since the last row
    turn: int = 0

    def tried(self, shard: list[Job]) -> Iterator[dict[int, Row | Failure]]:
        """The results of a shard in its order; of a run that kills, its failure. Raises StoreError where the workers go on dying, or have gone."""
        self.deaths, parts = 0, deque(_parts(shard))
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
        """The results of a part of a shard; None where its worker died, of a single run where several did. A pause is no death."""
        most = self.deaths + (DEATHS if len(part) == 1 else 1)
        while self.deaths < most:
            try:
                results, _ = self._on_one_worker(part)
            except Halted:
                self.turn += 1
            except WorkersDied:
                self._count()
            else:
                self.relieved()
                return results
        return None

    def _count(self) -> None:
        self.deaths, self.in_vain, self.turn = self.deaths + 1, self.in_vain + 1, self.turn + 1
        if self.deaths >= MOST_DEATHS or self.in_vain >= MOST_IN_VAIN:
            raise StoreError("deadly", self.lookout.address, {"n": str(max(self.deaths, self.in_vain))})

    def relieved(self) -> None:
        """There are new rows: not everything kills."""
        self.in_vain = 0

    def _rows_of(self, part: list[Job]) -> dict[int, Any]:
        return rows_of(self.simulations, part) if self.simulations else {}

    def _on_one_worker(self, part: list[Job]) -> Results:
        """A worker that dies is not replaced by the scheduler then, so that only one dies over a part. Those that are running take turns."""
        workers = self.lookout.awaited()
        worker = workers[self.turn % len(workers)]
        future = self.client.submit(simulated, self.payload, part, self._rows_of(part), workers=[worker], allow_other_workers=False, pure=False)
        try:
            return result_of(future, self.lookout, worker)
        finally:
            with suppress(Exception):
                future.cancel(force=True)


def _parts(shard: list[Job]) -> list[list[Job]]:
    size = -(-len(shard) // PARTS)
    return [shard[first : first + size] for first in range(0, len(shard), size)]


def _killer(job: Job) -> dict[int, Failure]:
    failure = Failure(job.task, f"KilledWorker: {DEATHS} workers died over this run alone", NO_TRACE)
    return dict.fromkeys(job.wanted, failure)
