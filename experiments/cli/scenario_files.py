"""`funnel check` and `funnel diff`: what is wrong with scenario files, and what differs between two."""

import glob
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import streams
from experiments.cli.errors import BAD_INPUT, DONE, BadInput, say
from experiments.cli.language import Lang, Text
from experiments.cli.layout import fold
from experiments.studies.catalogue import list_studies, study_path
from sim.scenario import Policy, Problem, Region, Scenario, ScenarioError, cautions, check_file, examined, list_policies, list_regions, over_months
from sim.scenario import diff as differences
from sim.scenario.catalogue import installed, nearest
from sim.scenario.inherit import is_there, unknown_name
from sim.scenario.reader import read_source

if TYPE_CHECKING:
    from experiments.studies.reading import Plan

KINDS = {Region: Text("地区", "region"), Policy: Text("政策", "policy"), Scenario: Text("情景", "scenario")}
STUDY = Text("研究", "study")
SOUND = Text(
    "{name}：没有错误，有 {n} 处提醒（{kind}：{title}；{assumed} 项假定）",
    "{name}: no errors, {n} warning{s} ({kind}: {title}; {assumed} assumptions)",
)
WARNING = Text("提醒：{what}", "Warning: {what}")
OK = Text("{name}：没有问题（{kind}：{title}；{assumed} 项假定）", "{name}: OK ({kind}: {title}; {assumed} assumptions)")


def check(names: list[str], lang: Lang, *, as_json: bool) -> int:
    """Check files, or installed scenarios by name; 0 where all are good (there may be warnings), else 2. Regions among them are what the
    policies are held against."""
    results = [_checked(name) for name in (expanded for name in names for expanded in _expanded(name))]
    regions = [result["found"] for result in results if result["ok"] and isinstance(result["found"], Region)]
    for result in results:
        result["warnings"] = cautions(result["found"], result["layers"], regions) if result["ok"] and result["layers"] else []
    if as_json:
        streams.print_json({"ok": all(result["ok"] for result in results), "files": [_for_json(result, lang) for result in results]})
    for result in results:
        if not result["ok"]:
            say(result["error"].render(lang))
        elif not as_json:
            count = len(result["warnings"])
            print((SOUND if count else OK).fill(n=count, s="s" * (count > 1), **result["facts"]).of(lang), flush=True)
        for warning in result["warnings"]:
            say(WARNING.fill(what=warning.render(lang)).of(lang))
    wrong = sum(not result["ok"] for result in results)
    if wrong:
        say(Text("{all} 个文件中 {wrong} 个有问题。", "{wrong} of {all} files have problems.").fill(wrong=wrong, all=len(results)).of(lang))
    return BAD_INPUT if wrong else DONE


def cautions_on(region: str, policies: Iterable[str], lang: Lang, months: int | None = None) -> list[str]:
    """The warnings that `check` would give for a region, or a complete scenario, over these months (None: its own) and the policies to be tried
    there."""
    place, *levers = (_checked(name) for name in (region, *policies))
    whole = place["found"] if isinstance(place["found"], Scenario) else None
    where = over_months(whole.region if whole else place["found"], months)
    found = cautions(Scenario(where, whole.policies) if whole else where, place["layers"])
    for lever in levers:
        found += cautions(lever["found"], lever["layers"], [where])
    return [warning.render(lang) for warning in found]


