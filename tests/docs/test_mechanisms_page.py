"""The ledger of mechanisms says of all 53 how they are in the model, and everything it names is there."""

import importlib
import re
import sys
import tomllib

import pytest

from sim.scenario import list_policies, load_policy, load_region, parameters_table
from sim.scenario.checks import evidence_ids
from sim.scenario.family import FAMILIES
from tests.docs.pages import ROOT, generator, text_of

generator()  # puts `docs` on the path
TABLES = sys.modules["generators.mechanism_tables"]
MECHANISMS = TABLES.ledger()
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


def is_a_test(named):
    """Whether PATH::NAME is a test, and PATH::NAME[CASE] a case that it has."""
    path, _, test = named.partition("::")
    name, _, case = test.rstrip("]").partition("[")
    function = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)
    marks = [mark for mark in getattr(function, "pytestmark", ()) if mark.name == "parametrize"]
    return name.startswith("test_") and (not case or any(case in mark.kwargs.get("ids", mark.args[1]) for mark in marks))


@pytest.mark.parametrize("name", IN_THE_MODEL)
def test_parameters_files_and_tests_named_are_there(name):
    entry = IN_THE_MODEL[name]
    assert (ROOT / entry["file"]).is_file()
    assert TABLES.tests_of(entry) and all(is_a_test(each) for each in TABLES.tests_of(entry))
    known = region_keys() | (set() if entry["as"] == "region" else set(FAMILIES[entry["as"]].model_fields))
    assert entry["parameters"] and set(entry["parameters"]) | set(entry["off"]) <= known


def test_what_is_not_yet_in_the_model_names_nothing_that_would_represent_it():
    for name, entry in MECHANISMS.items():
        if name not in IN_THE_MODEL:
            assert not {"as", "parameters", "file", "test"} & set(entry)


def test_every_family_stands_for_a_mechanism_and_has_a_policy_that_uses_it():
    families = {entry["as"] for entry in IN_THE_MODEL.values()} - {"region"}
    assert families == set(FAMILIES)
    shipped = {tool.family: policy for policy in list_policies() for tool in load_policy(policy).instruments.values()}
    assert set(shipped) == families


def written_values(entry):
    """What the scenario file of a mechanism itself writes for the mechanism's parameters, by parameter; without what it inherits."""
    content = tomllib.loads((ROOT / entry["scenario"]).read_text(encoding="utf-8"))
    found = {}
    for path in entry["parameters"]:
        group, _, key = path.rpartition(".NAME.") if ".NAME." in path else path.rpartition(".")
        if content["kind"] == "policy":
            family = "new_platforms" if entry["as"] == "region" else entry["as"]
            tools = load_policy(entry["scenario"].rpartition("/")[2].removesuffix(".toml")).instruments
            groups = [spec for name, spec in content.get("instruments", {}).items() if tools[name].family == family]
        else:
            groups = [content.get(group, {})] if ".NAME." not in path else content.get(group, {}).values()
        found[path] = [spec[key] for spec in groups if key in spec]
    return found


@pytest.mark.parametrize("name", IN_THE_MODEL)
def test_a_scenario_file_rests_on_the_mechanism_and_sets_its_parameters_to_more_than_off(name):
    entry = MECHANISMS[name]
    kind, file = entry["scenario"].split("/")[1:]
    loaded = {"regions": load_region, "policies": load_policy}[kind](file.removesuffix(".toml"))
    assert name in loaded.sources
    on = {path: [value for value in values if value != entry["off"].get(path)] for path, values in written_values(entry).items()}
    assert any(on.values()), f"{file} sets none of {entry['parameters']} to anything but its off position"


@pytest.mark.parametrize("name", TABLES.effects())
def test_an_effect_that_emerges_is_named_in_both_languages_and_its_tests_are_there(name):
    entry = TABLES.effects()[name]
    assert re.search("[一-鿿]", entry["zh"]) and entry["en"]
    assert entry["tests"] and all(is_a_test(each) for each in entry["tests"])
    assert f"| {entry['zh']}<br>{entry['en']} |" in text_of("docs/reference/mechanisms.md")


def test_the_page_lists_each_mechanism_once_and_says_which_are_missing():
    page = text_of("docs/reference/mechanisms.md")
    rows = [line for line in page.splitlines() if line.startswith("| M-")]
    assert [row.split("|")[1].strip() for row in rows] == list(MECHANISMS)
    assert sum("尚未 not yet" in row for row in rows) == len(MECHANISMS) - len(IN_THE_MODEL)
