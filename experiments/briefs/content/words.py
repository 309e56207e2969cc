"""Small words that several sections share: who is spoken of, what a title is called in a sentence, how a sentence begins."""

import re

from experiments.briefs.case import Case, Option
from experiments.briefs.tree import Line, Phrase, Quoted
from experiments.equal_budget.size import without_size
from experiments.output.vocabulary import Lang

_ASIDE = re.compile(r"（[^（）]*）$| \([^()]*\)$")


def who(case: Case, options: list[Option]) -> Line:
    """ "方案A、B"."""
    letters = case.listed([(option.letter,) for option in options])
    return case.say(Phrase("方案{letters}", "option {letters}" if len(options) == 1 else "options {letters}"), letters=letters)


def sentence(line: Line) -> Line:
    """A line that begins with a capital letter."""
    first = line[0]
    return (first[:1].upper() + first[1:], *line[1:]) if isinstance(first, str) else line


def in_short(title: str, lang: Lang) -> Quoted:
    """What a title names, without what it explains behind a colon or in brackets at its end."""
    name = _ASIDE.sub("", without_size(title).partition("：" if lang == "zh" else ": ")[0]).strip() or title
    return Quoted(f"“{name}”" if lang == "zh" else f'"{name}"')
