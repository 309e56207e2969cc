"""No sentence of a brief claims more than its numbers, whatever the result: documents are bent into every shape and the claims are looked for."""

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.briefs.certainty import Certainty
from experiments.figures.verdicts import Verdict, verdict
from experiments.output.enough import missing_worlds
from tests.briefs.results import HEADLINE, LOOK, UNFILLED, case_of, comparisons, composed, excludes_zero, findings, section_texts, whole_text

SAFE = {"zh": "基本可以认为", "en": "safely be taken"}


def claimed(answer: str, letter: str, verb: str) -> bool:
    """Whether the first sentence of an answer says this verb of an option, without "or"."""
    pattern = re.compile(rf"方案[A-Z、]*{letter}[A-Z、]*(很可能)?使实现批量产出的项目{verb}（")
    return bool(pattern.search(answer))


@LOOK
@given(data=st.data())
def test_a_direction_is_named_only_where_the_interval_and_no_version_speaks_against_it(results, data):
    document = data.draw(comparisons(results["compare"].document))
    first = findings(composed(document, results["compare"]))[0]
    for order, policy in enumerate(document["policies"]):
        letter, effect = "AB"[order], policy["effects"][HEADLINE]
        for verb, sign in (("增加", Verdict.MORE), ("减少", Verdict.LESS)):
            if claimed(first, letter, verb):
                assert not missing_worlds(document)
                assert verdict(effect) is sign
                against = {Verdict.MORE: Verdict.LESS, Verdict.LESS: Verdict.MORE}[sign]
                assert against not in {verdict(each.get(HEADLINE)) for each in policy["by_version"].values()}


@LOOK
@given(data=st.data())
def test_the_strongest_word_needs_nine_worlds_in_ten_and_every_version(results, data):
    document = data.draw(comparisons(results["compare"].document))
    for lang, word in SAFE.items():
        first = findings(composed(document, results["compare"], lang))[0].lower()
        deserved = [policy for policy in document["policies"] if is_nearly_sure(policy, document)]
        assert (word in first) == bool(deserved)


def is_nearly_sure(policy, document) -> bool:
    """Worked out anew: interval without zero, the same sign and no zero in each of several versions, nine worlds in ten, surely nine tenths of the
    posterior where it was asked, enough worlds."""
    effect, better = policy["effects"][HEADLINE], policy["effects"][HEADLINE]["probability_better"]
    each = [found[HEADLINE] for found in policy["by_version"].values()]
    agree = all(excludes_zero(found) and (found["low"] > 0) == (effect["low"] > 0) for found in each) if excludes_zero(effect) else False
    enough = not missing_worlds(document) and len(each) > 1
    if document["posterior"]:
        low = policy["robust"]["posterior"]["share"]["low"]
        enough = enough and low is not None and low >= 0.9
    return enough and agree and better is not None and (better >= 0.9 if effect["low"] > 0 else better <= 0.1)


@LOOK
@given(data=st.data())
def test_a_cost_is_named_only_where_there_are_additional_projects(results, data):
    document = data.draw(comparisons(results["compare"].document))
    case = case_of(document, results["compare"])
    for option in case.policies:
        found = option.found["cost_per_additional"]
        if option.is_costed:
            assert found["defined"] and found["value"] is not None
            assert verdict(option.found["effects"][HEADLINE]) is Verdict.MORE and not case.missing
    text = " ".join(section_texts(composed(document, results["compare"]), 4))
    uncosted = [option for option in case.policies if not option.is_costed]
    assert ("财政成本不能给出" in text) == bool(uncosted)
    assert text.count("财政净支出") == len(case.policies) - len(uncosted)


def with_effect(document, order, overall, versions, share=0.95):
    """The document with an effect on batch output: value, low and high over all and in each version, and the lower bound of its posterior share."""
    policy = document["policies"][order]
    policy["effects"][HEADLINE] |= dict(zip(("difference", "low", "high"), overall, strict=True)) | {"probability_better": 0.6}
    for found, values in zip(policy["by_version"].values(), versions, strict=True):
        found[HEADLINE] |= dict(zip(("difference", "low", "high"), values, strict=True))
    policy["robust"]["posterior"]["share"] = {"value": 0.97, "low": share, "high": 1.0}
    policy["cost_per_additional"] |= {"defined": True, "value": 900.0, "low": 500.0, "high": 2000.0}


