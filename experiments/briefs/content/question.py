"""What was asked: the question of the result, the options compared or the goal, and how it was simulated in one paragraph."""

from experiments.briefs.case import Case
from experiments.briefs.content.goals import goal_in_words
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Points, Quoted

HEADING = Phrase("要回答的问题", "The question")
OWN = Phrase("{question}", "{question}")
COMPARE = Phrase(
    "本简报只回答：在所设情景（{region}）中，下列{n}个方案与基线（不实行这些方案）相比，真正改变什么，花多少财政资金。",
    "This brief answers one thing: in the scenario ({region}), what does each of the following {n} options really change against the baseline "
    "(none of them), and "
    "what does it cost the public purse?",
)
TARGET = Phrase(
    "本简报只回答：在所设情景（{region}）中，“{goal}”这一目标能否达到，卡在哪里。",
    "This brief answers one thing: in the scenario ({region}), is this goal reached: {goal}?",
)
RUN = Phrase(
    "本简报只说明：在所设情景（{region}）中，成果转化会怎样。它没有与不实行政策的情形比较，因此不能回答政策有没有用。",
    "This brief says only how technology commercialisation goes in the scenario ({region}). Nothing is compared, so that it cannot say "
    "whether a policy works.",
)
OPTION = Phrase("方案{letter}：{title}（{id}）", "Option {letter}: {title} ({id})")
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
ONE_VERSION = Phrase(
    "公布的“80%”和“30%”有不同的解释，本次只用了其中一种的校准版本：{names}；换一种解释结论是否仍然成立，没有检验。",
    "The published 80 % and 30 % can be read in different ways; only one calibrated version was used here, {names}, so that it is not known whether "
    "the findings hold in the others.",
)


def question(case: Case) -> list[Block]:
    """The first section."""
    blocks: list[Block] = [Heading(1, case.say(HEADING))]
    if own := (case.document.get("question") or {}).get(case.lang):
        blocks.append(Paragraph(case.say(OWN, question=Quoted(own))))
    if case.kind == "compare":
        blocks.append(Paragraph(case.say(COMPARE, region=case.region(), n=case.count("/policies"))))
        named = [case.say(OPTION, letter=option.letter, title=option.title, id=Quoted(option.found["id"])) for option in case.policies]
        blocks.append(Points(tuple(named)))
    elif case.kind == "target":
        blocks.append(Paragraph(case.say(TARGET, region=case.region(), goal=goal_in_words(case))))
    else:
        blocks.append(Paragraph(case.say(RUN, region=case.region())))
    return [*blocks, Paragraph(design(case))]


def design(case: Case) -> Line:
    """Over which time, in how many worlds and in which versions it was simulated."""
    period = case.say(PERIOD, first=case.month("/period/first"), last=case.month("/period/last"), months=case.count("/months"))
    worlds = case.say(PAIRS if case.kind == "compare" else WORLDS, n=case.count("/replications"))
    names = case.listed([case.version_name(each["id"]) for each in case.versions])
    if not case.versions:
        return (*period, *worlds)
    if case.document.get("posterior"):
        return (*period, *worlds, *case.say(POSTERIOR, draws=case.count("/posterior/draws"), n=case.count("/versions"), names=names))
    text = VERSIONS if len(case.versions) > 1 else ONE_VERSION
    return (*period, *worlds, *case.say(text, n=case.count("/versions"), names=names))
