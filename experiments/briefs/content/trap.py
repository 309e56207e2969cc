"""The trap of 80 against 30 in this case: the rates of this result, why they may not be subtracted, and the true effect if it is known."""

from collections.abc import Mapping
from typing import Any

from experiments.briefs.case import UNKNOWN, Case, capital, escaped
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Points, Ref, Table
from experiments.figures.verdicts import is_contradicted, same_sign, spans_zero
from experiments.output.vocabulary import CHAIN, CHAIN_PARTS, OF_WHICH, RATES

HEADING = Phrase("“80比30”的陷阱", "The trap of 80 against 30")
TRAP = Phrase(
    "公布的说法是：通过中试的项目约80%实现产业化，没做中试的只有约30%。这两个数不能相减，差数不是中试的作用，更不是政策的作用："
    "前者不算没有通过中试的项目；"
    "做中试的项目可能本来就与不做的不同（挑选）；中试还会把差的项目拦下来（筛选），这不等于让项目变好。",
    "Published figures say that about 80 % of projects that passed a pilot reach industrial production, against about 30 % of those without one. The "
    "two may not be subtracted; the gap is not what a pilot does, still less what a policy does. The first leaves out projects that failed their "
    "pilot; projects sent to a pilot may differ from the others (selection); and a pilot stops weak projects (screening), which makes none of them "
    "better.",
)
RATES_CAPTION = Phrase("本结果中的比例（只数到期的批次，括号内为95%区间）", "Rates in this result (closed cohorts only, with 95 % interval)")
RATES_HEAD = (
    Phrase("比例", "Rate"),
    Phrase("值", "Value"),
    Phrase("到期的项目（全部世界合计）", "Closed cases in all worlds"),
    Phrase("太年轻而未计入", "Too young to count"),
)
SEE_RATES = Phrase(
    "在本结果的{whose}中，这些比例见{table}；太年轻、还看不出结果的项目没有计入。",
    "In {whose} these rates are those of {table}; projects too young to tell are not in them.",
)
NO_RATES = Phrase(
    "本结果的研究期太短，还没有到期的批次，算不出这些比例；不能用未到期的项目凑数。",
    "The study is too short for these rates: no cohort is closed, and open ones may not stand in.",
)
OPEN = Phrase(
    "太年轻、还没有结果的，在通过中试的项目中占{passed}，在没做中试的项目中占{direct}。",
    " Too young to tell are {passed} of those that passed a pilot and {direct} of those without one.",
)
BASELINE = Phrase("基线", "the baseline")
RESULT = Phrase("情景", "the scenario")
NOT_ASKED = Phrase(
    "本结果没有计算差距由什么构成。需要时可以请承办人员补算，把表面差距拆开，得到中试的真实作用（做法见附件“结果的出处”）。",
    "This result did not work out what the gap is made of. It can be worked out, which takes the gap apart and finds the true effect of a pilot "
    "(how: see the annex on where the result comes from).",
)
STEPS_CAPTION = Phrase(
    "从表面差距到中试的真实作用（百分点，括号内为95%区间）", "From the naive gap to the true effect (percentage points, 95 % interval)"
)
MEANING = Phrase(
    "{who}表面差距是{naive}个百分点，{said}。",
    "{who}The naive gap is {naive} points; {said}.",
)
CLEAR = Phrase(
    "其中中试真正带来的是{true}个百分点（95%区间{range}），{agree}",
    "the pilot itself brings {true} of them (95 % interval {range}); {agree}",
)
SPANS = Phrase(
    "而中试真实作用的区间含零（{range}），不能断定中试让项目更可能成功",
    "but the interval of the true effect spans zero ({range}): it cannot be said that a pilot makes success likelier",
)
DIFFER = Phrase(
    "中试的真实作用在各校准版本中都{sign}，但大小不一，从{least}到{most}，合在一起的区间为{range}，给不出一个数",
    "the true effect is {sign} in each calibrated version, but from {least} to {most}, so that together ({range}) no single number can be given",
)
NOBODY = Phrase("{who}能比较的项目太少，中试的真实作用算不出来。", "{who}Too few projects can be compared, and the true effect is not known.")
FEW = Phrase("世界太少，对中试的真实作用不下结论", "too few worlds were simulated, and nothing is concluded on the true effect")
AGREE = {
    "all": Phrase("各校准版本单独看也都如此", "by themselves, calibrated versions say the same"),
    "some": Phrase("但不是每个校准版本单独看都如此", "not every calibrated version says so by itself"),
    "one": Phrase("但只用了一个校准版本，未经检验", "but only one calibrated version was used: untested"),
}
OPPOSED = Phrase(
    "而中试的真实作用，校准版本之间方向相反，不能断定",
    "but on the true effect calibrated versions contradict each other, and nothing can be concluded",
)
SIGNS = {True: Phrase("大于零", "above zero"), False: Phrase("小于零", "below zero")}
FIGURE = Phrase("表面差距由什么构成", "What the naive gap is made of")
OPTION = Phrase("方案{letter}：", "Option {letter}. ")


