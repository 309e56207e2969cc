"""Results meet firms: a Cobb-Douglas rate of meetings in each market cell (one sector in one area), then a race among its firms.

Source: Petrongolo & Pissarides (2001) for the matching function; Luce (1959) for the choice in proportion to weights. The waiting time of each
result is one exponential draw on a common clock that runs at the cell's rate, so luck stays with the result while tightness changes.
"""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, fill_partners, pair_normal, rounded_up, uniform, unit_32
from sim.rules.beliefs import after_refusal, updated
from sim.rules.instruments.brokers import note_part_of_broker, rewards_deals
from sim.rules.instruments.service_lists import search_gain_now
from sim.rules.money import yuan
from sim.rules.project import cell_of, places_changed, sleep_until, stop
from sim.stages import Full, Phase, SizeClass, State, StopReason
from sim.tables import NEVER, NOBODY, SECTORS

MOST_REFUSALS_COUNTED = 3  # further refusals teach next to nothing
SPIN_OUT_KNOWLEDGE = 1.0  # the inventor knows the field as well as a firm with steady R&D
SPIN_OUT_HURDLE = 0.05


@rule
def search_of_result(places, results, world):
    """Meetings a month that a result and firms bring about by themselves: Cobb-Douglas, 1/months_to_deal at the reference tightness."""
    return (places / results / world.reference_tightness) ** world.match_elasticity_firms / world.months_to_deal


@rule
def meetings_per_result(places, results, staff_meetings, world):
    """Expected meetings of one result in a month, at most 1.

    `places`: free project places of firms in the cell; `results`: results on offer there; `staff_meetings`: meetings that brokers add per
    result and month. Cobb-Douglas with constant returns, normalised to 1/months_to_deal at the reference tightness.
    """
    if places == 0 or results == 0:
        return 0.0
    tightness = places / results
    return min(1.0, tightness, search_of_result(places, results, world) + staff_meetings)


@rule
def usable_knowledge(knowledge):
    """Absorptive capacity, 0-1: usable knowledge rises with the stock built by own R&D, with falling returns (Cohen & Levinthal 1990)."""
    return 1.0 - math.exp(-knowledge)


@rule
def clear_sight(noise, absorption):
    """Noise of a firm's own look at a result: firms that know the field see it more clearly."""
    return noise / max(0.1, absorption)


@sweep
def put_on_offer(s, seed, i):
    """Put a released result on the market of its cell; its meeting comes when the cell's clock reaches its own exponential time."""
    p = s.projects[i]
    c = cell_of(p.area, p.sector)
    cell = s.cells[c]
    p.state, p.firm = State.ON_OFFER, NOBODY
    p.clock = cell.clock - math.log(uniform(seed, p.name, Purpose.MEETING, p.refusals))
    p.next = cell.head
    cell.head = i
    cell.on_offer += 1
    s.areas[p.area].on_offer += 1


@sweep
def race_winner(s, seed, i):
    """The firm of the cell that wins result `i`: best of scores keyed by the pair, in proportion to usable knowledge; NOBODY if none is free."""
    p = s.projects[i]
    cell = s.cells[cell_of(p.area, p.sector)]
    if cell.free_places == 0:
        return NOBODY
    fill_partners(s.words, seed, p.name, Purpose.PARTNER, p.refusals, s.quad_names, cell.first_quad, cell.quads)
    fill_soonest(s, cell.first_quad, cell.quads)
    soonest, least, first = s.soonest, math.inf, 0
    for k in range(cell.quads):
        first = k if soonest[k] < least else first
        least = soonest[k] if soonest[k] < least else least
    winner, best = soonest_of_quad(s, cell.first_quad, first, NOBODY, math.inf)
    soonest[first] = math.inf
    for k in range(cell.quads):
        if soonest[k] < best:
            winner, best = soonest_of_quad(s, cell.first_quad, k, winner, best)
    return winner


@rule
def at_the_soonest(word, race_time):
    """A lower bound, close where it is small, of the time `-log(u) * race_time` that a firm with this luck needs: no logarithm is taken for it."""
    v = 1.0 - unit_32(word)
    return (v + 0.5 * v * v) * race_time


@sweep
def fill_soonest(s, first_quad, quads):
    """For each of `quads` blocks of neighbours the time before which nobody in it wins (`s.soonest`), from the luck in `s.words`.

    A plain loop without a choice in it, several of which a processor works out at once.
    """
    words, times, soonest = s.words, s.race_time, s.soonest
    for k in range(rounded_up(quads)):
        q = first_quad + k
        a, b = at_the_soonest(words[0, k], times[0, q]), at_the_soonest(words[1, k], times[1, q])
        c, d = at_the_soonest(words[2, k], times[2, q]), at_the_soonest(words[3, k], times[3, q])
        a, c = a if a < b else b, c if c < d else d
        soonest[k] = a if a < c else c


