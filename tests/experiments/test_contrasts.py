"""What is left of 80 against 30: the chain from the naive contrast to the true effect of a pilot."""

import numpy as np
import pytest

from experiments.contrast_worlds import GROUPS, TOGGLED, Contrasted, Fates, contrast_of_world, months_to_follow
from experiments.contrasts import PARTS, TRUE_PARTS, contrast
from experiments.runs.versions import AS_GIVEN
from experiments.worlds import versions_for
from sim import load_scenario
from sim.batch import run_world, with_policies
from sim.scenario import with_world
from sim.stages import Route
from sim.start import blueprint
from sim.tables import NEVER

CITY = {"calendar.months": 60, "calendar.burn_in": 24}
CENTRAL = versions_for("central")


def city(**world):
    return with_world(load_scenario("typical-city", overrides=CITY), **world)


def generous_city(**world):
    """Money, places, slots and markets without limit, quick and free pilots that add nothing, and firms that believe in pilots and never give up."""
    region = load_scenario("typical-city").region
    without_limit = {"engineers.stock": 1e9}
    for key in region.firms:
        without_limit |= {f"firms.{key}.cash": 1e8, f"firms.{key}.yearly_profit": 1e7, f"firms.{key}.projects_at_once": 1000}
    for key in region.platforms:
        without_limit |= {f"platforms.{key}.slots": 10_000, f"platforms.{key}.fee_share": 0.0, f"platforms.{key}.cash": 1e8}
    for key in region.sectors:
        without_limit |= {f"sectors.{key}.market_size": 1e12}
    easy = {"maturity_gain": 0.0, "cost_pilot": 0.0, "dur_pilot": 1.0, "dur_pilot_max": 1.0, "queue_patience": 1e6, "months_to_deal": 1.0}
    easy |= {"reference_tightness": 0.01, "value_multiple": 500.0, "absorption_weight": 0.0, "panel_bar": -10.0, "pilot_information": 0.9}
    easy |= {"dur_product_cv": 0.05, "dur_ramp_cv": 0.05, "risk_penalty": 0.0, "pilot_belief": "published", "platform_marginal_cost": 0.0}
    return with_world(load_scenario("typical-city", overrides=CITY | without_limit), **(easy | world))


@pytest.fixture(scope="module")
def chain():
    return contrast(city(), replications=12, worlds="versions").document()


def test_the_parts_add_up_to_the_gap_exactly(chain):
    gap = chain["naive"]["value"] - chain["true"]["value"]
    assert sum(chain["parts"][part]["value"] for part in PARTS) == pytest.approx(gap, abs=1e-12)
    assert sum(chain["true_parts"][part]["value"] for part in TRUE_PARTS) == pytest.approx(chain["true"]["value"], abs=1e-12)


def test_every_number_lies_in_its_interval_and_the_naive_gap_is_far_above_the_true_effect(chain):
    for found in (chain["naive"], chain["per_entrant"], chain["true"], *chain["parts"].values(), *chain["true_parts"].values()):
        assert found["low"] <= found["value"] <= found["high"]
    assert chain["naive"]["value"] > chain["true"]["value"] + 0.1
    assert set(chain["by_version"]) == {"selection-heavy", "mixed", "treatment-only"}


def test_versions_disagree_on_the_true_effect_although_they_show_the_same_gap(chain):
    true = {version: found["true"]["value"] for version, found in chain["by_version"].items()}
    assert true["treatment-only"] > true["selection-heavy"] + 0.1


def test_a_region_alone_switches_nobody(chain):
    assert chain["switched"] == {"value": None, "low": None, "high": None}
    assert chain["cases"]["switched"] == 0


def test_pilots_that_add_nothing_have_no_true_effect_however_large_the_naive_gap_is():
    """No maturity gain, no fee, hardly a delay, and failures that go on unchanged: the whole gap is that good projects are admitted and pass."""
    found = contrast(generous_city(quality_weight=2.0, panel_accuracy=0.9, panel_bar=0.0), replications=6, worlds=(AS_GIVEN,), seed=3)
    document = found.document()
    assert document["cases"]["entrants"] > 30
    assert found.sums[:, 2 * 6 + 1].tolist() == [0.0] * 6, "true effect, world by world"
    assert document["true"]["value"] == 0.0
    assert document["naive"]["value"] > 0.3


