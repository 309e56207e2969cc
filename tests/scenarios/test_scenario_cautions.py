"""What `funnel check` warns of: instruments that can do nothing, and amounts that look like a slip of the unit."""

import pytest

from sim.scenario import cautions, examined, frozen_toml, list_policies, list_regions, load_region, load_scenario
from sim.scenario.catalogue import installed
from sim.scenario.messages import MESSAGES

LEVER = 'kind = "policy"\nsources = []\ntitle = { zh = "甲", en = "A" }\nquestion = { zh = "乙", en = "B" }\n[instruments.a]\n'
POOL = 'family = "cost_support"\nshare = 0.3\n'
AWARD = 'family = "outcome_award"\n'
PLATFORMS = 'family = "new_platforms"\nsector = "any"\n'
REFORM = 'family = "release_reform"\nrelease_gain = 0.1\n'
FIRST_SET = 'family = "first_set"\ncontract_value = 2000\n'
CITY = 'kind = "region"\ninherits = "chenzhou"\n'

CASES = [
    (POOL + 'start = "2035-01"\n', "start", "caution_starts_late", "2035-01 晚于地区“chenzhou”的研究期（2025-01 至 2034-12）", None),
    (POOL + 'end = "2024-12"\n', "end", "caution_ended_early", "2024-12 早于地区“chenzhou”的研究期", None),
    (PLATFORMS + 'count = 1\nstart = "2033-01"\n', "build_months", "caution_opens_late", "要到 2035-07 才开放", None),
    ('family = "cost_support"\nshare = 0\n', "share", "caution_zero", "补助比例", None),
    (POOL + "budget_per_year = 0\n", "budget_per_year", "caution_zero", "年度预算", None),
    (AWARD + "amount = 0\n", "amount", "caution_zero", "奖励金额", None),
    (PLATFORMS + "count = 0\n", "count", "caution_zero", "平台数", None),
    ('family = "brokers"\nstaff = 0.0\n', "staff", "caution_zero", "新增人数", None),
    ('family = "guidance_fund"\ncapital = 0\n', "capital", "caution_zero", "基金规模", None),
    ('family = "proof_of_concept"\ntests_per_month = 0\n', "tests_per_month", "caution_zero", "每月验证项目数", None),
    (POOL + "min_novelty = 1.0\n", "min_novelty", "caution_zero_novelty", "没有项目够得上", None),
    (AWARD + 'amount = "2000元"\n', "amount", "caution_amount", "2000元 与常见金额", "2000万元"),
    (AWARD + "amount = 2000000\n", "amount", "caution_amount", "200亿元 与常见金额", "200万元"),
    (POOL + "budget_per_year = 30000000\n", "budget_per_year", "caution_amount", "3000亿元", "3000万元"),
    (POOL + 'cap = "50元"\n', "cap", "caution_amount", "50元", "50万元"),
    ('family = "brokers"\nstaff = 3\ncost_per_year = 200000\n', "cost_per_year", "caution_amount", "20亿元", "20万元"),
    (PLATFORMS + "count = 1\napproval_sigma = 0.6\n", "approval_sigma", "caution_needs", "approval_months 为 0", None),
    (REFORM + "release_response = 0.5\n", "release_response", "caution_needs", "inventor_share 为 0", None),
    (FIRST_SET + "procurement_gain = 0.6\n", "procurement_gain", "caution_needs", "procurement_share 为 0", None),
    (FIRST_SET + "procurement_premium = 0.1\n", "procurement_premium", "caution_needs", "procurement_share 为 0", None),
    (REFORM + "release_response = 4\ninventor_share = 0.3\n", "release_response", "caution_beyond_all", "等于 1.2，大于 1", None),
    (POOL + "score_bar = 0\n", "score_bar", "caution_no_choice", "准入线 0：", None),
    (POOL + "score_bar = 9\n", "score_bar", "caution_hardly_any", "得分线 9 太高", None),
    (POOL + 'score_bar = 0.4\n[instruments.b]\nfamily = "expert_panel"\nbar = 0.5\n', "score_bar", "caution_no_choice", "准入线 0.5：", None),
]


def written(folder, text, name="case"):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def warned(path, *regions):
    found, layers = examined(path)
    return cautions(found, layers, regions)


@pytest.mark.parametrize(("text", "key", "code", "zh", "nearest"), CASES)
def test_what_can_do_nothing_or_looks_like_a_slip_is_said_with_its_place(tmp_path, text, key, code, zh, nearest):
    (problem,) = warned(written(tmp_path, LEVER + text), load_region("chenzhou"))
    assert (problem.code, problem.key, problem.nearest) == (code, f"instruments.a.{key}", nearest)
    assert problem.line and zh in problem.render("zh") and "Next step: " in problem.render("en") and "下一步：" in problem.render("zh")


