"""The people of a region: labs, firms, pilot platforms and funds of one area, repeated for every area.

Each `*_entries` function yields one entry per agent of the first area; `repeated` makes the others, who differ in their names only.
"""

import math
from collections.abc import Iterable

import numpy as np

from sim import policy as levers
from sim.region import PlatformSpec
from sim.rules.firm_books import KNOWLEDGE_LOSS
from sim.rules.matching import SPIN_OUT_HURDLE, usable_knowledge
from sim.scenario import Scenario
from sim.stages import FundKind, LabType, RunMode, SizeClass
from sim.start.approval import months_of_approval
from sim.start.month_of import FAR, MonthOf
from sim.start.naming import MOST_AREAS, Names, code, high_words, sector_of, sector_or_any, sector_shares
from sim.tables import FIRM, FIRM_GROUP, FUND, LAB, NEVER, NOBODY, PLATFORM, SECTORS, YUAN, table

MOST_PER_GROUP = 1 << 20
MOST_FUNDS = (1 << 15) - 1  # projects know their fund by a row of 16 bits
FEE_BY_ZONE = {"none": 1.0, "A": 0.9, "B": 1.0}
"""Fee of a platform in a zone over that of its run mode: generic ones are used by all and cheaper (assumption; M-02)."""
MATURITY_BY_ZONE = {"none": 1.0, "A": 1.0, "B": 1.15}
"""Maturity gained at a platform in a zone over the usual: specialised equipment brings a process further (assumption; M-02)."""
FEE_BY_MODE = {"leading_firm": 0.9, "university": 0.6, "operator": 0.8}
"""Fee over pilot cost: a leading firm asks what rivals will bear, a university little more than its cost (assumption)."""


class SetupError(ValueError):
    """A scenario that is valid but too large or too contradictory to be built; the message says why."""


def repeated(area: np.ndarray, areas: int, name_shift: int) -> np.ndarray:
    """The rows of one area for every area: names carry the number of the area, shifted to its place in the name."""
    if areas > MOST_AREAS:
        raise SetupError(f"areas: at most {MOST_AREAS}")
    everywhere = np.tile(area, areas)
    everywhere["area"] = np.repeat(np.arange(areas), area.size)
    everywhere["name"] += everywhere["area"].astype(np.int64) << name_shift
    return everywhere


def lab_table(scenario: Scenario, mixes: list[np.ndarray], month_of: MonthOf) -> np.ndarray:
    """All labs, then the places from which policies attract projects; each group's cumulative sector mix is appended to `mixes`."""
    names, areas = high_words(), scenario.region.areas
    own = repeated(table(LAB, lab_entries(scenario, mixes, names)), areas, 32)
    return np.concatenate([own, repeated(table(LAB, outside_entries(scenario, mixes, names, month_of)), areas, 32)])


def firm_table(scenario: Scenario) -> np.ndarray:
    """All founding firms, sorted by area, then sector, then as the region file lists them."""
    area = table(FIRM, firm_entries(scenario))
    area = area[np.argsort(area["sector"], kind="stable")]
    return repeated(area, scenario.region.areas, 20)


def firm_group_table(scenario: Scenario) -> np.ndarray:
    """What firms of a group have in common: spin-outs first, then the groups as the region file lists them."""
    groups = [{name: getattr(spec, name) for name in FIRM_GROUP.names} for spec in scenario.region.firms.values()]
    return table(FIRM_GROUP, [{"hurdle": SPIN_OUT_HURDLE}, *groups])


def platform_table(scenario: Scenario, firms: np.ndarray, month_of: MonthOf) -> np.ndarray:
    """All platforms, sorted by area. Owners are firms of the same area."""
    areas = scenario.region.areas
    firms_per_area = firms.size // areas
    area = table(PLATFORM, platform_entries(scenario, firms[:firms_per_area], month_of))
    everywhere = repeated(area, areas, 32)
    owned = everywhere["owner"] != NOBODY
    everywhere["owner"][owned] += everywhere["area"][owned] * firms_per_area
    return everywhere


