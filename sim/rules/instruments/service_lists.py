"""Lists of services, scenes and equipment (family: matching): everybody finds everybody sooner.

Source: M-27 (服务、场景、设备清单). Lists lower the cost of search of all results and firms alike (Petrongolo & Pissarides 2001: a shift of the
matching function); brokers, who add meetings by their own time, are an instrument of their own.
"""

from sim.compiled import sweep
from sim.rules.money import paid_in_full, yuan


@sweep
def sweep_service_lists(s):
    """Lists in force are kept up to date; a month that cannot be paid in full goes without."""
    for k in range(s.service_lists.size):
        lists = s.service_lists[k]
        lists.working = paid_in_full(s, lists.instrument, yuan(lists.cost_per_year / 12.0 * s.areas.size))


@sweep
def search_gain_now(s):
    """How much more often results and firms find each other by themselves this month, as a share."""
    gain = 0.0
    for k in range(s.service_lists.size):
        if s.service_lists[k].working:
            gain += s.service_lists[k].search_gain
    return gain
