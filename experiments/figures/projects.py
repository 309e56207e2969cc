"""Who is paid for what: additional, deadweight and displaced projects under each policy."""

from collections.abc import Mapping
from typing import Any

from experiments.figures.axes import number_axis, ticks_within
from experiments.figures.frame import policy_entry
from experiments.figures.numbers import Scale, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.style import policy_colour, policy_letter
from experiments.output.enough import missing_worlds
from experiments.output.rows import rows_of
from experiments.output.tables import COLUMNS
from experiments.output.vocabulary import PROJECT_CLASSES, Both, title

SHOWN = ("additional", "displaced", "deadweight", "accelerated")
HATCHES = {"additional": "", "displaced": "xxxx", "deadweight": "////", "accelerated": "...."}
PLAIN = Scale(1.0, "")
BALANCES = {
    "anyway": Both("{who}：付了钱而本来就有的项目多于新增的", "{who}: more paid projects come anyway than are added"),
    "added": Both("{who}：新增的项目多于付了钱而本来就有的", "{who}: more projects are added than paid although they come anyway"),
    "open": Both("{who}：新增与无谓补贴孰多不能确定", "{who}: whether more are added or come anyway is not certain"),
    "nothing": Both("{who}：既无新增也无无谓补贴", "{who}: nothing added and nothing paid for what comes anyway"),
    "unknown": Both("{who}：不能判断", "{who}: nothing can be concluded"),
}


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Bars of the classes that matter for money, class by class, policies within; the others are in the data."""
    policies = document["policies"]
    panel = Rows(
        "",
        [_row(document, name, room) for name in SHOWN],
        number_axis(
            room.say("项/每对世界（均值）", "projects per pair of worlds (mean)"),
            [_found(policy, name).get(key) for policy in policies for name in SHOWN for key in ("value", "high")],
            ticks_within(room.width() * 0.35, room.faces.small.points),
        ),
        room.width(),
        room.faces,
        label_share=0.3,
    )
    entries = [policy_entry(document, order, room.lang) for order in range(len(policies))]
    notes = [
        room.say(
            "政策净增加的是新增减被挤出；无谓补贴是钱，不是项目。这样分类以项目在两个世界里运气相同为前提。其余各类见数据文件。",
            "A policy adds the additional less the displaced; deadweight is money spent on what comes anyway. The split rests on a project having "
            "the same luck in both worlds. The other classes are in the data file.",
        )
    ]
    frame = framed(document, room, _title(document, room), _subtitle(document, room), notes, entries)
    return Content(frame, [panel], Data(COLUMNS["projects"], rows_of("projects", document, room.lang)))


def _found(policy: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return (policy.get("projects") or {}).get(name) or {}


def _row(document: Mapping[str, Any], name: str, room: Room) -> Row:
    marks = []
    for order, policy in enumerate(document["policies"]):
        found = _found(policy, name)
        value, low, high = (found.get(key) for key in ("value", "low", "high"))
        text = with_interval(value, low, high, PLAIN, room.lang)
        marks.append(Mark(value, low, high, text, "bar", policy_colour(order), hatch=HATCHES[name], letter=policy_letter(order)))
    return Row(room.read(PROJECT_CLASSES[name]), marks)


def _title(document: Mapping[str, Any], room: Room) -> str:
    missing = missing_worlds(document)
    if missing:
        return room.say(f"世界太少，还需 {missing} 对才能下结论", f"Too few worlds: {missing} more pairs needed for any conclusion")
    letters: dict[str, list[str]] = {}
    for order, policy in enumerate(document["policies"]):
        letters.setdefault(_balance(policy), []).append(policy_letter(order))
    parts = [words.read(room.lang).format(who=room.say("、", ", ").join(letters[key])) for key, words in BALANCES.items() if key in letters]
    return room.say("；", "; ").join(parts)


def _balance(policy: Mapping[str, Any]) -> str:
    """Whether more projects come because of the policy, or more are paid that come anyway; only where the intervals do not overlap."""
    additional, paid = _found(policy, "additional"), _found(policy, "deadweight")
    if None in (additional.get("low"), additional.get("high"), paid.get("low"), paid.get("high")):
        return "unknown"
    if additional["high"] == paid["high"] == 0:
        return "nothing"
    if paid["low"] > additional["high"]:
        return "anyway"
    return "added" if additional["low"] > paid["high"] else "open"


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    return room.say(
        f"{place}。同一项目在有、无政策的两个世界里：每类的均值及其 95% 区间",
        f"{place}. The same project without and with the policy: mean of each class and its 95 % interval",
    )
