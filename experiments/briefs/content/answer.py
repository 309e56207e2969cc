"""The answer of a comparison in three sentences: what the options do, what that costs, and how far the evidence carries."""

from experiments.briefs.case import Case, Option
from experiments.briefs.certainty import STRENGTHS, Certainty
from experiments.briefs.content.harms import harms
from experiments.briefs.content.ranking import in_a_clause
from experiments.briefs.content.words import sentence, who
from experiments.briefs.tree import Block, Heading, Line, Number, Paragraph, Phrase, joined
from experiments.figures.verdicts import Verdict, verdict
from sim.definitions import HEADLINE

HEADING = Phrase("结论", "The answer")
VERBS = {Verdict.MORE: Phrase("增加", "more"), Verdict.LESS: Phrase("减少", "fewer")}
DIRECTED = {
    Certainty.NEARLY_SURE: Phrase(
        "基本可以认为，{who}使实现批量产出的项目{verb}（{sizes}）",
        "it can safely be taken that {verb} projects reach batch output with {who} ({sizes})",
    ),
    Certainty.LIKELY: Phrase(
        "平均看，{who}很可能使实现批量产出的项目{verb}（{sizes}）",
        "on average {verb} projects are likely to reach batch output with {who} ({sizes})",
    ),
    Certainty.LEANING: Phrase(
        "倾向于认为{who}使实现批量产出的项目{verb}（{sizes}），但依据较弱",
        "there is weak evidence that {verb} projects reach batch output with {who} ({sizes})",
    ),
}
OPEN = Phrase(
    "{who}使实现批量产出的项目增加还是减少，不能断定（{sizes}）",
    "it cannot be said whether more or fewer projects reach batch output with {who} ({sizes})",
)
EXACT = Phrase(
    "{who}在模拟的全部世界里都没有改变实现批量产出的项目数", "in all simulated worlds the number of projects in batch output is the same with {who}"
)
UNKNOWN = Phrase("{who}对批量产出的作用无法计算", "the effect of {who} on batch output cannot be computed")
TOO_FEW = Phrase(
    "模拟的世界太少，至少还需{n}对，对{who}的作用不下结论。",
    "Too few worlds were simulated: at least {n} more pairs are needed, and nothing is concluded on {who}.",
)
SIZE = Phrase("{letter}平均{size}，95%区间{range}", "{letter}: {size} on average, 95 % interval {range}")
NO_RANGE = Phrase("{letter}平均{size}，没有区间", "{letter}: {size} on average, without interval")
STOP = Phrase("。", ".")
BETWEEN = Phrase("；", "; ")

COSTED = Phrase("每净增加一个批量产出项目的财政净支出，{each}", "the net fiscal cost of one additional project in batch output is {each}")
COSTED_ONE = Phrase("方案{letter}为{cost}", "{cost} with option {letter}")
SAVES = Phrase("（区间含零，也可能是净节省）", " (the interval spans zero: it may be a saving)")
NOT_COSTED = Phrase(
    "{who}不能给出每净增加一个项目的财政成本",
    "no cost of an additional project can be given for {who}",
)
NO_SUCH_COST = Phrase(
    "{who}没有改变项目数，也就没有每净增加一个项目的成本",
    "no cost of an additional project exists for {who}, with which their number does not change",
)
FREE = Phrase("{who}在研究期内没有财政支出", "no public money is spent within the study period with {who}")
SPENT = Phrase("研究期内实际花费的财政资金，{each}", "public money spent within the study period: {each}")
SPENT_ONE = Phrase("方案{letter}为{size}", "{size} with option {letter}")

