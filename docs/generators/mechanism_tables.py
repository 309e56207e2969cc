"""The reference of mechanisms: what the documents of five places name, and how each is in the model - or that it is not."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from generators.markdown import table

LEDGER = Path(__file__).with_name("mechanisms.toml")
PLACES = ("情景 scenario", "关闭 off", "文件 file", "检验 test")
ABSENT = "absent"
STATUS = {"represented": "已表示 represented", "partly": "部分 partly", "not yet": "**尚未 not yet**"}


def ledger() -> dict[str, dict[str, Any]]:
    """The mechanisms by evidence id: names and sources from the evidence ledger, how each is in the model from the file beside this one."""
    from calibration.evidence import ledger as evidence

    return {name: _named(evidence()[name]) | entry for name, entry in _written()["mechanisms"].items()}


def effects() -> dict[str, dict[str, Any]]:
    """What no rule says but the whole brings about, by name: title in both languages and tests."""
    return _written()["effects"]


def tests_of(entry: dict[str, Any]) -> list[str]:
    """The tests of a mechanism, each as PATH::NAME or PATH::NAME[CASE]."""
    return [entry["test"]] if isinstance(entry["test"], str) else entry["test"]


def _written() -> dict[str, Any]:
    return tomllib.loads(LEDGER.read_text(encoding="utf-8"))


def _named(fact: Any) -> dict[str, str]:
    return {"zh": fact.what.zh, "en": fact.what.en, "source": f"{fact.source.zh}<br>{fact.source.en}"}


def mechanisms() -> str:
    """One row a mechanism, after a line that counts them by status."""
    found = ledger()
    counts = Counter(entry["status"] for entry in found.values())
    total = sum(counts.values())
    said = (
        f"{total} 项机制：已表示 {counts['represented']} 项，部分表示 {counts['partly']} 项，尚未表示 {counts['not yet']} 项。"
        f"Of {total} mechanisms {counts['represented']} are represented, {counts['partly']} in part, {counts['not yet']} not yet."
    )
    head = ("id", "机制 mechanism", "来源 source", "状态 status", "如何表示 how", "参数 parameters", *PLACES)
    rows = [_row(name, entry) for name, entry in found.items()]
    return said + "\n\n" + table(head, rows)


def emergent_effects() -> str:
    """One row an effect with the tests that look for it."""
    rows = [(f"{entry['zh']}<br>{entry['en']}", _tests(entry["tests"])) for entry in effects().values()]
    return table(("效应 effect", "检验 tests"), rows)


def _row(name: str, entry: dict[str, Any]) -> tuple[str, ...]:
    how, titles = f"{entry['how_zh']}。{entry['how_en']}", f"{entry['zh']}<br>{entry['en']}"
    start = (name, titles, entry["source"], STATUS[entry["status"]], how)
    if entry["status"] == "not yet":
        return (*start, "—", *("—" for _ in PLACES))
    prefix = "" if entry["as"] == "region" else f"{entry['as']}."
    parameters = ", ".join(f"`{each if '.' in each else prefix + each}`" for each in entry["parameters"])
    off = ", ".join(_position(key, value) for key, value in entry["off"].items())
    return (*start, parameters, _link(entry["scenario"]), off, _link(entry["file"]), _tests(tests_of(entry)))


def _position(key: str, value: bool | float | str) -> str:
    """A key and its value as a scenario file writes them, or that it is not written."""
    if value == ABSENT:
        return f"`{key}` 不写 absent"
    written = str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str) else f"{value:g}"
    return f"`{key} = {written}`"


def _tests(named: Iterable[str]) -> str:
    said = []
    for each in named:
        path, _, test = each.partition("::")
        said.append(f"{_link(path)} `{test}`")
    return "<br>".join(said)


def _link(path: str) -> str:
    return f"[{Path(path).name}](../../{path})"
