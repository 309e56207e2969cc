"""The page of any figure: what it consists of, and how its panels are laid out under the frame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from matplotlib.figure import Figure

from experiments.figures.frame import MARGIN, Entry, Faces, Frame, faces_for, footer_of
from experiments.figures.sheet import Sheet
from experiments.figures.style import FAINT, SIZES, Size, SizeName
from experiments.output.vocabulary import Both, Lang

PANEL_GAP = 3.0  # mm


class Panel(Protocol):
    """A part of a figure, laid out for a width before it is drawn."""

    @property
    def height(self) -> float:
        """Height it takes, mm."""
        ...

    def grow(self, spare: float) -> None:
        """Take up to so many mm more, where the page has room."""
        ...

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Put it on the sheet with its top left corner there, mm."""
        ...


@dataclass(frozen=True)
class Room:
    """What a figure is drawn for: a language and a size."""

    lang: Lang
    size: Size
    faces: Faces

    @classmethod
    def of(cls, lang: Lang, size: SizeName) -> "Room":
        """The room of a named size."""
        return cls(lang, SIZES[size], faces_for(SIZES[size]))

    @property
    def zh(self) -> bool:
        """Whether it is read in Chinese."""
        return self.lang == "zh"

    def say(self, zh: str, en: str) -> str:
        """The words in the language of the figure."""
        return zh if self.zh else en

    def read(self, words: Both) -> str:
        """Words in the language of the figure, with a capital letter in English."""
        text = words.read(self.lang)
        return text[:1].upper() + text[1:]

    def width(self, columns: int = 1) -> float:
        """Width of a panel where so many stand side by side, mm."""
        return (self.size.width - 2 * MARGIN - (columns - 1) * 2 * PANEL_GAP) / columns


class Data(NamedTuple):
    """The data behind a figure, tidy: one row per fact, columns by the keys of `experiments.output.headers`."""

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Content:
    """Everything a figure says: its frame, its panels, how many stand side by side, and the data behind it."""

    frame: Frame
    panels: Sequence[Panel]
    data: Data
    columns: int = 1
    rule: bool = field(default=True)  # whether rows of panels are set apart by a line


def framed(
    document: Mapping[str, Any],
    room: Room,
    title: str,
    subtitle: str,
    notes: Sequence[str] = (),
    entries: Sequence[Entry] = (),
    aside_heading: str = "",
) -> Frame:
    """The frame of a figure: `notes` say how to read it, the footer adds what made it."""
    return Frame(room.size, title, subtitle, footer_of(document, room.lang, notes), entries, aside_heading)


def lines_of(content: Content) -> list[Sequence[Panel]]:
    """The panels row by row."""
    return [content.panels[start : start + content.columns] for start in range(0, len(content.panels), content.columns)]


def height_of(content: Content) -> float:
    """Height of the whole figure, mm."""
    lines = lines_of(content)
    panels = sum(max(panel.height for panel in line) for line in lines) + PANEL_GAP * max(0, len(lines) - 1)
    return content.frame.above + panels + content.frame.below


def composed(content: Content, room: Room) -> Figure:
    """The figure: as tall as its content, or exactly a slide."""
    lines = lines_of(content)
    if room.size.fixed_height and lines:
        spare = max(0.0, room.size.height - height_of(content)) / len(lines)
        for line in lines:
            tallest = max(panel.height for panel in line)
            for panel in line:
                panel.grow(tallest - panel.height + spare)
    needed = height_of(content)
    sheet = Sheet(room.size.width, max(needed, room.size.height) if room.size.fixed_height else needed)
    content.frame.draw(sheet)
    top, width = content.frame.above, room.width(content.columns)
    for place, line in enumerate(lines):
        if place and content.rule:
            sheet.rule(MARGIN, sheet.width - MARGIN, top - PANEL_GAP / 2, FAINT)
        for column, panel in enumerate(line):
            panel.draw(sheet, MARGIN + column * (width + 2 * PANEL_GAP), top)
        top += max(panel.height for panel in line) + PANEL_GAP
    return sheet.figure
