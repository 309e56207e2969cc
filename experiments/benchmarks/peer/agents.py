"""Labs, firms, platforms and funds of the peer as Mesa agents. Money in 万元."""

import math
from bisect import bisect_left
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa
import numpy as np

from experiments.benchmarks.peer.industry import Project
from experiments.benchmarks.peer.rules import (
    capability_after,
    next_knowledge,
    poisson_count,
    product_result,
    spendable,
    usable_knowledge,
    waiting_time,
    yearly_result,
)
from sim.stages import FundKind
from sim.tables import NOBODY, YUAN

if TYPE_CHECKING:
    from experiments.benchmarks.peer.model import PeerModel


class Lab(mesa.Agent):
    """An institution that discloses results."""

    def __init__(self, model: "PeerModel", row: SimpleNamespace, mix: np.ndarray) -> None:
        super().__init__(model)
        self.type, self.per_month, self.silent = row.type, row.per_month, row.silent
        self.release_share, self.quality_shift = row.release_share, row.quality_shift
        self.mix = mix.tolist()  # cumulative sector shares

    def step(self) -> None:
        """Disclose this month's results."""
        model = self.model
        if model.month < model.entry_closes:
            for _ in range(poisson_count(self.per_month, self.silent, model.random.random())):
                Project(model, self, bisect_left(self.mix, model.random.random()))


class Firm(mesa.Agent):
    """A firm that takes up results and pays for them."""

    def __init__(self, model: "PeerModel", row: SimpleNamespace, spin_out: bool = False) -> None:
        super().__init__(model)
        self.market, self.size, self.may_self_build = model.markets[row.sector], row.size_class, row.may_self_build == 1
        self.projects_at_once, self.hurdle, self.accounts_month = row.projects_at_once, row.hurdle, row.accounts_month
        self.median_cash, self.yearly_profit, self.profit_noise = row.median_cash, row.yearly_profit, row.profit_noise
        self.cash = row.median_cash * math.exp(row.cash_sigma * model.random.gauss(0.0, 1.0))
        self.research, self.knowledge, self.absorption = row.research, row.knowledge, row.absorption
        self.spin_out, self.is_open = spin_out, True
        self.product_profit = self.not_yet = self.debt = 0.0
        model.money_from_outside += self.cash
        self.projects: set[Project] = set()

    @property
    def active(self) -> int:
        """Projects in hand."""
        return len(self.projects)

    @property
    def spendable(self) -> float:
        """What it may spend now: cash less the reserve it keeps back."""
        return spendable(self.cash, self.median_cash, self.model.world)

    def step(self) -> None:
        """Close the books once a year."""
        if self.model.month % 12 == self.accounts_month:
            self.close_books()

    def close_books(self) -> None:
        """Profit comes in, lenders are paid, knowledge is renewed, a firm out of cash closes."""
        world, result = self.model.world, 0.0
        if self.product_profit + self.debt > 0.0:
            fading = math.exp(-12.0 / world.value_life)
            result = product_result(self, self.market.sector.factor, fading, world)
            self.not_yet = 0.0
            self.product_profit *= fading
            self.debt *= fading
        elif self.spin_out:
            result = -world.spinout_running_cost
        if self.yearly_profit > 0.0:
            result += yearly_result(self.yearly_profit, self.profit_noise, self.model.random.gauss(0.0, 1.0))
        self.earn(result)
        if not self.spin_out:
            self.knowledge = next_knowledge(self.knowledge, self.research, result)
            self.absorption = usable_knowledge(self.knowledge)
        if self.cash < 0.0:
            self.close()

    def close(self) -> None:
        """Without cash it closes and its running projects end with it; its debts are written off."""
        for project in list(self.projects):
            project.end_with_firm()
        if not self.spin_out:
            self.market.remove(self)
        self.is_open = False
        self.model.money_from_outside -= self.cash
        self.remove()

    def take(self, project: Project) -> None:
        """One more project in hand."""
        self.projects.add(project)
        if not self.spin_out:
            self.market.free_places -= 1

    def release(self, project: Project) -> None:
        """A project is no longer in hand."""
        self.projects.remove(project)
        if self.is_open and not self.spin_out:
            self.market.free_places += 1

    def earn(self, amount: float) -> None:
        """Money comes in from outside; negative: it is spent."""
        self.cash += amount
        self.model.money_from_outside += amount

    def pay(self, amount: float) -> None:
        """Pay suppliers for a project."""
        self.earn(-amount)
        self.model.book_private(amount)


