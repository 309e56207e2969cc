"""Last part of a project's life in the peer: product trial, the search for money, the ramp, and sales."""

import math
from typing import TYPE_CHECKING

from experiments.benchmarks.peer.pilot import Pilot
from experiments.benchmarks.peer.rules import (
    chance_of_this,
    credit_for,
    discount,
    exit_return,
    expected_multiple,
    ramp_part,
    ramp_succeeds,
    realised_value,
    success_index,
    trial_succeeds,
    updated,
    worth_building,
)
from sim.rules.scale_up import COMMERCIAL_CHECK

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Fund


class Project(Pilot):
    """One result on its whole way from a lab to the market."""

    def index(self) -> float:
        """How ready it is for industry."""
        return success_index(self.quality, self.novelty, self.maturity, self.firm.absorption, self.model.world)

    def begin_trial(self) -> None:
        """The firm pays for the product trial."""
        world = self.model.world
        self.firm.pay(self.product_cost)
        self.model.book(private=0.0, social=self.product_cost)
        self.wait(self.months(world.dur_product * self.sector.duration_scale, world.product_sigma), "finish_trial")

    def finish_trial(self) -> None:
        """A new product that needs money, or the end."""
        if trial_succeeds(self.index(), self.trial_luck, self.model.world):
            self.model.count("new_products")
            self.money_sought = self.model.month
            self.seek_money()
        else:
            self.stop("product_failed")

    def seek_money(self) -> None:
        """Own cash, credit, or a fund: else try again later."""
        world, model, firm = self.model.world, self.model, self.firm
        cost, value = self.industrial_cost(), self.full_value * self.sector.factor
        months = world.dur_ramp * self.sector.duration_scale
        chance = ramp_part(chance_of_this(self.believed_z(), *self.belief, world.quality_weight))
        wants_it = worth_building(chance, value, cost, months, firm.hurdle, world)
        credit = credit_for(firm.size, firm.spin_out, cost, world)
        gap = cost - credit - max(0.0, firm.spendable)
        fund = None
        if wants_it and gap > 0.0:
            fund = self.fund_for(gap, value * discount(world.private_rate, months), cost)
        if wants_it and (gap <= 0.0 or fund is not None):
            model.cases["money", True] += 1
            self.enter(cost, credit, gap, fund)
        elif model.month - self.money_sought + world.money_retry > world.money_patience or not wants_it:
            model.cases["money", False] += 1
            self.stop("no_money")
        else:
            self.wait(int(world.money_retry), "seek_money")

    def fund_for(self, gap: float, value: float, cost: float) -> "Fund | None":
        """The fund with the highest expected multiple over its hurdle."""
        world, base = self.model.world, self.believed_z()
        best, margin = None, 0.0
        for fund in self.model.funds:
            if not fund.can_fill(gap):
                continue
            belief = updated(*self.belief, self.signal_for(fund, fund.signal_noise), fund.signal_noise)
            chance = ramp_part(chance_of_this(base, *belief, world.quality_weight))
            over = expected_multiple(chance, value, cost, world.salvage_share) - fund.hurdle
            if over > margin:
                best, margin = fund, over
        return best

    def enter(self, cost: float, credit: float, gap: float, fund: "Fund | None") -> None:
        """The line is built; the ramp begins."""
        world, model = self.model.world, self.model
        if fund is not None:
            fund.capital -= gap
            self.fund, self.ticket = fund, gap
        self.firm.cash += self.ticket + credit - cost
        model.book(private=cost, social=cost)
        model.ramps_busy += 1
        model.count("entered")
        self.entered = model.month
        self.wait(self.months(world.dur_ramp * self.sector.duration_scale, world.ramp_sigma), "finish_ramp")

    def own_share(self) -> float:
        """Part of the line its firm paid for itself."""
        credit = credit_for(self.firm.size, self.firm.spin_out, self.line_cost, self.model.world)
        return max(0.0, 1.0 - (credit + self.ticket) / self.line_cost)

    def finish_ramp(self) -> None:
        """Batch output, or a loss of which a part is salvaged."""
        if ramp_succeeds(self.index(), self.ramp_luck):
            self.reach_batch_output()
            return
        share = self.model.world.salvage_share
        self.model.book(private=0.0, social=-share * self.line_cost)
        self.firm.cash += share * self.own_share() * self.line_cost
        if self.fund is not None:
            self.fund.receive(share * self.ticket)
        self.stop("ramp_failed")

    def reach_batch_output(self) -> None:
        """Sales begin."""
        world, model, sector = self.model.world, self.model, self.sector
        value = realised_value(self.full_value, model.random.gauss(0.0, 1.0), 1.0 - model.random.random(), world)
        profit = value / world.value_life
        self.sales_rate = profit / world.profit_margin
        sector.base_sales += self.sales_rate
        self.sales_clock, self.batch_output = sector.sales_clock, model.month
        self.firm.product_profit += profit * self.own_share()
        model.ramps_busy -= 1
        model.count("batch_output")
        if model.in_window:
            model.sums["months to batch"] += model.month - self.born
        model.book(private=0.0, social=-value * sector.factor * (1.0 - world.business_stealing))
        self.firm.release(self)
        self.learn(True)
        self.wait(COMMERCIAL_CHECK, "check_sales")

    def check_sales(self) -> None:
        """Two years on: a commercial success? Then its fund waits for the exit."""
        world = self.model.world
        elapsed = self.sector.sales_clock - self.sales_clock
        sold = self.sales_rate * math.exp(self.batch_output / world.value_life) * elapsed
        if sold >= world.commercial_payback * self.line_cost:
            self.model.count("commercial")
        if self.fund is None:
            self.remove()
        else:
            self.wait(int(world.fund_exit), "leave_to_market")

    def leave_to_market(self) -> None:
        """The fund takes its return and leaves."""
        world = self.model.world
        value = self.sales_rate * world.profit_margin * world.value_life * self.sector.factor
        years = (self.model.month - self.entered) / 12.0
        self.fund.receive(exit_return(self.fund.kind, self.ticket, self.line_cost, value, years, world.loan_rate))
        self.remove()
