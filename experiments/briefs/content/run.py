"""A run: how far results get, where they stop, what is spent; and what cannot be said because nothing was compared."""

from experiments.briefs.case import PROJECTS, Case, capital
from experiments.briefs.content.words import sentence
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Quoted, Table
from experiments.output.vocabulary import NOT_OVER, indicator, stage_of_stop, stop_reason
from sim.definitions import HEADLINE

HEADING = Phrase("结论", "The answer")
FIRST = Phrase(
    "在所设情景中，研究期内平均产生成果{results}，进入产业化{entered}，实现批量产出{batch}。",
    "In this scenario, on average, {results} are disclosed in the study, {entered} enter industrialisation and {batch} reach batch output.",
)
SECOND = Phrase(
    "停下最多的原因是“{reason}”，平均{size}，其区间高于其他各项原因。",
    "Most projects stop because of this: {reason}, {size} on average, an interval above that of any other.",
)
SECOND_OPEN = Phrase(
    "停下最多的是哪一项原因不能断定：“{first}”平均{size}，“{second}”平均{other}，区间相互重叠。",
    "What stops most projects cannot be said: {first} ({size} on average) and {second} ({other}) have intervals that overlap.",
)
SECOND_FEW = Phrase(
    "停下最多的是“{reason}”，平均{size}，但世界太少，换一次运气是否仍然如此不能断定。",
    "Most projects stop because of this: {reason} ({size} on average), but with so few worlds it cannot be said whether other luck would show the "
    "same.",
)
SECOND_NONE = Phrase("没有项目停下的记录。", "No project stopped.")
THIRD = Phrase(
    "这里没有比较，不能说任何政策有用或没用；以上各数以情景中{n}项没有文件依据的假定为前提。",
    "Nothing is compared, so that no policy can be said to work or not; these numbers rest on {n} inputs that no document states.",
)
THIRD_PLAIN = Phrase("这里没有比较，不能说任何政策有用或没用。", "Nothing is compared, so that no policy can be said to work or not.")
FEW = Phrase("世界太少，以上各数只作参考。", " Too few worlds: these numbers are only a hint.")

LEVELS = Phrase("走到了哪一步", "How far results get")
LEVELS_CAPTION = Phrase("主要指标（平均值、95%区间，以及各个世界的波动）", "Main indicators (mean, 95 % interval, and the spread of worlds)")
ONE_CAPTION = Phrase("主要指标（只有一个世界，没有区间）", "Main indicators (one world, without intervals)")
ONE_HEAD = Phrase("数值", "Value")
LEVELS_HEAD = (
    Phrase("指标", "Indicator"),
    Phrase("平均", "Mean"),
    Phrase("十个世界中有一个低于", "One world in ten is below"),
    Phrase("十个世界中有一个高于", "One world in ten is above"),
)
LEVELS_NOTE = Phrase(
    "括号内是平均值的95%区间，后两列是各个世界之间的波动，二者不是一回事。",
    "In brackets the 95 % interval of the mean; the last two columns are the spread of single worlds, which is another thing.",
)
NOT_DRAWN = Phrase(
    "“{name}”是全部社会资金与财政资金之比，大部分没有政策也会投入，不是财政带动的；带动多少，要与没有政策的情形对照才知道。",
    " {name} is all private money over public money; most of it would be there without the policy too. What the policy draws in takes a comparison.",
)
LEVERAGE = "private_per_public"
FIGURE = Phrase("各步的项目数和停下的原因", "Projects taking each step, and why others stop")
YEARS = Phrase("逐年的流量和存量", "Flows and stocks by year")
STOPS = Phrase("停在哪里", "Where projects stop")
STOPS_CAPTION = Phrase("项目为什么停下（项，括号内为95%区间）", "Why projects stop (projects, 95 % interval)")
STOPS_HEAD = (Phrase("原因", "Reason"), Phrase("所在环节", "Stage"), Phrase("平均", "Mean"))
LEDGER = Phrase("各年的财政支出，按政策工具", "Public money by instrument and year")
GAINS = Phrase("谁受益，花多少钱", "Who gains, and what it costs")
NO_GAINS = Phrase(
    "没有比较，就没有“新增”：不能说谁因政策受益，也不能给出每净增加一个项目的成本。要回答这些，须另作政策比较。",
    "Without a comparison nothing is additional: it can be said neither who gains from a policy nor what an additional project costs. For "
    "that, "
    "policies must be compared.",
)


