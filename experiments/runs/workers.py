"""On a worker of a cluster: what it is, and the runs it does."""

import pickle
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from experiments.runs.batch import Bundle, Failure, Row
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job, attempted
from experiments.runs.model_identity import LIBM, model_identity


class OtherProgram(Exception):
    """A worker would not give the same rows: its name, and what is different there."""


def versions_here() -> dict[str, Any]:
    """Sources, versions and kind of machine: what can be asked for at once."""
    import platform

    sources = {key: value for key, value in model_identity().items() if key != LIBM}  # that library is among the numbers
    return sources | {"python": ".".join(platform.python_version_tuple()[:2])}


def identity_here() -> dict[str, Any]:
    """What must be the same on every machine for the rows to be the same, the numbers themselves among it; may have to compile the model first."""
    from experiments.runs.numbers import numbers_here

    return versions_here() | numbers_here()


def differences(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> str:
    """What a worker has otherwise (there / here); empty where its rows will be the same."""
    return ", ".join(f"{key} {theirs.get(key)} / {mine[key]}" for key in mine if theirs.get(key) != mine[key])


def require_same(worker: str, theirs: Mapping[str, Any], mine: Mapping[str, Any], address: str) -> None:
    """Raises StoreError for a worker whose rows would be others; the same program may still give other numbers."""
    if different := differences(theirs, mine):
        is_other_program = differences(theirs, {key: value for key, value in mine.items() if key in versions_here()})
        raise StoreError("versions" if is_other_program else "numbers", address, {"worker": worker, "what": different})


def payload_of(simulations: tuple[Any, ...]) -> bytes:
    """What goes to every worker with each shard: the simulations of all bundles, and what the worker must be to do them."""
    return pickle.dumps((identity_here(), simulations))


def simulated(payload: bytes, shard: list[tuple[int, int, tuple[int, ...]]]) -> tuple[list[Mapping[int, Row | Failure]], float]:
    """The results of a shard, and the seconds that took. Raises OtherProgram."""
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
