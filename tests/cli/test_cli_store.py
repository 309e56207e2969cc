"""Runs are kept: a command that was killed goes on, nothing is computed twice, what fails is listed, and the store can be looked after."""

import json
import re
import signal
import subprocess
import sys
import time

import pytest

from experiments import compare, run, target
from experiments.cli import app
from experiments.output.identity import result_id
from experiments.runs.batch import content_id
from experiments.runs.carrying import Carrying
from experiments.runs.store import Store
from tests.cli.conftest import COMMAND, environment
from tests.studies.test_worlds import SMALL

SETTINGS = {"months": 6, "seed": 3}
ODD = """\
kind = "region"
inherits = "chenzhou"

[calendar]
burn_in = 0

[world]
value_multiple = 1e305
"""
"""A region whose worlds leave the numbers as soon as anything is sold."""


def content(document):
    """A document without what may differ from one computation to the next."""
    return {key: value for key, value in document.items() if key not in ("provenance", "warnings")}


def chunks(folder):
    return sorted(folder.rglob("tasks-*.parquet"))


def kept_when_killed(command, folder):
    """The files that a command has kept when it is killed, which it is as soon as it has kept any."""
    process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not chunks(folder) and process.poll() is None:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    return chunks(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_command_killed_in_the_middle_goes_on_and_ends_as_if_nothing_had_happened(tmp_path):
    words = ("run", "chenzhou", "--replications", "400", "--months", "1", "--worlds", "versions", "--store", "kept", "--json", "--quiet")
    before = kept_when_killed([*COMMAND, *words], tmp_path)
    done = subprocess.run([*COMMAND, *words, "--workers", "1"], cwd=tmp_path, env=environment(), capture_output=True, check=True)
    uninterrupted = run("chenzhou", replications=400, months=1, worlds="versions").document()
    assert json.dumps(content(json.loads(done.stdout))) == json.dumps(content(uninterrupted))
    assert set(before) <= set(chunks(tmp_path)), "what was kept was used as it was"


STUDY = SMALL.replace("typical-city", "chenzhou").replace("months = 24", "months = 12").replace("size = 16", "size = 256")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_study_killed_in_the_middle_goes_on_and_ends_as_if_nothing_had_happened(tmp_path):
    """The whole document is the same, but for where it comes from and how long it took."""
    (tmp_path / "small.toml").write_text(STUDY, encoding="utf-8")
    words = (*COMMAND, "study", "small.toml", "--workers", "1", "--json", "--quiet", "--store")
    before = kept_when_killed([*words, "kept"], tmp_path)
    ended = []
    for store in ("kept", "another"):
        done = subprocess.run([*words, store], cwd=tmp_path, env=environment(), capture_output=True, check=True)
        ended.append(json.loads(done.stdout))
    assert set(before) <= set(chunks(tmp_path)), "what was kept was used as it was"
    went_on, uninterrupted = (each["provenance"]["simulated"] for each in ended)
    assert went_on < uninterrupted == ended[0]["runs"], "where the runs come from is told, beside what was found"
    found = [{key: value for key, value in each.items() if key not in ("provenance", "seconds")} for each in ended]
    assert json.dumps(found[0]) == json.dumps(found[1])
    assert result_id(ended[0]) == result_id(ended[1])


def test_worlds_are_shared_by_run_compare_and_target(tmp_path):
    carrying = Carrying(Store(tmp_path))
    compared = compare("chenzhou", ["pilot-voucher"], replications=6, worlds="versions", wording="passed", **SETTINGS, carrying=carrying)
    files = chunks(tmp_path)
    assert len(files) == 3, "baseline, policy and pairs, each in three versions that take turns"
    alone = run("chenzhou", replications=6, worlds="versions", **SETTINGS, carrying=carrying)
    assert chunks(tmp_path) == files, "the baseline is the region alone"
    assert alone.document()["digest"] == compared.document()["baseline"]["digest"]
    run("chenzhou", ["pilot-voucher"], replications=4, worlds="versions", **SETTINGS, carrying=carrying)
    assert chunks(tmp_path) == files
    central = run("chenzhou", replications=6, **SETTINGS, carrying=carrying)
    assert len(chunks(tmp_path)) == 4, "worlds of one version alone are another batch"
    assert content(central.document()) == content(run("chenzhou", replications=6, **SETTINGS).document())
    compare("chenzhou", ["pilot-voucher", "brokers"], replications=6, worlds="versions", wording="passed", **SETTINGS, carrying=carrying)
    assert len(chunks(tmp_path)) == 6, "a second policy needs its own worlds and pairs only"
    goal = "results >= 10 by 2025-03"
    kept = target("chenzhou", goal=goal, replications=6, **SETTINGS, carrying=carrying)
    assert content(kept.document()) == content(target("chenzhou", goal=goal, replications=6, **SETTINGS).document())
    files = chunks(tmp_path)
    again = target("chenzhou", goal=goal, replications=6, **SETTINGS, carrying=carrying)
    assert content(again.document()) == content(kept.document())
    assert chunks(tmp_path) == files


def test_books_checked_every_month_are_never_taken_from_runs_that_were_not(tmp_path):
    carrying = Carrying(Store(tmp_path))
    run("chenzhou", replications=3, **SETTINGS, carrying=carrying)
    run("chenzhou", replications=3, check=True, **SETTINGS, carrying=carrying)
    assert len(chunks(tmp_path)) == 2


def test_runs_that_fail_are_listed_with_the_command_that_makes_each_again(tmp_path, monkeypatch, capsys):
    (tmp_path / "odd.toml").write_text(ODD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    words = ["run", "odd.toml", "--replications", "12", "--months", "24", "--store", "kept", "--json", "--quiet", "--lang", "en"]
    assert app.main(words) == 3
    said = capsys.readouterr()
    assert said.out == "", "a batch that is not whole is never a number"
    total, failed, missing = map(int, re.search(r"of (\d+) runs (\d+) failed and (\d+) were not done", said.err).groups())
    assert (total, missing) == (12, 0) and 0 < failed < 12
    found = re.findall(r"run (\d+) \(seed 1\): RunError: odd, seed 1, replication (\d+): not a number in .*\n    again: funnel (.*)", said.err)
    assert len(found) == min(failed, 10) and all(task == replication for task, replication, _ in found)
    assert "runs again" in found[0][2]
    assert app.main([*found[0][2].split(), "--lang", "en"]) == 3
    assert "failed again: RunError: odd" in capsys.readouterr().err
    batch = found[0][2].split()[2]
    assert app.main(["runs", "show", batch, "--store", "kept", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["runs"], shown["failed"]) == (12 - failed, failed)
    record = shown["failures"][0]
    assert record["seed"] == 1 and record["parameters"]["replication"] == record["task"]
    assert record["traceback"].startswith("Traceback") and "RunError" in record["traceback"]
    assert app.main([*words[:-1], "zh"]) == 3
    assert "整批没有完成" in capsys.readouterr().err, "and again by the same command, which tries only those that failed"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with four worlds of a region with a policy."""
    folder = tmp_path_factory.mktemp("kept")
    result = run("chenzhou", ["pilot-voucher"], replications=4, **SETTINGS, carrying=Carrying(Store(folder)))
    return folder, result.worlds


def runs(capsys, folder, *words):
    code = app.main(["runs", *words, "--store", str(folder)])
    return code, capsys.readouterr()


def test_the_store_is_listed_and_shown(kept, capsys):
    folder, _ = kept
    code, said = runs(capsys, folder, "list", "--lang", "zh")
    assert code == 0 and "模型版本不同" not in said.out
    (entry,) = json.loads(runs(capsys, folder, "list", "--json")[1].out)["batches"]
    assert entry["scenario"] == "chenzhou+pilot-voucher"
    assert (entry["kind"], entry["runs"], entry["failed"], entry["seed"], entry["months"], entry["current"]) == ("world", 4, 0, 3, 6, True)
    code, said = runs(capsys, folder, "show", entry["id"][:5], "--lang", "en")
    assert code == 0 and "0-3" in said.out
    code, said = runs(capsys, folder, "again", entry["id"], "2", "--lang", "en")
    assert code == 0 and "exactly as stored" in said.out and ", seed 3" in said.out
    made = json.loads(runs(capsys, folder, "again", entry["id"], "2", "--json")[1].out)
    assert made["as_stored"] is True and f"Calibrated version: {made['version']}, seed 3" in said.out


def test_damaged_files_are_found_by_verify_and_computed_anew_by_the_command(tmp_path, capsys):
    carrying = Carrying(Store(tmp_path))
    before = run("chenzhou", replications=4, **SETTINGS, carrying=carrying).document()
    assert runs(capsys, tmp_path, "verify", "--lang", "en")[1].out == "All 1 files are sound.\n"
    (file,) = chunks(tmp_path)
    file.write_bytes(file.read_bytes()[:1000])
    words = ["run", "chenzhou", "--replications", "4", "--months", "6", "--seed", "3", "--store", str(tmp_path), "--json", "--lang", "en"]
    assert app.main(words) == 0
    said = capsys.readouterr()
    assert "1 damaged file(s)" in said.err and file.name in said.err
    assert content(json.loads(said.out)) == content(before)
    chunks(tmp_path)[0].write_bytes(b"")
    batch = json.loads(runs(capsys, tmp_path, "list", "--json")[1].out)["batches"][0]["id"]
    for _ in range(2):  # it stays known after it was set aside, until it is computed anew
        code, said = runs(capsys, tmp_path, "verify", "--lang", "zh")
        assert code == 3 and "1 个文件已损坏" in said.out
    run("chenzhou", replications=2, **SETTINGS, carrying=carrying)
    code, said = runs(capsys, tmp_path, "export", batch, str(tmp_path / "part.csv"), "--lang", "en")
    assert code == 3 and "not computed anew" in said.err, "an export that lacks runs says so"
    assert app.main(words) == 0
    capsys.readouterr()
    assert runs(capsys, tmp_path, "verify")[0] == 0
    assert runs(capsys, tmp_path, "export", batch, str(tmp_path / "whole.csv"))[0] == 0
    code, said = runs(capsys, tmp_path, "export", batch, str(tmp_path / "nowhere" / "x.xlsx"), "--lang", "zh")
    assert code == 2 and "不能写这个文件" in said.err
    next((tmp_path / "runs").glob("*/manifest.json")).unlink()
    code, said = runs(capsys, tmp_path, "again", batch, "1", "--lang", "en")
    assert code == 2 and "manifest" in said.err


def test_a_run_whose_file_is_damaged_is_made_again_with_nothing_to_compare_it_with(tmp_path, capsys):
    run("chenzhou", replications=4, **SETTINGS, carrying=Carrying(Store(tmp_path)))
    batch = json.loads(runs(capsys, tmp_path, "list", "--json")[1].out)["batches"][0]["id"]
    (file,) = chunks(tmp_path)
    file.write_bytes(file.read_bytes()[:200])
    for _ in ("damaged", "set aside"):
        code, said = runs(capsys, tmp_path, "again", batch, "2", "--lang", "en")
        assert code == 0 and "damaged: there is nothing to compare it with" in said.out
        code, said = runs(capsys, tmp_path, "again", batch, "4", "--lang", "en")
        assert code == 2 and "no run 4" in said.err
        runs(capsys, tmp_path, "verify")


def make_stale(folder):
    """As if another version of the model had made a batch: its manifest says so, and its id is of that."""
    manifest = folder / "manifest.json"
    found = json.loads(re.sub(r'"sim": "\w+"', '"sim": "of another version"', manifest.read_text(encoding="utf-8")))
    found["id"] = content_id(found["identity"], [(each["name"], each["type"]) for each in found["columns"]])
    manifest.write_text(json.dumps(found), encoding="utf-8")
    folder.rename(folder.with_name(f"{found['kind']}-{found['id']}"))


def test_a_manifest_that_was_changed_or_is_gone_is_found_and_written_anew(tmp_path, capsys):
    """An export would carry the changed seed in every row."""
    settings = {"replications": 2, "months": 1, "carrying": Carrying(Store(tmp_path))}
    run("chenzhou", seed=1, **settings)
    (manifest,) = (tmp_path / "runs").glob("*/manifest.json")
    right = manifest.read_text(encoding="utf-8")
    manifest.write_text(right.replace('"seed": 1', '"seed": 2', 1), encoding="utf-8")
    code, said = runs(capsys, tmp_path, "verify", "--lang", "zh")
    assert code == 3 and "被改动过" in said.out
    run("chenzhou", seed=1, **settings)
    assert manifest.read_text(encoding="utf-8") == right and runs(capsys, tmp_path, "verify")[0] == 0
    manifest.unlink()
    code, said = runs(capsys, tmp_path, "verify", "--lang", "zh")
    assert code == 3 and "说明文件不见了" in said.out
    code, said = runs(capsys, tmp_path / "elsewhere", "verify", "--lang", "zh")
    assert code == 0 and "没有什么可核对" in said.out


def test_cleaning_removes_what_was_asked_for_and_nothing_else(tmp_path, capsys):
    for seed in (1, 2, 3):
        run("chenzhou", replications=2, months=1, seed=seed, carrying=Carrying(Store(tmp_path)))
    ids = [each["id"] for each in json.loads(runs(capsys, tmp_path, "list", "--json")[1].out)["batches"]]
    assert json.loads(runs(capsys, tmp_path, "clean", "--json")[1].out)["batches"] == 0
    assert json.loads(runs(capsys, tmp_path, "clean", "--stale", "--older-than", "1", "--json")[1].out)["batches"] == 0
    assert json.loads(runs(capsys, tmp_path, "clean", ids[0], "--json")[1].out)["batches"] == 1
    assert len(chunks(tmp_path)) == 2
    make_stale(next((tmp_path / "runs").iterdir()))
    assert json.loads(runs(capsys, tmp_path, "clean", "--stale", "--json")[1].out)["batches"] == 1
    assert json.loads(runs(capsys, tmp_path, "clean", "--everything", "--json")[1].out)["batches"] == 1
    assert json.loads(runs(capsys, tmp_path, "list", "--json")[1].out)["batches"] == []


@pytest.mark.parametrize(
    ("words", "where"),
    [
        (("show",), "funnel runs"),
        (("show", "nosuch"), "nosuch"),
        (("export", "{id}"), "runs export"),
        (("export", "{id}", "rows.docx"), "rows.docx"),
        (("export", "{id}", "no/such/folder/rows.csv"), "rows.csv"),
        (("again", "{id}", "many"), "TASK"),
        (("again", "{id}", "4"), "0-3"),
    ],
)
def test_what_cannot_be_done_with_the_store_is_one_clear_message(kept, capsys, tmp_path, monkeypatch, words, where):
    folder, _ = kept
    monkeypatch.chdir(tmp_path)
    batch = json.loads(runs(capsys, folder, "list", "--json")[1].out)["batches"][0]["id"]
    for lang in ("zh", "en"):
        code, said = runs(capsys, folder, *(word.format(id=batch) for word in words), "--lang", lang)
        assert (code, said.out) == (2, "")
        assert where in said.err and said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_a_store_that_was_asked_for_must_be_usable_and_the_default_one_need_not(tmp_path, capsys, monkeypatch):
    (tmp_path / "file").write_text("x")
    words = ["run", "chenzhou", "--replications", "2", "--months", "1", "--json", "--lang", "en"]
    assert app.main([*words, "--store", str(tmp_path / "file")]) == 2
    assert "runs cannot be stored here" in capsys.readouterr().err
    monkeypatch.delenv("FUNNEL_STORE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    if sys.platform == "linux":
        assert app.main(words) == 0
        said = capsys.readouterr()
        assert "this time runs are not kept" in said.err and json.loads(said.out)["replications"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_full_disk_ends_with_3_and_the_command_to_go_on(tmp_path, capsys, monkeypatch):
    import resource

    words = ["run", "chenzhou", "--replications", "40", "--months", "1", "--store", str(tmp_path), "--json", "--quiet", "--lang", "en"]
    monkeypatch.setattr("sys.argv", ["funnel", *words])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (12_000, limits[1]))
    try:
        assert app.main(words) == 3
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    said = capsys.readouterr()
    assert said.out == "" and "the disk is full" in said.err and "funnel run chenzhou --replications 40" in said.err
    assert app.main(words) == 0
    assert json.loads(capsys.readouterr().out)["replications"] == 40


def test_the_worlds_in_which_sizes_are_tried_out_are_kept_too(tmp_path, monkeypatch):
    carrying = Carrying(Store(tmp_path))
    settings = {"replications": 4, "months": 12, "equal_budget": 500.0, "carrying": carrying}
    first = compare("chenzhou", ["pilot-voucher"], **settings).document()
    monkeypatch.setattr("experiments.runs.worlds.run_world", None)
    assert compare("chenzhou", ["pilot-voucher"], **settings).document() == first


def test_a_damaged_manifest_is_found_and_written_anew_and_hides_no_runs(tmp_path, capsys):
    settings = {"replications": 3, "months": 6, "carrying": Carrying(Store(tmp_path))}
    first = run("chenzhou", **settings).document()
    (manifest,) = tmp_path.glob("runs/*/manifest.json")
    manifest.write_bytes(manifest.read_bytes()[:100])
    assert runs(capsys, tmp_path, "clean", "--stale")[0] == 0
    assert list(tmp_path.glob("runs/*/tasks-*")), "runs that are good are not stale"
    code, said = runs(capsys, tmp_path, "verify", "--json")
    assert code == 3 and "manifest.json" in json.loads(said.out)["damaged"][0]["file"]
    assert len(json.loads(runs(capsys, tmp_path, "list", "--json")[1].out)["batches"]) == 1
    assert run("chenzhou", **settings).document() == first
    assert manifest.exists() and json.loads(runs(capsys, tmp_path, "list", "--json")[1].out)["batches"][0]["current"]
