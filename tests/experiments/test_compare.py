"""A comparison is paired, adds up, and never says more than its interval."""

import json

import numpy as np
import pytest

from experiments import compare, pairs, run
from experiments.worlds import versions_for
from sim import simulate
from sim.indicators import NAMES
from sim.stages import Stage, StopReason

POLICIES = ["do-nothing", "pilot-voucher", "award-on-industrialisation"]


@pytest.fixture(scope="module")
def comparison():
    return compare("chenzhou", POLICIES, replications=72, months=72, workers=2, seed=4)


@pytest.fixture(scope="module")
def document(comparison):
    return comparison.document()


def test_the_document_is_strict_json_with_the_promised_keys(document):
    text = json.dumps(document, allow_nan=False)
    assert json.loads(text) == document
    policy = document["policies"][1]
    assert {"id", "effects", "cost_per_additional", "projects", "holds_in", "ledger"} <= set(policy)
    assert set(policy["effects"]["batch_output"]) >= {
        "baseline", "policy", "difference", "low", "high", "probability_better", "variance_reduction", "replications_needed",
    }  # fmt: skip
    assert set(policy["projects"]) == {*pairs.CLASSES, *pairs.BESIDE}


def test_the_tidy_table_has_a_row_per_policy_and_indicator(comparison):
    rows = comparison.tidy()
    assert {(row["id"], row["indicator"]) for row in rows} == {(policy, name) for policy in POLICIES for name in NAMES}
    assert all(row["policy"] is None or isinstance(row["policy"], float) for row in rows)


def test_doing_nothing_has_no_effect_at_all(document):
    nothing = document["policies"][0]
    for effect in nothing["effects"].values():
        assert effect["difference"] in (0.0, None)
    assert nothing["holds_in"] == []
    assert nothing["cost_per_additional"]["defined"] is False
    assert [nothing["projects"][key]["value"] for key in ("additional", "displaced", "deadweight", "accelerated")] == [0.0] * 4


def test_spending_above_a_baseline_that_spends_nothing_is_never_below_nothing(document):
    spent = document["policies"][1]["effects"]["public_money"]
    assert spent["baseline"] == 0.0 < spent["low"] < spent["difference"] < spent["high"]
    assert all(effects["public_money"]["low"] > 0.0 for effects in document["policies"][1]["by_version"].values())


def test_the_classes_add_up_to_the_net_effect_and_to_all_projects(comparison):
    for k in range(len(POLICIES)):
        counts = comparison.projects[k][pairs.REGION].T
        net = comparison.difference(k, "batch_output")
        assert np.array_equal(counts[:, 0] - counts[:, 2], net)
        assert (counts[:, :5].sum(axis=1) == counts[0, :5].sum()).any()


def test_all_three_versions_are_run_and_named(document):
    assert [version["id"] for version in document["versions"]] == ["selection-heavy", "mixed", "treatment-only"]
    assert set(document["policies"][1]["by_version"]) == {"selection-heavy", "mixed", "treatment-only"}


def test_numbers_are_of_the_posterior_and_versions_are_looked_at_beside_it(comparison, document):
    """The same worlds as those of the versions alone: what is said of versions does not depend on what is asked besides."""
    draws = len(versions_for("posterior"))
    assert document["posterior"] == {"draws": draws} and document["replications"] == len(comparison.worlds) == len(comparison.readings.worlds) == 72
    alone = compare("chenzhou", POLICIES, replications=72, months=72, workers=2, seed=4, worlds="versions").document()
    assert alone["posterior"] is None
    for mine, theirs in zip(document["policies"], alone["policies"], strict=True):
        assert mine["by_version"] == theirs["by_version"] and "by_draw" not in theirs
        assert len(mine["by_draw"]) == mine["robust"]["posterior"]["draws"] == draws
    ran = run("chenzhou", ["pilot-voucher"], replications=72, months=72, seed=4, worlds="posterior").document()
    assert document["policies"][1]["run"]["indicators"] == ran["indicators"], "levels are those of the draws alone"
    assert document["policies"][0]["robust"]["posterior"]["share"]["value"] is None, "nothing done changes nothing"


def test_violations_in_the_versions_beside_are_not_lost(comparison):
    from dataclasses import replace

    spoiled = replace(comparison.readings.worlds, violations=("an account that does not balance",))
    found = replace(comparison, readings=replace(comparison.readings, worlds=spoiled)).document()
    assert found["baseline"]["conservation"] == {"violations": 1, "details": ["an account that does not balance"]}
    assert found["digest"] == comparison.document()["digest"]


def test_the_same_luck_makes_pairs_many_times_more_precise(document):
    assert document["policies"][1]["effects"]["batch_output"]["variance_reduction"] > 10.0


def test_the_ledger_by_year_adds_up_to_its_total(document):
    for policy in document["policies"][1:]:
        for entry in policy["ledger"].values():
            assert sum(entry["by_year"].values()) == pytest.approx(entry["total"])
        spent = sum(entry["total"] for entry in policy["ledger"].values())
        assert policy["effects"]["public_money"]["difference"] == pytest.approx(spent)


def test_any_number_of_workers_gives_the_same_document():
    one, two = (compare("zigong", ["capital-pool"], replications=6, months=36, workers=w).document() for w in (1, 2))
    assert one == two


def test_a_comparison_of_one_world_or_of_no_policy_is_refused():
    with pytest.raises(ValueError, match="at least 2 replications"):
        compare("zigong", ["capital-pool"], replications=1)
    with pytest.raises(ValueError, match="at least one policy"):
        compare("zigong", [])


def test_projects_that_exist_in_one_world_only_are_counted_apart():
    from sim import load_scenario

    base = load_scenario("typical-city", overrides={"calendar.months": 60})
    more = load_scenario("typical-city", overrides={"calendar.months": 60, "labs.universities.count": 5})
    a, b = simulate(base, seed=6)[0], simulate(more, seed=6)[0]
    found = pairs.classify(a, b)
    assert found["absent_in_one"].sum() == b.state.projects.size - a.state.projects.size > 0
    assert found["name"].size == np.unique(found["name"]).size
    before = np.count_nonzero(a.state.projects["batch_output"] >= 0)
    after = np.count_nonzero(b.state.projects["batch_output"] >= 0)
    classes = np.bincount(found["class"], minlength=5)
    assert classes[0] - classes[2] == after - before


def test_run_reports_rates_only_on_resolved_cohorts():
    young = run("zigong", replications=4, months=24).document()
    assert young["rates"]["after_passed_pilot"]["value"] is None
    assert young["rates"]["per_entrant"]["unresolved_share"] == 1.0
    old = run("typical-city", replications=6, worlds="central").document()
    assert 0.6 < old["rates"]["after_passed_pilot"]["value"] < 0.95
    assert old["rates"]["without_pilot"]["n"] > 50


def test_run_names_every_stage_reason_and_violation():
    document = run("chenzhou", ["brokers"], replications=3, months=36, check=True).document()
    assert set(document["stages"]) == {stage.key for stage in Stage}
    assert set(document["stop_reasons"]) == {reason.key for reason in StopReason}
    assert document["conservation"] == {"violations": 0, "details": []}
    assert json.dumps(document, allow_nan=False)


def test_running_again_gives_the_same_digest_and_another_seed_another():
    first, again = (run("zigong", replications=3, months=24, seed=5).document()["digest"] for _ in range(2))
    assert first == again != run("zigong", replications=3, months=24, seed=6).document()["digest"]
