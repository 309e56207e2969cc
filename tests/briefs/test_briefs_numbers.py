"""Every number that a brief shows is the number of results.json, rounded by one rule, in the text, in the tables and in the Word file."""

import copy
import io
import re

import pytest
from docx import Document
from docx.oxml.ns import qn

from experiments.briefs.case import at
from experiments.briefs.content.compose import compose
from experiments.briefs.tree import Number, Quoted, Ref, Table
from experiments.output.enough import missing_worlds

KINDS = ("compare", "target", "run")
DRAWN = ("compare", pytest.param("target", marks=pytest.mark.slow), pytest.param("run", marks=pytest.mark.slow))
"""Kinds of results whose figures are drawn: one in every run, the others in the slow ones."""
NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
OURS = {
    "80", "30",  # the published rates
    "95",  # per cent of every interval
    "90", "10", "50",  # bounds of the scale of words, and shares of worlds
    "1", "2", "3", "4", "5",  # annexes
}  # fmt: skip
"""Numerals in our own words; every other one comes from the result."""
MINUS = "\u2212"


def plain(text: str) -> float:
    """A number as shown, as a number again."""
    return float(text.replace(",", "").replace(MINUS, "-").lstrip("+"))


def expected(document, pointer: str):
    """What stands at a place, or is counted there."""
    place, _, derived = pointer.partition("#")
    if derived == "missing":
        return missing_worlds(document)
    if derived == "per_version":
        return document["replications"] // len(document["versions"])
    if derived == "key":
        return place.rpartition("/")[2]
    if derived.startswith("certain:"):
        years = at(document, place).values()
        return sum(year["binding"] == derived.partition(":")[2] and year["is_certain"] for year in years)
    value = at(document, place)
    return len(value) if isinstance(value, dict | list) else value


def check(document, number: Number) -> None:
    """A number shown is the stored one times its factor, rounded to the decimals shown."""
    stored = expected(document, number.pointer)
    if isinstance(stored, str):  # a month, a year
        assert [int(part) for part in re.findall(r"\d+", number.text)] == [int(part) for part in re.findall(r"\d+", stored)], number
        return
    decimals = len(number.text.partition(".")[2])
    assert plain(number.text) == pytest.approx(round(stored * number.factor, decimals), abs=0.51 * 10**-decimals), number
    if plain(number.text) == 0.0 and stored != 0.0:
        assert abs(stored * number.factor) < 10**-decimals, number


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_number_is_that_of_its_place_in_the_result(results, kind, lang):
    found = [span for line in compose(results[kind], lang).lines() for span in line if isinstance(span, Number)]
    assert len(found) > 60
    for number in found:
        check(results[kind].document, number)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_our_own_words_hold_no_number_of_a_result(results, kind, lang):
    for line in compose(results[kind], lang).lines():
        for span in line:
            if isinstance(span, str):
                assert set(NUMERAL.findall(span)) <= OURS, span


def texts_of(content: bytes) -> list[str]:
    """The text of each paragraph of a Word file, in order, those in cells included; breaks as in the tree, codes of fields left out."""
    texts = []
    for paragraph in Document(io.BytesIO(content)).element.body.iter(qn("w:p")):
        parts = [each.text or "" if each.tag == qn("w:t") else "\n" for each in paragraph.iter(qn("w:t"), qn("w:br"))]
        texts.append("".join(parts))
    return [text for text in texts if text]


@pytest.mark.parametrize("kind", DRAWN)
def test_the_word_file_says_exactly_what_the_brief_says(results, files, kind):
    brief = compose(results[kind], "zh")
    found = texts_of(files[kind]["brief.docx"])
    captions = {
        brief.plain(block.caption): f"{brief.label(block.key)}\u3000{brief.plain(block.caption)}"
        for block in brief.blocks
        if hasattr(block, "caption")
    }
    wanted = [brief.plain(brief.title), brief.plain(brief.subtitle)]
    lines = list(brief.lines())[3:]
    wanted += [captions.get(brief.plain(line), brief.plain(line)) for line in lines if brief.plain(line)]
    assert sorted(found) == sorted(wanted)


