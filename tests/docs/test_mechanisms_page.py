"""The ledger of mechanisms says of all 53 how they are in the model, and everything it names is there."""

import ast
import re
import sys

import pytest

from sim.scenario import list_policies, load_policy, parameters_table
from sim.scenario.checks import evidence_ids
from sim.scenario.family import FAMILIES
from tests.docs.pages import ROOT, generator, text_of

generator()  # puts `docs` on the path
MECHANISMS = sys.modules["generators.mechanism_tables"].ledger()
IN_THE_MODEL = {name: entry for name, entry in MECHANISMS.items() if entry["status"] != "not yet"}


def region_keys():
    return {f"{row['group']}.{row['key']}".removeprefix(".") for row in parameters_table() if row["kind"] == "region"}


def test_all_mechanisms_of_the_evidence_are_there_and_no_others():
    assert list(MECHANISMS) == sorted(each for each in evidence_ids() if each.startswith("M-"))
    assert len(MECHANISMS) == 53


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_mechanism_is_named_in_both_languages_and_says_how_it_is_represented(name):
    entry = MECHANISMS[name]
    assert entry["status"] in ("represented", "partly", "not yet")
    assert re.search("[一-鿿]", entry["zh"]) and re.search("[一-鿿]", entry["how_zh"])
    assert entry["en"] and entry["how_en"] and entry["source"]


@pytest.mark.parametrize("name", IN_THE_MODEL)
def test_parameters_files_and_tests_named_are_there(name):
    entry = IN_THE_MODEL[name]
    assert (ROOT / entry["file"]).is_file()
    path, test = entry["test"].split("::")
    defined = {node.name for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)}
    assert test in defined and test.startswith("test_")
    known = region_keys() if entry["as"] == "region" else set(FAMILIES[entry["as"]].model_fields)
    assert entry["parameters"] and set(entry["parameters"]) <= known


def test_what_is_not_yet_in_the_model_names_nothing_that_would_represent_it():
    for name, entry in MECHANISMS.items():
        if name not in IN_THE_MODEL:
            assert not {"as", "parameters", "file", "test"} & set(entry)


def test_every_family_stands_for_a_mechanism_and_has_a_policy_that_uses_it():
    families = {entry["as"] for entry in IN_THE_MODEL.values()} - {"region"}
    assert families == set(FAMILIES)
    shipped = {tool.family: policy for policy in list_policies() for tool in load_policy(policy).instruments.values()}
    assert set(shipped) == families


@pytest.mark.parametrize("name", [name for name, entry in IN_THE_MODEL.items() if entry["as"] != "region" and entry["status"] == "represented"])
def test_a_policy_file_that_rests_on_the_mechanism_uses_its_family(name):
    using = [load_policy(policy) for policy in list_policies()]
    resting = [policy for policy in using if name in policy.sources]
    assert not resting or any(tool.family == MECHANISMS[name]["as"] for policy in resting for tool in policy.instruments.values())


def test_the_page_lists_each_mechanism_once_and_says_which_are_missing():
    page = text_of("docs/reference/mechanisms.md")
    rows = [line for line in page.splitlines() if line.startswith("| M-")]
    assert [row.split("|")[1].strip() for row in rows] == list(MECHANISMS)
    assert sum("尚未 not yet" in row for row in rows) == len(MECHANISMS) - len(IN_THE_MODEL) > 0
