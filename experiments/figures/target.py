"""How likely a goal is, month by month, and what one more unit of each resource would change."""

import math
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import Axis, number_axis, ticks_within
from experiments.figures.frame import MARGIN
from experiments.figures.numbers import UNKNOWN, exact_decimals, number, percent, scale_for, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.plot import Plot
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.sheet import width_of
from experiments.figures.style import FAINT, INK, SINGLE_RUN
from experiments.figures.verdicts import odds
from experiments.output.enough import missing_worlds
from experiments.output.headers import SHARE
from experiments.output.vocabulary import RESOURCES, indicator, title

COLUMNS = ("scenario", "goal", "month", "unit", "value", "low", "high")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """The curve with its interval, the goal's month marked; below it the paired effects of one more unit."""
    curve = document["reached_by"]
    rows = [
        {"scenario": document["scenario"], "goal": document["goal"]["text"], "month": month, "unit": SHARE, **found} for month, found in curve.items()
    ]
    frame = framed(document, room, _title(document, room), _subtitle(document, room), [_note(document, room)])
    return Content(frame, [_curve(document, room), _one_more(document, room)], Data(COLUMNS, rows))


def goal_in_words(document: Mapping[str, Any], room: Room) -> str:
    """The goal as one says it."""
    goal = document["goal"]
    called = indicator(goal["indicator"])
    scale = scale_for(called.unit, room.lang, goal["number"])
    amount = goal["number"] * scale.factor
    shown = number(amount, exact_decimals(amount))
    least = goal["operator"] == ">="
    if room.zh:
        return f"到 {goal['by']} {called.words.zh}{'达到' if least else '超过'} {shown} {scale.label}"
    return f"{called.words.en} {'at least' if least else 'more than'} {shown} {scale.label} by {goal['by']}"


def _curve(document: Mapping[str, Any], room: Room) -> Plot:
    curve, goal = document["reached_by"], document["goal"]
    months = list(curve)
    width = room.width()
    januaries = [place for place, month in enumerate(months) if month.endswith("-01") or place == 0]
    step = 1
    while width_of("2025-01", room.faces.small) * 1.4 * len(januaries) / step > width - 15.0:
        step += 1
    shown = januaries[::step]
    x = Axis(room.say("月份（月末）", "month (its end)"), -1, len(months), tuple(shown), tuple(months[place] for place in shown))
    y = Axis(room.say("达到目标的概率（%）", "probability of the goal (%)"), 0.0, 104.0, (0, 25, 50, 75, 100), ("0", "25", "50", "75", "100"))

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        places = range(len(months))
        found = [curve[month] for month in months]
        if all(each["low"] is not None and each["high"] is not None for each in found):
            low, high = ([100.0 * each[key] for each in found] for key in ("low", "high"))
            axes.fill_between(places, low, high, step="mid", color=FAINT, linewidth=0, zorder=1)
        shown = [math.nan if each["value"] is None else 100.0 * each["value"] for each in found]
        axes.step(places, shown, where="mid", color=SINGLE_RUN, linewidth=1.6, zorder=3)
        at = months.index(goal["by"])
        axes.axvline(at, color=INK, linewidth=0.8, linestyle=(0, (4, 2)), zorder=2)
        axes.plot((at,), (shown[at],), "D", color=INK, markersize=room.faces.body.points * 0.6, zorder=4)

    return Plot(room.say("目标到某月已经达到的概率", "Probability that the goal has been reached by a month"), x, y, paint, width, room.faces, 48.0)


def _one_more(document: Mapping[str, Any], room: Room) -> Rows:
    called = indicator(document["goal"]["indicator"])
    found = document["bottlenecks"]
    values = [entry.get(key) for entry in found.values() for key in ("difference", "low", "high")]
    scale = scale_for(called.unit, room.lang, max((abs(value) for value in values if value is not None), default=0.0), difference=True)
    rows = []
    for name, entry in found.items():
        value, low, high = (entry.get(key) for key in ("difference", "low", "high"))
        text = with_interval(value, low, high, scale, room.lang, signed=True)
        certain = low is not None and high is not None and (low > 0 or high < 0)
        shown = (None if part is None else part * scale.factor for part in (value, low, high))
        label = f"{RESOURCES[name].zh}：{entry['unit']['zh']}" if room.zh else f"{RESOURCES[name].en.capitalize()}: {entry['unit']['en']}"
        rows.append(Row(label, [Mark(*shown, text if value is not None else UNKNOWN, "point", SINGLE_RUN, hollow=not certain)]))
    shown = [None if value is None else value * scale.factor for value in values]
    axis = number_axis(
        room.say(f"再多一个单位 − 现状（{scale.label}）", f"with one more unit − as it is ({scale.label})"),
        shown,
        ticks_within((room.size.width - 2 * MARGIN) * 0.3, room.faces.small.points),
    )
    heading = room.say(f"再多一个单位，到 {document['goal']['by']} 多出多少", f"What one more unit adds by {document['goal']['by']}")
    return Rows(heading, rows, axis, room.width(), room.faces, label_share=0.42, text_share=0.28)


def _title(document: Mapping[str, Any], room: Room) -> str:
    goal, found = goal_in_words(document, room), document["probability"]
    if missing := missing_worlds(document):
        return room.say(f"{goal}：世界太少，还需 {missing} 个才能下结论", f"{_capital(goal)}: too few worlds, {missing} more needed")
    low, high = found["low"], found["high"]
    if found["value"] is None:
        return room.say(f"{goal}：不能判断", f"{_capital(goal)}: nothing can be concluded")
    share = f"{percent(found['value'])}%"
    if low is None or high is None:
        return room.say(f"{goal}：概率 {share}，无区间", f"{_capital(goal)}: probability {share}, no interval")
    bounds = room.say(" 至 ", " to ").join(f"{percent(bound)}%" for bound in (low, high))
    is_reached, _ = odds(found, (document.get("probability_by_version") or {}).values())
    if is_reached:
        return room.say(f"{goal}：多半能达到，概率 {share}（{bounds}）", f"{_capital(goal)}: more likely than not, {share} ({bounds})")
    if is_reached is False:
        return room.say(f"{goal}：多半达不到，概率 {share}（{bounds}）", f"{_capital(goal)}: less likely than not, {share} ({bounds})")
    return room.say(f"{goal}：达到与否不能确定，概率 {share}（{bounds}）", f"{_capital(goal)}: not certain either way, {share} ({bounds})")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    return room.say(
        f"{place}。已达到目标的世界所占比例及其 95% 区间；下图为配对差及其 95% 区间",
        f"{place}. Share of worlds that have reached the goal with its 95 % interval; below, paired differences with theirs",
    )


def _note(document: Mapping[str, Any], room: Room) -> str:
    return room.say(
        "虚线和菱形：目标月份。空心：区间含零，方向不能确定。再多的一个单位从模拟开始（含预热期）就有。",
        "Dashed line and diamond: the goal's month. Hollow: the interval spans zero. The unit more is there from the beginning, burn-in included.",
    )
