"""Public money by instrument and calendar year."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes

from experiments.figures.axes import named_axis, number_axis
from experiments.figures.frame import Entry, policy_entry
from experiments.figures.numbers import MONEY, UNKNOWN, Scale, decimals_for, number, scale_for, with_interval
from experiments.figures.page import Content, Data, Room, framed
from experiments.figures.plot import Plot
from experiments.figures.style import INK, PAPER, policy_colour, policy_letter
from experiments.output.headers import MONEY as UNIT
from experiments.output.instruments import shipped
from experiments.output.vocabulary import is_comparison, title

HATCHES = ("", "////", "....", "xxxx", "\\\\\\\\", "----", "++++", "oooo")
COLUMNS = ("scenario", "policy", "instrument", "year", "unit", "value")
BAR = 0.7


def content(document: Mapping[str, Any], room: Room) -> Content:
    """One plot for each policy: bars by year, instruments on top of each other, told apart by hatching."""
    runs = _runs(document)
    years = _years(document, runs)
    scale = scale_for(MONEY, room.lang, max((sum(_in(run, year) for run in [run]) for _, run in runs for year in years), default=0.0))
    columns = min(room.size.columns, len(runs))
    panels = [_plot(document, order, name, run, years, scale, room, columns) for order, (name, run) in enumerate(runs)]
    notes = [
        room.say(
            "从政策开始算起，各世界平均，未贴现；公共基金收回的钱未扣除。只有合计有区间，逐年没有；几个工具在研究期前已有支出的，合计也没有。",
            "Since the policy began, mean over worlds, undiscounted; what public funds got back is not deducted. Only totals have an interval, of "
            "several instruments where none spent before the study.",
        )
    ]
    frame = framed(document, room, _title(document, runs, room), _subtitle(document, room), notes, _entries(document, runs, room))
    return Content(frame, panels, Data(COLUMNS, _rows(document, runs)), columns)


def _runs(document: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Ledgers by policy; a run has one, of all its policies together."""
    if is_comparison(document):
        return [(policy["id"], policy["ledger"]) for policy in document["policies"]]
    return [("", document["ledger"])]


def _in(ledger: Mapping[str, Any], year: str) -> float:
    return sum((entry.get("by_year") or {}).get(year) or 0.0 for entry in ledger.values())


