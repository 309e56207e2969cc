"""Flows and stocks by year: what is under way follows from what began and ended, and spreads are those of worlds."""

import numpy as np
import pytest

from experiments.cost_plane import cost_plane
from experiments.running import run
from experiments.statistics import mean_interval
from experiments.years import UNDER_WAY, by_year, stocks_by_year
from sim.indicators import YEARLY
from sim.stages import StopReason

MONTHS = 72


@pytest.fixture(scope="module")
def long_run():
    """Four worlds over six years."""
    return run("chenzhou", replications=4, months=MONTHS)


def test_projects_under_way_at_the_end_of_a_year_are_those_of_a_study_that_ends_there(long_run):
    worlds = long_run.worlds
    stocks = list(stocks_by_year(worlds.yearly, worlds.stops[StopReason.RUNNING]))
    shorter = run("chenzhou", replications=4, months=36)
    found = stocks[long_run.years.index(2027)][UNDER_WAY]
    assert found.tolist() == shorter.worlds.stops[StopReason.RUNNING].tolist()


def test_a_stock_of_what_was_reached_is_the_sum_of_its_years(long_run):
    document = long_run.document()
    last = document["stocks"]["batch_output"]["2030"]
    indicator = document["indicators"]["batch_output"]
    assert last == {key: indicator[key] for key in ("mean", "low", "high", "p10", "p50", "p90")}
    assert sum(document["yearly"]["batch_output"].values()) == pytest.approx(last["mean"])


def test_the_spread_of_a_year_holds_the_middle_of_its_worlds(long_run):
    results = long_run.worlds.yearly[long_run.years.index(2026), YEARLY.index("results")]
    spread = long_run.document()["yearly_spread"]["results"]["2026"]
    assert spread["p50"] == np.median(results)
    assert results.min() <= spread["p10"] <= spread["p90"] <= results.max()


def test_use_of_platforms_by_field_and_year_adds_up_to_that_of_the_study(long_run):
    worlds = long_run.worlds
    busy, slots, waited, admitted = worlds.platform_use.sum(axis=(0, 1))
    assert np.array_equal(busy / slots, worlds.indicator("utilisation"))
    assert np.array_equal(waited / admitted, worlds.indicator("months_waiting"))
    assert set(worlds.platform_fields) == {"materials", "equipment", "chemicals", "energy", "any"}, "where Chenzhou's platforms are"
    document = long_run.document()["platform_use"]
    assert set(document) == set(worlds.platform_fields) and list(document["any"]) == [str(year) for year in range(2025, 2031)]
    there = worlds.platform_use[worlds.platform_fields.index("any"), 0]
    assert document["any"]["2025"]["utilisation"]["value"] == there[0].sum() / there[1].sum()


def test_a_platform_that_a_policy_opens_is_counted_from_the_year_in_which_it_opens():
    found = run("chenzhou", ["more-public-platforms"], replications=2, months=60).worlds
    alone = run("chenzhou", replications=2, months=60).worlds
    slots = [each.platform_use[each.platform_fields.index("any"), :, 1, 0] for each in (alone, found)]
    more = slots[1] - slots[0]
    assert more[0] == 0 and (more[2:] > 0).all()


def test_years_before_the_study_are_left_out(long_run):
    document = long_run.document()
    assert set(document["yearly_spread"]["results"]) == set(document["yearly"]["results"]) == set(document["stocks"]["under_way"])
    assert min(document["stocks"]["under_way"]) == "2025"


def test_one_world_has_a_stock_but_no_interval():
    events = np.zeros((2, len(YEARLY), 1), np.int64)
    events[:, YEARLY.index("results")] = 5
    found = by_year(events, np.array([10]), np.zeros(1), (2025, 2026), 2025)["stocks"]["under_way"]
    assert found["2026"]["mean"] == 10.0 and found["2026"]["low"] is None
    assert found["2025"]["mean"] == 5.0


def test_the_plane_of_costs_repeats_the_paired_differences_and_tells_how_they_move_together():
    rng = np.random.default_rng(3)
    clusters = np.array(["a", "b", "c"] * 20)
    projects = rng.normal(2.0, 1.0, 60)
    money = 100.0 * projects + rng.normal(0.0, 1.0, 60)
    plane = cost_plane(projects, money, clusters)
    assert plane["projects"] == mean_interval(projects, clusters).as_dict()
    assert plane["correlation"] > 0.95
    assert cost_plane(projects, -money, clusters)["correlation"] < -0.95


def test_the_plane_of_costs_has_no_correlation_where_a_policy_does_nothing():
    clusters = np.array(["a", "b"] * 5)
    assert cost_plane(np.zeros(10), np.arange(10.0), clusters)["correlation"] is None
