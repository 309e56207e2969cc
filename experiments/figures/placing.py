"""Labels beside points, none on top of another: each takes the nearest free place around its point, with a line where that is not at hand."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from experiments.figures.sheet import MM_PER_POINT, Face, width_of
from experiments.figures.style import PAPER, SOFT

DIRECTIONS = tuple(math.pi / 8 * k for k in (1, 7, 15, 9, 0, 4, 12, 8, 2, 6, 14, 10, 3, 5, 13, 11))
RINGS = tuple(0.8 * k for k in range(1, 40))  # mm beyond the mark
FREE = 0.4  # mm between labels


class Box(NamedTuple):
    """A rectangle in mm, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def touches(self, other: "Box") -> bool:
        """Whether two rectangles overlap or come closer than they should."""
        return self.left < other.right + FREE and other.left < self.right + FREE and self.bottom < other.top + FREE and other.bottom < self.top + FREE


class Place(NamedTuple):
    """Where a label goes: its centre in mm, and whether it needs a line to its point."""

    x: float
    y: float
    has_line: bool


def places(points: Sequence[tuple[float, float]], texts: Sequence[str], face: Face, width: float, height: float, mark: float) -> list[Place | None]:
    """A place for each text beside its point within a plot of `width` by `height` mm; None where there is none at all.

    `mark` is the radius of a mark in mm; no label covers one.
    """
    taken = [Box(x - mark, y - mark, x + mark, y + mark) for x, y in points]
    found: list[Place | None] = []
    for (x, y), text in zip(points, texts, strict=True):
        half_width, half_height = width_of(text, face) / 2, face.points * MM_PER_POINT * 0.62
        chosen = None
        for ring in RINGS:
            for angle in DIRECTIONS:
                dx, dy = math.cos(angle), math.sin(angle)
                at_x, at_y = x + dx * (mark + ring + half_width * abs(dx)), y + dy * (mark + ring + half_height)
                box = Box(at_x - half_width, at_y - half_height, at_x + half_width, at_y + half_height)
                inside = box.left >= 0 and box.bottom >= 0 and box.right <= width and box.top <= height
                if inside and not any(box.touches(other) for other in taken):
                    chosen = Place(at_x, at_y, ring > RINGS[3])
                    taken.append(box)
                    break
            if chosen:
                break
        found.append(chosen)
    return found


def label_points(
    axes: Axes, scale: tuple[float, float], points: Sequence[tuple[float, float]], texts: Sequence[str], face: Face, mark: float
) -> None:
    """Write the texts beside their points (in data coordinates) on a plot; `scale` is mm per unit of x and of y.

    Raises ValueError where a label finds no place: a figure must not leave one out silently.
    """
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    in_mm = [((x - left) * scale[0], (y - bottom) * scale[1]) for x, y in points]
    for (x, y), text, place in zip(
        points, texts, places(in_mm, texts, face, (right - left) * scale[0], (top - bottom) * scale[1], mark), strict=True
    ):
        if place is None:
            raise ValueError(f"no room for the label {text!r}")
        at = left + place.x / scale[0], bottom + place.y / scale[1]
        if place.has_line:
            axes.plot((x, at[0]), (y, at[1]), color=SOFT, linewidth=0.4, zorder=4)
        halo = [Stroke(linewidth=1.6, foreground=PAPER), Normal()]
        look = {"fontsize": face.points, "fontweight": face.weight, "color": face.colour, "path_effects": halo}
        axes.text(*at, text, ha="center", va="center_baseline", zorder=6, **look)
