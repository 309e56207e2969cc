"""Why it happened: what the rules themselves said at the moment before, in words and as facts. Nothing here uses the latent quality."""

import re
from typing import Any

from experiments.cli.language import Text
from experiments.stories.events import ROUTES_OF_CHOICE, Event
from experiments.stories.watching import Choice, Money, Month, Queue
from experiments.stories.wording import money_in_words, months_in_words, share_in_words
from sim.dice import normal_cdf
from sim.stages import PilotResult, Route
from sim.tables import NOBODY

NO_REASON = Text("", "")
ROUTE_NAMES = {
    Route.NONE: Text("停下", "stop"),
    Route.DIRECT: Text("直接放大", "straight to scale-up"),
    Route.PLATFORM: Text("平台中试", "platform pilot"),
    Route.SELF_BUILT: Text("自建中试", "pilot line of its own"),
}
ONWARD = Text("继续往下做", "going on")

BELIEFS = Text(
    "企业的估计：不经中试成功的把握 {direct}；先做中试，通过的把握 {passing}，通过后成功的把握 {after}；成功后值{value}，建线要{line}",
    "The firm reckons: {direct} chance of batch output without a pilot; {passing} to pass one, and {after} after a pass; "
    "a success is worth {value}, a line costs {line}",
)
BELIEF_NOW = Text(
    "企业的估计：批量产出的把握 {direct}；成功后值{value}，建线要{line}",
    "The firm reckons: {direct} chance of batch output; a success is worth {value}, a line costs {line}",
)
OPEN = Text("{route}净值{value}（先付{pays}{more}）", "{route} is worth {value} net (it pays {pays} first{more})")
CLOSED = Text("{route}：{failed}", "{route}: {failed}")
SUPPORTED = Text("，政策另补助{support}", ", support adds {support}")
WAITS = Text("，预计排队{wait}", ", with about {wait} in the queue")
OTHERWISE = Text(
    "按净值本应选“{best}”，企业因模型没有记录的考虑选了“{taken}”",
    "by net value it would be: {best}; for reasons outside the model the firm takes: {taken}",
)
QUEUE = Text(
    "这个平台有{slots}个工位，当时{busy}项在试、{waiting}项在排",
    "the platform has {slots} slots; then {busy} pilots were running and {waiting} waiting",
)
PANEL = Text(
    "评审门槛：全部成果中约 {share} 够得上；评分与真实水平的相关系数约 {accuracy}，会看走眼",
    "the bar of the panel: about {share} of all results would reach it; its score correlates about {accuracy} with true quality, so it errs",
)
CASH = Text("企业账上有{cash}", "the firm has {cash}")
LINE = Text("建线要{cost}：{parts}", "the line costs {cost}: {parts}")
PARTS = {
    "support": Text("政策补助{amount}", "{amount} of support"),
    "credit": Text("银行授信{amount}", "{amount} of bank credit"),
    "own": Text("企业最多能出{amount}", "up to {amount} of the firm's own"),
    "rest": Text("企业自筹{amount}", "{amount} of the firm's own"),
    "fund": Text("{fund}投入{amount}", "{amount} from {fund}"),
}
NO_FUND_ABLE = Text("本地{funds}家基金没有一家拿得出这笔钱（{because}）", "of {funds} funds here none could put in so much ({because})")
NO_FUND = Text("本地没有基金", "there is no fund here")
UNABLE = {
    "over_cap": Text("{n}家超过单笔上限", "above the ticket of {n}"),
    "spent": Text("{n}家余额不足", "{n} without the capital"),
    "full": Text("{n}家在投项目已满", "{n} with a full portfolio"),
}
NO_FUND_WILLING = Text(
    "本地{funds}家基金中{able}家拿得出，但按自己的尽调都认为回报达不到要求",
    "{able} of {funds} funds here could, but by their own look none expects the return it asks for",
)
NOT_WORTH = Text(
    "建线要{cost}；量产成功的把握 {chance}，成功后值{value}，抵不过投资、风险和要求的回报",
    "the line costs {cost}; with a {chance} chance that the ramp works and {value} then, it does not cover cost, risk and hurdle",
)


