"""Second part of a project's life in the peer: its firm chooses a route, and the pilot."""

import math
from typing import TYPE_CHECKING

from experiments.benchmarks.peer.routes import route_values
from experiments.benchmarks.peer.rules import (
    after_selection,
    best_route,
    panel_score,
    pilot_passes,
    ramp_succeeds,
    success_index,
    trial_succeeds,
)
from experiments.benchmarks.peer.sample import DIRECT, ENTERPRISE, Sample
from sim.stages import Route

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Platform

NONE, PLATFORM = Route.NONE.value, Route.PLATFORM.value


class Pilot(Sample):
    """A project whose firm chooses a route."""

    def choose(self) -> None:
        """The firm takes the best route open to it."""
        values = route_values(self)
        route = best_route(values, self.model.world.taste_scale * self.industrial_cost(), *self.tastes)
        if route == NONE:
            self.decline()
            return
        if not self.chosen:
            self.chosen = True
            self.draw_luck()
        if self.passed is None:
            self.route = route
        if route == DIRECT:
            self.begin_trial()
        elif route == PLATFORM:
            self.apply_to(values.platform_row)
        else:
            cost = self.pilot_cost()
            self.firm.pay(cost * self.model.world.self_built_cost_ratio)
            self.begin_pilot(cost * self.model.world.self_built_cost_ratio)

    def draw_luck(self) -> None:
        """Luck of trial and ramp, and whether the project would be lost in the ramp if it went there without a pilot."""
        random, world = self.model.random.random, self.model.world
        self.trial_luck, self.ramp_luck = random(), random()
        index = success_index(self.quality, self.novelty, 0.0, self.firm.absorption, world)
        self.lost_if_direct = trial_succeeds(index, self.trial_luck, world) and not ramp_succeeds(index, self.ramp_luck)

    def decline(self) -> None:
        """The firm does not go on: an unknown result goes back on offer, everything else ends."""
        if self.passed is not None:
            self.count_avoided_loss()
            self.stop("no_money" if self.passed else "pilot_failed")
        elif self.chosen:
            self.stop("no_slot")
        elif self.firm.spin_out:
            self.stop("no_money")
        elif self.lab.type == ENTERPRISE:
            self.stop("no_partner")
        else:
            self.firm.release(self)
            self.firm = None
            self.refusals += 1
            self.offer()

    def count_avoided_loss(self) -> None:
        """A failed pilot may have spared its firm a lost line."""
        if not self.passed and self.lost_if_direct and self.model.in_window:
            self.model.sums["avoided"] += (1.0 - self.model.world.salvage_share) * self.industrial_cost()

    def pilot_cost(self) -> float:
        """Cost of a pilot at today's wage."""
        return self.pilot_base * self.model.wage_factor

    def industrial_cost(self) -> float:
        """Cost of the line at today's wage."""
        return self.line_cost * self.model.wage_factor

    def believed_z(self) -> float:
        """The region's base rate for a project with this pilot result, as a normal quantile."""
        return self.model.z_after_pass if self.passed else self.model.z_direct

    def apply_to(self, platform: "Platform") -> None:
        """The panel scores the project; admitted it queues, refused its firm chooses again next month."""
        world, random = self.model.world, self.model.random
        score = panel_score(self.quality, world.panel_accuracy, random.gauss(0.0, 1.0))
        admitted = score >= world.panel_bar
        self.belief = after_selection(*self.belief, world.panel_accuracy, world.panel_bar, admitted)
        if not admitted:
            self.choose_again()
            return
        self.platform, self.queued = platform, self.model.month
        self.patience_ends = self.model.month + 1 + int(random.expovariate(1.0) * world.queue_patience)
        platform.queue_of(self).append(self)
        self.wait(math.inf, "wait_for_slot")

    def choose_again(self) -> None:
        """Next month, without a platform."""
        self.refused = True
        self.wait(1, "choose")

    def leave_queue(self) -> None:
        """The firm gives up on the platform."""
        self.platform.queue_of(self).remove(self)
        self.platform = None
        self.choose_again()

    def begin_pilot(self, cost: float) -> None:
        """Engineers are busy until the result is there."""
        world, model = self.model.world, self.model
        model.book(private=0.0, social=cost)
        model.pilots_busy += 1
        model.count("pilots_started")
        months = self.months(world.dur_pilot * self.sector.pilot_duration_scale, world.pilot_sigma)
        self.wait(min(months, int(world.dur_pilot_max)), "finish_pilot")

    def finish_pilot(self) -> None:
        """Passed or failed; maturity is gained, beliefs follow, the firm decides anew."""
        world, model = self.model.world, self.model
        model.pilots_busy -= 1
        capability = 1.0
        if self.platform is not None:
            capability = self.platform.capability
            self.platform.busy -= 1
            self.platform.learn()
        self.passed = pilot_passes(self.quality, capability, model.random.gauss(0.0, 1.0), world)
        model.cases["pilot", self.passed] += 1
        if self.passed:
            model.count("pilots_passed")
            self.maturity = world.maturity_gain * capability
        self.belief = after_selection(*self.belief, world.pilot_information, world.pass_threshold, self.passed)
        self.choose()
