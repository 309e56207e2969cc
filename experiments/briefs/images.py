"""The figures of a brief as pictures, drawn from the same document that its text is read from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.briefs.reading import Result
from experiments.briefs.tree import Brief, Picture
from experiments.output.vocabulary import Lang


@dataclass(frozen=True)
class Image:
    """A figure as it goes into a document: PNG at 300 dpi for Word, SVG for the others, its size in mm, and what is to be seen in words."""

    png: bytes
    svg: bytes
    width: float
    height: float
    alt: str


def drawn(brief: Brief, result: Result, formats: Sequence[str] = ("docx", "pdf", "html")) -> dict[str, Image]:
    """Every figure of a brief by name, as the formats need it. Raises MissingGlyph."""
    document = {**result.document, "provenance": (result.document.get("provenance") or {}) | {"result_id": result.identity}}
    names = dict.fromkeys(block.name for block in brief.blocks if isinstance(block, Picture))
    return {name: _image(document, name, brief.lang, formats) for name in names}


def _image(document: Mapping[str, Any], name: str, lang: Lang, formats: Sequence[str]) -> Image:
    from experiments.figures import draw
    from experiments.figures.style import png_bytes, svg_bytes

    figure = draw(document, name, lang, "word")
    width, height = (25.4 * side for side in figure.get_size_inches())
    png = png_bytes(figure) if "docx" in formats else b""
    svg = svg_bytes(figure) if {"pdf", "html"} & set(formats) else b""
    return Image(png, svg, width, height, figure.seen)
