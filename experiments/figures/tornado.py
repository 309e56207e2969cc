"""One at a time: what the outcome does when a parameter goes to either end of its range, the widest swing first."""

from collections.abc import Mapping
from typing import Any

from experiments.figures.axes import number_axis, ticks_within
from experiments.figures.frame import Entry
from experiments.figures.indices import index_text, scale_of
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.studies import COLUMNS, index_rows, leaders, measure, parameter, place, ranked, rest, verdict
from experiments.figures.style import policy_colour

ENDS = ("effect_low", "effect_high")
HATCHES = ("////", "")
MOST = 14


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Two bars a parameter, from what the scenario says to either end."""
    entries = ranked(document, "swing")
    shown = entries[:MOST]
    values = [entry.get(key) for entry in shown for name in ENDS for key in (name, f"{name}_low", f"{name}_high")]
    scale = scale_of(document, ("swing", *ENDS), room.lang)
    rows = []
    for entry in shown:
        marks = []
        for order, name in enumerate(ENDS):
            found = [entry.get(key) for key in (name, f"{name}_low", f"{name}_high")]
            text = index_text(entry, name, scale, room.lang, signed=True)
            bounds = (None if part is None else part * scale.factor for part in found)
            marks.append(Mark(*bounds, text, "bar", policy_colour(order), hatch=HATCHES[order]))
        rows.append(Row(room.read(parameter(document, entry)), marks))
    axis = number_axis(
        room.say(f"与情景取值相比的变化（{scale.label}）", f"change from what the scenario says ({scale.label})"),
        [None if value is None else value * scale.factor for value in values],
        ticks_within(room.width() * 0.3, room.faces.small.points),
    )
    panel = Rows("", rows, axis, room.width(), room.faces, label_share=0.38, text_share=0.28)
    kinds = [Entry("s", policy_colour(order), room.read(measure(name))) for order, name in enumerate(ENDS)]
    notes = verdict(document, room)
    notes.append(
        room.say(
            "每次只动一个参数，其余照情景；参数一起变动时的作用看不到。斜线：取下限。",
            "One parameter at a time, all others as the scenario says; what they do together is not seen. Hatched: low end.",
        )
    )
    notes += rest(entries, MOST, room)
    frame = framed(document, room, leaders(document, entries, room), _subtitle(document, room), notes, kinds)
    return Content(frame, [panel], Data(COLUMNS, index_rows(document, entries, ("swing", *ENDS))))


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    return room.say(
        f"{place(document, room)}参数取其范围两端时结果的配对差：均值及其 95% 区间",
        f"{place(document, room)}Paired difference of the outcome at both ends of each range: mean and 95 % interval",
    )
