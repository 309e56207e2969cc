"""A brief before it has a format: headings, paragraphs, tables and figures, made of spans that know where each number comes from.

The three writers (`word`, `pdf`, `html`) render the same tree, so that all formats say the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from string import Formatter
from typing import Literal, NamedTuple

from experiments.figures.numbers import MINUS
from experiments.output.vocabulary import Lang


@dataclass(frozen=True)
class Number:
    """A number of the result as it is shown. `pointer` says where it stands in results.json (RFC 6901); shown is stored times `factor`."""

    text: str
    pointer: str
    factor: float = 1.0

    @property
    def machine(self) -> str:
        """The number as machines read it: without separators, with the plain minus."""
        return self.text.replace(",", "").replace(MINUS, "-").removeprefix("+")


@dataclass(frozen=True)
class Quoted:
    """Words that are not ours: titles, questions, reasons and names from the result or its scenarios."""

    text: str


@dataclass(frozen=True)
class Ref:
    """A reference to a table or figure of the brief by its key."""

    key: str


Span = str | Number | Quoted | Ref
Line = tuple[Span, ...]


class Phrase(NamedTuple):
    """The same words in both languages, with braces for what is filled in."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en

    def fill(self, lang: Lang, **facts: "Span | Line | Phrase") -> Line:
        """The words with facts filled in; a fact may be a span, a whole line or another phrase without braces."""
        spans: list[Span] = []
        for words, name, _, _ in Formatter().parse(self.of(lang)):
            spans += [words] if words else []
            if name is not None:
                spans += as_line(facts[name], lang)
        return tuple(spans)


def as_line(fact: "Span | Line | Phrase", lang: Lang) -> Line:
    """A span, a line or a phrase as a line."""
    if isinstance(fact, Phrase):
        return (fact.of(lang),)
    return fact if isinstance(fact, tuple) else (fact,)


def joined(lines: list[Line], separator: str) -> Line:
    """Lines one after the other with a separator between them."""
    return tuple(span for place, line in enumerate(lines) for span in ((separator, *line) if place and separator else line))


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; those that are `numbered` get the number of their place."""

    level: int
    text: Line
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: of the body, a finding that stands out, or a small note."""

    text: Line
    role: Literal["body", "finding", "note"] = "body"


@dataclass(frozen=True)
class Points:
    """A list, with numbers where the order means something."""

    items: tuple[Line, ...]
    ordered: bool = False


@dataclass(frozen=True)
class Table:
    """A table that can be edited. `align` has one letter a column (l, c, r), `widths` are relative; `fine` tables are set smaller."""

    key: str
    caption: Line
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    align: str
    widths: tuple[float, ...]
    note: Line = ()
    fine: bool = False


@dataclass(frozen=True)
class Picture:
    """A figure by the name it has among the figures of a result."""

    key: str
    name: str
    caption: Line


def figure_key(name: str) -> str:
    """The key of a figure in a brief, by its name among the figures of a result: a table may have that name as well."""
    return f"figure-{name}"


@dataclass(frozen=True)
class NewPage:
    """What follows begins on a new page."""


Block = Heading | Paragraph | Points | Table | Picture | NewPage


@dataclass(frozen=True)
class Brief:
    """A whole brief; `running` is the line at the top of each page."""

    lang: Lang
    title: Line
    subtitle: Line
    running: Line
    blocks: tuple[Block, ...]
    keywords: tuple[str, ...] = field(default=())

    def labels(self) -> dict[str, tuple[str, int]]:
        """The label and number of each table and figure by its key: ("表", 1). Raises ValueError where two have the same."""
        words = {Table: Phrase("表", "Table").of(self.lang), Picture: Phrase("图", "Figure").of(self.lang)}
        counted: dict[type, int] = {}
        found = {}
        for block in self.blocks:
            if isinstance(block, Table | Picture):
                if block.key in found:
                    raise ValueError(f"two tables or figures have the key {block.key!r}")
                counted[type(block)] = counted.get(type(block), 0) + 1
                found[block.key] = (words[type(block)], counted[type(block)])
        return found

    def label(self, key: str) -> str:
        """ "表1", "Table 1"."""
        word, number = self.labels()[key]
        return f"{word}{number}" if self.lang == "zh" else f"{word} {number}"

    def plain(self, line: Line) -> str:
        """A line as text, references included."""
        return "".join(self.label(span.key) if isinstance(span, Ref) else text_of(span) for span in line)

    def lines(self) -> Iterator[Line]:
        """Every line of the brief, in order."""
        yield self.title
        yield self.subtitle
        yield self.running
        for block in self.blocks:
            yield from lines_of(block)


def text_of(span: Span) -> str:
    """What a span shows; a reference shows its key."""
    if isinstance(span, str):
        return span
    return span.key if isinstance(span, Ref) else span.text


def lines_of(block: Block) -> Iterator[Line]:
    """The lines of one block."""
    match block:
        case Heading(text=text) | Paragraph(text=text):
            yield text
        case Points(items=items):
            yield from items
        case Table():
            yield block.caption
            yield from block.head
            for row in block.rows:
                yield from row
            yield block.note
        case Picture():
            yield block.caption


CHINESE_DIGITS = "零一二三四五六七八九十"


def chinese_number(number: int) -> str:
    """A number up to 99 as Chinese writes it before a heading: 三, 十, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else CHINESE_DIGITS[tens] + "十"
    return (head + (CHINESE_DIGITS[ones] if ones else "")) or CHINESE_DIGITS[0]


def heading_numbers(blocks: tuple[Block, ...], lang: Lang) -> list[str]:
    """The number before each heading, "" for those without: 一、 （一）1. in Chinese, 1 1.1 1.1.1 in English."""
    counters, found = [0, 0, 0], []
    for block in blocks:
        if not isinstance(block, Heading):
            continue
        if not block.numbered:
            found.append("")
            continue
        counters[block.level - 1] += 1
        counters[block.level :] = [0] * (3 - block.level)
        place = counters[block.level - 1]
        if lang == "zh":
            found.append((f"{chinese_number(place)}、", f"（{chinese_number(place)}）", f"{place}. ")[block.level - 1])
        else:
            found.append(".".join(map(str, counters[: block.level])) + " ")
    return found
