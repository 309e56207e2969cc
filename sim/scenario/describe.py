"""Looking things up in the schema: what key stands at a path, what it means, which keys or choices would be valid there."""

import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.errors import Both
from sim.units import month_text, parse_money, parse_month

Path = tuple[str | int, ...]
COMPARISONS = {"ge": ("≥", ">="), "gt": (">", ">"), "le": ("≤", "<="), "lt": ("<", "<")}


class Quantity(NamedTuple):
    """The ledger entry of a key (see `sim.quantities.quantity`)."""

    unit: str
    meaning: Both
    evidence: str
    prior: tuple[float, float] | None
    bounds: dict[str, float]
    choices: tuple[str, ...]
    default: Any
    required: bool
    kind: Literal["money", "month", "table", "value"]


def bare(annotation: Any) -> Any:
    """The type without `Annotated`, without `| None`."""
    while True:
        if get_origin(annotation) is Annotated and not _is_tagged(annotation):
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType) and type(None) in get_args(annotation):
            rest = tuple(part for part in get_args(annotation) if part is not type(None))
            annotation = rest[0] if len(rest) == 1 else Union[rest]  # noqa: UP007 (built at run time)
        else:
            return annotation


def _is_tagged(annotation: Any) -> bool:
    return get_origin(annotation) is Annotated and any(type(extra).__name__ == "Discriminator" for extra in get_args(annotation)[1:])


def families(annotation: Any) -> dict[str, type[BaseModel]]:
    """The members of a union told apart by `family`, by the name of the family."""
    members = get_args(get_args(annotation)[0])
    return {get_args(member.model_fields["family"].annotation)[0]: member for member in members}


