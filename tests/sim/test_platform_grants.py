"""Money for platforms that are there already: subsidy by service, the grant for the best of the year, and opening up to others."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.dice import run_key
from sim.month import begin_month, finish_month, go_on_to_money
from sim.policy import OpenSharing, OperatingSubsidy, PerformanceGrant
from sim.rules.instruments.platform_grants import outsider_is_due, overstated, winners_among
from sim.stages import Route
from sim.start import blueprint, new_state
from sim.tables import NEVER, NOBODY, YUAN
from tests.sim.paired import assert_direction, policy, values

SHORT = {"calendar.months": 96, "calendar.burn_in": 24}
GROUPS = load_scenario("typical-city").region.platforms
UNFUNDED = load_scenario("typical-city", overrides=SHORT | {f"platforms.{key}.base_funding": 0.0 for key in GROUPS})
CROWDED = load_scenario("typical-city", overrides=SHORT | {"world.dur_pilot": 24.0, "world.queue_patience": 150.0})
SUBSIDY = OperatingSubsidy(family="operating_subsidy", per_pilot=400.0)
BEST = PerformanceGrant(family="performance_grant", amount=500.0, top_share=0.2)
SHARING = OpenSharing(family="open_sharing", per_outside_pilot=50.0, open_share=0.7)


def region_with(tool, base=UNFUNDED):
    return load_scenario(base.region, [policy(tool=tool)])


def one_world(tool, base=UNFUNDED):
    return simulate(region_with(tool, base), seed=5, check=True)[0].state


def open_platforms(scenario):
    return np.array([np.count_nonzero(o.state.platforms["closed"] == NEVER) for o in simulate(scenario, seed=77, replications=8)], float)


def test_the_top_fifth_of_twenty_is_four_and_of_three_is_one():
    assert [winners_among(0.2, n) for n in (20, 3, 0)] == [4, 1, 0]


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_others_get_their_share_of_pilots_in_the_long_run_and_never_more(share):
    begun = outside = 0
    for _ in range(400):
        outside += outsider_is_due(share, begun, outside)
        begun += 1
        assert outside <= share * begun
    assert outside == pytest.approx(share * begun, abs=1)


def test_paid_by_service_platforms_survive_that_would_have_closed():
    more = open_platforms(region_with(SUBSIDY)) - open_platforms(UNFUNDED)
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)
    assert_direction(values(UNFUNDED), values(region_with(SUBSIDY)), "pilots_started", "up")


def test_the_subsidy_is_paid_once_for_each_pilot_completed_on_a_platform():
    state = one_world(SUBSIDY)
    first = state.clock[0].burn_in
    done = (state.projects["pilot_ended"] >= first) & (state.projects["route"] == Route.PLATFORM)
    records = state.payments[: state.clock[0].payments]
    assert records.size == done.sum() > 10
    assert (records["yuan"] == 400 * YUAN).all()
    assert np.array_equal(np.sort(records["project"]), np.flatnonzero(done))


def test_the_performance_grant_goes_each_year_to_at_most_the_top_share():
    state = one_world(BEST)
    records = state.payments[: state.clock[0].payments]
    months, counts = np.unique(records["month"], return_counts=True)
    assert (records["project"] == NOBODY).all()
    assert (records["yuan"] == 500 * YUAN).all()
    assert ((months + state.clock[0].start - state.clock[0].burn_in) % 12 == 0).all()
    assert months.size >= 5 and counts.max() <= 4


def test_the_best_platforms_are_kept_alive_by_the_grant():
    more = open_platforms(region_with(BEST)) - open_platforms(UNFUNDED)
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)


def test_a_budget_that_cannot_pay_a_grant_in_full_pays_none():
    assert one_world(BEST.model_copy(update={"budget_per_year": 499.0})).instruments["spent"][0] == 0
    limited = one_world(BEST.model_copy(update={"budget_per_year": 700.0}))
    assert 0 < limited.spending.max() <= 500 * YUAN


def outside_pilots(scenario):
    """Pilots begun by others than the owner on platforms that firms built for themselves, by world."""
    counts = []
    for outcome in simulate(scenario, seed=77, replications=16, workers=2):
        projects = outcome.state.projects[: outcome.state.clock[0].projects]
        on = projects[(projects["platform"] != NOBODY) & (projects["pilot_started"] >= 24)]
        owner = outcome.state.platforms["owner"][on["platform"]]
        counts.append(np.count_nonzero((owner != NOBODY) & (owner != on["firm"])))
    return np.array(counts, float)


def owned_and_busy():
    """A city whose few firms with platforms have many projects of their own, so that others wait behind them."""
    few = {f"firms.{key}.count": 0 for key in ("small", "medium")} | {"firms.large.count": 8, "firms.large.projects_at_once": 20}
    owned = {f"platforms.{key}.owner": "firm" for key in GROUPS}
    return load_scenario("typical-city", overrides=SHORT | few | owned | {"world.dur_pilot": 24.0, "world.queue_patience": 150.0})


def test_open_sharing_lets_others_pilot_on_platforms_that_firms_built_for_themselves():
    busy = owned_and_busy()
    more = outside_pilots(region_with(SHARING, busy)) - outside_pilots(busy)
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)


def test_open_sharing_pays_for_pilots_of_others_alone():
    state = one_world(SHARING, CROWDED)
    records = state.payments[: state.clock[0].payments]
    paid = state.projects[records["project"]]
    owner = state.platforms["owner"][paid["platform"]]
    assert records.size > 3
    assert ((owner != NOBODY) & (owner != paid["firm"])).all()


# --- gaming of counts (M-25)


def best_paid(gaming):
    """Of all performance grants of some worlds, the share that went to a platform with as many pilots that year as the best of its area."""
    tool = BEST.model_copy(update={"gaming": gaming, "top_share": 0.05, "amount": 1.0})
    right = paid = 0
    for replication in range(12):
        key = run_key(77, replication)
        state = new_state(blueprint(region_with(tool, CROWDED)), key)
        for month in range(120):
            served, cash = state.platforms["served"].copy(), state.clock[0].payments
            held = state.platforms["cash"].copy()
            begin_month(state, key)
            if state.clock[0].payments > cash:  # the January of the evaluation
                won = np.flatnonzero(state.platforms["cash"] - held >= YUAN)
                right, paid = right + np.count_nonzero(served[won] == served.max()), paid + won.size
            go_on_to_money(state, key)
            finish_month(state, key)
            assert state.clock[0].month == month + 1
    return right / max(1, paid), paid


def test_nobody_reports_less_than_it_did_and_who_did_nothing_reports_nothing():
    assert overstated(4.0, 0.5, -1.0) == pytest.approx(4.0 * np.exp(0.5)) == overstated(4.0, 0.5, 1.0)
    assert overstated(4.0, 0.0, 2.0) == 4.0 and overstated(0.0, 3.0, 2.0) == 0.0


def test_where_counts_are_overstated_the_grant_goes_less_often_to_the_best():
    (honest, paid), (gamed, still_paid) = best_paid(0.0), best_paid(1.5)
    assert honest == 1.0 and paid == still_paid > 30
    assert gamed < 0.9
