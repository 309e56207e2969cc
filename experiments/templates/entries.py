"""One key of a template: a comment that says what it means, its unit, bounds and default, and below it the key with a value.

A key that may be left out is written with `#` before it and no blank (`#cap = "100万元"`): taking the `#` away sets it. Prose has a blank.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from experiments.cli.layout import fold
from sim.quantities import ASSUMPTION
from sim.scenario.describe import Quantity, bare, bounds_text, quantity_of, value_text
from sim.scenario.meant import choices_text
from sim.scenario.wording import unit_text
from sim.units import money_text, month_text

Lang = Literal["zh", "en"]
Example = Callable[[str, Quantity], Any]
"""What an optional key without a default may be set to, by its name: a value as the model holds it, or None."""

WIDTH = 100
UNITLESS = ("text", "kind", "name", "family", "table")
MIDDLE_MONEY = 1000.0
"""万元 shown where neither the model nor an installed file has an amount."""
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def prose(text: str, width: int = WIDTH) -> list[str]:
    """A text as comment lines."""
    return [f"# {line}" for line in fold(text, width)]


def beginning(texts: Iterable[str], name: str) -> list[str]:
    """What stands above a template; a text that is a command keeps its line."""
    filled = [text.format(name=name) for text in texts]
    return [line for text in filled for line in ([f"#   {text}"] if text.startswith("funnel ") else prose(text))]


def header(*path: str) -> str:
    """The header of a table: `[labs.universities]`."""
    return f"[{'.'.join(name if _BARE_KEY.fullmatch(name) else json.dumps(name, ensure_ascii=False) for name in path)}]"


def pair(key: str, value: str, *, live: bool) -> str:
    """`key = value`, or the same switched off."""
    return f"{'' if live else '#'}{key} = {value}"


def entries(
    model: type[BaseModel],
    lang: Lang,
    stated: Mapping[str, Any],
    example: Example,
    skip: Iterable[str] = (),
    *,
    explained: bool = True,
) -> Iterator[str]:
    """The plain keys of a table: live where `stated` has a value that is not the default, switched off otherwise.

    `example` gives values for keys that have no default. With `explained` off only the live keys are written, without comments: that is for
    the second and later groups of a kind.
    """
    for key, field in sorted(model.model_fields.items(), key=lambda each: each[0] != "family"):
        quantity = quantity_of(field)
        if key in skip or (quantity.kind == "table" and not _is_mix(field)):
            continue
        value = stated.get(key)
        live = quantity.required or (value is not None and value != quantity.default)
        if explained:
            yield from prose(comment(quantity, lang))
        if live or explained:
            shown = value if live else quantity.default
            yield pair(key, toml_value(example(key, quantity) if shown in (None, ()) else shown, quantity, lang), live=live)


def _is_mix(field: FieldInfo) -> bool:
    """Whether a key holds shares by sector, which are written in one line."""
    return getattr(bare(field.annotation), "__args__", (None, None))[-1] is float


def comment(quantity: Quantity, lang: Lang) -> str:
    """What a planner must know to set a key."""
    zh = lang == "zh"
    facts = []
    if quantity.unit not in UNITLESS and not quantity.choices:
        facts.append(_fact("单位：", "unit: ", getattr(unit_text(quantity.unit), lang), lang))
    if quantity.choices:
        facts.append(_fact("可选：", "choices: ", getattr(choices_text(quantity.choices, quantity.unit), lang), lang))
    if quantity.bounds:
        facts.append(_fact("范围：", "range: ", bounds_text(quantity.bounds, lang), lang))
    if quantity.prior:
        low, high = (f"{limit:g}" for limit in quantity.prior)
        facts.append(f"90% 先验：{low} 至 {high}" if zh else f"90 % prior: {low} to {high}")
    facts.append(_default(quantity, lang))
    if quantity.evidence != ASSUMPTION:
        facts.append(_fact("依据：", "evidence: ", quantity.evidence, lang))
    meaning = getattr(quantity.meaning, lang)
    return f"{meaning}（{'；'.join(facts)}）" if zh else f"{meaning} ({'; '.join(facts)})"


def _fact(zh: str, en: str, value: str, lang: Lang) -> str:
    return f"{zh if lang == 'zh' else en}{value}"


def _default(quantity: Quantity, lang: Lang) -> str:
    zh = lang == "zh"
    if quantity.required:
        return "必填" if zh else "required"
    if quantity.default in (None, (), {}, ""):
        return "可不写" if zh else "may be left out"
    text = money_text(quantity.default, lang) if quantity.kind == "money" else value_text(quantity.default, quantity)
    return f"默认：{text}" if zh else f"default: {text}"


def toml_value(value: Any, quantity: Quantity, lang: Lang) -> str:
    """A value as a scenario file writes it; amounts carry their unit."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if quantity.kind == "money":
        return json.dumps(money_text(float(value), lang), ensure_ascii=False)
    if quantity.kind == "month":
        return f'"{month_text(value)}"'
    if isinstance(value, float | int):
        return repr(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(json.dumps(item, ensure_ascii=False) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {share!r}" for name, share in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def any_value(quantity: Quantity, month: int) -> Any:
    """A valid value of a key about which nothing is known but its bounds: the first choices, a month, the middle of what is likely."""
    if quantity.kind == "month":
        return month
    if quantity.choices:
        is_many = quantity.default == ()
        return quantity.choices[:2] if is_many else quantity.choices[0]
    low, high = quantity.bounds.get("ge", quantity.bounds.get("gt")), quantity.bounds.get("le", quantity.bounds.get("lt"))
    if quantity.kind == "money":
        return min(MIDDLE_MONEY, MIDDLE_MONEY if high is None else high)
    if quantity.prior is not None:
        return sum(quantity.prior) / 2
    if quantity.unit.startswith("share"):
        return 0.5
    if low is not None and high is not None:
        return (low + high) / 2
    return 1.0 if low is None else low + 1.0
