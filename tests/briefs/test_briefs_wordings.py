"""A brief says of the wording of the 80 % what was decided of it, and claims less where a finding turns on it."""

import copy

import pytest

from experiments.briefs.certainty import Certainty, chance
from experiments.figures.verdicts import finding
from tests.briefs.results import case_of, composed, findings, whole_text

SURE = {"difference": 4.0, "low": 3.0, "high": 5.0, "probability_better": 0.97}


def sure(results, **wordings):
    """The comparison with many worlds, in which the first option surely adds projects in every version; and what the wordings say of it."""
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    policy = document["policies"][0]
    for effects in (policy["effects"], *policy["by_version"].values()):
        effects["batch_output"] |= SURE
    policy["robust"]["posterior"]["share"] = {"value": 0.99, "low": 0.95, "high": 1.0}
    policy["wordings"] |= wordings
    for name, (low, value, high) in {"passed": (3.0, 4.0, 5.0), "through": (-6.0, -5.0, -4.0)}.items():
        policy["wordings"][name] |= {"value": value, "low": low, "high": high, "verdict": "more" if value > 0 else "less"}
    return document


@pytest.mark.parametrize(("turns", "reason", "certainty"), [
    (False, "same_way", Certainty.NEARLY_SURE), (None, "not_apart", Certainty.LIKELY), (True, "one_only", Certainty.LEANING),
    (True, "opposite", Certainty.OPEN),
])  # fmt: skip
def test_a_finding_is_sure_only_under_both_wordings_and_open_with_opposite_signs(results, turns, reason, certainty):
    """Where the other wording shows no direction (`not_apart`), a conclusion does not hold across all that evidence can mean: likely, not sure."""
    document = sure(results, turns_on_wording=turns, reason=reason)
    assert case_of(document, results["compare"]).policies[0].judged().certainty is certainty
    assert (finding(document["policies"][0], "batch_output").reservation == reason) is (turns is True)


@pytest.mark.parametrize(("lang", "words", "why"), [
    ("zh", "方案A的结论取决于“80%”说的是哪些项目，方向相反", "“80%”的两种说法下方向相反"),
    ("en", "The finding on option A turns on the wording of the 80 %, with opposite signs", "point in opposite directions"),
])  # fmt: skip
def test_opposite_signs_are_told_with_both_numbers_and_as_the_reason(results, lang, words, why):
    brief = composed(sure(results, turns_on_wording=True, reason="opposite"), results["compare"], lang)
    line = next(line for line in whole_text(brief).splitlines() if words in line)
    assert "+4.0" in line and "5.0" in line
    assert why in " ".join(findings(brief))


def test_a_wording_that_was_not_looked_at_is_said_to_be_so(results):
    assert "“80%”只按通过了中试的项目理解" in whole_text(composed(results["run"].document, results["run"]))
    old = {key: value for key, value in results["run"].document.items() if key != "wordings"}
    assert "“80%”只按" not in whole_text(composed(old, results["run"])), "results of before do not tell"


def test_a_goal_that_turns_on_the_wording_is_open():
    found, versions = {"value": 0.95, "low": 0.92, "high": 0.98}, [{"value": 0.95}, {"value": 0.93}]
    assert chance(found, versions, 0).certainty is Certainty.NEARLY_SURE
    assert chance(found, versions, 0, turns_on_wording=True).certainty is Certainty.OPEN
