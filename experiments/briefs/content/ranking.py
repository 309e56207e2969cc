"""Whether one option is better than another, and if nobody can tell, why."""

from collections.abc import Mapping
from typing import Any

from experiments.briefs.case import HEADLINE, Case, Option
from experiments.briefs.content.answer import sentence, who
from experiments.briefs.tree import Line, Phrase, joined
from experiments.figures.verdicts import EVEN
from experiments.output.vocabulary import indicator

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


def ranking(case: Case) -> Line:
    """Whether one option is better than another, and if not, why: first by the paired difference of the two with the largest effects."""
    if case.missing:
        return case.say(FEW_ORDER)
    steps = (case.document.get("robust") or {}).get("steps") or ()
    if not steps or None in (steps[0]["value"], steps[0]["low"], steps[0]["high"]):
        return case.say(NO_ORDER)
    step, options = steps[0], {option.found["id"]: option for option in case.policies}
    best, second = options[step["ahead"]], options[step["behind"]]
    size = case.measure("/robust/steps/0", indicator(HEADLINE).unit)
    ahead = case.say(AHEAD, best=who(case, [best]), second=who(case, [second]), size=size.with_unit(), range=size.range(case.lang))
    share = (step.get("posterior") or {}).get("share")
    leaders = [(each["id"], _leader(case, each["id"])) for each in case.versions]
    if step["low"] <= 0.0:
        return case.say(BY_CHANCE, ahead=ahead)
    if share and (share["low"] or 0.0) <= EVEN:
        return case.say(NOT_IN_HALF, ahead=ahead)
    if len(leaders) < 2:
        return sentence(case.say(UNTESTED_ORDER, ahead=ahead))
    if len({option.letter for _, option in leaders if option}) > 1:
        each = [case.say(TURNS_ONE, version=case.version_name(name), letter=option.letter) for name, option in leaders if option]
        return case.say(TURNS, ahead=ahead, each=joined(each, case.say(Phrase("，", ", "))[0]))
    if not _is_apart(case, best, second):
        return case.say(NOT_IN_EACH, ahead=ahead)
    others = [second, *(option for option in case.policies if option not in (best, second) and _is_apart(case, best, option))]
    return case.say(BEST, best=who(case, [best]), others=who(case, others), ahead=ahead, n=case.count("/versions"))


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
