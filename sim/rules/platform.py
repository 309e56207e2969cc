"""Pilot platforms: a real queue with slots, waiting and drop-out (Erlang-A), screening, the pilot itself, learning, and survival.

Sources: Erlang-A queue (Palm 1957; Garnett, Mandelbaum & Reiman 2002); learning by doing with forgetting (Argote, Beckman & Epple 1990).
"""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, four_uniforms, lognormal_months, normal_quantile
from sim.rules.beliefs import after_selection
from sim.rules.experience import learn_entrant, learn_pilot
from sim.rules.instruments.cost_support import cost_support
from sim.rules.instruments.expert_panel import panel_score, pay_review
from sim.rules.instruments.incubators import patience_in_care, with_care
from sim.rules.instruments.platform_grants import count_begun, others_go_first, pay_for_service
from sim.rules.instruments.platform_status import trust_in
from sim.rules.instruments.technology_insurance import insure_pilot, insured_luck, settle_cover
from sim.rules.market import wage_factor
from sim.rules.money import book_private, book_project_cost, book_social_cost, discount, firm_pays, in_window, pay_out, year_of, yuan
from sim.rules.project import cell_of, full_value, sleep_until
from sim.stages import Cost, LabType, Phase, PilotResult, Route, State
from sim.tables import ANY_FIELD, NEVER, NOBODY, YUAN

CAPABILITY_EFFECT = 0.3  # sd of test result per log point of capability; assumption


@rule
def capability_after(base, experience, reference, rate):
    """Capability rises with cumulative pilots by a power law; it equals `base` at the reference experience."""
    return base * ((1.0 + experience) / (1.0 + reference)) ** rate


@rule
def pilot_passes(quality, capability, z, world):
    """Whether a pilot passes: the test sees quality with the pilot's information and an error `z`; able platforms help a little."""
    information = world.pilot_information
    result = information * quality + math.sqrt(1.0 - information * information) * z + CAPABILITY_EFFECT * math.log(capability)
    return result >= world.pass_threshold


@rule
def waiting_time(ahead, slots, months_per_pilot):
    """Expected months until a slot is free for somebody with `ahead` projects in service or queue before them."""
    if ahead < slots:
        return 0.0
    return (ahead - slots + 1.0) * months_per_pilot / slots


@sweep
def full_pilot_cost(s, i):
    """Resource cost of a pilot of project `i` at today's wage (万元)."""
    p, world = s.projects[i], s.world[0]
    return world.cost_pilot * s.sectors[p.sector].cost_scale * float(p.scale) * wage_factor(s.areas[p.area].wage, world.engineer_cost_share)


@sweep
def mean_pilot(s, i):
    """Mean months of a pilot of project `i`."""
    return s.world[0].dur_pilot * s.sectors[s.projects[i].sector].pilot_duration_scale


@sweep
def mean_pilot_at(s, i, j):
    """Mean months of a pilot of project `i` at platform `j`; NOBODY: on a line of its firm's own. Good management saves a share (M-07)."""
    months = mean_pilot(s, i)
    return months if j == NOBODY else months * (1.0 - s.platforms[j].time_saved)


@sweep
def worth_after_pilot(s, i, j):
    """Present value of 1 at the end of a pilot of project `i` that starts now at platform `j` (NOBODY: on a line of its firm's own)."""
    if j == NOBODY or s.platforms[j].time_saved == 0.0:
        return s.sectors[s.projects[i].sector].after_pilot
    return discount(s.world[0].private_rate, mean_pilot_at(s, i, j))


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
        p.queued, p.patience_ends = clock.month, min(32000, clock.month + 1 + int(patience))
    return admitted


@sweep
def apply_to_platform(s, seed, i, j):
    """Project `i` applies to platform `j`: admitted it joins the queue, refused by the panel its firm chooses again next month.

    A project that was admitted before - its platform closed - is not scored again, and has waited since it first queued.
    """
    p = s.projects[i]
    if p.queued == NEVER and not is_admitted(s, seed, i):
        p.platform_barred = 1
        choose_again(s, i)
        return
    platform = s.platforms[j]
    p.platform, p.state, p.next = j, State.WAITING, NOBODY
    platform.waiting += 1
    if platform.owner == p.firm:
        if platform.owner_tail == NOBODY:
            platform.owner_head = i
        else:
            s.projects[platform.owner_tail].next = i
        platform.owner_tail = i
    else:
        if platform.tail == NOBODY:
            platform.head = i
        else:
            s.projects[platform.tail].next = i
        platform.tail = i


@sweep
def choose_again(s, i):
    """The firm of project `i` decides anew next month."""
    s.projects[i].state = State.CHOOSING
    sleep_until(s, i, Phase.CHOICE, s.clock[0].month + 1)


@sweep
def leave_queue(s, i, barred):
    """Take project `i` out of the queue; with `barred` the firm has given up on platforms, but may still build a line of its own."""
    p = s.projects[i]
    s.platforms[p.platform].waiting -= 1
    p.platform = NOBODY
    p.platform_barred = barred
    choose_again(s, i)


