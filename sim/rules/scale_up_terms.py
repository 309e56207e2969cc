"""The terms on which a project is scaled up: what that costs its firm today, what a success is worth, how ready it is for trial and ramp."""

import math

from sim.compiled import rule, sweep
from sim.rules.instruments.cost_support import cost_support
from sim.rules.instruments.first_buyers import buyers_gain, sales_with_scene
from sim.rules.instruments.incubators import gain_in_care
from sim.rules.instruments.release_reform import left_by_inventors
from sim.rules.market import wage_factor
from sim.rules.project import full_value, line_cost, market_link, success_index
from sim.stages import Cost


@sweep
def index_of(s, i):
    """Success index of project `i` as it stands."""
    p = s.projects[i]
    return success_index(p.quality, float(p.novelty), float(p.maturity), s.firms[p.firm].absorption, s.world[0])


@sweep
def trial_index(s, seed, i):
    """Success index of project `i` in its product trial: as it stands, with what first buyers and care add."""
    index = index_of(s, i)
    if s.first_buyers.size > 0:
        index += buyers_gain(s, seed, i)
    if s.incubators.size > 0:
        index += gain_in_care(s, i, False)
    return index


@sweep
def ramp_index(s, i):
    """Success index of project `i` in its industrial ramp: as it stands, with its platform's link to users and what care adds."""
    index = index_of(s, i) + market_link(s, i)
    if s.incubators.size > 0:
        index += gain_in_care(s, i, True)
    return index


@rule
def realised_value(expected, z, u, world):
    """Present value of a success (万元) around its expectation: Pareto-lognormal, mean preserved; very skewed (Scherer & Harhoff 2000)."""
    lognormal = math.exp(world.value_sigma * z - 0.5 * world.value_sigma**2)
    pareto = (1.0 - 1.0 / world.pareto_tail) * u ** (-1.0 / world.pareto_tail)
    return expected * lognormal * pareto


@sweep
def full_product_cost(s, i):
    """Cost of product trial and certification of project `i` (万元), before support."""
    p, world = s.projects[i], s.world[0]
    return world.cost_product * s.sectors[p.sector].cost_scale * float(p.scale)


@sweep
def net_product_cost(s, i, route):
    """What product trial and certification of project `i` cost its firm today, 万元: less the support that this route gets."""
    cost = full_product_cost(s, i)
    return cost - cost_support(s, i, Cost.PRODUCT, route, cost, False)


@sweep
def industrial_cost_now(s, i):
    """Cost of industrialising project `i` at today's engineers' wage (万元), before support."""
    return line_cost(s, i) * wage_factor(s.areas[s.projects[i].area].wage, s.world[0].engineer_cost_share)


@sweep
def expected_value_now(s, i):
    """Expected value of success of project `i` at batch output and at today's state of its market (万元, private present value), to its owners."""
    value = full_value(s, i) * s.sectors[s.projects[i].sector].factor
    if s.first_buyers.size + s.release_reforms.size > 0:
        value *= sales_with_scene(s, i) * left_by_inventors(s, i)
    return value


@sweep
def mean_ramp(s, i):
    """Mean months from building the line of project `i` to batch output."""
    return s.world[0].dur_ramp * s.sectors[s.projects[i].sector].duration_scale