class Platform(mesa.Agent):
    """A pilot platform with slots and a queue."""

    def __init__(self, model: "PeerModel", row: SimpleNamespace, firms: list[Firm]) -> None:
        super().__init__(model)
        self.sector, self.slots, self.opens, self.fee_share = row.sector, row.slots, row.opens, row.fee_share
        self.owner = None if row.owner == NOBODY else firms[row.owner]
        self.cash, self.monthly_funding, self.monthly_cost = row.cash / YUAN, row.monthly_funding / YUAN, row.monthly_cost / YUAN
        model.money_from_outside += self.cash
        self.base_capability, self.capability, self.experience = row.base_capability, row.capability, row.experience
        self.busy, self.months_in_debt, self.closed = 0, 0, False
        self.owners_queue: list[Project] = []
        self.queue: list[Project] = []

    @property
    def is_open(self) -> bool:
        """Whether it works this month."""
        return not self.closed and self.opens <= self.model.month

    def expected_wait(self, project: Project) -> float:
        """Expected months of waiting for a project that joins now; the owner's do not wait."""
        if project.firm is self.owner:
            return 0.0
        ahead = self.busy + len(self.queue) + len(self.owners_queue)
        return waiting_time(float(ahead), float(self.slots), project.mean_pilot())

    def queue_of(self, project: Project) -> list[Project]:
        """Where this project waits: the owner's go first."""
        return self.owners_queue if project.firm is self.owner else self.queue

    def step(self) -> None:
        """Lose the impatient, fill free slots, keep the books."""
        if not self.is_open:
            return
        month = self.model.month
        for queue in (self.owners_queue, self.queue):
            for project in [p for p in queue if p.patience_ends <= month]:
                project.leave_queue(barred=True)
        while self.busy < self.slots and (self.owners_queue or self.queue):
            self.admit((self.owners_queue or self.queue)[0])
        if self.model.in_window:
            self.model.sums["busy"] += self.busy
            self.model.sums["slots"] += self.slots
        self.keep_books()

    def admit(self, project: Project) -> None:
        """A free slot for a project; a firm that cannot pay leaves the queue."""
        model, cost = self.model, project.pilot_cost()
        fee, direct_cost = self.fee_share * cost, model.world.platform_marginal_cost * cost
        if project.firm.cash < fee:
            project.leave_queue(barred=True)
            return
        self.queue_of(project).remove(project)
        project.firm.cash -= fee
        self.cash += fee - direct_cost
        model.money_from_outside -= direct_cost
        model.book_private(fee)
        model.book_social_cost(direct_cost)
        self.busy += 1
        if model.in_window:
            model.sums["waited"] += model.month - project.queued
            model.sums["waits"] += 1
        project.begin_pilot()

    def change_experience(self, experience: float) -> None:
        """It has learned or forgotten: its capability follows."""
        world = self.model.world
        self.experience = experience
        self.capability = capability_after(self.base_capability, experience, world.learning_reference, world.learning_rate)

    def keep_books(self) -> None:
        """Monthly books; once a year it forgets; long debt closes it."""
        world, model = self.model.world, self.model
        self.cash += self.monthly_funding - self.monthly_cost
        model.money_from_outside += self.monthly_funding - self.monthly_cost
        model.book_social_cost(self.monthly_cost)
        if model.month % 12 == 0:
            self.change_experience(self.experience * (1.0 - world.forgetting) ** 12)
        self.months_in_debt = self.months_in_debt + 1 if self.cash < 0.0 else 0
        if self.months_in_debt >= world.platform_debt_months:
            self.closed = True
            for project in self.owners_queue + self.queue:
                project.leave_queue(barred=False)


class Fund(mesa.Agent):
    """A fund or lender: it answers projects that look for money."""

    def __init__(self, model: "PeerModel", row: SimpleNamespace) -> None:
        super().__init__(model)
        self.kind, self.opens, self.closes, self.recycles = row.kind, row.opens, row.closes, row.recycles == 1
        self.lends, self.is_public = self.kind == FundKind.LOAN.value, self.kind == FundKind.GUIDANCE.value
        self.capital, self.ticket_cap, self.portfolio_cap = row.capital / YUAN, row.ticket_cap, row.portfolio_cap
        self.hurdle, self.signal_noise = row.hurdle, row.signal_noise
        self.invested_in = 0  # projects it is in now
        model.money_from_outside += self.capital

    def can_fill(self, gap: float) -> bool:
        """Whether it is open and has the money and the room for this gap."""
        is_open = self.opens <= self.model.month < self.closes
        return is_open and gap <= self.capital and gap <= self.ticket_cap and self.invested_in < self.portfolio_cap

    def invest(self, amount: float) -> None:
        """Pay a firm for part of a line."""
        self.capital -= amount
        self.invested_in += 1

    def receive(self, amount: float) -> None:
        """Money comes back: invested again where the fund's rules say so."""
        self.invested_in -= 1
        if self.recycles and self.model.month < self.closes:
            self.capital += amount
            self.model.money_from_outside += amount
