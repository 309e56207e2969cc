"""Status of platforms (family: information): accreditation by the region every year, recognition by the state by chance and for good.

Sources: M-24 (基地认定: over a floor of staff, equipment and services a status that opens grants and raises demand; in Hunan ten staff and
equipment of 10 million, L-POL-08), M-51 (争取国家认定: outside the region's control). Each January platforms are held against the pilots they
completed in the year before, and against what they have (M-21). Firms take one with a status to be abler than it is
(certification, Terlaak & King 2006); what it can do does not change by it.
"""

from sim.compiled import rule, sweep
from sim.dice import Purpose, uniform
from sim.rules.calendar import is_january
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, pay_from_purse, yuan
from sim.tables import NEVER, NOBODY


@rule
def qualifies(served, min_pilots, u, chance):
    """Whether a platform that completed `served` pilots gets the status this year; `u` is its luck of the year."""
    return served >= min_pilots and u < chance


@rule
def reaches_floors(staff, equipment, min_staff, min_equipment):
    """Whether a platform has the staff and the equipment that a call asks for, as shares of what its slots need."""
    return staff >= min_staff and equipment >= min_equipment


@sweep
def has_status(s, j, k):
    """Whether platform `j` holds status `k`, and that is in force: accreditation ends with its call, recognition stays."""
    status = s.platform_statuses[k]
    return (s.platforms[j].status >> k) & 1 == 1 and (status.lasts == 1 or s.instruments[status.instrument].active == 1)


@sweep
def is_recognised(s, j):
    """Whether platform `j` holds any status in force."""
    found = False
    for k in range(s.platform_statuses.size):
        found = found or has_status(s, j, k)
    return found


@sweep
def trust_in(s, j):
    """How much abler than it is firms take platform `j` to be for its statuses, as a factor."""
    trust = 1.0
    for k in range(s.platform_statuses.size):
        if has_status(s, j, k):
            trust *= 1.0 + s.platform_statuses[k].demand_gain
    return trust


@sweep
def decide_status(s, seed, j, k):
    """The yearly call for status `k`: platform `j` gets it with its grant, keeps it or loses it; a grant that cannot be paid gives none."""
    status, platform, month = s.platform_statuses[k], s.platforms[j], s.clock[0].month
    if platform.opens > month or platform.closed != NEVER or not admits(status.owners, 0 if platform.owner == NOBODY else 1):
        return
    bit = 1 << k
    holds, amount = platform.status & bit != 0, yuan(status.amount)
    gets = qualifies(platform.served, status.min_pilots, uniform(seed, platform.name, Purpose.RECOGNITION, month // 12), status.chance)
    gets = gets and reaches_floors(platform.staff_ready, platform.equipment_ready, status.min_staff, status.min_equipment)
    if holds and not gets and status.lasts == 0:
        platform.status -= bit
    elif gets and not holds and affordable_budget(s, status.instrument, amount) == amount:
        pay_from_purse(s, status.instrument, NOBODY, amount)
        platform.cash += amount
        platform.status += bit


@sweep
def sweep_platform_statuses(s, seed):
    """The call of each January."""
    clock = s.clock[0]
    if s.platform_statuses.size == 0 or not is_january(clock.start, clock.burn_in, clock.month):
        return
    for k in range(s.platform_statuses.size):
        if s.instruments[s.platform_statuses[k].instrument].active:
            for j in range(s.platforms.size):
                decide_status(s, seed, j, k)
