"""What one more unit of each resource gives year by year; for a run with bottlenecks the whole section on where it gets stuck."""

from experiments.briefs.case import PROJECTS, UNKNOWN, Case, escaped
from experiments.briefs.content import target
from experiments.briefs.content.words import sentence
from experiments.briefs.tree import Block, Heading, Line, Number, Paragraph, Phrase, Quoted, Table
from experiments.figures.verdicts import Verdict, verdict
from experiments.output.vocabulary import RESOURCES, event_of, indicator

MORE_CAPTION = Phrase(
    "各种资源再多一个单位，当年多出多少“{what}”（{unit}，括号内为95%区间）",
    "What one more unit of each resource adds in the year: {what} ({unit}, 95 % interval)",
)
WHOLE = Phrase("整个研究期", "Whole study")
MORE_NOTE = Phrase(
    "区间含零的，多了还是少了不能断定。逐年的区间很多，即使毫无作用也会有二十分之一碰巧不含零，应先看整个研究期。各种资源的单位不同，不能互相比大小。",
    "Where an interval spans zero it may be more or less. There are many intervals by year, of which one in twenty misses zero by chance even where "
    "nothing has an effect: look at the whole study first. Units differ and must not be compared with each other.",
)
UNIT_CAPTION = Phrase("再多一个单位，到研究期末多出多少（括号内为95%区间）", "What one more unit adds by the end of the study (95 % interval)")
UNIT_HEAD = (
    Phrase("资源", "Resource"),
    Phrase("再多一个单位", "One more unit"),
    Phrase("多出“{what}”（{unit}）", "Adds: {what} ({unit})"),
    Phrase("最先看到的变化（项）", "What changes first (projects)"),
    Phrase("判断", "In words"),
)
FIRST = Phrase("{event}：{size}", "{event}: {size}")


def stuck(case: Case) -> list[Block]:
    """What stops projects year by year in a run, and what one more unit adds; nothing where that was not looked for, or in one world only."""
    if "bottleneck_by_year" not in case.document or case.is_single:
        return []
    binding = Paragraph(sentence((*target.what_binds(case), "。" if case.lang == "zh" else ".")))
    picture = case.picture("bottlenecks", target.FIGURE_STUCK)
    return [Heading(1, case.say(target.WHERE)), binding, target.by_year(case), *picture, _units(case), *more_by_year(case)]


def more_by_year(case: Case) -> list[Block]:
    """What one more unit of each resource adds in each year, and in all of them."""
    years, called = case.document["bottleneck_by_year"], indicator(case.document["bottleneck_event"])
    names = [name for name in RESOURCES if all(name in year["one_more"] for year in years.values())]
    scale = case.scale_of(called.unit, [each for year in years.values() for each in year["one_more"].values()], difference=True)

    def cell(place: str) -> Line:
        if case.at(place)["difference"] is None:
            return (UNKNOWN,)
        return case.measure(place, called.unit, "difference", signed=True, scale=scale).stacked(case.lang)

    places = {year: f"/bottleneck_by_year/{year}/one_more" for year in years}
    rows = [((Number(year, f"/bottleneck_by_year/{year}#key"),), *(cell(f"{place}/{name}") for name in names)) for year, place in places.items()]
    last = list(places.values())[-1]
    rows.append((case.say(WHOLE), *(cell(f"{last}/{name}/cumulated") for name in names)))
    head = (case.say(target.YEAR), *((Quoted(RESOURCES[name].read(case.lang)),) for name in names))
    caption = case.say(MORE_CAPTION, what=Quoted(called.words.read(case.lang)), unit=scale.label)
    return [Table("more", caption, head, tuple(rows), "l" + "c" * len(names), (3, *(3.0,) * len(names)), case.say(MORE_NOTE), True)]


def _units(case: Case) -> Table:
    """What one more unit is, what it adds by the end of the study, and what it changes first."""
    found, called = case.document["bottlenecks"], indicator(case.document["bottleneck_event"])
    scale = case.scale_of(called.unit, list(found.values()), difference=True)
    rows = []
    for name, each in found.items():
        place, event = f"/bottlenecks/{escaped(name)}", Quoted(event_of(each["first_event"]["event"]).read(case.lang))
        said = Verdict.NO_INTERVAL if case.missing else verdict(each)
        adds, first = (UNKNOWN,), (UNKNOWN,)
        if each["difference"] is not None:
            adds = case.measure(place, called.unit, "difference", signed=True, scale=scale).both(case.lang, unit=False)
            size = case.measure(f"{place}/first_event", PROJECTS, "difference", signed=True).both(case.lang, unit=False)
            first = case.say(FIRST, event=event, size=size)
        unit = target.unit_in_words(case, each["unit"][case.lang])
        rows.append(((Quoted(RESOURCES[name].read(case.lang)),), (unit,), adds, first, case.say(target.UNIT_WORDS[said])))
    head = tuple(case.say(each, what=Quoted(called.words.read(case.lang)), unit=scale.label) for each in UNIT_HEAD)
    return Table("units", case.say(UNIT_CAPTION), head, tuple(rows), "llccl", (3, 8, 5, 7, 3), case.say(target.UNIT_NOTE), True)
