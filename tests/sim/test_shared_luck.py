"""Two worlds of one seed differ only by what the difference between them touches."""

import numpy as np
import pytest

from calibration.cohorts import fill_luck
from experiments.cli.reference import own_region
from sim import load_scenario, simulate
from sim.dice import run_key
from sim.policy import (
    Accreditation,
    Alliance,
    Attraction,
    Brokers,
    CostSupport,
    ExpertPanel,
    FastTrack,
    FirstSet,
    GuaranteedLoans,
    GuidanceFund,
    Incubators,
    JointVentures,
    LandingSpace,
    ListingReserve,
    NationalRecognition,
    NewOperator,
    NewPlatforms,
    OpenSharing,
    OperatingSubsidy,
    OutcomeAward,
    PerformanceGrant,
    PilotFiling,
    PlatformAngel,
    ProofOfConcept,
    ReleaseReform,
    SceneMatching,
    ServiceLists,
    TechnologyInsurance,
    UniversityLinks,
)
from sim.scenario import Policy, list_policies, load_policy, with_world
from sim.stages import Sector
from sim.tables import NOBODY

CITY = {"calendar.months": 96, "calendar.burn_in": 24}
TRAITS = ("sector", "born", "quality")
TRAITS_ONCE_SEEN = ("novelty", "scale", "potential")
HISTORY = (
    "state",
    "route",
    "pilot",
    "stop",
    "matched",
    "chosen",
    "pilot_started",
    "pilot_ended",
    "trial_started",
    "entered",
    "batch_output",
    "stopped",
)


def policy(**instruments) -> Policy:
    text = {"zh": "测试", "en": "test"}
    return Policy.model_validate({"id": "test", "kind": "policy", "title": text, "question": text, "sources": (), "instruments": instruments})


def with_policy(**instruments):
    region = load_scenario("typical-city", overrides=CITY).region
    return simulate(load_scenario(region, [policy(**instruments)] if instruments else []), seed=5)[0]


def luck_of(outcome):
    """Technical luck of every project, were it sent direct."""
    direct, as_it_is = (np.zeros(outcome.state.projects.size, np.int8) for _ in range(2))
    fill_luck(outcome.state, run_key(outcome.seed, outcome.replication), direct, as_it_is)
    return direct


@pytest.fixture(scope="module")
def baseline():
    return with_policy()


