"""A bureau's own Word file as the template of a brief: its letterhead, page set-up and styles stay, the brief goes where it says."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn

from experiments.briefs.errors import BriefError
from experiments.briefs.tree import Brief
from sim.system_words import system_words

PLACES = ("{{简报}}", "{{brief}}")
TITLES = ("{{标题}}", "{{title}}")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
KINDS = ((b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"<", "HTML/XML"), (b"PK", "ZIP"))
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"


@dataclass(frozen=True)
class Template:
    """A template that was read and can be used; `lacks` are built-in styles that it does not have."""

    name: str
    content: bytes
    lacks: tuple[str, ...]
    has_title: bool

    def opened(self) -> WordDocument:
        """A fresh document of it."""
        return Document(io.BytesIO(self.content))

    def place(self, document: WordDocument, made: list[Any], brief: Brief) -> None:
        """Put elements where the template says "{{简报}}" or "{{brief}}", else at its end; "{{标题}}" or "{{title}}" becomes the title."""
        for paragraph in _paragraphs(document):
            if any(mark in _text(paragraph) for mark in TITLES):
                _fill(paragraph, TITLES, brief.plain(brief.title))
        for paragraph in document.element.body.iterchildren(qn("w:p")):
            if _text(paragraph).strip() in PLACES:
                for each in made:
                    paragraph.addprevious(each)
                if paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
                    document.element.body.remove(paragraph)
                else:
                    _fill(paragraph, PLACES, "")
                return
        body = document.element.body
        last = body.find(qn("w:sectPr"))
        for each in made:
            body.append(each) if last is None else last.addprevious(each)


def read_template(path: Path | str) -> Template:
    """A template from a .docx or .dotx. Raises BriefError with what it is instead and what to do."""
    asked, path = str(path), Path(path)
    if not path.is_file():
        raise BriefError("no_template", asked)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BriefError("unreadable", asked, {"why": system_words(error)}) from error
    content = _word(content, asked)
    from experiments.briefs.word.page import missing_styles

    try:
        document = Document(io.BytesIO(content))
        document.part.numbering_part  # noqa: B018 - made where it is missing
        lacks = tuple(missing_styles(document.styles.element))
        texts = [_text(each) for each in _paragraphs(document)]
        _ = document.sections[-1].page_width
    except Exception as error:  # whatever a damaged file makes the library do
        raise BriefError("template_broken", asked, {"why": f"{type(error).__name__}: {error}"[:120]}) from error
    _check_marks(document, asked)
    return Template(path.name, content, lacks, any(mark in text for text in texts for mark in TITLES))


def _check_marks(document: WordDocument, asked: str) -> None:
    """Raises BriefError where the mark for the brief stands in a place that cannot be filled, or in several: it would stay printed."""
    body, found = document.element.body, []
    for paragraph in _paragraphs(document):
        text = _text(paragraph).strip()
        marks = [mark for mark in PLACES if mark in text]
        if not marks:
            continue
        found += marks
        facts = {"mark": marks[0], "text": text[:30]}
        if any(True for _ in paragraph.iterancestors(qn("w:tc"))):
            raise BriefError("mark_in_cell", asked, facts)
        if paragraph.getparent() is not body or paragraph.find(f".//{qn('w:p')}") is not None:
            raise BriefError("mark_outside", asked, facts)
        if text not in PLACES:
            raise BriefError("mark_in_text", asked, facts)
    if len(found) > 1:
        raise BriefError("mark_again", asked, {"n": str(len(found)), "mark": "、".join(dict.fromkeys(found))})


def _word(content: bytes, asked: str) -> bytes:
    """The file as a document; a .dotx is turned into one. Raises BriefError."""
    if content.startswith(OLD_OFFICE):
        raise BriefError("template_doc", asked)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        kind = next((name for start, name in KINDS if content.lstrip().startswith(start)), f"{len(content)} B")
        raise BriefError("template_other", asked, {"what": kind})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            types = archive.read("[Content_Types].xml").decode("utf-8")
            if "macroEnabled" in types:
                raise BriefError("template_macros", asked)
            if MAIN in types:
                return content
            if TEMPLATE not in types:
                raise BriefError("template_other", asked, {"what": _other(types)})
            return _with_types(archive, types.replace(TEMPLATE, MAIN))
    except (KeyError, UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise BriefError("template_other", asked, {"what": "ZIP"}) from error


def _other(types: str) -> str:
    kinds = {"spreadsheetml": "Excel", "presentationml": "PowerPoint"}
    return next((name for key, name in kinds.items() if key in types), "ZIP")


def _with_types(archive: zipfile.ZipFile, types: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in archive.infolist():
            new.writestr(entry, types if entry.filename == "[Content_Types].xml" else archive.read(entry.filename))
    return held.getvalue()


def _paragraphs(document: WordDocument) -> list[Any]:
    """All paragraphs of the body, the headers and the footers, those in tables and frames included."""
    parts = [document.element.body]
    for section in document.sections:
        places = (
            *(section.header, section.first_page_header, section.even_page_header),
            *(section.footer, section.first_page_footer, section.even_page_footer),
        )
        parts += [place._element for place in places if not place.is_linked_to_previous]
    return [each for part in parts for each in part.iter(qn("w:p"))]


def _text(paragraph: Any) -> str:
    return "".join(each.text or "" for each in paragraph.iter(qn("w:t")))


def _fill(paragraph: Any, marks: tuple[str, ...], words: str) -> None:
    """Replace a mark in a paragraph, which may be cut over several runs, keeping the look of the first."""
    texts = list(paragraph.iter(qn("w:t")))
    whole = "".join(each.text or "" for each in texts)
    for mark in marks:
        whole = whole.replace(mark, words)
    for each in texts[1:]:
        each.text = ""
    if texts:
        texts[0].text = whole