def fund_table(scenario: Scenario, month_of: MonthOf) -> np.ndarray:
    """All funds, sorted by area; the area is in both words of the name, the low one being what projects know a fund by."""
    everywhere = repeated(table(FUND, fund_entries(scenario, month_of)), scenario.region.areas, 32)
    if everywhere.size > MOST_FUNDS:
        raise SetupError(f"funds: {everywhere.size} in all areas together; at most {MOST_FUNDS}")
    everywhere["name"] += everywhere["area"]
    return everywhere


def lab_entries(scenario: Scenario, mixes: list[np.ndarray], names: Names) -> Iterable[dict]:
    """One entry per institution; each group's sector mix is appended to `mixes`."""
    region = scenario.region
    default = {key: spec.share for key, spec in region.sectors.items()}
    for g, (group, spec) in enumerate(region.labs.items()):
        mixes.append(sector_shares(spec.sectors or default))
        for k in range(spec.count):
            yield {
                "name": names.of(f"lab:{group}:{k}") << 32,
                "group": g,
                "type": code(LabType, spec.type),
                "mix": g,
                "per_month": spec.results_per_year / 12.0,
                "silent": math.exp(-spec.results_per_year / 12.0),
                "release_share": spec.release_share,
                "quality_shift": spec.quality_shift,
                "attraction": NOBODY,
                "last_month": FAR,
            }


def outside_entries(scenario: Scenario, mixes: list[np.ndarray], names: Names, month_of: MonthOf) -> Iterable[dict]:
    """One entry per attraction or link with universities: where its projects come from, an institution that releases everything."""
    region, attractions = scenario.region, 0
    default = {key: spec.share for key, spec in region.sectors.items()}
    for n, (key, tool) in enumerate(scenario.instruments.items()):
        if not isinstance(tool, levers.Attraction | levers.UniversityLinks):
            continue
        is_fresh = isinstance(tool, levers.UniversityLinks)
        per_month = (tool.results_per_year if is_fresh else tool.projects_per_year) / 12.0
        wanted = {sector: default.get(sector, 0.0) or 1.0 for sector in tool.sectors if sector in default}
        mixes.append(sector_shares(wanted or default))
        yield {
            "name": names.of(f"attraction:{key}") << 32,
            "group": len(region.labs) + n,
            "type": int(LabType.UNIVERSITY if is_fresh else LabType.INSTITUTE),
            "mix": len(mixes) - 1,
            "per_month": per_month,
            "silent": math.exp(-per_month),
            "release_share": 1.0,
            "quality_shift": tool.quality_shift,
            "attraction": attractions,
            "first_month": month_of.starts(tool),
            "last_month": month_of.ends(tool),
        }
        attractions += 1


def firm_entries(scenario: Scenario) -> Iterable[dict]:
    """One entry per founding firm, not yet sorted by cell."""
    region, names, tags = scenario.region, high_words(), Names(0x7FF00000)
    default = {key: spec.share for key, spec in region.sectors.items()}
    for g, (group, spec) in enumerate(region.firms.items()):
        cumulative = sector_shares(spec.sectors or default)
        high, tag = names.of(f"firm:{group}"), tags.of(f"firm:{group}")
        if spec.count >= MOST_PER_GROUP:
            raise SetupError(f"firms.{group}: at most {MOST_PER_GROUP - 1} firms per group")
        numbers = [0] * SECTORS
        for k in range(spec.count):
            sector = sector_of(k, cumulative)
            yield {
                "name": high << 32 | k,
                "partner": tag | numbers[sector],
                "group": g,
                "size_class": code(SizeClass, spec.size),
                "sector": sector,
                "may_self_build": spec.may_self_build,
                "closed": NEVER,
                "projects_at_once": spec.projects_at_once,
                "first_project": NOBODY,
                "founded": NEVER,
                "accounts_month": k // 4 % 12,
                "median_cash": spec.cash,
                "knowledge": spec.research / KNOWLEDGE_LOSS,
                "absorption": usable_knowledge(spec.research / KNOWLEDGE_LOSS),
            }
            numbers[sector] += 1


def platform_entry(**known: object) -> dict:
    """What every platform starts with, whoever pays for it."""
    empty = {key: NOBODY for key in ("head", "tail", "owner_head", "owner_tail")}
    return empty | {"closed": NEVER, "booked": NEVER, "broke_even": NEVER, "owner": NOBODY, "instrument": NOBODY, "county": NOBODY} | known


