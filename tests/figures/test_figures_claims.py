"""The titles of all figures hold no more than their numbers: too few worlds, overlapping intervals and null conclude nothing."""

import copy
import json
from typing import Any

import pytest

from experiments.figures import alt_text, applicable, draw, figures
from experiments.figures.cost import ellipse, frontier
from experiments.figures.flows import balance
from experiments.figures.shades import contrast, ink_on, luminance, shade
from experiments.figures.style import drawing
from tests.figures.study_documents import DOCUMENTS, discovery_document, sobol_document
from tests.figures.test_figures_baseline import result_of

FEW = {"zh": "世界太少", "en": "oo few worlds"}


def result(name: str) -> dict[str, Any]:
    return copy.deepcopy(result_of(name))


def title(document: dict[str, Any], name: str, lang: str = "zh") -> str:
    """The title alone, without drawing."""
    from experiments.figures.catalogue import content_of
    from experiments.figures.page import Room

    with drawing():
        return content_of(document, name, Room.of(lang, "word")).frame.title


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["projects", "contrasts", "cost", "effects", "target", "bottlenecks", "flows"])
def test_nothing_is_concluded_from_too_few_worlds(name, lang):
    document = result(name) | {"replications": 4}
    assert FEW[lang] in title(document, name, lang)


def test_additional_and_deadweight_projects_are_compared_only_where_their_intervals_lie_apart():
    document = result("projects")
    first = document["policies"][0]["projects"]
    first["additional"] = {"value": 3.0, "low": 1.0, "high": 5.0}
    first["deadweight"] = {"value": 6.0, "low": 4.9, "high": 8.0}
    assert "A：新增与无谓补贴孰多不能确定" in title(document, "projects").replace("A、B", "A")
    first["deadweight"] = {"value": 6.0, "low": 5.1, "high": 8.0}
    assert "本来就有的项目多于新增的" in title(document, "projects")


def legend(document: dict[str, Any], name: str, lang: str = "zh") -> list[str]:
    """What the legend says of each policy."""
    from experiments.figures.catalogue import content_of
    from experiments.figures.page import Room

    with drawing():
        entries = content_of(document, name, Room.of(lang, "word")).frame.entries
    return [entry.aside for entry in entries][-len(document["policies"]) :]


@pytest.mark.parametrize("name", ["effects", "cost"])
def test_a_cost_per_project_is_named_only_where_more_projects_may_be_claimed(name):
    document = result("cost")
    policy = document["policies"][0]
    policy["cost_per_additional"] = {"value": 768.0, "low": 540.0, "high": 1320.0, "defined": True, "unit": "10k CNY per project"}
    for effects in (policy["effects"], *policy["by_version"].values()):
        effects["batch_output"] |= {"difference": 2.0, "low": 1.0, "high": 3.0}
    policy["cost_plane"]["projects"] = {"value": 2.0, "low": 1.0, "high": 3.0}
    assert legend(document, name)[0] == "768 万元（540 至 1,320）"
    assert legend(document | {"replications": 4}, name)[0] == "世界太少，不能给出"
    first = next(iter(policy["by_version"].values()))
    first["batch_output"] |= {"difference": -2.0, "low": -3.0, "high": -1.0}
    assert legend(document, name)[0] == "不能给出：校准版本之间方向相反"
    assert "A 是否多出项目不能确定" in title(document, "cost").replace("A、B、C", "A").replace("A、B", "A").replace("A、C", "A")
    first["batch_output"] |= {"difference": 2.0, "low": 1.0, "high": 3.0}
    policy["cost_per_additional"] |= {"value": None, "low": None, "high": None, "defined": False}
    assert legend(document, name)[0] == "不能给出：比值无法估计"


