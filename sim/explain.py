"""Why a project moves or does not: the rules' own numbers, put into words in both languages."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import entry
from sim.rules.firm import evaluate_routes, industrial_cost_now, spendable
from sim.stages import PilotResult, Route, State, StopReason, name_zh
from sim.tables import NOBODY, YUAN


@entry
def look_at_routes(s, i):
    """The firm's valuation of every route of project `i` today, what it can spend and what industrialisation would cost (万元)."""
    firm = s.firms[s.projects[i].firm]
    can_spend = spendable(firm.cash / YUAN, firm.median_cash, s.world[0])
    return evaluate_routes(s, i), can_spend, industrial_cost_now(s, i)


@dataclass(frozen=True)
class Reason:
    """One route: whether it is open, what it is worth to the firm (万元, after risk penalty and hurdle), and the condition that fails."""

    route: Route
    is_open: bool
    value: float
    failed: str  # "" when nothing fails


@dataclass(frozen=True)
class Explanation:
    """What a firm thinks of a project: state, beliefs, and one reason per route."""

    project: int
    state: State
    stop: StopReason
    belief: float
    chance_direct: float
    chance_pass: float
    chance_after_pass: float
    reasons: tuple[Reason, ...]
    text: str

    @property
    def failed_conditions(self) -> dict[Route, str]:
        """The first condition that fails on each route that is not taken."""
        return {reason.route: reason.failed for reason in self.reasons if reason.failed}

    def __str__(self) -> str:
        return self.text


WORDS = {
    "en": {
        "cannot_pay": "cannot pay: may spend {cash:.0f}, needs more for this route (10k CNY)",
        "no_platform": "no open pilot platform serves its sector here",
        "not_allowed": "this firm does not build pilot lines of its own",
        "pilot_done": "the pilot is over",
        "refused": "the platform's panel refused it, or the firm gave up waiting",
        "not_worth": "not worth it: net value {value:.0f} (10k CNY) is below zero",
        "head": "Project {project}: {state}. Believed quality {belief:+.2f} sd; chance of batch output {chance:.0%} without a pilot"
        ", {after:.0%} after a pass ({passing:.0%} to pass). ",
        "open": "{route}: worth {value:.0f} (10k CNY)",
        "closed": "{route}: {failed}",
        "stopped": "Project {project} stopped: {stop}.",
        "no_firm": "Project {project}: no firm has it; it is {state}.",
    },
    "zh": {
        "cannot_pay": "付不起：可动用{cash:.0f}万元，不够这条路线的费用",
        "no_platform": "本地没有服务该领域的开放中试平台",
        "not_allowed": "该企业不自建中试线",
        "pilot_done": "中试已经结束",
        "refused": "平台评审未通过，或企业已放弃排队",
        "not_worth": "不划算：净值{value:.0f}万元，低于零",
        "head": "项目{project}：{state}。企业判断质量{belief:+.2f}个标准差；"
        "不经中试批量产出的概率{chance:.0%}，通过中试后{after:.0%}（通过概率{passing:.0%}）。",
        "open": "{route}：净值{value:.0f}万元",
        "closed": "{route}：{failed}",
        "stopped": "项目{project}已终止：{stop}。",
        "no_firm": "项目{project}：没有企业承接，状态为{state}。",
    },
}


def label(code: object, lang: str) -> str:
    """A code's name in the language asked for."""
    return name_zh(code) if lang == "zh" else code.key.replace("_", " ")


def explain_project(s, key: int, project: int, lang: str = "en") -> Explanation:
    """Explain project row `project` of the world `s` in "zh" or "en". Raises IndexError for a row that does not exist."""
    if not 0 <= project < s.clock[0].projects:
        raise IndexError(f"there is no project {project}; rows run from 0 to {s.clock[0].projects - 1}")
    p, words = s.projects[project], WORDS[lang]
    state, stop = State(int(p.state)), StopReason(int(p.stop))
    if p.firm == NOBODY or state == State.STOPPED:
        text = (words["stopped"] if state == State.STOPPED else words["no_firm"]).format(
            project=project, stop=label(stop, lang), state=label(state, lang)
        )
        return Explanation(project, state, stop, float(p.belief_mean), np.nan, np.nan, np.nan, (), text)
    values, can_spend, _ = look_at_routes(s, project)
    reasons = tuple(reason_for(route, s, project, values, can_spend, words) for route in (Route.DIRECT, Route.PLATFORM, Route.SELF_BUILT))
    text = words["head"].format(
        project=project, state=label(state, lang), belief=p.belief_mean, chance=values.chance_direct, after=values.chance_after_pass,
        passing=values.chance_pass,
    )  # fmt: skip
    lines = [
        (words["closed"] if reason.failed else words["open"]).format(route=label(reason.route, lang), value=reason.value, failed=reason.failed)
        for reason in reasons
    ]
    text += ("；" if lang == "zh" else "; ").join(lines) + ("。" if lang == "zh" else ".")
    return Explanation(project, state, stop, float(p.belief_mean), values.chance_direct, values.chance_pass, values.chance_after_pass, reasons, text)


def reason_for(route: Route, s, project: int, values, can_spend: float, words: dict[str, str]) -> Reason:
    """The first condition that fails on one route, in the order in which the rule asks them."""
    p = s.projects[project]
    worth = {Route.DIRECT: values.direct, Route.PLATFORM: values.platform, Route.SELF_BUILT: values.self_built}[route]
    can = {Route.DIRECT: values.can_direct, Route.PLATFORM: values.can_platform, Route.SELF_BUILT: values.can_self_build}[route]
    failed = ""
    if route != Route.DIRECT and p.pilot != PilotResult.NONE:
        failed = words["pilot_done"]
    elif route == Route.SELF_BUILT and s.firms[p.firm].may_self_build == 0:
        failed = words["not_allowed"]
    elif route == Route.PLATFORM and p.platform_barred == 1:
        failed = words["refused"]
    elif route == Route.PLATFORM and values.platform_row == NOBODY:
        failed = words["no_platform"]
    elif not can:
        failed = words["cannot_pay"].format(cash=can_spend)
    elif worth <= 0.0:
        failed = words["not_worth"].format(value=worth)
    return Reason(route, not failed, float(worth), failed)