def is_model(annotation: Any) -> bool:
    """Whether the type is a pydantic model (a table with fixed keys)."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def step(annotation: Any, key: str | int) -> Any:
    """The type below one key, or None where the schema has no such key. For tagged unions the key is the family."""
    annotation = bare(annotation)
    if is_model(annotation):
        field = annotation.model_fields.get(str(key))
        return None if field is None else _field_type(field)
    if _is_tagged(annotation):
        return families(annotation).get(str(key))
    if get_origin(annotation) is dict:
        return get_args(annotation)[1]
    if get_origin(annotation) is tuple:
        return get_args(annotation)[0]
    return None


def _field_type(field: FieldInfo) -> Any:
    tag = [extra for extra in field.metadata if type(extra).__name__ == "Discriminator"]
    return Annotated[field.annotation, tag[0]] if tag else field.annotation


def walk(model: Any, location: Sequence[str | int]) -> tuple[Any, FieldInfo | None, Path]:
    """Follow a pydantic error location; return the type at its end, its field if it has one, and the path as a file writes it.

    What pydantic puts into locations besides keys is left out of the path: family tags, "[key]" marks, the parts of a choice of words.
    """
    annotation, field, path = model, None, []
    for key in location:
        if key == "[key]":
            continue
        here = bare(annotation)
        if _is_tagged(here) and key in families(here):
            annotation, field = families(here)[str(key)], None
            continue
        if get_origin(here) in (Union, types.UnionType) and str(key).startswith("literal["):
            continue
        field = here.model_fields.get(str(key)) if is_model(here) else field if get_origin(here) is tuple else None
        annotation = step(here, key)
        path.append(key)
    return annotation, field, tuple(path)


def tagged_location(model: Any, path: Sequence[str | int], data: Any) -> Path:
    """The location of a path with the family of each instrument put in, as `walk` wants it; `data` is the content the path points into."""
    annotation, location = model, []
    for key in path:
        here = bare(annotation) if annotation is not None else None
        if here is not None and _is_tagged(here):
            family = data.get("family") if isinstance(data, dict) else None
            location.append(family)
            annotation = step(here, family) if isinstance(family, str) else None
        location.append(key)
        annotation = step(annotation, key) if annotation is not None else None
        data = data.get(key) if isinstance(data, dict) else data[key] if isinstance(data, tuple) and isinstance(key, int) else None
    return tuple(location)


def has_key(model: Any, path: Sequence[str], data: Any) -> bool:
    """Whether a path names a key of the schema; names of groups and instruments must be in `data`, the content of the file."""
    annotation = model
    for key in path:
        here = bare(annotation)
        content = data if isinstance(data, Mapping) else {}
        if _is_tagged(here):
            here = families(here).get(str(content.get("family")))
        if (is_model(here) and key not in here.model_fields) or (not is_model(here) and key not in content):
            return False
        annotation, data = step(here, key), content.get(key)
    return bool(path)


def keys_of(annotation: Any) -> dict[str, FieldInfo]:
    """The keys a table may have (none for tables whose names are free)."""
    annotation = bare(annotation)
    return dict(annotation.model_fields) if is_model(annotation) else {}


def choices_of(annotation: Any) -> tuple[str, ...]:
    """The words allowed for a value (empty: no fixed list)."""
    annotation = bare(annotation)
    if get_origin(annotation) is Literal:
        return tuple(str(choice) for choice in get_args(annotation))
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(choice for part in get_args(annotation) for choice in choices_of(part))
    if get_origin(annotation) is tuple:
        return choices_of(get_args(annotation)[0])
    if get_origin(annotation) is dict:
        return choices_of(get_args(annotation)[0])
    return tuple(families(annotation)) if _is_tagged(annotation) else ()


def quantity_of(field: FieldInfo) -> Quantity:
    """Unit, meaning, bounds, prior and evidence of a field."""
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    prior = extra.get("prior")
    annotation = bare(field.annotation)
    is_table = is_model(annotation) or get_origin(annotation) is dict or _is_tagged(annotation)
    kind = "money" if _uses(field, parse_money) else "month" if _uses(field, parse_month) else "table" if is_table else "value"
    return Quantity(
        unit=str(extra.get("unit", "text")),
        meaning=Both(str(extra.get("zh", field.title or "")), str(extra.get("en", field.title or ""))),
        evidence=str(extra.get("evidence", "")),
        prior=(prior[0], prior[1]) if isinstance(prior, list) else None,
        bounds={name: getattr(rule, name) for rule in field.metadata for name in COMPARISONS if hasattr(rule, name)},
        choices=choices_of(annotation),
        default=None if field.is_required() else field.get_default(call_default_factory=True),
        required=field.is_required() and field.default is PydanticUndefined,
        kind=kind,
    )


def _uses(field: FieldInfo, parser: Any) -> bool:
    extras = list(field.metadata)
    for part in (field.annotation, *get_args(field.annotation)):
        if get_origin(part) is Annotated:
            extras += get_args(part)[1:]
    return any(getattr(extra, "func", None) is parser for extra in extras)


def bounds_text(bounds: dict[str, float], lang: Literal["zh", "en"]) -> str:
    """Bounds as people read them: "≥ 0 且 ≤ 1", ">= 0 and <= 1"."""
    column, join = (0, " 且 ") if lang == "zh" else (1, " and ")
    return join.join(f"{COMPARISONS[name][column]} {limit:,.10g}" for name, limit in bounds.items())


def value_text(value: Any, quantity: Quantity | None) -> str:
    """A value as a scenario file would show it."""
    if value is None:
        return ""
    if quantity is not None and quantity.kind == "month" and isinstance(value, int):
        return month_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, tuple | list):
        return ", ".join(value_text(item, quantity) for item in value)
    return str(value)


def all_keys(model: Any, prefix: Path = ()) -> Iterator[tuple[Path, FieldInfo]]:
    """Every key of a kind of file with its path; free names (of groups and instruments) are written NAME."""
    annotation = bare(model)
    if is_model(annotation):
        for name, field in annotation.model_fields.items():
            yield (*prefix, name), field
            yield from all_keys(_field_type(field), (*prefix, name))
    elif _is_tagged(annotation):
        for family, member in families(annotation).items():
            yield from all_keys(member, (*prefix[:-1], f"{prefix[-1]}[{family}]"))
    elif get_origin(annotation) is dict:
        yield from all_keys(get_args(annotation)[1], (*prefix, "NAME"))
