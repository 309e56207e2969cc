"""Two ledgers: what is additional to the region and what is additional to the nation; a project that only moved is a gain to one of them alone."""

import pytest

from experiments import compare, pairs
from sim import load_scenario, simulate
from sim.policy import Attraction
from sim.scenario import with_world
from tests.sim.paired import policy

NATIONAL = ("new_products", "batch_output", "sales", "social_npv")
CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
INVITE = policy(invite=Attraction(family="attraction", projects_per_year=60.0, half_slots=1.0, cost_per_project=40.0))


def compared(share):
    return compare(with_world(CITY, success_elsewhere=share), [INVITE], replications=12, seed=3, workers=2, worlds="versions")


@pytest.fixture(scope="module")
def moved():
    """Everything that comes would have fared alike elsewhere."""
    return compared(1.0)


@pytest.fixture(scope="module")
def rescued():
    """Nothing that comes would have been worked on elsewhere."""
    return compared(0.0)


def effect(comparison, name):
    return comparison.document()["policies"][0]["effects"][name]


def test_without_attraction_both_ledgers_agree_to_the_last_bit():
    found = simulate(CITY, seed=4)[0].indicators
    for name in NATIONAL:
        assert found[name] == found[f"{name}_national"]


def test_attracted_projects_are_a_gain_to_the_region(moved):
    for name in ("new_products", "batch_output", "sales"):
        assert effect(moved, name)["low"] > 0


def test_who_only_moved_is_no_gain_to_the_nation_and_crowds_others_out(moved):
    """What is left of the effect are the local projects that lost their slot, engineers or market: it cannot be positive."""
    for name in ("new_products", "batch_output", "sales"):
        assert effect(moved, f"{name}_national")["low"] <= 0.0
        assert effect(moved, f"{name}_national")["difference"] < 0.2 * effect(moved, name)["difference"]
    assert effect(moved, "social_npv_national")["difference"] < effect(moved, "social_npv")["difference"]


def test_where_they_would_have_failed_elsewhere_the_nation_gains_as_much_as_the_region(rescued):
    for name in NATIONAL:
        assert effect(rescued, f"{name}_national") == effect(rescued, name)
    document = rescued.document()["policies"][0]
    assert document["nation"]["projects"] == document["projects"]
    assert document["nation"]["cost_per_additional"] == document["cost_per_additional"]


def test_the_national_ledger_is_linear_in_the_share_that_would_have_fared_alike(moved, rescued):
    half = compared(0.5)
    for name in NATIONAL:
        national = f"{name}_national"
        between = (moved.difference(0, national) + rescued.difference(0, national)) / 2
        assert half.difference(0, national) == pytest.approx(between, rel=1e-9, abs=1e-6)


def test_no_positive_cost_per_additional_project_is_given_for_the_nation_where_it_gains_none(moved):
    nation = moved.document()["policies"][0]["nation"]
    assert moved.document()["policies"][0]["cost_per_additional"]["defined"]
    cost = nation["cost_per_additional"]
    assert cost["value"] is None or cost["high"] < 0.0  # fewer projects than without: money is spent and projects are lost
    assert nation["success_elsewhere"] == 1.0
    assert nation["assumption"]["zh"] and nation["assumption"]["en"]


@pytest.mark.parametrize("account", [pairs.REGION, pairs.NATION])
def test_in_each_ledger_the_classes_add_up_to_its_net_effect(moved, account):
    counts = moved.projects[0][account].T
    name = ("batch_output", "batch_output_national")[account]
    before = moved.worlds.indicator(name)
    after = moved.policy_worlds[0].indicator(name)
    assert counts[:, 0] - counts[:, 2] == pytest.approx(after - before)
