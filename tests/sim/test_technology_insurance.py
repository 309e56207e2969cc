"""Technology insurance: firms dare more pilots, take less care with them, and the public purse pays part of the premium."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import TechnologyInsurance
from sim.rules.instruments.technology_insurance import premium_of, with_less_care, worth_of_cover
from sim.scenario import with_world
from sim.stages import PilotResult
from sim.tables import NEVER, YUAN
from tests.sim.paired import assert_direction, policy, values

CAUTIOUS = with_world(load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24}), risk_penalty=0.4)
INSURANCE = TechnologyInsurance(family="technology_insurance", insured_share=0.8, care_lost=0.0)


def insured(**changes):
    return load_scenario(CAUTIOUS.region, [policy(insurance=INSURANCE.model_copy(update=changes))])


@pytest.fixture(scope="module")
def state():
    return simulate(insured(), seed=5, check=True)[0].state


def test_a_fair_premium_is_worth_paying_only_for_who_fears_the_loss():
    fair = premium_of(900.0, 0.6, 0.3, 0.0)
    assert fair == pytest.approx(0.3 * 0.6 * 900.0)
    assert worth_of_cover(900.0, 0.6, 0.3, fair, 0.0) == pytest.approx(0.0)
    assert worth_of_cover(900.0, 0.6, 0.3, fair, 0.25) == pytest.approx(0.25 * fair)


def test_who_believes_less_in_a_project_finds_the_same_cover_worth_more():
    premium = premium_of(900.0, 0.6, 0.3, 0.25)
    assert worth_of_cover(900.0, 0.6, 0.5, premium, 0.2) > worth_of_cover(900.0, 0.6, 0.2, premium, 0.2)


def test_care_falls_with_the_share_of_the_loss_that_somebody_else_bears():
    assert with_less_care(0.3, 0.2, 0.0) == 0.3
    assert with_less_care(0.3, 0.2, 0.5) == pytest.approx(0.2)


def test_insurance_brings_more_pilots():
    assert_direction(values(CAUTIOUS), values(insured()), "pilots_started", "up")


def test_insured_firms_that_take_less_care_pass_fewer_pilots():
    assert_direction(values(insured()), values(insured(care_lost=0.4)), "pilots_passed", "down")


def test_moral_hazard_makes_failures_and_hence_premiums_more_frequent():
    def failed(scenario):
        projects = [outcome.state.projects for outcome in simulate(scenario, seed=77, replications=8)]
        return np.array([np.count_nonzero(p["pilot"] == PilotResult.FAILED) for p in projects], float)

    more = failed(insured(care_lost=0.8)) - failed(insured())
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)


def test_the_public_purse_pays_its_share_of_the_premium_and_never_a_claim(state):
    row = state.technology_insurances[0]
    assert row.premiums > 0 and row.claims > 0
    paid = state.payments[: state.clock[0].payments]
    assert paid["yuan"].sum() == pytest.approx(0.8 * row.premiums, rel=1e-6)
    assert (state.projects[paid["project"]]["pilot_started"] != NEVER).all()


def test_claims_are_paid_for_failed_pilots_alone(state):
    covered = state.projects[state.projects["paid_by"] == 1]
    over = covered[covered["pilot_ended"] != NEVER]
    failed = np.count_nonzero(over["pilot"] == PilotResult.FAILED)
    assert failed > 0
    assert np.isin(over["pilot"], (PilotResult.PASSED, PilotResult.FAILED)).all()
    assert state.technology_insurances["claims"][0] / YUAN / failed < 0.8 * 1.6 * 900 * 20  # a pilot's cost, at most a very large one


def test_the_insurer_neither_gains_nor_loses_much_beyond_its_loading():
    results = [outcome.state.technology_insurances[0] for outcome in simulate(insured(loading=0.0), seed=77, replications=16)]
    premiums, claims = sum(int(row.premiums) for row in results), sum(int(row.claims) for row in results)
    assert 0.5 < claims / premiums < 1.5


def test_a_yearly_budget_for_premiums_is_never_exceeded():
    state = simulate(insured(budget_per_year=100.0), seed=5, check=True)[0].state
    assert 50 * YUAN < state.spending.max() <= 100 * YUAN


def test_a_cover_once_bought_pays_after_the_instrument_has_ended():
    end = CAUTIOUS.region.calendar.start + 24
    scenario = insured(end=end)
    states = [outcome.state for outcome in simulate(scenario, seed=77, replications=4)]
    last = states[0].clock[0].burn_in + 24
    late = 0
    for s in states:
        covered = s.projects[s.projects["paid_by"] == 1]
        assert covered["pilot_started"].max() <= last
        late += np.count_nonzero((covered["pilot"] == PilotResult.FAILED) & (covered["pilot_ended"] > last))
    assert late > 0
