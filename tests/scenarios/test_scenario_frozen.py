"""A scenario written out in full loads again to an equal one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.scenario import Scenario, ScenarioError, check_file, diff, frozen_toml, list_policies, list_regions, load_scenario
from sim.scenario.build import load_policy


@pytest.mark.parametrize("region", list_regions())
def test_a_frozen_region_loads_to_an_equal_one(region, tmp_path):
    scenario = load_scenario(region, ["one-of-each"])
    again = reload(scenario, tmp_path)
    assert again == scenario and again.digest == scenario.digest


@pytest.mark.parametrize("policy", list_policies())
def test_a_frozen_policy_loads_to_an_equal_one(policy, tmp_path):
    scenario = load_scenario("chenzhou", [policy])
    assert reload(scenario, tmp_path) == scenario


def reload(scenario, folder):
    path = folder / "frozen.toml"
    path.write_text(frozen_toml(scenario), encoding="utf-8")
    return load_scenario(path)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
shares = st.floats(0, 1)
money = st.floats(0, 1e9)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=texts.filter(lambda text: text.strip()),
    title=texts,
    amount=money,
    share=shares,
    staff=st.floats(0, 1000),
    start=st.integers(22800, 26411),
)
def test_any_names_texts_and_numbers_survive(tmp_path, name, title, amount, share, staff, start):
    scenario = load_scenario("chenzhou", ["one-of-each"])
    policy = scenario.policies[0]
    pool = policy.instruments["capital-pool"].model_copy(update={"share": share, "cap": amount, "start": start})
    brokers = policy.instruments["brokers"].model_copy(update={"staff": staff})
    changed = policy.model_copy(
        update={"title": policy.title.model_copy(update={"zh": title}), "instruments": {name: pool, "b": brokers}, "assumptions": {}}
    )
    odd = Scenario(scenario.region, (changed,))
    if name != "b":
        again = reload(odd, tmp_path)
        assert again == odd and again.digest == odd.digest and diff(odd, again, with_texts=True) == []


def test_a_frozen_scenario_takes_more_policies_and_overrides(tmp_path):
    path = tmp_path / "frozen.toml"
    path.write_text(frozen_toml(load_scenario("chenzhou", ["pilot-voucher"])), encoding="utf-8")
    scenario = load_scenario(path, ["brokers"], {"areas": 2})
    assert scenario.id == "chenzhou+pilot-voucher+brokers" and scenario.region.areas == 2
    assert check_file(path) == load_scenario("chenzhou", ["pilot-voucher"])


def test_a_broken_frozen_scenario_names_the_key_and_the_line(tmp_path):
    path = tmp_path / "frozen.toml"
    text = frozen_toml(load_scenario("chenzhou", ["pilot-voucher"]))
    text = text.replace("\nshare = 0.5", "\nshare = 1.5").replace("\nareas = 1", "\narea = 1")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    rows = text.split("\n")
    assert {(each.code, each.key) for each in caught.value.problems} == {
        ("unknown_key", "region.area"),
        ("share_above_one", "policies[1].instruments.pilot-voucher.share"),
    }
    for problem in caught.value.problems:
        assert rows[problem.line - 1].startswith(problem.key.rpartition(".")[2])


def test_the_digest_tells_scenarios_apart_and_is_stable():
    one, two = load_scenario("chenzhou"), load_scenario("chenzhou", ["pilot-voucher"])
    assert one.digest != two.digest
    assert one.digest == load_scenario("chenzhou").digest
    assert load_policy("pilot-voucher") == two.policies[0]
