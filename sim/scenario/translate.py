"""From pydantic's errors to problems in the planner's words: place, meaning of the key, nearest valid key or choice."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.scenario import catalogue
from sim.scenario.describe import (
    COMPARISONS,
    Quantity,
    all_keys,
    bounds_text,
    choices_of,
    keys_of,
    quantity_of,
    walk,
)
from sim.scenario.errors import Both, Problem
from sim.scenario.family import FAMILIES, inherited_like, likely_families, true_in_all
from sim.scenario.inherit import KeyPath, Layers
from sim.scenario.meant import amount_meant, as_written, choice_meant, choices_text, month_meant, number_meant, word_of
from sim.scenario.messages import MESSAGES
from sim.scenario.schema import MODELS
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
MEANT = {
    "float_type": number_meant,
    "int_type": number_meant,
    "money_unit": amount_meant,
    "money_form": amount_meant,
    "month_form": month_meant,
}
WITHOUT_FAMILY = ("union_tag_invalid", "union_tag_not_found")
UNEXPLAINED = Quantity("-", Both("见 scenarios/README.md", "see scenarios/README.md"), "", None, {}, (), None, False, "value")
KIND_WORDS = {"region": Both("地区", "region"), "policy": Both("政策", "policy")}
MOST_NEAREST = 50


def problems_of(error: ValidationError, model: Any, layers: Layers, prefix: KeyPath = (), extra_keys: tuple[str, ...] = ()) -> list[Problem]:
    """One problem for each error of pydantic.

    `prefix` goes before each path (where only part of a file was validated); `extra_keys` are keys of the file that the model lacks.
    """
    problems: list[Problem] = []
    for number, each in enumerate(error.errors(include_url=False, include_context=True, include_input=True)):
        problem = _translate(each, model, layers, prefix, extra_keys, guess=number < MOST_NEAREST)
        problems.append(problem)
        if each["type"] in WITHOUT_FAMILY:
            place = (*prefix, *walk(model, each["loc"])[2])
            problems += _below_unknown_family(each["input"], layers, place, complete=problem.code != "instrument_not_inherited")
    return list({(each.code, each.key): each for each in problems}.values())


def _below_unknown_family(content: Mapping[str, Any], layers: Layers, place: KeyPath, *, complete: bool) -> list[Problem]:
    """What is wrong in the table of an instrument whatever its family turns out to be; `complete` where missing keys count."""
    likely = likely_families(content)
    by_family = []
    for family, member in likely.items():
        try:
            member.model_validate({**content, "family": family})
            return []
        except ValidationError as failed:
            found = problems_of(failed, member, layers, place)
        by_family.append([each for each in found if each.code != "missing_key" or (complete and len(likely) == 1)])
    return list(true_in_all(by_family))


def _translate(error: Mapping[str, Any], model: Any, layers: Layers, prefix: KeyPath, extra_keys: tuple[str, ...], *, guess: bool) -> Problem:
    annotation, field, path = walk(model, error["loc"])
    quantity = quantity_of(field) if field is not None else UNEXPLAINED
    facts: dict[str, str | Both] = {
        "value": short(error["input"]) if not isinstance(error["input"], Mapping) else _kind_of(error["input"]),
        "unit": unit_text(quantity.unit),
        "meaning": quantity.meaning,
    }
    place, kind, context = (*prefix, *path), error["type"], error.get("ctx", {})
    nearest = MEANT[kind](error["input"]) if kind in MEANT else None
    if kind == "extra_forbidden":
        return _unknown_key(model, error["loc"], place, layers, extra_keys, guess=guess)
    if kind == "missing":
        code = "missing_key"
    elif kind in WITHOUT_FAMILY:
        return _without_family(error["input"], layers, place)
    elif kind == "literal_error":
        is_name = error["loc"][-1] == "[key]"
        choices = choices_of(walk(model, error["loc"][:-2])[0] if is_name else annotation)
        unit = "sector" if is_name else quantity.unit
        code, nearest = "bad_choice", choice_meant(word_of(error["input"]), choices, unit)
        facts |= {"value": as_written(error["input"]), "choices": choices_text(choices, unit)}
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
    return layers.problem(code, place, facts=facts, nearest=nearest)


def _without_family(content: Mapping[str, Any], layers: Layers, place: KeyPath) -> Problem:
    """An instrument whose family is missing or misspelt."""
    likely, facts = likely_families(content), {"choices": choices_text(tuple(FAMILIES), "family")}
    if "family" in content:
        meant = choice_meant(word_of(content["family"]), tuple(FAMILIES), "family")
        return layers.problem("bad_choice", (*place, "family"), facts=facts | {"value": as_written(content["family"])}, nearest=meant)
    inherited = inherited_like(str(place[-1]), layers)
    if inherited is not None:
        return layers.problem("instrument_not_inherited", place, nearest=inherited)
    return layers.problem("family_missing", place, facts=facts, nearest=next(iter(likely)) if len(likely) == 1 else None)


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


def _other_kind(name: str) -> str | None:
    """The kind of file in which a key stands at the top that has no place here."""
    return next((kind for kind, model in MODELS.items() if name in keys_of(model)), None)


def _unknown_key(model: Any, location: KeyPath, place: KeyPath, layers: Layers, extra_keys: tuple[str, ...], *, guess: bool) -> Problem:
    parent, _, parent_path = walk(model, location[:-1])
    name = str(location[-1])
    fields = keys_of(parent)
    choices = [key for key in fields if key != "id"] + (list(extra_keys) if not parent_path else [])
    near = catalogue.nearest(name, choices) if guess else None
    if (home := _other_kind(name) if not parent_path else None) is not None and near is None:
        return layers.problem("key_of_other_kind", place, facts={"home": home, "kind": KIND_WORDS[home]})
    others = [family for family, member in FAMILIES.items() if name in keys_of(member)]
    if others and parent in FAMILIES.values():
        return layers.problem("key_of_other_family", place, facts={"families": choices_text(others, "family")})
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
