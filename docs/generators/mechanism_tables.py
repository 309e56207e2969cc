"""The reference of mechanisms: what the documents of five places name, and how each is in the model - or that it is not."""

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from generators.markdown import table

LEDGER = Path(__file__).with_name("mechanisms.toml")
STATUS = {"represented": "已表示 represented", "partly": "部分 partly", "not yet": "**尚未 not yet**"}


def ledger() -> dict[str, dict[str, Any]]:
    """The mechanisms by evidence id: names and sources from the evidence ledger, how each is in the model from the file beside this one."""
    from calibration.evidence import ledger as evidence

    found = tomllib.loads(LEDGER.read_text(encoding="utf-8"))["mechanisms"]
    return {name: _named(evidence()[name]) | entry for name, entry in found.items()}


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
    head = ("id", "机制 mechanism", "来源 source", "状态 status", "如何表示 how", "参数 parameters", "文件 file", "检验 test")
    rows = [_row(name, entry) for name, entry in found.items()]
    return said + "\n\n" + table(head, rows)


def _row(name: str, entry: dict[str, Any]) -> tuple[str, ...]:
    how, titles = f"{entry['how_zh']}。{entry['how_en']}", f"{entry['zh']}<br>{entry['en']}"
    start = (name, titles, entry["source"], STATUS[entry["status"]], how)
    if entry["status"] == "not yet":
        return (*start, "—", "—", "—")
    prefix = "" if entry["as"] == "region" else f"{entry['as']}."
    parameters = ", ".join(f"`{prefix}{each}`" for each in entry["parameters"])
    file, (path, test) = entry["file"], entry["test"].split("::")
    return (*start, parameters, _link(file), f"{_link(path)} `{test}`")


def _link(path: str) -> str:
    return f"[{Path(path).name}](../../{path})"
