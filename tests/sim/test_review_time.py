"""A panel that takes its time (M-03): who applies waits for the verdict, its firm counts on it, and nobody is scored twice."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.dice import run_key
from sim.explain import look_at_routes
from sim.looking import look_at_costs
from sim.month import begin_month, go_on_to_money, simulate_months
from sim.policy import ExpertPanel
from sim.rules.beliefs import after_selection
from sim.stages import Route, State, StopReason
from sim.start import blueprint, new_state
from sim.tables import NEVER, NOBODY, YUAN
from tests.sim.paired import assert_direction, policy, values

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
PANEL = ExpertPanel(family="expert_panel", accuracy=0.5, bar=0.0, cost_per_review=1.0)
SLOW = PANEL.model_copy(update={"review_months": 9})


def city(panel, base=CITY):
    return load_scenario(base.region, [policy(panel=panel)])


def world(panel, base=CITY):
    return simulate(city(panel, base), seed=5, check=True)[0].state


def applicants(state):
    """Projects that the panel admitted inside the window and that then began a pilot at a platform."""
    p = state.projects[: state.clock[0].projects]
    return p[(p["queued"] != NEVER) & (p["chosen"] >= 24) & (p["platform"] != NOBODY) & (p["pilot_started"] != NEVER)]


def test_nobody_begins_a_pilot_at_a_platform_before_the_verdict():
    waited = applicants(world(SLOW))
    assert waited.size > 10
    assert (waited["queued"] - waited["chosen"] == 9).all()
    assert (waited["pilot_started"] - waited["chosen"]).min() >= 9
    assert (applicants(world(PANEL))["pilot_started"] - applicants(world(PANEL))["chosen"]).min() == 0


def test_time_in_review_is_no_time_in_the_queue():
    """Patience runs from the verdict, and the wait for a slot is counted from there."""
    roomy = load_scenario(CITY.region, overrides={f"platforms.{key}.slots": 60 for key in CITY.region.platforms})
    waited = applicants(world(SLOW, roomy))
    assert waited.size > 10 and (waited["pilot_started"] == waited["queued"]).all()


def test_each_applicant_is_reviewed_and_paid_for_once():
    state = world(SLOW)
    p = state.projects[: state.clock[0].projects]
    scored = (p["chosen"] >= 24) & ((p["queued"] != NEVER) | (p["platform_barred"] == 1))
    assert state.instruments["spent"][0] == np.count_nonzero(scored) * YUAN > 0


def test_who_is_refused_learns_it_only_with_the_verdict():
    """Until then its firm does nothing else with the project."""
    key = run_key(5, 0)
    state = new_state(blueprint(city(PANEL.model_copy(update={"bar": 9.0, "review_months": 9}))), key)
    simulate_months(state, key, 100)
    p = state.projects[: state.clock[0].projects]
    refused = p[(p["chosen"] >= 24) & (p["platform_barred"] == 1) & (p["stop"] != StopReason.FIRM_CLOSED)]
    assert refused.size > 10 and (refused["queued"] == NEVER).all()
    for column in ("trial_started", "pilot_started", "stopped"):
        later = refused[refused[column] != NEVER]
        assert (later[column] - later["chosen"] >= 9).all()
    assert (refused["stopped"] != NEVER).any() and (refused["trial_started"] != NEVER).any()


def test_a_slower_review_brings_fewer_pilots_at_platforms():
    assert_direction(values(city(PANEL)), values(city(SLOW.model_copy(update={"review_months": 24}))), "pilots_started", "down")


def test_firms_count_on_the_review_beforehand():
    """Before anybody has applied: of the same projects fewer are sent to a platform where the review takes long."""

    def sent(panel):
        key, found = run_key(5, 0), 0
        for replication in range(12):
            key = run_key(5, replication)
            state = new_state(blueprint(city(panel)), key)
            simulate_months(state, key, 24)
            begin_month(state, key)
            choosing = np.flatnonzero((state.projects["state"] == State.CHOOSING) & (state.projects["chosen"] == NEVER))
            go_on_to_money(state, key)
            found += np.count_nonzero(state.projects["route"][choosing] == Route.PLATFORM)
        return found

    assert sent(SLOW.model_copy(update={"review_months": 36})) < sent(PANEL)


@pytest.mark.parametrize("months", [0, 9])
def test_the_wait_that_is_shown_for_a_platform_has_the_review_in_it(months):
    key = run_key(5, 0)
    state = new_state(blueprint(city(PANEL.model_copy(update={"review_months": months}))), key)
    simulate_months(state, key, 30)
    new = np.flatnonzero((state.projects["firm"] != NOBODY) & (state.projects["queued"] == NEVER))
    assert look_at_costs(state, new[0], 0).wait >= months
    assert look_at_costs(state, new[0], NOBODY).wait == 0.0


def test_where_there_is_no_platform_a_review_delays_nobody():
    none = load_scenario(CITY.region, overrides={f"platforms.{key}.count": 0 for key in CITY.region.platforms})
    assert simulate(city(SLOW, none), seed=5)[0].digest == simulate(none, seed=5)[0].digest


@pytest.mark.parametrize("panel", [None, PANEL])
@pytest.mark.parametrize("ago", [0, 7])
def test_what_admission_told_is_counted_once_also_after_the_platform_closed(panel, ago):
    """Of a project that was admitted, this month or before its platform closed, the belief already holds the news: it is worth what it was worth
    to whoever counted on that news."""
    key = run_key(5, 0)
    state = new_state(blueprint(city(panel) if panel else CITY), key)
    simulate_months(state, key, 40)
    begin_month(state, key)
    p, clock = state.projects, state.clock[0]
    choosing = np.flatnonzero((p["state"] == State.CHOOSING) & (p["queued"] == NEVER) & (p["platform_barred"] == 0))
    offered = [i for i in choosing if look_at_routes(state, i)[0].can_platform]
    assert offered and clock.panel_accuracy > 0.0
    for i in offered:
        beforehand = look_at_routes(state, i)[0].chance_pass
        news = after_selection(p["belief_mean"][i], p["belief_variance"][i], clock.panel_accuracy, clock.panel_bar, True)
        p["belief_mean"][i], p["belief_variance"][i] = news
        p["queued"][i] = clock.month - ago
        assert look_at_routes(state, i)[0].chance_pass == pytest.approx(beforehand, rel=1e-6), i
