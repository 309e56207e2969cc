"""Whether one option is better than another, and if nobody can tell, why."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from experiments.briefs.case import Case, Option
from experiments.briefs.certainty import Certainty
from experiments.briefs.content.words import sentence, who
from experiments.briefs.tree import Line, Phrase, joined
from experiments.figures.verdicts import EVEN
from experiments.output.vocabulary import indicator
from sim.definitions import HEADLINE

AHEAD = Phrase("{best}平均比{second}多{size}（95%区间{range}）", "{best} is ahead of {second} by {size} on average (95 % interval {range})")
"""By how much, in the same worlds: whether two options differ is told by their paired difference, not by whether two intervals overlap."""
BEST = Phrase(
    "按批量产出排序，{best}优于{others}：{ahead}，{n}个校准版本单独看，区间也都分开。",
    "By batch output {best} is better than {others}: {ahead}, and in each of the {n} calibrated versions the intervals lie apart.",
)
BY_CHANCE = Phrase(
    "哪个方案更好不能断定：{ahead}，区间含零，差别可能只是偶然。",
    "Which option is best cannot be said: {ahead}, which spans zero, so that the difference may be chance.",
)
NOT_IN_HALF = Phrase(
    "哪个方案更好不能断定：{ahead}，但后验中未必过半的情形如此。",
    "Which option is best cannot be said: {ahead}, but perhaps not in half of the posterior.",
)
TURNS = Phrase(
    "哪个方案更好不能断定：{ahead}，但各校准版本的排序不同（批量产出增加最多的，{each}）。",
    "Which option is best cannot be said: {ahead}, but calibrated versions order them differently (most additional batch output: {each}).",
)
TURNS_ONE = Phrase("{version}版本是方案{letter}", "option {letter} in {version}")
NOT_IN_EACH = Phrase(
    "哪个方案更好不能断定：{ahead}，但单独看，两者的区间并非在每个校准版本中都分开。",
    "Which option is best cannot be said: {ahead}, but by themselves not all calibrated versions hold the two apart.",
)
UNTESTED_ORDER = Phrase(
    "{ahead}；但只用了一个校准版本，这个排序没有经过检验。",
    "{ahead}; but only one calibrated version was used, so that this order is untested.",
)
NO_ORDER = Phrase("哪个方案更好无法计算。", "Which option is best cannot be computed.")
FEW_ORDER = Phrase("世界太少，不排序。", "Too few worlds to order the options.")
ALL_ALIKE = Phrase("各方案的项目数都没有变化，不分高下。", "No option changes the number of projects, so that none is better.")


class Order(Enum):
    """Whether one option may be called the best by batch output, and what forbids it."""

    BEST = "best"
    UNTESTED = "untested"
    BY_CHANCE = "by chance"
    NOT_IN_HALF = "not in half"
    TURNS = "turns"
    NOT_IN_EACH = "not in each"
    ALIKE = "alike"
    UNKNOWN = "unknown"
    FEW = "few"


CLAUSES = {
    Order.BEST: Phrase("{best}优于{others}", "{best} is better than {others}"),
    Order.UNTESTED: Phrase(
        "{best}平均领先{second}，但这个排序没有换别的校准版本检验过",
        "{best} is ahead of {second} on average, but no other calibrated version was asked about that order",
    ),
    Order.BY_CHANCE: Phrase(
        "哪个方案更好不能断定（领先的{best}与{second}之差，区间含零）",
        "which option is best cannot be said (the lead of {best} over {second} spans zero)",
    ),
    Order.NOT_IN_HALF: Phrase(
        "哪个方案更好不能断定（{best}平均领先{second}，但后验中未必过半的情形如此）",
        "which option is best cannot be said ({best} leads {second} on average, but perhaps not in half of the posterior)",
    ),
    Order.TURNS: Phrase(
        "哪个方案更好不能断定（{best}平均领先{second}，但各校准版本的排序不同）",
        "which option is best cannot be said ({best} leads {second} on average, but calibrated versions order them differently)",
    ),
    Order.NOT_IN_EACH: Phrase(
        "哪个方案更好不能断定（{best}平均领先{second}，但并非在每个校准版本中都分得开）",
        "which option is best cannot be said ({best} leads {second} on average, but not all calibrated versions hold the two apart)",
    ),
    Order.ALIKE: Phrase("各方案的项目数都没有变化，不分高下", "no option changes the number of projects, so that none is better"),
    Order.UNKNOWN: Phrase("哪个方案更好无法计算", "which option is best cannot be computed"),
    Order.FEW: Phrase("世界太少，哪个方案更好不下结论", "too few worlds to say which option is best"),
}
"""The same within the answer, where the sizes are given before."""


def in_a_clause(case: Case) -> Line:
    """Whether one option is better, or why nobody can tell, as a part of a sentence."""
    order, ahead = judged_order(case)
    if not ahead:
        return case.say(CLAUSES[order])
    best, second = ahead
    return case.say(CLAUSES[order], best=who(case, [best]), second=who(case, [second]), others=who(case, _behind(case, best, second)))


def _behind(case: Case, best: Option, second: Option) -> list[Option]:
    """The options that the best one is better than."""
    return [second, *(option for option in case.policies if option not in (best, second) and _is_apart(case, best, option))]


def judged_order(case: Case) -> tuple[Order, tuple[Option, Option] | None]:
    """Whether the option with the largest effect is better than the next, first by their paired difference, and the two; None where unknown."""
    if case.missing:
        return Order.FEW, None
    if all(option.judged().certainty is Certainty.EXACT for option in case.policies):
        return Order.ALIKE, None
    steps = (case.document.get("robust") or {}).get("steps") or ()
    if not steps or None in (steps[0]["value"], steps[0]["low"], steps[0]["high"]):
        return Order.UNKNOWN, None
    step, options = steps[0], {option.found["id"]: option for option in case.policies}
    best, second = options[step["ahead"]], options[step["behind"]]
    share = (step.get("posterior") or {}).get("share")
    leaders = {option.letter for each in case.versions if (option := _leader(case, each["id"]))}
    if step["low"] <= 0.0:
        order = Order.BY_CHANCE
    elif share and (share["low"] or 0.0) <= EVEN:
        order = Order.NOT_IN_HALF
    elif len(case.versions) < 2:
        order = Order.UNTESTED
    elif len(leaders) > 1:
        order = Order.TURNS
    else:
        order = Order.BEST if _is_apart(case, best, second) else Order.NOT_IN_EACH
    return order, (best, second)


SAID = {
    Order.BEST: BEST,
    Order.UNTESTED: UNTESTED_ORDER,
    Order.BY_CHANCE: BY_CHANCE,
    Order.NOT_IN_HALF: NOT_IN_HALF,
    Order.TURNS: TURNS,
    Order.NOT_IN_EACH: NOT_IN_EACH,
    Order.ALIKE: ALL_ALIKE,
    Order.UNKNOWN: NO_ORDER,
    Order.FEW: FEW_ORDER,
}


def ranking(case: Case) -> Line:
    """Whether one option is better than another, and if not, why, as a sentence with the sizes."""
    order, pair = judged_order(case)
    if not pair:
        return case.say(SAID[order])
    best, second = pair
    size = case.measure("/robust/steps/0", indicator(HEADLINE).unit)
    ahead = case.say(AHEAD, best=who(case, [best]), second=who(case, [second]), size=size.with_unit(), range=size.range(case.lang))
    leaders = [(each["id"], _leader(case, each["id"])) for each in case.versions]
    each = [case.say(TURNS_ONE, version=case.version_name(name), letter=option.letter) for name, option in leaders if option]
    facts = {
        "ahead": ahead,
        "each": joined(each, case.say(Phrase("，", ", "))[0]),
        "best": who(case, [best]),
        "others": who(case, _behind(case, best, second)),
        "n": case.count("/versions") if case.versions else (),
    }
    return sentence(case.say(SAID[order], **facts))


def _is_apart(case: Case, best: Option, other: Option) -> bool:
    """Whether the effect of one option lies above that of another with its whole interval, over all and in each version.

    Stricter than their paired difference, which a comparison does not hold for single versions, nor for options that are no neighbours.
    """
    pairs = [(best.found["by_version"].get(each["id"]), other.found["by_version"].get(each["id"])) for each in case.versions]
    return all(
        _above((first or {}).get(HEADLINE), (second or {}).get(HEADLINE))
        for first, second in (*pairs, (best.found["effects"], other.found["effects"]))
    )


def _leader(case: Case, version: str) -> Option | None:
    """The option with the largest effect in one version; None where several have it, or nothing is known."""
    known = [
        (found["difference"], option)
        for option in case.policies
        if (found := option.found["by_version"].get(version, {}).get(HEADLINE)) and found.get("difference") is not None
    ]
    known.sort(key=lambda pair: -pair[0])
    return None if not known or (len(known) > 1 and known[0][0] == known[1][0]) else known[0][1]


def _above(first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> bool:
    """Whether the whole interval of one effect lies above that of another."""
    if not first or not second or first.get("low") is None or second.get("high") is None:
        return False
    return first["low"] > second["high"]