def answer(case: Case) -> list[Block]:
    """The three sentences on a run."""
    third = case.say(THIRD, n=case.count("/assumptions")) if case.document.get("assumptions") else case.say(THIRD_PLAIN)
    third = (*third, *case.say(FEW)) if case.missing else third
    return [Heading(1, case.say(HEADING)), *(Paragraph(sentence(line), "finding") for line in (_first(case), _second(case), third))]


def _level(case: Case, name: str) -> Line:
    return case.measure(f"/indicators/{name}", indicator(name).unit, "mean").both(case.lang)


def _first(case: Case) -> Line:
    return case.say(FIRST, results=_level(case, "results"), entered=_level(case, "entered"), batch=_level(case, HEADLINE))


def _second(case: Case) -> Line:
    found = {name: each for name, each in case.document["stop_reasons"].items() if name != NOT_OVER and each["mean"]}
    if not found:
        return case.say(SECOND_NONE)
    ordered = sorted(found, key=lambda name: -found[name]["mean"])
    first, others = ordered[0], ordered[1:]
    bounds = [found[name].get("high") for name in others]
    if case.missing or found[first].get("low") is None:
        return case.say(SECOND_FEW, reason=_reason(case, first), size=_stopped(case, first))
    is_clear = not case.missing and found[first].get("low") is not None and all(high is not None and high < found[first]["low"] for high in bounds)
    if is_clear or not others:
        return case.say(SECOND, reason=_reason(case, first), size=_stopped(case, first))
    second = max(others, key=lambda name: found[name].get("high") or found[name]["mean"])
    return case.say(SECOND_OPEN, first=_reason(case, first), size=_stopped(case, first), second=_reason(case, second), other=_stopped(case, second))


def _reason(case: Case, name: str) -> Quoted:
    return Quoted(stop_reason(name).read(case.lang))


def _stopped(case: Case, name: str) -> Line:
    return case.measure(f"/stop_reasons/{name}", PROJECTS, "mean").both(case.lang)


def levels(case: Case) -> list[Block]:
    """The main indicators with interval and spread."""
    rows = []
    for name, found in case.document["indicators"].items():
        if found["mean"] is None:
            continue
        unit = indicator(name).unit
        place = f"/indicators/{name}"
        mean = case.measure(place, unit, "mean")
        spread = [case.like(f"{place}/{key}", mean, unit) for key in ("p10", "p90")]
        rows.append(((Quoted(capital(indicator(name).words.read(case.lang))),), mean.both(case.lang), *spread))
    head = tuple(case.say(each) for each in LEVELS_HEAD)
    drawn: Line = ()
    if (case.document["indicators"].get(LEVERAGE) or {}).get("mean") is not None:
        drawn = case.say(NOT_DRAWN, name=Quoted(capital(indicator(LEVERAGE).words.read(case.lang))))
    table = Table("levels", case.say(LEVELS_CAPTION), head, tuple(rows), "lccc", (6, 7, 4, 4), (*case.say(LEVELS_NOTE), *drawn), True)
    if case.is_single:  # no interval, and no spread
        table = Table("levels", case.say(ONE_CAPTION), (head[0], case.say(ONE_HEAD)), tuple(row[:2] for row in rows), "lc", (6, 7), drawn, True)
    return [Heading(1, case.say(LEVELS)), table, *case.picture("years", YEARS)]


def stops(case: Case) -> list[Block]:
    """Why projects stop."""
    rows = tuple(
        (
            (_reason(case, name),),
            (Quoted(stage_of_stop(name).read(case.lang)),),
            case.measure(f"/stop_reasons/{name}", PROJECTS, "mean").both(case.lang, unit=False),
        )
        for name in case.document["stop_reasons"]
    )
    head = tuple(case.say(each) for each in STOPS_HEAD)
    table = Table("stops", case.caption(STOPS_CAPTION), head, rows, "llc", (7, 3, 4), (), True)
    return [Heading(1, case.say(STOPS)), *case.picture("funnel", FIGURE), table]


def gains(case: Case) -> list[Block]:
    """What a run cannot say, and what is spent."""
    from experiments.briefs.content.costs import spending

    place = [("", "/ledger", case.document["ledger"])]
    return [
        Heading(1, case.say(GAINS)),
        Paragraph(case.say(NO_GAINS)),
        *spending(case, place),
        *case.picture("ledger", LEDGER),
    ]
