"""What the agents of the peer share: sectors with their sales, and the markets on which results meet firms."""

import math
from types import SimpleNamespace
from typing import TYPE_CHECKING

from experiments.benchmarks.peer.rules import market_factor

if TYPE_CHECKING:
    from experiments.benchmarks.peer.agents import Firm, Platform
    from experiments.benchmarks.peer.model import PeerModel


class Sector:
    """Technical and market character of a sector, and how full its market is."""

    def __init__(self, row: SimpleNamespace) -> None:
        self.__dict__.update(vars(row))

    def add_product(self, sales: float, counts: bool) -> None:
        """One more product sells; `counts`: in the social account."""
        self.base_sales += sales
        if counts:
            self.counted_sales += sales

    def move(self, model: "PeerModel") -> None:
        """The market takes what it can this month; older products fade."""
        world = model.world
        self.factor = market_factor(12.0 * self.base_sales, self.open_market)
        if model.in_window:
            self.sales += self.base_sales * self.factor
            model.book_social_cost(-world.profit_margin * self.counted_sales * self.factor * (1.0 - world.business_stealing))
        self.sales_clock += math.exp(-(model.month - 1) / world.value_life) * self.factor
        fading = math.exp(-1.0 / world.value_life)
        self.base_sales *= fading
        self.counted_sales *= fading


class Market:
    """Results on offer, founding firms and pilot platforms of one sector."""

    def __init__(self, model: "PeerModel", number: int, sector: Sector) -> None:
        self.model, self.number, self.sector = model, number, sector
        self.firms: list[Firm] = []
        self.platforms: list[Platform] = []
        self.free_places = self.on_offer = 0
        self.chance = 0.0

    def add(self, firm: "Firm") -> None:
        """A founding firm starts looking for results."""
        self.firms.append(firm)
        self.free_places += firm.projects_at_once

    def remove(self, firm: "Firm") -> None:
        """A firm has closed."""
        self.firms.remove(firm)
        self.free_places -= firm.projects_at_once - firm.active

    def set_chance(self, meetings: float) -> None:
        """Chance that a result on offer meets a firm this month."""
        self.chance = 1.0 - math.exp(-meetings)

    def winner(self) -> "Firm | None":
        """The firm that takes up a result, in proportion to usable knowledge; None if every firm is busy."""
        free = [firm for firm in self.firms if firm.active < firm.projects_at_once]
        return self.model.random.choices(free, [firm.absorption for firm in free])[0] if free else None
