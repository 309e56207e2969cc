"""Tables of the ODD protocol: what the model consists of, read from `sim`."""

import ast
import tomllib
from pathlib import Path
from typing import Any

from calibration.evidence.uses import ID
from calibration.versions import load_versions
from generators.markdown import first_line, table
from sim import stages, tables
from sim.definitions import grounds_of
from sim.dice import Purpose
from sim.indicators import COHORT_WINDOW, INDICATORS, Indicator
from sim.scenario import list_policies, list_regions, load_policy, load_region
from sim.stages import Named, StopReason, name_zh

ROOT = Path(__file__).resolve().parents[2]
TYPES = {"i": "whole number", "f": "real number"}
POPULATIONS = {
    "PROJECT": "Project 科技成果 (record; decides nothing)",
    "LAB": "Lab 高校院所、企业研发机构 (agent)",
    "FIRM": "Firm 企业 (agent)",
    "FIRM_GROUP": "Firm group: what all firms of a group have in common",
    "PLATFORM": "PilotPlatform 中试平台 (agent)",
    "FUND": "Fund 基金、银行 (agent)",
    "SECTOR": "Sector market (shared by all areas)",
    "AREA": "Area: one city market's staff and engineers",
    "CELL": "Cell: the market of one sector in one area",
    "QUAD": "Quad: neighbouring firms that share a block of luck",
    "PLATFORM_USE": "Use of platforms, by calendar year and by the field they serve",
    "INSTRUMENT": "Instrument: the common part of every policy instrument",
    "COST_SUPPORT": "Instrument: cost support",
    "OUTCOME_AWARD": "Instrument: outcome award",
    "NEW_PLATFORMS": "Instrument: new platforms",
    "EXPERT_PANEL": "Instrument: expert panel",
    "PROOF_OF_CONCEPT": "Instrument: proof of concept",
    "BROKERS": "Instrument: brokers",
    "GUARANTEED_LOANS": "Instrument: guaranteed loans",
    "TECHNOLOGY_INSURANCE": "Instrument: technology insurance",
    "PLATFORM_GRANT": "Instrument: grants to platforms (operating subsidy, performance grant, open sharing)",
    "RELEASE_REFORM": "Instrument: release reform",
    "ATTRACTION": "Instrument: attraction of outside projects",
    "FIRST_BUYERS": "Instrument: first set, scene matching",
    "INCUBATOR": "Instrument: incubators",
    "SERVICE_LISTS": "Instrument: service lists",
    "ALLIANCE": "Instrument: alliance of platforms",
    "LANDING_SPACE": "Instrument: landing space",
    "PILOT_FILING": "Instrument: filing of pilots",
    "PLATFORM_STATUS": "Instrument: accreditation, national recognition",
    "LISTING_RESERVE": "Instrument: listing reserve",
    "NEW_OPERATOR": "Instrument: new operator",
    "PAYMENT": "Payment: one entry of the public ledger",
    "EXPERIENCE": "Experience of the region: what firms and funds read their chances from",
    "CLOCK": "Clock: the run as a whole",
    "ACCOUNT": "Accounts: every yuan that enters or leaves",
    "TALLY": "Tally: running totals inside the window",
}


class StaleMeanings(ValueError):
    """`columns.toml` and the tables of the code name different columns; the message lists them."""


def state_variables() -> str:
    """Every column of every table, with unit and meaning. Raises StaleMeanings."""
    meanings = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
    _must_agree(meanings)
    parts = []
    for name, heading in POPULATIONS.items():
        dtype = getattr(tables, name)
        rows = [(f"`{column}`", *meanings[name][column], TYPES[dtype[column].kind]) for column in dtype.names]
        parts.append(f"#### {heading}\n\n" + table(("column", "unit", "meaning", "type"), rows))
    return "\n\n".join(parts)


def _must_agree(meanings: dict[str, Any]) -> None:
    known = {name: set(getattr(tables, name).names) for name in POPULATIONS}
    written = {name: set(columns) for name, columns in meanings.items()}
    everything = {name for name in vars(tables) if name.isupper() and hasattr(getattr(tables, name), "names")}
    wrong = [f"table {name} is not listed in POPULATIONS" for name in sorted(everything - set(POPULATIONS))]
    for name, columns in known.items():
        wrong += [f"{name}.{column} has no meaning" for column in sorted(columns - written.get(name, set()))]
        wrong += [f"{name}.{column} is not a column" for column in sorted(written.get(name, set()) - columns)]
    if wrong:
        raise StaleMeanings("docs/generators/columns.toml: " + "; ".join(wrong))


def codes() -> str:
    """Every enumeration that tables store as a small integer."""
    kinds = [kind for kind in vars(stages).values() if isinstance(kind, type) and issubclass(kind, Named) and kind is not Named]
    rows = [(f"`{kind.__name__}`", first_line(kind.__doc__, kind.__name__), _members(kind)) for kind in kinds]
    return table(("code", "meaning", "values"), rows)


def _members(kind: type[Named]) -> str:
    return ", ".join(f"{int(member)} `{member.key}` {name_zh(member)}" for member in kind)


