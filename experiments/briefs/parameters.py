"""The parameters of the frozen scenarios beside a result, each with its meaning, source and grade."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from experiments.briefs.tree import Phrase
from experiments.output.vocabulary import Lang
from sim.quantities import ASSUMPTION
from sim.scenario.wording import choice_zh

CALIBRATED = Phrase("校准", "calibrated")
ASSUMED = Phrase("假定", "assumed")
STATED = Phrase("情景写明", "stated by the scenario")
SOLVED = "solved by calibration"
STATES_NO_FACT = ("title", "question", "assumptions", "sources", "kind", "id", "name")
"""Keys of scenario files that say what something is called, not how it is."""


class ParameterRow(NamedTuple):
    """One parameter as the annex shows it; `part` is the policy it belongs to, "" for the region."""

    part: str
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
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for scenario in scenarios.values():
        parts = [("", scenario.get("region") or {})] + [(str(policy.get("id")), policy) for policy in scenario.get("policies") or ()]
        for name, part in parts:
            assumed = tuple(part.get("assumptions") or {})
            sources = tuple(part.get("sources") or ())
            for path, value in _leaves(part):
                if (name, path) not in seen and path[0] not in STATES_NO_FACT:
                    seen.add((name, path))
                    rows.append(_row(name, path, value, known.get(_place(path, part)), assumed, sources, lang))
    return sorted(rows, key=lambda row: row.part)


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
    part: str, path: tuple[str, ...], value: Any, known: Mapping[str, Any] | None, assumed: tuple[str, ...], sources: tuple[str, ...], lang: Lang
) -> ParameterRow:
    meaning = known[lang] if known else ""
    unit = (known["unit_zh" if lang == "zh" else "unit"] if known else "") or ""
    source, grade = _grounds(path, value, known, assumed, sources, lang)
    key = ".".join(path[1:] if path[0] == "instruments" else path)
    return ParameterRow(part, key, meaning, _in_words(value, known, lang), unit, source, grade)


def _in_words(value: Any, known: Mapping[str, Any] | None, lang: Lang) -> str:
    """A value as the annex shows it; in Chinese a choice such as "leading_firm" by its name."""
    many = value if isinstance(value, list) else [value]
    if lang != "zh" or known is None or not many or not all(isinstance(each, str) for each in many):
        return shown(value)
    return "、".join(choice_zh(each, known["unit"]) for each in many)


def _grounds(
    path: tuple[str, ...], value: Any, known: Mapping[str, Any] | None, assumed: tuple[str, ...], sources: tuple[str, ...], lang: Lang
) -> tuple[str, str]:
    """Source and grade of one parameter: what its file calls assumed, is; else what supports its value, graded by the ledger.

    The evidence of the schema supports the default; another value only where its file lists the same fact among its sources. What nothing of this
    supports is assumed if it is the default, or if its file lists no sources, and else stated by the file, which names its sources as a whole.
    """
    dotted = ".".join(path)
    if known is None or any(dotted == each or dotted.startswith(each + ".") for each in assumed):
        return "", ASSUMED.of(lang)
    cited = known["evidence"].split() if known["evidence"] != ASSUMPTION else []
    if SOLVED in known["en"]:
        return _listed(cited, lang), CALIBRATED.of(lang)
    is_default = _is(value, known["default"])
    supports = cited if is_default else [each for each in cited if each in sources]
    if grade := grade_of(supports, lang):
        return _listed(supports, lang), grade
    return "", (STATED if sources and not is_default else ASSUMED).of(lang)


def _is(value: Any, default: str) -> bool:
    """Whether a value is the default of the schema, which is written there as text; an empty list is no limit, and so is no default."""
    if isinstance(value, bool):
        return default == str(value).lower()
    if isinstance(value, int | float):
        try:
            return float(default) == value
        except ValueError:  # none, or a word
            return False
    return default == (", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _listed(cited: Sequence[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(cited)


def grade_of(cited: Sequence[str], lang: Lang) -> str:
    """The best grade among the facts cited, in words; "" where none is cited or known."""
    from calibration.evidence import ledger, names

    order = list(names()["grades"])
    grades = sorted((ledger()[each].grade for each in cited if each in ledger()), key=order.index)
    return getattr(names()["grades"][grades[0]], lang) if grades else ""


def shown(value: Any) -> str:
    """A value of a scenario file as it stands there, whole numbers without a decimal point."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, float) and value.is_integer():
        return f"{value:,.0f}"
    if isinstance(value, int | float):
        return f"{value:,.10g}" if abs(value) >= 1000 else f"{value:g}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    return str(value)
