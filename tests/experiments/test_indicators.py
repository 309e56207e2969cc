"""What is counted, and in which months: events inside the window only, rates on cohorts that their sector's durations have resolved."""

import numpy as np
import pytest

from experiments import run
from sim import load_scenario, simulate
from sim.indicators import COHORT_WINDOW, NAMES, YEARLY, cohort_window, count
from sim.stages import Sector

SECTORS = ("materials", "equipment", "electronics", "chemicals", "biomedicine", "energy")
AS_SLOW_AS_BIOMEDICINE = {f"sectors.{sector}.duration_scale": 4.0 for sector in SECTORS}


def test_years_add_up_to_the_indicators_even_where_the_window_begins_in_may():
    """The burn-in of the first calendar year does not count: Tianjin starts in May."""
    document = run("tianjin", replications=3, months=32).document()
    for event in set(YEARLY) & set(NAMES):
        assert sum(document["yearly"][event].values()) == pytest.approx(document["indicators"][event]["mean"]), event
    stopped = sum(found["mean"] for reason, found in document["stop_reasons"].items() if reason != "running")
    assert sum(document["yearly"]["stopped"].values()) == pytest.approx(stopped)


def test_a_slow_sector_gets_a_longer_window():
    windows = simulate("typical-city", months=1)[0].state.sectors["window"]
    assert windows[Sector.MATERIALS] == COHORT_WINDOW == 72
    assert windows[Sector.BIOMEDICINE] == cohort_window(8 * 1.5, 4 * 4, 18 * 4, 12) == 212
    assert windows[Sector.ELECTRONICS] < 72 < windows[Sector.CHEMICALS]


def test_slow_sectors_are_unresolved_after_fifteen_years_and_no_failures():
    region = load_scenario("typical-city", overrides=AS_SLOW_AS_BIOMEDICINE)
    rates = run(region, replications=2, months=180).document()["rates"]
    assert rates["after_passed_pilot"]["value"] is None
    assert rates["after_passed_pilot"]["unresolved_share"] == 1.0


def test_a_closed_window_misses_few_of_those_who_ever_get_there():
    calendar = {"calendar.months": 600, "calendar.burn_in": 0, "calendar.entry_closes": 120}
    for region in (load_scenario("typical-city", overrides=calendar), load_scenario("typical-city", overrides=calendar | AS_SLOW_AS_BIOMEDICINE)):
        state = simulate(region)[0].state
        projects = state.projects[: state.clock[0].projects]
        passed = projects[(projects["pilot"] == 1) & (projects["batch_output"] >= 0)]
        months = passed["batch_output"] - passed["pilot_ended"]
        assert np.mean(months <= state.sectors["window"][passed["sector"]]) > 0.9
        counted = count(state).rates[0]
        assert counted[2] == 0  # all are resolved
        assert counted[0] >= 0.9 * len(passed)
