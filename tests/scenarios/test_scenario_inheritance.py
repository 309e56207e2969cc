"""Layers: a file states only its changes, policies combine with regions, overrides come last."""

import pytest

from sim.scenario import ScenarioError, diff, load_policy, load_region, load_scenario, with_world
from sim.scenario.inherit import UNFOUNDED

CHILD = 'kind = "region"\ninherits = "chenzhou"\n'


def write(folder, name, text):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def codes(error):
    return [problem.code for problem in error.value.problems]


def test_a_file_that_changes_nothing_is_its_parent_under_another_name(tmp_path):
    child = load_region(write(tmp_path, "mine", CHILD))
    assert child.id == "mine"
    assert diff(child, load_region("chenzhou")) == []


def test_only_the_stated_keys_change(tmp_path):
    child = load_region(write(tmp_path, "mine", CHILD + '[firms.small]\ncount = 7\n[world]\ncost_pilot = "800万"\n'))
    changes = {change.key: (change.old, change.new) for change in diff(load_region("chenzhou"), child)}
    assert changes == {"firms.small.count": (60, 7), "world.cost_pilot": (900.0, 800.0)}


def test_a_count_of_zero_removes_a_group_and_what_was_assumed_about_it(tmp_path):
    child = load_region(write(tmp_path, "mine", CHILD + "[platforms.county-lithium-energy]\ncount = 0\n"))
    assert "county-lithium-energy" not in child.platforms
    assert not [path for path in child.assumptions if "county-lithium-energy" in path]
    assert "platforms.county-precious-metals" in child.assumptions


def test_an_assumption_lapses_when_its_key_is_given_anew(tmp_path):
    stated = load_region(write(tmp_path, "mine", CHILD + "[matchmaking]\nstaff = 8\n"))
    explained = load_region(write(tmp_path, "other", CHILD + '[matchmaking]\nstaff = 8\n[assumptions]\n"matchmaking.staff" = "counted"\n'))
    assert stated.assumptions["matchmaking.staff"] == UNFOUNDED, "the reason lapses, and the file gives none for its own value"
    assert explained.assumptions["matchmaking.staff"] == "counted"
    assert "engineers.stock" in stated.assumptions


def test_what_a_file_without_sources_states_is_an_assumption_and_the_rest_of_its_table_stays_one(tmp_path):
    own = load_region(write(tmp_path, "mine", CHILD + '[funds.venture]\ncapital = "0.5亿"\n'))
    parent = load_region("chenzhou")
    assert own.assumptions == parent.assumptions | {"funds.venture.capital": UNFOUNDED}
    sourced = load_region(write(tmp_path, "other", CHILD + 'sources = ["S-CZ-12"]\n[funds.venture]\ncapital = "0.5亿"\n'))
    assert UNFOUNDED not in sourced.assumptions.values()
    head = 'kind = "policy"\ntitle = {zh = "甲", en = "a"}\nquestion = {zh = "？", en = "?"}\nsources = []\n'
    tool = head + '[instruments.pool]\nfamily = "cost_support"\n'
    pool = load_policy(write(tmp_path, "pool", tool + 'share = 0.3\ncap = 60\n[assumptions]\n"instruments.pool.cap" = "agreed"\n'))
    assert pool.assumptions == {"instruments.pool.cap": "agreed", "instruments.pool.share": UNFOUNDED}


def test_lists_are_replaced_as_a_whole(tmp_path):
    assert load_region(write(tmp_path, "mine", CHILD + 'sources = ["S-CZ-12"]\n')).sources == ("S-CZ-12",)


def test_a_file_may_inherit_a_neighbour_with_or_without_its_ending(tmp_path):
    write(tmp_path, "base", CHILD + "[engineers]\nstock = 111\n")
    for reference in ("base", "base.toml"):
        child = write(tmp_path, "mine", f'kind = "region"\ninherits = "{reference}"\n')
        assert load_region(child).engineers.stock == 111


