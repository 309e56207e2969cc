"""Every figure looks as it did, in both languages nothing is cut or overlaps, and each file says what made it and can be drawn again."""

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pytest
from matplotlib.image import imread
from matplotlib.transforms import Bbox

from experiments.figures import alt_text, applicable, draw, figures, save, table
from experiments.figures.axes import Axis
from experiments.figures.catalogue import DRAWINGS, UnknownFigure, content_of, drawn
from experiments.figures.glyphs import require_glyphs_of, texts_of
from experiments.figures.page import Room
from experiments.figures.record import NoRecord, unpacked
from experiments.figures.style import FORMATS, SIZES, Drawn, drawing, png_bytes
from tests.figures.update import DPI, FOLDER, LANG, SIZE, path_of, picture

TOUCH = 1.0  # pixels of 300 dpi that boxes may share
STRONG, MOST = 0.12, 3
"""A pixel differs strongly from 12 % of the range of grey on; so many may. A changed digit changes more (see below)."""
NAMES = sorted(path.stem for path in FOLDER.glob("*.png"))


@cache
def result_of(name: str) -> dict[str, Any]:
    """The result inside the baseline of a figure."""
    return dict(unpacked(path_of(name).read_bytes()).document)


class Made(NamedTuple):
    """A figure with its data, and the boxes of its texts in pixels."""

    name: str
    lang: str
    size: str
    figure: Drawn
    data: bytes
    texts: list[tuple[str, Bbox]]


def made_of(name: str, lang: str, size: str) -> Made:
    figure, data = drawn(result_of(name), name, lang, size)
    with drawing():
        return Made(name, lang, size, figure, data, [(text.get_text(), text.get_window_extent()) for text in texts_of(figure)])


def sizes() -> Iterator[Any]:
    """Both languages in the size of a document; the other sizes are slow together."""
    for size in SIZES:
        yield pytest.param(size, marks=() if size == SIZE else pytest.mark.slow)


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request) -> str:
    return request.param


@pytest.fixture(scope="module", params=sizes())
def size(request) -> str:
    return request.param


@pytest.fixture(scope="module", params=NAMES)
def made(request, lang, size) -> Made:
    """One figure; pytest runs all its tests before it makes the next."""
    return made_of(request.param, lang, size)


def overlap(one: Bbox, other: Bbox) -> bool:
    """Whether two boxes share more than a touch."""
    return min(one.x1, other.x1) - max(one.x0, other.x0) > TOUCH and min(one.y1, other.y1) - max(one.y0, other.y0) > TOUCH


def test_every_figure_has_a_baseline():
    assert set(NAMES) == set(DRAWINGS)


def test_every_text_lies_inside_the_figure_and_apart_from_the_others(made):
    page, texts = made.figure.bbox, made.texts
    assert texts
    assert [text for text, box in texts if box.x0 < 0 or box.y0 < 0 or box.x1 > page.width or box.y1 > page.height] == []
    assert [(one, other) for (one, a), (other, b) in combinations(texts, 2) if overlap(a, b)] == []


def test_no_text_of_the_page_lies_on_a_plot(made):
    with drawing():
        boxes = [(text.get_text(), text.get_window_extent()) for text in made.figure.texts]
    assert [text for text, box in boxes for axes in made.figure.axes if overlap(box, axes.bbox)] == []


def test_every_character_has_a_glyph_and_every_figure_its_width(made):
    with drawing():
        require_glyphs_of(made.figure)
    width, height = (inches * 25.4 for inches in made.figure.get_size_inches())
    assert width == pytest.approx(SIZES[made.size].width)
    assert height <= SIZES["page"].height or made.name in ("morris", "contrasts", "story")
    assert not SIZES[made.size].fixed_height or height >= SIZES[made.size].height - 0.01


def test_the_footer_says_what_made_it(made):
    words = "".join(text for text, _ in made.texts).replace(" ", "")
    document = result_of(made.name)
    assert unpacked(path_of(made.name).read_bytes()).result in words
    if document["provenance"]["sources"]:
        assert document["provenance"]["sources"][0] in words
    for fact in ("scenario", "seed"):
        if fact in document:
            assert str(document[fact]) in words


YEAR = re.compile(r"(19|20)\d\d")
UNITS = {
    "zh": ("项", "万元", "亿元", "月", "百分点", "%", "份额", "之比", "ρ"),
    "en": ("project", "million CNY", "billion CNY", "month", "percentage points", "%", "share", " over its ", "ρ"),
}
"""What numbers on axes can be counted in; a share of variance, a ratio and a correlation have no other unit."""


