"""The one pass over the tables that counts what happened in a world, compiled; `indicators.py` works out the indicators from it.

Everything is counted inside the window: from the first dated month on. A project that still runs is censored, never a failure.
"""

import math
from typing import NamedTuple

import numpy as np

from sim.compiled import rule, short_entry
from sim.rules.instruments.guaranteed_loans import loan_under
from sim.stages import LabType, PilotResult, Route, SizeClass, Stage, State, StopReason
from sim.tables import NEVER, NOBODY, SECTORS, YUAN

RATES = ("after_passed_pilot", "without_pilot", "per_entrant", "pilot_pass")
YEARLY = ("results", "pilots_started", "pilots_passed", "new_products", "entered", "batch_output", "commercial", "stopped")
GROUPED = ("pilots_started", "pilots_passed", "new_products", "batch_output")
"""Events that are also counted by sector and by county."""


@rule
def value_to_come(s):
    """Present value (万元) of what products of the window will still earn after the last month, at the saturation then."""
    w, clock = s.world[0], s.clock[0]
    sales = 0.0
    for k in range(s.sectors.size):
        sales += s.sectors[k].counted_sales * s.sectors[k].factor
    profits = w.profit_margin * (1.0 - w.business_stealing) * sales
    return profits / (1.0 / w.value_life + w.social_rate) * math.exp(-w.social_rate * max(0, clock.month - clock.burn_in))


@rule
def sales_and_social_value(s):
    """Sales and social net present value of the window, and the part of the sales that is of projects from outside; 万元."""
    w, tally, sales, outside = s.world[0], s.tally[0], 0.0, 0.0
    for k in range(s.sectors.size):
        sales += s.sectors[k].sales
        outside += s.sectors[k].outside_sales
    net_public = tally.discounted_public - tally.discounted_recycled - tally.open_stakes
    return sales, tally.social_value + tally.open_lines + value_to_come(s) - (w.cost_of_public_funds - 1.0) * net_public, outside


@rule
def national_social_value(s, social):
    """Social value of the window (万元) as the nation sees it: without the part of projects from outside that would have fared alike elsewhere."""
    w, tally, clock, sales = s.world[0], s.tally[0], s.clock[0], 0.0
    for k in range(s.sectors.size):
        sales += s.sectors[k].outside_counted * s.sectors[k].factor
    profits = w.profit_margin * (1.0 - w.business_stealing) * sales
    to_come = profits / (1.0 / w.value_life + w.social_rate) * math.exp(-w.social_rate * max(0, clock.month - clock.burn_in))
    return social - w.success_elsewhere * (tally.outside_value + tally.outside_lines + to_come)


class Counters(NamedTuple):
    """What the pass over the projects counts in; whole numbers, zero at the start."""

    stages: np.ndarray  # (4,) projects that entered each stage
    stops: np.ndarray  # (10,) stops by reason and, at 0, projects still running
    yearly: np.ndarray  # (years, 8) the events of `YEARLY` by calendar year
    rates: np.ndarray  # (4, 3) per rate: reached, resolved, unresolved
    by_sector: np.ndarray  # (SECTORS, 4) the events of `GROUPED`
    by_county: np.ndarray  # (counties + 1, 4) the same by the county of the platform that piloted; the last row is everything else
    makers: np.ndarray  # (firms,) a mark for each firm with products

    @classmethod
    def nothing(cls, s) -> "Counters":
        """Counters for the world `s`."""
        counties = int(s.platforms["county"].max(initial=NOBODY)) + 1
        return cls(
            np.zeros(len(Stage), np.int64), np.zeros(len(StopReason), np.int64), np.zeros((s.spending.shape[1], len(YEARLY)), np.int64),
            np.zeros((len(RATES), 3), np.int64), np.zeros((SECTORS, len(GROUPED)), np.int64), np.zeros((counties + 1, len(GROUPED)), np.int64),
            np.zeros(s.firms.size, np.int8),
        )  # fmt: skip


