"""From a result to the files of a brief."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.briefs.case import NoSuchPlace
from experiments.briefs.content.compose import compose
from experiments.briefs.errors import BriefError
from experiments.briefs.images import Image, drawn
from experiments.briefs.reading import read_result
from experiments.briefs.tree import Brief
from experiments.output.folder import check_folder, write_whole
from experiments.output.vocabulary import Lang

if TYPE_CHECKING:
    from experiments.briefs.word.template import Template

FORMATS = ("docx", "pdf", "html")
NAME = "brief"


@dataclass(frozen=True)
class Made:
    """The files of a brief, and the styles that its template lacked and was given."""

    folder: Path
    files: tuple[str, ...]
    added_styles: tuple[str, ...]


def brief(
    result: Path | str, lang: Lang = "zh", formats: Sequence[str] = FORMATS, template: Path | str | None = None, out: Path | str | None = None
) -> Made:
    """Write the brief of a result into its folder, or into `out`: brief.docx, brief.pdf, brief.html. All files or none.

    `result` is a folder of `--out` or its results.json; `template` a Word file whose letterhead and styles are kept.
    Raises BriefError for what cannot be used, OutputError where nothing can be written.
    """
    read = read_result(result)
    folder = Path(out) if out is not None else read.folder
    if template is not None and "docx" not in formats:
        raise BriefError("template_without_word", str(template))
    found = _template(template)
    check_folder(folder)
    try:
        written = compose(read, lang)
    except NoSuchPlace as error:
        raise BriefError("incomplete", str(result), {"key": error.pointer}) from error
    except KeyError as error:
        raise BriefError("incomplete", str(result), {"key": str(error.args[0])}) from error
    files = rendered(written, drawn(written, read, formats), formats, found)
    write_whole(folder, files)
    return Made(folder, tuple(files), found.lacks if found else ())


def _template(path: Path | str | None) -> "Template | None":
    if path is None:
        return None
    from experiments.briefs.word.template import read_template

    return read_template(path)


def rendered(written: Brief, images: Mapping[str, Image], formats: Sequence[str], template: "Template | None" = None) -> dict[str, bytes]:
    """The content of each file of a brief by its name; `images` are its figures (`images.drawn`)."""
    return {f"{NAME}.{form}": _rendered(written, images, form, template) for form in dict.fromkeys(formats)}


def _rendered(written: Brief, images: Mapping[str, Image], form: str, template: "Template | None") -> bytes:
    if form == "docx":
        from experiments.briefs.word.writer import docx_bytes

        return docx_bytes(written, images, template)
    if form == "pdf":
        from experiments.briefs.pdf import pdf_bytes

        return pdf_bytes(written, images)
    from experiments.briefs.html import html_bytes

    return html_bytes(written, images)
