"""The options side by side: one table, whether one is better than another, and what else they change."""

from experiments.briefs.case import HEADLINE, PLAIN, UNKNOWN, Case, Option, capital
from experiments.briefs.certainty import Certainty
from experiments.briefs.content.answer import sentence, who
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Points, Quoted, Ref, Table, joined
from experiments.figures.verdicts import DIRECTED, EVEN, Verdict, verdict
from experiments.output.vocabulary import indicator

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
    Certainty.EXACT: Phrase("没有变化", "no change"),
}
VERBS = {Verdict.MORE: Phrase("增加", "more"), Verdict.LESS: Phrase("减少", "fewer")}
LEVELS = Phrase(
    "不实行任何方案（基线）时，研究期内平均进入产业化{entered}，实现批量产出{batch}。",
    "Without any option (baseline), on average, {entered} enter industrialisation in the study and {batch} reach batch output.",
)
SEE = Phrase("各方案的变化见{table}和{figure}。", "The changes are in {table} and {figure}.")

AHEAD = Phrase("{best}平均比{second}多{size}（95%区间{range}）", "{best} is ahead of {second} by {size} on average (95 % interval {range})")
"""By how much, in the same worlds: whether two options differ is told by their paired difference, not by whether two intervals overlap."""
BEST = Phrase(
    "按批量产出排序，{best}优于{others}：{ahead}，{n}个校准版本单独看，区间也都分开。",
    "By batch output {best} is better than {others}: {ahead}, and in each of the {n} calibrated versions the intervals lie apart.",
)
BY_CHANCE = Phrase(
    "哪个方案更好不能断定：{ahead}，区间含零，差别可能只是偶然。",
    "Which option is best cannot be said: {ahead}, which spans zero, so that the difference may be chance.",
)
NOT_IN_HALF = Phrase(
    "哪个方案更好不能断定：{ahead}，但后验中未必过半的情形如此。",
    "Which option is best cannot be said: {ahead}, but perhaps not in half of the posterior.",
)
TURNS = Phrase(
    "哪个方案更好不能断定：{ahead}，但各校准版本的排序不同（批量产出增加最多的，{each}）。",
    "Which option is best cannot be said: {ahead}, but calibrated versions order them differently (most additional batch output: {each}).",
)
TURNS_ONE = Phrase("{version}版本是方案{letter}", "option {letter} in {version}")
NOT_IN_EACH = Phrase(
    "哪个方案更好不能断定：{ahead}，但单独看，两者的区间并非在每个校准版本中都分开。",
    "Which option is best cannot be said: {ahead}, but by themselves not all calibrated versions hold the two apart.",
)
UNTESTED_ORDER = Phrase(
    "{ahead}；但只用了一个校准版本，这个排序没有经过检验。",
    "{ahead}; but only one calibrated version was used, so that this order is untested.",
)
NO_ORDER = Phrase("哪个方案更好无法计算。", "Which option is best cannot be computed.")
FEW_ORDER = Phrase("世界太少，不排序。", "Too few worlds to order the options.")
OTHER = Phrase("其他指标，能说出方向的只有下列各项：", "Of the other indicators, only these have a direction:")
NOTHING_ELSE = Phrase("其他指标的变化都不能断定方向。", "No other indicator has a direction that can be named.")
ONE_CHANGE = Phrase("“{name}”{verb}{size}（{range}）", "{name}: {size} {verb} ({range})")
CHANGE_VERBS = {Verdict.MORE: Phrase("增加", "more"), Verdict.LESS: Phrase("减少", "less")}
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
UNSCALED = Phrase(
    "方案{letter}没有达到等额，实际花费{spent}，与其他方案比较时须注意。",
    "Option {letter} does not reach that amount; it spends {spent}, which must be kept in mind when comparing. ",
)
NATION = Phrase(
    "{assumed}这一比例在本结果中为{share}。",
    "{assumed} In this result that share is {share}.",
)
SHOWN_ELSEWHERE = (HEADLINE, "public_money")
NATIONAL = "_national"
"""How indicators of the national ledger end."""


def options(case: Case) -> list[Block]:
    """The third section of a comparison."""
    levels = {
        name: case.measure(f"/baseline/indicators/{key}", indicator(key).unit, "mean").both(case.lang)
        for name, key in (("entered", "entered"), ("batch", HEADLINE))
    }
    blocks: list[Block] = [Heading(1, case.say(HEADING)), Paragraph(case.say(LEVELS, **levels))]
    if "equal_budget" in case.document:
        blocks.append(Paragraph(_equal_budget(case)))
    blocks += [Paragraph(case.say(SEE, table=Ref("options"), figure=Ref("effects"))), _table(case)]
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
        return option.effect(name).stacked(case.lang) if name in option.found["effects"] else (UNKNOWN,)

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


