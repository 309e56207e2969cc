"""Attraction of projects from outside (family: matching): they come where platforms of their field are, and are new to the region only.

Source: M-23 (集聚: arrivals of outside projects rise with local platform capacity in their field), M-41 (产业链招商, the same with a budget).
Such projects bring a sample that works. M-38 (高校合作): partner universities elsewhere send fresh results, which come whatever the capacity and
have no sample yet. For the nation they are no gain: they would have been worked on elsewhere (`from_outside`).
"""

from sim.compiled import rule, sweep
from sim.dice import Purpose, uniform
from sim.rules.money import affordable_budget, book_social_cost, pay_outside, yuan
from sim.rules.project import cell_of
from sim.tables import NEVER


@rule
def chance_of_coming(slots, half_slots):
    """Chance that an outside project which considers the region comes: rises with the platform slots of its field, half at `half_slots`."""
    return slots / (slots + half_slots)


@sweep
def open_slots(s, area, sector):
    """Platform slots that are open to a sector in an area this month."""
    slots, cell = 0, cell_of(area, sector)
    for k in range(s.cell_serving[cell], s.cell_serving[cell + 1]):
        platform = s.platforms[s.serving[k]]
        if platform.opens <= s.clock[0].month and platform.closed == NEVER:
            slots += platform.slots
    return slots


@sweep
def comes_here(s, seed, name, area, sector, k):
    """Whether the outside project of this name, which considers the area under attraction `k`, comes: capacity, its luck, and the budget."""
    attraction = s.attractions[k]
    chance = 1.0 if attraction.fresh == 1 else chance_of_coming(float(open_slots(s, area, sector)), attraction.half_slots)
    amount = yuan(attraction.cost_per_project)
    is_affordable = affordable_budget(s, attraction.instrument, amount) == amount and s.instruments[attraction.instrument].active
    return is_affordable and uniform(seed, name, Purpose.ATTRACTION, 0) < chance


@sweep
def receive(s, i, k):
    """Project `i` has come under attraction `k`: its settling is paid for, and it is marked as one that came from outside."""
    attraction, p = s.attractions[k], s.projects[i]
    pay_outside(s, attraction.instrument, i, yuan(attraction.cost_per_project))
    book_social_cost(s, attraction.cost_per_project)
    p.paid_by |= 1 << attraction.instrument
    p.from_outside = 1
    if attraction.fresh == 0:
        p.sample_works = 1
    attraction.came += 1
