"""A project's life: technical success, what its line costs and a success is worth, sleeping until its next event, and the single way it can stop."""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, four_uniforms, normal_quantile
from sim.rules.instruments.incubators import leave_incubator
from sim.rules.instruments.landing_space import leave_space
from sim.stages import PilotResult, Route, State
from sim.tables import NEVER, NOBODY, SECTORS


@rule
def success_index(quality, novelty, maturity, usable_knowledge, world):
    """How ready a project is for industry, in probit points: quality, novelty, maturity gained in a pilot, and the firm behind it.

    Novelty hurts a project that goes straight to scale-up; a finished pilot relieves a share of that in step with the maturity gained.
    """
    relief = world.novelty_relief * min(1.0, maturity / world.maturity_gain) if world.maturity_gain > 0.0 else 0.0
    penalty = world.novelty_penalty * (novelty - 0.4) * (1.0 - relief)
    firm_part = world.absorption_weight * (usable_knowledge - 0.5)
    return world.success_intercept + world.quality_weight * quality - penalty + maturity + firm_part


@rule
def trial_succeeds(index, u, world):
    """Whether the product trial works out: its probit index exceeds the normal value of its luck `u`."""
    return normal_quantile(u) < index + world.product_easier


@rule
def ramp_succeeds(index, u):
    """Whether the industrial ramp reaches batch output; as `trial_succeeds`."""
    return normal_quantile(u) < index


@sweep
def market_link(s, i):
    """What the platform where project `i` passed a pilot adds to the success of its ramp by being close to users (probit); 0 without a pass.

    Source: M-05 (leading firm + platform), M-06 (university + platform: below 0). Firms and funds learn of it by experience, as of all that makes
    the region's ramps work; it is in the cases their chances are read from.
    """
    p = s.projects[i]
    return s.platforms[p.platform].demand_link if p.platform != NOBODY and p.pilot == PilotResult.PASSED else 0.0


@sweep
def landing_chance(s, j):
    """Chance that a line lands locally after a pilot at platform `j` (NOBODY: after none at a platform).

    Source: M-35 (county bases stand in the local chain).
    """
    chance = s.world[0].local_landing
    return chance if j == NOBODY else min(1.0, max(0.0, chance + s.platforms[j].landing_gain))


@sweep
def technical_luck(s, seed, i, maturity):
    """What would come technically of project `i` at its firm with this maturity and its own one-off luck, were the money there.

    0: the trial fails; 1: it is lost in the ramp; 2: it reaches batch output.
    """
    p, world = s.projects[i], s.world[0]
    index = success_index(p.quality, float(p.novelty), maturity, s.firms[p.firm].absorption, world)
    u_trial, _, _, _ = four_uniforms(seed, p.name, Purpose.TRIAL, 0)
    u_ramp, _, _, _ = four_uniforms(seed, p.name, Purpose.RAMP, 0)
    if not trial_succeeds(index, u_trial, world):
        return 0
    link = market_link(s, i) if maturity > 0.0 else 0.0
    return 2 if ramp_succeeds(index + link, u_ramp) else 1


@rule
def trial_part(chance):
    """Part of a chance of batch output that agents place in the trial: half of the risk, in logs (assumption)."""
    return math.sqrt(chance)


@rule
def ramp_part(chance):
    """Part of a chance of batch output that agents place in the ramp: what the trial leaves of it."""
    return math.sqrt(chance)


@sweep
def line_cost(s, i):
    """Industrial cost of project `i` at the reference wage (万元)."""
    p, world = s.projects[i], s.world[0]
    return world.cost_industrial * s.sectors[p.sector].cost_scale * float(p.scale)


@rule
def route_onward(p):
    """The route on which a project goes on to its trial now: that of its pilot, else straight."""
    return p.route if p.pilot != PilotResult.NONE else Route.DIRECT.value


@sweep
def full_value(s, i):
    """Expected value of success of project `i` at batch output, in a market that takes all of it (万元, private present value).

    The multiple of the line's cost is that at which the marginal attempter is about indifferent (revealed preference, `calibration.values`).
    """
    p = s.projects[i]
    return s.world[0].value_multiple * s.sectors[p.sector].value_scale * line_cost(s, i) * float(p.potential)


@rule
def cell_of(area, sector):
    """Row of the market cell of a sector in an area."""
    return area * SECTORS + sector


@sweep
def sleep_until(s, i, phase, month):
    """Put project `i` on the agenda of a phase and month; beyond the last month it simply sleeps on (censored)."""
    p = s.projects[i]
    p.next = NOBODY
    if month >= s.clock[0].months:
        return
    last = s.agenda[phase, month, 1]
    if last == NOBODY:
        s.agenda[phase, month, 0] = i
    else:
        s.projects[last].next = i
    s.agenda[phase, month, 1] = i


@sweep
def take_off(s, phase, previous, following):
    """Take the project after `previous` (NOBODY: the first) off this month's agenda of a phase; `following` is the one behind it."""
    month = s.clock[0].month
    if previous == NOBODY:
        s.agenda[phase, month, 0] = following
    else:
        s.projects[previous].next = following
    if following == NOBODY:
        s.agenda[phase, month, 1] = previous


@sweep
def places_changed(s, f, freed):
    """A founding firm has `freed` more places for projects (negative: fewer): its cell and its part in races for results follow."""
    firm = s.firms[f]
    if firm.spin_out == 1:
        return
    s.cells[cell_of(firm.area, firm.sector)].free_places += freed
    is_free = firm.closed == NEVER and firm.active < firm.projects_at_once
    s.race_time[firm.partner & 3, firm.quad] = 1.0 / firm.absorption if is_free and firm.absorption > 0.0 else math.inf


@sweep
def leave_firm(s, i):
    """Free the place a project takes in its firm."""
    f = s.projects[i].firm
    if f == NOBODY:
        return
    s.firms[f].active -= 1
    if s.firms[f].closed == NEVER:
        places_changed(s, f, 1)


@sweep
def stop(s, i, reason):
    """End project `i` for one reason; what it was doing (pilot slot, ramp, place in its firm) is given back."""
    p = s.projects[i]
    if p.state == State.PILOTING:
        s.areas[p.area].pilots_busy -= 1
        if p.platform != NOBODY:
            s.platforms[p.platform].busy -= 1
    elif p.state == State.WAITING:
        s.platforms[p.platform].waiting -= 1
    elif p.state == State.RAMPING:
        s.areas[p.area].ramps_busy -= 1
    if p.firm != NOBODY and p.state != State.ON_OFFER:
        leave_firm(s, i)
    if s.incubators.size > 0:
        leave_incubator(s, i)
    if s.landing_spaces.size > 0 and p.state == State.RAMPING:
        leave_space(s, i)
    p.state = State.STOPPED
    p.stop = reason
    p.stopped = s.clock[0].month
