"""What the report says of the nation, of payback, of budgets and of doing worse than nothing: each sentence only where its numbers allow it."""

import pytest

from experiments import compare
from experiments.cli.accounts import downside, execution, nation, payback
from sim import load_scenario

CITY = load_scenario("chenzhou", overrides={"calendar.months": 72})


@pytest.fixture(scope="module")
def policies():
    found = compare(CITY, ["attraction", "pilot-voucher", "do-nothing"], replications=12, seed=2, workers=2, worlds="versions")
    return {policy["id"]: policy for policy in found.document()["policies"]}


def test_the_nation_is_spoken_of_only_where_something_came_from_elsewhere(policies):
    assert nation(policies["pilot-voucher"], "zh") == nation(policies["do-nothing"], "en") == ""
    zh, en = (nation(policies["attraction"], lang) for lang in ("zh", "en"))
    assert zh.startswith("全国账") and "100%" in zh and "world.success_elsewhere" in zh
    assert en.startswith("National ledger") and "only moved" in en


def test_no_cost_per_project_is_given_for_a_nation_that_surely_gains_none(policies):
    there = policies["attraction"]["effects"]["batch_output_national"]
    says_no = "不给每项成本" in nation(policies["attraction"], "zh")
    assert says_no or there["low"] > 0.0


def test_payback_names_a_year_only_where_it_is_reached(policies):
    for policy in policies.values():
        zh, found = payback(policy, "zh"), policy["fiscal_payback"]
        assert (zh == "") == (found["outcome"] == "nothing_spent")
        assert found["year"] is None or str(found["year"]) in zh
        assert "研究期内没有收回" in zh if found["outcome"] == "not_within_study" else True


def test_budgets_are_spoken_of_by_instrument_and_not_where_there_is_none(policies):
    assert execution(policies["do-nothing"]["ledger"], "en") == ""
    assert "pilot-voucher" in execution(policies["pilot-voucher"]["ledger"], "en") and "%" in execution(policies["pilot-voucher"]["ledger"], "zh")


def test_doing_nothing_is_never_worse_than_nothing(policies):
    assert downside(policies["do-nothing"], "en").count("0%") == 2
    assert "不如不做的概率" in downside(policies["attraction"], "zh")
