"""Every stop is laid to one cause, and a resource that is taken away is the one that is found missing."""

from dataclasses import fields, replace

import numpy as np
import pytest

from experiments.bottlenecks import CAUSES, HELD_UP, RESOURCES, Stuck, Watch, by_year, watched
from experiments.one_more import CAPITAL, one_more_of_each
from sim import load_scenario
from sim.batch import run_world
from sim.policy import CostSupport, Incubators
from sim.stages import StopReason
from sim.start import blueprint
from sim.tables import NEVER
from tests.sim.paired import policy

WORLDS = range(4)


def stuck(overrides=None, event=None, region="chenzhou", policies=()):
    """What stops and holds up projects in a few worlds of a region with changes: sums of (causes,), means of (HELD_UP,), declined."""
    plan = blueprint(load_scenario(region, policies, overrides={"calendar.months": 84} | (overrides or {})))
    found = []
    for replication in WORLDS:
        watch = Watch(plan, event)
        found.append(watch.found(watched(plan, 5, replication, watch).state))
    stopped = np.sum([each.stopped for each in found], axis=(0, 1))
    held_up = np.mean([each.held_up for each in found], axis=(0, 1))
    declined = float(np.sum([each.declined for each in found]))
    return dict(zip(CAUSES, stopped, strict=True)), dict(zip(HELD_UP, held_up, strict=True)), declined


@pytest.fixture(scope="module")
def as_it_is():
    return stuck()


def test_watching_a_world_changes_nothing_in_it():
    plan = blueprint(load_scenario("chenzhou", ["one-of-each"], overrides={"calendar.months": 60}))
    for replication in range(2):
        assert watched(plan, 3, replication, Watch(plan), check=True).digest == run_world(plan, 3, replication).digest


def test_every_stop_of_the_study_is_laid_to_exactly_one_cause():
    plan = blueprint(load_scenario("chenzhou", ["capital-pool"], overrides={"calendar.months": 84}))
    watch = Watch(plan)
    outcome = watched(plan, 1, 0, watch)
    found = watch.found(outcome.state)
    assert found.stopped.sum() == found.stopped_in.sum() == outcome.counts.stops[1:].sum()
    window = outcome.counts.yearly[:, -1]
    assert found.stopped.sum(axis=1).tolist() == window[window.size - found.stopped.shape[0] :].tolist()


def test_without_free_places_partners_are_missing_and_nobody_has_declined(as_it_is):
    places = {f"firms.{size}.projects_at_once": 0 for size in ("micro", "small", "medium", "large")}
    stopped, held_up, declined = stuck({**places, "world.spinout_share": 0.0})
    assert stopped["partner"] > as_it_is[0]["partner"]
    assert declined == 0.0 < as_it_is[2]
    assert held_up["partner"] > 0.0 == held_up["staff"]
    assert stopped["slot"] == stopped["market"] == stopped["money"] == 0.0


def test_without_meetings_staff_is_missing_although_firms_have_places(as_it_is):
    nobody = {"matchmaking.staff": 0.0, "labs.universities.managers": 0.0, "labs.institutes.managers": 0.0, "world.months_to_deal": 120.0}
    stopped, held_up, _ = stuck(nobody)
    assert stopped["staff"] > 10 * max(1.0, as_it_is[0]["staff"])
    assert held_up["staff"] > 2 * as_it_is[1]["staff"]


def test_with_few_slots_and_little_patience_slots_are_missing(as_it_is):
    plan = load_scenario("chenzhou")
    few = {f"platforms.{name}.count": 0 for name in plan.region.platforms if name != "public-city"}
    stopped, held_up, _ = stuck({**few, "platforms.public-city.count": 1, "platforms.public-city.slots": 1, "world.queue_patience": 6.0})
    assert stopped["slot"] > 5 * max(1.0, as_it_is[0]["slot"])
    assert held_up["slot"] > as_it_is[1]["slot"]


def test_without_funds_and_credit_money_is_missing(as_it_is):
    funds = {f"funds.{name}.count": 0 for name in load_scenario("chenzhou").region.funds}
    stopped, held_up, _ = stuck({**funds, "world.debt_share": 0.0})
    assert stopped["money"] > 1.5 * as_it_is[0]["money"]
    assert held_up["money"] > as_it_is[1]["money"]


def test_in_small_markets_going_on_is_not_worth_its_cost(as_it_is):
    sectors = load_scenario("chenzhou").region.sectors
    small = {f"sectors.{name}.market_size": spec.market_size / 20.0 for name, spec in sectors.items()}
    stopped, _, declined = stuck(small)
    assert stopped["market"] + declined > as_it_is[0]["market"] + as_it_is[2]
    plan = blueprint(load_scenario("chenzhou", overrides=small))
    watch = Watch(plan)
    crowded = watch.found(watched(plan, 1, 0, watch).state).saturation
    watch = Watch(plan := blueprint(load_scenario("chenzhou")))
    assert (crowded > watch.found(watched(plan, 1, 0, watch).state).saturation).all()


def who_lacked_money(region="typical-city", **tools):
    """Of those who gave up in a few worlds: whether each was a product, and whether it lacked money."""
    plan = blueprint(load_scenario(region, [policy(**tools)]))
    for replication in WORLDS:
        watch = Watch(plan)
        ended = watched(plan, 1, replication, watch).state.projects
        gave_up = np.flatnonzero((ended["stop"] == StopReason.NO_MONEY) & (ended["stopped"] >= plan.burn_in))
        yield from ((ended[i], i in watch.lacked_money) for i in gave_up)


