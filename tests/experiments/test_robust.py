"""A conclusion is robust where it holds version by version; a ranking where the order stays; and what it turns on is named."""

import numpy as np
import pytest

from experiments import compare, run
from experiments.cli import robust_wording
from experiments.output.enough import missing_worlds
from experiments.posterior_share import positive_share
from experiments.robust import Effects, drivers, holds_in, of_policy, of_ranking, rank_correlation, ranking, turns_on, with_robustness
from experiments.runs.versions import Version
from experiments.statistics import worlds_missing
from experiments.worlds import versions_for

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


def effects_of(draws=(), clusters=None, **differences: np.ndarray) -> Effects:
    """What policies p, q change in worlds of these versions or draws."""
    worlds = len(next(iter(differences.values())))
    return Effects(NAME, differences.__getitem__, np.arange(worlds) % max(len(draws), 4) if clusters is None else clusters, draws)


ANY = effects_of(p=np.ones(8))


def test_a_conclusion_holds_where_the_sign_is_the_same_and_the_interval_excludes_zero():
    found = policy("p", 2.0, a=2.0, b=0.3, c=-2.0, d=1.0)
    assert [holds_in(found, version.id, NAME) for version in VERSIONS] == [True, False, False, True]
    fewer = policy("p", -2.0, a=-2.0, b=2.0, c=-0.1, d=-3.0)
    assert [holds_in(fewer, version.id, NAME) for version in VERSIONS] == [True, False, False, True]
    told = of_policy(found, VERSIONS, ANY)
    assert (told["holds_in"], told["of"], told["posterior"]) == (2, 4, None)


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


def draws_of(rng, count=30) -> list[Version]:
    return [Version(f"posterior-{k:02d}", "", "", {}, {"rho": float(k), "noise": float(rng.normal())}) for k in range(count)]


def test_of_draws_the_quantities_are_named_with_which_the_effect_rises_or_falls():
    rng = np.random.default_rng(3)
    draws = draws_of(rng)
    clusters = np.arange(240) % 30
    assert drivers(draws, -0.2 * clusters + rng.normal(size=240), clusters) == ["rho"]
    assert drivers(draws, rng.normal(size=240), clusters) == []
    assert drivers(draws, np.zeros(240), clusters) == [], "what never changes turns on nothing"
    assert drivers(draws, rng.normal(size=2), np.array([0, 1])) == [], "two draws tell nothing"


def test_the_rank_correlation_agrees_with_scipy():
    from scipy.stats import spearmanr

    rng = np.random.default_rng(4)
    a = rng.integers(0, 12, 40).astype(float)
    b = a + rng.normal(size=40) * 4
    assert rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic)


@pytest.mark.parametrize(
    ("mean", "spread", "luck", "worlds"), [(0.2, 0.1, 1.3, 8), (0.2, 0.5, 1.3, 8), (1.0, 1.0, 1.0, 4), (-0.5, 0.3, 2.0, 8), (0.0, 1.0, 1.0, 2)]
)
def test_the_share_of_the_posterior_is_found_through_the_luck_of_few_worlds(mean, spread, luck, worlds):
    """The interval holds the known share in 95 % of the cases; the share of draws with a positive mean of few worlds would not be it."""
    from scipy.stats import norm

    rng, draws = np.random.default_rng(0), 25
    clusters, share = np.arange(draws * worlds) % draws, norm.cdf(mean / spread)
    found = [
        positive_share(rng.normal(mean, spread, draws)[clusters] + rng.normal(0.0, luck, clusters.size), clusters, seed=case) for case in range(300)
    ]
    assert np.mean([each.low <= share <= each.high for each in found]) > 0.91
    assert np.median([each.value for each in found]) == pytest.approx(share, abs=0.06)


def test_of_few_draws_or_worlds_or_no_change_no_share_is_said():
    rng = np.random.default_rng(0)
    assert positive_share(rng.normal(size=40), np.arange(40) % 8).value is None, "eight draws"
    assert positive_share(rng.normal(size=20), np.arange(20)).value is None, "one world of each"
    assert positive_share(np.zeros(100), np.arange(100) % 20).value is None, "nothing changes"
    sure = positive_share(np.full(100, 2.0), np.arange(100) % 20)
    assert (sure.value, sure.low, sure.high) == (1.0, 1.0, 1.0)
    holes = rng.normal(size=100)
    holes[::7] = np.nan
    assert positive_share(holes, np.arange(100) % 20).low >= 0.0


