"""The ledger of evidence: every fact the model uses, in our own words, with its source, its grade and what it is used for.

The facts are data under `facts/`, one a line; `names.toml` has the words for grades, uses, regions and units. `ids.txt` lists the ids for the
checks of scenario files and is held equal to the ledger by a test.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from sim.scenario.errors import Both


@dataclass(frozen=True)
class Fact:
    """One fact. `low`, `high` are the range of readings; `value` is None where the fact is not a number. Money is in 万元 where the unit says so.

    `date` is when it held ("2022-10..2024-10", "" for not dated); `uses` says what for; `bears_on` names targets (C1 to C10), parameters,
    indicators, measured rates, stylised facts or mechanisms that it is held against beyond those that cite it themselves.
    """

    id: str
    region: str
    what: Both
    value: float | None
    low: float | None
    high: float | None
    unit: str
    date: str
    source: Both
    grade: str
    uses: tuple[str, ...]
    bears_on: tuple[str, ...]
    says: Both

    @property
    def is_mechanism(self) -> bool:
        """Whether it is a mechanism that a document names, not a figure."""
        return self.id.startswith("M-")


@cache
def ledger() -> Mapping[str, Fact]:
    """All facts by id, in the order of their ids. Raises ValueError for an id stated twice and for a field that is not known."""
    files = sorted((each for each in resources.files("calibration.evidence").joinpath("facts").iterdir() if each.name.endswith(".toml")), key=str)
    found: dict[str, Fact] = {}
    sources = _sources(files)
    for file in files:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for name, entry in content["facts"].items():
            if name in found:
                raise ValueError(f"{file.name}: {name} is stated twice")
            found[name] = _fact(name, {key: content[key] for key in ("region", "grade", "source") if key in content} | entry, sources)
    return {name: found[name] for name in sorted(found)}


def _sources(files: list[Any]) -> dict[str, Both]:
    """The document of each of the five places, stated once at the head of its file."""
    heads = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
    return {head["region"]: Both(*head["source"]) for head in heads if "source" in head}


FIELDS = {"region", "grade", "source", "what", "value", "low", "high", "unit", "date", "use", "for", "says"}


def _fact(name: str, entry: Mapping[str, Any], sources: Mapping[str, Both]) -> Fact:
    if unknown := set(entry) - FIELDS:
        raise ValueError(f"{name}: no field is called {sorted(unknown)}")
    numbers = {key: float(entry[key]) if key in entry else None for key in ("value", "low", "high")}
    source = Both(*entry["source"]) if "source" in entry else sources[entry["region"]]
    return Fact(
        name, entry["region"], Both(*entry["what"]), **numbers, unit=entry.get("unit", "none"), date=entry.get("date", ""), source=source,
        grade=entry["grade"], uses=tuple(entry["use"]), bears_on=tuple(entry.get("for", ())), says=Both(*entry["says"]),
    )  # fmt: skip


@cache
def names() -> Mapping[str, Mapping[str, Both]]:
    """The words of grades, uses, regions and units."""
    content = tomllib.loads(resources.files("calibration.evidence").joinpath("names.toml").read_text(encoding="utf-8"))
    return {group: {code: Both(*words) for code, words in entries.items()} for group, entries in content.items()}


def amount(fact: Fact, lang: str) -> str:
    """Value, unit and range as one reads them: "1800 万元（1800 至 1899）", "80%（上限）"; empty for a fact without a number."""
    if fact.value is None:
        return ""
    unit = getattr(names()["units"][fact.unit], lang)
    shown = f"{fact.value:.10g}{'' if unit == '%' and lang == 'zh' else ' '}{unit}".strip()
    edge = _range(fact, lang)
    if not edge:
        return shown
    return f"{shown}（{edge}）" if lang == "zh" else f"{shown} ({edge})"


def _range(fact: Fact, lang: str) -> str:
    """The range of readings, or that the value is its lower or upper edge."""
    if fact.low is not None and fact.high is not None and fact.low != fact.high:
        return f"{fact.low:.10g} 至 {fact.high:.10g}" if lang == "zh" else f"{fact.low:.10g} to {fact.high:.10g}"
    if fact.low is not None and fact.high is None:
        return "下限" if lang == "zh" else "at least"
    if fact.high is not None and fact.low is None:
        return "上限" if lang == "zh" else "at most"
    return ""


def in_short(name: str, lang: str) -> str:
    """A fact in one line: id, what it is, how much, where; the id alone where the ledger has no such fact."""
    fact = ledger().get(name)
    if fact is None:
        return name
    region = getattr(names()["regions"][fact.region], lang)
    what, value = getattr(fact.what, lang), amount(fact, lang)
    if lang == "zh":
        return f"{name} {region}：{what}" + (f"，{value}" if value else "")
    return f"{name} {region}: {what}" + (f", {value}" if value else "")