MORE, NONE, FEWER = (3.0, 1.0, 5.0), (0.5, -1.0, 2.0), (-3.0, -5.0, -1.0)


def sections(results, overall, versions, share=0.95):
    """The sections of a comparison whose first option has this effect."""
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    for order in (0, 1):
        with_effect(document, order, *((overall, versions, share) if order == 0 else (NONE, (NONE,) * 3, share)))
    brief = composed(document, results["compare"])
    return {name: " ".join(section_texts(brief, place)) for name, place in (("gains", 3), ("doubts", 6), ("survey", 7))}


def test_versions_in_which_a_finding_does_not_hold_are_named_with_what_would_settle_it(results):
    found = sections(results, MORE, (MORE, NONE, MORE))
    assert "方案A：“兼而有之”版本单独看，区间含零" in found["doubts"] and "结论在各校准版本中都成立" not in found["doubts"]
    assert "能否对方案A下结论取决于它" in found["survey"]
    found = sections(results, MORE, (MORE,) * 3)
    assert "方案A的结论在各校准版本中都成立" in found["doubts"] and "不成立" not in found["doubts"]
    assert "取决于它" not in found["survey"]
    assert "方案A在“兼而有之”版本中方向相反，因此不下结论" in sections(results, MORE, (MORE, FEWER, MORE))["doubts"]
    assert "单独看“兼而有之”版本有方向" in sections(results, NONE, (NONE, MORE, NONE))["doubts"]


def test_nobody_is_said_to_gain_from_an_option_that_adds_nothing_for_sure(results):
    found = sections(results, MORE, (MORE,) * 3)["gains"]
    assert "方案B的净增加不能断定大于零" in found and "方案A、B" not in found
    assert "方案A、B的净增加不能断定大于零" in sections(results, FEWER, (FEWER,) * 3)["gains"]


def test_the_share_of_the_posterior_is_that_of_the_side_to_which_the_effect_goes(results):
    assert (
        "方案A：在后验（与80%、30%相容的各种参数）中，估计97%（95至100）的情形下批量产出平均是增加" in sections(results, MORE, (MORE,) * 3)["doubts"]
    )
    assert "情形下批量产出平均是减少" in sections(results, FEWER, (FEWER,) * 3)["doubts"].partition("方案B")[0]


@pytest.mark.parametrize(
    ("lang", "owed", "back"),
    [("zh", "最多可能再支付320万元", "收回75.0万元"), ("en", "cost up to 3.20 million CNY more", "0.750 million CNY came back")],
)
def test_what_may_still_come_and_what_came_back_is_told(results, lang, owed, back):
    document = copy.deepcopy(results["compare"].document)
    ledger = next(iter(document["policies"][0]["ledger"].values()))
    text = whole_text(composed(document, results["compare"], lang))
    assert owed not in text and back not in text
    ledger |= {"contingent_liability": {"value": 320.0, "low": None, "high": None}, "recycled": 75.0}
    text = whole_text(composed(document, results["compare"], lang))
    assert owed in text and back in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_cost_is_no_surer_than_that_there_are_additional_projects(results, lang):
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    weak = {"zh": "依据较弱", "en": "weak evidence"}[lang]
    for versions, share, is_weak in (((MORE,) * 3, 0.95, False), ((MORE, NONE, MORE), 0.95, True), ((MORE,) * 3, 0.5, True)):
        with_effect(document, 0, MORE, versions, share)
        (line,) = [text for text in section_texts(composed(document, results["compare"], lang), 4) if re.search("方案A：|Option A: one", text)]
        assert (weak in line) is is_weak, line
    text = whole_text(composed(document, results["compare"], lang))
    assert not re.search("beyond doubt|能断定净增加", text)


