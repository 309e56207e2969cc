"""One-off award when pilot success, local landing and industrialisation all hold (family: outcome payment)."""

from sim.compiled import rule, sweep
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, book_public, yuan
from sim.stages import PilotResult
from sim.tables import NOBODY


@rule
def earns_award(award, event, pilot, local, sector, size, route, novelty):
    """Whether all three conditions hold - passed a pilot, landed locally, reached the industrialisation event - for an eligible project."""
    three_conditions = pilot == PilotResult.PASSED and local == 1 and award.event == event
    eligible = admits(award.sectors, sector) and admits(award.sizes, size) and admits(award.routes, route)
    return three_conditions and eligible and novelty >= award.min_novelty


@sweep
def expected_award(s, i, route):
    """The award a firm may hope for if all conditions come to hold on this route (万元), before chances and discounting."""
    p = s.projects[i]
    size = s.firms[p.firm].size_class
    total = 0.0
    for k in range(s.outcome_awards.size):
        award = s.outcome_awards[k]
        if earns_award(award, award.event, PilotResult.PASSED, 1, p.sector, size, route, float(p.novelty)):
            amount = yuan(award.amount)
            if affordable_budget(s, award.instrument, amount) == amount:
                total += award.amount
    return total


@sweep
def pay_awards(s, i, event):
    """Pay every award that project `i` has earned by reaching this industrialisation event; a budget that cannot pay one in full pays nothing."""
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
                book_public(s, award.instrument, i, amount)
                firm.cash += amount
                s.account[0].public_in += amount
