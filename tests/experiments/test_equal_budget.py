"""Policies of the same size: what scaling changes and leaves, that it finds the amount, and that it says where it cannot."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import compare
from experiments.cli import equal_budget as wording
from experiments.contrasts import contrast
from experiments.equal_budget import Limit, Lottery, in_parts, lottery_of, scaled, scaled_to
from experiments.equal_budget.scaling import TOLERANCE, reaches
from experiments.equal_budget.size import has_size
from experiments.output.headers import WHY_NOT_EQUAL
from experiments.statistics import Interval
from sim.scenario import load_policy

pytestmark = pytest.mark.slow

FRESH = 0.12
"""Share of the amount within which policies must spend it in worlds that had no part in the search: about three standard errors."""


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


def test_whole_persons_take_the_nearest_where_that_is_near_enough_and_are_drawn_where_it_is_not():
    near, drawn = finding("brokers", 170.4, persons), finding("brokers", 3.4, persons)
    assert (near.limit, near.parts) == (None, ()) and persons(near.policy) in (170, 171)
    assert drawn.limit is None and sorted(persons(part.policy) for part in drawn.parts) == [3, 4]
    assert sum(part.share * persons(part.policy) for part in drawn.parts) == pytest.approx(3.4, rel=0.003)
    assert drawn.policy == max(drawn.parts, key=lambda part: part.share).policy


def platforms(policy):
    return policy.instruments["new-public-platforms"].count


@settings(deadline=None, max_examples=60)
@given(st.floats(100.0, 60_000.0), st.floats(500.0, 9000.0))
def test_platforms_of_any_price_spend_any_amount_on_average(amount, price):
    """Linear in the number of platforms, so that the shares are known: those of the two whole numbers around amount / price."""
    found = finding("more-public-platforms", amount, lambda policy: price * platforms(policy))
    if amount / price > 2 * 1000 or amount / price < 0.001:
        return
    assert found.limit is None
    average = sum(part.share * platforms(part.policy) for part in found.sizes)
    assert price * average == pytest.approx(amount, rel=TOLERANCE)
    if found.parts:
        assert price * average == pytest.approx(amount, rel=0.003, abs=price * 1e-4)
        assert {platforms(part.policy) for part in found.parts} == {int(average), int(average) + 1}


def test_a_lottery_is_found_where_spending_is_not_in_proportion_to_the_units():
    """The second platform costs half of the first: between one (100) and two (150) lies 130."""
    found = finding("more-public-platforms", 130.0, lambda policy: {0: 0.0, 1: 100.0}.get(platforms(policy), 50.0 + 50.0 * platforms(policy)))
    assert {platforms(part.policy): round(part.share, 2) for part in found.parts} == {2: 0.6, 1: 0.4}
    assert found.document(130.0, Interval(130.0, 120.0, 140.0))["made_equal_by"] == "lottery"


def test_money_and_units_of_one_policy_keep_their_proportion():
    """A pool beside platforms is as many times larger as there are platforms on average, and all worlds have the same pool."""
    both = load_policy("more-public-platforms").model_copy(
        update={"instruments": load_policy("more-public-platforms").instruments | load_policy("capital-pool").instruments}
    )
    found = scaled_to(both, 6500.0, lambda policy: 4000.0 * platforms(policy) + 0.5 * pool(policy))
    average = sum(part.share * platforms(part.policy) for part in found.parts)
    assert {pool(part.policy) for part in found.parts} == {pool(found.policy)}
    assert average / platforms(both) == pytest.approx(pool(found.policy) / pool(both), rel=1e-3) == pytest.approx(found.factor, rel=1e-3)
    assert 4000.0 * average + 0.5 * pool(found.policy) == pytest.approx(6500.0, rel=0.003)


def test_several_counts_are_drawn_together_each_with_its_own_fraction():
    two = load_policy("more-public-platforms").model_copy(
        update={"instruments": load_policy("more-public-platforms").instruments | load_policy("brokers").instruments}
    )
    parts = in_parts(two, 0.55)
    average = [sum(part.share * count(part.policy) for part in parts) for count in (platforms, persons)]
    assert average == pytest.approx([0.55 * platforms(two), 0.55 * persons(two)])
    assert sum(part.share for part in parts) == pytest.approx(1.0)
    assert [platforms(part.policy) for part in parts] == sorted((platforms(part.policy) for part in parts), reverse=True)


def larger(share, versions, worlds):
    """Whether each world, by its number, has the larger size."""
    found = Lottery(((share, 1.0 - share),)).groups(worlds, versions)
    drawn = np.zeros(worlds, bool)
    for (number,), tasks in found.items():
        drawn[tasks] = number == 0
    return drawn


@pytest.mark.parametrize("share", [0.02, 0.25, 0.3, 0.526, 0.9])
@pytest.mark.parametrize("worlds", [60, 200, 401, 1280])
@pytest.mark.parametrize("versions", [1, 3, 9, 16, 32])
def test_every_version_and_all_together_have_the_share_to_the_next_worlds(share, worlds, versions):
    """In 32 draws of the posterior and 200 pairs each draw has six or seven worlds: none is to have half of them larger where the share is 0.25."""
    drawn = larger(share, versions, worlds)
    assert abs(np.count_nonzero(drawn) - share * worlds) <= 3.0
    for version in range(versions):
        mine = drawn[version::versions]
        assert abs(np.count_nonzero(mine) - share * mine.size) < 1.0 + 1e-9


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0.02, 1.0), min_size=3, max_size=4), st.sampled_from([1, 3, 9, 32]), st.integers(60, 400))
def test_of_three_sizes_each_has_its_share(weights, versions, worlds):
    shares = tuple(weight / sum(weights) for weight in weights)
    found = Lottery((shares,)).groups(worlds, versions)
    for number, share in enumerate(shares):
        tasks = found.get((number,), [])
        assert abs(len(tasks) - share * worlds) <= 8.0, "6.1 of 299 worlds was the worst found"
        for version in range(versions):
            mine = [task for task in tasks if task % versions == version]
            assert abs(len(mine) - share * len(range(version, worlds, versions))) <= 2.0
    assert sorted(task for tasks in found.values() for task in tasks) == list(range(worlds))


@pytest.mark.parametrize("versions", [1, 3, 32])
def test_a_world_keeps_its_size_where_more_worlds_are_asked_for(versions):
    assert (larger(0.3, versions, 500)[:90] == larger(0.3, versions, 90)).all()


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


def test_an_amount_is_reached_within_its_tolerance_however_wide_the_interval():
    assert reaches(Interval(104.0, 103.0, 105.0), 100.0)
    assert not reaches(Interval(120.0, 90.0, 150.0), 100.0), "that the interval is wide makes nothing equal"
    assert not reaches(Interval(120.0, 110.0, 130.0), 100.0)
    assert not reaches(Interval(None, None, None), 100.0)


# --- in worlds


def test_policies_scaled_to_one_amount_spend_it_in_fresh_worlds(document):
    for k, name in enumerate(["pilot-voucher", "capital-pool", "guidance-fund"]):
        assert document["policies"][k]["id"] == name
        amount, scaling = document["equal_budget"]["amount"], document["policies"][k]["scaling"]
        assert spent(document, k) == pytest.approx(amount, rel=FRESH)
        assert scaling["limit"] is None and scaling["reached"] == (abs(spent(document, k) - amount) <= TOLERANCE * amount)


def test_what_is_spent_is_the_effect_on_public_money(document):
    for policy in document["policies"]:
        effect = policy["effects"]["public_money"]
        found = policy["scaling"]["spent"]
        assert (found["value"], found["low"], found["high"]) == (effect["difference"], effect["low"], effect["high"])


def test_platforms_spend_the_amount_between_two_whole_numbers_on_average_and_say_how(comparison, document):
    found = document["policies"][3]["scaling"]
    assert (found["made_equal_by"], found["limit"], found["reached"], found["rounded"]) == ("lottery", None, True, [])
    assert spent(document, 3) == pytest.approx(3000.0, rel=FRESH)
    sizes = {part["sizes"][0]["used"]: part["share"] for part in found["lottery"]}
    assert sorted(sizes) == [1, 2] and sum(sizes.values()) == pytest.approx(1.0)
    for lang, words in (("zh", f"{100 * sizes[2]:.4g}% 的世界取 2"), ("en", f"2 in {100 * sizes[2]:.4g}% of the worlds")):
        (said,) = (line for line in wording.sentences(document, lang) if "more-public-platforms" in line)
        assert words in said
    assert [row[-1] for row in wording.rows(document, "zh")][3] == "是，平均"


def test_every_world_of_a_lottery_is_a_world_of_one_of_its_sizes(comparison):
    """World by world the row that an ordinary comparison of that size has; the baseline is the same for all."""
    sizes = {platforms(each.policies[-1]): each for each in comparison.sizes[3]}
    ordinary = {
        count: compare("chenzhou", [size.policies[-1]], replications=120, months=72, seed=7, worlds="central") for count, size in sizes.items()
    }
    shares = tuple(part.share for part in comparison.scalings[3].parts)
    counts = [platforms(part.policy) for part in comparison.scalings[3].parts]
    drawn = [counts[Lottery((shares,)).sizes_in(task)[0]] for task in range(120)]
    assert set(drawn) == {1, 2}
    mixed = comparison.policy_worlds[3]
    for world, count in enumerate(drawn):
        alone = ordinary[count].policy_worlds[0]
        assert mixed.digests[world] == alone.digests[world]
        assert mixed.indicator("public_money")[world] == alone.indicator("public_money")[world]
        assert (comparison.projects[3][..., world] == ordinary[count].projects[0][..., world]).all()
    assert (comparison.worlds.digests == ordinary[1].worlds.digests).all()
    assert mixed.replications.tolist() == list(range(120))


def test_a_field_that_only_the_larger_size_has_platforms_for_has_no_use_in_the_smaller():
    policy = load_policy("more-public-platforms")
    tool = policy.instruments["new-public-platforms"].model_copy(update={"count": 1, "sector": "biomedicine"})
    one = policy.model_copy(update={"instruments": {"new-public-platforms": tool}})
    found = compare("chenzhou", [one], replications=30, months=84, seed=2, worlds="versions", equal_budget=1000.0)
    assert {platforms(each.policies[-1]) for each in found.sizes[0]} == {0, 1}
    fields = found.policy_worlds[0].platform_fields
    assert set(found.worlds.platform_fields) <= set(fields)
    none = found.policy_worlds[0].indicator("public_money") == 0.0
    assert none.any() and not none.all()
    assert (found.difference(0, "batch_output")[none] == 0.0).all()
    document = found.document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["policies"][0]["ledger"]["new-public-platforms"]["projects_paid"]["value"] is None


def test_contrasts_of_a_lottery_are_those_of_its_sizes_world_by_world(comparison):
    scaling = comparison.scalings[3]
    how = {"replications": 6, "seed": 7, "months": 36, "worlds": "central"}
    mixed = contrast(comparison.sizes[3][0], sizes=comparison.sizes[3], lottery=lottery_of([scaling]), **how)
    alone = [contrast(size, **how) for size in comparison.sizes[3]]
    drawn = [lottery_of([scaling]).sizes_in(task)[0] for task in range(6)]
    assert set(drawn) == {0, 1}
    assert [row.tolist() for row in mixed.sums] == [alone[number].sums[world].tolist() for world, number in enumerate(drawn)]


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


def test_it_is_said_to_which_wording_of_the_80_sizes_were_fitted_where_another_stands_beside(document):
    assert document["equal_budget"]["wording"] == "passed" and document["wordings"]["through"] is None
    both = document | {"wordings": document["wordings"] | {"through": {"worlds": 60, "versions": 3}}}
    for lang, words in (("zh", "在那里未必等额"), ("en", "there policies need not be of equal cost")):
        assert words not in wording.head(document, lang)
        assert words in wording.head(both, lang)
        assert words not in wording.head(both | {"equal_budget": document["equal_budget"] | {"wording": "both"}}, lang)


def test_every_reason_has_words():
    assert {limit.value for limit in Limit} | {None} == set(WHY_NOT_EQUAL)


def test_scaled_policies_are_what_was_compared(comparison, document):
    for scenario, policy, sizes in zip(comparison.policies, document["policies"], comparison.sizes, strict=True):
        factor = policy["scaling"]["factor"]
        parts = in_parts(load_policy(policy["id"]), factor) if len(sizes) > 1 else ()
        expected = [part.policy for part in parts] or [scaled(load_policy(policy["id"]), 1.0 if factor is None else factor)]
        assert [size.policies[-1] for size in sizes] == expected and scenario in sizes


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
