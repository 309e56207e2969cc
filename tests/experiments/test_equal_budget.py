"""Policies of the same size: what scaling changes and leaves, that it finds the amount, and that it says where it cannot."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import compare
from experiments.cli import equal_budget as wording
from experiments.equal_budget import Limit, roundings, scaled, scaled_to
from experiments.equal_budget.scaling import TOLERANCE, reaches
from experiments.equal_budget.size import SIZES, Size, has_size
from experiments.statistics import Interval
from sim.policy import AnyInstrument
from sim.scenario import list_policies, load_policy, load_scenario
from sim.scenario.describe import families, quantity_of

pytestmark = pytest.mark.slow

FRESH = 0.12
"""Share of the amount within which policies must spend it in worlds that had no part in the search: about three standard errors."""
FACTORS = st.floats(0.0, 50.0).map(lambda factor: float(f"{factor:.4g}"))
POLICIES = st.sampled_from(list_policies())


def spent(document, k=0):
    return document["policies"][k]["scaling"]["spent"]["value"]


@pytest.fixture(scope="module")
def comparison():
    named = ["pilot-voucher", "capital-pool", "guidance-fund", "more-public-platforms", "do-nothing"]
    return compare("chenzhou", named, replications=120, months=72, seed=7, worlds="central", equal_budget=3000.0)


@pytest.fixture(scope="module")
def document(comparison):
    return comparison.document()


# --- what scaling does to a policy


@given(POLICIES)
def test_a_policy_times_one_is_the_policy(name):
    policy = load_policy(name)
    assert scaled(policy, 1.0) == policy
    assert roundings(policy, 1.0) == ()


@settings(deadline=None)
@given(POLICIES, FACTORS)
def test_scaling_touches_only_sizes_and_stays_within_the_schema(name, factor):
    policy, larger = load_policy(name), scaled(load_policy(name), factor)
    for tool, after in zip(policy.instruments.values(), larger.instruments.values(), strict=True):
        sizes = SIZES[tool.family]
        assert after.model_dump(exclude=set(sizes)) == tool.model_dump(exclude=set(sizes))
        for key, size in sizes.items():
            before, now = getattr(tool, key), getattr(after, key)
            bounds = quantity_of(type(tool).model_fields[key]).bounds
            assert type(now) is type(before)
            if now is not None:
                assert bounds.get("ge", 0) <= now <= bounds.get("le", np.inf)
                assert size is not Size.SHARE or now <= 1.0
                assert size is not Size.COUNT or now == int(now)
    assert larger.title == policy.title and larger.sources == policy.sources


@settings(deadline=None)
@given(POLICIES, FACTORS)
def test_what_was_scaled_is_written_down_and_the_scaled_policy_still_loads(name, factor):
    policy = load_policy(name)
    larger = scaled(policy, factor)
    assert load_scenario("chenzhou", [larger]).policies == (larger,)
    changed = {
        f"instruments.{tool}.{key}"
        for tool, before in policy.instruments.items()
        for key in SIZES[before.family]
        if getattr(before, key) != getattr(larger.instruments[tool], key)
    }
    assert all("等额比较" in larger.assumptions[key] and "Equal budgets" in larger.assumptions[key] for key in changed)


@given(POLICIES, FACTORS, FACTORS)
def test_a_larger_factor_never_makes_a_policy_smaller(name, one, other):
    low, high = (scaled(load_policy(name), factor) for factor in sorted((one, other)))
    for smaller, larger in zip(low.instruments.values(), high.instruments.values(), strict=True):
        for key in SIZES[smaller.family]:
            assert getattr(smaller, key) is None or getattr(smaller, key) <= getattr(larger, key)


def test_every_family_says_what_its_size_is():
    known = families(AnyInstrument)
    assert set(SIZES) == set(known)
    for family, sizes in SIZES.items():
        assert set(sizes) <= set(known[family].model_fields)


def test_whole_platforms_are_rounded_and_the_remainder_is_said():
    policy = load_policy("more-public-platforms")
    assert scaled(policy, 1.3).instruments["new-public-platforms"].count == 3
    (rounding,) = roundings(policy, 1.3)
    assert (rounding.key, rounding.exact, rounding.used) == ("count", pytest.approx(2.6), 3)
    assert roundings(policy, 1.5) == () == roundings(policy, 1.5001)  # no line for what no reader could see


def test_a_share_that_comes_to_one_is_held_there_and_that_is_said():
    (held,) = roundings(load_policy("pilot-voucher"), 2.5)
    assert (held.key, held.exact, held.used) == ("share", pytest.approx(1.25), 1.0)
    document = {"policies": [{"id": "p", "scaling": {"reached": True, "rounded": [held._asdict()]}}]}
    assert "已到上限，取 1" in next(wording.sentences(document, "zh"))
    assert "cannot be more than 1" in next(wording.sentences(document, "en"))


def test_a_ceiling_on_all_instruments_grows_with_the_largest_of_them():
    policy = load_policy("more-public-platforms").model_copy(update={"budget_per_year_total": 3200.0})
    assert load_scenario("chenzhou", [scaled(policy, 1.3)]).policies[0].budget_per_year_total == pytest.approx(4800)


@pytest.mark.parametrize("factor", [-1.0, float("nan"), float("inf")])
def test_a_factor_that_is_none_is_refused(factor):
    with pytest.raises(ValueError, match="factor"):
        scaled(load_policy("brokers"), factor)


# --- finding the size, on policies whose spending is known


def finding(name, amount, spending):
    return scaled_to(load_policy(name), amount, spending)


def persons(policy):
    return policy.instruments["brokers"].staff


def pool(policy):
    return policy.instruments["capital-pool"].budget_per_year


def test_a_size_is_found_where_spending_follows_it():
    found = finding("capital-pool", 4500.0, pool)
    assert found.limit is None and found.factor == pytest.approx(1.5, rel=0.01)
    assert pool(found.policy) == pytest.approx(4500, rel=0.01)
    assert finding("capital-pool", 30.0, pool).factor == pytest.approx(0.01, rel=0.01)


def test_a_policy_that_spends_the_amount_already_is_left_as_it_is():
    found = finding("capital-pool", 3000.0, pool)
    assert (found.factor, found.policy) == (1.0, load_policy("capital-pool"))


def test_what_finds_nobody_more_to_pay_stays_where_it_spends_the_most():
    found = finding("capital-pool", 9000.0, lambda policy: min(pool(policy), 5000.0))
    assert found.limit is Limit.SATURATED
    assert pool(found.policy) == 6000.0  # the smallest size tried that spends all that can be spent


def test_whole_persons_take_the_nearest_and_say_so():
    found = finding("brokers", 3.4, persons)
    assert (persons(found.policy), found.limit) == (3, Limit.WHOLE_UNITS)
    assert finding("brokers", 170.4, persons).limit is None  # within the tolerance


def test_a_part_that_cannot_shrink_is_said():
    found = finding("capital-pool", 100.0, lambda policy: 500.0 + pool(policy))
    assert found.limit is Limit.FIXED_PART
    assert pool(found.policy) == 0.0


def test_what_spends_nothing_however_large_is_left_as_it_is():
    found = finding("capital-pool", 100.0, lambda policy: 0.0)
    assert (found.limit, found.factor) == (Limit.SPENDS_NOTHING, 1.0)


@pytest.mark.parametrize("name", ["do-nothing", "expert-panel"])
def test_what_has_no_size_cannot_be_scaled(name):
    found = finding(name, 100.0, lambda policy: 0.0)
    assert (found.limit, found.factor, found.policy) == (Limit.NO_SIZE, None, load_policy(name))
    assert not has_size(load_policy(name))


@settings(deadline=None, max_examples=40)
@given(st.floats(1.0, 1e6), st.floats(0.2, 3.0))
def test_the_search_reaches_any_amount_that_a_curved_spending_can_reach(amount, bend):
    found = finding("capital-pool", amount, lambda policy: 1000.0 * (pool(policy) / 3000.0) ** bend)
    least, most = (1000.0 * factor**bend for factor in (1.0 / 1024.0, 1024.0))
    if least <= amount <= most:
        assert found.limit is None
        assert 1000.0 * (pool(found.policy) / 3000.0) ** bend == pytest.approx(amount, rel=TOLERANCE)


def test_an_amount_is_reached_within_its_tolerance_or_inside_the_interval():
    assert reaches(Interval(104.0, 103.0, 105.0), 100.0)
    assert reaches(Interval(120.0, 90.0, 150.0), 100.0)
    assert not reaches(Interval(120.0, 110.0, 130.0), 100.0)
    assert not reaches(Interval(None, None, None), 100.0)


# --- in worlds


def test_policies_scaled_to_one_amount_spend_it_in_fresh_worlds(document):
    for k, name in enumerate(["pilot-voucher", "capital-pool", "guidance-fund"]):
        assert document["policies"][k]["id"] == name
        assert spent(document, k) == pytest.approx(document["equal_budget"]["amount"], rel=FRESH)
        assert document["policies"][k]["scaling"]["reached"]


def test_what_is_spent_is_the_effect_on_public_money(document):
    for policy in document["policies"]:
        effect = policy["effects"]["public_money"]
        found = policy["scaling"]["spent"]
        assert (found["value"], found["low"], found["high"]) == (effect["difference"], effect["low"], effect["high"])


def test_two_platforms_cannot_spend_what_one_and_a_half_would(document):
    platforms = document["policies"][3]
    assert platforms["scaling"]["limit"] == "whole_units" and not platforms["scaling"]["reached"]
    assert platforms["scaling"]["rounded"][0]["key"] == "count"


def test_doing_nothing_cannot_be_scaled_and_says_so(document):
    nothing = document["policies"][4]["scaling"]
    assert nothing["factor"] is None and not nothing["reached"] and nothing["limit"] == "no_size"
    for lang, words in (("zh", "没有可放大或缩小的内容"), ("en", "nothing in it can be made larger or smaller")):
        (said,) = (line for line in wording.sentences(document, lang) if "do-nothing" in line)
        assert words in said


def test_the_document_is_strict_json_and_the_report_has_a_row_per_policy(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    for lang in ("zh", "en"):
        assert [row[0] for row in wording.rows(document, lang)] == [policy["id"] for policy in document["policies"]]
        assert len(wording.headings(document, lang)) == len(next(wording.rows(document, lang)))


def test_every_reason_has_words():
    assert {limit.value for limit in Limit} | {None} == set(wording.WHY)


def test_scaled_policies_are_what_was_compared(comparison, document):
    for scenario, policy in zip(comparison.policies, document["policies"], strict=True):
        factor = policy["scaling"]["factor"]
        assert scenario.policies[-1] == scaled(load_policy(policy["id"]), 1.0 if factor is None else factor)


def test_twice_the_amount_raises_spending(document):
    twice = compare("chenzhou", ["pilot-voucher"], replications=60, months=72, seed=7, worlds="central", equal_budget=6000.0).document()
    assert twice["policies"][0]["scaling"]["factor"] > document["policies"][0]["scaling"]["factor"]
    assert spent(twice) > 1.5 * spent(document)


def test_the_same_amount_gives_the_same_size_with_any_number_of_workers():
    found = [
        compare("chenzhou", ["pilot-voucher"], replications=6, months=36, equal_budget=300.0, workers=workers).document()["digest"]
        for workers in (1, 2)
    ]
    assert found[0] == found[1]


def test_pilot_worlds_are_not_among_those_compared():
    from experiments.cli.options import MOST_REPLICATIONS
    from experiments.equal_budget.pilot import FIRST

    assert FIRST >= MOST_REPLICATIONS


def test_without_an_equal_budget_nothing_is_scaled():
    document = compare("chenzhou", ["pilot-voucher"], replications=2, months=12).document()
    assert "equal_budget" not in document and "scaling" not in document["policies"][0]
