"""Targets as code: each says what it wants, how it is measured, and whether it is met; starting stocks are set exactly; censoring is respected."""

import numpy as np
import pytest

from calibration import parts
from calibration.data import PILOTS, of_survey, published, uniform_entry
from calibration.evidence import ledger
from calibration.observe import DELAYS, PACE, ZIGONG_MONTHS, entered_within, observe
from calibration.survey.targets import SurveyTarget
from calibration.targets import STARTS, TARGETS, TENSIONS, starts_met
from calibration.versions import load_versions

MIXED = load_versions()["mixed"]["parameters"]


@pytest.fixture(scope="module")
def sums():
    return observe(MIXED, 31, 24, 24)


def test_every_target_of_the_evidence_is_there():
    named = {target.id.partition("-")[0].rstrip("T") for target in TARGETS}
    assert named == {f"C{n}" for n in range(1, 10)}
    assert all(target.what.zh and target.what.en and target.sources for target in TARGETS)
    known = ledger()
    assert [(target.id, name) for target in TARGETS for name in target.sources.split() if name not in known] == []
    assert [start.source for start in STARTS if start.source not in known] == []
    assert all(target.low <= target.value <= target.high for target in TARGETS)


def test_starting_stocks_are_as_documented():
    assert [(start.region, start.what_en, found) for start, found in starts_met() if found != start.value] == []
    assert {start.region for start in STARTS} == {"zigong", "jiangmen", "chenzhou", "shaanxi"}


def test_every_target_can_be_measured(sums):
    values = {target.id: target.of(sums) for target in TARGETS}
    assert np.isfinite(list(values.values())).all()
    assert values["C1"] == pytest.approx(0.80, abs=0.03) and values["C2"] == pytest.approx(0.30, abs=0.03)
    assert 5 <= values["C7-pilot"] <= 20


def test_entering_within_two_years_is_censored_not_a_rate_of_success(sums):
    delays, members = sums.zigong_delays, sums.numbers["zg_begun"]
    ever = delays.sum() / members
    window = entered_within(delays, members, uniform_entry())
    assert window < 0.85 * ever, "many of those who will enter have not had the time to"
    longer = entered_within(delays, members, uniform_entry((ZIGONG_MONTHS + 12,)))
    assert window < longer


def test_uniform_entry_by_hand():
    delays = np.zeros(DELAYS)
    delays[10] = 4.0  # four of five enter ten months after their pilot began
    # watched 20 to 0 months: those who began in months 0 to 10 of 20 have been watched for at least ten (months 19 to 10)
    assert entered_within(delays, 5.0, uniform_entry((20,))) == pytest.approx(0.8 * 10 / 20)
    assert np.isnan(entered_within(delays, 0.0, uniform_entry()))


def test_the_likelihood_of_13_in_30_is_binomial_and_wide():
    item = next(each for each in published().items if each.likelihood == "window")
    assert item.n == PILOTS and item.log_likelihood(13 / 30) == pytest.approx(0.0, abs=1e-9)
    assert item.log_likelihood(0.55) > -2.0 > item.log_likelihood(0.8)


def test_what_cannot_be_measured_is_never_accepted():
    data = published()
    assert data.log_likelihood({item.id: float("nan") for item in data.items}) == float("-inf")


def test_wording_t_speaks_of_all_who_went_through():
    assert published("T").items[0].id == "per_entrant" and published("S").items[0].id == "after_passed_pilot"
    assert any({"C1", "C1T"} <= set(tension.targets) for tension in TENSIONS)


def test_money_of_a_survey_is_shown_but_not_fitted():
    targets = [
        SurveyTarget("after_passed_pilot", 0.7, 0.5, 0.9, "binomial", 20, successes=14),
        SurveyTarget("mean_public_money", 100.0, 80.0, 120.0, "normal", 20, unit="万元"),
    ]
    data = of_survey(targets)
    assert [item.id for item in data.items] == ["after_passed_pilot"]
    assert data.pace != PACE


def shares(*names: str) -> list[SurveyTarget]:
    return [SurveyTarget(name, 0.7, 0.6, 0.8, "binomial", 100, successes=70) for name in names]


def test_no_project_of_a_city_counts_twice_in_the_fit():
    everything = shares("after_passed_pilot", "without_pilot", "per_entrant", "pass_rate")
    assert [item.id for item in of_survey(everything).items] == ["after_passed_pilot", "without_pilot", "pass_rate"]
    assert [item.id for item in of_survey(shares("per_entrant", "pass_rate")).items] == ["per_entrant", "pass_rate"]
    assert [item.id for item in of_survey(shares("per_entrant")).items] == ["per_entrant"], "nobody wrote down who passed"


def test_a_slower_zigong_has_fewer_that_entered(sums):
    slow = observe(MIXED | {PACE: 2.0}, 31, 2, 24)
    item = uniform_entry()
    slower = entered_within(slow.zigong_delays, slow.numbers["zg_begun"], item)
    assert slower < entered_within(sums.zigong_delays, sums.numbers["zg_begun"], item) - 0.05


def test_the_three_parts_add_up_to_the_technical_gap(sums):
    c = sums.cohort
    gap = c.passed_works / c.passed - c.direct_luck / c.direct
    assert parts.selection(c) + parts.information(c) + parts.maturation(c) == pytest.approx(gap)
    assert parts.maturation(c) > 0.1, "in the mixed version the pilot itself helps"
    assert c.pass_rate * c.after_passed_pilot + (1 - c.pass_rate) * parts.after_failed_pilot(c) == pytest.approx(c.per_entrant)
