"""The parts of the documentation that are made from code are fresh, and staleness is noticed."""

import subprocess
import sys

import pytest

from tests.docs.pages import PAGES, ROOT, generator, text_of


@pytest.fixture(scope="module")
def generate():
    return generator()


def test_generated_parts_are_fresh():
    done = subprocess.run([sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def test_an_edited_table_is_found_and_put_right(generate):
    page = "| name |\n<!-- generated: cohort-window -->\nabout ten years\n<!-- end -->\nby hand\n"
    once = generate.renewed(page, generate.TABLES)
    assert "about ten years" not in once
    assert "COHORT_WINDOW" in once
    assert once.startswith("| name |\n") and once.endswith("<!-- end -->\nby hand\n")
    assert generate.renewed(once, generate.TABLES) == once


def test_a_stale_page_is_named_and_left_alone(generate, tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    stale = "<!-- generated: cohort-window -->\nold\n<!-- end -->\n"
    page.write_text(stale, encoding="utf-8")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "pages", lambda: [page])
    assert generate.main(["--check"]) == 1
    assert "page.md" in capsys.readouterr().err
    assert page.read_text(encoding="utf-8") == stale
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_a_block_nobody_makes_is_refused(generate):
    with pytest.raises(KeyError, match="no-such-table"):
        generate.renewed("<!-- generated: no-such-table -->\n<!-- end -->", generate.TABLES)


def test_what_cannot_be_made_is_one_message_and_not_a_traceback(generate, tmp_path, monkeypatch, capsys):
    page = tmp_path / "page.md"
    page.write_text("<!-- generated: no-such-table -->\n<!-- end -->\n", encoding="utf-8")
    monkeypatch.setattr(generate, "ROOT", tmp_path)
    monkeypatch.setattr(generate, "pages", lambda: [page])
    assert generate.main([]) == 2
    assert capsys.readouterr().err == "page.md: no block is called no-such-table\n"


def test_every_block_is_closed_and_every_table_is_used(generate):
    used = set()
    for page in PAGES:
        text = text_of(page)
        used |= {found["name"] for found in generate.BLOCK.finditer(text)}
        assert text.count("<!-- generated: ") - text.count("`<!-- generated: ") == len(list(generate.BLOCK.finditer(text))), page
    assert used == {*generate.TABLES, *generate.OUTPUTS}


def test_a_new_column_without_a_meaning_is_named(generate, monkeypatch):
    tables = generate.model_tables.tables
    monkeypatch.setattr(tables, "BROKERS", tables.record([*((name, "f8") for name in tables.BROKERS.names), ("mood", "f8")]))
    with pytest.raises(generate.model_tables.StaleMeanings, match=r"BROKERS\.mood has no meaning"):
        generate.model_tables.state_variables()


def test_the_schedule_on_the_page_has_every_call_of_the_month(generate):
    month = (ROOT / "sim/month.py").read_text(encoding="utf-8")
    parts, whole = month.partition("def begin_month")[2].split("def simulate_months")
    called = [line.strip().partition("(")[0] for line in parts.splitlines() if line.startswith("    ") and "(s" in line]
    assert [name for name in ("begin_month", "go_on_to_money", "finish_month") if f"    {name}(s, seed)" not in whole.partition("@entry")[0]] == []
    shown = [row.split("|")[3].strip().strip("`") for row in generate.model_tables.schedule().splitlines()[2:]]
    assert shown == called


def test_every_scalar_rule_is_shown_with_its_source(generate):
    page = text_of("docs/reference/rules.md")
    for path in (ROOT / "sim/rules").rglob("*.py"):
        for part in path.read_text(encoding="utf-8").split("@rule\n")[1:]:
            assert part.splitlines()[0] in page