@sweep
def soonest_of_quad(s, first_quad, k, winner, best):
    """The winner so far and its time `best`, or a firm of block `k` that is sooner, with its own."""
    q = first_quad + k
    for lane in range(4):
        word, race_time = s.words[lane, k], s.race_time[lane, q]
        if at_the_soonest(word, race_time) < best:
            time = -math.log(unit_32(word)) * race_time
            if time < best:
                winner, best = s.quads[q].first_firm + lane, time
    return winner, best


@sweep
def give_to_firm(s, seed, i, f):
    """Firm `f` takes a look at result `i` and decides on a route this month: it sees its own signal, and that others declined before."""
    p, firm, world = s.projects[i], s.firms[f], s.world[0]
    p.firm, p.state, p.matched = f, State.CHOOSING, s.clock[0].month
    firm.active += 1
    places_changed(s, f, -1)
    mean, variance = float(p.public_mean), float(p.public_variance)  # what others saw for themselves stays with them
    for _ in range(min(p.refusals, MOST_REFUSALS_COUNTED)):
        mean, variance = after_refusal(mean, variance, world.firm_signal_noise)
    noise = clear_sight(world.firm_signal_noise, firm.absorption)
    signal = p.quality + noise * pair_normal(seed, p.name, firm.partner, Purpose.FIRM_SIGNAL, 0)
    p.belief_mean, p.belief_variance = updated(mean, variance, signal, noise)
    sleep_until(s, i, Phase.CHOICE, s.clock[0].month)


@sweep
def give_to_own_firm(s, seed, i):
    """A result of enterprise R&D belongs to a firm of its cell; without a free one nobody takes it."""
    f = race_winner(s, seed, i)
    if f == NOBODY:
        stop(s, i, StopReason.NO_PARTNER)
    else:
        give_to_firm(s, seed, i, f)


@sweep
def found_spin_out(s, seed, i):
    """The inventor founds a firm for result `i` (patent as equity): a small firm with one project, its own sight and little money."""
    p, clock, world = s.projects[i], s.clock[0], s.world[0]
    f = clock.firms
    if f >= s.firms.size:
        clock.error = Full.FIRM
        return
    firm = s.firms[f]
    firm.name, firm.partner, firm.group = p.name, p.name & 0xFFFFFFFF, NOBODY
    firm.area, firm.sector, firm.size_class = p.area, p.sector, SizeClass.MICRO
    firm.closed, firm.founded, firm.first_project = NEVER, clock.month, NOBODY
    firm.accounts_month = clock.month % 12
    firm.next_accounts = s.books[firm.accounts_month]
    s.books[firm.accounts_month] = f
    firm.projects_at_once, firm.spin_out = 1, 1
    firm.knowledge, firm.absorption = SPIN_OUT_KNOWLEDGE, usable_knowledge(SPIN_OUT_KNOWLEDGE)
    firm.cash = yuan(world.spinout_cash)
    firm.median_cash = world.spinout_cash
    s.account[0].opening += firm.cash
    clock.firms = f + 1
    give_to_firm(s, seed, i, f)


@sweep
def sweep_matching(s, seed):
    """Advance each cell's meeting clock; results whose time has come meet a firm, wait on, become a spin-out, or give up."""
    clock, world = s.clock[0], s.world[0]
    search_gain, deals_are_rewarded = search_gain_now(s), s.brokers.size > 0 and rewards_deals(s)
    for c in range(s.cells.size):
        cell = s.cells[c]
        if cell.on_offer == 0:
            continue
        area = s.areas[c // SECTORS]
        staff_meetings = (area.staff + area.policy_staff) * world.deals_per_staff_year / 12.0 / area.on_offer
        if cell.policy_staff > 0.0:
            staff_meetings += cell.policy_staff * world.deals_per_staff_year / 12.0 / cell.on_offer
        if search_gain > 0.0:
            staff_meetings += search_gain * meetings_per_result(float(cell.free_places), float(cell.on_offer), 0.0, world)
        if deals_are_rewarded:
            all_meetings = search_of_result(float(cell.free_places), float(cell.on_offer), world) + staff_meetings
            note_part_of_broker(s, c, world.deals_per_staff_year / 12.0, all_meetings)
        cell.clock += meetings_per_result(float(cell.free_places), float(cell.on_offer), staff_meetings, world)
        previous, i = NOBODY, cell.head
        while i != NOBODY:
            p = s.projects[i]
            following = p.next
            waited = clock.month - p.offered
            meets = p.clock <= cell.clock
            founds = p.spin_out == 1 and waited >= world.spinout_after
            gives_up = waited >= world.offer_patience
            if meets or founds or gives_up:
                winner = race_winner(s, seed, i) if meets else NOBODY
                if winner == NOBODY and not founds and not gives_up:
                    previous, i = i, following  # every firm is busy: it meets the first that is free
                    continue
                if previous == NOBODY:
                    cell.head = following
                else:
                    s.projects[previous].next = following
                cell.on_offer -= 1
                area.on_offer -= 1
                clock.events += 1
                if winner != NOBODY:
                    give_to_firm(s, seed, i, winner)
                elif founds:
                    found_spin_out(s, seed, i)
                else:
                    stop(s, i, StopReason.NO_PARTNER)
            else:
                previous = i
            i = following
