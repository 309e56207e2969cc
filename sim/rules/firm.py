"""What a firm does: it values the routes of a project and takes the best (stop, direct, platform pilot, self-built pilot), and keeps its books.

Sources: net present value with staged financing (Roberts & Weitzman 1981): sunk cost is left out, and a pilot is worth most for the option
to stop before the 100 of 1:10:100; logit taste shock (McFadden 1974); the chance of success is read from cases the region has seen.
"""

import math
from typing import NamedTuple

from sim.compiled import rule, sweep
from sim.dice import Purpose, four_uniforms, normal, pair_four_uniforms
from sim.rules.beliefs import after_selection, chance_of_passing, chance_of_this
from sim.rules.experience import believed_z
from sim.rules.instruments.cost_support import cost_support
from sim.rules.instruments.outcome_award import expected_award
from sim.rules.market import wage_factor
from sim.rules.matching import put_on_offer, usable_knowledge
from sim.rules.money import discount, in_window, yuan
from sim.rules.platform import apply_to_platform, best_platform, expected_wait, full_pilot_cost, start_self_built_pilot
from sim.rules.project import cell_of, leave_firm, ramp_part, ramp_succeeds, stop, success_index, trial_succeeds
from sim.rules.scale_up import credit_for, salvage_line, start_trial
from sim.stages import Cost, LabType, Phase, PilotResult, Route, State, StopReason
from sim.tables import NEVER, NOBODY, YUAN

KNOWLEDGE_LOSS = 0.2  # share of the knowledge stock lost a year; assumption


class RouteValues(NamedTuple):
    """What each route is worth to the firm (万元, after risk penalty and hurdle) and whether the firm can take it."""

    direct: float
    platform: float
    self_built: float
    can_direct: bool
    can_platform: bool
    can_self_build: bool
    platform_row: int
    chance_direct: float
    chance_pass: float
    chance_after_pass: float


@rule
def scale_up_value(chance, value, product_cost, industrial_cost, chance_of_money, after_trial, after_ramp, hurdle, world):
    """Worth of going on to product trial and industrialisation (万元 today), given the chance that the technology works in both.

    `after_trial`, `after_ramp`: present value of 1 at those times. Without money the project ends after the trial. The risk penalty and the
    firm's hurdle are charged on what is expected to be lost.
    """
    chance_ramp = ramp_part(chance)
    chance_trial = chance / chance_ramp
    failure = 1.0 - chance_ramp
    pays_back = chance_ramp * value + failure * world.salvage_share * industrial_cost
    line = chance_trial * chance_of_money * (after_ramp * pays_back - after_trial * industrial_cost)
    lost_in_ramp = chance_trial * chance_of_money * failure * (1.0 - world.salvage_share) * industrial_cost
    at_risk = product_cost + lost_in_ramp
    return line - product_cost - (world.risk_penalty + hurdle) * at_risk


@rule
def pilot_value(net_fee, wait, after_pilot, chance_pass, value_after_pass, value_after_fail, hurdle, world):
    """Worth of a pilot first: its cost, then the option to go on or to stop once the result is known.

    `wait`: months in the queue; `after_pilot`: present value of 1 at the end of a pilot that starts now.
    """
    at_start = discount(world.private_rate, wait) if wait > 0.0 else 1.0
    option = chance_pass * max(0.0, value_after_pass) + (1.0 - chance_pass) * max(0.0, value_after_fail)
    at_risk = (1.0 - chance_pass) * net_fee
    return at_start * (after_pilot * option - net_fee) - (world.risk_penalty + hurdle) * at_risk


@rule
def spendable(cash, usual_cash, world):
    """What a firm may spend now (万元): its cash less the reserve it keeps back. Arguments in 万元."""
    return cash - world.cash_reserve * usual_cash


@sweep
def industrial_cost_now(s, i):
    """Cost of industrialising project `i` at today's engineers' wage (万元)."""
    p, world = s.projects[i], s.world[0]
    return world.cost_industrial * s.sectors[p.sector].cost_scale * p.scale * wage_factor(s.areas[p.area].wage, world.engineer_cost_share)


@sweep
def expected_value_now(s, i):
    """Expected lifetime value of success of project `i` at today's state of its market (万元)."""
    p, world, sector = s.projects[i], s.world[0], s.sectors[s.projects[i].sector]
    full = world.value_multiple * world.cost_industrial * sector.cost_scale * p.scale * p.potential
    return full * sector.factor


@sweep
def going_on(s, i, chance, route, award):
    """Worth of scale-up from here on (万元) at this chance of batch output, on this route, with an award hoped for at success (万元)."""
    p, world, sector, firm = s.projects[i], s.world[0], s.sectors[s.projects[i].sector], s.firms[s.projects[i].firm]
    product_cost = world.cost_product * sector.cost_scale * p.scale
    industrial_cost = industrial_cost_now(s, i)
    product_cost -= cost_support(s, i, Cost.PRODUCT, route, product_cost, False)
    industrial_cost -= cost_support(s, i, Cost.INDUSTRIAL, route, industrial_cost, False)
    credit = credit_for(firm.size_class, firm.spin_out, industrial_cost, world)
    pays_alone = spendable(firm.cash / YUAN, firm.median_cash, world) + credit >= industrial_cost
    money = 1.0 if pays_alone else s.experience[0].money
    return scale_up_value(
        chance,
        expected_value_now(s, i) + world.local_landing * award,
        product_cost,
        industrial_cost,
        money,
        sector.after_trial,
        sector.after_ramp,
        firm.hurdle,
        world,
    )


