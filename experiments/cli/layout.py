"""Text in the columns of a terminal, where a Chinese character takes two: widths, folding, and tables that use both."""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

OPENING = "（“《([{"
"""Marks that must not end a line."""
LEAST_COLUMN, HEADING = 8, 10
"""Columns of text are not made narrower than this; headings of numbers fold at this."""
GAP = 2


def cells(text: str) -> int:
    """How many columns of a terminal a text takes, the widest of its lines."""
    return max(len(line) if line.isascii() else sum(map(_cells_of, line)) for line in text.split("\n"))


@cache
def _cells_of(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def fold(text: str, room: int) -> list[str]:
    """A text in lines of at most `room` columns, broken at blanks and between Chinese characters, never before a closing mark.

    A Latin word that is longer than a line is cut. Lines that the text itself has are kept.
    """
    return [line for part in text.split("\n") for line in _folded(part, room)]


def _folded(text: str, room: int) -> list[str]:
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and cells(lines[-1] + piece.rstrip()) > room:
            lines.append("")
        piece = piece.lstrip() if not lines[-1] else piece
        while cells(piece.rstrip()) > room:
            head = _head(piece, room)
            lines[-1], piece = head, piece[len(head) :]
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()] or [""]


def _head(text: str, room: int) -> str:
    """As many characters as fit, at least one."""
    end = 1
    while cells(text[: end + 1]) <= room:
        end += 1
    return text[:end]


def _pieces(text: str) -> list[str]:
    """The parts between which a line may break; blanks stay at the end of a part."""
    pieces: list[str] = []
    for char in text:
        is_closing = unicodedata.category(char).startswith("P") and char not in OPENING
        if pieces and (is_closing or char == " " or pieces[-1][-1] in OPENING or not _may_break(pieces[-1][-1], char)):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _may_break(before: str, after: str) -> bool:
    return before == " " or cells(before) == 2 or cells(after) == 2 or (before == "-" and after.isalpha())


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    room: int,
    *,
    right: Sequence[int] = (),
    whole: Sequence[int] = (),
    last_is_total: bool = False,
) -> "Table":
    """A table without vertical lines, at most `room` columns wide as long as its numbers allow.

    `right` names the columns of numbers; neither they nor those of `whole` are folded. The others share what room is left and fold as
    Chinese does (rich by itself breaks lines at blanks only).
    """
    from rich import box
    from rich.table import Table

    rows = [tuple(row) for row in rows]
    kept = {*right, *whole}
    columns = list(zip(headings, *rows, strict=True))
    needed = [max(map(cells, column)) for column in columns]
    for place in right:  # headings of numbers fold, the numbers do not
        heading, *numbers = columns[place]
        needed[place] = max(least_width(heading), *map(cells, numbers)) if numbers else least_width(heading)
    widths = _shared(needed, room - GAP * len(headings), kept)
    result = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
        side = "right" if place in right else "left"
        result.add_column("\n".join(fold(heading, width)), justify=side, width=width, overflow="fold")
    for number, row in enumerate(rows):
        is_before_total = last_is_total and number == len(rows) - 2
        result.add_row(*("\n".join(fold(text, width)) for text, width in zip(row, widths, strict=True)), end_section=is_before_total)
    return result


def least_width(heading: str) -> int:
    """The columns that a heading needs when it may fold."""
    return max(min(HEADING, cells(heading)), *(cells(piece.rstrip()) for line in heading.split("\n") for piece in _pieces(line)))


def _shared(needed: list[int], room: int, kept: set[int]) -> list[int]:
    """Widths of columns: those of `kept` get what they need, the others share the rest, the widest giving way first."""
    widths = list(needed)
    others = [place for place in range(len(needed)) if place not in kept]
    while sum(widths) > room:
        widest = max(others, key=lambda place: widths[place], default=None)
        if widest is None or widths[widest] <= LEAST_COLUMN:
            return widths
        widths[widest] -= 1
    return widths