def ranking(case: Case) -> Line:
    """Whether one option is better than another, and if not, why: first by the paired difference of the two with the largest effects."""
    if case.missing:
        return case.say(FEW_ORDER)
    steps = (case.document.get("robust") or {}).get("steps") or ()
    if not steps or None in (steps[0]["value"], steps[0]["low"], steps[0]["high"]):
        return case.say(NO_ORDER)
    step, options = steps[0], {option.found["id"]: option for option in case.policies}
    best, second = options[step["ahead"]], options[step["behind"]]
    size = case.measure("/robust/steps/0", indicator(HEADLINE).unit)
    ahead = case.say(AHEAD, best=who(case, [best]), second=who(case, [second]), size=size.with_unit(), range=size.range(case.lang))
    share = (step.get("posterior") or {}).get("share")
    leaders = [(each["id"], _leader(case, each["id"])) for each in case.versions]
    if step["low"] <= 0.0:
        return case.say(BY_CHANCE, ahead=ahead)
    if share and (share["low"] or 0.0) <= EVEN:
        return case.say(NOT_IN_HALF, ahead=ahead)
    if len(leaders) < 2:
        return sentence(case.say(UNTESTED_ORDER, ahead=ahead))
    if len({option.letter for _, option in leaders if option}) > 1:
        each = [case.say(TURNS_ONE, version=case.version_name(name), letter=option.letter) for name, option in leaders if option]
        return case.say(TURNS, ahead=ahead, each=joined(each, case.say(Phrase("，", ", "))[0]))
    if not _is_apart(case, best, second):
        return case.say(NOT_IN_EACH, ahead=ahead)
    others = [second, *(option for option in case.policies if option not in (best, second) and _is_apart(case, best, option))]
    return case.say(BEST, best=who(case, [best]), others=who(case, others), ahead=ahead, n=case.count("/versions"))


def _is_apart(case: Case, best: Option, other: Option) -> bool:
    """Whether the effect of one option lies above that of another with its whole interval, over all and in each version.

    Stricter than their paired difference, which a comparison does not hold for single versions, nor for options that are no neighbours.
    """
    pairs = [(best.found["by_version"].get(each["id"]), other.found["by_version"].get(each["id"])) for each in case.versions]
    return all(
        _above((first or {}).get(HEADLINE), (second or {}).get(HEADLINE))
        for first, second in (*pairs, (best.found["effects"], other.found["effects"]))
    )


def _leader(case: Case, version: str) -> Option | None:
    """The option with the largest effect in one version; None where several have it, or nothing is known."""
    known = [
        (found["difference"], option)
        for option in case.policies
        if (found := option.found["by_version"].get(version, {}).get(HEADLINE)) and found.get("difference") is not None
    ]
    known.sort(key=lambda pair: -pair[0])
    return None if not known or (len(known) > 1 and known[0][0] == known[1][0]) else known[0][1]


def _above(first: dict | None, second: dict | None) -> bool:
    """Whether the whole interval of one effect lies above that of another."""
    if not first or not second or first.get("low") is None or second.get("high") is None:
        return False
    return first["low"] > second["high"]


def _other_changes(case: Case) -> list[Block]:
    """What else changes, in the words of the scale; indicators without direction are not listed one by one."""
    if case.missing:
        return []
    lines: list[Line] = []
    nation: set[int] = set()
    for option in case.policies:
        for certainty in (Certainty.NEARLY_SURE, Certainty.LIKELY, Certainty.LEANING):
            names = [
                name for name in _others(option) if option.judged(name).certainty is certainty and verdict(option.found["effects"][name]) in DIRECTED
            ]
            nation |= {option.order for name in names if name.endswith(NATIONAL)}
            if names:
                each = joined([_change(case, option, name) for name in names], case.say(Phrase("；", "; "))[0])
                lines.append(case.say(CHANGES, letter=option.letter, word=WORDS[certainty], each=each))
    if not lines:
        return [Paragraph(case.say(NOTHING_ELSE))]
    assumed = [Paragraph(_nation(case, case.policies[min(nation)]), "note")] if nation else []
    return [Paragraph(case.say(OTHER)), Points(tuple(lines)), *assumed, Paragraph(case.say(MANY), "note")]


def _others(option: Option) -> list[str]:
    """Indicators that are not shown elsewhere; one of the national ledger only where its effect differs from that on the region."""
    effects = option.found["effects"]

    def repeats(name: str) -> bool:
        own = effects.get(name.removesuffix(NATIONAL)) if name.endswith(NATIONAL) else None
        return own is not None and all(effects[name][key] == own[key] for key in ("difference", "low", "high"))

    return [name for name in effects if name not in SHOWN_ELSEWHERE and not repeats(name)]


def _nation(case: Case, option: Option) -> Line:
    """What the national ledger assumes."""
    place = f"{option.place}/nation"
    return case.say(NATION, assumed=Quoted(case.at(f"{place}/assumption/{case.lang}")), share=case.percent(f"{place}/success_elsewhere"))


def _change(case: Case, option: Option, name: str) -> Line:
    size = option.effect(name, signed=False, magnitude=True)
    verb = CHANGE_VERBS[option.judged(name).direction or Verdict.MORE]
    label = Quoted(indicator(name).words.read(case.lang))
    return case.say(ONE_CHANGE, name=label, verb=verb, size=size.with_unit(), range=size.range(case.lang))


def _equal_budget(case: Case) -> Line:
    from experiments.figures.numbers import MONEY

    parts = []
    for option in case.policies:
        scaling = option.found.get("scaling") or {}
        spent = case.measure(f"{option.place}/scaling/spent", MONEY).both(case.lang) if "spent" in scaling else (UNKNOWN,)
        if scaling.get("reached") and scaling.get("factor") is not None:
            factor = case.single(f"{option.place}/scaling/factor", PLAIN).bare()
            parts.append(case.say(SCALED, letter=option.letter, factor=factor, spent=spent))
        else:
            parts.append(case.say(UNSCALED, letter=option.letter, spent=spent))
    return case.say(EQUAL, amount=case.single("/equal_budget/amount", MONEY, is_exact=True).with_unit(), each=joined(parts, ""))
