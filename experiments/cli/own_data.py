"""`funnel survey FILE`: what a city's own pilot applications say, and what they cannot tell."""

from collections.abc import Mapping
from typing import Any

from calibration.survey import read
from calibration.survey.findings import findings
from experiments.cli import layout, streams
from experiments.cli.errors import DONE
from experiments.cli.language import Lang, Text
from experiments.cli.layout import fold

Document = Mapping[str, Any]
NONE = Text("不详", "unknown")
COUNTS = Text(
    "{applications} 个申请（{first} 至 {last}）：入选 {admitted}，落选 {refused}（有跟踪 {refused_followed}）；中试开始 {pilots_started}、通过 "
    "{pilots_passed}、未通过 {pilots_failed}；未经中试直接放大 {direct}；"
    "进入产业化 {entered}，批量产出 {batch_output}，终止 {stopped}；获得财政资金 {paid}。",
    "{applications} applications ({first} to {last}): {admitted} admitted, {refused} refused ({refused_followed} of them followed); {pilots_started} "
    "pilots begun, {pilots_passed} passed, {pilots_failed} failed; {direct} scaled up without a pilot; {entered} entered industrialisation, "
    "{batch_output} reached batch output, {stopped} stopped; {paid} were paid public money.",
)
LEFT_OUT = Text("{n} 行示例或说明没有计入。", "{n} rows of examples or comments were left out.")
NOTES = Text("自留的列没有读：{notes}。", "Columns of your own were not read: {notes}.")
HEADINGS = (
    Text("比例", "Share"), Text("项目", "Projects"), Text("未完", "Not finished"), Text("至今", "So far"), Text("只算已完", "Finished only"),
    Text("估计", "Estimate"), Text("95% 区间", "95 % interval"), Text("不靠模型的界", "Bounds without a model"),
)  # fmt: skip
RATES = {
    "after_passed_pilot": Text("通过中试后达到批量产出", "batch output after a passed pilot"),
    "without_pilot": Text("未经中试达到批量产出", "batch output without a pilot"),
    "per_entrant": Text("进入中试后达到批量产出", "batch output of all that began a pilot"),
    "pass_rate": Text("中试通过", "pilots passed"),
}
RULE = Text(
    "“至今”把没做完的当成失败，偏低；“只算已完”只看已有结果的，往往也偏。“估计”是最终比例：没做完的既不算失败也不剔除，按等待时间推算。"
    "“不靠模型的界”：到跟踪期末已成功的是下限，尚未失败的是上限，含抽样误差。",
    '"So far" counts the unfinished as failures and is too low; "finished only" leaves them out and is mostly wrong too. The estimate is the final '
    "share: the unfinished are neither, and what becomes of them follows from how long things take. Bounds without a model: what has succeeded by "
    "the end of the follow-up, and what has not failed by then, with sampling error.",
)
ENTERED = Text(
    "进入产业化：{n} 个中试中已有 {successes} 个（{share}，区间 {interval}），还有 {running} 个没有结果：这是观察期内的比例，不是成功率。",
    "Entered industrialisation: {successes} of {n} pilots ({share}, interval {interval}), {running} not finished: a share of the window, not a "
    "rate of success.",
)
AT_BAR = Text(
    "门槛两侧：分数线约 {bar}，线下有结果的落选项目 {refused_followed} 个。入选使申请后 {horizon} 个月内达到批量产出的机会变化 "
    "{effect} 个百分点（区间 {interval}；带宽减半 {narrower}，加倍 {wider}）。{verdict}",
    "At the bar: it is at about {bar}; {refused_followed} refused near it have a known outcome. Admission changes the chance of batch output within "
    "{horizon} months of applying by {effect} points (interval {interval}; with half the bandwidth {narrower}, with twice {wider}). {verdict}",
)
VERDICTS = {
    True: Text("区间跨零，方向不能确定。", "The interval spans zero: its direction is not certain."),
    False: Text("区间不跨零。", "The interval does not span zero."),
}
SCORE = Text(
    "评分与成功（申请后 {horizon} 个月内批量产出）的相关：入选项目 {admitted}；直接放大的项目 {without_pilot}。",
    "Correlation of the score with success (batch output within {horizon} months of applying): {admitted} among the admitted, {without_pilot} among "
    "those that went ahead without a pilot.",
)
MONEY = Text("每个受助项目的财政资金平均 {value} 万元{interval}。", "Public money of a project paid: {value} times 10,000 CNY on average{interval}.")
SAYS = Text("数据能说明的", "What the data tell")
CANNOT = Text("数据不能说明的", "What they cannot tell")


