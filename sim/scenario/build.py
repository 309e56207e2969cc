"""Loading: a name or a path becomes a checked Scenario, or one ScenarioError with everything that is wrong."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.parameters import World
from sim.scenario import checks
from sim.scenario.catalogue import Kind, nearest
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.frozen import plain
from sim.scenario.inherit import UNFOUNDED, Layers, merge, merged, read_layers, resolve, without_grounds
from sim.scenario.kinds import FROZEN, about_kind, stated_kind
from sim.scenario.reader import Source, read_source
from sim.scenario.schema import MODELS, Policy, Region, Scenario
from sim.scenario.translate import problems_of
from sim.units import short

LEFT_TO_PARENT = {"missing_key", "kind_missing", "family_missing", "shares_sum", "sector_not_listed", "assumption_path"}
"""What may be right once the file it inherits can be read."""
NameOrPath = str | Path

MONTHS = "calendar.months"
"""The key of the number of dated months in the assumptions of a region."""


def load_scenario(region: NameOrPath | Region, policies: Iterable[NameOrPath | Policy] = (), overrides: Mapping[str, Any] | None = None) -> Scenario:
    """A region with the policies that act in it, read and checked.

    `region` is an installed name ("chenzhou"), a path of a .toml file, a frozen scenario file or a Region; `policies` likewise. `overrides`
    changes the region last: nested tables or dotted keys, {"calendar.months": 60, "world.cost_pilot": "500万"}.
    Raises ScenarioError, which lists all problems of all files.
    """
    problems: list[Problem] = []
    found_region: Region | None = None
    found_policies: list[Policy] = []
    layers: dict[str, Layers] = {}
    try:
        found_region, found_policies = _load_region(region, overrides or {})
    except ScenarioError as error:
        problems += error.problems
    for name in [policies] if isinstance(policies, str | Path | Policy) else policies:
        try:
            policy, policy_layers = (name, Layers(())) if isinstance(name, Policy) else _load_policy(name)
        except ScenarioError as error:
            problems += error.problems
            continue
        if any(policy.id == other.id for other in found_policies):
            problems.append(Problem("duplicate_policy", policy_layers.label, facts={"value": policy.id}))
            continue
        layers[policy.id] = policy_layers
        found_policies.append(policy)
    if found_region is not None:
        scenario = Scenario(found_region, tuple(found_policies))
        problems += checks.check_scenario(scenario, layers)
        if not problems:
            return scenario
    raise ScenarioError(problems)


def load_region(name_or_path: NameOrPath, overrides: Mapping[str, Any] | None = None) -> Region:
    """A region alone. Raises ScenarioError."""
    return _load_region(name_or_path, overrides or {})[0]


def load_policy(name_or_path: NameOrPath) -> Policy:
    """A policy alone. Raises ScenarioError."""
    return _load_policy(name_or_path)[0]


def check_file(path: NameOrPath) -> Scenario | Region | Policy:
    """What a file holds, whatever its kind; for `funnel check`. Raises ScenarioError with all its problems."""
    return examined(path)[0]


def examined(path: NameOrPath) -> tuple[Scenario | Region | Policy, Layers]:
    """What a file holds, and where each key stands (for `cautions`). Raises ScenarioError with all its problems."""
    source = read_source(Path(path))
    kind = stated_kind(source)
    if kind == FROZEN:
        return Scenario(*_frozen(source, {})), Layers((source,))
    layers = _layers(source, kind)
    return _validated(layers, kind), layers


def over_months(region: Region, months: int | None) -> Region:
    """The same region over another number of dated months (None: as its file says); why its file assumes another number is not said any more."""
    if months in (None, region.calendar.months):
        return region
    assumptions = {key: why for key, why in region.assumptions.items() if key != MONTHS}
    return region.model_copy(update={"calendar": region.calendar.model_copy(update={"months": months}), "assumptions": assumptions})


def with_world(scenario: Scenario, **changes: Any) -> Scenario:
    """The same scenario with some parameters of the world changed. Raises ScenarioError for unknown names and bad values."""
    layers = Layers((Source("with_world", "", {"world": changes}),))
    try:
        world = World.model_validate(scenario.world.model_dump() | changes)
    except ValidationError as error:
        raise ScenarioError(problems_of(error, World, layers, prefix=("world",))) from None
    return Scenario(scenario.region.model_copy(update={"world": world}), scenario.policies)


def _load_region(region: NameOrPath | Region, overrides: Mapping[str, Any]) -> tuple[Region, list[Policy]]:
    if isinstance(region, Region):
        if not overrides:
            return region, []
        content = Source(region.id, "", _content(region))
        return _validated(_overridden(Layers((content,)), overrides), "region", region.id), []
    source = read_source(resolve(_reference(region), "region"))
    kind = stated_kind(source, "region")
    if kind == FROZEN:
        found, policies = _frozen(source, overrides)
        return found, list(policies)
    layers = _overridden(_layers(source, "region"), overrides)
    return _validated(layers, "region", _stem(source)), []


def _load_policy(name: NameOrPath) -> tuple[Policy, Layers]:
    source = read_source(resolve(_reference(name), "policy"))
    stated_kind(source, "policy")
    layers = _layers(source, "policy")
    return _validated(layers, "policy"), layers


def _reference(name: Any) -> NameOrPath:
    if not isinstance(name, str | Path):
        raise ScenarioError(Problem("bad_reference", "scenario", facts={"value": short(name)}))
    return name


def _content(model: Region | Policy) -> dict[str, Any]:
    return {key: value for key, value in _tupled(plain(model)).items() if key != "id"}


def _stem(source: Source) -> str:
    return source.path.stem if source.path else source.label


def _layers(source: Source, kind: Kind) -> Layers:
    """A file with what it inherits. Raises ScenarioError; where that cannot be read, with what is certainly wrong in the file itself too."""
    try:
        return read_layers(source, kind)
    except ScenarioError as error:
        problems = list(error.problems)
    try:
        _validated(Layers((source,)), kind)
    except ScenarioError as error:
        problems += [each for each in error.problems if each.code not in LEFT_TO_PARENT]
    raise ScenarioError(sorted(problems, key=lambda each: each.line or 0))


def _overridden(layers: Layers, overrides: Mapping[str, Any]) -> Layers:
    if not overrides:
        return layers
    changes: dict[str, Any] = {}
    for key, value in overrides.items():
        nested: Any = _tupled(value)
        for part in reversed(key.split(".")):
            nested = {part: nested}
        changes = merge(changes, nested)
    return Layers((Source("overrides", "", changes), *layers.sources))


def _tupled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _tupled(item) for key, item in value.items()}
    return tuple(map(_tupled, value)) if isinstance(value, list) else value


def _validated(layers: Layers, kind: str, identity: str = "") -> Any:
    problems = list(about_kind(layers, kind))
    content = merged(layers)
    if "id" in content:
        problems.append(layers.problem("id_in_file", ("id",)))
    content["kind"] = kind
    content["id"] = identity or _stem(layers.sources[0])
    found = _checked(content, kind, layers, (), problems)
    unfounded = {path: UNFOUNDED for path in without_grounds(layers) if path not in found.assumptions and _is_kept(found, path)}
    return found.model_copy(update={"assumptions": found.assumptions | unfounded}) if unfounded else found


def _is_kept(found: Region | Policy, path: str) -> bool:
    """Whether a key is one of what was found: a group of count 0 is not."""
    group, _, rest = path.partition(".")
    return not rest.count(".") or rest.split(".")[0] in getattr(found, group)


def _checked(content: dict[str, Any], kind: str, layers: Layers, prefix: tuple[str | int, ...], problems: list[Problem]) -> Any:
    """The validated model, or a ScenarioError with the problems of values and of what must fit together."""
    check = checks.check_region if kind == "region" else checks.check_policy
    result = None
    try:
        result = MODELS[kind].model_validate(content)
    except ValidationError as error:
        problems = problems + problems_of(error, MODELS[kind], layers, prefix, extra_keys=("inherits",))
    problems = problems + list(check(content, layers, prefix))
    if problems:
        order = {source.label: place for place, source in enumerate(layers.sources)}
        raise ScenarioError(sorted(problems, key=lambda each: (order.get(each.file, 0), each.line or 0)))
    return _without_empty_groups(result) if isinstance(result, Region) else result


def _without_empty_groups(region: Region) -> Region:
    """The region without groups of count 0 (that is how a file removes what it inherits) and without assumptions about them."""
    kept, gone = {}, []
    for group in ("labs", "firms", "platforms", "funds"):
        specs = getattr(region, group)
        kept[group] = {name: spec for name, spec in specs.items() if spec.count > 0}
        gone += [f"{group}.{name}" for name in specs if name not in kept[group]]
    if not gone:
        return region
    lapsed = {path for path in region.assumptions for name in gone if path == name or path.startswith(f"{name}.")}
    kept["assumptions"] = {path: why for path, why in region.assumptions.items() if path not in lapsed}
    return region.model_copy(update=kept)


def _frozen(source: Source, overrides: Mapping[str, Any]) -> tuple[Region, tuple[Policy, ...]]:
    """Region and policies of a frozen scenario file (see `frozen_toml`), where nothing is inherited and ids are stated."""
    layers, problems = Layers((source,)), []
    for key in source.data:
        if key not in ("kind", "region", "policies"):
            problems.append(layers.problem("unknown_key", (key,), nearest=nearest(key, ("region", "policies"))))
    region_data, policy_data = source.data.get("region"), source.data.get("policies", ())
    if not isinstance(region_data, dict) or not isinstance(policy_data, tuple) or not all(isinstance(each, dict) for each in policy_data):
        raise ScenarioError([*problems, layers.problem("frozen_incomplete", ())])
    changed = _overridden(Layers((Source(source.label, "", region_data),)), overrides)
    entries = [("region", merged(changed), ("region",))]
    entries += [("policy", dict(each), ("policies", number)) for number, each in enumerate(policy_data)]
    found: list[Any] = []
    for kind, content, prefix in entries:
        try:
            found.append(_checked(content, kind, layers, prefix, []))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return found[0], tuple(found[1:])
