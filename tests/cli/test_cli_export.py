"""`funnel runs export`: rows that say what they are of, and columns that say what they mean, to people without this program."""

import csv
import json
import re
import zipfile

import pytest

from experiments import run
from experiments.cli import app
from experiments.runs.carry_out import carry_out
from experiments.runs.carrying import Carrying
from experiments.runs.store import Store
from experiments.studies.reading import load_study
from sim.indicators import INDICATORS
from tests.cli.test_cli_store_words import SETTINGS, STUDY
from tests.runs.batches import batch as known_batch

CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with four worlds of a region with a policy, and what was read of them."""
    folder = tmp_path_factory.mktemp("kept")
    result = run("chenzhou", ["pilot-voucher"], replications=4, **SETTINGS, carrying=Carrying(Store(folder)))
    return folder, result.worlds


@pytest.fixture(scope="module")
def all_kinds(tmp_path_factory):
    """A store with a batch of every kind that planners' commands make."""
    folder = tmp_path_factory.mktemp("kinds")
    small = ("--replications", "2", "--months", "6", "--worlds", "central")
    for words in (
        ("compare", "chenzhou", "--policy", "pilot-voucher", "--contrasts", *small),
        ("target", "chenzhou", "--goal", "results >= 10 by 2025-03", *small),
        ("scorecard", "--replications", "10", "--worlds", "central"),
        STUDY,
    ):
        assert app.main([*words, "--store", str(folder), "--quiet", "--lang", "zh"]) == 0
    return folder


def exported(capsys, folder, batch, file):
    assert app.main(["runs", "export", batch, str(file), "--store", str(folder), "--lang", "en"]) == 0
    return capsys.readouterr().err


def batches(capsys, folder):
    capsys.readouterr()
    app.main(["runs", "list", "--json", "--store", str(folder)])
    return json.loads(capsys.readouterr().out)["batches"]


def read(file):
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel takes it for UTF-8"
    return list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_stored_runs_are_exported_for_other_programs(kept, capsys, tmp_path, ending):
    folder, worlds = kept
    (batch,) = batches(capsys, folder)
    file, beside = tmp_path / f"导出.{ending}", tmp_path / "导出-columns.csv"
    said = exported(capsys, folder, batch["id"], file)
    assert str(file) in said and str(beside) in said
    assert {path.name for path in tmp_path.iterdir()} == {file.name, beside.name}
    if ending == "csv":
        rows = read(file)
    else:
        import pyarrow.parquet as pq

        table = pq.read_table(file)
        rows = table.to_pylist()
        words = table.schema.field("sales").metadata
        assert (words[b"unit_zh"].decode(), words[b"meaning_zh"].decode()) == ("万元", "新产品销售额")
        assert "不贴现" in words[b"definition_zh"].decode() and "without a coefficient" in words[b"source"].decode()
    assert [int(row["task"]) for row in rows] == [0, 1, 2, 3]
    assert [float(row["results"]) for row in rows] == worlds.indicator("results").tolist()
    assert [int(row["stages_sample"]) for row in rows] == worlds.stages[0].tolist()
    assert [row["digest"].encode() for row in rows] == worlds.digests.tolist()
    for row in rows:
        assert list(row)[:5] == ["task", "scenario", "policies", "version", "seed"], "what a row is of comes first"
        assert (row["scenario"], row["policies"], row["version"], int(row["seed"])) == ("chenzhou", "pilot-voucher", "mixed", 3)
    assert [each["column"] for each in read(beside)] == list(rows[0])


def test_a_workbook_has_its_columns_explained_in_a_second_sheet(kept, capsys, tmp_path):
    folder, _ = kept
    (batch,) = batches(capsys, folder)
    file = tmp_path / "导出.xlsx"
    exported(capsys, folder, batch["id"], file)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    book = zipfile.ZipFile(file)
    assert book.read("xl/worksheets/sheet1.xml").decode().count("<row ") == 5
    about = book.read("xl/worksheets/sheet2.xml").decode()
    for words in ("新产品销售额", "万元", "10k CNY", "校准版本", "sales of new products"):
        assert words in about


