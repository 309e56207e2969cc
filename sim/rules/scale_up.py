"""From the pilot (or straight from the sample) to industry: product trial, the search for money, the ramp, and the three events.

*Entered*: the money is there and the line is being built. *Batch output*: the ramp worked; this is the event 80 and 30 speak of.
*Commercial success*: two years of sales are worth it. They are never mixed up.
"""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, four_uniforms, lognormal_months, normal_quantile
from sim.rules.beliefs import chance_of_this
from sim.rules.experience import believed_z, learn_outcome
from sim.rules.fund import fund_that_invests, pay_ticket, return_to_fund
from sim.rules.instruments.cost_support import cost_support
from sim.rules.instruments.outcome_award import expected_award, pay_awards
from sim.rules.market import wage_factor
from sim.rules.money import book_private, book_social_cost, discount, firm_pays, pay_out, yuan
from sim.rules.project import leave_firm, ramp_part, ramp_succeeds, sleep_until, stop, success_index, trial_succeeds
from sim.stages import Cost, Event, Phase, PilotResult, SizeClass, State, StopReason
from sim.tables import NOBODY, YUAN

COMMERCIAL_CHECK = 24  # months of sales by which commercial success is judged (C6: first two years)


@sweep
def index_of(s, i):
    """Success index of project `i` as it stands."""
    p = s.projects[i]
    return success_index(p.quality, p.novelty, p.maturity, s.firms[p.firm].absorption, s.world[0])


@rule
def realised_value(expected, z, u, world):
    """Lifetime value of a success (万元) around its expectation: Pareto-lognormal, mean preserved; very skewed (Scherer & Harhoff 2000)."""
    lognormal = math.exp(world.value_sigma * z - 0.5 * world.value_sigma**2)
    pareto = (1.0 - 1.0 / world.pareto_tail) * u ** (-1.0 / world.pareto_tail)
    return expected * lognormal * pareto


@sweep
def start_trial(s, seed, i):
    """The firm pays for product trial and certification and waits for the result."""
    p, world, sector = s.projects[i], s.world[0], s.sectors[s.projects[i].sector]
    cost = world.cost_product * sector.cost_scale * p.scale
    support = cost_support(s, i, Cost.PRODUCT, p.route, cost, True)
    firm_pays(s, p.firm, yuan(cost))
    book_private(s, -yuan(support))
    book_social_cost(s, cost)
    p.state, p.trial_started = State.TRIAL, s.clock[0].month
    _, u_time, _, _ = four_uniforms(seed, p.name, Purpose.TRIAL, 0)
    months = lognormal_months(world.dur_product * sector.duration_scale, world.product_sigma, normal_quantile(u_time))
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
            if trial_succeeds(index_of(s, i), u_result, world):
                p.new_product, p.money_sought, p.state = clock.month, clock.month, State.SEEKING_MONEY
                sleep_until(s, i, Phase.MONEY, clock.month)
            else:
                stop(s, i, StopReason.PRODUCT_FAILED)
        i = following


@sweep
def ramp_chance(s, i, mean, variance):
    """Chance that the ramp of project `i` works, as somebody with this belief and the region's experience sees it."""
    world = s.world[0]
    base = believed_z(s, s.projects[i].pilot)
    return ramp_part(chance_of_this(base, mean, variance, world.quality_weight))


@rule
def worth_building(chance, value, cost, months, hurdle, world):
    """Whether a line is worth its cost today, sunk costs left out: expected value and salvage over outlay, after risk penalty and hurdle."""
    expected = discount(world.private_rate, months) * (chance * value + (1.0 - chance) * world.salvage_share * cost)
    at_risk = (1.0 - chance) * (1.0 - world.salvage_share) * cost
    return expected - cost - (world.risk_penalty + hurdle) * at_risk > 0.0


@rule
def credit_for(size, spin_out, cost, world):
    """Ordinary bank credit for an industrial line (万元): established firms only, micro firms half of the others' share."""
    if spin_out == 1:
        return 0.0
    share = 0.5 * world.debt_share if size == SizeClass.MICRO else world.debt_share
    return share * cost


