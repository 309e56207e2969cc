"""The drawing of a Sankey diagram that runs down the page, so that every stream that leaves ends at a line of text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from experiments.figures.frame import Faces
from experiments.figures.sheet import Sheet, width_of, wrap
from experiments.figures.style import FAINT, INK, PAPER, SINGLE_RUN, SOFT

NODE, GAP, BEND, ROW_GAP = 3.2, 2.2, 3.0, 0.8  # mm
STREAM = "#B8C4D6"
WIDEST_SHARE = 0.4
WIDEST = 68.0  # mm: streams are as high where they end as they are wide where they begin
TEXT_GAP = 2.0
LEAST = 0.25  # mm: a stream thinner than this is still to be seen


@dataclass(frozen=True)
class Branch:
    """A stream that leaves a stage, or comes in from outside; `is_open` marks the change of what is under way."""

    label: str
    text: str
    amount: float
    is_open: bool = False
    comes_in: bool = False


@dataclass(frozen=True)
class Node:
    """A stage: its name, what enters it, and the streams that leave."""

    label: str
    text: str
    amount: float
    branches: Sequence[Branch] = ()


@dataclass
class Flows:
    """The panel, laid out for a width in mm."""

    nodes: Sequence[Node]
    width: float
    faces: Faces
    stretch: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        body, strong = self.faces.body, self.faces.strong
        largest = max((self._through(place) for place in range(len(self.nodes))), default=0.0) or 1.0
        self.unit = min(WIDEST, self.width * WIDEST_SHARE) / largest  # mm a project
        self.numbers = max((width_of(each.text, body) for node in self.nodes for each in (node, *node.branches)), default=0.0)
        self.text_left = self.width * (WIDEST_SHARE + 0.12)
        self.text_room = self.width - self.text_left - self.numbers - 2 * TEXT_GAP
        self.labels = {id(each): wrap(each.label, self.text_room, body) for node in self.nodes for each in node.branches}
        self.names = {id(node): wrap(node.label, self.text_room, strong) for node in self.nodes}

    def _through(self, place: int) -> float:
        """Width of a node in projects: what comes in, from above and from what was under way."""
        node = self.nodes[place]
        return node.amount + sum(branch.amount for branch in node.branches if branch.comes_in)

    def row_height(self, branch: Branch) -> float:
        """Room of a branch: its stream or its words, mm."""
        return max(branch.amount * self.unit, len(self.labels[id(branch)]) * self.faces.body.line) + ROW_GAP + self.stretch

    def node_height(self, node: Node) -> float:
        """Room of a node: its bar or its words, mm."""
        return max(NODE, len(self.names[id(node)]) * self.faces.strong.line) + GAP

    @property
    def height(self) -> float:
        """Height of the whole panel, mm."""
        return 1.0 + sum(self.node_height(node) + sum(self.row_height(branch) for branch in node.branches) for node in self.nodes)

    def grow(self, spare: float) -> None:
        """Set the rows further apart."""
        self.stretch = min(4.0, spare / max(1, sum(len(node.branches) for node in self.nodes)))

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Put the panel on the sheet with its top left corner there."""
        axes = sheet.axes(left, top, self.text_left - TEXT_GAP, self.height)
        axes.set_xlim(0.0, self.text_left - TEXT_GAP)
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        at = 0.5
        for place, node in enumerate(self.nodes):
            at = self._draw_incoming(sheet, axes, node, left, top, at)
            self._draw_node(sheet, axes, place, left, top, at)
            node_bottom = at + NODE
            at += self.node_height(node)
            at = self._draw_outgoing(sheet, axes, place, node_bottom, left, top, at)

    def _draw_node(self, sheet: Sheet, axes: Axes, place: int, left: float, top: float, at: float) -> None:
        node, strong = self.nodes[place], self.faces.strong
        axes.add_patch(Rectangle((0.0, at), self._through(place) * self.unit, NODE, facecolor=SINGLE_RUN, edgecolor="none", zorder=3))
        middle = top + at + NODE / 2 - strong.line / 2
        sheet.lines(left + self.text_left, middle, self.names[id(node)], strong)
        sheet.text(left + self.width, middle + strong.line * 0.76, node.text, strong, "right")

    def _draw_outgoing(self, sheet: Sheet, axes: Axes, place: int, start: float, left: float, top: float, at: float) -> float:
        """Streams that leave, the rightmost first; what goes on runs down at the left."""
        node = self.nodes[place]
        outgoing = [branch for branch in node.branches if not branch.comes_in]
        right = self._through(place) * self.unit
        for branch in reversed(outgoing):
            thick = branch.amount * self.unit
            row = self.row_height(branch)
            middle = at + row / 2
            if thick > 0:
                axes.add_patch(_stream(right - thick, right, start, middle, thick, self.text_left - TEXT_GAP, branch.is_open))
            self._say(sheet, branch, left, top + middle)
            right -= thick
            at += row
        if place + 1 < len(self.nodes):
            further = self.nodes[place + 1]
            below = at + sum(self.row_height(branch) for branch in further.branches if branch.comes_in)
            wide = further.amount * self.unit
            axes.add_patch(Rectangle((0.0, start), wide, below - start, facecolor=STREAM, edgecolor="none", zorder=1))
        return at

    def _draw_incoming(self, sheet: Sheet, axes: Axes, node: Node, left: float, top: float, at: float) -> float:
        """Streams that come in from what was under way before, above their node."""
        right = node.amount * self.unit
        for branch in node.branches:
            if not branch.comes_in:
                continue
            thick, row = branch.amount * self.unit, self.row_height(branch)
            middle = at + row / 2
            if thick > 0:
                axes.add_patch(_stream(right, right + thick, at + row, middle, thick, self.text_left - TEXT_GAP, True, upwards=True))
            self._say(sheet, branch, left, top + middle)
            right += thick
            at += row
        return at

    def _say(self, sheet: Sheet, branch: Branch, left: float, middle: float) -> None:
        body, lines = self.faces.body, self.labels[id(branch)]
        first = middle - len(lines) * body.line / 2
        sheet.lines(left + self.text_left, first, lines, body)
        sheet.text(left + self.width, middle - body.line / 2 + body.line * 0.76, branch.text, body, "right")


def _stream(x0: float, x1: float, start: float, middle: float, thick: float, end: float, is_open: bool, upwards: bool = False) -> PathPatch:
    """A stream from a node, between x0 and x1, that turns to the right and ends at `end`; y runs downwards. `upwards`: above its node."""
    thick = max(thick, LEAST)
    near, far = (middle + thick / 2, middle - thick / 2) if upwards else (middle - thick / 2, middle + thick / 2)
    turn = -1.0 if upwards else 1.0
    small = min(BEND, max(0.2, abs(near - start)))
    large = small + thick
    points = [
        (Path.MOVETO, (x1, start)),
        (Path.LINETO, (x1, near - turn * small)),
        (Path.CURVE3, (x1, near)),
        (Path.CURVE3, (x1 + small, near)),
        (Path.LINETO, (end, near)),
        (Path.LINETO, (end, far)),
        (Path.LINETO, (x1 + small, far)),
        (Path.CURVE3, (x0, far)),
        (Path.CURVE3, (x0, far - turn * large)),
        (Path.LINETO, (x0, start)),
        (Path.CLOSEPOLY, (x1, start)),
    ]
    path = Path([point for _, point in points], [code for code, _ in points])
    if is_open:
        return PathPatch(path, facecolor=PAPER, edgecolor=SOFT, hatch="////", linewidth=0.4, zorder=2)
    return PathPatch(path, facecolor=FAINT, edgecolor=INK, linewidth=0.3, zorder=2)
