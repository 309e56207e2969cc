"""A character that no font of ours can draw is an error, not a box."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

_FONTS = Path(__file__).with_name("fonts")
_OURS = tuple(_FONTS / f"TechfunnelSansSC-{style}.ttf" for style in ("Regular", "Bold"))
_FALLBACKS = ("DejaVu Sans", "DejaVu Sans:bold")


class MissingGlyph(ValueError):
    """A text holds characters that neither our font nor its fallback has; `text` and `characters` say which."""

    def __init__(self, text: str, characters: tuple[str, ...]):
        self.text, self.characters = text, characters
        shown = ", ".join(f"{character} (U+{ord(character):04X})" for character in characters)
        super().__init__(f'no glyph for {shown} in "{text}"')


@cache
def drawable() -> frozenset[int]:
    """Code points that our font or its fallback, DejaVu Sans, can draw in both weights."""
    ours = [frozenset(FT2Font(str(path)).get_charmap()) for path in _OURS]
    others = [frozenset(FT2Font(font_manager.findfont(name, fallback_to_default=False)).get_charmap()) for name in _FALLBACKS]
    return (ours[0] & ours[1]) | (others[0] & others[1])


def missing_glyphs(text: str) -> tuple[str, ...]:
    """The characters of a text that cannot be drawn, each once; line breaks count as drawable."""
    known = drawable()
    return tuple(dict.fromkeys(character for character in text if ord(character) not in known and character != "\n"))


def require_glyphs(texts: Iterable[str]) -> None:
    """Raises MissingGlyph for the first text that cannot be drawn whole, or that holds control characters."""
    for text in texts:
        control = tuple(dict.fromkeys(c for c in text if unicodedata.category(c) == "Cc" and c != "\n"))
        if wrong := control or missing_glyphs(text):
            raise MissingGlyph(text, wrong)


def texts_of(figure: Figure) -> list[Text]:
    """Every text of a figure that will be drawn: titles, labels, ticks, legends and annotations."""
    figure.draw_without_rendering()  # tick labels get their texts only now
    found: list[Text] = []
    for artist in figure.findobj(Text):
        if isinstance(artist, Text) and artist.get_visible() and artist.get_text().strip():
            found.append(artist)
    return found


def require_glyphs_of(figure: Figure) -> None:
    """Raises MissingGlyph if any text of the figure holds a character that would become a box."""
    require_glyphs(text.get_text() for text in texts_of(figure))
