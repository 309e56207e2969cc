"""From 80 against 30 to what a pilot does: the naive gap, its parts, and the true effect, reading by reading."""

from collections.abc import Mapping
from typing import Any

from experiments.figures.axes import number_axis, ticks_within
from experiments.figures.frame import policy_entry
from experiments.figures.numbers import Scale, number, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.style import SINGLE_RUN, SOFT, policy_colour, policy_letter, policy_mark
from experiments.figures.verdicts import is_contradicted, same_sign, spans_zero
from experiments.output.enough import missing_worlds
from experiments.output.headers import ALL_VERSIONS, SHARE
from experiments.output.vocabulary import CHAIN, is_comparison, title, version

COLUMNS = ("scenario", "policy", "version", "measure", "measure_name", "unit", "value", "low", "high")
WHOLES = ("naive", "per_entrant", "true")
HATCHES = {"censoring": "....", "survivorship": "////", "selection": "xxxx", "crowding": "\\\\\\\\", "maturation": "", "screening": "++++"}
AFTER = {"naive": ("censoring", "survivorship"), "per_entrant": ("selection", "crowding"), "true": ("maturation", "screening")}
EFFECTS = ("true", "switched")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """The chain in the world of the run, or of the first policy; then the effects under each policy, with every calibrated version."""
    chains = chains_of(document)
    heading = room.say("从表面差距到真实作用", "From the naive gap to the true effect")
    if is_comparison(document):
        heading += room.say("（有政策 A 的世界）", " (world with policy A)")
    panels = [_chain(chains[0][1], heading, room), _effects(document, chains, room)]
    entries = [policy_entry(document, order, room.lang) for order in range(len(chains))] if is_comparison(document) else []
    notes = [
        room.say(
            "斜纹等花纹：差距中不是中试带来的部分（真实作用之下是它自己的组成）。细线：各校准版本单独的结果，自上而下为",
            "Patterns: parts of the gap that no pilot brings (below the true effect, what it consists of). Thin lines: each calibrated version by "
            "itself, from the top ",
        )
        + room.say("、", ", ").join(version(name, document).read(room.lang) for name in chains[0][1]["by_version"])
        + room.say(
            "。反事实世界只改路线，运气相同；项目一直跟踪到有结果为止。",
            ". Counterfactual worlds change routes only; projects are followed to their end.",
        )
    ]
    frame = framed(document, room, _title(chains[0][1], document, room), _subtitle(document, room), notes, entries)
    return Content(frame, panels, Data(COLUMNS, _rows(document, chains)))


