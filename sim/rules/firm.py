"""What a firm does: it values the routes of a project and takes the best (stop, direct, platform pilot, self-built pilot).

Sources: net present value with staged financing (Roberts & Weitzman 1981): sunk cost is left out, and a pilot is worth most for the option
to stop before the 100 of 1:10:100; logit taste shock (McFadden 1974); the chance of success is read from cases the region has seen.
"""

import math
from typing import NamedTuple

from sim.compiled import rule, sweep
from sim.dice import Purpose, pair_four_uniforms
from sim.rules.beliefs import after_selection, after_test, chance_of_passing, chance_of_this
from sim.rules.experience import learn_direct_attempt
from sim.rules.instruments.brokers import reward_brokers
from sim.rules.instruments.cost_support import (
    cost_support,
    is_recoverable,
    owed_for_support,
    repayable_support,
    scale_up_is_supported,
)
from sim.rules.instruments.expert_panel import review_ahead
from sim.rules.instruments.guaranteed_loans import guarantees_on_offer, line_chance_seen, offered_guarantee
from sim.rules.instruments.incubators import enter_incubator
from sim.rules.instruments.outcome_award import NO_AWARD, expected_award
from sim.rules.instruments.technology_insurance import offered_cover
from sim.rules.matching import put_on_offer
from sim.rules.money import discount, hurdle_of, in_window, spendable
from sim.rules.pilot import full_pilot_cost, start_self_built_pilot, worth_after_pilot
from sim.rules.platform import apply_to_platform, best_platform, expected_wait, fee_of
from sim.rules.project import leave_firm, ramp_part, route_onward, stop, take_off, technical_luck, trial_part
from sim.rules.scale_up import credit_for, price_of_credit, start_trial
from sim.rules.scale_up_terms import expected_value_now, industrial_cost_now, mean_ramp, net_product_cost
from sim.stages import Cost, LabType, Phase, PilotResult, Route, State, StopReason
from sim.tables import NEVER, NOBODY, YUAN


class RouteValues(NamedTuple):
    """What each route is worth to the firm (after risk penalty and hurdle), what it must pay at once, and whether it can; money in 万元."""

    direct: float
    platform: float
    self_built: float
    pays_direct: float
    pays_platform: float
    pays_self_built: float
    can_direct: bool
    can_platform: bool
    can_self_build: bool
    platform_row: int
    chance_direct: float
    chance_pass: float
    chance_after_pass: float


class Terms(NamedTuple):
    """What scale-up costs a firm today, what it brings, and what the firm asks of it; money in 万元."""

    value: float  # expected present value of a success at batch output
    product_cost: float  # net of support
    industrial_cost: float  # net of support
    chance_of_money: float
    after_trial: float  # present value of 1 when the trial ends
    after_ramp: float
    hurdle: float


class Prospects(NamedTuple):
    """What a pilot may bring a project: the chance of passing, and of batch output after either result."""

    chance_pass: float
    chance_after_pass: float
    chance_after_fail: float


@rule
def scale_up_value(chance, terms, award, world):
    """Worth of going on to product trial and industrialisation (万元 today), given the chance that the technology works in both.

    `award`: what may be hoped for (`outcome_award.Award`). Without money the project ends after the trial. The risk penalty and the firm's hurdle are
    charged on what is expected to be lost.
    """
    chance_ramp = ramp_part(chance)
    chance_line = trial_part(chance) * terms.chance_of_money  # the trial works and the money is there
    failure = 1.0 - chance_ramp
    pays_back = chance_ramp * (terms.value + award.at_batch_output) + failure * world.salvage_share * terms.industrial_cost
    line = chance_line * (terms.after_ramp * pays_back - terms.after_trial * (terms.industrial_cost - award.at_entry))
    at_risk = terms.product_cost + chance_line * failure * (1.0 - world.salvage_share) * terms.industrial_cost
    return line - terms.product_cost - (world.risk_penalty + terms.hurdle) * at_risk


@rule
def pilot_value(net_fee, wait, after_pilot, chance_pass, value_after_pass, value_after_fail, hurdle, world):
    """Worth of a pilot first: its cost, then the option to go on or to stop once the result is known.

    `wait`: months in the queue; `after_pilot`: present value of 1 at the end of a pilot that starts now.
    """
    at_start = discount(world.private_rate, wait) if wait > 0.0 else 1.0
    option = chance_pass * max(0.0, value_after_pass) + (1.0 - chance_pass) * max(0.0, value_after_fail)
    at_risk = (1.0 - chance_pass) * net_fee
    return at_start * (after_pilot * option - net_fee) - (world.risk_penalty + hurdle) * at_risk


