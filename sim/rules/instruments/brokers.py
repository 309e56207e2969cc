"""Technology managers and brokers paid by public money (family: matching): they add meetings of results with firms.

Sources: M-29, M-43; M-44 (four types of transfer institution: they differ in the fields they reach and in what a person brings about - skill by
field is `sectors` with `efficiency`). A reward is paid when a firm takes a result up, by the part that brokers had in that month's meetings of its
market: which meeting led to the deal nobody knows.
"""

from sim.compiled import rule, sweep
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, book_project_cost, book_social_cost, pay_outside, yuan
from sim.rules.project import cell_of
from sim.stages import LabType
from sim.tables import NOBODY, SECTORS, YUAN


@sweep
def rewards_deals(s):
    """Whether any brokers are paid by the deal."""
    found = False
    for k in range(s.brokers.size):
        found = found or s.brokers[k].reward_per_deal > 0.0
    return found


@rule
def part_of_broker(meetings_of_one, results, all_meetings):
    """Share of the meetings of a result that one broker brings about, who has so many a month to spread over `results`."""
    return meetings_of_one / results / all_meetings if all_meetings > 0.0 else 0.0


@sweep
def note_part_of_broker(s, c, meetings_of_one, all_meetings):
    """Remember what one broker of all fields, and one of this field alone, brings to the meetings of a result in cell `c` this month."""
    cell = s.cells[c]
    cell.by_general = part_of_broker(meetings_of_one, s.areas[c // SECTORS].on_offer, all_meetings)
    cell.by_special = part_of_broker(meetings_of_one, cell.on_offer, all_meetings)


@sweep
def reward_brokers(s, i):
    """A firm has taken project `i` up this month: brokers get their part of the reward for it, unless they had none in it.

    A result of enterprise R&D and one whose inventor founded a firm met nobody.
    """
    p = s.projects[i]
    if s.labs[p.lab].type == LabType.ENTERPRISE or s.firms[p.firm].spin_out == 1:
        return
    cell = s.cells[cell_of(p.area, p.sector)]
    for k in range(s.brokers.size):
        brokers = s.brokers[k]
        if brokers.reward_per_deal == 0.0 or not admits(brokers.sectors, p.sector):
            continue
        part = cell.by_general if brokers.sectors == 0 else cell.by_special / brokers.fields
        amount = affordable_budget(s, brokers.instrument, yuan(part * brokers.staff * brokers.efficiency * brokers.reward_per_deal))
        pay_outside(s, brokers.instrument, i, amount)
        book_project_cost(s, i, amount / YUAN)


@sweep
def spread_over_fields(s, k):
    """Staff of brokers `k`, who serve some fields only, work in the cells of these fields, as many in each."""
    brokers = s.brokers[k]
    for c in range(s.cells.size):
        if admits(brokers.sectors, c % SECTORS):
            s.cells[c].policy_staff += brokers.staff * brokers.efficiency / brokers.fields


@sweep
def sweep_brokers(s):
    """Pay this month's staff and let them work in every area."""
    for a in range(s.areas.size):
        s.areas[a].policy_staff = 0.0
    if s.brokers.size > 0:
        for c in range(s.cells.size):
            s.cells[c].policy_staff = 0.0
    for k in range(s.brokers.size):
        brokers = s.brokers[k]
        if not s.instruments[brokers.instrument].active:
            continue
        salaries = brokers.staff * brokers.cost_per_year / 12.0 * s.areas.size
        amount = affordable_budget(s, brokers.instrument, yuan(salaries))
        pay_outside(s, brokers.instrument, NOBODY, amount)
        book_social_cost(s, amount / YUAN)
        if brokers.sectors == 0:
            for a in range(s.areas.size):
                s.areas[a].policy_staff += brokers.staff * brokers.efficiency
        else:
            spread_over_fields(s, k)
