"""The order of a brief, by the kind of its result."""

from collections.abc import Callable

from experiments.briefs.case import Case
from experiments.briefs.content import annex, answer, bottlenecks, costs, doubts, gains, method, options, question, run, survey, target, trap
from experiments.briefs.reading import Result
from experiments.briefs.tree import Block, Brief, Phrase, Quoted
from experiments.output.vocabulary import Lang

TITLES = {
    "compare": Phrase("政策方案比较简报", "Policy options compared"),
    "target": Phrase("目标能否达到的分析简报", "Will the goal be reached?"),
    "run": Phrase("成果转化模拟简报", "How technology commercialisation goes"),
}
RUNNING = Phrase("{title}　模拟结果{result}", "{title} · simulation result {result}")


def compose(result: Result, lang: Lang) -> Brief:
    """The brief of a result in one language, before it has a format."""
    case = Case(result, lang)
    title = case.say(TITLES[result.kind])
    running = case.say(RUNNING, title=title, result=Quoted(result.identity))
    return Brief(lang, title, (case.region(),), running, tuple(_blocks(case)))


SECTIONS: dict[str, tuple[Callable[[Case], list[Block]], ...]] = {
    "compare": (question.question, answer.answer, options.options, gains.gains, costs.costs, trap.trap, doubts.doubts),
    "target": (question.question, target.answer, target.chances, target.stuck, bottlenecks.more_by_year, target.gains, trap.trap, doubts.of_one),
    "run": (question.question, run.answer, run.levels, run.stops, bottlenecks.stuck, run.gains, trap.trap, doubts.of_one),
}
LAST = (survey.survey, method.method, annex.annex)


def _blocks(case: Case) -> list[Block]:
    return [block for section in (*SECTIONS[case.kind], *LAST) for block in section(case)]
