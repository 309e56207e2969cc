"""Batches of worlds: a scenario in its versions with its luck, whoever asks for it. `run`, `compare` and `target` share their rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from experiments.runs.batch import Batch, Bundle, Row
from experiments.runs.model_identity import model_identity
from experiments.runs.records import record
from experiments.runs.versions import Version, digest_of, turn_of
from experiments.runs.versions import text_of as text_of_versions
from experiments.runs.world_rows import columns_of, row_of
from sim.batch import Outcome, run_world
from sim.scenario import Policy, Region, Scenario
from sim.start import Blueprint, blueprint

REDUCED_BY = tuple(f"experiments.runs.{name}" for name in ("groups", "payments", "platform_use", "records", "world_rows"))
PORTION = 250
"""Worlds in one file: a second or two of work."""
SCENARIO = "scenario.json"
"""The scenario beside its rows: exactly the text whose SHA-256 is its digest."""
VERSIONS = "versions.json"
"""The versions beside it, where there are any, in the order in which worlds take turns."""


@dataclass(frozen=True)
class Place:
    """A scenario over its months, to be simulated with the luck of one seed, in worlds that take turns between versions (none: in its own world)."""

    scenario: Scenario
    seed: int
    check: bool = False  # conservation every month
    versions: tuple[Version, ...] = ()
    _plans: dict[int, Blueprint] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def plan(self) -> Blueprint:
        """The start of the worlds of the first version."""
        return blueprint(self.versions[0].applied_to(self.scenario) if self.versions else self.scenario)

    def plan_of(self, replication: int) -> Blueprint:
        """The start of one of its worlds."""
        number = turn_of(self.versions, replication) if self.versions else 0
        if number == 0:
            return self.plan
        if number not in self._plans:
            self._plans[number] = blueprint(self.versions[number].applied_to(self.scenario), self.plan)
        return self._plans[number]

    def world(self, replication: int) -> Outcome:
        """One of its worlds. Raises RunError, ConservationError."""
        return run_world(self.plan_of(replication), self.seed, replication, self.check)

    def __getstate__(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in ("scenario", "seed", "check", "versions")} | {"_plans": {}}  # made anew where they are needed

    def identity(self, kind: str, *reduced_by: str, **more: Any) -> dict[str, Any]:
        """What decides rows of its worlds. Worlds whose books were checked every month are kept apart from those that were not."""
        calendar = self.scenario.region.calendar
        versions = {"versions": digest_of(self.versions)} if self.versions else {}
        return {
            "kind": kind, "scenario": self.scenario.id, "digest": self.scenario.digest, **versions, "seed": self.seed, "months": calendar.months,
            "checked": self.check, **more, "model": model_identity(*(("experiments.runs.versions",) if versions else ()), *reduced_by),
        }  # fmt: skip

    def parameters(self, replication: int) -> Mapping[str, Any]:
        """What decides one of its worlds, for the record of a failure."""
        version = {"version": self.versions[turn_of(self.versions, replication)].id} if self.versions else {}
        return {"scenario": self.scenario.id, "digest": self.scenario.digest, "in_full": SCENARIO, **version, "replication": replication}

    def files(self) -> Mapping[str, str]:
        """The scenario and its versions in full, to be laid beside its rows."""
        versions = {VERSIONS: text_of_versions(self.versions)} if self.versions else {}
        return {SCENARIO: text_of(self.scenario), **versions}

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
