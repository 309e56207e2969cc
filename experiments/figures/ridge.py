"""What 80 and 30 cannot tell apart: along the ridge of worlds that give both, selection takes over what was thought to be the pilot's."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import number_axis, ticks_within
from experiments.figures.frame import Entry
from experiments.figures.numbers import Scale, number, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.plot import Plot
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.style import INK, PAPER, SOFT, policy_colour, policy_letter, policy_mark
from experiments.output.headers import POINTS
from experiments.output.vocabulary import Both, indicator, title

COLUMNS = ("measure", "measure_name", "version", "rho", "unit", "value")
SELECTION, EFFECT = "#DDE3EC", "#88A0C0"
WORDS = {
    "selection_points": Both("选择：做中试的本来就好", "selection: those who pilot were better before"),
    "effect_points": Both("剩给中试的平均作用", "left for the mean effect of a pilot"),
}
OF_VERSION = Both("校准版本的 ρ", "rho of a calibrated version")
OF_DRAW = Both("后验抽样的 ρ", "rho of a posterior draw")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """The fifty points in two parts along the ridge; below, what usual policies do in every version that can be."""
    ridge = document["report"]["ridge"]
    panels: list[Any] = [_ridge(ridge, room)]
    rankings = document["report"].get("rankings")
    if rankings:
        panels.append(_rankings(rankings, room))
    entries = [Entry("s", EFFECT, room.read(WORDS["effect_points"])), Entry("s", SELECTION, room.read(WORDS["selection_points"]))]
    notes = [
        room.say(
            "竖线：可行的校准版本；下缘短线：后验抽样。曲线由概率单位（probit）模型算得，不是模拟，没有区间。",
            "Vertical lines: calibrated versions that can be; ticks at the bottom: posterior draws. The curve is calculated (probit), not simulated: "
            "it has no interval.",
        )
    ]
    if rankings:
        notes.append(
            room.say(
                "细线：各可行版本单独的结果。空心：区间含零，方向不能确定。",
                "Thin lines: each feasible version by itself. Hollow: the interval spans zero, direction not certain.",
            )
        )
    frame = framed(document, room, _title(document, ridge, room), _subtitle(room), notes, entries)
    return Content(frame, panels, Data(COLUMNS, _rows(ridge)), min(len(panels), room.size.columns))


def _ridge(ridge: Mapping[str, Any], room: Room) -> Plot:
    curve = ridge["curve"]
    rhos = [point["rho"] for point in curve]
    effect = [point["effect_points"] for point in curve]
    whole = [point["effect_points"] + point["selection_points"] for point in curve]
    versions = [version["rho"] for version in ridge.get("versions") or ()]
    draws = [draw["rho"] for draw in ridge.get("posterior") or ()]

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        low, high = axes.get_ylim()
        axes.fill_between(rhos, 0, effect, color=EFFECT, linewidth=0, zorder=1)
        axes.fill_between(rhos, effect, whole, facecolor=SELECTION, edgecolor=SOFT, hatch="////", linewidth=0, zorder=1)
        axes.plot(rhos, effect, color=INK, linewidth=1.4, zorder=3)
        axes.plot(rhos, whole, color=INK, linewidth=0.8, zorder=3)
        for rho in versions:
            axes.axvline(rho, color=INK, linewidth=0.7, linestyle=(0, (4, 2)), zorder=2)
        for rho in draws:
            axes.plot((rho, rho), (low, low + (high - low) * 0.035), color=PAPER, linewidth=1.4, zorder=4)
            axes.plot((rho, rho), (low, low + (high - low) * 0.035), color=INK, linewidth=0.5, zorder=5)

    x = number_axis(room.say("选择的强弱 ρ", "strength of selection ρ"), [*rhos, *versions, *draws], 7, from_zero=False, room=0.02)
    y = number_axis(room.say("百分点", "percentage points"), [*effect, *whole], 5)
    columns = room.size.columns
    return Plot(room.say("80 与 30 之间的五十个百分点", "The fifty points between 80 and 30"), x, y, paint, room.width(columns), room.faces, 52.0)


def _rankings(rankings: Mapping[str, Any], room: Room) -> Rows:
    unit = indicator("batch_output").unit.read(room.lang)
    scale = Scale(1.0, unit)
    rows, shown = [], []
    for order, policy in enumerate(rankings["policies"]):
        found = [policy["effect"][key] for key in ("difference", "low", "high")]
        certain = None not in found and (found[1] > 0 or found[2] < 0)
        text = with_interval(*found, scale, room.lang, signed=True)
        look = {"colour": policy_colour(order), "shape": policy_mark(order), "letter": policy_letter(order)}
        alone = [[each[key] for key in ("difference", "low", "high")] for each in policy["by_version"].values()]
        marks = [Mark(*found, text, "point", hollow=not certain, **look), *(Mark(*each, kind="tick") for each in alone)]
        rows.append(Row(title(policy, room.lang), marks))
        shown += [part for each in (found, *alone) for part in each]
    width = room.width(room.size.columns)
    axis = number_axis(
        room.say(f"批量产出，政策 − 基线（{unit}）", f"batch output, policy − baseline ({unit})"),
        shown,
        ticks_within(width * 0.3, room.faces.small.points),
    )
    return Rows(room.say("常用政策在各可行版本中", "Usual policies in every feasible version"), rows, axis, width, room.faces, 0.36, 0.26)


PASSED_ONLY = "effect_points_s"
"""The mean effect where 80 % are of those who passed (wording S); documents of before do not have it."""


def _title(document: Mapping[str, Any], ridge: Mapping[str, Any], room: Room) -> str:
    curve = sorted(ridge["curve"], key=lambda point: point["rho"])
    ends = [number(point["rho"], 2) for point in (curve[0], curve[-1])]
    effects = [number(point["effect_points"], 0) for point in (curve[0], curve[-1])]
    if PASSED_ONLY in curve[0]:
        narrow = [number(point[PASSED_ONLY], 0) for point in (curve[0], curve[-1])]
        return room.say(
            f"80% 和 30% 分不开挑选与中试：80% 指全部经过中试的，平均作用可以是 {effects[0]} 到 {effects[1]} 个百分点；"
            f"指通过中试的，可以是 {narrow[0]} 到 {narrow[1]} 个百分点",
            f"80 and 30 % cannot tell selection from the pilot: its mean effect may be {effects[0]} to {effects[1]} points if 80 % are of all who "
            f"piloted, {narrow[0]} to {narrow[1]} if of those who passed",
        )
    return room.say(
        f"同样的 80% 和 30%：ρ 从 {ends[0]} 到 {ends[1]}，中试的平均作用可以是 {effects[0]} 到 {effects[1]} 个百分点，这两个数分不开",
        f"The same 80 and 30 %: as ρ goes from {ends[0]} to {ends[1]} the mean effect of a pilot goes from {effects[0]} to {effects[1]}; the two "
        "figures cannot tell",
    )


def _subtitle(room: Room) -> str:
    return room.say(
        "每一点都同时给出 80% 和 30%；五十个百分点在选择和中试的作用之间怎样分，数据没有说",
        "Every point gives both 80 and 30 %; how the fifty points divide into selection and effect the data do not say",
    )


def _rows(ridge: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {"measure": name, "measure_name": words, "rho": point["rho"], "unit": POINTS, "value": point[name]}
        for name, words in WORDS.items()
        for point in ridge["curve"]
    ]
    rows += [
        {"measure": "version", "measure_name": OF_VERSION, "version": each["id"], "rho": each["rho"], "unit": POINTS}
        for each in ridge.get("versions") or ()
    ]
    return rows + [{"measure": "draw", "measure_name": OF_DRAW, "rho": each["rho"], "unit": POINTS} for each in ridge.get("posterior") or ()]
