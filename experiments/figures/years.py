"""A fan chart of flows and stocks by calendar year: the mean, and between which bounds eight worlds in ten lie."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import named_axis, number_axis
from experiments.figures.frame import Entry, baseline_entry, policy_entry
from experiments.figures.numbers import number
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.plot import Plot
from experiments.figures.style import BASELINE, FAINT, INK, SINGLE_RUN, policy_colour, policy_mark
from experiments.output.headers import PROJECTS
from experiments.output.vocabulary import BASELINE_SHORT, Both, indicator, is_comparison, title
from sim.definitions import HEADLINE

FLOWS = ("results", "pilots_started", "new_products", "batch_output")
STOCKS = ("under_way", "batch_output")
STOCK_WORDS = {
    "under_way": Both("在途项目（年末）", "projects under way (end of year)"),
    "new_products": Both("新产品（累计，年末）", "new products (so far, end of year)"),
    "batch_output": Both("已实现批量产出（累计，年末）", "batch output reached (so far, end of year)"),
    "commercial": Both("商业成功（累计，年末）", "commercial successes (so far, end of year)"),
}
COLUMNS = ("scenario", "policy", "measure", "measure_name", "year", "unit", "mean", "low", "high", "p10", "p50", "p90")


def content(document: Mapping[str, Any], room: Room) -> Content:
    """Six plots: four flows, two stocks. A comparison shows the fan of the baseline, and the means of the policies as lines."""
    runs = _runs(document)
    columns = 2
    width = room.width(columns)
    panels = [_plot(document, runs, name, is_stock, room, width) for names, is_stock in ((FLOWS, False), (STOCKS, True)) for name in names]
    if room.size.fixed_height or room.size.height < 200.0:
        panels = panels[2:]
    notes = [_notes(document, room)]
    return Content(
        framed(document, room, _title(document, runs, room), _subtitle(document, room), notes, _entries(document, room)),
        panels,
        Data(COLUMNS, _rows(document, runs)),
        columns,
    )


def _runs(document: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
    if not is_comparison(document):
        return [("", document)]
    return [(BASELINE_SHORT, document["baseline"]), *((policy["id"], policy["run"]) for policy in document["policies"])]


def _entries(document: Mapping[str, Any], room: Room) -> list[Entry]:
    if not is_comparison(document):
        return []
    return [baseline_entry(room.lang), *(policy_entry(document, order, room.lang) for order in range(len(document["policies"])))]


def _series(run: Mapping[str, Any], name: str, is_stock: bool) -> dict[str, Mapping[str, float | None]]:
    """By year: mean and p10, p50, p90; a stock also has the interval of its mean."""
    if is_stock:
        return run["stocks"][name]
    return {year: {"mean": mean, **run["yearly_spread"][name][year]} for year, mean in run["yearly"][name].items()}


def _rows(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    rows = []
    for policy, run in runs:
        for is_stock in (False, True):
            for name in run["stocks"] if is_stock else run["yearly"]:
                words = STOCK_WORDS[name] if is_stock else _flow_words(name)
                head = {"scenario": document["scenario"], "policy": policy, "measure": name, "measure_name": words, "unit": PROJECTS}
                rows += [{**head, "year": year, **found} for year, found in _series(run, name, is_stock).items()]
    return rows


def _flow_words(name: str) -> Both:
    if name == "stopped":
        return Both("停止的项目（全年）", "projects stopped (whole year)")
    words = indicator(name).words
    return Both(f"{words.zh}（全年）", f"{words.en} (whole year)")


def _plot(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]], name: str, is_stock: bool, room: Room, width: float) -> Plot:
    series = [_series(run, name, is_stock) for _, run in runs]
    years = list(series[0])
    values = [found[key] for one in series[:1] for found in one.values() for key in ("mean", "p10", "p90")]
    values += [found["mean"] for one in series[1:] for found in one.values()]
    compares = is_comparison(document)

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        places = range(len(years))
        base = [series[0][year] for year in years]
        if all(found[key] is not None for found in base for key in ("p10", "p90")):
            axes.fill_between(places, [f["p10"] for f in base], [f["p90"] for f in base], color=FAINT, linewidth=0, zorder=1)
        for order, one in enumerate(series):
            colour = (BASELINE if compares else SINGLE_RUN) if order == 0 else policy_colour(order - 1)
            style = {"marker": policy_mark(order - 1), "markersize": room.faces.body.points * 0.5, "markeredgecolor": INK} if order else {}
            thick = {"linewidth": 1.6 if order == 0 else 0.8, "markeredgewidth": 0.4}
            axes.plot(places, [one[year]["mean"] for year in years], color=colour, zorder=2 + order, **thick, **style)

    words = STOCK_WORDS[name] if is_stock else _flow_words(name)
    return Plot(
        room.read(words),
        named_axis("", list(range(len(years))), years, width - 12.0, room.faces.small, -0.4, len(years) - 0.6),
        number_axis(room.say("项", "projects"), values, 4, whole=True),
        paint,
        width,
        room.faces,
        plot_height=32.0,
    )


def _title(document: Mapping[str, Any], runs: list[tuple[Any, Mapping[str, Any]]], room: Room) -> str:
    stock = runs[0][1]["stocks"][HEADLINE]
    last = list(stock)[-1]
    found = stock[last]
    shown = [number(found[key], 0) for key in ("mean", "p10", "p90")]
    words = indicator(HEADLINE).words.read(room.lang)
    who = room.say("基线：", "Baseline: ") if is_comparison(document) else ""
    month = (document.get("period") or {}).get("last") or f"{last}-12"
    until = room.say(f"到 {last} 年末", f"by the end of {last}") if month.endswith("-12") else room.say(f"到 {month}", f"by {month}")
    return who + room.say(
        f"{until}，{words}累计约 {shown[0]} 项，八成世界在 {shown[1]} 至 {shown[2]} 项之间",
        f"{until} about {shown[0]} projects have {words}; eight worlds in ten lie between {shown[1]} and {shown[2]}",
    )


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    if is_comparison(document):
        return room.say(
            f"{place}。灰线和浅色带：基线的均值和第 10 至第 90 百分位；各色线：各政策的均值",
            f"{place}. Grey line and band: mean of the baseline and its 10th to 90th percentile of worlds; lines: means of the policies",
        )
    return room.say(
        f"{place}。线：各世界的均值；浅色带：第 10 至第 90 百分位，八成世界在其中",
        f"{place}. Line: mean of worlds; band: 10th to 90th percentile, in which eight worlds in ten lie",
    )


def _notes(document: Mapping[str, Any], room: Room) -> str:
    text = room.say(
        "带宽是世界之间的波动，不是均值的区间；政策与基线之差是否确定，见效果图。",
        "The band is the spread of worlds, not the interval of the mean; whether a policy differs from the baseline is told by the effects figure.",
    )
    period = document.get("period") or {}
    if period and not (period["first"].endswith("-01") and period["last"].endswith("-12")):
        text += room.say(
            f"研究期为 {period['first']} 至 {period['last']}，首尾年份不足十二个月。",
            f" The study runs from {period['first']} to {period['last']}: first or last year is short.",
        )
    return text
