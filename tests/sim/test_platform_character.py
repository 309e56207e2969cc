"""What sets a platform apart beside slots and fee: near to users, to labs or to the local chain, and well managed."""

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.checks import violations
from sim.policy import NewPlatforms, OutcomeAward
from sim.rules.platform import fee_for
from sim.stages import LabType, PilotResult, Route, StopReason
from sim.start import blueprint
from sim.tables import NEVER, NOBODY
from tests.sim.paired import assert_direction, policy, values

LENGTH = {"calendar.months": 96, "calendar.burn_in": 24}
GROUPS = tuple(load_scenario("typical-city").region.platforms)
CITY = load_scenario("typical-city", overrides=LENGTH)


def city(more=None, **character):
    """The city in which all platforms have this character; `more`: other changes."""
    return load_scenario("typical-city", overrides=LENGTH | (more or {}) | {f"platforms.{g}.{k}": v for g in GROUPS for k, v in character.items()})


def known(scenario, worlds=12):
    """Projects of several worlds with the type of the lab they come from, as pairs of columns."""
    states = [outcome.state for outcome in simulate(scenario, seed=77, replications=worlds, workers=2)]
    projects = np.concatenate([s.projects[: s.clock[0].projects] for s in states])
    kinds = np.concatenate([s.labs["type"][s.projects["lab"][: s.clock[0].projects]] for s in states])
    return projects, kinds


@pytest.fixture(scope="module")
def hard():
    return values(city(HARD))


def test_a_platform_without_a_character_of_its_own_is_the_platform_as_it_was():
    plain = city(demand_link=0.0, lab_fee_factor=1.0, time_saved=0.0, landing_gain=0.0)
    assert simulate(plain, seed=5)[0].digest == simulate(CITY, seed=5)[0].digest


# --- M-05 leading firm + platform, M-06 university + platform: near to users or far from them


HARD = {"world.success_intercept": -0.9}  # ramps fail often, also after a pilot


@pytest.mark.parametrize(("link", "direction"), [(0.8, "up"), (-0.8, "down")])
def test_projects_that_passed_near_to_users_reach_batch_output_more_often_and_far_from_them_less(hard, link, direction):
    """A leading firm knows who will buy; a university does not."""
    assert_direction(hard, values(city(HARD, demand_link=link)), "batch_output", direction)


def share_of_ramps_that_work(projects, where):
    works, fails = (projects["batch_output"] != NEVER) & where, (projects["stop"] == StopReason.RAMP_FAILED) & where
    return works.sum() / (works.sum() + fails.sum())


def test_a_link_to_users_helps_in_the_ramp_alone_and_only_those_who_passed_at_a_platform():
    near, far = known(city(HARD, demand_link=3.0))[0], known(city(HARD, demand_link=-3.0))[0]
    shares = [share_of_ramps_that_work(p, (p["pilot"] == PilotResult.PASSED) & (p["platform"] != NOBODY)) for p in (near, far)]
    assert shares[0] > 0.97 and shares[1] < 0.2
    others = [share_of_ramps_that_work(p, p["route"] != Route.PLATFORM) for p in (near, far)]
    assert abs(others[0] - others[1]) < 0.1
    trials = [np.mean(p["new_product"][(p["platform"] != NOBODY) & (p["trial_started"] != NEVER)] != NEVER) for p in (near, far)]
    assert abs(trials[0] - trials[1]) < 0.1


# --- M-06 university + platform: eased for labs


def test_only_results_of_labs_pay_another_fee():
    assert fee_for(0.8, 0.5, True) == pytest.approx(0.4)
    assert fee_for(0.8, 0.5, False) == 0.8


def pilots_of(scenario):
    projects, kinds = known(scenario)
    begun = (projects["pilot_started"] >= 24) & (projects["platform"] != NOBODY)
    return np.array([np.count_nonzero(begun & (kinds != LabType.ENTERPRISE)), np.count_nonzero(begun & (kinds == LabType.ENTERPRISE))])


