"""Figures as files: whole or not at all, each with the data behind it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.figures.catalogue import drawn
from experiments.figures.glyphs import MissingGlyph, require_glyphs_of
from experiments.figures.style import FORMATS, Drawn, SizeName, drawing
from experiments.output.errors import OutputError
from experiments.output.folder import write_whole
from experiments.output.vocabulary import Lang


def save(figure: Drawn, path: Path | str) -> None:
    """Write a figure in the format of its suffix: .png (300 dpi), .svg or .pdf.

    Raises ValueError for another suffix, MissingGlyph, OutputError where nothing can be written.
    """
    path = Path(path)
    form = path.suffix.lower().removeprefix(".")
    if form not in FORMATS:
        raise ValueError(f"{path.name}: a figure is saved as {', '.join(FORMATS)}")
    write_whole(path.parent, {path.name: FORMATS[form](figure)})


def files_of(document: Mapping[str, Any], names: Sequence[str], lang: Lang, size: SizeName, formats: Sequence[str], where: str) -> dict[str, bytes]:
    """The files of some figures of a result by file name: each figure in each format, and its data.

    Raises UnknownFigure, and OutputError for a character that cannot be drawn; `where` is named in it.
    """
    data: dict[str, bytes] = {}
    return figures_of(document, names, lang, size, formats, where, data) | data


def figures_of(
    document: Mapping[str, Any],
    names: Sequence[str],
    lang: Lang,
    size: SizeName,
    formats: Sequence[str],
    where: str,
    data: dict[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The same without the data, which are put into `data` where somebody wants them."""
    files = {}
    try:
        for name in names:
            figure, behind = drawn(document, name, lang, size)
            with drawing():  # ticks are made now, in our settings
                require_glyphs_of(figure)
            figure.is_checked = True  # the same figure in every format
            files |= {f"{name}.{form}": FORMATS[form](figure) for form in formats}
            if data is not None:
                data[f"{name}.csv"] = behind
    except MissingGlyph as error:
        raise without_glyph(error, where) from error
    return files


def without_glyph(error: MissingGlyph, where: str) -> OutputError:
    """What to say of a character that no font of ours has."""
    characters = "、".join(f"U+{ord(character):04X}" for character in error.characters)
    return OutputError("glyph", where, {"text": error.text.strip(), "characters": characters})
