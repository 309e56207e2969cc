"""Incubators (family: matching): projects get a place, and with it care until batch output: surer, faster steps, and more patience.

Sources: M-14 (研发—中试—孵化—应用), M-45 (graded incubators: one instrument a tier), M-04 (project specialists: each accompanies a few projects
from the choice of a route on, so that permits and hand-overs take less time and fewer give up). Places are limited: who comes when all are taken
goes without. An incubator whose month cannot be paid in full does nothing in it. Firms do not count on care beforehand; they learn by experience.
"""

from sim.compiled import rule, sweep
from sim.rules.instruments.cost_support import admits
from sim.rules.money import paid_in_full, paying_row, yuan
from sim.tables import NOBODY


@rule
def months_in_care(months, saved):
    """Whole months of a step of which care saves a share, at least one."""
    return max(1, int(months * (1.0 - saved) + 0.5))


@sweep
def sweep_incubators(s):
    """Every incubator in force is paid for all its places, taken or not."""
    for k in range(s.incubators.size):
        incubator = s.incubators[k]
        incubator.working = paid_in_full(s, incubator.instrument, yuan(incubator.places * incubator.cost_per_place / 12.0))


@sweep
def enter_incubator(s, i, in_trial):
    """Project `i` begins its trial (`in_trial`) or has chosen a route: the first incubator with a place for it takes it in, if none has before."""
    p = s.projects[i]
    if incubator_of(s, i) != NOBODY:
        return
    size = s.firms[p.firm].size_class
    for k in range(s.incubators.size):
        incubator = s.incubators[k]
        eligible = admits(incubator.sectors, p.sector) and admits(incubator.sizes, size) and admits(incubator.routes, p.route)
        has_place = incubator.working and incubator.taken < incubator.places and (in_trial or incubator.from_route == 1)
        if eligible and has_place and float(p.novelty) >= incubator.min_novelty:
            incubator.taken += 1
            p.paid_by |= 1 << incubator.instrument
            return


@sweep
def incubator_of(s, i):
    """Row of the incubator in which project `i` has a place; NOBODY for none."""
    return paying_row(s.incubators, s.projects[i].paid_by)


@sweep
def gain_in_care(s, i, in_ramp):
    """What care adds to the success index of project `i` in its trial, or in its ramp, probit."""
    k = incubator_of(s, i)
    if k == NOBODY or not s.incubators[k].working:
        return 0.0
    return s.incubators[k].ramp_gain if in_ramp else s.incubators[k].trial_gain


@sweep
def with_care(s, i, months):
    """Months of a step of project `i` that would take `months` without care."""
    k = incubator_of(s, i)
    return months if k == NOBODY or not s.incubators[k].working else months_in_care(months, s.incubators[k].time_saved)


@sweep
def patience_in_care(s, i):
    """Months that project `i` holds out longer, in the queue for a pilot and in the search for money, because somebody cares for it."""
    k = incubator_of(s, i)
    return 0.0 if k == NOBODY or not s.incubators[k].working else s.incubators[k].patience_gain


@sweep
def leave_incubator(s, i):
    """Project `i` has ended or produces: its place is free."""
    k = incubator_of(s, i)
    if k != NOBODY:
        s.incubators[k].taken -= 1
