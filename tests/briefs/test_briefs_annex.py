"""The annex: each parameter with the source and grade that its own value has, best grade first, and nothing called documented that is not."""

import pytest

from calibration.evidence import ledger, names
from experiments.briefs.content.compose import compose
from experiments.briefs.parameters import grade_of, parameter_rows, shown
from experiments.briefs.tree import Table


def rows(region: dict, lang: str = "zh") -> dict:
    """The annex of a scenario with this region alone, by key."""
    return {row.key: row for row in parameter_rows({"x": {"region": region}}, lang)}


@pytest.mark.parametrize(
    ("value", "sources", "assumed", "grade", "source"),
    [
        (4, [], {}, "五地文件", "L-COST-04、S-ZG-01"),  # the default, which rests on these facts
        (2, [], {}, "假定", ""),  # another value, which nobody supports
        (2, ["S-CZ-08"], {}, "情景写明", ""),  # given by a file that lists other facts
        (2, ["S-ZG-01"], {}, "五地文件", "S-ZG-01"),  # given by a file that lists one of these facts
        (4, ["S-ZG-01"], {"platforms.city.slots": "原文没有"}, "假定", ""),
        (4, ["S-ZG-01"], {"platforms": "全部假定"}, "假定", ""),
    ],
)
def test_a_value_has_the_grade_of_what_supports_it_and_not_of_what_supports_the_default(value, sources, assumed, grade, source):
    found = rows({"platforms": {"city": {"slots": value}}, "sources": sources, "assumptions": assumed})["platforms.city.slots"]
    assert (found.grade, found.source) == (grade, source)


@pytest.mark.parametrize(
    ("place", "key", "value"), [("firms", "may_self_build", False), ("world", "cost_industrial", 9000.0), ("funds", "recycles", True)]
)
def test_a_default_is_known_as_one_however_it_is_written(place, key, value):
    region = {place: {key: value} if place == "world" else {"one": {key: value}}, "sources": ["S-CZ-08"]}
    (found,) = rows(region).values()
    assert found.grade != "情景写明"


def test_what_calibration_solved_is_called_so_and_an_unknown_key_is_shown_by_its_name():
    found = rows({"world": {"maturity_gain": 1.8}, "something": {"new": 1}, "sources": ["S-CZ-08"]})
    assert found["world.maturity_gain"].grade == "校准"
    assert (found["something.new"].meaning, found["something.new"].grade) == ("", "假定")


def test_the_grade_is_the_best_of_the_facts_cited():
    order = list(names()["grades"])
    by_grade = {
        grade: next(each.id for each in ledger().values() if each.grade == grade)
        for grade in order
        if any(each.grade == grade for each in ledger().values())
    }
    for worse, better in zip(list(by_grade)[1:], list(by_grade), strict=False):
        for cited in ([by_grade[worse], by_grade[better]], [by_grade[better], by_grade[worse]]):
            assert grade_of(cited, "en") == names()["grades"][better].en
    assert grade_of(["NO-SUCH"], "zh") == grade_of([], "zh") == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "✓"), (False, "✗"), (9000.0, "9,000"), (0.62, "0.62"), (12345, "12,345"), ([], "—"), (["a", "b"], "a, b"), ("any", "any")],
)
def test_values_are_shown_as_they_stand_in_the_file(value, text):
    assert shown(value) == text


@pytest.mark.parametrize("kind", ["compare", "target", "run"])
def test_the_annex_lists_every_assumption_every_parameter_and_every_fact_cited(results, kind):
    brief = compose(results[kind], "zh")
    tables = {block.key: block for block in brief.blocks if isinstance(block, Table)}
    assert len(tables["assumed"].rows) == len(results[kind].document["assumptions"])
    listed = [row for key, table in tables.items() if key.startswith("parameters") for row in table.rows]
    assert len(listed) == len(parameter_rows(results[kind].scenarios, "zh")) > 100
    cited = {each for row in listed for each in brief.plain(row[4]).split("、") if each}
    known = {brief.plain(row[0]) for row in tables["evidence"].rows}
    assert cited <= known and set(results[kind].document["provenance"]["sources"]) <= known
    assert all(brief.plain(row[5]) for row in listed), "each parameter has a grade"
