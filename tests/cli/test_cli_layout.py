"""Text in terminal columns: nothing is lost, nothing is too wide, no line starts with a closing mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.cli.layout import cells, fold, table
from experiments.cli.numerals import COUNT, amount, counted, interval, percent, plain, year_label

TEXT = st.text(alphabet="成果产业化中试 abcdefg-（）“”，。：、0123456789%", max_size=120)


@given(TEXT, st.integers(8, 60))
def test_folding_keeps_every_character_and_the_width(text, room):
    lines = fold(text, room)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert cells(line) <= room


def test_a_chinese_line_does_not_start_with_a_closing_mark():
    lines = fold("两年落地三十个中试项目，十三个进入产业化。" * 3, 24)
    assert len(lines) > 3 and not any(line[0] in "，。" for line in lines)


def test_names_fold_after_hyphens():
    assert fold("award-on-industrialisation", 20) == ["award-on-", "industrialisation"]


@pytest.mark.parametrize("room", [60, 80, 120])
def test_a_table_is_no_wider_than_its_room(room):
    from rich.console import Console

    console = Console(width=room, file=None, record=True)
    rows = [("实现批量产出（项）" * 3, "1,234.5", "有利" * 20), ("reached batch output", "-0.5", "spans zero")]
    with console.capture() as captured:
        console.print(table(["指标", "差", "判断"], rows, room, right=(1,)))
    lines = captured.get().splitlines()
    assert max(map(cells, lines)) <= room
    assert "1,234.5" in captured.get(), "numbers are never folded"


@given(st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_an_interval_never_looks_as_if_it_said_more(middle, half):
    """A shown interval excludes zero only if the real one does, and the other way round."""
    low, high = middle - half, middle + half
    shown = [float(part.replace(",", "")) for part in interval(low, high, COUNT, "en").split(" to ")]
    assert shown[0] <= shown[1]
    excludes = low > 0 or high < 0
    looks_clear = shown[0] > 0 or shown[1] < 0
    assert not looks_clear or excludes
    if excludes and min(abs(low), abs(high)) > 1e-8:
        assert looks_clear


def test_numbers_use_only_characters_of_every_console():
    for text in (plain(-1234.5, 1), amount(-3.25, -4, -2, COUNT), interval(-4, -2, COUNT, "zh"), percent(0.5)):
        text.encode("gbk")
        assert "\u2212" not in text


@pytest.mark.parametrize(("share", "text"), [(0, "0%"), (0.001, "<1%"), (0.5, "50%"), (0.999, ">99%"), (1, "100%")])
def test_a_share_is_not_rounded_to_certainty(share, text):
    assert percent(share) == text


def test_small_numbers_are_words_in_chinese():
    assert (counted(2, "zh"), counted(3, "zh"), counted(3, "en"), counted(40, "zh")) == ("两", "三", "3", "40")


@pytest.mark.parametrize(("year", "zh", "en"), [
    ("2026", "2026（5-12月）", "2026 (months 5-12)"), ("2027", "2027", "2027"), ("2030", "2030（1月）", "2030 (month 1)"),
])  # fmt: skip
def test_a_year_that_the_study_covers_in_part_says_which_months(year, zh, en):
    period = {"first": "2026-05", "last": "2030-01"}
    assert year_label(year, period, "zh") == zh and year_label(year, period, "en") == en
