"""Builds pilot platforms with public money and supports their running cost (family: capacity). The platforms open after the build lag."""

from sim.compiled import sweep
from sim.rules.money import affordable_budget, book_private, book_social_cost, pay_from_purse, pay_outside, yuan
from sim.tables import NEVER, NOBODY


@sweep
def sweep_new_platforms(s):
    """Pay the public share of construction when a programme starts, starting cash when its platforms open, and their running subsidy."""
    month = s.clock[0].month
    for k in range(s.new_platforms.size):
        programme = s.new_platforms[k]
        instrument = s.instruments[programme.instrument]
        first, last = programme.first_platform, programme.first_platform + programme.platforms
        if month == instrument.starts:
            amount = yuan(programme.public_capital) * programme.platforms
            pay_outside(s, programme.instrument, NOBODY, amount)
            book_private(s, yuan(programme.capital) * programme.platforms - amount)
            book_social_cost(s, programme.capital * programme.platforms)
        for j in range(first, last):
            platform = s.platforms[j]
            if month == platform.opens:
                amount = yuan(programme.starting_cash)
                pay_from_purse(s, programme.instrument, NOBODY, amount)
                platform.cash += amount
            if not instrument.active or programme.operating_subsidy == 0.0:
                continue
            if platform.opens <= month and platform.closed == NEVER:
                amount = affordable_budget(s, programme.instrument, yuan(programme.operating_subsidy / 12.0))
                pay_from_purse(s, programme.instrument, NOBODY, amount)
                platform.cash += amount
