"""What each route of a project is worth to its firm in the peer: `sim.rules.firm.evaluate_routes` for objects."""

import math
from typing import TYPE_CHECKING, NamedTuple, Optional

from experiments.benchmarks.peer.rules import after_selection, credit_for, harm_of_novelty, pilot_value, prospects_of_pilot, scale_up_value
from sim.rules.firm import Terms
from sim.rules.instruments.outcome_award import NO_AWARD

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Platform
    from experiments.benchmarks.peer.pilot import Pilot


class Routes(NamedTuple):
    """Worth of each route to the firm (万元), whether it is open, and the platform that would be asked."""

    direct: float
    platform: float
    self_built: float
    can_direct: bool
    can_platform: bool
    can_self_build: bool
    best_platform: Optional["Platform"]


def best_platform(project: "Pilot") -> "Platform | None":
    """The open platform with the lowest fee plus cost of waiting for this project; None if there is none."""
    world = project.model.world
    cost = project.pilot_cost()
    month_worth = world.private_rate * project.full_value
    best, lowest = None, math.inf
    for platform in project.market.platforms:
        if platform.slots == 0 or not platform.is_open:
            continue
        burden = (platform.fee_share * cost + month_worth * platform.expected_wait(project)) / platform.capability
        if burden < lowest:
            best, lowest = platform, burden
    return best


def terms_of_scale_up(project: "Pilot") -> Terms:
    """What scale-up costs the firm today and what it brings."""
    model, firm, sector = project.model, project.firm, project.sector
    cost = project.industrial_cost()
    pays_alone = firm.spendable + credit_for(firm.size, firm.spin_out, cost, model.world) >= cost
    chance_of_money = 1.0 if pays_alone else model.experience.money
    return Terms(
        project.expected_value(), project.product_cost, cost, chance_of_money, sector.after_trial, sector.after_ramp, firm.hurdle
    )  # fmt: skip


def value_of_pilot(project: "Pilot", belief: tuple[float, float], terms: Terms, fee: float, wait: float) -> float:
    """Worth of a pilot for this fee after this wait, to a firm that believes this of the project when it begins."""
    world = project.model.world
    prospects = prospects_of_pilot(*belief, harm_of_novelty(project.novelty, world), project.model.experience, world)
    after_pass = scale_up_value(prospects.chance_after_pass, terms, NO_AWARD, world)
    after_fail = scale_up_value(prospects.chance_after_fail, terms, NO_AWARD, world)
    return pilot_value(fee, wait, project.sector.after_pilot, prospects.chance_pass, after_pass, after_fail, terms.hurdle, world)


def routes_of(project: "Pilot") -> Routes:
    """The firm of a project values every route open to it today; one it cannot pay for is not looked into."""
    model, firm, belief = project.model, project.firm, project.belief
    world, can_spend = model.world, firm.spendable
    terms = terms_of_scale_up(project)
    chance_direct = model.experience.chance_of(project.passed, *belief, harm_of_novelty(project.novelty, world))
    direct = scale_up_value(chance_direct, terms, NO_AWARD, world)

    self_built, can_self_build = 0.0, False
    if project.passed is None and firm.may_self_build:
        own_line = project.pilot_cost() * world.self_built_cost_ratio
        can_self_build = can_spend >= own_line
        if can_self_build:
            self_built = value_of_pilot(project, belief, terms, own_line, 0.0)

    on_platform, can_platform = 0.0, False
    platform = best_platform(project) if project.passed is None and not project.barred else None
    if platform is not None:
        fee = platform.fee_share * project.pilot_cost()
        can_platform = can_spend >= fee
        if can_platform:
            admitted = after_selection(*belief, world.panel_accuracy, world.panel_bar, True)
            on_platform = value_of_pilot(project, admitted, terms, fee, platform.expected_wait(project))
    return Routes(direct, on_platform, self_built, can_spend >= terms.product_cost, can_platform, can_self_build, platform)