def schedule() -> str:
    """The month, call by call, in the order of `sim/month.py`, with the first line of each sweep's docstring."""
    text = (ROOT / "sim/month.py").read_text(encoding="utf-8")
    module = ast.parse(text)
    origin = {name.name: node.module for node in module.body if isinstance(node, ast.ImportFrom) for name in node.names}
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    steps = [node for node in ast.walk(functions["simulate_months"]) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in functions]
    parts = [call.func.id for call in sorted(steps, key=lambda call: call.lineno)]
    calls = [call for part in parts for call in _calls(functions[part])]
    rows = []
    for number, call in enumerate(calls, 1):
        name = call.func.id
        path = origin[name].replace(".", "/") + ".py"
        rows.append((number, _part(text, call.lineno), f"`{name}`", says(path, name), f"[{path}](../../{path})"))
    return table(("step", "part of the month", "sweep", "what it does", "where"), rows)


def _calls(function: ast.FunctionDef) -> list[ast.Call]:
    """The calls that a function consists of."""
    return [node.value for node in function.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]


def _part(text: str, line: int) -> str:
    """The comment above a line of the schedule."""
    return next(each.strip("# ").strip() for each in reversed(text.splitlines()[: line - 1]) if each.strip().startswith("#"))


def says(path: str, name: str) -> str:
    """The first line of the docstring of a function in a file of the project."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    return first_line(ast.get_docstring(found), f"{path}: {name}")


def indicators() -> str:
    """All indicators with unit, names, the direction planners wish for, and what they rest on."""
    good = {1: "more is better", -1: "less is better", 0: "neither"}
    rows = [(f"`{name}`", each.unit, each.en, each.zh, each.unit_zh, good[each.good], _source(each)) for name, each in INDICATORS.items()]
    return table(("name", "unit", "meaning", "含义", "单位", "direction", "source"), rows)


def _source(each: Indicator) -> str:
    """ "counted", or the evidence of its coefficients and the word assumption with those that have none."""
    if not each.coefficients:
        return "counted"
    assumed = [f"`{name}`" for name in each.coefficients if not grounds_of(name)[0]]
    return "; ".join([*([" ".join(each.evidence)] if each.evidence else []), *([f"assumption: {', '.join(assumed)}"] if assumed else [])])


def definitions() -> str:
    """What every indicator means exactly, and the coefficients it is worked out with."""
    rows = [(f"`{name}`", each.exact_zh, each.exact_en, _with_links(f"{each.source_zh}<br>{each.source_en}")) for name, each in INDICATORS.items()]
    return table(("指标", "准确含义", "precisely", "折算系数及其依据 coefficients and their evidence"), rows)


def _with_links(text: str) -> str:
    """The same with the ids of evidence as links, for a page beside that of the evidence."""
    return ID.sub(lambda found: f"[{found[0]}](evidence.md#{found[0]})", text)


def cohort_window() -> str:
    """The window of the cohort rates."""
    return (
        f"Window of the cohort rates at the default durations: **{COHORT_WINDOW} months** (`sim.indicators.COHORT_WINDOW`); "
        "each sector has its own from its durations (`sim.indicators.cohort_window`)."
    )


def stop_reasons() -> str:
    """Stop reasons with the functions that give them."""
    given: dict[str, list[str]] = {member.name: [] for member in StopReason}
    for path in sorted((ROOT / "sim/rules").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                for each in sorted(_reasons_in(node)):
                    given[each].append(f"`{path.stem}.{node.name}`")
    rows = [(int(each), f"`{each.key}`", name_zh(each), ", ".join(given[each.name]) or "—") for each in StopReason]
    return table(("code", "name", "中文", "given by"), rows)


def _reasons_in(function: ast.FunctionDef) -> set[str]:
    attributes = [node for node in ast.walk(function) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    return {node.attr for node in attributes if node.value.id == "StopReason"}


def purposes() -> str:
    """What luck is drawn for, from the comments of `sim/dice.py`."""
    text = (ROOT / "sim/dice.py").read_text(encoding="utf-8")
    comments = {line.split("=")[0].strip(): line.partition("#")[2].strip() for line in text.splitlines() if "#" in line and "=" in line}
    return table(("number", "purpose", "decides"), [(int(each), f"`{each.name}`", comments[each.name]) for each in Purpose])


def versions() -> str:
    """The calibrated versions: parameters and what closed cohorts show."""
    found = load_versions()
    parts = ("parameters", "measured")
    names = {part: list(dict.fromkeys(name for entry in found.values() for name in entry[part])) for part in parts}
    rows = [(f"`{name}`", part, *(f"{entry[part].get(name, '—')}" for entry in found.values())) for part in parts for name in names[part]]
    return table(("quantity", "", *(f"{key} {entry['title']['zh']}" for key, entry in found.items())), rows)


def regions() -> str:
    """The regions that come with the program and the size of what they start with."""
    rows = []
    for name in list_regions():
        r = load_region(name)
        results = r.areas * sum(spec.count * spec.results_per_year for spec in r.labs.values())
        size = [r.areas * sum(spec.count for spec in group.values()) for group in (r.firms, r.platforms, r.funds)]
        first = f"{r.calendar.start // 12}-{r.calendar.start % 12 + 1:02d}"
        rows.append((f"`{name}`", r.title.zh, first, r.calendar.burn_in, r.calendar.months, f"{results:g}", *size))
    headings = ("region", "地区", "first month", "burn-in", "months", "results a year", "firms", "platforms", "funds")
    return table(headings, rows)


def policies() -> str:
    """The policies that come with the program."""
    rows = []
    for name in list_policies():
        p = load_policy(name)
        families = ", ".join(dict.fromkeys(tool.family for tool in p.instruments.values())) or "—"
        rows.append((f"`{name}`", p.title.zh, p.title.en, families, " ".join(p.sources) or "—"))
    return table(("policy", "政策", "title", "families", "evidence"), rows)
