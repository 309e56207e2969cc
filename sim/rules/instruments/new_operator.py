"""A professional operator takes over public platforms (family: capacity): abler and leaner, at another fee.

Source: M-53 (引进专业运营机构). The change comes once, in the instrument's first month, to the public platforms that are open then, and lasts.
"""

from sim.compiled import rule, sweep
from sim.rules.money import book_social_cost, pay_outside, yuan
from sim.rules.pilot import change_experience
from sim.tables import NEVER, NOBODY, YUAN


@rule
def leaner(monthly_cost, saved):
    """Running cost (whole yuan a month) of which a share is saved."""
    return monthly_cost - int(monthly_cost * saved + 0.5)


@sweep
def hand_over(s, j, k):
    """Platform `j` passes to the operator of instrument `k`."""
    operator, platform = s.new_operators[k], s.platforms[j]
    amount = yuan(operator.cost)
    pay_outside(s, operator.instrument, NOBODY, amount)
    book_social_cost(s, amount / YUAN)
    platform.base_capability *= 1.0 + operator.capability_gain
    platform.monthly_cost = leaner(platform.monthly_cost, operator.cost_saved)
    if operator.fee_share >= 0.0:
        platform.fee_share = operator.fee_share
    change_experience(s, j, platform.experience)


@sweep
def sweep_new_operators(s):
    """Hand platforms over in the first month of each such instrument."""
    month = s.clock[0].month
    for k in range(s.new_operators.size):
        row = s.instruments[s.new_operators[k].instrument]
        if row.active and month == max(0, row.starts):
            for j in range(s.platforms.size):
                platform = s.platforms[j]
                if platform.owner == NOBODY and platform.opens <= month and platform.closed == NEVER:
                    hand_over(s, j, k)
