"""From a table of a study file to a parameter: which key it means, and its range, held against the ledger."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticCustomError

from experiments.studies.parameters import Parameter, likely_distribution
from experiments.studies.problems import problem
from experiments.studies.schema import Varied
from sim.parameters import World
from sim.scenario import Scenario
from sim.scenario.catalogue import nearest
from sim.scenario.describe import Quantity, bare, bounds_text, is_model, keys_of, quantity_of
from sim.scenario.errors import Both, Problem
from sim.scenario.inherit import KeyPath, Layers
from sim.scenario.wording import unit_text
from sim.units import parse_money, short

VERSION = "calibrated_version"
NO_PART = ("calendar", "world")
"""Tables of a region that are not varied key by key (the world has short names of its own)."""


class Wrong(Exception):
    """Problems of one table."""

    def __init__(self, *problems: Problem):
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class Key:
    """The key that a table means: where it stands, what the ledger says of it, and its value in the scenario."""

    place: str
    path: tuple[str, ...]
    quantity: Quantity
    annotation: Any
    value: Any


def parameter_of(name: str, spec: Varied, table: str, scenario: Scenario, versions: Mapping[str, Any], chosen: str, layers: Layers) -> Parameter:
    """The parameter that a table of `uncertainties` or `levers` describes. Raises Wrong."""
    at: KeyPath = ("levers", *name.rsplit(".", 1)) if table == "levers" else (table, name)
    if table == "uncertainties" and name == VERSION:
        return _of_versions(spec, versions, chosen, layers, at)
    key = _lever(name, scenario, layers, at) if table == "levers" else _uncertainty(name, scenario, layers, at)
    annotation = bare(key.annotation)
    if key.quantity.choices and str not in (annotation,) and not _is_number(key):
        return _of_words(name, spec, key, key.quantity.choices, layers, at)
    if not _is_number(key):
        raise Wrong(problem(layers, "not_a_number", at))
    return _of_numbers(name, spec, key, layers, at)


def _is_number(key: Key) -> bool:
    annotation = bare(key.annotation)
    return annotation in (int, float) or key.quantity.kind == "money"


def _uncertainty(name: str, scenario: Scenario, layers: Layers, at: KeyPath) -> Key:
    if name in World.model_fields:
        field = World.model_fields[name]
        return Key("world", (name,), quantity_of(field), field.annotation, getattr(scenario.world, name))
    found = None
    if "." in name and name.split(".")[0] not in NO_PART:
        found = _below(scenario.region, tuple(name.split(".")))
    if found is None:
        known = [*World.model_fields, VERSION, *(".".join(path) for path in _numbers_of(scenario.region))]
        raise Wrong(problem(layers, "unknown_parameter", at, nearest(name, known), value=short(name)))
    return Key("region", tuple(name.split(".")), *found)


def _lever(name: str, scenario: Scenario, layers: Layers, at: KeyPath) -> Key:
    instrument, _, key = name.rpartition(".")
    tool = scenario.instruments.get(instrument)
    if tool is None or key not in type(tool).model_fields or key == "family":
        known = [f"{other}.{each}" for other, one in scenario.instruments.items() for each in keys_of(type(one)) if each != "family"]
        instruments = ", ".join(scenario.instruments) or "-"
        raise Wrong(problem(layers, "unknown_lever", at, nearest(name, known), value=short(name), known=instruments))
    field = type(tool).model_fields[key]
    return Key("lever", (instrument, key), quantity_of(field), field.annotation, getattr(tool, key))


def _below(model: Any, path: tuple[str, ...]) -> tuple[Quantity, Any, Any] | None:
    """Ledger entry, type and value of a key in a model; None where there is none."""
    value, field = model, None
    for part in path:
        if isinstance(value, Mapping):
            if part not in value:
                return None
            value, field = value[part], None
        elif isinstance(value, BaseModel) and part in type(value).model_fields:
            field = type(value).model_fields[part]
            value = getattr(value, part)
        else:
            return None
    return None if field is None or is_model(bare(field.annotation)) else (quantity_of(field), field.annotation, value)


def _numbers_of(model: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of all numbers of a region."""
    items = model.items() if isinstance(model, Mapping) else ((name, getattr(model, name)) for name in type(model).model_fields)
    for name, value in items:
        if not path and name in NO_PART:
            continue
        if isinstance(value, BaseModel | Mapping):
            yield from _numbers_of(value, (*path, name))
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield (*path, name)


def _only_with(spec: Varied, layers: Layers, at: KeyPath, keys: tuple[str, ...], owner: str | Both) -> Iterator[Problem]:
    for key in keys:
        if getattr(spec, key) not in (None, ()):
            yield problem(layers, "only_with", (*at, key), owner=owner)


def _of_versions(spec: Varied, versions: Mapping[str, Any], chosen: str, layers: Layers, at: KeyPath) -> Parameter:
    ledger = Quantity(
        "setting",
        Both("校准版本（对 80% 和 30% 的解释）", "calibrated version (reading of the 80 % and 30 %)"),
        "",
        None,
        {},
        tuple(versions),
        chosen,
        False,
        "value",
    )
    settings = {version: dict(entry["parameters"]) for version, entry in versions.items()}
    return _of_words(VERSION, spec, Key("version", (VERSION,), ledger, str, chosen), tuple(versions), layers, at, settings)


