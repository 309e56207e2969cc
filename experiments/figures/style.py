"""How every figure looks: the fonts that travel with us, one colour and one mark per policy, sizes, and saving that never varies.

Colours and marks go by the order of the policies in the document, in every figure. The first three colours are Paul Tol's
"high-contrast" scheme, which also differs in grey; the others come from his "muted" scheme. Marks and letters say the same without colour.
"""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import matplotlib
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from experiments.figures.glyphs import require_glyphs_of

FONTS = Path(__file__).with_name("fonts")
FONT_FILES = (FONTS / "TechfunnelSansSC-Regular.ttf", FONTS / "TechfunnelSansSC-Bold.ttf")
FAMILIES = ("Techfunnel Sans SC", "DejaVu Sans")
DPI = 300

INK, SOFT, FAINT, PAPER = "#1A1A1A", "#595959", "#D9D9D9", "#FFFFFF"
BASELINE = "#8C8C8C"
SINGLE_RUN = "#44546A"
POLICY_COLOURS = ("#004488", "#DDAA33", "#BB5566", "#117733", "#88CCEE", "#AA4499", "#332288", "#999933")
POLICY_MARKS = ("o", "s", "^", "D", "v", "P", "X")

SizeName = Literal["word", "page", "slide"]


@dataclass(frozen=True)
class Size:
    """The room a figure has: its width, the most height it should take (a slide takes all of it) and the type size."""

    width: float  # mm
    height: float  # mm
    points: float
    columns: int  # panels side by side
    fixed_height: bool


SIZES: dict[SizeName, Size] = {
    "word": Size(156.0, 150.0, 8.0, 1, False),  # the text column of an official A4 document: 210 - 28 - 26 mm
    "page": Size(156.0, 212.0, 8.0, 1, False),  # its full height, less a caption: 297 - 37 - 35 - 13 mm
    "slide": Size(338.7, 190.5, 11.0, 2, True),  # 16:9
}

_SETTINGS: dict[str, object] = {
    "font.family": list(FAMILIES),
    "text.parse_math": False,  # a "$" in a title is a dollar
    "text.hinting": "none",
    "axes.unicode_minus": True,
    "svg.fonttype": "path",  # shows without our font
    "svg.hashsalt": "techfunnel",
    "hatch.linewidth": 0.6,
    "path.simplify": False,
}


def register_fonts() -> None:
    """Make our fonts known by path; never searches the system."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in FONT_FILES:
        if str(path) not in known:
            font_manager.fontManager.addfont(path)


@contextmanager
def drawing() -> Iterator[None]:
    """Settings of ours alone while something is drawn or saved; a user's own matplotlib settings are untouched and have no effect."""
    register_fonts()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of so many millimetres with its own canvas; pyplot knows nothing of it."""
    figure = Figure(figsize=(width / 25.4, height / 25.4), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    return figure


def policy_colour(order: int) -> str:
    """The colour of the policy at this place in the document."""
    return POLICY_COLOURS[order % len(POLICY_COLOURS)]


def policy_mark(order: int) -> str:
    """The mark of the policy at this place; colour and mark together repeat only after 56 policies."""
    return POLICY_MARKS[order % len(POLICY_MARKS)]


def policy_letter(order: int) -> str:
    """A, B, … Z, AA, AB, …: what a policy is called where its title does not fit."""
    letters = ""
    order += 1
    while order:
        order, rest = divmod(order - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def png_bytes(figure: Figure) -> bytes:
    """The figure as PNG at 300 dpi. Raises MissingGlyph before anything is drawn."""
    return _saved(figure, "png", {"Software": None, "Title": figure.get_label()})


def svg_bytes(figure: Figure) -> bytes:
    """The figure as SVG with text as outlines. Raises MissingGlyph before anything is drawn."""
    return _saved(figure, "svg", {"Date": None, "Creator": "techfunnel", "Title": figure.get_label()})


def _saved(figure: Figure, form: str, metadata: Mapping[str, str | None]) -> bytes:
    target = io.BytesIO()
    with drawing():
        require_glyphs_of(figure)
        figure.savefig(target, format=form, dpi=DPI, metadata=dict(metadata))
    return target.getvalue()