NEVER_PAYS = {
    "a cost share of nothing": CostSupport(family="cost_support", share=0.0),
    "a cost share without a budget": CostSupport(family="cost_support", share=0.5, budget_per_year=0.0),
    "a cost share after the horizon": CostSupport.model_validate({"family": "cost_support", "share": 0.5, "start": "2090-01"}),
    "an award nobody can earn": OutcomeAward(family="outcome_award", amount=200.0, min_novelty=1.0),
    "an award of nothing": OutcomeAward(family="outcome_award", amount=0.0),
    "platforms that never open": NewPlatforms.model_validate(
        {"family": "new_platforms", "sector": "any", "count": 3, "start": "2090-01", "public_share": 1.0}
    ),
    "a panel after the horizon": ExpertPanel.model_validate({"family": "expert_panel", "accuracy": 0.9, "bar": 2.0, "start": "2090-01"}),
    "proofs of concept that test nothing": ProofOfConcept(family="proof_of_concept", tests_per_month=0),
    "no brokers": Brokers(family="brokers", staff=0.0),
    "a fund without money": GuidanceFund(family="guidance_fund", capital=0.0),
    "guarantees of no loss": GuaranteedLoans(family="guaranteed_loans", loss_share=0.0),
    "guarantees that can pay nothing": GuaranteedLoans(family="guaranteed_loans", loss_share=0.7, budget_per_year=0.0),
    "guarantees after the horizon": GuaranteedLoans.model_validate({"family": "guaranteed_loans", "loss_share": 0.7, "start": "2090-01"}),
    "insurance of nothing": TechnologyInsurance(family="technology_insurance", insured_share=0.0),
    "insurance after the horizon": TechnologyInsurance.model_validate({"family": "technology_insurance", "insured_share": 0.6, "start": "2090-01"}),
    "a subsidy of nothing per pilot": OperatingSubsidy(family="operating_subsidy", per_pilot=0.0),
    "a performance grant to nobody": PerformanceGrant(family="performance_grant", top_share=0.0),
    "open sharing after the horizon": OpenSharing.model_validate({"family": "open_sharing", "per_outside_pilot": 50.0, "start": "2090-01"}),
    "open sharing that pays nothing": OpenSharing(family="open_sharing", per_outside_pilot=0.0),
    "a reform that changes no share": ReleaseReform(family="release_reform"),
    "a reform after the horizon": ReleaseReform.model_validate(
        {"family": "release_reform", "release_gain": 0.5, "spinout_gain": 0.5, "start": "2090-01"}
    ),
    "attraction of nobody": Attraction(family="attraction", projects_per_year=0.0),
    "attraction after the horizon": Attraction.model_validate({"family": "attraction", "projects_per_year": 60.0, "start": "2090-01"}),
    "attraction without a budget": Attraction(family="attraction", projects_per_year=60.0, budget_per_year=0.0),
    "first sets of no value": FirstSet(family="first_set", contract_value=0.0),
    "first sets after the horizon": FirstSet.model_validate({"family": "first_set", "contract_value": 9000.0, "start": "2090-01"}),
    "no scenes": SceneMatching(family="scene_matching", scenes_per_year=0.0),
    "scenes after the horizon": SceneMatching.model_validate({"family": "scene_matching", "scenes_per_year": 60.0, "start": "2090-01"}),
    "scenes without a budget": SceneMatching(family="scene_matching", scenes_per_year=60.0, budget_per_year=0.0),
    "an incubator without places": Incubators(family="incubators", places=0),
    "an incubator that cannot be paid": Incubators(family="incubators", places=9, budget_per_year=0.0),
    "an incubator after the horizon": Incubators.model_validate({"family": "incubators", "places": 9, "start": "2090-01"}),
    "lists that help nobody": ServiceLists(family="service_lists", search_gain=0.0),
    "lists after the horizon": ServiceLists.model_validate({"family": "service_lists", "search_gain": 1.0, "start": "2090-01"}),
    "an alliance that cannot be paid": Alliance(family="alliance", cost_per_year=60.0, budget_per_year=0.0),
    "an alliance after the horizon": Alliance.model_validate({"family": "alliance", "cost_per_year": 60.0, "start": "2090-01"}),
    "a fast track that nobody takes": FastTrack(family="fast_track", saved_share=0.9),
    "a zone without spaces": LandingSpace(family="landing_space", places=0),
    "a zone that cannot be paid": LandingSpace(family="landing_space", places=9, budget_per_year=0.0),
    "a zone after the horizon": LandingSpace.model_validate({"family": "landing_space", "places": 9, "start": "2090-01"}),
    "angels without money": PlatformAngel(family="platform_angel", capital=0.0),
    "a push that moves nobody": PilotFiling(family="pilot_filing", filing_gain=0.0),
    "a push after the horizon": PilotFiling.model_validate({"family": "pilot_filing", "filing_gain": 0.9, "start": "2090-01"}),
    "support that nobody files for": CostSupport(family="cost_support", share=0.5, filed_share=0.0),
    "a grant that nobody wins is no signal": CostSupport(family="cost_support", share=0.5, budget_per_year=0.0, signal=3.0),
    "specialists for nobody": Incubators(family="incubators", places=0, takes_in="route", patience_gain=24.0),
    "a level that matches nobody": CostSupport(family="cost_support", share=0.5, matches=1.0),
    "a status that nobody reaches": Accreditation(family="accreditation", min_pilots=90000, amount=100.0),
    "a status that nobody heeds": Accreditation(family="accreditation", min_pilots=0, demand_gain=0.0),
    "recognition without a chance": NationalRecognition(family="national_recognition", chance=0.0, amount=500.0),
    "recognition after the horizon": NationalRecognition.model_validate(
        {"family": "national_recognition", "chance": 1.0, "min_pilots": 0, "start": "2090-01"}
    ),
    "a reserve that saves no time": ListingReserve(family="listing_reserve", time_saved=0.0),
    "an operator who never comes": NewOperator.model_validate({"family": "new_operator", "capability_gain": 0.5, "start": "2090-01"}),
    "partners without money": JointVentures(family="joint_ventures", partner_capital=0.0),
    "partners after the horizon": JointVentures.model_validate({"family": "joint_ventures", "partner_capital": 9000.0, "start": "2090-01"}),
    "links with nobody": UniversityLinks(family="university_links", results_per_year=0.0),
    "links that cannot be paid": UniversityLinks(family="university_links", results_per_year=40.0, budget_per_year=0.0),
    "a fund that never arrives": GuidanceFund(family="guidance_fund", capital=5000.0, realised_share=0.0),
}


