"""Putting values into a scenario: into its world, its region, or the instruments of its policies."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from experiments.studies.parameters import Parameter
from sim.parameters import World
from sim.scenario import Policy, Scenario
from sim.scenario.checks import check_policy, check_region
from sim.scenario.errors import Problem
from sim.scenario.frozen import plain
from sim.scenario.inherit import Layers
from sim.scenario.reader import Source


def with_values(scenario: Scenario, parameters: Sequence[Parameter], values: Sequence[Any]) -> Scenario:
    """The scenario with these values (None: as it is). Raises ValidationError for a world that cannot be."""
    region, policies = scenario.region, scenario.policies
    world = world_changes(parameters, values)
    if world:
        region = region.model_copy(update={"world": World.model_validate(region.world.model_dump() | world)})
    for parameter, value in zip(parameters, values, strict=True):
        if value is None:
            continue
        if parameter.place == "region":
            region = _with(region, parameter.path, value)
        elif parameter.place == "lever":
            policies = tuple(_with_lever(policy, parameter.path, value) for policy in policies)
    return Scenario(region, policies)


def world_changes(parameters: Sequence[Parameter], values: Sequence[Any]) -> dict[str, Any]:
    """What these values change in the world; a calibrated version sets several of its parameters."""
    changes: dict[str, Any] = {}
    for parameter, value in zip(parameters, values, strict=True):
        if value is None:
            continue
        if parameter.place == "version":
            changes |= parameter.settings[value]
        elif parameter.place == "world":
            changes[parameter.path[0]] = value
    return changes


def _with_lever(policy: Policy, path: tuple[str, ...], value: Any) -> Policy:
    """The policy with another value of a lever; as it is where the instrument is not its own."""
    return _with(policy, ("instruments", *path), value) if path[0] in policy.instruments else policy


def _with(model: Any, path: tuple[str, ...], value: Any) -> Any:
    """A copy of a model or table with another value at a path."""
    if not path:
        return value
    key, *rest = path
    if isinstance(model, Mapping):
        return {**model, key: _with(model[key], tuple(rest), value)}
    if isinstance(model, BaseModel):
        return model.model_copy(update={key: _with(getattr(model, key), tuple(rest), value)})
    raise TypeError(f"{key} lies in no table")


def unsound(scenario: Scenario) -> Problem | None:
    """What no longer fits together in the region or the policies, if anything."""
    for check, part in ((check_region, scenario.region), *((check_policy, policy) for policy in scenario.policies)):
        content = _tupled(plain(part))
        for found in check(content, Layers((Source(part.id, "", content),))):
            return found
    return None


def _tupled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _tupled(item) for key, item in value.items()}
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
