"""Budgets against spending, and the year in which taxes on new products have paid a policy back."""

import numpy as np
import pytest

from experiments import compare
from experiments.fiscal import budgets, paid_back_in, payback
from experiments.statistics import probability_worse
from sim import load_scenario, simulate
from sim.policy import Brokers, CostSupport, GuaranteedLoans
from sim.tables import YUAN
from sim.units import parse_month
from tests.sim.paired import policy

CITY = load_scenario("chenzhou", overrides={"calendar.months": 96})


def limited(**changes):
    tool = CostSupport(family="cost_support", share=0.5, budget_per_year=1000.0)
    return load_scenario(CITY.region, [policy(pool=tool.model_copy(update=changes))])


@pytest.fixture(scope="module")
def document():
    small = CostSupport(family="cost_support", share=0.5, budget_per_year=200.0)
    vast = CostSupport(family="cost_support", covers="product", share=0.1, budget_per_year=90_000.0)
    tools = policy(small=small, vast=vast, staff=Brokers(family="brokers", staff=5.0))
    return compare(CITY, [tools], replications=12, seed=3, workers=2, worlds="versions").document()["policies"][0]


def test_a_budget_is_there_in_full_when_it_begins_and_every_january_after():
    start = CITY.region.calendar.start
    assert start == parse_month("2025-01")
    assert budgets(limited(start=start + 6, end=start + 29))["pool"] == {2025: 1000.0, 2026: 1000.0, 2027: 1000.0}
    assert budgets(limited(start=start + 12, end=start + 23))["pool"] == {2026: 1000.0}
    assert budgets(limited(), months=13)["pool"] == {2025: 1000.0, 2026: 1000.0}
    assert budgets(limited(budget_per_year=None))["pool"] == {}
    assert budgets(limited(start=parse_month("2090-01")))["pool"] == {}


def test_the_budget_of_a_guarantee_goes_on_after_its_end_as_the_model_refills_it():
    tool = GuaranteedLoans(family="guaranteed_loans", loss_share=0.6, budget_per_year=300.0, carries_over=True, start="2025-01", end="2026-12")
    scenario = load_scenario(CITY.region, [policy(pool=tool)])
    given = sum(budgets(scenario)["pool"].values())
    row = simulate(scenario, seed=3)[0].state.instruments[0]
    assert given == 8 * 300.0 == (row["left"] + row["spent"]) / YUAN, "what is carried over and what was spent is all that was given"


def test_a_budget_that_is_too_small_is_spent_and_one_that_is_too_large_is_not(document):
    ledger = document["ledger"]
    assert ledger["small"]["execution"]["value"] > 0.9
    assert ledger["vast"]["execution"]["value"] < 0.1
    assert ledger["small"]["budget"] == pytest.approx(8 * 200.0)
    assert all(0.0 <= share <= 1.0 + 1e-9 for share in ledger["small"]["execution_by_year"].values())
    assert ledger["small"]["execution"]["value"] * ledger["small"]["budget"] == pytest.approx(ledger["small"]["total"])


def test_what_has_no_limit_has_no_execution(document):
    assert document["ledger"]["staff"]["budget"] is None
    assert document["ledger"]["staff"]["execution"] == {"value": None, "low": None, "high": None}


def test_a_running_balance_pays_back_in_the_year_after_its_last_shortfall():
    assert paid_back_in(np.array([-5.0, 1.0, -2.0, 3.0]), (2025, 2026, 2027, 2028)) == 2028
    assert paid_back_in(np.array([0.0, 1.0]), (2025, 2026)) == 2025
    assert paid_back_in(np.array([1.0, -1.0]), (2025, 2026)) is None


class Worlds:
    """What `payback` needs of worlds: three that are alike."""

    clusters = np.zeros(3)

    def __init__(self, taxes, money):
        self.taxes, self.public_by_year = (np.repeat(np.array(each)[:, None], 3, axis=1) for each in (taxes, money))
        self.local_taxes = self.taxes / 2


def test_taxes_are_held_against_money_as_both_add_up():
    before, after = Worlds([1.0, 1.0, 1.0], [0.0, 0.0, 0.0]), Worlds([1.0, 5.0, 9.0], [10.0, 0.0, 0.0])
    found = payback(before, after, (2025, 2026, 2027))
    assert (found["year"], found["local_year"], found["outcome"]) == (2027, None, "paid_back")
    assert found["balance"]["value"] == pytest.approx(2.0)
    assert found["by_year"]["2026"] == {"taxes": 4.0, "local_taxes": 2.0, "public_money": 10.0}
    assert found["share_paid_back"] == 1.0


def test_what_costs_nothing_has_nothing_to_pay_back():
    world = Worlds([1.0], [0.0])
    found = payback(world, world, (2025,))
    assert found["year"] is None and found["share_paid_back"] is None and found["outcome"] == "nothing_spent"


def test_the_last_year_of_a_comparison_holds_all_that_was_spent(document):
    spent = sum(entry["total"] - entry["recycled"] for entry in document["ledger"].values())
    last = list(document["fiscal_payback"]["by_year"].values())[-1]
    assert last["public_money"] == pytest.approx(spent)
    assert last["taxes"] == pytest.approx(document["effects"]["tax"]["difference"])
    assert last["local_taxes"] == pytest.approx(document["effects"]["local_tax"]["difference"])


def test_worse_than_doing_nothing_counts_no_ties():
    assert probability_worse(np.array([1.0, -1.0, 0.0, np.nan]), 1) == pytest.approx(1 / 3)
    assert probability_worse(np.array([1.0, -1.0, -2.0]), -1) == pytest.approx(1 / 3)
    assert probability_worse(np.array([1.0]), 0) is None


def test_better_and_worse_leave_room_for_ties_only(document):
    for effect in document["effects"].values():
        if effect["probability_better"] is not None:
            assert effect["probability_better"] + effect["probability_worse"] <= 1.0 + 1e-12
