"""One panel of the forest plot: one indicator, one row per policy, its own unit, and what each interval allows one to say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from experiments.figures.frame import Faces
from experiments.figures.numbers import Scale, scale_for, tick_labels, with_interval
from experiments.figures.sheet import MM_PER_POINT, Sheet, width_of, wrap
from experiments.figures.style import INK, PAPER, SOFT, policy_colour, policy_letter, policy_mark
from experiments.figures.verdicts import DIRECTED, Finding, finding, in_words
from experiments.output.vocabulary import Lang, indicator

LETTER_SHARE, PLOT_SHARE = 0.045, 0.38
PAD = 1.0  # mm around a row
MOST_STRETCH = 8.0  # mm
GOOD_WORDS = {1: ("越高越好", "more is better"), -1: ("越低越好", "less is better")}


class Row(NamedTuple):
    """One policy in one panel; values are in the unit shown on the axis."""

    order: int
    found: Finding
    value: float | None
    interval: tuple[float, float] | None
    versions: list[tuple[float, float | None, float | None]]
    number: list[str]
    words: list[str]


@dataclass
class Panel:
    """The forest plot of one indicator, laid out for a width in mm before it is drawn."""

    name: str
    document: Mapping[str, Any]
    lang: Lang
    width: float
    faces: Faces
    stretch: float = 0.0  # mm added to each row where the page has room

    def __post_init__(self) -> None:
        effects = [policy["effects"].get(self.name) or {} for policy in self.document["policies"]]
        self.unit = indicator(self.name).unit
        self.scale = scale_for(self.unit, self.lang, max(map(abs, self._values()), default=0.0), difference=True)
        self.letter_width, self.plot_width = self.width * LETTER_SHARE, self.width * PLOT_SHARE
        self.words_left = self.letter_width + self.plot_width + 5.0
        self.rows = [self._row(order) for order in range(len(effects))]
        self.heading = indicator(self.name).words.read(self.lang)
        self.heading = self.heading[:1].upper() + self.heading[1:]
        self.note_left = width_of(self.heading, self.faces.heading) + 2.5
        self.note = wrap(self._baseline_note(), max(self.width - self.note_left, self.width * 0.3), self.faces.small)

    def _values(self) -> list[float]:
        values: list[float | None] = []
        for policy in self.document["policies"]:
            for effects in (policy["effects"], *(policy.get("by_version") or {}).values()):
                effect = effects.get(self.name) or {}
                values += [effect.get(key) for key in ("difference", "low", "high")]
        return [value for value in values if value is not None]

    def _row(self, order: int) -> Row:
        policy, factor = self.document["policies"][order], self.scale.factor
        effect = policy["effects"].get(self.name) or {}
        value, low, high = (effect.get(key) for key in ("difference", "low", "high"))
        versions = []
        for effects in (policy.get("by_version") or {}).values():
            parts = [(effects.get(self.name) or {}).get(key) for key in ("difference", "low", "high")]
            if parts[0] is not None:
                versions.append(tuple(None if part is None else part * factor for part in parts))
        found, room = finding(policy, self.name), self.width - self.words_left
        return Row(
            order=order,
            found=found,
            value=None if value is None else value * factor,
            interval=None if low is None or high is None else (low * factor, high * factor),
            versions=versions,
            number=wrap(with_interval(value, low, high, self.scale, self.lang, signed=True), room, self.faces.strong),
            words=wrap(in_words(found, self.name, self.document, self.lang), room, self.faces.body),
        )

    def _baseline_note(self) -> str:
        known = (self.document["baseline"].get("indicators") or {}).get(self.name) or {}
        mean, zh = known.get("mean"), self.lang == "zh"
        scale: Scale = scale_for(self.unit, self.lang, mean or 0.0)
        text = with_interval(mean, known.get("low"), known.get("high"), scale, self.lang)
        parts = [f"基线 {text}" if zh else f"baseline {text}"]
        if indicator(self.name).good:
            parts.append(GOOD_WORDS[indicator(self.name).good][not zh])
        return ("；" if zh else "; ").join(parts)

    def row_height(self, row: Row) -> float:
        """Height of a row, mm: its texts, or the marks of all versions, whichever is more."""
        texts = len(row.number) * self.faces.strong.line + len(row.words) * self.faces.body.line
        marks = self.faces.body.line + len(row.versions) * self.faces.body.points * 0.12
        return max(texts, marks) + PAD + self.stretch

    @property
    def axis_height(self) -> float:
        """Room for the tick labels, with the axis label at their right, mm."""
        return 1.1 * self.faces.small.line + 1.6

    @property
    def head_height(self) -> float:
        """Height of the heading with the note at its right, mm."""
        return max(self.faces.heading.line, len(self.note) * self.faces.small.line + 0.35) + 0.8

    @property
    def height(self) -> float:
        """Height of the whole panel, mm."""
        return self.head_height + sum(map(self.row_height, self.rows)) + self.axis_height

    def grow(self, spare: float) -> None:
        """Set the rows further apart."""
        self.stretch = min(MOST_STRETCH, spare / len(self.rows))

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Put the panel on the sheet with its top left corner there."""
        sheet.lines(left, top, [self.heading], self.faces.heading)
        sheet.lines(left + self.note_left, top + 0.35, self.note, self.faces.small)
        top += self.head_height
        axes = sheet.axes(left + self.letter_width, top, self.plot_width, sum(map(self.row_height, self.rows)))
        self._draw_axis(axes)
        inside = 0.0
        for row in self.rows:
            middle = inside + (PAD + self.stretch) / 2 + self.faces.strong.line / 2
            self._draw_row(axes, row, middle)
            letter_top = top + inside + (PAD + self.stretch) / 2
            sheet.lines(left + 0.5, letter_top, [policy_letter(row.order)], self.faces.strong)
            below = sheet.lines(left + self.words_left, letter_top, row.number, self.faces.strong)
            sheet.lines(left + self.words_left, below, row.words, self.faces.body)
            inside += self.row_height(row)

    def _draw_axis(self, axes: Axes) -> None:
        shown = [value * self.scale.factor for value in self._values()]
        low, high = min([0.0, *shown]), max([0.0, *shown])
        if low == high:
            low, high = -1.0, 1.0
        room = (high - low) * 0.06
        axes.set_xlim(low - room, high + room)
        locator = MaxNLocator(nbins=max(2, min(6, int(self.plot_width / (self.faces.small.points * 1.5)))), steps=[1, 2, 2.5, 5, 10])
        ticks = [float(tick) + 0.0 for tick in locator.tick_values(low, high) if low - room <= tick <= high + room]
        axes.set_xticks(ticks, tick_labels(ticks), fontsize=self.faces.small.points, color=SOFT)
        axes.tick_params(axis="x", length=2, pad=1.5, width=0.5, color=SOFT)
        axes.spines["bottom"].set(linewidth=0.5, color=SOFT)
        axes.axvline(0.0, color=INK, linewidth=0.8, zorder=1)
        text = ("政策 − 基线" if self.lang == "zh" else "policy − baseline").replace("−", "\u2212")
        if self.scale.label:
            text += f"（{self.scale.label}）" if self.lang == "zh" else f" ({self.scale.label})"
        axes.set_xlabel(text, fontsize=self.faces.small.points, color=SOFT, ha="left", va="top")
        points_below = 2.0 + 1.5  # tick length and pad
        frame = axes.get_ylim()[0]
        axes.xaxis.set_label_coords((self.words_left - self.letter_width) / self.plot_width, -points_below * MM_PER_POINT / frame)

    def _draw_row(self, axes: Axes, row: Row, middle: float) -> None:
        colour = policy_colour(row.order)
        points = self.faces.body.points
        if row.interval is not None:
            axes.plot(row.interval, (middle, middle), color=colour, linewidth=points * 0.24, solid_capstyle="butt", zorder=3)
            axes.plot(row.interval, (middle, middle), "|", color=INK, markersize=points * 0.95, markeredgewidth=points * 0.08, zorder=3)
        if row.value is not None:
            face = colour if row.found.overall in DIRECTED else PAPER
            style = {"markersize": points * 0.62, "markerfacecolor": face, "markeredgecolor": INK, "markeredgewidth": points * 0.08}
            axes.plot((row.value,), (middle,), policy_mark(row.order), **style, zorder=4)
        step = points * MM_PER_POINT * 0.36
        below = middle + points * MM_PER_POINT * 0.78
        for place, (value, low, high) in enumerate(row.versions):
            y = below + place * step
            if low is not None and high is not None:
                axes.plot((low, high), (y, y), color=SOFT, linewidth=points * 0.07, zorder=2)
            axes.plot((value,), (y,), "|", color=SOFT, markersize=points * 0.3, markeredgewidth=points * 0.1, zorder=2)


def version_names(document: Mapping[str, Any]) -> Sequence[str]:
    """The calibrated versions that the policies were worked out in, in the order in which they are drawn."""
    return tuple(dict.fromkeys(name for policy in document["policies"] for name in (policy.get("by_version") or {})))
