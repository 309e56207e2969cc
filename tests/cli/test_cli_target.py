"""`funnel target` as users type it: the answer in words that its numbers allow, the document, the folder, and bad goals."""

import csv
import json

import pytest

from experiments.cli.layout import cells
from experiments.cli.targets import RESOURCE

SMALL = ("--replications", "9", "--months", "36", "--quiet")
GOAL = ("--goal", "new_products >= 20 by 2026-12")


@pytest.fixture
def document(funnel):
    ended = funnel("target", "chenzhou", *GOAL, *SMALL, "--json")
    assert ended.code == 0 and not ended.err
    return json.loads(ended.out)


def test_the_document_answers_the_goal_and_says_where_it_comes_from(document):
    assert document["goal"] == {
        "text": "new_products >= 20 by 2026-12", "indicator": "new_products", "operator": ">=", "number": 20, "unit": "projects", "by": "2026-12",
    }  # fmt: skip
    assert {"probability", "month_reached", "bottleneck_by_year", "shortfall", "bottlenecks"} <= set(document)
    assert (document["scenario"], document["seed"], document["replications"], len(document["versions"])) == ("chenzhou", 1, 9, 3)
    assert document["provenance"]["command"][:3] == ["funnel", "target", "chenzhou"]


@pytest.mark.slow
def test_workers_do_not_change_the_document(funnel, document):
    one = json.loads(funnel("target", "chenzhou", *GOAL, *SMALL, "--json", "--workers", "1").out)
    two = json.loads(funnel("target", "chenzhou", *GOAL, *SMALL, "--json", "--workers", "2").out)
    assert {key: one[key] for key in one if key != "provenance"} == {key: two[key] for key in two if key != "provenance"}
    assert one["digest"] == document["digest"]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("到 2026-12 月底，“新产品”达到 20 项", "按期达到目标的概率", "管道已满", "世界太少", "停下的项目", "再多一个单位", "账全部平衡")),
        (
            "en",
            (
                "new products (trial passed): at least 20",
                "probability of reaching",
                "pipeline is full",
                "Too few worlds",
                "One more unit",
                "all balance",
            ),
        ),
    ],
)
def test_the_report_says_all_of_it_in_both_languages(funnel, lang, words):
    ended = funnel("target", "chenzhou", *GOAL, *SMALL, "--lang", lang, env={"COLUMNS": "100"})
    assert ended.code == 0
    joined = ended.out.replace("\n", "")
    for word in words:
        assert word in joined, word
    for resource in RESOURCE.values():
        assert resource.of(lang) in ended.out
    assert max(cells(line) for line in ended.out.splitlines()) <= 100


def test_with_too_few_worlds_nothing_is_concluded(funnel):
    out = funnel("target", "chenzhou", *GOAL, *SMALL, "--lang", "en").out
    assert "likely" not in out and "helps" not in out


@pytest.mark.parametrize(
    ("goal", "zh"),
    [
        ("results >= 0 by 2025-06", "30 个世界全部按期达到；概率不低于 88%"),
        ("results >= 9999 by 2025-06", "30 个世界里没有一个按期达到；概率不超过 12%"),
        ("results >= 105 by 2026-12", "达到比达不到更有可能"),
        ("results >= 119 by 2026-12", "不能断定达到与达不到哪个更有可能"),
        ("results >= 135 by 2026-12", "达不到比达到更有可能"),
    ],
)
def test_enough_worlds_allow_a_conclusion_that_is_never_surer_than_they_are(funnel, goal, zh):
    few = ("--replications", "30", "--months", "24", "--worlds", "central", "--quiet")
    ended = funnel("target", "chenzhou", "--goal", goal, *few, "--lang", "zh")
    assert ended.code == 0 and zh in ended.out.replace("\n", "")


@pytest.mark.slow
def test_an_empty_start_is_pointed_out(funnel):
    ended = funnel("target", "zigong", "--goal", "到2025-06新产品达到10项", *SMALL, "--lang", "zh")
    assert ended.code == 0 and "从空管道开始" in ended.out
    assert "从空管道开始" not in funnel("target", "chenzhou", *GOAL, *SMALL, "--lang", "zh").out


def test_the_folder_holds_the_answer_as_tables_too(funnel, tmp_path):
    ended = funnel("target", "chenzhou", "--policy", "pilot-voucher", *GOAL, *SMALL, "--out", "out", "--no-figures", "--lang", "zh")
    assert ended.code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"results.json", "provenance.json", "target.csv", "bottlenecks.csv", "bottleneck_by_year.csv", "indicators.csv"} <= names
    rows = list(csv.DictReader((tmp_path / "out" / "bottlenecks.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["资源"] for row in rows] == ["partner", "slot", "money", "staff", "market"]
    answer = list(csv.DictReader((tmp_path / "out" / "target.csv").read_text(encoding="utf-8-sig").splitlines()))
    document = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert answer[0]["数值"] == f"{document['probability']['value']:.4f}"


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ((), "没有给出目标", "no goal is given"),
        (("--goal", "new_prodcts >= 3 by 2026-12"), "您是不是想写“new_products”", 'Did you mean "new_products"'),
        (("--goal", "new_products >= 3 by 2030-12"), "加上 --months 72", "add --months 72"),
        (("--goal", "new_products >= 3 by 2020-12"), "把目标月份改到 2025-01 或以后", "choose a month from 2025-01 on"),
        (("--goal", "新产品大概三百项"), "没有写明到哪个月", "by which month"),
    ],
)
def test_a_goal_that_cannot_be_used_ends_with_2_and_one_message(funnel, words, zh, en):
    for lang, expected in (("zh", zh), ("en", en)):
        ended = funnel("target", "chenzhou", *words, "--months", "36", "--lang", lang)
        assert (ended.code, ended.out) == (2, "")
        assert expected in ended.err and ended.err.count("下一步：" if lang == "zh" else "Next step: ") == 1


def test_one_world_is_too_few_for_any_interval(funnel):
    ended = funnel("target", "chenzhou", *GOAL, "--replications", "1", "--lang", "zh")
    assert ended.code == 2 and "需要 2 至" in ended.err


@pytest.mark.parametrize("columns", ["80", "120"])
def test_all_amounts_of_a_table_are_in_the_unit_of_its_heading(funnel, columns):
    words = ("target", "jiangmen", "--goal", "sales > 60亿 by 2027-12", *SMALL)
    shown = funnel(*words, "--lang", "en", env={"COLUMNS": columns}).out
    found = json.loads(funnel(*words, "--json").out)["bottlenecks"]
    largest = max(abs(each["difference"]) for each in found.values())
    assert "million CNY" in shown.partition("One more unit")[2]
    number = f"{found['market']['difference'] / 100:,.0f}"
    assert largest < 1e6 and any(number[:3] in line for line in shown.splitlines() if line.startswith("market"))
