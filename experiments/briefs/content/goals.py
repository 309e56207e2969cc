"""The goal of a target in words, and numbers in its unit."""

from experiments.briefs.case import Case, Measure
from experiments.briefs.tree import Line, Number, Phrase, Quoted
from experiments.output.vocabulary import Both, indicator

GOAL = {
    ">=": Phrase("到{by}底，{what}累计达到{number}", "{what}: at least {number} by the end of {by}"),
    ">": Phrase("到{by}底，{what}累计超过{number}", "{what}: more than {number} by the end of {by}"),
}


def goal_unit(case: Case) -> Both:
    """The unit of the goal."""
    return indicator(case.document["goal"]["indicator"]).unit


def goal_name(case: Case) -> Quoted:
    """What the goal counts."""
    return Quoted(indicator(case.document["goal"]["indicator"]).words.read(case.lang))


def goal_number(case: Case) -> Measure:
    """The number to be reached."""
    return case.single("/goal/number", goal_unit(case), is_exact=True)


def goal_month(case: Case) -> Number:
    """The month at whose end the goal counts."""
    return case.month("/goal/by")


def goal_in_words(case: Case) -> Line:
    """The goal as one phrase."""
    text = GOAL[case.document["goal"]["operator"]]
    return case.say(text, by=goal_month(case), what=goal_name(case), number=goal_number(case).with_unit())
