"""The Morris plane: how large the effect of each parameter is, against how much it varies from place to place."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import number_axis, ticks_within
from experiments.figures.indices import index_text, scale_of
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.placing import label_points
from experiments.figures.plot import Plot
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.sheet import MM_PER_POINT
from experiments.figures.studies import COLUMNS, index_rows, leaders, measure, parameter, place, ranked, rest, verdict
from experiments.figures.style import INK, SINGLE_RUN, SOFT

AXES = ("mu_star", "sigma")
MOST = 14


def content(document: Mapping[str, Any], room: Room) -> Content:
    """The plane with a number at each point, and below it the same parameters by name with their intervals."""
    entries = ranked(document, "mu_star")
    known = [entry for entry in entries if all(entry.get(name) is not None for name in AXES)]
    values = {name: [entry.get(key) for entry in entries for key in (name, f"{name}_low", f"{name}_high")] for name in AXES}
    scale = scale_of(document, AXES, room.lang)
    factor = scale.factor
    unit = f"（{scale.label}）" if room.zh else f" ({scale.label})"

    def paint(axes: Axes, per_unit: tuple[float, float]) -> None:
        bars = []
        for entry in known:
            x, y = (entry[name] * factor for name in AXES)
            for name, horizontal in (("mu_star", True), ("sigma", False)):
                low, high = entry.get(f"{name}_low"), entry.get(f"{name}_high")
                if low is not None and high is not None:
                    ends = (low * factor, high * factor)
                    across, up = (ends, (y, y)) if horizontal else ((x, x), ends)
                    axes.plot(across, up, color=SOFT, linewidth=0.6, zorder=2)
                    bars.append((across[0], up[0], across[1], up[1]))
        points = [(entry["mu_star"] * factor, entry["sigma"] * factor) for entry in known]
        size = room.faces.body.points * 0.6
        axes.plot([x for x, _ in points], [y for _, y in points], "o", color=SINGLE_RUN, markersize=size, markeredgecolor=INK, zorder=3)
        top = min(axes.get_xlim()[1], axes.get_ylim()[1])
        axes.plot((0, top), (0, top), color=SOFT, linewidth=0.6, linestyle=(0, (4, 2)), zorder=1)
        label_points(axes, per_unit, points, [str(entries.index(entry) + 1) for entry in known], room.faces.strong, size * MM_PER_POINT * 0.6, bars)

    plane = Plot(
        "",
        number_axis(room.read(measure("mu_star")) + unit, [None if v is None else v * factor for v in values["mu_star"]], room=0.06),
        number_axis(room.read(measure("sigma")) + unit, [None if v is None else v * factor for v in values["sigma"]], room=0.08),
        paint,
        room.width(room.size.columns),
        room.faces,
        62.0,
    )
    notes = verdict(document, room)
    notes.append(
        room.say(
            "参数由一端变到另一端的影响；越靠右越重要，虚线以上表示影响因处境而异（交互或弯曲）。",
            "Effect of moving a parameter through its range: further right matters more; above the dashed line the effect depends on the others.",
        )
    )
    notes += rest(entries, MOST, room)
    frame = framed(document, room, leaders(document, entries, room), _subtitle(document, room), notes)
    panels = [plane, _names(document, entries[:MOST], factor, scale, room)]
    return Content(frame, panels, Data(COLUMNS, index_rows(document, entries, AXES)), room.size.columns)


def _names(document: Mapping[str, Any], entries: list[Mapping[str, Any]], factor: float, scale: Any, room: Room) -> Rows:
    rows, shown = [], []
    for number, entry in enumerate(entries, 1):
        found = [entry.get(key) for key in ("mu_star", "mu_star_low", "mu_star_high")]
        bounds = [None if part is None else part * factor for part in found]
        rows.append(
            Row(
                f"{number}  {room.read(parameter(document, entry))}",
                [Mark(*bounds, index_text(entry, "mu_star", scale, room.lang), "bar", SINGLE_RUN)],
            )
        )
        shown += bounds
    width = room.width(room.size.columns)
    label = room.read(measure("mu_star")) + (f"（{scale.label}）" if room.zh else f" ({scale.label})")
    return Rows("", rows, number_axis(label, shown, ticks_within(width * 0.3, room.faces.small.points)), width, room.faces, 0.42, 0.28)


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    return room.say(
        f"{place(document, room)}Morris 筛选：每个参数的平均影响及其 95% 区间（自助法），已扣除偶然性",
        f"{place(document, room)}Morris screening: mean effects with 95 % intervals (bootstrap), chance taken out",
    )
