"""The conditions a project met in a month, and which of them differ between two worlds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from experiments.cli.language import Text, same
from experiments.stories.reasons import platform_of
from experiments.stories.timeline import Timeline
from experiments.stories.watching import Month
from experiments.stories.wording import money_in_words, months_in_words, share_in_words
from sim.dice import normal_cdf
from sim.stages import PilotResult
from sim.tables import NEVER, NOBODY

CLOSED = Text("走不通", "closed")
NONE = Text("无", "none")


@dataclass(frozen=True)
class Difference:
    """One fact of that moment that was not the same in both worlds; `is_lever`: it is set by a policy instrument itself."""

    label: Text
    baseline: Text
    policy: Text
    is_lever: bool

    def document(self) -> dict[str, Any]:
        """For the JSON document."""
        label = {"label_zh": self.label.zh, "label_en": self.label.en}
        values = {"baseline_zh": self.baseline.zh.strip(), "baseline_en": self.baseline.en, "with_policy_zh": self.policy.zh.strip()}
        return label | values | {"with_policy_en": self.policy.en, "lever": self.is_lever}


@dataclass(frozen=True)
class Fact:
    """One thing that may differ: how it is read from a month and said; None where the month does not know it."""

    label: Text
    read: Callable[[Month], Any]
    say: Callable[[Any], Text]
    is_lever: bool = False


def _count(number: float) -> Text:
    return same(f"{number:.2g}" if isinstance(number, float) and number < 10 else f"{number:g}")


def _signed(number: float) -> Text:
    return same(f"{number:+.2f}" if number else "0")


def _more(share: float) -> Text:
    return same(f"+{share:.0%}") if share else NONE


def _choice(read: Callable[[Any], Any]) -> Callable[[Month], Any]:
    return lambda month: None if month.choice is None else read(month.choice)


def _value(route: str, can: str) -> Callable[[Month], Any]:
    return _choice(lambda c: getattr(c.values, route) if getattr(c.values, can) else CLOSED)


def _own_line_support(choice: Any) -> float | None:
    """Support for a pilot line of the firm's own, where it can build one."""
    return choice.costs.own_line_support if choice.values.can_self_build else None


def _before_pilot(read: Callable[[Month], Any]) -> Callable[[Month], Any]:
    return lambda month: read(month) if month.rows[1].pilot == PilotResult.NONE else None


def _after_pilot(read: Callable[[Month], Any]) -> Callable[[Month], Any]:
    return lambda month: read(month) if month.rows[1].pilot != PilotResult.NONE else None


def _queue(read: Callable[[Any], Any]) -> Callable[[Month], Any]:
    return lambda month: None if month.queue is None else read(month.queue)


def _money(read: Callable[[Any], Any]) -> Callable[[Month], Any]:
    return lambda month: None if month.money is None else read(month.money)


def _market(read: Callable[[Month], Any]) -> Callable[[Month], Any]:
    return lambda month: None if month.market is None else read(month)


def _cash_otherwise(month: Month) -> float | None:
    """The firm's cash where no other fact of the month says it."""
    return None if month.choice or month.money or month.queue else month.firm_cash


def _asks_a_panel(month: Month) -> bool:
    return month.choice is not None and month.choice.values.can_platform


