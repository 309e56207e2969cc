"""What places differ in: how many platforms for which field (M-01, M-34), whose they are (M-18), what small firms have (M-19), and what stops a
project at the pilot (M-39)."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.indicators import NAMES
from sim.policy import CostSupport
from sim.stages import Route, SizeClass
from sim.tables import NEVER, NOBODY
from tests.sim.paired import assert_direction, policy, values

SHORT = {"calendar.months": 96, "calendar.burn_in": 24}
CITY = load_scenario("typical-city", overrides=SHORT)
WORLDS = 24


def by_world(scenario, measure):
    """A measure of each world's projects and tables, in worlds of the same luck."""
    outcomes = simulate(scenario, seed=77, replications=WORLDS, workers=2)
    return np.array([measure(o.state.projects[: o.state.clock[0].projects], o.state) for o in outcomes], float)


def assert_more(before, after):
    """Whether the mean over paired worlds rises beyond twice its standard error."""
    difference = (after - before)[np.isfinite(after - before)]
    mean, error = difference.mean(), difference.std(ddof=1) / np.sqrt(difference.size)
    assert mean > 2 * error, f"{mean:+.3g} with standard error {error:.3g}, expected more"


# --- M-01 1+N+X: the number of platforms and their fields

BUSY = {"world.dur_pilot": 18.0, "platforms.core-cluster.slots": 2, "platforms.second-wave.count": 0, "platforms.planned.count": 0}


def zigong(**platforms):
    return load_scenario("zigong", overrides=BUSY | {f"platforms.first-equipment.{key}": value for key, value in platforms.items()})


def test_around_a_busy_core_more_platforms_of_a_field_that_has_projects_bring_more_pilots_and_shorter_waits():
    few, many = values(zigong(count=2)), values(zigong(count=8))
    assert_direction(few, many, "pilots_started", "up")
    assert_direction(few, many, "months_waiting", "down")


def test_as_many_platforms_of_a_field_that_has_no_projects_bring_no_pilot_at_all():
    """Zigong has no chemicals: what counts is N of the right field, not N."""
    none, wrong = (values(zigong(count=count, sector="chemicals")) for count in (0, 8))
    assert_direction(none, values(zigong(count=8)), "pilots_started", "up")
    for indicator in ("pilots_started", "months_waiting", "batch_output"):
        column = NAMES.index(indicator)
        assert np.array_equal(none[:, column], wrong[:, column], equal_nan=True)


# --- M-34 3+4 bases


@pytest.mark.parametrize(("fewer", "more"), [(1, 3), (3, 6)])
def test_more_public_bases_let_more_pilots_begin_and_shorten_the_wait(fewer, more):
    busy = SHORT | {"world.dur_pilot": 16.0}
    few, many = (values(load_scenario("chenzhou", overrides=busy | {"platforms.public-city.count": count})) for count in (fewer, more))
    assert_direction(few, many, "pilots_started", "up")
    assert_direction(few, many, "months_waiting", "down")


# --- M-18 self-built platforms and public ones


def one_platform(owner):
    """A city with a single busy platform of two slots, of one large firm with many projects or public; no line of a firm's own beside it."""
    none = {f"platforms.{key}.count": 0 for key in CITY.region.platforms}
    kept = {"count": 1, "slots": 2, "sector": "any", "fee_share": 0.5, "base_funding": 600, "owner": owner}
    only = none | {f"platforms.leading-firm-equipment.{key}": value for key, value in kept.items()}
    firms = {"firms.large.count": 1, "firms.large.projects_at_once": 30, "firms.large.may_self_build": False}
    patient = {"world.queue_patience": 150.0, "world.dur_pilot": 12.0}
    return load_scenario("typical-city", overrides=SHORT | only | firms | patient)


def test_a_platform_of_its_own_serves_its_owner_first_and_others_less_than_a_public_one():
    public, own = (by_world(one_platform(owner), pilots_of_the_owner_and_of_others) for owner in ("public", "firm"))
    assert_more(public[:, 0], own[:, 0])
    assert_more(own[:, 1], public[:, 1])


