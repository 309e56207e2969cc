"""What each route of a project is worth to its firm in the peer: `sim.rules.firm.evaluate_routes` for objects."""

import math
from typing import TYPE_CHECKING

from experiments.benchmarks.peer.rules import after_selection, chance_of_passing, chance_of_this, pilot_value, scale_up_value
from sim.rules.firm import RouteValues

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Platform
    from experiments.benchmarks.peer.pilot import Pilot


def best_platform(project: "Pilot") -> "Platform | None":
    """The open platform with the lowest fee plus cost of waiting for this project; None if there is none."""
    world = project.model.world
    cost = project.pilot_cost()
    month_worth = world.private_discount / 12.0 * world.value_multiple * project.line_cost
    best, lowest = None, math.inf
    for platform in project.market.platforms:
        if platform.slots == 0 or not platform.is_open:
            continue
        wait = 0.0 if platform.owner is project.firm else platform.expected_wait()
        burden = (platform.fee_share * cost + month_worth * wait) / platform.capability
        if burden < lowest:
            best, lowest = platform, burden
    return best


def route_values(project: "Pilot") -> RouteValues:
    """The firm of a project values every route open to it today."""
    model, firm, sector = project.model, project.firm, project.sector
    world, belief = model.world, project.belief
    can_spend = firm.spendable
    industrial_cost, value = project.industrial_cost(), project.full_value * sector.factor
    money = 1.0 if can_spend >= industrial_cost else model.chance_of_money

    def going_on(chance: float) -> float:
        """Worth of scale-up at this chance of batch output."""
        return scale_up_value(
            chance, value, project.product_cost, industrial_cost, money, sector.after_trial, sector.after_ramp, firm.hurdle, world
        )

    can_direct = can_spend >= project.product_cost
    chance_now = chance_of_this(project.believed_z(), *belief, world.quality_weight)
    direct = going_on(chance_now)
    may_pilot = project.passed is None and not project.refused
    platform = best_platform(project) if may_pilot else None
    may_build = may_pilot and firm.may_self_build
    if platform is None and not may_build:
        return RouteValues(direct, 0.0, 0.0, can_direct, False, False, None, chance_now, 0.0, 0.0)

    chance_pass = chance_of_passing(model.z_passing, *belief, world.pilot_information)
    chance_after_pass = chance_of_this(model.z_after_pass, *belief, world.quality_weight)
    failed = after_selection(*belief, world.pilot_information, -model.z_passing, False)
    after_fail = going_on(chance_of_this(model.z_direct, *failed, world.quality_weight))
    after_pass = going_on(chance_after_pass)
    cost = project.pilot_cost()

    on_platform, can_platform = 0.0, False
    if platform is not None:
        fee, wait = platform.fee_share * cost, platform.expected_wait()
        on_platform = pilot_value(fee, wait, sector.after_pilot, chance_pass, after_pass, after_fail, firm.hurdle, world)
        can_platform = can_spend >= fee
    self_built, can_self_build = 0.0, False
    if may_build:
        fee = cost * world.self_built_cost_ratio
        self_built = pilot_value(fee, 0.0, sector.after_pilot, chance_pass, after_pass, after_fail, firm.hurdle, world)
        can_self_build = can_spend >= fee
    return RouteValues(
        direct, on_platform, self_built, can_direct, can_platform, can_self_build, platform, chance_now, chance_pass, chance_after_pass
    )
