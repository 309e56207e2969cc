"""Government guarantee for bank loans (family: finance): the public purse bears a share of what a bank loses on a line that fails.

Source: M-47 (政银担), with loss sharing as in L-POL-18: the bank keeps at least 30 % of the loss. A bank that breaks even asks less of the
successes when its failures cost it less, and lends beyond its ordinary share of a line (Stiglitz & Weiss 1981 on why it otherwise rations).
A guarantee once given is honoured, also after the instrument has ended; only its yearly budget limits what it pays.
"""

from typing import NamedTuple

from sim.compiled import rule, sweep
from sim.rules.fund import credit_for
from sim.rules.instruments.cost_support import admits
from sim.rules.money import affordable_budget, book_private, pay_outside, yuan
from sim.rules.project import ramp_part
from sim.stages import PilotResult, Route
from sim.tables import NOBODY


class Guarantee(NamedTuple):
    """A guaranteed loan that a bank offers for a line."""

    row: int  # of the guarantee, NOBODY for none
    amount: float  # lent beyond ordinary credit, 万元
    relief: float  # what a success owes less per 万元 of it than without the guarantee


NO_GUARANTEE = Guarantee(NOBODY, 0.0, 0.0)


@rule
def guaranteed_amount(cost, ordinary, loan_share, loan_cap):
    """What a bank lends under guarantee beyond its ordinary credit: up to `loan_share` of the line's cost and up to the cap (all 万元)."""
    return min(loan_cap, max(0.0, loan_share * cost - ordinary))


@rule
def guaranteed_part(credit, ordinary_share, loan_share, loan_cap):
    """The part of a line's whole bank credit (万元) that is guaranteed; the reverse of `guaranteed_amount`.

    `ordinary_share`: share of a line's cost that ordinary credit covers for this firm.
    """
    if ordinary_share >= loan_share:
        return 0.0
    return min(loan_cap, credit * (1.0 - ordinary_share / loan_share))


@rule
def relief_by_guarantee(chance, loss_share, salvage_share):
    """What a bank that breaks even asks less, at success, per yuan of a loan of whose loss the guarantee bears `loss_share`."""
    return (1.0 - chance) / chance * loss_share * (1.0 - salvage_share)


@rule
def bank_lends(price, rate_cap, years):
    """Whether a guaranteed loan is given: what the bank must ask of a success to break even stays below the highest rate it may ask."""
    return price <= 1.0 + rate_cap * years


@sweep
def guarantees_on_offer(s):
    """Whether any guarantee takes on new loans this month."""
    on_offer = False
    for k in range(s.guaranteed_loans.size):
        loan = s.guaranteed_loans[k]
        on_offer = on_offer or (s.instruments[loan.instrument].active == 1 and s.clock[0].month <= loan.gives_until)
    return on_offer


@sweep
def offered_guarantee(s, i, route, cost, ordinary, chance, fair_price, years):
    """The first guaranteed loan open to the line of project `i` at which its bank breaks even.

    `cost` (net of support) and `ordinary` credit in 万元; `fair_price`: owed at success per yuan without a guarantee.
    """
    p, world = s.projects[i], s.world[0]
    size = s.firms[p.firm].size_class
    for k in range(s.guaranteed_loans.size):
        loan = s.guaranteed_loans[k]
        is_open = s.clock[0].month <= loan.gives_until and affordable_budget(s, loan.instrument, 1) > 0
        eligible = admits(loan.sectors, p.sector) and admits(loan.sizes, size) and admits(loan.routes, route)
        amount = guaranteed_amount(cost, ordinary, loan.loan_share, loan.loan_cap)
        if not is_open or not eligible or float(p.novelty) < loan.min_novelty or loan.loss_share == 0.0 or amount == 0.0:
            continue
        relief = relief_by_guarantee(chance, loan.loss_share, world.salvage_share)
        if bank_lends(fair_price - relief, loan.rate_cap, years):
            return Guarantee(k, amount, relief)
    return NO_GUARANTEE


@sweep
def line_chance_seen(s, i, route):
    """Chance that a ramp works which the region has seen on this way: what a firm thinks its bank will go by when the time comes."""
    e = s.experience[0]
    is_piloted = route != Route.DIRECT and s.projects[i].pilot != PilotResult.FAILED
    return ramp_part(e.after_pass if is_piloted else e.direct)


@sweep
def give_guarantee(s, i, k):
    """The line of project `i`, whose credit is on its row, is built with a loan under guarantee `k`: a contingent liability from now on."""
    loan = s.guaranteed_loans[k]
    s.projects[i].paid_by |= 1 << loan.instrument
    amount = loan_under(s, i, k)
    loan.lent += yuan(amount)
    loan.at_risk += yuan(loan.loss_share * amount)


@sweep
def loan_under(s, i, k):
    """The loan of project `i` under guarantee `k`, 万元."""
    loan, p = s.guaranteed_loans[k], s.projects[i]
    firm = s.firms[p.firm]
    ordinary = credit_for(firm.size_class, firm.spin_out, 1.0, s.world[0])
    return guaranteed_part(float(p.credit), ordinary, loan.loan_share, loan.loan_cap)


@sweep
def settle_guarantees(s, i, has_failed):
    """The line of project `i` produces or has failed: its guarantee ends, and bears its share of the bank's loss within the year's budget."""
    p, world = s.projects[i], s.world[0]
    for k in range(s.guaranteed_loans.size):
        loan = s.guaranteed_loans[k]
        if (p.paid_by >> loan.instrument) & 1 == 0:
            continue
        amount = loan_under(s, i, k)
        loan.at_risk -= yuan(loan.loss_share * amount)
        if has_failed:
            paid = affordable_budget(s, loan.instrument, yuan(loan.loss_share * (1.0 - world.salvage_share) * amount))
            pay_outside(s, loan.instrument, i, paid)
            book_private(s, -paid)  # the loan was booked as private money when the line was built
            loan.paid += paid