def trap(case: Case) -> list[Block]:
    """The section on 80 against 30."""
    blocks: list[Block] = [Heading(1, case.say(HEADING)), Paragraph(case.say(TRAP)), *_rates(case)]
    places = _contrasts(case)
    if not places:
        return [*blocks, Paragraph(case.say(NOT_ASKED))]
    return [
        *blocks,
        _steps(case, places),
        *case.picture("contrasts", FIGURE),
        Points(tuple(_meaning(case, letter, place) for letter, place in places)),
    ]


def _rates(case: Case) -> list[Block]:
    place = "/baseline/rates" if case.kind == "compare" else "/rates"
    found = case.at(place)
    names = [name for name in RATES if (found.get(name) or {}).get("value") is not None]
    if not names:
        return [Paragraph((*case.say(NO_RATES), *_open(case, place)))]
    rows = tuple(
        (
            (capital(RATES[name].read(case.lang)),),
            case.share(f"{place}/{name}").both(case.lang),
            (case.count(f"{place}/{name}/n"),),
            case.percent(f"{place}/{name}/unresolved_share"),
        )
        for name in names
    )
    table = Table("rates", case.caption(RATES_CAPTION), tuple(case.say(each) for each in RATES_HEAD), rows, "lccc", (8, 5, 5, 4), (), True)
    whose = BASELINE if case.kind == "compare" else RESULT
    return [Paragraph(case.say(SEE_RATES, whose=whose, table=Ref("rates"))), table]


def _open(case: Case, place: str) -> Line:
    """How many projects that passed a pilot, and that had none, are too young to count; nothing where there are none."""
    found = case.at(place)
    shares = {
        name: case.percent(f"{place}/{name}/unresolved_share")
        for name in ("after_passed_pilot", "without_pilot")
        if (found.get(name) or {}).get("unresolved_share") is not None
    }
    return case.say(OPEN, passed=shares["after_passed_pilot"], direct=shares["without_pilot"]) if len(shares) == 2 else ()


def _contrasts(case: Case) -> list[tuple[str, str]]:
    """Letter and place of each chain from the naive gap to the true effect; the letter is "" for a run."""
    if case.kind == "compare":
        return [(option.letter, f"{option.place}/contrasts") for option in case.policies if option.found.get("contrasts")]
    return [("", "/contrasts")] if case.document.get("contrasts") else []


def _steps(case: Case, places: list[tuple[str, str]]) -> Table:
    where = {name: f"{part}/{name}" for part, names in CHAIN_PARTS.items() for name in names}
    known = [name for name in CHAIN if any(case.at(f"{place}/{where.get(name, name)}").get("value") is not None for _, place in places)]
    rows = tuple(
        (
            (f"{OF_WHICH.read(case.lang) if name in where else ''}{CHAIN[name].read(case.lang)}",),
            *(_points(case, f"{at}/{where.get(name, name)}") for _, at in places),
        )
        for name in known
    )
    columns = [case.say(Phrase("方案{letter}", "Option {letter}"), letter=letter) if letter else case.say(RESULT) for letter, _ in places]
    head = (case.say(Phrase("差距", "Gap")), *columns)
    return Table("steps", case.say(STEPS_CAPTION), head, rows, "l" + "c" * len(places), (7, *(4.0,) * len(places)), (), True)


def _points(case: Case, place: str) -> Line:
    found = case.at(place)
    if found.get("value") is None:
        return (UNKNOWN,)
    return case.points(place).both(case.lang, unit=False)


def _meaning(case: Case, letter: str, place: str) -> Line:
    """What the chain of one option allows one to say."""
    prefix = case.say(OPTION, letter=letter) if letter else ()
    contrasts = case.at(place)
    if contrasts["naive"]["value"] is None or contrasts["true"]["value"] is None:
        return case.say(NOBODY, who=prefix)
    return case.say(MEANING, who=prefix, naive=case.points(f"{place}/naive").bare(), said=_true(case, contrasts, place))


def _true(case: Case, contrasts: Mapping[str, Any], place: str) -> Line:
    if case.missing:
        return case.say(FEW)
    true, measure = contrasts["true"], case.points(f"{place}/true")
    versions = {name: found["true"] for name, found in contrasts["by_version"].items()}
    if not spans_zero(true):
        if is_contradicted(true, versions.values()):
            return case.say(OPPOSED)
        agree = "one" if len(versions) < 2 else "all" if same_sign([true, *versions.values()]) else "some"
        return case.say(CLEAR, true=measure.bare(), range=measure.range(case.lang), agree=AGREE[agree])
    if len(versions) > 1 and same_sign(list(versions.values())):
        ordered = sorted(versions, key=lambda name: versions[name]["value"])
        least, most = (case.points(f"{place}/by_version/{escaped(name)}/true").bare() for name in (ordered[0], ordered[-1]))
        sign = SIGNS[versions[ordered[0]]["value"] > 0]
        return case.say(DIFFER, sign=sign, least=least, most=most, range=measure.range(case.lang))
    return case.say(SPANS, range=measure.range(case.lang))
