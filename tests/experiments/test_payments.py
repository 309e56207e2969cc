"""Who was paid, who had earned it, and what was paid before the window began."""

import numpy as np
import pytest

from experiments import run
from experiments.runs.payments import payments_of
from sim import load_scenario, simulate

EARLY = """kind = "policy"
title = { zh = "提前开始的中试券", en = "a voucher that began early" }
question = { zh = "统计期前后各付了多少？", en = "How much was paid before the window?" }
sources = []

[instruments.early-voucher]
family = "cost_support"
covers = "pilot"
share = 0.5
start = "2023-01"
"""


@pytest.fixture(scope="module")
def early(tmp_path_factory):
    path = tmp_path_factory.mktemp("policies") / "early-voucher.toml"
    path.write_text(EARLY, encoding="utf-8")
    return path


def test_the_two_totals_of_public_money_differ_by_what_was_paid_before_the_window(early):
    document = run("chenzhou", [early], replications=3, months=24).document()
    entry = document["ledger"]["early-voucher"]
    assert entry["before_window"] > 0
    assert entry["total"] - entry["before_window"] == pytest.approx(document["indicators"]["public_money"]["mean"])
    assert set(entry["by_year"]) == {"2023", "2024", "2025", "2026"}


def test_every_project_an_instrument_paid_is_counted_once():
    outcome = simulate(load_scenario("chenzhou", ["one-of-each"]))[0]
    found, paid_by = payments_of(outcome), outcome.state.projects["paid_by"]
    paid = dict(zip(outcome.instruments, found.projects_paid, strict=True))
    assert [name for name, value in paid.items() if np.isnan(value)] == ["new-public-platforms", "expert-panel", "brokers"], "they pay no project"
    for k, name in enumerate(outcome.instruments):
        assert np.isnan(paid[name]) or paid[name] == np.count_nonzero(paid_by >> k & 1), name
    assert not found.before_window.any()


GENERAL = {"performance-grant", "three-reforms", "incubator-benchmark", "incubator-ordinary", "service-lists", "platform-alliance"}


def test_instruments_that_pay_no_single_project_say_so():
    names = [
        "performance-grant",
        "release-reform",
        "incubators",
        "service-lists",
        "platform-alliance",
        "operating-subsidy",
        "attraction",
        "first-set",
    ]
    outcome = simulate(load_scenario("typical-city", names))[0]
    found = payments_of(outcome)
    paid = dict(zip(outcome.instruments, found.projects_paid, strict=True))
    assert {name for name, value in paid.items() if np.isnan(value)} == GENERAL
    assert all(value > 0 for name, value in paid.items() if name not in GENERAL)


def test_what_a_guarantee_may_still_cost_at_the_end_is_shown_apart_from_what_was_spent():
    document = run("typical-city", ["guaranteed-loans", "brokers"], replications=4, months=60).document()
    loans, brokers = document["ledger"]["guaranteed-loans"], document["ledger"]["brokers"]
    assert loans["contingent_liability"]["value"] > 0
    assert loans["contingent_liability"]["low"] <= loans["contingent_liability"]["value"] <= loans["contingent_liability"]["high"]
    assert brokers["contingent_liability"]["value"] is None
    states = [each.state for each in simulate(load_scenario("typical-city", ["guaranteed-loans", "brokers"]), months=60, replications=4)]
    assert all(state.guaranteed_loans["at_risk"][0] > 0 for state in states)


def test_an_award_pays_all_who_earn_it_until_its_budget_ends(tmp_path):
    policy = EARLY.partition("[instruments")[0] + '[instruments.award]\nfamily = "outcome_award"\namount = "200万"\nstart = "2025-01"\n'
    free, tight = tmp_path / "free.toml", tmp_path / "tight.toml"
    free.write_text(policy, encoding="utf-8")
    tight.write_text(policy + 'budget_per_year = "400万"\n', encoding="utf-8")
    without_limit, with_limit = (payments_of(simulate(load_scenario("typical-city", [path]), seed=2)[0]) for path in (free, tight))
    assert without_limit.projects_qualified[0] == without_limit.projects_paid[0] > 20
    assert with_limit.projects_qualified[0] > with_limit.projects_paid[0] > 0
