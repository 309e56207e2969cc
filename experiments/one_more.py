"""What one more unit of each resource would give: the same region with one more, as scenarios of shared luck.

Each variant is an ordinary scenario, made by overrides of the region; results are never touched. What is added has a name of its own, so that
nobody else's luck changes. One more is one more in every area of a region that has several, and it is there from the beginning, burn-in
included: what is found is what a unit is worth to a region that has had it all along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.bottlenecks import PARTNER, Stuck
from experiments.output.vocabulary import Both
from sim.region import PlatformSpec
from sim.scenario import Region, Scenario, load_scenario
from sim.stages import Sector, SizeClass, name_zh

CAPITAL = 10_000.0
"""Fund capital that is added, 万元: 1 亿."""
LARGER = 1.1
"""A larger market, as a multiple of today's."""
NEW = "one-more"


@dataclass(frozen=True)
class OneMore:
    """The region with one more unit of a resource, or why there is none (`scenario` is None)."""

    resource: str
    unit: Both  # what is added
    scenario: Scenario | None


def one_more_of_each(scenario: Scenario, found: Stuck) -> tuple[OneMore, ...]:
    """The variants of a scenario, in the order of RESOURCES; `found` says where partners and slots are scarcest."""
    region = scenario.region
    sector = scarcest(region, found.stopped_in[:, PARTNER].sum(axis=-1))
    made = (
        ("partner", *_partner(region, sector)),
        ("slot", *_slot(region, found.queued_at.sum(axis=-1), sector)),
        ("money", *_money(region)),
        ("staff", Both("对接服务人员 1 人", "one more person in matchmaking"), {"matchmaking": {"staff": region.matchmaking.staff + 1.0}}),
        ("market", *_market(region)),
    )
    return tuple(OneMore(name, _in_each_area(unit, region), _changed(scenario, changes)) for name, unit, changes in made)


def scarcest(region: Region, cases: np.ndarray) -> str:
    """The field of the region with most cases; where there are none, the one with most results."""
    by_field = {name: (float(cases[Sector[name.upper()]]), spec.share) for name, spec in region.sectors.items()}
    return max(by_field, key=by_field.__getitem__)


def _partner(region: Region, sector: str) -> tuple[Both, dict[str, Any]]:
    """One more firm in a field: like those of the group that holds most project places, of the larger firms where two hold as many."""
    groups = {name: (spec.count * spec.projects_at_once, SizeClass[spec.size.upper()]) for name, spec in region.firms.items()}
    if not any(places for places, _ in groups.values()):
        return Both("（地区没有能承接项目的企业可作样板）", "(the region has no firm with places for projects to copy)"), {}
    like = region.firms[max(groups, key=groups.__getitem__)]
    unit = Both(
        f"{_field(sector)}领域的{name_zh(SizeClass[like.size.upper()])} 1 家（同时承接 {like.projects_at_once} 项）",
        f"one more {like.size} firm in {sector} (projects at one time: {like.projects_at_once})",
    )
    return unit, {"firms": {_new(region.firms): _plain(like, count=1, sectors={sector: 1.0})}}


def _slot(region: Region, queued_at: np.ndarray, sector: str) -> tuple[Both, dict[str, Any]]:
    """One more slot where projects queue longest, among the platforms the region has itself.

    A single platform gets one more slot; a group of several gets one more platform of one slot, on the group's terms. Where nobody queues it
    is the group with most slots; where the region has no platform, a first one in the field that lacks partners most.
    """
    groups = {name: (queued, spec.slots) for (name, spec), queued in zip(region.platforms.items(), queued_at, strict=False) if spec.slots}
    if not groups:
        first = PlatformSpec(sector=sector, mode="operator", slots=1, yearly_cost=200.0, base_funding=170.0, cash=200.0)
        return Both(f"第一个平台（{_field(sector)}），工位 1 个", f"a first platform ({sector}) with one slot"), {"platforms": {NEW: _plain(first)}}
    name = max(groups, key=groups.__getitem__)
    like = region.platforms[name]
    unit = Both(f"平台 {name}（{_field(like.sector)}）工位 1 个", f"one more slot at {name} (serves {like.sector})")
    if like.count == 1:
        return unit, {"platforms": {name: {"slots": like.slots + 1}}}
    shares = {key: getattr(like, key) / like.slots for key in ("yearly_cost", "base_funding", "cash")}
    return unit, {"platforms": {_new(region.platforms): _plain(like, count=1, slots=1, **shares)}}


def _money(region: Region) -> tuple[Both, dict[str, Any]]:
    """More capital in the funds there are, in proportion to what they have: nobody new looks at projects."""
    total = sum(spec.count * spec.capital for spec in region.funds.values())
    if total <= 0.0:
        return Both("（地区没有基金可以增资）", "(the region has no fund to add capital to)"), {}
    more = 1.0 + CAPITAL / total
    unit = Both("基金和贷款规模 1 亿元（按现有规模分摊）", "100 million CNY more capital in the funds there are, in proportion")
    return unit, {"funds": {name: {"capital": spec.capital * more} for name, spec in region.funds.items()}}


def _market(region: Region) -> tuple[Both, dict[str, Any]]:
    share = round(100 * (LARGER - 1.0))
    unit = Both(f"各领域市场扩大 {share}%", f"markets of all fields larger by {share} %")
    return unit, {"sectors": {name: {"market_size": spec.market_size * LARGER} for name, spec in region.sectors.items()}}


def _changed(scenario: Scenario, changes: dict[str, Any]) -> Scenario | None:
    return load_scenario(scenario.region, scenario.policies, overrides=changes) if changes else None


def _plain(spec: Any, **changes: Any) -> dict[str, Any]:
    """The keys of a table as a file would write them, some of them changed; what is not stated is left out."""
    content = spec.model_dump(mode="json") | changes
    return {key: value for key, value in content.items() if value is not None}


def _new(groups: Mapping[str, Any]) -> str:
    name = NEW
    while name in groups:
        name += "-more"
    return name


def _field(sector: str) -> str:
    return "不限领域" if sector == "any" else name_zh(Sector[sector.upper()])


def _in_each_area(unit: Both, region: Region) -> Both:
    """Says where one is added when the region has several like areas."""
    if region.areas == 1:
        return unit
    return Both(f"{unit.zh}（{region.areas} 个市场各加）", f"{unit.en} (in each of the {region.areas} areas)")