@sweep
def hoping_for_award(s, i, chance, route, without_award):
    """Worth of scale-up with the award a firm may hope for on this pilot route; `without_award` where there is none."""
    award = expected_award(s, i, route)
    return without_award if award == 0.0 else going_on(s, i, chance, route, award)


@sweep
def evaluate_routes(s, i):
    """The firm of project `i` values every route open to it today."""
    p, world, e = s.projects[i], s.world[0], s.experience[0]
    firm, sector = s.firms[p.firm], s.sectors[p.sector]
    mean, variance = p.belief_mean, p.belief_variance
    can_spend = spendable(firm.cash / YUAN, firm.median_cash, world)
    product_cost = world.cost_product * sector.cost_scale * p.scale
    onward = p.route if p.pilot != PilotResult.NONE else Route.DIRECT.value
    can_direct = can_spend >= product_cost - cost_support(s, i, Cost.PRODUCT, onward, product_cost, False)
    chance_now = chance_of_this(believed_z(s, p.pilot), mean, variance, world.quality_weight)
    direct = going_on(s, i, chance_now, onward, 0.0)
    if p.pilot == PilotResult.PASSED:
        direct = hoping_for_award(s, i, chance_now, p.route, direct)
    if p.pilot != PilotResult.NONE:
        return RouteValues(direct, 0.0, 0.0, can_direct, False, False, NOBODY, chance_now, 0.0, 0.0)

    row = NOBODY if p.platform_barred == 1 else best_platform(s, i)
    if row == NOBODY and firm.may_self_build == 0:
        return RouteValues(direct, 0.0, 0.0, can_direct, False, False, NOBODY, chance_now, 0.0, 0.0)
    chance_pass = chance_of_passing(e.z_passing, mean, variance, world.pilot_information)
    chance_after_pass = chance_of_this(e.z_after_pass, mean, variance, world.quality_weight)
    failed_mean, failed_variance = after_selection(mean, variance, world.pilot_information, -e.z_passing, False)
    after_fail = going_on(s, i, chance_of_this(e.z_direct, failed_mean, failed_variance, world.quality_weight), Route.DIRECT.value, 0.0)
    after_pass = going_on(s, i, chance_after_pass, Route.PLATFORM.value, 0.0)
    pilot_cost = full_pilot_cost(s, i)

    platform, can_platform = 0.0, False
    if row != NOBODY:
        fee = s.platforms[row].fee_share * pilot_cost
        net_fee = fee - cost_support(s, i, Cost.PILOT, Route.PLATFORM, fee, False)
        hoped = hoping_for_award(s, i, chance_after_pass, Route.PLATFORM.value, after_pass)
        wait = 0.0 if s.platforms[row].owner == p.firm else expected_wait(s, row)
        platform = pilot_value(net_fee, wait, sector.after_pilot, chance_pass, hoped, after_fail, firm.hurdle, world)
        can_platform = can_spend >= net_fee

    self_built, can_self_build = 0.0, False
    if firm.may_self_build == 1:
        cost = pilot_cost * world.self_built_cost_ratio
        net_cost = cost - cost_support(s, i, Cost.PILOT, Route.SELF_BUILT, cost, False)
        hoped = hoping_for_award(s, i, chance_after_pass, Route.SELF_BUILT.value, after_pass)
        self_built = pilot_value(net_cost, 0.0, sector.after_pilot, chance_pass, hoped, after_fail, firm.hurdle, world)
        can_self_build = can_spend >= net_cost
    return RouteValues(direct, platform, self_built, can_direct, can_platform, can_self_build, row, chance_now, chance_pass, chance_after_pass)


@rule
def best_route(values, scale, u_stop, u_direct, u_platform, u_self):
    """The route with the highest value plus logit taste shock (`scale` in 万元; the u are uniform); NONE stops or declines."""
    best, route = -scale * math.log(-math.log(u_stop)), Route.NONE.value
    if values.can_direct:
        score = values.direct - scale * math.log(-math.log(u_direct))
        if score > best:
            best, route = score, Route.DIRECT.value
    if values.can_platform:
        score = values.platform - scale * math.log(-math.log(u_platform))
        if score > best:
            best, route = score, Route.PLATFORM.value
    if values.can_self_build:
        score = values.self_built - scale * math.log(-math.log(u_self))
        if score > best:
            best, route = score, Route.SELF_BUILT.value
    return route


