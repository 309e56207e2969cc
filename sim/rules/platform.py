"""Pilot platforms: which one a firm applies to, whom they admit, slots filled from the waiting line, and their books.

Sources: Erlang-A queue (Palm 1957; Garnett, Mandelbaum & Reiman 2002).
"""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, four_uniforms, normal_quantile
from sim.rules.beliefs import after_selection
from sim.rules.instruments.cost_support import cost_support, note_score
from sim.rules.instruments.expert_panel import panel_score, pay_review, review_time
from sim.rules.instruments.incubators import patience_in_care
from sim.rules.instruments.platform_grants import count_begun
from sim.rules.instruments.platform_status import trust_in
from sim.rules.instruments.technology_insurance import insure_pilot
from sim.rules.money import book_private, book_project_cost, book_social_cost, in_window, pay_out, year_of, yuan
from sim.rules.pilot import begin_pilot, change_experience, full_pilot_cost, mean_pilot, mean_pilot_at
from sim.rules.project import cell_of, full_value
from sim.rules.queue import choose_again, empty_queue, first_in_line, join_queue, leave_queue, lose_the_impatient
from sim.stages import Cost, LabType, Route
from sim.tables import ANY_FIELD, NEVER, NOBODY, YUAN


@rule
def waiting_time(ahead, slots, months_per_pilot):
    """Expected months until a slot is free for somebody with `ahead` projects in service or queue before them."""
    if ahead < slots:
        return 0.0
    return (ahead - slots + 1.0) * months_per_pilot / slots


@sweep
def expected_wait(s, i, j):
    """Expected months of waiting at platform `j` if project `i` joins now; those before it are expected to need as long as it does itself."""
    platform = s.platforms[j]
    return waiting_time(float(platform.busy + platform.waiting), float(platform.slots), mean_pilot_at(s, i, j))


@rule
def fee_for(fee_share, lab_fee_factor, is_from_lab):
    """Fee over pilot cost: that of the platform, eased or raised for results of universities and institutes.

    Source: M-06 (university + platform: easy access for labs), M-35 (county bases are far from labs). Projects attracted from elsewhere count as
    those of institutes.
    """
    return fee_share * lab_fee_factor if is_from_lab else fee_share


@sweep
def is_from_lab(s, i):
    """Whether project `i` is a result of a university or an institute."""
    return s.labs[s.projects[i].lab].type != LabType.ENTERPRISE


@sweep
def fee_of(s, i, j, pilot_cost):
    """Fee (万元) that platform `j` asks for a pilot of project `i` that costs `pilot_cost`."""
    platform = s.platforms[j]
    return fee_for(platform.fee_share, platform.lab_fee_factor, is_from_lab(s, i)) * pilot_cost


@sweep
def best_platform(s, i):
    """The open platform of the area with the lowest fee and cost of waiting for what it can do, for project `i`; NOBODY if none.

    An owner does not wait at its own platform. A month of waiting costs the private return on the value of a success, and so does one of the
    pilot itself, which counts where a platform saves it.
    """
    p, world = s.projects[i], s.world[0]
    month = s.clock[0].month
    cost = full_pilot_cost(s, i)
    month_worth = world.private_rate * full_value(s, i)
    from_lab = is_from_lab(s, i)
    best, lowest = NOBODY, math.inf
    cell = cell_of(p.area, p.sector)
    for k in range(s.cell_serving[cell], s.cell_serving[cell + 1]):
        j = s.serving[k]
        platform = s.platforms[j]
        if platform.opens > month or platform.closed != NEVER or platform.slots == 0:
            continue
        wait = 0.0 if platform.owner == p.firm else expected_wait(s, i, j)
        fee = fee_for(platform.fee_share, platform.lab_fee_factor, from_lab) * cost
        burden = (fee + month_worth * wait) / platform.capability
        if s.platform_statuses.size > 0:
            burden /= trust_in(s, j)
        if platform.time_saved > 0.0:
            burden -= month_worth * platform.time_saved * mean_pilot(s, i)
        if burden < lowest:
            best, lowest = j, burden
    return best


@sweep
def is_admitted(s, seed, i):
    """The panel scores project `i`: its firm learns whether it reached the bar; once admitted, its patience begins to run."""
    p, clock, world = s.projects[i], s.clock[0], s.world[0]
    pay_review(s)
    u_panel, u_patience, _, _ = four_uniforms(seed, p.name, Purpose.QUEUE, 0)
    score = panel_score(p.quality, clock.panel_accuracy, normal_quantile(u_panel))
    admitted = score >= clock.panel_bar
    p.belief_mean, p.belief_variance = after_selection(p.belief_mean, p.belief_variance, clock.panel_accuracy, clock.panel_bar, admitted)
    if admitted:
        patience = -math.log(u_patience) * world.queue_patience
        if s.incubators.size > 0:
            patience += patience_in_care(s, i)
        verdict = clock.month + review_time(s)
        p.queued, p.patience_ends = verdict, min(32000, verdict + 1 + int(patience))
        if s.cost_supports.size > 0:
            note_score(s, i, score)
    return admitted


