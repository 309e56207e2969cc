"""Cost share with cap and annual pool: vouchers, pilot subsidies, capital pools (family: cost support).

A pool pays whoever comes first, or - with a `score_bar` - those alone who did well before the panel that screens applicants to the platforms, so
that the money lasts for the better (M-08: by order of score until the year's money is spent). Before it applies, a firm reckons with the chance
that its score will reach the bar; afterwards it knows.
"""

import math

from sim.compiled import rule, sweep
from sim.rules.beliefs import chance_of_score
from sim.rules.instruments.pilot_filing import is_filed, note_push
from sim.rules.money import affordable_budget, book_recycled, pay_from_purse, yuan
from sim.stages import Cost, Route
from sim.tables import NEVER, YUAN

NO_BAR = -math.inf  # score that everybody reaches, whether scored or not


@rule
def admits(mask, code):
    """Whether an eligibility mask admits a code; an empty mask admits all."""
    return mask == 0 or (mask >> code) & 1 == 1


@rule
def is_eligible(support, covers, sector, size, route, novelty):
    """Whether a project's cost may be shared: right cost, field, firm size, route and novelty."""
    right_cost = support.covers == covers
    right_firm = admits(support.sectors, sector) and admits(support.sizes, size)
    right_project = admits(support.routes, route) and novelty >= support.min_novelty
    return right_cost and right_firm and right_project


@rule
def support_due(cost, share, cap, already, stacking_cap):
    """What one instrument adds to a cost (万元): its share up to its cap, as long as all supports together stay below the stacking cap."""
    room = max(0.0, stacking_cap * cost - already)
    return min(share * cost, cap, room)


@sweep
def costs_shared(s):
    """Costs that some support in force covers, as a mask of `Cost`: what is not in force is not looked at again for each project."""
    mask = 0
    for k in range(s.cost_supports.size):
        support = s.cost_supports[k]
        if s.instruments[support.instrument].active == 1:
            mask |= 1 << support.covers
    return mask


@sweep
def is_shared(s, covers):
    """Whether any support of this cost is in force this month."""
    return (s.clock[0].costs_shared >> covers) & 1 == 1


@sweep
def scale_up_is_supported(s):
    """Whether any cost of scale-up - of the product or its line, not only of a pilot - is shared this month."""
    return is_shared(s, Cost.PRODUCT) or is_shared(s, Cost.INDUSTRIAL)


@sweep
def cost_support(s, i, covers, route, cost, pays):
    """All support for one cost of project `i` (万元); with `pays` true it is paid and booked, otherwise it is what the firm expects now."""
    return supports_of(s, i, covers + 0, route + 0, cost, pays)[0] if is_shared(s, covers) else 0.0  # + 0: whole numbers, one type


@sweep
def supports_of(s, i, covers, route, cost, pays):
    """The same where any support is in force, and what of it is to be paid back at batch output: each adds its share in the order of the ledger."""
    p = s.projects[i]
    firm = s.firms[p.firm]
    total, owed = 0.0, 0.0
    for k in range(s.cost_supports.size):
        support = s.cost_supports[k]
        if s.instruments[support.instrument].active == 0:
            continue
        if not is_eligible(support, covers, p.sector, firm.size_class, route, float(p.novelty)):
            continue
        if support.filed_share < 1.0 and covers == Cost.PILOT and not is_filed(s, i, support.filed_share):
            continue
        due = support_due(cost, support.share, support.cap, total, support.stacking_cap)
        if support.matches >= 0.0:
            due = min(due, support.matches * total)
        amount = affordable_budget(s, support.instrument, yuan(due))
        if support.score_bar > NO_BAR:
            amount = int(amount * chance_of_merit(s, i, route, support.score_bar))
        if pays and amount > 0:
            pay_from_purse(s, support.instrument, i, amount)
            firm.cash += amount
            if s.pilot_filings.size > 0 and covers == Cost.PILOT:
                note_push(s, i, support.filed_share)
        total += amount / YUAN
        owed += support.repaid * amount / YUAN
    return total, owed


