"""Money: decisions in 万元, payments in whole yuan; discounting; and the transfers that keep the accounts exact."""

import math

from sim.compiled import rule, sweep
from sim.stages import Full
from sim.tables import CAME_BACK, NOBODY, YUAN


@rule
def yuan(amount):
    """Whole yuan of an amount in 万元, rounded to the nearest."""
    return int(math.floor(amount * YUAN + 0.5))  # noqa: RUF046 (compiled, floor gives a float)


@rule
def discount(monthly_rate, months):
    """Present value of 1 paid after `months` at a continuous monthly rate (`World.derived`)."""
    return math.exp(-monthly_rate * months)


@rule
def spendable(cash, usual_cash, world):
    """What a firm may spend now (万元): its cash less the reserve it keeps back. Arguments in 万元."""
    return cash - world.cash_reserve * usual_cash


@sweep
def hurdle_of(s, firm):
    """What `firm` asks of a project beyond the private rate, over what it puts at risk; a matter of its group."""
    return s.firm_groups[firm.group + 1].hurdle


@rule
def year_of(start, burn_in, month):
    """Row of the yearly ledger: calendar years counted from the year in which the simulation (burn-in included) begins.

    `start` is the first dated month since year 0, `month` counts from the first simulated month.
    """
    first = start - burn_in
    return (first + month) // 12 - first // 12


@sweep
def in_window(s):
    """Whether this month counts: the burn-in does not."""
    return s.clock[0].month >= s.clock[0].burn_in


@sweep
def pay_out(s, amount):
    """Money that firms, platforms or funds pay to suppliers outside the tables, whole yuan."""
    s.account[0].paid_out += amount


@sweep
def book_public(s, instrument, project, amount):
    """Enter `amount` yuan of public money under its instrument: ledger by year, budget, payment record and the project's own total.

    A full payment table sets the run's error flag; the run then stops with a message instead of losing a record.
    """
    clock = s.clock[0]
    if amount == 0:
        return
    k = clock.payments
    if k >= s.payments.size:
        clock.error = Full.PAYMENT
        return
    payment = s.payments[k]
    payment.month, payment.instrument, payment.project, payment.yuan = clock.month, instrument, project, amount
    clock.payments = k + 1
    row = s.instruments[instrument]
    row.spent += amount
    if row.limited:
        row.left -= amount
    s.spending[instrument, year_of(clock.start, clock.burn_in, clock.month)] += amount
    if project != NOBODY:
        s.projects[project].paid_by |= 1 << instrument
    if in_window(s):
        s.tally[0].public_yuan += amount
        s.tally[0].discounted_public += amount / YUAN * clock.social_weight


@sweep
def book_recycled(s, instrument, amount, of_window):
    """Enter public money that comes back to its instrument, whole yuan; `of_window` of it was paid out inside the window.

    What was paid out before counts neither as a cost of the window nor, when it comes back, as a gain of it; in the ledger both stand.
    """
    clock = s.clock[0]
    s.instruments[instrument].recycled += amount
    s.tally[0].discounted_recycled += of_window / YUAN * clock.social_weight
    s.yearly_money[CAME_BACK, year_of(clock.start, clock.burn_in, clock.month)] += amount / YUAN


@sweep
def affordable_budget(s, instrument, wanted):
    """How much of `wanted` yuan the instrument can pay now: nothing when inactive, at most what the yearly budget has left."""
    row = s.instruments[instrument]
    if not row.active:
        return 0
    if row.limited:
        return min(wanted, max(0, row.left))
    return wanted


@sweep
def pay_from_purse(s, instrument, project, amount):
    """An instrument pays `amount` yuan of public money to somebody in the tables, whose cash or capital the caller raises by as much."""
    book_public(s, instrument, project, amount)
    s.account[0].public_in += amount


@sweep
def pay_outside(s, instrument, project, amount):
    """An instrument pays `amount` yuan of public money to somebody outside the tables: staff, suppliers, insurers, banks."""
    pay_from_purse(s, instrument, project, amount)
    pay_out(s, amount)


@sweep
def paid_in_full(s, instrument, amount):
    """Whether an instrument in force can pay `amount` yuan for this month's service in full; it is paid then, and the resources are used."""
    is_paid = s.instruments[instrument].active and affordable_budget(s, instrument, amount) == amount
    if is_paid:
        pay_outside(s, instrument, NOBODY, amount)
        book_social_cost(s, amount / YUAN)
    return is_paid


@sweep
def paying_row(table, paid_by):
    """The first row of a table of instruments that paid or serves the project with these bits in `paid_by`; NOBODY for none."""
    for k in range(table.size):
        if (paid_by >> table[k].instrument) & 1 == 1:
            return k
    return NOBODY


@sweep
def book_private(s, amount):
    """Private money put into projects (own cash, credit, private funds), whole yuan."""
    if in_window(s):
        s.tally[0].private_yuan += amount


@sweep
def book_social_cost(s, amount):
    """Real resources used, 万元, whoever pays: enters the social account at today's discount (nothing in the burn-in)."""
    s.tally[0].social_value -= amount * s.clock[0].social_weight


@sweep
def book_project_cost(s, i, amount):
    """Real resources used for project `i`, 万元: as `book_social_cost`, and kept apart for projects from outside (national ledger)."""
    book_social_cost(s, amount)
    if s.projects[i].from_outside == 1:
        s.tally[0].outside_value -= amount * s.clock[0].social_weight


@sweep
def firm_pays(s, firm, amount):
    """A firm pays `amount` yuan from its cash to suppliers."""
    s.firms[firm].cash -= amount
    pay_out(s, amount)
    book_private(s, amount)
