"""A target: whether the goal is reached, what is short, where projects get stuck, and what one more unit would add."""

import re
from collections.abc import Mapping
from typing import Any

from experiments.briefs.case import POINTS_UNIT, PROJECTS, UNKNOWN, Case, escaped
from experiments.briefs.certainty import CHANCE_WORDS, STRENGTHS, Certainty, Chance, chance
from experiments.briefs.content.goals import goal_in_words, goal_month, goal_unit
from experiments.briefs.content.inputs import group_name
from experiments.briefs.content.words import sentence
from experiments.briefs.tree import Block, Heading, Line, Number, Paragraph, Phrase, Quoted, Table, joined
from experiments.figures.verdicts import Verdict, verdict
from experiments.output.vocabulary import RESOURCES

HEADING = Phrase("结论", "The answer")
FIRST = Phrase(
    "{goal}：{word}，{share}{range}。",
    "{goal}: {word}; {share}{range}.",
)
SHARE = Phrase("模拟的世界中有{share}按期达到", "{share} of the simulated worlds reach it in time")
NO_WORLD = Phrase("模拟的世界没有一个按期达到", "none of the simulated worlds reaches it in time")
EVERY_WORLD = Phrase("模拟的世界全部按期达到", "all simulated worlds reach it in time")
TOO_FEW = Phrase(
    "模拟的世界太少，至少还需{n}个，{goal}能否达到不下结论。",
    "Too few worlds were simulated: at least {n} more are needed, and nothing is concluded on this: {goal}.",
)
SHARE_RANGE = Phrase("（概率的95%区间{range}）", " (95 % interval of the probability {range})")
SECOND = Phrase("到{by}底平均累计{expected}（95%区间{range}），{gap}", "By the end of {by} the mean is {expected} (95 % interval {range}); {gap}")
ALL_REACH = Phrase("没有一个世界落空。", "no world misses the goal.")
SHORT = Phrase("没有达到的{worlds}个世界平均还差{short}。", "the {worlds} worlds that miss it are {short} short on average.")
THIRD = Phrase("证据强度{strength}（{why}）；{stuck}；{rests}。", "The evidence is {strength} ({why}); {stuck}; {rests}.")
ASSUMED = Phrase("结论以情景中{n}项没有文件依据的假定为前提", "all rests on {n} inputs that no document states")
UNASSUMED = Phrase("这是模型内的推演，不是预测", "this is worked out within the model and forecasts nothing")
STUCK = Phrase(
    "{n}年中，在承接企业、中试工位、资金、对接人员、市场五项里，停下项目最多而且能断定的是{names}",
    "in {n} years, of partners, slots, money, staff and markets, what is certain to stop most projects is {names}",
)
STUCK_ONE = Phrase("“{name}”（{years}年）", "{name} ({years} years)")
MOST = 0.5
DECLINED = Phrase(
    "；没有企业承接的项目多数有企业看过、有空余名额却没有接：缺的是愿意接的企业，不只是企业的个数",
    "; most projects without a partner were seen by a firm that had room and declined: firms that want them are missing, not just firms",
)
NOT_STUCK = Phrase("卡在哪里不能断定", "where projects get stuck cannot be said")
HELPS = Phrase("再多一个单位就有增加的是{names}", "one more unit adds something of {names}")
WHY = {
    "agreed": Phrase("各校准版本说法一致", "calibrated versions agree"),
    "not_agreed": Phrase("各校准版本说法不一", "calibrated versions do not agree"),
    "untested": Phrase("只用了一个校准版本", "only one calibrated version was used"),
    "wording": Phrase("取决于“80%”说的是哪些项目", "it turns on which projects the 80 % are of"),
    "few": Phrase("世界太少", "too few worlds"),
    "spans": Phrase("概率的区间跨过一半", "the interval of the probability spans one half"),
}