def test_a_true_effect_that_spans_zero_is_no_finding():
    document = result("contrasts")
    for policy in document["policies"]:
        for found in (policy["contrasts"], *policy["contrasts"]["by_version"].values()):
            found["true"] = {"value": 0.1, "low": -0.1, "high": 0.3}
    assert "方向不能确定" in title(document, "contrasts") and "direction not certain" in title(document, "contrasts", "en")


def test_a_true_effect_that_calibrated_versions_contradict_is_no_finding():
    document = result("contrasts")
    chain = document["policies"][0]["contrasts"]
    for found in (chain, *chain["by_version"].values()):
        found["true"] = {"value": 0.2, "low": 0.1, "high": 0.3}
    assert "真正带来" in title(document, "contrasts")
    next(iter(chain["by_version"].values()))["true"] = {"value": -0.2, "low": -0.3, "high": -0.1}
    assert "方向相反" in title(document, "contrasts") and "真正带来" not in title(document, "contrasts")
    assert "contradict each other" in title(document, "contrasts", "en")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"value": 0.83, "low": 0.56, "high": 0.97}, "多半能达到"),
        ({"value": 0.55, "low": 0.4, "high": 0.7}, "不能确定"),
        ({"value": 0.1, "low": 0.02, "high": 0.3}, "多半达不到"),
        ({"value": None, "low": None, "high": None}, "不能判断"),
    ],
)
def test_a_goal_is_called_likely_only_where_the_whole_interval_is(found, said):
    assert said in title(result("target") | {"probability": found, "probability_by_version": {}}, "target")


def test_a_goal_is_not_called_likely_where_a_calibrated_version_says_otherwise():
    document = result("target") | {"probability": {"value": 0.83, "low": 0.56, "high": 0.97}}
    document["probability_by_version"] = {"a": {"value": 0.9, "low": 0.7, "high": 1.0}, "b": {"value": 0.5, "low": 0.2, "high": 0.8}}
    assert "达到与否不能确定" in title(document, "target") and "not certain either way" in title(document, "target", "en")


@pytest.mark.parametrize(
    ("indicator", "number", "zh", "en"),
    [
        ("new_products", 45, "45 项", "45 projects"),
        ("pilots_started", 4.5, "4.5 项", "4.5 projects"),
        ("sales", 12_345.0, "1.2345 亿元", "123.45 million CNY"),
        ("sales", 1_234_567.0, "123.4567 亿元", "12.34567 billion CNY"),
    ],
)
def test_a_goal_is_shown_as_it_was_set_and_never_rounded(indicator, number, zh, en):
    document = result("target")
    document["goal"] |= {"indicator": indicator, "number": number}
    assert zh in title(document, "target") and en in title(document, "target", "en")


def test_a_study_that_ends_within_a_year_is_not_said_to_go_to_its_end():
    document = result("years")
    last = document["period"]["last"][:4]
    assert f"到 {last} 年末" in title(document, "years") and f"by the end of {last}" in title(document, "years", "en").lower()
    document["period"] |= {"last": f"{last}-06"}
    assert f"到 {last}-06，" in title(document, "years") and f"by {last}-06" in title(document, "years", "en").lower()


def test_without_safe_ranks_no_parameter_is_called_the_most_important():
    document = sobol_document()
    document["converged"]["safe_ranks"] = [2, 3]
    assert "尚不能确定" in title(document, "sensitivity")
    document["converged"]["safe_ranks"] = [1, 3]
    assert title(document, "sensitivity").count("、") == 0 and "其后的次序尚不能确定" in title(document, "sensitivity")


