"""Studies of the model itself: the same luck inside a block, nothing simulated twice, and no analysis over a hole."""

import csv
import json
import shlex
from dataclasses import replace

import numpy as np
import pytest

from experiments.cli.app import main
from experiments.runs.carrying import Carrying
from experiments.runs.errors import StoreError
from experiments.runs.store import Store
from experiments.studies.evaluation import How, batch_of, evaluate, run_command
from experiments.studies.parameters import Parameter
from experiments.studies.points import Setting, luck
from experiments.studies.reading import load_study
from experiments.studies.setting import with_values
from experiments.studies.study import analysed, carry_out_study, method_of
from sim.batch import run_world
from sim.parameters import World
from sim.scenario import ScenarioError, load_scenario, with_world
from sim.scenario.describe import quantity_of
from sim.scenario.errors import Both
from sim.start import blueprint

MONTHS = 24
SMALL = """kind = "study"
sources = []
region = "typical-city"
months = 24
title = { zh = "题", en = "t" }
question = { zh = "问", en = "q" }
[outcome]
indicator = "pilots_started"
[design]
method = "sobol"
size = 16
replications = 4
[uncertainties.cost_pilot]
[uncertainties.p_sample]
[uncertainties.dur_pilot]
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    path = folder / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return load_study(str(path))


@pytest.fixture(scope="module")
def finished(small, tmp_path_factory):
    """A study, its store, and its result."""
    store = Store(tmp_path_factory.mktemp("store"))
    return store, carry_out_study(small, How(Carrying(store), workers=1))


def test_every_parameter_of_the_world_moves_the_quick_start_as_it_moves_a_whole_one():
    scenario = load_scenario("chenzhou", ["expert-panel"])
    for name, field in World.model_fields.items():
        ledger, value = quantity_of(field), getattr(scenario.world, name)
        new = "published" if name == "pilot_belief" else value * 0.9 if value else 0.05
        words = ("experience", "published") if name == "pilot_belief" else ()
        parameter = Parameter(name, "world", (name,), ledger.meaning, ledger.meaning, "uniform", words=words)
        quick, whole = Setting(scenario, (parameter,)).plan([new]).template, blueprint(with_world(scenario, **{name: new})).template
        for table in whole._fields:
            assert np.array_equal(getattr(quick, table), getattr(whole, table)), f"{name} also moves {table}"


def test_a_point_whose_policies_do_not_fit_together_is_a_failure_and_no_number():
    """Nobody may simulate through a study what the file of a policy could not say."""
    scenario = load_scenario("typical-city", ["chenzhou-current"])
    levers = [(name, tool) for name, tool in scenario.policies[0].instruments.items() if tool.family == "outcome_award" and tool.amount]
    name, _ = levers[0]
    both = Both("奖", "award")
    amount, budget = (Parameter(f"{name}.{key}", "lever", (name, key), both, both, "uniform") for key in ("amount", "budget_per_year"))
    setting = Setting(scenario, (amount, budget))
    assert setting.plan([100.0, 1000.0]).instruments
    with pytest.raises(ScenarioError, match=r"永远付不出|could never be paid"):
        setting.plan([900.0, 100.0])


def test_all_points_of_a_block_have_the_same_luck_and_no_two_blocks_share_any(small):
    design = method_of(small).points(4)
    outcomes = evaluate(small, design, 3, How(workers=1)).outcomes
    _, runs = batch_of(small, design, 3)
    for block, point, replication in ((0, 0, 0), (0, 4, 2), (3, 2, 1)):
        world = with_values(small.scenario, small.parameters, runs.values(block * design.shape[1] + point))
        alone = run_world(blueprint(world), small.study.design.seed, luck(block, replication))
        assert alone.indicators["pilots_started"] == outcomes[block, point, replication]
    numbers = [luck(block, replication) for block in range(50) for replication in range(1000)]
    assert len(set(numbers)) == len(numbers)


def test_the_document_says_what_drives_the_outcome_and_how_sure_that_is(finished):
    document = finished[1].document
    assert {"method", "outcome", "indices", "chance_share", "converged", "failed_runs", "runs", "seconds"} <= set(document)
    assert (document["runs"], document["failed_runs"]) == (16 * 5 * 4, [])
    for row in document["indices"]:
        assert {"parameter", "S1", "S1_low", "S1_high", "ST", "ST_low", "ST_high"} <= set(row)
        assert row["ST_low"] <= row["ST"] <= row["ST_high"]
    assert sorted(row["rank"] for row in document["indices"]) == [1, 2, 3]
    assert 0.0 < document["chance_share"]["low"] < document["chance_share"]["value"] < document["chance_share"]["high"]
    assert {"verdict", "safe_ranks", "more_runs"} <= set(document["converged"])
    json.dumps(document, allow_nan=False)


def test_a_larger_study_simulates_only_what_is_new(small, finished):
    store, _ = finished
    design = small.study.design.model_copy(update={"size": 32})
    larger = replace(small, study=small.study.model_copy(update={"design": design}))
    again = carry_out_study(larger, How(Carrying(store), workers=1))
    assert (again.document["runs"], again.document["provenance"]["simulated"]) == (32 * 5 * 4, 16 * 5 * 4)
    assert carry_out_study(larger, How(Carrying(store), workers=2)).document["indices"] == again.document["indices"]


def test_more_replications_simulate_only_those_that_are_wanting(small, tmp_path):
    """Two replications of every point are there: a third is one run a point, and the same as if all three had been asked for at once."""
    design, how = method_of(small).points(4), How(Carrying(Store(tmp_path / "kept")), workers=2)
    runs = design.shape[0] * design.shape[1]
    two, three = evaluate(small, design, 2, how), evaluate(small, design, 3, how)
    assert (two.simulated, three.simulated) == (2 * runs, runs)
    at_once = evaluate(small, design, 3, How(Carrying(Store(tmp_path / "at-once")), workers=1))
    assert np.array_equal(three.outcomes, at_once.outcomes)
    assert evaluate(small, method_of(small).points(8), 1, how).simulated == runs, "and a larger design with fewer of them finds its half"


def test_rows_of_a_study_are_the_same_bytes_for_any_number_of_workers(small, tmp_path):
    design, found = method_of(small).points(4), {}
    for workers in (1, 3):
        store = Store(tmp_path / str(workers))
        evaluate(small, design, 3, How(Carrying(store), workers=workers))
        found[workers] = {path.name: path.read_bytes() for path in store.folder.rglob("*.parquet")}
    assert found[1] == found[3] and len(found[1]) == 1


def test_until_converged_doubles_and_stops_where_it_must(small, finished):
    store, _ = finished
    heard = []
    result = carry_out_study(small, How(Carrying(store), workers=1), until_converged=True, most_runs=700, heard=lambda size, _: heard.append(size))
    assert heard[0] == 16
    assert heard == [16 * 2**k for k in range(len(heard))]
    assert result.document["runs"] <= 700
    assert result.document["stopped_at_most_runs"] != result.document["converged"]["is_converged"]


def test_doubling_ends_at_the_most_replications_that_the_command_takes(tmp_path, capsys):
    """Else the command that makes a run again would be refused, and points would share their tasks."""
    path = tmp_path / "torn.toml"
    text = SMALL.replace('"sobol"\nsize = 16', '"tornado"').replace("replications = 4", "replications = 600").replace("months = 24", "months = 3")
    path.write_text(text.replace("[uncertainties.p_sample]\n", ""), encoding="utf-8")
    assert main(["study", str(path), "--until-converged", "--json", "--lang", "en", "--store", str(tmp_path / "kept")]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert (document["replications"], document["runs"], document["stopped_at_most_runs"]) == (1000, 5 * 1000, True)
    assert "Size 600:" in said.err and "Size 1,000:" in said.err
    plan = load_study(str(path))
    command = run_command(plan, document["replications"], 999 * 5 * 1000)
    assert main([*shlex.split(command)[1:], "--json"]) == 0


def test_a_run_without_a_number_stops_the_analysis_and_is_listed(small):
    """In two months nothing reaches batch output in most worlds, so that there is no mean time to it."""
    outcome = small.study.outcome.model_copy(update={"indicator": "months_to_batch_output"})
    calendar = small.scenario.region.calendar.model_copy(update={"months": 2, "burn_in": 0})
    scenario = replace(small.scenario, region=small.scenario.region.model_copy(update={"calendar": calendar}))
    plan = replace(small, study=small.study.model_copy(update={"outcome": outcome}), scenario=scenario)
    document = carry_out_study(plan, How(workers=1)).document
    assert document["indices"] == []
    assert document["chance_share"]["value"] is None
    assert document["converged"] is None
    first = document["failed_runs"][0]
    assert "months_to_batch_output is not a number" in first["why"]
    assert set(first["parameters"]) >= {"cost_pilot", "p_sample", "dur_pilot", "seed"}


def test_of_many_runs_without_a_number_all_are_counted_and_the_first_thousand_told(tmp_path, capsys):
    """In a month nothing reaches batch output: 1,280 runs have no mean time to it, of which a document could not hold millions."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL.replace("months = 24", "months = 1").replace('"pilots_started"', '"months_to_batch_output"'), encoding="utf-8")
    options = ("--size", "64", "--quiet", "--json", "--workers", "2", "--store", str(tmp_path / "s"))
    out = tmp_path / "out"
    assert main(["study", str(path), *options, "--lang", "zh", "--out", str(out)]) == 3
    said = capsys.readouterr().err
    assert "没有可以平均的项目" in said and "there was nothing" not in said and "failed_runs.csv" in said
    rows = list(csv.DictReader((out / "failed_runs.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert "没有可以平均的项目" in rows[0]["原因"] and "cost_pilot = " in rows[0]["参数取值"] and "seed = 1" in rows[0]["参数取值"]
    assert main(["study", str(path), *options, "--lang", "en"]) == 3
    found = capsys.readouterr()
    document = json.loads(found.out)
    assert len(document["failed_runs"]) == 1000 < document["failed_runs_in_all"] <= document["runs"] == 1280
    assert f"of 1,280 runs {document['failed_runs_in_all']:,} failed, are missing or have no number" in found.err
    assert "the first 1,000" in found.err, "where the others are is said"
    shown = [line for line in found.err.splitlines() if line.startswith("  point ")]
    assert len({line.split(":")[0] for line in shown}) == len(shown) == 10, "each point once, however many of its replications are wanting"


def test_the_difference_of_a_policy_is_taken_in_the_same_world(small, tmp_path):
    path = tmp_path / "paired.toml"
    text = SMALL.replace("months = 24\n", 'months = 24\npolicies = ["do-nothing"]\n').replace(
        '"pilots_started"', '"pilots_started"\nmeasure = "difference"'
    )
    path.write_text(text, encoding="utf-8")
    plan = load_study(str(path))
    document = carry_out_study(plan, How(workers=1)).document
    assert document["is_constant"], "a policy that does nothing changes nothing in any world"
    assert document["indices"] == []
    assert document["outcome"]["measure"] == "difference"


def test_the_command_writes_a_folder_that_excel_reads(small, tmp_path, capsys, monkeypatch):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    out = tmp_path / "out"
    assert main(["study", str(path), "--json", "--quiet", "--lang", "zh", "--workers", "1", "--out", str(out), "--store", str(tmp_path / "s")]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["runs"] == 16 * 5 * 4
    assert json.loads((out / "results.json").read_text(encoding="utf-8"))["indices"] == document["indices"]
    assert (out / "indices.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "偶然" in (out / "indices.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader((out / "indices.csv").read_text(encoding="utf-8-sig").splitlines()))
    judged = {row["指数"] for row in rows if row["是否高于无作用参数"]}
    assert judged == {"ST"}, "what is judged on one index is not said of another"
    assert (out / "study.toml").read_text(encoding="utf-8") == path.read_text(encoding="utf-8")
    assert main(["study", str(path), "--quiet", "--lang", "en", "--workers", "1", "--store", str(tmp_path / "s")]) == 0
    printed = capsys.readouterr().out
    assert "mere luck" in printed
    assert "pilots started (level)" in printed and "is mere luck" in printed


@pytest.mark.parametrize(
    "method", ["morris", pytest.param("tornado", marks=pytest.mark.slow), pytest.param("dgsm", marks=pytest.mark.slow), "discovery"]
)
def test_other_methods_answer_in_the_terminal_too(method, tmp_path, capsys):
    path = tmp_path / "small.toml"
    threshold = "fails_below = 60.0\n" if method == "discovery" else ""
    text = SMALL.replace('"sobol"\nsize = 16', f'"{method}"').replace("[design]", threshold + "[design]")
    path.write_text(text, encoding="utf-8")
    sizes = {
        "morris": ["--size", "4"],
        "dgsm": ["--size", "64"],
        "discovery": ["--size", "100", "--replications", "2"],
        "tornado": ["--replications", "10"],
    }
    assert main(["study", str(path), "--quiet", "--lang", "zh", "--workers", "1", *sizes[method]]) == 0
    printed = capsys.readouterr().out
    assert "结论只对这些参数、这些范围有效" in printed


def test_a_method_of_the_command_line_is_checked_like_one_of_the_file(tmp_path, capsys):
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    assert main(["study", str(path), "--size", "15", "--lang", "zh"]) == 2
    assert "2 的幂" in capsys.readouterr().err
    assert main(["study", str(path), "--method", "morriss", "--lang", "en"]) == 2
    assert 'Did you mean "morris"' in capsys.readouterr().err
    assert main(["study", "what-drives", "--lang", "en"]) == 2
    assert "there is no study called" in capsys.readouterr().err


def test_runs_that_fail_are_records_with_what_they_were_made_of(small):
    """A share above 1, which no checked file could ask for, is no world: those points fail, the others are run, and nothing is analysed."""
    wider = tuple(replace(each, high=1.5) if each.name == "p_sample" else each for each in small.parameters)
    document = carry_out_study(replace(small, parameters=wider), How(workers=1)).document
    assert document["indices"] == []
    assert 0 < len(document["failed_runs"]) < 16 * 5 * 4
    assert document["runs"] == 16 * 5 * 4, "failures are counted in runs, as everything else"
    for failed in document["failed_runs"]:
        assert failed["parameters"]["p_sample"] > 1.0
        assert "Traceback" in failed["traceback"]
        assert failed["command"]
    json.dumps(document, allow_nan=False)


def test_the_command_of_a_failed_point_makes_it_again(tmp_path, capsys):
    path = tmp_path / "small.toml"
    text = SMALL.replace("months = 24", "months = 1").replace('"pilots_started"', '"months_to_batch_output"').replace("size = 16", "size = 2")
    path.write_text(text.replace('region = "typical-city"', 'region = "zigong"'), encoding="utf-8")
    assert main(["study", str(path), "--json", "--quiet", "--lang", "en", "--workers", "1"]) == 3
    found = capsys.readouterr()
    document = json.loads(found.out)
    first = document["failed_runs"][0]
    assert (document["indices"], "again: " + first["command"] in found.err) == ([], True)
    assert main([*shlex.split(first["command"])[1:], "--json"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert again["task"] == first["task"] and again["parameters"]["first_replication"] <= first["replication"]
    assert first["parameters"].items() - {("replication", first["replication"])} <= again["parameters"].items()
    assert None in again["outcome"]


def test_where_chance_hides_all_variance_no_index_is_given_and_the_reason_is(small):
    method, rng = method_of(small), np.random.default_rng(3)
    design = method.points(16)
    found = [analysed(small, method, design, rng.normal(100.0, 5.0, (*design.shape[:2], 4))) for _ in range(12)]
    hidden = [each for each in found if not each["indices"]]
    assert hidden, "pure luck gives a negative variance of the expected outcome about every other time"
    for each in hidden:
        assert each["converged"] is None and not each["is_constant"] and each["chance_share"]["value"] is None
        assert "lost in chance" in each["chance_share"]["why"]["en"] and "偶然" in each["chance_share"]["why"]["zh"]


def test_rows_of_another_design_are_never_taken_for_these(small, tmp_path):
    store, design = Store(tmp_path), method_of(small).points(4)
    first = evaluate(small, design, 2, How(Carrying(store), workers=1))
    other = evaluate(small, 1.0 - design, 2, How(Carrying(store), workers=1))
    assert first.simulated == other.simulated > 0 and not np.array_equal(first.outcomes, other.outcomes)


def test_rows_that_vanish_before_they_are_read_never_become_outcomes(small, tmp_path, monkeypatch):
    from experiments.runs.carry_out import Carried

    monkeypatch.setattr("experiments.runs.pieces.BYTES_AT_HAND", 0)
    monkeypatch.setattr("experiments.runs.pieces.Room.__init__", lambda self, left=0: setattr(self, "left", 0))
    reading = Carried.portions

    def after_removal(self, columns=None):
        for path in tmp_path.rglob("tasks-*"):
            path.unlink()
        return reading(self, columns)

    monkeypatch.setattr(Carried, "portions", after_removal)
    with pytest.raises(StoreError) as error:
        evaluate(small, method_of(small).points(4), 2, How(Carrying(Store(tmp_path)), workers=1))
    assert error.value.code == "vanished" and error.value.exit_code == 3