def survey(path: str, lang: Lang, *, as_json: bool) -> int:
    """Read the file and print what it says. Raises SurveyError with everything wrong in it."""
    found = read(path)
    document = findings(found)
    if as_json:
        streams.print_json(document)
        return DONE
    console = streams.tables()
    console.print(f"\n{SAYS.of(lang)}", style="bold")
    _say(counted(document, lang))
    if found.left_out:
        _say(LEFT_OUT.fill(n=len(found.left_out)).of(lang))
    if found.notes:
        _say(NOTES.fill(notes="、".join(found.notes)).of(lang))
    rows = [rate_row(name, rate, lang) for name, rate in document["rates"].items() if rate["n"]]
    if rows:
        console.print(layout.table([heading.of(lang) for heading in HEADINGS], rows, console.width, right=(1, 2, 3, 4, 5)))
        _say(RULE.of(lang))
    for line in sentences(document, lang):
        _say(line)
    console.print(f"\n{CANNOT.of(lang)}", style="bold")
    for limit in document["cannot_tell"]:
        _say(f"* {limit[lang]}{'。' if lang == 'zh' else '.'}")
    return DONE


def _say(text: str) -> None:
    print("\n".join(fold(text, min(streams.width(), 110))), flush=True)


def counted(document: Document, lang: Lang) -> str:
    """How many projects there are, and what became of them."""
    window = {name: month or NONE.of(lang) for name, month in document["window"].items()}
    return COUNTS.fill(**document["counts"], **window).of(lang)


def rate_row(name: str, rate: Document, lang: Lang) -> tuple[str, ...]:
    """One line of the table of shares."""
    bounds = rate["bounds"]
    return (
        RATES[name].of(lang), str(rate["n"]), str(rate["running"]), _share(rate["so_far"], lang), _share(rate["finished_only"], lang),
        _share(rate["value"], lang), _interval(rate, lang), _interval(bounds, lang) if bounds else "—",
    )  # fmt: skip


def sentences(document: Document, lang: Lang) -> list[str]:
    """What else the data say: the window, the bar, the score, the money."""
    said = []
    entered = document["entered_in_window"]
    if entered["n"] and entered["running"]:
        facts = {name: entered[name] for name in ("n", "successes", "running")}
        said.append(ENTERED.fill(share=_share(entered["value"], lang), interval=_interval(entered, lang), **facts).of(lang))
    bar = document["discontinuity"]
    if bar["why"] == "estimated":
        spans = bar["effect"]["low"] <= 0.0 <= bar["effect"]["high"]
        points = {name: _points(bar[name]["value"], lang) for name in ("effect", "narrower", "wider")}
        interval = _between(_points(bar["effect"]["low"], lang), _points(bar["effect"]["high"], lang), lang)
        facts = {"bar": f"{bar['bar']:.4g}", "refused_followed": bar["refused_followed"], "horizon": bar["horizon"], "verdict": VERDICTS[spans]}
        said.append(AT_BAR.fill(**points, interval=interval, **facts).of(lang))
    score = document["selection"]
    if any(score[group]["value"] is not None for group in ("admitted", "without_pilot")):
        groups = {group: _correlation(score[group], lang) for group in ("admitted", "without_pilot")}
        said.append(SCORE.fill(horizon=score["horizon"], **groups).of(lang))
    for target in document["targets"]:
        if target["id"] == "mean_public_money":
            interval = "" if target["low"] is None else _between(f"{target['low']:.4g}", f"{target['high']:.4g}", lang)
            interval = (f"（{interval}）" if lang == "zh" else f" ({interval})") if interval else ""
            said.append(MONEY.fill(value=f"{target['value']:.4g}", interval=interval).of(lang))
    return said


def _share(value: float | None, lang: Lang) -> str:
    return "—" if value is None else f"{100 * value:.0f}%" if lang == "zh" else f"{100 * value:.0f} %"


def _interval(found: Document, lang: Lang) -> str:
    return "—" if found["low"] is None else _between(_share(found["low"], lang), _share(found["high"], lang), lang)


def _between(low: str, high: str, lang: Lang) -> str:
    return f"{low} 至 {high}" if lang == "zh" else f"{low} to {high}"


def _points(value: float | None, lang: Lang) -> str:
    return NONE.of(lang) if value is None else f"{100 * value:+.0f}"


def _correlation(found: Document, lang: Lang) -> str:
    if found["value"] is None:
        return Text("例数不足", "too few cases").of(lang)
    interval = _between(f"{found['low']:.2f}", f"{found['high']:.2f}", lang)
    return f"{found['value']:.2f}（{interval}）" if lang == "zh" else f"{found['value']:.2f} ({interval})"
