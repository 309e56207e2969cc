"""Where the paths of a project part: the first month in which something else happens to it, and what differed at that moment."""

from dataclasses import dataclass
from itertools import takewhile

from experiments.cli.language import Text
from experiments.stories.conditions import Difference, differences
from experiments.stories.events import ROUTES_OF_CHOICE
from experiments.stories.reasons import joined, tidy
from experiments.stories.timeline import Timeline
from experiments.stories.wording import ABSENT, money_in_words
from sim.stages import PilotResult

MOST_SHOWN = 6


@dataclass(frozen=True)
class Parting:
    """The first month in which the deeds differ, and why."""

    month: int
    reason: Text
    differences: tuple[Difference, ...]


def parting_of(baseline: Timeline | None, policy: Timeline | None) -> Parting | None:
    """Where two timelines of one project part; None where the same happens in both. Payments alone are no parting."""
    if baseline is None or policy is None:
        month = (baseline or policy).watched.months[0].month
        told = [ABSENT if each is None else joined([entry.text for entry in each.of(month)], SEMICOLON) for each in (baseline, policy)]
        return Parting(month, WHAT.fill(baseline=told[0], policy=told[1]), ())
    months = sorted({event.month for each in (baseline, policy) for event in each.events})
    for month in months:
        if deeds(baseline, month) != deeds(policy, month):
            found = differences(baseline, policy, (month, month))
            return Parting(month, tidy(reason(baseline, policy, month, found)), found)
    return None


STEPS = (
    {"sample_failed", "given_up_after_test", "not_released", "no_firm_free", "left_region", "offered", "offered_after_test", "own_firm"},
    {"nobody_took_it", "taken_up", "spun_out"},
    {"trial_failed", "new_product"},
    {"line_not_worth", "money_not_found", "entered"},
    {"ramp_failed", "batch_output"},
    set(ROUTES_OF_CHOICE),
)
"""Events that settle the same step of a project's way."""


AFTER_PILOT = ("on_after_pass", "direct_after_fail")


@dataclass(frozen=True)
class Turning:
    """The step at which one world lost the project and the other did not: when it came in each, and what differed then."""

    months: tuple[int, int]  # without and with the policy
    reason: Text
    differences: tuple[Difference, ...]


def turning_of(baseline: Timeline | None, policy: Timeline | None) -> Turning | None:
    """Where the outcome was decided, for a project that reached batch output in one world and ended in the other; None for all others."""
    if baseline is None or policy is None:
        return None
    results = [line.outcome["result"] for line in (baseline, policy)]
    if sorted(results) != ["batch_output", "stopped"]:
        return None
    lost, kept = (baseline, policy) if results[0] == "stopped" else (policy, baseline)
    last = [event for event in lost.events if event.kind != "paid"][-1]
    step = next((step for step in STEPS if last.kind in step), set())
    same_step = [event for event in kept.events if event.kind in step]
    if last.kind in ROUTES_OF_CHOICE and lost.watched.project.pilot == PilotResult.NONE:  # decided before any pilot: so it was there
        same_step = [event for event in same_step if event.kind not in AFTER_PILOT] or same_step
    if not same_step:
        return None
    events = (last, same_step[-1]) if lost is baseline else (same_step[-1], last)
    months = (events[0].month, events[1].month)
    told = [TOLD.fill(date=line.date(event.month), what=line.words_of(event)) for line, event in zip((baseline, policy), events, strict=True)]
    found = differences(baseline, policy, months)
    said = in_words(found) or ([NEARLY] if last.kind in ROUTES_OF_CHOICE or last.kind == "line_not_worth" else [])
    return Turning(months, tidy(joined([WHAT.fill(baseline=told[0], policy=told[1]), *said], STOP)), found)


def deeds(line: Timeline, month: int) -> list[tuple]:
    """What happened in a month, payments left out."""
    return [event.deed for event in line.events if event.month == month and event.kind != "paid"]


