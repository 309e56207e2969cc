"""A project's life: sleeping until its next event, technical success, durations, and the single way it can stop."""

import math

from sim.compiled import rule, sweep
from sim.dice import normal_cdf
from sim.rules.experience import learn_outcome
from sim.stages import State
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
    """Whether the product trial works out."""
    return u < normal_cdf(index + world.product_easier)


@rule
def ramp_succeeds(index, u):
    """Whether the industrial ramp reaches batch output."""
    return u < normal_cdf(index)


@rule
def ramp_part(chance):
    """Part of a chance of batch output that agents place in the ramp: half of the risk (in logs) shows in the trial already (assumption)."""
    return math.sqrt(chance)


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
def leave_firm(s, i):
    """Free the place a project takes in its firm."""
    f = s.projects[i].firm
    if f == NOBODY:
        return
    firm = s.firms[f]
    firm.active -= 1
    if firm.closed == NEVER and firm.spin_out == 0:
        s.cells[cell_of(firm.area, firm.sector)].free_places += 1


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
        learn_outcome(s, i, False)
    p.state = State.STOPPED
    p.stop = reason
    p.stopped = s.clock[0].month
