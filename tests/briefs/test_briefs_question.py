"""The question of a brief is the one that was simulated, and the three sentences answer that one."""

import copy

import pytest

from experiments.briefs.content.ranking import CLAUSES, Order, judged_order
from experiments.briefs.content.words import in_short
from tests.briefs.results import case_of, composed, findings, section_texts

FILES_OWN = {"zh": "哪一种真正多换来产业化项目", "en": "which really adds industrialised projects"}


@pytest.mark.parametrize("kind", ["compare", "target", "run"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_question_of_the_region_file_is_not_the_one_answered(results, kind, lang):
    brief = composed(results[kind].document, results[kind], lang)
    assert FILES_OWN[lang] not in " ".join(section_texts(brief, 0) + findings(brief))
    first = section_texts(brief, 0)[1]
    assert first.endswith("？" if lang == "zh" else "?")


def test_a_comparison_asks_about_its_policies_and_which_is_better(results):
    document = copy.deepcopy(results["compare"].document)
    asked = section_texts(composed(document, results["compare"]), 0)[1]
    assert "“企业自主中试成功并在本地产业化，一次性奖励 200 万元”“中试创新券”能不能多带来实现批量产出的项目" in asked
    assert "2025年1月至2027年12月" in asked and asked.endswith("，哪个更好？")
    document["policies"] = document["policies"][1:]
    brief = composed(document, results["compare"])
    asked = section_texts(brief, 0)[1]
    assert "“中试创新券”能不能" in asked and "奖励" not in asked and "哪个更好" not in asked
    assert "哪个" not in " ".join(findings(brief))
    document |= {"policies": document["policies"] * 5, "robust": {"steps": []}}
    assert "下列5个方案能不能" in section_texts(composed(document, results["compare"]), 0)[1]


def test_a_run_and_a_target_ask_about_what_was_simulated(results):
    asked = {kind: section_texts(composed(results[kind].document, results[kind]), 0)[1] for kind in ("run", "target")}
    assert "按情景所设的政策" in asked["run"], "its scenario is not there to tell"
    from experiments.briefs.content.compose import compose

    asked = {kind: section_texts(compose(results[kind], "zh"), 0)[1] for kind in ("run", "target")}
    assert "（郴州：“3+4”中试基地）中，实行“中试创新券”，从2025年1月到2027年12月，预计有多少项目" in asked["run"]
    assert "实行“中试创新券”，能不能做到“到2026年12月底，新产品累计达到25项”，如果不能，卡在哪里？" in asked["target"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_answer_says_which_option_is_better_or_why_nobody_can_tell(results, lang):
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    names = [policy["id"] for policy in document["policies"]]
    step = {"ahead": names[0], "behind": names[1], "value": 7.0, "high": 14.0, "posterior": None}
    words = {"zh": ("哪个方案更好不能断定", "优于"), "en": ("hich option is best cannot be said", "is better than")}[lang]
    for policy, overall in zip(document["policies"], (9.0, 2.0), strict=True):
        for effects in (policy["effects"], *policy["by_version"].values()):
            effects["batch_output"] |= {"difference": overall, "low": overall - 1, "high": overall + 1}
    for low, said, not_said in ((-1.0, *words), (3.0, *words[::-1])):
        document["robust"] |= {"steps": [step | {"low": low}]}
        third = findings(composed(document, results["compare"], lang))[2]
        assert said in third and not_said not in third


def test_every_order_has_its_words(results):
    assert set(CLAUSES) == set(Order)
    assert judged_order(case_of(results["compare"].document | {"replications": 2}, results["compare"]))[0] is Order.FEW


def test_a_title_in_a_sentence_is_its_name_without_what_it_explains():
    assert in_short("中试创新券：每个项目最高 50 万元（北京）", "zh").text == "“中试创新券”"
    assert in_short("一次性奖励 200 万元（郴州）", "zh").text == "“一次性奖励 200 万元”"
    assert in_short("Pilot voucher: up to 500,000 CNY (Beijing)", "en").text == '"Pilot voucher"'
    assert in_short("（郴州）", "zh").text == "“（郴州）”"
