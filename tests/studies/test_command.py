"""`funnel study` at the command line: what it costs is said first, mistakes are blamed on whoever made them, and a folder holds the figures."""

import json
import shlex

import pytest

from experiments.cli.app import main
from experiments.figures.record import unpacked
from experiments.studies.reading import load_study
from experiments.studies.study import made_again, points_of
from tests.studies.test_worlds import SMALL


@pytest.fixture
def path(tmp_path):
    """A small study of 16 rows, 5 points each."""
    file = tmp_path / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return file


def test_a_point_beyond_the_design_is_refused_with_the_last_there_is(path, capsys):
    assert points_of(load_study(str(path))) == 80
    with pytest.raises(IndexError):
        made_again(load_study(str(path)), 80)
    assert main(["study", str(path), "--point", "80", "--lang", "zh"]) == 2
    assert "只有 80 个点，没有第 80 点。下一步：从 0 数起，写 0 至 79" in capsys.readouterr().err
    assert main(["study", str(path), "--point", "80", "--size", "32", "--lang", "en", "--json", "--quiet"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"]["block"] == 16


def test_a_point_is_shown_in_the_words_of_the_reader_with_units(path, capsys):
    assert main(["study", str(path), "--point", "3", "--lang", "zh", "--quiet"]) == 0
    shown = capsys.readouterr().out
    for words in ("中试成本", "万元", "个月", "第 0 区组的第 3 点", "种子 1", "开始的中试（项），每次重复："):
        assert words in shown
    assert "first_replication" not in shown and "pilots_started" not in shown


@pytest.mark.parametrize(
    ("options", "blamed", "said"),
    [
        ("--size 7", "--size 7: ", "must be a power of 2, not 7"),
        ("--size 2 --method pawn", "--size 2: ", "must be at least 32, not 2"),
        ("--replications 1", "--replications 1: ", "needs at least 2 replications"),
        ("--method tornado --size 4 --replications 10", "--size 4: ", '"--size" belongs to'),
        ("--method discovery", "--method discovery, outcome: ", "it is not said what failing is"),
    ],
)
def test_a_mistaken_option_is_blamed_and_not_the_file(options, blamed, said, path, capsys):
    assert main(["study", str(path), *shlex.split(options), "--lang", "en"]) == 2
    message = capsys.readouterr().err
    assert message.startswith(f"Error: {blamed}") and said in message
    assert "small.toml" not in message


def test_a_mistake_of_the_file_stays_that_of_the_file(path, capsys):
    path.write_text(SMALL.replace("[uncertainties.dur_pilot]", "[uncertainties.dur_pilots]"), encoding="utf-8")
    assert main(["study", str(path), "--size", "7", "--lang", "en"]) == 2
    message = capsys.readouterr().err
    assert "2 errors:" in message and "--size 7: " in message and "small.toml, line 15, uncertainties.dur_pilots" in message


def test_the_cost_is_said_before_the_first_run(path, capsys):
    assert main(["study", str(path), "--size", "2", "--lang", "zh", "--workers", "1"]) == 0
    assert "共 10 个点，40 次模拟" in capsys.readouterr().err
    policies = SMALL.replace("months = 24\n", 'months = 24\npolicies = ["pilot-voucher"]\n').replace(
        '"pilots_started"', '"pilots_started"\nmeasure = "difference"'
    )
    path.write_text(policies, encoding="utf-8")
    assert main(["study", str(path), "--size", "2", "--lang", "en", "--workers", "1", "--until-converged", "--most-runs", "90"]) == 0
    said = capsys.readouterr().err
    assert "First 10 points, 80 runs, then twice as many and so on up to 90" in said
    assert main(["study", str(path), "--size", "2", "--lang", "en", "--workers", "1", "--quiet"]) == 0
    assert "points" not in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "said"), [("zh", "第一次就要 320 次模拟"), ("en", "the first size alone takes 320 runs")])
def test_a_limit_of_runs_below_the_first_size_is_refused_before_the_first_run(lang, said, path, tmp_path, capsys):
    store = tmp_path / "kept"
    words = ["study", str(path), "--workers", "1", "--lang", lang, "--store", str(store), "--most-runs"]
    assert main([*words, "319", "--until-converged"]) == 2
    message = capsys.readouterr().err
    assert "--most-runs" in message and said in message and "--most-runs 320" in message and "--size" in message
    assert message.count("\n") == 1 and not list(store.rglob("tasks-*"))
    assert main([*words, "320", "--until-converged", "--quiet"]) == 0
    assert main([*words, "319", "--quiet"]) == 0, "it bounds the doubling, which nobody asked for here"


DISCOVERY = SMALL.replace('"sobol"', '"discovery"').replace("size = 16", "size = 100").replace("replications = 4", "replications = 1")


def test_discovery_stops_where_nothing_fails_and_otherwise_never_speaks_of_ranks(path, capsys):
    for threshold, runs, words in (("-1.0", "100 runs", "Almost no world fails"), ("1.0", None, "No box was found")):
        path.write_text(DISCOVERY.replace("[design]", f"fails_below = {threshold}\n[design]"), encoding="utf-8")
        options = ["--until-converged", "--most-runs", "400", "--lang", "en", "--workers", "1", "--quiet"]
        assert main(["study", str(path), *options]) == 0
        said = " ".join(capsys.readouterr().out.split())
        assert "ranks are not safe" not in said
        if runs:
            assert words in said and runs in said and "--most-runs" not in said


@pytest.mark.parametrize(("options", "figure"), [([], "sensitivity"), (["--method", "morris", "--size", "4"], "morris")])
def test_a_folder_of_a_study_holds_its_figure_unless_none_is_wanted(options, figure, path, tmp_path, capsys):
    folder = tmp_path / "out"
    assert main(["study", str(path), *options, "--quiet", "--workers", "1", "--out", str(folder), "--no-figures"]) == 0
    assert not list(folder.glob("*.png"))
    assert main(["study", str(path), *options, "--quiet", "--workers", "1", "--out", str(folder)]) == 0
    assert {f"{figure}.png", f"{figure}.svg"} <= {each.name for each in folder.iterdir()}
    assert f"{figure}.png" in json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["files"]
    made_by = unpacked((folder / f"{figure}.png").read_bytes())
    assert made_by.result == json.loads((folder / "provenance.json").read_text(encoding="utf-8"))["result_id"], "figure and folder name one result"
