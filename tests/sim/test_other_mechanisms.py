"""Mechanisms with a small rule of their own: listing reserve, new operators, university links, levels that match each other, money that comes
back, grants that funds take as a sign, institutions by field, and novelty that firms foresee."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import Brokers, CostSupport, GuidanceFund, JointVentures, ListingReserve, NewOperator, UniversityLinks
from sim.rules.instruments.listing_reserve import months_to_exit
from sim.rules.instruments.new_operator import leaner
from sim.scenario import with_world
from sim.stages import Route, Sector
from sim.tables import NEVER, NOBODY, YUAN
from tests.sim.paired import WORLDS, assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 120, "calendar.burn_in": 24})


def city(base=CITY, **tools):
    return load_scenario(base.region, [policy(**tools)])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0].state


# --- M-48 listing reserve

NO_FUNDS = {f"funds.{key}.count": 0 for key in CITY.region.funds}
LONG = load_scenario("typical-city", overrides={"calendar.months": 240, "calendar.burn_in": 0, "world.debt_share": 0.4} | NO_FUNDS)
FUND = GuidanceFund(family="guidance_fund", capital=20_000.0, ticket_cap=4_000.0, realised_share=1.0, hurdle=0.8, life_years=30)
RESERVE = ListingReserve(family="listing_reserve", time_saved=0.8, cost_per_project=30.0)


def test_a_wait_is_shortened_to_a_month_at_least():
    assert months_to_exit(36, 0.5) == 18
    assert months_to_exit(1, 0.9) == 1


def test_an_earlier_exit_lets_the_same_fund_invest_more():
    """Money that comes back sooner goes out again sooner."""
    base, prepared = city(LONG, fund=FUND), city(LONG, fund=FUND, reserve=RESERVE)
    states = [world(scenario) for scenario in (base, prepared)]
    assert all(state.tally[0].fund_exits > 3 for state in states)
    invested = [np.mean([o.state.funds["invested"][0] for o in simulate(scenario, seed=77, replications=6)]) for scenario in (base, prepared)]
    assert invested[1] > invested[0]
    assert states[1].instruments["spent"][1] == 30 * YUAN * np.count_nonzero(states[1].projects["paid_by"] & 2)


# --- M-49 joint ventures

PARTNERS = JointVentures(family="joint_ventures", partner_capital=60_000.0, ticket_cap=4_000.0, hurdle=1.0, cost_per_year=50.0)


def test_partners_bring_private_money_that_lets_more_lines_be_built_at_little_public_cost():
    before, after = values(LONG), values(city(LONG, partners=PARTNERS))
    for indicator in ("entered", "batch_output", "private_money"):
        assert_direction(before, after, indicator, "up")
    assert world(city(LONG, partners=PARTNERS)).instruments["spent"][0] == pytest.approx(20 * 50 * YUAN, rel=1e-4)  # a month is whole yuan


def test_a_partners_share_is_private_money_and_takes_its_part_of_the_profits():
    state = world(city(LONG, partners=PARTNERS))
    assert state.funds["invested"][0] > 0
    assert state.payments[: state.clock[0].payments]["project"].max() == NOBODY  # the purse pays no project
    assert state.account[0].public_in == state.instruments["spent"][0]


# --- M-53 new operator

OPERATOR = NewOperator(family="new_operator", capability_gain=0.5, cost_saved=0.3, cost=100.0)


def test_a_third_of_the_running_cost_is_saved_in_whole_yuan():
    assert leaner(100, 0.3) == 70


def test_a_professional_operator_makes_pilots_pass_more_often_and_bring_more_batch_output():
    before, after = values(CITY), values(city(operator=OPERATOR))
    assert_direction(before, after, "batch_output", "up")
    assert_direction(before, after, "pilots_passed", "up")


def test_only_public_platforms_that_are_open_are_handed_over_once():
    state, before = world(city(operator=OPERATOR)), world(CITY)
    handed = state.platforms["base_capability"] > before.platforms["base_capability"]
    assert (handed <= (state.platforms["owner"] == NOBODY)).all() and handed.any()
    assert state.instruments["spent"][0] == 100 * YUAN * handed.sum()
    assert (state.platforms["monthly_cost"][handed] < before.platforms["monthly_cost"][handed]).all()


# --- M-38 university links

LINKS = UniversityLinks(family="university_links", results_per_year=40.0, cost_per_project=20.0)


def test_partner_universities_bring_more_results_and_more_batch_output():
    before, after = values(CITY), values(city(links=LINKS))
    for indicator in ("results", "pilots_started", "batch_output", "public_money"):
        assert_direction(before, after, indicator, "up")


def test_results_of_partners_come_without_a_sample_whatever_the_capacity():
    state = world(city(links=LINKS))
    theirs = state.projects[: state.clock[0].projects]
    theirs = theirs[theirs["from_outside"] == 1]
    assert theirs.size == state.attractions["came"][0] > 100
    assert 0 < np.count_nonzero(theirs["sample_works"]) < theirs.size
    assert state.instruments["spent"][0] == 20 * YUAN * theirs.size


# --- M-33 levels that match each other, M-08 money that comes back

CITY_LEVEL = CostSupport(family="cost_support", share=0.2)
PROVINCE = CostSupport(family="cost_support", share=0.5, matches=1.0)


def test_a_matching_level_pays_no_more_than_its_multiple_of_what_those_before_it_pay():
    state = world(city(city=CITY_LEVEL, province=PROVINCE))
    own, matched = state.instruments["spent"]
    assert 0 < matched == pytest.approx(own, rel=1e-6)
    assert world(city(province=PROVINCE)).instruments["spent"][0] == 0


def test_a_level_that_asks_for_no_match_pays_more():
    loose = PROVINCE.model_copy(update={"matches": None})
    assert_direction(values(city(city=CITY_LEVEL, province=PROVINCE)), values(city(city=CITY_LEVEL, province=loose)), "public_money", "up")


def test_recoverable_support_comes_back_from_what_produces_and_from_nothing_else():
    grant, loan = (world(city(pool=CostSupport(family="cost_support", share=0.5, repaid=repaid))) for repaid in (0.0, 1.0))
    assert grant.instruments["recycled"][0] == 0
    assert 0 < loan.instruments["recycled"][0] < loan.instruments["spent"][0]
    paid = loan.payments[: loan.clock[0].payments]
    producing = np.isin(paid["project"], np.flatnonzero(loan.projects["batch_output"] != NEVER))
    assert loan.instruments["recycled"][0] <= paid["yuan"][producing].sum()
    assert loan.instruments["recycled"][0] == pytest.approx(paid["yuan"][producing].sum(), rel=0.2)  # a few have not all the cash


def test_who_must_pay_back_pilots_less_readily_than_who_is_given():
    given, lent = (values(city(pool=CostSupport(family="cost_support", share=0.8, repaid=repaid))) for repaid in (0.0, 4.0))
    assert_direction(given, lent, "pilots_started", "down")


# --- M-10 private money follows a grant

CHOOSY = {
    "count": 2,
    "capital": 4e6,
    "ticket_cap": 40_000.0,
    "hurdle": 2.0,
    "portfolio_cap": 1000,
}  # funds that want a good chance, not short of money
SCARCE_MONEY = load_scenario(
    "typical-city",
    overrides={"calendar.months": 120, "calendar.burn_in": 24, "world.debt_share": 0.3}
    | NO_FUNDS
    | {f"funds.venture.{key}": value for key, value in CHOOSY.items()},
)


def grant(**changes):
    return CostSupport.model_validate({"family": "cost_support", "covers": "product", "share": 0.4} | changes)


def seeking(scenario):
    """Of the projects that looked for money: whether they had won a grant, and whether they found it, in several worlds."""
    states = [outcome.state for outcome in simulate(scenario, seed=77, replications=WORLDS, workers=2)]
    known = np.concatenate([state.projects[: state.clock[0].projects] for state in states])
    known = known[known["new_product"] >= 24]
    return known["paid_by"] & 1 == 1, known["fund"] != NOBODY


def test_funds_put_more_money_into_projects_that_won_a_grant_where_they_take_it_as_a_sign():
    """The same grant in both worlds; in one it is believed to be given by merit."""
    before, after = (seeking(city(SCARCE_MONEY, grant=grant(signal=signal))) for signal in (0.0, 1.0))
    assert after[1][after[0]].mean() > before[1][before[0]].mean() + 0.02
    plain, sign = (values(city(SCARCE_MONEY, grant=grant(signal=signal))) for signal in (0.0, 1.0))
    for indicator in ("entered", "private_money"):
        assert_direction(plain, sign, indicator, "up")


def test_without_a_grant_there_is_no_sign():
    nothing = simulate(city(SCARCE_MONEY, grant=grant(share=0.0, signal=3.0)), seed=5)[0]
    assert nothing.digest == simulate(SCARCE_MONEY, seed=5)[0].digest


def test_a_second_grant_adds_nothing_to_the_stronger_sign():
    one, two = (simulate(city(SCARCE_MONEY, grant=grant(signal=1.0), other=grant(share=0.1, signal=s)), seed=5)[0] for s in (0.0, 1.0))
    assert one.digest == two.digest


# --- M-44 transfer institutions by field and strength


def test_institutions_of_one_field_help_that_field_and_hardly_any_other():
    general, field = city(staff=Brokers(family="brokers", staff=0.0)), city(staff=Brokers(family="brokers", staff=60.0, sectors=("materials",)))
    matched = []
    for scenario in (general, field):
        states = [o.state for o in simulate(scenario, seed=77, replications=6)]
        known = np.concatenate([s.projects[: s.clock[0].projects] for s in states])
        inside = known["sector"] == Sector.MATERIALS
        offered = known["offered"] >= 24
        matched.append([np.mean(known["chosen"][offered & group] != NEVER) for group in (inside, ~inside)])
    gains = [after - before for before, after in zip(*matched, strict=True)]
    assert gains[0] > 2 * gains[1] and gains[0] > 0.05  # others gain a little: staff for all fields has fewer results to care for


def test_abler_institutions_bring_more_together_with_the_same_staff():
    weak, able = (values(city(staff=Brokers(family="brokers", staff=20.0, efficiency=efficiency))) for efficiency in (0.2, 3.0))
    assert_direction(weak, able, "technology_contracts", "up")


# --- M-17 novelty that firms foresee


def test_firms_that_see_the_harm_of_novelty_send_novel_projects_to_a_pilot_more_often():
    """The gap in the share of pilots between novel and ordinary projects widens."""
    gaps = []
    for seen in (0.0, 1.0):
        states = [o.state for o in simulate(with_world(CITY, novelty_seen=seen, novelty_penalty=1.5), seed=77, replications=6)]
        known = np.concatenate([s.projects[: s.clock[0].projects] for s in states])
        known = known[known["chosen"] >= 24]
        piloting, novel = known["route"] != Route.DIRECT, known["novelty"] > 0.5
        gaps.append(piloting[novel].mean() - piloting[~novel].mean())
    assert gaps[1] > gaps[0] + 0.02
