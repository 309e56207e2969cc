"""`funnel run --bottlenecks` as users type it: tables by year whose words claim no more than the intervals, the CSV files and the figure."""

import csv
import json

import pytest

from experiments.cli.bottlenecks import RESOURCE, BottleneckReport
from experiments.cli.layout import cells
from experiments.figures import applicable

RUN = ("run", "chenzhou", "--replications", "30", "--months", "36", "--quiet", "--bottlenecks")


@pytest.fixture
def document(funnel):
    ended = funnel(*RUN, "--json")
    assert ended.code == 0 and not ended.err
    return json.loads(ended.out)


@pytest.mark.parametrize(("lang", "columns"), [("zh", "80"), ("zh", "120"), ("en", "80"), ("en", "120")])
def test_the_report_has_both_tables_by_year_and_the_units(funnel, lang, columns):
    ended = funnel(*RUN, "--lang", lang, env={"COLUMNS": columns})
    assert ended.code == 0 and max(cells(line) for line in ended.out.splitlines()) <= int(columns)
    joined = ended.out.replace("\n", "" if lang == "zh" else " ")
    words = {
        "zh": ("停下的项目（项）", "同时在等的项目", "再多一个单位，当年多出", "整个研究期", "括号：95% 区间含零", "管道已满", "账全部平衡"),
        "en": ("Projects stopped", "Waiting at one time", "With one more unit, more", "whole study", "In brackets: the 95 %", "all balance"),
    }[lang]
    for each in (*words, *(resource.of(lang) for resource in RESOURCE.values())):
        assert each in joined, each


def test_a_run_that_was_not_asked_for_them_has_none(funnel):
    out = funnel("run", "chenzhou", "--replications", "3", "--months", "12", "--quiet", "--json").out
    assert not {"bottlenecks", "bottleneck_by_year"} & set(json.loads(out))


def report(lang="zh"):
    from rich.console import Console

    return BottleneckReport(Console(width=120), lang)


def gain(difference, low, high):
    return {"difference": difference, "low": low, "high": high}


def test_what_may_be_more_or_less_stands_in_brackets_and_what_is_sure_does_not(document):
    from experiments.cli.numerals import COUNT

    shown = report()
    assert shown._gain(gain(0.3, -0.1, 0.7), COUNT, few=False) == "(+0.30)"
    assert shown._gain(gain(0.3, 0.1, 0.5), COUNT, few=False) == "+0.30"
    assert shown._gain(gain(0.3, 0.1, 0.5), COUNT, few=True) == "(+0.30)"
    assert shown._gain(gain(-0.3, -0.5, -0.1), COUNT, few=False) == "-0.30"
    assert shown._gain(gain(0.0, 0.0, 0.0), COUNT, few=False) == "0"
    assert shown._gain(gain(None, None, None), COUNT, few=False) == "-"


def test_a_resource_is_called_sure_only_by_the_whole_study_and_a_year_only_if_it_agrees(document):
    """A year that misses zero by chance, or against the whole, is not named."""
    years = list(document["bottleneck_by_year"].values())
    for year in years:
        for resource, more in year["one_more"].items():
            more |= gain(0.2, -0.1, 0.5) if resource != "slot" else gain(-0.2, -0.3, -0.1)
            more["cumulated"] = gain(0.5, -0.1, 1.1)
    years[0]["one_more"]["market"] |= gain(0.4, 0.2, 0.6)
    assert report()._sure(document) == [report("zh")._sure(document)[0]] and "没有哪一种资源看得出变化" in report()._sure(document)[0]
    years[-1]["one_more"]["market"]["cumulated"] = gain(0.9, 0.3, 1.5)
    years[-1]["one_more"]["slot"]["cumulated"] = gain(0.9, 0.3, 1.5)
    slot, market = report()._sure(document)
    assert slot.startswith("中试工位") and slot.endswith("没有。")
    assert market.startswith("市场") and "看得出增加" in market and market.endswith("2025。")
    assert report()._sure(document | {"replications": 4}) == []


def test_the_folder_has_the_tables_without_columns_of_a_goal_and_the_figure_can_be_drawn(funnel, tmp_path):
    ended = funnel(*RUN, "--out", "out", "--no-figures", "--lang", "zh")
    assert ended.code == 0
    rows = {name: list(csv.DictReader((tmp_path / "out" / f"{name}.csv").read_text("utf-8-sig").splitlines())) for name in FILES}
    document = json.loads((tmp_path / "out" / "results.json").read_text("utf-8"))
    assert "bottlenecks" in applicable(document)
    assert [row["资源"] for row in rows["bottlenecks"]] == ["partner", "slot", "money", "staff", "market"]
    assert "目标" not in rows["bottlenecks"][0] and "概率之差" not in rows["bottlenecks"][0]
    gains = [row for row in rows["bottleneck_by_year"] if row["项目"] == "one_more"]
    assert len(gains) == 3 * 5
    for row in gains:
        found = document["bottleneck_by_year"][row["年份"]]["one_more"][row["资源"]]
        assert float(row["数值"]) == pytest.approx(found["difference"], abs=0.005)
        assert row["区间是否含零"] == ("是" if found["low"] <= 0 <= found["high"] else "否")
    assert funnel("figures", "out", "--only", "bottlenecks", "--lang", "en").code == 0


FILES = ("bottlenecks", "bottleneck_by_year")
