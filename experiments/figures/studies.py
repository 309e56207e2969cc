"""What the figures of a sensitivity study share: names of parameters and outcomes, the order of importance, what may be concluded."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from experiments.figures.page import Room
from experiments.output.headers import SHARE
from experiments.output.vocabulary import Both, title
from experiments.studies.measures import IN_UNIT

Index = Mapping[str, Any]
MEASURES: dict[str, Both] = {
    "S1": Both("一阶指数（单独作用）", "first-order index (alone)"),
    "ST": Both("总指数（含交互）", "total index (with interactions)"),
    "mu_star": Both("平均影响大小 μ*", "mean size of effect μ*"),
    "sigma": Both("影响的变化 σ（交互或弯曲）", "variation of effect σ (interaction or curvature)"),
    "ST_bound": Both("总指数的上界", "upper bound of the total index"),
    "delta": Both("δ 指数（分布的移动）", "delta index (shift of the distribution)"),
    "pawn": Both("PAWN 指数（分布的最大距离，中位数）", "PAWN index (largest distance of distributions, median)"),
    "pawn_mean": Both("PAWN 指数（平均）", "PAWN index (mean)"),
    "pawn_maximum": Both("PAWN 指数（最大）", "PAWN index (maximum)"),
    "rsa": Both("最好的世界与其余的距离", "distance of the best worlds from the others"),
    "rsa_worst": Both("最差的世界与其余的距离", "distance of the worst worlds from the others"),
    "nu": Both("导数平方的平均 ν", "mean square of the derivative ν"),
    "mu": Both("影响的平均 μ（有正有负）", "mean effect μ (with its sign)"),
    "change": Both("从一端到另一端的变化", "change from one end to the other"),
    "swing": Both("变幅（最大减最小）", "swing (largest less smallest)"),
    "effect_low": Both("取下限", "at its low end"),
    "effect_high": Both("取上限", "at its high end"),
    "at_low": Both("在下限时的结果", "the outcome at its low end"),
    "at_high": Both("在上限时的结果", "the outcome at its high end"),
    "chance": Both("偶然性", "chance"),
}

COLUMNS = ("parameter", "parameter_name", "measure", "measure_name", "unit", "value", "low", "high")


def measure(name: str) -> Both:
    """A measure in words; one that is not known here is shown by its key."""
    return MEASURES.get(name, Both(name, name))


def unit_of(name: str, document: Mapping[str, Any]) -> Both:
    """The unit of a measure; the square of the outcome's for the derivative, since parameters go from 0 to 1 there."""
    unit = outcome_unit(document)
    return unit if name in IN_UNIT else Both(f"（{unit.zh}）²", f"({unit.en})²") if name == "nu" else SHARE


def index_rows(document: Mapping[str, Any], entries: Sequence[Index], measures: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The data behind a figure of indices, by `COLUMNS`: these measures, or all that have an interval, of each parameter."""
    rows = []
    for entry in entries:
        head = {"parameter": entry["parameter"], "parameter_name": parameter(document, entry)}
        for name in measures or [key for key in entry if f"{key}_low" in entry]:
            found = {"value": entry.get(name), "low": entry.get(f"{name}_low"), "high": entry.get(f"{name}_high")}
            rows.append({**head, "measure": name, "measure_name": measure(name), "unit": unit_of(name, document), **found})
    return rows


def parameter(document: Mapping[str, Any], entry: Index) -> Both:
    """A parameter in words, from its own entry or the list of parameters; its key where neither says more."""
    name = entry["parameter"]
    listed = next((each for each in document.get("parameters") or () if each.get("parameter", each.get("name")) == name), {})
    for found in (entry.get("titles"), listed.get("titles")):
        if found:
            return Both(found["zh"], found["en"])
    return Both(name, name)


def short(name: str) -> str:
    """A name without what it says in brackets, for titles."""
    return re.sub(r"（[^（）]*）|\s*\([^()]*\)", "", name).strip() or name


def ranked(document: Mapping[str, Any], by: str) -> list[Index]:
    """The entries, the most important first; those without a value last."""

    def order(entry: Index) -> tuple[float, float]:
        return (entry.get("rank") or math.inf, -(entry[by] if entry.get(by) is not None else -math.inf))

    return sorted(document["indices"], key=order)


def outcome(document: Mapping[str, Any], room: Room) -> str:
    """The outcome that is explained: an indicator, or what the policies change in it."""
    found = document["outcome"]
    words = found["titles"][room.lang]
    if found["measure"] == "difference":
        return room.say(f"“{words}”的政策效果", f"the effect of the policies on {words}")
    return room.say(f"“{words}”", words)


def outcome_unit(document: Mapping[str, Any]) -> Both:
    """The unit of the outcome."""
    unit = document["outcome"]["unit"]
    return Both(unit["zh"], unit["en"])


def place(document: Mapping[str, Any], room: Room) -> str:
    """The title of the study with its stop; its name where it has none."""
    text = title(document, room.lang) if document.get("titles") else str(document.get("study") or document.get("scenario") or "")
    return text + (" " if text.endswith("?") else "" if text.endswith("？") else room.say("。", ". "))


def safe(document: Mapping[str, Any]) -> int:
    """How many of the first ranks are safe, without a gap."""
    ranks = set((document.get("converged") or {}).get("safe_ranks") or ())
    count = 0
    while count + 1 in ranks:
        count += 1
    return count


def leaders(document: Mapping[str, Any], entries: Sequence[Index], room: Room, most: int = 3) -> str:
    """The title's finding: the parameters whose rank is safe, or that none is."""
    count, subject = min(safe(document), most, len(entries)), outcome(document, room)
    if document.get("is_constant"):
        return room.say(f"各参数怎样变动，{subject}都不变", f"Whatever the parameters do, {subject} does not change")
    if count == 0:
        return room.say(f"影响{subject}最大的是哪个参数，尚不能确定", f"Which parameter matters most for {subject} is not yet certain")
    names = [short(parameter(document, entry).read(room.lang)) for entry in entries[:count]]
    text = room.say(f"影响{subject}最大的{'依次' if count > 1 else ''}是{'、'.join(names)}", f"What matters most for {subject}: {'; '.join(names)}")
    if safe(document) < len(entries) and count == safe(document):
        text += room.say("；其后的次序尚不能确定", "; the order of the others is not yet certain")
    return text


def verdict(document: Mapping[str, Any], room: Room) -> list[str]:
    """What the study itself says of its convergence, of indices below zero and of failed runs."""
    words = ((document.get("converged") or {}).get("verdict") or {}).get(room.lang)
    notes = [room.say(f"收敛：{words}", f"Convergence: {words}")] if words else []
    notes += [note[room.lang] for note in document.get("notes") or () if isinstance(note, Mapping) and note.get(room.lang)]
    failed = document.get("failed_runs_in_all", len(document.get("failed_runs") or ()))
    if failed:
        notes.append(room.say(f"有 {failed} 次模拟失败。", f"{failed} runs failed."))
    return notes


def rest(entries: Sequence[Index], most: int, room: Room) -> list[str]:
    """A note on parameters that are not drawn."""
    left = len(entries) - most
    return [room.say(f"另有 {left} 个参数见数据文件。", f"{left} more parameters are in the data file.")] if left > 0 else []
