"""From the pilot (or straight from the sample) to industry: product trial, the search for money, the ramp, and the three events.

*Entered*: the money is there and the line is being built. *Batch output*: the ramp worked; this is the event 80 and 30 speak of.
*Commercial success*: two years of sales are worth it. They are never mixed up.
"""

from typing import NamedTuple

from sim.compiled import rule, sweep
from sim.dice import Purpose, four_uniforms, lognormal_months, normal_quantile
from sim.rules.experience import RAMPS, TRIALS, believed_chance, learn_step
from sim.rules.fund import credit_for, fund_that_invests, pay_ticket, price_of_credit, return_to_fund
from sim.rules.instruments.cost_support import cost_support, is_recoverable, owed_for_support, pay_back
from sim.rules.instruments.first_buyers import pay_first_sets, sales_with_scene, with_a_scene
from sim.rules.instruments.guaranteed_loans import (
    NO_GUARANTEE,
    Guarantee,
    give_guarantee,
    guarantees_on_offer,
    offered_guarantee,
    settle_guarantees,
)
from sim.rules.instruments.incubators import enter_incubator, leave_incubator, patience_in_care, with_care
from sim.rules.instruments.landing_space import leave_space, with_space
from sim.rules.instruments.listing_reserve import with_preparation
from sim.rules.instruments.outcome_award import COMMERCIAL_CHECK, NO_AWARD, expected_award, pay_awards
from sim.rules.instruments.release_reform import left_by_inventors
from sim.rules.market import sales_so_far
from sim.rules.money import book_private, book_project_cost, discount, firm_pays, hurdle_of, in_window, pay_out, spendable, yuan
from sim.rules.project import (
    full_value,
    landing_chance,
    leave_firm,
    line_cost,
    ramp_part,
    ramp_succeeds,
    sleep_until,
    stop,
    take_off,
    trial_succeeds,
)
from sim.rules.scale_up_terms import (
    expected_value_now,
    full_product_cost,
    industrial_cost_now,
    mean_ramp,
    ramp_index,
    realised_value,
    trial_index,
)
from sim.stages import Cost, Event, FundKind, Phase, PilotResult, State, StopReason
from sim.tables import NOBODY, YUAN


@sweep
def start_trial(s, seed, i):
    """The firm pays for product trial and certification and waits for the result."""
    p, world, sector = s.projects[i], s.world[0], s.sectors[s.projects[i].sector]
    cost = full_product_cost(s, i)
    support = cost_support(s, i, Cost.PRODUCT, p.route, cost, True)
    firm_pays(s, p.firm, yuan(cost))
    book_private(s, -yuan(support))
    book_project_cost(s, i, cost)
    p.state, p.trial_started = State.TRIAL, s.clock[0].month
    _, u_time, _, _ = four_uniforms(seed, p.name, Purpose.TRIAL, 0)
    months = lognormal_months(world.dur_product * sector.duration_scale, world.product_sigma, normal_quantile(u_time))
    if s.first_buyers.size > 0:
        months = with_a_scene(s, seed, i, months)
    if s.incubators.size > 0:
        enter_incubator(s, i, True)
        months = with_care(s, i, months)
    sleep_until(s, i, Phase.TRIAL, s.clock[0].month + months)


