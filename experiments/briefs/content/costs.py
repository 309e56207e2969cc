"""What it costs: spending by instrument, what may still come, and the fiscal cost of one additional project."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from experiments.briefs.case import PROJECTS, UNKNOWN, Case, Measure, Option, escaped
from experiments.briefs.certainty import Certainty
from experiments.briefs.content.answer import SAVES
from experiments.briefs.content.options import is_unchanged
from experiments.briefs.content.words import who
from experiments.briefs.tree import Block, Heading, Line, Number, Paragraph, Phrase, Points, Quoted, Ref, Table, joined
from experiments.figures.numbers import MONEY
from experiments.figures.verdicts import Verdict

HEADING = Phrase("花多少财政资金", "What it costs the public purse")
CAPTION = Phrase("各政策工具的财政支出（自政策开始，平均值和95%区间）", "Public money by instrument (since it began; mean and 95 % interval)")
HEAD = (
    Phrase("方案", "Option"),
    Phrase("政策工具", "Instrument"),
    Phrase("支出合计", "Total"),
    Phrase("其中研究期之前", "Of it before the study"),
    Phrase("获得资金的项目（项）", "Projects paid"),
    Phrase("满足奖励条件（项）", "Met an award's conditions"),
)
NO_SPENDING = Phrase("没有财政支出。", "No public money is spent.")
SEE = Phrase("各政策工具的支出见{table}。", "Spending by instrument is in {table}.")
YEARS = Phrase("各年的财政支出，按政策工具", "Public money by instrument and year")
PLANE = Phrase("净财政支出与多出的项目", "Net public money and additional projects")
NOTE = Phrase(
    "合计从政策开始算起，研究期内的数见上文；“—”表示该工具不直接付给项目，或不是奖励。金额按不变价，未贴现。",
    "Totals count since a policy began; what falls into the study is given above. A dash: the instrument does not pay projects, or is no award. "
    "Amounts are at constant prices and not discounted.",
)
LIABILITY = Phrase(
    "{policy}“{tool}”到期末还担保着在建的生产线，最多可能再支付{amount}，不在上面的合计中。",
    "{policy}{tool}: lines under construction at the end are still guaranteed, which may cost up to {amount} more, not counted above.",
)
RECYCLED = Phrase("{policy}“{tool}”收回{amount}。", "{policy}{tool}: {amount} came back.")
OF_OPTION = Phrase("方案{letter}的", "Option {letter}, ")
ADDITIONAL = Phrase(
    "方案{letter}：每净增加一个批量产出项目，财政净支出{cost}（已贴现，已扣除收回的资金）{saves}{weak}。",
    "Option {letter}: one additional project in batch output costs {cost} net (discounted, less what was recovered){saves}{weak}.",
)
WORTH = Phrase("方案{letter}的收支和得失：{each}。", "Option {letter}: {each}.")
NOT_BACK = Phrase(
    "平均而言，研究期内新增的税收抵不上支出（{share}的世界里抵得上，不贴现）",
    "on average additional taxes do not cover what is spent within the study (they do in {share} of worlds, not discounted)",
)
PAID_BACK = Phrase(
    "平均而言，到{year}年末新增的税收抵得上支出（到研究期末，{share}的世界里抵得上，不贴现）",
    "on average additional taxes cover what is spent by the end of {year} (by the end of the study in {share} of worlds, not discounted)",
)
POORER = Phrase("社会净现值在{share}的世界里比不实行时低", "social net present value is lower than without it in {share} of worlds")
WEAK = Phrase("；有没有净增加的项目，依据较弱", "; that there are additional projects rests on weak evidence")
UNDEFINED = Phrase(
    "{who}：每净增加一个项目的财政成本不能给出，因为{why}。也不能用总支出除以获得资金的项目数来代替：得到资金，不等于因此才成。",
    "For {who} no cost of an additional project can be given, because {why}. Spending divided by the projects paid is no substitute: to be "
    "paid is not to come about because of it.",
)
NO_SUCH_COST = Phrase(
    "{who}：每净增加一个项目的财政成本不能给出，因为项目数没有变化。",
    "For {who} no cost of an additional project can be given, because the number of projects does not change.",
)
REASONS = {
    Verdict.UNCERTAIN: Phrase("净增加的项目数的区间含零", "the interval of the additional projects spans zero"),
    Verdict.SAME: Phrase("项目数没有变化", "the number of projects does not change"),
    Verdict.LESS: Phrase("项目数是减少的", "the number of projects goes down"),
    Verdict.MORE: Phrase("比值无法估计", "the ratio cannot be estimated"),
}
OPPOSED_WHY = Phrase("校准版本之间方向相反", "calibrated versions contradict each other")
UNKNOWN_WHY = Phrase("净增加的项目数无法判断", "the number of additional projects is not known")
FEW_WHY = Phrase("模拟的世界太少", "too few worlds were simulated")


def costs(case: Case) -> list[Block]:
    """The section on public money of a comparison."""
    blocks: list[Block] = [Heading(1, case.say(HEADING))]
    ledgers = [(option.letter, f"{option.place}/ledger", option.found["ledger"]) for option in case.policies]
    blocks += spending(case, ledgers)
    blocks += case.picture("ledger", YEARS)
    costed = [option for option in case.policies if option.is_costed]
    points = (*map(partial(_costed, case), costed), *_uncosted(case), *_worth(case))
    return [*blocks, Points(points), *case.picture("cost", PLANE)]


def _worth(case: Case) -> list[Line]:
    """Whether taxes pay an option back, and how often it makes society poorer, where the result knows; nothing from too few worlds."""
    lines = []
    for option in case.policies if not case.missing else ():
        parts, found = [], option.found.get("fiscal_payback") or {}
        if found.get("share_paid_back") is not None:
            share = case.percent(f"{option.place}/fiscal_payback/share_paid_back")
            if found.get("year") is None:
                parts.append(case.say(NOT_BACK, share=share))
            else:
                parts.append(case.say(PAID_BACK, year=Number(str(found["year"]), f"{option.place}/fiscal_payback/year"), share=share))
        if option.found["effects"].get("social_npv", {}).get("probability_worse") is not None and not is_unchanged(option):
            parts.append(case.say(POORER, share=case.percent(f"{option.place}/effects/social_npv/probability_worse")))
        if parts:
            lines.append(case.say(WORTH, letter=option.letter, each=joined(parts, case.say(Phrase("；", "; "))[0])))
    return lines


def spending(case: Case, ledgers: list[tuple[str, str, Mapping[str, Any]]]) -> list[Block]:
    """A table of what each instrument spends, and what else is to be known of it; `ledgers` are letter, place and ledger of each option."""
    rows, notes = [], []
    for letter, place, ledger in ledgers:
        for name, found in ledger.items():
            where = f"{place}/{escaped(name)}"
            tool = case.tool(name, next((option.found["id"] for option in case.policies if option.letter == letter), ""))
            rows.append(_row(case, letter, tool, where, found))
            notes += _notes(case, letter, tool, where, found)
    if not rows:
        return [Paragraph(case.say(NO_SPENDING))]
    first = 0 if case.kind == "compare" else 1  # nothing to tell apart
    head = tuple(case.say(each) for each in HEAD[first:])
    cells = tuple(row[first:] for row in rows)
    table = Table("spending", case.caption(CAPTION), head, cells, "llcccc"[first:], (7, 15, 17, 11, 13, 13)[first:], case.say(NOTE), True)
    return [Paragraph(case.say(SEE, table=Ref("spending"))), table, *map(Paragraph, notes)]


def _row(case: Case, letter: str, tool: Quoted, where: str, found: Mapping[str, Any]) -> tuple[Line, ...]:
    counts = [case.measure(f"{where}/{key}", PROJECTS).stacked(case.lang) for key in ("projects_paid", "projects_qualified")]
    before = case.single(f"{where}/before_window", MONEY).with_unit() if found["before_window"] else (UNKNOWN,)
    return ((letter or UNKNOWN,), (tool,), case.measure(where, MONEY, "total").stacked(case.lang, unit=True), before, *counts)


def _notes(case: Case, letter: str, tool: Quoted, where: str, found: Mapping[str, Any]) -> list[Line]:
    lines = []
    policy = case.say(OF_OPTION, letter=letter) if letter else ()
    liability = found["contingent_liability"]
    if liability["value"]:
        amount = case.measure(f"{where}/contingent_liability", MONEY).both(case.lang)
        lines.append(case.say(LIABILITY, policy=policy, tool=tool, amount=amount))
    if found["recycled"]:
        amount = case.single(f"{where}/recycled", MONEY).with_unit()
        lines.append(case.say(RECYCLED, policy=policy, tool=tool, amount=amount))
    return lines


def _costed(case: Case, option: Option) -> Line:
    saves = case.say(SAVES) if option.may_save else ()
    weak = case.say(WEAK) if option.judged().certainty is Certainty.LEANING else ()
    return case.say(ADDITIONAL, letter=option.letter, cost=_with_bounds(case, option.cost()), saves=saves, weak=weak)


def _uncosted(case: Case) -> list[Line]:
    """Why there is no such cost, options of the same reason together."""
    reasons: dict[Phrase, list[Option]] = {}
    unchanged: list[Option] = []
    for option in case.policies:
        if not option.is_costed:
            found = option.judged().finding
            if option.judged().certainty is Certainty.EXACT:
                unchanged.append(option)
                continue
            why = FEW_WHY if case.missing else OPPOSED_WHY if found.opposed_in else REASONS.get(found.overall, UNKNOWN_WHY)
            reasons.setdefault(why, []).append(option)
    none = [case.say(NO_SUCH_COST, who=who(case, unchanged))] if unchanged else []
    return [*(case.say(UNDEFINED, who=who(case, options), why=why) for why, options in reasons.items()), *none]


def _with_bounds(case: Case, cost: Measure) -> Line:
    """A cost with its interval, or the word that it has none."""
    if cost.low is None or cost.high is None:
        return case.say(Phrase("约{value}（没有上下限）", "about {value} (without bounds)"), value=cost.with_unit())
    return case.say(Phrase("{value}（95%区间{range}）", "{value} (95 % interval {range})"), value=cost.with_unit(), range=cost.range(case.lang))