@sweep
def terms_of_scale_up(s, i, route):
    """What scale-up of project `i` costs and brings today, with the support that this route gets."""
    world, sector, firm = s.world[0], s.sectors[s.projects[i].sector], s.firms[s.projects[i].firm]
    product_cost, industrial_cost = net_product_cost(s, i, route), industrial_cost_now(s, i)
    industrial_cost -= cost_support(s, i, Cost.INDUSTRIAL, route, industrial_cost, False)
    credit = credit_for(firm.size_class, firm.spin_out, industrial_cost, world)
    value = expected_value_now(s, i) - owed_for_support(s, i)
    if guarantees_on_offer(s):
        chance, years = line_chance_seen(s, i, route), mean_ramp(s, i) / 12.0
        guarantee = offered_guarantee(s, i, route, industrial_cost, credit, chance, price_of_credit(chance, years, world), years)
        credit += guarantee.amount
        value += guarantee.amount * guarantee.relief
    pays_alone = spendable(firm.cash / YUAN, firm.median_cash, world) + credit >= industrial_cost
    chance_of_money = 1.0 if pays_alone else s.experience[0].money
    return Terms(value, product_cost, industrial_cost, chance_of_money, sector.after_trial, sector.after_ramp, hurdle_of(s, firm))


@rule
def harm_of_novelty(novelty, world):
    """By how much (probit) a firm foresees that novelty lowers success without a pilot; nothing where it does not see it (`World.novelty_seen`)."""
    return world.novelty_seen * world.novelty_penalty * (novelty - 0.4)


@rule
def prospects_of_pilot(mean, variance, harm, e, world):
    """What a firm that believes this of a project expects of a pilot; `e`: the region's experience.

    The beliefs after either result are worked out as they will be when the result is known. `harm`: of novelty, as the firm foresees it
    (`harm_of_novelty`); a passed pilot relieves a part of it.
    """
    chance_pass = chance_of_passing(e.z_passing, mean - e.quality_entrants, variance, world.pilot_information)
    passed_mean, passed_variance, failed_mean, failed_variance = after_test(mean, variance, world.pilot_information, world.pass_threshold)
    after_pass = chance_of_this(
        e.z_after_pass - harm * (1.0 - world.novelty_relief), passed_mean - e.quality_passed, passed_variance, world.quality_weight
    )
    after_fail = chance_of_this(e.z_direct - harm, failed_mean - e.quality_direct, failed_variance, world.quality_weight)
    return Prospects(chance_pass, after_pass, after_fail)


@sweep
def value_of_pilot(s, i, route, j, net_cost, wait, prospects, terms):
    """Worth of a pilot on this route: `net_cost` (万元, after support) at its start in `wait` months, then the option to go on or to stop.

    `j`: the platform, NOBODY for a line of its own.
    """
    world = s.world[0]
    after_pass = scale_up_value(prospects.chance_after_pass, terms, expected_award(s, i, route, j), world)
    after_fail = scale_up_value(prospects.chance_after_fail, terms, NO_AWARD, world)
    value = pilot_value(net_cost, wait, worth_after_pilot(s, i, j), prospects.chance_pass, after_pass, after_fail, terms.hurdle, world)
    if s.technology_insurances.size > 0:
        value += discount(world.private_rate, wait) * offered_cover(s, i, route, net_cost, 1.0 - prospects.chance_pass).worth
    return value


@sweep
def worth_of_repayment(s, i, j, prospects, owed):
    """What it is worth to a firm today (万元) that it would pay `owed` back if the pilot (at platform `j`) is passed and the line produces."""
    after_ramp = s.sectors[s.projects[i].sector].after_ramp
    return prospects.chance_pass * prospects.chance_after_pass * worth_after_pilot(s, i, j) * after_ramp * owed