def test_the_kind_may_be_left_to_the_parent(tmp_path):
    assert load_region(write(tmp_path, "mine", 'inherits = "chenzhou"\n')).kind == "region"


def test_a_policy_may_inherit_a_policy_and_an_instrument_of_a_new_family_starts_afresh(tmp_path):
    text = 'kind = "policy"\ninherits = "pilot-voucher"\n[instruments.pilot-voucher]\n'
    bigger = load_policy(write(tmp_path, "bigger", text + 'cap = "80万"\n')).instruments["pilot-voucher"]
    assert (bigger.cap, bigger.share, bigger.sizes) == (80, 0.5, ("micro", "small"))
    other = load_policy(write(tmp_path, "other", text + 'family = "brokers"\nstaff = 3\n')).instruments["pilot-voucher"]
    assert other.family == "brokers"


def test_a_mistake_in_a_parent_is_reported_where_it_stands(tmp_path):
    write(tmp_path, "base", CHILD + "\n[engineers]\nstock = -1\n")
    with pytest.raises(ScenarioError) as caught:
        load_region(write(tmp_path, "mine", 'kind = "region"\ninherits = "base"\n'))
    (problem,) = caught.value.problems
    assert problem.file.endswith("base.toml") and problem.line == 5


def test_policies_combine_in_the_order_given():
    scenario = load_scenario("chenzhou", ["award-on-industrialisation", "pilot-voucher"])
    assert scenario.id == "chenzhou+award-on-industrialisation+pilot-voucher"
    assert list(scenario.instruments) == ["industrialisation-award", "pilot-voucher"]
    assert load_scenario("chenzhou", "pilot-voucher").id == "chenzhou+pilot-voucher"


def test_the_same_policy_twice_or_two_instruments_of_one_name_are_refused():
    with pytest.raises(ScenarioError) as caught:
        load_scenario("chenzhou", ["pilot-voucher", "pilot-voucher"])
    assert codes(caught) == ["duplicate_policy"]
    with pytest.raises(ScenarioError) as caught:
        load_scenario("chenzhou", ["award-on-industrialisation", "one-of-each"])
    assert codes(caught) == ["instrument_clash"]


def test_problems_of_region_and_policies_are_told_together():
    with pytest.raises(ScenarioError) as caught:
        load_scenario("chenzou", ["pilot-vucher", "capital-pol"])
    assert [problem.nearest for problem in caught.value.problems] == ["chenzhou", "pilot-voucher", "capital-pool"]


@pytest.mark.parametrize(
    "changes", [{"calendar.months": 24, "world.cost_pilot": "5亿"}, {"calendar": {"months": 24}, "world": {"cost_pilot": 50000}}]
)
def test_overrides_come_last_dotted_or_nested(changes):
    region = load_scenario("chenzhou", overrides=changes).region
    assert (region.calendar.months, region.world.cost_pilot) == (24, 50000)
    assert region.calendar.start == load_region("chenzhou").calendar.start


def test_overrides_are_as_strict_as_files():
    with pytest.raises(ScenarioError) as caught:
        load_scenario("chenzhou", overrides={"calendar.mnths": 24, "world": {"p_sample": 3}})
    assert sorted(codes(caught)) == ["share_above_one", "unknown_key"]


def test_a_region_object_can_be_given_and_changed():
    region = load_region("chenzhou")
    assert load_scenario(region).digest == load_scenario("chenzhou").digest
    assert load_scenario(region, overrides={"areas": 3}).region.areas == 3


def test_with_world_changes_the_world_alone_and_is_strict():
    scenario = load_scenario("chenzhou", ["pilot-voucher"])
    changed = with_world(scenario, cost_pilot="500万", maturity_gain=1.0)
    assert [change.key for change in diff(scenario, changed)] == ["world.maturity_gain", "world.cost_pilot"]
    assert changed.policies == scenario.policies and changed.digest != scenario.digest
    with pytest.raises(ScenarioError) as caught:
        with_world(scenario, cost_pilt=1)
    assert caught.value.problems[0].nearest == "cost_pilot"