def test_the_posterior_is_told_for_every_policy_and_every_step_of_the_ranking():
    rng = np.random.default_rng(1)
    draws = draws_of(rng)
    few, many = rng.normal(-1.0, 0.5, 240), rng.normal(1.0, 0.5, 240)
    policies = [policy("p", 1.0, a=1, b=1, c=1, d=1), policy("q", -1.0, a=-1, b=-1, c=-1, d=-1)]
    document = with_robustness({"policies": policies}, VERSIONS, effects_of(draws, p=many, q=few))
    shares = [each["robust"]["posterior"]["share"]["low"] for each in document["policies"]]
    assert min(shares) > 0.9, "the share is of the direction it has on average, less as well as more"
    (step,) = document["robust"]["steps"]
    assert step["ahead"] == "p" and step["posterior"]["share"]["low"] > 0.9 and step["posterior"]["draws"] == 30
    text = robust_wording.of_ranking(document | {"versions": [{"id": v.id} for v in VERSIONS]}, {"p": "甲", "q": "乙"}, "zh")
    assert "甲 > 乙" in text and "在后验" in text and "甲多于乙" in text


def test_a_ranking_is_stable_only_if_every_version_has_the_same_order():
    first, second = policy("p", 3.0, a=3, b=3, c=3, d=3), policy("q", 1.0, a=1, b=1, c=1, d=1)
    assert of_ranking([first, second], VERSIONS, NAME)["ranking_stable"] is True
    turned = policy("q", 1.0, a=1, b=1, c=1, d=4)
    found = of_ranking([first, turned], VERSIONS, NAME)
    assert found["ranking"] == ["p", "q"] and found["holds_in"] == 3 and found["ranking_stable"] is False and found["turns_on"] == ["wording"]
    assert ranking({"x": None, "y": -1.0, "z": 2.0}) == ["z", "y", "x"]


def test_of_one_policy_there_is_no_rank():
    document = with_robustness({"policies": [policy("p", 2.0, a=2, b=2, c=2, d=2)]}, VERSIONS, ANY)
    assert document["robust"]["steps"] == [] and document["robust"]["ranking_stable"] is None and document["robust"]["holds_in"] == 4
    assert document["policies"][0]["robust"] == {"holds_in": 4, "of": 4, "ranking_stable": None, "turns_on": [], "posterior": None}


@pytest.mark.parametrize(("spread", "said", "unsaid"), [(0.1, "甲 > 乙", "≈"), (20.0, "不能断定", "甲 > 乙"), (None, "不能断定", ">")])
def test_one_policy_is_put_before_another_only_where_their_paired_difference_excludes_zero(spread, said, unsaid):
    policies = [policy("p", 3.0, a=3, b=3, c=3, d=3), policy("q", 1.0, a=1, b=1, c=1, d=1)]
    worlds = 2 if spread is None else 40
    luck = np.random.default_rng(2).normal(0.0, spread or 1.0, worlds)
    document = with_robustness({"policies": policies}, VERSIONS, effects_of(p=3.0 + luck - luck.mean(), q=np.ones(worlds)))
    (step,) = document["robust"]["steps"]
    assert (step["ahead"], step["behind"], step["posterior"]) == ("p", "q", None) and step["value"] == pytest.approx(2.0)
    assert (step["low"] is None) == (spread is None)
    text = robust_wording.of_ranking(document | {"versions": [{"id": v.id} for v in VERSIONS]}, {"p": "甲", "q": "乙"}, "zh")
    assert said in text and unsaid not in text


def test_many_versions_are_counted_not_named():
    versions = [{"id": f"reading-{k:02d}"} for k in range(8)]
    told = {"robust": {"holds_in": 6, "of": 8, "turns_on": ["wording"]}}
    assert "8个可行的校准版本中的6个" in robust_wording.of_policy(told, versions, 1, "zh")
    assert "6 of the 8" in robust_wording.of_policy(told, versions, 0, "en")
    assert robust_wording.names(list("abcdef"), "en") == "a, b, c and 3 more" and robust_wording.names(list("abcd"), "zh") == "a、b、c、d"


def test_the_sentence_on_the_posterior_gives_share_and_interval_and_is_silent_without():
    from experiments.cli.language import Text

    more = Text("增加", "more")
    share = {"share": {"value": 0.966, "low": 0.5, "high": 0.999}, "turns_on": ["rho"]}
    zh, en = (robust_wording.in_posterior(share, more, lang) for lang in ("zh", "en"))
    assert "97%（50% 至 >99%）" in zh and "选择" in zh and "97% (50% to >99%)" in en
    assert robust_wording.in_posterior(None, more, "zh") == "" == robust_wording.in_posterior({"share": {"value": None}, "turns_on": []}, more, "en")


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


@pytest.mark.parametrize(("worlds", "replications", "missing"), [("central", 4, 6), ("central", 12, 0), ("versions", 12, 18), ("posterior", 12, 52)])
def test_every_document_says_how_many_worlds_it_still_lacks(worlds, replications, missing):
    how = {"replications": replications, "months": 1, "worlds": worlds, "wording": "passed"}
    documents = run("zigong", **how).document(), compare("zigong", ["do-nothing"], **how).document()
    for document in documents:
        assert document["worlds_missing"] == missing_worlds(document) == missing