def test_why_there_is_no_cost_is_said_exactly(results):
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    for versions, defined, why in (((MORE, FEWER, MORE), True, "校准版本之间方向相反"), ((MORE,) * 3, False, "比值无法估计")):
        with_effect(document, 0, MORE, versions)
        document["policies"][0]["cost_per_additional"]["defined"] = defined
        text = " ".join(section_texts(composed(document, results["compare"]), 4))
        assert f"因为{why}" in text and "或者比值" not in text


@pytest.mark.parametrize(("lang", "words"), [("zh", "金额按不变价，未贴现"), ("en", "at constant prices and not discounted")])
def test_both_languages_say_that_amounts_are_at_constant_prices(results, lang, words):
    assert words in whole_text(composed(results["compare"].document, results["compare"], lang))


@LOOK
@given(data=st.data())
def test_one_option_is_called_better_only_where_it_is_ahead_in_the_same_worlds_and_apart_in_every_version(results, data):
    document = data.draw(comparisons(results["compare"].document))
    text = " ".join(section_texts(composed(document, results["compare"]), 2))
    (step,) = document["robust"]["steps"]
    if "优于" in text or "没有经过检验" in text:
        assert step["low"] > 0 and not missing_worlds(document)
        assert step["posterior"] is None or step["posterior"]["share"]["low"] > 0.5
        assert ("没有经过检验" in text) == (len(document["versions"]) == 1)
    if "优于" in text:
        best, other = ({policy["id"]: policy for policy in document["policies"]}[step[which]] for which in ("ahead", "behind"))
        for name in best["by_version"]:
            assert best["by_version"][name][HEADLINE]["low"] > other["by_version"][name][HEADLINE]["high"]


@pytest.mark.parametrize(("lang", "name", "assumed"), [("zh", "全国账", "全国账假定"), ("en", "national ledger", "Assumed for the national ledger")])
def test_the_national_ledger_is_spoken_of_only_where_it_differs_and_with_what_it_assumes(results, lang, name, assumed):
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    for policy in document["policies"]:
        for effects in (policy["effects"], *policy["by_version"].values()):
            for key in ("batch_output", "new_products", "sales", "social_npv"):
                effects[key] |= {"difference": 3.0, "low": 1.0, "high": 5.0}
                effects[f"{key}_national"] = dict(effects[key])
    text = " ".join(section_texts(composed(document, results["compare"], lang), 2))
    assert name not in text and assumed not in text
    document["policies"][0]["effects"]["batch_output_national"] |= {"difference": 2.0}
    text = " ".join(section_texts(composed(document, results["compare"], lang), 2))
    assert text.count(f"（{name}）" if lang == "zh" else f"({name})") == 1 and assumed in text


def chain(naive, true, versions):
    """A chain from the naive gap to the true effect; numbers are value, low and high."""

    def found(numbers):
        return dict(zip(("value", "low", "high"), numbers, strict=True))

    parts = {name: found((0.1, 0.05, 0.15)) for name in ("censoring", "survivorship", "selection", "crowding")}
    whole = {name: found((0.2, 0.1, 0.3)) for name in ("per_entrant", "closed_cohorts", "alone", "switched")}
    return whole | {
        "naive": found(naive),
        "true": found(true),
        "parts": parts,
        "true_parts": {name: found((0.1, 0.0, 0.2)) for name in ("maturation", "screening")},
        "spillover": found((-0.08, -0.09, -0.07)),
        "by_version": {name: {"true": found(each)} for name, each in zip(("selection-heavy", "mixed", "treatment-only"), versions, strict=False)},
    }


GAP, UNKNOWN_GAP = (0.48, 0.43, 0.53), (None, None, None)
SURE, SURELY_LESS, SPANNING = (0.2, 0.1, 0.3), (-0.2, -0.3, -0.1), (0.1, -0.1, 0.3)


