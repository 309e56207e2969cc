"""The net public cost of one additional project in batch output: where it may be named at all, and what is said where it may not."""

from collections.abc import Mapping
from typing import Any

from experiments.figures.numbers import MONEY, UNKNOWN, scale_for, with_interval
from experiments.figures.verdicts import Finding, Verdict, finding
from experiments.output.enough import missing_worlds
from experiments.output.vocabulary import Both, Lang
from sim.definitions import HEADLINE

"""The event that a cost per additional project speaks of."""
FEW = Both("世界太少，不能给出", "not given: too few worlds")
WHY = {
    Verdict.LESS: Both("项目净减少", "fewer projects on balance"),
    Verdict.SAME: Both("没有多出的项目", "no additional project"),
    Verdict.UNCERTAIN: Both("不能确定：多出的项目数区间含零", "undefined: additional projects may be none"),
    Verdict.UNKNOWN: Both(UNKNOWN, UNKNOWN),
    Verdict.NO_INTERVAL: Both(UNKNOWN, UNKNOWN),
}
OPPOSED = Both("不能给出：校准版本之间方向相反", "not given: calibrated versions contradict each other")
NO_RATIO = Both("不能给出：比值无法估计", "not given: the ratio cannot be estimated")


def is_costed(policy: Mapping[str, Any], missing: int) -> bool:
    """Whether the cost may be named: more projects may be claimed, of enough worlds and with no version against it, and the ratio is defined."""
    return not missing and _why_not(policy, finding(policy, HEADLINE)) is None


def cost_in_words(policy: Mapping[str, Any], document: Mapping[str, Any], lang: Lang) -> str:
    """The cost with its interval, or why there is none."""
    found = finding(policy, HEADLINE)
    if missing_worlds(document) and found.overall not in (Verdict.UNKNOWN, Verdict.NO_INTERVAL):
        return FEW.read(lang)
    if why := _why_not(policy, found):
        return why.read(lang)
    cost = policy["cost_per_additional"]
    known = [abs(cost[key]) for key in ("value", "low", "high") if cost.get(key) is not None]
    return with_interval(cost["value"], cost.get("low"), cost.get("high"), scale_for(MONEY, lang, max(known)), lang)


def _why_not(policy: Mapping[str, Any], found: Finding) -> Both | None:
    if found.overall is not Verdict.MORE:
        return WHY[found.overall]
    if found.opposed_in:
        return OPPOSED
    cost = policy.get("cost_per_additional") or {}
    return None if cost.get("defined") and cost.get("value") is not None else NO_RATIO
