"""Reform of release: public institutions let go of more results and more inventors found firms; it costs nothing and touches nothing older."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import ReleaseReform
from sim.rules.instruments.release_reform import reformed_share
from sim.stages import LabType
from sim.tables import NEVER
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})


def reformed(**changes):
    return load_scenario(CITY.region, [policy(reform=ReleaseReform(family="release_reform").model_copy(update=changes))])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0]


def by_world(scenario, count):
    return np.array([count(outcome.state) for outcome in simulate(scenario, seed=77, replications=12, workers=2)], float)


def offered(state):
    return np.count_nonzero(state.projects["offered"] >= 24)


def spin_outs(state):
    return state.clock[0].firms - state.clock[0].founding_firms


def test_a_reform_that_lets_go_of_half_of_what_was_kept_back():
    assert reformed_share(0.34, 0.5) == pytest.approx(0.67)
    assert reformed_share(0.34, 0.0) == 0.34


def test_a_reform_puts_more_results_on_offer_and_brings_more_pilots():
    more = by_world(reformed(release_gain=0.6), offered) - by_world(CITY, offered)
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)
    assert_direction(values(CITY), values(reformed(release_gain=0.6)), "pilots_started", "up")


def test_patents_as_equity_bring_more_inventors_to_found_a_firm():
    more = by_world(reformed(spinout_gain=0.5), spin_outs) - by_world(CITY, spin_outs)
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)


def test_more_released_results_wait_longer_for_the_same_firms_and_staff():
    def unmatched(state):
        p = state.projects[state.projects["offered"] >= 24]
        return np.count_nonzero(p["matched"] == NEVER) / len(p)

    worse = by_world(reformed(release_gain=0.9), unmatched) - by_world(CITY, unmatched)
    assert worse.mean() > 2 * worse.std(ddof=1) / np.sqrt(worse.size)


def test_a_reform_spends_nothing_and_touches_neither_older_samples_nor_those_of_enterprises():
    start = CITY.region.calendar.start + 36
    before, after = world(CITY), world(reformed(release_gain=0.6, spinout_gain=0.4, start=start))
    month = after.state.clock[0].burn_in + 36
    served = after.state.projects["paid_by"] == 1
    assert after.state.payments[: after.state.clock[0].payments].size == 0
    assert served.any()
    assert after.state.projects["offered"][served].min() >= month
    assert (after.state.labs["type"][after.state.projects["lab"][served]] != LabType.ENTERPRISE).all()
    early = (before.state.projects["offered"] != NEVER) & (before.state.projects["offered"] < month)
    assert np.array_equal(before.state.projects["offered"][early], after.state.projects["offered"][early])
    assert (after.state.projects["spin_out"][early] == before.state.projects["spin_out"][early]).all()


def test_what_a_reform_releases_was_kept_back_before():
    before, after = world(CITY), world(reformed(release_gain=0.6))
    freed = (after.state.projects["offered"] != NEVER) & (before.state.projects["offered"] == NEVER)
    lost = (after.state.projects["offered"] == NEVER) & (before.state.projects["offered"] != NEVER)
    assert freed.any() and not lost.any()
    assert (after.state.projects["paid_by"][freed] == 1).all()