@sweep
def evaluate_routes(s, i):
    """The firm of project `i` values every route open to it today; one it cannot pay for is worth 0 and not looked into."""
    p, world, e = s.projects[i], s.world[0], s.experience[0]
    firm = s.firms[p.firm]
    mean, variance = p.belief_mean, p.belief_variance
    can_spend = spendable(firm.cash / YUAN, firm.median_cash, world)
    onward = route_onward(p)
    terms = terms_of_scale_up(s, i, onward)
    can_direct = can_spend >= terms.product_cost
    harm = harm_of_novelty(float(p.novelty), world)
    if p.pilot == PilotResult.PASSED:
        chance_now = chance_of_this(e.z_after_pass - harm * (1.0 - world.novelty_relief), mean - e.quality_passed, variance, world.quality_weight)
    else:
        chance_now = chance_of_this(e.z_direct - harm, mean - e.quality_direct, variance, world.quality_weight)
    award = expected_award(s, i, onward, p.platform) if p.pilot == PilotResult.PASSED else NO_AWARD
    direct = scale_up_value(chance_now, terms, award, world)
    row = NOBODY if p.platform_barred == 1 or p.pilot != PilotResult.NONE else best_platform(s, i)
    own_line, self_built, net_fee, platform = 0.0, 0.0, 0.0, 0.0
    can_self_build, can_platform = firm.may_self_build == 1 and p.pilot == PilotResult.NONE, row != NOBODY
    pilot_cost = full_pilot_cost(s, i) if can_self_build or can_platform else 0.0
    prospects = Prospects(0.0, 0.0, 0.0)
    if can_self_build:
        cost = pilot_cost * world.self_built_cost_ratio
        own_line = cost - cost_support(s, i, Cost.PILOT, Route.SELF_BUILT, cost, False)
        can_self_build = can_spend >= own_line
    if can_self_build:
        prospects = prospects_of_pilot(mean, variance, harm, e, world)
        own_terms = terms_by_route(s, i, Route.SELF_BUILT.value, terms)
        self_built = value_of_pilot(s, i, Route.SELF_BUILT.value, NOBODY, own_line, 0.0, prospects, own_terms)
        if is_recoverable(s):
            self_built -= worth_of_repayment(s, i, NOBODY, prospects, repayable_support(s, i, Route.SELF_BUILT.value, cost))
    if can_platform:
        fee = fee_of(s, i, row, pilot_cost)
        net_fee = fee - cost_support(s, i, Cost.PILOT, Route.PLATFORM, fee, False)
        can_platform = can_spend >= net_fee
    if can_platform:
        wait = 0.0 if s.platforms[row].owner == p.firm else expected_wait(s, i, row)
        if s.expert_panels.size > 0:
            wait += review_ahead(s, i)
        if s.clock[0].panel_accuracy != 0.0 or not can_self_build:  # else admission tells nothing, and they are those of a line of its own
            admitted_mean, admitted_variance = mean, variance
            if p.queued == NEVER:  # else its firm knows that it was admitted, and believes accordingly
                admitted_mean, admitted_variance = after_selection(mean, variance, s.clock[0].panel_accuracy, s.clock[0].panel_bar, True)
            prospects = prospects_of_pilot(admitted_mean, admitted_variance, harm, e, world)  # applying is free: the case of admission counts
        platform = value_of_pilot(s, i, Route.PLATFORM.value, row, net_fee, wait, prospects, terms_by_route(s, i, Route.PLATFORM.value, terms))
        if is_recoverable(s):
            platform -= worth_of_repayment(s, i, row, prospects, repayable_support(s, i, Route.PLATFORM.value, fee))
    return RouteValues(
        direct, platform, self_built, terms.product_cost, net_fee, own_line, can_direct, can_platform, can_self_build, row,
        chance_now, prospects.chance_pass, prospects.chance_after_pass,
    )  # fmt: skip


@sweep
def terms_by_route(s, i, route, terms_without):
    """The terms of scale-up after a pilot on this route; the same as without it where no cost of scale-up is shared and no loan guaranteed."""
    return terms_with_support(s, i, route) if scale_up_is_supported(s) or guarantees_on_offer(s) else terms_without


@sweep
def terms_with_support(s, i, route):
    """The terms of scale-up worked out anew for a route, while an instrument makes them differ by route."""
    return terms_of_scale_up(s, i, route)


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
def assigned_route(s, i, values, choice):
    """The firm's choice, unless this is a counterfactual world in which the project is sent another way at the month of its decision.

    One assigned to go direct does so instead of a pilot, whatever its firm has; one assigned to a pilot does so where there is a way to it.
    """
    if s.assigned.size == 0 or s.projects[i].pilot != PilotResult.NONE or choice == Route.NONE:
        return choice
    route = s.assigned[i]
    if route == Route.SELF_BUILT or (route == Route.PLATFORM and values.platform_row != NOBODY):
        return route
    return Route.DIRECT.value if route == Route.DIRECT else choice


@sweep
def decline(s, seed, i):
    """The firm does not go on: a first refusal puts the result back on offer; later refusals end the project for a named reason."""
    p = s.projects[i]
    if p.pilot == PilotResult.FAILED:
        if in_window(s) and technical_luck(s, seed, i, 0.0) == 1:  # sent direct it would have been lost in the ramp
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
    previous, i = NOBODY, s.agenda[Phase.CHOICE, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        f = p.firm
        if p.state != State.CHOOSING or (only != NOBODY and f != only):
            previous, i = i, following
            continue
        take_off(s, Phase.CHOICE, previous, following)
        clock.events += 1
        values = evaluate_routes(s, i)
        taste = world.taste_scale * industrial_cost_now(s, i)
        u_stop, u_direct, u_platform, u_self = pair_four_uniforms(seed, p.name, s.firms[f].partner, Purpose.TASTE, 0)
        route = assigned_route(s, i, values, best_route(values, taste, u_stop, u_direct, u_platform, u_self))
        if route == Route.NONE:
            decline(s, seed, i)
        else:
            if p.chosen == NEVER:
                p.chosen = clock.month
                p.next_of_firm = s.firms[f].first_project
                s.firms[f].first_project = i
                if s.brokers.size > 0:
                    reward_brokers(s, i)
            if p.pilot == PilotResult.NONE:
                p.route = route
            if s.incubators.size > 0:
                enter_incubator(s, i, False)
            if route == Route.DIRECT:
                if p.pilot == PilotResult.NONE:
                    learn_direct_attempt(s, p.belief_mean)
                start_trial(s, seed, i)
            elif route == Route.PLATFORM:
                apply_to_platform(s, seed, i, values.platform_row)
            else:
                start_self_built_pilot(s, seed, i)
        i = following
