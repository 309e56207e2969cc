"""One-off award when pilot success, local landing and industrialisation all hold (family: outcome payment)."""

from typing import NamedTuple

from sim.compiled import rule, sweep
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, discount, pay_from_purse, yuan
from sim.rules.project import landing_chance
from sim.stages import Event, PilotResult
from sim.tables import NOBODY

COMMERCIAL_CHECK = 24  # months of sales by which commercial success is judged (C6: first two years)
COMMERCIAL_SHARE = 0.7  # of products in batch output that firms expect to be commercial successes; assumption


class Award(NamedTuple):
    """Awards that may be hoped for (万元), by the time at which they would be paid."""

    at_entry: float
    at_batch_output: float  # with later ones at their worth then


NO_AWARD = Award(0.0, 0.0)


@rule
def earns_award(award, event, pilot, local, sector, size, route, novelty):
    """Whether all three conditions hold - passed a pilot, landed locally, reached the industrialisation event - for an eligible project."""
    three_conditions = pilot == PilotResult.PASSED and local == 1 and award.event == event
    eligible = admits(award.sectors, sector) and admits(award.sizes, size) and admits(award.routes, route)
    return three_conditions and eligible and novelty >= award.min_novelty


@sweep
def awards_in_force(s):
    """How many awards are in force this month."""
    count = 0
    for k in range(s.outcome_awards.size):
        count += s.instruments[s.outcome_awards[k].instrument].active
    return count


@sweep
def expected_award(s, i, route, j):
    """The awards a firm may hope for on this route if the pilot is passed, with the chance of landing locally, before those of trial and ramp.

    `j`: the platform of the pilot, NOBODY for a line of its own.
    """
    return sum_of_awards(s, i, route + 0, j + 0) if s.clock[0].awards > 0 else NO_AWARD  # + 0: whole numbers, whatever they were


@sweep
def sum_of_awards(s, i, route, j):
    """The same where any award is in force."""
    p, world = s.projects[i], s.world[0]
    size, lands = s.firms[p.firm].size_class, landing_chance(s, j)
    at_entry, at_batch_output = 0.0, 0.0
    for k in range(s.outcome_awards.size):
        award = s.outcome_awards[k]
        if earns_award(award, award.event, PilotResult.PASSED, 1, p.sector, size, route, float(p.novelty)):
            amount = yuan(award.amount)
            if affordable_budget(s, award.instrument, amount) == amount:
                hoped = lands * award.amount
                if award.event == Event.ENTERED:
                    at_entry += hoped
                elif award.event == Event.BATCH_OUTPUT:
                    at_batch_output += hoped
                else:
                    at_batch_output += COMMERCIAL_SHARE * discount(world.private_rate, COMMERCIAL_CHECK) * hoped
    return Award(at_entry, at_batch_output)


@sweep
def pay_awards(s, i, event):
    """Pay every award that project `i` has earned by reaching this industrialisation event; a budget that cannot pay one in full pays nothing."""
    if s.clock[0].awards > 0:
        pay_each_award(s, i, event)


@sweep
def pay_each_award(s, i, event):
    """The same where any award is in force."""
    p = s.projects[i]
    if p.firm == NOBODY:
        return
    firm = s.firms[p.firm]
    for k in range(s.outcome_awards.size):
        award = s.outcome_awards[k]
        if earns_award(award, event, p.pilot, p.local, p.sector, firm.size_class, p.route, float(p.novelty)):
            amount = yuan(award.amount)
            award.qualified += 1 if s.instruments[award.instrument].active else 0
            if affordable_budget(s, award.instrument, amount) == amount:
                pay_from_purse(s, award.instrument, i, amount)
                firm.cash += amount
