"""The options side by side: one table, whether one is better than another, and what else they change."""

from experiments.briefs.case import PLAIN, UNKNOWN, Case, Option, capital
from experiments.briefs.certainty import Certainty
from experiments.briefs.content.harms import NATIONAL, change, leaves_counties, repeats
from experiments.briefs.content.ranking import ranking
from experiments.briefs.content.words import who
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Points, Quoted, Ref, Table, figure_key, joined
from experiments.figures.verdicts import DIRECTED, Verdict, verdict
from experiments.output.vocabulary import indicator
from sim.definitions import HEADLINE

HEADING = Phrase("各方案并列", "The options side by side")
CAPTION = Phrase("各方案与基线相比的变化（平均值，括号内为95%区间）", "Change against the baseline by option (mean, with 95 % interval)")
COLUMNS = (HEADLINE, "public_money", "social_npv")
COLUMN = Phrase("{name}（{unit}）", "{name} ({unit})")
HEAD = (
    Phrase("方案", "Option"),
    Phrase("每净增一个项目的财政成本", "Fiscal cost of an additional project"),
    Phrase("单个世界里更好的比例", "Single worlds that do better"),
    Phrase("判断", "In words"),
)
NOTE = Phrase(
    "“判断”针对批量产出，用语有固定标准，见“方法”；“单个世界里更好的比例”是有方案时批量产出较多的世界所占的比例，打平算一半；"
    "成本一栏“—”表示不能给出；没有括号的，每个世界都一样。",
    '"In words" is about batch output, in the fixed words explained under "Method". Single worlds that do better: the share with more batch output '
    "with the option, ties half. A dash: cannot be given. Without brackets: the same in every world.",
)
SHORT = {
    Certainty.NEARLY_SURE: Phrase("基本可以认为{verb}", "safely {verb}"),
    Certainty.LIKELY: Phrase("很可能{verb}", "likely {verb}"),
    Certainty.LEANING: Phrase("倾向于{verb}", "weakly {verb}"),
    Certainty.OPEN: Phrase("不能断定", "cannot be said"),
    Certainty.EXACT: Phrase("这些世界里没有变化", "no change in these worlds"),
}
VERBS = {Verdict.MORE: Phrase("增加", "more"), Verdict.LESS: Phrase("减少", "fewer")}
LEVELS = Phrase(
    "不实行任何方案（基线）时，研究期内平均进入产业化{entered}，实现批量产出{batch}。",
    "Without any option (baseline), on average, {entered} enter industrialisation in the study and {batch} reach batch output.",
)
SEE = Phrase("各方案的变化见{table}和{figure}。", "The changes are in {table} and {figure}.")

