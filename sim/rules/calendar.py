"""The policy calendar: instruments begin and end, budgets refill in January and in the month an instrument begins."""

from sim.compiled import rule, sweep
from sim.rules.instruments.cost_support import costs_shared
from sim.rules.instruments.outcome_award import awards_in_force
from sim.rules.money import discount


@rule
def is_january(start, burn_in, month):
    """Whether the simulated month is a January; `start` is the first dated month since year 0."""
    return (start - burn_in + month) % 12 == 0


@rule
def refilled(left, yearly_budget, carries_over):
    """Budget at the beginning of a year: what was left is kept or lapses."""
    return yearly_budget + (max(0, left) if carries_over else 0)


@sweep
def sweep_calendar(s):
    """Switch instruments on and off and refill their yearly budgets."""
    clock = s.clock[0]
    dated = clock.month - clock.burn_in
    clock.social_weight = discount(s.world[0].social_rate, dated) if dated >= 0 else 0.0
    for k in range(s.instruments.size):
        row = s.instruments[k]
        row.active = row.starts <= clock.month <= row.ends
        begins = clock.month == max(0, row.starts)
        if row.active and row.limited and (begins or is_january(clock.start, clock.burn_in, clock.month)):
            row.left = refilled(row.left, row.yearly_budget, row.carries_over)
    clock.costs_shared, clock.awards = costs_shared(s), awards_in_force(s)
