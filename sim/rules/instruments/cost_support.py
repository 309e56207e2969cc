"""Cost share with cap and annual pool: vouchers, pilot subsidies, capital pools (family: cost support)."""

from sim.compiled import rule, sweep
from sim.rules.money import affordable_budget, pay_from_purse, yuan
from sim.tables import YUAN


@rule
def admits(mask, code):
    """Whether an eligibility mask admits a code; an empty mask admits all."""
    return mask == 0 or (mask >> code) & 1 == 1


@rule
def is_eligible(support, covers, sector, size, route, novelty):
    """Whether a project's cost may be shared: right cost, field, firm size, route and novelty."""
    right_cost = support.covers == covers
    right_firm = admits(support.sectors, sector) and admits(support.sizes, size)
    right_project = admits(support.routes, route) and novelty >= support.min_novelty
    return right_cost and right_firm and right_project


@rule
def support_due(cost, share, cap, already, stacking_cap):
    """What one instrument adds to a cost (万元): its share up to its cap, as long as all supports together stay below the stacking cap."""
    room = max(0.0, stacking_cap * cost - already)
    return min(share * cost, cap, room)


@sweep
def supports_in_force(s):
    """Whether any cost is shared this month."""
    in_force = False
    for k in range(s.cost_supports.size):
        in_force = in_force or s.instruments[s.cost_supports[k].instrument].active == 1
    return in_force


@sweep
def cost_support(s, i, covers, route, cost, pays):
    """All support for one cost of project `i` (万元); with `pays` true it is paid and booked, otherwise it is what the firm expects now."""
    p = s.projects[i]
    firm = s.firms[p.firm]
    total = 0.0
    for k in range(s.cost_supports.size):
        support = s.cost_supports[k]
        if not is_eligible(support, covers, p.sector, firm.size_class, route, float(p.novelty)):
            continue
        due = support_due(cost, support.share, support.cap, total, support.stacking_cap)
        amount = affordable_budget(s, support.instrument, yuan(due))
        if pays and amount > 0:
            pay_from_purse(s, support.instrument, i, amount)
            firm.cash += amount
        total += amount / YUAN
    return total