OTHER = Phrase("其他指标，能说出方向的只有下列各项：", "Of the other indicators, only these have a direction:")
UNCHANGED = Phrase("其他指标在每个世界里也都没有变化。", "No other indicator changes in any world either.")
UNCHANGED_ONE = Phrase("{who}：各项指标在每个世界里都没有变化。", "With {who} no indicator changes in any world.")
NOTHING_ELSE = Phrase("其他指标的变化都不能断定方向。", "No other indicator has a direction that can be named.")
CHANGES = Phrase("方案{letter}，{word}：{each}。", "Option {letter}. {word}: {each}.")
WORDS = {
    Certainty.NEARLY_SURE: Phrase("基本可以认为", "Safely"),
    Certainty.LIKELY: Phrase("平均看很可能", "Likely on average"),
    Certainty.LEANING: Phrase("倾向于认为（依据较弱）", "Weak evidence"),
}
MANY = Phrase(
    "同时看许多指标时，即使方案毫无作用，也会有个别区间碰巧不含零；结论以批量产出为主。",
    "Among many indicators some intervals miss zero by chance even where an option does nothing; the conclusion is the one on batch output.",
)
EQUAL = Phrase(
    "比较前已把各方案放大或缩小到研究期内预计各花{amount}财政资金。{each}",
    "Before the comparison each option was scaled until it is expected to spend {amount} of public money in the study. {each}",
)
SCALED = Phrase("方案{letter}为原来的{factor}倍，实际花费{spent}。", "Option {letter}: {factor} times its size, spending {spent}. ")
MIXED = Phrase(
    "方案{letter}平均为原来的{factor}倍，实际平均花费{spent}；其中只能按整数增减的部分，有的世界多取一个、有的少取一个，平均恰好等额。",
    "Option {letter}: {factor} times its size on average, spending {spent}; what comes in whole units only is one more in some worlds and one less "
    "in others, so that it is equal on average. ",
)
UNSCALED = Phrase(
    "方案{letter}没有达到等额，实际花费{spent}，与其他方案比较时须注意。",
    "Option {letter} does not reach that amount; it spends {spent}, which must be kept in mind when comparing. ",
)
NATION = Phrase(
    "下面凡注明“全国账”的，是从对全国的增减看，不是对本地的增减。{assumed}这一比例在本结果中为{share}。",
    "What is marked as the national ledger is what the whole country gains, and not the region. {assumed} In this result that share is {share}.",
)
SHOWN_ELSEWHERE = (HEADLINE, "public_money")
ESTIMATES = ("high_tech_firms", "specialised_firms", "small_giants")
LEAST_FIRMS = 0.1
"""Estimates of recognised firms that change by less are not told: a hundredth of a firm says nothing."""


def options(case: Case) -> list[Block]:
    """The third section of a comparison."""
    levels = {
        name: case.measure(f"/baseline/indicators/{key}", indicator(key).unit, "mean").both(case.lang)
        for name, key in (("entered", "entered"), ("batch", HEADLINE))
    }
    blocks: list[Block] = [Heading(1, case.say(HEADING)), Paragraph(case.say(LEVELS, **levels))]
    if "equal_budget" in case.document:
        blocks.append(Paragraph(_equal_budget(case)))
    blocks += [Paragraph(case.say(SEE, table=Ref("options"), figure=Ref(figure_key("effects")))), _table(case)]
    if len(case.policies) > 1:
        blocks.append(Paragraph(ranking(case)))
    blocks += case.picture("effects", FIGURE)
    return [*blocks, *_other_changes(case)]


FIGURE = Phrase("各方案与基线相比的变化及95%区间", "Change against the baseline by option, with 95 % intervals")


def _table(case: Case) -> Table:
    rows = tuple(_row(case, option) for option in case.policies)
    labels = [case.say(COLUMN, name=Quoted(capital(indicator(name).words.read(case.lang))), unit=case.effect_scale(name).label) for name in COLUMNS]
    head = (case.say(HEAD[0]), *labels, *(case.say(each) for each in HEAD[1:]))
    return Table("options", case.say(CAPTION), head, rows, "lcccccl", (7, 15, 15, 15, 15, 11, 13), case.say(NOTE), True)


def _row(case: Case, option: Option) -> tuple[Line, ...]:
    def cell(name: str) -> Line:
        if name not in option.found["effects"]:
            return (UNKNOWN,)
        effect = option.effect(name)
        return effect.stacked(case.lang, unit=effect.unit != case.effect_scale(name).label)

    better = option.found["effects"].get(HEADLINE, {}).get("probability_better")
    return (
        (option.letter,),
        *(cell(name) for name in COLUMNS),
        option.cost().stacked(case.lang, unit=True) if option.is_costed else (UNKNOWN,),
        (UNKNOWN,) if better is None else case.percent(f"{option.place}/effects/{HEADLINE}/probability_better"),
        in_short(case, option),
    )


def in_short(case: Case, option: Option, name: str = HEADLINE) -> Line:
    """What may be said of an effect, in a few words of the scale."""
    judgement = option.judged(name)
    if judgement.missing and judgement.finding.overall is not Verdict.UNKNOWN:
        return case.say(Phrase("世界太少", "too few worlds"))
    verb = VERBS[judgement.direction] if judgement.direction else Phrase("", "")
    return case.say(SHORT[judgement.certainty], verb=verb)


