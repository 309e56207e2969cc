"""How likely a goal is follows from the worlds, moves the way it must, and is never surer than the worlds allow."""

import json
import math

import numpy as np
import pytest

from experiments import run
from experiments.goal_worlds import totals_of
from experiments.goals import GoalError, read_goal
from experiments.statistics import NOTHING, Interval
from experiments.targeting import months_reached, target, units_to_close
from sim import load_scenario, simulate
from sim.batch import run_world, with_months
from sim.start import blueprint
from sim.units import parse_month

SETTINGS = {"replications": 24, "months": 60, "seed": 2}


@pytest.fixture(scope="module")
def found():
    return target("chenzhou", ["pilot-voucher"], goal="new_products >= 20 by 2026-12", workers=2, **SETTINGS)


@pytest.fixture(scope="module")
def document(found):
    return found.document()


def chance(goal, **changes):
    return target("chenzhou", goal=goal, **(SETTINGS | changes)).document()["probability"]


def test_the_document_is_strict_json_with_the_promised_keys(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert {"scenario", "seed", "replications", "months", "versions", "digest", "conservation"} <= set(document)
    assert document["goal"]["text"] == "new_products >= 20 by 2026-12"
    assert set(document["probability"]) == {"value", "low", "high"}
    assert {"p10", "p50", "p90"} <= set(document["month_reached"])
    assert list(document["bottleneck_by_year"]) == ["2025", "2026", "2027", "2028", "2029"]
    assert list(document["bottlenecks"]) == ["partner", "slot", "money", "staff", "market"]
    assert all({"unit", "difference", "low", "high"} <= set(each) for each in document["bottlenecks"].values())
    assert document["conservation"]["violations"] == 0


def test_totals_are_those_of_the_run_itself(found, document):
    yearly = {year: value for year, value in document["yearly"]["new_products"].items()}
    at_end = found.seen.totals[-1]
    assert at_end.mean() == pytest.approx(document["indicators"]["new_products"]["mean"])
    assert found.at_goal.mean() == pytest.approx(yearly["2025"] + yearly["2026"])
    assert document["expected"]["value"] == pytest.approx(found.at_goal.mean())


def test_the_worlds_are_those_of_an_ordinary_run(document):
    ordinary = run("chenzhou", ["pilot-voucher"], worlds="versions", wording="both", workers=2, **SETTINGS).document()
    shown = document | {"wordings": {key: each for key, each in document["wordings"].items() if key != "probability"}}
    assert {key: shown[key] for key in ordinary if key != "conservation"} == {key: ordinary[key] for key in ordinary if key != "conservation"}


def test_the_probability_is_the_share_of_worlds_that_reach_the_goal_in_time(found, document):
    share = float(np.mean(found.at_goal >= 20))
    assert document["probability"]["value"] == share
    assert document["probability"]["low"] < share < document["probability"]["high"]
    by_version = document["probability_by_version"]
    assert set(by_version) == {"selection-heavy", "mixed", "treatment-only"}
    assert np.mean([each["value"] for each in by_version.values()]) == pytest.approx(share)  # versions take turns


def test_a_goal_of_nothing_is_certain_and_an_impossible_one_is_not_reached_but_neither_is_known_without_doubt():
    sure, never = chance("new_products >= 0 by 2025-01"), chance("new_products >= 100000 by 2029-12")
    assert (sure["value"], sure["high"]) == (1.0, 1.0) and 0.8 < sure["low"] < 1.0
    assert (never["value"], never["low"]) == (0.0, 0.0) and 0.0 < never["high"] < 0.2
    assert never["high"] == pytest.approx(1.0 - 0.025 ** (1 / 24))  # Clopper and Pearson for 0 of 24


def test_the_probability_falls_with_the_number_and_rises_with_the_month():
    by_number = [chance(f"new_products >= {number} by 2027-12")["value"] for number in (1, 20, 25, 30, 60)]
    assert by_number == sorted(by_number, reverse=True) and by_number[0] == 1.0 > by_number[2] > by_number[-1] == 0.0
    by_month = [chance(f"new_products >= 25 by {month}")["value"] for month in ("2025-06", "2026-12", "2027-12", "2029-12")]
    assert by_month == sorted(by_month) and by_month[0] == 0.0 < by_month[2] < by_month[-1] == 1.0


def test_more_than_a_number_is_at_least_the_next_one():
    assert chance("new_products > 24 by 2027-12") == chance("new_products >= 25 by 2027-12")


def test_the_median_month_is_one_by_which_half_of_the_worlds_have_it_and_before_which_they_have_not(found, document):
    for key, share in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        place = parse_month(document["month_reached"][key]) - found.first
        by_then, before = (np.mean(found.seen.totals[k] >= 20) for k in (place, place - 1))
        assert before < share <= by_then


def test_a_share_that_is_not_reached_within_the_study_has_no_month():
    january = parse_month("2026-01")
    months = np.array([january, january + 2, math.inf, math.inf])
    assert months_reached(months) == {"p10": "2026-01", "p50": "2026-03", "p90": None}
    assert months_reached(np.full(5, math.inf)) == {"p10": None, "p50": None, "p90": None}
    never = target("chenzhou", goal="new_products >= 100000 by 2026-12", **SETTINGS).document()["month_reached"]
    assert [never[key] for key in ("p10", "p50", "p90")] == [None, None, None] and never["within_study"]["value"] == 0.0


def test_the_shortfall_is_the_mean_over_the_worlds_that_miss(found, document):
    missing = 20 - found.at_goal[found.at_goal < 20]
    assert document["shortfall"]["value"] == pytest.approx(missing.mean())
    assert document["shortfall"]["worlds"] == missing.size
    nothing = target("chenzhou", goal="new_products >= 0 by 2026-12", **SETTINGS).document()["shortfall"]
    assert (nothing["value"], nothing["worlds"]) == (None, 0)


def test_the_number_of_units_that_would_close_the_shortfall_is_given_only_where_one_surely_helps():
    missing = Interval(6.0, 4.0, 8.0)
    assert units_to_close(missing, Interval(2.0, 1.0, 4.0)) == Interval(3.0, 1.0, 8.0)
    assert units_to_close(missing, Interval(2.0, -1.0, 4.0)) == NOTHING
    assert units_to_close(NOTHING, Interval(2.0, 1.0, 4.0)) == NOTHING


def test_the_same_seed_gives_the_same_document_whatever_the_number_of_workers(document):
    again = target("chenzhou", ["pilot-voucher"], goal="到2026年底新产品达到20项", workers=1, **SETTINGS).document()
    assert again == document
    other = target("chenzhou", ["pilot-voucher"], goal="new_products >= 20 by 2026-12", workers=1, **(SETTINGS | {"seed": 3})).document()
    assert other["digest"] != document["digest"]


def test_a_world_is_the_same_up_to_the_month_of_the_goal_however_long_the_study():
    """One more unit is simulated up to the goal's month only: its totals must be those of the whole study."""
    scenario = load_scenario("chenzhou", ["one-of-each"])
    whole, short = blueprint(scenario), blueprint(with_months(scenario, 30))
    for replication in range(3):
        projects = run_world(whole, 1, replication).state.projects
        early = run_world(short, 1, replication).indicators
        for name in ("results", "pilots_started", "pilots_passed", "new_products", "entered", "batch_output", "commercial"):
            assert totals_of(name, projects, whole.burn_in, 120)[29] == early[name]


@pytest.mark.parametrize("goal", ["sales >= 20亿 by 2027-06", "private_money > 10亿 by 2027-06", "public_money >= 1000万 by 2027-06"])
def test_money_goals_count_the_money_of_the_month(goal):
    found = target("chenzhou", ["pilot-voucher"], goal=goal, replications=4, months=36)
    name = found.goal.indicator
    at_month = [each.indicators[name] for each in simulate(load_scenario("chenzhou", ["pilot-voucher"]), seed=1, replications=4, months=30)]
    mixed = np.flatnonzero(found.clusters == [version.id for version in found.result.versions].index("mixed"))
    assert [found.at_goal[k] for k in mixed] == [at_month[k] for k in mixed]  # to the last bit: else nothing changed would not be zero
    assert (np.diff(found.seen.totals, axis=0) >= 0.0).all()
    assert found.document()["bottlenecks"]["market"]["difference"] is not None


def test_a_resource_that_changes_nothing_has_a_difference_of_exactly_zero_but_a_probability_with_doubt():
    """Labs disclose results whatever the region does with them."""
    for found in target("chenzhou", goal="results >= 120 by 2026-12", **SETTINGS).document()["bottlenecks"].values():
        assert (found["difference"], found["low"], found["high"]) == (0.0, 0.0, 0.0)
        assert found["probability"]["difference"] == 0.0 and found["probability"]["low"] < 0.0 < found["probability"]["high"]


def test_larger_markets_never_make_fewer_products_in_the_long_run():
    found = target("chenzhou", goal="sales >= 100亿 by 2034-12", replications=12).document()["bottlenecks"]["market"]
    assert found["low"] > 0.0


def test_one_world_a_month_outside_and_a_bad_goal_are_refused():
    with pytest.raises(ValueError, match="at least 2"):
        target("chenzhou", goal="new_products >= 1 by 2026-12", replications=1)
    with pytest.raises(GoalError):
        target("chenzhou", goal="new_products >= 1 by 2026-12", months=12)
    with pytest.raises(GoalError):
        target("chenzhou", goal="new_prodcts >= 1 by 2026-12")
    assert target("chenzhou", goal=read_goal("results >= 1 by 2025-02"), replications=2, months=2).document()["probability"]["value"] == 1.0


def test_a_shortfall_of_a_few_worlds_has_no_bounds():
    found = target("chenzhou", goal="results >= 102 by 2026-12", **SETTINGS)
    missing = found.document()["shortfall"]
    assert 0 < missing["worlds"] < 10 and missing["value"] > 0.0
    assert missing["low"] is None and missing["high"] is None


def test_results_that_come_at_random_reach_a_number_as_likely_as_the_poisson_law_says():
    """Labs disclose independently at a constant rate, so a count by a month is Poisson, and the month of the k-th result has a gamma law."""
    labs = load_scenario("chenzhou").region.labs.values()
    mean = 2.0 * sum(lab.count * lab.results_per_year for lab in labs)
    at_most = np.cumsum([math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(300)])
    for number in (105, 120, 130):
        found = target("chenzhou", goal=f"results >= {number} by 2026-12", replications=150, months=24, seed=6, worlds="central").document()
        likely = 1.0 - at_most[number - 1]
        assert found["probability"]["value"] == pytest.approx(likely, abs=3.0 * math.sqrt(likely * (1.0 - likely) / 150))
        assert found["expected"]["value"] == pytest.approx(mean, abs=3.0 * math.sqrt(mean / 150))
