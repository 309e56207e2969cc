"""Reform of release: public institutions let go of more results and more inventors found firms; it costs nothing and touches nothing older."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.policy import ReleaseReform
from sim.rules.instruments.release_reform import left_by_inventors, reformed_share
from sim.stages import LabType, State
from sim.start import blueprint
from sim.tables import NEVER, NOBODY
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})


def reformed(**changes):
    return load_scenario(CITY.region, [policy(reform=ReleaseReform(family="release_reform").model_copy(update=changes))])


def world(scenario):
    return simulate(scenario, seed=5, check=True)[0]


def left_by_inventors_now(state, i):
    """As the model has it, without compiling it anew."""
    return getattr(left_by_inventors, "py_func", left_by_inventors)(state, i)


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


# --- the inventors' share (M-31)


def test_a_share_for_inventors_lets_go_of_more_by_the_response():
    shared = blueprint(reformed(inventor_share=0.4, release_response=0.5, release_gain=0.1)).template.release_reforms
    assert shared["release_gain"][0] == pytest.approx(reformed_share(0.1, 0.2))
    responding, silent = (by_world(reformed(inventor_share=0.4, release_response=each), offered) for each in (1.0, 0.0))
    more = responding - silent
    assert more.mean() > 2 * more.std(ddof=1) / np.sqrt(more.size)


def test_what_inventors_get_firms_do_without_so_that_they_build_fewer_lines():
    """The payoff side alone: with no response of release, a share for inventors costs lines and batch output."""
    after = values(reformed(inventor_share=0.5, release_response=0.0))
    for indicator in ("entered", "batch_output"):
        assert_direction(values(CITY), after, indicator, "down")


def test_the_share_is_taken_from_results_of_public_institutions_under_the_reform_and_from_no_founder():
    start = CITY.region.calendar.start + 24
    s = world(reformed(inventor_share=0.5, start=start)).state
    known = np.flatnonzero((s.projects["firm"] != NOBODY) & (s.projects["offered"] != NEVER))
    left = np.array([left_by_inventors_now(s, i) for i in known])
    p = s.projects[known]
    founders = s.firms["spin_out"][p["firm"]] == 1
    under = (s.labs["type"][p["lab"]] != LabType.ENTERPRISE) & (p["offered"] >= s.clock[0].burn_in + 24) & ~founders
    assert under.any() and (left[under] == 0.5).all() and (left[~under] == 1.0).all()
    own = np.flatnonzero(s.labs["type"][s.projects["lab"]] == LabType.ENTERPRISE)[:20]
    assert all(left_by_inventors_now(s, i) == 1.0 for i in own)


def test_two_reforms_share_what_the_other_leaves():
    half = ReleaseReform(family="release_reform", inventor_share=0.5, release_response=0.0)
    s = simulate(load_scenario(CITY.region, [policy(one=half, other=half)]), seed=5)[0].state
    held = s.projects[(s.projects["offered"] >= s.clock[0].burn_in) & (s.projects["firm"] != NOBODY)]
    row = np.flatnonzero(s.projects["name"] == held["name"][s.firms["spin_out"][held["firm"]] == 0][0])[0]
    assert left_by_inventors_now(s, row) == 0.25


def test_money_is_conserved_while_inventors_are_paid_and_products_sell_as_they_do():
    s = world(reformed(inventor_share=0.3)).state
    assert np.count_nonzero(s.projects["state"] == State.PRODUCING) > 0
    assert s.instruments["spent"].sum() == 0
