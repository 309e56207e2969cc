"""The funnel: how many projects take each step from result to commercial success, and where the others end."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from experiments.figures.frame import Entry, baseline_entry, policy_entry
from experiments.figures.funnel_panel import Count, Panel, Row
from experiments.figures.numbers import number
from experiments.figures.page import Content, Data, Room, composed, framed, height_of
from experiments.figures.style import SizeName, drawing, policy_letter
from experiments.figures.verdicts import finding, headline
from experiments.output.enough import missing_worlds
from experiments.output.headers import PROJECTS
from experiments.output.vocabulary import (
    BASELINE_SHORT,
    NOT_OVER,
    STOP_ORDER,
    Both,
    Lang,
    indicator,
    is_comparison,
    stage_of_stop,
    stop_reason,
    title,
)
from sim.definitions import HEADLINE

STEPS: tuple[tuple[str, str], ...] = (
    ("indicators", "results"),
    ("stages", "engineering"),
    ("stages", "product"),
    ("indicators", "new_products"),
    ("indicators", "entered"),
    ("indicators", "batch_output"),
    ("indicators", "commercial"),
)
"""The steps of the funnel and where a run keeps their counts."""
STAGE_STEPS = {
    "engineering": Both("有企业承接并选定路线", "taken up by a firm, route chosen"),
    "product": Both("进入产品试制", "began product trial"),
}
"""What it means to enter a stage (see `sim.counting.count_projects`)."""
COLUMNS = ("scenario", "policy", "step", "step_name", "unit", "mean", "low", "high")


def funnel_figure(document: Mapping[str, Any], lang: Lang, size: SizeName = "page") -> Figure:
    """The funnel of a run document, or of the baseline and every policy of a compare document.

    Counts are means per run with the 95 % interval of the mean. Projects still running are shown apart from those that ended.
    """
    room = Room.of(lang, size)
    with drawing():
        return composed(content(document, room), room)


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Frame, panels and data of the funnel."""
    return _Funnel(document, room).content()


