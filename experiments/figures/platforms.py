"""Use of pilot platforms and the wait for them: over the study for every policy, and by the field that platforms serve, year by year."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from experiments.figures.axes import named_axis, number_axis, ticks_within
from experiments.figures.frame import Entry, baseline_entry, policy_entry
from experiments.figures.numbers import scale_for, with_interval
from experiments.figures.page import Content, Data, Room, framed, height_of
from experiments.figures.plot import Plot
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.style import BASELINE, FAINT, INK, SINGLE_RUN, SIZES, policy_colour, policy_letter, policy_mark
from experiments.figures.verdicts import finding, headline
from experiments.output.enough import missing_worlds
from experiments.output.rows import rows_of
from experiments.output.tables import COLUMNS
from experiments.output.vocabulary import BASELINE_SHORT, Both, Lang, field_name, indicator, is_comparison, title

USED, WAIT = MEASURES = "utilisation", "months_waiting"
ALL = Both("全部平台，整个研究期", "all platforms, whole study")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Use and wait over the whole study as rows; below them, field by field, both by year: of so many fields as there is room for on a page."""
    runs = _runs(document)
    fields = fields_in(runs)
    most = room.size.height if room.size.fixed_height else SIZES["page"].height
    for count in range(len(fields), 0, -1):
        drawn = _drawn(document, runs, room, busiest(runs, fields, count), count < len(fields))
        if height_of(drawn) <= most:
            break
    return drawn


def _drawn(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]], room: Room, fields: list[str], are_some: bool) -> Content:
    columns = 2
    width = room.width(columns)
    panels: list[Any] = [_indicator(runs, name, room, width) for name in MEASURES]
    panels += [_by_year(runs, field, name, room, width, _most(runs, name)) for field in fields for name in MEASURES]
    notes = [
        room.say(
            "上面两格：整个研究期、全部平台，各世界平均。下面按平台服务的领域分年：用去的工位月占有的工位月之比；当年进入中试的项目平均等了几个月，当年无人进入则断开。"
            f"浅色带：{'基线' if len(runs) > 1 else '均值'}的 95% 区间。",
            "Top: the whole study and all platforms, mean of worlds. Below, by the field that platforms serve and by year: slot-months used of "
            "those there; months that projects admitted in the year had waited, with a gap where nobody was. "
            f"Band: 95 % interval{' of the baseline' if len(runs) > 1 else ''}.",
        )
    ]
    if are_some:
        notes.append(room.say("只画了利用率最高的领域，其余见数据文件。", "Only the fields with most use are drawn; others are in the data file."))
    frame = framed(document, room, _title(document, runs, room), _subtitle(document, room), notes, _entries(document, room))
    return Content(frame, panels, Data(COLUMNS["platform_use"], _rows(document, runs, room.lang)), columns)


