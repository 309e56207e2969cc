"""Labs, firms, pilot platforms and funds as Mesa agents: windows on one row of a table. They hold no state of their own.

`firm.cash`, `platform.waiting`, `fund.capital` read the row (whole yuan for money). `step()` lets one agent act alone on what is due this
month, with the same compiled sweep that acts for all; `explain()` says in words what the same rule decides, and which condition failed.
"""

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from sim.explain import Explanation, explain_project
from sim.month import lab_acts, money_is_sought, platform_acts, routes_are_chosen
from sim.stages import FundKind, LabType, RunMode, Sector, SizeClass
from sim.tables import FIRM, FUND, LAB, NEVER, NOBODY, PLATFORM, YUAN

if TYPE_CHECKING:
    from sim.model import FunnelModel


class RowAgent(mesa.Agent):
    """A Mesa agent whose attributes are the columns of one row of a table of the model's state."""

    model: "FunnelModel"
    table: str

    def __init_subclass__(cls, table: str, dtype: np.dtype, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.table = table
        for name in dtype.names:
            if not hasattr(mesa.Agent, name) and name not in vars(cls):
                setattr(cls, name, property(lambda self, name=name: self.record[name].item()))

    def __init__(self, model: "FunnelModel", row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def record(self) -> np.record:
        """The row this agent is a window on."""
        return getattr(self.model.state, self.table)[self.row]

    @property
    def group_name(self) -> str:
        """Name of the group in the region file (or of the instrument that founded it); "spin-out" for inventors' firms."""
        group = int(self.record["group"])
        return self.model.groups[self.table][group] if group != NOBODY else "spin-out"


class Lab(RowAgent, table="labs", dtype=LAB):
    """A university, institute or enterprise centre that discloses results."""

    @property
    def kind(self) -> LabType:
        """What sort of institution it is."""
        return LabType(self.type)

    def step(self) -> None:
        """Disclose this month's results."""
        lab_acts(self.model.state, self.model.key, self.row)


class Firm(RowAgent, table="firms", dtype=FIRM):
    """A firm that takes up results, chooses their route and pays for them."""

    @property
    def size_class(self) -> SizeClass:
        """Micro, small, medium or large."""
        return SizeClass(int(self.record["size_class"]))

    @property
    def group_record(self) -> np.record:
        """What all firms of its group have in common: yearly profit (万元), hurdle, research, spreads."""
        return self.model.state.firm_groups[int(self.record["group"]) + 1]

    @property
    def yearly_profit(self) -> float:
        """What a firm of its group earns from what it sold before, 万元 a year on average."""
        return self.group_record["yearly_profit"].item()

    @property
    def cash_sigma(self) -> float:
        """Spread of cash at the start between firms of its group, standard deviation of its logarithm."""
        return self.group_record["cash_sigma"].item()

    @property
    def profit_noise(self) -> float:
        """Spread of yearly profit, relative to its mean."""
        return self.group_record["profit_noise"].item()

    @property
    def research(self) -> float:
        """Own R&D that builds absorptive capacity, 0 to 1 a year."""
        return self.group_record["research"].item()

    @property
    def hurdle(self) -> float:
        """Net present value it wants, as a share of the money at risk."""
        return self.group_record["hurdle"].item()

    @property
    def is_open(self) -> bool:
        """Whether it is still in business."""
        return self.closed == NEVER

    @property
    def projects(self) -> np.ndarray:
        """Row numbers of the projects it holds or held last."""
        return np.flatnonzero(self.model.state.projects["firm"][: self.model.state.clock[0].projects] == self.row)

    def step(self) -> None:
        """Choose a route for each of its projects that is due this month."""
        routes_are_chosen(self.model.state, self.model.key, self.row)

    def explain(self, project: int, lang: str = "en") -> Explanation:
        """What this firm would decide about project row `project` now, and the first condition that fails on each route.

        Raises ValueError when the project is not this firm's.
        """
        if int(self.model.state.projects[project].firm) != self.row:
            raise ValueError(f"project {project} does not belong to this firm; its projects are {self.projects.tolist()}")
        return explain_project(self.model.state, self.model.key, project, lang)


class PilotPlatform(RowAgent, table="platforms", dtype=PLATFORM):
    """A pilot platform with slots and a queue."""

    @property
    def sector_name(self) -> str:
        """Field it serves; "any" for all."""
        sector = int(self.record["sector"])
        return Sector(sector).key if sector != NOBODY else "any"

    @property
    def run_mode(self) -> RunMode:
        """Who runs it."""
        return RunMode(self.mode)

    def step(self) -> None:
        """Let the impatient go, fill free slots, keep the books of this month."""
        platform_acts(self.model.state, self.model.key, self.row)


class Fund(RowAgent, table="funds", dtype=FUND):
    """A guidance fund, a venture fund or a lender."""

    @property
    def fund_kind(self) -> FundKind:
        """Guidance fund, venture fund or loan."""
        return FundKind(int(self.record["kind"]))

    @property
    def capital_wan(self) -> float:
        """Capital that can still be invested, 万元."""
        return self.capital / YUAN

    def step(self) -> None:
        """Sit in committee over the projects that look for money this month, as if it were the only fund."""
        money_is_sought(self.model.state, self.model.key, self.row)
