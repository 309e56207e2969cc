"""The small version of what `make test-slow` checks at length: templates, equal budgets, the policies of the five places."""

import json

import pytest

from sim.scenario import list_policies, load_policy

PLACES = ("zigong", "jiangmen", "shaanxi", "chenzhou", "tianjin")


@pytest.mark.slow
def test_a_template_passes_the_check_at_once(funnel):
    for words in (("policy", "my-own"), ("region", "my-city")):
        assert funnel("new", *words, "--lang", "zh").code == 0
        checked = funnel("check", f"./{words[1]}.toml", "--json")
        assert checked.code == 0
        assert '"warnings": []' in checked.out or json.loads(checked.out)


@pytest.mark.slow
def test_a_template_never_overwrites_a_file(funnel):
    assert funnel("new", "policy", "my-own").code == 0
    assert funnel("new", "policy", "my-own").code == 2


def test_a_policy_is_brought_to_the_amount_asked_for(funnel):
    words = ("compare", "zigong", "--policy", "pilot-voucher", "--equal-budget", "2000万", "--replications", "6", "--months", "36", "--json")
    document = json.loads(funnel(*words).out)
    assert document["equal_budget"]["amount"] == 2000.0
    assert set(document["policies"][0]["scaling"]) >= {"factor", "spent", "reached"}


def test_each_place_has_its_own_policies_with_sources():
    for place in PLACES:
        mine = [name for name in list_policies() if name.startswith(f"{place}-")]
        assert {f"{place}-current", f"{place}-planned"} <= set(mine)
        assert len(mine) >= 4
        assert all(load_policy(name).sources for name in mine)
