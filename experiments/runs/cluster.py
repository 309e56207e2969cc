"""Jobs on a Dask cluster: sent in shards of at least a second, taken back in their order, survived when workers die."""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from experiments.runs.awaiting import Halted, Lookout, Results, WorkersDied, result_of, settle, workers_of
from experiments.runs.batch import Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job, Jobs
from experiments.runs.suspects import Suspects
from experiments.runs.workers import identity_here, payload_of, require_same, rows_of, simulated, versions_here

if TYPE_CHECKING:
    from distributed import Client, Future

Made = tuple[Job, dict[int, Row | Failure]]
OnWait = Callable[[int], None]

SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
NOISY = ("distributed", "tornado", "asyncio")
"""Loggers that would print tracebacks where a connection breaks off."""
SECONDS_TO_ANSWER = 10.0
SECONDS_UNSAID, SECONDS_BETWEEN_LOOKS = 3.0, 0.1
"""How long workers may take to be made ready before it is said, and how often they are looked at."""
SECONDS_A_SHARD = 2.0
"""How long a worker should be busy with a shard: handing one over takes a few milliseconds."""
FIRST_SHARD, LARGEST_SHARD = 20, 10_000
AHEAD = 3
"""Shards per thread of the cluster that are under way."""


def on_cluster(jobs: Jobs, address: str, on_wait: OnWait | None = None) -> Iterator[Made]:
    """The results of jobs in their order, simulated by the workers of a cluster. `on_wait` is told how many of them are still being made ready.

    Raises StoreError where the address is none, Dask is not installed, nobody answers, versions differ, or all workers have gone.
    """
    _require_address(address)
    with connected(address, on_wait) as client:
        yield from _in_shards(client, jobs, address)


def _require_address(address: str) -> None:
    """Raises StoreError for what cannot be an address, before anybody looks for such a host: without a network that may take minutes."""
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:  # a port that is no number
        is_address = False
    if not is_address:
        raise StoreError("address", address)


