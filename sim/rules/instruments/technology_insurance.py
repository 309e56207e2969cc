"""Technology insurance (family: finance): pays part of what a failed pilot cost its firm, for a premium that is partly subsidised.

Source: M-46 (科技保险), premium subsidy as in L-POL-16. The insurer breaks even on what the region has seen, plus a loading; a firm buys when the
cover is worth more to it than its part of the premium, so that those who believe less in their project buy rather (Rothschild & Stiglitz 1976).
Insured firms take less care, which the insurer cannot see (moral hazard, Holmstrom 1979): their pilots pass a little less often. A cover once
bought holds until the pilot ends, also after the instrument has ended.
"""

from typing import NamedTuple

from sim.compiled import rule, sweep
from sim.rules.beliefs import chance_of_passing
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, book_social_cost, hurdle_of, pay_out, pay_outside, paying_row, yuan
from sim.tables import NOBODY, YUAN


class Cover(NamedTuple):
    """Insurance of one pilot; money in 万元."""

    row: int  # of the insurance, NOBODY for none
    worth: float  # to the firm, over its own part of the premium
    own_premium: float
    public_premium: float


NO_COVER = Cover(NOBODY, 0.0, 0.0, 0.0)


@rule
def premium_of(stake, insured_share, chance_of_failure, loading):
    """What an insurer asks for paying `insured_share` of a `stake` (万元) that is lost with this chance: expected claims and a loading on them."""
    return (1.0 + loading) * chance_of_failure * insured_share * stake


@rule
def worth_of_cover(stake, insured_share, chance_of_failure, own_premium, penalty):
    """What a cover is worth to a firm (万元): claims as it expects them, and the penalty on money at risk it is spared, less its premium."""
    return (1.0 + penalty) * chance_of_failure * insured_share * stake - own_premium


@rule
def with_less_care(z, care_lost, insured_share):
    """The luck `z` (sd) of a pilot whose firm takes less care, in proportion to the share of the loss that it does not bear."""
    return z - care_lost * insured_share


@sweep
def offered_cover(s, i, route, stake, chance_of_failure):
    """The first insurance open to project `i` that its firm finds worth buying for a pilot that costs it `stake` (万元, net of support).

    `chance_of_failure`: as the firm believes; the insurer goes by how often pilots have failed here.
    """
    p, firm = s.projects[i], s.firms[s.projects[i].firm]
    penalty = s.world[0].risk_penalty + hurdle_of(s, firm)
    for k in range(s.technology_insurances.size):
        insurance = s.technology_insurances[k]
        eligible = admits(insurance.sectors, p.sector) and admits(insurance.sizes, firm.size_class) and admits(insurance.routes, route)
        is_open = s.instruments[insurance.instrument].active and s.clock[0].month <= insurance.sells_until
        if not is_open or not eligible or float(p.novelty) < insurance.min_novelty or stake <= 0.0:
            continue
        premium = premium_of(stake, insurance.insured_share, 1.0 - s.experience[0].passing, insurance.loading)
        public = insurance.premium_subsidy * premium
        if affordable_budget(s, insurance.instrument, yuan(public)) < yuan(public):
            continue
        worth = worth_of_cover(stake, insurance.insured_share, chance_of_failure, premium - public, penalty)
        if worth > 0.0:
            return Cover(k, worth, premium - public, public)
    return NO_COVER


@sweep
def insure_pilot(s, i, route, stake):
    """The pilot of project `i` starts; its firm insures what it paid for it (`stake`, 万元) if that is worth the premium and it has the cash."""
    p, e = s.projects[i], s.experience[0]
    firm = s.firms[p.firm]
    passing = chance_of_passing(e.z_passing, p.belief_mean - e.quality_entrants, p.belief_variance, s.world[0].pilot_information)
    cover = offered_cover(s, i, route, stake, 1.0 - passing)
    own, public = yuan(cover.own_premium), yuan(cover.public_premium)
    if cover.row == NOBODY or firm.cash < own:
        return
    insurance = s.technology_insurances[cover.row]
    firm.cash -= own
    pay_outside(s, insurance.instrument, i, public)
    pay_out(s, own)
    book_social_cost(s, (own + public) / YUAN * insurance.loading / (1.0 + insurance.loading))  # claims only move money
    insurance.premiums += own + public
    p.paid_by |= 1 << insurance.instrument
    p.outlay = stake


@sweep
def cover_of(s, i):
    """Row of the insurance that covers the pilot of project `i`; NOBODY for none."""
    return paying_row(s.technology_insurances, s.projects[i].paid_by)


@sweep
def insured_luck(s, i, z):
    """The luck of the pilot of project `i`, with the care its firm takes: `z` itself where nobody insures it."""
    k = cover_of(s, i)
    return z if k == NOBODY else with_less_care(z, s.technology_insurances[k].care_lost, s.technology_insurances[k].insured_share)


@sweep
def settle_cover(s, i, passed):
    """The pilot of project `i` has ended: its insurer pays for a failure; the stake is forgotten."""
    k = cover_of(s, i)
    if k == NOBODY:
        return
    insurance, p = s.technology_insurances[k], s.projects[i]
    if not passed:
        claim = yuan(insurance.insured_share * float(p.outlay))
        s.firms[p.firm].cash += claim
        s.account[0].earned += claim
        insurance.claims += claim
    p.outlay = 0.0
