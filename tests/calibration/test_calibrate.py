"""`funnel calibrate`: one document with exactly these keys, in both languages, with a city's own data, and a clear word where it cannot be done."""

import contextlib
import io
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from calibration import calibrate as pipeline
from calibration.calibrate import EFFORTS, Effort, row
from calibration.posterior import Size
from calibration.versions import load_attempts
from experiments import identifiability
from experiments.cli import calibration_report, identifiability_report
from experiments.cli.calibrate import Wishes
from experiments.cli.calibrate import calibrate as command
from experiments.cli.errors import BadInput
from tests.docs.pages import text_of

pytest.importorskip("pyabc")
QUICK = EFFORTS["quick"]
SMALL = Effort("quick", 0, 24, Size(8, 2, 2, 1, exact=False), 3)
TARGET = {"id", "value", "low", "high", "simulated", "simulated_low", "simulated_high", "ok"}
VERSION = {"id", "rho", "information_share", "q", "wording", "after_passed_pilot", "without_pilot", "ok"}


KNOWN = {reading.id: reading for reading in (*pipeline.READINGS, *pipeline.others())}


def wishes(store: Path, **changed) -> Wishes:
    return Wishes("en", True, False, None, None, store, 1, True, True)._replace(**changed)


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("store")


@pytest.fixture(scope="module")
def small():
    """The real pipeline with fewer worlds."""
    whole = identifiability.rankings
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(EFFORTS, "quick", SMALL)
        patch.setitem(identifiability.TRUTHS, "quick", 20)
        patch.setattr(identifiability, "POLICIES", ("pilot-voucher", "brokers"))
        patch.setattr(identifiability, "rankings", lambda replications, *rest: whole(28, *rest))
        yield


@pytest.fixture(scope="module")
def document(small, store):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert command(wishes(store, report=True)) == 0
    return json.loads(out.getvalue())


def test_the_document_has_exactly_the_keys_that_were_promised(document):
    assert set(document) == {"targets", "versions", "posterior", "seconds", "simulations", "report", "provenance"}
    assert all(set(each) == TARGET for each in document["targets"])
    assert all(set(each) == VERSION for each in document["versions"])
    assert set(document["posterior"]) == {"size", "ess", "parameters"}
    assert {"C1", "C2", "C3", "C10"} <= {each["id"] for each in document["targets"]}
    assert [each["id"] for each in document["versions"] if each["ok"]][:3] == ["selection-heavy", "mixed", "treatment-only"]


def test_the_reference_page_knows_the_keys(document):
    section = text_of("docs/reference/results.md").partition("\n## `funnel calibrate`")[2].partition("\n## ")[0]
    named = set(re.findall(r"`([^`]+)`", "".join(line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))))
    found = {f"targets[].{key}" for key in TARGET} | {f"versions[].{key}" for key in VERSION} | {"seconds", "simulations"}
    found |= {"posterior.size", "posterior.ess"}
    found |= {f"posterior.parameters.{{parameter}}.{key}" for each in document["posterior"]["parameters"].values() for key in each}
    assert named == found


def test_the_report_shows_the_ridge_the_rankings_and_the_surveys(document):
    report = document["report"]
    effects = [point["effect_points"] for point in report["ridge"]["curve"]]
    assert effects == sorted(effects, reverse=True) and effects[0] == pytest.approx(65, abs=1) and effects[-1] == pytest.approx(0, abs=1)
    assert {each["id"] for each in report["ridge"]["versions"]} == {each["id"] for each in document["versions"] if each["ok"]}
    assert {each["id"] for each in report["attempts"]} == {each["id"] for each in document["versions"] if not each["ok"]}
    of_passed = [point["effect_points_s"] for point in report["ridge"]["curve"] if point["rho"] in (0.0, 0.25, 0.5)]
    assert of_passed == pytest.approx([26, 10, -8], abs=1), "the wording of one sentence turns the sign (evidence README)"
    pairs = report["rankings"]["pairs"]
    assert len(pairs) == 1 and pairs[0]["survives"] is (pairs[0]["turned_in"] == [])
    assert set(pairs[0]["surely_turned_in"]) <= set(pairs[0]["turned_in"]) and pairs[0]["ahead"]["value"] >= 0.0
    asked = {each["id"]: each for each in report["surveys"]}
    assert 5 < asked["failed-pilots"]["furthest"]["cases"] < 200, "selection-heavy stands apart"
    assert "selection-heavy" not in asked["failed-pilots"]["closest"]["versions"], "the two others hardly differ"
    for pair in (asked["all-entrants"]["closest"], asked["all-entrants"]["furthest"]):
        (one, other) = (KNOWN[version] for version in pair["versions"])
        assert (one.kind, one.q) == (other.kind, other.q) and one.wording != other.wording, "apart by the wording alone"
    assert asked["all-entrants"]["closest"]["cases"] > 300, "at a pass rate of 0.9 the two wordings nearly say the same"