@sweep
def direct_luck(s, seed, i):
    """What would come of project `i` if only itself went direct, with the same one-off luck and no maturity gained.

    0: the trial fails; 1: it is lost in the ramp; 2: it reaches batch output, money permitting.
    """
    p, world = s.projects[i], s.world[0]
    index = success_index(p.quality, p.novelty, 0.0, s.firms[p.firm].absorption, world)
    u_trial, _, _, _ = four_uniforms(seed, p.name, Purpose.TRIAL, 0)
    u_ramp, _, _, _ = four_uniforms(seed, p.name, Purpose.RAMP, 0)
    if not trial_succeeds(index, u_trial, world):
        return 0
    return 2 if ramp_succeeds(index, u_ramp) else 1


@sweep
def decline(s, seed, i):
    """The firm does not go on: a first refusal puts the result back on offer; later refusals end the project for a named reason."""
    p = s.projects[i]
    if p.pilot == PilotResult.FAILED:
        if p.direct_luck == 1 and in_window(s):  # it would have been lost in the ramp
            s.tally[0].avoided_loss += (1.0 - s.world[0].salvage_share) * industrial_cost_now(s, i)
        stop(s, i, StopReason.PILOT_FAILED)
    elif p.pilot == PilotResult.PASSED:
        stop(s, i, StopReason.NO_MONEY)
    elif p.chosen != NEVER:
        stop(s, i, StopReason.NO_SLOT)
    elif s.firms[p.firm].spin_out == 1:
        stop(s, i, StopReason.NO_MONEY)
    elif s.labs[p.lab].type == LabType.ENTERPRISE:
        stop(s, i, StopReason.NO_PARTNER)
    else:
        leave_firm(s, i)
        p.refusals += 1
        put_on_offer(s, seed, i)


@sweep
def sweep_choices(s, seed, only):
    """Firms choose a route for each project that is due. `only`: the row of one firm, or NOBODY for all."""
    clock, world = s.clock[0], s.world[0]
    i = s.agenda[Phase.CHOICE, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        f = p.firm
        if p.state != State.CHOOSING or (only != NOBODY and f != only):
            i = following
            continue
        clock.events += 1
        values = evaluate_routes(s, i)
        taste = world.taste_scale * industrial_cost_now(s, i)
        u_stop, u_direct, u_platform, u_self = pair_four_uniforms(seed, p.name, s.firms[f].partner, Purpose.TASTE, 0)
        route = best_route(values, taste, u_stop, u_direct, u_platform, u_self)
        if route == Route.NONE:
            decline(s, seed, i)
        else:
            if p.chosen == NEVER:
                p.chosen = clock.month
                p.next_of_firm = s.firms[f].first_project
                s.firms[f].first_project = i
                p.direct_luck = direct_luck(s, seed, i)
            if p.pilot == PilotResult.NONE:
                p.route = route
            if route == Route.DIRECT:
                start_trial(s, seed, i)
            elif route == Route.PLATFORM:
                apply_to_platform(s, seed, i, values.platform_row)
            else:
                start_self_built_pilot(s, seed, i)
        i = following


@rule
def yearly_result(mean, noise, z):
    """A firm's net cash from its core business in a year (万元); `z` is standard normal."""
    return mean * (1.0 + noise * z)


@rule
def next_knowledge(knowledge, research, result):
    """Knowledge stock after a year: part is lost, own R&D adds; a firm in the red halves its R&D."""
    effort = research if result >= 0.0 else 0.5 * research
    return (1.0 - KNOWLEDGE_LOSS) * knowledge + effort


@sweep
def sweep_accounts(s, seed):
    """Each firm closes its books once a year, in a month of its own: profit comes in, knowledge is renewed, a firm out of cash closes."""
    clock = s.clock[0]
    decay = math.exp(-12.0 / s.world[0].value_life)
    f = s.books[clock.month % 12]
    while f != NOBODY:
        firm = s.firms[f]
        if firm.closed == NEVER and clock.month > firm.founded:
            result = firm.product_profit * 12.0 * s.sectors[firm.sector].factor
            if firm.yearly_profit > 0.0:
                z = normal(seed, firm.name, Purpose.FIRM_YEAR, clock.month // 12)
                result += yearly_result(firm.yearly_profit, firm.profit_noise, z)
            amount = yuan(result)
            firm.cash += amount
            s.account[0].earned += amount
            firm.product_profit *= decay
            if firm.spin_out == 0:
                firm.knowledge = next_knowledge(firm.knowledge, firm.research, result)
                firm.absorption = usable_knowledge(firm.knowledge)
            if firm.cash < 0:
                close_firm(s, f)
        f = firm.next_accounts


@sweep
def close_firm(s, f):
    """A firm without cash closes and its running projects end with it; its unpaid debts stay on the books as negative cash.

    Lines under construction are salvaged; lines that already produce are taken over by others (assumption).
    """
    firm = s.firms[f]
    i = firm.first_project
    while i != NOBODY:
        p = s.projects[i]
        if p.firm == f and p.state != State.STOPPED and p.state != State.PRODUCING and p.state != State.ON_OFFER:
            if p.state == State.RAMPING:
                salvage_line(s, i)
            stop(s, i, StopReason.FIRM_CLOSED)
        i = p.next_of_firm
    if firm.spin_out == 0:
        s.cells[cell_of(firm.area, firm.sector)].free_places -= firm.projects_at_once - firm.active
    firm.closed = s.clock[0].month
