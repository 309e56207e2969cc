"""A Sankey diagram: how many projects pass from stage to stage, and for which reason the others leave, stage by stage."""

from collections.abc import Mapping
from typing import Any

from experiments.figures.flows_panel import Branch, Flows, Node
from experiments.figures.numbers import Scale as Plain
from experiments.figures.numbers import number, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.output.enough import missing_worlds
from experiments.output.headers import PROJECTS
from experiments.output.vocabulary import Both, indicator, is_comparison, stage, stop_reason, title
from sim.stages import StopReason

STAGES = ("sample", "engineering", "product", "industrialisation")
NODES = {
    "sample": Both("产生的成果", "results disclosed"),
    "engineering": Both("有企业承接并选定路线", "taken up, route chosen"),
    "product": Both("进入产品试制", "began product trial"),
    "industrialisation": Both("进入产业化", "entered industrialisation"),
    "batch_output": Both("实现批量产出", "reached batch output"),
}
LEAVES: dict[str, tuple[StopReason, ...]] = {
    "sample": (StopReason.SAMPLE_FAILED, StopReason.NO_PARTNER, StopReason.LEFT_REGION),
    "engineering": (StopReason.NO_SLOT, StopReason.PILOT_FAILED),
    "product": (StopReason.PRODUCT_FAILED, StopReason.NO_MONEY),
    "industrialisation": (StopReason.RAMP_FAILED,),
}
MORE = Both("在途增加（期末比期初多）", "more under way at the end than at the start")
FEWER = Both("在途减少（期初在途的补上）", "fewer under way at the end: from before")
COLUMNS = ("scenario", "stage", "stage_name", "step", "step_name", "unit", "mean", "low", "high")
ONE = Plain(1.0, "")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """The flows of a run, or of the baseline of a comparison. Where a mean is missing there is nothing to draw, and the title says so."""
    run = document["baseline"] if is_comparison(document) else document
    flows = balance(run)
    nodes = [
        Node(room.read(NODES[name]), _said(_count(run, name), room), entered, _branches(run, name, flows, room)) for name, entered in flows["entered"]
    ]
    notes = [_note(document, run, room)]
    frame = framed(document, room, _title(run, document, room), _subtitle(document, room), notes)
    return Content(frame, [Flows(nodes, room.width(), room.faces)], Data(COLUMNS, _rows(document, run, flows)))


def balance(run: Mapping[str, Any]) -> dict[str, Any]:
    """What enters each stage, leaves it by reason, and the change of what is under way in it: both sides of every node are equal.

    Means are linear, so that the change follows exactly from the others. Closed firms are counted in no stage; their few projects are in the change.
    """
    entered = [(name, _count(run, name)["mean"] or 0.0) for name in NODES]
    change = {}
    for place, name in enumerate(STAGES):
        stopped = sum((run["stop_reasons"].get(reason.key) or {}).get("mean") or 0.0 for reason in LEAVES[name])
        change[name] = entered[place][1] - entered[place + 1][1] - stopped
    return {"entered": entered, "change": change}


def _count(run: Mapping[str, Any], name: str) -> Mapping[str, float | None]:
    section = "indicators" if name == "batch_output" else "stages"
    return (run.get(section) or {}).get(name) or {"mean": None, "low": None, "high": None}


def _said(found: Mapping[str, float | None], room: Room) -> str:
    return with_interval(found.get("mean"), found.get("low"), found.get("high"), ONE, room.lang)


def _branches(run: Mapping[str, Any], name: str, flows: Mapping[str, Any], room: Room) -> list[Branch]:
    if name not in STAGES:
        return []
    branches = []
    for reason in LEAVES[name]:
        found = run["stop_reasons"].get(reason.key) or {}
        branches.append(Branch(room.read(stop_reason(reason.key)), _said(found, room), found.get("mean") or 0.0))
    change = flows["change"][name]
    words = MORE if change >= 0 else FEWER
    branches.append(Branch(room.read(words), number(abs(change), 1), abs(change), is_open=True, comes_in=change < 0))
    return branches


def _rows(document: Mapping[str, Any], run: Mapping[str, Any], flows: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for name in NODES:
        at = stage(name) if name in STAGES else indicator(name).words
        head = {"scenario": document["scenario"], "stage": name, "stage_name": at, "unit": PROJECTS}
        found = _count(run, name)
        rows.append({**head, "step": "entered", "step_name": NODES[name], **{key: found.get(key) for key in ("mean", "low", "high")}})
        for reason in LEAVES.get(name, ()):
            found = run["stop_reasons"].get(reason.key) or {}
            rows.append(
                {**head, "step": reason.key, "step_name": stop_reason(reason.key), **{key: found.get(key) for key in ("mean", "low", "high")}}
            )
        if name in STAGES:
            change = flows["change"][name]
            rows.append({**head, "step": "under_way", "step_name": MORE if change >= 0 else FEWER, "mean": change})
    return rows


def _title(run: Mapping[str, Any], document: Mapping[str, Any], room: Room) -> str:
    """The stage in which most projects stop, where the intervals of all its reasons together leave no doubt."""
    known = all((run["stop_reasons"].get(reason.key) or {}).get("low") is not None for name in STAGES for reason in LEAVES[name])
    if missing_worlds(document) or not known:
        return room.say("世界太少，各环节停止的多少不能比较", "Too few worlds to compare where projects stop")
    sums = {name: [sum(run["stop_reasons"][reason.key][key] for reason in LEAVES[name]) for key in ("low", "mean", "high")] for name in STAGES}
    top = max(sums, key=lambda name: sums[name][1])
    total = sum(found[1] for found in sums.values())
    if total == 0:
        return room.say("研究期内没有项目停止", "No project stops within the study")
    if any(sums[top][0] <= found[2] for name, found in sums.items() if name != top):
        return room.say("哪个环节停止的项目最多，不能确定", "In which stage most projects stop is not certain")
    share = number(100.0 * sums[top][1] / total, 0)
    words = stage(top).read(room.lang)
    return room.say(
        f"停止的项目约 {share}% 停在{words}环节，各环节中最多",
        f"Of the projects that stop, about {share}% stop in the {words} stage, more than in any other",
    )


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place, months = title(document, room.lang), document["months"]
    who = room.say("基线，", "Baseline, projects") if is_comparison(document) else room.say("", "Projects")
    return room.say(
        f"{place}。{who}{months} 个月内的项目数：均值及其 95% 区间；带宽与项目数成比例",
        f"{place}. {who} within {months} months: mean and its 95 % interval; widths are in proportion",
    )


def _note(document: Mapping[str, Any], run: Mapping[str, Any], room: Room) -> str:
    closed = run["stop_reasons"].get("firm_closed") or {}
    shown = _said(closed, room)
    text = room.say(
        f"每个环节流入等于流出：斜线是期末与期初在途项目之差（由均值相减，无区间）。因企业关闭而停的 {shown} 项不分环节，含在其中。",
        f"Each stage balances: hatched is the change of projects under way from start to end (a difference of means, no interval). Projects stopped "
        f"because their firm closed, {shown}, have no stage and are part of it.",
    )
    if is_comparison(document):
        text += room.say("政策与基线之差见效果图。", " What policies change is in the effects figure.")
    return text
