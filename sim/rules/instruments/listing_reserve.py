"""Listing reserve (family: finance): firms are prepared for a listing, so that funds leave their successes sooner and can invest again.

Source: M-48 (上市后备库和直接融资). Only funds that invest again turn an earlier exit into more lines.
"""

from sim.compiled import rule, sweep
from sim.rules.money import affordable_budget, book_social_cost, pay_outside, paying_row, yuan
from sim.tables import NOBODY


@rule
def months_to_exit(months, saved):
    """Whole months of waiting for an exit of which a share is saved, at least one."""
    return max(1, int(months * (1.0 - saved) + 0.5))


@sweep
def months_until_exit(s, i):
    """Months from the commercial check of project `i`, which is over, until its fund leaves: fewer where its firm was prepared."""
    months, k = int(s.world[0].fund_exit), paying_row(s.listing_reserves, s.projects[i].paid_by)
    return months if k == NOBODY else months_to_exit(months, s.listing_reserves[k].time_saved)


@sweep
def with_preparation(s, i, months):
    """Months until the fund of project `i` can leave: less where a reserve in force can pay for preparing its firm."""
    for k in range(s.listing_reserves.size):
        reserve = s.listing_reserves[k]
        amount = yuan(reserve.cost_per_project)
        is_active = s.instruments[reserve.instrument].active == 1 and reserve.time_saved > 0.0
        if is_active and affordable_budget(s, reserve.instrument, amount) == amount:
            pay_outside(s, reserve.instrument, i, amount)
            book_social_cost(s, reserve.cost_per_project)
            s.projects[i].paid_by |= 1 << reserve.instrument
            return months_to_exit(months, reserve.time_saved)
    return months
