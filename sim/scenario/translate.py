"""From pydantic's errors to problems in the planner's words: place, meaning of the key, nearest valid key or choice."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.scenario import catalogue
from sim.scenario.describe import (
    COMPARISONS,
    Quantity,
    all_keys,
    bare,
    bounds_text,
    choices_of,
    families_of,
    keys_of,
    quantity_of,
    walk,
)
from sim.scenario.errors import Both, Problem
from sim.scenario.inherit import KeyPath, Layers
from sim.scenario.messages import MESSAGES
from sim.scenario.wording import unit_text
from sim.units import short

WANTED = {
    "float_type": Both("一个数", "a number"),
    "int_type": Both("一个整数", "a whole number"),
    "int_from_float": Both("一个整数", "a whole number"),
    "string_type": Both("带引号的文字", "quoted text"),
    "bool_type": Both("true 或 false", "true or false"),
    "tuple_type": Both("方括号列表，如 [\"a\", \"b\"]", 'a list such as ["a", "b"]'),
    "dict_type": Both("一张表", "a table"),
    "model_type": Both("一张表", "a table"),
    "model_attributes_type": Both("一张表", "a table"),
}  # fmt: skip
UNEXPLAINED = Quantity("-", Both("见 scenarios/README.md", "see scenarios/README.md"), "", None, {}, (), None, False, "value")
MOST_NEAREST = 50


def problems_of(error: ValidationError, model: Any, layers: Layers, prefix: KeyPath = (), extra_keys: tuple[str, ...] = ()) -> list[Problem]:
    """One problem for each error of pydantic.

    `prefix` goes before each path (where only part of a file was validated); `extra_keys` are keys of the file that the model lacks.
    """
    found = error.errors(include_url=False, include_context=True, include_input=True)
    problems = [_translate(each, model, layers, prefix, extra_keys, guess=number < MOST_NEAREST) for number, each in enumerate(found)]
    return list({(each.code, each.key): each for each in problems}.values())


def _translate(error: Mapping[str, Any], model: Any, layers: Layers, prefix: KeyPath, extra_keys: tuple[str, ...], *, guess: bool) -> Problem:
    annotation, field, path = walk(model, error["loc"])
    quantity = quantity_of(field) if field is not None else UNEXPLAINED
    facts: dict[str, str | Both] = {
        "value": short(error["input"]) if not isinstance(error["input"], Mapping) else _kind_of(error["input"]),
        "unit": unit_text(quantity.unit),
        "meaning": quantity.meaning,
    }
    place, kind, context = (*prefix, *path), error["type"], error.get("ctx", {})
    nearest, hint = None, None
    if kind == "extra_forbidden":
        return _unknown_key(model, error["loc"], place, layers, extra_keys, guess=guess)
    if kind == "missing":
        code = "missing_key"
    elif kind in ("literal_error", "union_tag_invalid"):
        is_name = error["loc"][-1] == "[key]"
        choices = choices_of(walk(model, error["loc"][:-2])[0] if is_name else annotation)
        value = str(context.get("tag", error["input"])) if kind == "union_tag_invalid" else str(error["input"])
        code, nearest = "bad_choice", catalogue.nearest(value, choices)
        facts |= {"value": short(value), "choices": ", ".join(choices)}
        place = (*place, "family") if kind == "union_tag_invalid" else place
    elif kind == "union_tag_not_found":
        code = "family_missing"
        facts |= {"choices": ", ".join(families_of(bare(annotation)))}
    elif kind in WANTED:
        code = "wrong_type"
        facts |= {"wanted": WANTED[kind], "value": _kind_of(error["input"])}
    elif kind == "finite_number":
        code = "not_finite"
    elif kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        limits = quantity.bounds | {name: float(context[name]) for name in COMPARISONS if name in context}
        limits = {name: limits[name] for name in COMPARISONS if name in limits}
        is_share = kind.startswith("less") and limits.get("le", limits.get("lt")) == 1
        code = "share_above_one" if is_share else "out_of_bounds"
        facts |= {"bounds": Both(bounds_text(limits, "zh"), bounds_text(limits, "en"))}
    elif kind in MESSAGES:  # our own types: money and months
        code = kind
        facts |= {name: str(value) for name, value in context.items()}
        facts["value"] = _kind_of(error["input"]) if kind in ("money_type", "month_type") else facts["value"]
    else:
        code = "invalid"
        facts |= {"what": str(error["msg"])}
    return layers.problem(code, place, facts=facts, nearest=nearest, hint=hint)


def _kind_of(value: Any) -> Both:
    """What a value is, in words, with the value itself where it is short."""
    words = {bool: ("", "the value"), int: ("整数", "the whole number"), float: ("小数", "the number"), str: ("文字", "the text")}
    if type(value) in words:
        zh, en = words[type(value)]
        shown = f'"{short(value)}"' if isinstance(value, str) else short(value)
        return Both(f"{zh} {shown}", f"{en} {shown}")
    if isinstance(value, Mapping):
        return Both("一张表", "a table")
    if isinstance(value, tuple | list):
        return Both("一个列表", "a list")
    return Both(short(value), short(value))


def _unknown_key(model: Any, location: KeyPath, place: KeyPath, layers: Layers, extra_keys: tuple[str, ...], *, guess: bool) -> Problem:
    parent, _, parent_path = walk(model, location[:-1])
    name = str(location[-1])
    fields = keys_of(parent)
    choices = [key for key in fields if key != "id"] + (list(extra_keys) if not parent_path else [])
    near = catalogue.nearest(name, choices) if guess else None
    if near is None and guess:
        homes = [".".join(map(str, path)) for path, _ in all_keys(model) if path[-1] == name and len(path) > 1]
        if homes:
            return layers.problem("misplaced_key", place, facts={"home": homes[0]})
    hint = None
    if near in fields:
        quantity = quantity_of(fields[near])
        unit, bounds = unit_text(quantity.unit), {lang: bounds_text(quantity.bounds, lang) for lang in ("zh", "en")}
        hint = Both(
            f"{quantity.meaning.zh}；单位：{unit.zh}" + (f"，{bounds['zh']}" if bounds["zh"] else ""),
            f"{quantity.meaning.en}; unit: {unit.en}" + (f", {bounds['en']}" if bounds["en"] else ""),
        )
    return layers.problem("unknown_key", place, nearest=near, hint=hint)
