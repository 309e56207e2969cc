"""A policy made larger or smaller: only what is its size changes, and nothing is cut without a word."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.briefs.content.words import in_short
from experiments.cli import equal_budget as wording
from experiments.equal_budget import in_parts, roundings, scaled
from experiments.equal_budget.size import NO_SIZES, SIZES, Size, counts_of, has_size, size_in, without_size
from sim.policy import AnyInstrument
from sim.scenario import list_policies, load_policy, load_scenario
from sim.scenario.describe import families, quantity_of

FACTORS = st.floats(0.0, 50.0).map(lambda factor: float(f"{factor:.4g}"))
POLICIES = st.sampled_from(list_policies())


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
    assert larger.sources == policy.sources


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


def is_money_or_share(field):
    quantity = quantity_of(field)
    return quantity.kind == "money" or quantity.unit == "share" or quantity.unit.startswith("share of")


def test_every_amount_and_share_is_a_size_or_stated_to_be_none():
    """A key of a new family, or a new key of an old one, is not forgotten."""
    excluded = set().union(*NO_SIZES.values())
    assert len(excluded) == sum(map(len, NO_SIZES.values())), "one reason for each"
    keys = {
        (family, key) for family, model in families(AnyInstrument).items() for key, field in model.model_fields.items() if is_money_or_share(field)
    }
    sizes = {(family, key) for family, named in SIZES.items() for key in named}
    assert {(family, key) for family, key in keys - sizes if key not in excluded} == set()
    assert excluded <= {key for _, key in keys - sizes}, "no reason for what does not exist"
    assert not any(SIZES[family] for family, key in keys - sizes if key == "budget_per_year"), "who has a size has a pool that goes with it"


def test_a_larger_first_set_policy_has_more_public_buyers():
    larger = scaled(load_policy("first-set-procurement"), 2.0).instruments["first-set"]
    assert (larger.procurement_share, larger.procurement_premium, larger.procurement_gain) == (0.4, 0.1, 0.6)


def test_whole_platforms_are_rounded_and_the_remainder_is_said():
    policy = load_policy("more-public-platforms")
    assert scaled(policy, 1.3).instruments["new-public-platforms"].count == 3
    (rounding,) = roundings(policy, 1.3)
    assert (rounding.key, rounding.exact, rounding.used) == ("count", pytest.approx(2.6), 3)
    assert roundings(policy, 1.5) == () == roundings(policy, 1.5001)  # no line for what no reader could see


def test_a_share_that_comes_to_one_is_held_there_and_that_is_said():
    (held,) = roundings(load_policy("pilot-voucher"), 2.5)
    assert (held.key, held.exact, held.used) == ("share", pytest.approx(1.25), 1.0)
    document = {"policies": [{"id": "p", "scaling": {"reached": True, "factor": 2.5, "lottery": [], "rounded": [held._asdict()]}}]}
    assert "已到上限，取 1" in next(wording.sentences(document, "zh"))
    assert "cannot be more than 1" in next(wording.sentences(document, "en"))


def test_a_ceiling_on_all_instruments_grows_with_the_largest_of_them():
    policy = load_policy("more-public-platforms").model_copy(update={"budget_per_year_total": 3200.0})
    assert load_scenario("chenzhou", [scaled(policy, 1.3)]).policies[0].budget_per_year_total == pytest.approx(4800)


@pytest.mark.parametrize("factor", [-1.0, float("nan"), float("inf")])
def test_a_factor_that_is_none_is_refused(factor):
    with pytest.raises(ValueError, match="factor"):
        scaled(load_policy("brokers"), factor)


@settings(deadline=None)
@given(POLICIES, FACTORS)
def test_the_title_says_how_many_times_its_size_a_policy_is(name, factor):
    policy, larger = load_policy(name), scaled(load_policy(name), factor)
    if factor == 1.0 or not has_size(policy):
        assert larger.title == policy.title and size_in(policy.title.en) == ""
        return
    about = "about " if roundings(policy, factor) else ""
    assert size_in(larger.title.en) == f"{about}×{factor:g}" and size_in(larger.title.zh) == f"{'约' if about else ''}×{factor:g}"
    assert without_size(larger.title.en) == policy.title.en and without_size(larger.title.zh) == policy.title.zh
    assert all(in_short(getattr(larger.title, lang), lang) == in_short(getattr(policy.title, lang), lang) for lang in ("zh", "en"))


def test_a_size_that_holds_on_average_only_is_called_so_and_of_several_policies_the_last_counts():
    sizes = in_parts(load_policy("more-public-platforms"), 0.7)
    assert [part.policy.instruments["new-public-platforms"].count for part in sizes] == [2, 1]
    assert {size_in(part.policy.title.en) for part in sizes} == {"on average ×0.7"} and {size_in(part.policy.title.zh) for part in sizes} == {
        "平均×0.7"
    }
    halved, whole = scaled(load_policy("brokers"), 0.5).title.en, load_policy("pilot-voucher").title.en
    assert size_in(f"Chenzhou + {halved} + {whole}") == "" and size_in(f"Chenzhou + {whole} + {halved}") == "×0.5"


@settings(deadline=None)
@given(POLICIES, FACTORS)
def test_only_whole_numbers_that_differ_between_worlds_are_said_to_do_so(name, factor):
    policy = load_policy(name)
    parts = in_parts(policy, factor)
    drawn = {key for part in parts for key, note in part.policy.assumptions.items() if "的世界取" in note and note not in policy.assumptions.values()}
    sizes = {f"instruments.{tool}.{key}": exact for tool, key, exact in counts_of(policy, factor)}
    assert drawn == {key for key, exact in sizes.items() if exact % 1.0}


def test_the_note_of_a_scaled_policy_says_what_was_rounded_and_what_came_to_its_bound():
    held = scaled(load_policy("pilot-voucher"), 2.5).assumptions["instruments.pilot-voucher.share"]
    assert "应调整为 1.25，已到上限，取 1" in held and "would be 1.25, but cannot be more than 1" in held
    rounded = scaled(load_policy("more-public-platforms"), 1.3).assumptions["instruments.new-public-platforms.count"]
    assert "应调整为 2.6，取整为 3" in rounded and "would be 2.6, rounded to 3" in rounded
