"""The pilot itself: what it costs and how long it takes, whether it passes, what it matures, and what a platform learns from it.

Source: learning by doing with forgetting (Argote, Beckman & Epple 1990).
"""

import math

from sim.compiled import rule, sweep
from sim.dice import Purpose, four_uniforms, lognormal_months, normal_quantile
from sim.rules.beliefs import after_selection
from sim.rules.experience import learn_entrant, learn_pilot
from sim.rules.instruments.cost_support import cost_support
from sim.rules.instruments.incubators import with_care
from sim.rules.instruments.platform_grants import pay_for_service
from sim.rules.instruments.technology_insurance import insure_pilot, insured_luck, settle_cover
from sim.rules.market import wage_factor
from sim.rules.money import book_private, book_project_cost, discount, firm_pays, yuan
from sim.rules.project import sleep_until
from sim.stages import Cost, Phase, PilotResult, Route, State
from sim.tables import NOBODY

CAPABILITY_EFFECT = 0.3  # sd of test result per log point of capability; assumption


@rule
def capability_after(base, experience, reference, rate):
    """Capability rises with cumulative pilots by a power law; it equals `base` at the reference experience."""
    return base * ((1.0 + experience) / (1.0 + reference)) ** rate


@rule
def pilot_result(quality, capability, z, world):
    """The result of a pilot (sd): the test sees quality with the pilot's information and an error `z`; able platforms help a little."""
    information = world.pilot_information
    return information * quality + math.sqrt(1.0 - information * information) * z + CAPABILITY_EFFECT * math.log(capability)


@rule
def pilot_passes(quality, capability, z, world):
    """Whether a pilot passes: its result reaches the threshold."""
    return pilot_result(quality, capability, z, world) >= world.pass_threshold


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


@sweep
def change_experience(s, j, experience):
    """Platform `j` has learned or forgotten: its capability follows."""
    platform, world = s.platforms[j], s.world[0]
    platform.experience = experience
    platform.capability = capability_after(platform.base_capability, experience, world.learning_reference, world.learning_rate)