def _other_changes(case: Case) -> list[Block]:
    """What else changes, in the words of the scale; indicators without direction are not listed one by one."""
    if case.missing:
        return []
    lines: list[Line] = []
    nation: set[int] = set()
    unchanged = [option for option in case.policies if is_unchanged(option)]
    if len(unchanged) == len(case.policies):
        return [Paragraph(case.say(UNCHANGED))]
    for option in case.policies:
        for certainty in (Certainty.NEARLY_SURE, Certainty.LIKELY, Certainty.LEANING):
            names = [
                name for name in _others(option) if option.judged(name).certainty is certainty and verdict(option.found["effects"][name]) in DIRECTED
            ]
            nation |= {option.order for name in names if name.endswith(NATIONAL)}
            if names:
                each = joined([change(case, option, name) for name in names], case.say(Phrase("；", "; "))[0])
                lines.append(case.say(CHANGES, letter=option.letter, word=WORDS[certainty], each=each))
    lines += [case.say(UNCHANGED_ONE, who=who(case, unchanged))] if unchanged else []
    if not lines:
        return [Paragraph(case.say(NOTHING_ELSE))]
    assumed = [Paragraph(_nation(case, case.policies[min(nation)]))] if nation else []
    many = [Paragraph(case.say(MANY), "note")] if len(lines) > bool(unchanged) else []
    return [*assumed, Paragraph(case.say(OTHER)), Points(tuple(lines)), *many]


def is_unchanged(option: Option) -> bool:
    """Whether an option leaves every indicator as it is, in every world."""
    known = [verdict(found) for found in option.found["effects"].values() if found.get("difference") is not None]
    return bool(known) and all(each is Verdict.SAME for each in known)


def _others(option: Option) -> list[str]:
    """Indicators that are not shown elsewhere; one of the national ledger only where its effect differs from that on the region, and inequality
    among counties only where new pilots stand in them.
    """
    left_out = (*SHOWN_ELSEWHERE, "county_gini") if leaves_counties(option) else SHOWN_ELSEWHERE
    return [name for name in option.found["effects"] if name not in left_out and not repeats(option, name) and not _is_trifle(option, name)]


def _is_trifle(option: Option, name: str) -> bool:
    """Whether an estimated number of firms changes by less than `LEAST_FIRMS` even at the ends of its interval."""
    found = option.found["effects"][name]
    ends = [abs(found[key]) for key in ("difference", "low", "high") if found.get(key) is not None]
    return name in ESTIMATES and max(ends, default=0.0) < LEAST_FIRMS


def _nation(case: Case, option: Option) -> Line:
    """What the national ledger assumes."""
    place = f"{option.place}/nation"
    return case.say(NATION, assumed=Quoted(case.at(f"{place}/assumption/{case.lang}")), share=case.percent(f"{place}/success_elsewhere"))


def _equal_budget(case: Case) -> Line:
    from experiments.figures.numbers import MONEY

    parts = []
    for option in case.policies:
        scaling = option.found.get("scaling") or {}
        spent = case.measure(f"{option.place}/scaling/spent", MONEY).both(case.lang) if "spent" in scaling else (UNKNOWN,)
        if scaling.get("reached") and scaling.get("factor") is not None:
            factor = case.single(f"{option.place}/scaling/factor", PLAIN).bare()
            words = MIXED if scaling.get("lottery") else SCALED
            parts.append(case.say(words, letter=option.letter, factor=factor, spent=spent))
        else:
            parts.append(case.say(UNSCALED, letter=option.letter, spent=spent))
    return case.say(EQUAL, amount=case.single("/equal_budget/amount", MONEY, is_exact=True).with_unit(), each=joined(parts, ""))
