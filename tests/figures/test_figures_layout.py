"""Nothing is cut, nothing overlaps, every character has a glyph and every axis its unit: both figures, both languages, every size."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, NamedTuple

import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

from experiments.figures.effects import effects_figure
from experiments.figures.funnel import funnel_figure
from experiments.figures.glyphs import require_glyphs_of, texts_of
from experiments.figures.style import SIZES, drawing
from tests.figures.documents import compare_document, many_policies, nothing_known, one_policy, run_document

FIGURES: dict[str, Callable[..., Figure]] = {"funnel": funnel_figure, "effects": effects_figure}
DOCUMENTS: dict[str, Callable[[], dict[str, Any]]] = {
    "run": run_document,
    "compare": compare_document,
    "one policy": one_policy,
    "many policies": many_policies,
    "nothing known": nothing_known,
}
TOUCH = 1.0  # pixels of 300 dpi that boxes may share


def cases() -> Iterator[tuple[str, str, str, str]]:
    """Every figure that makes sense; the extreme documents in one size."""
    for document in DOCUMENTS:
        for figure in FIGURES if document != "run" else ("funnel",):
            for lang in ("zh", "en"):
                for size in SIZES if document in ("run", "compare") else ("page",):
                    yield document, figure, lang, size


class Made(NamedTuple):
    """A figure, what it was made from, and the boxes of its texts in pixels."""

    document: str
    lang: str
    size: str
    figure: Figure
    texts: list[tuple[str, Bbox]]


@pytest.fixture(scope="module", params=list(cases()), ids=" ".join)
def made(request) -> Made:
    """One figure; pytest runs all its tests before it makes the next."""
    document, name, lang, size = request.param
    figure = FIGURES[name](DOCUMENTS[document](), lang, size)
    with drawing():
        return Made(document, lang, size, figure, [(text.get_text(), text.get_window_extent()) for text in texts_of(figure)])


def test_every_text_lies_inside_the_figure(made):
    page, texts = made.figure.bbox, made.texts
    cut = [text for text, box in texts if box.x0 < 0 or box.y0 < 0 or box.x1 > page.width or box.y1 > page.height]
    assert texts and not cut


def test_no_text_overlaps_another(made):
    assert not [(one, other) for (one, a), (other, b) in combinations(made.texts, 2) if overlap(a, b)]


def test_no_text_of_the_page_lies_on_a_plot(made):
    with drawing():
        boxes = [(text.get_text(), text.get_window_extent()) for text in made.figure.texts]
    assert not [text for text, box in boxes for axes in made.figure.axes if overlap(box, axes.bbox)]


def test_every_character_has_a_glyph(made):
    with drawing():
        require_glyphs_of(made.figure)


def test_every_axis_has_its_unit_and_its_ticks_do_not_vanish(made):
    units = {
        "zh": ("项", "万元", "亿元", "月", "百分点", "%"),
        "en": ("projects", "million CNY", "billion CNY", "months", "percentage points", "%"),
    }
    assert made.figure.axes
    for axes in made.figure.axes:
        assert any(unit in axes.get_xlabel() for unit in units[made.lang]), axes.get_xlabel()
        assert [label.get_text() for label in axes.get_xticklabels()]


def test_a_figure_has_the_width_of_its_size_and_fits_the_page(made):
    size = SIZES[made.size]
    width, height = (inches * 25.4 for inches in made.figure.get_size_inches())
    assert width == pytest.approx(size.width)
    if made.document == "many policies":
        return  # grows rather than cuts
    assert height <= SIZES["page"].height
    assert not size.fixed_height or height == pytest.approx(size.height)


def test_the_footer_says_what_made_the_figure(made):
    words = "".join(text for text, _ in made.texts)
    for fact in ("chenzhou", "200", "120", "0.1.0", "S-CZ-01", "种子 1" if made.lang == "zh" else "seed 1"):
        assert fact in words


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", FIGURES)
def test_null_is_shown_as_a_dash_and_never_as_zero(lang, name):
    figure = FIGURES[name](nothing_known(), lang, "page")
    with drawing():
        shown = [text.get_text() for text in texts_of(figure)]
    assert shown.count("—") >= 12
    assert not [text for text in shown if text.startswith(("0 ", "0.0 ", "+0")) or "None" in text or "nan" in text.lower()]
    assert not [patch for axes in figure.axes for patch in axes.patches]


def overlap(one: Bbox, other: Bbox) -> bool:
    """Whether two boxes share more than a touch."""
    return min(one.x1, other.x1) - max(one.x0, other.x0) > TOUCH and min(one.y1, other.y1) - max(one.y0, other.y0) > TOUCH
