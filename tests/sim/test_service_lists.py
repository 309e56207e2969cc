"""Lists of services, scenes and equipment: results and firms find each other sooner."""

import numpy as np

from sim import load_scenario, simulate
from sim.policy import ServiceLists
from sim.tables import NEVER, YUAN
from tests.sim.paired import policy

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
LISTS = ServiceLists(family="service_lists", search_gain=1.0)


def with_lists(**changes):
    return load_scenario(CITY.region, [policy(lists=LISTS.model_copy(update=changes))])


def met_within_a_year(scenario):
    """Share of the results offered in the window that met a firm within twelve months, by world."""
    shares = []
    for outcome in simulate(scenario, seed=77, replications=12, workers=2):
        p = outcome.state.projects
        offered = p[(p["offered"] >= 24) & (p["offered"] < 100)]
        shares.append(np.mean((offered["matched"] != NEVER) & (offered["matched"] - offered["offered"] <= 12)))
    return np.array(shares)


def test_lists_let_results_meet_firms_sooner():
    more = met_within_a_year(with_lists()) - met_within_a_year(CITY)
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)


def test_twice_the_gain_helps_more():
    more = met_within_a_year(with_lists(search_gain=4.0)) - met_within_a_year(with_lists(search_gain=0.5))
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)


def test_lists_are_paid_month_by_month_and_a_budget_that_runs_out_stops_them():
    paid = simulate(with_lists(), seed=5, check=True)[0].state
    assert abs(int(paid.instruments["spent"][0]) - 8 * 50 * YUAN) < 100  # months are rounded to whole yuan
    short = simulate(with_lists(budget_per_year=20.0), seed=5, check=True)[0].state
    assert 0 < short.spending.max() <= 20 * YUAN
