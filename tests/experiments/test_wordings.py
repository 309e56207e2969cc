"""Both wordings of the 80 % are a switch, and the result says when a conclusion turns on them."""

from dataclasses import replace

import numpy as np
import pytest

from calibration.ensemble import load_ensemble
from experiments.cli import two_wordings
from experiments.comparison import compare
from experiments.figures.verdicts import finding
from experiments.running import run
from experiments.statistics import Interval
from experiments.targeting import target
from experiments.wordings import difference, judged, side, sizes
from experiments.worlds import PASSED, THROUGH, beside, versions_for

TURNING, STEADY = "stop-early", "more-public-platforms"
STRICT = """
kind = "policy"
sources = []
title = { zh = "样品逐项验证，弱的一律停止", en = "every sample is tested, and weak ones are stopped" }
question = { zh = "停得是否太多？", en = "Are too many stopped?" }
[instruments.tests]
family = "proof_of_concept"
tests_per_month = 20
signal_noise = 0.5
bar = -0.3
cost_per_test = 0
"""


def shown(value: float, half: float, worlds: int = 100) -> dict:
    return side(Interval(value, value - half, value + half), worlds, 4)


def answered(passed: dict | None, through: dict | None) -> tuple[bool | None, str]:
    found = judged({PASSED: passed, THROUGH: through})
    return found["turns_on_wording"], found["reason"]


def test_each_wording_has_worlds_of_its_own_and_both_together_are_those_of_passed():
    assert [version.id for version in versions_for("versions", "through")] == [
        "selection-heavy-t-q70", "selection-heavy-t-q90", "mixed-t-q90", "treatment-only-t-q90",
    ]  # fmt: skip
    assert versions_for("versions", "both") == versions_for("versions", "passed") == versions_for("versions")
    assert [version.id for version in versions_for("central", "through")] == ["mixed-t-q90"]
    assert {version.wording for version in versions_for("posterior", "through")} == {THROUGH}
    assert {version.wording for version in versions_for("posterior", "both")} == {PASSED}
    counted = [len(versions_for("all-versions", wording)) for wording in ("passed", "through", "both")]
    assert counted == [10, 4, 14]
    assert {version.wording for version in beside("posterior", "both")} == {THROUGH} and set(beside("posterior", "both")) < set(
        versions_for("posterior", "through")
    )
    assert beside("posterior", "passed") == beside("versions", "through") == beside("all-versions", "both") == ()
    with pytest.raises(ValueError, match="passed, through, both"):
        versions_for("versions", "T")


def test_the_ensemble_of_those_who_went_through_fits_80_of_entrants_not_of_those_who_passed():
    members = load_ensemble(THROUGH)["members"].values()
    assert len(members) == 32
    means = {name: np.mean([each["measured"][name] for each in members]) for name in ("per_entrant", "after_passed_pilot", "without_pilot")}
    assert means["per_entrant"] == pytest.approx(0.80, abs=0.02) and means["without_pilot"] == pytest.approx(0.30, abs=0.02)
    assert means["after_passed_pilot"] > 0.81, "who passed does better than entrants on average"


def test_a_conclusion_does_not_turn_where_both_show_the_same_sign():
    assert answered(shown(1.0, 0.5), shown(3.0, 0.5)) == (False, "same_way"), "though sizes differ"
    assert answered(shown(0.0, 0.0), shown(0.0, 0.0)) == (False, "same_way"), "nothing changes under either"


def test_it_turns_where_signs_are_opposite_or_where_one_alone_has_a_sign_and_the_two_surely_differ():
    assert answered(shown(1.0, 0.5), shown(-1.0, 0.5)) == (True, "opposite")
    assert answered(shown(0.1, 0.5), shown(-2.0, 0.5)) == (True, "one_only")


def test_that_one_is_significant_and_the_other_not_says_nothing_by_itself():
    assert answered(shown(1.0, 0.9), shown(0.8, 0.9)) == (None, "not_apart")
    assert answered(shown(0.1, 0.5), shown(0.2, 0.5)) == (None, "neither")


def test_too_few_worlds_and_a_wording_not_looked_at_say_nothing():
    assert answered(shown(1.0, 0.5), shown(-1.0, 0.5, worlds=20)) == (None, "too_few")
    assert answered(shown(1.0, 0.5), None) == (None, "not_looked_at") == answered(None, shown(1.0, 0.5))


def test_the_interval_of_the_difference_is_that_of_independent_means():
    apart = difference(Interval(1.0, 0.7, 1.3), Interval(2.0, 1.6, 2.4))
    assert (apart.value, apart.low, apart.high) == pytest.approx((1.0, 0.5, 1.5)), "0.3 and 0.4 make 0.5"
    rng = np.random.default_rng(1)
    passed, through = rng.normal(0.0, 1.0, (2000, 200)), rng.normal(0.5, 2.0, (2000, 100))
    covered = [
        difference(*(Interval(w.mean(), *(w.mean() + s * 1.98 * w.std(ddof=1) / w.size**0.5 for s in (-1, 1))) for w in pair))
        for pair in zip(passed, through, strict=True)
    ]
    assert np.mean([each.low <= 0.5 <= each.high for each in covered]) == pytest.approx(0.95, abs=0.02)


