"""Labels beside points, none on top of another: each takes the nearest free place around its point, with a line where that is not at hand.

Lines of the drawing, such as intervals, are kept free of labels as long as there is room elsewhere.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from experiments.figures.sheet import MM_PER_POINT, Face, width_of
from experiments.figures.style import INK, PAPER

DIRECTIONS = tuple(math.pi / 8 * k for k in (1, 7, 15, 9, 0, 4, 12, 8, 2, 6, 14, 10, 3, 5, 13, 11))
BETWEEN = tuple(angle + math.pi / 16 for angle in DIRECTIONS)
RINGS = tuple(0.8 * k for k in range(1, 40))  # mm beyond the mark
FREE = 0.4  # mm between labels
CROWDED = 8.0  # mm
AWKWARD = 8.0  # mm further away that anything covered or crossed is worth
ROUNDS = 4

Point = tuple[float, float]


class Box(NamedTuple):
    """A rectangle in mm, y upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def touches(self, other: "Box") -> bool:
        """Whether two rectangles overlap or come closer than they should."""
        return self.left < other.right + FREE and other.left < self.right + FREE and self.bottom < other.top + FREE and other.bottom < self.top + FREE

    def holds(self, other: "Box") -> bool:
        """Whether the other lies inside."""
        return other.left >= self.left and other.bottom >= self.bottom and other.right <= self.right and other.top <= self.top

    def is_hit(self, a: Point, b: Point) -> bool:
        """Whether the line from a to b comes closer than it should (Liang & Barsky 1984)."""
        first, last = 0.0, 1.0
        for start, way, low, high in ((a[0], b[0] - a[0], self.left, self.right), (a[1], b[1] - a[1], self.bottom, self.top)):
            low, high = low - FREE, high + FREE
            if way == 0.0:
                if not low < start < high:
                    return False
                continue
            enters, leaves = sorted(((low - start) / way, (high - start) / way))
            first, last = max(first, enters), min(last, leaves)
        return first < last

    def edge(self, outside: Point) -> Point:
        """Where the line from its middle to a point outside leaves it."""
        x, y = (self.left + self.right) / 2, (self.bottom + self.top) / 2
        dx, dy = outside[0] - x, outside[1] - y
        parts = [half / abs(way) for half, way in (((self.right - self.left) / 2, dx), ((self.top - self.bottom) / 2, dy)) if way]
        part = min(1.0, *parts) if parts else 1.0
        return x + part * dx, y + part * dy


class Place(NamedTuple):
    """Where a label goes: its centre in mm, and where the line from its point ends if it needs one."""

    x: float
    y: float
    end: Point | None


def places(
    points: Sequence[Point], texts: Sequence[str], face: Face, width: float, height: float, mark: float, lines: Sequence[Box] = ()
) -> list[Place | None]:
    """A place for each text beside its point within a plot of `width` by `height` mm; None where there is none at all.

    `mark` is the radius of a mark in mm; no label covers one, nor `lines` if it can be helped. Points that stand alone choose first; those that
    others could be taken for are joined to their labels by lines, which avoid each other, other marks and other labels.
    """
    marks = tuple(Box(x - mark, y - mark, x + mark, y + mark) for x, y in points)
    setting = _Setting(Box(0.0, 0.0, width, height), tuple(points), mark, marks, tuple(lines))
    found: list[Place | None] = [None] * len(points)
    order = sorted(range(len(points)), key=lambda each: setting.neighbours(points[each]))
    for _ in range(ROUNDS):  # those that chose first see what the others took
        for number in order:
            half = width_of(texts[number], face) / 2, face.points * MM_PER_POINT * 0.62
            found[number] = setting.placed(number, half)
    return found


