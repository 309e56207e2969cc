"""Watching one project: its world goes on month by month as ever, and is looked at just before its route is chosen or its line paid for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.batch import Outcome, finished
from sim.dice import run_key
from sim.explain import Explanation, explain_project, look_at_money, look_at_routes
from sim.looking import Costs, Market, Truth, look_at_costs, look_at_help, look_at_market, look_at_truth
from sim.month import begin_month, finish_month, go_on_to_money, money_is_sought, routes_are_chosen, simulate_months
from sim.rules.instruments.outcome_award import COMMERCIAL_CHECK
from sim.rules.money import yuan
from sim.stages import Phase, Route, State
from sim.start import Blueprint, new_state
from sim.tables import NEVER, NOBODY, YUAN
from sim.tables import State as World


@dataclass(frozen=True)
class Choice:
    """A firm just before it decides: its valuation of every route, and what they cost (万元)."""

    routes: dict[str, Explanation]  # by language
    values: Any  # sim.rules.firm.RouteValues
    can_spend: float
    taste: float  # scale of what the firm considers outside the model
    costs: Costs

    @property
    def best(self) -> Route:
        """The route of the highest net value, NONE where nothing open is worth more than stopping."""
        open_values = {
            Route.NONE: 0.0,
            **({Route.DIRECT: self.values.direct} if self.values.can_direct else {}),
            **({Route.PLATFORM: self.values.platform} if self.values.can_platform else {}),
            **({Route.SELF_BUILT: self.values.self_built} if self.values.can_self_build else {}),
        }
        return max(open_values, key=open_values.__getitem__)


@dataclass(frozen=True)
class Queue:
    """A platform before it fills its slots, and what its next pilot costs the project's firm (万元)."""

    row: int
    slots: int
    busy: int
    waiting: int
    cash: float
    costs: Costs


@dataclass(frozen=True)
class Money:
    """How a line would be paid for (`sim.rules.scale_up.Finance`), and the funds that are open and have so much."""

    plan: Any
    funds: int
    able: int
    over_cap: int  # funds for whom the gap exceeds what they may put into one project
    spent: int  # others whose capital does not suffice
    full: int  # others that are in as many projects as they may be


@dataclass(frozen=True)
class Month:
    """What was seen of the project in one month: its row at the begin, before choices, before money and at the end."""

    month: int
    rows: tuple[Any, Any, Any, Any]  # the first is None in the month in which it is disclosed
    payments: tuple[list[tuple[int, float]], ...]  # of each part: instrument and 万元
    firm_cash: float | None  # 万元 at the begin
    panel: tuple[float, float]  # accuracy, bar
    review: int = 0  # months the panel takes
    market: Market | None = None
    meetings: float | None = None  # that each result on offer could have this month
    free_firms: tuple[int, ...] = ()  # rows of firms of the cell with a free place
    choice: Choice | None = None
    queue: Queue | None = None
    money: Money | None = None
    truth: Truth | None = None
    help: float | None = None  # what instruments add to the step under way, sd
    capability: float | None = None
    absorption: float | None = None


@dataclass(frozen=True)
class Watched:
    """One project in one world, from its disclosure to its end."""

    plan: Blueprint
    outcome: Outcome
    row: int
    months: list[Month] = field(repr=False)

    @property
    def state(self) -> World:
        """The world at its end."""
        return self.outcome.state

    @property
    def project(self) -> Any:
        """The project at the end of the world."""
        return self.state.projects[self.row]


def is_compiled() -> bool:
    """Whether an earlier process left the compiled code that watching needs beside that of a run."""
    from sim.compiled import CACHE

    return any(CACHE.rglob(f"*.{money_is_sought.__name__}-*.nbi"))