class _Funnel:
    """The figure while it is laid out."""

    def __init__(self, document: Mapping[str, Any], room: Room):
        self.document, self.room, self.lang, self.size, self.faces = document, room, room.lang, room.size, room.faces
        self.zh, self.compares = room.zh, is_comparison(document)
        self.runs = [document["baseline"], *(policy["run"] for policy in document["policies"])] if self.compares else [document]
        self.column = room.width(room.size.columns)
        self.frame = framed(document, room, self._title(), self._subtitle(), [self._note()], self._entries())

    def content(self) -> Content:
        """What is drawn: with the numbers beside each bar where there is room for them."""
        made = self._content(detailed=True)
        return self._content(detailed=False) if self.compares and height_of(made) > self.size.height else made

    def _content(self, detailed: bool) -> Content:
        return Content(self.frame, self._panels(detailed), Data(COLUMNS, self._rows()), self.size.columns)

    def _rows(self) -> list[dict[str, Any]]:
        """The data behind the figure."""
        names = [BASELINE_SHORT, *(policy["id"] for policy in self.document["policies"])] if self.compares else [""]
        counted = [(name, STAGE_STEPS.get(name) or indicator(name).words, section) for section, name in STEPS]
        counted += [(name, stop_reason(name), "stop_reasons") for name in (*(reason.key for reason in STOP_ORDER), NOT_OVER)]
        return [
            {"scenario": self.document["scenario"], "policy": policy, "step": name, "step_name": words, "unit": PROJECTS}
            | _count(run, section, name)._asdict()
            for policy, run in zip(names, self.runs, strict=True)
            for name, words, section in counted
        ]

    def _entries(self) -> list[Entry]:
        if not self.compares:
            return []
        policies = range(len(self.document["policies"]))
        return [baseline_entry(self.lang), *(policy_entry(self.document, order, self.lang) for order in policies)]

    def _panels(self, detailed: bool) -> list[Panel]:
        first = BASELINE_SHORT.read(self.lang)
        unit = indicator(HEADLINE).unit.read(self.lang)
        steps = "各步的项目数" if self.zh else "Projects taking each step"
        stops = "停在哪里：停止的原因，按所在环节" if self.zh else "Where they end: stop reasons by stage"
        return [
            Panel(steps, self._step_rows(), unit, self.lang, self.column, self.faces, detailed, first, tapers=True),
            Panel(stops, self._stop_rows(), unit, self.lang, self.column, self.faces, detailed and not self.compares, first),
        ]

    def _step_rows(self) -> list[Row]:
        rows = []
        for section, name in STEPS:
            words = STAGE_STEPS[name] if section == "stages" else indicator(name).words
            rows.append(Row(_capital(words.read(self.lang)), "", tuple(_count(run, section, name) for run in self.runs)))
        return rows

    def _stop_rows(self) -> list[Row]:
        names = [*(reason.key for reason in STOP_ORDER), NOT_OVER]
        rows = []
        for name in names:
            counts = tuple(_count(run, "stop_reasons", name) for run in self.runs)
            label = _capital(stop_reason(name).read(self.lang))
            if name == NOT_OVER:
                label += "（不算失败）" if self.zh else " (not a failure)"
            rows.append(Row(label, _capital(stage_of_stop(name).read(self.lang)), counts, is_open=name == NOT_OVER))
        return rows

    def _title(self) -> str:
        run = self.runs[0]
        reasons = self._most_common_stop(run)
        if self.compares:
            findings = [(policy_letter(order), finding(policy, HEADLINE)) for order, policy in enumerate(self.document["policies"])]
            text = headline(findings, indicator(HEADLINE).words.read(self.lang), self.lang, missing_worlds(self.document))
            if not reasons:
                return text
            return f"{text}。基线停得最多的原因：{reasons}" if self.zh else f"{text}. Most common end in the baseline: {reasons}"
        results, batch = (_count(run, "indicators", name) for name in ("results", HEADLINE))
        shown = [number(count.mean, 0 if (count.mean or 0) >= 10 else 1) for count in (results, batch)]
        names = [indicator(name).words.read(self.lang) for name in ("results", HEADLINE)]
        if self.zh:
            unit = indicator(HEADLINE).unit.zh
            text = f"{names[0]}约 {shown[0]} {unit}，{names[1]}约 {shown[1]} {unit}"
            return f"{text}；停得最多的原因：{reasons}" if reasons else text
        text = f"About {shown[0]} {names[0]}, about {shown[1]} {names[1]}"
        return f"{text}; most common end: {reasons}" if reasons else text

    def _most_common_stop(self, run: Mapping[str, Any]) -> str:
        """The most common stop reason, or all whose intervals overlap with its, for then their order is not known."""
        counts = [(reason.key, _count(run, "stop_reasons", reason.key)) for reason in STOP_ORDER]
        known = [(name, count) for name, count in counts if count.mean]
        if not known:
            return ""
        top = max(known, key=lambda pair: pair[1].mean or 0.0)[1]
        limit = top.low if top.low is not None else 0.0
        tied = [name for name, count in known if (count.high if count.high is not None else count.mean or 0.0) >= limit]
        if len(tied) > 3:
            return "不能确定（区间重叠）" if self.zh else "not certain (intervals overlap)"
        names = [stop_reason(name).read(self.lang) for name in tied]
        if len(names) == 1:
            return names[0]
        return f"{'或'.join(names)}（区间重叠）" if self.zh else f"{' or '.join(names)} (intervals overlap)"

    def _subtitle(self) -> str:
        place, months = title(self.document, self.lang), self.document["months"]
        if self.zh:
            return f"{place}。{months} 个月内每一步发生的项目数：每次模拟的均值及其 95% 区间"
        return f"{place}. Projects taking each step within {months} months: mean per run and its 95 % interval"

    def _note(self) -> str:
        if self.zh:
            note = "每一步都按研究期内发生的次数计，含期初已在途的项目，所以各步与停止数不必相加相等。斜线：期末仍在进行，不算失败。"
        else:
            note = (
                "Each step counts what happened within the period, projects already under way at its start included, so steps and ends "
                "need not add up. Hatched: still running at the end, not a failure."
            )
        if self.compares:
            note += "区间是各自均值的；与基线的配对差见效果图。" if self.zh else " Intervals are each mean's own; the effects figure pairs them."
        return note


def _count(run: Mapping[str, Any], section: str, name: str) -> Count:
    found = (run.get(section) or {}).get(name) or {}
    return Count(found.get("mean"), found.get("low"), found.get("high"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
