"""The cost-effectiveness plane: net public money against additional projects, with how uncertain both are together, and the frontier."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import number_axis
from experiments.figures.frame import Entry, policy_entry
from experiments.figures.numbers import MONEY, scale_for
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.placing import label_points
from experiments.figures.plot import Plot
from experiments.figures.sheet import MM_PER_POINT
from experiments.figures.style import BASELINE, INK, SOFT, policy_colour, policy_letter, policy_mark
from experiments.figures.unit_cost import cost_in_words
from experiments.figures.verdicts import Verdict, finding
from experiments.output.enough import missing_worlds
from experiments.output.headers import COST_UNIT, PLANE
from experiments.output.headers import MONEY as UNIT
from experiments.output.vocabulary import BASELINE as BASELINE_WORDS
from experiments.output.vocabulary import indicator, title
from sim.definitions import HEADLINE

COLUMNS = ("policy", "policy_name", "measure", "measure_name", "unit", "value", "low", "high", "defined")
LINES = ("-", "--", ":", "-.")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """One mark and one ellipse a policy; the dashed line joins what gives most projects for the money, by the means."""
    policies = document["policies"]
    money = [policy["cost_plane"]["money"][key] for policy in policies for key in ("value", "low", "high")]
    scale = scale_for(MONEY, room.lang, max((abs(amount) for amount in money if amount is not None), default=0.0))
    projects = [policy["cost_plane"]["projects"][key] for policy in policies for key in ("value", "low", "high")]
    unit = indicator("batch_output").unit.read(room.lang)
    panel = Plot(
        "",
        number_axis(room.say(f"多出的批量产出项目（{unit}/每对世界）", f"additional projects in batch output ({unit} per pair)"), projects, room=0.1),
        number_axis(
            room.say(f"净财政支出，贴现后（{scale.label}）", f"net public money, discounted ({scale.label})"),
            [None if amount is None else amount * scale.factor for amount in money],
            room=0.12,
        ),
        _painter(policies, scale.factor, room),
        room.width(),
        room.faces,
        80.0,
    )
    entries = [Entry("s", BASELINE, BASELINE_WORDS.read(room.lang))]
    entries += [policy_entry(document, order, room.lang, cost_in_words(policy, document, room.lang)) for order, policy in enumerate(policies)]
    heading = room.say("每多一个项目的净财政成本", "Net public cost per additional project")
    notes = [
        room.say(
            "椭圆在两个方向上的宽度各是其 95% 区间，斜向是二者的相关；横跨竖线即是否多出项目不能确定。虚线只按均值连接，椭圆重叠的政策孰优不能确定。",
            "Each ellipse is as wide in both directions as the 95 % intervals, its tilt their correlation; where it crosses the vertical line, added "
            "projects may be none. The dashed line joins means only: of policies whose ellipses overlap none is certainly better.",
        )
    ]
    frame = framed(document, room, _title(document, room), _subtitle(document, room), notes, entries, heading)
    return Content(frame, [panel], Data(COLUMNS, _rows(document, room)))


def frontier(policies: Sequence[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """From the baseline on: the points (projects, 万元) that no mixture of others beats, by the means, in the order of projects."""
    points = [(0.0, 0.0)]
    for policy in policies:
        x, y = (policy["cost_plane"][key]["value"] for key in ("projects", "money"))
        if x is not None and y is not None:
            points.append((x, y))
    least = min(points, key=lambda point: (point[1], -point[0]))
    chain = [least]
    while further := [point for point in points if point[0] > chain[-1][0]]:
        x, y = chain[-1]
        chain.append(min(further, key=lambda point: ((point[1] - y) / (point[0] - x), -point[0])))
    return chain


def _painter(policies: Sequence[Mapping[str, Any]], factor: float, room: Room):
    points = room.faces.body.points

    def paint(axes: Axes, scale: tuple[float, float]) -> None:
        axes.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
        axes.axhline(0.0, color=INK, linewidth=0.8, zorder=1)
        chain = frontier(policies)
        axes.plot([x for x, _ in chain], [y * factor for _, y in chain], color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)), zorder=2)
        axes.plot((0.0,), (0.0,), "s", color=BASELINE, markersize=points * 0.7, markeredgecolor=INK, markeredgewidth=0.4, zorder=5)
        places, letters = [], []
        for order, policy in enumerate(policies):
            plane = policy["cost_plane"]
            x, y = plane["projects"]["value"], plane["money"]["value"]
            if x is None or y is None:
                continue
            colour = policy_colour(order)
            if outline := ellipse(plane):
                xs, ys = [part[0] for part in outline], [part[1] * factor for part in outline]
                axes.fill(xs, ys, color=colour, alpha=0.14, linewidth=0, zorder=2)
                axes.plot(xs, ys, color=colour, linewidth=1.0, linestyle=LINES[order % len(LINES)], zorder=3)
            style = {"markersize": points * 0.8, "markeredgecolor": INK, "markeredgewidth": 0.4}
            axes.plot((x,), (y * factor,), policy_mark(order), color=colour, zorder=5, **style)
            places.append((x, y * factor))
            letters.append(policy_letter(order))
        label_points(axes, scale, places, letters, room.faces.strong, points * MM_PER_POINT * 0.5)

    return paint


def ellipse(plane: Mapping[str, Any]) -> list[tuple[float, float]]:
    """The outline in projects and 万元; none where an interval is missing."""
    (x, low_x, high_x), (y, low_y, high_y) = ([plane[key][part] for part in ("value", "low", "high")] for key in ("projects", "money"))
    if None in (x, y, low_x, high_x, low_y, high_y):
        return []
    wide, high, tilt = (high_x - low_x) / 2, (high_y - low_y) / 2, plane["correlation"] or 0.0
    across = math.sqrt(max(0.0, 1.0 - tilt * tilt))
    turns = [2 * math.pi * k / 120 for k in range(121)]
    return [(x + wide * math.cos(turn), y + high * (tilt * math.cos(turn) + across * math.sin(turn))) for turn in turns]


def _title(document: Mapping[str, Any], room: Room) -> str:
    if missing := missing_worlds(document):
        return room.say(f"世界太少，还需 {missing} 对才能下结论", f"Too few worlds: {missing} more pairs needed for any conclusion")
    groups: dict[str, list[str]] = {"more": [], "weak": [], "less": [], "open": []}
    for order, policy in enumerate(document["policies"]):
        found = finding(policy, HEADLINE)
        kind = {Verdict.MORE: "weak" if found.reservation else "more", Verdict.LESS: "less"}.get(found.overall, "open")
        groups["open" if found.opposed_in else kind].append(policy_letter(order))
    words = {
        "more": room.say("{} 多出项目，也多花钱或少花钱如图", "{}: additional projects at the cost shown"),
        "weak": room.say("{} 多出项目，但有保留（见效果图）", "{}: additional projects, with reservations (see the effects figure)"),
        "less": room.say("{} 项目净减少", "{}: fewer projects on balance"),
        "open": room.say("{} 是否多出项目不能确定，因而没有单位成本", "{}: additional projects may be none, so that no cost per project exists"),
    }
    return room.say("；", "; ").join(words[kind].format(room.say("、", ", ").join(letters)) for kind, letters in groups.items() if letters)


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    return room.say(f"{place}。与基线的配对差：均值及其 95% 区间", f"{place}. Paired differences from the baseline: mean and 95 % interval")


def _rows(document: Mapping[str, Any], room: Room) -> list[dict[str, Any]]:
    rows = []
    for policy in document["policies"]:
        head = {"policy": policy["id"], "policy_name": title(policy, room.lang)}
        plane = policy["cost_plane"]
        units = {"projects": indicator("batch_output").unit, "money": UNIT}
        rows += [{**head, "measure": key, "measure_name": PLANE[key], "unit": units[key], **plane[key]} for key in ("projects", "money")]
        rows.append({**head, "measure": "correlation", "measure_name": PLANE["correlation"], "unit": PLANE["none"], "value": plane["correlation"]})
        cost = policy["cost_per_additional"]
        rows.append({**head, **{**cost, "unit": COST_UNIT}, "measure": "cost_per_additional", "measure_name": PLANE["cost_per_additional"]})
    return rows
