"""One panel of the funnel figure: counts of projects as bars or marks, one row per step or stop reason, each with its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Polygon
from matplotlib.ticker import MaxNLocator

from experiments.figures.frame import Faces
from experiments.figures.numbers import Scale, decimals_for, number, tick_labels, with_interval
from experiments.figures.sheet import BASELINE_AT, Face, Sheet, width_of, wrap
from experiments.figures.style import BASELINE, FAINT, INK, PAPER, SINGLE_RUN, SOFT, policy_colour, policy_letter, policy_mark
from experiments.output.vocabulary import Lang

GROUP_GAP = 1.6  # mm before a new group of rows
ROW_GAP = 1.0  # mm
HATCH = "////"
TEXT_GAP = 4.0  # mm
MOST_STRETCH = 7.0  # mm
MOST_TEXT = 0.45  # of the width may be numbers


class Count(NamedTuple):
    """A mean number of projects with the interval of the mean; None where it is not known."""

    mean: float | None
    low: float | None
    high: float | None


class Row(NamedTuple):
    """One step or stop reason: the count of each series, the baseline or the single run first."""

    label: str
    group: str
    counts: tuple[Count, ...]
    is_open: bool = False  # still running: drawn hollow and apart


@dataclass
class Panel:
    """A set of rows, laid out for a width in mm. With `detailed`, every series has its own bar and its numbers; else policies are marks."""

    heading: str
    rows: Sequence[Row]
    unit: str
    lang: Lang
    width: float
    faces: Faces
    detailed: bool
    first_column: str = ""  # what the baseline is called over its numbers
    tapers: bool = False  # join the ends of successive bars, as a funnel does
    stretch: float = 0.0
    labels: list[list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.series = max((len(row.counts) for row in self.rows), default=1)
        body = self.faces.body
        self.group_width = max((width_of(row.group, self.faces.strong) for row in self.rows), default=0.0)
        self.group_width += 3.0 if self.group_width else 0.0
        self.label_width = min(max((width_of(row.label, body) for row in self.rows), default=0.0), self.width * 0.34) + 3.0
        self.labels = [wrap(row.label, self.label_width - 3.0, body) for row in self.rows]
        self.plot_left = self.group_width + self.label_width
        texts = [self._text(row, count) for row in self.rows for count in row.counts]
        self.text_width = max([width_of(self.first_column, self.faces.strong), *(width_of(text, body) for text in texts)]) + TEXT_GAP
        self.columns = 1 if self.detailed else self.series
        if self.columns * self.text_width > self.width * MOST_TEXT:
            self.columns = 0  # too many policies to write their numbers beside the marks
        self.plot_width = self.width - self.plot_left - self.columns * self.text_width - TEXT_GAP

    def _text(self, row: Row, count: Count) -> str:
        if self.detailed:
            return with_interval(count.mean, count.low, count.high, Scale(1.0, ""), self.lang)
        return number(count.mean, max(decimals_for(each.mean, each.low, each.high) for each in row.counts))

    @property
    def bar(self) -> float:
        """Height of the room of one bar or mark, mm; many marks move closer together."""
        return self.faces.body.line * (1.0 if self.detailed else 0.42 * min(1.0, 4 / self.series))

    @property
    def bar_height(self) -> float:
        """Thickness of a drawn bar, mm."""
        return self.bar * 0.66 + self.stretch * 0.4 / self.series

    def row_height(self, place: int) -> float:
        """Height of a row, mm."""
        bars = self.series * self.bar if self.detailed else max(self.faces.body.line, self.series * self.bar)
        return max(bars, len(self.labels[place]) * self.faces.body.line) + ROW_GAP + self.stretch

    def tops(self) -> list[float]:
        """Where each row begins below the top of the frame, and at last where the frame ends, mm."""
        tops, at = [], 0.6
        for place, row in enumerate(self.rows):
            if place and row.group != self.rows[place - 1].group:
                at += GROUP_GAP
            tops.append(at)
            at += self.row_height(place)
        return [*tops, at]

    @property
    def height(self) -> float:
        """Height of the whole panel, mm."""
        return self.faces.heading.line + self.tops()[-1] + self.axis_height

    @property
    def axis_height(self) -> float:
        """Room for the tick labels and the axis label under them, mm."""
        return 2.2 * self.faces.small.line + 1.6

    def grow(self, spare: float) -> None:
        """Set the rows further apart."""
        self.stretch = min(MOST_STRETCH, spare / len(self.rows))

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Put the panel on the sheet with its top left corner there."""
        if not self.detailed:
            for column in range(self.columns):
                self._number(sheet, left, top + 0.3, column, policy_letter(column - 1) if column else self.first_column, self.faces.strong)
        top = sheet.lines(left, top, [self.heading], self.faces.heading)
        tops, body = self.tops(), self.faces.body
        axes = sheet.axes(left + self.plot_left, top, self.plot_width, tops[-1])
        self._draw_axis(axes)
        for place, row in enumerate(self.rows):
            middle = tops[place] + self.row_height(place) / 2
            new_group = not place or row.group != self.rows[place - 1].group
            if place and new_group:
                sheet.rule(left, left + self.plot_left + self.plot_width, top + tops[place] - GROUP_GAP / 2, FAINT, 0.4)
            first = top + middle - len(self.labels[place]) * body.line / 2
            if new_group and row.group:
                sheet.lines(left, first, [row.group], self.faces.strong)
            sheet.lines(left + self.group_width, first, self.labels[place], body)
            if self.detailed:
                self._draw_bars(axes, sheet, row, middle, left, top)
            else:
                self._draw_marks(axes, row, middle)
                for column in range(self.columns):
                    self._number(sheet, left, top + middle - body.line / 2, column, self._text(row, row.counts[column]), body)
        if self.tapers and self.series == 1:
            self._draw_taper(axes, tops)

    def _number(self, sheet: Sheet, left: float, top: float, column: int, text: str, face: Face) -> None:
        right = left + self.width - (self.columns - 1 - column) * self.text_width
        sheet.text(right, top + face.line * BASELINE_AT, text, face, "right")

    def _draw_axis(self, axes: Axes) -> None:
        largest = max((value for row in self.rows for count in row.counts for value in count if value is not None), default=1.0) or 1.0
        axes.set_xlim(0.0, largest * 1.04)
        locator = MaxNLocator(nbins=max(2, min(6, int(self.plot_width / (self.faces.small.points * 1.5)))), steps=[1, 2, 2.5, 5, 10])
        ticks = [float(tick) for tick in locator.tick_values(0.0, largest) if tick <= largest * 1.04]
        axes.set_xticks(ticks, tick_labels(ticks), fontsize=self.faces.small.points, color=SOFT)
        axes.tick_params(axis="x", length=2, pad=1.5, width=0.5, color=SOFT)
        axes.spines["bottom"].set(linewidth=0.5, color=SOFT)
        axes.axvline(0.0, color=SOFT, linewidth=0.6, zorder=1)
        words = f"{self.unit}（每次模拟的均值）" if self.lang == "zh" else f"{self.unit} (mean per run)"
        axes.set_xlabel(words, fontsize=self.faces.small.points, color=SOFT, labelpad=1.0)

    def _look(self, series: int, is_open: bool) -> dict[str, Any]:
        colour = (SINGLE_RUN if self.series == 1 else BASELINE) if series == 0 else policy_colour(series - 1)
        if is_open:
            return {"facecolor": PAPER, "edgecolor": colour, "hatch": HATCH, "linewidth": 0.5}
        return {"facecolor": colour, "edgecolor": colour, "linewidth": 0.0}

    def _draw_bars(self, axes: Axes, sheet: Sheet, row: Row, middle: float, left: float, top: float) -> None:
        step = self.bar + self.stretch * 0.5 / self.series
        start = middle - len(row.counts) * step / 2
        for series, count in enumerate(row.counts):
            y = start + (series + 0.5) * step
            if count.mean is not None:
                axes.barh(y, count.mean, height=self.bar_height, zorder=2, **self._look(series, row.is_open))
                self._whisker(axes, count, y)
            text_left = left + self.plot_left + self.plot_width + TEXT_GAP
            sheet.lines(text_left, top + y - self.faces.body.line / 2, [self._text(row, count)], self.faces.body)

    def _draw_marks(self, axes: Axes, row: Row, middle: float) -> None:
        inner = max(self.faces.body.line, self.series * self.bar)
        baseline = row.counts[0]
        if baseline.mean is not None:
            look: Mapping[str, Any] = self._look(0, row.is_open)
            if not row.is_open:
                look = {**look, "facecolor": FAINT}
            axes.barh(middle, baseline.mean, height=inner, zorder=1, **look)
            axes.plot((baseline.mean,) * 2, (middle - inner / 2, middle + inner / 2), color=BASELINE, linewidth=1.2, zorder=2)
        for series, count in enumerate(row.counts):
            y = middle + (series - (self.series - 1) / 2) * self.bar
            if count.mean is None:
                continue
            self._whisker(axes, count, y)
            if series:
                size = self.faces.body.points * 0.5
                style = {"color": policy_colour(series - 1), "markersize": size, "markeredgecolor": INK, "markeredgewidth": 0.4}
                axes.plot((count.mean,), (y,), policy_mark(series - 1), zorder=4, **style)

    def _whisker(self, axes: Axes, count: Count, y: float) -> None:
        if count.low is None or count.high is None:
            return
        points = self.faces.body.points
        axes.plot((count.low, count.high), (y, y), color=INK, linewidth=points * 0.1, solid_capstyle="butt", zorder=3)
        axes.plot((count.low, count.high), (y, y), "|", color=INK, markersize=points * 0.5, markeredgewidth=points * 0.08, zorder=3)

    def _draw_taper(self, axes: Axes, tops: Sequence[float]) -> None:
        half = self.bar_height / 2
        for place in range(len(self.rows) - 1):
            here, there = self.rows[place].counts[0].mean, self.rows[place + 1].counts[0].mean
            if here is None or there is None:
                continue
            from_y = tops[place] + self.row_height(place) / 2 + half
            to_y = tops[place + 1] + self.row_height(place + 1) / 2 - half
            axes.add_patch(Polygon([(0, from_y), (here, from_y), (there, to_y), (0, to_y)], facecolor=FAINT, edgecolor="none", zorder=1.5))
