"""A fast track for approvals: new platforms open earlier; it spends nothing and touches no platform of another field."""

from sim import load_scenario, simulate
from sim.policy import FastTrack, NewPlatforms
from sim.start import blueprint
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