@rule
def count_projects(s, counters):
    """One pass over the projects: fills the counters and returns what is summed on the way.

    That is: months from result to batch output, technology contracts of public labs (万元), new products and batch outputs of projects from
    outside, and firms with their first product, all of them and those that are not large. After how many months a cohort is resolved depends on
    the sector's own durations, whatever the policy.
    """
    clock, stages, stops, yearly, by_county = s.clock[0], counters.stages, counters.stops, counters.yearly, counters.by_county
    first, last = clock.burn_in, clock.month
    january = (clock.start - clock.burn_in) % 12
    months_to_batch, contracts, products_outside, batches_outside, first_makers, smaller_makers = 0, 0.0, 0, 0, 0, 0
    elsewhere = by_county.shape[0] - 1
    for i in range(clock.projects):
        p = s.projects[i]
        count_event(yearly, 0, p.born, first, january)
        if p.born >= first:
            stages[Stage.SAMPLE] += 1
        if p.state == State.STOPPED:
            count_event(yearly, 7, p.stopped, first, january)
            if p.stopped >= first:
                stops[p.stop] += 1
        elif p.state != State.PRODUCING:
            stops[StopReason.RUNNING] += 1
        if p.chosen == NEVER:  # nothing else has happened to it
            continue
        if p.chosen >= first:
            stages[Stage.ENGINEERING] += 1
            if s.labs[p.lab].type != LabType.ENTERPRISE:
                contracts += s.world[0].contract_share * s.world[0].cost_industrial * s.sectors[p.sector].cost_scale * float(p.scale)
        count_event(yearly, 1, p.pilot_started, first, january)
        if p.pilot == PilotResult.PASSED:
            count_event(yearly, 2, p.pilot_ended, first, january)
        if p.trial_started >= first:
            stages[Stage.PRODUCT] += 1
        count_event(yearly, 3, p.new_product, first, january)
        count_event(yearly, 4, p.entered, first, january)
        if p.entered >= first:
            stages[Stage.INDUSTRIALISATION] += 1
        count_event(yearly, 5, p.batch_output, first, january)
        if p.batch_output >= first:
            months_to_batch += p.batch_output - p.born
        if p.batch_output != NEVER:
            change = mark_maker(counters.makers, p.firm, p.batch_output >= first)
            first_makers += change
            smaller_makers += change if s.firms[p.firm].size_class != SizeClass.LARGE else 0
        count_event(yearly, 6, p.commercial, first, january)
        if p.from_outside == 1:
            products_outside += 1 if p.new_product >= first else 0
            batches_outside += 1 if p.batch_output >= first else 0
        passed = p.pilot_ended if p.pilot == PilotResult.PASSED else NEVER
        county = s.platforms[p.platform].county if p.platform != NOBODY else NOBODY
        count_group(counters.by_sector, p.sector, p.pilot_started, passed, p.new_product, p.batch_output, first)
        count_group(by_county, county if county != NOBODY else elsewhere, p.pilot_started, passed, p.new_product, p.batch_output, first)
        window = s.sectors[p.sector].window
        count_cohorts(p.pilot, p.route, p.pilot_started, p.pilot_ended, p.trial_started, p.batch_output, window, first, last, january, counters.rates)
    return months_to_batch, contracts, products_outside, batches_outside, first_makers, smaller_makers


FIRST_NOW, HAD_ONE = 1, 2  # marks of a firm: its first product fell in the window, or before it; 0: none


@rule
def mark_maker(makers, f, is_in_window):
    """Mark that firm `f` reached batch output; by how much that changes the number of firms whose first time fell in the window.

    Projects come in no order of time, so that an earlier product may still be found.
    """
    before = makers[f]
    makers[f] = FIRST_NOW if is_in_window and before != HAD_ONE else HAD_ONE
    return int(makers[f] == FIRST_NOW) - int(before == FIRST_NOW)


@rule
def count_group(groups, row, pilot_started, pilot_passed, new_product, batch_output, first):
    """Enter one project into the events of `GROUPED` of the sector or county `row`; months as in the tables."""
    groups[row, 0] += pilot_started >= first
    groups[row, 1] += pilot_passed >= first
    groups[row, 2] += new_product >= first
    groups[row, 3] += batch_output >= first


@rule
def losses_under_guarantee(s):
    """What banks and the public purse lost together on guaranteed loans of lines that failed in the window, and what the purse paid of it; 万元."""
    lost, paid = 0.0, 0
    if s.guaranteed_loans.size == 0:
        return lost, 0.0
    first = s.clock[0].burn_in
    for i in range(s.clock[0].projects):
        p = s.projects[i]
        if p.state == State.STOPPED and p.entered != NEVER and p.stopped >= first:
            for k in range(s.guaranteed_loans.size):
                if (p.paid_by >> s.guaranteed_loans[k].instrument) & 1 == 1:
                    lost += (1.0 - s.world[0].salvage_share) * loan_under(s, i, k)
    for n in range(s.clock[0].payments):
        payment = s.payments[n]
        for k in range(s.guaranteed_loans.size):
            if payment.instrument == s.guaranteed_loans[k].instrument and payment.month >= first:
                paid += payment.yuan
    return lost, paid / YUAN


@rule
def firms_founded(s):
    """Firms that inventors founded in the window."""
    clock, founded = s.clock[0], 0
    for f in range(clock.founding_firms, clock.firms):
        founded += 1 if s.firms[f].founded >= clock.burn_in else 0
    return founded