CHANCES = Phrase("能否达到，何时达到", "How likely, and when")
CHANCE_CAPTION = Phrase("按期达到目标的概率（括号内为95%区间）", "Probability that the goal is reached in time (95 % interval)")
CHANCE_HEAD = (Phrase("校准版本", "Calibrated version"), Phrase("概率", "Probability"))
ALL = Phrase("合计", "All")
MONTHS = Phrase("到{month}底有{share}的世界达到；", "{share} of worlds reach it by {month}; ")
SHARES = {"p10": "10%", "p50": "50%", "p90": "90%"}
BY_END = Phrase("到研究期末（{last}）共有{within}达到。", "{within} reach it by the end of the study ({last}).")
FIGURE = Phrase("到各月底已达到目标的概率", "Probability that the goal has been reached by the end of each month")

WHERE = Phrase("卡在哪里，缺什么", "Where it gets stuck, and what is short")
UNIT_CAPTION = Phrase("再多一个单位，到目标月底多出多少（括号内为95%区间）", "What one more unit adds by the goal's month (95 % interval)")
UNIT_HEAD = (
    Phrase("资源", "Resource"),
    Phrase("再多一个单位", "One more unit"),
    Phrase("多出（{unit}）", "Adds ({unit})"),
    Phrase("概率变化（百分点）", "Probability (points)"),
    Phrase("判断", "In words"),
)
UNIT_WORDS = {
    Verdict.MORE: Phrase("有用", "helps"),
    Verdict.LESS: Phrase("反而减少", "lowers it"),
    Verdict.UNCERTAIN: Phrase("不能断定", "cannot be said"),
    Verdict.SAME: Phrase("这些世界里没有变化", "no change in these worlds"),
    Verdict.NO_INTERVAL: Phrase("世界太少", "too few worlds"),
    Verdict.UNKNOWN: Phrase("无法计算", "unknown"),
}
UNIT_NOTE = Phrase(
    "每次只多一个单位，运气相同，并假定从模拟开始就一直多着，所以是长期的作用；看不出作用不等于没有作用，要看更大的改变，须另作政策比较。",
    "One resource at a time, with the same luck, as if it had been there from the beginning: the lasting effect. No visible effect does not "
    "mean none; to see "
    "larger changes, compare policies.",
)
YEAR_CAPTION = Phrase(
    "各年停下的项目，按所缺的资源（项，平均每个世界，括号内为95%区间）",
    "Projects stopped, by the resource they lacked and year (mean per world, 95 % interval)",
)
YEAR_NOTE = Phrase(
    "“其他”与这五项资源无关：样品、中试、试制、量产未成，没有释放，流向外地，评审未通过等。",
    '"Other" is what the five have no part in: sample, pilot, trial or ramp failed, not released, left the region, refused by a panel.',
)
YEAR = Phrase("年份", "Year")
BINDING = Phrase("五项中最多的", "Most of the five")
UNCERTAIN = Phrase("{name}（不能断定）", "{name} (not certain)")
FIGURE_STUCK = Phrase("各年停下项目的资源", "What stops projects, year by year")
GAINS = Phrase("谁受益，花多少钱", "Who gains, and what it costs")
NO_GAINS = Phrase(
    "本结果只说明目标能否达到，没有与不实行政策的情形比较，因此不能说谁因政策受益，也不能给出每净增加一个项目的成本；要回答这些，须另作政策比较。",
    "This result says only whether a goal is reached. Nothing is compared, so that it can say neither who gains from a policy nor what an additional "
    "project costs; for that, policies must be compared.",
)


def answer(case: Case) -> list[Block]:
    """The three sentences on a goal."""
    lines = (_first(case), _second(case), _third(case))
    return [Heading(1, case.say(HEADING)), *(Paragraph(sentence(line), "finding") for line in lines)]


def judged(case: Case) -> Chance:
    """How likely the goal is, on the scale of words."""
    turns = (case.document.get("wordings") or {}).get("probability", {}).get("turns_on_wording")
    return chance(case.document["probability"], list((case.document.get("probability_by_version") or {}).values()), case.missing, bool(turns))


