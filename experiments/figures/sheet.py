"""A sheet of paper measured in millimetres from its top left corner: texts are measured and wrapped before anything is placed.

Because every height is known before the figure is made, nothing has to be squeezed, cut or moved afterwards.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from experiments.figures.glyphs import require_glyphs
from experiments.figures.style import DPI, FAMILIES, INK, new_figure

MM_PER_POINT = 25.4 / 72
BASELINE_AT = 0.76  # of the height of a line
LINE_HEIGHT = 1.34  # em; Chinese needs more room than Latin
Weight = Literal["normal", "bold"]

_NOT_FIRST = frozenset("，。；：、！？）》”’」』】〕％%·)],.;:!?…")
_NOT_LAST = frozenset("（《“‘「『【〔([")
_TOKEN = re.compile(r"\s+|[^\s\u2e80-\uffef“”‘’—…·+/]+[+/]?|.", re.DOTALL)


@dataclass(frozen=True)
class Face:
    """How a text looks: size in points, weight and colour."""

    points: float
    weight: Weight = "normal"
    colour: str = INK

    @property
    def line(self) -> float:
        """Height of a line, mm."""
        return self.points * MM_PER_POINT * LINE_HEIGHT


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return FigureCanvasAgg(Figure(figsize=(1, 1), dpi=DPI)).get_renderer()


@lru_cache(maxsize=20_000)
def _width(text: str, points: float, weight: Weight) -> float:
    require_glyphs((text,))
    font = FontProperties(family=list(FAMILIES), size=points, weight=weight)
    return _renderer().get_text_width_height_descent(text, font, False)[0] / DPI * 25.4


def width_of(text: str, face: Face) -> float:
    """Width of one line of text, mm. Raises MissingGlyph."""
    return _width(text, face.points, face.weight)


def wrap(text: str, width: float, face: Face) -> list[str]:
    """The text in lines of at most `width` mm: broken at blanks and between Chinese characters, never before a closing mark.

    A single word wider than the line is broken anywhere.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for token in _tokens(paragraph, width, face):
            if not line and token.isspace():
                continue
            if line and width_of((line + token).rstrip(), face) > width and token[0] not in _NOT_FIRST:
                carried = line[-1] if line[-1] in _NOT_LAST else ""
                lines.append(line.removesuffix(carried).rstrip())
                line = carried
            line = (line + token).lstrip()
        lines.append(line.rstrip())
    return lines


def _tokens(text: str, width: float, face: Face) -> list[str]:
    tokens: list[str] = []
    for token in _TOKEN.findall(text):
        tokens += list(token) if width_of(token, face) > width else [token]
    return tokens


class Sheet:
    """A figure on which things are placed in millimetres from the top left corner."""

    def __init__(self, width: float, height: float):
        self.width, self.height = width, height
        self.figure = new_figure(width, height)

    def text(self, left: float, baseline: float, text: str, face: Face, align: Literal["left", "center", "right"] = "left") -> None:
        """One line of text whose baseline is `baseline` mm below the top."""
        self.figure.text(
            left / self.width,
            1 - baseline / self.height,
            text,
            fontsize=face.points,
            fontweight=face.weight,
            color=face.colour,
            ha=align,
            va="baseline",
        )

    def lines(self, left: float, top: float, lines: Sequence[str], face: Face) -> float:
        """Lines of text from `top` down; returns where the next thing may begin, mm."""
        for line in lines:
            self.text(left, top + face.line * BASELINE_AT, line, face)
            top += face.line
        return top

    def rule(self, left: float, right: float, y: float, colour: str, points: float = 0.5) -> None:
        """A horizontal line across the sheet."""
        from matplotlib.lines import Line2D

        place = 1 - y / self.height
        self.figure.add_artist(Line2D((left / self.width, right / self.width), (place, place), color=colour, linewidth=points))

    def mark(self, x: float, y: float, mark: str, colour: str, points: float) -> None:
        """A filled mark, for legends and row labels."""
        from matplotlib.lines import Line2D

        self.figure.add_artist(
            Line2D(
                (x / self.width,),
                (1 - y / self.height,),
                marker=mark,
                color=colour,
                markersize=points,
                markeredgecolor=INK,
                markeredgewidth=0.4,
                linestyle="none",
            )
        )

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes whose frame lies exactly there; y runs in millimetres downwards from the top of the frame."""
        place = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(place)
        axes.set_ylim(height, 0)
        axes.set_yticks([])
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        return axes

    def plot(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes whose frame lies exactly there, with y upwards as usual."""
        place = (left / self.width, 1 - (top + height) / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(place)
        for side in ("right", "top"):
            axes.spines[side].set_visible(False)
        return axes
