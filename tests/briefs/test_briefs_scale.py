"""The scale of words for uncertainty: each place on it, and the page that documents it."""

from pathlib import Path

import pytest

from experiments.briefs.certainty import CHANCE_WORDS, EVEN, LIKELY, NEARLY_SURE, STRENGTHS, Certainty, chance, judged
from experiments.briefs.content.answer import DIRECTED, OPEN
from experiments.figures.verdicts import Finding, Verdict, finding
from experiments.statistics import LEAST_PER_VERSION
from tests.briefs.results import case_of

PAGE = (Path(__file__).parents[2] / "docs/reference/uncertainty-words.md").read_text(encoding="utf-8")
MORE, LESS, UNCERTAIN, SAME = Verdict.MORE, Verdict.LESS, Verdict.UNCERTAIN, Verdict.SAME


@pytest.mark.parametrize(
    ("overall", "versions", "same_way", "missing", "certainty"),
    [
        (MORE, (MORE, MORE, MORE), 0.9, 0, Certainty.NEARLY_SURE),
        (LESS, (LESS, LESS, LESS), 0.95, 0, Certainty.NEARLY_SURE),
        (MORE, (MORE, MORE, MORE), 0.05, 0, Certainty.LIKELY),
        (MORE, (MORE, MORE, MORE), 0.899, 0, Certainty.LIKELY),
        (MORE, (MORE, MORE, MORE), None, 0, Certainty.LIKELY),
        (MORE, (MORE, UNCERTAIN, MORE), 0.99, 0, Certainty.LEANING),
        (MORE, (UNCERTAIN, UNCERTAIN, UNCERTAIN), 0.99, 0, Certainty.LEANING),
        (MORE, (MORE,), 0.99, 0, Certainty.LEANING),
        (MORE, (MORE, LESS, MORE), 0.99, 0, Certainty.OPEN),
        (UNCERTAIN, (MORE, MORE, MORE), 0.99, 0, Certainty.OPEN),
        (MORE, (MORE, MORE, MORE), 0.99, 1, Certainty.OPEN),
        (SAME, (SAME, SAME, SAME), 0.5, 0, Certainty.EXACT),
        (SAME, (SAME, MORE, SAME), 0.5, 0, Certainty.OPEN),
        (Verdict.UNKNOWN, (), None, 0, Certainty.OPEN),
        (Verdict.NO_INTERVAL, (MORE, MORE), 0.99, 0, Certainty.OPEN),
    ],
)
def test_each_effect_has_its_place(overall, versions, same_way, missing, certainty):
    found = Finding(overall, {str(place): each for place, each in enumerate(versions)})
    assert judged(found, same_way, missing).certainty is certainty


@pytest.mark.parametrize(
    ("share", "certainty"),
    [(0.95, Certainty.NEARLY_SURE), (0.9, Certainty.NEARLY_SURE), (0.89, Certainty.LIKELY), (0.51, Certainty.LIKELY), (0.5, Certainty.LEANING)],
)
def test_a_posterior_that_is_not_sure_takes_the_strong_words_away(share, certainty):
    found = Finding(MORE, {"a": MORE, "b": MORE}, share)
    assert judged(found, 0.99, 0).certainty is certainty
    unknown = {"effects": {"batch_output": {"difference": 1.0, "low": 0.5, "high": 1.5}}, "by_version": {}}
    unknown["robust"] = {"posterior": {"share": {"value": None, "low": None, "high": None}, "draws": 25, "turns_on": []}}
    assert judged(finding(unknown, "batch_output"), 0.99, 0).certainty is Certainty.LEANING, "a share that nobody knows is not a sure one"


