"""Technology managers and brokers paid by public money (family: matching): they add meetings of results with firms.

Sources: M-29, M-43; M-44 (four types of transfer institution: they differ in the fields they reach and in what a person brings about).
"""

from sim.compiled import sweep
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, book_social_cost, pay_outside, yuan
from sim.tables import NOBODY, SECTORS, YUAN


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