def _first(case: Case) -> Line:
    if case.missing:
        return case.say(TOO_FEW, n=Number(str(case.missing), "/replications#missing"), goal=goal_in_words(case))
    found = judged(case)
    word = CHANCE_WORDS[found.certainty, found.reached]
    share = case.share("/probability")
    has_range = share.low is not None and share.high is not None
    between = case.say(SHARE_RANGE, range=(*share.range(case.lang), "%")) if has_range else ()
    value = case.document["probability"]["value"]
    said = {0.0: NO_WORLD, 1.0: EVERY_WORLD}.get(value, SHARE)
    return case.say(FIRST, goal=goal_in_words(case), word=word, share=case.say(said, share=case.percent("/probability/value")), range=between)


def _second(case: Case) -> Line:
    expected = case.measure("/expected", goal_unit(case))
    short = case.document["shortfall"]
    if not short["worlds"]:
        gap = case.say(ALL_REACH)
    else:
        gap = case.say(SHORT, worlds=case.count("/shortfall/worlds"), short=case.measure("/shortfall", goal_unit(case)).both(case.lang))
    return case.say(SECOND, by=goal_month(case), expected=expected.with_unit(), range=expected.range(case.lang), gap=gap)


def _third(case: Case) -> Line:
    found = judged(case)
    rests = case.say(ASSUMED, n=case.count("/assumptions")) if case.document.get("assumptions") else case.say(UNASSUMED)
    helping = [name for name in case.document["bottlenecks"] if helps(case, name)]
    stuck = case.say(HELPS, names=case.listed([(_resource(case, name),) for name in helping])) if helping else what_binds(case)
    return case.say(THIRD, strength=STRENGTHS[found.certainty], why=WHY[_why(found)], stuck=stuck, rests=rests)


def _why(found: Chance) -> str:
    if found.missing:
        return "few"
    if found.turns_on_wording:
        return "wording"
    if not found.tested:
        return "untested"
    if found.certainty is Certainty.OPEN:
        return "spans" if found.agreed else "not_agreed"
    return "agreed"


def helps(case: Case, name: str) -> bool:
    """Whether one more unit of a resource surely adds something."""
    return not case.missing and verdict(case.document["bottlenecks"][name]) is Verdict.MORE


def certain_years(case: Case) -> dict[str, int]:
    """In how many years each resource surely stopped most projects."""
    found: dict[str, int] = {}
    for year in (case.document.get("bottleneck_by_year") or {}).values():
        if year["binding"] and year["is_certain"]:
            found[year["binding"]] = found.get(year["binding"], 0) + 1
    return found


def certain_bottleneck(case: Case) -> str | None:
    """The resource that surely stopped most projects in the most years; None where there is none, or the worlds are too few."""
    years = certain_years(case)
    return max(years, key=lambda name: years[name]) if years and not case.missing else None


def what_binds(case: Case) -> Line:
    """Which resources surely stop most projects, and in how many years."""
    years = certain_years(case)
    if not years or case.missing:
        return case.say(NOT_STUCK)
    place = "/bottleneck_by_year"
    named = [
        case.say(STUCK_ONE, name=_resource(case, name), years=Number(str(count), f"{place}#certain:{name}"))
        for name, count in sorted(years.items(), key=lambda item: -item[1])
    ]
    said = case.say(STUCK, n=case.count(place), names=case.listed(named))
    return (*said, *case.say(DECLINED)) if "partner" in years and firms_decline(case) else said


def firms_decline(case: Case) -> bool:
    """Whether most projects that no firm took on had been seen by one that had room."""
    years = case.document["bottleneck_by_year"].values()
    without, declined = sum(each["stopped"]["partner"]["value"] for each in years), sum(each["declined"]["value"] for each in years)
    return declined > MOST * without


def _resource(case: Case, name: str) -> Quoted:
    return Quoted(RESOURCES[name].read(case.lang)) if name in RESOURCES else Quoted(name)


def chances(case: Case) -> list[Block]:
    """The probability over all and by version, and the months in which it is reached."""
    place = "/probability_by_version"
    rows = [(case.say(ALL), case.share("/probability").both(case.lang))]
    rows += [((case.version_title(name),), case.share(f"{place}/{escaped(name)}").both(case.lang)) for name in case.at(place)]
    table = Table("chance", case.say(CHANCE_CAPTION), tuple(case.say(each) for each in CHANCE_HEAD), tuple(rows), "lc", (3, 3))
    months = _months(case)
    blocks: list[Block] = [Heading(1, case.say(CHANCES)), table, Paragraph(sentence(months))]
    return [*blocks, *case.picture("target", FIGURE)]


