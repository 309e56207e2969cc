"""What the terminal says of a study: never more than the numbers hold, the same numbers as the figure, and in eighty columns."""

import copy
import io

import pytest
from matplotlib.text import Text as Drawn
from rich.console import Console

from experiments.cli.layout import cells
from experiments.cli.study_report import StudyReport
from experiments.figures import draw
from experiments.studies.evaluation import How
from experiments.studies.reading import load_study
from experiments.studies.study import carry_out_study
from tests.studies.test_worlds import SMALL

METHODS = {"sobol": "size = 16", "morris": "size = 4", "rsa": "size = 32", "tornado": ""}


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    """The documents of small studies by method."""
    folder = tmp_path_factory.mktemp("report")
    found = {}
    for method, size in METHODS.items():
        path = folder / f"{method}.toml"
        text = SMALL.replace('"sobol"\nsize = 16', f'"{method}"\n{size}')
        path.write_text(text.replace("replications = 4", "replications = 10") if method == "tornado" else text, encoding="utf-8")
        found[method] = carry_out_study(load_study(str(path)), How(workers=1)).document
    return found


def printed(document, lang="zh", width=80):
    """The report in a terminal of that width."""
    stream = io.StringIO()
    StudyReport(Console(file=stream, width=width, highlight=False, markup=False, emoji=False), lang).show(document)
    return stream.getvalue()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("method", METHODS)
def test_tables_of_studies_fit_eighty_columns_with_whole_words(method, lang, documents):
    document = copy.deepcopy(documents[method])
    document["indices"][0]["titles"] = {"zh": "无经纪人时成果等到企业的平均时间（分领域）", "en": "mean wait of a result for a firm without brokers"}
    text = printed(document, lang)
    assert max(map(cells, text.splitlines())) <= 80
    for word in ("参数", "位次") if lang == "zh" else ("Parameter", "Rank", "brokers"):
        assert word in text


def test_few_rows_are_called_few_and_nothing_is_certain(documents):
    for lang, words in (("zh", ("肯定", "几乎相等")), ("en", ("ertainly", "nearly equal", "surely small"))):
        text = printed(documents["sobol"], lang)
        assert ("只有16行基础样本，太少" if lang == "zh" else "16 base rows are too few") in text
        assert not [word for word in words if word in text]
    assert documents["sobol"]["converged"]["is_judged"] is False
    assert not any(row["is_small"] or row["rank_is_safe"] for row in documents["sobol"]["indices"])


@pytest.mark.parametrize(
    ("found", "zh", "en"),
    [
        (
            {"value": 1.04, "low": 0.81, "high": 1.3},
            "（在可分辨的范围内）全部（不少于 81%）只是运气",
            "all, within what can be told (at least 81%), of the",
        ),
        ({"value": 1.04, "low": 1.01, "high": 1.3}, "（在可分辨的范围内）全部只是运气", "all, within what can be told, of the"),
        ({"value": 0.9, "low": 0.7, "high": 1.1}, "90%（70% 至 100%）只是运气", "90% (70% to 100%) of the"),
    ],
)
def test_no_more_than_all_of_the_variance_is_called_chance(found, zh, en, documents):
    document = copy.deepcopy(documents["morris"]) | {"chance_share": found}
    assert zh in printed(document, "zh", 200) and en in printed(document, "en", 200)
    for method, figure in (("morris", "morris"), ("sobol", "sensitivity")):
        drawn = "".join(each.get_text() for each in draw(documents[method] | {"chance_share": found}, figure, "zh", "page").findobj(Drawn))
        assert "1.04" not in drawn and "1.30" not in drawn and "1.10" not in drawn


@pytest.mark.parametrize(("method", "figure"), [("sobol", "sensitivity"), ("morris", "morris"), ("tornado", "tornado")])
def test_figure_and_table_write_the_same_numbers(method, figure, documents):
    document = copy.deepcopy(documents[method])
    first = next(row for row in document["indices"] if row["rank"] == 1)
    shown = {"sobol": "ST", "morris": "mu_star", "tornado": "effect_high"}[method]
    first |= {shown: 0.32, f"{shown}_low": -4.7, f"{shown}_high": 5.2}
    value, ends = ("0.32", ("-4.70", "5.20")) if method == "sobol" else ("0.3", ("-4.7", "5.2"))
    assert f"{value} " in printed(document, width=120) and f"{ends[0]} 至 {ends[1]}" in printed(document, width=120)
    drawn = " ".join(each.get_text() for each in draw(document, figure, "zh", "page").findobj(Drawn))
    assert f"{ends[0].replace('-', '−')} 至 {ends[1]}" in drawn.replace("\n", "").replace("+", "")


@pytest.mark.parametrize(
    ("value", "low", "high", "said", "unsaid"),
    [
        (0.6, 0.5, 0.7, "占 40%（30% 至 50%）", "看不出来"),
        (0.9, 0.6, 1.2, "还看不出来，至多 40%", "至 40%）"),
        (1.6, 1.1, 2.0, "规模太小，看不出来", "0%"),
        (-0.4, -0.9, -0.1, "规模太小，看不出来", "%）"),
    ],
)
def test_interactions_that_the_design_cannot_show_are_not_called_none(value, low, high, said, unsaid, documents):
    document = copy.deepcopy(documents["sobol"]) | {"sum_of_S1": {"value": value, "low": low, "high": high}}
    (line,) = [part for part in printed(document, width=200).splitlines() if "参数之间的交互" in part]
    assert said in line and unsaid not in line
