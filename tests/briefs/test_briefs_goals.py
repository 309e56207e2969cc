"""What a brief says of a goal: a word for a chance that its interval bears, and of resources only what is certain."""

from hypothesis import given
from hypothesis import strategies as st

from experiments.output.enough import missing_worlds
from experiments.wordings import judged
from tests.briefs.results import LOOK, UNFILLED, composed, excludes_zero, findings, targets, whole_text


@LOOK
@given(data=st.data())
def test_the_word_for_a_chance_never_exceeds_its_interval_nor_any_version(results, data):
    document = data.draw(targets(results["target"].document))
    first = findings(composed(document, results["target"]))[0]
    found, versions = document["probability"], [each["value"] for each in document["probability_by_version"].values()]
    enough = not missing_worlds(document) and found["low"] is not None
    if "基本可以认为能够达到" in first:
        assert enough and found["low"] >= 0.9 and min(versions) >= 0.9 and len(versions) > 1
    if "很可能达到" in first:
        assert enough and found["low"] >= 2 / 3 and min(versions) >= 2 / 3
    if "达到的可能性大于达不到" in first:
        assert enough and found["low"] > 0.5 and min(versions) > 0.5
    if "基本可以认为达不到" in first:
        assert enough and found["high"] <= 0.1 and max(versions) <= 0.1 and len(versions) > 1
    if "很可能达不到" in first:
        assert enough and found["high"] <= 1 / 3 + 1e-9 and max(versions) <= 1 / 3 + 1e-9
    if not enough:
        assert "不下结论" in first or "不能断定" in first


@LOOK
@given(data=st.data(), lang=st.sampled_from(["zh", "en"]))
def test_a_target_says_of_resources_only_what_is_certain(results, data, lang):
    document = data.draw(targets(results["target"].document))
    brief = composed(document, results["target"], lang)
    said = findings(brief)
    assert len(said) == 3
    helping = [name for name, found in document["bottlenecks"].items() if excludes_zero(found) and found["low"] > 0]
    certain = [year for year in document["bottleneck_by_year"].values() if year["is_certain"]]
    if lang == "zh":
        assert ("再多一个单位就有增加" in said[2]) == (bool(helping) and not missing_worlds(document))
        if "停下项目最多而且能断定" in said[2]:
            assert certain and not missing_worlds(document)
        if document["shortfall"]["worlds"] == 0:
            assert "没有一个世界落空" in said[1]
    text = whole_text(brief)
    assert not UNFILLED.search(text)


def test_a_target_out_of_reach_says_so_plainly(results):
    document = dict(results["target"].document)
    far = {"value": 0.0, "low": 0.0, "high": 0.03}
    document |= {"replications": 200, "probability": far, "probability_by_version": {each["id"]: far for each in document["versions"]}}
    both = {name: far | {"verdict": "less", "worlds": 100, "versions": 3} for name in ("passed", "through")}
    document["wordings"] = document["wordings"] | {"probability": judged(both)}
    first = findings(composed(document, results["target"]))[0]
    assert "基本可以认为达不到" in first and "没有一个按期达到" in first
