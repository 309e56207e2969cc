"""What stops projects, year by year: a map of resources and years, the darker the more projects stop for want of it."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from experiments.figures.axes import Axis
from experiments.figures.numbers import UNKNOWN, exact_decimals, number, scale_for
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.plot import Plot
from experiments.figures.shades import ink_on, shade
from experiments.figures.sheet import width_of
from experiments.figures.style import INK, PAPER
from experiments.output.enough import missing_worlds
from experiments.output.rows import rows_of
from experiments.output.tables import columns_of
from experiments.output.vocabulary import RESOURCES, indicator, title

CELL = 8.0  # mm


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Two maps: projects that stopped for want of a resource in the year, and projects that wait for it at one time."""
    panels = [
        _map(document, "stopped", room.say("停下的项目（项/年）", "Projects stopped (per year)"), room),
        _map(document, "held_up", room.say("同时在等的项目（项，年均）", "Projects waiting at one time (mean of the year)"), room),
    ]
    notes = [
        room.say(
            "各世界的均值，区间见数据文件。粗框：当年停下项目最多的一项，且与其余各项之差的区间都不含零。“其他”是技术未成、没有释放、流向外地等，"
            "不算资源瓶颈。“—”：无此项。",
            "Means over worlds, intervals in the data file. Thick frame: stopped most projects that year, all intervals of the differences without "
            'zero. "Other": failed technically, not released, left and so on: no bottleneck of a resource. "—": there is none.',
        )
    ]
    frame = framed(document, room, _title(document, room), _subtitle(document, room), notes)
    return Content(frame, panels, Data(columns_of("bottleneck_by_year", document), rows_of("bottleneck_by_year", document, room.lang)))


def _map(document: Mapping[str, Any], measure: str, heading: str, room: Room) -> Plot:
    found = document["bottleneck_by_year"]
    years = list(found)
    resources = [name for name in RESOURCES if any(name in found[year][measure] for year in years)]
    width = room.width()
    values = {(name, year): (found[year][measure].get(name) or {}).get("value") for name in resources for year in years}
    compared = [value for (name, _), value in values.items() if value is not None and name != "other"]
    largest = max(compared, default=0.0) or 1.0
    names = [room.read(RESOURCES[name]) for name in resources]
    x = Axis("", 0.0, float(len(years)), tuple(place + 0.5 for place in range(len(years))), _fitting(years, width, room))
    y = Axis("", 0.0, float(len(resources)), tuple(place + 0.5 for place in range(len(resources))), tuple(names))

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)
        for row, name in enumerate(resources):
            for column, year in enumerate(years):
                value = values[name, year]
                colour = PAPER if value is None or name == "other" else shade(value / largest)
                axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor=PAPER, linewidth=1.0, zorder=1))
                axes.text(
                    column + 0.5,
                    row + 0.5,
                    UNKNOWN if value is None else number(value, 0 if value >= 9.95 else 1),
                    ha="center",
                    va="center",
                    fontsize=room.faces.body.points,
                    color=ink_on(colour),
                    zorder=3,
                )
                if measure == "stopped" and found[year]["binding"] == name and found[year]["is_certain"]:
                    axes.add_patch(Rectangle((column + 0.04, row + 0.06), 0.92, 0.88, fill=False, edgecolor=INK, linewidth=1.4, zorder=2))

    return Plot(heading, x, y, paint, width, room.faces, CELL * len(resources), grid=False, reverse_y=True)


def _fitting(years: list[str], width: float, room: Room) -> tuple[str, ...]:
    """Names of the columns; where they would touch, every second or third only."""
    step = 1
    while len(years) / step * (width_of("2025", room.faces.small) + 2.0) > width - 30.0:
        step += 1
    return tuple(year if place % step == 0 else "" for place, year in enumerate(years))


def _title(document: Mapping[str, Any], room: Room) -> str:
    if missing := missing_worlds(document):
        return room.say(f"世界太少，还需 {missing} 个才能说卡在哪里", f"Too few worlds: {missing} more needed to say what is in the way")
    found = document["bottleneck_by_year"]
    certain: dict[str, list[str]] = {}
    for year, each in found.items():
        if each["binding"] and each["is_certain"]:
            certain.setdefault(each["binding"], []).append(year)
    if not certain:
        return room.say("没有一年能确定哪种资源停下的项目最多", "In no year is it certain which resource stops most projects")
    parts = [_years(years, len(found), RESOURCES[name].read(room.lang), room) for name, years in certain.items()]
    rest = len(found) - sum(map(len, certain.values()))
    if rest:
        parts.append(room.say(f"其余 {rest} 年不能确定", f"not certain in {rest} other years"))
    return room.say("停下项目最多的资源：", "What stops most projects: ") + room.say("；", "; ").join(parts)


def _years(years: list[str], count: int, name: str, room: Room) -> str:
    if len(years) == count:
        return room.say(f"{name}（每年都是）", f"want of {name} (every year)")
    if int(years[-1]) - int(years[0]) == len(years) - 1 and len(years) > 1:
        return f"{name}（{years[0]} 至 {years[-1]} 年）" if room.zh else f"want of {name} ({years[0]} to {years[-1]})"
    shown = room.say("、", ", ").join(years) if len(years) <= 4 else room.say(f"{len(years)} 个年份", f"{len(years)} years")
    return room.say(f"{name}（{shown}）", f"want of {name} ({shown})")


def _goal(document: Mapping[str, Any], room: Room) -> str:
    """The goal in words, as far as the document says it in parts."""
    goal = document["goal"]
    if not all(key in goal for key in ("indicator", "operator", "number", "by")):
        return str(goal["text"])
    found = indicator(goal["indicator"])
    scale = scale_for(found.unit, room.lang, abs(goal["number"]))
    amount = number(goal["number"] * scale.factor, exact_decimals(goal["number"] * scale.factor))
    name, is_more, year = found.words.read(room.lang), goal["operator"] == ">", goal["by"].partition("-")
    more = room.say("超过" if is_more else "达到", "more than" if is_more else "at least")
    return room.say(
        f"到{year[0]}年{int(year[2])}月底{name}累计{more}{amount}{scale.label}", f"{name}: {more} {amount} {scale.label} by the end of {goal['by']}"
    )


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    if "goal" not in document:
        event = indicator(document["bottleneck_event"]).words.read(room.lang)
        return room.say(
            f"{place}。因缺某种资源而停下或在等的项目，只数“{event}”之前的",
            f"{place}. Projects that stop or wait for want of a resource, short of this event: {event}",
        )
    called = _goal(document, room)
    return room.say(
        f"{place}。因缺某种资源而停下或在等的项目，只数目标（{called}）所指事件之前的",
        f"{place}. Projects that stop or wait for want of a resource, short of the event of the goal ({called})",
    )