@rule
def sum_of_use(s):
    """Over years and fields: months of slots used, months of slots there were, months waited, and waits that ended."""
    busy, slots, waiting, waits = 0, 0, 0, 0
    for year in range(s.platform_use.shape[0]):
        for field in range(s.platform_use.shape[1]):
            use = s.platform_use[year, field]
            busy, slots, waiting, waits = busy + use.busy_months, slots + use.slot_months, waiting + use.waiting_months, waits + use.waits_ended
    return busy, slots, waiting, waits


@rule
def count_new_platforms(s):
    """Platforms that opened inside the window, how many of them earned their running cost by fees, and after how many months.

    Those of the region that were there when the simulation began opened before it.
    """
    clock, opened, earning, months = s.clock[0], 0, 0, 0
    for j in range(s.platforms.size):
        platform = s.platforms[j]
        was_there = platform.opens == 0 and platform.instrument == NOBODY
        if clock.burn_in <= platform.opens < clock.month and not was_there:
            opened += 1
            if platform.broke_even != NEVER:
                earning += 1
                months += platform.broke_even - platform.opens + 1
    return opened, earning, months


@short_entry
def count_world(s, counters):
    """All that is counted in compiled code, in the order of `Counts`; fills the `Counters`."""
    sales, social, sales_outside = sales_and_social_value(s)
    return (
        *count_projects(s, counters), firms_founded(s), sales, social, sales_outside, national_social_value(s, social), *sum_of_use(s),
        *count_new_platforms(s), *losses_under_guarantee(s),
    )  # fmt: skip


@short_entry
def count_payments(s, yuan_before, projects_paid, paid_by):
    """What the payment records say of each instrument: yuan paid before the first dated month, and how many projects it paid at all.

    Fills `yuan_before` and `projects_paid` (instruments,) and, for each project, bits of who paid it (projects,); all zero at the start.
    """
    for k in range(s.clock[0].payments):
        payment = s.payments[k]
        if payment.month < s.clock[0].burn_in:
            yuan_before[payment.instrument] += payment.yuan
        if payment.project != NOBODY and (paid_by[payment.project] >> payment.instrument) & 1 == 0:
            paid_by[payment.project] |= 1 << payment.instrument
            projects_paid[payment.instrument] += 1


@rule
def count_event(yearly, row, month, first, january):
    """Enter one event into its calendar year; what happened in the burn-in, or never (`NEVER` lies before any `first`), does not count."""
    if month >= first:
        yearly[(january + month) // 12, row] += 1


@rule
def count_cohorts(pilot, route, pilot_started, pilot_ended, trial_started, batch_output, window, first, last, january, rates):
    """Enter one project into the cohorts of the four rates it belongs to (see `Counters`); `window` is that of its sector.

    A project that failed its pilot and then went direct counts in neither "after a passed pilot" nor "without one".
    """
    if pilot == PilotResult.PASSED:
        count_case(rates, 0, pilot_ended, batch_output, window, first, last, january)
    if pilot_started == NEVER and route == Route.DIRECT and trial_started != NEVER:
        count_case(rates, 1, trial_started, batch_output, window, first, last, january)
    if pilot_started != NEVER:
        count_case(rates, 2, pilot_started, batch_output, window, first, last, january)
        passed_at = pilot_ended if pilot == PilotResult.PASSED else NEVER
        count_case(rates, 3, pilot_started, passed_at, window, first, last, january)


@rule
def count_case(rates, row, entered, reached, window, first, last, january):
    """One case of a rate: resolved when the whole calendar year in which it entered is older than the window; then a success or a failure."""
    if entered < first:
        return
    end_of_year = ((january + entered) // 12 + 1) * 12 - january
    if end_of_year + window > last:
        rates[row, 2] += 1
        return
    rates[row, 1] += 1
    if reached != NEVER and reached - entered <= window:
        rates[row, 0] += 1


class Counts(NamedTuple):
    """Measurements of one world; see `Counters` and `count_projects` for shapes and meaning. Money in 万元."""

    stages: np.ndarray
    stops: np.ndarray
    yearly: np.ndarray
    rates: np.ndarray
    by_sector: np.ndarray
    by_county: np.ndarray
    months_to_batch: int
    contracts: float
    products_outside: int
    batches_outside: int
    first_product_firms: int
    first_product_smaller_firms: int
    founded: int
    sales: float
    social: float
    sales_outside: float
    social_national: float
    busy_months: int
    slot_months: int
    waiting_months: int
    waits_ended: int
    platforms_opened: int
    platforms_earning: int
    months_to_break_even: int
    guaranteed_losses: float
    guarantees_paid: float


def count(s) -> Counts:
    """Count the projects of the world `s` up to its present month."""
    counters = Counters.nothing(s)
    return counts_of(counters, count_world(s, counters))


def counts_of(counters: Counters, counted: tuple[float, ...]) -> Counts:
    """What `count_world` filled and returned."""
    *filled, _makers = counters
    return Counts(*filled, *counted)
