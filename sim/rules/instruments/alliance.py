"""Alliance of pilot platforms (family: capacity): a pooled queue, so that no slot stays free while somebody waits at another member.

Source: M-40 (中试基地联盟: firm platforms join and open slots). One queue for several servers wastes less capacity than a queue before each
(Kleinrock 1976, resource sharing). Public platforms of an area are members, of those of firms a share; owners' projects stay with their owner.
Firms do not foresee the shorter wait when they choose.
"""

from sim.compiled import rule, sweep
from sim.dice import Purpose, uniform
from sim.rules.instruments.platform_grants import first_of_area
from sim.rules.money import in_window, paid_in_full, yuan
from sim.rules.platform import admit_next, use_this_year
from sim.rules.queue import first_of_others
from sim.stages import State
from sim.tables import NEVER, NOBODY


@sweep
def works_together(s, k):
    """Whether alliance `k` is in force and its month can be paid in full; it is paid then."""
    alliance = s.alliances[k]
    return paid_in_full(s, alliance.instrument, yuan(alliance.cost_per_year / 12.0 * s.areas.size))


@rule
def joins(is_of_firm, joins_share, u):
    """Whether a platform is a member: every public one, of those that firms built for themselves a share; `u` is its luck."""
    return not is_of_firm or u < joins_share


@sweep
def is_member(s, seed, j, k):
    """Whether platform `j` is in alliance `k`; by a platform's own luck, so that a larger share keeps those of a smaller one."""
    share = s.alliances[k].joins_share
    if share >= 1.0:
        return True
    return joins(s.platforms[j].owner != NOBODY, share, uniform(seed, s.platforms[j].name, Purpose.MEMBERSHIP, 0))


@sweep
def longest_queue_for(s, seed, j, k):
    """The member of alliance `k` with the longest queue whose first project platform `j` could serve; NOBODY if none."""
    mine, longest, best = s.platforms[j], 0, NOBODY
    other = first_of_area(s, j)
    while other < s.platforms.size and s.platforms[other].area == mine.area:
        platform = s.platforms[other]
        if other != j and platform.closed == NEVER and platform.waiting > longest and platform.head != NOBODY:
            fits = mine.sector == NOBODY or mine.sector == s.projects[platform.head].sector
            if fits and is_member(s, seed, other, k):
                longest, best = platform.waiting, other
        other += 1
    return best


@sweep
def move_first(s, j, other):
    """The first project in the queue of platform `other` moves to platform `j`. Returns it."""
    i = first_of_others(s, other)
    s.platforms[other].waiting -= 1
    s.projects[i].platform = j
    s.projects[i].next = NOBODY
    s.platforms[j].waiting += 1
    return i


@sweep
def pool_queues(s, seed, k):
    """Platforms with free slots take who waits longest at another member of alliance `k`; the project's own queue is over."""
    for j in range(s.platforms.size):
        platform = s.platforms[j]
        if platform.opens > s.clock[0].month or platform.closed != NEVER or platform.waiting > 0 or not is_member(s, seed, j, k):
            continue
        other = longest_queue_for(s, seed, j, k) if platform.busy < platform.slots else NOBODY
        while other != NOBODY:
            i = move_first(s, j, other)
            admit_next(s, seed, j, i)
            if s.projects[i].state == State.PILOTING:  # its firm could pay
                s.projects[i].paid_by |= 1 << s.alliances[k].instrument
                if in_window(s):
                    use_this_year(s, j).busy_months += 1  # the platform's own month is over
            other = longest_queue_for(s, seed, j, k) if platform.busy < platform.slots else NOBODY


@sweep
def anybody_waits(s):
    """Whether any project waits at any platform."""
    waiting = 0
    for j in range(s.platforms.size):
        waiting += s.platforms[j].waiting
    return waiting > 0


@sweep
def sweep_alliances(s, seed):
    """After all platforms have filled their slots, those of an alliance that works share their queues."""
    for k in range(s.alliances.size):
        if works_together(s, k) and anybody_waits(s):
            pool_queues(s, seed, k)
