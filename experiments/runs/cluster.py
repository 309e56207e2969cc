"""Jobs on a Dask cluster: sent in shards of at least a second, taken back in their order, survived when workers die."""

import pickle
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from experiments.runs.batch import Bundle, Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job, Jobs, attempted
from experiments.runs.model_identity import model_identity

if TYPE_CHECKING:
    from distributed import Client, Future

Made = tuple[Job, dict[int, Row | Failure]]

SCHEMES = ("tcp", "tls", "ws", "wss", "ucx")
SECONDS_TO_ANSWER = 10.0
SECONDS_WITHOUT_WORKERS = 120.0
SECONDS_A_SHARD = 2.0
"""How long a worker should be busy with a shard: handing one over takes a few milliseconds."""
FIRST_SHARD, LARGEST_SHARD = 20, 10_000
AHEAD = 3
"""Shards per thread of the cluster that are under way."""
DEATHS = 3
"""Workers that may die over one shard before it is given up."""


def on_cluster(jobs: Jobs, address: str) -> Iterator[Made]:
    """The results of jobs in their order, simulated by the workers of a cluster.

    Raises StoreError where the address is none, Dask is not installed, nobody answers, versions differ, or all workers have gone.
    """
    _require_address(address)
    with connected(address) as client:
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
def connected(address: str) -> Iterator["Client"]:
    """A client of the cluster, once its workers are known to compute what this program would."""
    try:
        import dask
        import distributed
    except ImportError as error:
        raise StoreError("no_dask", address, {"name": error.name or "distributed"}) from error
    settings = {"distributed.comm.timeouts.connect": SECONDS_TO_ANSWER, "distributed.scheduler.allowed-failures": DEATHS}
    with dask.config.set(settings), _quiet():
        try:
            client = distributed.Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
        except (OSError, TimeoutError, ValueError, TypeError, ImportError) as error:
            raise StoreError("nobody", address, {"why": str(error).splitlines()[0][:200] if str(error) else type(error).__name__}) from error
        try:
            _require_workers(client, address)
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


def identity_here() -> dict[str, Any]:
    """What must be the same on every machine for the rows to be the same."""
    import platform

    return dict(model_identity()) | {"python": ".".join(platform.python_version_tuple()[:2])}


class OtherProgram(Exception):
    """A worker would not give the same rows: its name, and what is different there."""


def _differences(theirs: Mapping[str, Any]) -> str:
    """What a worker has otherwise (there / here); empty where its rows will be the same."""
    mine = identity_here()
    return ", ".join(f"{key} {theirs.get(key)} / {mine[key]}" for key in mine if theirs.get(key) != mine[key])


def _require_workers(client: "Client", address: str) -> None:
    """Raises StoreError unless there are workers, and all of them have the same program."""
    try:
        client.wait_for_workers(1, timeout=SECONDS_TO_ANSWER)
        answers = client.run(identity_here, on_error="return")
    except (TimeoutError, OSError) as error:
        raise StoreError("no_workers", address) from error
    for worker, theirs in answers.items():
        if isinstance(theirs, Exception):
            raise StoreError("not_there", address, {"worker": worker, "why": str(theirs)[:200]})
        if different := _differences(theirs):
            raise StoreError("versions", address, {"worker": worker, "what": different})


def _in_shards(client: "Client", jobs: Jobs, address: str) -> Iterator[Made]:
    """Hand out shards, so many at a time that nobody waits; the first are small, to learn how long a job takes."""
    payload = pickle.dumps((identity_here(), tuple(bundle.simulate for bundle in jobs.bundles)))
    todo, waiting = iter(jobs), deque()
    size = FIRST_SHARD

    def sent() -> bool:
        if shard := list(islice(todo, size)):
            waiting.append((shard, client.submit(simulated, payload, shard, pure=False, retries=0)))
        return bool(shard)

    try:
        while len(waiting) < AHEAD * max(1, sum(client.nthreads().values())) and sent():
            pass
        while waiting:
            shard, future = waiting.popleft()
            results, seconds = _result(client, future, shard, address)
            if seconds > 0.0:
                size = int(min(LARGEST_SHARD, max(1, SECONDS_A_SHARD * len(shard) / seconds), max(1, 4 * size)))
            threads = max(1, sum(client.nthreads().values()))
            while len(waiting) < AHEAD * threads and sent():
                pass
            yield from zip(shard, results, strict=True)
    finally:
        with suppress(Exception):
            client.cancel([future for _, future in waiting], force=True)


def _result(client: "Client", future: "Future", shard: list[Job], address: str) -> tuple[list[dict[int, Row | Failure]], float]:
    """What came of a shard. A shard over which several workers died is a failure of its runs. Raises StoreError when the cluster has gone."""
    from distributed import KilledWorker

    alone_since = None
    while True:
        try:
            return future.result(timeout=1.0)
        except TimeoutError:  # nothing yet; Ctrl-C gets through here
            try:
                alone = client.status != "running" or not client.scheduler_info()["workers"]
            except (OSError, KeyError, ValueError):
                alone = True
            alone_since = (alone_since or time.monotonic()) if alone else None
            if alone_since and time.monotonic() - alone_since > SECONDS_WITHOUT_WORKERS:
                raise StoreError("lost", address) from None
        except KilledWorker as error:
            failure = f"KilledWorker: {DEATHS} workers died over these runs"
            return [{k: Failure(job.task, failure, str(error)) for k in job.wanted} for job in shard], 0.0
        except OtherProgram as error:
            worker, theirs = error.args
            raise StoreError("versions", address, {"worker": worker, "what": _differences(theirs)}) from error
        except MemoryError:
            raise
        except Exception as error:
            if type(error).__name__ in ("CancelledError", "FutureCancelledError", "CommClosedError"):
                raise StoreError("lost", address) from error
            raise


def simulated(payload: bytes, shard: list[tuple[int, int, tuple[int, ...]]]) -> tuple[list[Mapping[int, Row | Failure]], float]:
    """On a worker: the results of a shard, and the seconds that took."""
    begun = time.perf_counter()
    simulations = _simulations(payload)
    results = [attempted(Bundle((), simulations[bundle]), Job(bundle, task, tuple(wanted))) for bundle, task, wanted in shard]
    return results, time.perf_counter() - begun


@lru_cache(maxsize=4)
def _simulations(payload: bytes) -> tuple[Any, ...]:
    """The simulations of all bundles, made ready once per process. Raises OtherProgram: this worker may have come after the others were asked."""
    wanted, simulations = pickle.loads(payload)
    if identity_here() != wanted:
        from distributed import get_worker

        raise OtherProgram(get_worker().address, identity_here())
    return simulations