@pytest.mark.parametrize(
    ("measure", "safe", "said"),
    [
        ("level", [1], "影响“实现批量产出”最大的是样品化成功的概率；其后的次序尚不能确定"),
        ("level", [1, 2, 3, 4, 5, 6], "影响“实现批量产出”最大的依次是样品化成功的概率、无经纪人时成果等到企业的平均时间、中试成本"),
        ("difference", [1], "影响“实现批量产出”的政策效果最大的是样品化成功的概率；其后的次序尚不能确定"),
        ("difference", [], "影响“实现批量产出”的政策效果最大的是哪个参数，尚不能确定"),
    ],
)
def test_titles_of_studies_are_good_chinese_for_one_or_many_and_for_the_effect_of_a_policy(measure, safe, said):
    document = sobol_document()
    document["outcome"] |= {"measure": measure}
    document["converged"]["safe_ranks"] = safe
    assert title(document, "sensitivity") == said


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (9.6687, {"zh": "个月", "en": "months"}, "9.67 个月", "9.67 months"),
        (123_456.0, {"zh": "万元", "en": "10,000 CNY"}, "123,456 万元", "1,235 million CNY"),
        (12_345.6, {"zh": "人", "en": "people"}, "12,346 人", "12,346 people"),
        (0.3456, {"zh": "比例", "en": "share"}, "0.346", "0.346"),
        (3.0, {"zh": "个", "en": "platforms"}, "3 个", "3 platforms"),
    ],
)
def test_a_limit_of_a_box_is_written_as_planners_read_it_and_as_in_its_sentence(value, unit, zh, en):
    from experiments.figures.boxes import _amount
    from experiments.figures.page import Room

    assert (_amount(value, unit, Room.of("zh", "word")), _amount(value, unit, Room.of("en", "word"))) == (zh, en)


def test_how_intervals_were_made_is_no_name_in_brackets():
    document = sobol_document()
    for method, how in (("sobol", "(bootstrap)"), ("hdmr", "(from halves of the sample)")):
        assert alt_text(document | {"method": method}, "sensitivity", "en").count(f"95 % intervals {how}") == 1


def test_a_box_that_is_not_found_again_is_called_unsafe_and_none_is_none():
    document = discovery_document()
    document["converged"]["is_converged"] = False
    assert "尚不可靠" in title(document, "boxes") and "not safe" in title(document, "boxes", "en")
    document["boxes"] = []
    assert "没有找到" in title(document, "boxes")
    assert draw(document, "boxes", "zh", "word").axes == []


def test_a_bottleneck_is_named_and_framed_only_in_years_in_which_it_is_certain():
    document = result("bottlenecks")
    years = document["bottleneck_by_year"]
    for year in years.values():
        year["binding"], year["is_certain"] = "partner", False
    assert "没有一年能确定" in title(document, "bottlenecks") and "In no year is it certain" in title(document, "bottlenecks", "en")
    assert frames(document) == 0
    for year in list(years)[:3]:
        years[year]["is_certain"] = True
    assert "其余 7 年不能确定" in title(document, "bottlenecks") and frames(document) == 3


def frames(document: dict[str, Any]) -> int:
    """How many cells of the map of bottlenecks have a thick frame."""
    return sum(not patch.get_fill() for axes in draw(document, "bottlenecks", "zh", "word").axes for patch in axes.patches)


def test_the_stage_in_which_most_stop_is_named_only_where_no_other_reaches_it():
    document = result("flows")
    stops = document["baseline"]["stop_reasons"]
    for reason in stops:
        stops[reason] |= {"mean": 10.0, "low": 9.0, "high": 11.0}
    stops["ramp_failed"] |= {"mean": 90.0, "low": 80.0, "high": 100.0}
    assert "停在产业化环节，各环节中最多" in title(document, "flows")
    stops["ramp_failed"] |= {"low": 33.0}  # three reasons of the first stage together go up to 33
    assert "不能确定" in title(document, "flows") and "is not certain" in title(document, "flows", "en")


def test_of_more_than_three_reasons_that_overlap_none_is_called_the_most_common():
    document = result("funnel")
    stops = document["baseline"]["stop_reasons"]
    for reason in stops:
        stops[reason] |= {"mean": 10.0, "low": 9.0, "high": 11.0}
    assert title(document, "funnel").endswith("停得最多的原因：不能确定（区间重叠）")


