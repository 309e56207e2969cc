"""How every figure looks: the fonts that travel with us, one colour and one mark per policy, sizes, and saving that never varies.

Colours and marks go by the order of the policies in the document, in every figure. The first three colours are Paul Tol's
"high-contrast" scheme, which also differs in grey; the others come from his "muted" scheme. Marks and letters say the same without colour.
"""

import io
from collections.abc import Callable, Iterator, Mapping
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
    "pdf.fonttype": 42,  # embedded as TrueType
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


class Drawn(Figure):
    """A figure of ours: `alt` tells in words what is to be seen, `record` what made it (`experiments.figures.record`)."""

    alt: str = ""
    seen: str = ""
    """`alt` without the file of its data, for a figure that travels inside a document."""
    record: str = ""
    is_checked: bool = False
    """Whether every character is known to have a glyph, so that this need not be found out for every format."""


def new_figure(width: float, height: float) -> Drawn:
    """An empty figure of so many millimetres with its own canvas; pyplot knows nothing of it."""
    figure = Drawn(figsize=(width / 25.4, height / 25.4), dpi=DPI, facecolor=PAPER)
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


PNG_COMPRESSION = 3
"""Of zlib: on our figures files are a tenth smaller than at its usual 6, in two thirds of the time."""


def png_bytes(figure: Figure, dpi: int = DPI) -> bytes:
    """The figure as PNG at 300 dpi. Raises MissingGlyph before anything is drawn."""
    alt, record = _said(figure)
    found = {"Software": None, "Title": figure.get_label(), "Description": alt, "Comment": record}
    return _saved(figure, "png", {key: text for key, text in found.items() if text or key == "Software"}, dpi)


def svg_bytes(figure: Figure) -> bytes:
    """The figure as SVG with text as outlines. Raises MissingGlyph before anything is drawn."""
    alt, record = _said(figure)
    metadata = {"Date": None, "Creator": "techfunnel", "Title": figure.get_label()}
    return _saved(figure, "svg", metadata | ({"Description": alt} if alt else {}) | ({"Keywords": [record]} if record else {}))


def pdf_bytes(figure: Figure) -> bytes:
    """The figure as PDF with its fonts embedded as TrueType. Raises MissingGlyph before anything is drawn."""
    alt, record = _said(figure)
    metadata = {"CreationDate": None, "Creator": "techfunnel", "Producer": "techfunnel", "Title": figure.get_label()}
    return _saved(figure, "pdf", metadata | ({"Subject": alt} if alt else {}) | ({"Keywords": record} if record else {}))


FORMATS: dict[str, Callable[[Figure], bytes]] = {"png": png_bytes, "svg": svg_bytes, "pdf": pdf_bytes}


def _said(figure: Figure) -> tuple[str, str]:
    """Alternative text and record, empty for a figure that was not drawn through the catalogue."""
    return getattr(figure, "alt", ""), getattr(figure, "record", "")


def _saved(figure: Figure, form: str, metadata: Mapping[str, object], dpi: int = DPI) -> bytes:
    target = io.BytesIO()
    with drawing():
        if not getattr(figure, "is_checked", False):
            require_glyphs_of(figure)
        more = {"pil_kwargs": {"compress_level": PNG_COMPRESSION}} if form == "png" else {}
        figure.savefig(target, format=form, dpi=dpi, metadata=dict(metadata), **more)
    return target.getvalue()