def joined(parts: list[Text], between: Text) -> Text:
    """Parts in one sentence."""
    return Text(between.zh.join(p.zh for p in parts if p.zh), between.en.join(p.en for p in parts if p.en))


SENTENCE = re.compile(r"(?<=\. )[a-z]")
"""The first letter of an English sentence behind another."""


def tidy(words: Text) -> Text:
    """Names stand apart from Chinese characters by a blank, but not from punctuation."""
    return Text(re.sub(r" (?=[，。；：、）→])|(?<=→) ", "", words.zh), SENTENCE.sub(lambda found: found.group().upper(), words.en.replace(",,", ",")))


def why(event: Event, month: Month) -> Text:
    """Why it happened, as far as anybody could say; empty where it speaks for itself."""
    if event.kind in ROUTES_OF_CHOICE and month.choice is not None:
        reason = why_this_route(event, month.choice, month)
        return joined([reason, panel(month)], Text("。", ". ")) if event.kind == "refused" else reason
    if event.kind in ("gave_up_waiting", "could_not_pay") and month.queue is not None:
        if event.kind == "gave_up_waiting":
            return queue(month.queue)
        is_short = month.queue.cash < month.queue.costs.fee - month.queue.costs.fee_support
        return CASH.fill(cash=money_in_words(month.queue.cash)) if is_short else NO_REASON
    if event.kind in ("money_missing", "money_not_found"):
        return missing_money(month.money)
    if event.kind == "line_not_worth":
        plan = month.money.plan
        return NOT_WORTH.fill(cost=money_in_words(plan.cost), chance=share_in_words(plan.chance), value=money_in_words(plan.value))
    if event.kind == "entered":
        return who_pays(event, month.money)
    if event.kind == "firm_closed" and month.firm_cash is not None:
        return Text("月初{cash}", "at the begin of the month {cash}").fill(cash=CASH.fill(cash=money_in_words(month.firm_cash)))
    return NO_REASON


def why_this_route(event: Event, choice: Choice, month: Month) -> Text:
    """The valuation of every route, and whether the highest was taken."""
    after_pilot = month.rows[1].pilot != PilotResult.NONE
    v = choice.values
    chances = {"direct": v.chance_direct, "passing": v.chance_pass, "after": v.chance_after_pass}
    beliefs = BELIEF_NOW if after_pilot or v.chance_after_pass == 0.0 else BELIEFS
    routes = [each for each in (Route.DIRECT, Route.PLATFORM, Route.SELF_BUILT) if each == Route.DIRECT or not after_pilot]
    lines = [route_in_words(each, choice, after_pilot) for each in routes]
    taken, otherwise = ROUTES_OF_CHOICE[event.kind], NO_REASON
    if taken != choice.best:
        names = {route: ONWARD if after_pilot and route == Route.DIRECT else ROUTE_NAMES[route] for route in (taken, choice.best)}
        otherwise = OTHERWISE.fill(best=names[choice.best], taken=names[taken])
    money = {"value": money_in_words(choice.costs.product_value), "line": money_in_words(choice.costs.line_cost)}
    first = beliefs.fill(**{name: share_in_words(chance) for name, chance in chances.items()}, **money)
    return joined([first, joined(lines, Text("；", "; ")), otherwise], Text("。", ". "))


def route_in_words(route: Route, choice: Choice, after_pilot: bool) -> Text:
    """What one route is worth to the firm, or why it is closed."""
    name = ONWARD if after_pilot else ROUTE_NAMES[route]
    failed = Text(*(next((r.failed for r in choice.routes[lang].reasons if r.route == route), "") for lang in ("zh", "en")))
    if failed.en:
        return CLOSED.fill(route=name, failed=failed)
    costs, v = choice.costs, choice.values
    value, pays, support = {
        Route.DIRECT: (v.direct, v.pays_direct, costs.trial_support),
        Route.PLATFORM: (v.platform, v.pays_platform, costs.fee_support),
        Route.SELF_BUILT: (v.self_built, v.pays_self_built, costs.own_line_support),
    }[route]
    more = [SUPPORTED.fill(support=money_in_words(support))] if support > 0.0 else []
    if route == Route.PLATFORM and costs.wait >= 0.5:
        more.append(WAITS.fill(wait=months_in_words(costs.wait)))
    return OPEN.fill(route=name, value=money_in_words(value), pays=money_in_words(pays), more=joined(more, NO_REASON))


