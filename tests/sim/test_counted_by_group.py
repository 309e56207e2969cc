"""What is counted of firms, sectors, counties and guarantees, against the same worked out from the tables by other means."""

from itertools import permutations

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.counting import FIRST_NOW, HAD_ONE, mark_maker
from sim.indicators import GROUPED, count
from sim.policy import GuaranteedLoans
from sim.rules.fund import credit_for
from sim.rules.instruments.guaranteed_loans import guaranteed_part
from sim.scenario import with_world
from sim.stages import PilotResult, SizeClass, State
from sim.tables import NEVER, NOBODY, YUAN
from tests.sim.paired import policy

SHORT = {"calendar.months": 96, "calendar.burn_in": 60}
LOANS = GuaranteedLoans(family="guaranteed_loans", loss_share=0.7, loan_cap=5000.0, rate_cap=0.5)
POOR = with_world(load_scenario("typical-city", overrides=SHORT | {"calendar.burn_in": 24}), debt_share=0.3)


@pytest.fixture(scope="module")
def city():
    return simulate(load_scenario("typical-city", overrides=SHORT), seed=5)[0]


def known(s):
    return s.projects[: s.clock["projects"][0]]


# ---- firms with their first product


def test_a_firm_counts_when_none_of_its_products_is_older_than_the_window_in_whatever_order_they_come():
    for case, first_time in ((("in",), 1), (("in", "in"), 1), (("before", "in"), 0), (("before", "in", "in"), 0), (("before", "before"), 0)):
        for order in permutations(case):
            makers = np.zeros(3, np.int8)
            assert sum(mark_maker(makers, 1, when == "in") for when in order) == first_time, order
            assert makers.tolist() == [0, FIRST_NOW if first_time else HAD_ONE, 0]


def test_firms_with_their_first_product_are_those_whose_earliest_batch_output_lies_in_the_window(city):
    s, first = city.state, city.state.clock["burn_in"][0]
    produced = known(s)[known(s)["batch_output"] != NEVER]
    earliest = {f: produced["batch_output"][produced["firm"] == f].min() for f in np.unique(produced["firm"])}
    newcomers = [f for f, month in earliest.items() if month >= first]
    assert 0 < len(newcomers) < len(earliest) < len(produced), "some firms had one before, and some have several"
    assert city.indicators["first_product_firms"] == len(newcomers)
    smaller = sum(s.firms["size_class"][f] != SizeClass.LARGE for f in newcomers)
    assert 0 < smaller < len(newcomers)
    w = s.world[0]
    assert city.indicators["high_tech_firms"] == pytest.approx(w.high_tech_share * len(newcomers))
    assert city.indicators["specialised_firms"] == pytest.approx(w.specialised_per_high_tech * w.high_tech_share * smaller)
    assert city.indicators["small_giants"] == pytest.approx(w.small_giants_per_specialised * city.indicators["specialised_firms"])


# ---- sectors and counties


def events_of(projects, first):
    """Whether each of `GROUPED` happened in the window, project by project."""
    passed = (projects["pilot"] == PilotResult.PASSED) & (projects["pilot_ended"] >= first)
    return [projects["pilot_started"] >= first, passed, projects["new_product"] >= first, projects["batch_output"] >= first]


def test_sectors_are_counted_by_the_sector_of_the_project_and_add_up_to_the_indicators(city):
    s = city.state
    for column, happened in enumerate(events_of(known(s), s.clock["burn_in"][0])):
        assert city.counts.by_sector[:, column].tolist() == np.bincount(known(s)["sector"][happened], minlength=7).tolist()
        assert city.counts.by_sector[:, column].sum() == city.indicators[GROUPED[column]] > 0


def test_counties_are_counted_by_the_platform_that_piloted_and_what_is_in_none_stands_last():
    outcome = simulate(load_scenario("chenzhou", overrides={"calendar.months": 96}), seed=5)[0]
    s, projects = outcome.state, known(outcome.state)
    county = np.where(projects["platform"] == NOBODY, NOBODY, s.platforms["county"][projects["platform"]])
    where = np.where(county == NOBODY, 5, county)
    for column, happened in enumerate(events_of(projects, s.clock["burn_in"][0])):
        assert outcome.counts.by_county[:, column].tolist() == np.bincount(where[happened], minlength=6).tolist()
        assert outcome.counts.by_county[:, column].sum() == outcome.indicators[GROUPED[column]]
    assert (outcome.counts.by_county[:, GROUPED.index("pilots_started")] > 0).sum() >= 3


def test_where_no_county_is_named_all_is_in_none(city):
    assert city.counts.by_county.tolist() == [city.counts.by_sector.sum(axis=0).tolist()]


# ---- losses on guaranteed loans


def lent_and_lost(outcome):
    """Guaranteed loans of lines that failed in the window, less what is salvaged, 万元: worked out line by line."""
    s, tool = outcome.state, LOANS
    first, lost = s.clock["burn_in"][0], 0.0
    for p in known(s):
        if p["state"] == State.STOPPED and p["entered"] != NEVER and p["stopped"] >= first and p["paid_by"] & 1:
            firm = s.firms[p["firm"]]
            ordinary = credit_for(firm["size_class"], firm["spin_out"], 1.0, s.world[0])
            lent = guaranteed_part(float(p["credit"]), ordinary, tool.loan_share, tool.loan_cap)
            lost += (1.0 - float(s.world[0]["salvage_share"])) * lent
    return lost


def world_with(**changes):
    return simulate(load_scenario(POOR.region, [policy(loans=LOANS.model_copy(update=changes))]), seed=5, check=True)[0]


def test_losses_on_guaranteed_loans_are_what_banks_and_purse_lose_together():
    outcome = world_with()
    total, public = (outcome.indicators[name] for name in ("guaranteed_loan_losses", "guaranteed_loan_losses_public"))
    assert total == pytest.approx(lent_and_lost(outcome)) and total > 1000.0
    payments = outcome.state.payments[: outcome.state.clock["payments"][0]]
    assert public == pytest.approx(payments["yuan"].sum() / YUAN)  # no other instrument, and it begins with the window
    assert public == pytest.approx(LOANS.loss_share * total, rel=1e-6) == pytest.approx(outcome.indicators["public_money"])


def test_beyond_the_years_budget_the_bank_bears_the_loss_alone():
    limited = world_with(budget_per_year=300.0)
    assert limited.indicators["guaranteed_loan_losses_public"] < 0.9 * LOANS.loss_share * limited.indicators["guaranteed_loan_losses"]


def test_losses_and_payments_of_the_burn_in_do_not_count():
    early = LOANS.model_copy(update={"start": POOR.region.calendar.start - 24})
    outcome = simulate(load_scenario(POOR.region, [policy(loans=early)]), seed=5, months=48)[0]
    assert outcome.indicators["guaranteed_loan_losses"] == pytest.approx(lent_and_lost(outcome))
    payments = outcome.state.payments[: outcome.state.clock["payments"][0]]
    inside = payments["month"] >= outcome.state.clock["burn_in"][0]
    assert outcome.indicators["guaranteed_loan_losses_public"] == pytest.approx(payments["yuan"][inside].sum() / YUAN)


def test_without_guarantees_nothing_is_lost_on_them(city):
    assert city.indicators["guaranteed_loan_losses"] == city.indicators["guaranteed_loan_losses_public"] == 0.0


def test_counting_twice_gives_the_same(city):
    again = count(city.state)
    assert (again.by_sector == city.counts.by_sector).all() and again.first_product_firms == city.counts.first_product_firms
