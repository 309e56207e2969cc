"""A conclusion is robust where it holds version by version; a ranking where the order stays; and what it turns on is named."""

import numpy as np
import pytest

from experiments.cli import robust_wording
from experiments.robust import holds_in, of_policy, of_ranking, rank_sum, ranking, turns_on, with_robustness
from experiments.statistics import worlds_missing
from experiments.worlds import Version, versions_for

NAME = "batch_output"


def reading(key: str, kind: str, q: float, wording: str) -> Version:
    return Version(key, key, key, {}, {"selection": kind, "pass_rate": q, "wording": wording})


VERSIONS = (
    reading("a", "heavy", 0.7, "S"), reading("b", "mixed", 0.7, "S"), reading("c", "mixed", 0.5, "S"), reading("d", "mixed", 0.5, "T"),
)  # fmt: skip


def effect(value: float, half: float = 0.5) -> dict[str, float]:
    return {"difference": value, "low": value - half, "high": value + half}


def policy(name: str, overall: float, **by_version: float) -> dict:
    return {"id": name, "effects": {NAME: effect(overall)}, "by_version": {key: {NAME: effect(value)} for key, value in by_version.items()}}


def test_a_conclusion_holds_where_the_sign_is_the_same_and_the_interval_excludes_zero():
    found = policy("p", 2.0, a=2.0, b=0.3, c=-2.0, d=1.0)
    assert [holds_in(found, version.id, NAME) for version in VERSIONS] == [True, False, False, True]
    fewer = policy("p", -2.0, a=-2.0, b=2.0, c=-0.1, d=-3.0)
    assert [holds_in(fewer, version.id, NAME) for version in VERSIONS] == [True, False, False, True]
    assert of_policy(found, VERSIONS, NAME)["holds_in"] == 2 and of_policy(found, VERSIONS, NAME)["of"] == 4


def test_without_an_interval_or_an_effect_nothing_holds():
    unknown = policy("p", 2.0, a=2.0)
    unknown["by_version"]["a"][NAME]["low"] = None
    assert not holds_in(unknown, "a", NAME)
    assert not holds_in(policy("p", 0.0, a=2.0), "a", NAME)


def test_what_a_conclusion_turns_on_is_that_in_which_alone_two_readings_differ():
    assert turns_on([True, False, False, False], VERSIONS) == ["selection"]
    assert turns_on([True, True, False, False], VERSIONS) == ["pass_rate"]
    assert turns_on([True, True, True, False], VERSIONS) == ["wording"]
    assert turns_on([True] * 4, VERSIONS) == turns_on([False] * 4, VERSIONS) == []
    twins = (reading("x", "mixed", 0.7, "S"), reading("y", "mixed", 0.7, "S"))
    assert turns_on([True, False], twins) == ["information"]


def test_of_draws_the_quantities_are_named_that_are_higher_where_it_holds():
    rng = np.random.default_rng(3)
    rho = np.linspace(0, 1, 30)
    draws = [Version(str(k), "", "", {}, {"rho": float(rho[k]), "noise": float(rng.normal())}) for k in range(30)]
    assert turns_on([value > 0.5 for value in rho], draws) == ["rho"]
    assert turns_on([k == 0 for k in range(30)], draws) == [], "one draw says nothing of what separates"


def test_the_rank_sum_agrees_with_scipy():
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(4)
    values, member = rng.normal(size=40), np.arange(40) < 17
    values[member] += 0.8
    expected = mannwhitneyu(values[member], values[~member], use_continuity=False, method="asymptotic").pvalue
    from scipy.stats import norm

    assert 2 * norm.sf(abs(rank_sum(values, member))) == pytest.approx(expected, rel=1e-6)


def test_a_ranking_is_stable_only_if_every_version_has_the_same_order():
    first, second = policy("p", 3.0, a=3, b=3, c=3, d=3), policy("q", 1.0, a=1, b=1, c=1, d=1)
    assert of_ranking([first, second], VERSIONS, NAME)["ranking_stable"] is True
    turned = policy("q", 1.0, a=1, b=1, c=1, d=4)
    found = of_ranking([first, turned], VERSIONS, NAME)
    assert found["ranking"] == ["p", "q"] and found["holds_in"] == 3 and found["ranking_stable"] is False and found["turns_on"] == ["wording"]
    assert ranking({"x": None, "y": -1.0, "z": 2.0}) == ["z", "y", "x"]


def test_of_one_policy_there_is_no_rank():
    document = with_robustness({"policies": [policy("p", 2.0, a=2, b=2, c=2, d=2)]}, VERSIONS, NAME)
    assert document["robust"]["ranking_stable"] is None and document["robust"]["holds_in"] == 4
    assert document["policies"][0]["robust"] == {"holds_in": 4, "of": 4, "ranking_stable": None, "turns_on": []}


def test_an_order_whose_intervals_overlap_is_said_to_be_uncertain():
    def told(second: float) -> str:
        policies = [policy("p", 3.0, a=3, b=3, c=3, d=3), policy("q", second, a=second, b=second, c=second, d=second)]
        document = with_robustness({"policies": policies, "versions": [{"id": v.id} for v in VERSIONS]}, VERSIONS, NAME)
        return robust_wording.of_ranking(document, {"p": "P", "q": "Q"}, "en")

    assert "same order in all 4 versions" in told(1.0) and "not certain" not in told(1.0)
    assert "not certain" in told(2.5)


def test_many_versions_are_counted_not_named():
    versions = [{"id": f"posterior-{k:02d}"} for k in range(8)]
    told = {"robust": {"holds_in": 6, "of": 8, "turns_on": ["rho"]}}
    assert "75%" in robust_wording.of_policy(told, versions, 1, "zh").replace(" ", "") and "6" in robust_wording.of_policy(told, versions, 1, "zh")
    assert "6 of 8 draws" in robust_wording.of_policy(told, versions, 0, "en")
    assert robust_wording.names(list("abcdef"), "en") == "a, b, c and 3 more" and robust_wording.names(list("abcd"), "zh") == "a、b、c、d"


def test_every_number_of_worlds_needed_grows_with_versions_but_not_tenfold():
    assert [worlds_missing(0, n) for n in (0, 1, 2, 3)] == [10, 10, 20, 30]
    assert worlds_missing(0, 14) == 30 and worlds_missing(0, 32) == 64 and worlds_missing(64, 32) == 0


def test_the_named_sets_of_worlds():
    assert [version.id for version in versions_for("central")] == ["mixed"]
    core, readings, draws = (versions_for(name) for name in ("versions", "all-versions", "posterior"))
    assert [version.id for version in core] == ["selection-heavy", "mixed", "treatment-only"] == [version.id for version in readings[:3]]
    assert len(readings) > 9 and {version.traits["wording"] for version in readings} == {"S", "T"}
    assert 24 <= len(draws) <= 48 and len({version.id for version in draws}) == len(draws)
    with pytest.raises(ValueError, match="all-versions"):
        versions_for("everything")
