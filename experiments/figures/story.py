"""One project in two worlds: its months side by side, to scale above, in words below, with the place where the paths part."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import Axis
from experiments.figures.frame import Entry, baseline_entry
from experiments.figures.page import Content, Data, Room, framed, height_of
from experiments.figures.plot import Plot
from experiments.figures.sheet import width_of
from experiments.figures.story_panel import Scene, Story
from experiments.figures.style import BASELINE, INK, PAPER, policy_colour, policy_mark
from experiments.output.headers import NO_UNIT
from experiments.output.vocabulary import BASELINE_SHORT, Both, title

SIDES = ("baseline", "with_policy")
WITH_POLICY = Both("有政策", "with the policy")
COLUMNS = ("scenario", "project", "world", "month", "event", "text", "why")
LANE = 7.0  # mm


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Lanes to scale and scenes in words; where there is too little room, scenes that are the same in both worlds are left out first."""
    full = _content(document, room, shared=None)
    if height_of(full) <= room.size.height:
        return full
    for shared in (3, 2, 1, 0):
        shorter = _content(document, room, shared)
        if height_of(shorter) <= room.size.height:
            break
    return shorter


def _content(document: Mapping[str, Any], room: Room, shared: int | None) -> Content:
    scenes, left_out = _scenes(document, room, shared)
    policy = title_of_policy(document, room)
    entries = [baseline_entry(room.lang), Entry(policy_mark(0), policy_colour(0), room.say(f"有政策：{policy}", f"with the policy: {policy}"))]
    notes = [
        room.say(
            "两个世界里项目的运气相同，只有政策不同；每一步的理由见 story.txt。",
            "The project has the same luck in both worlds, only the policy differs; why each step was taken is in story.txt.",
        )
    ]
    if left_out:
        notes.append(
            room.say(
                f"分开之前两边相同的 {left_out} 件事未写出，见数据文件。",
                f"{left_out} events before they part, the same in both, are in the data file.",
            )
        )
    frame = framed(document, room, _title(document, room), _subtitle(document, room), notes, entries)
    panels = [_lanes(document, room), Story(scenes, room.width(), room.faces, (room.read(BASELINE_SHORT), room.read(WITH_POLICY)))]
    return Content(frame, panels if document["project"] else panels[:0], Data(COLUMNS, _rows(document, room)))


def title_of_policy(document: Mapping[str, Any], room: Room) -> str:
    """The policy's part of the title of region and policies."""
    _, plus, policy = title(document, room.lang).partition(" + ")
    return policy if plus else document["policy"]


def _events(document: Mapping[str, Any], side: str) -> list[Mapping[str, Any]]:
    return (document[side] or {}).get("events") or []


def _parting(document: Mapping[str, Any]) -> str | None:
    return (document.get("parts_at") or {}).get("month")


def _scenes(document: Mapping[str, Any], room: Room, shared: int | None) -> tuple[list[Scene], int]:
    """Month by month what happens in each world; `shared` keeps only so many months before the paths part."""
    months = sorted({event["month"] for side in SIDES for event in _events(document, side)})
    parting = _parting(document)
    scenes, before = [], []
    for month in months:
        sides = [[event[f"text_{room.lang}"] for event in _events(document, side) if event["month"] == month] for side in SIDES]
        scene = Scene(month, *sides, parts=month == parting)
        (before if parting and month < parting else scenes).append(scene)
    kept = before if shared is None else before[:1] + before[len(before) - shared + 1 :] if shared > 1 else before[:shared]
    gone = sum(len(scene.baseline) for scene in before) - sum(len(scene.baseline) for scene in kept)
    return kept + scenes, gone


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def _lanes(document: Mapping[str, Any], room: Room) -> Plot:
    months = [_number(event["month"]) for side in SIDES for event in _events(document, side)] or [0, 12]
    low, high = min(months), max(months)
    years = range(low // 12, high // 12 + 2)
    width, small = room.width(), room.faces.small
    step = 1
    while (width_of("2025", small) + 3.0) * len(years) / step > width - 30.0:
        step += 1
    ticks = tuple(float(year * 12) for year in years if year * 12 >= low - 2 and not (year - years[0]) % step)
    x = Axis("", low - 2.0, max(high + 2.0, low + 12.0), ticks, tuple(str(int(tick // 12)) for tick in ticks))
    names = (room.read(WITH_POLICY), room.read(BASELINE_SHORT))
    y = Axis("", 0.0, 2.0, (0.5, 1.5), names)

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        for height, side, colour, mark in ((1.5, "baseline", BASELINE, "s"), (0.5, "with_policy", policy_colour(0), policy_mark(0))):
            found = [_number(event["month"]) for event in _events(document, side)]
            if not found:
                continue
            axes.plot((min(found), max(found)), (height, height), color=colour, linewidth=2.2, solid_capstyle="butt", zorder=2)
            style = {"markersize": room.faces.body.points * 0.6, "markeredgecolor": INK, "markeredgewidth": 0.5}
            axes.plot(found, [height] * len(found), mark, color=colour, zorder=3, linestyle="none", **style)
            reached = document[side]["outcome"]["result"] == "batch_output"
            face = colour if reached else PAPER
            axes.plot((max(found),), (height,), "D" if reached else "X", markerfacecolor=face, color=colour, zorder=4, **{**style, "markersize": 7.0})
        if parting := _parting(document):
            axes.axvline(_number(parting), color=INK, linewidth=0.9, linestyle=(0, (4, 2)), zorder=1)
        axes.tick_params(axis="y", length=0)

    note = room.say(
        "虚线：两边从这里分开；菱形：最后一件事，已达到批量产出；叉：最后一件事，没有达到",
        "dashed: here they part; diamond: last event, batch output reached; cross: last event, not reached",
    )
    return Plot("", x, y, paint, width, room.faces, 2 * LANE, notes=[note], grid=False)


def _title(document: Mapping[str, Any], room: Room) -> str:
    if not document["project"]:
        return room.say("没有找到这一类项目", "No project of this class was found")
    words = document[f"class_{room.lang}"]
    ends = [document[side]["outcome"][f"text_{room.lang}"] for side in SIDES]
    return room.say(
        f"没有政策：{ends[0]}；有政策：{ends[1]}（{words.split('：')[0]}）",
        f"Without the policy: {ends[0]}; with it: {ends[1]} ({words.split(':')[0]})",
    )


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place, _, _ = title(document, room.lang).partition(" + ")
    if not document["project"]:
        return place
    text = room.say(
        f"{place}。项目 {document['project']}，第 {document['replication']} 个世界",
        f"{place}. Project {document['project']}, world {document['replication']}",
    )
    if document.get("parts_at"):
        return text + room.say(
            f"，{document['parts_at']['month']} 起两边不同；一个项目的经过，不是政策的平均作用",
            f"; they part in {document['parts_at']['month']}. One project's story, not the mean effect of the policy",
        )
    return text + room.say("，两边每一步都相同", "; every step is the same in both worlds")


def _rows(document: Mapping[str, Any], room: Room) -> list[dict[str, Any]]:
    names = {"baseline": BASELINE_SHORT, "with_policy": WITH_POLICY}
    return [
        {
            "scenario": document["scenario"],
            "project": document["project"],
            "world": names[side],
            "month": event["month"],
            "event": event["event"],
            "text": event[f"text_{room.lang}"],
            "why": event[f"why_{room.lang}"],
            "unit": NO_UNIT,
        }
        for side in SIDES
        for event in _events(document, side)
    ]
