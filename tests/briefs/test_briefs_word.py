"""The Word file: real headings, styles, captions, fields and tables, East Asian fonts, official page set-up, and XML in the order of the schema."""

import io
import re
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from lxml import etree

from experiments.briefs.content.compose import compose
from experiments.briefs.making import rendered
from experiments.briefs.tree import Heading, Picture, Points, Table

PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku "
    "wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish webHidden color spacing "
    "w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
)
TABLE = (
    "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd tblBorders shd tblLayout "
    "tblCellMar tblLook tblCaption tblDescription"
)
STYLE = (
    "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal personalCompose "
    "personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr"
)
LEVEL = "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr"
NUMBERING = "numPicBullet abstractNum num numIdMacAtCleanup"
CELL = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark"
ORDERS = {"pPr": PARAGRAPH, "rPr": RUN, "tblPr": TABLE, "style": STYLE, "lvl": LEVEL, "numbering": NUMBERING, "tcPr": CELL}
"""The order in which the schema of WordprocessingML (ISO 29500) wants children; Word calls a file broken that has another."""


@pytest.fixture(scope="module")
def content(files):
    return files["compare"]["brief.docx"]


@pytest.fixture(scope="module")
def document(content):
    return Document(io.BytesIO(content))


@pytest.fixture(scope="module")
def brief(results):
    return compose(results["compare"], "zh")


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_children_stand_in_the_order_of_the_schema(content):
    for name, text in parts(content).items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        for element in etree.fromstring(text).iter():
            order = ORDERS.get(etree.QName(element).localname, "").split()
            if order and "wordprocessingml" in etree.QName(element).namespace:
                places = [order.index(etree.QName(child).localname) for child in element]
                assert places == sorted(places), (name, [etree.QName(child).localname for child in element])


