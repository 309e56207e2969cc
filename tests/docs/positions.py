"""Mechanisms in their off position: which kind each has, and any scenario with one of them switched off.

Four kinds. An *instrument* is off with its off values written into the tool. A *layout* is off where there are 0 platforms of each group. A
*character* of platforms is off with the off value written into every platform. A part of the *world* that the baseline itself holds is off where
it cannot act; what else belongs to it (`moot`) then no longer matters.
"""

import sys

from sim import load_scenario
from sim.policy import NewPlatforms
from sim.scenario import Policy, Region, Scenario
from sim.scenario.family import FAMILIES
from tests.docs.pages import generator

generator()  # puts `docs` on the path
TABLES = sys.modules["generators.mechanism_tables"]
MECHANISMS = TABLES.ledger()
KINDS = ("instrument", "layout", "character", "world")


def kind_of(entry):
    if entry["as"] != "region":
        return "instrument"
    if set(entry["off"]) == {"platforms.NAME.count"}:
        return "layout"
    return "world" if "moot" in entry else "character"


OF_KIND = {kind: [name for name, entry in MECHANISMS.items() if kind_of(entry) == kind] for kind in KINDS}


def scenario_name(entry):
    """The name of the scenario file that uses a mechanism."""
    return entry["scenario"].rpartition("/")[2].removesuffix(".toml")


def spelt_out(region: Region, keys):
    """Keys of a mechanism as keys of a region: NAME stands for every group."""
    found = {}
    for path, value in keys.items():
        group, name, *rest = path.split(".")
        names = list(getattr(region, group)) if name == "NAME" else [name]
        found |= {".".join((group, each, *rest)): value for each in names}
    return found


def policy_of(tools, like: Policy) -> Policy:
    """The same policy with these instruments."""
    return like.model_copy(update={"instruments": dict(tools), "assumptions": {}})


def switched_off(scenario: Scenario, entry) -> Scenario:
    """The scenario with one mechanism in its off position, wherever it occurs: in the region, in what policies build, or as an instrument."""
    of_places = {path: value for path, value in entry["off"].items() if "." in path}
    region = load_scenario(scenario.region, overrides=spelt_out(scenario.region, of_places)).region if of_places else scenario.region
    return Scenario(region, tuple(policy_of(_tools_off(policy, entry), policy) for policy in scenario.policies))


def _tools_off(policy: Policy, entry):
    """The instruments of a policy: those of the mechanism's family, and platforms that are built with its character, in the off position."""
    of_tool = {key: value for key, value in entry["off"].items() if "." not in key}
    of_platforms = {path.rpartition(".")[2]: value for path, value in entry["off"].items() if path.startswith("platforms.NAME.")}
    found = {}
    for key, tool in policy.instruments.items():
        off = of_tool if tool.family == entry["as"] else of_platforms if isinstance(tool, NewPlatforms) and "count" not in of_platforms else {}
        stated = {
            name: value for name, value in (tool.model_dump() | off).items() if value != TABLES.ABSENT and name in FAMILIES[tool.family].model_fields
        }
        found[key] = FAMILIES[tool.family].model_validate(stated)
    return found
