"""The waiting line of a platform: projects linked by row, its owner's apart from others'; they join, lose patience, and are let in.

Source: Erlang-A queue, waiting with impatience (Palm 1957; Garnett, Mandelbaum & Reiman 2002).
"""

from sim.compiled import sweep
from sim.rules.instruments.platform_grants import others_go_first
from sim.rules.project import sleep_until
from sim.stages import Phase, State
from sim.tables import NOBODY


@sweep
def choose_again(s, i, months):
    """The firm of project `i` decides anew in so many months."""
    s.projects[i].state = State.CHOOSING
    sleep_until(s, i, Phase.CHOICE, s.clock[0].month + months)


@sweep
def join_queue(s, i, j):
    """Project `i` joins the line of platform `j`: that of the owner's projects, or that of others."""
    p, platform = s.projects[i], s.platforms[j]
    p.platform, p.state, p.next = j, State.WAITING, NOBODY
    platform.waiting += 1
    if platform.owner == p.firm:
        if platform.owner_tail == NOBODY:
            platform.owner_head = i
        else:
            s.projects[platform.owner_tail].next = i
        platform.owner_tail = i
    else:
        if platform.tail == NOBODY:
            platform.head = i
        else:
            s.projects[platform.tail].next = i
        platform.tail = i


@sweep
def first_in_line(s, j):
    """Take the first out of the line of platform `j`: its owner's projects before others, unless an instrument gives others their turn."""
    platform = s.platforms[j]
    owner_first = platform.owner_head != NOBODY
    if s.platform_grants.size > 0 and owner_first and platform.head != NOBODY:
        owner_first = not others_go_first(s, j)
    if not owner_first:
        return first_of_others(s, j)
    i = platform.owner_head
    platform.owner_head = s.projects[i].next
    platform.owner_tail = platform.owner_tail if platform.owner_head != NOBODY else NOBODY
    return i


@sweep
def first_of_others(s, j):
    """Take the first out of the line of platform `j` in which projects wait that are not its owner's."""
    platform = s.platforms[j]
    i = platform.head
    platform.head = s.projects[i].next
    platform.tail = platform.tail if platform.head != NOBODY else NOBODY
    return i


@sweep
def leave_queue(s, i, barred):
    """Take project `i` out of the queue; with `barred` the firm has given up on platforms, but may still build a line of its own."""
    p = s.projects[i]
    s.platforms[p.platform].waiting -= 1
    p.platform = NOBODY
    p.platform_barred = barred
    choose_again(s, i, 1)


@sweep
def lose_the_impatient(s, j):
    """Those out of patience leave both lines of platform `j`."""
    platform = s.platforms[j]
    platform.owner_head, platform.owner_tail = without_the_impatient(s, platform.owner_head)
    platform.head, platform.tail = without_the_impatient(s, platform.head)


@sweep
def without_the_impatient(s, first):
    """Walk a queue from `first`: those out of patience leave it. Returns the first and last who stay."""
    head, tail = NOBODY, NOBODY
    i = first
    month = s.clock[0].month
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state == State.WAITING:
            if p.patience_ends <= month:
                p.next = NOBODY
                leave_queue(s, i, 1)
            else:
                if tail == NOBODY:
                    head = i
                else:
                    s.projects[tail].next = i
                p.next = NOBODY
                tail = i
        i = following
    return head, tail


@sweep
def empty_queue(s, j):
    """Everybody still waiting at platform `j`, which closes, decides anew."""
    platform = s.platforms[j]
    send_away(s, platform.owner_head)
    send_away(s, platform.head)
    platform.owner_head = platform.owner_tail = platform.head = platform.tail = NOBODY


@sweep
def send_away(s, first):
    """Walk a line from `first`: all who wait there decide anew."""
    i = first
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state == State.WAITING:
            leave_queue(s, i, 0)
        i = following
