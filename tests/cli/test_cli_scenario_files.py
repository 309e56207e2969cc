"""`check`, `diff`, `parameters`, `regions` and `policies`: what they print in both languages, and their JSON."""

import json

import pytest

from experiments.cli.layout import cells
from sim.scenario import list_policies, list_regions, parameters_table

GOOD = 'kind = "region"\ninherits = "chenzhou"\n[calendar]\nmonths = 60\n'
BAD = 'kind = "region"\ninherits = "chenzhou"\n[world]\ncost_pilt = 900\np_sample = 30\n'


@pytest.fixture
def files(tmp_path):
    (tmp_path / "good.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "坏.toml").write_text(BAD, encoding="utf-8")
    (tmp_path / "gbk.toml").write_bytes(("# 中文\n" + GOOD).encode("gbk"))
    return tmp_path


def test_good_files_are_ok(funnel, files):
    ended = funnel("check", "good.toml", "pilot-voucher", "--lang", "zh")
    assert ended.code == 0 and not ended.err
    first, second = ended.out.splitlines()
    assert first.startswith("good.toml：没有问题（地区：郴州") and second.startswith("pilot-voucher：没有问题（政策：中试创新券")
    assert "good.toml: OK (region: Chenzhou" in funnel("check", "good.toml").out


@pytest.mark.parametrize(("lang", "fragments"), [
    ("zh", ["坏.toml 第4行，world.cost_pilt", "您是不是想写“cost_pilot”", "坏.toml 第5行，world.p_sample", "GBK", "3 个文件中 2 个有问题"]),
    ("en", ["坏.toml, line 4, world.cost_pilt", 'Did you mean "cost_pilot"', "坏.toml, line 5", "GBK", "2 of 3 files have problems"]),
])  # fmt: skip
def test_all_problems_of_all_files_are_listed(funnel, files, lang, fragments):
    ended = funnel("check", "good.toml", "坏.toml", "gbk.toml", "--lang", lang)
    assert ended.code == 2
    assert ended.out.startswith("good.toml"), "the good ones are named too"
    assert all(fragment in ended.err for fragment in fragments), ended.err


def test_check_gives_one_json_document(funnel, files):
    ended = funnel("check", "good.toml", "坏.toml", "--json", "--lang", "en")
    document = json.loads(ended.out)
    assert ended.code == 2 and not document["ok"]
    good, bad = document["files"]
    assert good["ok"] and good["kind"] == "region" and good["problems"] == []
    assert [(each["line"], each["key"], each["nearest"]) for each in bad["problems"]] == [
        (4, "world.cost_pilt", "cost_pilot"),
        (5, "world.p_sample", None),
    ]
    assert all(each["message"] for each in bad["problems"])


IDLE = """kind = "policy"
sources = []
title = { zh = "甲", en = "A" }
question = { zh = "乙", en = "B" }
[instruments.a]
family = "outcome_award"
amount = "2000元"
start = "2030-01"
"""


@pytest.mark.parametrize(("lang", "fragments"), [
    ("zh", ["有 2 处提醒", "提醒：idle.toml 第7行，instruments.a.amount：2000元", "您是不是想写“2000万元”", "晚于地区“good”的研究期"]),
    ("en", ["idle.toml: no errors, 2 warnings", "Warning: idle.toml, line 7, instruments.a.amount: 2000 CNY", "2030-01 is after the study"]),
])  # fmt: skip
def test_what_does_nothing_is_a_warning_and_no_error(funnel, files, lang, fragments):
    (files / "idle.toml").write_text(IDLE, encoding="utf-8")
    ended = funnel("check", "idle.toml", "good.toml", "--lang", lang)
    assert ended.code == 0
    assert all(fragment in ended.out + ended.err for fragment in fragments), ended.err


def test_warnings_are_in_the_json_document(funnel, files):
    (files / "idle.toml").write_text(IDLE, encoding="utf-8")
    document = json.loads(funnel("check", "idle.toml", "坏.toml", "--json").out)
    idle, bad = document["files"]
    assert idle["ok"] and [(each["code"], each["line"], each["nearest"]) for each in idle["warnings"]] == [("caution_amount", 7, "2000万元")]
    assert bad["warnings"] == []


def test_diff_speaks_the_language_of_planners(funnel, files):
    zh, en = (funnel("diff", "chenzhou", "good.toml", "--lang", lang) for lang in ("zh", "en"))
    assert zh.code == en.code == 0
    assert "1 处不同" in zh.out and "模拟月数　120个月 → 60个月" in zh.out
    assert "1 difference\n" in en.out and "120 months -> 60 months" in en.out


def test_diff_of_the_same_says_so(funnel):
    assert "没有影响结果的不同" in funnel("diff", "chenzhou", "chenzhou", "--lang", "zh").out
    assert "nothing differs" in funnel("diff", "brokers", "brokers").out


def test_diff_as_json(funnel, files):
    document = json.loads(funnel("diff", "chenzhou", "good.toml", "--json").out)
    (change,) = document["changes"]
    assert change["key"] == "calendar.months" and change["sort"] == "changed"
    assert change["old"]["zh"] == "120个月" and change["new"]["en"] == "60 months"


def test_the_ledger_of_parameters_is_complete(funnel):
    assert json.loads(funnel("parameters", "--json").out) == json.loads(json.dumps(parameters_table()))
    for lang in ("zh", "en"):
        ended = funnel("parameters", "--lang", lang)
        assert ended.code == 0
        assert all(row["key"] in ended.out for row in parameters_table())


@pytest.mark.parametrize("group", ["world", "firms", "firms.NAME", "brokers", "instruments"])
def test_one_group_of_parameters(funnel, group):
    rows = json.loads(funnel("parameters", "--group", group, "--json").out)
    assert rows and {row["group"].partition(".")[0] for row in rows} <= {group.partition(".")[0], "instruments"}


def test_parameters_show_prior_and_evidence(funnel):
    zh = funnel("parameters", "--group", "world", "--lang", "zh").out
    assert "样品化成功的概率" in zh and "0.449 至 0.778" in zh and "L-SUC-05" in zh and "假定" in zh
    assert "0.449 to 0.778" in funnel("parameters", "--group", "world").out


@pytest.mark.parametrize("columns", [pytest.param(60, marks=pytest.mark.slow), 80, pytest.param(120, marks=pytest.mark.slow)])
def test_tables_fit_the_terminal(funnel, columns):
    for lang in ("zh", "en"):
        lines = funnel("regions", "--lang", lang, env={"COLUMNS": str(columns)}).out.splitlines()
        lines += funnel("parameters", "--lang", lang, env={"COLUMNS": str(columns)}).out.splitlines()
        too_wide = [line for line in lines if cells(line) > columns]
        assert not too_wide or columns < 80, too_wide[:3]


@pytest.mark.parametrize(("command", "names"), [("regions", list_regions()), ("policies", list_policies())])
def test_what_is_installed_is_listed(funnel, command, names):
    assert [each["name"] for each in json.loads(funnel(command, "--json").out)] == list(names)
    zh, en = (funnel(command, "--lang", lang).out for lang in ("zh", "en"))
    assert all(f"\n{name}  " in "\n" + zh and name in en for name in names)


def test_policies_are_listed_region_by_region_what_is_in_force_first(funnel):
    listed = funnel("policies", "--lang", "zh").out
    assert listed.index("各地通用") < listed.index("pilot-voucher  ") < listed.index("[chenzhou]")
    place = listed.partition("[zigong]")[2]
    assert place.index("zigong-current") < place.index("zigong-planned") < place.index("zigong-alternative-award")
    regions = {each["name"]: each["region"] for each in json.loads(funnel("policies", "--json").out)}
    assert (regions["zigong-planned"], regions["pilot-voucher"]) == ("zigong", None)