def queue(seen: Queue) -> Text:
    """How full a platform was."""
    return QUEUE.fill(slots=seen.slots, busy=seen.busy, waiting=seen.waiting)


def panel(month: Month) -> Text:
    """What a panel asks for."""
    accuracy, bar = month.panel
    return PANEL.fill(share=share_in_words(1.0 - float(normal_cdf(bar))), accuracy=f"{accuracy:.2f}")


def missing_money(money: Money) -> Text:
    """What there was for a line, and why no fund added the rest."""
    plan = money.plan
    parts = [PARTS[name].fill(amount=money_in_words(getattr(plan, name))) for name in ("support", "credit") if getattr(plan, name) > 0.0]
    parts.append(PARTS["own"].fill(amount=money_in_words(plan.own)))
    line = LINE.fill(cost=money_in_words(plan.cost), parts=joined(parts, Text("、", ", ")))
    return joined([line, no_fund(money)], Text("；", "; "))


def no_fund(money: Money) -> Text:
    """Why no fund added what was missing."""
    if not money.funds:
        return NO_FUND
    if money.able:
        return NO_FUND_WILLING.fill(funds=money.funds, able=money.able)
    because = [words.fill(n=getattr(money, name)) for name, words in UNABLE.items() if getattr(money, name)]
    return NO_FUND_ABLE.fill(funds=money.funds, because=joined(because, Text("，", ", ")))


def who_pays(event: Event, money: Money) -> Text:
    """Where the money of a line came from."""
    plan, amounts = money.plan, event.amounts
    parts = [PARTS[name].fill(amount=money_in_words(getattr(plan, name))) for name in ("support", "credit") if getattr(plan, name) > 0.0]
    if "fund" in event.who:
        parts.append(PARTS["fund"].fill(fund=event.who["fund"], amount=money_in_words(amounts["ticket"])))
    rest = amounts["outlay"] - plan.support - plan.credit - amounts["ticket"]
    parts += [PARTS["rest"].fill(amount=money_in_words(rest))] if rest > 0.05 else []
    return joined(parts, Text("、", ", "))


def considered(month: Month) -> dict[str, Any]:
    """The numbers behind a month's reasons: chances (share), money (万元), months, counts."""
    found: dict[str, Any] = {}
    if month.choice is not None:
        c, v = month.choice, month.choice.values
        found |= {"can_spend": c.can_spend, "chance_direct": v.chance_direct, "chance_pass": v.chance_pass, "chance_after_pass": v.chance_after_pass}
        found |= {f"value_{r}": getattr(v, r) if getattr(v, f"can_{can}") else None for r, can in VALUES} | c.costs._asdict()
    if month.queue is not None:
        q = month.queue
        found |= {"slots": q.slots, "busy": q.busy, "waiting": q.waiting, "cash": q.cash, "fee": q.costs.fee, "fee_support": q.costs.fee_support}
    if month.money is not None:
        plan = month.money.plan._asdict() | {"guarantee": month.money.plan.guarantee.amount}  # the part of the credit that is guaranteed
        found |= {f"line_{name}": value for name, value in plan.items()} | {"funds": month.money.funds, "funds_able": month.money.able}
    for name in ("chance_pass", "chance_after_pass", "fee"):  # 0 stands for what the rule did not look into
        found |= {name: found[name] or None} if name in found else {}
    return {name: bool(value) if name == "line_is_worth_it" else _number(value) for name, value in found.items()}


VALUES = (("direct", "direct"), ("platform", "platform"), ("self_built", "self_build"))


def _number(value: Any) -> float | int | None:
    return value if value is None or isinstance(value, int) else round(float(value), 6)


def platform_of(month: Month) -> int:
    """The platform that is looked at in a month, NOBODY where none is."""
    if month.queue is not None:
        return month.queue.row
    return int(month.choice.values.platform_row) if month.choice is not None else NOBODY