def readiness(site: float, equipment: float, staff: float, finance: float, market: float) -> float:
    """Share of its slots that a platform can use: that of the scarcest factor, as no other can stand in for it (Leontief). Source: M-21."""
    return min(site, equipment, staff, finance, market)


def usable_slots(slots: int, share: float) -> int:
    """Whole slots that this share of them comes to: the nearest number, a half rounded up."""
    return math.floor(slots * share + 0.5)


def character(spec: PlatformSpec | levers.NewPlatforms) -> dict[str, float]:
    """What sets a platform apart, whoever pays for it: slots that can be used, how near it is to users, labs and the local chain, management.

    Sources: M-05 (leading firm), M-06 (university), M-07 (professional operator), M-21 (bottlenecks), M-35 (county bases).
    """
    share = readiness(spec.site_ready, spec.equipment_ready, spec.staff_ready, spec.finance_ready, spec.market_ready)
    own = {name: getattr(spec, name) for name in ("demand_link", "lab_fee_factor", "time_saved", "landing_gain", "staff_ready", "equipment_ready")}
    return own | {"slots": usable_slots(spec.slots, share)}


def platform_entries(scenario: Scenario, firms: np.ndarray, month_of: "MonthOf") -> Iterable[dict]:
    """One entry per platform: the region's own, then those that policies build (in the order of the ledger)."""
    region, names = scenario.region, high_words()
    counties = counties_of(scenario)
    for g, (group, spec) in enumerate(region.platforms.items()):
        for k in range(spec.count):
            sector = sector_or_any(spec.sector)
            owner = owner_firm(firms, sector, f"platforms.{group}", k) if spec.owner == "firm" else NOBODY
            yield platform_entry(
                name=names.of(f"platform:{group}:{k}") << 32,
                group=g,
                sector=sector,
                owner=owner,
                mode=code(RunMode, spec.mode),
                opens=0 if spec.opens is None else month_of(spec.opens),
                cash=round(spec.cash * YUAN),
                fee_share=FEE_BY_MODE[spec.mode] * FEE_BY_ZONE[spec.zone] if spec.fee_share is None else spec.fee_share,
                maturity=MATURITY_BY_ZONE[spec.zone],
                base_capability=spec.capability,
                capability=spec.capability,
                experience=scenario.world.learning_reference,
                monthly_cost=round(spec.yearly_cost * YUAN / 12),
                monthly_funding=round(spec.base_funding * YUAN / 12),
                county=counties.get(spec.county, NOBODY),
                **character(spec),
            )
    for n, (key, tool) in enumerate(scenario.instruments.items()):
        if not isinstance(tool, levers.NewPlatforms):
            continue
        opens = month_of.starts(tool) + round(months_of_approval(tool, scenario, month_of)) + tool.build_months
        for k in range(tool.count):
            yield platform_entry(
                name=names.of(f"platform:{key}:{k}") << 32,
                group=len(region.platforms) + n,
                sector=sector_or_any(tool.sector),
                mode=code(RunMode, tool.mode),
                instrument=n,
                opens=opens,
                cash=round(tool.cash * YUAN) if opens < 0 else 0,
                fee_share=FEE_BY_MODE[tool.mode] * FEE_BY_ZONE[tool.zone] if tool.fee_share is None else tool.fee_share,
                maturity=MATURITY_BY_ZONE[tool.zone],
                base_capability=tool.capability,
                capability=tool.capability,
                experience=scenario.world.learning_reference,
                monthly_cost=round(tool.yearly_cost * YUAN / 12),
                monthly_funding=round(tool.tenant_income * YUAN / 12),  # rent of tenants (M-37): private money, as core funding is no policy's
                county=counties.get(tool.county, NOBODY),
                **character(tool),
            )


def counties_of(scenario: Scenario) -> dict[str, int]:
    """The counties that platforms of the region or its policies stand in, numbered in the order in which they are first named."""
    named = [spec.county for spec in scenario.region.platforms.values()]
    named += [tool.county for tool in scenario.instruments.values() if isinstance(tool, levers.NewPlatforms)]
    return {county: k for k, county in enumerate(dict.fromkeys(filter(None, named)))}


