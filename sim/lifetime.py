"""What comes of a world in one call of compiled code: its months, the books that have to balance after them, and what is counted.

Threads hand the interpreter to each other around every such call, and wait for each other to do so; one call instead of three lets them work side
by side (decision 0017).
"""

from sim.checks import audit
from sim.compiled import entry
from sim.counting import count_world
from sim.month import simulate_months


@entry
def live(s, seed, months, counters, counted, broken):
    """Simulate `months` months, then audit and count the world; `seed` is the key of the world's luck.

    See `simulate_months`, `audit`, which fills `counted` and `broken`, and `count_world`, which fills `counters` and whose result this returns.
    """
    simulate_months(s, seed, months)
    audit(s, counted, broken)
    return count_world(s, counters)
