"""A brief as a Word document: the tree of `experiments.briefs.tree` in styles, fields, lists and tables of Word."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Emu, Mm

from experiments.briefs.images import Image
from experiments.briefs.tree import Block, Brief, Heading, Line, NewPage, Paragraph, Picture, Points, Ref, Table, text_of
from experiments.briefs.word import page, styles
from experiments.briefs.word.lists import Lists
from experiments.briefs.word.template import Template
from experiments.briefs.word.xml import bookmarked, element, field, numbering, paragraph, run

FIRST_BOOKMARK = 90_000_000
ROLES = {"body": styles.BODY, "finding": styles.FINDING, "note": styles.NOTE}
ALIGNMENTS = {"l": "left", "c": "center", "r": "right"}
EMU_PER_TWIP = 635
SHORT = 12
"""Rows up to which a table stays on one page; a longer one has at least two beside its head."""


def docx_bytes(brief: Brief, images: Mapping[str, Image], template: Template | None = None) -> bytes:
    """The brief as the bytes of a .docx; the same brief gives the same bytes."""
    document = template.opened() if template else Document()
    writer = WordWriter(brief, images, document, template)
    writer.write()
    held = io.BytesIO()
    document.save(held)
    return _dateless(held.getvalue())


def _dateless(content: bytes) -> bytes:
    """The same archive without the time at which it was made."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), old.read(entry.filename), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _largest(document: WordDocument, tag: str, key: str) -> int:
    """The largest number that an element of this kind has already, in the body, its headers and footers; 0 where there is none."""
    parts = [document.part, *(each.target_part for each in document.part.rels.values() if not each.is_external)]
    roots = [part.element for part in parts if hasattr(part, "element")]
    return max((int(each.get(key)) for root in roots for each in root.iter(qn(tag))), default=0)


class WordWriter:
    """Writes one brief into one open document."""

    def __init__(self, brief: Brief, images: Mapping[str, Image], document: WordDocument, template: Template | None):
        self.brief, self.images, self.document, self.template = brief, images, document, template
        self.lists = Lists(document.part.numbering_part)
        first = 1 + _largest(document, "w:bookmarkStart", qn("w:id"))
        self.bookmarks = {key: (f"_Ref{FIRST_BOOKMARK + place}", first + place) for place, key in enumerate(brief.labels())}
        self.next_picture = 1 + _largest(document, "wp:docPr", "id")
        self.style_ids = page.prepared(document, brief, self.lists, template is not None)
        self.body_style = self.style_ids["Normal"] if template else styles.BODY
        self.width = page.text_width(document)
        self.after_page_break = False

    def write(self) -> None:
        """Put the whole brief in its place."""
        made = [*self._head(), *(each for block in self.brief.blocks for each in self._block(block))]
        if self.template is not None:
            self.template.place(self.document, made, self.brief)
        else:
            body = self.document.element.body
            for each in [child for child in body if child.tag != qn("w:sectPr")]:
                body.remove(each)
            for each in made:
                body.insert(len(body) - 1, each)
        page.describe(self.document, self.brief)

    def _head(self) -> list[Any]:
        if self.template is not None and self.template.has_title:
            return []
        return [
            paragraph(self._runs(self.brief.title), self.style_ids["Title"]),
            paragraph(self._runs(self.brief.subtitle), self.style_ids["Subtitle"]),
        ]

    def _block(self, block: Block) -> Iterator[Any]:
        match block:
            case NewPage():
                self.after_page_break = True
            case Heading():
                yield self._heading(block)
            case Paragraph():
                yield paragraph(self._runs(block.text), self.body_style if block.role == "body" else ROLES[block.role])
            case Points():
                yield from self._points(block)
            case Table():
                yield from self._table(block)
            case Picture():
                yield from self._picture(block)

    def _heading(self, heading: Heading) -> Any:
        properties = [element("pageBreakBefore")] if self.after_page_break else []
        properties += [] if heading.numbered else [numbering(0)]
        self.after_page_break = False
        return paragraph(self._runs(heading.text), self.style_ids[f"heading {heading.level}"], *properties)

    def _points(self, points: Points) -> Iterator[Any]:
        number = self.lists.ordered() if points.ordered else self.lists.points()
        style = self.style_ids["List Number" if points.ordered else "List Bullet"]
        for item in points.items:
            yield paragraph(self._runs(item), style, numbering(number))

    def _caption(self, key: str, caption: Line, keep: bool) -> Any:
        word, number = self.brief.labels()[key]
        name, identity = self.bookmarks[key]
        gap = "" if self.brief.lang == "zh" else " "
        label = bookmarked(name, identity, [run(word + gap), *field(f"SEQ {word} \\* ARABIC", str(number))])
        between = run("\u3000" if self.brief.lang == "zh" else ". ")
        return paragraph([*label, between, *self._runs(caption)], self.style_ids["caption"], *([element("keepNext")] if keep else []))

    def _table(self, table: Table) -> Iterator[Any]:
        yield self._caption(table.key, table.caption, keep=True)
        widths = [round(self.width / EMU_PER_TWIP * share / sum(table.widths)) for share in table.widths]
        made = element(
            "tbl",
            element(
                "tblPr",
                element("tblStyle", val=styles.TABLE),
                element("tblW", w=sum(widths), type="dxa"),
                element("jc", val="center"),
                element("tblLayout", type="fixed"),
                element("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
                element("tblCaption", val=self.brief.plain(table.caption)),
            ),
            element("tblGrid", *(element("gridCol", w=width) for width in widths)),
        )
        cell, head = (styles.FINE, styles.FINE_HEAD) if table.fine else (styles.CELL, styles.CELL_HEAD)
        made.append(self._row(table.head, widths, table.align, head, is_head=True))
        for place, row in enumerate(table.rows, 1):
            keep = place < len(table.rows) if len(table.rows) <= SHORT else place == 1
            made.append(self._row(row, widths, table.align, cell, is_head=False, keep=keep))
        yield made
        yield paragraph(self._runs(table.note), styles.NOTE)

    def _row(self, cells: tuple[Line, ...], widths: list[int], align: str, style: str, *, is_head: bool, keep: bool = False) -> Any:
        """A row of a table; `keep` keeps it on the page of the next one."""
        row = element("tr", element("trPr", element("cantSplit"), element("tblHeader") if is_head else None))
        for line, width, side in zip(cells, widths, align, strict=True):
            text = paragraph(self._runs(line), style, *([element("keepNext")] if keep else []), element("jc", val=ALIGNMENTS[side]))
            row.append(element("tc", element("tcPr", element("tcW", w=width, type="dxa"), element("vAlign", val="center")), text))
        return row

    def _picture(self, picture: Picture) -> Iterator[Any]:
        image = self.images[picture.name]
        width = min(int(Mm(image.width)), self.width)
        inline = self.document.part.new_pic_inline(io.BytesIO(image.png), Emu(width), None)
        described = inline.find(qn("wp:docPr"))
        described.set("id", str(self.next_picture))
        self.next_picture += 1
        described.set("descr", image.alt)
        described.set("name", picture.name)
        yield paragraph([element("r", element("drawing", inline))], styles.PICTURE)
        yield self._caption(picture.key, picture.caption, keep=False)

    def _runs(self, line: Line) -> list[Any]:
        """A line as runs; references become fields."""
        made: list[Any] = []
        text = ""
        for span in line:
            if isinstance(span, Ref):
                made += [run(text)] if text else []
                made += field(f"REF {self.bookmarks[span.key][0]} \\h", self.brief.label(span.key))
                text = ""
            else:
                text += text_of(span)
        return made + ([run(text)] if text else [])
