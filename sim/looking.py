"""What somebody who watches one project can look up at a moment: what its next steps cost, the market it is in, and - for readers only - its
true chances. Looking changes nothing.
"""

from typing import NamedTuple

from sim.compiled import entry
from sim.dice import normal_cdf
from sim.rules.instruments.cost_support import cost_support
from sim.rules.instruments.expert_panel import review_ahead
from sim.rules.instruments.incubators import gain_in_care
from sim.rules.instruments.outcome_award import expected_award
from sim.rules.instruments.service_lists import search_gain_now
from sim.rules.instruments.technology_insurance import insured_luck
from sim.rules.pilot import full_pilot_cost, pilot_result
from sim.rules.platform import expected_wait, fee_of
from sim.rules.project import cell_of, route_onward
from sim.rules.scale_up_terms import expected_value_now, full_product_cost, index_of, industrial_cost_now, ramp_index, trial_index
from sim.stages import Cost, PilotResult, Route, State
from sim.tables import NOBODY


class Costs(NamedTuple):
    """What the next steps of a project cost today and what support pays of it, 万元; months to wait for review and slot; hoped-for awards."""

    fee: float  # of a platform, 0 where none is asked about
    fee_support: float
    wait: float
    own_line: float
    own_line_support: float
    trial: float
    trial_support: float
    award: float  # if the pilot is passed, by the chance of landing locally
    line_cost: float  # of industrialising it
    product_value: float  # expected present value of a success at batch output, in today's market


@entry
def look_at_costs(s, i, j):
    """What a pilot of project `i` at platform `j` (or NOBODY), on a line of its firm's own, and its trial would cost today (`Costs`)."""
    p = s.projects[i]
    cost = full_pilot_cost(s, i)
    fee, fee_support, wait = 0.0, 0.0, 0.0
    if j != NOBODY:
        fee = fee_of(s, i, j, cost)
        fee_support = cost_support(s, i, Cost.PILOT, Route.PLATFORM, fee, False)
        wait = 0.0 if s.platforms[j].owner == p.firm else expected_wait(s, i, j)
        wait += review_ahead(s, i)
    own_line = cost * s.world[0].self_built_cost_ratio
    own_line_support = cost_support(s, i, Cost.PILOT, Route.SELF_BUILT, own_line, False)
    onward = route_onward(p)
    trial = full_product_cost(s, i)
    trial_support = cost_support(s, i, Cost.PRODUCT, onward, trial, False)
    passed = p.pilot == PilotResult.PASSED
    award = expected_award(s, i, p.route if passed else Route.PLATFORM.value, p.platform if passed else j)
    awards = award.at_entry + award.at_batch_output
    line_cost, product_value = industrial_cost_now(s, i), expected_value_now(s, i)
    return Costs(fee, fee_support, wait, own_line, own_line_support, trial, trial_support, awards, line_cost, product_value)


class Truth(NamedTuple):
    """Chances of the technical steps of a project as the model knows them: they use its latent quality, which nobody in the model sees."""

    passing: float  # a pilot where it is
    trial: float
    ramp: float


@entry
def look_at_truth(s, seed, i):
    """The true chances of project `i`, which a firm has, as it stands. For readers of the model only; never part of what an agent knows."""
    p, world = s.projects[i], s.world[0]
    capability = 1.0 if p.platform == NOBODY else s.platforms[p.platform].capability
    care = insured_luck(s, i, 0.0) if s.technology_insurances.size > 0 else 0.0
    without_error = pilot_result(p.quality, capability, 0.0, world)
    error = pilot_result(p.quality, capability, 1.0, world) - without_error
    missing = world.pass_threshold - without_error
    passing = 1.0 if missing <= 0.0 else 0.0
    if error > 0.0:
        passing = 1.0 - normal_cdf(missing / error - care)
    return Truth(passing, normal_cdf(trial_index(s, seed, i) + world.product_easier), normal_cdf(ramp_index(s, i)))


@entry
def look_at_help(s, seed, i):
    """What instruments add to the step of project `i` that is under way (sd of its luck): first buyers and care, and - below 0 - the care that a
    firm which is insured does not take.
    """
    p = s.projects[i]
    if p.state == State.PILOTING:
        return insured_luck(s, i, 0.0) if s.technology_insurances.size > 0 else 0.0
    if p.state == State.TRIAL:
        return trial_index(s, seed, i) - index_of(s, i)
    return gain_in_care(s, i, True) if p.state == State.RAMPING and s.incubators.size > 0 else 0.0


class Market(NamedTuple):
    """The market in which a result looks for a firm."""

    free_places: int  # of firms of its field in its area
    on_offer: int  # results
    staff: float  # brokers and technology managers of the area
    field_staff: float  # brokers of this field alone
    search_gain: float  # by what share service lists make results and firms find each other more often
    clock: float  # meetings each result could have had since the beginning


@entry
def look_at_market(s, i):
    """The market cell of project `i` today (`Market`)."""
    p = s.projects[i]
    cell, area = s.cells[cell_of(p.area, p.sector)], s.areas[p.area]
    return Market(cell.free_places, cell.on_offer, area.staff + area.policy_staff, cell.policy_staff, search_gain_now(s), cell.clock)