def load_compiled_code(plan: Blueprint, months: int = 24) -> None:
    """Load or compile all that watching calls, on the first project that has found a firm within so many months of a world."""
    key = run_key(0, 0)
    s = new_state(plan, key)
    simulate_months(s, key, min(months, plan.months - 1))
    held = np.flatnonzero(s.projects["firm"][: s.clock[0].projects] != NOBODY)
    begin_month(s, key)
    for row in held[:1]:
        for look in (look_at_market, look_at_routes, look_at_money):
            look(s, row)
        look_at_truth(s, key, row)
        look_at_help(s, key, row)
        look_at_costs(s, row, NOBODY)
    routes_are_chosen(s, key, NOBODY)
    go_on_to_money(s, key)
    money_is_sought(s, key, NOBODY)
    finish_month(s, key)


def row_of(outcome: Outcome, name: int) -> int:
    """The row of a project in a world, NOBODY where it does not exist."""
    found = np.flatnonzero(outcome.state.projects["name"][: outcome.state.clock[0].projects] == name)
    return int(found[0]) if found.size else NOBODY


def watch(plan: Blueprint, seed: int, replication: int, row: int, born: int) -> Watched:
    """Run a world and watch the project that will be in `row` from the month `born` on. The world is that of `run_world`, to the last yuan."""
    key = run_key(seed, replication)
    s = new_state(plan, key)
    simulate_months(s, key, born)
    months = []
    while s.clock[0].month < plan.months and s.clock[0].error == 0:
        months.append(watch_month(s, key, row))
        if is_over(s, row):
            simulate_months(s, key, plan.months - int(s.clock[0].month))
    return Watched(plan, finished(plan, s, seed, replication), row, months)


def is_over(s: World, row: int) -> bool:
    """Whether nothing more will happen to the project."""
    p, month = s.projects[row], int(s.clock[0].month)
    if p.state != State.PRODUCING:
        return bool(p.state == State.STOPPED)
    leaves = int(s.world[0].fund_exit) if p.fund != NOBODY else 0
    return bool(month > p.batch_output + COMMERCIAL_CHECK + leaves)


def watch_month(s: World, key: int, row: int) -> Month:
    """One month of the world, looked at on the way."""
    clock = s.clock[0]
    month, exists = int(clock.month), row < clock.projects
    start = s.projects[row].copy() if exists else None
    seen: dict[str, Any] = {"firm_cash": float(s.firms[start.firm].cash / YUAN) if exists and start.firm != NOBODY else None}
    if exists and start.state in (State.ON_OFFER, State.SAMPLING):
        seen |= {"market": look_at_market(s, row), "free_firms": free_firms(s, row)}
    if exists and start.state == State.PILOTING:
        seen |= technical(s, key, row)
    counted = int(clock.payments)
    begin_month(s, key)
    middle = s.projects[row].copy()
    first, counted = paid_to(s, row, counted), int(clock.payments)
    if middle.offered == NEVER:  # it was not on the market
        seen.pop("market", None)
    if "market" in seen:
        now = look_at_market(s, row)
        seen["meetings"] = now.clock - seen["market"].clock
        seen["market"] = seen["market"]._replace(staff=now.staff, field_staff=now.field_staff, search_gain=now.search_gain)
    if middle.state == State.CHOOSING and row in agenda_of(s, Phase.CHOICE):  # and not waiting for the panel
        let_others_go_first(s, key, row, Phase.CHOICE, routes_are_chosen)
        seen["choice"] = look_at_choice(s, key, row)
    elif middle.state == State.WAITING:
        seen["queue"] = look_at_queue(s, row, int(middle.platform))
    elif middle.state in (State.TRIAL, State.RAMPING):
        seen |= technical(s, key, row)
    seen["panel"] = (float(clock.panel_accuracy), float(clock.panel_bar))
    seen["review"] = 0 if clock.panel == NOBODY else int(s.expert_panels[clock.panel].review_months)
    go_on_to_money(s, key)
    late = s.projects[row].copy()
    second, counted = paid_to(s, row, counted), int(clock.payments)
    if late.state == State.SEEKING_MONEY:
        let_others_go_first(s, key, row, Phase.MONEY, money_is_sought)
        seen["money"] = look_at_finance(s, row)
    finish_month(s, key)
    end = s.projects[row].copy()
    return Month(month, (start, middle, late, end), (first, second, paid_to(s, row, counted)), **seen)


