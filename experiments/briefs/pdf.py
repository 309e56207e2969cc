"""A brief as PDF by typst, with the fonts that travel with us alone: nothing of the system, nothing from a network."""

import json
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.briefs.errors import BriefError
from experiments.briefs.images import Image
from experiments.briefs.tree import Brief, Heading, Line, NewPage, Paragraph, Picture, Points, Ref, Table, heading_numbers, text_of

LAYOUT = Path(__file__).with_name("layout.typ")


def pdf_bytes(brief: Brief, images: Mapping[str, Image]) -> bytes:
    """The brief as the bytes of a PDF with embedded fonts, tags and outline; the same brief gives the same bytes.

    Raises BriefError for a character that no font of ours has.
    """
    import typst

    _require_glyphs(brief)
    with tempfile.TemporaryDirectory(prefix="techfunnel-") as folder:
        root = Path(folder)
        (root / "brief.json").write_text(json.dumps(_data(brief, images), ensure_ascii=False), encoding="utf-8")
        for name, image in images.items():
            (root / f"{name}.svg").write_bytes(image.svg)
        (root / "layout.typ").write_bytes(LAYOUT.read_bytes())
        made = typst.compile(root / "layout.typ", root=root, font_paths=_font_folders(), ignore_system_fonts=True, format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


def _font_folders() -> list[str]:
    """Our font, and the one of matplotlib that has what ours lacks."""
    import matplotlib

    from experiments.figures.style import FONTS

    return [str(FONTS), str(Path(matplotlib.get_data_path()) / "fonts" / "ttf")]


def _require_glyphs(brief: Brief) -> None:
    """Raises BriefError for the first text with a character that would become a box."""
    from experiments.figures.glyphs import missing_glyphs

    for line in brief.lines():
        text = brief.plain(line)
        wrong = [each for each in missing_glyphs(text) if each != "\u3000"]
        wrong += [each for each in text if unicodedata.category(each) == "Cc" and each != "\n"]
        if wrong:
            characters = "、".join(f"U+{ord(each):04X}" for each in dict.fromkeys(wrong))
            raise BriefError("glyph", "PDF", {"text": text[:60], "characters": characters})


def _data(brief: Brief, images: Mapping[str, Image]) -> dict[str, Any]:
    """The tree as data that the layout reads; nothing of it is ever taken for typst's own markup."""
    numbers = iter(heading_numbers(brief.blocks, brief.lang))
    labels = brief.labels()
    blocks = []
    for block in brief.blocks:
        match block:
            case NewPage():
                blocks.append({"kind": "page"})
            case Heading():
                blocks.append({"kind": "heading", "level": block.level, "text": next(numbers) + brief.plain(block.text)})
            case Paragraph():
                blocks.append({"kind": "paragraph", "role": block.role, "spans": _spans(brief, block.text)})
            case Points():
                blocks.append({"kind": "points", "ordered": block.ordered, "items": [_spans(brief, item) for item in block.items]})
            case Table():
                blocks.append(_table(brief, block, labels))
            case Picture():
                image = images[block.name]
                common = {"key": block.key, "caption": _caption(brief, block), "alt": image.alt}
                blocks.append({"kind": "picture", "file": f"{block.name}.svg", "width": image.width, **common})
    head = {"title": brief.plain(brief.title), "subtitle": brief.plain(brief.subtitle), "running": brief.plain(brief.running)}
    return {"lang": brief.lang, **head, "blocks": blocks}


def _table(brief: Brief, table: Table, labels: Mapping[str, tuple[str, int]]) -> dict[str, Any]:
    align = [{"l": "left", "c": "center", "r": "right"}[side] for side in table.align]
    return {
        "kind": "table",
        "key": table.key,
        "caption": _caption(brief, table),
        "head": [_spans(brief, cell) for cell in table.head],
        "rows": [[_spans(brief, cell) for cell in row] for row in table.rows],
        "align": align,
        "widths": list(table.widths),
        "note": _spans(brief, table.note),
        "fine": table.fine,
    }


def _caption(brief: Brief, block: Table | Picture) -> str:
    gap = "\u3000" if brief.lang == "zh" else ". "
    return brief.label(block.key) + gap + brief.plain(block.caption)


def _spans(brief: Brief, line: Line) -> list[dict[str, str]]:
    spans = []
    for span in line:
        if isinstance(span, Ref):
            spans.append({"text": brief.label(span.key), "to": span.key})
        else:
            spans.append({"text": text_of(span)})
    return spans
