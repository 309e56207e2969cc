"""The model's own worlds, written down as a city would and read back, give the model's rates: in closed cohorts, and when looked at too early."""

import numpy as np
import pytest

from calibration.cohorts import closed_scenario, cohort_counts
from calibration.survey import read
from calibration.survey.findings import findings
from calibration.survey.synthetic import observed, survey_of_worlds, write_survey
from calibration.survey.targets import final_shares
from calibration.versions import load_versions
from sim.batch import run_world
from sim.dice import run_key
from sim.scenario import load_scenario, with_world
from sim.start import blueprint

VERSIONS = load_versions()
SEED = 31
RATES = ("after_passed_pilot", "without_pilot", "per_entrant", "pass_rate")


def worlds_of(version, seed, replications):
    """Closed worlds of a calibrated version: their states and the keys of their luck."""
    plan = blueprint(with_world(closed_scenario(), **VERSIONS[version]["parameters"]))
    return [(run_world(plan, seed, replication).state, run_key(seed, replication)) for replication in range(replications)]


def surveyed(worlds, path, **how):
    """A survey of these worlds, written to a file and read back."""
    rows = [row for state, key in worlds for row in observed(state, key, **how)]
    write_survey(path, [row | {"project": f"{number:05d}"} for number, row in enumerate(rows)])
    return read(path)


@pytest.fixture(scope="module")
def worlds():
    return worlds_of("mixed", SEED, 3)


@pytest.fixture(scope="module")
def closed(worlds, tmp_path_factory):
    return surveyed(worlds, tmp_path_factory.mktemp("closed") / "survey.csv")


@pytest.fixture(scope="module")
def after_24_months(worlds, tmp_path_factory):
    return surveyed(worlds, tmp_path_factory.mktemp("early") / "survey.csv", followed=24)


def test_a_survey_of_a_world_counts_what_the_model_counts(worlds, closed):
    passed, passed_reached, direct, direct_reached, entrants, entrants_reached, *_ = sum(cohort_counts(*world) for world in worlds)
    spans = {name: each[0] for name, each in final_shares(closed).items()}
    assert (len(spans["after_passed_pilot"]), spans["after_passed_pilot"].successes) == (passed, passed_reached)
    assert (len(spans["without_pilot"]), spans["without_pilot"].successes) == (direct, direct_reached)
    assert (len(spans["per_entrant"]), spans["per_entrant"].successes) == (entrants, entrants_reached)
    assert all(each.is_closed for each in spans.values())


@pytest.mark.parametrize("name", RATES)
def test_a_closed_cohort_gives_back_the_rates_of_the_version(closed, name):
    found = final_shares(closed)[name][1].estimate
    assert found.low <= VERSIONS["mixed"]["measured"][name] <= found.high
    assert found.high - found.low < 0.13


@pytest.mark.parametrize("name", ["after_passed_pilot", "per_entrant"])
def test_looked_at_after_24_months_the_share_so_far_is_far_too_low_and_the_estimate_covers_the_truth(after_24_months, name):
    truth = VERSIONS["mixed"]["measured"][name]
    rate = findings(after_24_months)["rates"][name]
    assert rate["running"] > 0.4 * rate["n"]
    assert rate["so_far"] < truth - 0.3
    assert rate["finished_only"] < truth - 0.1
    assert rate["low"] <= truth <= rate["high"]
    assert rate["bounds"]["low"] <= truth <= rate["bounds"]["high"]


def test_the_file_says_how_much_is_not_finished(after_24_months):
    codes = {limit["code"] for limit in findings(after_24_months)["cannot_tell"]}
    assert {"unfinished_after_passed_pilot", "unfinished_without_pilot"} <= codes


def test_nothing_that_came_after_the_last_look_is_in_the_file(worlds):
    for row in observed(*worlds[0], look=60):
        months = [row[name] for name in ("applied", "pilot_started", "pilot_ended", "direct_started", "entered", "batch_output", "stopped")]
        assert max(months) <= row["followed_until"]


def test_public_money_in_the_file_is_what_was_paid(tmp_path):
    rows = survey_of_worlds(load_scenario("chenzhou", ["pilot-voucher"], overrides={"calendar.months": 60, "calendar.burn_in": 24}), 5, 1)
    paid = np.array([float(row["public_money"]) for row in rows])
    assert (paid > 0).sum() > 5 and paid.max() <= 50.0  # the voucher's cap in 万元


def test_a_world_whose_panel_was_changed_has_no_scores_on_one_scale():
    with pytest.raises(ValueError, match="one scale"):
        survey_of_worlds(load_scenario("chenzhou", ["expert-panel"], overrides={"calendar.months": 12, "calendar.burn_in": 0}), 5, 1)


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
def test_over_many_worlds_the_early_estimate_covers_the_truth_in_every_version(version, tmp_path):
    covered = []
    for batch in range(4):
        survey = surveyed(worlds_of(version, 400 + batch, 2), tmp_path / f"{batch}.csv", followed=36)
        for name, (_, curve) in final_shares(survey).items():
            covered.append(curve.estimate.low <= VERSIONS[version]["measured"][name] <= curve.estimate.high)
    assert np.mean(covered) >= 0.75  # 95 %, less what 16 estimates of 8 worlds can miss by chance
