"""What differs between two scenarios, in the planner's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from sim.scenario.describe import Quantity, quantity_of, value_text
from sim.scenario.errors import Both, Lang
from sim.scenario.schema import Policy, Region, Scenario
from sim.scenario.wording import choice_zh, unit_text
from sim.units import money_text

Comparable = Scenario | Region | Policy
NOT_CONTENT = ("id", "kind", "title", "question", "sources", "assumptions")
GROUPS = {
    "sectors": Both("领域", "sector"),
    "labs": Both("成果来源", "lab group"),
    "firms": Both("企业组", "firm group"),
    "platforms": Both("平台组", "platform group"),
    "funds": Both("基金组", "fund group"),
    "instruments": Both("政策工具", "instrument"),
    "policies": Both("政策", "policy"),
}


@dataclass(frozen=True)
class Change:
    """One difference: where, what it means, and the value before and after (None: not there)."""

    key: str
    zh: str
    en: str
    old: Any
    new: Any
    unit: str
    old_text: Both
    new_text: Both

    @property
    def sort(self) -> Literal["added", "removed", "changed"]:
        """Whether something came, went or changed its value."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"

    def render(self, lang: Lang = "en") -> str:
        """One line: "world.cost_pilot　中试成本　900万元 → 1200万元"."""
        label, old, new = getattr(self, lang), getattr(self.old_text, lang), getattr(self.new_text, lang)
        if lang == "zh":
            change = {"added": f"新增：{new}", "removed": f"取消（原为：{old}）", "changed": f"{old} → {new}"}[self.sort]
            return f"{self.key}　{label}　{change}"
        change = {"added": f"added: {new}", "removed": f"removed (was: {old})", "changed": f"{old} -> {new}"}[self.sort]
        return f"{self.key} ({label}): {change}"


def diff(a: Comparable, b: Comparable, *, with_texts: bool = False) -> list[Change]:
    """All changes from `a` to `b` in file order; empty where both mean the same run.

    `with_texts` also compares titles, questions, sources and assumptions, which change no result.
    Raises TypeError where a policy is compared with a region.
    """
    if isinstance(a, Scenario) or isinstance(b, Scenario):
        old, new = _scenario(a), _scenario(b)
        changes = list(_models(old.region, new.region, (), with_texts))
        before, after = ({policy.id: policy for policy in each.policies} for each in (old, new))
        return changes + list(_tables(before, after, ("policies",), with_texts))
    if type(a) is not type(b):
        raise TypeError(f"cannot compare a {type(a).__name__.lower()} with a {type(b).__name__.lower()}")
    return list(_models(a, b, (), with_texts))


def _scenario(each: Comparable) -> Scenario:
    if isinstance(each, Policy):
        raise TypeError("cannot compare a policy with a scenario")
    return each if isinstance(each, Scenario) else Scenario(each)


def _models(a: BaseModel, b: BaseModel, path: tuple[str, ...], with_texts: bool) -> Iterator[Change]:
    for name, field in type(a).model_fields.items():
        old, new = getattr(a, name), getattr(b, name)
        if old == new or (name in NOT_CONTENT and not with_texts):
            continue
        if isinstance(old, BaseModel) and type(old) is type(new):
            yield from _models(old, new, (*path, name), with_texts)
        elif name in GROUPS and isinstance(old, Mapping):
            yield from _tables(old, new, (*path, name), with_texts)
        else:
            quantity = quantity_of(field)
            yield _change((*path, name), quantity.meaning, old, new, quantity)


def _tables(a: Mapping[str, Any], b: Mapping[str, Any], path: tuple[str, ...], with_texts: bool) -> Iterator[Change]:
    label = GROUPS[path[-1]]
    for name in [*a, *(name for name in b if name not in a)]:
        old, new = a.get(name), b.get(name)
        if old == new:
            continue
        if old is not None and type(old) is type(new):
            yield from _models(old, new, (*path, name), with_texts)
        else:
            yield _change((*path, name), label, old, new, None)


def _change(path: tuple[str, ...], meaning: Both, old: Any, new: Any, quantity: Quantity | None) -> Change:
    unit = quantity.unit if quantity else "-"
    return Change(".".join(path), meaning.zh, meaning.en, old, new, unit, _text(old, quantity), _text(new, quantity))


def _text(value: Any, quantity: Quantity | None) -> Both:
    """A value with its unit; for a whole group or instrument its stated values."""
    if value is None:
        return Both("（无）", "(none)")
    if isinstance(value, Policy):
        names = ", ".join(value.instruments) or "-"
        return Both(f"{value.title.zh}（{names}）", f"{value.title.en} ({names})")
    if isinstance(value, BaseModel):
        stated = {name: quantity_of(field) for name, field in type(value).model_fields.items() if name in value.model_fields_set}
        texts = {name: _text(getattr(value, name), each) for name, each in stated.items()}
        zh = (f"{_short_label(stated[name]) or name} {text.zh}" for name, text in texts.items())
        en = (f"{name.replace('_', ' ')} {text.en}" for name, text in texts.items())
        return Both("，".join(zh), ", ".join(en))
    if quantity is not None and quantity.kind == "money":
        per = unit_text(quantity.unit).zh.removeprefix("万元"), quantity.unit.partition(" ")[2]
        return Both(money_text(value) + per[0], f"{money_text(value, 'en')} {per[1]}".strip())
    if isinstance(value, bool):
        return Both("是" if value else "否", "yes" if value else "no")
    if isinstance(value, Mapping):
        text = ", ".join(f"{name} {value_text(each, None)}" for name, each in value.items())
        return Both(text, text)
    if quantity is not None and isinstance(value, str | tuple):
        words = [value] if isinstance(value, str) else [str(word) for word in value]
        return Both("、".join(choice_zh(word, quantity.unit) for word in words) or "（空）", ", ".join(words) or "(empty)")
    text = value_text(value, quantity) or "-"
    if quantity is None or not isinstance(value, int | float) or quantity.kind != "value":
        return Both(text, text)
    unit = unit_text(quantity.unit)
    counted = unit.zh.startswith(("个", "家", "只", "人", "年", "项"))
    return Both(f"{text}{unit.zh}" if counted else text, f"{text} {unit.en}")


def _short_label(quantity: Quantity) -> str:
    """The Chinese name of a key without its explanation."""
    return quantity.meaning.zh.partition("（")[0].partition("：")[0]
