"""Axes of a plot: where ticks lie, what they are called, and how much room their labels need."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from experiments.figures.numbers import tick_labels
from experiments.figures.sheet import Face, width_of
from experiments.figures.style import FAINT, SOFT

STEPS = [1, 2, 2.5, 5, 10]
TICK_LENGTH, TICK_WIDTH = 2.0, 0.5  # points
TICK_PAD = 2.4 / 6.8
"""Between tick and label, per point of type: enough that the first labels of both axes keep apart."""


@dataclass(frozen=True)
class Axis:
    """One axis: what it measures with its unit, its bounds, and its ticks with their labels."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    names: tuple[str, ...]

    def widest(self, face: Face) -> float:
        """Width of its widest tick label, mm."""
        return max((width_of(name, face) for name in self.names), default=0.0)


def number_axis(label: str, values: Sequence[float | None], count: int = 5, from_zero: bool = True, room: float = 0.04, whole: bool = False) -> Axis:
    """An axis for these values, with about `count` ticks; `from_zero` lets it begin (or end) at zero, `room` is left beyond the values."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = (low, low + 1.0) if from_zero else (low - 0.5, high + 0.5)
    beyond = (high - low) * room
    low = low if from_zero and low == 0.0 else low - beyond
    high = high if from_zero and high == 0.0 else high + beyond
    found = MaxNLocator(nbins=max(2, count), steps=STEPS, integer=whole).tick_values(low, high)
    ticks = tuple(float(tick) + 0.0 for tick in found if low <= tick <= high)
    return Axis(label, low, high, ticks, tuple(tick_labels(list(ticks))))


def named_axis(label: str, places: Sequence[float], names: Sequence[str], room: float, face: Face, low: float, high: float) -> Axis:
    """An axis whose ticks have names, such as years: every n-th only, where all of them would not fit into `room` mm."""
    widest = max((width_of(name, face) for name in names), default=0.0) + 2.0
    step = 1
    while step < len(names) and widest * len(names) / step > room:
        step += 1
    return Axis(label, low, high, tuple(places[::step]), tuple(names[::step]))


def ticks_within(width: float, points: float) -> int:
    """How many numbers of this type size fit along `width` mm."""
    return max(2, min(6, int(width / (points * 1.5))))


def set_x(axes: Axes, axis: Axis, face: Face, grid: bool = False) -> None:
    """Give a plot its x axis; the label is written by the panel."""
    axes.set_xlim(axis.low, axis.high)
    axes.set_xticks(list(axis.ticks), list(axis.names), fontsize=face.points, color=SOFT)
    axes.tick_params(axis="x", length=TICK_LENGTH, pad=TICK_PAD * face.points, width=TICK_WIDTH, color=SOFT)
    axes.spines["bottom"].set(linewidth=0.5, color=SOFT)
    if grid:
        axes.grid(axis="x", color=FAINT, linewidth=0.4, zorder=0)


def set_y(axes: Axes, axis: Axis, face: Face, grid: bool = True) -> None:
    """Give a plot its y axis; the label is written above the plot, so that nobody has to turn the head."""
    axes.set_ylim(axis.low, axis.high)
    axes.set_yticks(list(axis.ticks), list(axis.names), fontsize=face.points, color=SOFT)
    axes.tick_params(axis="y", length=TICK_LENGTH, pad=TICK_PAD * face.points, width=TICK_WIDTH, color=SOFT)
    axes.spines["left"].set(linewidth=0.5, color=SOFT)
    if grid:
        axes.grid(axis="y", color=FAINT, linewidth=0.4, zorder=0)
    axes.set_axisbelow(True)