def test_nobody_is_short_of_money_for_a_trial_that_is_paid_in_full():
    free_trials = CostSupport(family="cost_support", covers="product", share=1.0)
    in_debt = 0
    for project, lacked in who_lacked_money(pool=free_trials):
        in_debt += lacked and project["new_product"] == NEVER
    before = sum(lacked and project["new_product"] == NEVER for project, lacked in who_lacked_money())
    assert in_debt == 0 < before


def test_a_product_in_care_that_could_still_have_looked_for_money_did_not_lack_it():
    care = Incubators(family="incubators", places=200, trial_gain=0.0, time_saved=0.0, patience_gain=24.0)
    in_time = 0
    for project, lacked in who_lacked_money(care=care):
        searched = project["stopped"] - project["new_product"]
        if project["new_product"] != NEVER and project["paid_by"] and 12 < searched <= 24:
            in_time += 1
            assert not lacked
    assert in_time > 0


def test_what_comes_after_the_event_of_a_goal_is_not_in_its_way(as_it_is):
    for_products, waiting, _ = stuck(event="new_product")
    assert for_products["money"] < as_it_is[0]["money"]
    assert waiting["money"] == 0.0 < as_it_is[1]["money"]
    assert for_products["partner"] == as_it_is[0]["partner"]
    nothing, nobody, _ = stuck(event="born")
    assert sum(nothing.values()) == sum(nobody.values()) == 0.0


def several(found):
    """What single worlds say, as columns."""
    return Stuck(**{each.name: np.stack([getattr(world, each.name) for world in found], axis=-1) for each in fields(Stuck)})


def test_the_binding_bottleneck_is_the_one_that_stops_most_and_certain_only_beyond_chance():
    plan = blueprint(load_scenario("chenzhou", overrides={"calendar.months": 36}))
    found = []
    for replication in range(12):
        watch = Watch(plan)
        found.append(watch.found(watched(plan, 1, replication, watch).state))
    years = by_year(several(found), np.zeros(12), 2025)
    assert list(years) == ["2025", "2026", "2027"]
    for each in years.values():
        means = {name: each["stopped"][name]["value"] for name in RESOURCES}
        assert means[each["binding"]] == max(means.values())
        assert each["is_certain"] and means[each["binding"]] > 2 * sorted(means.values())[-2]
    alike = [replace(found[0], stopped=np.ones_like(found[0].stopped))] * 12
    assert not any(each["is_certain"] for each in by_year(several(alike), np.zeros(12), 2025).values())
    none = [replace(found[0], stopped=np.zeros_like(found[0].stopped))] * 12
    assert all(each["binding"] is None for each in by_year(several(none), np.zeros(12), 2025).values())


def test_one_more_unit_is_the_region_with_exactly_that_much_more():
    scenario = load_scenario("chenzhou", ["pilot-voucher"])
    plan = blueprint(scenario)
    watch = Watch(plan)
    found = several([watch.found(watched(plan, 1, 0, watch).state)])
    variants = {each.resource: each for each in one_more_of_each(scenario, found)}
    assert tuple(variants) == RESOURCES
    before = plan.template
    after = {name: blueprint(each.scenario).template for name, each in variants.items()}
    assert all(each.scenario.policies == scenario.policies for each in variants.values())
    assert after["partner"].firms.size == before.firms.size + 1
    assert set(before.firms["name"]) < set(after["partner"].firms["name"])
    assert after["slot"].platforms["slots"].sum() == before.platforms["slots"].sum() + 1
    assert set(before.platforms["name"]) < set(after["slot"].platforms["name"])
    assert after["money"].funds["capital"].sum() == pytest.approx(before.funds["capital"].sum() + CAPITAL * 10_000, abs=before.funds.size)
    assert after["staff"].areas["staff"][0] == before.areas["staff"][0] + 1.0
    listed = before.sectors["open_market"] > 1.0
    assert after["market"].sectors["open_market"][listed] == pytest.approx(1.1 * before.sectors["open_market"][listed])


def test_a_region_without_funds_firms_places_or_platforms_is_told_apart():
    bare = {f"funds.{name}.count": 0 for name in load_scenario("zigong").region.funds}
    bare |= {f"platforms.{name}.count": 0 for name in load_scenario("zigong").region.platforms}
    scenario = load_scenario("zigong", overrides={**bare, **{f"firms.{size}.projects_at_once": 0 for size in ("micro", "small", "medium", "large")}})
    plan = blueprint(scenario)
    watch = Watch(plan)
    variants = {each.resource: each for each in one_more_of_each(scenario, several([watch.found(watched(plan, 1, 0, watch).state)]))}
    assert variants["money"].scenario is None and variants["partner"].scenario is None
    assert blueprint(variants["slot"].scenario).template.platforms["slots"].tolist() == [1]


def test_a_saturated_year_without_products_has_no_saturation():
    plan = blueprint(load_scenario("zigong"))
    watch = Watch(plan)
    state = watched(plan, 1, 0, watch).state
    found = watch.found(state)
    assert np.isnan(found.saturation[0]) and (found.saturation[3:] > 0.0).all()
    assert state.projects["batch_output"][state.projects["batch_output"] != NEVER].min() > 0
