"""Jobs on a Dask cluster: sent in shards of at least a second, taken back in their order, survived when workers die."""

import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from experiments.runs.awaiting import Lookout, WorkersDied, result_of, settle
from experiments.runs.batch import Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job, Jobs
from experiments.runs.suspects import Suspects
from experiments.runs.workers import identity_here, payload_of, require_same, simulated, versions_here

if TYPE_CHECKING:
    from distributed import Client, Future

Made = tuple[Job, dict[int, Row | Failure]]
OnWait = Callable[[int], None]

SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
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
    """Without the log lines of distributed: what matters of them is said by us."""
    import logging

    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _require_workers(client: "Client", address: str, on_wait: OnWait | None) -> None:
    """Raises StoreError unless there are workers, and all of them have the same program and get the same numbers from it."""
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        answers = client.run(versions_here, on_error="return")
    except (TimeoutError, OSError) as error:
        raise StoreError("no_workers", address) from error
    for worker, theirs in answers.items():
        if isinstance(theirs, Exception):
            raise StoreError("not_there", address, {"worker": worker, "why": str(theirs)[:200]})
        require_same(worker, theirs, versions_here(), address)
    _require_numbers(client, list(answers), address, on_wait)


def _require_numbers(client: "Client", workers: list[str], address: str, on_wait: OnWait | None) -> None:
    """Every worker does a few small worlds, and so does this machine. Where the model must be compiled first that takes a minute or more.

    It is work like any other there, so that a worker goes on answering its scheduler; a worker that dies over it is asked when it is back.
    """
    asked = {worker: client.submit(identity_here, workers=[worker], allow_other_workers=False, pure=False) for worker in workers}
    begun, is_told, mine = time.monotonic(), False, identity_here()
    lookout = Lookout(client, address)
    while asked:
        for worker in [worker for worker, future in asked.items() if future.done()]:
            _require_answer(worker, asked.pop(worker), mine, address)
        there = lookout.workers()
        asked = {worker: future for worker, future in asked.items() if worker in there}
        if asked and on_wait and not is_told and time.monotonic() - begun > SECONDS_UNSAID:
            on_wait(len(asked))
            is_told = True
        time.sleep(SECONDS_BETWEEN_LOOKS if asked else 0.0)


def _require_answer(worker: str, future: "Future", mine: Mapping[str, Any], address: str) -> None:
    if future.status != "finished":
        why = str(future.exception())[:200] if future.status == "error" else str(future.status)
        raise StoreError("not_there", address, {"worker": worker, "why": why})
    require_same(worker, future.result(), mine, address)


def _in_shards(client: "Client", jobs: Jobs, address: str) -> Iterator[Made]:
    """Hand out shards, so many at a time that nobody waits; the first are small, to learn how long a job takes."""
    payload = payload_of(tuple(bundle.simulate for bundle in jobs.bundles))
    todo, waiting, suspects = iter(jobs), deque(), Suspects(client, payload, address)
    size = FIRST_SHARD

    def send() -> None:
        while len(waiting) < AHEAD * max(1, sum(client.nthreads().values())) and (shard := list(islice(todo, size))):
            waiting.append((shard, client.submit(simulated, payload, shard, pure=False, retries=0)))

    try:
        send()
        while waiting:
            shard, future = waiting.popleft()
            try:
                results, seconds = result_of(client, future, address)
            except WorkersDied:
                settle(client, [other for _, other in waiting], address)
                yield from zip(shard, suspects.tried(shard), strict=True)
                send()
                continue
            if seconds > 0.0:
                size = int(min(LARGEST_SHARD, max(1, SECONDS_A_SHARD * len(shard) / seconds), max(1, 4 * size)))
            send()
            yield from zip(shard, results, strict=True)
    finally:
        with suppress(Exception):
            client.cancel([future for _, future in waiting], force=True)
