"""What no rule says but the whole brings about."""

import numpy as np
import pytest

from experiments.comparison import compare
from sim import load_scenario, simulate
from sim.policy import CostSupport
from sim.scenario import load_policy
from sim.stages import Sector
from sim.tables import NEVER

WORLDS = 30
MATERIALS = int(Sector.MATERIALS)


def with_capacity(times):
    """The reference city with this many times its platforms; entry closes after ten years and everybody is followed to the end."""
    platforms = load_scenario("typical-city").region.platforms
    counts = {f"platforms.{key}.count": max(1, round(spec.count * times)) for key, spec in platforms.items()}
    city = load_scenario("typical-city", overrides=counts | {"calendar.entry_closes": 120, "calendar.months": 400})
    return [o.state.projects for o in simulate(city, replications=WORLDS, workers=2)]


@pytest.fixture(scope="module")
def capacities():
    return {times: with_capacity(times) for times in (1 / 3, 1, 3)}


def success_of(before, after):
    """Share of pilot entrants that reach batch output: of those who piloted before the platforms grew, and of those who do only now."""
    shares = []
    for few, many in zip(before, after, strict=True):
        piloted_before, pilots = few["pilot_started"] != NEVER, many["pilot_started"] != NEVER
        reached = many["batch_output"] != NEVER
        shares.append((reached[pilots & piloted_before].mean(), reached[pilots & ~piloted_before].mean()))
    return np.array(shares)


def test_marginal_projects_get_weaker_as_capacity_grows(capacities):
    first, second = success_of(capacities[1 / 3], capacities[1]), success_of(capacities[1], capacities[3])
    assert (first[:, 0] - first[:, 1]).mean() > 0.0, "those who come with more platforms do worse than those who were there"
    assert np.nanmean(second[:, 1]) < np.nanmean(first[:, 1]) - 0.1, "and the next ones worse still"


@pytest.mark.parametrize(("engineers", "is_felt"), [(100.0, True), (1e9, False)])
def test_support_for_one_sector_displaces_projects_in_others_through_scarce_engineers(engineers, is_felt):
    tool = CostSupport(family="cost_support", covers="industrial", share=0.8, sectors=("materials",))
    policy = load_policy("do-nothing").model_copy(update={"id": "materials-first", "instruments": {"materials-first": tool}})
    city = load_scenario("typical-city", overrides={"engineers.stock": engineers})
    before, after = (simulate(city, policies, replications=WORLDS, workers=2) for policies in ((), (policy,)))

    def lines(outcome, mine):
        p = outcome.state.projects
        return int(((p["entered"] != NEVER) & ((p["sector"] == MATERIALS) == mine)).sum())

    own, others = (np.array([lines(b, mine) - lines(a, mine) for a, b in zip(before, after, strict=True)]) for mine in (True, False))
    error = others.std(ddof=1) / np.sqrt(WORLDS)
    assert own.mean() > 20
    assert (others.mean() < -5 * error) == is_felt


def test_an_outcome_award_mostly_pays_for_what_would_have_happened():
    projects = compare("chenzhou", ["award-any-pilot"], replications=30, worlds="central").document()["policies"][0]["projects"]
    assert projects["deadweight"]["value"] > 5 * max(0.1, projects["additional"]["value"])


def test_platforms_that_have_done_many_pilots_do_them_better():
    gains = []
    for outcome in simulate("typical-city", replications=WORLDS, workers=2):
        platforms = outcome.state.platforms
        gain = platforms["capability"] - platforms["base_capability"]
        by_experience = np.argsort(platforms["experience"])
        gains.append((gain[by_experience[:5]].mean(), gain[by_experience[-5:]].mean()))
    little, much = np.mean(gains, axis=0)
    assert much > little + 0.05