@sweep
def sweep_money(s, seed, only):
    """Finance committees: each project that is due looks for the money for its line. `only`: the row of one fund, or NOBODY for all."""
    clock, world, e = s.clock[0], s.world[0], s.experience[0]
    i = s.agenda[Phase.MONEY, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state != State.SEEKING_MONEY:
            i = following
            continue
        clock.events += 1
        firm, sector = s.firms[p.firm], s.sectors[p.sector]
        cost = world.cost_industrial * sector.cost_scale * p.scale * wage_factor(s.areas[p.area].wage, world.engineer_cost_share)
        value = world.value_multiple * world.cost_industrial * sector.cost_scale * p.scale * p.potential * sector.factor
        if p.pilot == PilotResult.PASSED:
            value += world.local_landing * expected_award(s, i, p.route)
        months = world.dur_ramp * sector.duration_scale
        support = cost_support(s, i, Cost.INDUSTRIAL, p.route, cost, False)
        chance = ramp_chance(s, i, p.belief_mean, p.belief_variance)
        wants_it = worth_building(chance, value, cost - support, months, firm.hurdle, world)
        credit = credit_for(firm.size_class, firm.spin_out, cost, world)
        own = max(0.0, firm.cash / YUAN - world.cash_reserve * firm.median_cash)
        gap = cost - support - credit - own
        fund = NOBODY
        if wants_it and gap > 0.0:
            fund = fund_that_invests(s, seed, i, gap, value * discount(world.private_rate, months), cost, only)
        if wants_it and (gap <= 0.0 or fund != NOBODY):
            e.money_found += 1.0 if gap > 0.0 else 0.0
            enter_industrialisation(s, seed, i, cost, credit, gap, fund)
        elif clock.month - p.money_sought + world.money_retry > world.money_patience or not wants_it:
            e.money_missed += 1.0 if wants_it else 0.0
            stop(s, i, StopReason.NO_MONEY)
        else:
            sleep_until(s, i, Phase.MONEY, clock.month + int(world.money_retry))
        i = following


@sweep
def enter_industrialisation(s, seed, i, cost, credit, gap, fund):
    """The line is built: support, fund, credit and own cash pay for it in this order; the ramp begins."""
    p, clock, world, sector = s.projects[i], s.clock[0], s.world[0], s.sectors[s.projects[i].sector]
    total, borrowed = yuan(cost), yuan(credit)
    support = yuan(cost_support(s, i, Cost.INDUSTRIAL, p.route, cost, True))
    if fund != NOBODY:
        pay_ticket(s, i, fund, yuan(gap))
    s.firms[p.firm].cash += borrowed - total
    s.account[0].borrowed += borrowed
    pay_out(s, total)
    public_ticket = p.ticket if fund != NOBODY and s.funds[fund].instrument != NOBODY else 0
    book_private(s, total - support - public_ticket)
    book_social_cost(s, cost)
    p.entered, p.state = clock.month, State.RAMPING
    _, u_time, u_local, _ = four_uniforms(seed, p.name, Purpose.RAMP, 0)
    p.local = u_local < world.local_landing
    s.areas[p.area].ramps_busy += 1
    pay_awards(s, i, Event.ENTERED)
    months = lognormal_months(world.dur_ramp * sector.duration_scale, world.ramp_sigma, normal_quantile(u_time))
    sleep_until(s, i, Phase.RAMP, clock.month + months)


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
            if ramp_succeeds(index_of(s, i), u_result):
                reach_batch_output(s, seed, i)
            else:
                salvage_line(s, i)
                stop(s, i, StopReason.RAMP_FAILED)
        i = following


@sweep
def line_cost(s, i):
    """Industrial cost of project `i` at the reference wage (万元), the basis of salvage."""
    p, world = s.projects[i], s.world[0]
    return world.cost_industrial * s.sectors[p.sector].cost_scale * p.scale


@sweep
def own_share(s, i):
    """Share of the line of project `i` that its firm paid for itself; credit and the fund's ticket are repaid from the rest."""
    p = s.projects[i]
    firm, cost = s.firms[p.firm], line_cost(s, i)
    outside = credit_for(firm.size_class, firm.spin_out, cost, s.world[0]) + p.ticket / YUAN
    return max(0.0, 1.0 - outside / cost)


@sweep
def salvage_line(s, i):
    """After a failed ramp part of the investment comes back: to fund and firm in proportion to what they put in; the bank keeps its part."""
    p, world = s.projects[i], s.world[0]
    cost = line_cost(s, i)
    book_social_cost(s, -world.salvage_share * cost)
    to_firm, to_fund = yuan(world.salvage_share * own_share(s, i) * cost), yuan(world.salvage_share * p.ticket / YUAN)
    s.account[0].earned += to_firm + to_fund
    s.firms[p.firm].cash += to_firm
    if p.fund != NOBODY:
        return_to_fund(s, p.fund, to_fund)


@sweep
def reach_batch_output(s, seed, i):
    """Batch output: sales begin, the market takes what it can, awards are paid, society books the value net of business stealing."""
    p, clock, world, sector = s.projects[i], s.clock[0], s.world[0], s.sectors[s.projects[i].sector]
    expected = world.value_multiple * line_cost(s, i) * p.potential
    u_body, u_tail, _, _ = four_uniforms(seed, p.name, Purpose.VALUE, 0)
    value = realised_value(expected, normal_quantile(u_body), u_tail, world)
    profit = value / world.value_life
    p.sales_rate = profit / world.profit_margin
    p.clock = sector.sales_clock
    p.batch_output, p.state = clock.month, State.PRODUCING
    sector.base_sales += p.sales_rate
    s.firms[p.firm].product_profit += profit * own_share(s, i)
    s.areas[p.area].ramps_busy -= 1
    leave_firm(s, i)
    learn_outcome(s, i, True)
    book_social_cost(s, -value * sector.factor * (1.0 - world.business_stealing))
    pay_awards(s, i, Event.BATCH_OUTPUT)
    sleep_until(s, i, Phase.COMMERCIAL, clock.month + COMMERCIAL_CHECK)


@sweep
def sales_so_far(s, i):
    """Sales of project `i` since batch output (万元), after market saturation and fading."""
    p, world = s.projects[i], s.world[0]
    elapsed = s.sectors[p.sector].sales_clock - p.clock
    return p.sales_rate * math.exp(p.batch_output / world.value_life) * elapsed


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
        if p.fund != NOBODY:
            sleep_until(s, i, Phase.EXIT, clock.month + int(world.fund_exit))
        i = following
