"""Worlds of shared luck without and with policies, and what became of projects between the two, as batches of the run store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from experiments import pairs
from experiments.runs.batch import Batch, Bundle, Row
from experiments.runs.carry_out import Carried
from experiments.runs.gathering import Scratch, fill, tasks_of
from experiments.runs.records import record
from experiments.runs.world_rows import row_of
from experiments.runs.worlds import PORTION, Place, attempt
from sim.batch import Outcome

CLASSES = (*pairs.CLASSES, *pairs.BESIDE)
COUNTED = (*CLASSES, *(f"{name}_national" for name in CLASSES))
"""Columns of the two ledgers (`pairs.counts`), that of the region first."""


def paired(baseline: Place, *policies: Place) -> Bundle:
    """One bundle of: worlds of the baseline, worlds of each policy, and projects by class for each policy."""
    batches = [place.batch for place in (baseline, *policies)]
    return Bundle((*batches, *(pair_batch(baseline, policy) for policy in policies)), Paired((baseline, *policies)))


def pair_batch(baseline: Place, policy: Place) -> Batch:
    """How many projects are in each class, in both ledgers, between the worlds of a baseline and of a policy."""
    import pyarrow as pa

    columns = pa.schema([pa.field(name, pa.float64(), nullable=False, metadata={"unit": "projects"}) for name in COUNTED])
    identity = policy.identity("pair", "experiments.pairs", baseline=baseline.scenario.id, baseline_digest=baseline.scenario.digest)
    return Batch(identity, columns, None, PORTION, policy.parameters, command=policy.batch.command_of)


@dataclass(frozen=True)
class Paired:
    """Rows of the worlds of one replication: of the places (the baseline first), then of the pairs."""

    places: tuple[Place, ...]

    def __call__(self, task: int, wanted: tuple[int, ...]) -> Mapping[int, Row | Exception]:
        @cache
        def world(number: int) -> Outcome | Exception:
            return attempt(self.places[number].world, task)

        def row(number: int) -> Row:
            if number < len(self.places):
                return row_of(record(good(world(number))))
            counts = pairs.counts(good(world(0)), good(world(number - len(self.places) + 1)))
            return dict(zip(COUNTED, counts.ravel(), strict=True))

        return {number: attempt(row, number) for number in wanted}


def good(outcome: Any) -> Outcome:
    """An outcome that is one. Raises what kept it from being made."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def counts_in(several: Sequence[Carried], scratch: Scratch) -> np.ndarray:
    """Projects (ledgers, classes, worlds) of batches of pairs, one for each version. Raises Damaged, StoreError."""
    tasks = tasks_of(several)
    counts = scratch.array((len(COUNTED), tasks.size))
    fill(dict(zip(COUNTED, counts, strict=True)), several, tasks)
    return counts.reshape(2, len(CLASSES), tasks.size)