@contextmanager
def connected(address: str, on_wait: OnWait | None = None) -> Iterator["Client"]:
    """A client of the cluster, once its workers are known to compute what this program would."""
    try:
        import dask
        import distributed
    except ImportError as error:
        raise StoreError("no_dask", address, {"name": error.name or "distributed"}) from error
    with dask.config.set({"distributed.comm.timeouts.connect": SECONDS_TO_ANSWER}), _quiet():
        try:
            client = distributed.Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, TimeoutError, ValueError, TypeError, ImportError) as error:
            raise StoreError("nobody", address, {"why": str(error).splitlines()[0][:200] if str(error) else type(error).__name__}) from error
        try:
            _require_workers(client, address, on_wait)
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=5)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the log lines of distributed: what matters of them is said by us. Some of its loggers have levels of their own."""
    import logging

    names = [name for name in logging.Logger.manager.loggerDict if name.partition(".")[0] in NOISY]
    loggers = [logging.getLogger(name) for name in {*names, *NOISY}]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _require_workers(client: "Client", address: str, on_wait: OnWait | None) -> None:
    """Raises StoreError unless there are workers, and all of them have the same program and get the same numbers from it."""
    try:
        with suppress(TimeoutError):  # those that are paused may still go on
            client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        if not workers_of(client):
            raise StoreError("no_workers", address)
        answers = client.run(versions_here, on_error="return")
    except OSError as error:
        raise StoreError("no_workers", address) from error
    for worker, theirs in answers.items():
        if isinstance(theirs, Exception):
            raise StoreError("not_there", address, {"worker": worker, "why": str(theirs)[:200]})
        require_same(worker, theirs, versions_here(), address)
    _require_numbers(client, address, on_wait)


def _require_numbers(client: "Client", address: str, on_wait: OnWait | None) -> None:
    """Every running worker does a few small worlds, and so does this machine. Where the model must be compiled first that takes a minute or more.

    It is work like any other there, so that a worker goes on answering its scheduler. One that dies over it or is paused is not waited for:
    every worker is asked again before its first rows.
    """
    lookout = Lookout(client, address)
    asked = {one: client.submit(identity_here, workers=[one], allow_other_workers=False, pure=False) for one in lookout.awaited()}
    begun, is_told, mine = time.monotonic(), False, identity_here()
    while asked:
        for worker in [worker for worker, future in asked.items() if future.done()]:
            _require_answer(worker, asked.pop(worker), mine, address)
        running = lookout.look()
        asked = {worker: future for worker, future in asked.items() if worker in running}
        if asked and on_wait and not is_told and time.monotonic() - begun > SECONDS_UNSAID:
            on_wait(len(asked))
            is_told = True
        time.sleep(SECONDS_BETWEEN_LOOKS if asked else 0.0)


def _require_answer(worker: str, future: "Future", mine: Mapping[str, Any], address: str) -> None:
    if future.status != "finished":
        why = str(future.exception())[:200] if future.status == "error" else str(future.status)
        raise StoreError("not_there", address, {"worker": worker, "why": why})
    require_same(worker, future.result(), mine, address)


@dataclass(eq=False)
class Shard:
    """Some jobs, and what will come of them; None while nobody has them."""

    jobs: list[Job]
    future: "Future | None" = None


class Line:
    """The shards that are under way, in the order of their jobs; the first are small, to learn how long a job takes."""

    def __init__(self, client: "Client", payload: bytes, jobs: Jobs, lookout: Lookout):
        self.client, self.payload, self.todo, self.lookout = client, payload, iter(jobs), lookout
        self.simulations = simulations_in(jobs)
        self.waiting: deque[Shard] = deque()
        self.size = FIRST_SHARD

    def fill(self) -> None:
        """Hand out shards, so many at a time that nobody waits."""
        most = AHEAD * max(1, sum(self.lookout.look().values()))
        while len(self.waiting) < most and (jobs := list(islice(self.todo, self.size))):
            self.waiting.append(Shard(jobs))
        for shard in self.waiting:
            if shard.future is None:
                shard.future = self.client.submit(simulated, self.payload, shard.jobs, rows_of(self.simulations, shard.jobs), pure=False, retries=0)

    def first(self) -> tuple[list[Job], Results]:
        """The first shard and what came of it; what lies with workers that are paused is sent to others meanwhile. Raises WorkersDied."""
        while True:
            try:
                return self.waiting[0].jobs, result_of(self.waiting[0].future, self.lookout)
            except Halted:
                halted = self.lookout.halted() | {self.waiting[0].future.key}
                self._withdraw([shard for shard in self.waiting if shard.future.key in halted])
                self.fill()

    def learn(self, seconds_a_job: float) -> None:
        """The size of the next shards, from how long jobs take."""
        if seconds_a_job > 0.0:
            self.size = int(min(LARGEST_SHARD, max(1, SECONDS_A_SHARD / seconds_a_job), max(1, 4 * self.size)))

    def settle(self) -> None:
        """Wait until nobody is at work any more; what lies with workers that are paused is withdrawn until the line is filled again."""
        settle([shard.future for shard in self.waiting], self.lookout)
        self._withdraw([shard for shard in self.waiting if not shard.future.done()])

    def end(self) -> None:
        """Whatever is under way is not wanted any more."""
        self._withdraw(self.waiting)

    def _withdraw(self, shards: Iterable[Shard]) -> None:
        with suppress(Exception):
            self.client.cancel([shard.future for shard in shards if shard.future is not None], force=True)
        for shard in shards:
            shard.future = None


def simulations_in(jobs: Jobs) -> tuple[Any, ...]:
    """The simulations of all bundles of jobs."""
    return tuple(bundle.simulate for bundle in jobs.bundles)


def _in_shards(client: "Client", jobs: Jobs, address: str) -> Iterator[Made]:
    payload = payload_of(simulations_in(jobs))
    lookout = Lookout(client, address)
    line, suspects = Line(client, payload, jobs, lookout), Suspects(client, payload, lookout, simulations_in(jobs))
    try:
        line.fill()
        while line.waiting:
            try:
                shard, (results, seconds) = line.first()
                line.waiting.popleft()
                line.learn(seconds / len(shard))
                suspects.relieved()
                line.fill()
            except WorkersDied:
                shard = line.waiting.popleft().jobs
                line.settle()
                results = suspects.tried(shard)
            yield from zip(shard, results, strict=True)
            line.fill()
    finally:
        line.end()
