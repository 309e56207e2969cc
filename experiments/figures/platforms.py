"""Use of pilot platforms and the wait for them: over the study for every policy, pilots year by year, and for a goal the queue by year."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import named_axis, number_axis, ticks_within
from experiments.figures.frame import Entry, baseline_entry, policy_entry
from experiments.figures.numbers import scale_for, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.plot import Plot
from experiments.figures.rows import Mark, Row, Rows
from experiments.figures.style import BASELINE, FAINT, INK, SINGLE_RUN, policy_colour, policy_letter, policy_mark
from experiments.figures.verdicts import finding, headline, missing_worlds
from experiments.output.headers import PROJECTS
from experiments.output.vocabulary import BASELINE_SHORT, Both, indicator, is_comparison, title

USED, WAIT, PILOTS = "utilisation", "months_waiting", "pilots_started"
QUEUE = Both("在等中试工位的项目（年均）", "projects waiting for a slot (mean of the year)")
COLUMNS = ("scenario", "policy", "measure", "measure_name", "year", "unit", "mean", "low", "high", "p10", "p50", "p90")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Use and wait as rows, pilots begun by year as lines; a target also knows how many wait for a slot in each year."""
    runs = _runs(document)
    columns = 2
    width = room.width(columns)
    panels: list[Any] = [_indicator(runs, name, room, width) for name in (USED, WAIT)]
    panels.append(_pilots(runs, room, width))
    if "bottleneck_by_year" in document:
        panels.append(_queue(document, room, width))
    notes = [
        room.say(
            "利用率和排队时间是整个研究期、全部平台的；分领域的、分年的排队时间不在结果里，没有画。"
            + ("浅色带：第 10 至第 90 百分位，八成世界在其中。" if "yearly_spread" in runs[0][1] else ""),
            "Use and wait are those of the whole study and of all platforms; by field, and wait by year, they are not in the result and not drawn."
            + (" Band: 10th to 90th percentile of worlds." if "yearly_spread" in runs[0][1] else ""),
        )
    ]
    frame = framed(document, room, _title(document, runs, room), _subtitle(document, room), notes, _entries(document, room))
    return Content(frame, panels, Data(COLUMNS, _rows(document, runs)), columns)


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


def _pilots(runs: list[tuple[Any, Mapping[str, Any]]], room: Room, width: float) -> Plot:
    years = list(runs[0][1]["yearly"][PILOTS])
    means = [[run["yearly"][PILOTS][year] for year in years] for _, run in runs]
    spread = (runs[0][1].get("yearly_spread") or {}).get(PILOTS) or {}
    band = [[spread[year][key] for year in years] for key in ("p10", "p90")] if all(spread.get(year) for year in years) else []

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        if band and None not in (*band[0], *band[1]):
            axes.fill_between(range(len(years)), *band, color=FAINT, linewidth=0, zorder=1)
        for order, values in enumerate(means):
            style = {"marker": policy_mark(order - 1), "markersize": room.faces.body.points * 0.5, "markeredgecolor": INK} if order else {}
            thick = {"linewidth": 1.6 if order == 0 else 0.8, "markeredgewidth": 0.4}
            axes.plot(range(len(years)), values, color=_colour(order, len(runs)), zorder=2 + order, **thick, **style)

    heading = indicator(PILOTS).words.read(room.lang)
    y = number_axis(room.say("项/年", "projects a year"), [value for values in (*means, *band) for value in values], 4)
    return Plot(room.read(Both(f"{heading}（全年）", f"{heading} (whole year)")), _years_axis(years, room, width), y, paint, width, room.faces, 34.0)


def _queue(document: Mapping[str, Any], room: Room, width: float) -> Plot:
    found = document["bottleneck_by_year"]
    years = list(found)
    waiting = [found[year]["held_up"]["slot"] for year in years]

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        known = [place for place, each in enumerate(waiting) if each["low"] is not None and each["high"] is not None]
        for place in known:
            axes.plot((place, place), (waiting[place]["low"], waiting[place]["high"]), color=INK, linewidth=0.9, zorder=2)
        axes.plot(range(len(years)), [each["value"] for each in waiting], "s-", color=SINGLE_RUN, markersize=room.faces.body.points * 0.5, zorder=3)

    y = number_axis(
        room.say("项，均值及其 95% 区间", "projects, mean and 95 % interval"), [each[key] for each in waiting for key in ("value", "high")], 4
    )
    return Plot(room.read(QUEUE), _years_axis(years, room, width), y, paint, width, room.faces, 34.0)


def _years_axis(years: list[str], room: Room, width: float) -> Any:
    return named_axis("", list(range(len(years))), years, width - 12.0, room.faces.small, -0.4, len(years) - 0.6)


def _title(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]], room: Room) -> str:
    if is_comparison(document):
        findings = [(policy_letter(order), finding(policy, WAIT)) for order, policy in enumerate(document["policies"])]
        return headline(findings, indicator(WAIT).words.read(room.lang), room.lang, missing_worlds(document))
    parts = []
    for name in (USED, WAIT):
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


def _rows(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    rows = []
    for policy, run in runs:
        head = {"scenario": document["scenario"], "policy": policy}
        for name in (USED, WAIT):
            called, found = indicator(name), (run.get("indicators") or {}).get(name) or {}
            values = {key: found.get(key) for key in ("mean", "low", "high", "p10", "p50", "p90")}
            rows.append({**head, "measure": name, "measure_name": called.words, "unit": called.unit, **values})
        spread = (run.get("yearly_spread") or {}).get(PILOTS) or {}
        for year, mean in run["yearly"][PILOTS].items():
            each = {"year": year, "mean": mean, **(spread.get(year) or {})}
            rows.append({**head, "measure": PILOTS, "measure_name": indicator(PILOTS).words, "unit": PROJECTS, **each})
    for year, found in (document.get("bottleneck_by_year") or {}).items():
        slot = found["held_up"]["slot"]
        values = {"year": year, "mean": slot["value"], "low": slot["low"], "high": slot["high"]}
        rows.append({"scenario": document["scenario"], "policy": "", "measure": "waiting", "measure_name": QUEUE, "unit": PROJECTS, **values})
    return rows
