"""What `funnel runs` says of a store in the words of planners: version and study of every batch, and nothing in English to Chinese readers."""

import csv
import json
import re

import pytest

from experiments import compare, run
from experiments.cli import app, layout
from experiments.output.failure_words import in_words
from experiments.runs.carrying import Carrying
from experiments.runs.store import Store
from experiments.worlds import versions_for
from tests.cli.test_cli_store import ODD, chunks

SETTINGS = {"months": 6, "seed": 3}
STUDY = ("study", "what-drives-industrialisation", "--method", "morris", "--size", "4", "--replications", "2", "--quiet")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A store with worlds and pairs of the three core versions, worlds of the central version and of two draws of the posterior, and a study."""
    folder = tmp_path_factory.mktemp("kept")
    carrying = Carrying(Store(folder))
    compare("chenzhou", ["pilot-voucher"], replications=3, worlds="versions", wording="passed", **SETTINGS, carrying=carrying)
    run("zigong", replications=2, worlds="posterior", **SETTINGS, carrying=carrying)
    run("jiangmen", replications=2, **SETTINGS, carrying=carrying)
    app.main([*STUDY, "--store", str(folder), "--lang", "zh"])
    return folder


def said(capsys, folder, *words):
    capsys.readouterr()
    code = app.main(["runs", *words, "--store", str(folder)])
    assert code == 0
    return capsys.readouterr().out


def entries(capsys, folder):
    return json.loads(said(capsys, folder, "list", "--json"))["batches"]


def test_every_batch_says_its_calibrated_version_and_its_study(folder, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    batches = entries(capsys, folder)
    found = {(each["kind"], each["scenario"]): (each["version"], tuple(each["versions"])) for each in batches}
    in_turn = (None, ("selection-heavy", "mixed", "treatment-only"))
    draws = (None, tuple(version.id for version in versions_for("posterior", "passed")))
    assert found == {
        ("world", "chenzhou"): in_turn,
        ("world", "chenzhou+pilot-voucher"): in_turn,
        ("pair", "chenzhou+pilot-voucher"): in_turn,
        ("world", "zigong"): draws,
        ("world", "jiangmen"): ("mixed", ("mixed",)),
        ("study", "typical-city"): ("mixed", ()),
    }
    (study,) = [each["study"] for each in batches if each["kind"] == "study"]
    assert study == {"zh": "产业化项目数由什么决定？", "en": "What drives the number of industrialised projects?"}
    listed = said(capsys, folder, "list", "--lang", "zh")
    for words in ("兼而有之", "3 个版本轮换", f"{len(draws[1])} 个版本轮换", "产业化项目数由什么决定？", "研究"):
        assert words in listed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_fits_eighty_columns(folder, capsys, monkeypatch, lang):
    monkeypatch.setenv("COLUMNS", "80")
    for line in said(capsys, folder, "list", "--lang", lang).splitlines():
        assert layout.cells(line.rstrip()) <= 80, line


def test_a_batch_that_is_shown_to_chinese_readers_has_no_key_in_english(folder, capsys):
    kinds = {each["kind"]: each["id"] for each in entries(capsys, folder)}
    for kind, batch in kinds.items():
        shown = said(capsys, folder, "show", batch, "--lang", "zh")
        assert not re.search(r"^ *[a-z_]+  ", shown.replace("numba 版本", "").replace("numpy 版本", ""), re.MULTILINE), shown
        assert "校准版本  " in shown and "处理器  " in shown
        assert kind not in shown.split("文件夹")[0], "its kind is a word, not a code"
    english = said(capsys, folder, "show", kinds["pair"], "--lang", "en")
    assert "calibrated version  " in english and not re.search("[\u4e00-\u9fff]", english)


def test_a_run_made_again_is_told_in_indicators_with_units_not_in_codes(folder, capsys):
    batch = next(
        each for each in entries(capsys, folder) if len(each["versions"]) == 3 and each["scenario"] == "chenzhou" and each["kind"] == "world"
    )
    number = "1"
    chinese = said(capsys, folder, "again", batch["id"], number, "--lang", "zh")
    assert "实现批量产出" in chinese and "万元" in chinese and "与保存的完全相同" in chinese and not re.search("[a-z]", chinese)
    english = said(capsys, folder, "again", batch["id"], number, "--lang", "en")
    assert "reached batch output" in english and "10k CNY" in english and "batch_output" not in english


def test_exported_rows_of_versions_that_take_turns_name_the_version_of_each(folder, capsys, tmp_path):
    (batch,) = [each["id"] for each in entries(capsys, folder) if each["kind"] == "pair"]
    said(capsys, folder, "export", batch, str(tmp_path / "pairs.csv"))
    with open(tmp_path / "pairs.csv", encoding="utf-8-sig", newline="") as file:
        assert [row["version"] for row in csv.DictReader(file)] == ["selection-heavy", "mixed", "treatment-only"]


@pytest.mark.parametrize("damage", [None, "", "[]", '{"a": 1}', '[{"id": "mixed", "zh": "兼", "en": "mixed", "parameters": {}}]'])
def test_versions_that_are_damaged_or_lost_are_never_guessed_and_are_laid_there_again(tmp_path, capsys, damage):
    def simulate(replications):
        run("zigong", replications=replications, worlds="versions", **SETTINGS, carrying=Carrying(Store(tmp_path / "kept")))

    simulate(3)
    (file,) = (tmp_path / "kept").rglob("versions.json")
    whole = file.read_text(encoding="utf-8")
    file.unlink() if damage is None else file.write_text(damage, encoding="utf-8")
    (batch,) = entries(capsys, tmp_path / "kept")
    assert (batch["version"], batch["versions"], batch["version_titles"]) == (None, [], None)
    assert app.main(["runs", "again", batch["id"], "1", "--store", str(tmp_path / "kept"), "--lang", "zh"]) == 2
    assert "执行原来的命令" in capsys.readouterr().err
    simulate(4)
    assert file.read_text(encoding="utf-8") == whole
    assert "与保存的完全相同" in said(capsys, tmp_path / "kept", "again", batch["id"], "1", "--lang", "zh")


def test_a_damaged_file_is_explained_to_chinese_readers_in_chinese(tmp_path, capsys):
    run("chenzhou", replications=2, **SETTINGS, carrying=Carrying(Store(tmp_path)))
    (file,) = chunks(tmp_path)
    for lang, why, not_why in (("zh", "校验和", "checksum"), ("en", "checksum", "校验和")):
        kept = file.read_bytes()
        file.write_bytes(kept[:-10])
        assert app.main(["runs", "verify", "--store", str(tmp_path), "--lang", lang]) == 3
        out = capsys.readouterr().out
        assert why in out and not_why not in out
        (note,) = (tmp_path / "set-aside").glob("*.txt")
        assert "校验和" in note.read_text(encoding="utf-8") and "checksum" in note.read_text(encoding="utf-8"), "whoever finds it reads either"
        file.write_bytes(kept)
    file.write_bytes(kept[:-10])
    assert app.main(["runs", "verify", "--store", str(tmp_path), "--json"]) == 3
    (damaged,) = json.loads(capsys.readouterr().out)["damaged"]
    assert set(damaged["why"]) == {"zh", "en"}


def test_a_run_that_fails_is_explained_to_chinese_readers_in_chinese(tmp_path, capsys, monkeypatch):
    (tmp_path / "odd.toml").write_text(ODD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert app.main(["run", "odd.toml", "--replications", "12", "--months", "24", "--store", "kept", "--quiet", "--lang", "zh"]) == 3
    told = capsys.readouterr().err
    assert "算出来不是数" in told and "not a number" not in told and "RunError" not in told
    (batch,) = entries(capsys, "kept")
    assert f"{batch['failed']} 次失败" in said(capsys, "kept", "list", "--lang", "zh").replace("\n", "")
    assert "算出来不是数" in said(capsys, "kept", "show", batch["id"], "--lang", "zh")


def test_a_study_is_shown_by_its_points_not_by_the_numbers_of_its_runs(folder, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    (study,) = [each["id"] for each in entries(capsys, folder) if each["kind"] == "study"]
    assert "52 个点（0-51），每点 2 次" in said(capsys, folder, "show", study, "--lang", "zh")
    assert "52 points (0-51), 2 runs of each" in said(capsys, folder, "show", study, "--lang", "en")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            "RunError: odd, seed 1, replication 3: not a number in sales, social_npv; check extreme parameters",
            "新产品销售额、社会净现值",
        ),
        ("RunError: odd, seed 1, replication 3: the payment table is full; this is a fault of the program, please report it", "付款记录表已满"),
        ("RunError: odd, seed 1, replication 3: the firm table is full; this is a fault of the program, please report it", "企业记录表已满"),
        ("KilledWorker: 3 workers died over this run alone", "先后有 3 个工作进程死亡"),
        ("ConservationError: month 5: money: tables hold 3 yuan, the accounts say 4", "第 5 个月账不平"),
        ("months_to_batch_output is not a number in replication 7: there was nothing to average", "没有可以平均的项目"),
        ("missing: it was not simulated", "没有模拟"),
        ("OSError: something that nobody foresaw", "OSError: something that nobody foresaw"),
    ],
)
def test_failures_that_occur_are_said_in_chinese_and_others_keep_their_own_words(error, words):
    assert words in in_words(error).zh and in_words(error).en == error
