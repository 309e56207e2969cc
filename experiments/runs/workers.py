"""On a worker of a cluster: what it is, and the runs it does."""

import pickle
import time
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from experiments.runs.batch import Bundle, Failure, Row, rows_for, with_rows
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
    """What goes to every worker with each shard: what all tasks need of the simulations of all bundles, and what the worker must be to do them."""
    return pickle.dumps((identity_here(), tuple(with_rows(each, rows_for(each, ())) for each in simulations)))


def rows_of(simulations: Sequence[Any], shard: Sequence[Job]) -> dict[int, Any]:
    """What goes with one shard alone, by bundle."""
    tasks: dict[int, list[int]] = {}
    for job in shard:
        tasks.setdefault(job.bundle, []).append(job.task)
    found = {bundle: rows_for(simulations[bundle], mine) for bundle, mine in tasks.items()}
    return {bundle: rows for bundle, rows in found.items() if rows is not None}


def simulated(
    payload: bytes, shard: list[tuple[int, int, tuple[int, ...]]], rows: Mapping[int, Any] | None = None
) -> tuple[list[Mapping[int, Row | Failure]], float]:
    """The results of a shard (with its `rows_of`), and the seconds that took. Raises OtherProgram."""
    begun = time.perf_counter()
    simulations = [with_rows(each, (rows or {}).get(bundle)) for bundle, each in enumerate(_simulations(payload))]
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
