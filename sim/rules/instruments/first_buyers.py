"""Demand for what is new (family: outcome payment and matching): first-set policy and scenes in which a product is tried.

Sources: M-15 (首台套、首批次、首版次: premium subsidy of 80 %, rate up to 3 %, up to three years in L-POL-16; procurement), M-22 (场景对接). A
first buyer runs a risk that nobody can price for him (Rogers 1962 on trialability; Edler & Georghiou 2007 on demand-side policy): cover, a
public buyer or a scene makes him likelier. The product trial is where that counts. What firms think of trials follows by experience, not
beforehand; that a product which had a scene sells more is known when its line is paid for.
"""

from sim.compiled import rule, sweep
from sim.dice import Purpose, uniform
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, book_social_cost, pay_from_purse, pay_outside, yuan
from sim.tables import NOBODY

MOST_KEPT = 12.0  # months of scenes that wait for a product before they lapse; assumption


@rule
def scenes_ready(left, per_month):
    """Scenes that a product may be given this month: those left and this month's, at most what a year opens, and room for one."""
    return min(left + per_month, max(1.0, MOST_KEPT * per_month))


@rule
def shortened(months, saved):
    """Whole months of a trial of which a share is saved, at least one."""
    return max(1, int(months * (1.0 - saved) + 0.5))


@sweep
def sweep_first_buyers(s):
    """Scenes are opened every month."""
    for k in range(s.first_buyers.size):
        row = s.first_buyers[k]
        if row.scenes_per_month > 0.0 and s.instruments[row.instrument].active:
            row.scenes = scenes_ready(row.scenes, row.scenes_per_month)


@sweep
def is_for_product(s, seed, i, k, promised):
    """Whether demand support `k` is meant for project `i`, has a buyer for it where it needs one, and can pay its amount in full.

    `promised`: what its instrument is to pay for the same product beforehand, yuan.
    """
    p, row = s.projects[i], s.first_buyers[k]
    eligible = admits(row.sectors, p.sector) and admits(row.sizes, s.firms[p.firm].size_class) and admits(row.routes, p.route)
    amount = yuan(row.amount)
    if (
        not eligible
        or float(p.novelty) < row.min_novelty
        or amount == 0
        or affordable_budget(s, row.instrument, promised + amount) != promised + amount
    ):
        return False
    return row.share >= 1.0 or uniform(seed, p.name, Purpose.PROCUREMENT, 0) < row.share


@sweep
def pay_for_buyer(s, i, k):
    """Demand support `k` pays its amount for project `i`: a public buyer to the firm, for the product is dearer than a proven one; else to somebody
    outside the tables, the insurer of the buyer or who runs the scene."""
    row, amount = s.first_buyers[k], yuan(s.first_buyers[k].amount)
    if row.buys == 1:
        pay_from_purse(s, row.instrument, i, amount)
        s.firms[s.projects[i].firm].cash += amount
    else:
        pay_outside(s, row.instrument, i, amount)
    row.served += 1


@sweep
def with_a_scene(s, seed, i, months):
    """The trial of project `i` begins and takes `months`: the first scene that is free is matched with it and shortens the trial."""
    for k in range(s.first_buyers.size):
        row = s.first_buyers[k]
        if row.scenes >= 1.0 and is_for_product(s, seed, i, k, 0):
            row.scenes -= 1.0
            pay_for_buyer(s, i, k)
            book_social_cost(s, row.amount)
            return shortened(months, row.time_saved)
    return months


@sweep
def buyers_gain(s, seed, i):
    """What first-set policy, a public buyer and a scene add to the success index of the trial of project `i`, probit.

    Insurance and public buyer of one policy share its budget: the later row counts where that can pay for both, as in `pay_first_sets`.
    """
    gain, purse, promised = 0.0, NOBODY, 0
    for k in range(s.first_buyers.size):
        row = s.first_buyers[k]
        if row.instrument != purse:  # rows of an instrument stand together
            purse, promised = row.instrument, 0
        if (s.projects[i].paid_by >> row.instrument) & 1 == 1:  # it has a scene
            gain += row.success_gain
        elif row.scenes_per_month == 0.0 and is_for_product(s, seed, i, k, promised):
            gain += row.success_gain
            promised += yuan(row.amount)
    return gain


@sweep
def pay_first_sets(s, seed, i):
    """Project `i` has found its first buyer: first-set policies pay their part of his insurance, and what a public buyer pays more."""
    for k in range(s.first_buyers.size):
        if s.first_buyers[k].scenes_per_month == 0.0 and is_for_product(s, seed, i, k, 0):
            pay_for_buyer(s, i, k)


@sweep
def sales_with_scene(s, i):
    """What a product sells over what it would without a scene in which users came to know it, as a factor: 1 where it had none.

    Source: M-22 (a match raises success and revenue). The market of its field stays as large as it is (`market.market_factor`).
    """
    gain = 0.0
    for k in range(s.first_buyers.size):
        row = s.first_buyers[k]
        if row.sales_gain > 0.0 and (s.projects[i].paid_by >> row.instrument) & 1 == 1:
            gain += row.sales_gain
    return 1.0 + gain
