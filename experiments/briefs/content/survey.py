"""What to survey next: first what would settle the conclusion, then the inputs that no document states."""

from experiments.briefs.case import Case, Option
from experiments.briefs.certainty import Certainty
from experiments.briefs.content.inputs import input_words
from experiments.briefs.content.words import who
from experiments.briefs.tree import Block, Heading, Line, Number, Paragraph, Phrase, Points, Quoted, joined
from experiments.figures.verdicts import DIRECTED

HEADING = Phrase("下一步先调查什么", "What to survey next")
INTRO = Phrase("可以先查清的有以下几类：", "What could be found out first, by kind:")
NOT_RANKED = Phrase(
    "本结果没有计算各项信息的价值，以上只分类列出，先写与结论直接有关的，再写方案和本地的假定；各条之内不分先后。",
    "This result did not work out what information is worth: these are kinds, those about the conclusion before those about what is assumed of "
    "options "
    "and region, and within one entry nothing is ranked.",
)
WORLDS = Phrase("先补足模拟的世界（至少再加{n}个），再谈调查。", "First simulate enough worlds (at least {n} more); surveys come after that.")
VERSIONS = Phrase(
    "跟踪一批项目，通过和没有通过中试的、没做中试的都要登记，连同评审打分和最终结局。这样才能判定哪一种解释更符合本地实际，"
    "而能否对{who}下结论取决于它。",
    "Follow a cohort of projects, those that passed, failed or never had a pilot, with panel scores and what became of them. This tells which "
    "reading fits here, and whether anything can be said of {who} turns on it.",
)
VERSIONS_ANYHOW = Phrase(
    "跟踪一批项目，通过和没有通过中试的、没做中试的都要登记，连同评审打分和最终结局；有了它，才知道“80%”和“30%”在本地由什么构成。",
    "Follow a cohort of projects, those that passed, failed or never had a pilot, with panel scores and what became of them: only then is it "
    "known what "
    "80 % and 30 % are made of here.",
)
UNCLEAR = Phrase(
    "{who}的作用不能断定。可以先小范围试行，留出条件相近、不实行的对照，两边的项目都登记，再作判断。",
    "The effect of {who} cannot be told. A small trial that leaves out a comparable group, with records of both, could tell.",
)
SETTINGS = ("calendar.",)
"""How keys begin that the study sets and nobody can look up: its months and those before it."""
OPTIONS = Phrase("核实方案本身的条件（假定，没有文件依据）：{keys}。", "Settle the terms of the options themselves, which are assumed: {keys}.")
REGION = Phrase("核实本地情况（假定，没有文件依据）：{keys}。", "Find out about the region, where the scenario assumes: {keys}.")
SHORTFALL = Phrase(
    "查明每年停在“{resource}”上的项目：多少家企业看过、为什么没有接或没有投。",
    'Find out about the projects that stop at "{resource}" each year: who looked at them, and why they were not taken on or paid for.',
)


def survey(case: Case) -> list[Block]:
    """The section on what to find out next."""
    items = [*_about_the_conclusion(case), *_about_inputs(case)]
    return [Heading(1, case.say(HEADING)), Paragraph(case.say(INTRO)), Points(tuple(items), ordered=True), Paragraph(case.say(NOT_RANKED), "note")]


def _about_the_conclusion(case: Case) -> list[Line]:
    lines = []
    if case.missing:
        lines.append(case.say(WORLDS, n=Number(str(case.missing), "/replications#missing")))
    turning = [option for option in case.policies if _turns(option)]
    lines.append(case.say(VERSIONS, who=who(case, turning)) if turning and not case.missing else case.say(VERSIONS_ANYHOW))
    unclear = [option for option in case.policies if option.judged().certainty is Certainty.OPEN]
    if unclear and not case.missing:
        lines.append(case.say(UNCLEAR, who=who(case, unclear)))
    if case.kind == "target":
        lines += _bottleneck(case)
    return lines


def _turns(option: Option) -> bool:
    """Whether calibrated versions say different things of an option, at least one of them with a direction."""
    said = set(option.judged().finding.by_version.values())
    return len(said) > 1 and bool(said & set(DIRECTED))


def _bottleneck(case: Case) -> list[Line]:
    from experiments.briefs.content.target import certain_bottleneck
    from experiments.output.vocabulary import RESOURCES

    name = certain_bottleneck(case)
    return [case.say(SHORTFALL, resource=Quoted(RESOURCES[name].read(case.lang)))] if name else []


def _about_inputs(case: Case) -> list[Line]:
    found = [key for key in case.document.get("assumptions") or {} if not key.startswith(SETTINGS)]
    lines = []
    for text, keys in ((OPTIONS, [key for key in found if ": " in key]), (REGION, [key for key in found if ": " not in key])):
        if keys:
            lines.append(case.say(text, keys=joined([input_words(case, key) for key in keys], case.say(Phrase("；", "; "))[0])))
    return lines
