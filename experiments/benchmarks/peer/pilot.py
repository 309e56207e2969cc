"""Second part of a project's life in the peer: its firm chooses a route, and the pilot."""

import math
from typing import TYPE_CHECKING

from experiments.benchmarks.peer.routes import routes_of
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
        model, routes = self.model, routes_of(self)
        route = best_route(routes, model.world.taste_scale * self.industrial_cost(), *self.taste_of(self.firm))
        if route == NONE:
            self.decline()
            return
        if "chosen" not in self.dates:
            self.happened("chosen")
            self.trial_luck, self.ramp_luck = model.random.random(), model.random.random()
        if self.passed is None:
            self.route = route
        if route == DIRECT:
            if self.passed is None:
                model.experience.meet("direct", self.belief[0])
            self.begin_trial()
        elif route == PLATFORM:
            self.apply_to(routes.best_platform)
        else:
            cost = self.pilot_cost() * model.world.self_built_cost_ratio
            self.firm.pay(cost)
            model.book_social_cost(cost)
            self.begin_pilot()

    def decline(self) -> None:
        """The firm does not go on: an unknown result goes back on offer, everything else ends."""
        if self.passed is not None:
            self.count_avoided_loss()
            self.stop("no_money" if self.passed else "pilot_failed")
        elif "chosen" in self.dates:
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
        """A failed pilot has spared its firm a line that would have been lost in the ramp."""
        world, model = self.model.world, self.model
        if self.passed or not model.in_window:
            return
        index = success_index(self.quality, self.novelty, 0.0, self.firm.absorption, world)
        if trial_succeeds(index, self.trial_luck, world) and not ramp_succeeds(index, self.ramp_luck):
            model.sums["avoided"] += (1.0 - world.salvage_share) * self.industrial_cost()

    def pilot_cost(self) -> float:
        """Cost of a pilot at today's wage."""
        return self.pilot_base * self.model.wage_factor

    def industrial_cost(self) -> float:
        """Cost of the line at today's wage."""
        return self.line_cost * self.model.wage_factor

    def expected_value(self) -> float:
        """Expected value of a success at batch output and at today's state of its market."""
        return self.full_value * self.sector.factor

    def mean_pilot(self) -> float:
        """Mean months of a pilot."""
        return self.model.world.dur_pilot * self.sector.pilot_duration_scale

    def apply_to(self, platform: "Platform") -> None:
        """Admitted it queues; refused its firm chooses again next month."""
        if self.queued is None and not self.is_admitted():
            self.choose_again(barred=True)
            return
        self.platform = platform
        platform.queue_of(self).append(self)
        self.wait(math.inf, "wait_for_slot")

    def is_admitted(self) -> bool:
        """The panel scores the project, once; admitted its patience begins to run."""
        world, random = self.model.world, self.model.random
        score = panel_score(self.quality, world.panel_accuracy, random.gauss(0.0, 1.0))
        admitted = score >= world.panel_bar
        self.belief = after_selection(*self.belief, world.panel_accuracy, world.panel_bar, admitted)
        if admitted:
            self.queued = self.model.month
            self.patience_ends = self.queued + 1 + int(random.expovariate(1.0) * world.queue_patience)
        return admitted

    def choose_again(self, barred: bool) -> None:
        """The firm decides anew next month; with `barred` without platforms."""
        self.barred = barred
        self.wait(1, "choose")

    def leave_queue(self, barred: bool) -> None:
        """The firm gives up on the platform, or the platform on everybody."""
        self.platform.queue_of(self).remove(self)
        self.platform = None
        self.choose_again(barred)

    def begin_pilot(self) -> None:
        """Engineers are busy until the result is there."""
        world, model = self.model.world, self.model
        model.experience.meet("entrants", self.belief[0])
        model.pilots_busy += 1
        self.happened("pilots_started")
        months = self.months(self.mean_pilot(), world.pilot_sigma)
        self.wait(min(months, int(world.dur_pilot_max)), "finish_pilot")

    def finish_pilot(self) -> None:
        """Passed or failed; maturity is gained, beliefs follow, the firm decides anew."""
        world, model = self.model.world, self.model
        self.happened("pilot_ended")
        model.pilots_busy -= 1
        capability = 1.0
        if self.platform is not None:
            capability = self.platform.capability
            self.platform.busy -= 1
            self.platform.change_experience(self.platform.experience + 1.0)
        self.passed = pilot_passes(self.quality, capability, model.random.gauss(0.0, 1.0), world)
        self.belief = after_selection(*self.belief, world.pilot_information, world.pass_threshold, self.passed)
        model.experience.learn("pilot", self.passed)
        if self.passed:
            self.happened("pilots_passed")
            model.experience.meet("passed", self.belief[0])
            self.maturity = world.maturity_gain * capability
        self.choose()
