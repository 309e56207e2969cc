"""The peer's model class: a region built from the same blueprint, its month, and what is measured at the end."""

from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace

import mesa
import numpy as np

from experiments.benchmarks.peer.agents import Firm, Fund, Lab, Platform
from experiments.benchmarks.peer.experience import Experience
from experiments.benchmarks.peer.industry import Project
from experiments.benchmarks.peer.markets import Market, Sector
from experiments.benchmarks.peer.measures import Counts, count, indicators
from experiments.benchmarks.peer.rules import discount, meetings_per_result, usable_knowledge, wage_factor, wage_of
from sim.rules.matching import SPIN_OUT_HURDLE, SPIN_OUT_KNOWLEDGE
from sim.stages import SizeClass
from sim.start import Blueprint
from sim.tables import NOBODY, State


def namespace(row: np.record) -> SimpleNamespace:
    """A record as an ordinary Python object with Python numbers, which are fast to read one at a time."""
    return SimpleNamespace(**{name: row[name].item() for name in row.dtype.names})


def firms_of(start: State) -> Iterator[SimpleNamespace]:
    """Every founding firm with what it has in common with others of its group."""
    groups = [vars(namespace(row)) for row in start.firm_groups]
    for row in map(namespace, start.firms):
        yield SimpleNamespace(**vars(row), **groups[row.group + 1])


def spin_out_of(project: Project, cash: float) -> SimpleNamespace:
    """An inventor's firm at its start: little money, one project, good sight."""
    return SimpleNamespace(
        sector=project.market.number, size_class=SizeClass.MICRO.value, may_self_build=0, projects_at_once=1, hurdle=SPIN_OUT_HURDLE,
        accounts_month=project.model.month % 12, median_cash=cash, cash_sigma=0.0, yearly_profit=0.0, profit_noise=0.0, research=0.0,
        knowledge=SPIN_OUT_KNOWLEDGE, absorption=usable_knowledge(SPIN_OUT_KNOWLEDGE),
    )  # fmt: skip


class PeerModel(mesa.Model):
    """One region without policies, month by month. Raises ValueError for what it does not follow.

    That is: several areas, policy instruments, platforms that open inside the window or stand in counties.
    """

    def __init__(self, plan: Blueprint, seed: int = 1) -> None:
        super().__init__(seed=seed)
        start = plan.template
        if start.areas.size != 1 or plan.instruments:
            raise ValueError("the peer follows one area without policy instruments")
        if (start.platforms["opens"] > plan.burn_in).any() or (start.platforms["county"] != NOBODY).any():
            raise ValueError("the peer follows platforms that are open from the start and stand in no county")
        self.months, self.burn_in = plan.months, plan.burn_in
        self.entry_closes = int(start.clock[0].entry_closes) or self.months
        self.january = (int(start.clock[0].start) - self.burn_in) % 12
        self.world = namespace(start.world[0])
        self.windows = start.sectors["window"].tolist()
        self.month = 0
        self.money_from_outside = 0.0  # 万元 that came to firms, platforms and funds, less what left them

        self.sectors = [Sector(row) for row in map(namespace, start.sectors)]
        self.markets = [Market(self, k, sector) for k, sector in enumerate(self.sectors)]
        self.staff, self.engineers = float(start.areas[0].staff), float(start.areas[0].engineers)
        self.on_offer = self.pilots_busy = self.ramps_busy = 0

        self.labs = [Lab(self, row, start.mixes[row.mix]) for row in map(namespace, start.labs)]
        self.firms = [Firm(self, row) for row in firms_of(start)]
        for firm in self.firms:
            firm.market.add(firm)
        self.platforms = [Platform(self, row, self.firms) for row in map(namespace, start.platforms)]
        for market in self.markets:
            market.platforms = [p for p in self.platforms if p.sector in (NOBODY, market.number)]
        self.funds = [Fund(self, row) for row in map(namespace, start.funds)]

        self.experience = Experience(self.world)
        self.open_lines = 0.0  # discounted cost of lines of the window that are still under construction, 万元
        self.history: list[Project] = []  # all projects that ever were, ended ones too
        self.sums: Counter[str] = Counter()  # months and 万元 inside the window

    def step(self) -> None:
        """One month, in the order of `sim.month`."""
        self.in_window = self.month >= self.burn_in
        self.social_weight = discount(self.world.social_rate, self.month - self.burn_in) if self.in_window else 0.0
        self.move_markets()
        self.experience.form_beliefs()
        self.agents_by_type[Firm].do("step")
        self.agents_by_type[Lab].do("step")
        self.set_meetings()
        if Project in self.agents_by_type:
            self.agents_by_type[Project].do("step")
        self.agents_by_type[Platform].do("step")
        self.month += 1
        self.running = self.month < self.months

    def move_markets(self) -> None:
        """Wages follow the engineers now busy; sectors saturate and their older products fade."""
        world = self.world
        busy = self.pilots_busy * world.engineers_per_pilot + self.ramps_busy * world.engineers_per_ramp
        wage = wage_of(busy, self.engineers, world.engineer_supply_elasticity)
        self.wage_factor = wage_factor(wage, world.engineer_cost_share)
        for sector in self.sectors:
            sector.move(self)

    def set_meetings(self) -> None:
        """How likely a result on offer is to meet a firm this month, in each market."""
        by_staff = self.staff * self.world.deals_per_staff_year / 12.0 / max(1, self.on_offer)
        for market in self.markets:
            market.set_chance(meetings_per_result(float(market.free_places), float(market.on_offer), by_staff, self.world))

    def found_firm(self, project: Project) -> Firm:
        """The inventor of a project founds a firm for it."""
        if self.in_window:
            self.sums["founded"] += 1
        return Firm(self, spin_out_of(project, self.world.spinout_cash), spin_out=True)

    def book_private(self, amount: float) -> None:
        """Private money put in, 万元."""
        if self.in_window:
            self.sums["private"] += amount

    def book_social_cost(self, amount: float) -> None:
        """Real resources used, 万元, whoever pays; at today's discount."""
        self.sums["social"] -= amount * self.social_weight

    def value_to_come(self) -> float:
        """What products of the window will still earn after this month, in the social account."""
        world = self.world
        profits = world.profit_margin * (1.0 - world.business_stealing) * sum(s.counted_sales * s.factor for s in self.sectors)
        return profits / (1.0 / world.value_life + world.social_rate) * discount(world.social_rate, max(0, self.month - self.burn_in))

    @property
    def indicators(self) -> dict[str, float]:
        """The indicators of `sim.indicators` up to the present month."""
        return indicators(self, self.counts)

    @property
    def counts(self) -> Counts:
        """Stages, stop reasons, events by year and rates up to the present month."""
        return count(self)

    def run_model(self) -> "PeerModel":
        """Simulate all months."""
        while self.month < self.months:
            self.step()
        return self