FACTS = (
    Fact(Text("平台收费中政策补助", "support for the platform's fee"), _before_pilot(_choice(lambda c: c.costs.fee_support)), money_in_words, True),
    Fact(Text("自建中试线的补助", "support for its own line"), _choice(_own_line_support), money_in_words, True),
    Fact(Text("产品试制的补助", "support for the trial"), _choice(lambda c: c.costs.trial_support), money_in_words, True),
    Fact(Text("可望得到的奖励", "award that may be hoped for"), _choice(lambda c: c.costs.award), money_in_words, True),
    Fact(
        Text("全部成果中够得上评审门槛的", "results that reach the panel's bar"),
        lambda month: 1.0 - float(normal_cdf(month.panel[1])) if _asks_a_panel(month) else None, share_in_words, True,
    ),
    Fact(
        Text("评审与真实水平的相关系数", "correlation of the panel's score with quality"),
        lambda month: round(month.panel[0], 2) if _asks_a_panel(month) else None, _count, True,
    ),
    Fact(
        Text("专家评审用时", "time the panel takes"),
        lambda month: float(month.review) if _asks_a_panel(month) and month.rows[1].queued == NEVER else None, months_in_words, True,
    ),
    Fact(Text("平台收费", "the platform's fee"), _choice(lambda c: c.costs.fee or None), money_in_words),
    Fact(Text("预计排队", "expected wait"), _choice(lambda c: c.costs.wait), months_in_words),
    Fact(Text("直接放大的净值", "net value of going direct"), _before_pilot(_value("direct", "can_direct")), money_in_words),
    Fact(Text("继续往下做的净值", "net value of going on"), _after_pilot(_value("direct", "can_direct")), money_in_words),
    Fact(Text("平台中试的净值", "net value of a platform pilot"), _value("platform", "can_platform"), money_in_words),
    Fact(Text("自建中试的净值", "net value of a line of its own"), _value("self_built", "can_self_build"), money_in_words),
    Fact(Text("产品成功后的价值", "value of a success"), _choice(lambda c: c.costs.product_value), money_in_words),
    Fact(Text("建线投资", "cost of the line"), _choice(lambda c: c.costs.line_cost), money_in_words),
    Fact(Text("企业可动用资金", "what the firm can spend"), _choice(lambda c: c.can_spend), money_in_words),
    Fact(Text("不经中试成功的把握", "believed chance without a pilot"), _before_pilot(_choice(lambda c: c.values.chance_direct)), share_in_words),
    Fact(Text("成功的把握", "believed chance of success"), _after_pilot(_choice(lambda c: c.values.chance_direct)), share_in_words),
    Fact(Text("中试后成功的把握", "believed chance after a pass"), _choice(lambda c: c.values.chance_after_pass or None), share_in_words),
    Fact(Text("平台在试的项目", "pilots running there"), _queue(lambda q: q.busy), _count),
    Fact(Text("平台排队的项目", "projects waiting there"), _queue(lambda q: q.waiting), _count),
    Fact(Text("平台收费中政策补助", "support for the platform's fee"), _queue(lambda q: q.costs.fee_support), money_in_words, True),
    Fact(Text("企业账上资金", "cash of the firm"), _queue(lambda q: q.cash), money_in_words),
    Fact(Text("建线补助", "support for the line"), _money(lambda m: m.plan.support), money_in_words, True),
    Fact(Text("建线投资", "cost of the line"), _money(lambda m: m.plan.cost), money_in_words),
    Fact(Text("企业能出的资金", "what the firm can add"), _money(lambda m: m.plan.own), money_in_words),
    Fact(Text("资金缺口", "money missing"), _money(lambda m: max(0.0, m.plan.gap)), money_in_words),
    Fact(Text("量产成功的把握", "believed chance of the ramp"), _money(lambda m: m.plan.chance), share_in_words),
    Fact(Text("产品成功后的价值", "value of the product"), _money(lambda m: m.plan.value), money_in_words),
    Fact(Text("拿得出这笔钱的基金", "funds that could add it"), _money(lambda m: m.able), _count),
    Fact(Text("对接服务人员", "matchmaking staff"), _market(lambda month: month.market.staff), _count, True),
    Fact(Text("本领域的经纪人", "brokers of the field"), _market(lambda month: month.market.field_staff), _count, True),
    Fact(Text("服务清单增加的对接", "what service lists add to meetings"), _market(lambda month: month.market.search_gain), _more, True),
    Fact(Text("每项成果当月遇到企业的机会", "meetings of a result in that month"), _market(lambda month: month.meetings), _count),
    Fact(Text("同领域企业的空余名额", "free places of firms of the field"), _market(lambda month: month.market.free_places), _count),
    Fact(Text("同领域待承接成果", "results on offer in the field"), _market(lambda month: month.market.on_offer), _count),
    Fact(Text("政策工具对这一步的作用（标准差）", "what instruments add to this step (sd)"), lambda month: month.help, _signed, True),
    Fact(Text("平台能力", "capability of the platform"), lambda month: month.capability, _count),
    Fact(Text("企业的吸收能力", "absorptive capacity of the firm"), lambda month: month.absorption, _count),
    Fact(Text("企业月初资金", "cash of the firm at the begin"), _cash_otherwise, money_in_words),
)  # fmt: skip


def differences(baseline: Timeline, policy: Timeline, months: tuple[int, int]) -> tuple[Difference, ...]:
    """The facts that read differently in the two worlds, each in its month."""
    here, there = baseline.month(months[0]), policy.month(months[1])
    if here is None or there is None:
        return ()
    found = []
    if (platforms := [platform(here, baseline), platform(there, policy)])[0] != platforms[1]:
        found.append(Difference(Text("可去的平台", "best platform"), *platforms, "政策" in platforms[1].zh))
    for fact in FACTS:
        values = [fact.read(each) for each in (here, there)]
        if None in values:
            continue
        said = [value if isinstance(value, Text) else fact.say(value) for value in values]
        if said[0].zh != said[1].zh and said[0].en != said[1].en:
            found.append(Difference(fact.label, *said, fact.is_lever))
    return tuple(found)


def platform(seen: Month, line: Timeline) -> Text:
    """The platform that a project would go to or waits at."""
    row = platform_of(seen)
    return NONE if row == NOBODY else line.reader.names.platform(row)
