"""80 and 30 come out of the model: the shipped versions reproduce them on fresh luck, for three different reasons."""

import numpy as np
import pytest

from calibration.cohorts import Cohort, closed_scenario, measure_cohort
from calibration.correlation import tetrachoric
from calibration.readings import READINGS
from calibration.shelf import as_toml
from calibration.solve import Solution, measured
from calibration.versions import load_versions
from sim.parameters import World

VERSIONS = load_versions()
FRESH_SEED = 909


@pytest.fixture(scope="module")
def cohorts() -> dict[str, Cohort]:
    scenario = closed_scenario()
    return {key: measure_cohort(scenario, entry["parameters"], FRESH_SEED, 80) for key, entry in VERSIONS.items()}


def test_there_are_the_three_versions():
    assert list(VERSIONS) == ["selection-heavy", "mixed", "treatment-only"] == [reading.id for reading in READINGS]


@pytest.mark.parametrize("key", VERSIONS)
def test_closed_cohorts_give_80_after_a_passed_pilot_and_30_without(cohorts, key):
    cohort = cohorts[key]
    assert cohort.unresolved == 0, "everybody is followed to the end"
    assert cohort.after_passed_pilot == pytest.approx(0.80, abs=0.02)
    assert cohort.without_pilot == pytest.approx(0.30, abs=0.02)
    assert cohort.pass_rate == pytest.approx(0.70, abs=0.05)


@pytest.mark.parametrize("key", VERSIONS)
def test_selection_is_measured_as_strong_as_the_version_says(cohorts, key):
    wanted = {reading.id: reading.rho for reading in READINGS}[key]
    assert cohorts[key].rho == pytest.approx(wanted, abs=0.1)


def test_the_more_is_selection_the_less_the_pilot_matures(cohorts):
    gains = [VERSIONS[key]["parameters"]["maturity_gain"] for key in ("selection-heavy", "mixed", "treatment-only")]
    assert gains == sorted(gains)
    # in the selection-heavy version the gain of those who passed is about nil, and the share of it that is testing says nothing
    assert abs(cohorts["treatment-only"].information_share) < 0.1 < cohorts["mixed"].information_share


def test_nobody_draws_80_or_30_changing_the_maturity_gain_changes_them():
    scenario, parameters = closed_scenario(), VERSIONS["mixed"]["parameters"]
    weaker = measure_cohort(scenario, parameters | {"maturity_gain": 0.2}, FRESH_SEED, 30)
    assert weaker.after_passed_pilot < 0.72


def test_the_worlds_defaults_are_the_mixed_version():
    defaults = World().model_dump()
    assert {name: defaults[name] for name in VERSIONS["mixed"]["parameters"]} == VERSIONS["mixed"]["parameters"]


def test_the_tetrachoric_correlation_recovers_a_known_one():
    rng = np.random.default_rng(0)
    x = rng.normal(size=400_000)
    y = 0.5 * x + np.sqrt(0.75) * rng.normal(size=x.size)
    a, b = x > 0.4, y > -0.2
    table = [(a & b).sum(), (a & ~b).sum(), (~a & b).sum(), (~a & ~b).sum()]
    assert tetrachoric(*map(int, table)) == pytest.approx(0.5, abs=0.01)


def test_a_table_with_an_empty_cell_has_a_correlation_at_the_edge_and_ends_no_fit():
    assert tetrachoric(0, 5, 5, 0) == -0.995 and tetrachoric(10, 0, 0, 10) == 0.995
    assert tetrachoric(300, 1, 0, 200) == 0.995 and tetrachoric(0, 300, 20, 200) == -0.995
    assert np.isnan(tetrachoric(0, 0, 3, 4))


def test_the_file_of_versions_says_what_was_measured(cohorts):
    text = as_toml([Solution(READINGS[1], VERSIONS["mixed"]["parameters"], measured(cohorts["mixed"]), (), 0)])
    assert f"after_passed_pilot = {measured(cohorts['mixed'])['after_passed_pilot']!r}" in text
