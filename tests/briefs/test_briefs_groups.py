"""Gains by field and county are told where the result knows them, and the annex says what every indicator means and rests on."""

import copy

import pytest

from experiments.briefs.content.groups import groups
from experiments.briefs.content.harms import harmed
from experiments.briefs.content.options import _others
from experiments.briefs.tree import Table
from sim.definitions import INDICATORS
from sim.stages import Sector, name_zh
from tests.briefs.results import case_of, composed, whole_text

SPLIT = {"zh": "一次看这么多区间", "en": "Of so many intervals"}
UNSPLIT = {"zh": "没有按产业领域、企业规模和县（市、区）分列", "en": "does not split gains by field, firm size or county"}
NO_COUNTY = {"zh": "情景没有写明平台所在县区", "en": "do not say in which county platforms stand"}


def tables(brief) -> dict[str, Table]:
    return {block.key: block for block in brief.blocks if isinstance(block, Table)}


def first_column(brief, key: str) -> list[str]:
    return [brief.plain(row[0]) for row in tables(brief)[key].rows]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_fields_and_counties_of_a_real_result_are_told_with_the_warning_about_many_intervals(results, lang):
    document = results["compare"].document
    brief = composed(document, results["compare"], lang)
    fields = first_column(brief, "fields")
    known = [name for name, found in document["baseline"]["by_sector"].items() if found["batch_output"]["mean"]]
    assert len(fields) >= len(known) >= 4
    assert lang == "en" or set(fields) <= {name_zh(each) for each in Sector}
    assert {"苏仙区", "永兴县"} <= set(first_column(brief, "counties"))
    text = whole_text(brief)
    assert SPLIT[lang] in text and UNSPLIT[lang] not in text and NO_COUNTY[lang] not in text


def test_a_cell_is_the_paired_difference_of_its_field(results):
    document = copy.deepcopy(results["compare"].document)
    for policy in document["policies"]:
        policy["effects_by_group"]["by_sector"]["chemicals"]["batch_output"] = {"difference": 1.5, "low": 0.5, "high": 2.5}
    brief = composed(document, results["compare"])
    (row,) = [row for row in tables(brief)["fields"].rows if brief.plain(row[0]) == name_zh(Sector.CHEMICALS)]
    assert all(brief.plain(cell).startswith("+1.5") for cell in row[1:])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_no_county_is_named_the_brief_says_so(results, lang):
    document = copy.deepcopy(results["compare"].document)
    for policy in document["policies"]:
        policy["effects_by_group"]["by_county"] = {}
    brief = composed(document, results["compare"], lang)
    assert "fields" in tables(brief) and "counties" not in tables(brief)
    assert NO_COUNTY[lang] in whole_text(brief)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_older_result_that_does_not_split_gains_is_said_not_to(results, lang):
    document = copy.deepcopy(results["compare"].document)
    for policy in document["policies"]:
        del policy["effects_by_group"]
    brief = composed(document, results["compare"], lang)
    assert not {"fields", "counties"} & set(tables(brief))
    assert UNSPLIT[lang] in whole_text(brief)


@pytest.mark.parametrize("kind", ["compare", "target", "run"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_annex_defines_every_indicator_of_the_result(results, kind, lang):
    brief = composed(results[kind].document, results[kind], lang)
    assert first_column(brief, "indicators") == [getattr(each, lang) for each in INDICATORS.values()]
    assert all(brief.plain(cell).strip() for row in tables(brief)["indicators"].rows for cell in row)


def test_a_harm_is_told_once_and_not_again_in_what_is_worked_out_from_it(results):
    document = copy.deepcopy(results["compare"].document)
    worse = {"difference": -10.0, "low": -12.0, "high": -8.0, "probability_better": 0.0, "probability_worse": 1.0}
    policy = document["policies"][0]
    for name in ("sales", "value_added", "jobs", "tax", "local_tax", "first_product_firms", "high_tech_firms"):
        policy["effects"][name] |= worse
        for version in policy["by_version"].values():
            version[name] |= {key: worse[key] for key in ("difference", "low", "high")}
    found = harmed(case_of(document, results["compare"]).policies[0])
    assert {"sales", "first_product_firms"} <= set(found)
    assert not {"value_added", "jobs", "tax", "local_tax", "high_tech_firms"} & set(found)


@pytest.mark.parametrize(("elsewhere", "is_harm"), [(2.0, False), (0.0, True)])
def test_inequality_among_counties_is_no_harm_where_an_option_adds_pilots_in_none_of_them(results, elsewhere, is_harm):
    document = copy.deepcopy(results["compare"].document)
    worse = {"difference": 0.08, "low": 0.06, "high": 0.10, "probability_better": 0.0, "probability_worse": 1.0}
    policy = document["policies"][0]
    policy["effects"]["county_gini"] |= worse
    for version in policy["by_version"].values():
        version["county_gini"] |= {key: worse[key] for key in ("difference", "low", "high")}
    moved = {"difference": elsewhere, "low": elsewhere - 0.1, "high": elsewhere + 0.1}
    policy["effects_by_group"]["by_county"]["unnamed"]["pilots_started"] = moved
    case = case_of(document, results["compare"])
    assert ("county_gini" in harmed(case.policies[0])) is ("county_gini" in _others(case.policies[0])) is is_harm
    said = "".join(str(block) for block in groups(case))
    assert ("不等于这些县区受损" in said) is not is_harm