def agenda_of(s: World, phase: Phase) -> list[int]:
    """Rows of the projects on this month's agenda of a phase, in their order."""
    found, i = [], int(s.agenda[phase, s.clock[0].month, 0])
    while i != NOBODY:
        found.append(i)
        i = int(s.projects["next"][i])
    return found


def let_others_go_first(s: World, key: int, row: int, phase: Phase, decide: Callable[[World, int, int], None]) -> None:
    """Let those decide who are before this project on the month's agenda of a phase, so that it is seen exactly as it is when its turn comes.

    The agenda is cut before the project, carried out with the model's own sweep, and joined again: everybody's turn stays the same.
    """
    agenda, rows = s.agenda[phase, s.clock[0].month], s.projects["next"]
    before, last = int(agenda[0]), int(agenda[1])
    while before not in (NOBODY, row) and rows[before] != row:
        before = int(rows[before])
    if before in (NOBODY, row):  # not due this month, or the first
        return
    rows[before], agenda[1] = NOBODY, before
    decide(s, key, NOBODY)
    if agenda[0] == NOBODY:
        agenda[0] = row
    else:  # those who are no longer in this state stay on the agenda
        rows[agenda[1]] = row
    agenda[1] = last


def paid_to(s: World, row: int, since: int) -> list[tuple[int, float]]:
    """Instrument and amount (万元) of the public payments to this project since the payment with this number."""
    records = s.payments[since : s.clock[0].payments]
    return [(int(record["instrument"]), float(record["yuan"] / YUAN)) for record in records[records["project"] == row]]


def free_firms(s: World, row: int) -> tuple[int, ...]:
    """Rows of the firms in the project's market cell that have a free place."""
    p, firms = s.projects[row], s.firms[: s.clock[0].founding_firms]
    mine = (firms["area"] == p.area) & (firms["sector"] == p.sector)
    free = (firms["closed"] == NEVER) & (firms["active"] < firms["projects_at_once"]) & (firms["absorption"] > 0.0)
    return tuple(np.flatnonzero(mine & free).tolist())


def technical(s: World, key: int, row: int) -> dict[str, Any]:
    """What decides the outcome of the step that is under way."""
    p = s.projects[row]
    tests_there = p.state == State.PILOTING and p.platform != NOBODY
    capability = float(s.platforms[p.platform].capability) if tests_there else None
    seen = {"truth": look_at_truth(s, key, row), "help": look_at_help(s, key, row)}
    return seen | {"capability": capability, "absorption": float(s.firms[p.firm].absorption)}


def look_at_choice(s: World, key: int, row: int) -> Choice:
    """The firm of the project just before it decides."""
    values, can_spend, taste = look_at_routes(s, row)
    routes = {lang: explain_project(s, key, row, lang) for lang in ("zh", "en")}
    return Choice(routes, values, float(can_spend), float(taste), look_at_costs(s, row, values.platform_row))


def look_at_queue(s: World, row: int, j: int) -> Queue:
    """The platform where the project waits."""
    platform = s.platforms[j]
    cash = float(s.firms[s.projects[row].firm].cash / YUAN)
    return Queue(j, int(platform.slots), int(platform.busy), int(platform.waiting), cash, look_at_costs(s, row, j))


def look_at_finance(s: World, row: int) -> Money:
    """How the line of the project would be paid for, and who could add what is missing."""
    plan, month = look_at_money(s, row), s.clock[0].month
    area = s.projects[row].area
    funds = s.funds[s.area_funds[area] : s.area_funds[area + 1]]
    is_open = (funds["opens"] <= month) & (month < funds["closes"])
    fits, has_capital = plan.gap <= funds["ticket_cap"], funds["capital"] >= yuan(plan.gap)
    has_place = funds["projects"] < funds["portfolio_cap"]
    affords = is_open & fits & has_capital
    counts = (is_open, affords & has_place, is_open & ~fits, is_open & fits & ~has_capital, affords & ~has_place)
    return Money(plan, *(int(each.sum()) for each in counts))
