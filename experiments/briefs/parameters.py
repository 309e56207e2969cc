"""The parameters of the frozen scenarios beside a result, each with its meaning, source and grade."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from experiments.briefs.tree import Phrase
from experiments.output.vocabulary import Lang

SOURCED = Phrase("有据", "sourced")
CALIBRATED = Phrase("校准", "calibrated")
ASSUMED = Phrase("假定", "assumed")
SOLVED = "solved by calibration"
STATES_NO_FACT = ("title", "question", "assumptions", "sources", "kind", "id", "name")
"""Keys of scenario files that say what something is called, not how it is."""


class ParameterRow(NamedTuple):
    """One parameter as the annex shows it."""

    key: str
    meaning: str
    value: str
    unit: str
    source: str
    grade: str


def parameter_rows(scenarios: Mapping[str, Mapping[str, Any]], lang: Lang) -> list[ParameterRow]:
    """The parameters of the region once, then those of each policy; [] where there is no scenario."""
    known = _known()
    rows: list[ParameterRow] = []
    seen: set[str] = set()
    for scenario in scenarios.values():
        for part, prefix in [(scenario.get("region") or {}, "")] + [(policy, f"{policy.get('id')}: ") for policy in scenario.get("policies") or ()]:
            assumed = tuple(part.get("assumptions") or {})
            sources = tuple(part.get("sources") or ())
            for path, value in _leaves(part):
                key = prefix + ".".join(path)
                if key not in seen and path[0] not in STATES_NO_FACT:
                    seen.add(key)
                    rows.append(_row(key, path, value, known.get(_place(path, part)), assumed, sources, lang))
    return rows


def _known() -> dict[tuple[str, str], Mapping[str, Any]]:
    from sim.scenario import parameters_table

    return {(row["group"], row["key"]): row for row in parameters_table()}


def _leaves(part: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in part.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _place(path: tuple[str, ...], part: Mapping[str, Any]) -> tuple[str, str]:
    """Where the schema describes a key: world.p_sample -> (world, p_sample); firms.small.cash -> (firms.NAME, cash)."""
    if path[0] == "instruments" and len(path) >= 3:
        family = part["instruments"][path[1]].get("family", "")
        return f"instruments.NAME[{family}]", path[-1]
    if len(path) == 3:
        return f"{path[0]}.NAME", path[2]
    return (path[0], path[1]) if len(path) == 2 else ("", path[0])


def _row(
    key: str, path: tuple[str, ...], value: Any, known: Mapping[str, Any] | None, assumed: tuple[str, ...], sources: tuple[str, ...], lang: Lang
) -> ParameterRow:
    meaning = known[lang] if known else ""
    unit = (known["unit_zh" if lang == "zh" else "unit"] if known else "") or ""
    source, grade = _grounds(path, known, assumed, sources, lang)
    return ParameterRow(key, meaning, shown(value), unit, source, grade)


def _grounds(
    path: tuple[str, ...], known: Mapping[str, Any] | None, assumed: tuple[str, ...], sources: tuple[str, ...], lang: Lang
) -> tuple[str, str]:
    """Source and grade of one parameter: what its file calls assumed, is; else the evidence of the schema; else that of the file as a whole."""
    dotted = ".".join(path)
    if any(dotted == each or dotted.startswith(each + ".") for each in assumed):
        return "", ASSUMED.of(lang)
    if known and SOLVED in known["en"]:
        return known["evidence"] if known["evidence"] != "assumption" else "", CALIBRATED.of(lang)
    if known and known["evidence"] not in ("assumption", ""):
        return known["evidence"], SOURCED.of(lang)
    return "", ASSUMED.of(lang)


def shown(value: Any) -> str:
    """A value of a scenario file as it stands there, whole numbers without a decimal point."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float) and value.is_integer():
        return f"{value:,.0f}"
    if isinstance(value, int | float):
        return f"{value:,}" if abs(value) >= 1000 else f"{value:g}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    return str(value)