@sweep
def without_the_impatient(s, first):
    """Walk a queue from `first`: those out of patience leave it. Returns the first and last who stay."""
    head, tail = NOBODY, NOBODY
    i = first
    month = s.clock[0].month
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state == State.WAITING:
            if p.patience_ends <= month:
                p.next = NOBODY
                leave_queue(s, i, 1)
            else:
                if tail == NOBODY:
                    head = i
                else:
                    s.projects[tail].next = i
                p.next = NOBODY
                tail = i
        i = following
    return head, tail


@sweep
def begin_pilot(s, seed, i):
    """Start the pilot of project `i` now: engineers are busy, the result comes after the pilot's own duration."""
    p, clock, world = s.projects[i], s.clock[0], s.world[0]
    p.state, p.pilot_started = State.PILOTING, clock.month
    s.areas[p.area].pilots_busy += 1
    learn_entrant(s, p.belief_mean)
    _, u_time, _, _ = four_uniforms(seed, p.name, Purpose.PILOT, 0)
    months = lognormal_months(mean_pilot_at(s, i, p.platform + 0), world.pilot_sigma, normal_quantile(u_time))
    if s.incubators.size > 0:
        months = with_care(s, i, months)
    permitted = min(months, int(world.dur_pilot_max))  # regulation ends longer pilots (L-DUR-01)
    sleep_until(s, i, Phase.PILOT, clock.month + permitted)


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
            platform.owner_head, platform.owner_tail = without_the_impatient(s, platform.owner_head)
            platform.head, platform.tail = without_the_impatient(s, platform.head)
            while platform.busy < platform.slots and platform.waiting > 0:
                owner_first = platform.owner_head != NOBODY
                if s.platform_grants.size > 0 and owner_first and platform.head != NOBODY:
                    owner_first = not others_go_first(s, j)
                i = platform.owner_head if owner_first else platform.head
                following = s.projects[i].next
                if i == platform.owner_head:
                    platform.owner_head = following
                    platform.owner_tail = platform.owner_tail if following != NOBODY else NOBODY
                else:
                    platform.head = following
                    platform.tail = platform.tail if following != NOBODY else NOBODY
                admit_next(s, seed, j, i)
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
        close_queue(s, platform.owner_head)
        close_queue(s, platform.head)
        platform.owner_head = platform.owner_tail = platform.head = platform.tail = NOBODY


@sweep
def change_experience(s, j, experience):
    """Platform `j` has learned or forgotten: its capability follows."""
    platform, world = s.platforms[j], s.world[0]
    platform.experience = experience
    platform.capability = capability_after(platform.base_capability, experience, world.learning_reference, world.learning_rate)


@sweep
def close_queue(s, first):
    """Everybody still waiting at a platform that closes decides anew."""
    i = first
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state == State.WAITING:
            leave_queue(s, i, 0)
        i = following


@sweep
def start_self_built_pilot(s, seed, i):
    """The firm builds its own pilot line: it pays the whole cost and nobody else is in the way."""
    p, world = s.projects[i], s.world[0]
    cost = full_pilot_cost(s, i) * world.self_built_cost_ratio
    support = cost_support(s, i, Cost.PILOT, Route.SELF_BUILT, cost, True)
    firm_pays(s, p.firm, yuan(cost))
    book_private(s, -yuan(support))
    book_project_cost(s, i, cost)
    if s.technology_insurances.size > 0:
        insure_pilot(s, i, Route.SELF_BUILT, cost - support)
    p.platform = NOBODY
    begin_pilot(s, seed, i)


@sweep
def sweep_pilots(s, seed):
    """Pilots that are due end: passed or failed, maturity gained, beliefs and the region's experience updated; the firm decides anew."""
    clock, world = s.clock[0], s.world[0]
    i = s.agenda[Phase.PILOT, clock.month, 0]
    while i != NOBODY:
        p = s.projects[i]
        following = p.next
        if p.state != State.PILOTING:
            i = following
            continue
        clock.events += 1
        p.pilot_ended = clock.month
        s.areas[p.area].pilots_busy -= 1
        capability, kit = 1.0, 1.0
        if p.platform != NOBODY:
            platform = s.platforms[p.platform]
            capability, kit = platform.capability, platform.maturity
            platform.busy -= 1
            change_experience(s, p.platform, platform.experience + platform.staff_ready)  # who is short of staff learns more slowly (M-21)
            if s.platform_grants.size + s.platform_statuses.size > 0:
                pay_for_service(s, i)
        u_result, _, _, _ = four_uniforms(seed, p.name, Purpose.PILOT, 0)
        luck = normal_quantile(u_result)
        if s.technology_insurances.size > 0:
            luck = insured_luck(s, i, luck)
        passed = pilot_passes(p.quality, capability, luck, world)
        if s.technology_insurances.size > 0:
            settle_cover(s, i, passed)
        if passed:
            p.pilot = PilotResult.PASSED
            p.maturity = world.maturity_gain * capability * kit
        else:
            p.pilot = PilotResult.FAILED
        p.belief_mean, p.belief_variance = after_selection(p.belief_mean, p.belief_variance, world.pilot_information, world.pass_threshold, passed)
        learn_pilot(s, passed, p.belief_mean)
        p.state = State.CHOOSING
        sleep_until(s, i, Phase.CHOICE, clock.month)
        i = following
