"""What could change the conclusion: versions in which it does not hold, projects still open, and what the scenario assumes."""

import re

from experiments.briefs.case import PROJECTS, UNKNOWN, Case, Option, escaped
from experiments.briefs.content.inputs import input_words
from experiments.briefs.content.options import in_short
from experiments.briefs.content.wordings import on_wording
from experiments.briefs.content.words import sentence
from experiments.briefs.tree import Block, Heading, Line, Number, Paragraph, Phrase, Points, Quoted, Ref, Table
from experiments.figures.verdicts import DIRECTED, Verdict
from sim.definitions import HEADLINE

HEADING = Phrase("什么会改变结论", "What could change the conclusion")
CAPTION = Phrase(
    "各校准版本单独的结果：批量产出的变化（项，括号内为95%区间）", "Each calibrated version alone: change in batch output (projects, 95 % interval)"
)
OPTION = Phrase("方案", "Option")
ALL = {False: Phrase("合计", "All"), True: Phrase("后验", "Posterior")}
WORD = Phrase("判断", "In words")
SEE = Phrase(
    "对“80%”和“30%”的不同解释单独看（每个版本约{n}对世界），结果见{table}。",
    "What the readings of 80 % and 30 % say by themselves (about {n} pairs of worlds each) is in {table}.",
)
NOT_ALONE = Phrase(
    "方案{letter}：{names}版本单独看，区间含零，方向不能单独确认。这不等于结论在这种解释下是错的：每个版本只有约{n}对世界，区间本来就宽。",
    "Option {letter}: by itself, the interval of {names} spans zero and shows no direction. That does not make the finding wrong under that "
    "reading: each "
    "version has only about {n} pairs of worlds, and its interval is wide.",
)
ONLY_TOGETHER = Phrase(
    "方案{letter}：任何一个校准版本单独看，区间都含零，合在一起才看得出方向。这不等于结论在哪种解释下是错的：每个版本只有约{n}对世界，区间本来就宽；"
    "要知道是否与解释有关，须增加世界数。",
    "Option {letter}: by itself, the interval of each calibrated version spans zero; a direction shows only in all together. That does not make the "
    "finding wrong under any reading: each version has only about {n} pairs of worlds, and its interval is wide. Whether it turns on the reading "
    "takes more worlds to tell.",
)
OPPOSED = Phrase(
    "方案{letter}在{names}版本中方向相反，因此不下结论。", "Option {letter} points the other way in {names}; therefore nothing is concluded."
)
ALONE = Phrase(
    "方案{letter}合在一起不能断定，单独看{names}版本有方向；只有能判定哪种解释符合实际时，才可以用这一点。",
    "Option {letter} is open over all, but {names} has a direction by itself; that can be used only by who knows which reading is right.",
)
HOLDS = Phrase(
    "方案{letter}的结论在各校准版本中都成立，在这些解释之间换用不会改变它。",
    "The finding on option {letter} holds in each calibrated version; to change between these readings does not change it.",
)
UNTESTED = Phrase(
    "只用了一个校准版本，结论是否随对“80%”和“30%”的解释而变，没有检验；正式使用前，应换用全部校准版本重新模拟。",
    "Only one calibrated version was used, and whether the conclusion turns on the reading of 80 % and 30 % was not tested: simulate again with "
    "all calibrated versions before it is used.",
)
IN_POSTERIOR = Phrase(
    "方案{letter}：在后验（与80%、30%相容的各种参数）中，估计{share}的情形下批量产出平均是{verb}。",
    "Option {letter}: in the posterior (all parameters that agree with 80 % and 30 %) batch output {verb} on average in an estimated {share}.",
)
VERBS = {False: Phrase("增加", "grows"), True: Phrase("减少", "shrinks")}
FEW = Phrase("世界太少：至少再加{n}个，结论才谈得上。", "Too few worlds: at least {n} more are needed before there is a conclusion.")
RUNNING = Phrase(
    "到期末平均还有{running}没有结果；它们以后的成败不在批量产出的数里。",
    "At the end {running} on average are still running; what becomes of them is not in the numbers.",
)
ASSUMED = Phrase(
    "情景中有{n}项输入没有文件依据，是假定（全部列在附件）。与方案本身有关的是：",
    "{n} inputs of the scenario are stated by no document and are assumed (all are in the annex). Those about the options themselves:",
)
ASSUMED_REGION = Phrase(
    "情景中有{n}项输入没有文件依据，是假定（全部列在附件），其中任何一项改变，结论都可能改变。",
    "{n} inputs of the scenario are stated by no document and are assumed (all are in the annex); a change of any of them may change the conclusion.",
)
REASON = Phrase("{key}：{reason}", "{key}: {reason}")
WARNED = Phrase("情景检查时的提醒：{warning}", "A warning about the scenario: {warning}")
NOT_IN_POSTERIOR = Phrase(
    "区间含偶然和拟合参数的不确定性（后验），不含情景中各项假定的不确定性，实际的不确定比区间更大。",
    "The intervals hold chance and the uncertainty of the fitted parameters (the posterior), not that of what the scenario assumes: what is not "
    "known is wider than they are.",
)
NOT_IN_IT = Phrase(
    "区间只含偶然和各校准版本之间的分歧，不含其他参数的不确定性，实际的不确定比区间更大。",
    "The intervals hold chance and the disagreement of versions, not the uncertainty of other parameters: what is not known is wider than they are.",
)
NOT_IN_ONE = Phrase(
    "区间只含偶然，不含校准版本之间的分歧，也不含其他参数的不确定性，实际的不确定比区间更大。",
    "The intervals hold chance only, neither the disagreement of versions nor the uncertainty of other parameters: what is not known is wider than "
    "they "
    "are.",
)
NO_INTERVAL = Phrase(
    "只模拟了一个世界，各数没有区间，换一次运气就可能不同。",
    "Only one world was simulated: numbers have no interval, and other luck may give others.",
)
_SCALED = re.compile(r"(等额比较：[^。]*。)\s*(Equal budgets: .*?, now \S+\.)(?:\s+(.*))?$", re.DOTALL)
_BILINGUAL = re.compile(r"^(.*[\u3000-\u9fff\uff00-\uffef][^\u3400-\u9fff]*?[。；！？])\s*([^\u3000-\u9fff\uff00-\uffef]+)$", re.DOTALL)


