"""Funds and lenders: who invests in which line, and what comes back.

A fund invests when its expected multiple - what the line is worth by its own due diligence over what it costs - exceeds its hurdle and the
capital is there. Public funds have a softer hurdle (Brander, Du & Hellmann 2015). Returns are recycled where the fund's rules say so.
"""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, pair_normal
from sim.rules.beliefs import updated
from sim.rules.experience import believed_chance
from sim.rules.instruments.cost_support import grant_signal
from sim.rules.instruments.release_reform import left_by_inventors
from sim.rules.market import sales_so_far
from sim.rules.money import book_public, book_recycled, discount, yuan
from sim.rules.project import ramp_part
from sim.stages import FundKind, Phase, PilotResult, SizeClass
from sim.tables import NEVER, NOBODY, YUAN


@rule
def credit_for(size, spin_out, cost, world):
    """Ordinary bank credit for an industrial line (万元): established firms only, micro firms half of the others' share."""
    if spin_out == 1:
        return 0.0
    share = 0.5 * world.debt_share if size == SizeClass.MICRO else world.debt_share
    return share * cost


@rule
def price_of_credit(chance, years, world):
    """What a firm owes at batch output for a yuan of ordinary credit: the bank breaks even over successes and failed lines with their salvage."""
    return (1.0 + world.loan_rate * years - (1.0 - chance) * world.salvage_share) / chance


@rule
def expected_multiple(chance, value, cost, salvage_share):
    """What a yuan in the line is expected to return, valued today: chance of success times value over cost, and salvage otherwise."""
    return chance * value / cost + (1.0 - chance) * salvage_share


@rule
def expected_repayment(chance, years, loan_rate, salvage_share):
    """What a lender expects back of a yuan: the loan with interest from a success, its part of the salvage otherwise."""
    return chance * (1.0 + loan_rate * years) + (1.0 - chance) * salvage_share


@sweep
def fund_that_invests(s, seed, i, gap, value, cost, years, only):
    """The fund that fills the gap of project `i` (万元), the one with the highest expected multiple over its hurdle; NOBODY if none will.

    `value`: discounted value of success; `years`: until batch output; `only`: consider one fund alone, or NOBODY for all.
    """
    p, world, clock = s.projects[i], s.world[0], s.clock[0]
    best, margin = NOBODY, 0.0
    seen = p.belief_mean
    if s.cost_supports.size > 0:
        seen += grant_signal(s, i)
    for k in range(s.area_funds[p.area], s.area_funds[p.area + 1]):
        fund = s.funds[k]
        is_open = fund.opens <= clock.month < fund.closes
        has_room = fund.capital >= yuan(gap) and gap <= fund.ticket_cap and fund.projects < fund.portfolio_cap
        if not is_open or not has_room or (only != NOBODY and k != only):
            continue
        if fund.angel == 1 and (p.platform == NOBODY or p.pilot != PilotResult.PASSED):  # it knows what passed at the platforms
            continue
        signal = p.quality + fund.signal_noise * pair_normal(seed, p.name, fund.name & 0xFFFFFFFF, Purpose.FUND_SIGNAL, 0)
        mean, variance = updated(seen, p.belief_variance, signal, fund.signal_noise)
        chance = ramp_part(believed_chance(s, p.pilot, mean, variance))
        if fund.kind == FundKind.LOAN:
            over = expected_repayment(chance, years, world.loan_rate, world.salvage_share) - fund.hurdle
        else:
            over = expected_multiple(chance, value, cost, world.salvage_share) - fund.hurdle
        if over > margin:
            best, margin = k, over
    return best


@sweep
def pay_ticket(s, i, k, amount):
    """Fund `k` pays `amount` yuan to the firm of project `i`; public funds of a policy book it under their instrument."""
    p, fund, clock = s.projects[i], s.funds[k], s.clock[0]
    fund.capital -= amount
    fund.invested += amount
    fund.projects += 1  # projects it is in now
    s.firms[p.firm].cash += amount
    p.fund, p.ticket = k, amount
    if fund.instrument != NOBODY:
        book_public(s, fund.instrument, i, amount)
        s.tally[0].open_stakes += amount / YUAN * clock.social_weight


@sweep
def return_to_fund(s, i, amount):
    """What the stake in project `i` was worth comes back to its fund: it may invest it again, or pays it out to its owners."""
    p, clock = s.projects[i], s.clock[0]
    fund = s.funds[p.fund]
    if fund.instrument != NOBODY and p.entered >= clock.burn_in:
        s.tally[0].open_stakes -= p.ticket / YUAN * discount(s.world[0].social_rate, p.entered - clock.burn_in)
    if fund.kind == FundKind.GUIDANCE and p.entered >= clock.burn_in:
        put_in = p.ticket / YUAN * discount(s.world[0].social_rate, p.entered - clock.burn_in)
        s.tally[0].fund_value += amount / YUAN * clock.social_weight - put_in
        s.tally[0].fund_exits += 1
    fund.projects -= 1
    if fund.platform_share > 0.0 and s.platforms[p.platform].closed == NEVER:
        to_platform = int(fund.platform_share * amount)
        s.platforms[p.platform].cash += to_platform
        amount -= to_platform
    if fund.instrument != NOBODY:
        book_recycled(s, fund.instrument, amount, amount if p.entered >= clock.burn_in else 0)
    if fund.recycles == 1 and clock.month < fund.closes:
        fund.capital += amount
    else:
        s.account[0].recycled_out += amount


@rule
def exit_return(kind, ticket, outlay, profits, years, loan_rate):
    """What a fund gets of a success at its exit (all in one unit of money): a lender its loan with interest, an investor its share of the profits.

    `profits`: those so far and the present value of those to come.
    """
    if kind == FundKind.LOAN:
        return ticket * (1.0 + loan_rate * years)
    return ticket / outlay * profits


@rule
def product_worth(sold, sales_now, margin, value_rate):
    """Profits of a product (万元): those of what is sold, and the present value of those of sales that fade from `sales_now` a month."""
    return margin * (sold + sales_now / value_rate)


@sweep
def sweep_exits(s):
    """Funds leave the successes whose time has come."""
    clock, world = s.clock[0], s.world[0]
    i = s.agenda[Phase.EXIT, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        clock.events += 1
        sales_now = float(p.sales_rate) * math.exp((p.batch_output - clock.month) / world.value_life) * s.sectors[p.sector].factor
        profits = product_worth(sales_so_far(s, i), sales_now, world.profit_margin, world.value_rate)
        if s.release_reforms.size > 0:
            profits *= left_by_inventors(s, i)
        years = (clock.month - p.entered) / 12.0
        amount = yuan(exit_return(s.funds[p.fund].kind, p.ticket / YUAN, float(p.outlay), profits, years, world.loan_rate))
        s.account[0].earned += amount
        return_to_fund(s, i, amount)
        i = following