@pytest.mark.parametrize(
    ("low", "value", "high", "versions", "certainty", "reached"),
    [
        (0.9, 0.95, 1.0, (0.9, 0.97), Certainty.NEARLY_SURE, True),
        (0.899, 0.95, 1.0, (0.9, 0.97), Certainty.LIKELY, True),
        (0.92, 0.95, 1.0, (0.6, 0.97), Certainty.LEANING, True),
        (0.92, 0.95, 1.0, (0.5, 0.97), Certainty.OPEN, None),
        (0.92, 0.95, 1.0, (0.97,), Certainty.LEANING, True),
        (0.4, 0.6, 0.8, (0.6, 0.6), Certainty.OPEN, None),
        (0.0, 0.02, 0.1, (0.0, 0.05), Certainty.NEARLY_SURE, False),
        (0.0, 0.02, 0.2, (0.0, 0.05), Certainty.LIKELY, False),
        (0.0, 0.2, 0.49, (0.1, 0.3), Certainty.LEANING, False),
        (None, 1.0, None, (1.0, 1.0), Certainty.OPEN, None),
    ],
)
def test_each_chance_has_its_place(low, value, high, versions, certainty, reached):
    found = chance({"value": value, "low": low, "high": high}, [{"value": each} for each in versions], 0)
    assert (found.certainty, found.reached) == (certainty, reached)


def test_the_page_documents_every_word_with_its_bounds():
    for phrase in (*CHANCE_WORDS.values(), *STRENGTHS.values()):
        assert phrase.zh in PAGE and phrase.en in PAGE, phrase
    for phrase in (*DIRECTED.values(), OPEN):
        assert any(word in phrase.zh for word in ("基本可以认为", "很可能", "倾向于认为", "不能断定"))
    assert f"P ≥ {NEARLY_SURE}" in PAGE and EVEN == 0.5 and pytest.approx(2 / 3) == LIKELY
    assert f"至少要 {LEAST_PER_VERSION} 个世界" in PAGE
    assert all(word in PAGE for word in ("三分之二", "二分之一", "三分之一"))


@pytest.mark.parametrize("word", ["显著", "证明", "必将", "一定会", "significant", "proves"])
def test_words_that_claim_too_much_stand_nowhere_in_the_rules(word):
    folder = Path(__file__).parents[2] / "experiments/briefs"
    assert not [path.name for path in folder.rglob("*.py") if word in path.read_text(encoding="utf-8")]


def test_nine_worlds_in_ten_must_go_the_way_of_the_mean(results):
    """A mean that a few worlds make, against most of the others, is not nearly sure."""
    import copy

    document = copy.deepcopy(results["compare"].document)
    policy = document["policies"][0]
    policy["robust"]["posterior"]["share"] = {"value": 0.98, "low": 0.95, "high": 1.0}
    for effects in (policy["effects"], *policy["by_version"].values()):
        effects["batch_output"] |= {"difference": 3.0, "low": 1.0, "high": 5.0, "probability_better": 0.05}
        effects["public_money"] |= {"difference": 90.0, "low": 50.0, "high": 130.0, "probability_better": 0.05}
    option = case_of(document, results["compare"]).policies[0]
    assert option.judged("batch_output").certainty is Certainty.LIKELY
    document["posterior"] = policy["robust"]["posterior"] = None
    assert case_of(document, results["compare"]).policies[0].judged("public_money").certainty is Certainty.NEARLY_SURE


def test_of_an_indicator_that_the_posterior_was_not_asked_about_nothing_is_nearly_sure(results):
    """A comparison over the posterior tells the share that goes the same way for batch output alone."""
    import copy

    document = copy.deepcopy(results["compare"].document)
    policy = document["policies"][0]
    policy["robust"]["posterior"] = {"share": {"value": 1.0, "low": 0.95, "high": 1.0}, "draws": 25, "turns_on": []}
    for effects in (policy["effects"], *policy["by_version"].values()):
        for name in ("batch_output", "social_npv"):
            effects[name] |= {"difference": 3.0, "low": 1.0, "high": 5.0, "probability_better": 0.97}
    option = case_of(document, results["compare"]).policies[0]
    assert option.judged("batch_output").certainty is Certainty.NEARLY_SURE
    assert option.judged("social_npv").certainty is Certainty.LIKELY