EVIDENCE = Phrase("证据强度：{each}", "strength of the evidence: {each}")
EVIDENCE_ONE = Phrase("{who}{strength}（{why}）", "{who}: {strength} ({why})")
ASSUMED = Phrase(
    "所有结论都以情景中{n}项没有文件依据的假定为前提，是模型内的比较，不是预测",
    "all findings rest on {n} inputs that no document states, and compare within the model without forecasting",
)
UNASSUMED = Phrase("所有结论都是模型内的比较，不是预测", "all findings compare within the model without forecasting")
WHY = {
    "all": Phrase("{n}个校准版本单独看也都成立", "it holds in each of the {n} calibrated versions by itself"),
    "all_worlds": Phrase(
        "{n}个校准版本单独看也都成立，但单个世界或后验的各种情形里未必都如此",
        "it holds in each of the {n} calibrated versions by itself, though not in every single world, nor perhaps everywhere in the posterior",
    ),
    "half": Phrase("后验中未必过半的情形都是这个方向", "perhaps not in half of the posterior does it go that way"),
    "opposite": Phrase("“80%”的两种说法下方向相反", "the two wordings of the 80 % point in opposite directions"),
    "one_only": Phrase("取决于“80%”说的是哪些项目", "it turns on which projects the 80 % are of"),
    "some": Phrase("单独看，只有{where}版本的区间不含零", "by itself, only the interval of {where} excludes zero"),
    "none": Phrase(
        "合在一起才看得出方向，任一校准版本单独看区间都含零",
        "a direction shows only in all together; by itself, the interval of each calibrated version spans zero",
    ),
    "untested": Phrase("只用了一个校准版本", "only one calibrated version was used"),
    "spans": Phrase("区间含零", "the interval spans zero"),
    "opposed": Phrase("校准版本之间方向相反", "calibrated versions point in opposite directions"),
    "few": Phrase("世界太少", "too few worlds"),
    "same": Phrase("每个世界都没有变化", "nothing changes in any world"),
    "unknown": Phrase("无法计算", "it cannot be computed"),
}


def answer(case: Case) -> list[Block]:
    """The second section of a comparison."""
    said = (effects(case), costs(case), evidence(case))
    return [Heading(1, case.say(HEADING)), *(Paragraph(line, "finding") for line in said)]


def effects(case: Case) -> Line:
    """First sentence: which options change batch output, by how much, and which nobody can tell."""
    if case.missing:
        return sentence(case.say(TOO_FEW, n=Number(str(case.missing), "/replications#missing"), who=who(case, case.policies)))
    parts = []
    for (certainty, direction), options in _groups(case).items():
        if certainty is Certainty.EXACT:
            parts.append(case.say(EXACT, who=who(case, options)))
        elif direction is None:
            known = [option for option in options if option.effect().value is not None]
            unknown = [option for option in options if option.effect().value is None]
            parts += [case.say(OPEN, who=who(case, known), sizes=_sizes(case, known, False))] if known else []
            parts += [case.say(UNKNOWN, who=who(case, unknown))] if unknown else []
        else:
            facts = {"who": who(case, options), "verb": VERBS[direction], "sizes": _sizes(case, options, True)}
            parts.append(case.say(DIRECTED[certainty], **facts))
    return sentence((*joined(parts, case.say(BETWEEN)[0]), *case.say(STOP)))


def _groups(case: Case) -> dict[tuple[Certainty, Verdict | None], list[Option]]:
    """Options of which the same may be said, the surest first."""
    found: dict[tuple[Certainty, Verdict | None], list[Option]] = {}
    for option in case.policies:
        judgement = option.judged()
        found.setdefault((judgement.certainty, judgement.direction), []).append(option)
    order = (Certainty.NEARLY_SURE, Certainty.LIKELY, Certainty.LEANING, Certainty.OPEN, Certainty.EXACT)
    return {key: found[key] for key in sorted(found, key=lambda key: (order.index(key[0]), key[1] is Verdict.LESS))}


def _sizes(case: Case, options: list[Option], magnitude: bool) -> Line:
    parts = []
    for option in options:
        size = option.effect(HEADLINE, signed=not magnitude, magnitude=magnitude)
        text = SIZE if size.low is not None else NO_RANGE
        parts.append(case.say(text, letter=option.letter, size=size.with_unit(), range=size.range(case.lang)))
    return joined(parts, case.say(BETWEEN)[0])


