"""Who gains: how many projects are additional and how many would have come anyway; by field, size or county only where the result knows."""

from collections.abc import Mapping
from typing import Any

from experiments.briefs.case import PROJECTS, Case, Measure, Option, capital
from experiments.briefs.certainty import Certainty
from experiments.briefs.content.groups import groups
from experiments.briefs.content.words import who
from experiments.briefs.tree import Block, Heading, Line, Paragraph, Phrase, Points, Quoted, Ref, Table, joined
from experiments.figures.verdicts import Verdict
from experiments.output.vocabulary import PROJECT_CLASSES, Lang
from sim.stages import Sector, name_zh

HEADING = Phrase("谁受益", "Who gains")
CAPTION = Phrase(
    "同一项目在有无方案的两个世界里（每对世界的项目数，括号内为95%区间）",
    "The same project with and without the option (projects a pair, 95 % interval)",
)
FIGURE = Phrase("新增、无谓补贴和被挤出的项目", "Additional, deadweight and displaced projects")
FIRST = Phrase("类别", "Class")
COLUMN = Phrase("方案{letter}", "Option {letter}")
INTRO = Phrase(
    "同一个项目在有无方案的两个世界里各走一遍，结局不同才是方案带来的（{table}）。",
    "Each project goes through both worlds; only where its end differs did the option make the difference ({table}).",
)
NET = Phrase(
    "方案{letter}：有方案才成的{additional}，有方案反而不成的{displaced}；",
    "Option {letter}: {additional} only with it, {displaced} only without it; ",
)
DEAD = Phrase("本来就会成、仍然用了方案的钱或平台的{deadweight}。", "{deadweight} would have come anyway and were paid or served all the same.")
NO_ADDED = Phrase(
    "{who}的净增加不能断定大于零，不能说哪些项目因它受益。", "A net gain cannot be shown for {who}, so that no projects can be said to gain from it."
)
NO_CHANGE = Phrase(
    "{who}的项目数在每个世界里都没有变化，没有净增加的项目。", "The number of projects does not change in any world with {who}: none is additional."
)
LUCK = Phrase(
    "“新增”与“被挤出”怎样划分，取决于同一项目在两个世界里运气相同这一假定；净变化以配对差为准。",
    "How the change splits into additional and displaced rests on the assumption that a project has the same luck in both worlds; the net "
    "change is the "
    "paired difference.",
)
ELIGIBLE = Phrase("按方案的规定，可以得到支持的范围是：", "By their own rules the options are open to:")
RULE = Phrase("方案{letter}“{tool}”：{scope}", "Option {letter}, {tool}: {scope}")
SIZES = Phrase("企业规模限于{names}", "firms of size {names}")
SECTORS = Phrase("领域限于{names}", "fields {names}")
OPEN_TO_ALL = Phrase("不限企业规模和领域（其他条件见所附情景）", "any size and any field (other conditions: see the scenario)")
MOST_ON_ONE_LINE = 3
SIZE_WORDS = {
    "micro": Phrase("微型", "micro"),
    "small": Phrase("小型", "small"),
    "medium": Phrase("中型", "medium"),
    "large": Phrase("大型", "large"),
}


def gains(case: Case) -> list[Block]:
    """The fourth section of a comparison."""
    blocks: list[Block] = [Heading(1, case.say(HEADING)), Paragraph(case.say(INTRO, table=Ref("classes"))), _table(case)]
    blocks.append(Points(tuple(_one(case, option) for option in case.policies)))
    blocks += case.picture("projects", FIGURE)
    unsure = [option for option in case.policies if option.judged().direction is not Verdict.MORE]
    same = [option for option in unsure if option.judged().certainty is Certainty.EXACT]
    for text, options in ((NO_ADDED, [option for option in unsure if option not in same]), (NO_CHANGE, same)):
        if options:
            blocks.append(Paragraph(case.say(text, who=who(case, options))))
    blocks += groups(case)
    if rules := _rules(case):
        blocks += [Paragraph(case.say(ELIGIBLE)), Points(tuple(rules))]
    return blocks


def _table(case: Case) -> Table:
    head = (case.say(FIRST), *(case.say(COLUMN, letter=option.letter) for option in case.policies))
    names = [name for name in PROJECT_CLASSES if all(name in option.found["projects"] for option in case.policies)]
    rows = tuple(
        ((capital(PROJECT_CLASSES[name].read(case.lang)),), *(_shown(case, _cell(case, option, name)) for option in case.policies)) for name in names
    )
    columns = len(case.policies)
    return Table("classes", case.say(CAPTION), head, rows, "l" + "c" * columns, (3.2, *(2.0,) * columns), case.say(LUCK), True)


def _cell(case: Case, option: Option, name: str) -> Measure:
    return case.measure(f"{option.place}/projects/{name}", PROJECTS)


def _shown(case: Case, cell: Measure) -> Line:
    """A value with its interval: on one line, or on two where many options stand side by side."""
    return cell.both(case.lang, unit=False) if len(case.policies) <= MOST_ON_ONE_LINE else cell.stacked(case.lang)


def _one(case: Case, option: Option) -> Line:
    cells = {name: _cell(case, option, name).with_unit() for name in ("additional", "displaced", "deadweight")}
    net = case.say(NET, letter=option.letter, additional=cells["additional"], displaced=cells["displaced"])
    return (*net, *case.say(DEAD, deadweight=cells["deadweight"]))


def _rules(case: Case) -> list[Line]:
    """Who may be supported, as the frozen scenarios of the result say; nothing where they are not there."""
    lines = []
    for option in case.policies:
        scenario = case.result.scenarios.get(option.found["run"].get("scenario") or f"{case.document['scenario']}+{option.found['id']}")
        for policy in (scenario or {}).get("policies", ()):
            tools = {name: tool for name, tool in (policy.get("instruments") or {}).items() if "sizes" in tool}
            for name, tool in tools.items():
                lines.append(case.say(RULE, letter=option.letter, tool=case.tool(name, str(policy.get("id"))), scope=_scope(case, tool)))
    return lines


def _scope(case: Case, tool: Mapping[str, Any]) -> Line:
    limits = []
    if tool["sizes"]:
        limits.append(case.say(SIZES, names=case.listed([case.say(SIZE_WORDS[name]) for name in tool["sizes"]])))
    if tool.get("sectors"):
        limits.append(case.say(SECTORS, names=case.listed([(_sector(name, case.lang),) for name in tool["sectors"]])))
    return joined(limits, case.say(Phrase("，", ", "))[0]) if limits else case.say(OPEN_TO_ALL)


def _sector(name: str, lang: Lang) -> Quoted:
    return Quoted(name_zh(Sector[name.upper()]) if lang == "zh" else name)
