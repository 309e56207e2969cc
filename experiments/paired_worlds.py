"""Worlds of shared luck without and with policies, and what became of projects between the two, as batches of the run store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from experiments import pairs
from experiments.equal_budget.lottery import Lottery
from experiments.running import place_for
from experiments.runs.batch import Batch, Bundle, FailedElsewhere, Row
from experiments.runs.carry_out import Carried
from experiments.runs.gathering import Scratch, fill
from experiments.runs.records import record
from experiments.runs.versions import Version
from experiments.runs.world_rows import Worlds, joined, row_of, worlds_in
from experiments.runs.worlds import PORTION, Place, attempt
from sim.batch import Outcome
from sim.scenario import Scenario

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
            both = (0, number - len(self.places) + 1)
            for which in both:
                if isinstance(world(which), Exception):
                    raise FailedElsewhere(which, world(which))
            counts = pairs.counts(*map(world, both))
            return dict(zip(COUNTED, counts.ravel().tolist(), strict=True))

        return {number: attempt(row, number) for number in wanted}


def good(outcome: Any) -> Outcome:
    """An outcome that is one. Raises what kept it from being made."""
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def counts_in(carried: Carried, scratch: Scratch) -> np.ndarray:
    """Projects (ledgers, classes, worlds) of pairs. Raises Damaged, StoreError."""
    counts = scratch.array((len(COUNTED), carried.tasks.size))
    fill(dict(zip(COUNTED, counts, strict=True)), [carried], carried.tasks)
    return counts.reshape(2, len(CLASSES), -1)


@dataclass(frozen=True)
class Spread:
    """Worlds of a region (the first of the places) and of each policy, all of the same numbers."""

    places: Sequence[Place]
    tasks: Sequence[int]

    @property
    def bundle(self) -> tuple[Bundle, Sequence[int]]:
        """What has to be carried out."""
        return paired(*self.places), self.tasks

    def gathered(self, carried: Sequence[Carried], scratch: Scratch) -> "Gathered":
        """The worlds that came of the bundle. Raises Damaged, StoreError."""
        worlds = tuple(worlds_in(each, place, scratch) for each, place in zip(carried, self.places, strict=False))
        return Gathered(worlds, tuple(counts_in(each, scratch) for each in carried[len(worlds) :]))


def spreads_of(
    versions: tuple[Version, ...],
    alone: Scenario,
    sizes: Sequence[Sequence[Scenario]],
    lottery: Lottery,
    replications: int,
    how: tuple[int | None, int, bool],
) -> list[Spread]:
    """The worlds of a region and of its policies, those together in which every policy has the same size; `how`: months, seed, check."""
    made: dict[str, Place] = {}

    def place(scenario: Scenario) -> Place:
        if scenario.digest not in made:
            made[scenario.digest] = place_for(scenario, versions, *how)
        return made[scenario.digest]

    return [
        Spread([place(alone), *(place(mine[number]) for mine, number in zip(sizes, numbers, strict=True))], tasks)
        for numbers, tasks in lottery.groups(replications, len(versions)).items()
    ]


@dataclass(frozen=True)
class Gathered:
    """Worlds by scenario, the region alone first, and for each policy projects (ledgers, classes, worlds) between the two."""

    worlds: tuple[Worlds, ...]
    projects: tuple[np.ndarray, ...]

    @classmethod
    def of(cls, several: "Sequence[Gathered]", scratch: Scratch) -> "Gathered":
        """Those of several spreads, no world in two of them, in the order of their numbers."""
        if len(several) == 1:
            return several[0]
        order = np.argsort(np.concatenate([each.worlds[0].replications for each in several]))
        worlds = tuple(joined(each, scratch) for each in zip(*(each.worlds for each in several), strict=True))
        projects = tuple(np.concatenate(each, axis=-1)[..., order] for each in zip(*(each.projects for each in several), strict=True))
        return cls(worlds, projects)
