"""A panel with a plot in x and y: heading, the y axis's label above it, the x axis's label below, whatever is painted inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from experiments.figures.axes import Axis, set_x, set_y
from experiments.figures.frame import Faces
from experiments.figures.sheet import Sheet, wrap

MOST_GROWTH = 1.6  # times its height
RIGHT = 3.0  # mm, for half of the last tick label


@dataclass
class Plot:
    """One plot; `paint(axes, scale)` draws in data coordinates, `scale` being (mm per x unit, mm per y unit)."""

    heading: str
    x: Axis
    y: Axis
    paint: Callable[[Axes, tuple[float, float]], None]
    width: float  # mm
    faces: Faces
    plot_height: float = 45.0  # mm
    notes: Sequence[str] = ()
    grid: bool = True
    reverse_y: bool = False

    def __post_init__(self) -> None:
        small = self.faces.small
        self.left = self.y.widest(small) + 2.2 if self.y.names else 1.0
        self.x_label = wrap(self.x.label, self.width - self.left, small) if self.x.label else []
        self.y_label = wrap(self.y.label, self.width, small) if self.y.label else []
        self.title = wrap(self.heading, self.width, self.faces.heading) if self.heading else []
        self.note = [line for note in self.notes for line in wrap(note, self.width, small)]
        self.stretch = 0.0

    @property
    def above(self) -> float:
        """Height of heading and y label, mm."""
        return len(self.title) * self.faces.heading.line + len(self.y_label) * self.faces.small.line + 0.6 * self.faces.small.line

    @property
    def below(self) -> float:
        """Height of tick labels, x label and notes, mm."""
        small = self.faces.small.line
        ticks = 1.25 * small if self.x.names else 0.6
        return ticks + (len(self.x_label) + len(self.note)) * small + 1.0

    @property
    def height(self) -> float:
        """Height of the whole panel, mm."""
        return self.above + self.plot_height + self.stretch + self.below

    @property
    def plot_width(self) -> float:
        """Width of the plot itself, mm."""
        return self.width - self.left - RIGHT

    def grow(self, spare: float) -> None:
        """Become higher."""
        self.stretch = min(spare, self.plot_height * (MOST_GROWTH - 1.0))

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Put the panel on the sheet with its top left corner there."""
        at = sheet.lines(left, top, self.title, self.faces.heading)
        sheet.lines(left, at, self.y_label, self.faces.small)
        plot_top, high = top + self.above, self.plot_height + self.stretch
        axes = sheet.plot(left + self.left, plot_top, self.plot_width, high)
        set_x(axes, self.x, self.faces.small)
        set_y(axes, self.y, self.faces.small, self.grid)
        if self.reverse_y:
            axes.set_ylim(self.y.high, self.y.low)
        self.paint(axes, (self.plot_width / (self.x.high - self.x.low), high / (self.y.high - self.y.low)))
        at = plot_top + high + (1.25 * self.faces.small.line if self.x.names else 0.6)
        at = sheet.lines(left + self.left, at, self.x_label, self.faces.small)
        sheet.lines(left, at, self.note, self.faces.small)
