"""A policy to start from: one instrument that works at once, and every key of its family, or of all families."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from experiments.templates.entries import Lang, any_value, beginning, comment, entries, header, pair, prose, toml_value
from sim.policy import Instrument
from sim.scenario import Policy, list_policies, load_policy, load_region
from sim.scenario.describe import Quantity, quantity_of
from sim.scenario.family import FAMILIES
from sim.scenario.wording import choice_zh

FIRST_FAMILY = "cost_support"
"""The family that is switched on where none is asked for: the commonest."""
HEAD = {
    "zh": (
        "政策文件“{name}”：由模板生成，马上可用，数字是示例，请换成本地政策的。",
        '开头为“#”且紧跟键名的行是可选项，值为默认值或示例；去掉“#”即生效。金额可写成 "3000万"、"5亿"，月份写成 "2026-01"，比例写 0 到 1。',
        "改完先检查，再比较：",
        "funnel check ./{name}.toml",
        "funnel compare chenzhou --policy ./{name}.toml",
    ),
    "en": (
        'Policy file "{name}", made from a template: usable at once, but the figures are examples; put in those of your policy.',
        'Lines that begin with "#" and a key are optional, with their default or an example; remove the "#" to set them. Money may be written '
        '"30 million CNY" or "3000万", months "2026-01", shares 0 to 1.',
        "Check it first, then compare:",
        "funnel check ./{name}.toml",
        "funnel compare chenzhou --policy ./{name}.toml",
    ),
}
TITLE = {"zh": "{name}（请改成政策名称）", "en": "{name} (write your own title)"}
QUESTION = {"zh": "这项政策真正多换来多少产业化项目？", "en": "How many industrialised projects does this policy really add?"}
WHY = (
    "模板示例，没有依据；换成本地政策后请改写理由，并在 sources 写证据编号。"
    "An example of the template without evidence; say here where your own figures come from."
)
OTHERS = {
    "zh": "以下是其余各类工具，现在都不起作用。要用哪一类，把那一张表各行开头的“#”去掉；可以几类并用。",
    "en": 'Below are the other families, all switched off. To use one, remove the "#" of the lines of its table; several may be used together.',
}
TOTAL_SHOWN = 50_000.0
"""万元: the example of a yearly total, which no instrument of a template exceeds."""


def policy_template(name: str, lang: Lang, family: str | None = None) -> str:
    """The text of a new policy file with an instrument of `family`; without one, of the commonest, the other families switched off below it."""
    lines = beginning(HEAD[lang], name)
    lines += ['kind = "policy"', "", *_head(lang)]
    for table, texts in (("title", TITLE), ("question", QUESTION)):
        lines += ["", header(table), *(f'{each} = "{text.format(name=name)}"' for each, text in texts.items())]
    live = family or FIRST_FAMILY
    lines += ["", *_instrument(live, name, lang)]
    lines += ["", header("assumptions"), *prose(comment(quantity_of(Policy.model_fields["assumptions"]), lang))]
    lines += [f'"instruments.{_table(live, name)}" = "{WHY}"']
    if family is None:
        lines += ["", *prose(OTHERS[lang])]
        for other in FAMILIES:
            if other != live:
                lines += ["", *map(_switched_off, _instrument(other, name, lang))]
    return "\n".join([*lines, ""])


def _head(lang: Lang) -> Iterator[str]:
    yield from prose(comment(quantity_of(Policy.model_fields["sources"]), lang))
    yield pair("sources", "[]", live=True)
    quantity = quantity_of(Policy.model_fields["budget_per_year_total"])
    yield from prose(comment(quantity, lang))
    yield pair("budget_per_year_total", toml_value(TOTAL_SHOWN, quantity, lang), live=False)


def _table(family: str, name: str) -> str:
    """The name of an instrument in the ledger: that of the file with the family, so that two files never share one."""
    return f"{name}-{family.replace('_', '-')}"


def _instrument(family: str, name: str, lang: Lang) -> Iterator[str]:
    model = FAMILIES[family]
    title = choice_zh(family, "family") if lang == "zh" else " ".join((model.__doc__ or family).split())
    yield from prose(f"==== {title} ====")
    yield header("instruments", _table(family, name))
    shown = dict(_example_of(family) or {})
    shown["family"] = family
    for key, field in model.model_fields.items():
        if quantity_of(field).required and shown.get(key) is None:
            shown[key] = any_value(quantity_of(field), _start())
    yield from entries(model, lang, {key: value for key, value in shown.items() if key not in Instrument.model_fields}, _example(family))


def _switched_off(line: str) -> str:
    return line if line.startswith("#") or not line else f"#{line}"


@cache
def _example_of(family: str) -> BaseModel | None:
    """The instrument of this family in the installed policy that has the fewest others; None where no policy has one."""
    found = [
        (len(policy.instruments), policy.id, instrument)
        for policy in map(load_policy, list_policies())
        for instrument in policy.instruments.values()
        if instrument.family == family
    ]
    return min(found, key=lambda each: each[:2])[2] if found else None


@cache
def _start() -> int:
    return load_region("chenzhou").calendar.start


def _example(family: str) -> Any:
    """Examples of keys without a default: what an installed policy states there, else any valid value."""

    def example(key: str, quantity: Quantity) -> Any:
        if quantity.kind == "month":
            return _start() + (59 if key == "end" else 0)
        for name in list_policies():
            for instrument in load_policy(name).instruments.values():
                if instrument.family == family and getattr(instrument, key) not in (None, ()):
                    return getattr(instrument, key)
        return any_value(quantity, _start())

    return example
