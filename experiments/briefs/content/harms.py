"""What surely gets worse with an option, and how a change of an indicator is told in words."""

from experiments.briefs.case import Case, Option
from experiments.briefs.certainty import NEARLY_SURE, Certainty
from experiments.briefs.tree import Line, Phrase, Quoted, joined
from experiments.figures.verdicts import Verdict
from experiments.output.vocabulary import indicator, multiple_of
from experiments.runs.groups import UNNAMED
from sim.definitions import HEADLINE

NATIONAL = "_national"
"""How indicators of the national ledger end."""
FIRST = ("social_npv", "batch_output_national", "social_npv_national")
"""What no reader may miss: these count as harm from "likely" on."""
TOLD_BEFORE = (HEADLINE, "public_money", "guaranteed_loan_losses_public")  # the last is a part of the second
MOST = 2
HARM = Phrase("方案{letter}的{each}{more}", "option {letter}: {each}{more}")
BUT = Phrase("但", "but ")
MORE = Phrase("等", " and more")
LESS_WELL = Phrase("{name}{word}{verb}{size}（{range}）", "{name}, {word} {size} {verb} ({range})")
GINI = Phrase("{name}{word}{verb}（基尼系数{verb}{size}，{range}）", "{name}, {word} {verb} by {size} on the Gini coefficient ({range})")
PLAIN_CHANGE = Phrase("“{name}”{verb}{size}（{range}）", "{name}: {size} {verb} ({range})")
PLAIN_GINI = Phrase("“{name}”的基尼系数{verb}{size}（{range}）", "{name}: Gini coefficient {verb} by {size} ({range})")
WORDS = {Certainty.NEARLY_SURE: Phrase("基本可以认为", "safely"), Certainty.LIKELY: Phrase("平均看很可能", "likely on average")}
VERBS = {Verdict.MORE: Phrase("增加", "more"), Verdict.LESS: Phrase("减少", "less")}
SHIFTS = {Verdict.MORE: Phrase("上升", "higher"), Verdict.LESS: Phrase("下降", "lower")}
"""How shares and indices change, which are not amounts."""
NATION = Phrase(
    "（全国账是从对全国的增减看，引进的项目中假定留在原地也会成的不算新增）",
    " (the national ledger is what the whole country gains: projects that came from elsewhere and would have done as well there are not additional)",
)


def repeats(option: Option, name: str) -> bool:
    """Whether an indicator of the national ledger says the same as that of the region."""
    effects = option.found["effects"]
    own = effects.get(name.removesuffix(NATIONAL)) if name.endswith(NATIONAL) else None
    return own is not None and all(effects[name][key] == own[key] for key in ("difference", "low", "high"))


def harmed(option: Option) -> list[str]:
    """Indicators that get worse as surely as the result can tell: the strongest word, or "likely" where it was not asked for more."""
    effects = option.found["effects"]
    told_once = [name for name in effects if name not in TOLD_BEFORE and multiple_of(name) not in effects]
    found = [name for name in told_once if not repeats(option, name) and _is_harm(option, name)]
    return sorted(found, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))


def leaves_counties(option: Option) -> bool:
    """Whether an option surely adds pilots that are of no named county: then inequality among the counties changes though none is worse off by it."""
    unnamed = option.found.get("effects_by_group", {}).get("by_county", {}).get(UNNAMED, {}).get("pilots_started", {})
    return (unnamed.get("low") or 0.0) > 0.0


def _is_harm(option: Option, name: str) -> bool:
    if name == "county_gini" and leaves_counties(option):
        return False
    judgement, good = option.judged(name), indicator(name).good
    if judgement.direction is None or not good or (judgement.direction is Verdict.MORE) == (good > 0):
        return False
    if judgement.certainty is Certainty.NEARLY_SURE:
        return True
    better = option.found["effects"][name].get("probability_better")
    in_most_worlds = better is not None and better <= 1.0 - NEARLY_SURE
    return judgement.certainty is Certainty.LIKELY and (name in FIRST or (judgement.finding.is_unasked and in_most_worlds))


def harms(case: Case) -> Line:
    """What surely gets worse, as a part of a sentence; () where nothing does."""
    parts, is_explained = [], False
    for option in case.policies:
        names = harmed(option)
        each = []
        for name in names[:MOST]:
            explained = case.say(NATION) if name.endswith(NATIONAL) and not is_explained else ()
            is_explained = is_explained or bool(explained)
            each.append((*surely(case, option, name), *explained))
        if each:
            more = case.say(MORE) if len(names) > MOST else ()
            parts.append(case.say(HARM, letter=option.letter, each=joined(each, case.say(Phrase("，", ", "))[0]), more=more))
    return (*case.say(BUT), *joined(parts, case.say(Phrase("；", "; "))[0])) if parts else ()


def surely(case: Case, option: Option, name: str) -> Line:
    """A change of an indicator with its word of the scale."""
    return case.say(GINI if _is_gini(name) else LESS_WELL, word=WORDS[option.judged(name).certainty], **_facts(case, option, name))


def change(case: Case, option: Option, name: str) -> Line:
    """A change of an indicator without a word of the scale."""
    return case.say(PLAIN_GINI if _is_gini(name) else PLAIN_CHANGE, **_facts(case, option, name))


def _is_gini(name: str) -> bool:
    return indicator(name).unit.zh == "基尼系数"


def _facts(case: Case, option: Option, name: str) -> dict[str, Line | Quoted | Phrase]:
    size = option.effect(name, signed=False, magnitude=True)
    direction = option.judged(name).direction or Verdict.MORE
    verbs = SHIFTS if _is_gini(name) or (case.lang == "zh" and indicator(name).unit.en == "share") else VERBS
    shown = size.bare() if _is_gini(name) else size.with_unit()
    return {"name": Quoted(indicator(name).words.read(case.lang)), "verb": verbs[direction], "size": shown, "range": size.range(case.lang)}
