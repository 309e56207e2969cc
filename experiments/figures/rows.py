"""A panel of rows: a label at the left, bars or marks with their intervals in the middle, the numbers in words at the right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from matplotlib.axes import Axes

from experiments.figures.axes import Axis, set_x
from experiments.figures.frame import Faces
from experiments.figures.sheet import Sheet, width_of, wrap
from experiments.figures.style import FAINT, INK, PAPER, SOFT

ROW_GAP, GROUP_GAP, TEXT_GAP, MOST_STRETCH = 1.0, 1.6, 3.0, 7.0  # mm
Kind = Literal["bar", "point", "span", "tick"]


@dataclass(frozen=True)
class Mark:
    """One value with its interval, in the unit of the axis; `text` says it in words at the right of the plot.

    A "bar" runs from `start` to the value; a "point" stands at it; a "span" fills from `low` to `high`; a "tick" is a thin line.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    kind: Kind = "bar"
    colour: str = SOFT
    shape: str = "o"
    start: float = 0.0
    hollow: bool = False
    hatch: str = ""
    letter: str = ""


@dataclass
class Row:
    """One row: its label, the group it belongs to (named where it begins), its marks one below the other, thin marks under them."""

    label: str
    marks: Sequence[Mark]
    group: str = ""
    strong: bool = False
    indent: float = 0.0  # mm


