"""The scenarios that come with the program: all load, say what they answer, and hold the stocks that are documented."""

import subprocess
import sys
from pathlib import Path

import pytest

import scenarios
from sim.scenario import check_file, list_policies, list_regions, load_policy, load_scenario, parameters_table
from sim.scenario.checks import evidence_ids
from sim.units import month_text

ROOT = Path(next(iter(scenarios.__path__)))


@pytest.mark.parametrize("name", list_regions())
def test_every_region_loads_with_every_policy_and_says_what_it_answers(name):
    region = load_scenario(name).region
    assert region.id == name
    assert region.title.zh and region.title.en and region.question.zh.endswith("？") and region.question.en.endswith("?")
    assert region.sources and region.assumptions
    for policy in list_policies():
        assert load_scenario(name, [policy]).id == f"{name}+{policy}"


@pytest.mark.parametrize("name", list_policies())
def test_every_policy_says_what_it_answers_and_rests_on(name):
    policy = load_policy(name)
    assert policy.title.zh and policy.title.en and policy.question.zh.endswith("？") and policy.question.en.endswith("?")
    assert policy.sources or name == "do-nothing"


def test_every_shipped_file_can_be_checked_by_its_path():
    files = sorted(ROOT.glob("regions/*.toml")) + sorted(ROOT.glob("policies/*.toml"))
    assert [check_file(path).id for path in files] == [path.stem for path in files]


def test_the_regions_and_the_policies_that_are_promised_are_there():
    assert set(list_regions()) >= {"typical-city", "nation", "zigong", "jiangmen", "shaanxi", "chenzhou", "tianjin"}
    assert set(list_policies()) >= {"do-nothing", "award-on-industrialisation", "pilot-voucher", "more-public-platforms", "one-of-each"}


def test_doing_nothing_lists_no_instrument():
    assert load_policy("do-nothing").instruments == {}


def test_there_is_a_policy_for_each_family_and_one_with_all_of_them():
    families = {each.family for name in list_policies() for each in load_policy(name).instruments.values()}
    assert families == {"cost_support", "outcome_award", "new_platforms", "expert_panel", "proof_of_concept", "brokers", "guidance_fund"} | {
        "guaranteed_loans",
        "technology_insurance",
        "operating_subsidy",
        "performance_grant",
        "open_sharing",
        "release_reform",
        "attraction",
        "first_set",
        "scene_matching",
        "incubators",
        "service_lists",
        "alliance",
        "fast_track",
        "landing_space",
        "platform_angel",
        "pilot_filing",
        "accreditation",
        "national_recognition",
        "listing_reserve",
        "new_operator",
        "joint_ventures",
        "university_links",
    }
    one_of_six = {"cost_support", "outcome_award", "new_platforms", "expert_panel", "brokers", "guidance_fund"}
    assert {each.family for each in load_policy("one-of-each").instruments.values()} == one_of_six


def counts(region, group):
    return sum(spec.count for spec in getattr(region, group).values())


def results_a_month(region):
    return region.areas * sum(lab.count * lab.results_per_year for lab in region.labs.values()) / 12


def test_the_typical_city_is_the_reference_workload():
    region = load_scenario("typical-city").region
    assert results_a_month(region) == pytest.approx(10)
    assert (counts(region, "firms"), counts(region, "platforms"), counts(region, "funds")) == (300, 20, 5)
    assert (region.calendar.months, region.calendar.burn_in) == (180, 0)


def test_the_nation_has_a_million_projects():
    region = load_scenario("nation").region
    assert results_a_month(region) * region.calendar.months == pytest.approx(1_000_000, rel=0.01)


def test_zigong_starts_empty_with_twenty_planned_platforms_around_a_core():
    region = load_scenario("zigong").region
    assert (month_text(region.calendar.start), region.calendar.burn_in) == ("2022-10", 0)
    assert region.platforms["core-cluster"].count == 1
    assert counts(region, "platforms") == 1 + 20
    assert "guidance" not in {fund.kind for fund in region.funds.values()}  # the innovation fund is only planned


def test_jiangmen_has_two_open_eight_building_and_two_planned_platforms_with_owners():
    region = load_scenario("jiangmen").region
    stages = dict.fromkeys(("open", "building", "planned"), 0)
    for name, platform in region.platforms.items():
        stages[name.partition("-")[0]] += platform.count
        assert (platform.opens is None) == name.startswith("open")
        assert platform.opens is None or platform.opens > region.calendar.start
    assert stages == {"open": 2, "building": 8, "planned": 2}
    assert sum(spec.count for spec in region.platforms.values() if spec.owner == "firm") == 4
    assert region.platforms["building-wuyi-university"].count == 4


def test_chenzhou_has_three_public_bases_and_four_in_four_counties():
    platforms = load_scenario("chenzhou").region.platforms
    assert platforms["public-city"].count == 3
    counties = {spec.county: spec.count for name, spec in platforms.items() if name.startswith("county-")}
    assert sum(counties.values()) == 4 and len(counties) == 4 and all(name.endswith("县") for name in counties)


def test_shaanxi_has_its_ten_bases_and_621_managers():
    region = load_scenario("shaanxi").region
    assert region.matchmaking.staff == 621
    assert sum(spec.count for name, spec in region.platforms.items() if name.startswith("accredited")) == 10
    assert counts(region, "platforms") == 50
    assert region.labs["northwestern-polytechnical"].managers == 77


def test_tianjin_has_its_specialists_and_says_that_the_number_of_platforms_is_assumed():
    region = load_scenario("tianjin").region
    assert region.matchmaking.staff == 249
    assert "platforms" in region.assumptions


def test_awards_pay_what_is_documented():
    chenzhou = load_policy("award-on-industrialisation").instruments["industrialisation-award"]
    yinchuan = load_policy("award-any-pilot").instruments["any-pilot-award"]
    assert (chenzhou.amount, chenzhou.routes) == (200, ("self_built",))
    assert (yinchuan.amount, yinchuan.routes) == (50, ())
    assert load_policy("capital-pool").instruments["capital-pool"].budget_per_year == 3000
    assert load_policy("guidance-fund").instruments["guidance-fund"].capital == 2000


def test_all_evidence_named_in_the_schema_is_in_the_ledger():
    named = {each for row in parameters_table() for each in row["evidence"].split()} - {"assumption"}
    assert len(evidence_ids()) > 200
    assert named <= evidence_ids()


def test_reading_scenarios_needs_neither_scipy_nor_mesa_nor_numba():
    code = "import sys, sim.scenario; print([m for m in ('scipy', 'mesa', 'numba', 'matplotlib', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("mechanism", "family", "keys"),
    [
        ("M-04", "incubators", {"takes_in", "patience_gain"}),
        ("M-05", "new_platforms", {"demand_link"}),
        ("M-06", "new_platforms", {"lab_fee_factor", "demand_link"}),
        ("M-07", "new_platforms", {"time_saved"}),
        ("M-10", "cost_support", {"signal"}),
        ("M-21", "new_platforms", {"staff_ready", "market_ready"}),
        ("M-35", "new_platforms", {"landing_gain", "demand_link", "lab_fee_factor", "county"}),
        ("M-37", "new_platforms", {"tenant_income"}),
    ],
)
def test_a_shipped_policy_uses_what_a_mechanism_is_off_without(mechanism, family, keys):
    resting = [policy for policy in map(load_policy, list_policies()) if mechanism in policy.sources]
    tools = [tool for policy in resting for tool in policy.instruments.values() if tool.family == family]
    assert any(all(getattr(tool, key) != type(tool).model_fields[key].default for key in keys) for tool in tools)
