"""Where a policy fails: the boxes of scenario discovery, as ranges of the parameters and as a map of the two that matter most."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from experiments.figures.axes import Axis, number_axis
from experiments.figures.frame import Entry
from experiments.figures.numbers import Scale, decimals_for, number, scale_for, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.plot import Plot
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.studies import place, verdict
from experiments.figures.style import FAINT, INK, PAPER, policy_colour
from experiments.output.headers import NO_UNIT
from experiments.output.vocabulary import Both

COLUMNS = ("box", "parameter", "parameter_name", "low", "high", "quantile_low", "quantile_high", "choices", "found_again", "unit")
PERCENT = Scale(100.0, "%")
MOST_BOXES, MOST_WORLDS = 3, 400
MONEY = "10,000 CNY"
PLAIN_UNITS = ("-", "share", "probability", "ratio", "correlation", "exponent", "0-1", "elasticity")
FAIL, HOLD = "#BB5566", "#FFFFFF"


def content(document: Mapping[str, Any], room: Room) -> Content:
    """The limits of each box within the range of each parameter; below, single worlds with the first box drawn in."""
    boxes = document["boxes"][:MOST_BOXES]
    columns = room.size.columns
    panels: list[Any] = [_limits(box, room, room.width(columns)) for box in boxes]
    if plot := _map(document, room, room.width(columns)):
        panels.append(plot)
    entries = [Entry("o", FAIL, room.say(f"失败的世界：{_rule(document, room)}", f"worlds that fail: {_rule(document, room)}"))] if plot else []
    entries += [Entry("o", HOLD, room.say("其余世界", "other worlds"))] if plot else []
    notes = verdict(document, room)
    notes.append(
        room.say(
            "深色：该范围内失败集中；浅色：研究的全部范围（按分位）。密度是范围内失败的比例，覆盖是全部失败中落在范围内的比例。",
            "Dark: where failures gather; light: the whole range studied (by quantile). Density: share of worlds in the box that fail; coverage: "
            "share of all failures that lie in it.",
        )
    )
    near = document.get("near_threshold")
    if near:
        share = f"{100 * near['share']:.0f}%"
        notes.append(
            room.say(
                f"{share} 的世界离界限太近，换一种运气可能归到另一边。",
                f"{share} of the worlds lie so near the threshold that other luck might move them.",
            )
        )
    frame = framed(document, room, _title(document, room), _subtitle(document, room), notes, entries)
    return Content(frame, panels, Data(COLUMNS, _rows(document)), columns if len(panels) > 1 else 1)


def _rule(document: Mapping[str, Any], room: Room) -> str:
    return document["fails"]["rule"][room.lang]


def _limits(box: Mapping[str, Any], room: Room, width: float) -> Rows:
    density, coverage = (with_interval(box[key]["value"], box[key]["low"], box[key]["high"], PERCENT, room.lang) for key in ("density", "coverage"))
    rows = []
    for limit in box["limits"]:
        low, high = limit["quantile_low"] * 100.0, limit["quantile_high"] * 100.0
        marks = [Mark(None, low, high, _words(limit, room), "span", policy_colour(0)), Mark(None, 0.0, 100.0, "", "span", FAINT)]
        rows.append(Row(room.read(Both(**limit["titles"])), marks))
    axis = Axis(room.say("研究范围的分位（%）", "quantile of the range (%)"), 0.0, 100.0, (0.0, 50.0, 100.0), ("0", "50", "100"))
    heading = room.say(f"范围 {box['box']}：密度 {density}，覆盖 {coverage}", f"Box {box['box']}: density {density}, coverage {coverage}")
    return Rows(heading, rows, axis, width, room.faces, label_share=0.42, text_share=0.28)


def _words(limit: Mapping[str, Any], room: Room) -> str:
    if limit["choices"] is not None:
        return room.say("、", ", ").join(limit["choices"])
    low, high = (None if limit[end] is None else _amount(limit[end], limit["unit"], room) for end in ("low", "high"))
    if limit.get("is_whole"):
        if low is None or high is None:
            return room.say(f"不多于 {high}", f"at most {high}") if low is None else room.say(f"不少于 {low}", f"at least {low}")
        if low == high:
            return low
    if low is not None and high is not None:
        return room.say(f"{low} 至 {high}", f"{low} to {high}")
    if low is not None:
        return room.say(f"高于 {low}", f"above {low}")
    return room.say(f"低于 {high}", f"below {high}") if high is not None else ""


def _amount(value: float, unit: Mapping[str, str], room: Room) -> str:
    """A value with its unit; money in 万元 as Chinese writes it and in million CNY as English does; shares and ratios have none."""
    if unit["en"].startswith(MONEY):
        rest = unit[room.lang].removeprefix(room.say("万元", MONEY))
        return room.say(f"{_limit(value)} 万元{rest}", f"{_limit(value / 100)} million CNY{rest}")
    return _limit(value) if _is_plain(unit) else f"{_limit(value)} {unit[room.lang]}"


def _limit(value: float) -> str:
    """A limit as the sentence of the box writes it: three digits, never with an exponent."""
    return number(value, 0 if float(value).is_integer() else decimals_for(value))


def _is_plain(unit: Mapping[str, str]) -> bool:
    return unit["en"] in PLAIN_UNITS or unit["en"].startswith("share of")


def _map(document: Mapping[str, Any], room: Room, width: float) -> Plot | None:
    """Single worlds over the first two numbers that the first box limits, or over the only one and the outcome; none where no worlds are kept."""
    limits = [limit for limit in (document["boxes"][0]["limits"] if document["boxes"] else ()) if limit["range"]]
    worlds = document.get("worlds") or {}
    if not limits or not worlds:
        return None
    sides = [_side(limit, worlds, room) for limit in limits[:2]]
    if len(sides) == 1:
        sides.append(_outcome_side(document, worlds, room))
    fails = worlds["fails"][:MOST_WORLDS]
    (xs, x, across), (ys, y, up) = sides

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        size = room.faces.body.points * 0.35
        for failed in (False, True):
            chosen = [place for *place, is_fail in zip(xs, ys, fails, strict=True) if is_fail is failed]
            look = {"markersize": size, "markeredgecolor": INK, "markeredgewidth": 0.3, "linestyle": "none", "zorder": 3 if failed else 2}
            axes.plot([place[0] for place in chosen], [place[1] for place in chosen], "o", markerfacecolor=FAIL if failed else PAPER, **look)
        corner, wide, high = (across[0], up[0]), across[1] - across[0], up[1] - up[0]
        axes.add_patch(Rectangle(corner, wide, high, fill=False, edgecolor=INK, linewidth=1.6, zorder=4))

    count, named = len(fails), len(limits[:2])
    heading = room.say(
        f"单个世界（{count} 个）和范围 1 的{'两个' if named == 2 else ''}条件",
        f"Single worlds ({count}) and {'two limits' if named == 2 else 'the limit'} of box 1",
    )
    return Plot(heading, x, y, paint, width, room.faces, 58.0)


def _side(limit: Mapping[str, Any], worlds: Mapping[str, Any], room: Room) -> tuple[list[float], Axis, tuple[float, float]]:
    """One direction of the map: a parameter's values, its axis, and between what the box lies."""
    around = 0.5 if limit.get("is_whole") else 0.0  # whole numbers at a limit lie inside
    ends = tuple(limit["range"][n] if limit[end] is None else limit[end] + sign * around for n, (end, sign) in enumerate((("low", -1), ("high", 1))))
    factor, unit = _shown_in(limit["unit"], room)
    axis = number_axis(f"{limit['titles'][room.lang]}{unit}", [end * factor for end in limit["range"]], 4, from_zero=False, room=0.02)
    return [value * factor for value in worlds["values"][limit["parameter"]][:MOST_WORLDS]], axis, (ends[0] * factor, ends[1] * factor)


