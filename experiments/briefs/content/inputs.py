"""Inputs of a scenario in planners' words: what `instruments.pilot-voucher.share` means."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from experiments.briefs.case import Case
from experiments.briefs.content.words import in_short
from experiments.briefs.tree import Line, Phrase, Quoted, chinese_number
from sim.scenario.wording import choice_zh

_ASIDE = re.compile(r"（[^（）]*）$| \([^()]*\)$")
TABLES = {
    "sectors": Phrase("产业领域", "fields"),
    "labs": Phrase("成果来源", "sources of results"),
    "firms": Phrase("企业", "firms"),
    "platforms": Phrase("中试平台", "pilot platforms"),
    "funds": Phrase("基金与贷款机构", "funds and lenders"),
    "engineers": Phrase("工程师", "engineers"),
    "matchmaking": Phrase("对接服务", "matchmaking"),
    "calendar": Phrase("时间", "calendar"),
    "world": Phrase("世界参数", "the world"),
}
OF_OPTION = Phrase("{policy}的“{meaning}”", "{policy}: {meaning}")
OF_TABLE = Phrase("{table}的“{meaning}”", "{table}: {meaning}")
OF_ROW = Phrase("{table}{name}的“{meaning}”", "{table} {name}: {meaning}")
WHOLE = Phrase("{table}{name}", "{table} {name}")
ENTIRE = Phrase("{table}的数量和构成", "{table}, as a whole")


def input_words(case: Case, key: str) -> Line:
    """An assumed input in words; its key where nothing is known of it."""
    policy, colon, path = key.rpartition(": ")
    parts = path.split(".")
    if colon:
        family = _family(case, policy, parts)
        meaning = _meaning(f"instruments.NAME[{family}]", parts[-1], case) if len(parts) > 2 else _kind(family, case)
        return case.say(OF_OPTION, policy=_policy(case, policy), meaning=meaning) if meaning else (Quoted(key),)
    table = TABLES.get(parts[0])
    if table is None:
        return (Quoted(key),)
    if len(parts) == 1:
        return case.say(ENTIRE, table=table)
    if len(parts) == 2:
        meaning = _meaning(parts[0], parts[1], case)
        if meaning:
            return case.say(OF_TABLE, table=table, meaning=meaning)
        return case.say(WHOLE, table=table, name=group_name(case, parts[0], parts[1]))
    meaning = _meaning(f"{parts[0]}.NAME", parts[-1], case)
    return case.say(OF_ROW, table=table, name=group_name(case, parts[0], parts[1]), meaning=meaning) if meaning else (Quoted(key),)


KIND_OF_GROUP = {"labs": ("type", "type"), "platforms": ("sector", "sector"), "firms": ("size", "class"), "funds": ("kind", "kind")}
"""The key of a group of the region, and its unit, that says best what it is."""


def group_name(case: Case, table: str, name: str) -> Quoted:
    """What a group of the region is called in Chinese: by its place among its like and by what it is; in English by its key."""
    groups = next((scenario["region"].get(table) for scenario in case.result.scenarios.values() if scenario.get("region")), None) or {}
    if case.lang != "zh" or name not in groups:
        return Quoted((" " if case.lang == "zh" else "") + name)
    if table == "sectors":
        return Quoted(choice_zh(name, "sector"))
    key, unit = KIND_OF_GROUP.get(table, ("", ""))
    kind = groups[name].get(key) if isinstance(groups[name], Mapping) else None
    what = "" if kind is None else f"（{'不限领域' if kind == 'any' else choice_zh(str(kind), unit)}）"
    return Quoted(f"第{chinese_number(list(groups).index(name) + 1)}组{what}")


def _policy(case: Case, policy: str) -> Line:
    """A policy by its letter where options are compared, else by its title; by its id where that is not known."""
    for option in case.policies:
        if option.found["id"] == policy:
            return case.say(Phrase("方案{letter}", "option {letter}"), letter=option.letter)
    for scenario in case.result.scenarios.values():
        for entry in scenario.get("policies") or ():
            if entry.get("id") == policy and entry.get("title"):
                return (in_short(entry["title"][case.lang], case.lang),)
    return (Quoted(policy),)


def _family(case: Case, policy: str, parts: list[str]) -> str:
    for scenario in case.result.scenarios.values():
        for entry in scenario.get("policies") or ():
            if entry.get("id") == policy and len(parts) > 1:
                return str((entry.get("instruments") or {}).get(parts[1], {}).get("family", ""))
    return ""


def _kind(family: str, case: Case) -> Quoted | None:
    """A whole instrument, by its family."""
    return Quoted(choice_zh(family, "family") if case.lang == "zh" else family.replace("_", " ")) if family else None


def _meaning(group: str, key: str, case: Case) -> Quoted | None:
    row = _parameters().get((group, key))
    return Quoted(_ASIDE.sub("", row[case.lang])) if row else None


@cache
def _parameters() -> dict[tuple[str, str], Mapping[str, Any]]:
    from sim.scenario import parameters_table

    return {(row["group"], row["key"]): row for row in parameters_table()}
