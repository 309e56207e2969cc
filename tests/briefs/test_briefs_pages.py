"""PDF and web page: fonts inside, nothing missing, nothing from outside, and the same words as in the Word file."""

import io
import re
from html.parser import HTMLParser
from itertools import pairwise

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from experiments.briefs.content.compose import compose
from experiments.briefs.errors import BriefError
from experiments.briefs.pdf import pdf_bytes
from experiments.briefs.tree import Brief, Paragraph, Picture, Quoted, Table
from tests.briefs.test_briefs_numbers import plain

KINDS = ("compare", pytest.param("target", marks=pytest.mark.slow), pytest.param("run", marks=pytest.mark.slow))
"""Kinds of results whose figures are drawn: one in every run, the others in the slow ones."""


def squeezed(text: str) -> str:
    """Text without blanks, line breaks and zero-width breaks, which a page sets anew."""
    return re.sub(r"[\s\u200b\u3000]+", "", text)


@pytest.mark.parametrize("kind", KINDS)
def test_a_brief_has_as_many_pages_as_a_superior_reads_and_an_annex(files, kind):
    assert 7 <= len(PdfReader(io.BytesIO(files[kind]["brief.pdf"])).pages) <= 30


def test_the_method_of_a_comparison_takes_at_most_half_a_page(files):
    lines = [page.get_textpage().get_text_range().splitlines() for page in pypdfium2.PdfDocument(files["compare"]["brief.pdf"])]
    body = [line.strip() for page in lines for line in page if line.strip()]
    begin, end = (
        next(n for n, line in enumerate(body) if re.fullmatch(rf"[一二三四五六七八九十]+、{word}", line)) for word in ("方法", "用语的含义")
    )
    assert 8 < end - begin <= max(map(len, lines)) / 2


