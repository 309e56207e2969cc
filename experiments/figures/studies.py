"""What the figures of a sensitivity study share: names of parameters and outcomes, the order of importance, what may be concluded."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.figures.page import Room
from experiments.output.vocabulary import Both, indicator, title

Index = Mapping[str, Any]
MEASURES: dict[str, Both] = {
    "S1": Both("一阶指数（单独作用）", "first-order index (alone)"),
    "ST": Both("总指数（含交互）", "total index (with interactions)"),
    "mu_star": Both("平均影响大小 μ*", "mean size of effect μ*"),
    "sigma": Both("影响的变化 σ（交互或弯曲）", "variation of effect σ (interaction or curvature)"),
    "ST_bound": Both("总指数的上界", "upper bound of the total index"),
    "delta": Both("δ 指数", "delta index"),
    "pawn": Both("PAWN 指数", "PAWN index"),
    "swing": Both("两端之差", "swing between the ends"),
    "effect_low": Both("取下限", "at its low end"),
    "effect_high": Both("取上限", "at its high end"),
    "chance": Both("偶然性", "chance"),
}


def measure(name: str) -> Both:
    """A measure in words; one that is not known here is shown by its key."""
    return MEASURES.get(name, Both(name, name))


def parameter(document: Mapping[str, Any], entry: Index) -> Both:
    """A parameter in words, from its own entry or the list of parameters; its key where neither says more."""
    name = entry["parameter"]
    listed = next((each for each in document.get("parameters") or () if each.get("parameter", each.get("name")) == name), {})
    for found in (entry.get("titles"), listed.get("titles")):
        if found:
            return Both(found["zh"], found["en"])
    return Both(name, name)


def ranked(document: Mapping[str, Any], by: str) -> list[Index]:
    """The entries, the most important first; those without a value last."""
    return sorted(document["indices"], key=lambda entry: -(entry[by] if entry.get(by) is not None else float("-inf")))


def outcome(document: Mapping[str, Any], room: Room) -> str:
    """The outcome that is explained: an indicator, or what the policies change in it."""
    found = document["outcome"]
    name = found["indicator"] if isinstance(found, Mapping) else str(found)
    words = indicator(name).words.read(room.lang)
    if isinstance(found, Mapping) and found.get("measure") == "difference":
        return room.say(f"政策对{words}的影响", f"the effect of the policies on {words}")
    return words


def outcome_unit(document: Mapping[str, Any]) -> Both:
    """The unit of the outcome."""
    found = document["outcome"]
    return indicator(found["indicator"] if isinstance(found, Mapping) else str(found)).unit


def place(document: Mapping[str, Any], room: Room) -> str:
    """The title of the study with its stop; its name where it has none."""
    text = title(document, room.lang) if document.get("titles") else str(document.get("study") or document.get("scenario") or "")
    return text + (" " if text.endswith("?") else "" if text.endswith("？") else room.say("。", ". "))


def safe(document: Mapping[str, Any]) -> int:
    """How many of the first ranks are safe."""
    found = (document.get("converged") or {}).get("safe_ranks")
    return len(found) if isinstance(found, Sequence) and not isinstance(found, str) else int(found or 0)


def leaders(document: Mapping[str, Any], entries: Sequence[Index], room: Room, most: int = 3) -> str:
    """The title's finding: the parameters whose rank is safe, or that none is."""
    count = min(safe(document), most, len(entries))
    subject = outcome(document, room)
    if not entries:
        return room.say("没有可比较的参数", "There are no parameters to compare")
    if count == 0:
        return room.say(f"哪个参数对{subject}最重要，尚不能确定", f"Which parameter matters most for {subject} is not yet certain")
    names = [parameter(document, entry).read(room.lang) for entry in entries[:count]]
    text = room.say(f"对{subject}最重要的是{'、'.join(names)}", f"What matters most for {subject}: {', '.join(names)}")
    if count < len(entries) and safe(document) <= count:
        text += room.say("；其后的次序不能确定", "; the order of the others is not certain")
    return text


def verdict(document: Mapping[str, Any], room: Room) -> list[str]:
    """What the study itself says of its convergence, and of chance."""
    notes = []
    found = document.get("converged") or {}
    words = found.get("verdict")
    if isinstance(words, Mapping):
        words = words.get(room.lang)
    if words:
        notes.append(room.say(f"收敛：{words}", f"Convergence: {words}"))
    failed = document.get("failed_runs")
    count = len(failed) if isinstance(failed, Sequence) else failed
    runs = document.get("runs")
    if runs is not None:
        notes.append(room.say(f"共 {runs:,} 次模拟，失败 {count or 0} 次。", f"{runs:,} runs, {count or 0} failed."))
    return notes