TOLD = Text("{date} {what}", "in {date} {what}")
STOP = Text("。", ". ")
WHAT = Text("没有政策时，{baseline}；有政策时，{policy}", "without the policy: {baseline}; with it: {policy}")
SEMICOLON = Text("，", "; ")
DIFFERED = Text("当时不同的是（没有政策→有政策）：{facts}", "What differed then (without → with the policy): {facts}")
MORE = Text("另有{n}项不同", "{n} more")
FACT = Text("{label}：{baseline}→{policy}", "{label}: {baseline} → {policy}")
PAID_NOW = Text("当月政策工具“{instrument}”为它支付{amount}", "In that month the instrument {instrument} pays {amount} for it")
PAID_BEFORE = Text("此前政策工具“{instrument}”已为它支付{amount}", "Before that the instrument {instrument} had paid {amount} for it")
INDIRECT = Text(
    "政策工具没有直接作用于这一步：它改变了别的项目，进而改变了企业的余力和资金、排队、市场或本地的经验",
    "No instrument acts on this step itself: it changed other projects, and through them the firms' room and money, queues, markets or the"
    " experience of the region",
)
NEARLY = Text(
    "两边的条件几乎一样，差别比故事里的数字还小：一边刚好过线，一边刚好没过",
    "Conditions were nearly the same, closer than the numbers told here: one is just above the line, the other just below",
)
SAME_TASTE = Text(
    "模型没有记录的考虑在两个世界里相同，是这些差别改变了企业的选择",
    "What the firm considers outside the model is the same in both worlds: it is these differences that change its choice",
)
BUSY = Text(
    "没有政策时接手的企业，这时在有政策的世界里没有空余名额", "The firm that takes it up without the policy has no free place with the policy"
)
BUSY_THERE = Text("有政策时接手的企业，这时在没有政策的世界里没有空余名额", "The firm that takes it up with the policy has no free place without it")


def reason(baseline: Timeline, policy: Timeline, month: int, found: tuple[Difference, ...]) -> Text:
    """Why the paths part in this month, in words."""
    here, there = deeds(baseline, month), deeds(policy, month)
    before = alike(here, there)
    after = alike(here[before:][::-1], there[before:][::-1])
    told = [line.what(month, before, after) for line in (baseline, policy)]
    parts = [WHAT.fill(baseline=told[0], policy=told[1]), *in_words(found)]
    parts += busy(baseline, policy, month)
    parts += [SAME_TASTE] if found and took_other_routes(baseline, policy, month) else []
    payments = [event for event in policy.events if event.kind == "paid" and event.month <= month]
    for event in payments:
        words = PAID_NOW if event.month == month else PAID_BEFORE
        parts.append(words.fill(instrument=event.who["instrument"], amount=money_in_words(event.amounts["amount"])))
    acts = any(each.is_lever for each in found) or any(event.month == month for event in payments)
    if not acts and not any(event.kind == "tested" for event in policy.events if event.month == month):
        parts.append(INDIRECT)
    return joined(parts, STOP)


def alike(here: list[tuple], there: list[tuple]) -> int:
    """How many deeds at the beginning are the same."""
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(here, there, strict=False)))


def in_words(found: tuple[Difference, ...]) -> list[Text]:
    """What differed, levers first; nothing where nothing did."""
    shown = sorted(found, key=lambda each: not each.is_lever)[:MOST_SHOWN]
    facts = [FACT.fill(label=each.label, baseline=each.baseline, policy=each.policy) for each in shown]
    facts += [MORE.fill(n=len(found) - len(shown))] if len(found) > len(shown) else []
    return [DIFFERED.fill(facts=joined(facts, Text("；", "; ")))] if facts else []


def took_other_routes(baseline: Timeline, policy: Timeline, month: int) -> bool:
    """Whether the firm decided in this month in both worlds, and differently."""
    routes = [{ROUTES_OF_CHOICE[e.kind] for e in line.events if e.month == month and e.kind in ROUTES_OF_CHOICE} for line in (baseline, policy)]
    return all(routes) and routes[0] != routes[1]


def busy(baseline: Timeline, policy: Timeline, month: int) -> list[Text]:
    """Whether a firm that takes the project up in one world has no place for it in the other."""
    found = []
    for line, other, words in ((baseline, policy, BUSY), (policy, baseline, BUSY_THERE)):
        there = other.month(month)
        taken = [event for event in line.events if event.month == month and event.kind == "taken_up"]
        if taken and there is not None and there.market is not None:
            free = {other.reader.names.firm(other.watched.state, f) for f in there.free_firms}
            found += [words] if taken[0].who["firm"] not in free else []
    return found
