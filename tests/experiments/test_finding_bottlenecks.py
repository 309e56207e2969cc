"""What one more unit of a resource gives year by year is what two ordinary worlds of the same luck show."""

import numpy as np
import pytest

from experiments import find_bottlenecks, run, target
from experiments.bottlenecks import RESOURCES
from experiments.goal_worlds import totals_of
from experiments.one_more_worlds import FIRST_EVENT, year_ends
from experiments.worlds import versions_for
from sim import load_scenario
from sim.batch import run_world, with_months
from sim.dice import run_key
from sim.indicators import YEARLY
from sim.month import simulate_months
from sim.stages import Route, Stage
from sim.start import blueprint, new_state
from sim.tables import NEVER

SETTINGS = {"replications": 6, "seed": 4, "months": 60, "workers": 2}


@pytest.fixture(scope="module")
def found():
    return find_bottlenecks("chenzhou", ["pilot-voucher"], **SETTINGS)


@pytest.fixture(scope="module")
def document(found):
    return found.document()


def test_the_worlds_are_those_of_an_ordinary_run(document):
    ordinary = run("chenzhou", ["pilot-voucher"], **SETTINGS).document()
    assert {key: document[key] for key in ordinary} == ordinary
    assert set(document) - set(ordinary) == {"bottleneck_by_year", "bottlenecks", "bottleneck_event", "burn_in"}


def test_what_is_gained_in_a_year_is_the_difference_of_two_ordinary_worlds(found):
    """Each variant is simulated here as any scenario is, and its years are counted by the tally of the model, not by dates of projects."""
    (mixed,) = versions_for("central")
    column = YEARLY.index("batch_output")
    for effect in found.effects:
        plans = [blueprint(with_months(mixed.applied_to(scenario), SETTINGS["months"])) for scenario in (found.result.scenario, effect.more.scenario)]
        for replication in range(SETTINGS["replications"]):
            before, after = (run_world(plan, SETTINGS["seed"], replication) for plan in plans)
            years = (after.counts.yearly - before.counts.yearly)[-5:, column]
            gained = np.diff(effect.gained[:, replication], prepend=0.0)
            assert gained.tolist() == years.tolist(), effect.more.resource
            counted = [tallied(FIRST_EVENT[effect.more.resource], outcome.counts) for outcome in (before, after)]
            assert effect.first[-1, replication] == counted[1] - counted[0], effect.more.resource


def tallied(event, counts):
    """How many projects have had an event, as the model itself counts: a result that is taken on goes on to engineering."""
    return int(counts.stages[Stage.ENGINEERING] if event == "taken_on" else counts.yearly[:, YEARLY.index(event)].sum())


def test_a_firm_that_only_looked_has_not_taken_the_result_on():
    """Seen month by month: a result counts from the month of the first route that a firm chose for it, however many firms declined before."""
    (mixed,) = versions_for("central")
    plan = blueprint(with_months(mixed.applied_to(load_scenario("chenzhou")), 36))
    key = run_key(4, 0)
    state, taken = new_state(plan, key), []
    for _ in range(plan.months):
        simulate_months(state, key, 1)
        projects = state.projects[: state.clock[0].projects]
        taken.append(int(np.count_nonzero(projects["route"] != Route.NONE)))
    found = totals_of("taken_on", projects, plan.burn_in, plan.months - plan.burn_in)
    assert found.tolist() == [each - taken[plan.burn_in - 1] for each in taken[plan.burn_in :]]
    only_looked = (projects["matched"] >= plan.burn_in) & (projects["chosen"] == NEVER)
    assert np.count_nonzero(only_looked) > 10


def test_years_add_up_to_the_sum_since_the_start_and_to_the_whole_study(document):
    for resource in RESOURCES:
        years = [each["one_more"][resource] for each in document["bottleneck_by_year"].values()]
        sums = np.cumsum([year["difference"] for year in years])
        assert sums == pytest.approx([year["cumulated"]["difference"] for year in years])
        whole = document["bottlenecks"][resource]
        assert {key: whole[key] for key in ("difference", "low", "high")} == years[-1]["cumulated"]
        assert sum(year["first_event"]["difference"] for year in years) == pytest.approx(whole["first_event"]["difference"])
        for each in (whole, *years, *(year["cumulated"] for year in years)):
            assert each["low"] <= each["difference"] <= each["high"]


def test_a_target_has_the_same_values_by_year(document):
    goal = "batch_output >= 20 by 2028-06"
    same = target("chenzhou", ["pilot-voucher"], goal=goal, worlds="central", **SETTINGS).document()
    assert same["bottleneck_by_year"] == document["bottleneck_by_year"]
    assert same["bottleneck_event"] == document["bottleneck_event"] == "batch_output"
    assert {key: each["unit"] for key, each in same["bottlenecks"].items()} == {key: each["unit"] for key, each in document["bottlenecks"].items()}


def test_sales_by_year_add_up_to_what_they_are_at_the_goal():
    found = target("chenzhou", goal="sales >= 20亿 by 2027-12", replications=4, months=36).document()
    last = list(found["bottleneck_by_year"].values())[-1]["one_more"]["market"]["cumulated"]
    assert last["difference"] == pytest.approx(found["bottlenecks"]["market"]["difference"]) and last["difference"] > 0.0


def test_checking_the_books_every_month_changes_nothing(found):
    checked = find_bottlenecks("chenzhou", ["pilot-voucher"], **(SETTINGS | {"check": True}))
    for mine, theirs in zip(checked.effects, found.effects, strict=True):
        assert np.array_equal(mine.after, theirs.after) and np.array_equal(mine.first, theirs.first)
    assert checked.document()["conservation"] == {"violations": 0, "details": []}


def test_a_region_without_funds_has_no_unit_of_money_and_says_nothing_of_it():
    region = load_scenario("chenzhou", overrides={f"funds.{name}.capital": 0.0 for name in load_scenario("chenzhou").region.funds})
    found = find_bottlenecks(region, replications=3, months=24).document()
    assert found["bottlenecks"]["money"]["difference"] is None and found["bottlenecks"]["slot"]["difference"] is not None
    money = found["bottleneck_by_year"]["2026"]["one_more"]["money"]
    assert (
        [money[key] for key in ("difference", "low", "high")]
        == [None] * 3
        == list(money["cumulated"].values())
        == list(money["first_event"].values())
    )


def test_a_year_ends_in_december_or_with_the_study():
    october = 2022 * 12 + 9
    assert year_ends(october, 30) == (2, 14, 26, 29)
    assert year_ends(2025 * 12, 24) == (11, 23)
    assert year_ends(2025 * 12, 1) == (0,)


def test_workers_change_nothing(document):
    assert find_bottlenecks("chenzhou", ["pilot-voucher"], **(SETTINGS | {"workers": 1})).document() == document
