"""Brokers paid by the deal (M-29): public money for what they had a part in, and for nothing else."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import Brokers
from sim.rules.instruments.brokers import part_of_broker
from sim.stages import LabType, Sector
from sim.tables import NEVER, YUAN
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
PAID = Brokers(family="brokers", staff=20.0, cost_per_year=20.0)
REWARDED = PAID.model_copy(update={"reward_per_deal": 30.0})


def city(base=CITY, **tools):
    return load_scenario(base.region, [policy(**tools)])


def world(**tools):
    return simulate(city(**tools), seed=5, check=True)[0].state


def rewards(state):
    records = state.payments[: state.clock[0].payments]
    return records[records["project"] >= 0]


def test_a_broker_who_brings_one_meeting_in_five_has_a_fifth():
    assert part_of_broker(0.1, 2.0, 0.25) == pytest.approx(0.2)
    assert part_of_broker(0.1, 2.0, 0.0) == 0.0


def test_a_reward_is_public_money_and_moves_nothing_but_the_ledger():
    """What it does for effort is `efficiency`; the same meetings with a reward cost the purse more, and nobody decides differently."""
    before, after = simulate(city(tool=PAID), seed=5)[0], simulate(city(tool=REWARDED), seed=5)[0]
    assert before.decisions_digest == after.decisions_digest
    assert_direction(values(city(tool=PAID)), values(city(tool=REWARDED)), "public_money", "up")


def test_a_deal_is_rewarded_once_when_a_firm_takes_it_up_and_never_above_the_reward():
    state = world(tool=REWARDED)
    paid = rewards(state)
    of = state.projects[paid["project"]]
    assert paid.size > 20 and np.unique(paid["project"]).size == paid.size
    assert (of["chosen"] == paid["month"]).all()
    assert (state.labs["type"][of["lab"]] != LabType.ENTERPRISE).all()
    assert (state.firms["spin_out"][of["firm"]] == 0).all()
    assert paid["yuan"].max() <= 30 * YUAN and paid["yuan"].min() > 0
    public = (state.labs["type"][state.projects["lab"]] != LabType.ENTERPRISE) & (state.projects["chosen"] >= 24)
    met = public & (state.firms["spin_out"][state.projects["firm"]] == 0) & (state.projects["chosen"] != NEVER)
    assert np.count_nonzero(met) == paid.size


def test_more_brokers_have_a_larger_part_in_each_deal():
    few, many = (rewards(world(tool=REWARDED.model_copy(update={"staff": staff})))["yuan"].mean() for staff in (2.0, 200.0))
    assert few < many


def test_specialists_are_rewarded_in_their_fields_alone():
    state = world(tool=REWARDED.model_copy(update={"sectors": ("materials",)}))
    of = state.projects[rewards(state)["project"]]
    assert of.size > 0 and (of["sector"] == Sector.MATERIALS).all()


def test_two_kinds_of_brokers_share_the_reward_of_a_deal():
    state = world(general=REWARDED, special=REWARDED.model_copy(update={"sectors": ("materials", "chemicals")}))
    paid = rewards(state)
    per_deal = np.bincount(paid["project"], paid["yuan"])
    assert per_deal.max() <= 30 * YUAN + 1
    assert set(paid["instrument"].tolist()) == {0, 1}