def owner_firm(firms: np.ndarray, sector: int, where: str, number: int) -> int:
    """The firm that owns a self-built platform: the largest of its sector (of the area when it serves all), in order of number."""
    same = (firms["sector"] == sector) | (sector == NOBODY)
    if not same.any():
        raise SetupError(f"{where}: owner = firm, but the area has no firm in this sector")
    candidates = np.flatnonzero(same & (firms["size_class"] == firms["size_class"][same].max()))
    return int(candidates[number % candidates.size])


def fund_name(names: Names, text: str) -> int:
    """Name of a fund: the same number in both words."""
    number = names.of(f"fund:{text}")
    return number << 32 | number


def fund_entries(scenario: Scenario, month_of: "MonthOf") -> Iterable[dict]:
    """One entry per fund: the region's own, then the guidance funds of policies."""
    region, names = scenario.region, high_words()
    for g, (group, spec) in enumerate(region.funds.items()):
        for k in range(spec.count):
            opens = 0 if spec.opens is None else month_of(spec.opens)
            yield {
                "name": fund_name(names, f"{group}:{k}"),
                "group": g,
                "kind": code(FundKind, spec.kind),
                "opens": opens,
                "closes": opens + 12 * spec.life_years,
                "recycles": spec.recycles,
                "instrument": NOBODY,
                "capital": round(spec.capital * YUAN),
                "ticket_cap": spec.ticket_cap,
                "portfolio_cap": spec.portfolio_cap,
                "hurdle": spec.hurdle,
                "signal_noise": spec.signal_noise,
            }
    for n, (key, tool) in enumerate(scenario.instruments.items()):
        if isinstance(tool, levers.JointVentures):
            yield partner_entry(key, tool, names, month_of) | {"group": len(region.funds) + n}
        if isinstance(tool, levers.PlatformAngel):
            yield angel_entry(n, key, tool, names, month_of) | {"group": len(region.funds) + n}
        if not isinstance(tool, levers.GuidanceFund):
            continue
        opens = month_of.starts(tool)
        yield {
            "name": fund_name(names, key),
            "group": len(region.funds) + n,
            "kind": int(FundKind.GUIDANCE),
            "opens": opens,
            "closes": min(opens + 12 * tool.life_years, month_of.ends(tool) + 1),
            "recycles": tool.recycles,
            "instrument": n,
            "capital": round(tool.capital * tool.realised_share * YUAN),
            "ticket_cap": tool.ticket_cap,
            "portfolio_cap": tool.portfolio_cap,
            "hurdle": tool.hurdle,
            "signal_noise": tool.signal_noise,
        }


def angel_entry(n: int, key: str, tool: levers.PlatformAngel, names: Names, month_of: MonthOf) -> dict:
    """Angel money of the platforms, instrument `n`: a public fund that is in projects only which passed a pilot at one of them (M-12)."""
    opens = month_of.starts(tool)
    return {
        "name": fund_name(names, key),
        "kind": int(FundKind.GUIDANCE),
        "opens": opens,
        "closes": min(opens + 12 * tool.life_years, month_of.ends(tool) + 1),
        "recycles": True,
        "instrument": n,
        "capital": round(tool.capital * YUAN),
        "ticket_cap": tool.ticket_cap,
        "portfolio_cap": tool.portfolio_cap,
        "hurdle": tool.hurdle,
        "signal_noise": tool.signal_noise,
        "angel": 1,
        "platform_share": tool.platform_share,
    }


def partner_entry(key: str, tool: levers.JointVentures, names: Names, month_of: MonthOf) -> dict:
    """Partners of joint ventures: private money from elsewhere that takes shares in lines, as a venture fund does (M-49)."""
    opens = month_of.starts(tool)
    return {
        "name": fund_name(names, key),
        "kind": int(FundKind.VENTURE),
        "opens": opens,
        "closes": min(opens + 12 * tool.life_years, month_of.ends(tool) + 1),
        "recycles": True,
        "instrument": NOBODY,
        "capital": round(tool.partner_capital * YUAN),
        "ticket_cap": tool.ticket_cap,
        "portfolio_cap": 1000,
        "hurdle": tool.hurdle,
        "signal_noise": tool.signal_noise,
    }