def test_a_size_turns_only_where_the_two_surely_differ():
    cheap, dear = ({"value": value, "low": value - 1.0, "high": value + 1.0} for value in (5.0, 9.0))
    assert sizes({PASSED: cheap, THROUGH: dear})["turns_on_wording"] is True
    assert sizes({PASSED: cheap, THROUGH: cheap})["turns_on_wording"] is None


@pytest.fixture(scope="module")
def comparison(tmp_path_factory):
    """Two policies in the reference city: centres that stop weak samples, and more platforms."""
    path = tmp_path_factory.mktemp("policies") / f"{TURNING}.toml"
    path.write_text(STRICT, encoding="utf-8")
    return compare("typical-city", [path, STEADY], replications=160, workers=2, seed=1)


@pytest.fixture(scope="module")
def told(comparison) -> dict[str, dict]:
    return {policy["id"]: policy for policy in comparison.document()["policies"]}


def test_stopping_weak_samples_costs_projects_where_nearly_every_pilot_would_have_saved_them(told):
    found = told[TURNING]["wordings"]
    assert (found["turns_on_wording"], found["reason"]) == (True, "one_only")
    assert found["through"]["verdict"] == "less" and found["passed"]["verdict"] == "uncertain"
    assert found["apart"]["high"] < 0.0
    zh, en = (two_wordings.of_policy(told[TURNING], lang) for lang in ("zh", "en"))
    assert zh.startswith("结论取决于“80%”说的是哪些项目") and "看不出方向" in zh and "平均减少" in zh
    assert en.startswith("The conclusion turns on the wording of the 80 %") and "less on average" in en


def test_more_platforms_add_projects_under_both_wordings(told):
    found = told[STEADY]["wordings"]
    assert (found["turns_on_wording"], found["reason"]) == (False, "same_way")
    assert found["passed"]["value"] == told[STEADY]["effects"]["batch_output"]["difference"], "numbers are those of the first wording"
    assert found["passed"]["low"] == told[STEADY]["effects"]["batch_output"]["low"]
    assert found["cost_per_additional"]["passed"]["value"] == told[STEADY]["cost_per_additional"]["value"]
    assert found["cost_per_additional"]["through"]["defined"]
    zh, en = (two_wordings.of_policy(told[STEADY], lang) for lang in ("zh", "en"))
    assert "方向都一样" in zh and "财政净支出" in zh and "the direction is the same" in en


def test_the_two_costs_are_in_one_unit_so_that_a_reader_can_compare_them():
    sides = {"passed": {"value": 10_400.0, "low": 6_000.0, "high": 89_000.0}, "through": {"value": 7_255.0, "low": 4_458.0, "high": 18_258.0}}
    costs = {name: side | {"defined": True} for name, side in sides.items()} | {"turns_on_wording": False}
    said = two_wordings._costs(costs, "zh")
    assert said.count("亿元") == 2 and "万元" not in said


def test_a_finding_that_turns_on_the_wording_is_named_with_that_reservation(told):
    policy = told[TURNING] | {"effects": told[TURNING]["effects"] | {"batch_output": {"difference": 1.0, "low": 0.5, "high": 1.5}}}
    policy["by_version"] = {key: {"batch_output": {"difference": 1.0, "low": 0.5, "high": 1.5}} for key in policy["by_version"]}
    assert finding(policy, "batch_output").reservation == "one_only"
    assert finding(told[STEADY], "batch_output").reservation != "one_only"


def test_worlds_of_the_other_wording_count_in_nothing_else(comparison):
    document = comparison.document()
    alone = replace(comparison, other=None, wording=PASSED).document()
    for with_other, without in zip(document["policies"], alone["policies"], strict=True):
        assert all(with_other[key] == without[key] for key in with_other if key not in ("wordings", "run"))
        assert without["wordings"]["reason"] == "not_looked_at" and without["wordings"]["through"] is None
        assert "没有看（--wording both 就会看）" in two_wordings.of_policy(without, "zh")
    assert document["wordings"]["passed"]["worlds"] == 160 and document["wordings"]["through"]["worlds"] == 80
    assert document["digest"] != alone["digest"], "they are part of what was simulated"


FEW = {"replications": 24, "months": 24, "workers": 2}


def test_all_versions_hold_both_wordings_and_pool_them():
    found = compare("chenzhou", ["pilot-voucher"], worlds="all-versions", **FEW).document()
    assert len(found["versions"]) == 14
    assert found["wordings"]["passed"] == {"worlds": 20, "versions": 10} and found["wordings"]["through"] == {"worlds": 4, "versions": 4}
    assert found["policies"][0]["wordings"]["reason"] == "too_few"


def test_a_run_and_a_goal_tell_both_wordings():
    ran = run("chenzhou", worlds="versions", wording="both", replications=60, months=24, workers=2).document()["wordings"]
    assert ran["asked"] == "both" and ran["batch_output"]["apart"]["low"] is not None
    assert run("chenzhou", worlds="versions", **FEW).document()["wordings"]["through"] is None, "a run compares nothing unless asked"
    goal = {"goal": "new_products >= 2 by 2025-12", "replications": 60, "months": 12, "workers": 2}
    found = target("chenzhou", **goal).document()
    likely = found["wordings"]["probability"]
    assert likely["passed"]["value"] == found["probability"]["value"] and likely["through"]["worlds"] == 30
    assert likely["reason"] in ("same_way", "neither", "not_apart", "one_only", "opposite")
    assert two_wordings.of_goal(found, "zh") and "80 %" in two_wordings.of_goal(found, "en")