@pytest.mark.parametrize("name", NAMES)
def test_every_axis_of_numbers_says_what_it_measures_and_in_what_unit(name, lang):
    """Axes of years and of names say so themselves."""
    with drawing():
        panels = content_of(result_of(name), name, Room.of(lang, SIZE)).panels
    axes = [axis for panel in panels for key in ("axis", "x", "y") if isinstance(axis := getattr(panel, key, None), Axis)]
    for axis in axes:
        numbers = [each for each in axis.names if re.fullmatch(r"[\d.,\u2212]+", each) and not YEAR.fullmatch(each)]
        assert not numbers or any(unit in axis.label for unit in UNITS[lang]), axis


def test_a_figure_looks_as_it_did(made):
    """`make figures` draws the baselines anew, if you meant to change them."""
    if (made.lang, made.size) == (LANG, SIZE):
        assert strongly_different(png_bytes(made.figure, DPI), path_of(made.name).read_bytes()) <= MOST


def test_a_figure_has_alternative_text_in_its_language_and_its_data_for_excel(made):
    is_zh = made.lang == "zh"
    assert len(made.figure.alt) > 40 and DRAWINGS[made.name].words.read(made.lang)[1:] in made.figure.alt
    assert bool(re.search("[\u4e00-\u9fff]", made.figure.alt)) is is_zh
    assert made.data.startswith(b"\xef\xbb\xbf")
    lines = made.data.decode("utf-8-sig").split("\r\n")
    assert len(lines) > 2 and lines[0].isascii() is not is_zh


def test_one_changed_digit_of_a_label_is_noticed():
    document = result_of("cost")
    changed = {**document, "seed": document["seed"] + 7}  # in the footer, the smallest print
    assert strongly_different(picture(changed, "cost"), path_of("cost").read_bytes()) > MOST


def strongly_different(one: bytes, other: bytes) -> int:
    """How many pixels of two pictures differ so much that one sees it; all of them where the sizes differ."""
    first, second = (imread(io.BytesIO(content), format="png")[..., :3].mean(axis=-1) for content in (one, other))
    if first.shape != second.shape:
        return int(first.size)
    return int((np.abs(first - second) > STRONG).sum())


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_tells_what_made_it_and_is_drawn_again_identical(form, tmp_path):
    document = result_of("cost")
    save(figures.cost(document, lang="en", size="word"), tmp_path / f"cost.{form}")
    content = (tmp_path / f"cost.{form}").read_bytes()
    record = unpacked(content)
    assert (record.name, record.lang, record.size, record.document) == ("cost", "en", "word", document)
    assert FORMATS[form](draw(record.document, record.name, record.lang, record.size)) == content


def test_a_pdf_embeds_its_fonts_as_truetype_and_holds_the_chinese_text(tmp_path):
    from pypdf import PdfReader

    save(figures.cost(result_of("cost"), lang="zh", size="word"), tmp_path / "cost.pdf")
    reader = PdfReader(tmp_path / "cost.pdf")
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    descriptors = [each.get_object()["/FontDescriptor"].get_object() for font in fonts for each in font.get("/DescendantFonts", [font])]
    assert descriptors and all("/FontFile2" in descriptor for descriptor in descriptors)
    assert any("TechfunnelSansSC" in str(font["/BaseFont"]) for font in fonts)
    assert "郴州" in (reader.metadata.subject or "")
    assert reader.metadata.title and reader.metadata.creation_date is None


def test_a_figure_is_saved_as_png_svg_or_pdf_only(tmp_path):
    with pytest.raises(ValueError, match="png, svg, pdf"):
        save(figures.cost(result_of("cost")), tmp_path / "cost.jpg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"\x89PNG nothing of ours", b"techfunnel-figure-1:AAAA;", b"techfunnel-figure-1:eJwDAAAAAAE=;"])
def test_a_file_without_a_whole_record_is_refused(content):
    with pytest.raises(NoRecord):
        unpacked(content)


def test_alternative_text_and_data_can_be_had_without_drawing():
    figure, data = drawn(result_of("cost"), "cost", "en", "page")
    assert alt_text(result_of("cost"), "cost", "en") == figure.alt
    assert table(result_of("cost"), "cost", "en") == data


def test_a_figure_that_a_result_does_not_have_is_refused_with_those_it_has():
    document = result_of("story")
    assert applicable(document) == ("story",)
    with pytest.raises(UnknownFigure, match="story"):
        draw(document, "effects")
    with pytest.raises(AttributeError, match="effects"):
        figures.nothing_like_it  # noqa: B018


def test_the_files_carry_alternative_text_and_no_path_of_this_machine(tmp_path):
    content = png_bytes(draw(result_of("cost"), "cost", LANG, SIZE), DPI)
    assert "成本效果平面".encode() in content
    assert str(tmp_path.anchor + "home").encode() not in content and b"/tmp/" not in content