@pytest.mark.parametrize("name", NEVER_PAYS)
def test_an_instrument_that_never_pays_changes_nothing_at_all(baseline, name):
    assert with_policy(tool=NEVER_PAYS[name]).digest == baseline.digest


CENTRES = ProofOfConcept(family="proof_of_concept", tests_per_month=2)
IDLE_KEYS = {
    "a bar that all who are admitted reach": (CostSupport(family="cost_support", share=0.5, routes=("platform",)), {"score_bar": -10.0}),
    "no public buyers": (FirstSet(family="first_set", contract_value=2000.0), {"procurement_gain": 3.0, "procurement_premium": 1.0}),
    "floors that every platform reaches": (Accreditation(family="accreditation", min_pilots=1), {"min_staff": 1.0, "min_equipment": 1.0}),
    "boasting where all are paid": (PerformanceGrant(family="performance_grant", amount=100.0, top_share=1.0), {"gaming": 3.0}),
    "rewards for brokers who bring nobody together": (Brokers(family="brokers", staff=20.0, efficiency=0.0), {"reward_per_deal": 99.0}),
    "a response to no share": (ReleaseReform(family="release_reform", release_gain=0.3), {"release_response": 10.0}),
    "sales of scenes that are never opened": (SceneMatching(family="scene_matching", scenes_per_year=9.0, budget_per_year=0.0), {"sales_gain": 3.0}),
    "centres of every field": (CENTRES, {"sectors": tuple(sector.name.lower() for sector in Sector)}),
    "a spread of no approval": (NewPlatforms(family="new_platforms", sector="any", count=3, build_months=12), {"approval_sigma": 2.0}),
    "an alliance that all may join": (Alliance(family="alliance", cost_per_year=60.0), {"joins_share": 1.0}),
    "a review of no time": (ExpertPanel(family="expert_panel", accuracy=0.5), {"review_months": 0}),
}


@pytest.mark.parametrize("name", IDLE_KEYS)
def test_a_key_that_finds_nothing_to_do_leaves_its_instrument_as_it_is(name):
    tool, key = IDLE_KEYS[name]
    assert with_policy(tool=type(tool).model_validate(tool.model_dump() | key)).digest == with_policy(tool=tool).digest


def test_no_instrument_listed_is_the_baseline_to_the_last_bit(baseline):
    region = load_scenario("typical-city", overrides=CITY).region
    assert simulate(load_scenario(region, ["do-nothing"]), seed=5)[0].digest == baseline.digest


@pytest.mark.parametrize("name", [name for name in list_policies() if name != "do-nothing" and own_region(name) is None])
def test_no_instrument_of_a_shipped_policy_is_inert(baseline, name):
    tools = load_policy(name).instruments
    for key in tools:
        others = {other: tool for other, tool in tools.items() if other != key}
        without = with_policy(**others) if others else baseline
        assert with_policy(**tools).digest != without.digest, f"{key} is inert"