def _outcome_side(document: Mapping[str, Any], worlds: Mapping[str, Any], room: Room) -> tuple[list[float], Axis, tuple[float, float]]:
    """The outcome of the worlds; the box holds what fails."""
    found, drawn = document["outcome"], worlds["outcome"][:MOST_WORLDS]
    is_difference = found["measure"] == "difference"
    scale = scale_for(Both(**found["unit"]), room.lang, max(map(abs, drawn), default=0.0), is_difference)
    words = found["titles"][room.lang] + (room.say("，政策之差", ", change by the policies") if is_difference else "")
    values = [value * scale.factor for value in drawn]
    axis = number_axis(room.say(f"{words}（{scale.label}）", f"{words} ({scale.label})"), values, 4, from_zero=False, room=0.04)
    below, above = (None if found[key] is None else found[key] * scale.factor for key in ("fails_below", "fails_above"))
    return values, axis, (axis.low, below) if below is not None else (above, axis.high)


def _shown_in(unit: Mapping[str, str], room: Room) -> tuple[float, str]:
    """By what a parameter is multiplied on its axis, and its unit in brackets: money as `_amount` writes it, nothing for shares and ratios."""
    if _is_plain(unit):
        return 1.0, ""
    if unit["en"].startswith(MONEY) and not room.zh:
        return 0.01, f" (million CNY{unit['en'].removeprefix(MONEY)})"
    return 1.0, room.say(f"（{unit['zh']}）", f" ({unit['en']})")


def _title(document: Mapping[str, Any], room: Room) -> str:
    if not document["boxes"]:
        return room.say("没有找到比偶然更可靠的失败范围", "No box of failures was found that is more than luck")
    box = document["boxes"][0]
    words = box["words"][room.lang].rstrip("。.")
    if not (document.get("converged") or {}).get("is_converged"):
        return room.say(f"{words}（范围尚不可靠）", f"{words} (the box is not safe yet)")
    return words


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    share = document["fails"]["share"]
    shown = with_interval(share["value"], share["low"], share["high"], PERCENT, room.lang)
    return room.say(
        f"{place(document, room)}失败指{_rule(document, room)}；全部世界中失败的占 {shown}；区间为 95%（自助法）",
        f"{place(document, room)}Failing means that {_rule(document, room)}; {shown} of all worlds fail; 95 % intervals (bootstrap)",
    )


def _rows(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "box": box["box"],
            "parameter": limit["parameter"],
            "parameter_name": Both(**limit["titles"]),
            "choices": "、".join(limit["choices"]) if limit["choices"] is not None else None,
            "unit": NO_UNIT,
            **{key: limit[key] for key in ("low", "high", "quantile_low", "quantile_high", "found_again")},
        }
        for box in document["boxes"]
        for limit in box["limits"]
    ]