@dataclass
class _Setting:
    """A plot on which labels are placed one after the other; all in mm."""

    page: Box
    points: tuple[Point, ...]
    mark: float
    marks: tuple[Box, ...]
    lines: tuple[Box, ...]
    labels: dict[int, Box] = field(default_factory=dict)
    leaders: dict[int, tuple[Point, Point]] = field(default_factory=dict)

    def neighbours(self, point: Point) -> int:
        """How many points, itself included, are so near that a label could be taken for that of another."""
        return sum(math.dist(point, other) < CROWDED for other in self.points)

    def placed(self, number: int, half: Point) -> Place | None:
        """The best free place of the label of a point, of half this width and height, instead of the one it had; it is taken from now on."""
        point = self.points[number]
        self.labels.pop(number, None)
        self.leaders.pop(number, None)
        is_crowded = self.neighbours(point) > 1
        at_hand = 0.0 if is_crowded else RINGS[3]
        best, least = None, math.inf
        for ring in RINGS:
            if ring >= least:  # what lies further out cannot be better
                break
            for angle in (*DIRECTIONS, *(BETWEEN if is_crowded else ())):
                dx, dy = math.cos(angle), math.sin(angle)
                x, y = point[0] + dx * (self.mark + ring + half[0] * abs(dx)), point[1] + dy * (self.mark + ring + half[1])
                box = Box(x - half[0], y - half[1], x + half[0], y + half[1])
                end = box.edge(point) if ring > at_hand else None
                if self._is_free(box) and (cost := ring + AWKWARD * self._in_the_way(point, end, box)) < least:
                    best, least = (Place(x, y, end), box), cost
        if best is None:
            return None
        place, box = best
        self.labels[number] = box
        if place.end:
            self.leaders[number] = point, place.end
        return place

    def _is_free(self, box: Box) -> bool:
        return self.page.holds(box) and not any(box.touches(other) for other in (*self.labels.values(), *self.marks))

    def _in_the_way(self, point: Point, end: Point | None, box: Box) -> int:
        """How many lines a label covers, and how many lines, marks and (counted twice) labels the line from its point would cross."""
        found = sum(box.touches(line) for line in self.lines) + sum(box.is_hit(*leader) for leader in self.leaders.values())
        if end is None:
            return found
        found += 2 * sum(other.is_hit(point, end) for other in self.labels.values())
        found += sum(mark.is_hit(point, end) for mark, other in zip(self.marks, self.points, strict=True) if other != point)
        return found + sum(_cross(point, end, *other) for other in self.leaders.values())


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the line from a to b crosses that from c to d."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0.0 and side(c, d, a) * side(c, d, b) < 0.0


def label_points(
    axes: Axes,
    scale: tuple[float, float],
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    face: Face,
    mark: float,
    lines: Sequence[tuple[float, float, float, float]] = (),
) -> None:
    """Write the texts beside their points (in data coordinates) on a plot; `scale` is mm per unit of x and of y.

    `lines` are what labels should not cover: from (x, y) to (x, y), upright or level. Raises ValueError where a label finds no place: a figure must
    not leave one out silently.
    """
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    in_mm = [((x - left) * scale[0], (y - bottom) * scale[1]) for x, y in points]
    bars = [Box((a - left) * scale[0], (b - bottom) * scale[1], (c - left) * scale[0], (d - bottom) * scale[1]) for a, b, c, d in lines]
    found = places(in_mm, texts, face, (right - left) * scale[0], (top - bottom) * scale[1], mark, bars)
    for (x, y), text, place in zip(points, texts, found, strict=True):
        if place is None:
            raise ValueError(f"no room for the label {text!r}")
        at = left + place.x / scale[0], bottom + place.y / scale[1]
        if place.end:
            end = left + place.end[0] / scale[0], bottom + place.end[1] / scale[1]
            axes.plot((x, end[0]), (y, end[1]), color=INK, linewidth=0.4, zorder=4)
        halo = [Stroke(linewidth=1.6, foreground=PAPER), Normal()]
        look = {"fontsize": face.points, "fontweight": face.weight, "color": face.colour, "path_effects": halo}
        axes.text(*at, text, ha="center", va="center_baseline", zorder=6, **look)
