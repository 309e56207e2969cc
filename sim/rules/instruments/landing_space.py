"""Landing space (family: capacity): C zones with a limited number of factory spaces, in which lines are built faster and land locally.

Source: M-02 (A/B/C zones: C is where pilots land). Spaces are limited: a line that comes when all are taken is built elsewhere. A space is
given when the line is paid for and left two years after batch output, or when the line fails. Firms do not count on one beforehand.
"""

from sim.compiled import sweep
from sim.rules.instruments.cost_support import admits
from sim.rules.instruments.incubators import months_in_care
from sim.rules.money import paid_in_full, paying_row, yuan
from sim.tables import NOBODY


@sweep
def sweep_landing_spaces(s):
    """Every zone in force is paid for all its spaces, taken or not; in a month that cannot be paid in full it takes in nobody."""
    for k in range(s.landing_spaces.size):
        zone = s.landing_spaces[k]
        zone.working = paid_in_full(s, zone.instrument, yuan(zone.places * zone.cost_per_place / 12.0))


@sweep
def with_space(s, i, months):
    """The line of project `i` takes `months` to build: the first zone with a space for it takes it in, makes it local and faster."""
    p = s.projects[i]
    size = s.firms[p.firm].size_class
    for k in range(s.landing_spaces.size):
        zone = s.landing_spaces[k]
        eligible = admits(zone.sectors, p.sector) and admits(zone.sizes, size) and admits(zone.routes, p.route)
        has_space = zone.working and zone.taken < zone.places
        if eligible and has_space and float(p.novelty) >= zone.min_novelty:
            zone.taken += 1
            p.paid_by |= 1 << zone.instrument
            p.local = 1
            return months_in_care(months, zone.time_saved)
    return months


@sweep
def leave_space(s, i):
    """The line of project `i` has failed, or has produced long enough to move out: its space is free."""
    k = paying_row(s.landing_spaces, s.projects[i].paid_by)
    if k != NOBODY:
        s.landing_spaces[k].taken -= 1
