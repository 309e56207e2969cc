"""What `--contrasts` prints: no sentence claims more than its interval."""

import json

import pytest

from experiments.cli import chain

ENOUGH = {"replications": 60, "versions": [{"id": "mixed"}]}
SMALL = ("--months", "24", "--replications", "30", "--seed", "2")


def of(value, low, high):
    return {"value": value, "low": low, "high": high}


def contrasts(**changed):
    some = of(0.1, 0.05, 0.15)
    found = {name: some for name in ("naive", "closed_cohorts", "per_entrant", "alone", "true", "switched", "spillover")}
    found |= {"parts": dict.fromkeys(("censoring", "survivorship", "selection", "crowding"), some)}
    found |= {"true_parts": dict.fromkeys(("maturation", "screening"), some), "by_version": {"mixed": {"true": some}}}
    found |= {"money": {"avoided_scale_up_loss": of(500.0, 100.0, 900.0), "social_npv": of(-20000.0, -50000.0, 10000.0)}}
    return found | {"cases": {"switched": 3.0}} | changed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_effect_whose_interval_spans_zero_is_never_claimed(lang):
    said = chain.sentences(contrasts(true=of(0.1, -0.05, 0.25), by_version={"mixed": {"true": of(0.1, -0.05, 0.25)}}), ENOUGH, lang)[0]
    assert {"zh": "不能断定", "en": "nobody can say"}[lang] in said


def test_versions_that_agree_in_sign_but_not_in_size_are_told_as_a_range():
    versions = {"mixed": {"true": of(0.1, 0.05, 0.15)}, "treatment-only": {"true": of(0.4, 0.35, 0.45)}}
    said = chain.sentences(contrasts(true=of(0.25, -0.1, 0.6), by_version=versions), ENOUGH, "en")[0]
    assert "above zero in every calibrated version, but from +10.0 to +40.0" in said
    versions["mixed"]["true"] = of(0.1, -0.05, 0.25)
    assert "nobody can say" in chain.sentences(contrasts(true=of(0.25, -0.1, 0.6), by_version=versions), ENOUGH, "en")[0]


def test_a_policy_that_switches_nobody_is_said_to():
    nobody = contrasts(switched=of(None, None, None), cases={"switched": 0.0})
    assert any("没有项目因这项政策才去做中试" in said for said in chain.sentences(nobody, ENOUGH | {"policies": [1]}, "zh"))
    assert all("因政策" not in row[0] for row in chain.rows(nobody, "zh"))


def test_a_region_without_pilots_has_no_contrast():
    nothing = of(None, None, None)
    assert "不能比较" in chain.sentences(contrasts(naive=nothing, true=nothing), ENOUGH, "zh")[0]


def test_too_few_worlds_allow_no_conclusion():
    said = chain.sentences(contrasts(), {"replications": 4, "versions": [{"id": "mixed"}]}, "zh")
    assert said[0] == "世界太少，对中试的作用不下结论。"
    assert len(said) == 2


def test_worlds_with_other_projects_are_not_compared(funnel):
    ended = funnel("run", "chenzhou", "--policy", "attraction", *SMALL, "--contrasts", "--lang", "zh")
    assert ended.code == 2
    assert "会吸引外地项目" in ended.err


def test_run_and_each_policy_of_compare_carry_the_chain(funnel):
    run = json.loads(funnel("run", "chenzhou", *SMALL, "--contrasts", "--json").out)["contrasts"]
    assert set(run["parts"]) == {"censoring", "survivorship", "selection", "crowding"}
    assert run["switched"]["value"] is None
    gap = run["naive"]["value"] - run["true"]["value"]
    assert sum(part["value"] for part in run["parts"].values()) == pytest.approx(gap, abs=1e-12)
    compared = json.loads(funnel("compare", "chenzhou", "--policy", "more-public-platforms", *SMALL, "--contrasts", "--json").out)
    assert compared["policies"][0]["contrasts"]["by_version"].keys() == {"selection-heavy", "mixed", "treatment-only"}


@pytest.mark.slow
def test_without_the_flag_nothing_of_it_is_worked_out(funnel):
    assert "contrasts" not in json.loads(funnel("run", "chenzhou", "--months", "1", "--replications", "2", "--json").out)


@pytest.mark.slow
def test_the_table_is_printed_in_chinese(funnel):
    out = funnel("run", "chenzhou", *SMALL, "--contrasts", "--lang", "zh", "--quiet").out
    assert "表面差距" in out
    assert "工艺更成熟" in out
    assert "真实作用" in out