def _runs(document: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
    if not is_comparison(document):
        return [("", document)]
    return [(BASELINE_SHORT, document["baseline"]), *((policy["id"], policy["run"]) for policy in document["policies"])]


def _entries(document: Mapping[str, Any], room: Room) -> list[Entry]:
    if not is_comparison(document):
        return []
    return [baseline_entry(room.lang), *(policy_entry(document, order, room.lang) for order in range(len(document["policies"])))]


def _colour(order: int, count: int) -> str:
    return SINGLE_RUN if count == 1 else BASELINE if order == 0 else policy_colour(order - 1)


def _indicator(runs: list[tuple[Any, Mapping[str, Any]]], name: str, room: Room, width: float) -> Rows:
    called = indicator(name)
    found = [[((run.get("indicators") or {}).get(name) or {}).get(key) for key in ("mean", "low", "high")] for _, run in runs]
    scale = scale_for(called.unit, room.lang, max((abs(part) for each in found for part in each if part is not None), default=0.0))
    rows = []
    for order, each in enumerate(found):
        shown = [None if part is None else part * scale.factor for part in each]
        label = room.read(BASELINE_SHORT) if order == 0 and len(runs) > 1 else policy_letter(order - 1) if order else ""
        mark = Mark(*shown, with_interval(*each, scale, room.lang), "point", _colour(order, len(runs)), policy_mark(order - 1) if order else "s")
        rows.append(Row(label, [mark]))
    values = [None if part is None else part * scale.factor for each in found for part in each]
    axis = number_axis(scale.label, values, ticks_within(width * 0.35, room.faces.small.points))
    return Rows(room.read(called.words), rows, axis, width, room.faces, label_share=0.2, text_share=0.45)


def _by_year(runs: list[tuple[Any, Mapping[str, Any]]], field: str, name: str, room: Room, width: float, most: float) -> Plot:
    """One measure of the platforms that serve a field, year by year: the first run with its intervals, the others as lines."""
    scale = scale_for(indicator(name).unit, room.lang, most)
    series = [run["platform_use"].get(field, {}) for _, run in runs]
    years = list(next(each for each in series if each))

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        for order, one in enumerate(series):
            found = [{key: np.nan if part is None else part * scale.factor for key, part in one[year][name].items()} for year in years if one]
            if not found:
                continue
            if order == 0:
                axes.fill_between(
                    range(len(years)), [each["low"] for each in found], [each["high"] for each in found], color=FAINT, linewidth=0, zorder=1
                )
            style = {"marker": policy_mark(order - 1) if order else ".", "markersize": room.faces.body.points * 0.45, "markeredgecolor": INK}
            thick = {"linewidth": 1.4 if order == 0 else 0.8, "markeredgewidth": 0.4 if order else 0.0}
            axes.plot(range(len(years)), [each["value"] for each in found], color=_colour(order, len(runs)), zorder=2 + order, **thick, **style)

    words = field_name(field)
    heading = Both(f"{words.zh}：{indicator(name).words.zh}", f"{words.en}: {indicator(name).words.en}")
    y = number_axis(scale.label, [0.0, most * scale.factor], 3)
    return Plot(room.read(heading), _years_axis(years, room, width), y, paint, width, room.faces, 15.0)


def fields_in(runs: list[tuple[Any, Mapping[str, Any]]]) -> list[str]:
    """Fields that have platforms in any of the runs."""
    return list(dict.fromkeys(field for _, run in runs for field in run["platform_use"]))


def busiest(runs: list[tuple[Any, Mapping[str, Any]]], fields: list[str], count: int) -> list[str]:
    """So many fields with most use over the years, in any of the runs, in the order in which they stand."""
    use = {field: max(_mean_use(run["platform_use"].get(field, {})) for _, run in runs) for field in fields}
    most = sorted(fields, key=lambda field: -use[field])[:count]
    return [field for field in fields if field in most]


def _mean_use(years: Mapping[str, Any]) -> float:
    return sum(each[USED]["value"] or 0.0 for each in years.values()) / max(1, len(years))


def _most(runs: list[tuple[Any, Mapping[str, Any]]], name: str) -> float:
    """The top of the axis of a measure, the same for all fields."""
    if name == USED:
        return 1.0
    first = [each[name][key] for each in _years_of(runs[:1]) for key in ("value", "high")]
    others = [each[name]["value"] for each in _years_of(runs[1:])]
    return max((value for value in (*first, *others) if value is not None), default=0.0) or 1.0


def _years_of(runs: list[tuple[Any, Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    return [each for _, run in runs for of_field in run["platform_use"].values() for each in of_field.values()]


def _years_axis(years: list[str], room: Room, width: float) -> Any:
    return named_axis("", list(range(len(years))), years, width - 12.0, room.faces.small, -0.4, len(years) - 0.6)


def _title(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]], room: Room) -> str:
    if is_comparison(document):
        findings = [(policy_letter(order), finding(policy, WAIT)) for order, policy in enumerate(document["policies"])]
        return headline(findings, indicator(WAIT).words.read(room.lang), room.lang, missing_worlds(document))
    parts = []
    for name in MEASURES:
        called, found = indicator(name), (runs[0][1].get("indicators") or {}).get(name) or {}
        values = [found.get(key) for key in ("mean", "low", "high")]
        scale = scale_for(called.unit, room.lang, max((abs(value) for value in values if value is not None), default=0.0))
        parts.append(f"{room.read(called.words) if not parts else called.words.read(room.lang)} {with_interval(*values, scale, room.lang)}")
    return room.say("；", "; ").join(parts)


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    if is_comparison(document):
        return room.say(
            f"{place}。各自的均值及其 95% 区间；标题说的是与基线的配对差",
            f"{place}. Each one's mean and its 95 % interval; the title speaks of paired differences from the baseline",
        )
    return room.say(f"{place}。各世界的均值及其 95% 区间", f"{place}. Mean of worlds and its 95 % interval")


def _rows(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]], lang: Lang) -> list[dict[str, Any]]:
    rows = []
    for policy, run in runs:
        for name in MEASURES:
            called, found = indicator(name), (run.get("indicators") or {}).get(name) or {}
            values = {"value": found.get("mean"), "low": found.get("low"), "high": found.get("high")}
            head = {"scenario": document["scenario"], "policy": policy, "field": ALL, "indicator": name, "indicator_name": called.words}
            rows.append({**head, "unit": called.unit, **values})
    return [*rows, *rows_of("platform_use", document, lang)]
