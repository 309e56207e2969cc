"""Scenarios: TOML files with a region, its policies and their inheritance, read strictly and explained in two languages.

    scenario = load_scenario("chenzhou", ["award-on-industrialisation"], overrides={"calendar.months": 60})
    scenario.region.firms["small"].count; scenario.instruments["award"].amount; scenario.digest

Everything that is wrong raises one `ScenarioError`; `error.render("zh")` is what to show.
"""

from sim.scenario.build import check_file, examined, load_policy, load_region, load_scenario, over_months, with_world
from sim.scenario.catalogue import list_policies, list_regions
from sim.scenario.differences import Change, diff
from sim.scenario.doubtful import cautions
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.frozen import frozen_toml
from sim.scenario.reference import json_schema, parameters_table
from sim.scenario.schema import Policy, Region, Scenario

__all__ = [
    "Change",
    "Policy",
    "Problem",
    "Region",
    "Scenario",
    "ScenarioError",
    "cautions",
    "check_file",
    "diff",
    "examined",
    "frozen_toml",
    "json_schema",
    "list_policies",
    "list_regions",
    "load_policy",
    "load_region",
    "load_scenario",
    "over_months",
    "parameters_table",
    "with_world",
]
