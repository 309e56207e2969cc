"""Why a project moves or does not: the rules' own numbers, put into words in both languages."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import entry
from sim.rules.firm import evaluate_routes
from sim.rules.money import spendable
from sim.rules.scale_up import finance_of_line
from sim.rules.scale_up_terms import industrial_cost_now
from sim.stages import PilotResult, Route, State, StopReason, name_zh
from sim.tables import NOBODY, YUAN
from sim.units import rounded_money


@entry
def look_at_routes(s, i):
    """The firm's valuation of every route of project `i` today, what it can spend, and the scale of its taste (万元)."""
    firm = s.firms[s.projects[i].firm]
    can_spend = spendable(firm.cash / YUAN, firm.median_cash, s.world[0])
    return evaluate_routes(s, i), can_spend, s.world[0].taste_scale * industrial_cost_now(s, i)


@entry
def look_at_money(s, i):
    """How the line of project `i` would be paid for today (`scale_up.Finance`)."""
    return finance_of_line(s, i)


@dataclass(frozen=True)
class Reason:
    """One route: whether it is open, what it is worth to the firm (万元, after risk penalty and hurdle), what the firm pays for it at once (万元,
    after support), and the condition that fails."""

    route: Route
    is_open: bool
    value: float
    failed: str  # "" when nothing fails
    pays: float = 0.0


@dataclass(frozen=True)
class Explanation:
    """What a firm thinks of a project: state, beliefs, and one reason per route; for one that looks for money, the condition that fails there."""

    project: int
    state: State
    stop: StopReason
    belief: float
    chance_direct: float
    chance_pass: float
    chance_after_pass: float
    reasons: tuple[Reason, ...]
    text: str
    money_failed: str = ""  # "" when nothing fails or no money is sought

    @property
    def failed_conditions(self) -> dict[Route, str]:
        """The first condition that fails on each route that is not taken."""
        return {reason.route: reason.failed for reason in self.reasons if reason.failed}

    def __str__(self) -> str:
        return self.text