def pilots_of_the_owner_and_of_others(projects, state):
    """Pilots begun on the platform by the one large firm, which owns it where a firm does, and by all others."""
    assert (state.platforms["owner"] == NOBODY).all() or state.firms["size_class"][state.platforms["owner"][0]] == SizeClass.LARGE
    begun = projects[(projects["pilot_started"] >= 24) & (projects["platform"] != NOBODY)]
    large = state.firms["size_class"][begun["firm"]] == SizeClass.LARGE
    return np.count_nonzero(large), np.count_nonzero(~large)


def test_firms_that_may_build_their_own_line_pilot_more_and_leave_the_public_platforms_to_others():
    def may(build):
        return load_scenario("typical-city", overrides=SHORT | {f"firms.{size}.may_self_build": build for size in ("medium", "large")})

    assert_direction(values(may(False)), values(may(True)), "pilots_started", "up")
    assert_more(by_world(may(True), pilots_on_platforms), by_world(may(False), pilots_on_platforms))


def pilots_on_platforms(projects, state):
    return np.count_nonzero((projects["route"] == Route.PLATFORM) & (projects["pilot_started"] >= 24))


# --- M-19 small firms lack money and people

SMALL = ("micro", "small")


def small_firms(**changes):
    return load_scenario("typical-city", overrides=SHORT | {f"firms.{size}.{key}": value for size in SMALL for key, value in changes.items()})


def test_small_firms_with_more_cash_begin_more_pilots_and_build_more_lines():
    before, after = values(CITY), values(small_firms(cash=5000.0))
    for indicator in ("pilots_started", "entered", "batch_output"):
        assert_direction(before, after, indicator, "up")


def test_small_firms_with_more_know_how_bring_more_of_their_trials_to_a_product():
    def trials_that_work(projects, state):
        tried = projects[(projects["trial_started"] >= 24) & (projects["firm"] != NOBODY) & (projects["route"] == Route.DIRECT)]
        ended = tried[((tried["new_product"] != NEVER) | (tried["stopped"] != NEVER)) & is_small(tried, state)]
        return np.mean(ended["new_product"] != NEVER)

    assert_more(by_world(CITY, trials_that_work), by_world(small_firms(research=1.0), trials_that_work))


def is_small(projects, state):
    return state.firms["size_class"][projects["firm"]] <= SizeClass.SMALL


def test_the_same_support_moves_small_firms_more_than_large_ones():
    """Where cash is short a share of the fee decides whether there is a pilot at all."""

    def shares_that_pilot(projects, state):
        chosen = projects[(projects["chosen"] >= 24) & (projects["firm"] != NOBODY)]
        piloted, small = chosen["pilot_started"] != NEVER, is_small(chosen, state)
        return piloted[small].mean(), piloted[~small].mean()

    support = load_scenario(CITY.region, [policy(support=CostSupport(family="cost_support", share=0.6))])
    gain = by_world(support, shares_that_pilot) - by_world(CITY, shares_that_pilot)
    assert_more(np.zeros(WORLDS), gain[:, 0])
    assert_more(gain[:, 1], gain[:, 0])


# --- M-39 stopping at the pilot for lack of money or bases


def chenzhou(**world):
    return load_scenario("chenzhou", overrides=SHORT | {f"world.{key}": value for key, value in world.items()})


def test_where_bases_are_short_projects_without_patience_leave_the_queue_and_pilot_less():
    patient, hasty = (chenzhou(dur_pilot=16.0, queue_patience=patience) for patience in (60.0, 2.0))

    def left_without_a_pilot(projects, state):
        queued = projects[(projects["queued"] >= 24) & (projects["queued"] < 90)]
        return np.mean(queued["pilot_started"] == NEVER)

    assert_more(by_world(patient, left_without_a_pilot), by_world(hasty, left_without_a_pilot))
    assert_direction(values(patient), values(hasty), "pilots_started", "down")


def test_firms_that_keep_more_cash_back_begin_fewer_pilots_and_build_fewer_lines():
    free, tight = values(chenzhou(cash_reserve=0.0)), values(chenzhou(cash_reserve=0.8))
    for indicator in ("pilots_started", "entered"):
        assert_direction(free, tight, indicator, "down")
