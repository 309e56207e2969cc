"""Who gains and where: the changes of sectors, and of counties, add up to the change of the indicator, whoever names the counties."""

import pytest

from experiments import compare
from experiments.runs.groups import UNNAMED
from sim.indicators import GROUPED
from sim.scenario import load_policy

QUICK = {"replications": 6, "months": 84, "seed": 3, "worlds": "central"}


def assert_adds_up(comparison):
    """Effects of every policy, and the levels of its worlds, by sector and by county."""
    for policy in comparison.document()["policies"]:
        for section in ("by_sector", "by_county"):
            for event in GROUPED:
                changes = [each[event]["difference"] for each in policy["effects_by_group"][section].values()]
                levels = [each[event]["mean"] for each in policy["run"][section].values()]
                if changes or section == "by_sector":
                    assert sum(changes) == pytest.approx(policy["effects"][event]["difference"], abs=1e-9), (policy["id"], section, event)
                    assert sum(levels) == pytest.approx(policy["run"]["indicators"][event]["mean"]), (policy["id"], section, event)


def test_a_county_that_only_the_policy_names_leaves_the_rest_of_the_region_as_it_was():
    """No platform of the region has a county: what is in none was there before the policy, too."""
    found = compare("zigong", ["county-bases", "more-public-platforms"], **QUICK)
    assert_adds_up(found)
    bases, others = found.document()["policies"]
    assert list(bases["effects_by_group"]["by_county"]) == list(bases["run"]["by_county"]) == ["县域", UNNAMED]
    assert bases["effects_by_group"]["by_county"]["县域"]["pilots_started"]["difference"] > 0
    assert others["effects_by_group"]["by_county"] == others["run"]["by_county"] == found.document()["baseline"]["by_county"] == {}


def test_counties_that_the_region_names_add_up_too():
    found = compare("chenzhou", ["county-bases"], **QUICK)
    assert_adds_up(found)
    assert list(found.document()["policies"][0]["effects_by_group"]["by_county"])[-1] == UNNAMED


def test_the_counties_of_a_lottery_add_up_in_the_worlds_that_have_none():
    policy = load_policy("county-bases")
    tool = policy.instruments["county-bases"].model_copy(update={"count": 1})
    one = policy.model_copy(update={"instruments": {"county-bases": tool}})
    found = compare("zigong", [one], replications=30, months=84, seed=2, worlds="versions", equal_budget=700.0)
    assert {each.policies[-1].instruments["county-bases"].count for each in found.sizes[0]} == {0, 1}
    assert found.policy_worlds[0].counties == ("县域", UNNAMED)
    assert_adds_up(found)
    worlds = found.policy_worlds[0]
    assert (worlds.by_county.sum(axis=0) == worlds.by_sector.sum(axis=0)).all()