def test_a_fee_eased_for_labs_brings_more_pilots_of_their_results_and_a_dearer_one_fewer():
    """Own pilots of firms' own results may make way for them."""
    usual, eased, dearer = (pilots_of(city(lab_fee_factor=factor)) for factor in (1.0, 0.3, 2.5))
    assert eased[0] > 1.05 * usual[0] and dearer[0] < 0.95 * usual[0]
    assert (eased - usual)[0] > (eased - usual)[1] and (dearer - usual)[0] < (dearer - usual)[1]


# --- M-07 professional operator + platform: better queue handling

SCARCE = {"world.dur_pilot": 20.0}


def test_a_well_managed_platform_takes_less_time_for_a_pilot_so_that_others_wait_less():
    usual, managed = values(city(SCARCE)), values(city(SCARCE, time_saved=0.4))
    assert_direction(usual, managed, "months_waiting", "down")
    assert_direction(usual, managed, "pilots_started", "up")
    months = []
    for scenario in (city(SCARCE), city(SCARCE, time_saved=0.4)):
        projects = known(scenario)[0]
        done = projects[(projects["pilot_ended"] != NEVER) & (projects["platform"] != NOBODY)]
        months.append(np.mean(done["pilot_ended"] - done["pilot_started"]))
    assert months[1] < 0.75 * months[0]


def test_firms_prefer_the_platform_that_saves_them_time():
    """Of two like platforms for all fields the well-managed one gets the projects."""
    alone = {f"platforms.{group}.count": 0 for group in GROUPS}
    kind = {"sector": "any", "mode": "operator", "count": 1, "slots": 20, "fee_share": 0.6, "cash": 90_000.0}
    twins = LENGTH | alone | {"platforms.plain": kind, "platforms.managed": kind | {"time_saved": 0.3}}
    projects = known(load_scenario("typical-city", overrides=twins), worlds=2)[0]
    rows = projects["platform"][projects["pilot_started"] != NEVER]
    rows = rows[rows != NOBODY]
    assert np.mean(rows == 1) > 0.95


# --- M-35 county bases: near to the local chain


def landed(scenario):
    projects = known(scenario)[0]
    entered = projects["entered"] != NEVER
    piloted = entered & (projects["platform"] != NOBODY)
    return projects["local"][piloted].mean(), projects["local"][entered & ~piloted].mean()


def test_what_piloted_in_the_local_chain_lands_there_more_often_and_nothing_else_does():
    usual, near = landed(city()), landed(city(landing_gain=0.14))
    assert near[0] > 0.97 > 0.9 > usual[0]
    assert near[1] == pytest.approx(usual[1], abs=0.03)


def test_firms_count_on_an_award_for_landing_more_where_landing_is_surer():
    award = OutcomeAward(family="outcome_award", amount=3000.0)
    pilots = []
    for gain in (-0.8, 0.15):
        region = city(landing_gain=gain).region
        pilots.append(values(load_scenario(region, [policy(award=award)])))
    assert_direction(*pilots, "pilots_started", "up")


# --- platforms that a policy builds


def test_platforms_of_a_policy_have_the_same_character_as_those_of_a_region():
    tool = NewPlatforms(
        family="new_platforms", sector="any", count=2, demand_link=0.2, lab_fee_factor=0.8, time_saved=0.1, landing_gain=0.05, build_months=0
    )
    plan = blueprint(load_scenario(CITY.region, [policy(tool=tool)]))
    built = plan.template.platforms[plan.template.platforms["instrument"] == 0]
    assert [set(built[name].tolist()) for name in ("demand_link", "lab_fee_factor", "time_saved", "landing_gain")] == [{0.2}, {0.8}, {0.1}, {0.05}]


@pytest.mark.parametrize("name", ["run-modes", "county-bases"])
def test_shipped_policies_of_such_platforms_lose_and_make_nothing(name):
    assert violations(simulate(load_scenario("chenzhou", [name]), seed=3, months=72, check=True)[0].state) == []