def test_every_style_list_and_relationship_used_is_there(content, document):
    styles = {each.get(qn("w:styleId")) for each in document.styles.element.findall(qn("w:style"))}
    used = {each.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle", "w:tblStyle", "w:basedOn", "w:next") for each in document.element.iter(qn(tag))}
    assert used and used <= styles
    numbers = {each.get(qn("w:numId")) for each in document.part.numbering_part.element.findall(qn("w:num"))} | {"0"}
    assert {each.get(qn("w:val")) for each in document.element.iter(qn("w:numId"))} <= numbers
    assert not [name for name, text in parts(content).items() if name.endswith(".rels") and b'TargetMode="External"' in text]


def test_headings_are_real_and_numbered_by_word(document, brief):
    headings = [(each.style.name, each.text) for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [(f"Heading {block.level}", brief.plain(block.text)) for block in brief.blocks if isinstance(block, Heading)]
    formats = [each.get(qn("w:val")) for each in document.part.numbering_part.element.iter(qn("w:numFmt"))]
    assert "chineseCountingThousand" in formats
    style = document.styles["Heading 1"].element
    assert style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None and style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}").get(qn("w:val")) == "0"


def test_captions_are_numbered_by_fields_with_their_numbers_already_there(document, brief):
    found: dict[str, list[int]] = {}
    for paragraph in document.paragraphs:
        codes = [each.text for each in paragraph._p.iter(qn("w:instrText"))]
        if paragraph.style.name == "Caption":
            word, number = re.match(r"(表|图)(\d+)\u3000", paragraph.text).groups()
            assert codes == [f" SEQ {word} \\* ARABIC "]
            found.setdefault(word, []).append(int(number))
    tables = sum(isinstance(block, Table) for block in brief.blocks)
    figures = sum(isinstance(block, Picture) for block in brief.blocks)
    assert found == {"表": [*range(1, tables + 1)], "图": [*range(1, figures + 1)]}


def test_references_in_the_text_are_fields_that_lead_to_a_caption(document):
    bookmarks = {each.get(qn("w:name")) for each in document.element.iter(qn("w:bookmarkStart"))}
    codes = [each.text.split() for each in document.element.iter(qn("w:instrText"))]
    references = [words[1] for words in codes if words[0] == "REF"]
    assert len(references) >= 4 and set(references) <= bookmarks
    numbers = [each.get(qn("w:id")) for each in document.element.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_tables_can_be_edited_and_repeat_their_head(document, brief):
    tables = [block for block in brief.blocks if isinstance(block, Table)]
    assert len(document.tables) == len(tables)
    for table, block in zip(document.tables, tables, strict=True):
        assert (len(table.rows), len(table.columns)) == (1 + len(block.rows), len(block.head))
        assert table._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert table.style.name == "Brief Table"


def test_a_short_table_stays_on_one_page_and_no_row_of_a_long_one_is_left_alone_with_its_head(document):
    """A row whose paragraphs are kept with the next one is on its page; heads are by their style."""
    for table in document.tables:
        kept = [all(each.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for each in row.iter(qn("w:p"))) for row in table._tbl.tr_lst[1:]]
        rows = len(kept)
        assert kept == [place < rows for place in range(1, rows + 1)] if rows <= 12 else [True] + [False] * (rows - 1)
    assert {len(table.rows) > 13 for table in document.tables} == {True, False}, "there are tables of both kinds"


def test_east_asian_fonts_and_language_are_set_on_the_styles(document, content):
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋"
    assert defaults.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    fonts = {
        name: document.styles[name].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for name in ("Title", "Heading 1", "Heading 2")
    }
    assert fonts == {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体"}
    assert not [each for each in document.styles.element.iter() if any("Theme" in str(name) for name in each.attrib)]
    table = etree.fromstring(parts(content)["word/fontTable.xml"])
    known = {each.get(qn("w:name")): each.find(qn("w:altName")) for each in table.findall(qn("w:font"))}
    assert {"仿宋", "黑体", "楷体", "宋体", "方正小标宋简体"} <= set(known)
    assert known["方正小标宋简体"].get(qn("w:val")) == "宋体"


def test_the_page_is_that_of_chinese_official_documents(document):
    section = document.sections[0]
    found = [section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    for size, wanted in zip(found, (210, 297, 37, 35, 28, 26), strict=True):
        assert abs(size - Mm(wanted)) < Mm(0.1)
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]._p
        assert [each.text for each in paragraph.iter(qn("w:instrText"))] == [" PAGE "]
        assert paragraph.find(f"{qn('w:pPr')}/{qn('w:jc')}").get(qn("w:val")) == side
    assert "政策方案比较简报" in section.header.paragraphs[0].text


def test_numbered_points_begin_at_one_and_are_real_lists(document, brief):
    ordered = [item for block in brief.blocks if isinstance(block, Points) and block.ordered for item in block.items]
    found = [each for each in document.paragraphs if each.style.name == "List Number"]
    assert [each.text for each in found] == [brief.plain(item) for item in ordered]
    assert all(each._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None for each in found)


def test_figures_have_words_for_who_cannot_see_them(document):
    described = [each.get("descr") for each in document.element.iter(qn("wp:docPr"))]
    assert described and all(len(text) > 20 for text in described)
    widths = [int(each.get("cx")) for each in document.element.iter(qn("wp:extent"))]
    assert all(width <= Mm(156.1) for width in widths)


def test_every_picture_has_a_number_of_its_own(content, document):
    """Word calls a file broken in which two drawings have one number."""
    numbers = [each.get("id") for each in document.element.iter(qn("wp:docPr"))]
    assert len(numbers) > 2 and len(numbers) == len(set(numbers))


def test_word_opens_it_as_a_file_of_its_present_version_without_leftovers_of_a_blank_one(content):
    found = parts(content)
    settings = etree.fromstring(found["word/settings.xml"])
    modes = [each for each in settings.iter(qn("w:compatSetting")) if each.get(qn("w:name")) == "compatibilityMode"]
    assert [each.get(qn("w:val")) for each in modes] == ["15"]
    assert settings.find(qn("w:zoom")).get(qn("w:percent")), "the schema wants it"
    assert not [name for name in found if "thumbnail" in name or "stylesWithEffects" in name or "app.xml" in name]
    assert not [name for name, text in found.items() if b"Macintosh" in text]


def test_the_file_names_no_author_no_date_and_no_library(document, content):
    core = parts(content)["docProps/core.xml"].decode()
    assert document.core_properties.author == "" and "python-docx" not in core
    assert "created" not in core and "modified" not in core
    assert "政策方案比较简报" in document.core_properties.title


def test_the_same_result_gives_the_same_bytes(results, files, images):
    again = rendered(compose(results["compare"], "zh"), images["compare"], ("docx", "pdf", "html"))
    assert again == files["compare"]


def test_an_english_brief_numbers_its_captions_in_english(results, images):
    document = Document(io.BytesIO(rendered(compose(results["compare"], "en"), images["compare"], ["docx"])["brief.docx"]))
    captions = [each.text for each in document.paragraphs if each.style.name == "Caption"]
    assert any(text.startswith("Table 1. ") for text in captions) and any(text.startswith("Figure 1. ") for text in captions)