@sweep
def note_score(s, i, score):
    """Project `i` has this panel score (sd); it is kept where any support goes by it. The row has room for it until the line is built."""
    for k in range(s.cost_supports.size):
        if s.cost_supports[k].score_bar > NO_BAR:
            s.projects[i].credit = score


@sweep
def chance_of_merit(s, i, route, bar):
    """Chance, as its firm sees it, that the panel score of project `i` reaches the bar of a support: 0 or 1 once it was scored and admitted.

    On the way to a platform the case of admission counts, as in `firm.evaluate_routes`; on other routes nobody scores a project.
    """
    p, clock = s.projects[i], s.clock[0]
    if p.queued != NEVER:
        return 1.0 if float(p.credit) >= bar else 0.0
    if route != Route.PLATFORM:
        return 0.0
    admitted = chance_of_score(p.belief_mean, p.belief_variance, clock.panel_accuracy, clock.panel_bar)
    reached = chance_of_score(p.belief_mean, p.belief_variance, clock.panel_accuracy, max(bar, clock.panel_bar))
    return reached / admitted if admitted > 0.0 else 0.0


@sweep
def repayable_support(s, i, route, cost):
    """What the firm of project `i` would pay back at batch output (万元) for the support of its pilot on this route; as paid out today."""
    return supports_of(s, i, Cost.PILOT + 0, route + 0, cost, False)[1]


@sweep
def grant_signal(s, i):
    """How much better (sd of quality) funds believe project `i` before they look for themselves, for the grants it has won.

    Source: M-10 (private money follows a grant); Howell (2017), L-CAU-01: an early grant about doubles the chance of venture money - through the
    prototype it pays for rather than as a certificate, which is why the signal is off by default; a second grant adds little (L-CAU-02), so that
    the strongest counts alone. A grant for the line itself comes with the line, too late to be seen. Firms do not foresee the signal: they learn
    by experience how often money is found.
    """
    strongest = 0.0
    for k in range(s.cost_supports.size):
        support = s.cost_supports[k]
        if support.signal > strongest and (s.projects[i].paid_by >> support.instrument) & 1 == 1:
            strongest = support.signal
    return strongest


@sweep
def is_recoverable(s):
    """Whether any support is to be paid back."""
    found = False
    for k in range(s.cost_supports.size):
        found = found or s.cost_supports[k].repaid > 0.0
    return found


@sweep
def owed_for_support(s, i):
    """What the firm of project `i` must pay back at batch output for support it was given, 万元."""
    return still_owed(s, i) / YUAN if is_recoverable(s) else 0.0


@sweep
def still_owed(s, i):
    """The same in yuan, over all supports."""
    owed = 0
    for k in range(s.cost_supports.size):
        owed += owed_to(s, i, k, 0)
    return owed


@sweep
def owed_to(s, i, k, first):
    """Yuan that project `i` must pay back to support `k`: its multiple of what the payments say that it was given from month `first` on."""
    support, given = s.cost_supports[k], 0
    if support.repaid > 0.0 and (s.projects[i].paid_by >> support.instrument) & 1 == 1:
        for n in range(s.clock[0].payments):
            payment = s.payments[n]
            if payment.project == i and payment.instrument == support.instrument and payment.month >= first:
                given += payment.yuan
    return int(support.repaid * given + 0.5)


@sweep
def pay_back(s, i):
    """Project `i` produces: its firm pays recoverable support back, as far as its cash goes."""
    firm = s.firms[s.projects[i].firm]
    for k in range(s.cost_supports.size):
        amount = min(owed_to(s, i, k, 0), max(0, firm.cash))
        if amount > 0:
            firm.cash -= amount
            s.account[0].recycled_out += amount
            book_recycled(s, s.cost_supports[k].instrument, amount, min(amount, owed_to(s, i, k, s.clock[0].burn_in)))