def test_every_column_of_every_kind_of_batch_has_a_meaning_in_both_languages(all_kinds, capsys, tmp_path):
    found = set()
    for batch in batches(capsys, all_kinds):
        file = tmp_path / f"{batch['id']}.csv"
        exported(capsys, all_kinds, batch["id"], file)
        rows, columns = read(file), read(tmp_path / f"{batch['id']}-columns.csv")
        assert [each["column"] for each in columns] == list(rows[0])
        for each in columns:
            assert CHINESE.search(each["含义"]), each
            is_county = each["column"].startswith("by_county_")  # whose name is what the scenario file says
            assert each["meaning"] and (is_county or not CHINESE.search(each["meaning"] + each["unit"])), each
            assert bool(each["单位"]) == bool(each["unit"]), each
            is_indicator = each["column"].removeprefix("with_").removeprefix("without_") in INDICATORS
            assert bool(each["准确含义"]) == bool(each["折算系数及其依据"]) == bool(each["definition"]) == is_indicator, each
        assert all(row["version"] == "mixed" and row["scenario"] for row in rows)
        found.add(batch["kind"])
    assert found == {"world", "pair", "goal", "one-more", "contrast", "facts", "study"}


def test_a_row_of_a_study_says_what_its_point_was_and_gives_the_outcomes_by_name(all_kinds, capsys, tmp_path):
    """Whoever has only the table can work out an index: parameters stand beside outcomes, in the units of the result document."""
    (study,) = [each["id"] for each in batches(capsys, all_kinds) if each["kind"] == "study"]
    exported(capsys, all_kinds, study, tmp_path / "study.csv")
    rows, told = read(tmp_path / "study.csv"), {each["column"]: each for each in read(tmp_path / "study-columns.csv")}
    assert len({(row["point"], row["replication"]) for row in rows}) == len(rows)
    plan = load_study("what-drives-industrialisation")
    for each in plan.parameters:
        assert (told[each.name]["unit"], told[each.name]["单位"]) == (each.unit.en, each.unit.zh)
        assert (told[each.name]["meaning"], told[each.name]["含义"]) == (each.titles.en, each.titles.zh)
    for row in (rows[0], rows[-1]):
        assert app.main([*STUDY, "--point", row["point"], "--json", "--lang", "en"]) == 0
        made = json.loads(capsys.readouterr().out)
        for each in plan.parameters:
            value = made["parameters"][each.name]
            assert row[each.name] == value if each.words else float(row[each.name]) == pytest.approx(value, rel=1e-12)
        replication = int(row["replication"]) - made["parameters"]["first_replication"]
        assert float(row[f"with_{plan.study.outcome.indicator}"]) == made["outcome"][replication]
        assert int(row["block"]) == made["parameters"]["block"]


def test_a_pair_says_against_what_it_was_compared(all_kinds, capsys, tmp_path):
    (pair,) = [each["id"] for each in batches(capsys, all_kinds) if each["kind"] == "pair"]
    exported(capsys, all_kinds, pair, tmp_path / "pair.csv")
    for row in read(tmp_path / "pair.csv"):
        assert (row["policies"], row["baseline_policies"]) == ("pilot-voucher", "")


def test_what_is_not_known_is_an_empty_field_and_no_word(all_kinds, capsys, tmp_path):
    """Without funds there is no value of their exits: Excel would take "nan" for text."""
    (batch,) = [each["id"] for each in batches(capsys, all_kinds) if each["kind"] == "world" and each["scenario"] == "chenzhou+pilot-voucher"]
    exported(capsys, all_kinds, batch, tmp_path / "runs.csv")
    text = (tmp_path / "runs.csv").read_text(encoding="utf-8-sig")
    assert "nan" not in text.lower().replace("financ", "") and read(tmp_path / "runs.csv")[0]["paid_projects_qualified_pilot-voucher"] == ""


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize(("lang", "said"), [("zh", "没有一行可导出：5 次模拟失败"), ("en", "there are no rows to export: 5 runs failed")])
def test_a_batch_of_which_every_run_failed_is_not_exported(tmp_path, capsys, ending, lang, said):
    failed = carry_out(known_batch(fails_at=1), range(5), store=Store(tmp_path / "kept"), workers=1).batch.id
    file = tmp_path / f"rows.{ending}"
    assert app.main(["runs", "export", failed, str(file), "--store", str(tmp_path / "kept"), "--lang", lang]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1 and said in message
    command = re.search('funnel (runs show .* --store [^ ”"，。]*kept)', message)[1]
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert app.main([*command.split(), "--lang", "en"]) == 0
    assert "task 4 leaves the numbers" in capsys.readouterr().out