def doubts(case: Case) -> list[Block]:
    """The section on what could change the conclusion of a comparison."""
    blocks: list[Block] = [Heading(1, case.say(HEADING))]
    if len(case.versions) > 1:
        blocks += [Paragraph(case.say(SEE, table=Ref("versions"), n=_each_has(case))), _table(case)]
        lines = [line for option in case.policies for line in (*_by_version(case, option), *_in_posterior(case, option))]
        blocks += [Points(tuple(lines))] if lines and not case.missing else []
    return [*blocks, *common_doubts(case, "/baseline")]


def of_one(case: Case) -> list[Block]:
    """The section on what could change the conclusion of a run or a target."""
    return [Heading(1, case.say(HEADING)), *common_doubts(case, "")]


def common_doubts(case: Case, run: str) -> list[Block]:
    """What could change any result: too few worlds, one version, open projects, assumptions, warnings. `run` is the place of the run."""
    blocks: list[Block] = []
    if case.missing:
        blocks.append(Paragraph(case.say(FEW, n=Number(str(case.missing), "/replications#missing"))))
    if len(case.versions) == 1:
        blocks.append(Paragraph(case.say(UNTESTED)))
    blocks += [Paragraph(sentence(line)) for line in on_wording(case)]
    running = case.measure(f"{run}/stop_reasons/running", PROJECTS, "mean").with_unit()
    blocks.append(Paragraph(case.say(RUNNING, running=running)))
    blocks += _assumptions(case)
    blocks += [Paragraph(case.say(WARNED, warning=Quoted(warning))) for warning in case.document.get("warnings") or ()]
    return [*blocks, Paragraph(case.say(_not_in_it(case)))]


