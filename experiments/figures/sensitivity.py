"""Indices of a variance-based study as bars with their intervals, and the share of chance as a bar of its own."""

from collections.abc import Mapping
from typing import Any

from experiments.figures.axes import number_axis, ticks_within
from experiments.figures.frame import Entry
from experiments.figures.indices import PLAIN, as_share, index_text, share_text
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.studies import COLUMNS, index_rows, leaders, measure, parameter, place, ranked, rest, verdict
from experiments.figures.style import BASELINE, SINGLE_RUN
from experiments.output.headers import SHARE
from experiments.output.vocabulary import Both
from experiments.studies.measures import OF_VARIANCE

METHODS = {"sobol": "Sobol", "fast": "FAST", "rbd-fast": "RBD-FAST", "pawn": "PAWN", "delta": "Delta", "hdmr": "HDMR", "dgsm": "DGSM", "rsa": "RSA"}
HOW: dict[str, Both] = {"hdmr": Both("反复取一半样本", "from halves of the sample")}
"""Where intervals come from, but for the bootstrap."""
LIGHT = "#B8C4D6"
MOST = 16


def measures_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The measures that are shown: the one that ranks, and with a total index the first-order one."""
    first = document["ranked_by"]
    return (first, "S1") if first == "ST" and any("S1" in entry for entry in document["indices"]) else (first,)


def content(document: Mapping[str, Any], room: Room) -> Content:
    """One row a parameter, the most important first; the last row is chance."""
    measures = measures_of(document)
    entries = ranked(document, measures[0])
    shown = entries[:MOST]
    rows = [Row(room.read(parameter(document, entry)), [_mark(entry, name, order, room) for order, name in enumerate(measures)]) for entry in shown]
    chance = document.get("chance_share") or {}
    is_share = measures[0] in OF_VARIANCE
    if is_share and chance.get("value") is not None:
        mark = Mark(*as_share(chance), share_text(chance, room.lang), "bar", BASELINE, hatch="....")
        rows.append(Row(room.say("偶然性（单个世界的方差中）", "Chance (in the variance of one world)"), [mark], strong=True))
    floor = _floor(document, measures[0])
    values: list[float | None] = [entry.get(key) for entry in shown for name in measures for key in (name, f"{name}_low", f"{name}_high")]
    values += as_share(chance) if is_share else []
    label = room.say("占方差的份额", "share of variance") if is_share else room.read(measure(measures[0]))
    axis = number_axis(label, values, ticks_within(room.width() * 0.3, room.faces.small.points))
    panel = Rows("", rows, axis, room.width(), room.faces, label_share=0.42, text_share=0.24, lines_at=[floor] if floor is not None else [])
    kinds = [Entry("s", _colour(order), room.read(measure(name))) for order, name in enumerate(measures)]
    frame = framed(document, room, leaders(document, entries, room), _subtitle(document, room), _notes(document, entries, floor, room), kinds)
    return Content(frame, [panel], Data(COLUMNS, _rows(document, entries)))


def _colour(order: int) -> str:
    return SINGLE_RUN if order == 0 else LIGHT


def _mark(entry: Mapping[str, Any], name: str, order: int, room: Room) -> Mark:
    value, low, high = (entry.get(key) for key in (name, f"{name}_low", f"{name}_high"))
    return Mark(value, low, high, index_text(entry, name, PLAIN, room.lang), "bar", _colour(order), hatch="////" if order else "")


def _floor(document: Mapping[str, Any], name: str) -> float | None:
    """The most that a parameter that does nothing gets by luck."""
    found = (document.get("floor") or {}).get(name) or {}
    return found.get("limit", found.get("high"))  # results of earlier versions have no limit


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    method = METHODS.get(document["method"], document["method"])
    how = HOW.get(document["method"], Both("自助法", "bootstrap")).read(room.lang)
    return room.say(
        f"{place(document, room)}{method} 指数及其 95% 区间（{how}）",
        f"{place(document, room)}{method} indices with 95 % intervals ({how})",
    )


def _notes(document: Mapping[str, Any], entries: list[Mapping[str, Any]], floor: float | None, room: Room) -> list[str]:
    notes, chance = verdict(document, room), document.get("chance_share") or {}
    if floor is not None:
        notes.append(room.say("虚线：不起任何作用的参数最多能得到的值。", "Dashed: the most that a parameter without any effect gets."))
    if document["ranked_by"] not in OF_VARIANCE and chance.get("value") is not None:
        share = share_text(chance, room.lang)
        notes.append(room.say(f"单个世界的方差中偶然性所占的份额：{share}。", f"Share of chance in the variance of one world: {share}."))
    return notes + rest(entries, MOST, room)


def _rows(document: Mapping[str, Any], entries: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    chance = {key: (document.get("chance_share") or {}).get(key) for key in ("value", "low", "high")}
    return [*index_rows(document, entries), {"parameter": "", "measure": "chance", "measure_name": measure("chance"), "unit": SHARE, **chance}]
