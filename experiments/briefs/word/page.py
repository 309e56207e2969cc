"""Page set-up, headers, footers, styles and properties of a brief in Word."""

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE as REL
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from experiments.briefs.tree import Brief
from experiments.briefs.word import styles
from experiments.briefs.word.lists import Lists
from experiments.briefs.word.xml import element, field, paragraph, run

A4 = (210, 297)
PRESENT_WORD = "15"
"""The compatibility mode of Word 2013 and later."""
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
"""Of Chinese official documents (GB/T 9704): a text of 156 by 225 mm."""
ESSENTIAL = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}


def prepared(document: WordDocument, brief: Brief, lists: Lists, has_template: bool) -> dict[str, str]:
    """Give a document all it needs; returns the ids of the built-in styles by name. A template keeps what it has and gets what it lacks."""
    root = document.styles.element
    if not has_template:
        _clear(root)
        old = root.find(qn("w:docDefaults"))
        root.replace(old, parse_xml(styles.defaults(brief.lang)))
        _own_page(document, brief)
    wanted = styles.built_in(brief.lang, 0 if has_template else lists.headings(brief.lang))
    known = ids_by_name(root)
    for name, xml in wanted.items():
        if not has_template or name.lower() not in known:
            styles.put(root, xml)
    for identity, xml in styles.own(brief.lang).items():
        if not has_template or identity not in known.values():
            styles.put(root, xml)
    known = ids_by_name(root)
    return {name: known[name.lower()] for name in wanted}


def ids_by_name(root: Any) -> dict[str, str]:
    """The id of every style by its name in small letters."""
    found = {}
    for each in root.findall(qn("w:style")):
        name = each.find(qn("w:name"))
        if name is not None:
            found[name.get(qn("w:val")).lower()] = each.get(qn("w:styleId"))
    return found


def missing_styles(root: Any) -> list[str]:
    """Names of the built-in styles that a template lacks."""
    known = ids_by_name(root)
    return [name for name in styles.built_in("zh", 0) if name.lower() not in known]


def _clear(root: Any) -> None:
    """Remove the styles of the library's own blank document, which nobody asked for."""
    for each in root.findall(qn("w:style")):
        name = each.find(qn("w:name")).get(qn("w:val"))
        if name not in ESSENTIAL:
            root.remove(each)


def _own_page(document: WordDocument, brief: Brief) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(A4[0]), Mm(A4[1])
    for name, size in MARGINS.items():
        setattr(section, name, Mm(size))
    section.header_distance, section.footer_distance = Mm(25), Mm(26)
    document.settings.odd_and_even_pages_header_footer = True
    for place, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _replace(place, _page_number(side))
    for place in (section.header, section.even_page_header):
        _replace(place, paragraph([run(brief.plain(brief.running))], "Header"))
    fonts = document.part.part_related_by(REL.FONT_TABLE)
    fonts._blob = styles.font_table()
    _settings(document)
    _leave_out_leftovers(document)


def _replace(place: Any, made: Any) -> None:
    place.is_linked_to_previous = False
    for old in list(place._element):
        place._element.remove(old)
    place._element.append(made)


def _page_number(side: str) -> Any:
    """ "— 1 —", outside: right on odd pages, left on even ones."""
    return paragraph([run("— "), *field("PAGE", "1"), run(" —")], "Footer", element("jc", val=side))


def _settings(document: WordDocument) -> None:
    """The language of East Asian text, and the mode of present-day Word: in an older one it would say so in the title of its window."""
    root = document.settings.element
    for old in root.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), "en-US")
        old.set(qn("w:eastAsia"), "zh-CN")
    for mode in root.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), PRESENT_WORD)
    for zoom in root.findall(qn("w:zoom")):
        zoom.attrib.clear()
        zoom.set(qn("w:percent"), "100")


def _leave_out_leftovers(document: WordDocument) -> None:
    """Leave out what the library's blank document says of itself: its picture, the program that made it, and its styles for an older Word."""
    for owner, kinds in ((document.part, ("stylesWithEffects",)), (document.part.package, ("thumbnail", "extended-properties"))):
        for key, each in list(owner.rels.items()):
            if each.reltype.rpartition("/")[2] in kinds:
                del owner.rels[key]


def text_width(document: WordDocument) -> int:
    """Width of the text of the last section, in EMU."""
    section = document.sections[-1]
    width = section.page_width or Mm(A4[0])
    return int(width - (section.left_margin or 0) - (section.right_margin or 0) - (section.gutter or 0))


def describe(document: WordDocument, brief: Brief) -> None:
    """Title and language in the properties of the file; no author, no date, no name of a library."""
    core = document.core_properties
    core.title = f"{brief.plain(brief.title)} {brief.plain(brief.subtitle)}"[:255]
    core.author = core.comments = core.last_modified_by = core.keywords = core.subject = ""
    core.language = "zh-CN" if brief.lang == "zh" else "en"
    root = core._element
    for tag in ("dcterms:created", "dcterms:modified", "cp:lastPrinted"):
        for old in root.findall(qn(tag)):
            root.remove(old)
