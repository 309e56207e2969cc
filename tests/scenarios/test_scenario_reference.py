"""The table of parameters, the JSON Schema for editors, and the examples of the README."""

import json
import re
from pathlib import Path

import pytest

import scenarios
from experiments.cli import scenario_files
from sim.parameters import World
from sim.scenario import cautions, check_file, examined, json_schema, list_regions, load_region, load_scenario, parameters_table
from sim.scenario.family import FAMILIES
from sim.scenario.wording import UNITS_ZH

README = (Path(next(iter(scenarios.__path__))) / "README.md").read_text(encoding="utf-8")


def test_the_table_has_every_key_with_unit_and_meaning_in_both_languages():
    rows = parameters_table()
    assert {row["key"] for row in rows if row["group"] == "world"} == set(World.model_fields)
    keys = {f"{row['group']}.{row['key']}" for row in rows}
    assert keys >= {"calendar.start", "sectors.NAME.share", "firms.NAME.cash", "instruments.NAME[brokers].staff", ".areas"}
    assert all(row["unit"] and row["zh"] and row["en"] for row in rows if row["key"] != "family")
    json.dumps(rows, ensure_ascii=False, allow_nan=False)


def test_the_table_shows_default_prior_bounds_and_evidence():
    row = next(row for row in parameters_table() if (row["group"], row["key"]) == ("world", "p_sample"))
    assert (row["default"], row["prior"], row["bounds"], row["evidence"]) == ("0.62", (0.449, 0.778), ">= 0 and <= 1", "L-SUC-05")
    start = next(row for row in parameters_table() if (row["group"], row["key"]) == ("calendar", "start"))
    assert start["required"] and start["default"] == ""


def test_every_unit_has_a_chinese_word():
    assert {row["unit"].replace("10,000 CNY", "万元") for row in parameters_table()} <= set(UNITS_ZH)


@pytest.mark.parametrize("kind", ["region", "policy"])
def test_the_json_schema_knows_the_keys_and_is_plain_json(kind):
    schema = json_schema(kind)
    assert json.loads(json.dumps(schema, ensure_ascii=False, allow_nan=False)) == schema
    assert schema["required"] == ["kind"] and schema["additionalProperties"] is False
    assert {"inherits", "title", "sources"} <= set(schema["properties"]) and "id" not in schema["properties"]


def test_the_json_schema_accepts_money_as_text_and_describes_it():
    cost = json_schema("region")["$defs"]["World"]["properties"]["cost_pilot"]
    assert {option["type"] for option in cost["anyOf"]} == {"number", "string"}
    assert "中试成本" in cost["description"]


def test_the_examples_of_the_readme_work(tmp_path):
    examples = re.findall(r"```toml\n# (\S+)\n(.*?)```", README, flags=re.DOTALL)
    assert [name for name, _ in examples] == ["my-city.toml", "my-policy.toml", "my-study.toml"]
    for name, text in examples:
        (tmp_path / name).write_text(text, encoding="utf-8")
    check_file(tmp_path / "my-city.toml")
    check_file(tmp_path / "my-policy.toml")
    assert scenario_files.check([str(tmp_path / "my-study.toml")], "en", as_json=False) == 0
    scenario = load_scenario(tmp_path / "my-city.toml", [tmp_path / "my-policy.toml"])
    assert scenario.region.platforms["new-battery-base"].slots == 4
    assert list(scenario.instruments) == ["pool", "my-brokers"]


HEAD = 'kind = "policy"\nsources = []\ntitle = { zh = "例", en = "Example" }\nquestion = { zh = "有用吗？", en = "Does it help?" }\n'
INSTRUMENTS = re.findall(r"```toml\n(\[instruments\..*?)```", README, flags=re.DOTALL)


def test_the_readme_has_the_shortest_form_of_every_family(tmp_path):
    families = []
    for number, text in enumerate(INSTRUMENTS):
        path = tmp_path / f"example-{number}.toml"
        path.write_text(HEAD + text, encoding="utf-8")
        found, layers = examined(path)
        assert cautions(found, layers, [load_region("typical-city")]) == []
        families += [each.family for each in found.instruments.values()]
    assert sorted(families) == sorted(FAMILIES), "each once"


def test_the_instruments_of_the_readme_work_together(tmp_path):
    (tmp_path / "all.toml").write_text(HEAD + "\n".join(INSTRUMENTS), encoding="utf-8")
    assert len(load_scenario("typical-city", [tmp_path / "all.toml"]).instruments) == len(FAMILIES)


def test_the_readme_names_every_installed_region():
    assert [name for name in list_regions() if f"| `{name}` |" not in README] == []