@pytest.mark.parametrize(
    ("condition", "key"), [('routes = ["self_built"]\n', "routes"), ('sizes = ["large"]\n', "sizes"), ('sectors = ["chemicals"]\n', "sectors")]
)
def test_a_condition_that_nobody_meets_in_the_region_is_said(tmp_path, condition, key):
    whole = load_region("chenzhou")
    shares = {f"sectors.{name}.share": float(name == "materials") for name in (*whole.sectors, "chemicals")}
    builders = {f"firms.{name}.may_self_build": False for name in whole.firms}
    region = load_region("chenzhou", {"firms.large.count": 0} | builders | shares)
    path = written(tmp_path, LEVER + POOL + condition)
    (problem,) = warned(path, region)
    assert (problem.code, problem.key) == ("caution_nobody", f"instruments.a.{key}")
    assert f"地区“{region.id}”没有符合这一条件的对象" in problem.render("zh") and "nobody in region" in problem.render("en")


def test_every_caution_is_tested():
    tested = {code for _, _, code, _, _ in CASES} | {"caution_nobody"}
    assert tested == {code for code in MESSAGES if code.startswith("caution_")}


def test_without_a_region_only_what_is_idle_in_every_installed_region_is_said(tmp_path):
    late_for_some = written(tmp_path, LEVER + POOL + 'start = "2035-06"\n')
    assert warned(late_for_some) == []  # the study of typical-city lasts to 2039
    assert [each.code for each in warned(late_for_some, load_region("chenzhou"), load_region("typical-city"))] == ["caution_starts_late"]
    late_for_all = written(tmp_path, LEVER + POOL + 'start = "2040-01"\n')
    (problem,) = warned(late_for_all)
    assert "已有的任何地区" in problem.render("zh") and "any installed region" in problem.render("en")


def test_a_region_is_warned_of_slips_in_the_world_and_in_its_stocks(tmp_path):
    text = CITY + '[world]\ncost_pilot = 9000000\n[firms.small]\ncash = "300元"\n[platforms.public-city]\nopens = "2036-01"\n'
    found = [(each.code, each.key, each.nearest, each.line) for each in warned(written(tmp_path, text))]
    assert found == [
        ("caution_amount", "world.cost_pilot", "900万元", 4),
        ("caution_amount", "firms.small.cash", "300万元", 6),
        ("caution_opens_late", "platforms.public-city.opens", None, 8),
    ]


def test_a_frozen_scenario_is_warned_of_its_own_region(tmp_path):
    late = written(tmp_path, LEVER + POOL + 'start = "2035-06"\n', "late")
    (problem,) = warned(written(tmp_path, frozen_toml(load_scenario("chenzhou", [late])), "frozen"))
    assert (problem.code, problem.key) == ("caution_starts_late", "policies[1].instruments.a.start")


@pytest.mark.parametrize(
    "text",
    [
        PLATFORMS + "count = 1\napproval_sigma = 0.6\napproval_months = 12\n",
        REFORM + "release_response = 1\ninventor_share = 1\n",
        FIRST_SET + "procurement_share = 0.2\nprocurement_gain = 0.6\nprocurement_premium = 0.1\n",
        FIRST_SET + "procurement_share = 0\nprocurement_gain = 0\n",
        POOL + "score_bar = 0.1\n",
        POOL + 'score_bar = 0.4\n[instruments.b]\nfamily = "expert_panel"\nbar = 0.5\nstart = "2027-01"\n',
    ],
)
def test_keys_that_act_at_some_time_give_no_caution(tmp_path, text):
    assert warned(written(tmp_path, LEVER + text), load_region("chenzhou")) == []


def test_a_frozen_scenario_is_not_warned_of_defaults_that_it_writes_out(tmp_path):
    frozen = frozen_toml(load_scenario("chenzhou", ["first-set", "release-reform"]))
    assert "procurement_gain" in frozen and "release_response" in frozen
    assert warned(written(tmp_path, frozen)) == []
    (problem,) = warned(written(tmp_path, frozen.replace("procurement_gain = 0.6", "procurement_gain = 0.9"), "changed"))
    assert problem.code == "caution_needs"


@pytest.mark.parametrize("name", [*list_regions(), *list_policies()])
def test_what_comes_with_the_program_gives_no_warning_in_any_region(name):
    path = installed(name, "region") or installed(name, "policy")
    assert warned(path) == []
    assert [each for region in list_regions() for each in warned(path, load_region(region))] == []