@pytest.mark.parametrize(
    ("naive", "true", "versions", "replications", "zh", "en"),
    [
        (
            GAP,
            SURE,
            (SURE,) * 3,
            200,
            "中试真正带来的是+20个百分点（95%区间+10至+30），各校准版本单独看也都如此",
            "by themselves, calibrated versions say the same",
        ),
        (GAP, SURE, (SURE, SPANNING, SURE), 200, "但不是每个校准版本单独看都如此", "not every calibrated version says so by itself"),
        (GAP, SURE, (SURE,), 200, "只用了一个校准版本", "only one calibrated version"),
        (GAP, SURE, (SURE, SURELY_LESS, SURE), 200, "校准版本之间方向相反，不能断定", "calibrated versions contradict each other"),
        (GAP, SPANNING, (SPANNING,) * 3, 200, "真实作用的区间含零（−10至+30），不能断定", "spans zero"),
        (GAP, SPANNING, (SURE, (0.4, 0.3, 0.5), SURE), 200, "在各校准版本中都大于零，但大小不一，从+20到+40", "from +20 to +40"),
        (GAP, UNKNOWN_GAP, (UNKNOWN_GAP,) * 3, 200, "真实作用算不出来", "is not known"),
        (UNKNOWN_GAP, SURE, (SURE,) * 3, 200, "真实作用算不出来", "is not known"),
        (GAP, SURE, (SURE,) * 3, 4, "世界太少，对中试的真实作用不下结论", "too few worlds"),
    ],
)
def test_of_the_true_effect_of_a_pilot_no_more_is_said_than_the_chain_allows(results, naive, true, versions, replications, zh, en):
    document = copy.deepcopy(results["compare"].document) | {"replications": replications}
    for policy in document["policies"]:
        policy["contrasts"] = chain(naive, true, versions)
    for lang, words in (("zh", zh), ("en", en)):
        texts = section_texts(composed(document, results["compare"], lang), 5)
        meaning = next(text for text in texts if text.startswith({"zh": "方案A：", "en": "Option A."}[lang]))
        assert words in meaning, meaning
        assert ("真正带来" in meaning or "itself brings" in meaning) == (
            true is SURE and naive is GAP and SURELY_LESS not in versions and replications > 4
        )
        assert not UNFILLED.search(meaning) and "—" not in meaning
        assert any("Spill-over" in text or "对没做中试的项目的影响" in text for text in texts), "what it does to others is told too"


def ranked(results, low: float, versions, lang: str = "zh") -> str:
    """What is said of the order of two options: the first 7 projects ahead with this lower bound; `versions` are the effects of both in each."""
    document = copy.deepcopy(results["compare"].document) | {"replications": 200}
    for policy, overall in zip(document["policies"], (9.0, 2.0), strict=True):
        policy["effects"][HEADLINE] |= {"difference": overall, "low": overall - 1, "high": overall + 1}
    for place, name in enumerate(document["policies"][0]["by_version"]):
        for policy, size in zip(document["policies"], versions[place], strict=True):
            policy["by_version"][name][HEADLINE] |= {"difference": size, "low": size - 0.5, "high": size + 0.5}
    names = [policy["id"] for policy in document["policies"]]
    step = {"ahead": names[0], "behind": names[1], "value": 7.0, "low": low, "high": 14.0 - low, "posterior": None}
    document["robust"] |= {"ranking": names, "steps": [step]}
    return " ".join(section_texts(composed(document, results["compare"], lang), 2))


def test_a_ranking_that_turns_between_versions_is_no_ranking(results):
    text = ranked(results, 5.0, ((8.0, 1.0), (1.0, 8.0), (8.0, 1.0)))
    assert "方案A平均比方案B多7.0项（95%区间5.0至9.0）" in text and "各校准版本的排序不同" in text
    assert "优于" not in text


def test_whether_options_can_be_ranked_is_told_by_their_paired_difference(results):
    """Not by whether two intervals overlap, which is no test of a difference, nor by what single versions put first by chance."""
    for versions in (((8.0, 1.0),) * 3, ((8.0, 1.0), (1.0, 8.0), (8.0, 1.0))):
        text = ranked(results, -0.5, versions)
        assert "哪个方案更好不能断定：方案A平均比方案B多7项（95%区间−0.5至14.5），区间含零" in text.replace("7.0项", "7项")
        assert "排序不同" not in text and "优于" not in text
        assert "option A is ahead of option B by 7.0 projects" in ranked(results, -0.5, versions, "en")
    assert "方案A优于方案B" in ranked(results, 5.0, ((8.0, 1.0),) * 3)
    nearly = ranked(results, 5.0, ((8.0, 1.0), (2.0, 1.5), (8.0, 1.0)))
    assert "优于" not in nearly and "并非在每个校准版本中都分开" in nearly