def _of_words(name: str, spec: Varied, key: Key, known: tuple[str, ...], layers: Layers, at: KeyPath, settings: Any = None) -> Parameter:
    wrong = list(_only_with(spec, layers, at, ("low", "high", "mode"), Both("数值参数", "numbers")))
    listed = ", ".join(known)
    if spec.distribution not in (None, "choices"):
        wrong.append(problem(layers, "needs_choices", (*at, "distribution"), known=listed))
    for number, word in enumerate(spec.choices):
        if word not in known:
            bad = layers.problem(
                "bad_choice", (*at, "choices", number), facts={"value": short(word), "choices": listed}, nearest=nearest(word, known)
            )
            wrong.append(bad)
    words = spec.choices or known
    if not wrong and len(set(words)) < max(2, len(words)):
        wrong.append(problem(layers, "few_choices", (*at, "choices"), known=listed))
    if wrong:
        raise Wrong(*wrong)
    unit = unit_text(key.quantity.unit)
    return Parameter(
        name, key.place, key.path, key.quantity.meaning, unit, "choices",
        central=str(key.value), words=words, group=spec.group or "", settings=settings or {},
    )  # fmt: skip


def _of_numbers(name: str, spec: Varied, key: Key, layers: Layers, at: KeyPath) -> Parameter:
    ledger, is_whole = key.quantity, bare(key.annotation) is int
    wrong = list(_only_with(spec, layers, at, ("choices",), "choices"))
    if spec.distribution == "choices":
        wrong.append(problem(layers, "needs_number", (*at, "distribution")))
    meaning, unit = ledger.meaning, unit_text(ledger.unit)
    given = {end: getattr(spec, end) for end in ("low", "high", "mode")}
    values = {}
    for end, value in given.items():
        if value is not None:
            try:
                values[end] = _number(value, ledger, is_whole, layers, (*at, end))
            except Wrong as error:
                wrong += error.problems
    if (given["low"] is None) != (given["high"] is None):
        wrong.append(problem(layers, "half_range", at))
    elif given["low"] is None and ledger.prior is None:
        wrong.append(problem(layers, "no_range", at, meaning=meaning, unit=unit))
    if wrong:
        raise Wrong(*wrong)
    low, high = (values["low"], values["high"]) if "low" in values else ledger.prior
    if low >= high:
        raise Wrong(problem(layers, "empty_range", at, low=f"{low:g}", high=f"{high:g}"))
    central = float(key.value) if isinstance(key.value, int | float) and not isinstance(key.value, bool) else None
    distribution = spec.distribution or ("uniform" if is_whole else likely_distribution(low, high, central))
    if distribution in ("loguniform", "lognormal") and low <= 0.0:
        raise Wrong(problem(layers, "not_positive", at, low=f"{low:g}", distribution=distribution))
    if is_whole and distribution != "uniform":
        raise Wrong(
            problem(
                layers,
                "only_with",
                (*at, "distribution"),
                owner=Both("非整数的参数；整数在范围内等可能", "parameters that are no whole numbers; these are equally likely within the range"),
            )
        )
    mode = None
    if distribution == "triangular":
        mode = values.get("mode", central)
        if mode is None or not low <= mode <= high:
            raise Wrong(problem(layers, "mode_outside", (*at, "mode"), value=short(mode), low=f"{low:g}", high=f"{high:g}"))
    elif "mode" in values:
        raise Wrong(problem(layers, "only_with", (*at, "mode"), owner="triangular"))
    found = Parameter(
        name, key.place, key.path, meaning, unit, distribution, float(low), float(high), central, mode,
        is_whole=is_whole, group=spec.group or "", from_ledger="low" not in values,
    )  # fmt: skip
    for u in (0.0, 1.0):
        if not _is_within(found.value(u), ledger):
            shown = Both(bounds_text(ledger.bounds, "zh"), bounds_text(ledger.bounds, "en"))
            raise Wrong(problem(layers, "leaves_bounds", at, value=f"{found.value(u):.4g}", bounds=shown))
    return found


def _is_within(value: float, ledger: Quantity) -> bool:
    tests = {"ge": value >= ledger.bounds.get("ge", value), "le": value <= ledger.bounds.get("le", value)}
    tests |= {"gt": value > ledger.bounds.get("gt", -math.inf), "lt": value < ledger.bounds.get("lt", math.inf)}
    return all(tests.values())


def _number(value: Any, ledger: Quantity, is_whole: bool, layers: Layers, at: KeyPath) -> float:
    """An end of a range in the unit of the ledger (money in 万元). Raises Wrong with the messages of scenario files."""
    facts = {"meaning": ledger.meaning, "unit": unit_text(ledger.unit)}
    if ledger.kind == "money":
        try:
            number = parse_money(value)
        except PydanticCustomError as error:
            more = {name: str(fact) for name, fact in (error.context or {}).items()}
            raise Wrong(layers.problem(error.type, at, facts=facts | {"value": short(value)} | more)) from None
    elif isinstance(value, str):
        from sim.scenario.meant import number_meant

        wanted = Both("一个数", "a number")
        shown = Both(f'文字 "{short(value)}"', f'the text "{short(value)}"')
        raise Wrong(layers.problem("wrong_type", at, facts=facts | {"wanted": wanted, "value": shown}, nearest=number_meant(value)))
    else:
        number = float(value)
    if is_whole and not number.is_integer():
        raise Wrong(problem(layers, "not_whole", at, value=f"{number:g}", meaning=ledger.meaning))
    if not _is_within(number, ledger):
        is_share = ledger.bounds.get("le", ledger.bounds.get("lt")) == 1 and number > 1
        bounds = Both(bounds_text(ledger.bounds, "zh"), bounds_text(ledger.bounds, "en"))
        code = "share_above_one" if is_share else "out_of_bounds"
        raise Wrong(layers.problem(code, at, facts=facts | {"value": f"{number:g}", "bounds": bounds}))
    return number
