"""First part of a project's life in the peer: the sample, and the search for a firm."""

import math
from typing import TYPE_CHECKING

import mesa

from experiments.benchmarks.peer.rules import after_refusal, clear_sight, lognormal_months, novelty_of, sample_succeeds, updated
from sim.rules.matching import MOST_REFUSALS_COUNTED
from sim.stages import LabType, Route

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Firm, Fund, Lab, Platform
    from experiments.benchmarks.peer.model import PeerModel

ENTERPRISE = LabType.ENTERPRISE.value
DIRECT = Route.DIRECT.value


class Sample(mesa.Agent):
    """A result that sleeps until month `due` and then does its `task`."""

    model: "PeerModel"

    def __init__(self, model: "PeerModel", lab: "Lab", sector: int) -> None:
        super().__init__(model)
        self.lab, self.market = lab, model.markets[sector]
        self.sector = self.market.sector
        self.firm: Firm | None = None
        self.platform: Platform | None = None
        self.fund: Fund | None = None
        self.quality = lab.quality_shift + model.random.gauss(0.0, 1.0)
        self.maturity = self.ticket = self.owed = 0.0
        self.passed: bool | None = None  # None while there is no pilot result
        self.route = Route.NONE.value
        self.queued: int | None = None  # month in which it first joined a queue
        self.refusals = 0
        self.barred = False  # whether the platforms are closed to it
        self.dates: dict[str, int] = {}  # month of each event of its life
        self.errors: dict[mesa.Agent, float] = {}  # of those who looked: the same eyes see the same again
        self.tastes: dict[Firm, tuple[float, ...]] = {}  # what speaks for each route beside the numbers, firm by firm
        self.works = sample_succeeds(self.quality, model.random.random(), model.world)
        model.history.append(self)
        self.happened("results")
        model.book_social_cost(model.world.cost_sample * self.sector.cost_scale)
        self.wait(self.months(model.world.dur_sample, model.world.sample_sigma), "finish_sample")

    def step(self) -> None:
        """Sleep until due, then act."""
        if self.model.month >= self.due:
            getattr(self, self.task)()

    def happened(self, event: str) -> None:
        """Remember this month for an event."""
        self.dates[event] = self.model.month

    def wait(self, months: float, task: str) -> None:
        """Sleep for some months."""
        self.due, self.task = self.model.month + months, task

    def months(self, mean: float, sigma: float) -> int:
        """A random duration."""
        return lognormal_months(mean, sigma, self.model.random.gauss(0.0, 1.0))

    def signal_for(self, viewer: mesa.Agent, noise: float) -> float:
        """What a firm or fund sees of the quality."""
        if viewer not in self.errors:
            self.errors[viewer] = self.model.random.gauss(0.0, 1.0)
        return self.quality + noise * self.errors[viewer]

    def taste_of(self, firm: "Firm") -> tuple[float, ...]:
        """What speaks for stopping and for each route to this firm, beside the numbers."""
        if firm not in self.tastes:
            self.tastes[firm] = tuple(self.model.random.random() for _ in range(4))
        return self.tastes[firm]

    def finish_sample(self) -> None:
        """The sample works or not; good ones are kept, go to the own firm, leave the region, or are put on offer."""
        world, random = self.model.world, self.model.random
        if not self.works:
            self.stop("sample_failed")
        elif random.random() > self.lab.release_share:
            self.stop("no_partner")
        elif self.lab.type == ENTERPRISE:
            self.reveal()
            firm = self.market.winner()
            if firm is None:
                self.stop("no_partner")
            else:
                self.go_to(firm)
        elif random.random() > world.local_retention:
            self.stop("left_region")
        else:
            self.reveal()
            self.founds_firm = random.random() < world.spinout_share
            self.offered = self.model.month
            self.offer()
            self.look_for_firm()

    def reveal(self) -> None:
        """What everybody can see of a sample, and what follows for its costs."""
        world, gauss = self.model.world, self.model.random.gauss
        self.novelty = novelty_of(self.sector.novelty_logit, gauss(0.0, 1.0))
        size = math.exp(world.cost_sigma * (gauss(0.0, 1.0) - 0.5 * world.cost_sigma))
        potential = math.exp(world.value_sigma_seen * (gauss(0.0, 1.0) - 0.5 * world.value_sigma_seen))
        self.public_belief = updated(0.0, 1.0, self.quality + world.lab_signal_noise * gauss(0.0, 1.0), world.lab_signal_noise)
        scale = self.sector.cost_scale * size
        self.pilot_base, self.product_cost = world.cost_pilot * scale, world.cost_product * scale
        self.line_cost = world.cost_industrial * scale
        self.full_value = world.value_multiple * self.sector.value_scale * self.line_cost * potential

    def offer(self) -> None:
        """Put the result on the market."""
        self.market.on_offer += 1
        self.model.on_offer += 1
        self.met = False
        self.wait(1, "look_for_firm")

    def look_for_firm(self) -> None:
        """Meet a firm, wait on, found a firm, or give up."""
        world, model = self.model.world, self.model
        waited = model.month - self.offered
        founds = self.founds_firm and waited >= world.spinout_after
        gives_up = waited >= world.offer_patience
        self.met = self.met or model.random.random() < self.market.chance
        firm = self.market.winner() if self.met else None
        if firm is None and not founds and not gives_up:
            return
        self.market.on_offer -= 1
        model.on_offer -= 1
        if firm is not None:
            self.go_to(firm)
        elif founds:
            self.go_to(model.found_firm(self))
        else:
            self.stop("no_partner")

    def go_to(self, firm: "Firm") -> None:
        """The firm looks for itself, knowing that others declined, and decides on a route."""
        self.firm = firm
        firm.take(self)
        world = self.model.world
        mean, variance = self.public_belief
        for _ in range(min(self.refusals, MOST_REFUSALS_COUNTED)):
            mean, variance = after_refusal(mean, variance, world.firm_signal_noise)
        noise = clear_sight(world.firm_signal_noise, firm.absorption)
        self.belief = updated(mean, variance, self.signal_for(firm, noise), noise)
        self.choose()

    def stop(self, reason: str) -> None:
        """The end: what it was doing is given back."""
        if self.task == "finish_pilot" and self.passed is None:
            self.model.pilots_busy -= 1
            if self.platform is not None:
                self.platform.busy -= 1
        elif self.task == "wait_for_slot":
            self.platform.queue_of(self).remove(self)
        elif self.task == "finish_ramp":
            self.model.ramps_busy -= 1
        if self.firm is not None:
            self.firm.release(self)
        self.stop_reason = reason
        self.happened("stopped")
        self.remove()
