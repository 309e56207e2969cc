"""`funnel evidence`: the facts the model rests on, and what rests on each."""

from collections.abc import Mapping
from typing import Any

from calibration.evidence import Fact, amount, ledger, names, uses_of
from experiments.cli import layout, streams
from experiments.cli.errors import DONE, BadInput, nearest
from experiments.cli.language import Lang, Text
from experiments.cli.layout import fold

HEADINGS = (
    Text("编号", "Id"), Text("事实", "Fact"), Text("数值", "Value"), Text("地区", "Region"), Text("等级", "Grade"), Text("用途", "Used as"),
)  # fmt: skip
COUNTED = Text("共 {n} 个事实。", "{n} facts.")
NEXT = Text("看一个事实的来源和用处：funnel evidence {example}", "The source of one fact and what rests on it: funnel evidence {example}")
LINES = {
    "what": Text("事实", "fact"),
    "value": Text("数值", "value"),
    "says": Text("含义", "meaning"),
    "region": Text("地区", "region"),
    "date": Text("时间", "date"),
    "source": Text("来源", "source"),
    "grade": Text("等级", "grade"),
    "uses": Text("用途", "used as"),
    "parameters": Text("参数", "parameters"),
    "targets": Text("校准目标", "targets"),
    "scenarios": Text("情景文件", "scenario files"),
    "others": Text("对照", "held against"),
}
NOT_DATED = Text("未注明", "not dated")
MECHANISM = Text("在模型中如何表示见 docs/reference/mechanisms.md", "how it is in the model: docs/reference/mechanisms.md")
KINDS = {"region": Text("地区", "region"), "policy": Text("政策", "policy")}


def evidence(name: str | None, region: str | None, grade: str | None, lang: Lang, *, as_json: bool) -> int:
    """Print one fact, or a table of those asked for. Raises BadInput for an id, region or grade that is not there."""
    facts = chosen(name, region, grade)
    if as_json:
        streams.print_json({"facts": [for_json(fact) for fact in facts], "count": len(facts)})
    elif name is not None:
        show_fact(facts[0], lang)
    else:
        show_table(facts, lang)
    return DONE


def chosen(name: str | None, region: str | None, grade: str | None) -> list[Fact]:
    """The facts asked for, in the order of the ledger."""
    facts, words = ledger(), names()
    if name is not None:
        found = facts.get(name.strip().upper())
        if found is None:
            reason = Text("台账中没有“{name}”", 'the ledger has no "{name}"').fill(name=name[:40])
            step = Text("funnel evidence 列出全部编号", '"funnel evidence" lists all ids')
            raise BadInput(name[:40] or '""', reason, step, nearest(name.upper(), list(facts)))
        return [found]
    if region is not None:
        region = _one("--region", region, words["regions"], {fact.region for fact in facts.values()})
    if grade is not None:
        grade = _one("--grade", grade, words["grades"], {fact.grade for fact in facts.values()})
    return [fact for fact in facts.values() if region in (None, fact.region) and grade in (None, fact.grade)]


def _one(option: str, value: str, words: Mapping[str, Any], used: set[str]) -> str:
    """The code that a word means, in either language. Raises BadInput."""
    by_word = {word: code for code, pair in words.items() if code in used for word in (code, pair.zh, pair.en)}
    found = by_word.get(value) or by_word.get(value.lower())
    if found is None:
        reason = Text("没有“{value}”", 'there is no "{value}"').fill(value=value[:40])
        step = Text("从这些中选：{choices}", "choose from: {choices}").fill(choices=", ".join(sorted(used)))
        raise BadInput(option, reason, step, nearest(value, list(by_word)))
    return found


def show_table(facts: list[Fact], lang: Lang) -> None:
    """One row a fact."""
    words = names()
    console = streams.tables()
    between = "、" if lang == "zh" else ", "
    rows = []
    for fact in facts:
        region, grade = (getattr(words[group][code], lang) for group, code in (("regions", fact.region), ("grades", fact.grade)))
        uses = between.join(getattr(words["uses"][use], lang) for use in fact.uses)
        rows.append((fact.id, getattr(fact.what, lang), amount(fact, lang), region, grade, uses))
    console.print(layout.table([heading.of(lang) for heading in HEADINGS], rows, console.width, whole=(0,)))
    print(COUNTED.fill(n=len(facts)).of(lang))
    if facts:
        print(NEXT.fill(example=facts[0].id).of(lang), flush=True)


def show_fact(fact: Fact, lang: Lang) -> None:
    """Everything about one fact."""
    words, used = names(), uses_of(fact)
    between = "、" if lang == "zh" else ", "
    said = {
        "what": getattr(fact.what, lang),
        "value": amount(fact, lang),
        "says": getattr(fact.says, lang),
        "region": getattr(words["regions"][fact.region], lang),
        "date": fact.date or ("" if fact.is_mechanism else NOT_DATED.of(lang)),
        "source": getattr(fact.source, lang),
        "grade": getattr(words["grades"][fact.grade], lang),
        "uses": between.join(getattr(words["uses"][use], lang) for use in fact.uses),
        "parameters": ", ".join(used.parameters),
        "targets": ", ".join(used.targets),
        "scenarios": ", ".join(_places(fact, lang)),
        "others": ", ".join(used.others),
    }
    print(fact.id)
    column = max(layout.cells(LINES[key].of(lang)) for key in said) + 4
    room = max(30, min(streams.width(), 110) - column)
    for key, text in said.items():
        if text:
            first, *others = fold(text, room)
            label = LINES[key].of(lang)
            print(f"  {label}{' ' * (column - 2 - layout.cells(label))}{first}")
            print("".join(f"{' ' * column}{line}\n" for line in others), end="")
    if fact.is_mechanism:
        print(f"  {MECHANISM.of(lang)}", flush=True)


def _places(fact: Fact, lang: Lang) -> list[str]:
    """Scenario files that rest on the fact, each with the keys whose assumptions name it."""
    keys: dict[tuple[str, str], list[str]] = {}
    for place in uses_of(fact).scenarios:
        keys.setdefault((place.kind, place.name), []).extend([] if place.key == "sources" else [place.key])
    return [f"{KINDS[kind].of(lang)} {name}" + (f" ({', '.join(named)})" if named else "") for (kind, name), named in keys.items()]


def for_json(fact: Fact) -> dict[str, Any]:
    """A fact as in the JSON document."""
    used, words = uses_of(fact), names()
    pairs = {name: getattr(fact, name)._asdict() for name in ("what", "says", "source")}
    return {
        "id": fact.id, "region": fact.region, "value": fact.value, "low": fact.low, "high": fact.high, "unit": words["units"][fact.unit]._asdict(),
        "date": fact.date or None, "grade": fact.grade, "uses": list(fact.uses), **pairs,
        "used_by": {
            "parameters": list(used.parameters), "targets": list(used.targets), "others": list(used.others),
            "scenarios": [{"kind": place.kind, "name": place.name, "key": place.key} for place in used.scenarios],
        },
    }  # fmt: skip
