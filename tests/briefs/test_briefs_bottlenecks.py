"""The brief of a run in which bottlenecks were looked for says where projects get stuck, with numbers that are those of the result."""

import copy

import pytest

from experiments.briefs.content.compose import compose
from experiments.briefs.reading import read_result
from experiments.briefs.tree import Number, Picture, Table
from experiments.output import write_results
from experiments.output.provenance import collect
from sim.scenario import load_scenario
from tests.briefs.results import composed, whole_text
from tests.briefs.test_briefs_numbers import check


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    from experiments import find_bottlenecks

    folder = tmp_path_factory.mktemp("stuck") / "out"
    document = find_bottlenecks("chenzhou", ["pilot-voucher"], replications=20, months=36).document()
    scenarios = [load_scenario("chenzhou", ["pilot-voucher"])]
    document |= {"warnings": [], "provenance": collect(scenarios, ["funnel", "run", "chenzhou", "--bottlenecks"])}
    write_results(folder, document, scenarios, figures=False)
    return read_result(folder)


def tables(brief):
    return {block.key: block for block in brief.blocks if isinstance(block, Table)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_has_what_stops_projects_and_one_more_unit_by_year_and_every_number_is_that_of_its_place(result, lang):
    brief = compose(result, lang)
    found = tables(brief)
    assert [len(found[key].rows) for key in ("years", "units", "more")] == [3, 5, 4]  # three years; five resources; three years and all of them
    assert any(isinstance(block, Picture) for block in brief.blocks)
    numbers = [span for line in brief.lines() for span in line if isinstance(span, Number) and "bottleneck" in span.pointer]
    assert len(numbers) > 60
    for number in numbers:
        check(result.document, number)


def test_a_brief_of_a_run_without_them_or_of_one_world_has_no_such_section(result, results):
    assert "卡在哪里" not in whole_text(compose(results["run"], "zh"))
    alone = copy.deepcopy(result.document) | {"replications": 1}
    assert "more" not in tables(composed(alone, result))


def test_what_helps_is_said_only_beyond_chance(result):
    document = copy.deepcopy(result.document)
    for name, each in document["bottlenecks"].items():
        each |= {"difference": 0.4, "low": 0.1 if name == "market" else -0.1, "high": 0.9}
    said = {brief_cell(row[0]): brief_cell(row[-1]) for row in tables(composed(document, result))["units"].rows}
    assert said["市场"] == "有用" and {word for name, word in said.items() if name != "市场"} == {"不能断定"}
    few = {brief_cell(row[-1]) for row in tables(composed(document | {"replications": 4}, result))["units"].rows}
    assert few == {"世界太少"}


def brief_cell(line):
    return "".join(span if isinstance(span, str) else span.text for span in line)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_and_figure_has_a_number_of_its_own(result, lang):
    brief = compose(result, lang)
    shown = [block for block in brief.blocks if isinstance(block, Table | Picture)]
    words = {"zh": ("表", "图"), "en": ("Table ", "Figure ")}[lang]
    labels = [brief.label(block.key) for block in shown]
    assert len(set(labels)) == len(labels)
    assert all(label.startswith(words[isinstance(block, Picture)]) for block, label in zip(shown, labels, strict=True))


@pytest.mark.parametrize(("share", "is_said"), [(1.0, True), (0.2, False)])
def test_that_firms_decline_is_said_where_partners_bind_and_most_were_seen(result, share, is_said):
    document = copy.deepcopy(result.document) | {"replications": 200}
    for year in document["bottleneck_by_year"].values():
        seen = {"value": share * year["stopped"]["partner"]["value"], "low": 0.0, "high": 9.0}
        year |= {"binding": "partner", "is_certain": True, "declined": seen}
    assert ("缺的是愿意接的企业" in whole_text(composed(document, result))) is is_said
