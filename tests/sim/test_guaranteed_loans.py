"""Guaranteed loans: banks lend more because the public purse bears part of what they lose, and it pays when lines fail."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.parameters import World
from sim.policy import GuaranteedLoans
from sim.rules.fund import credit_for, price_of_credit
from sim.rules.instruments.guaranteed_loans import bank_lends, guaranteed_amount, guaranteed_part, relief_by_guarantee
from sim.scenario import with_world
from sim.stages import State, StopReason
from sim.tables import NEVER, YUAN
from tests.sim.paired import assert_direction, policy, values

WORLD = World().numbers()
POOR = with_world(load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24}), debt_share=0.3)
LOANS = GuaranteedLoans(family="guaranteed_loans", loss_share=0.7, loan_cap=5000.0, rate_cap=0.5)


def with_loans(tool=LOANS):
    return load_scenario(POOR.region, [policy(loans=tool)])


def one_world(tool=LOANS):
    return simulate(with_loans(tool), seed=5, check=True)[0].state


@pytest.fixture(scope="module")
def state():
    return one_world()


# ---- the rules by hand


@pytest.mark.parametrize(("size", "spin_out"), [(0, 1), (0, 0), (2, 0)])
@pytest.mark.parametrize("cap", [200.0, 1e6])
def test_the_guaranteed_part_of_a_lines_credit_is_what_was_lent_under_the_guarantee(size, spin_out, cap):
    cost = 9000.0
    ordinary = credit_for(size, spin_out, cost, WORLD)
    lent = guaranteed_amount(cost, ordinary, 0.8, cap)
    share = credit_for(size, spin_out, 1.0, WORLD)
    assert lent > 0
    assert guaranteed_part(ordinary + lent, share, 0.8, cap) == pytest.approx(lent)


def test_where_ordinary_credit_covers_enough_nothing_is_lent_under_the_guarantee():
    assert guaranteed_amount(1000.0, 850.0, 0.8, 1e6) == 0.0
    assert guaranteed_part(850.0, 0.85, 0.8, 1e6) == 0.0


@pytest.mark.parametrize("loss_share", [0.0, 0.3, 0.7, 1.0])
def test_the_bank_breaks_even_whatever_share_of_its_loss_is_borne_for_it(loss_share):
    chance, years = 0.6, 1.5
    owed = price_of_credit(chance, years, WORLD) - relief_by_guarantee(chance, loss_share, WORLD.salvage_share)
    recovered = WORLD.salvage_share + loss_share * (1 - WORLD.salvage_share)
    assert chance * owed + (1 - chance) * recovered == pytest.approx(1 + WORLD.loan_rate * years)


def test_a_bank_that_may_not_ask_enough_lends_only_with_the_guarantee():
    chance, years = 0.6, 1.5
    fair = price_of_credit(chance, years, WORLD)
    assert not bank_lends(fair, 0.15, years)
    assert bank_lends(fair - relief_by_guarantee(chance, 0.9, WORLD.salvage_share), 0.15, years)


# ---- whole worlds


def test_guarantees_let_more_lines_be_built_where_credit_is_short():
    assert_direction(values(POOR), values(with_loans()), "entered", "up")


def test_guarantees_draw_in_private_money_and_cost_public_money():
    before, after = values(POOR), values(with_loans())
    assert_direction(before, after, "private_money", "up")
    assert_direction(before, after, "public_money", "up")


def test_a_larger_share_of_the_loss_costs_the_public_purse_more():
    little, much = (LOANS.model_copy(update={"loss_share": share}) for share in (0.2, 0.9))
    assert_direction(values(with_loans(little)), values(with_loans(much)), "public_money", "up")


def test_the_guarantee_pays_only_for_lines_that_fail_and_no_more_than_its_share_of_the_loss(state):
    records = state.payments[: state.clock[0].payments]
    paid = state.projects[records["project"]]
    assert records.size > 3
    assert (paid["entered"] != NEVER).all()
    assert np.isin(paid["stop"], (StopReason.RAMP_FAILED, StopReason.FIRM_CLOSED)).all()
    most = 0.7 * (1 - WORLD.salvage_share) * np.minimum(5000.0, paid["credit"]) * YUAN
    assert (records["yuan"] <= most + 1).all()
    assert state.guaranteed_loans["paid"][0] == records["yuan"].sum()


def test_what_lines_under_construction_could_still_cost_is_visible_as_a_contingent_liability(state):
    loans = state.guaranteed_loans[0]
    building = state.projects[(state.projects["state"] == State.RAMPING) & (state.projects["paid_by"] == 1)]
    assert building.size > 0
    assert 0 < loans.at_risk < loans.lent
    assert loans.at_risk <= 0.7 * building["credit"].sum() * YUAN + 1


def test_a_yearly_limit_is_never_exceeded_and_the_bank_bears_the_rest():
    limited = one_world(LOANS.model_copy(update={"budget_per_year": 300.0}))
    free = one_world()
    assert (limited.spending <= 300 * YUAN).all()
    assert limited.spending.max() == 300 * YUAN
    assert free.spending.sum() > limited.spending.sum()


def test_a_guarantee_once_given_is_honoured_after_the_instrument_has_ended():
    ended = LOANS.model_copy(update={"end": POOR.region.calendar.start + 24})
    state = one_world(ended)
    records = state.payments[: state.clock[0].payments]
    last = state.clock[0].burn_in + 24
    given = state.projects[state.projects["paid_by"] == 1]
    assert given["entered"].max() <= last
    assert (records["month"] > last).any()