WORDS = {
    "en": {
        "cannot_pay": "cannot pay {cost} (may spend {cash})",
        "no_platform": "no open pilot platform serves its sector here",
        "not_allowed": "this firm does not build pilot lines of its own",
        "pilot_done": "the pilot is over",
        "refused": "the platform's panel refused it, or the firm gave up waiting",
        "not_worth": "not worth it (net value {value})",
        "head": "Project {project}: {state}. Believed quality {belief:+.2f} sd; chance of batch output {chance:.0%} without a pilot"
        ", {after:.0%} after a pass ({passing:.0%} to pass). ",
        "taste": " The firm takes the highest value, give or take unobserved matters of about {taste}.",
        "open": "{route}: worth {value}",
        "closed": "{route}: {failed}",
        "stopped": "Project {project} stopped: {stop}.",
        "no_firm": "Project {project}: no firm has it; it is {state}.",
        "underway": "Project {project}: {state}; nothing is to be decided now.",
        "money": "Project {project}: {state}. The line costs {cost}; towards it there are support {support}, bank credit {credit}, own cash {own}"
        "; chance that it works {chance:.0%}, worth {value} then. ",
        "line_not_worth": "The firm will not build it: expected value does not cover cost, risk and hurdle.",
        "gap": "A fund must add {gap}; without one by the end of its patience the project ends.",
        "no_gap": "Nothing is missing.",
    },
    "zh": {
        "cannot_pay": "付不起{cost}（可动用{cash}）",
        "no_platform": "本地没有服务该领域的开放中试平台",
        "not_allowed": "该企业不自建中试线",
        "pilot_done": "中试已经结束",
        "refused": "平台评审未通过，或企业已放弃排队",
        "not_worth": "不划算（净值{value}）",
        "head": "项目{project}：{state}。企业判断质量{belief:+.2f}个标准差；"
        "不经中试批量产出的概率{chance:.0%}，通过中试后{after:.0%}（通过概率{passing:.0%}）。",
        "taste": "企业选净值最高的路线，另有未观察因素约±{taste}。",
        "open": "{route}：净值{value}",
        "closed": "{route}：{failed}",
        "stopped": "项目{project}已终止：{stop}。",
        "no_firm": "项目{project}：没有企业承接，状态为{state}。",
        "underway": "项目{project}：{state}，目前没有要作的决定。",
        "money": "项目{project}：{state}。产业化投资{cost}，可用补助{support}、银行授信{credit}、自有资金{own}；"
        "量产成功概率{chance:.0%}，成功后价值{value}。",
        "line_not_worth": "企业不建：预期价值抵不过投资、风险和要求的回报。",
        "gap": "还缺{gap}，须有基金投入；到期仍无基金则终止。",
        "no_gap": "资金已齐。",
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
    if state == State.SEEKING_MONEY:
        return explain_money(s, project, words, lang)
    if state in (State.RAMPING, State.PRODUCING):
        text = words["underway"].format(project=project, state=label(state, lang))
        return Explanation(project, state, stop, float(p.belief_mean), np.nan, np.nan, np.nan, (), text)
    values, can_spend, taste = look_at_routes(s, project)
    reasons = tuple(reason_for(route, s, project, values, can_spend, lang) for route in (Route.DIRECT, Route.PLATFORM, Route.SELF_BUILT))
    text = words["head"].format(
        project=project, state=label(state, lang), belief=p.belief_mean, chance=values.chance_direct, after=values.chance_after_pass,
        passing=values.chance_pass,
    )  # fmt: skip
    lines = [
        (words["closed"] if reason.failed else words["open"]).format(
            route=label(reason.route, lang), value=rounded_money(reason.value, lang), failed=reason.failed
        )
        for reason in reasons
    ]
    if state in (State.PILOTING, State.TRIAL):
        text = words["underway"].format(project=project, state=label(state, lang)) + text
    text += ("；" if lang == "zh" else "; ").join(lines) + ("。" if lang == "zh" else ".") + words["taste"].format(taste=rounded_money(taste, lang))
    return Explanation(project, state, stop, float(p.belief_mean), values.chance_direct, values.chance_pass, values.chance_after_pass, reasons, text)


def explain_money(s, project: int, words: dict[str, str], lang: str) -> Explanation:
    """Explain a project that looks for the money of its line."""
    p, plan = s.projects[project], look_at_money(s, project)
    missing = words["gap"].format(gap=rounded_money(plan.gap, lang)) if plan.gap > 0.0 else ""
    failed = missing if plan.is_worth_it else words["line_not_worth"]
    amounts = {name: rounded_money(getattr(plan, name), lang) for name in ("cost", "support", "credit", "own", "value")}
    text = words["money"].format(project=project, state=label(State.SEEKING_MONEY, lang), chance=plan.chance, **amounts)
    text += failed or words["no_gap"]
    return Explanation(project, State.SEEKING_MONEY, StopReason.RUNNING, float(p.belief_mean), np.nan, np.nan, float(plan.chance), (), text, failed)


def reason_for(route: Route, s, project: int, values, can_spend: float, lang: str) -> Reason:
    """The first condition that fails on one route, in the order in which the rule asks them."""
    p, words = s.projects[project], WORDS[lang]
    worth = {Route.DIRECT: values.direct, Route.PLATFORM: values.platform, Route.SELF_BUILT: values.self_built}[route]
    can = {Route.DIRECT: values.can_direct, Route.PLATFORM: values.can_platform, Route.SELF_BUILT: values.can_self_build}[route]
    pays = {Route.DIRECT: values.pays_direct, Route.PLATFORM: values.pays_platform, Route.SELF_BUILT: values.pays_self_built}[route]
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
        failed = words["cannot_pay"].format(cash=rounded_money(can_spend, lang), cost=rounded_money(pays, lang))
    elif worth <= 0.0:
        failed = words["not_worth"].format(value=rounded_money(worth, lang))
    return Reason(route, not failed, float(worth), failed, float(pays))
