"""Public money for platforms that are there already (family: capacity): by service, for the best of the year, and for opening up to others.

Sources: M-11 (operating subsidy by services delivered), M-25 (500 to the top share of a yearly evaluation), M-26 (open-sharing subsidy: pilots
of others on a platform that a firm built for itself). Where counts decide, they are overstated (Campbell 1979; Holmstrom & Milgrom 1991): with
`gaming` each platform reports more pilots than it completed, one more than another, and the grant goes to the boldest instead of the best.
"""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, normal
from sim.rules.calendar import is_january
from sim.rules.instruments.cost_support import admits
from sim.rules.instruments.platform_status import is_recognised
from sim.rules.money import affordable_budget, pay_from_purse, yuan
from sim.tables import NEVER, NOBODY


@rule
def winners_among(top_share, platforms):
    """How many of the platforms that are evaluated are among the top share; at least one where there is any."""
    return math.ceil(top_share * platforms - 1e-9)  # 0.55 of 20 are 11


@rule
def outsider_is_due(open_share, begun, begun_outside):
    """Whether the next pilot of an owner's platform should be somebody else's, so that others get `open_share` of all that were begun."""
    return begun_outside + 1.0 <= open_share * (begun + 1.0)


@sweep
def is_outside(s, j, i):
    """Whether project `i` is somebody else's on a platform `j` that a firm built for itself."""
    return s.platforms[j].owner != NOBODY and s.platforms[j].owner != s.projects[i].firm


@sweep
def is_eligible_platform(s, j, k):
    """Whether grant `k` is meant for platforms of this owner, and platform `j` is open."""
    platform = s.platforms[j]
    is_open = platform.opens <= s.clock[0].month and platform.closed == NEVER
    if s.platform_grants[k].recognised_only == 1 and not is_recognised(s, j):
        return False
    return is_open and admits(s.platform_grants[k].owners, 0 if platform.owner == NOBODY else 1)


@sweep
def grant_to_platform(s, j, k, project, amount):
    """Grant `k` pays `amount` yuan to platform `j` for a service to `project` (NOBODY: for the year)."""
    instrument = s.platform_grants[k].instrument
    pay_from_purse(s, instrument, project, amount)
    s.platforms[j].cash += amount


@sweep
def pay_for_service(s, i):
    """The pilot of project `i` has ended at its platform: what is paid per pilot, and per pilot of others; it counts for the evaluation."""
    j = s.projects[i].platform
    s.platforms[j].served += 1
    for k in range(s.platform_grants.size):
        grant = s.platform_grants[k]
        due = grant.per_pilot + (grant.per_outside_pilot if is_outside(s, j, i) else 0.0)
        if due > 0.0 and is_eligible_platform(s, j, k):
            grant_to_platform(s, j, k, i, affordable_budget(s, grant.instrument, yuan(due)))


@sweep
def count_begun(s, j, i):
    """A pilot begins at platform `j`: its owner's, or somebody else's."""
    s.platforms[j].begun += 1
    s.platforms[j].begun_outside += 1 if is_outside(s, j, i) else 0


@sweep
def others_go_first(s, j):
    """Whether a subsidy for opening up, while it lasts, gives the next slot of the owner's platform `j` to somebody else who waits."""
    platform = s.platforms[j]
    for k in range(s.platform_grants.size):
        grant = s.platform_grants[k]
        can_pay = affordable_budget(s, grant.instrument, yuan(grant.per_outside_pilot)) > 0
        if can_pay and grant.open_share > 0.0 and outsider_is_due(grant.open_share, platform.begun, platform.begun_outside):
            return True
    return False


@sweep
def first_of_area(s, j):
    """The first row of the platforms of the area of platform `j`; they stand together."""
    first = j
    while first > 0 and s.platforms[first - 1].area == s.platforms[j].area:
        first -= 1
    return first


@rule
def overstated(served, gaming, z):
    """Pilots that a platform says it has completed: never fewer than it did (half-normal in logs); none where it did none, for all to see."""
    return served * math.exp(gaming * abs(z))


@sweep
def reported(s, seed, j, k):
    """Pilots that platform `j` reports to the evaluation of grant `k` for the year."""
    platform, gaming = s.platforms[j], s.platform_grants[k].gaming
    if gaming == 0.0:
        return float(platform.served)
    return overstated(float(platform.served), gaming, normal(seed, platform.name, Purpose.REPORTING, s.clock[0].month // 12))


@sweep
def is_among_best(s, seed, j, k):
    """Whether platform `j` is among the top share of its area by pilots reported for the year; of equals the first in the table."""
    mine, claimed = s.platforms[j], reported(s, seed, j, k)
    evaluated, better = 0, 0
    other = first_of_area(s, j)
    while other < s.platforms.size and s.platforms[other].area == mine.area:
        if is_eligible_platform(s, other, k):
            evaluated += 1
            claim = reported(s, seed, other, k)
            better += 1 if claim > claimed or (claim == claimed and other < j) else 0
        other += 1
    return mine.served > 0 and better < winners_among(s.platform_grants[k].top_share, evaluated)


@sweep
def sweep_platform_grants(s, seed):
    """Each January the platforms are evaluated by the pilots they report for the year before: the best get the performance grant in full."""
    clock = s.clock[0]
    if s.platform_grants.size + s.platform_statuses.size == 0 or not is_january(clock.start, clock.burn_in, clock.month):
        return
    for k in range(s.platform_grants.size):
        grant = s.platform_grants[k]
        amount = yuan(grant.amount)
        if amount == 0:
            continue
        for j in range(s.platforms.size):
            if affordable_budget(s, grant.instrument, amount) == amount and is_eligible_platform(s, j, k) and is_among_best(s, seed, j, k):
                grant_to_platform(s, j, k, NOBODY, amount)
    for j in range(s.platforms.size):
        s.platforms[j].served = 0