def test_what_several_instruments_spend_together_is_the_sum_of_their_means():
    document = result("ledger")
    policy = document["policies"][0]
    first = next(iter(policy["ledger"].values()))
    policy["ledger"]["another"] = first | {"total": 100.0}
    first |= {"total": 1234.0, "before_window": 10.0}
    assert "A 各工具合计平均 1,334 万元" in title(document, "ledger")
    first["before_window"] = policy["ledger"]["another"]["before_window"] = 0.0
    policy["run"]["indicators"]["public_money"] |= {"mean": 1334.0, "low": 1200.0, "high": 1500.0}
    assert "A 1,334 万元（1,200 至 1,500）" in title(document, "ledger"), "the interval of the sum, where all was spent in the window"


def test_where_nothing_is_added_and_nothing_paid_for_that_is_said():
    document = result("projects")
    for policy in document["policies"]:
        policy["projects"] |= {name: {"value": 0.0, "low": 0.0, "high": 0.0} for name in ("additional", "deadweight")}
    assert "既无新增也无无谓补贴" in title(document, "projects")


def test_every_stage_of_the_flows_balances_to_the_last_project():
    run = result("flows")["baseline"]
    flows = balance(run)
    entered = dict(flows["entered"])
    stopped = sum(found["mean"] for name, found in run["stop_reasons"].items() if name not in ("running", "firm_closed"))
    assert entered["sample"] == pytest.approx(entered["batch_output"] + stopped + sum(flows["change"].values()))


def test_the_frontier_begins_where_least_is_spent_and_leaves_out_what_a_mixture_beats():
    def policy(projects: float, money: float) -> dict[str, Any]:
        return {"cost_plane": {"projects": {"value": projects}, "money": {"value": money}}}

    assert frontier([policy(2.0, 100.0), policy(3.0, 400.0), policy(4.0, 300.0), policy(-1.0, 50.0)]) == [(0.0, 0.0), (2.0, 100.0), (4.0, 300.0)]
    assert frontier([policy(1.0, -10.0)]) == [(1.0, -10.0)]


def test_an_ellipse_is_as_wide_and_as_high_as_the_two_intervals():
    plane = {
        "projects": {"value": 1.0, "low": -1.0, "high": 3.0},
        "money": {"value": 50.0, "low": 20.0, "high": 80.0},
        "correlation": 0.6,
    }
    outline = ellipse(plane)
    assert max(x for x, _ in outline) == pytest.approx(3.0, abs=0.01) and min(y for _, y in outline) == pytest.approx(20.0, abs=0.1)
    assert ellipse({**plane, "money": {"value": 50.0, "low": None, "high": None}}) == []


def test_shades_of_a_map_get_darker_and_numbers_can_be_read_on_each():
    shades = [shade(step / 20) for step in range(21)]
    greys = [luminance(colour) for colour in shades]
    assert greys == sorted(greys, reverse=True)
    assert min(contrast(ink_on(colour), colour) for colour in shades) > 4.5


@pytest.mark.slow
@pytest.mark.parametrize("name", ["effects", "target", "story"])
def test_null_everywhere_draws_dashes_and_never_crashes(name):
    kept = {"seed", "replication", "replications", "months", "number"}

    def emptied(value: Any, key: str = "") -> Any:
        if key in kept or key in ("provenance", "titles"):
            return value
        if isinstance(value, dict):
            return {name: emptied(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [emptied(part, key) for part in value]
        return None if isinstance(value, int | float) and not isinstance(value, bool) else value

    document = emptied(result(name))
    for each in applicable(document):
        figure = draw(document, each, "en", "word")
        assert "None" not in figure.alt and "nan" not in figure.alt.lower()


def test_documents_of_studies_are_strict_json_and_have_exactly_one_figure():
    for name, make in DOCUMENTS.items():
        document = json.loads(json.dumps(make(), allow_nan=False))
        assert applicable(document) == (name,)
        assert name in dir(figures) and alt_text(document, name, "en")
