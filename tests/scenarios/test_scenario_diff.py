"""What changed between two scenarios, in the planner's words."""

import pytest

from sim.scenario import diff, load_policy, load_region, load_scenario
from sim.scenario.wording import CODES_BY_UNIT, choice_zh


def changes(a, b):
    return {change.key: change for change in diff(a, b)}


def test_nothing_changed_between_equal_scenarios():
    assert diff(load_scenario("chenzhou"), load_scenario("chenzhou")) == []
    assert diff(load_region("chenzhou"), load_region("chenzhou")) == []


def test_a_change_says_the_key_its_meaning_and_both_values_with_their_unit():
    before = load_region("chenzhou")
    after = load_scenario("chenzhou", overrides={"world.cost_pilot": "1.2亿", "calendar.start": "2026-03", "firms.small.count": 80}).region
    found = changes(before, after)
    assert found["world.cost_pilot"].render("zh") == "world.cost_pilot　中试成本（1:10:100中的10）　900万元 → 1.2亿元"
    assert found["world.cost_pilot"].render("en").endswith("9 million CNY -> 120 million CNY")
    assert "2025-01 → 2026-03" in found["calendar.start"].render("zh")
    assert found["firms.small.count"].render("zh").endswith("60家企业 → 80家企业")
    assert found["firms.small.count"].render("en") == "firms.small.count (number of firms): 60 firms -> 80 firms"
    assert (found["firms.small.count"].old, found["firms.small.count"].new) == (60, 80)


def test_groups_that_come_or_go_are_one_change_each_with_what_they_hold():
    found = changes(load_region("typical-city"), load_region("chenzhou"))
    added, removed = found["platforms.county-precious-metals"], found["platforms.open-materials"]
    assert (added.sort, removed.sort) == ("added", "removed")
    assert "新增" in added.render("zh") and "永兴县" in added.render("zh") and "新材料" in added.render("zh")
    assert "removed (was: sector materials" in removed.render("en")


def test_policies_that_come_or_go_are_named():
    found = changes(load_scenario("chenzhou"), load_scenario("chenzhou", ["pilot-voucher"]))
    assert list(found) == ["policies.pilot-voucher"]
    assert "中试创新券" in found["policies.pilot-voucher"].render("zh")


def test_two_policies_can_be_compared():
    found = changes(load_policy("more-public-platforms"), load_policy("new-platforms-with-operating-subsidy"))
    assert list(found) == ["instruments.new-public-platforms.operating_subsidy"]
    assert found["instruments.new-public-platforms.operating_subsidy"].render("zh").endswith("0万元/年（每个） → 170万元/年（每个）")
    assert set(changes(load_policy("pilot-voucher"), load_policy("brokers"))) == {"instruments.pilot-voucher", "instruments.brokers"}


def test_texts_are_compared_only_on_request():
    a, b = load_policy("do-nothing"), load_policy("do-nothing").model_copy(update={"sources": ("S-CZ-01",)})
    assert diff(a, b) == []
    assert [change.key for change in diff(a, b, with_texts=True)] == ["sources"]


def test_a_policy_and_a_region_cannot_be_compared():
    for a, b in ((load_policy("brokers"), load_region("chenzhou")), (load_policy("brokers"), load_scenario("chenzhou"))):
        with pytest.raises(TypeError, match="cannot compare"):
            diff(a, b)


def test_choices_have_chinese_names():
    for unit, codes in CODES_BY_UNIT.items():
        assert all(choice_zh(code.key, unit) != code.key for code in codes)
