"""A fast track for approvals: new platforms open earlier; it spends nothing and touches no platform of another field."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.dice import run_key
from sim.policy import FastTrack, NewPlatforms
from sim.start import blueprint, new_state
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24, "world.dur_pilot": 24.0})
BUILT = NewPlatforms(family="new_platforms", sector="chemicals", count=6, approval_months=36, build_months=6, cash=9000.0)
TRACK = FastTrack(family="fast_track", saved_share=0.75)


def opening(**tools):
    """Month of the run in which the platforms of the policy open."""
    template = blueprint(load_scenario(CITY.region, [policy(**tools)])).template
    (month,) = set(template.platforms["opens"][template.platforms["instrument"] == 0].tolist())
    return month


def test_a_fast_track_saves_its_share_of_the_approval_and_nothing_of_the_building():
    assert opening(built=BUILT) == 24 + 36 + 6
    assert opening(built=BUILT, track=TRACK) == 24 + 9 + 6


def test_platforms_of_another_field_or_that_applied_before_wait_as_long_as_ever():
    assert opening(built=BUILT, track=TRACK.model_copy(update={"sectors": ("energy",)})) == 66
    assert opening(built=BUILT, track=TRACK.model_copy(update={"sectors": ("chemicals",)})) == 39
    assert opening(built=BUILT, track=TRACK.model_copy(update={"start": CITY.region.calendar.start + 1})) == 66


def test_the_fastest_of_several_tracks_counts():
    assert opening(built=BUILT, track=TRACK, other=TRACK.model_copy(update={"saved_share": 0.5})) == 39


def test_platforms_on_the_fast_track_open_earlier_and_bring_more_pilots():
    built = BUILT.model_copy(update={"sector": "any"})
    slow = load_scenario(CITY.region, [policy(built=built)])
    fast = load_scenario(CITY.region, [policy(built=built, track=TRACK)])
    assert_direction(values(slow), values(fast), "pilots_started", "up")
    assert_direction(values(slow), values(fast), "months_waiting", "down")


def test_a_fast_track_spends_nothing():
    state = simulate(load_scenario(CITY.region, [policy(built=BUILT, track=TRACK)]), seed=5, check=True)[0].state
    assert state.instruments["spent"][0] > 0
    assert state.instruments["spent"][1] == 0


# --- approval takes one platform longer than another (M-50)

DRAWN = BUILT.model_copy(update={"sector": "any", "approval_sigma": 0.6})


def openings(worlds=1, **tools):
    """Months in which the platforms of the policy open, by world and platform."""
    plan = blueprint(load_scenario(CITY.region, [policy(**tools)]))
    mine = plan.template.platforms["instrument"] == 0
    return np.array([new_state(plan, run_key(5, replication)).platforms["opens"][mine] for replication in range(worlds)])


def test_a_drawn_approval_has_the_mean_that_is_stated_and_differs_from_platform_to_platform_and_world_to_world():
    months = openings(400, built=DRAWN) - 24 - 6
    assert months.mean() == pytest.approx(36, rel=0.05)
    assert np.log(months).std() == pytest.approx(0.6, rel=0.1)
    assert months.min() >= 1 and len(set(months[0].tolist())) > 3


def test_a_platform_has_the_same_luck_with_a_fast_track_and_beside_other_platforms():
    alone, hurried = openings(20, built=DRAWN) - 30, openings(20, built=DRAWN, track=TRACK) - 30
    assert np.abs(hurried - alone * 0.25).max() <= 1
    more = DRAWN.model_copy(update={"count": 9})
    assert np.array_equal(openings(20, built=more)[:, :6] - 30, alone)


def test_a_wider_spread_opens_more_platforms_late_and_more_early():
    narrow, wide = (openings(200, built=DRAWN.model_copy(update={"approval_sigma": sigma})) for sigma in (0.1, 0.9))
    for quantile, direction in ((0.1, -1), (0.9, 1)):
        assert direction * (np.quantile(wide, quantile) - np.quantile(narrow, quantile)) > 3


def test_platforms_are_paid_for_at_once_and_get_their_cash_when_they_open():
    for outcome in simulate(load_scenario(CITY.region, [policy(built=DRAWN)]), seed=5, replications=3, check=True):
        s = outcome.state
        opened = s.platforms["opens"][(s.platforms["instrument"] == 0) & (s.platforms["opens"] < s.clock[0].month)]
        months = s.payments["month"][: s.clock[0].payments]
        assert sorted(months[months > 24].tolist()) == sorted(opened.tolist())