@pytest.mark.parametrize("kind", DRAWN)
def test_every_numeral_in_the_word_file_is_in_the_result_or_its_scenarios(results, files, kind):
    """Without the tree: each numeral of the file is one that the result, rounded, or a quoted text gives."""
    brief = compose(results[kind], "zh")
    known = set(OURS)
    for line in brief.lines():
        for span in line:
            if isinstance(span, Number | Quoted):
                known |= set(NUMERAL.findall(span.text))
            elif isinstance(span, Ref):
                known |= set(NUMERAL.findall(brief.label(span.key)))
    known |= {str(number) for _, number in brief.labels().values()}
    for text in texts_of(files[kind]["brief.docx"]):
        assert set(NUMERAL.findall(text)) <= known, text


def test_the_table_of_options_in_word_holds_the_effects_of_the_result(results, files):
    """Read straight from the Word file and results.json, with nothing of ours in between."""
    document = results["compare"].document
    table = Document(io.BytesIO(files["compare"]["brief.docx"])).tables[0]
    assert len(table.rows) == 1 + len(document["policies"])
    for row, policy in zip(table.rows[1:], document["policies"], strict=True):
        for cell, name in zip(row.cells[1:3], ("batch_output", "public_money"), strict=True):
            effect = policy["effects"][name]
            shown = [plain(each) for each in re.findall(rf"[+{MINUS}]?\d[\d,]*(?:\.\d+)?", cell.text)]
            decimals = len(cell.text.split("\n")[0].partition(".")[2])
            scale = 1e-4 if "亿元" in table.rows[0].cells[2].text and name == "public_money" else 1.0
            is_flat = effect["low"] == effect["high"]  # the same in every world: no interval is shown
            for number, key in zip(shown, ("difference",) if is_flat else ("difference", "low", "high"), strict=True):
                assert number == pytest.approx(effect[key] * scale, abs=0.51 * 10**-decimals)


def test_text_tables_and_figures_round_by_the_same_rule(results):
    from experiments.briefs.case import Case
    from experiments.figures.numbers import with_interval

    case = Case(results["compare"], "zh")
    effect = results["compare"].document["policies"][1]["effects"]["pilots_started"]
    in_figure = with_interval(effect["difference"], effect["low"], effect["high"], case.effect_scale("pilots_started"), "zh", signed=True)
    in_brief = "".join(getattr(span, "text", span) for span in case.policies[1].effect("pilots_started").both("zh"))
    assert in_brief == in_figure.replace(" ", "")


def test_a_chance_is_the_same_number_in_text_table_and_figure(results):
    from experiments.figures.catalogue import content_of
    from experiments.figures.page import Room
    from experiments.figures.style import drawing
    from tests.briefs.results import composed, findings

    document = copy.deepcopy(results["target"].document) | {"replications": 200}
    document["probability"] = {"value": 0.998, "low": 0.982, "high": 0.9996}
    brief = composed(document, results["target"])
    table = next(block for block in brief.blocks if isinstance(block, Table) and block.key == "chance")
    with drawing():
        title = content_of(document, "target", Room.of("zh", "word")).frame.title
    assert "99.8%" in findings(brief)[0] and "98至99.96%" in findings(brief)[0]
    assert brief.plain(table.rows[0][1]) == "99.8%（98至99.96）"
    assert "99.8%" in title and "99.96%" in title


@pytest.mark.parametrize(("indicator", "number", "shown"), [("pilots_started", 4.5, "4.5项"), ("sales", 12_345.0, "1.2345亿元")])
def test_a_goal_is_shown_as_it_was_set(results, indicator, number, shown):
    from tests.briefs.results import composed, findings

    document = copy.deepcopy(results["target"].document) | {"replications": 200}
    document["goal"] |= {"indicator": indicator, "number": number}
    assert f"达到{shown}" in findings(composed(document, results["target"]))[0]


@pytest.mark.parametrize("kind", KINDS)
def test_both_languages_show_the_same_places_of_the_result(results, kind):
    def pointers(lang):
        return sorted(span.pointer for line in compose(results[kind], lang).lines() for span in line if isinstance(span, Number))

    assert pointers("zh") == pointers("en")


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_a_table_has_a_cell_for_each_heading(results, kind):
    for block in compose(results[kind], "zh").blocks:
        if isinstance(block, Table):
            assert len(block.head) == len(block.align) == len(block.widths)
            assert all(len(row) == len(block.head) for row in block.rows)
