"""Reference made from the schema: the table of all parameters, and the JSON Schema that editors use to complete scenario files."""

from typing import Any

from sim.scenario.catalogue import Kind
from sim.scenario.describe import all_keys, bounds_text, quantity_of, value_text
from sim.scenario.schema import MODELS
from sim.scenario.wording import unit_text


def parameters_table() -> list[dict[str, Any]]:
    """Every key of region and policy files, one row each.

    Columns: `kind` (region or policy), `group` (its table: "world", "firms.NAME", "instruments.NAME[brokers]"), `key`, `default` (text;
    empty where the file must say or where nothing is the default), `required`, `unit` and `unit_zh`, `prior` (90 % range or None),
    `bounds`, `choices`, `evidence`, `zh`, `en`.
    """
    rows = []
    for kind, model in MODELS.items():
        for path, field in all_keys(model):
            quantity = quantity_of(field)
            if quantity.kind == "table" or path == ("id",):
                continue
            default = "" if quantity.default is None else value_text(quantity.default, quantity)
            rows.append(
                {
                    "kind": kind,
                    "group": ".".join(map(str, path[:-1])),
                    "key": str(path[-1]),
                    "default": default,
                    "required": field.is_required(),
                    "unit": unit_text(quantity.unit).en,
                    "unit_zh": unit_text(quantity.unit).zh,
                    "prior": quantity.prior,
                    "bounds": bounds_text(quantity.bounds, "en"),
                    "choices": ", ".join(quantity.choices),
                    "evidence": quantity.evidence,
                    "zh": quantity.meaning.zh,
                    "en": quantity.meaning.en,
                }
            )
    return rows


def json_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a region or policy file, for completion and hints in editors (`#:schema region.schema.json`).

    Nothing but `kind` is required in it, because a file that inherits states only changes; completeness is what `funnel check` checks.
    """
    schema = _relaxed(MODELS[kind].model_json_schema(mode="validation"))
    schema["properties"].pop("id")
    schema["properties"]["inherits"] = {"type": "string", "description": "继承的地区或政策；what this file starts from"}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"techfunnel {kind}"} | schema | {"required": ["kind"]}


def _relaxed(node: Any) -> Any:
    """The schema without `required`, with unit and meaning as the description, and without words that JSON Schema does not know."""
    if isinstance(node, list):
        return [_relaxed(item) for item in node]
    if not isinstance(node, dict):
        return node
    is_field = isinstance(node.get("zh"), str) and isinstance(node.get("unit"), str)
    dropped = {"required", "title", "ge", "gt", "le", "lt"} | ({"zh", "en", "unit", "prior", "evidence"} if is_field else set())
    keep_all = "type" not in node and "anyOf" not in node and "$ref" not in node and "oneOf" not in node and "const" not in node
    result = {key: _relaxed(value) for key, value in node.items() if keep_all or key not in dropped}
    if is_field:
        result["description"] = f"{node['zh']}（{node['unit']}） {node['en']}"
    return result
