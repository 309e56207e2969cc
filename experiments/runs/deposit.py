"""What all shards of a command have in common, such as the design of a study: sent to each worker once, so that shards carry only their jobs."""

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from experiments.runs.jobs import Job
from experiments.runs.workers import NotHere, keep, simulated

if TYPE_CHECKING:
    from distributed import Client, Future


class Deposit:
    """It lies with the workers, not with the scheduler: nothing is left there by a command that is killed."""

    def __init__(self, client: "Client", payload: bytes):
        self.client, self.payload = client, payload
        self.name = hashlib.sha256(payload).hexdigest()
        self.hand_out()

    def hand_out(self, workers: list[str] | None = None) -> None:
        """Give it to all workers there are, or to some that said they do not have it. One that dies meanwhile says so again when it is back."""
        with suppress(OSError):
            self.client.run(keep, self.name, self.payload, workers=workers, on_error="return")

    def submit(self, jobs: list[Job], worker: str | None = None) -> "Future":
        """Send jobs to whoever is free, or to one worker and no other."""
        where = {} if worker is None else {"workers": [worker], "allow_other_workers": False}
        return self.client.submit(simulated, self.name, jobs, pure=False, retries=0, **where)


def is_lacking(future: "Future") -> bool:
    """Whether a shard came to a worker that had not been given what it needs."""
    return future.status == "error" and isinstance(future.exception(), NotHere)