@pytest.mark.parametrize("kind", KINDS)
def test_every_font_of_the_pdf_is_embedded_and_ours(files, kind):
    fonts = {}
    for page in PdfReader(io.BytesIO(files[kind]["brief.pdf"])).pages:
        for font in (page["/Resources"].get("/Font") or {}).values():
            found = font.get_object()
            fonts[found["/BaseFont"]] = found["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    assert fonts
    for name, descriptor in fonts.items():
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor, name
        assert re.search("TechfunnelSansSC|DejaVuSans", name), name


@pytest.mark.parametrize("kind", KINDS)
def test_the_pdf_says_what_the_brief_says_with_no_box_for_a_letter(results, files, kind):
    brief = compose(results[kind], "zh")
    pages = pypdfium2.PdfDocument(files[kind]["brief.pdf"])
    text = squeezed("".join(pages[number].get_textpage().get_text_range() for number in range(len(pages))))
    assert "\ufffd" not in text and "\x00" not in text
    for block in brief.blocks:
        if isinstance(block, Table | Picture):
            assert squeezed(brief.label(block.key) + brief.plain(block.caption)) in text
        if isinstance(block, Paragraph) and block.role == "finding" and len(block.text) < 12:
            assert squeezed(brief.plain(block.text))[:20] in text


def test_the_pdf_has_title_outline_and_tags(files):
    reader = PdfReader(io.BytesIO(files["compare"]["brief.pdf"]))
    assert "政策方案比较简报" in reader.metadata.title
    assert any("结论" in entry.title for entry in reader.outline if not isinstance(entry, list))
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert all(abs(float(page.mediabox.width) - 595.28) < 1 and abs(float(page.mediabox.height) - 841.89) < 1 for page in reader.pages)


def test_nothing_is_drawn_outside_the_margins_of_the_page(files):
    pages = pypdfium2.PdfDocument(files["compare"]["brief.pdf"])
    for number in range(len(pages)):
        image = pages[number].render(scale=1).to_pil().convert("L")
        width, height = image.size
        for box in ((0, 0, int(width * 0.10), height), (int(width * 0.905), 0, width, height)):
            assert image.crop(box).getextrema()[0] > 250, f"page {number + 1}"


def test_a_character_that_no_font_has_stops_the_pdf_with_a_message(results):
    brief = compose(results["run"], "zh")
    rare = Brief("zh", (Quoted("简报\U0002a6d6"),), brief.subtitle, brief.running, ())
    with pytest.raises(BriefError) as caught:
        pdf_bytes(rare, {})
    assert "U+2A6D6" in caught.value.render("zh") and "docx,html" in caught.value.render("en")


class Links(HTMLParser):
    """What a page asks for, and which texts it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.ids, self.targets, self.texts, self.open = [], [], [], [], []
        self.alternatives, self.places = [], []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag not in ("meta", "img", "col", "hr", "br"):
            self.open.append(tag)
        self.asked += [found[key] for key in ("src", "srcset", "data", "action", "poster") if found.get(key)]
        if (found.get("href") or "").startswith("#"):
            self.targets.append(found["href"][1:])
        elif found.get("href"):
            self.asked.append(found["href"])
        self.ids += [found["id"]] if "id" in found else []
        self.alternatives += [found.get("alt")] if tag == "img" else []
        self.places += [found["title"]] if tag == "data" else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)


@pytest.fixture(scope="module", params=KINDS)
def page(request, files):
    found = Links()
    found.feed(files[request.param]["brief.html"].decode())
    found.raw, found.kind = files[request.param]["brief.html"].decode(), request.param
    return found


def test_the_page_is_whole_and_asks_for_nothing(page):
    assert not page.open
    assert all(each.startswith("data:image/") for each in page.asked)
    assert "http://" not in re.sub(r'src="data:[^"]*"', "", page.raw) and "https://" not in re.sub(r'src="data:[^"]*"', "", page.raw)
    assert "default-src 'none'" in page.raw and "<script" not in page.raw and "@import" not in page.raw and "url(" not in page.raw


def test_the_page_says_what_the_brief_says_and_where_each_number_stands(page, results):
    brief = compose(results[page.kind], "zh")
    text = squeezed("".join(page.texts))
    for line in brief.lines():
        assert squeezed(brief.plain(line)) in text
    assert set(page.targets) <= set(page.ids)
    assert all(place.startswith("results.json/") for place in page.places) and len(page.places) > 60
    assert all(page.alternatives)


def test_rows_and_columns_of_a_table_have_headings_and_headings_leave_no_level_out(page, results):
    brief = compose(results[page.kind], "zh")
    tables = [block for block in brief.blocks if isinstance(block, Table)]
    assert page.raw.count('<th scope="col"') == sum(len(table.head) for table in tables)
    assert page.raw.count('<th scope="row"') == sum(len(table.rows) for table in tables)
    levels = [int(level) for level in re.findall(r"<h([1-6])>", page.raw)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    values = re.findall(r'<data value="([^"]*)"[^>]*>([^<]*)<', page.raw)
    assert all(float(value) == plain(shown) for value, shown in values if not re.search("[年-]", shown)) and len(values) > 60


def test_alternative_text_speaks_of_nothing_that_is_not_there(page, results, files):
    """A brief travels alone: without the data files that stand beside a figure."""
    word = Document(io.BytesIO(files[page.kind]["brief.docx"]))
    described = [each.get("descr") for each in word.element.iter(qn("wp:docPr"))]
    assert described == page.alternatives and all(len(text) > 20 and ".csv" not in text for text in described)


def test_words_that_look_like_markup_stay_words(results):
    from experiments.briefs.html import html_bytes

    brief = Brief(
        "zh", (Quoted("<script>alert(1)</script>&"),), ("#let x",), ("$a_b$ *c* @d",), (Paragraph((Quoted("= <b> [x] #image(1) ` \\ $"),)),)
    )
    page = html_bytes(brief, {}).decode()
    assert "<script" not in page and "&lt;script&gt;" in page
    text = PdfReader(io.BytesIO(pdf_bytes(brief, {}))).pages[0].extract_text()
    assert squeezed("#image(1)") in squeezed(text) and squeezed("$a_b$ *c* @d") in squeezed(text)