def test_where_failures_stop_pilots_that_add_nothing_only_lose_projects():
    """Firms know little of quality, would all build after a direct trial, and give up after a failed pilot: some of those would have succeeded."""
    blind = {"firm_signal_noise": 20.0, "lab_signal_noise": 20.0, "quality_direct": 0.0, "quality_entrants": 0.0, "belief_direct": 0.75}
    harsh = {"pilot_information": 0.5, "pass_threshold": 0.5, "success_intercept": 0.8, "value_multiple": 1.7}
    document = contrast(generous_city(**blind, **harsh), replications=8, worlds=(AS_GIVEN,)).document()
    assert document["true_parts"]["maturation"]["value"] == 0.0
    assert document["true_parts"]["screening"]["value"] == document["true"]["value"]
    assert document["true"]["high"] < 0.0
    assert document["money"]["avoided_scale_up_loss"]["value"] > 0.0


def test_one_project_sent_direct_changes_nothing_before_its_decision():
    plan = blueprint(CENTRAL[0].applied_to(city()))
    before = run_world(plan, 1, 0)
    p = before.state.projects
    i = int(np.flatnonzero(p["pilot_started"] != NEVER)[5])
    routes = np.zeros(p.size, np.int8)
    routes[i] = Route.DIRECT
    after = run_world(plan, 1, 0, assigned=routes).state.projects
    assert after["pilot_started"][i] == NEVER
    assert after["chosen"][i] == p["chosen"][i] == after["trial_started"][i]
    earlier = (p["stopped"] != NEVER) & (p["stopped"] < p["chosen"][i])
    for column in ("stop", "stopped", "firm", "route", "batch_output"):
        assert np.array_equal(p[column][earlier], after[column][earlier])


def test_with_all_sent_direct_nobody_pilots():
    plan = blueprint(city())
    size = run_world(plan, 1, 0).state.projects.size
    fates = Fates.of(run_world(plan, 1, 0, assigned=np.full(size, Route.DIRECT.value)))
    assert not fates.entrant.any()
    assert fates.direct.any()


def test_routes_must_fit_the_projects():
    with pytest.raises(ValueError, match="a route for each of"):
        run_world(blueprint(city()), 1, 0, assigned=np.zeros(3, np.int8))


def test_every_choice_of_the_study_period_is_resolved():
    plans = Contrasted.of(city(), CENTRAL).plans_of(0)
    state = run_world(plans.world, 1, 0).state
    fates = Fates.of(run_world(plans.world, 1, 0))
    late = fates.cohort(plans.first, plans.last)
    assert (fates.chosen[late] + state.sectors["window"][state.projects["sector"][late]]).max() <= plans.world.months
    assert months_to_follow(city(), CENTRAL) >= 72


def test_a_policy_that_never_pays_switches_nobody_and_one_that_pays_pilots_switches_some():
    alone = city()
    nothing = contrast(with_policies(alone, ["do-nothing"]), baseline=alone, replications=4, worlds="central").document()
    assert nothing["cases"]["switched"] == 0
    assert nothing["switched"]["value"] is None
    pool = contrast(with_policies(alone, ["capital-pool"]), baseline=alone, replications=12, worlds="central").document()
    assert pool["cases"]["switched"] > 0
    assert pool["switched"]["value"] is not None


def test_workers_change_nothing():
    one, two = (contrast(city(), replications=6, worlds="central", workers=n) for n in (1, 2))
    assert np.array_equal(one.sums, two.sums)
    assert np.array_equal(one.social, two.social)


def test_the_toggled_are_the_same_projects_under_every_policy():
    plans = Contrasted.of(city(), CENTRAL).plans_of(0)
    first, again = contrast_of_world(plans, 5, 1), contrast_of_world(plans, 5, 1)
    assert np.array_equal(first[0], again[0])


def test_the_number_toggled_is_that_of_projects_really_sent_direct_one_at_a_time(chain):
    """Eight stand for all entrants of a world where there are more; the effect is weighted up, the number is not."""
    found = contrast(city(), replications=12, worlds="versions")
    entrants = found.sums[:, 2 * GROUPS.index("entrants")]
    assert found.toggled.tolist() == np.minimum(entrants, TOGGLED).tolist()
    assert chain["cases"]["toggled"] == found.toggled.mean() <= TOGGLED < chain["cases"]["entrants"]
    assert np.allclose(found.sums[:, 2 * GROUPS.index("alone")], entrants)
