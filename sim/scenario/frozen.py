"""Writing a scenario out in full: one TOML file with every value, inherited and default ones too, that loads again to the same scenario."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from sim.scenario.describe import quantity_of
from sim.scenario.schema import Policy, Region, Scenario
from sim.scenario.wording import unit_text

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def plain(model: BaseModel) -> dict[str, Any]:
    """The content of a model as a scenario file writes it: months as text, money in 万元, absent values left out."""
    return model.model_dump(mode="json", exclude_none=True)


def frozen_toml(scenario: Scenario) -> str:
    """The complete scenario as TOML with units in comments; `load_scenario(path)` of this text gives an equal scenario."""
    lines = [f"# {scenario.id}", f"# digest {scenario.digest}", 'kind = "scenario"', "", "[region]"]
    lines += _table(scenario.region, ("region",))
    for policy in scenario.policies:
        lines += ["", "[[policies]]", *_table(policy, ("policies",))]
    return "\n".join(lines) + "\n"


def _table(model: Region | Policy | BaseModel, path: tuple[str, ...]) -> Iterator[str]:
    """The lines of a model: its values first, then its tables, each under its header."""
    content = plain(model)
    tables: list[tuple[str, Any]] = []
    for name, field in type(model).model_fields.items():
        if name not in content:
            continue
        value = getattr(model, name)
        if isinstance(value, BaseModel | Mapping):
            tables.append((name, value))
        else:
            unit = quantity_of(field).unit
            comment = "" if unit in ("text", "kind", "name", "-") else f"  # {unit_text(unit).zh}"
            yield f"{_key(name)} = {_value(content[name])}{comment}"
    for name, value in tables:
        yield from _under_header(value, (*path, name))


def _under_header(value: Any, path: tuple[str, ...]) -> Iterator[str]:
    yield from ("", f"[{'.'.join(map(_key, path))}]")
    if isinstance(value, BaseModel):
        yield from _table(value, path)
        return
    for name, item in value.items():
        if not isinstance(item, BaseModel | Mapping):
            yield f"{_key(name)} = {_value(item)}"
    for name, item in value.items():
        if isinstance(item, BaseModel | Mapping):
            yield from _under_header(item, (*path, name))


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {_value(item)}" for name, item in value.items()) + " }"
    return repr(value)
