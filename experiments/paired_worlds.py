"""Worlds of shared luck without and with policies, and what became of projects between the two, as batches of the run store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from experiments import pairs
from experiments.equal_budget.lottery import Lottery
from experiments.running import places_for
from experiments.runs.batch import Batch, Bundle, FailedElsewhere, Row
from experiments.runs.carry_out import Carried
from experiments.runs.gathering import Scratch, fill, tasks_of
from experiments.runs.records import record
from experiments.runs.world_rows import Worlds, joined, row_of, worlds_in
from experiments.runs.worlds import PORTION, Place, attempt
from experiments.worlds import Version
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


@dataclass(frozen=True)
class Spread:
    """Worlds of a region (the first of the scenarios' places) and of each policy, spread over versions that take turns."""

    versions: tuple[Version, ...]
    places: Sequence[Sequence[Place]]  # (scenarios, versions)
    tasks: Sequence[Sequence[int]]  # (versions,) the numbers of the worlds of each

    def bundles(self) -> list[tuple[Bundle, Sequence[int]]]:
        """What has to be carried out: a bundle for each version, with its worlds."""
        return [(paired(*together), tasks) for together, tasks in zip(zip(*self.places, strict=True), self.tasks, strict=True)]

    def gathered(self, carried: Sequence[Sequence[Carried]], scratch: Scratch) -> "Gathered":
        """The worlds that came of the bundles. Raises Damaged, StoreError."""
        by_batch = list(zip(*carried, strict=True))
        worlds = tuple(worlds_in(each, there[0].plan, scratch) for each, there in zip(by_batch, self.places, strict=False))
        return Gathered(worlds, tuple(counts_in(each, scratch) for each in by_batch[len(worlds) :]))


def spreads_of(
    versions: tuple[Version, ...],
    alone: Scenario,
    sizes: Sequence[Sequence[Scenario]],
    lottery: Lottery,
    tasks: Sequence[range],
    how: tuple[int | None, int, bool],
) -> list[Spread]:
    """The worlds of a region and of its policies, those together in which every policy has the same size; `how`: months, seed, check."""
    made: dict[str, list[Place]] = {}

    def places(scenario: Scenario) -> list[Place]:
        if scenario.digest not in made:
            made[scenario.digest] = places_for(scenario, versions, *how)
        return made[scenario.digest]

    groups = lottery.groups(tasks)
    return [
        Spread(versions, [places(alone), *(places(mine[number]) for mine, number in zip(sizes, numbers, strict=True))], group)
        for numbers, group in groups.items()
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