@sweep
def sweep_trials(s, seed):
    """Product trials that are due end: a new product that now needs money, or the end."""
    clock, world = s.clock[0], s.world[0]
    i = s.agenda[Phase.TRIAL, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state == State.TRIAL:
            clock.events += 1
            u_result, _, _, _ = four_uniforms(seed, p.name, Purpose.TRIAL, 0)
            works = trial_succeeds(trial_index(s, seed, i), u_result, world)
            learn_step(s, i, TRIALS, works)
            if works:
                p.new_product, p.state = clock.month, State.SEEKING_MONEY
                if s.first_buyers.size > 0:
                    pay_first_sets(s, seed, i)
                sleep_until(s, i, Phase.MONEY, clock.month)
            else:
                stop(s, i, StopReason.PRODUCT_FAILED)
        i = following


@rule
def worth_building(chance, value, cost, months, hurdle, world):
    """Whether a line is worth its cost today, sunk costs left out: expected value and salvage over outlay, after risk penalty and hurdle."""
    expected = discount(world.private_rate, months) * (chance * value + (1.0 - chance) * world.salvage_share * cost)
    at_risk = (1.0 - chance) * (1.0 - world.salvage_share) * cost
    return expected - cost - (world.risk_penalty + hurdle) * at_risk > 0.0


class Finance(NamedTuple):
    """How a line would be paid for; money in 万元."""

    cost: float  # at today's wage
    support: float
    credit: float  # of the bank, guaranteed part included
    guarantee: Guarantee
    own: float  # what the firm can add
    value: float  # expected present value of the product at batch output
    chance: float  # that the ramp works
    is_worth_it: bool
    gap: float  # what a fund must add; negative when nothing is missing


@sweep
def finance_of_line(s, i):
    """How the line of project `i` would be paid for today, and whether its firm and its bank think it worth building."""
    p, world = s.projects[i], s.world[0]
    firm = s.firms[p.firm]
    cost, value = industrial_cost_now(s, i), expected_value_now(s, i)
    award = expected_award(s, i, p.route, p.platform) if p.pilot == PilotResult.PASSED else NO_AWARD
    support = cost_support(s, i, Cost.INDUSTRIAL, p.route, cost, False)
    chance = ramp_part(believed_chance(s, p.pilot, p.belief_mean, p.belief_variance))
    credit, guarantee, at_success = credit_for(firm.size_class, firm.spin_out, cost - support, world), NO_GUARANTEE, award.at_batch_output
    at_success -= owed_for_support(s, i)
    if guarantees_on_offer(s):
        years = mean_ramp(s, i) / 12.0
        guarantee = offered_guarantee(s, i, p.route, cost - support, credit, chance, price_of_credit(chance, years, world), years)
        credit += guarantee.amount
        at_success += guarantee.amount * guarantee.relief
    is_worth_it = worth_building(chance, value + at_success, cost - support - award.at_entry, mean_ramp(s, i), hurdle_of(s, firm), world)
    own = max(0.0, spendable(firm.cash / YUAN, firm.median_cash, world))
    return Finance(cost, support, credit, guarantee, own, value, chance, is_worth_it, cost - support - credit - own)


@sweep
def gives_up_search(s, i, month):
    """Whether the patience of project `i` will be over before it could look for money again, `month` being the present one."""
    patience = s.world[0].money_patience
    if s.incubators.size > 0:
        patience += patience_in_care(s, i)
    return month - s.projects[i].new_product + s.world[0].money_retry > patience


@sweep
def sweep_money(s, seed, only):
    """Finance committees: each project that is due looks for the money for its line. `only`: the row of one fund, or NOBODY for all."""
    clock, world, e = s.clock[0], s.world[0], s.experience[0]
    previous, i = NOBODY, s.agenda[Phase.MONEY, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state != State.SEEKING_MONEY:
            previous, i = i, following
            continue
        plan = finance_of_line(s, i)
        fund = NOBODY
        if plan.is_worth_it and plan.gap > 0.0:
            value_today = plan.value * discount(world.private_rate, mean_ramp(s, i))
            fund = fund_that_invests(s, seed, i, plan.gap, value_today, plan.cost, mean_ramp(s, i) / 12.0, only)
        if only != NOBODY and fund == NOBODY:  # one fund alone leaves the others theirs
            previous, i = i, following
            continue
        take_off(s, Phase.MONEY, previous, following)
        clock.events += 1
        if plan.is_worth_it and (plan.gap <= 0.0 or fund != NOBODY):
            e.money_found += 1.0 if plan.gap > 0.0 else 0.0
            enter_industrialisation(s, seed, i, plan, fund)
        elif not plan.is_worth_it or gives_up_search(s, i, clock.month):
            e.money_missed += 1.0 if plan.is_worth_it else 0.0
            stop(s, i, StopReason.NO_MONEY)
        else:
            sleep_until(s, i, Phase.MONEY, clock.month + int(world.money_retry))
        i = following


@sweep
def enter_industrialisation(s, seed, i, plan, fund):
    """The line is built: support, fund, credit and own cash pay for it in this order; the ramp begins."""
    p, clock, world, sector = s.projects[i], s.clock[0], s.world[0], s.sectors[s.projects[i].sector]
    total, borrowed = yuan(plan.cost), yuan(plan.credit)
    support = yuan(cost_support(s, i, Cost.INDUSTRIAL, p.route, plan.cost, True))
    years = mean_ramp(s, i) / 12.0
    relief = plan.guarantee.amount * plan.guarantee.relief
    p.outlay, p.credit, p.owed = plan.cost, plan.credit, plan.credit * price_of_credit(plan.chance, years, world) - relief
    if plan.guarantee.row != NOBODY:
        give_guarantee(s, i, plan.guarantee.row)
    public_ticket = 0
    if fund != NOBODY:
        pay_ticket(s, i, fund, yuan(plan.gap))
        public_ticket = p.ticket if s.funds[fund].kind == FundKind.GUIDANCE else 0
        if s.funds[fund].kind == FundKind.LOAN:
            p.owed = float(p.owed) + plan.gap * (1.0 + world.loan_rate * years)
    s.firms[p.firm].cash += borrowed - total
    s.account[0].borrowed += borrowed
    pay_out(s, total)
    book_private(s, total - support - public_ticket)
    book_project_cost(s, i, plan.cost)
    s.tally[0].open_lines += float(p.outlay) * clock.social_weight
    if p.from_outside == 1:
        s.tally[0].outside_lines += float(p.outlay) * clock.social_weight
    p.entered, p.state = clock.month, State.RAMPING
    _, u_time, u_local, _ = four_uniforms(seed, p.name, Purpose.RAMP, 0)
    p.local = u_local < landing_chance(s, p.platform)
    s.areas[p.area].ramps_busy += 1
    months = lognormal_months(world.dur_ramp * sector.duration_scale, world.ramp_sigma, normal_quantile(u_time))
    if s.incubators.size > 0:
        months = with_care(s, i, months)
    if s.landing_spaces.size > 0:
        months = with_space(s, i, months)
    pay_awards(s, i, Event.ENTERED)
    sleep_until(s, i, Phase.RAMP, clock.month + months)


@sweep
def close_line_account(s, i):
    """The line of project `i` is no longer under construction: the social account stops carrying it at cost."""
    p, clock = s.projects[i], s.clock[0]
    if p.entered >= clock.burn_in:
        carried = float(p.outlay) * discount(s.world[0].social_rate, p.entered - clock.burn_in)
        s.tally[0].open_lines -= carried
        if p.from_outside == 1:
            s.tally[0].outside_lines -= carried


@sweep
def sweep_ramps(s, seed):
    """Ramps that are due end in batch output or in a loss of which a part is salvaged."""
    clock = s.clock[0]
    i = s.agenda[Phase.RAMP, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state == State.RAMPING:
            clock.events += 1
            u_result, _, _, _ = four_uniforms(seed, p.name, Purpose.RAMP, 0)
            works = ramp_succeeds(ramp_index(s, i), u_result)
            learn_step(s, i, RAMPS, works)
            if works:
                reach_batch_output(s, seed, i)
            else:
                salvage_line(s, i)
                stop(s, i, StopReason.RAMP_FAILED)
        i = following


@rule
def months_gone(month, accounts_month):
    """Months of the firm's business year that are over in this month of the run: a product that begins now earns nothing for them."""
    return (month - accounts_month) % 12


@rule
def owed_at_last_books(owed, gone, loan_rate):
    """Debt (万元) written back to the last books, `gone` months ago: a whole year's interest on it is that of the months the debt ran."""
    return owed / (1.0 + loan_rate * gone / 12.0)


@sweep
def equity_of_fund(s, i):
    """Share of the line of project `i` that belongs to a fund; lenders have a claim, not a share, and grants belong to the firm."""
    p = s.projects[i]
    if p.fund == NOBODY or s.funds[p.fund].kind == FundKind.LOAN:
        return 0.0
    return p.ticket / YUAN / float(p.outlay)


@sweep
def salvage_line(s, i):
    """After a failed ramp part of the investment comes back to firm, bank and fund in proportion to what they put in; lenders bear their loss.

    What a grant paid counts as the firm's.
    """
    p, world = s.projects[i], s.world[0]
    firm = s.firms[p.firm]
    close_line_account(s, i)
    if s.guaranteed_loans.size > 0:
        settle_guarantees(s, i, True)
    book_project_cost(s, i, -world.salvage_share * float(p.outlay))
    outside = float(p.credit) + p.ticket / YUAN
    to_firm, to_fund = yuan(world.salvage_share * max(0.0, float(p.outlay) - outside)), yuan(world.salvage_share * p.ticket / YUAN)
    s.account[0].earned += to_firm + to_fund
    firm.cash += to_firm
    if p.fund != NOBODY:
        return_to_fund(s, i, to_fund)


@sweep
def reach_batch_output(s, seed, i):
    """Batch output: sales begin, the market takes what it can, lenders are owed, awards are paid.

    The value is a present value at the private rate: the profits whose stream is worth it fade over the life of the product.
    """
    p, clock, world, sector = s.projects[i], s.clock[0], s.world[0], s.sectors[s.projects[i].sector]
    firm = s.firms[p.firm]
    u_body, u_tail, _, _ = four_uniforms(seed, p.name, Purpose.VALUE, 0)
    profit = world.value_rate * realised_value(full_value(s, i), normal_quantile(u_body), u_tail, world)
    if s.first_buyers.size > 0:
        profit *= sales_with_scene(s, i)
    p.sales_rate = profit / world.profit_margin
    p.clock = sector.sales_clock
    p.batch_output, p.state = clock.month, State.PRODUCING
    sector.base_sales += float(p.sales_rate)
    sector.counted_sales += float(p.sales_rate) if in_window(s) else 0.0
    if p.from_outside == 1:
        sector.outside_base += float(p.sales_rate)
        sector.outside_counted += float(p.sales_rate) if in_window(s) else 0.0
    own_profit = profit * (1.0 - equity_of_fund(s, i))
    if s.release_reforms.size > 0:
        own_profit *= left_by_inventors(s, i)
    firm.product_profit += own_profit
    gone = months_gone(clock.month, firm.accounts_month)
    firm.not_yet += own_profit * gone
    firm.debt += owed_at_last_books(float(p.owed), gone, world.loan_rate)
    s.areas[p.area].ramps_busy -= 1
    close_line_account(s, i)
    if s.guaranteed_loans.size > 0:
        settle_guarantees(s, i, False)
    if s.incubators.size > 0:
        leave_incubator(s, i)
    if is_recoverable(s):
        pay_back(s, i)
    leave_firm(s, i)
    pay_awards(s, i, Event.BATCH_OUTPUT)
    sleep_until(s, i, Phase.COMMERCIAL, clock.month + COMMERCIAL_CHECK)


@sweep
def sweep_commercial(s):
    """Two years after batch output: has it sold enough to be called a commercial success? Then its fund waits for the exit."""
    clock, world = s.clock[0], s.world[0]
    i = s.agenda[Phase.COMMERCIAL, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        clock.events += 1
        if sales_so_far(s, i) >= world.commercial_payback * line_cost(s, i):
            p.commercial = clock.month
            pay_awards(s, i, Event.COMMERCIAL)
        if s.landing_spaces.size > 0:
            leave_space(s, i)
        if p.fund != NOBODY:
            months = int(world.fund_exit)
            if s.listing_reserves.size > 0:
                months = with_preparation(s, i, months)
            sleep_until(s, i, Phase.EXIT, clock.month + months)
        i = following
