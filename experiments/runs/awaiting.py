"""Waiting for a cluster without ever waiting in vain: what came of a shard, that its worker died over it, or that everybody has gone."""

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from experiments.runs.batch import Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.workers import OtherProgram, identity_here, require_same

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_WITHOUT_WORKERS = 120.0
SECONDS_A_LOOK = 1.0
"""Ctrl-C, and news of the workers, get through this often."""
Results = tuple[list[dict[int, Row | Failure]], float]


class WorkersDied(Exception):
    """The worker over whose work it was died, or as many as the scheduler lets die over one shard."""


class Lookout:
    """Looks now and then whether there is still somebody to wait for."""

    def __init__(self, client: "Client", address: str):
        self.client, self.address = client, address
        self.alone_since: float | None = None

    def workers(self) -> list[str]:
        """The addresses of the workers there are. Raises StoreError when there have been none for long."""
        there = workers_of(self.client)
        self.alone_since = None if there else self.alone_since or time.monotonic()
        if self.alone_since and time.monotonic() - self.alone_since > SECONDS_WITHOUT_WORKERS:
            raise StoreError("lost", self.address)
        return there


def workers_of(client: "Client") -> list[str]:
    """The addresses of all workers; none where the scheduler does not answer."""
    with suppress(OSError, ValueError):
        if client.status == "running":
            return list(client.nthreads())
    return []


def result_of(client: "Client", future: "Future", address: str, worker: str | None = None) -> Results:
    """What came of a shard, and the seconds it took; `worker` is the only one that may do it, if that was asked for.

    Raises WorkersDied, and StoreError when the cluster has gone or a worker would compute otherwise.
    """
    from distributed import KilledWorker

    lookout = Lookout(client, address)
    while True:
        try:
            return future.result(timeout=SECONDS_A_LOOK)
        except TimeoutError:
            there = lookout.workers()
            if worker is not None and worker not in there:
                raise WorkersDied from None
        except KilledWorker as error:
            raise WorkersDied from error
        except OtherProgram as error:
            name, theirs = error.args
            require_same(name, theirs, identity_here(), address)
            raise
        except MemoryError:
            raise
        except Exception as error:
            if has_gone(error):
                raise StoreError("lost", address) from error
            raise


def settle(client: "Client", futures: list["Future"], address: str) -> None:
    """Wait until nobody is at work on these any more, whatever came of it. Raises StoreError when the cluster has gone."""
    lookout = Lookout(client, address)
    while not all(future.done() for future in futures):
        lookout.workers()
        time.sleep(SECONDS_A_LOOK / 5)


def has_gone(error: Exception) -> bool:
    """Whether an error says that the scheduler knows nothing of us any more."""
    return type(error).__name__ in ("CancelledError", "FutureCancelledError", "FuturesCancelledError", "CommClosedError")
