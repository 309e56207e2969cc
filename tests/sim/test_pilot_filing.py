"""Filing of pilots (M-20): what is not filed as a project of its own gets no support; a push makes more visible and costs more."""

import pytest

from sim import load_scenario, simulate
from sim.policy import CostSupport, PilotFiling
from sim.rules.instruments.pilot_filing import share_filed
from sim.tables import NEVER, YUAN
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
PUSH = PilotFiling(family="pilot_filing", filing_gain=0.8, cost_per_year=60.0)


def supported(share, push=None, **more):
    tools = {"support": CostSupport(family="cost_support", share=0.6, filed_share=share)} | ({"push": push} if push else {}) | more
    return load_scenario(CITY.region, [policy(**tools)])


def spent(scenario):
    return simulate(scenario, seed=5, check=True)[0].state.instruments["spent"][0]


def test_a_push_moves_part_of_those_who_did_not_file():
    assert share_filed(0.3, 0.5) == pytest.approx(0.65)
    assert share_filed(1.0, 0.5) == 1.0


def test_where_fewer_file_less_support_is_paid_and_fewer_pilots_begin():
    """Support nobody asks for cannot help."""
    few, all_of_them = values(supported(0.2)), values(supported(1.0))
    assert_direction(few, all_of_them, "public_money", "up")
    assert_direction(few, all_of_them, "pilots_started", "up")
    assert spent(supported(0.0)) == 0


def test_a_push_brings_support_to_more_projects_and_more_pilots():
    before, after = values(supported(0.2)), values(supported(0.2, PUSH))
    assert_direction(before, after, "pilots_started", "up")
    assert_direction(before, after, "public_money", "up")


def test_a_push_takes_nobody_out_who_filed_anyway():
    without, pushed = (simulate(supported(0.4, push), seed=5)[0].state for push in (None, PUSH))
    paid = [state.projects[: state.clock[0].projects]["paid_by"] & 1 == 1 for state in (without, pushed)]
    served = pushed.projects[: pushed.clock[0].projects]["paid_by"] & 2 == 2
    assert served.any() and not (served & paid[0]).any()
    assert (paid[1] | ~paid[0] | (pushed.projects["pilot_started"][: paid[0].size] == NEVER)).all()  # who filed and pilots is paid as before
    assert paid[1].sum() > paid[0].sum()


def test_without_support_a_push_costs_its_advice_and_changes_no_project():
    alone = load_scenario(CITY.region, [policy(push=PUSH)])
    base, pushed = (simulate(scenario, seed=5)[0] for scenario in (CITY, alone))
    assert base.decisions_digest == pushed.decisions_digest
    assert pushed.state.instruments["spent"][0] == 8 * 60 * YUAN