def test_a_policy_changes_nobodys_luck(baseline):
    changed = simulate(load_scenario(load_scenario("typical-city", overrides=CITY).region, ["one-of-each"]), seed=5)[0]
    before, other = baseline.state.projects, changed.state.projects
    assert np.array_equal(before["name"], other["name"])
    for trait in TRAITS:
        assert np.array_equal(before[trait], other[trait])
    seen = (before["scale"] > 0) & (other["scale"] > 0)
    for trait in TRAITS_ONCE_SEEN:
        assert np.array_equal(before[trait][seen], other[trait][seen])
    tried = (before["chosen"] >= 0) & (other["chosen"] >= 0) & (before["firm"] == other["firm"])
    assert (luck_of(baseline) == luck_of(changed))[tried].mean() > 0.99  # firms' absorptive capacity may differ a little


def loosely_coupled(**changes):
    """The city with everything switched off that couples all firms of a market by design: congestion, markets, wages, shared experience."""
    big = {f"sectors.{key}.market_size": 1e15 for key in load_scenario("typical-city").region.sectors}
    scenario = load_scenario("typical-city", overrides=CITY | big | changes)
    return with_world(scenario, match_elasticity_firms=0.0, engineer_cost_share=0.0, pilot_belief="published", belief_weight=1e15)


def histories_differ(a, b):
    """Rows of projects whose history is not the same in both worlds; owners are compared by name."""
    different = np.zeros(a.state.projects.size, bool)
    for column in HISTORY:
        different |= a.state.projects[column] != b.state.projects[column]
    return different | (owner_names(a) != owner_names(b))


def owner_names(outcome):
    firm = outcome.state.projects["firm"]
    return np.where(firm == NOBODY, 0, outcome.state.firms["name"][firm])


def explained_by(a, b, changed, newcomers):
    """Projects reached from the newcomers by following firms, platforms and funds that changed projects share in either world."""
    rows = np.flatnonzero(changed)
    links = {}
    for row in rows:
        mine = set()
        for outcome in (a, b):
            p = outcome.state.projects[row]
            if p.firm != NOBODY:
                mine.add(("firm", int(outcome.state.firms[p.firm].name)))
            if p.platform != NOBODY:
                mine.add(("platform", int(p.platform)))
            if p.fund != NOBODY:
                mine.add(("fund", int(p.fund)))
            mine.add(("cell", int(p.sector))) if p.queued >= 0 and p.platform == NOBODY else None
        links[int(row)] = mine
    touched, reached = {("firm", name) for name in newcomers}, set()
    growing = True
    while growing:
        fresh = {row for row, mine in links.items() if row not in reached and mine & touched}
        growing = bool(fresh)
        reached |= fresh
        for row in fresh:
            touched |= links[row]
    return reached


def test_one_more_firm_rematches_only_what_it_wins_and_what_its_queue_or_money_touches():
    a = simulate(loosely_coupled(), seed=5)[0]
    b = simulate(loosely_coupled(**{"firms.medium.count": 51}), seed=5)[0]
    newcomers = set(b.state.firms["name"][:301].tolist()) - set(a.state.firms["name"][:300].tolist())
    assert len(newcomers) == 1
    won = np.isin(owner_names(b), list(newcomers))
    changed = histories_differ(a, b)
    assert won.any(), "the newcomer wins at least one project"
    assert changed.mean() < 0.1
    assert explained_by(a, b, changed, newcomers) == set(np.flatnonzero(changed).tolist())


def test_one_more_firm_that_can_take_no_project_changes_no_project():
    a = simulate(load_scenario("typical-city", overrides=CITY), seed=5)[0]
    idle = {"firms.idle": {"size": "small", "count": 1, "cash": 100, "yearly_profit": 10, "projects_at_once": 0}}
    b = simulate(load_scenario("typical-city", overrides=CITY | idle), seed=5)[0]
    assert not histories_differ(a, b).any()


def test_with_all_couplings_on_one_more_firm_still_leaves_most_projects_alone():
    a = simulate(load_scenario("typical-city", overrides=CITY), seed=5)[0]
    b = simulate(load_scenario("typical-city", overrides=CITY | {"firms.medium.count": 51}), seed=5)[0]
    assert histories_differ(a, b).mean() < 0.2


def test_more_replications_leave_earlier_worlds_as_they_were(small_city):
    assert [o.digest for o in simulate(small_city, replications=2)] == [o.digest for o in simulate(small_city, replications=4)][:2]
