"""Last part of a project's life in the peer: product trial, the search for money, the ramp, and sales."""

import math
from typing import TYPE_CHECKING

from experiments.benchmarks.peer.pilot import Pilot
from experiments.benchmarks.peer.rules import (
    credit_for,
    discount,
    exit_return,
    expected_multiple,
    expected_repayment,
    months_gone,
    owed_at_last_books,
    price_of_credit,
    product_worth,
    ramp_part,
    ramp_succeeds,
    realised_value,
    success_index,
    trial_succeeds,
    updated,
    worth_building,
)
from experiments.benchmarks.peer.sample import DIRECT
from sim.rules.instruments.outcome_award import COMMERCIAL_CHECK

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Fund


class Project(Pilot):
    """One result on its whole way from a lab to the market."""

    def index(self) -> float:
        """How ready it is for industry."""
        return success_index(self.quality, self.novelty, self.maturity, self.firm.absorption, self.model.world)

    def learn(self, step: str, worked: bool) -> None:
        """The region remembers how a trial or ramp ended; direct attempts after a failed pilot tell neither of the two ways."""
        if self.passed:
            self.model.experience.learn(f"passed {step}", worked)
        elif self.passed is None and self.route == DIRECT:
            self.model.experience.learn(f"direct {step}", worked)

    def begin_trial(self) -> None:
        """The firm pays for the product trial."""
        world = self.model.world
        self.happened("trial_started")
        self.firm.pay(self.product_cost)
        self.model.book_social_cost(self.product_cost)
        self.wait(self.months(world.dur_product * self.sector.duration_scale, world.product_sigma), "finish_trial")

    def finish_trial(self) -> None:
        """A new product that needs money, or the end."""
        works = trial_succeeds(self.index(), self.trial_luck, self.model.world)
        self.learn("trial", works)
        if works:
            self.happened("new_products")
            self.money_sought = self.model.month
            self.seek_money()
        else:
            self.stop("product_failed")

    def mean_ramp(self) -> float:
        """Mean months from building the line to batch output."""
        return self.model.world.dur_ramp * self.sector.duration_scale

    def seek_money(self) -> None:
        """Own cash, credit, or a fund: else try again later."""
        world, model, firm = self.model.world, self.model, self.firm
        cost, value = self.industrial_cost(), self.expected_value()
        chance = ramp_part(model.experience.chance_of(self.passed, *self.belief))
        if not worth_building(chance, value, cost, self.mean_ramp(), firm.hurdle, world):
            self.stop("no_money")
            return
        credit = credit_for(firm.size, firm.spin_out, cost, world)
        gap = max(0.0, cost - credit - max(0.0, firm.spendable))
        fund = self.fund_for(gap, value * discount(world.private_rate, self.mean_ramp()), cost) if gap > 0.0 else None
        if gap == 0.0 or fund is not None:
            if gap > 0.0:
                model.experience.learn("money", True)
            self.owed = credit * price_of_credit(chance, self.mean_ramp() / 12.0, world)
            self.enter(cost, credit, gap, fund)
        elif model.month - self.money_sought + world.money_retry > world.money_patience:
            model.experience.learn("money", False)
            self.stop("no_money")
        else:
            self.wait(int(world.money_retry), "seek_money")

    def fund_for(self, gap: float, value: float, cost: float) -> "Fund | None":
        """The fund that fills the gap with the most over its hurdle: lenders look at repayment, investors at value."""
        world, model = self.model.world, self.model
        best, margin = None, 0.0
        for fund in model.funds:
            if not fund.can_fill(gap):
                continue
            belief = updated(*self.belief, self.signal_for(fund, fund.signal_noise), fund.signal_noise)
            chance = ramp_part(model.experience.chance_of(self.passed, *belief))
            if fund.lends:
                expected = expected_repayment(chance, self.mean_ramp() / 12.0, world.loan_rate, world.salvage_share)
            else:
                expected = expected_multiple(chance, value, cost, world.salvage_share)
            if expected - fund.hurdle > margin:
                best, margin = fund, expected - fund.hurdle
        return best

    def enter(self, cost: float, credit: float, gap: float, fund: "Fund | None") -> None:
        """The line is built; the ramp begins."""
        world, model = self.model.world, self.model
        if fund is not None:
            fund.invest(gap)
            self.fund, self.ticket = fund, gap
            if fund.lends:
                self.owed += gap * (1.0 + world.loan_rate * self.mean_ramp() / 12.0)
        self.outlay = cost
        self.firm.cash += self.ticket + credit - cost
        model.money_from_outside += credit - cost
        model.book_private(cost - (self.ticket if fund is not None and fund.is_public else 0.0))
        model.book_social_cost(cost)
        model.open_lines += cost * model.social_weight
        model.ramps_busy += 1
        self.happened("entered")
        self.wait(self.months(self.mean_ramp(), world.ramp_sigma), "finish_ramp")

    def close_line_account(self) -> None:
        """The line is no longer under construction."""
        entered, burn_in = self.dates["entered"], self.model.burn_in
        if entered >= burn_in:
            self.model.open_lines -= self.outlay * discount(self.model.world.social_rate, entered - burn_in)

    def finish_ramp(self) -> None:
        """Batch output, or a loss of which a part is salvaged."""
        works = ramp_succeeds(self.index(), self.ramp_luck)
        self.learn("ramp", works)
        if works:
            self.reach_batch_output()
        else:
            self.salvage()
            self.stop("ramp_failed")

    def salvage(self) -> None:
        """Part of the line's cost comes back to firm, bank and fund in proportion to what they put in."""
        world, model, firm = self.model.world, self.model, self.firm
        self.close_line_account()
        model.book_social_cost(-world.salvage_share * self.outlay)
        outside = credit_for(firm.size, firm.spin_out, self.outlay, world) + self.ticket
        firm.earn(world.salvage_share * max(0.0, self.outlay - outside))
        if self.fund is not None:
            self.fund.receive(world.salvage_share * self.ticket)

    def end_with_firm(self) -> None:
        """Its firm closes; a line under construction is salvaged."""
        if self.task == "finish_ramp":
            self.salvage()
        self.stop("firm_closed")

    def reach_batch_output(self) -> None:
        """Sales begin; lenders are owed."""
        world, model = self.model.world, self.model
        value = realised_value(self.full_value, model.random.gauss(0.0, 1.0), 1.0 - model.random.random(), world)
        profit = world.value_rate * value
        self.sales_rate = profit / world.profit_margin
        self.sales_clock = self.sector.sales_clock
        self.sector.add_product(self.sales_rate, model.in_window)
        share_of_fund = 0.0 if self.fund is None or self.fund.lends else self.ticket / self.outlay
        own_profit = profit * (1.0 - share_of_fund)
        self.firm.product_profit += own_profit
        gone = months_gone(model.month, self.firm.accounts_month)
        self.firm.not_yet += own_profit * gone
        self.firm.debt += owed_at_last_books(self.owed, gone, world.loan_rate)
        model.ramps_busy -= 1
        self.happened("batch_output")
        self.close_line_account()
        self.firm.release(self)
        self.wait(COMMERCIAL_CHECK, "check_sales")

    def sales_so_far(self) -> float:
        """Sales since batch output, after market saturation and fading."""
        elapsed = self.sector.sales_clock - self.sales_clock
        return self.sales_rate * math.exp(self.dates["batch_output"] / self.model.world.value_life) * elapsed

    def check_sales(self) -> None:
        """Two years on: a commercial success? Then its fund waits for the exit."""
        world = self.model.world
        if self.sales_so_far() >= world.commercial_payback * self.line_cost:
            self.happened("commercial")
        if self.fund is None:
            self.remove()
        else:
            self.wait(int(world.fund_exit), "leave_to_market")

    def leave_to_market(self) -> None:
        """The fund takes its return and leaves."""
        world, month = self.model.world, self.model.month
        sales_now = self.sales_rate * math.exp((self.dates["batch_output"] - month) / world.value_life) * self.sector.factor
        profits = product_worth(self.sales_so_far(), sales_now, world.profit_margin, world.value_rate)
        years = (month - self.dates["entered"]) / 12.0
        self.fund.receive(exit_return(self.fund.kind, self.ticket, self.outlay, profits, years, world.loan_rate))
        self.remove()
