"""What was asked: the question that the simulation answers, the options compared or the goal, and how it was simulated in one paragraph."""

from experiments.briefs.case import Case
from experiments.briefs.content.goals import goal_in_words
from experiments.briefs.content.words import in_short
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Points, Quoted, joined
from experiments.output.vocabulary import title

HEADING = Phrase("要回答的问题", "The question")
COMPARE = Phrase(
    "在所设情景（{region}）中，{first}至{last}，与基线（现状，不实行下列方案）相比，{policies}能不能多带来实现批量产出的项目，多多少，"
    "花多少财政资金{better}？",
    "In the scenario ({region}), from {first} to {last}, do more projects reach batch output with {policies} than in the baseline "
    "(none of the options below), how many more, at what cost to the public purse{better}?",
)
BETTER = Phrase("，哪个更好", ", and which is better")
ALL_OF_THEM = Phrase("下列{n}个方案", "the {n} options below")
MOST_NAMED = 4
"""Policies up to so many are named in the question."""
TARGET = Phrase(
    "在所设情景（{region}）中，{policies}，能不能做到“{goal}”，如果不能，卡在哪里？",
    "In the scenario ({region}), {policies}, is this goal reached, and if not, what is in the way: {goal}?",
)
RUN = Phrase(
    "在所设情景（{region}）中，{policies}，从{first}到{last}，预计有多少项目进入产业化、实现批量产出，其余的停在哪里？",
    "In the scenario ({region}), {policies}, how many projects are expected to enter industrialisation and to reach batch output from {first} to "
    "{last}, and where do the others stop?",
)
NOT_COMPARED = Phrase(
    "本结果没有与不实行政策的情形比较，因此不能回答政策有没有用。",
    "Nothing is compared here, so that it cannot be said whether a policy works.",
)
WITH = Phrase("实行{policies}", "with {policies}")
AS_IS = Phrase("按现状（不另加政策）", "as things are (no policy added)")
AS_SET = Phrase("按情景所设的政策", "under the policies that the scenario sets")
OPTION = Phrase("方案{letter}：{title}", "Option {letter}: {title} ({id})")
PERIOD = Phrase("研究期为{first}至{last}（{months}个月）。", "The study covers {first} to {last} ({months} months). ")
PAIRS = Phrase(
    "每个世界都算两遍，一遍是基线，一遍实行方案，其余的运气完全相同，共{n}对世界，所以两遍之差就是方案带来的变化。",
    "Every world is simulated twice, without and with the option, with the same luck otherwise: {n} pairs of worlds, so that the difference is "
    "what the option brings. ",
)
WORLDS = Phrase("共模拟{n}个世界。", "{n} worlds were simulated. ")
VERSIONS = Phrase(
    "公布的“80%”和“30%”有不同的解释，模型各校准一个版本，本次用了{n}个：{names}。",
    "The published 80 % and 30 % can be read in different ways; the model has a calibrated version of each, and {n} were used here: {names}.",
)
POSTERIOR = Phrase(
    "参数取自后验的{draws}组（都与公布的“80%”和“30%”相容），各数是对它们的平均。这两个数有不同的解释，模型各校准一个版本，"
    "另用同样多的世界逐一看了{n}个：{names}。",
    "Parameters are {draws} draws of the posterior (all agree with the published 80 % and 30 %), and numbers are means over them. The two can be "
    "read in different ways; the model has a calibrated version of each, and as many worlds again look at {n} of them one by one: {names}.",
)
PART_OF_POSTERIOR = Phrase(
    "每个世界的参数取自后验的一组（后验都与公布的“80%”和“30%”相容，共{draws}组，世界数少于组数，没有取遍），各数是对模拟的世界的平均。"
    "这两个数有不同的解释，模型各校准一个版本，另用同样多的世界逐一看了{n}个：{names}。",
    "Each world takes its parameters from one draw of the posterior (all agree with the published 80 % and 30 %; there are {draws}, and fewer "
    "worlds, so "
    "that not all were used), and numbers are means over the worlds simulated. The two can be read in different ways; the model has a calibrated "
    "version of each, and as many worlds again look at {n} of them one by one: {names}.",
)
ONE_VERSION = Phrase(
    "公布的“80%”和“30%”有不同的解释，本次只用了其中一种的校准版本：{names}；换一种解释结论是否仍然成立，没有检验。",
    "The published 80 % and 30 % can be read in different ways; only one calibrated version was used here, {names}, so that it is not known whether "
    "the findings hold in the others.",
)


def question(case: Case) -> list[Block]:
    """The first section."""
    blocks: list[Block] = [Heading(1, case.say(HEADING)), Paragraph(asked(case))]
    if case.kind == "compare":
        named = [case.say(OPTION, letter=option.letter, title=option.title, id=Quoted(option.found["id"])) for option in case.policies]
        blocks.append(Points(tuple(named)))
    elif case.kind == "run":
        blocks.append(Paragraph(case.say(NOT_COMPARED)))
    return [*blocks, Paragraph(design(case))]


def asked(case: Case) -> Line:
    """The question that was simulated: by what was compared, run or aimed at, and not the one that the region's file asks."""
    period = {"first": case.month("/period/first"), "last": case.month("/period/last")}
    if case.kind == "compare":
        better = case.say(BETTER) if len(case.policies) > 1 else ()
        return case.say(COMPARE, region=case.region(), policies=_compared(case), better=better, **period)
    if case.kind == "target":
        return case.say(TARGET, region=_place(case), policies=_under(case), goal=goal_in_words(case))
    return case.say(RUN, region=_place(case), policies=_under(case), **period)


def _compared(case: Case) -> Line:
    if len(case.policies) > MOST_NAMED:
        return case.say(ALL_OF_THEM, n=case.count("/policies"))
    return _listed(case, [in_short(title(option.found, case.lang), case.lang) for option in case.policies])


def _listed(case: Case, names: list[Quoted]) -> Line:
    return joined([(name,) for name in names], "" if case.lang == "zh" else ", ")


def _policies(case: Case) -> list[str] | None:
    """The titles of the policies of a run or a target; None where its scenario is not there to tell."""
    scenario = case.result.scenarios.get(str(case.document["scenario"]))
    return None if scenario is None else [policy["title"][case.lang] for policy in scenario.get("policies") or ()]


def _place(case: Case) -> Quoted:
    """The region, without the policies that its title is joined with."""
    titles = _policies(case)
    whole = title(case.document, case.lang)
    return Quoted(whole.removesuffix("".join(f" + {each}" for each in titles or ())))


def _under(case: Case) -> Line:
    titles = _policies(case)
    if titles is None:
        return case.say(AS_SET)
    return case.say(WITH, policies=_listed(case, [in_short(each, case.lang) for each in titles])) if titles else case.say(AS_IS)


def design(case: Case) -> Line:
    """Over which time, in how many worlds and in which versions it was simulated."""
    period = case.say(PERIOD, first=case.month("/period/first"), last=case.month("/period/last"), months=case.count("/months"))
    worlds = case.say(PAIRS if case.kind == "compare" else WORLDS, n=case.count("/replications"))
    names = case.listed([case.version_name(each["id"]) for each in case.versions])
    if not case.versions:
        return (*period, *worlds)
    if case.document.get("posterior"):
        text = POSTERIOR if case.covers_posterior else PART_OF_POSTERIOR
        return (*period, *worlds, *case.say(text, draws=case.count("/posterior/draws"), n=case.count("/versions"), names=names))
    text = VERSIONS if len(case.versions) > 1 else ONE_VERSION
    return (*period, *worlds, *case.say(text, n=case.count("/versions"), names=names))