def _not_in_it(case: Case) -> Phrase:
    """What the intervals do not hold."""
    if case.is_single:
        return NO_INTERVAL
    if case.document.get("posterior"):
        return NOT_IN_POSTERIOR
    return NOT_IN_IT if len(case.versions) > 1 else NOT_IN_ONE


def _assumptions(case: Case) -> list[Block]:
    found = case.document.get("assumptions") or {}
    if not found:
        return []
    own = [key for key in found if ": " in key]
    text = ASSUMED if own else ASSUMED_REGION
    blocks: list[Block] = [Paragraph(case.say(text, n=case.count("/assumptions")))]
    lines = [sentence(case.say(REASON, key=input_words(case, key), reason=Quoted(in_language(found[key], case.lang)))) for key in own]
    return [*blocks, Points(tuple(lines))] if lines else blocks


def in_language(text: str, lang: str) -> str:
    """The part of a reason in one language, where it is written as Chinese followed by English; else all of it. A note of scaling may come first."""
    text = text.strip()
    if noted := _SCALED.match(text):  # a note before the reason
        own, rest = noted.group(1 if lang == "zh" else 2), noted.group(3)
        gap = "" if lang == "zh" else " "
        return f"{own.strip()}{gap}{in_language(rest or '', lang)}".strip()
    parts = _BILINGUAL.match(text)
    return text.strip() if parts is None else parts.group(1 if lang == "zh" else 2).strip()


def _table(case: Case) -> Table:
    names = [each["id"] for each in case.versions]
    head = (case.say(OPTION), case.say(ALL[bool(case.document.get("posterior"))]), *((case.version_title(name),) for name in names), case.say(WORD))
    rows = tuple(
        ((option.letter,), option.effect().stacked(case.lang), *(_cell(case, option, name) for name in names), in_short(case, option))
        for option in case.policies
    )
    return Table("versions", case.say(CAPTION), head, rows, "l" + "c" * (len(names) + 1) + "l", (2, 5, *(5.0,) * len(names), 4.5), (), True)


def _cell(case: Case, option: Option, name: str) -> Line:
    if HEADLINE not in option.found["by_version"].get(name, {}):
        return (UNKNOWN,)
    return case.effect(f"{option.place}/by_version/{escaped(name)}", HEADLINE).stacked(case.lang)


def _by_version(case: Case, option: Option) -> list[Line]:
    judgement = option.judged()
    found = judgement.finding

    def names(wanted: list[str]) -> Line:
        return case.listed([case.version_name(name) for name in wanted])

    if found.overall in DIRECTED:
        if found.opposed_in:
            return [case.say(OPPOSED, letter=option.letter, names=names(list(found.opposed_in)))]
        silent = [name for name, each in found.by_version.items() if each is not found.overall]
        if silent:
            text = ONLY_TOGETHER if len(silent) == len(found.by_version) else NOT_ALONE
            return [case.say(text, letter=option.letter, names=names(silent), n=_each_has(case))]
        return [case.say(HOLDS, letter=option.letter)]
    alone = [name for name, each in found.by_version.items() if each in DIRECTED]
    return [case.say(ALONE, letter=option.letter, names=names(alone))] if alone and found.overall is Verdict.UNCERTAIN else []


def _each_has(case: Case) -> Number:
    """How many pairs of worlds each version has, of those that look at versions one by one."""
    return Number(str(case.document["replications"] // len(case.versions)), "/replications#per_version")


def _in_posterior(case: Case, option: Option) -> list[Line]:
    posterior = option.found["robust"]["posterior"] if case.document.get("posterior") else None
    difference = option.found["effects"][HEADLINE]["difference"]
    if posterior is None or posterior["share"]["value"] is None or difference is None:
        return []
    is_less = difference < 0.0
    share = case.share(f"{option.place}/robust/posterior/share").both(case.lang)
    return [case.say(IN_POSTERIOR, letter=option.letter, share=share, verb=VERBS[is_less])]
