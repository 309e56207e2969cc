"""The three kinds of scenario content as strict models: Region (a place), Policy (levers) and Scenario (one region with its policies)."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sim.parameters import World
from sim.policy import AnyInstrument
from sim.quantities import quantity
from sim.region import (
    Calendar,
    Engineers,
    FirmSpec,
    FundSpec,
    LabSpec,
    Matchmaking,
    PlatformSpec,
    SectorName,
    SectorSpec,
    Spec,
    Text,
)
from sim.units import Money


class Header(Spec):
    """What a region and a policy file both say about themselves; `id` is the file name without ".toml"."""

    id: str = quantity(..., unit="name", zh="编号（即文件名）", en="name (that of the file)")
    title: Text = quantity(..., unit="text", zh="标题（zh、en）", en="title in both languages")
    question: Text = quantity(..., unit="text", zh="要回答的问题（zh、en）", en="the question it answers, in both languages")
    sources: tuple[str, ...] = quantity(..., unit="evidence ids", zh="依据（证据编号）", en="evidence ids it rests on; may be empty")
    assumptions: dict[str, str] = quantity(
        {}, unit="text", zh="文件未载明、由我们假定的键及理由", en="keys that no document states, each with the reason or prior"
    )


class Region(Header):
    """A place: its stocks, its calendar and the world it lives in. Counts and money are per area."""

    kind: Literal["region"] = quantity(..., unit="kind", zh="文件种类", en="kind of file")
    areas: int = quantity(
        1,
        unit="areas",
        ge=1,
        le=100000,
        zh="相同的城市市场个数（以下各项均按每个市场计）",
        en="identical city markets; every count below is per area",
    )
    calendar: Calendar = quantity(..., unit="table", zh="时间", en="when the study starts and how long it runs")
    world: World = quantity(World(), unit="table", zh="世界参数", en="uncertainties nobody decides")
    sectors: dict[SectorName, SectorSpec] = quantity(..., unit="table", zh="领域", en="industrial sectors; their shares sum to 1")
    labs: dict[str, LabSpec] = quantity(..., unit="table", zh="成果来源", en="groups of institutions that disclose results")
    firms: dict[str, FirmSpec] = quantity(..., unit="table", zh="企业", en="groups of firms")
    platforms: dict[str, PlatformSpec] = quantity({}, unit="table", zh="中试平台", en="groups of pilot platforms")
    funds: dict[str, FundSpec] = quantity({}, unit="table", zh="基金与贷款机构", en="groups of funds and lenders")
    engineers: Engineers = quantity(Engineers(), unit="table", zh="工程师", en="scarce engineers")
    matchmaking: Matchmaking = quantity(Matchmaking(), unit="table", zh="对接服务人员", en="staff who bring results and firms together")


class Policy(Header):
    """Levers that can be pulled in any region; without instruments it is "do nothing". Budgets are per area.

    `budget_per_year_total` is an optional ceiling: what the instruments commit in any calendar year must stay within it (`checks.committed`).
    """

    kind: Literal["policy"] = quantity(..., unit="kind", zh="文件种类", en="kind of file")
    budget_per_year_total: Money | None = quantity(
        None,
        unit="万元 a year",
        ge=0,
        zh="各工具每年合计预算上限（不写=不设）",
        en="yearly ceiling on what all instruments together commit; absent: none",
    )
    instruments: dict[str, AnyInstrument] = quantity({}, unit="table", zh="政策工具", en="instruments, each with its family")


MODELS: dict[Literal["region", "policy"], type[Region] | type[Policy]] = {"region": Region, "policy": Policy}


@dataclass(frozen=True)
class Scenario:
    """One region together with the policies that act in it: all that a run needs besides a seed."""

    region: Region
    policies: tuple[Policy, ...] = ()

    @property
    def id(self) -> str:
        """ "chenzhou", or "chenzhou+award-on-industrialisation" with policies."""
        return "+".join([self.region.id, *(policy.id for policy in self.policies)])

    @property
    def world(self) -> World:
        """The uncertainties of this scenario's region."""
        return self.region.world

    @cached_property
    def instruments(self) -> dict[str, AnyInstrument]:
        """All instruments by their name in the ledger, in the order of the policies; loading makes sure that names are unique."""
        return {name: instrument for policy in self.policies for name, instrument in policy.instruments.items()}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the complete content as JSON; groups keep their order because rows of the tables follow it."""
        content = {"region": self.region.model_dump(mode="json"), "policies": [policy.model_dump(mode="json") for policy in self.policies]}
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