def _months(case: Case) -> Line:
    found = case.document["month_reached"]
    parts = [case.say(MONTHS, month=case.month(f"/month_reached/{key}"), share=share) for key, share in SHARES.items() if found.get(key) is not None]
    last = case.month("/period/last")
    return (*joined(parts, ""), *case.say(BY_END, last=last, within=case.share("/month_reached/within_study").both(case.lang)))


def stuck(case: Case) -> list[Block]:
    """What stops projects, year by year, and what one more unit of each resource adds."""
    blocks: list[Block] = [Heading(1, case.say(WHERE)), Paragraph(sentence((*what_binds(case), "。" if case.lang == "zh" else ".")))]
    if case.document.get("bottleneck_by_year"):
        blocks.append(by_year(case))
    blocks += case.picture("bottlenecks", FIGURE_STUCK)
    return [*blocks, _units(case)] if case.document["bottlenecks"] else blocks


def by_year(case: Case) -> Table:
    """Projects that stopped, by year and by the resource that they lacked."""
    found = case.document["bottleneck_by_year"]
    names = [name for name in RESOURCES if all(name in year["stopped"] for year in found.values())]
    head = (case.say(YEAR), *((_resource(case, name),) for name in names), case.say(BINDING))
    rows = []
    for year, entry in found.items():
        place = f"/bottleneck_by_year/{year}"
        cells = [case.measure(f"{place}/stopped/{name}", PROJECTS).stacked(case.lang) for name in names]
        rows.append(((Number(year, f"{place}#key"),), *cells, _binding(case, entry)))
    return Table(
        "years", case.say(YEAR_CAPTION), head, tuple(rows), "l" + "c" * len(names) + "l", (2, *(3.0,) * len(names), 3), case.say(YEAR_NOTE), True
    )


def _binding(case: Case, entry: Mapping[str, Any]) -> Line:
    if not entry["binding"]:
        return (UNKNOWN,)
    name = _resource(case, entry["binding"])
    return (name,) if entry["is_certain"] and not case.missing else case.say(UNCERTAIN, name=name)


def _units(case: Case) -> Table:
    unit = goal_unit(case)
    scale = case.scale_of(unit, [case.document["bottlenecks"][name] for name in case.document["bottlenecks"]], difference=True)
    head = tuple(case.say(each, unit=scale.label) for each in UNIT_HEAD)
    rows = []
    for name, found in case.document["bottlenecks"].items():
        place = f"/bottlenecks/{escaped(name)}"
        said = Verdict.NO_INTERVAL if case.missing else verdict(found)
        adds = case.measure(place, unit, "difference", signed=True, scale=scale).both(case.lang, unit=False)
        chances = case.measure(f"{place}/probability", POINTS_UNIT, "difference", signed=True, scale=case.point_scale).both(case.lang, unit=False)
        rows.append(((_resource(case, name),), (unit_in_words(case, found["unit"][case.lang]),), adds, chances, case.say(UNIT_WORDS[said])))
    note = case.say(UNIT_NOTE)
    return Table("units", case.say(UNIT_CAPTION), head, tuple(rows), "llccl", (4, 9, 6, 6, 4), note, True)


def unit_in_words(case: Case, words: str) -> Quoted:
    """One more unit of a resource in words, in Chinese without the key of a group of platforms."""
    named = re.match(r"平台 (\S+?)（", words)
    if not named:
        return Quoted(words)
    group = group_name(case, "platforms", named.group(1)).text.partition("（")[0].strip()
    return Quoted(words.replace(f"平台 {named.group(1)}", f"中试平台{group}" if group != named.group(1) else f"平台 {group}", 1))


def gains(case: Case) -> list[Block]:
    """What a target cannot say, and what is spent."""
    from experiments.briefs.content.costs import spending

    place = [("", "/ledger", case.document["ledger"])]
    return [Heading(1, case.say(GAINS)), Paragraph(case.say(NO_GAINS)), *spending(case, place)]
