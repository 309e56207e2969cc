"""What all projects share: a market of finite size in each sector, and engineers who get scarce and dear. This is where displacement happens.

Sources: saturation with a finite market shared with incumbents (business stealing, Mankiw & Whinston 1986); an upward-sloping supply of
scarce R&D labour, so that part of a subsidy goes into wages (Goolsbee 1998).
"""

import math

from sim.compiled import rule, sweep
from sim.rules.money import in_window, year_of
from sim.tables import SALES


@rule
def market_factor(yearly_base_sales, open_market):
    """Share of its base sales that a sector's market takes: 1 while empty, one half when base sales equal the open market. 万元 a year."""
    return open_market / (open_market + yearly_base_sales)


@rule
def wage_of(busy, stock, elasticity):
    """Wage of scarce engineers relative to an idle market, when `busy` of `stock` persons are taken and supply has this elasticity."""
    return (1.0 + busy / stock) ** (1.0 / elasticity)


@rule
def wage_factor(wage, cost_share):
    """What a wage does to a cost of which engineers are `cost_share`."""
    return 1.0 + cost_share * (wage - 1.0)


@sweep
def sales_so_far(s, i):
    """Sales of project `i` since batch output (万元), after market saturation and fading."""
    p, world = s.projects[i], s.world[0]
    elapsed = s.sectors[p.sector].sales_clock - p.clock
    return float(p.sales_rate) * math.exp(p.batch_output / world.value_life) * elapsed


@sweep
def sell_from_outside(s, k, fading):
    """What products of projects from outside sell in sector `k` this month, and their part of the social account; they fade like all."""
    world, sector = s.world[0], s.sectors[k]
    if in_window(s):
        sector.outside_sales += sector.outside_base * sector.factor
        earned = world.profit_margin * sector.outside_counted * sector.factor
        s.tally[0].outside_value += earned * (1.0 - world.business_stealing) * s.clock[0].social_weight
    sector.outside_base *= fading
    sector.outside_counted *= fading


@sweep
def sweep_markets(s):
    """Wages follow the engineers now busy; each sector sells, and older products fade.

    The social account books the profits of what began inside the window, net of those taken from incumbents.
    """
    world = s.world[0]
    for a in range(s.areas.size):
        area = s.areas[a]
        busy = area.pilots_busy * world.engineers_per_pilot + area.ramps_busy * world.engineers_per_ramp
        area.wage = wage_of(busy, area.engineers, world.engineer_supply_elasticity)
    fading = math.exp(-1.0 / world.value_life)
    year = year_of(s.clock[0].start, s.clock[0].burn_in, s.clock[0].month)
    age = math.exp(-(s.clock[0].month - 1) / world.value_life)  # what began in month m sells unfaded in month m + 1
    for k in range(s.sectors.size):
        sector = s.sectors[k]
        sector.factor = market_factor(12.0 * sector.base_sales, sector.open_market)
        if in_window(s):
            sold = sector.base_sales * sector.factor
            sector.sales += sold
            s.yearly_money[SALES, year] += sold
            earned = world.profit_margin * sector.counted_sales * sector.factor
            s.tally[0].social_value += earned * (1.0 - world.business_stealing) * s.clock[0].social_weight
        if s.attractions.size > 0:
            sell_from_outside(s, k, fading)
        sector.sales_clock += age * sector.factor
        sector.base_sales *= fading
        sector.counted_sales *= fading