def _years(document: Mapping[str, Any], runs: list[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """Every year of the study, and years before it in which money was spent already."""
    spent = {year for _, ledger in runs for entry in ledger.values() for year in entry.get("by_year") or {}}
    first, last = (int(document["period"][key][:4]) for key in ("first", "last")) if document.get("period") else (0, -1)
    return sorted(spent | {str(year) for year in range(first, last + 1)})


def _rows(document: Mapping[str, Any], runs: list[tuple[str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    return [
        {"scenario": document["scenario"], "policy": policy, "instrument": name, "year": year, "unit": UNIT, "value": amount}
        for policy, ledger in runs
        for name, entry in ledger.items()
        for year, amount in (entry.get("by_year") or {}).items()
    ]


def _entries(document: Mapping[str, Any], runs: list[tuple[str, Mapping[str, Any]]], room: Room) -> list[Entry]:
    if is_comparison(document):
        return [policy_entry(document, order, room.lang) for order in range(len(runs))]
    return []


def _plot(
    document: Mapping[str, Any],
    order: int,
    policy: str,
    ledger: Mapping[str, Any],
    years: list[str],
    scale: Scale,
    room: Room,
    columns: int,
) -> Plot:
    compares = is_comparison(document)
    width = room.width(columns)
    tops = [_in(ledger, year) * scale.factor for year in years]
    heading = " ".join(part for part in (policy_letter(order) if compares else "", _total(document, order, ledger, room)) if part)

    def paint(axes: Axes, _: tuple[float, float]) -> None:
        bottoms = [0.0] * len(years)
        for place, (name, entry) in enumerate(ledger.items()):
            amounts = [((entry.get("by_year") or {}).get(year) or 0.0) * scale.factor for year in years]
            colour = policy_colour(order) if compares else policy_colour(place)
            look = {
                "color": colour,
                "edgecolor": PAPER if not place % len(HATCHES) else INK,
                "linewidth": 0.4,
                "hatch": HATCHES[place % len(HATCHES)],
            }
            axes.bar(range(len(years)), amounts, BAR, bottom=bottoms, zorder=2, label=name, **look)
            bottoms = [below + amount for below, amount in zip(bottoms, amounts, strict=True)]

    names = [name for name in ledger if (ledger[name].get("by_year") or {})]
    notes = []
    if len(names) > 1:
        known = shipped([policy] if policy else document["scenario"].split("+")[1:], room.lang)
        listed = room.say("、", ", ").join(known.get(name, name) for name in names)
        notes = [room.say(f"自下而上：{listed}", f"From the bottom: {listed}")]
    return Plot(
        heading,
        named_axis("", list(range(len(years))), years, width - 15.0, room.faces.small, -0.6, len(years) - 0.4),
        number_axis(scale.label, tops, 4),
        paint,
        width,
        room.faces,
        plot_height=28.0 if len(_runs(document)) > 1 else 50.0,
        notes=notes,
    )


def _total(document: Mapping[str, Any], order: int, ledger: Mapping[str, Any], room: Room) -> str:
    """What was spent in all: with its interval where there is one instrument, or where all was spent inside the window, else the sum of the means."""
    found = next(iter(ledger.values())) if len(ledger) == 1 else _in_window(document, order, ledger)
    if found:
        total, low, high = (found.get(key) for key in ("total", "low", "high"))
        scale = scale_for(MONEY, room.lang, max(abs(part) for part in (total, low, high, 0.0) if part is not None))
        return room.say("合计 ", "total ") + (_plain(total, room) if low == high else with_interval(total, low, high, scale, room.lang))
    shown = _plain(sum(entry.get("total") or 0.0 for entry in ledger.values()), room)
    return room.say(f"各工具合计平均 {shown}", f"all instruments together, mean {shown}")


def _in_window(document: Mapping[str, Any], order: int, ledger: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The indicator of public money where it is all that the ledger holds: where nothing was spent before the window."""
    run = document["policies"][order].get("run") or {} if is_comparison(document) else document
    money = (run.get("indicators") or {}).get("public_money") or {}
    if not ledger or money.get("mean") is None or any(entry.get("before_window") for entry in ledger.values()):
        return None
    return {"total": money["mean"], "low": money["low"], "high": money["high"]}


def _plain(amount: float | None, room: Room) -> str:
    """An amount without an interval: a sum of means, or one that is the same in every world."""
    if amount is None:
        return UNKNOWN
    scale = scale_for(MONEY, room.lang, amount)
    return f"{number(amount * scale.factor, decimals_for(amount * scale.factor))} {scale.label}"


def _title(document: Mapping[str, Any], runs: list[tuple[str, Mapping[str, Any]]], room: Room) -> str:
    if not is_comparison(document):
        spent = _total(document, 0, runs[0][1], room)
        return room.say(f"财政支出：{spent}", f"Public money: {spent}")
    amounts = [_total(document, order, ledger, room).removeprefix(room.say("合计 ", "total ")) for order, (_, ledger) in enumerate(runs)]
    totals = [f"{policy_letter(order)} {amount}" for order, amount in enumerate(amounts)]
    return room.say("财政支出合计：", "Public money in all: ") + room.say("；", "; ").join(totals)


def _subtitle(document: Mapping[str, Any], room: Room) -> str:
    place = title(document, room.lang)
    return room.say(
        f"{place}。按工具和年份，各世界平均；合计附 95% 区间", f"{place}. By instrument and year, mean over worlds; totals with 95 % interval"
    )
