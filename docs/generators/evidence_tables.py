"""The reference of evidence: every fact of the ledger with its source, and what rests on it."""

from collections import Counter
from typing import Any

from calibration.evidence import Fact, amount, ledger, names, uses_of
from generators.markdown import table

PARTS = (
    ("五地文件 The documents of five places", lambda fact: fact.id.startswith("S-")),
    ("80 与 30、成功率、专利 80 and 30, rates of success, patents", lambda fact: fact.id.startswith(("L-8030", "L-SUC", "L-PAT"))),
    ("成本、时长、交易 Costs, durations, transactions", lambda fact: fact.id.startswith(("L-COST", "L-DUR", "L-TRF", "L-INT"))),
    ("产业与企业：由产出折算指标 Industry and firms: what indicators are worked out with", lambda fact: fact.id.startswith("L-IND")),
    ("政策与因果研究 Policies and studies of effects", lambda fact: fact.id.startswith(("L-POL", "L-CAU"))),
    ("机制 Mechanisms", lambda fact: fact.is_mechanism),
)
HEAD = ("id", "事实 fact", "数值 value", "含义 what it says", "时间 date", "来源 source", "等级 grade", "用途 used as", "用在哪里 used by")


def evidence() -> str:
    """All facts, by what they are about, after a count of their grades."""
    facts = list(ledger().values())
    counts = Counter(fact.grade for fact in facts)
    grades = names()["grades"]
    said = "；".join(f"{pair.zh} {counts[code]} 个" for code, pair in grades.items() if counts[code])
    said_en = ", ".join(f"{pair.en} {counts[code]}" for code, pair in grades.items() if counts[code])
    parts = [f"共 {len(facts)} 个事实：{said}。{len(facts)} facts: {said_en}."]
    for title, belongs in PARTS:
        members = [fact for fact in facts if belongs(fact)]
        parts.append(f"## {title}\n\n{table(HEAD, [_row(fact) for fact in members])}")
    return "\n\n".join(parts)


def _row(fact: Fact) -> tuple[str, ...]:
    words = names()
    region, grade = words["regions"][fact.region], words["grades"][fact.grade]
    uses = [words["uses"][use] for use in fact.uses]
    return (
        f'<a id="{fact.id}"></a>{fact.id}', f"{region.zh}：{fact.what.zh}<br>{region.en}: {fact.what.en}",
        _both(amount(fact, "zh"), amount(fact, "en")), _both(fact.says.zh, fact.says.en), fact.date or "—", _both(fact.source.zh, fact.source.en),
        _both(grade.zh, grade.en), _both("、".join(use.zh for use in uses), ", ".join(use.en for use in uses)), _used_by(fact),
    )  # fmt: skip


def _both(zh: str, en: str) -> str:
    return f"{zh}<br>{en}" if zh and zh != en else zh or "—"


def _used_by(fact: Fact) -> str:
    used: Any = uses_of(fact)
    files = dict.fromkeys(
        f"[{place.name}](../../scenarios/{'regions' if place.kind == 'region' else 'policies'}/{place.name}.toml)" for place in used.scenarios
    )
    parts = [*(f"`{path}`" for path in used.parameters), *used.targets, *used.others, *files]
    return ", ".join(parts) or "[mechanisms.md](mechanisms.md)"
