"""A brief as one web page: no outside request, figures inside it, and every number says where it stands in results.json."""

import base64
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from experiments.briefs.images import Image
from experiments.briefs.tree import (
    Block,
    Brief,
    Heading,
    Line,
    NewPage,
    Number,
    Paragraph,
    Picture,
    Points,
    Ref,
    Table,
    heading_numbers,
    text_of,
)

STYLE = Path(__file__).with_name("page.css")
LANGUAGES = {"zh": "zh-CN", "en": "en"}
SIDES = {"l": "left", "c": "center", "r": "right"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the page may load: nothing but what is in it."""


def html_bytes(brief: Brief, images: Mapping[str, Image]) -> bytes:
    """The brief as one page in UTF-8."""
    page = Page(brief, images)
    title = escape(f"{brief.plain(brief.title)} {brief.plain(brief.subtitle)}")
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{LANGUAGES[brief.lang]}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<header><h1>{page.line(brief.title)}</h1><p>{page.line(brief.subtitle)}</p></header>",
        *page.blocks(),
        f"<footer>{page.line(brief.running)}</footer>",
        "</main>",
        "</body>",
        "</html>",
    ]
    return ("\n".join(parts) + "\n").encode()


class Page:
    """Renders the parts of one brief."""

    def __init__(self, brief: Brief, images: Mapping[str, Image]):
        self.brief, self.images = brief, images
        self.numbers = iter(heading_numbers(brief.blocks, brief.lang))

    def blocks(self) -> Iterator[str]:
        """Every block, in order."""
        for block in self.brief.blocks:
            yield from self._block(block)

    def line(self, line: Line) -> str:
        """A line; numbers carry their place in results.json, references lead to what they name."""
        parts = []
        for span in line:
            text = escape(text_of(span)).replace("\n", "<br>")
            if isinstance(span, Number):
                text = f'<data value="{escape(span.machine)}" title="results.json{escape(span.pointer)}">{text}</data>'
            elif isinstance(span, Ref):
                text = f'<a href="#{escape(span.key)}">{escape(self.brief.label(span.key))}</a>'
            parts.append(text)
        return "".join(parts)

    def _block(self, block: Block) -> Iterator[str]:
        match block:
            case NewPage():
                yield '<hr class="page">'
            case Heading():
                level = block.level + 1
                yield f"<h{level}>{escape(next(self.numbers))}{self.line(block.text)}</h{level}>"
            case Paragraph():
                yield f'<p class="{block.role}">{self.line(block.text)}</p>'
            case Points():
                tag = "ol" if block.ordered else "ul"
                yield f"<{tag}>{''.join(f'<li>{self.line(item)}</li>' for item in block.items)}</{tag}>"
            case Table():
                yield self._table(block)
            case Picture():
                yield self._picture(block)

    def _caption(self, block: Table | Picture) -> str:
        gap = "\u3000" if self.brief.lang == "zh" else ". "
        return f"{escape(self.brief.label(block.key))}{gap}{self.line(block.caption)}"

    def _table(self, table: Table) -> str:
        def cell(line: Line, side: str, scope: str = "") -> str:
            tag, attribute = ("th", f' scope="{scope}"') if scope else ("td", "")
            return f'<{tag}{attribute} class="{SIDES[side]}">{self.line(line)}</{tag}>'

        def row(lines: tuple[Line, ...]) -> str:
            first, *others = zip(lines, table.align, strict=True)
            return f"<tr>{cell(*first, 'row')}{''.join(cell(*each) for each in others)}</tr>"

        columns = "".join(f'<col style="width:{100 * share / sum(table.widths):.1f}%">' for share in table.widths)
        titles = "".join(cell(line, side, "col") for line, side in zip(table.head, table.align, strict=True))
        head = f"<thead><tr>{titles}</tr></thead>"
        body = "".join(map(row, table.rows))
        note = f'<p class="note">{self.line(table.note)}</p>' if table.note else ""
        kind = ' class="fine"' if table.fine else ""
        return (
            f'<div class="table" id="{escape(table.key)}"><table{kind}><caption>{self._caption(table)}</caption>'
            f"<colgroup>{columns}</colgroup>{head}<tbody>{body}</tbody></table>{note}</div>"
        )

    def _picture(self, picture: Picture) -> str:
        image = self.images[picture.name]
        alt = escape(image.alt)
        data = base64.b64encode(image.svg).decode()
        return (
            f'<figure id="{escape(picture.key)}"><img alt="{alt}" style="width:{image.width:.0f}mm" src="data:image/svg+xml;base64,{data}">'
            f"<figcaption>{self._caption(picture)}</figcaption></figure>"
        )
