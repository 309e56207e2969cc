"""Waiting for a cluster without ever waiting in vain: what came of a shard, that its worker died or is paused, or that everybody has gone."""

import time
from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING

from experiments.runs.batch import Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.workers import OtherProgram, identity_here, require_same

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS_WITHOUT_WORKERS = 120.0
SECONDS_A_PAUSE = 20.0
"""How long a worker may be paused before its work is given to others; Dask pauses one at 80 % of its memory, often for moments only."""
SECONDS_A_LOOK = 1.0
"""Ctrl-C, and news of the workers, get through this often."""
Results = tuple[list[dict[int, Row | Failure]], float]


class WorkersDied(Exception):
    """The worker over whose work it was died, or as many as the scheduler lets die over one shard."""


class Halted(Exception):
    """The work lies with a worker that has been paused for long, while others are running."""


class Lookout:
    """Looks now and then who is there to wait for: a worker that is paused does nothing, however long one waits."""

    def __init__(self, client: "Client", address: str):
        self.client, self.address = client, address
        self.there: dict[str, int] = {}
        self.running: dict[str, int] = {}
        self.halted_since: dict[str, float] = {}
        self.alone_since: float | None = None
        self.looked_at: float | None = None

    def look(self) -> dict[str, int]:
        """The workers that are running and the threads of each. Raises StoreError when there have been none for long."""
        if self.looked_at is None or time.monotonic() - self.looked_at > SECONDS_A_LOOK / 2:
            self._look()
        return self.running

    def _look(self) -> None:
        workers = workers_of(self.client)
        now = self.looked_at = time.monotonic()
        self.there = {name: int(each["nthreads"]) for name, each in workers.items()}
        self.running = {name: self.there[name] for name, each in workers.items() if each["status"] == "running"}
        self.halted_since = {name: self.halted_since.get(name, now) for name in self.there if name not in self.running}
        if self.running:
            self.alone_since = None
        elif self.alone_since is None:
            self.alone_since = now
        elif now - self.alone_since > SECONDS_WITHOUT_WORKERS:
            if self.there:
                raise StoreError("paused", self.address, {"workers": ", ".join(list(self.there)[:3]), "n": str(len(self.there))})
            raise StoreError("lost", self.address)

    def heard(self) -> None:
        """Work came back: as long as it does, nobody is alone."""
        self.alone_since = None

    def awaited(self) -> list[str]:
        """The running workers, as soon as there are any: nannies start again those that died, and a pause may end."""
        while not (running := self.look()):
            time.sleep(SECONDS_A_LOOK)
        return list(running)

    def is_halted(self, worker: str) -> bool:
        """Whether a worker has been paused for so long that others, who are running, should do its work."""
        since = self.halted_since.get(worker)
        return since is not None and bool(self.running) and time.monotonic() - since > SECONDS_A_PAUSE

    def halted(self) -> set[str]:
        """The keys of all work that lies with such workers."""
        if not any(map(self.is_halted, self.halted_since)):
            return set()
        with suppress(OSError, ValueError):
            return {key for worker, keys in self.client.processing().items() if self.is_halted(worker) for key in keys}
        return set()


def workers_of(client: "Client") -> dict[str, dict]:
    """What the scheduler says of all workers, by their addresses; nothing where it does not answer."""
    with suppress(OSError, ValueError):
        if client.status == "running":
            return client.sync(client.scheduler.identity, n_workers=-1)["workers"]  # client.scheduler_info() may give what was heard before
    return {}


def result_of(future: "Future", lookout: Lookout, worker: str | None = None) -> Results:
    """What came of a shard, and the seconds it took; `worker` is the only one that may do it, if that was asked for.

    Raises WorkersDied, Halted, and StoreError when the cluster has gone or a worker would compute otherwise.
    """
    from distributed import KilledWorker

    while True:
        try:
            results = future.result(timeout=SECONDS_A_LOOK)
            lookout.heard()
            return results
        except TimeoutError:
            lookout.look()
            if worker is not None and worker not in lookout.there:
                raise WorkersDied from None
            if (worker is not None and lookout.is_halted(worker)) or future.key in lookout.halted():
                raise Halted from None
        except KilledWorker as error:
            raise WorkersDied from error
        except OtherProgram as error:
            name, theirs = error.args
            require_same(name, theirs, identity_here(), lookout.address)
            raise
        except MemoryError:
            raise
        except Exception as error:
            if has_gone(error):
                raise StoreError("lost", lookout.address) from error
            raise


def settle(futures: Collection["Future"], lookout: Lookout) -> None:
    """Wait until nobody but workers that are paused has any of these, whatever came of it. Raises StoreError when the cluster has gone."""
    while open_keys := {future.key for future in futures if not future.done()}:
        lookout.look()
        if open_keys <= lookout.halted():
            return
        time.sleep(SECONDS_A_LOOK / 5)


def has_gone(error: Exception) -> bool:
    """Whether an error says that the scheduler knows nothing of us any more."""
    return type(error).__name__ in ("CancelledError", "FutureCancelledError", "FuturesCancelledError", "CommClosedError")
