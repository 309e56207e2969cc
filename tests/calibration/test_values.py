"""Values are those that firms act on: every field is attempted alike, and who attempts only just gains about nothing."""

import numpy as np
import pytest

from calibration import values
from experiments.statistics import ratio_interval
from sim.scenario import load_scenario
from sim.stages import LabType, Sector

WORLDS = 30
ROWS = [Sector[field.upper()] for field in values.shipped()]


@pytest.fixture(scope="module")
def attempts():
    return values.count_attempts(values.reference(values.shipped()), values.FRESH_SEED, WORLDS)


@pytest.fixture(scope="module")
def gains():
    return values.marginal_gains(values.FRESH_SEED, WORLDS)


def test_firms_attempt_the_same_share_of_what_they_look_at_in_every_field(attempts):
    assert np.abs(attempts.shares[ROWS] - attempts.share).max() < 0.04


def test_with_one_value_for_all_nobody_would_act_on_biomedicine():
    alike = values.count_attempts(values.reference(dict.fromkeys(values.shipped(), 1.0)), values.FRESH_SEED, WORLDS)
    assert alike.shares[Sector.BIOMEDICINE] < 0.75 * alike.share, "its products take four times as long, and it is discounted away"


def test_the_values_are_those_that_the_solver_finds():
    assert values.solve(worlds=12) == pytest.approx(values.shipped(), abs=0.1)


def test_the_values_leave_the_common_level_to_the_multiple_of_the_world():
    shares = [load_scenario(values.REFERENCE).region.sectors[field].share for field in values.shipped()]
    assert np.log(list(values.shipped().values())) @ shares == pytest.approx(0.0, abs=0.01)


def test_the_marginal_attempter_gains_about_nothing_while_others_gain_much(gains):
    marginal, _ = ratio_interval(gains.marginal[:, 1], gains.marginal[:, 0], gains.versions)
    everybody, _ = ratio_interval(gains.everybody[:, 1], gains.everybody[:, 0], gains.versions)
    assert gains.marginal[:, 0].sum() > 300
    assert marginal.low - 0.02 < 0.0 < marginal.high + 0.02 and marginal.high - marginal.low < 0.2, "indifferent, within a fifth of a line"
    assert everybody.low > 0.3 > marginal.high


def test_the_gain_of_the_marginal_attempter_says_nothing_of_how_high_values_are(monkeypatch):
    """At three fifths of the values a third fewer results are attempted, and who attempts only just gains about nothing as well."""
    lower = {field: 0.6 * value for field, value in values.shipped().items()}
    few = values.count_attempts(values.reference(lower), values.FRESH_SEED, 8)
    monkeypatch.setattr(values, "shipped", lambda: lower)
    found = values.marginal_gains(values.FRESH_SEED, 15)
    marginal, _ = ratio_interval(found.marginal[:, 1], found.marginal[:, 0], found.versions)
    assert few.share < 0.4 and abs(marginal.value) < 0.06 and marginal.low < 0.03


def test_a_success_is_worth_what_it_is_said_to_be_worth(monkeypatch):
    """Gains rise in a straight line with the worth of a success, and only for those who reached one."""
    plan = next(values.plans(values.reference(values.shipped())))
    state, factors = values._followed(plan, values.run_key(3, 0))
    low, middle, high = (values.gains_over_line(state, factors, worth) for worth in (1.0, 1.025, 1.05))
    tried = np.isfinite(low)
    reached = state.projects[: state.clock[0].projects]["batch_output"] != values.NEVER
    assert middle[tried] == pytest.approx((low[tried] + high[tried]) / 2)
    assert (high[tried & reached] > low[tried & reached]).all() and np.array_equal(high[tried & ~reached], low[tried & ~reached])


def test_attempt_rates_by_owner_are_ordered_and_within_a_factor_of_two_of_patents(attempts):
    rates = attempts.rates_by_owner
    assert set(rates) == {kind.key for kind in LabType}
    assert 0.5 < rates["institute"] / rates["university"] / values.INSTITUTES_OVER_UNIVERSITIES < 2.0
    assert 0.5 < rates["enterprise"] / rates["institute"] / values.FIRMS_OVER_INSTITUTES < 2.0
    assert 0.05 < rates["university"] < 0.2, "about a tenth of results, if 3.9 % of patents industrialise and four in ten attempts succeed"


def test_the_release_of_institutes_misses_both_ratios_by_the_same_factor():
    rates = {"university": 0.08, "institute": 0.12, "enterprise": 0.3}
    better = rates["institute"] * values.release_between(rates, 0.5) / 0.5
    above, below = better / rates["university"] / values.INSTITUTES_OVER_UNIVERSITIES, rates["enterprise"] / better / values.FIRMS_OVER_INSTITUTES
    assert above == pytest.approx(below)


def test_a_search_that_ends_too_early_gives_no_values():
    with pytest.raises(RuntimeError, match="no values"):
        values.solve(worlds=1, most=1)
