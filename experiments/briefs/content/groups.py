"""By field and by county: what an option changes in each, where the result knows; and that many intervals are looked at at once."""

from collections.abc import Callable

from experiments.briefs.case import PROJECTS, UNKNOWN, Case, Option, capital, escaped
from experiments.briefs.content.harms import leaves_counties
from experiments.briefs.tree import Block, Line, Paragraph, Phrase, Quoted, Ref, Table
from experiments.output.vocabulary import Both, county, sector
from experiments.runs.groups import UNNAMED
from sim.definitions import HEADLINE

FIELDS = Phrase(
    "各产业领域批量产出项目的增减（每对世界的项目数，括号内为95%区间）",
    "Change of projects in batch output by field (projects a pair, 95 % interval)",
)
COUNTIES = Phrase(
    "各县区批量产出项目的增减，按在哪个县区的平台中试计（每对世界的项目数，括号内为95%区间）",
    "Change of projects in batch output by the county of the platform that piloted them (projects a pair, 95 % interval)",
)
FIELD, COUNTY = Phrase("产业领域", "Field"), Phrase("县区", "County")
COLUMN = Phrase("方案{letter}", "Option {letter}")
READ = Phrase(
    "{tables}把批量产出项目的净增减分列到{groups}；一次看这么多区间，总有个别碰巧不含零，不能单凭其中一个下结论。",
    "The net change of projects in batch output is split by {groups} in {tables}. Of so many intervals one or the other excludes zero by "
    "chance, so that none of them alone is a conclusion.",
)
BOTH_TABLES = Phrase("{first}和{second}", "{first} and {second}")
BY_FIELD, BY_BOTH = Phrase("产业领域", "field"), Phrase("产业领域和县区", "field and county")
NO_COUNTY = Phrase(
    "情景没有写明平台所在县区，因此不能按县区分列。",
    " The scenarios do not say in which county platforms stand, so that counties cannot be told apart.",
)
NO_SIZE = Phrase(
    "本结果没有按企业规模分列，因此不能说哪一类企业受益更多。",
    " Nothing is split by firm size, so that it cannot be said which firms gain more.",
)
ELSEWHERE = Phrase(
    "方案{letters}新增的中试有一部分在没有写明县区的平台上做，列在“{other}”；各县区平台上做的因此减少，不等于这些县区受损。要看各县区，请在情景里写明新平台所在的县区。",
    " With option {letters} some new pilots are run at platforms whose county the scenario does not name ({other}); platforms in named counties run "
    "fewer for that reason, which does not mean that those counties lose. To see counties, name the county of each new platform.",
)
NOT_SPLIT = Phrase(
    "本结果没有按产业领域、企业规模和县（市、区）分列受益情况，因此不能说哪一类企业、哪个县受益更多。",
    "This result does not split gains by field, firm size or county, so that it cannot be said which firms or counties gain more. ",
)


def groups(case: Case) -> list[Block]:
    """What each option changes by field and by county."""
    fields = _table(case, "by_sector", "fields", FIELDS, FIELD, sector)
    if not fields:
        return [Paragraph(case.say(NOT_SPLIT))]
    counties = _table(case, "by_county", "counties", COUNTIES, COUNTY, county)
    tables: Line = (Ref("fields"),)
    if counties:
        tables = case.say(BOTH_TABLES, first=Ref("fields"), second=Ref("counties"))
    read = case.say(READ, tables=tables, groups=BY_BOTH if counties else BY_FIELD)
    missing = case.say(NO_SIZE) if counties else (*case.say(NO_COUNTY), *case.say(NO_SIZE))
    return [Paragraph((*read, *_elsewhere(case, counties), *missing)), *fields, *counties]


def _elsewhere(case: Case, counties: list[Table]) -> Line:
    """That counties in the table do not lose by what is counted in none of them."""
    letters = [option.letter for option in case.policies if leaves_counties(option)] if counties else []
    if not letters:
        return ()
    return case.say(ELSEWHERE, letters=("、" if case.lang == "zh" else ", ").join(letters), other=Quoted(county(UNNAMED).read(case.lang)))


def _table(case: Case, section: str, key: str, caption: Phrase, first: Phrase, called: Callable[[str], Both]) -> list[Table]:
    """One row a group in which anything is counted, one column an option; nothing where no option knows the groups."""
    known = [(option.found.get("effects_by_group") or {}).get(section) or {} for option in case.policies]
    names = [name for name in dict.fromkeys(name for each in known for name in each) if _is_there(case, section, name)]
    if not names:
        return []
    head = (case.say(first), *(case.say(COLUMN, letter=option.letter) for option in case.policies))
    rows = tuple(
        ((Quoted(capital(called(name).read(case.lang))),), *(_cell(case, option, section, name) for option in case.policies)) for name in names
    )
    columns = len(case.policies)
    return [Table(key, case.caption(caption), head, rows, "l" + "c" * columns, (3.2, *(2.0,) * columns), (), True)]


def _is_there(case: Case, section: str, name: str) -> bool:
    """Whether a group has a project in batch output, with or without an option."""
    runs = [case.document["baseline"], *(option.found["run"] for option in case.policies)]
    return any((((run.get(section) or {}).get(name) or {}).get(HEADLINE) or {}).get("mean") for run in runs)


def _cell(case: Case, option: Option, section: str, name: str) -> Line:
    place = f"{option.place}/effects_by_group/{section}"
    if name not in case.at(place):
        return (UNKNOWN,)
    return case.measure(f"{place}/{escaped(name)}/{HEADLINE}", PROJECTS, "difference", signed=True).stacked(case.lang)