def chains_of(document: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The chains of a document with the policy they belong to."""
    if is_comparison(document):
        return [(policy["id"], policy["contrasts"]) for policy in document["policies"] if "contrasts" in policy]
    return [("", document["contrasts"])]


def _found(chain: Mapping[str, Any], name: str) -> Mapping[str, float | None]:
    return {**chain, **chain["parts"], **chain["true_parts"]}[name]


def _chain(chain: Mapping[str, Any], heading: str, room: Room) -> Rows:
    rows, shown = [], []
    for whole in WHOLES:
        found = _found(chain, whole)
        value, low, high = _points(found)
        rows.append(Row(room.read(CHAIN[whole]), [Mark(value, low, high, _text(found, room), "bar", SINGLE_RUN)], strong=True))
        shown += [value, low, high]
        at = value or 0.0
        if whole == "true":
            at = 0.0
        for part in AFTER[whole]:
            piece = _found(chain, part)
            size, least, most = _points(piece)
            sign = 1.0 if whole == "true" else -1.0
            end = None if size is None else at + sign * size
            bounds = sorted(at + sign * bound for bound in (least, most)) if least is not None and most is not None else (None, None)
            mark = Mark(end, *bounds, _text(piece, room), "bar", "#B8C4D6", start=at, hatch=HATCHES[part])
            rows.append(Row(room.read(CHAIN[part]), [mark], indent=3.0))
            shown += [end, *bounds]
            at = end if end is not None else at
    axis = number_axis(room.say("个百分点", "percentage points"), shown, ticks_within(room.width() * 0.3, room.faces.small.points))
    return Rows(heading, rows, axis, room.width(), room.faces, label_share=0.4, text_share=0.22)


def _effects(document: Mapping[str, Any], chains: list[tuple[str, Mapping[str, Any]]], room: Room) -> Rows:
    compares = is_comparison(document)
    rows, shown = [], []
    for name in EFFECTS if compares else EFFECTS[:1]:
        marks = []
        for order, (_, chain) in enumerate(chains):
            found = chain[name]
            value, low, high = _points(found)
            look = {"colour": policy_colour(order) if compares else SINGLE_RUN, "shape": policy_mark(order)}
            marks.append(
                Mark(value, low, high, _text(found, room), "point", hollow=spans_zero(found), letter=policy_letter(order) if compares else "", **look)
            )
            alone = [_points(each[name]) for each in chain["by_version"].values()]
            marks += [Mark(*each, kind="tick", colour=SOFT) for each in alone]
            shown += [part for each in ([value, low, high], *alone) for part in each]
        rows.append(Row(room.read(CHAIN[name]), marks))
    axis = number_axis(room.say("个百分点", "percentage points"), shown, ticks_within(room.width() * 0.3, room.faces.small.points))
    heading = room.say("真实作用，合并和各校准版本", "True effects, all versions together and each by itself")
    return Rows(heading, rows, axis, room.width(), room.faces, label_share=0.4, text_share=0.22)


def _points(found: Mapping[str, float | None]) -> tuple[float | None, float | None, float | None]:
    value, low, high = (None if found[key] is None else 100.0 * found[key] for key in ("value", "low", "high"))
    return value, low, high


def _text(found: Mapping[str, float | None], room: Room) -> str:
    return with_interval(found["value"], found["low"], found["high"], Scale(100.0, ""), room.lang, signed=True)


def _title(chain: Mapping[str, Any], document: Mapping[str, Any], room: Room) -> str:
    naive, true = chain["naive"], chain["true"]
    if missing := missing_worlds(document):
        return room.say(f"世界太少，还需 {missing} 个才能说中试的作用", f"Too few worlds: {missing} more needed to say what a pilot does")
    if naive["value"] is None or true["value"] is None:
        return room.say("没有足够的中试或直接放大的项目，不能比较", "Too few pilots or direct attempts to compare")
    gap, effect = (number(100.0 * found["value"], 0, signed=True) for found in (naive, true))
    versions = [found["true"] for found in chain["by_version"].values()]
    if is_contradicted(true, versions):
        return room.say(
            f"表面差距 {gap} 个百分点；中试的真实作用，校准版本之间方向相反，不能确定",
            f"The naive gap is {gap} percentage points; on the true effect calibrated versions contradict each other: not certain",
        )
    if not spans_zero(true):
        alone = room.say("（只看了一个校准版本）", " (one calibrated version only)") if len(document.get("versions") or ()) == 1 else ""
        return room.say(
            f"表面差距 {gap} 个百分点，中试真正带来的是 {effect}{alone}",
            f"The naive gap is {gap} percentage points; the pilot itself brings {effect}{alone}",
        )
    if same_sign(versions):
        values = [100.0 * each["value"] for each in versions]
        least, most = (number(bound, 0, signed=True) for bound in (min(values), max(values)))
        return room.say(
            f"表面差距 {gap} 个百分点；中试的真实作用因校准版本而异，{least} 至 {most}，不能给出一个数",
            f"The naive gap is {gap} percentage points; the true effect is {least} to {most} depending on the version: no single number",
        )
    return room.say(
        f"表面差距 {gap} 个百分点，而中试的真实作用区间含零，方向不能确定",
        f"The naive gap is {gap} percentage points, but the interval of the true effect spans zero: direction not certain",
    )


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    return room.say(
        f"{place}。研究期内选定路线的项目达到批量产出的比例之差：估计值及其 95% 区间",
        f"{place}. Differences in the share reaching batch output, of projects that chose a route in the study: estimate and 95 % interval",
    )


def _rows(document: Mapping[str, Any], chains: list[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    rows = []
    for policy, chain in chains:
        head = {"scenario": document["scenario"], "policy": policy, "unit": SHARE}
        rows += [{**head, "version": ALL_VERSIONS, "measure": name, "measure_name": CHAIN[name], **_found(chain, name)} for name in CHAIN]
        for which, found in chain["by_version"].items():
            each = {**head, "version": version(which, document)}
            rows += [{**each, "measure": name, "measure_name": CHAIN[name], **values} for name, values in found.items()]
    return rows
