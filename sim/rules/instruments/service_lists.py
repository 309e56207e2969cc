"""Lists of services, scenes and equipment (family: matching): everybody finds everybody sooner.

Source: M-27 (服务、场景、设备清单). Lists lower the cost of search of all results and firms alike (Petrongolo & Pissarides 2001: a shift of the
matching function); brokers, who add meetings by their own time, are an instrument of their own.
"""

from sim.compiled import sweep
from sim.rules.money import affordable_budget, book_public, book_social_cost, pay_out, yuan
from sim.tables import NOBODY, YUAN


@sweep
def sweep_service_lists(s):
    """Lists in force are kept up to date; a month that cannot be paid in full goes without."""
    for k in range(s.service_lists.size):
        lists = s.service_lists[k]
        amount = yuan(lists.cost_per_year / 12.0 * s.areas.size)
        can_pay = affordable_budget(s, lists.instrument, amount) == amount
        lists.working = s.instruments[lists.instrument].active and can_pay
        if lists.working:
            book_public(s, lists.instrument, NOBODY, amount)
            s.account[0].public_in += amount
            pay_out(s, amount)
            book_social_cost(s, amount / YUAN)


@sweep
def search_gain_now(s):
    """How much more often results and firms find each other by themselves this month, as a share."""
    gain = 0.0
    for k in range(s.service_lists.size):
        if s.service_lists[k].working:
            gain += s.service_lists[k].search_gain
    return gain