@sweep
def apply_to_platform(s, seed, i, j):
    """Project `i` applies to platform `j`: admitted it joins the queue, refused by the panel its firm chooses again next month.

    A panel that takes its time keeps either waiting until its verdict, when the firm chooses again: it may still go another way. A project that was
    admitted before - its review is over, or its platform closed - is not scored again, and has waited since it first queued or could have.
    """
    p = s.projects[i]
    if p.queued == NEVER:
        admitted, months = is_admitted(s, seed, i), review_time(s)
        if not admitted:
            p.platform_barred = 1
        if not admitted or months > 0:
            choose_again(s, i, max(1, months))
            return
    join_queue(s, i, j)


@sweep
def admit_next(s, seed, j, i):
    """Platform `j` has a free slot for project `i`: the firm pays the fee and the pilot starts; a firm that cannot pay leaves the queue."""
    p, platform, world = s.projects[i], s.platforms[j], s.world[0]
    full_cost = full_pilot_cost(s, i)
    fee = fee_of(s, i, j, full_cost)
    support = cost_support(s, i, Cost.PILOT, Route.PLATFORM, fee, False)
    if s.firms[p.firm].cash < yuan(fee - support):
        leave_queue(s, i, 1)
        return
    cost_support(s, i, Cost.PILOT, Route.PLATFORM, fee, True)
    amount, direct_cost = yuan(fee), yuan(world.platform_marginal_cost * full_cost)
    s.firms[p.firm].cash -= amount
    platform.cash += amount - direct_cost
    platform.own_result += amount - direct_cost
    pay_out(s, direct_cost)
    book_private(s, amount - yuan(support))
    book_project_cost(s, i, direct_cost / YUAN)
    if platform.instrument != NOBODY:
        p.paid_by |= 1 << platform.instrument
    if in_window(s):
        use = use_this_year(s, j)
        use.waiting_months += s.clock[0].month - p.queued
        use.waits_ended += 1
    if s.technology_insurances.size > 0:
        insure_pilot(s, i, Route.PLATFORM, fee - support)
    if s.platform_grants.size > 0:
        count_begun(s, j, i)
    platform.waiting -= 1
    platform.busy += 1
    begin_pilot(s, seed, i)


@sweep
def sweep_platforms(s, seed, only):
    """Platforms lose the impatient, fill free slots (owner's projects first), and pay their costs. `only`: one row, or NOBODY for all."""
    clock = s.clock[0]
    for j in range(s.platforms.size):
        platform = s.platforms[j]
        is_open = platform.opens <= clock.month and platform.closed == NEVER
        if not is_open or (only != NOBODY and j != only):
            continue
        if platform.waiting > 0:
            lose_the_impatient(s, j)
            while platform.busy < platform.slots and platform.waiting > 0:
                admit_next(s, seed, j, first_in_line(s, j))
        if platform.booked < clock.month:
            platform.booked = clock.month
            if in_window(s):
                use = use_this_year(s, j)
                use.busy_months += platform.busy
                use.slot_months += platform.slots
            platform_accounts(s, j)


@sweep
def use_this_year(s, j):
    """Where the use of platform `j` and the waits of those it admits are counted: by calendar year, and by the field it serves."""
    clock, field = s.clock[0], s.platforms[j].sector
    return s.platform_use[year_of(clock.start, clock.burn_in, clock.month), ANY_FIELD if field == NOBODY else field]


@sweep
def platform_accounts(s, j):
    """Monthly books of platform `j`: core funding or tenants' rent comes in, running cost goes out; once a year it forgets; long debt closes it."""
    platform, world, clock = s.platforms[j], s.world[0], s.clock[0]
    platform.cash += platform.monthly_funding - platform.monthly_cost
    s.account[0].earned += platform.monthly_funding
    pay_out(s, platform.monthly_cost)
    book_social_cost(s, platform.monthly_cost / YUAN)
    platform.own_result -= platform.monthly_cost
    if platform.broke_even == NEVER and platform.own_result >= 0:
        platform.broke_even = clock.month
    if clock.month % 12 == 0:
        change_experience(s, j, platform.experience * (1.0 - world.forgetting) ** 12)
    platform.months_in_debt = platform.months_in_debt + 1 if platform.cash < 0 else 0
    if platform.months_in_debt >= world.platform_debt_months:
        platform.closed = clock.month
        empty_queue(s, j)