@dataclass
class Rows:
    """The panel, laid out for a width in mm."""

    heading: str
    rows: Sequence[Row]
    axis: Axis
    width: float
    faces: Faces
    label_share: float = 0.34
    text_share: float = 0.3
    notes: Sequence[str] = ()
    zero_line: bool = True
    lines_at: Sequence[float] = ()
    stretch: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        body, small = self.faces.body, self.faces.small
        self.letter = max((width_of(mark.letter, self.faces.strong) for row in self.rows for mark in row.marks), default=0.0)
        self.letter += 1.5 if self.letter else 0.0
        longest = max((width_of(row.label, self.faces.strong) + row.indent for row in self.rows), default=0.0)
        self.label_width = min(longest, self.width * self.label_share)
        self.labels = [wrap(row.label, self.label_width - row.indent, self.faces.strong if row.strong else body) for row in self.rows]
        texts = [mark.text for row in self.rows for mark in row.marks]
        self.text_width = min(max((width_of(text, body) for text in texts), default=0.0), self.width * self.text_share)
        self.texts = [[wrap(mark.text, self.text_width, body) if mark.text else [] for mark in row.marks] for row in self.rows]
        self.plot_left = self.label_width + self.letter + TEXT_GAP
        self.plot_width = self.width - self.plot_left - (self.text_width + TEXT_GAP if self.text_width else TEXT_GAP)
        self.title = wrap(self.heading, self.width, self.faces.heading) if self.heading else []
        self.axis_label = wrap(self.axis.label, self.width - self.plot_left, small) if self.axis.label else []
        self.note = [line for note in self.notes for line in wrap(note, self.width, small)]

    def mark_heights(self, place: int) -> list[float]:
        """Height of each mark of a row with its words, mm."""
        line = self.faces.body.line
        return [
            0.45 * line if mark.kind == "tick" and not words else max(1, len(words)) * line
            for mark, words in zip(self.rows[place].marks, self.texts[place], strict=True)
        ]

    def group_height(self, place: int) -> float:
        """Room for the name of a group where one begins, mm."""
        row = self.rows[place]
        begins = place == 0 or row.group != self.rows[place - 1].group
        return (GROUP_GAP if place else 0.0) + (self.faces.strong.line if row.group else 0.0) if begins else 0.0

    def row_height(self, place: int) -> float:
        """Height of a row without the name of its group, mm."""
        return max(sum(self.mark_heights(place)), len(self.labels[place]) * self.faces.body.line) + ROW_GAP + self.stretch

    @property
    def plot_height(self) -> float:
        """Height of all rows, mm."""
        return 0.6 + sum(self.group_height(place) + self.row_height(place) for place in range(len(self.rows)))

    @property
    def head(self) -> float:
        """Height of the heading, mm."""
        return len(self.title) * self.faces.heading.line + 0.8

    @property
    def height(self) -> float:
        """Height of the whole panel, mm."""
        small = self.faces.small.line
        ticks = 1.25 * small if self.axis.names else 0.6
        return self.head + self.plot_height + ticks + (len(self.axis_label) + len(self.note)) * small + 1.0

    def grow(self, spare: float) -> None:
        """Set the rows further apart."""
        self.stretch = min(MOST_STRETCH, spare / max(1, len(self.rows)))

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Put the panel on the sheet with its top left corner there."""
        sheet.lines(left, top, self.title, self.faces.heading)
        top += self.head
        axes = sheet.axes(left + self.plot_left, top, self.plot_width, self.plot_height)
        set_x(axes, self.axis, self.faces.small)
        if self.zero_line and self.axis.low <= 0.0 <= self.axis.high:
            axes.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
        for line in self.lines_at:
            axes.axvline(line, color=SOFT, linewidth=0.8, linestyle=(0, (4, 2)), zorder=1)
        inside = 0.6
        for place, row in enumerate(self.rows):
            above = self.group_height(place)
            if above and place:
                sheet.rule(left, left + self.plot_left + self.plot_width, top + inside + GROUP_GAP / 2, FAINT, 0.4)
            if above and row.group:
                sheet.lines(left, top + inside + above - self.faces.strong.line, [row.group], self.faces.strong)
            inside += above
            self._draw_row(sheet, axes, place, left, top, inside)
            inside += self.row_height(place)
        at = top + self.plot_height + (1.25 * self.faces.small.line if self.axis.names else 0.6)
        at = sheet.lines(left + self.plot_left, at, self.axis_label, self.faces.small)
        sheet.lines(left, at, self.note, self.faces.small)

    def _draw_row(self, sheet: Sheet, axes: Axes, place: int, left: float, top: float, inside: float) -> None:
        row, body = self.rows[place], self.faces.body
        heights, height = self.mark_heights(place), self.row_height(place)
        at = inside + (height - sum(heights)) / 2
        first = top + inside + (height - len(self.labels[place]) * body.line) / 2
        if len(row.marks) > 1:
            first = min(first, top + at) if len(self.labels[place]) * body.line > sum(heights) else top + at
        sheet.lines(left + row.indent, first, self.labels[place], self.faces.strong if row.strong else body)
        for mark, words, tall in zip(row.marks, self.texts[place], heights, strict=True):
            middle = at + min(tall, body.line) / 2 if len(row.marks) > 1 else at + tall / 2
            draw_mark(axes, mark, middle, body.points, body.line * 0.62 + self.stretch * 0.3 / len(row.marks))
            if mark.letter:
                sheet.lines(left + self.label_width + 1.5, top + middle - body.line / 2, [mark.letter], self.faces.strong)
            sheet.lines(left + self.plot_left + self.plot_width + TEXT_GAP, top + at, words, body)
            at += tall


def draw_mark(axes: Axes, mark: Mark, y: float, points: float, thickness: float) -> None:
    """One mark at height y (mm): nothing where its value is not known."""
    if mark.kind == "span":
        if mark.low is not None and mark.high is not None:
            axes.barh(y, mark.high - mark.low, left=mark.low, height=thickness, zorder=2, **look(mark))
        if mark.value is not None:
            axes.plot((mark.value,) * 2, (y - thickness / 2, y + thickness / 2), color=INK, linewidth=points * 0.14, zorder=3)
        return
    if mark.value is None:
        return
    if mark.kind == "tick":
        if mark.low is not None and mark.high is not None:
            axes.plot((mark.low, mark.high), (y, y), color=SOFT, linewidth=points * 0.07, zorder=2)
        axes.plot((mark.value,), (y,), "|", color=SOFT, markersize=points * 0.35, markeredgewidth=points * 0.1, zorder=2)
        return
    if mark.kind == "bar":
        axes.barh(y, mark.value - mark.start, left=mark.start, height=thickness, zorder=2, **look(mark))
    if mark.low is not None and mark.high is not None:
        thick = 0.1 if mark.kind == "bar" else 0.24
        colour = INK if mark.kind == "bar" else mark.colour
        axes.plot((mark.low, mark.high), (y, y), color=colour, linewidth=points * thick, solid_capstyle="butt", zorder=3)
        axes.plot((mark.low, mark.high), (y, y), "|", color=INK, markersize=points * 0.6, markeredgewidth=points * 0.08, zorder=3)
    if mark.kind == "point":
        style = {"markersize": points * 0.62, "markeredgecolor": INK, "markeredgewidth": points * 0.08}
        axes.plot((mark.value,), (y,), mark.shape, markerfacecolor=PAPER if mark.hollow else mark.colour, zorder=4, **style)


def look(mark: Mark) -> dict[str, object]:
    """How a bar is filled."""
    if mark.hollow or mark.hatch:
        return {
            "facecolor": PAPER if mark.hollow else mark.colour,
            "edgecolor": INK if not mark.hollow else mark.colour,
            "hatch": mark.hatch,
            "linewidth": 0.5,
        }
    return {"facecolor": mark.colour, "edgecolor": mark.colour, "linewidth": 0.0}