def diff(first: str, second: str, lang: Lang, *, as_json: bool) -> int:
    """Print what differs between two scenarios. Raises ScenarioError, and BadInput where a policy is compared with a region."""
    loaded, problems = [], []
    for name in (first, second):
        try:
            loaded.append(check_file(_path(name)))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    if isinstance(loaded[0], Policy) != isinstance(loaded[1], Policy):
        reason = Text("一个是{a}，一个是{b}，不能相比", "one is a {a}, the other a {b}; they cannot be compared")
        step = Text("给出两个地区，或两项政策", "give two regions or two policies")
        raise BadInput(f"{first}, {second}", reason.fill(a=KINDS[type(loaded[0])], b=KINDS[type(loaded[1])]), step)
    changes = differences(*loaded)
    if as_json:
        rows = [{"key": each.key, "sort": each.sort, "zh": each.zh, "en": each.en, "unit": each.unit} | _texts(each) for each in changes]
        streams.print_json({"a": first, "b": second, "changes": rows})
        return DONE
    head = Text("从 {a} 到 {b}：{n} 处不同", "From {a} to {b}: {n} difference{s}")
    if not changes:
        head = Text("{a} 和 {b}：没有影响结果的不同", "{a} and {b}: nothing differs that would change a result")
    print(head.fill(a=first, b=second, n=len(changes), s="s" * (len(changes) > 1)).of(lang))
    for change in changes:
        first_line, *others = fold(change.render(lang), min(streams.width(), 110) - 4)
        print("\n".join([f"  {first_line}", *(f"    {line}" for line in others)]))
    return DONE


def _texts(change: Any) -> dict[str, Any]:
    return {side: {"zh": text.zh, "en": text.en} for side, text in (("old", change.old_text), ("new", change.new_text))}


def _expanded(name: str) -> list[str]:
    """The files that a pattern means where the console leaves that to the program (Windows)."""
    return sorted(glob.glob(name)) or [name] if os.name == "nt" and any(mark in name for mark in "*?") else [name]


def _path(name: str) -> Path:
    """The file of an installed name, or the path as given. Raises ScenarioError with the nearest name for a name that is neither."""
    found = installed(name, "region") or installed(name, "policy")
    if found or name.endswith(".toml") or "/" in name or "\\" in name or is_there(name):
        return found or Path(name)
    if name in list_studies():
        return study_path(name)
    is_like_policy = nearest(name, list_regions()) is None and nearest(name, list_policies()) is not None
    raise ScenarioError(unknown_name(name, "policy" if is_like_policy else "region", file="scenarios"))


def _checked(name: str) -> dict[str, Any]:
    from experiments.studies.reading import looks_like_study, plan_of

    try:
        path = _path(name)
        source = read_source(path)
        if looks_like_study(source):
            return _study(name, plan_of(source))
        found, layers = examined(path)
    except ScenarioError as error:
        return {"ok": False, "name": name, "error": ScenarioError(map(_told, error.problems))}
    heads = [found.region, *found.policies] if isinstance(found, Scenario) else [found]
    title = Text("，".join(head.title.zh for head in heads), ", ".join(head.title.en for head in heads))
    assumed = sum(len(head.assumptions) for head in heads)
    return {
        "ok": True,
        "name": name,
        "found": found,
        "layers": layers,
        "facts": {"name": name, "kind": KINDS[type(found)], "title": title, "assumed": assumed},
    }


def _told(problem: Problem) -> Problem:
    """The same problem; where it offers an id of the evidence, with what that fact is."""
    if problem.code != "evidence_unknown" or not problem.nearest:
        return problem
    from calibration.evidence import ledger

    fact = ledger().get(problem.nearest)
    return replace(problem, hint=fact.what) if fact else problem


def _study(name: str, plan: "Plan") -> dict[str, Any]:
    """What is said of a study that is sound."""
    head = plan.study
    facts = {"name": name, "kind": STUDY, "title": Text(head.title.zh, head.title.en), "assumed": len(head.assumptions)}
    return {"ok": True, "name": name, "found": plan, "layers": None, "facts": facts}


def _for_json(result: dict[str, Any], lang: Lang) -> dict[str, Any]:
    if result["ok"]:
        facts = result["facts"]
        title = {"zh": facts["title"].zh, "en": facts["title"].en}
        return {
            "file": result["name"],
            "ok": True,
            "kind": facts["kind"].en,
            "title": title,
            "problems": [],
            "warnings": _rows(result["warnings"], lang),
        }
    return {"file": result["name"], "ok": False, "problems": _rows(result["error"].problems, lang), "warnings": []}


def _rows(problems: Iterable[Problem], lang: Lang) -> list[dict[str, Any]]:
    return [
        {"code": each.code, "file": each.file, "line": each.line, "key": each.key, "nearest": each.nearest, "message": each.render(lang)}
        for each in problems
    ]
