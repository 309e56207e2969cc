"""Coverage of known truths: right where model and likelihood go together, wrong where the likelihood claims too much."""

import numpy as np
import pytest

from calibration.coverage import covered, told
from calibration.data import Data
from calibration.survey.targets import SurveyTarget

COUNT = 400


def linear(claimed: float) -> dict:
    """Truths and data of them with a likelihood whose width is claimed: `shown` is the truth itself."""
    rng = np.random.default_rng(8)
    truth, other = rng.normal(0.5, 0.1, COUNT), rng.normal(size=COUNT)
    item = SurveyTarget("after_passed_pilot", 0.5, 0.5 - 1.96 * claimed, 0.5 + 1.96 * claimed, "normal", 0)
    shown = {"data_after_passed_pilot": truth + rng.normal(0.0, 0.0001, COUNT)}
    return covered({"truth": truth, "other": other}, Data((item,)), shown)


def test_truths_lie_in_their_intervals_as_often_as_these_say():
    found = linear(0.05)
    assert found["truths"] > 0.95 * COUNT
    for each in found["parameters"].values():
        assert each["in_50"] == pytest.approx(0.5, abs=0.08) and each["in_90"] == pytest.approx(0.9, abs=0.05)
        assert each["ranks_p"] > 0.001


def test_binomial_data_cover_too():
    rng = np.random.default_rng(9)
    p = rng.uniform(0.2, 0.8, COUNT)
    item = SurveyTarget("entered_in_window", 0.43, None, None, "window", 30, successes=13, exposures=((20.0, 1.0),))
    found = covered({"p": p}, Data((item,)), {"data_entered_in_window": p})["parameters"]["p"]
    assert found["in_90"] == pytest.approx(0.9, abs=0.05) and found["ranks_p"] > 0.001


def test_ranks_that_crowd_at_the_ends_are_seen():
    rng = np.random.default_rng(10)
    crowded = told(rng.beta(0.3, 0.3, 500))
    assert crowded["ranks_p"] < 1e-6 and crowded["in_90"] < 0.8
    assert told(rng.uniform(size=500))["ranks_p"] > 0.001
    assert told(np.array([])) == {"in_50": None, "in_90": None, "ranks_p": None}


def test_few_draws_do_not_make_right_intervals_look_too_narrow():
    """Of five draws the truth lies outside all of them in a third of the cases: that is no fault of the intervals."""
    rng = np.random.default_rng(11)
    truth, other = rng.normal(0.5, 0.1, 800), rng.normal(size=800)
    item = SurveyTarget("after_passed_pilot", 0.5, 0.5 - 1.96 * 0.0006, 0.5 + 1.96 * 0.0006, "normal", 0)
    found = covered({"truth": truth, "other": other}, Data((item,)), {"data_after_passed_pilot": truth})
    assert found["truths"] > 200
    for each in found["parameters"].values():
        assert each["in_90"] == pytest.approx(0.9, abs=0.06) and each["ranks_p"] > 0.01
