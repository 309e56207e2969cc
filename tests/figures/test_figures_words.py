"""No title and no row claims more than its interval allows."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.figures import studies
from experiments.figures.effects import effects_figure
from experiments.figures.funnel import funnel_figure
from experiments.figures.glyphs import texts_of
from experiments.figures.style import drawing
from experiments.figures.verdicts import Verdict, finding, headline, in_words, verdict
from experiments.studies.methods import METHODS
from tests.figures.documents import VERSIONS, compare_document, nothing_known, one_policy, run_document, with_effect
from tests.studies.functions import estimated, ishigami, method

CLAIMS = {"zh": re.compile("增加|减少"), "en": re.compile("increase|decrease")}
HEDGED = {"zh": "方向不能确定", "en": "direction not certain"}
numbers = st.floats(-1e6, 1e6, allow_nan=False)


def effect(difference: float | None, low: float | None, high: float | None) -> dict[str, float | None]:
    return {"difference": difference, "low": low, "high": high}


@pytest.mark.parametrize(
    ("difference", "low", "high", "expected"),
    [
        (2.0, 1.0, 3.0, Verdict.MORE),
        (-2.0, -3.0, -1.0, Verdict.LESS),
        (2.0, -1.0, 5.0, Verdict.UNCERTAIN),
        (2.0, 0.0, 4.0, Verdict.UNCERTAIN),
        (-2.0, -4.0, 0.0, Verdict.UNCERTAIN),
        (0.0, 0.0, 0.0, Verdict.SAME),
        (2.0, None, None, Verdict.NO_INTERVAL),
        (None, None, None, Verdict.UNKNOWN),
    ],
)
def test_a_verdict_follows_from_the_interval_alone(difference, low, high, expected):
    assert verdict(effect(difference, low, high)) is expected


@given(numbers, st.floats(0, 1e6), st.floats(0, 1e6))
def test_an_interval_that_spans_zero_never_makes_a_claim(difference, below, above):
    spanning = effect(difference, -below, above)
    policy = {"effects": {"batch_output": spanning}, "by_version": {name: {"batch_output": spanning} for name in VERSIONS}}
    found = finding(policy, "batch_output")
    for lang in ("zh", "en"):
        title = headline([("A", found)], "X", lang)
        row = in_words(found, "batch_output", {}, lang)
        assert not CLAIMS[lang].search(title + row)
        assert HEDGED[lang] in title or found.overall is Verdict.SAME


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("make", [effects_figure, funnel_figure])
def test_a_title_hedges_where_the_interval_spans_zero(lang, make):
    document = with_effect(one_policy(), "batch_output", 0, 0.9, -0.5, 2.3)
    title = make(document, lang).get_label()
    assert HEDGED[lang] in title and not CLAIMS[lang].search(title)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_row_says_in_words_that_its_interval_spans_zero(lang):
    figure = effects_figure(with_effect(one_policy(), "batch_output", 0, 0.9, -0.5, 2.3), lang, indicators=["batch_output"])
    expected = {"zh": "区间含零，方向不能确定", "en": "interval spans zero: direction not certain"}[lang]
    assert says(figure, expected)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_direction_that_all_versions_share_is_claimed_without_reservation(lang):
    document = with_effect(one_policy(), "batch_output", 0, 2.0, 1.0, 3.0)
    title = effects_figure(document, lang).get_label()
    assert title == {"zh": "实现批量产出：A 增加", "en": "Reached batch output: increase with A"}[lang]
    assert says(effects_figure(document, lang), {"zh": "3 个校准版本均成立", "en": "holds in all 3 calibrated versions"}[lang])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_direction_that_one_version_does_not_share_is_claimed_with_a_reservation(lang):
    document = with_effect(one_policy(), "batch_output", 0, 2.0, 1.0, 3.0)
    document["policies"][0]["by_version"]["mixed"]["batch_output"] = effect(1.0, -1.0, 3.0)
    figure = effects_figure(document, lang, indicators=["batch_output"])
    assert {"zh": "但并非各校准版本都成立", "en": "not in every calibrated version"}[lang] in figure.get_label()
    expected = {"zh": "只在“选择为主”“纯中试效应”版成立（2/3）", "en": "holds in 2 of 3 versions: selection-heavy, treatment-only"}[lang]
    assert says(figure, expected)


def test_a_version_that_points_the_other_way_is_named():
    document = with_effect(one_policy(), "batch_output", 0, 2.0, 1.0, 3.0)
    document["policies"][0]["by_version"]["treatment-only"]["batch_output"] = effect(-2.0, -3.0, -1.0)
    assert says(effects_figure(document, "zh", indicators=["batch_output"]), "“纯中试效应”版相反")


RESERVED = {  # in the title, in the row
    "opposed": (("方向不能确定（校准版本之间相反）", "相反"), ("contradict each other", "opposite")),
    "untested": (("但只用了一个校准版本，未经检验", "未经检验"), ("in one calibrated version only, untested", "untested")),
    "half": (("但后验中未必过半如此", "未必过半"), ("perhaps not in half of the posterior", "perhaps not in half")),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("reservation", RESERVED)
def test_a_title_is_no_surer_than_one_version_or_the_posterior_allows(reservation, lang):
    document = with_effect(one_policy(), "batch_output", 0, 2.0, 1.0, 3.0)
    policy = document["policies"][0]
    if reservation == "opposed":
        policy["by_version"]["mixed"]["batch_output"] = effect(-2.0, -3.0, -1.0)
    elif reservation == "untested":
        policy["by_version"] = {"mixed": policy["by_version"]["mixed"]}
    else:
        policy["robust"] = {"posterior": {"share": {"value": 0.8, "low": 0.5, "high": 0.95}, "draws": 25, "turns_on": []}}
    found = finding(policy, "batch_output")
    assert found.reservation == reservation
    in_title, in_row = RESERVED[reservation][lang == "en"]
    assert in_title in effects_figure(document, lang).get_label()
    assert in_row in in_words(found, "batch_output", document, lang)


def test_versions_that_point_somewhere_are_named_where_all_together_do_not():
    document = with_effect(one_policy(), "batch_output", 0, 0.4, -0.6, 1.5)
    versions = document["policies"][0]["by_version"]
    versions["mixed"]["batch_output"] = versions["treatment-only"]["batch_output"] = effect(0.5, 0.1, 0.9)
    figure = effects_figure(document, "zh", indicators=["batch_output"])
    assert says(figure, "区间含零，方向不能确定；但“兼而有之”“纯中试效应”版增加")


def test_more_of_something_unwelcome_is_called_unfavourable():
    document = with_effect(one_policy(), "public_money", 0, 1460.0, 1320.0, 1600.0)
    assert says(effects_figure(document, "zh", indicators=["public_money"]), "增加（不利）")
    assert says(effects_figure(document, "en", indicators=["public_money"]), "increase (unfavourable)")


def test_nothing_is_concluded_from_numbers_that_are_not_known():
    for make in (effects_figure, funnel_figure):
        assert make(nothing_known(), "zh").get_label() == "实现批量产出：A、B、C 不能判断"


def test_the_cost_of_an_additional_project_is_not_shown_where_it_is_undefined():
    figure = effects_figure(compare_document(), "zh")
    assert says(figure, "768 万元（540 至 1,320）") and says(figure, "不能确定：多出的项目数区间含零")
    fewer = effects_figure(with_effect(one_policy(), "batch_output", 0, -2.0, -3.0, -1.0), "zh")
    assert says(fewer, "项目净减少") and not says(fewer, "768 万元")


def test_stop_reasons_whose_order_is_not_known_share_the_title():
    document = run_document()
    document["stop_reasons"]["no_partner"] = {"mean": 213.9, "low": 211.0, "high": 216.8}
    reasons = "样品未成或概念验证未过或没有承接（未对外释放、无企业接手或企业放弃）（区间重叠）"
    assert funnel_figure(document, "zh").get_label().endswith(f"停得最多的原因：{reasons}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_projects_still_running_are_shown_apart_and_not_as_failures(lang):
    document = run_document()
    document["stop_reasons"]["running"] = {"mean": 900.0, "low": 890.0, "high": 910.0}
    figure = funnel_figure(document, lang)
    assert {"zh": "样品未成", "en": "sample failed"}[lang] in figure.get_label()
    assert says(figure, {"zh": "仍在进行（不算失败）", "en": "Still running (not a failure)"}[lang])
    hatched = [patch for axes in figure.axes for patch in axes.patches if patch.get_hatch()]
    assert len(hatched) == 1


def says(figure, text: str) -> bool:
    """Whether a figure says something, in one line or wrapped."""
    with drawing():
        words = "".join(each.get_text() for each in texts_of(figure))
    return text.replace(" ", "") in words.replace(" ", "")


@pytest.mark.parametrize("name", list(METHODS))
def test_every_measure_of_a_study_has_words_in_its_figure_and_its_data(name):
    found = estimated(method(name, 3), ishigami, 320 if name == "hdmr" else 60, 2, 0.5)
    for measure_name in found.measures:
        words = studies.measure(measure_name)
        assert words.zh != measure_name and words.en != measure_name, f"{name}: {measure_name} is shown by its key"