def test_the_report_is_told_in_both_languages(document, capsys):
    for lang, words in (
        ("zh", ("校准目标", "分不开的", "哪项调查能分辨", "自相矛盾")),
        ("en", ("Targets", "cannot be told apart", "would settle", "contradicts itself")),
    ):
        calibration_report.show(document, lang)
        out = capsys.readouterr().out
        assert all(word in out for word in words)
        assert "{" not in out


def test_a_survey_of_one_city_is_planned_for_two_known_shares():
    rng = np.random.default_rng(3)
    needed = identifiability.cases(0.25, 0.47)

    def power(supposed: float, true: float) -> float:
        limit = 1.959964 * np.sqrt(supposed * (1 - supposed) / needed)
        return float(np.mean(np.abs(rng.binomial(needed, true, 20000) / needed - supposed) > limit))

    assert min(power(0.25, 0.47), power(0.47, 0.25)) == pytest.approx(0.8, abs=0.06), "whichever of the two is true"
    assert identifiability.cases(0.245, 0.25) is None


def test_nothing_is_written_but_what_was_asked_for(small, store, tmp_path, capsys):
    out = tmp_path / "fit"
    assert command(wishes(store, out=out)) == 0
    capsys.readouterr()
    assert [path.name for path in out.iterdir()] == ["calibrate.json"], "a quick fit replaces no shipped file"


def test_a_missing_survey_is_said_before_any_work(small, store, tmp_path, capsys):
    from calibration.survey import SurveyError

    with pytest.raises((BadInput, SurveyError)) as refused:
        command(wishes(store, targets=tmp_path / "nothing.csv"))
    assert refused.value.exit_code == 2 and "nothing.csv" in refused.value.render("zh")


@pytest.mark.slow
def test_a_city_s_own_data_are_fitted_with_the_same_machinery(small, store, tmp_path, capsys):
    from calibration.cohorts import closed_scenario
    from calibration.survey.synthetic import survey_of_worlds, write_survey

    path = tmp_path / "own.csv"
    write_survey(path, survey_of_worlds(closed_scenario(), 5, 1, workers=1))
    assert command(wishes(store, targets=path)) == 0
    found = json.loads(capsys.readouterr().out)
    told = {each["id"]: each for each in found["survey"]}
    assert told["after_passed_pilot"]["fitted"] and told["after_passed_pilot"]["n"] > 30
    assert "local_pace" in found["posterior"]["parameters"] and "zigong_pace" not in found["posterior"]["parameters"]


@pytest.fixture(scope="module")
def own(small, store, tmp_path_factory):
    """A city's own 80 applications, fitted with few worlds."""
    from calibration.cohorts import closed_scenario
    from calibration.survey.synthetic import survey_of_worlds, write_survey

    path = tmp_path_factory.mktemp("own") / "own.csv"
    write_survey(path, survey_of_worlds(closed_scenario(), 5, 1, workers=1, followed=60)[:80])
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert command(wishes(store, targets=path)) == 0
    return json.loads(out.getvalue())


def test_a_city_s_data_stand_beside_what_the_model_fitted_to_them_shows(own):
    told = {each["id"]: each for each in own["survey"]}
    assert not told["per_entrant"]["fitted"], "it follows from the pass rate and the share after a pass"
    assert all(told[name]["fitted"] for name in ("after_passed_pilot", "without_pilot", "pass_rate"))
    for name, each in told.items():
        is_money = name in ("funded_share", "mean_public_money")
        assert (each["simulated"] is None) is is_money, name
        assert is_money or 0.0 <= each["simulated_low"] <= each["simulated"] <= each["simulated_high"] <= 1.0


def test_a_city_reads_words_and_is_not_told_that_it_misses_the_published_figures(own, capsys):
    calibration_report.show(own, "zh")
    out = capsys.readouterr().out
    assert "本地数据" in out and "中试通过率" in out and "只供对照" in out and "很粗略" in out
    assert "不符" not in out
    for raw in ("after_passed_pilot", "pass_rate", "entered_in_window", "e+"):
        assert raw not in out


def test_figures_that_were_fitted_or_set_are_not_shown_as_checks(document, capsys):
    calibration_report.show(document, "zh")
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines() if line.startswith("C")}
    assert "拟合" in lines["C1"] and "设定" in lines["C9-firm"] and "核对" in lines["C6"] and "设定" in lines["C10"]


def test_a_target_that_cannot_be_measured_is_null_and_not_met():
    assert row("x", 1.0, 0.5, 2.0, np.array([]), lambda value: True) == {
        "id": "x", "value": 1.0, "low": 0.5, "high": 2.0, "simulated": None, "simulated_low": None, "simulated_high": None, "ok": False,
    }  # fmt: skip