@LOOK
@given(data=st.data(), lang=st.sampled_from(["zh", "en"]))
def test_the_answer_has_three_sentences_and_nothing_unfilled(results, data, lang):
    document = data.draw(comparisons(results["compare"].document))
    brief = composed(document, results["compare"], lang)
    said = findings(brief)
    assert len(said) == 3
    stop = "。" if lang == "zh" else "."
    assert all(line.endswith(stop) for line in said)
    if lang == "zh":
        assert all(line.count(stop) == 1 for line in said)
    text = whole_text(brief)
    assert not UNFILLED.search(text)


@LOOK
@given(data=st.data())
def test_too_few_worlds_conclude_nothing(results, data):
    document = data.draw(comparisons(results["compare"].document))
    document["replications"] = 2
    brief = composed(document, results["compare"])
    assert findings(brief)[0].startswith("模拟的世界太少")
    assert "不足以下结论（世界太少）" in findings(brief)[2]
    case = case_of(document, results["compare"])
    assert all(option.judged().certainty is Certainty.OPEN and not option.is_costed for option in case.policies)


@LOOK
@given(data=st.data())
def test_rates_without_closed_cases_are_not_shown(results, data):
    document = data.draw(comparisons(results["compare"].document))
    known = [found for found in document["baseline"]["rates"].values() if found["value"] is not None]
    text = " ".join(section_texts(composed(document, results["compare"]), 5))
    assert ("还没有到期的批次" in text) == (not known)
    assert "不能相减" in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_run_never_says_that_a_policy_works(results, lang):
    text = whole_text(composed(results["run"].document, results["run"], lang))
    assert {"zh": "不能说任何政策有用或没用", "en": "no policy can be said to work or not"}[lang] in text
    for word in ("基本可以认为", "safely", "优于", "better than"):
        assert word not in text


def test_the_reason_most_projects_stop_for_is_named_only_where_its_interval_stands_clear(results):
    document = copy.deepcopy(results["run"].document)
    stops = document["stop_reasons"]
    for name in stops:
        stops[name] |= {"mean": 5.0, "low": 4.0, "high": 6.0}
    stops["no_slot"] |= {"mean": 9.0, "low": 8.0, "high": 10.0}
    assert "停下最多的原因是" in findings(composed(document, results["run"]))[1]
    stops["no_slot"] |= {"low": 5.5}
    assert "不能断定" in findings(composed(document, results["run"]))[1]


def test_options_that_miss_the_equal_budget_are_named(results):
    document = copy.deepcopy(results["compare"].document)
    document["equal_budget"] = {"amount": 6000.0, "unit": "10k CNY"}
    spent = {"value": 5900.0, "low": 5700.0, "high": 6100.0}
    document["policies"][0]["scaling"] = {"factor": 2.5, "spent": spent, "reached": True, "limit": None, "rounded": []}
    document["policies"][1]["scaling"] = {
        "factor": None,
        "spent": spent | {"value": 900.0, "low": 800.0, "high": 1000.0},
        "reached": False,
        "limit": "no_size",
    }
    text = " ".join(section_texts(composed(document, results["compare"]), 2))
    assert "预计各花6,000万元财政资金" in text
    assert "方案A为原来的2.50倍" in text and "方案B没有达到等额，实际花费900万元（800至1,000）" in text
    document["policies"][0]["scaling"]["lottery"] = [{"share": 0.5, "sizes": []}, {"share": 0.5, "sizes": []}]
    text = " ".join(section_texts(composed(document, results["compare"]), 2))
    assert "方案A平均为原来的2.50倍" in text and "有的世界多取一个、有的少取一个，平均恰好等额" in text
