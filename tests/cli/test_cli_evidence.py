"""`funnel evidence`, `funnel survey` and `funnel new survey`: what the model rests on, and what a city's own data tell."""

import csv
import io
import json

import pytest

from calibration.evidence import ledger, names
from calibration.survey import read
from calibration.survey.columns import COLUMNS
from experiments.cli.app import main
from experiments.cli.language import LANGUAGES
from experiments.templates.survey import EXAMPLES, survey_guide, survey_template
from tests.cli.conftest import Ended

HEAD = "项目编号,是否入选,申请日期,中试开始,中试结束,是否通过中试,是否批量产出,批量产出日期,终止日期,最后核实日期\n"
ROW = "P{n},是,2020-01,2020-03,2020-12,是,{yes},{output},{stopped},2024-06\n"


@pytest.fixture
def inside(tmp_path, monkeypatch, capsys):
    """`inside(*words)`: the command in this process, in an empty folder, of a user whose system speaks English."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    def run(*words):
        code = main([str(word) for word in words])
        return Ended(code, *capsys.readouterr())

    return run


def filled(tmp_path, encoding="gbk"):
    rows = [ROW.format(n=n, yes="是", output="2022-05", stopped="") for n in range(8)]
    rows += [ROW.format(n=8 + n, yes="否", output="", stopped="2021-06") for n in range(2)]
    rows += [ROW.format(n=10 + n, yes="", output="", stopped="") for n in range(5)]
    path = tmp_path / "my-pilots.csv"
    path.write_bytes((HEAD + "".join(rows)).encode(encoding))
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_fact_is_shown_with_its_source_its_grade_and_what_rests_on_it(inside, lang):
    ended = inside("evidence", "s-zg-19", "--lang", lang)
    fact = ledger()["S-ZG-19"]
    shown = "".join(ended.out.split())
    for text in (
        fact.id,
        getattr(fact.what, lang),
        getattr(fact.source, lang),
        getattr(names()["grades"][fact.grade], lang),
        "cost_support.share",
        "C5",
    ):
        assert "".join(text.split()) in shown
    assert ended.code == 0 and not ended.err


def test_all_facts_of_a_region_and_a_grade_are_listed_by_code_or_by_name(inside):
    by_code = json.loads(inside("evidence", "--region", "china", "--grade", "weak", "--json").out)
    by_name = json.loads(inside("evidence", "--region", "全国", "--grade", "weak", "--json").out)
    assert by_code == by_name and by_code["count"] == len(by_code["facts"]) > 3
    assert {(fact["region"], fact["grade"]) for fact in by_code["facts"]} == {("china", "weak")}
    everything = json.loads(inside("evidence", "--json").out)
    assert [fact["id"] for fact in everything["facts"]] == list(ledger())


@pytest.mark.parametrize(("words", "nearest"), [(("S-ZG-99",), "S-ZG-19"), (("--region", "zigon"), "zigong"), (("--grade", "officials"), "official")])
def test_an_id_a_region_or_a_grade_that_is_not_there_is_told_with_the_nearest(inside, words, nearest):
    ended = inside("evidence", *words)
    assert ended.code == 2 and not ended.out
    assert f'Did you mean "{nearest}"' in ended.err and "Next step" in ended.err


def test_a_scenario_file_that_names_an_unknown_id_is_told_what_the_nearest_stands_for(inside, tmp_path):
    (tmp_path / "mine.toml").write_text('inherits = "chenzhou"\nsources = ["S-CZ-99"]\n', encoding="utf-8")
    ended = inside("check", "mine.toml", "--lang", "zh")
    assert ended.code == 2 and "“S-CZ-09”（专业中试基地）" in ended.err


def test_the_parameters_of_a_group_say_what_their_evidence_is(inside):
    ended = inside("parameters", "--group", "brokers", "--lang", "zh")
    assert "S-TJ-02 天津：派驻的科技服务专员，249 人" in ended.out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_survey_opens_in_excel_and_has_its_guide_beside_it(inside, tmp_path, lang):
    ended = inside("new", "survey", "my-pilots", "--lang", lang)
    assert (ended.code, ended.err) == (0, "") and "funnel survey ./my-pilots.csv" in ended.out
    guide = "my-pilots-填写说明.txt" if lang == "zh" else "my-pilots-guide.txt"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["my-pilots.csv", guide])
    content = (tmp_path / "my-pilots.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == 1 + len(EXAMPLES)
    said = (tmp_path / guide).read_bytes().decode("utf-8-sig")
    assert all((column.zh if lang == "zh" else column.key) in said for column in COLUMNS)
    again = inside("new", "survey", "my-pilots", "--lang", lang)
    assert again.code == 2 and (tmp_path / "my-pilots.csv").read_bytes() == content


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_examples_of_the_template_are_left_out_and_good_data_all_the_same(tmp_path, lang):
    text = survey_template(lang).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    path = tmp_path / "examples.csv"
    path.write_text("\n".join(",".join([f"P{n}", *row[1:]] if n else row) for n, row in enumerate(rows)), encoding="utf-8")
    assert len(read(path)) == len(EXAMPLES)
    assert survey_guide("x", lang).startswith(b"\xef\xbb\xbf")


def test_a_template_that_was_not_filled_in_is_told_so(inside):
    inside("new", "survey", "empty", "--quiet")
    ended = inside("survey", "empty.csv", "--lang", "zh")
    assert ended.code == 2 and "没有数据行" in ended.err and "下一步" in ended.err


def test_a_survey_has_no_family_and_a_plain_name(inside):
    assert "--family" in inside("new", "survey", "mine", "--family", "brokers").err
    assert inside("new", "survey", "my city").code == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_survey_says_what_it_tells_and_what_it_cannot(inside, tmp_path, lang):
    ended = inside("survey", filled(tmp_path), "--lang", lang)
    assert ended.code == 0 and not ended.err
    for text in {
        "zh": ("数据能说明的", "数据不能说明的", "没有评分"),
        "en": ("What the data tell", "What they cannot tell", "no project has a score"),
    }[lang]:
        assert text in ended.out.replace("\n", " " if lang == "en" else "")


def test_the_json_of_a_survey_has_no_naive_rate_for_an_estimate(inside, tmp_path):
    ended = inside("survey", filled(tmp_path, "utf-8"), "--json")
    document = json.loads(ended.out)
    rate = document["rates"]["after_passed_pilot"]
    assert (rate["n"], rate["successes"], rate["failures"], rate["running"]) == (15, 8, 2, 5)
    assert rate["so_far"] == pytest.approx(8 / 15) and rate["low"] < rate["value"] < rate["high"]
    assert rate["value"] > rate["so_far"] and document["rates"]["without_pilot"]["value"] is None
    assert document["discontinuity"]["why"] == "no_scores" and document["discontinuity"]["effect"]["value"] is None


def test_a_survey_on_a_chinese_console_of_windows_is_readable(funnel, tmp_path):
    ended = funnel("survey", filled(tmp_path), "--lang", "zh", env={"PYTHONUTF8": "0", "PYTHONIOENCODING": "gbk"}, encoding="gbk")
    assert ended.code == 0 and "数据能说明的" in ended.out and "?" not in ended.out


def test_all_mistakes_of_a_survey_are_told_with_line_and_column(inside, tmp_path):
    path = tmp_path / "wrong.csv"
    path.write_text(HEAD + "P1,也许,2020年13月,,,,,,,\nP1,是,2020-01,2019-03,,,,,,2024-06\n", encoding="utf-8")
    ended = inside("survey", path, "--lang", "zh")
    assert ended.code == 2 and not ended.out
    assert "第2行，“是否入选”列" in ended.err and "第2行，“申请日期”列" in ended.err
    assert "第3行，“项目编号”列" in ended.err and "发现3处错误" in ended.err