def test_the_shipped_ensemble_reproduces_the_published_figures():
    from calibration.cohorts import closed_scenario, measure_cohort
    from calibration.ensemble import load_ensemble

    members = load_ensemble()["members"]
    found = [measure_cohort(closed_scenario(), each["parameters"], 8000 + n, 10) for n, each in enumerate(members.values())]
    assert np.mean([each.after_passed_pilot for each in found]) == pytest.approx(0.80, abs=0.02)
    assert np.mean([each.without_pilot for each in found]) == pytest.approx(0.30, abs=0.02)
    assert np.std([each.rho for each in found]) > 0.08, "selection is not identified: the ensemble keeps it open"
    assert {round(sum(each["weight"] for each in members.values()), 3)} == {1.0}


def test_a_version_at_its_limit_is_judged_on_many_worlds_not_on_the_luck_of_few(monkeypatch):
    from calibration.readings import READINGS, derived

    simulated = []

    def cohort(scenario, parameters, seed, worlds):
        simulated.append(worlds)
        return worlds

    shown = {"without_pilot": 0.30, "after_passed_pilot": 0.80, "per_entrant": 0.64, "pass_rate": 0.7, "rho": 0.25}
    monkeypatch.setattr(pipeline, "measure_cohort", cohort)
    monkeypatch.setattr(pipeline, "measured", lambda worlds: shown | {"without_pilot": 0.321 if worlds < pipeline.SURE else 0.319})
    assert pipeline.shipped(READINGS[1], 60).missed == () and simulated == [60, pipeline.SURE]
    monkeypatch.setattr(pipeline, "measured", lambda worlds: shown | {"without_pilot": 0.325})
    assert pipeline.shipped(READINGS[1], 60).missed == ("without_pilot",)
    simulated.clear()
    pipeline.shipped(derived("mixed", "T", 0.5), 60)
    assert simulated == [60], "what is recorded as missed is not looked into again"


def test_what_ships_and_misses_is_not_called_impossible(capsys):
    from calibration.readings import derived
    from calibration.solve import Solution
    from calibration.versions import load_all_versions

    entry = load_all_versions()["selection-heavy-t-q70"]
    moved = Solution(derived("selection-heavy", "T", 0.7), entry["parameters"], entry["measured"] | {"without_pilot": 0.325}, ("without_pilot",), 0)
    told = pipeline.attempts_told([moved])
    assert told[0]["shipped"] and not told[0]["contradicts_itself"]
    for lang, word, step in (("zh", "32.5%", "funnel calibrate --out"), ("en", "32.5%", "funnel calibrate --out")):
        line = identifiability_report.attempt(told[0], lang)
        assert word in line and step in line


def test_solutions_are_kept_for_the_next_time(tmp_path, monkeypatch):
    from calibration.readings import derived

    reading, effort = derived("treatment-only", "S", 0.5), Effort("full", 6, 6, SMALL.size, 2)
    first = pipeline.solved(reading, effort, tmp_path)
    monkeypatch.setattr(pipeline, "attempt", lambda *args, **kwargs: pytest.fail("solved again"))
    assert pipeline.solved(reading, effort, tmp_path) == first


def test_the_recorded_files_parse_and_core_versions_do_not_move():
    from calibration.shelf import as_toml, of_entry
    from calibration.versions import load_all_versions

    shelved = load_all_versions()
    again = tomllib.loads(as_toml([of_entry(reading, shelved[reading.id]) for reading in pipeline.READINGS]))["versions"]
    assert all(again[key]["parameters"] == shelved[key]["parameters"] for key in again)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_quick_fit_reproduces_both_figures_in_every_feasible_reading(store, capsys, monkeypatch):
    monkeypatch.setitem(EFFORTS, "quick", QUICK)
    assert command(wishes(store)) == 0
    document = json.loads(capsys.readouterr().out)
    feasible = [each for each in document["versions"] if each["ok"] and each["wording"] == "S"]
    assert len(feasible) == 10
    for version in feasible:
        assert version["after_passed_pilot"] == pytest.approx(0.80, abs=0.02), version["id"]
        assert version["without_pilot"] == pytest.approx(0.30, abs=0.02), version["id"]
    impossible = {"selection-heavy-t-q50", "mixed-t-q50", "mixed-t-q70", "treatment-only-t-q50", "treatment-only-t-q70"}
    assert impossible == set(load_attempts())
    assert {each["id"] for each in document["versions"] if not each["ok"]} == impossible
    missed = {each["id"] for each in document["targets"] if not each["ok"]}
    assert missed <= {"C4", "C9-institute", "C9-firm"}, "pilots in Zigong and attempt rates lie near their limits, and a small fit may miss them"
    assert document["posterior"]["ess"] > 20
    parameters = document["posterior"]["parameters"]
    assert parameters["pass_threshold"]["learned"] < 0.2 < parameters["success_intercept"]["learned"], "the pass rate is not identified"