def costs(case: Case) -> Line:
    """Second sentence: the cost of an additional project where it may be named, what was spent, and what surely gets worse."""
    costed = [option for option in case.policies if option.is_costed]
    others = [option for option in case.policies if not option.is_costed]
    parts = []
    if costed:
        each = [
            (*case.say(COSTED_ONE, letter=option.letter, cost=option.cost().both(case.lang)), *(case.say(SAVES) if option.may_save else ()))
            for option in costed
        ]
        parts.append(case.say(COSTED, each=joined(each, case.say(Phrase("，", ", "))[0])))
    same = [option for option in others if option.judged().certainty is Certainty.EXACT]
    others = [option for option in others if option not in same]
    if others:
        parts.append(case.say(NOT_COSTED, who=who(case, others)))
    if same:
        parts.append(case.say(NO_SUCH_COST, who=who(case, same)))
    spending = [option for option in case.policies if "public_money" in option.found["effects"]]
    free = [option for option in spending if spends_nothing(option)]
    if free:
        parts.append(case.say(FREE, who=who(case, free)))
    spent = [
        case.say(SPENT_ONE, letter=option.letter, size=option.effect("public_money", signed=False).both(case.lang))
        for option in spending
        if option not in free
    ]
    if spent:
        parts.append(case.say(SPENT, each=joined(spent, case.say(Phrase("，", ", "))[0])))
    if found := harms(case):
        parts.append(found)
    return sentence((*joined(parts, case.say(BETWEEN)[0]), *case.say(STOP)))


def spends_nothing(option: Option) -> bool:
    """Whether an option spends no public money in any world."""
    return verdict(option.found["effects"].get("public_money")) is Verdict.SAME


def evidence(case: Case) -> Line:
    """Third sentence: which option is better, the strength of the evidence, why it is no stronger, and what all of it rests on."""
    groups: dict[Line, list[Option]] = {}
    for option in case.policies:
        line = (STRENGTHS[option.judged().certainty].of(case.lang), *why(case, option))
        groups.setdefault(line, []).append(option)
    parts = [
        case.say(EVIDENCE_ONE, who=who(case, options), strength=STRENGTHS[options[0].judged().certainty], why=why(case, options[0]))
        for options in groups.values()
    ]
    rests = case.say(ASSUMED, n=case.count("/assumptions")) if case.document.get("assumptions") else case.say(UNASSUMED)
    separator, between = case.say(Phrase("，", ", "))[0], case.say(BETWEEN)[0]
    better = (*in_a_clause(case), between) if len(case.policies) > 1 else ()
    return sentence((*better, *case.say(EVIDENCE, each=joined(parts, separator)), between, *rests, *case.say(STOP)))


def why(case: Case, option: Option) -> Line:
    """Why the evidence on batch output is as strong as it is, and no stronger."""
    judgement = option.judged()
    found = judgement.finding
    if judgement.missing or found.overall is Verdict.NO_INTERVAL:
        return case.say(WHY["few"])
    if judgement.certainty is Certainty.EXACT:
        return case.say(WHY["same"])
    if found.overall is Verdict.UNKNOWN:
        return case.say(WHY["unknown"])
    if found.opposed_in:
        return case.say(WHY["opposed"])
    if found.overall in (Verdict.UNCERTAIN, Verdict.SAME):
        directions = {each for each in found.by_version.values() if each in (Verdict.MORE, Verdict.LESS)}
        return case.say(WHY["opposed" if len(directions) > 1 else "spans"])
    if not found.reservation:
        key = "all" if judgement.certainty is Certainty.NEARLY_SURE else "all_worlds"
        return case.say(WHY[key], n=case.count("/versions"))
    return case.say(WHY[found.reservation], where=case.listed([case.version_name(name) for name in found.holds_in]))
