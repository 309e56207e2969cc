"""Batches of worlds: a scenario with its luck, whoever asks for it. `run`, `compare` and `target` share their rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from experiments.runs.batch import Batch, Bundle, Row
from experiments.runs.model_identity import model_identity
from experiments.runs.records import record
from experiments.runs.world_rows import columns_of, row_of
from sim.batch import Outcome, run_world
from sim.scenario import Policy, Region, Scenario
from sim.start import Blueprint, blueprint

REDUCED_BY = tuple(f"experiments.runs.{name}" for name in ("groups", "payments", "platform_use", "records", "world_rows"))
PORTION = 250
"""Worlds in one file: a second or two of work."""
SCENARIO = "scenario.json"
"""The scenario beside its rows: exactly the text whose SHA-256 is its digest."""


@dataclass(frozen=True)
class Place:
    """A scenario, in the world of one version and over its months, to be simulated with the luck of one seed."""

    scenario: Scenario
    seed: int
    check: bool = False  # conservation every month
    like: "Place | None" = field(default=None, repr=False, compare=False)
    """A place that differs perhaps in its world alone: then most of its start serves here too."""

    @cached_property
    def plan(self) -> Blueprint:
        """The start of all its worlds."""
        return blueprint(self.scenario, self.like and self.like.plan)

    def world(self, replication: int) -> Outcome:
        """One of its worlds. Raises RunError, ConservationError."""
        return run_world(self.plan, self.seed, replication, self.check)

    def __getstate__(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in ("scenario", "seed", "check")}  # a plan is made anew where it is needed

    def identity(self, kind: str, *reduced_by: str, **more: Any) -> dict[str, Any]:
        """What decides rows of its worlds. Worlds whose books were checked every month are kept apart from those that were not."""
        calendar = self.scenario.region.calendar
        return {
            "kind": kind, "scenario": self.scenario.id, "digest": self.scenario.digest, "seed": self.seed, "months": calendar.months,
            "checked": self.check, **more, "model": model_identity(*reduced_by),
        }  # fmt: skip

    def parameters(self, replication: int) -> Mapping[str, Any]:
        """What decides one of its worlds, for the record of a failure."""
        return {"scenario": self.scenario.id, "digest": self.scenario.digest, "in_full": SCENARIO, "replication": replication}

    def files(self) -> Mapping[str, str]:
        """The scenario in full, to be laid beside its rows."""
        return {SCENARIO: text_of(self.scenario)}

    @cached_property
    def batch(self) -> Batch:
        """The batch of its worlds."""
        identity = self.identity("world", *REDUCED_BY)
        return Batch(identity, columns_of(self.plan), WorldRow(self), PORTION, self.parameters, files=self.files)


@dataclass(frozen=True)
class WorldRow:
    """The row of a world."""

    place: Place

    def __call__(self, task: int) -> Row:
        return row_of(record(self.place.world(task)))


@dataclass(frozen=True)
class SeveralWorlds:
    """The rows of worlds of the same number in several places."""

    places: tuple[Place, ...]

    def __call__(self, task: int, wanted: tuple[int, ...]) -> Mapping[int, Row | Exception]:
        return {k: attempt(WorldRow(self.places[k]), task) for k in wanted}


def text_of(scenario: Scenario) -> str:
    """The complete content of a scenario as JSON."""
    content = {"region": scenario.region.model_dump(mode="json"), "policies": [policy.model_dump(mode="json") for policy in scenario.policies]}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def scenario_of(text: str) -> Scenario:
    """The scenario of such a text. Raises ValueError for another one."""
    content = json.loads(text)
    policies = (Policy.model_validate_json(json.dumps(policy)) for policy in content["policies"])
    return Scenario(Region.model_validate_json(json.dumps(content["region"])), tuple(policies))


def attempt(make: Any, *arguments: Any) -> Any:
    """What it makes, or the exception by which it failed; a lack of memory is no failure of a run."""
    try:
        return make(*arguments)
    except MemoryError:
        raise
    except Exception as error:
        return error


def worlds_of(*places: Place) -> Bundle:
    """The worlds of several places, simulated together."""
    return Bundle(tuple(place.batch for place in places), SeveralWorlds(places))
