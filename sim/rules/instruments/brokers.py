"""Technology managers and brokers paid by public money (family: matching): they add meetings of results with firms."""

from sim.compiled import sweep
from sim.rules.money import affordable_budget, book_social_cost, pay_outside, yuan
from sim.tables import NOBODY, YUAN


@sweep
def sweep_brokers(s):
    """Pay this month's staff and let them work in every area."""
    for a in range(s.areas.size):
        s.areas[a].policy_staff = 0.0
    for k in range(s.brokers.size):
        brokers = s.brokers[k]
        if not s.instruments[brokers.instrument].active:
            continue
        salaries = brokers.staff * brokers.cost_per_year / 12.0 * s.areas.size
        amount = affordable_budget(s, brokers.instrument, yuan(salaries))
        pay_outside(s, brokers.instrument, NOBODY, amount)
        book_social_cost(s, amount / YUAN)
        for a in range(s.areas.size):
            s.areas[a].policy_staff += brokers.staff
