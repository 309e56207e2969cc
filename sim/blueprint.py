"""From a scenario to tables: everything about the start of a world that does not depend on luck, prepared once and copied for each run.

Names are stable: a firm is its group, area and number; adding one more to a group renames nobody and moves nobody to another sector.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from sim import policy as levers
from sim.compiled import entry, rule
from sim.dice import Purpose, normal
from sim.parameters import WORLD
from sim.rules.lab import draw_arrivals
from sim.rules.money import yuan
from sim.scenario import Scenario
from sim.stages import Cost, Event, Family, FundKind, LabType, Named, Phase, Route, RunMode, Sector, SizeClass
from sim.tables import (
    ACCOUNT,
    AREA,
    BROKERS,
    CELL,
    CLOCK,
    COST_SUPPORT,
    EXPERIENCE,
    EXPERT_PANEL,
    FIRM,
    FUND,
    INSTRUMENT,
    LAB,
    NEVER,
    NEW_PLATFORMS,
    NOBODY,
    OUTCOME_AWARD,
    PAYMENT,
    PLATFORM,
    PROJECT,
    SECTOR,
    SECTORS,
    TALLY,
    YUAN,
    State,
)  # fmt: skip

GOLDEN = 0.6180339887498949  # spreads the numbers 0, 1, 2, ... evenly over sectors, whatever their count
FAR = 1 << 30  # a month that never comes
MOST_INSTRUMENTS = 62  # bits of `paid_by`
MOST_PER_GROUP = 1 << 20


class SetupError(ValueError):
    """A scenario that is valid but too large or too contradictory to be built; the message says why."""


def rows(dtype: np.dtype, count: int) -> np.ndarray:
    """An empty table of `count` rows."""
    return np.zeros(count, dtype)


def table(dtype: np.dtype, entries: Iterable[Mapping]) -> np.ndarray:
    """A table with one row per entry; columns an entry does not name stay 0."""
    entries = list(entries)
    result = rows(dtype, len(entries))
    for k, columns in enumerate(entries):
        for name, value in columns.items():
            result[name][k] = value
    return result


def code(enum: type[Named], key: str) -> int:
    """The integer of a name used in scenario files."""
    return int(enum[key.upper()])


def mask(enum: type[Named], keys: Iterable[str]) -> int:
    """Eligibility as bits; 0 admits all."""
    return sum(1 << code(enum, key) for key in keys)


class Names:
    """Stable 31-bit names from text; two texts that collide are told apart by the order in which they come."""

    def __init__(self) -> None:
        self.taken: set[int] = set()

    def high_word(self, text: str, keep: int = 0x7FFFFFFF) -> int:
        """A name for the high word of an entity, of which only the bits in `keep` count."""
        salt = 0
        while (name := crc32(f"{text}#{salt}".encode()) & keep) in self.taken:
            salt += 1
        self.taken.add(name)
        return name


def sector_shares(mix: Mapping[str, float]) -> np.ndarray:
    """Cumulative shares over all sectors, ending in exactly 1."""
    shares = np.zeros(SECTORS)
    for key, share in mix.items():
        shares[code(Sector, key)] = share
    cumulative = np.cumsum(shares) / shares.sum()
    cumulative[-1] = 1.0
    return cumulative


def sector_of(number: int, cumulative: np.ndarray) -> int:
    """The sector of the n-th member of a group: a fixed, even sequence, so that one more member moves nobody."""
    return int(np.searchsorted(cumulative, (0.5 + number * GOLDEN) % 1.0, side="right"))


@dataclass(frozen=True)
class Blueprint:
    """The start of every world of a scenario: templates of all tables and the names of their groups."""

    scenario: Scenario
    template: State
    months: int
    instruments: tuple[str, ...]  # names in the ledger, in the order of `template.instruments`
    firm_groups: tuple[str, ...]
    platform_groups: tuple[str, ...]
    fund_groups: tuple[str, ...]
    lab_groups: tuple[str, ...]
    years: tuple[int, ...]  # calendar years of the columns of `template.spending`

    @property
    def burn_in(self) -> int:
        """Months before the first dated month."""
        return self.scenario.region.calendar.burn_in


def lab_entries(scenario: Scenario, mixes: list[np.ndarray]) -> Iterable[dict]:
    """One entry per institution; each group's sector mix is appended to `mixes`."""
    region, names = scenario.region, Names()
    default = {key: spec.share for key, spec in region.sectors.items()}
    for g, (group, spec) in enumerate(region.labs.items()):
        mixes.append(sector_shares(spec.sectors or default))
        for area in range(region.areas):
            for k in range(spec.count):
                yield {
                    "name": names.high_word(f"lab:{group}:{area}:{k}") << 32, "group": g, "type": code(LabType, spec.type), "area": area,
                    "mix": g, "per_month": spec.results_per_year / 12.0, "silent": math.exp(-spec.results_per_year / 12.0), "release_share": spec.release_share,
                    "quality_shift": spec.quality_shift,
                }  # fmt: skip


def firm_entries(scenario: Scenario) -> Iterable[dict]:
    """One entry per founding firm, not yet sorted by cell."""
    region, names, tags = scenario.region, Names(), Names()
    default = {key: spec.share for key, spec in region.sectors.items()}
    for g, (group, spec) in enumerate(region.firms.items()):
        cumulative = sector_shares(spec.sectors or default)
        high, tag = names.high_word(f"firm:{group}"), tags.high_word(f"firm:{group}", keep=0x7FF00000)
        if spec.count >= MOST_PER_GROUP or region.areas >= 4096:
            raise SetupError(f"firms.{group}: at most {MOST_PER_GROUP - 1} firms per group and 4095 areas")
        for area in range(region.areas):
            numbers = [0] * SECTORS
            for k in range(spec.count):
                sector = sector_of(k, cumulative)
                yield {
                    "name": high << 32 | area << 20 | k, "partner": tag | numbers[sector], "group": g, "area": area,
                    "size_class": code(SizeClass, spec.size), "sector": sector, "may_self_build": spec.may_self_build, "open": 1,
                    "closed": NEVER, "projects_at_once": spec.projects_at_once, "first_project": NOBODY, "founded": NEVER, "accounts_month": k % 12,
                    "median_cash": spec.cash, "cash_sigma": spec.cash_sigma, "yearly_profit": spec.yearly_profit,
                    "profit_noise": spec.profit_noise, "research": spec.research, "knowledge": spec.research / 0.2, "absorption": 1.0 - math.exp(-spec.research / 0.2), "hurdle": spec.hurdle,
                }  # fmt: skip
                numbers[sector] += 1


def platform_entry(**known: object) -> dict:
    """What every platform starts with, whoever pays for it."""
    empty = {key: NOBODY for key in ("head", "tail", "owner_head", "owner_tail")}
    return empty | {"closed": NEVER, "owner": NOBODY, "instrument": NOBODY} | known


def sector_or_any(key: str) -> int:
    """Sector code, NOBODY for "any"."""
    return NOBODY if key == "any" else code(Sector, key)


def platform_entries(scenario: Scenario, firms: np.ndarray, month_of: "MonthOf") -> Iterable[dict]:
    """One entry per platform: the region's own, then those that policies build (in the order of the ledger)."""
    region, names = scenario.region, Names()
    for area in range(region.areas):
        for g, (group, spec) in enumerate(region.platforms.items()):
            for k in range(spec.count):
                sector = sector_or_any(spec.sector)
                owner = owner_firm(firms, area, sector, f"platforms.{group}", k) if spec.owner == "firm" else NOBODY
                yield platform_entry(
                    name=names.high_word(f"platform:{group}:{area}:{k}") << 32, group=g, area=area, sector=sector, owner=owner,
                    mode=code(RunMode, spec.mode), slots=spec.slots, opens=0 if spec.opens is None else month_of(spec.opens),
                    cash=round(spec.cash * YUAN), fee_share=spec.fee_share, base_capability=spec.capability, capability=spec.capability,
                    experience=scenario.world.learning_reference, monthly_cost=round(spec.yearly_cost * YUAN / 12), monthly_funding=round(spec.base_funding * YUAN / 12),
                )  # fmt: skip
        for n, (key, tool) in enumerate(scenario.instruments.items()):
            if not isinstance(tool, levers.NewPlatforms):
                continue
            for k in range(tool.count):
                yield platform_entry(
                    name=names.high_word(f"platform:{key}:{area}:{k}") << 32, group=len(region.platforms) + n, area=area,
                    sector=sector_or_any(tool.sector), mode=code(RunMode, tool.mode), slots=tool.slots, instrument=n,
                    opens=month_of.starts(tool) + tool.build_months, cash=round(tool.cash * YUAN), fee_share=tool.fee_share,
                    base_capability=tool.capability, capability=tool.capability, experience=scenario.world.learning_reference,
                    monthly_cost=round(tool.yearly_cost * YUAN / 12),
                )  # fmt: skip


def owner_firm(firms: np.ndarray, area: int, sector: int, where: str, number: int) -> int:
    """The firm that owns a self-built platform: the largest of its sector (of the area when it serves all), in order of number."""
    same = (firms["area"] == area) & ((firms["sector"] == sector) | (sector == NOBODY))
    if not same.any():
        raise SetupError(f"{where}: owner = firm, but the area has no firm in this sector")
    candidates = np.flatnonzero(same & (firms["size_class"] == firms["size_class"][same].max()))
    return int(candidates[number % candidates.size])


def fund_entries(scenario: Scenario, month_of: "MonthOf") -> Iterable[dict]:
    """One entry per fund: the region's own, then the guidance funds of policies."""
    region, names = scenario.region, Names()
    for area in range(region.areas):
        for g, (group, spec) in enumerate(region.funds.items()):
            for k in range(spec.count):
                opens = 0 if spec.opens is None else month_of(spec.opens)
                yield {
                    "name": names.high_word(f"fund:{group}:{area}:{k}") << 32 | names.high_word(f"partner:{group}:{area}:{k}"),
                    "group": g, "area": area, "kind": code(FundKind, spec.kind), "opens": opens, "closes": opens + 12 * spec.life_years,
                    "recycles": spec.recycles, "instrument": NOBODY, "capital": round(spec.capital * YUAN), "ticket_cap": spec.ticket_cap,
                    "hurdle": spec.hurdle, "signal_noise": spec.signal_noise,
                }  # fmt: skip
        for n, (key, tool) in enumerate(scenario.instruments.items()):
            if not isinstance(tool, levers.GuidanceFund):
                continue
            opens = month_of.starts(tool)
            yield {
                "name": names.high_word(f"fund:{key}:{area}") << 32 | names.high_word(f"partner:{key}:{area}"),
                "group": len(region.funds) + n, "area": area, "kind": int(FundKind.GUIDANCE), "opens": opens,
                "closes": min(opens + 12 * tool.life_years, month_of.ends(tool) + 1), "recycles": tool.recycles, "instrument": n,
                "capital": round(tool.capital * tool.realised_share * YUAN), "ticket_cap": tool.ticket_cap, "hurdle": tool.hurdle,
                "signal_noise": tool.signal_noise,
            }  # fmt: skip


class MonthOf:
    """Calendar months (since year 0) as months of the simulation."""

    def __init__(self, scenario: Scenario) -> None:
        calendar = scenario.region.calendar
        self.first = calendar.start - calendar.burn_in
        self.dated = calendar.burn_in

    def __call__(self, month: int) -> int:
        """The simulated month of a calendar month; earlier than the simulation counts as its beginning."""
        return max(0, month - self.first)

    def starts(self, tool: levers.Instrument) -> int:
        """First month of an instrument; the first dated month unless it says otherwise."""
        return self.dated if tool.start is None else self(tool.start)

    def ends(self, tool: levers.Instrument) -> int:
        """Last month of an instrument."""
        return FAR if tool.end is None else tool.end - self.first


def instrument_entries(scenario: Scenario, month_of: MonthOf) -> Iterable[dict]:
    """The common part of every instrument, in the order of the ledger."""
    families = {
        levers.CostSupport: Family.COST_SUPPORT, levers.OutcomeAward: Family.OUTCOME_PAYMENT, levers.NewPlatforms: Family.CAPACITY,
        levers.ExpertPanel: Family.INFORMATION, levers.Brokers: Family.MATCHING, levers.GuidanceFund: Family.FINANCE,
    }  # fmt: skip
    for tool in scenario.instruments.values():
        budget = getattr(tool, "budget_per_year", None)
        yield {
            "family": int(families[type(tool)]), "starts": month_of.starts(tool), "ends": month_of.ends(tool),
            "limited": budget is not None, "carries_over": getattr(tool, "carries_over", False),
            "yearly_budget": round((budget or 0.0) * scenario.region.areas * YUAN),
        }  # fmt: skip


def eligibility(n: int, tool: levers.Eligible) -> dict:
    """Columns shared by instruments that choose whom they pay."""
    return {
        "instrument": n, "sectors": mask(Sector, tool.sectors), "sizes": mask(SizeClass, tool.sizes), "routes": mask(Route, tool.routes),
        "min_novelty": tool.min_novelty,
    }  # fmt: skip


def family_tables(scenario: Scenario, platforms: np.ndarray) -> dict[str, np.ndarray]:
    """One table per instrument family; a family nobody uses has no rows and costs nothing."""
    entries: dict[str, list[dict]] = {key: [] for key in ("cost_supports", "outcome_awards", "new_platforms", "expert_panels", "brokers")}
    for n, tool in enumerate(scenario.instruments.values()):
        match tool:
            case levers.CostSupport():
                cap = np.inf if tool.cap is None else tool.cap
                own = {"covers": code(Cost, tool.covers), "share": tool.share, "cap": cap, "stacking_cap": tool.stacking_cap}
                entries["cost_supports"].append(eligibility(n, tool) | own)
            case levers.OutcomeAward():
                entries["outcome_awards"].append(eligibility(n, tool) | {"event": code(Event, tool.event), "amount": tool.amount})
            case levers.NewPlatforms():
                built = np.flatnonzero(platforms["instrument"] == n)
                public = min(tool.public_share * tool.capital_cost, np.inf if tool.capital_cap is None else tool.capital_cap)
                for first in built[:: max(1, tool.count)]:  # one programme per area: its platforms stand together
                    entries["new_platforms"].append({
                        "instrument": n, "first_platform": first, "platforms": tool.count, "capital": tool.capital_cost,
                        "public_capital": public, "operating_subsidy": tool.operating_subsidy,
                    })  # fmt: skip
            case levers.ExpertPanel():
                own = {"accuracy": tool.accuracy, "bar": tool.bar, "cost_per_review": tool.cost_per_review}
                entries["expert_panels"].append({"instrument": n} | own)
            case levers.Brokers():
                entries["brokers"].append({"instrument": n, "staff": tool.staff, "cost_per_year": tool.cost_per_year})
    dtypes = (COST_SUPPORT, OUTCOME_AWARD, NEW_PLATFORMS, EXPERT_PANEL, BROKERS)
    return {key: table(dtype, entries[key]) for (key, dtype) in zip(entries, dtypes, strict=True)}


def sector_table(scenario: Scenario) -> np.ndarray:
    """Technical and market character of every sector; absent ones get no results and a market nobody serves."""
    region = scenario.region
    result = rows(SECTOR, SECTORS)
    for name in ("cost_scale", "duration_scale", "pilot_duration_scale", "open_market"):
        result[name] = 1.0
    for key, spec in region.sectors.items():
        row = code(Sector, key)
        for name in ("cost_scale", "duration_scale", "pilot_duration_scale", "novelty_shift"):
            result[name][row] = getattr(spec, name)
        result["open_market"][row] = spec.market_size * region.areas * (1.0 - spec.incumbent_share)
    result["factor"] = 1.0
    world = scenario.world.numbers()
    trial, ramp = world.dur_product * result["duration_scale"], world.dur_ramp * result["duration_scale"]
    result["after_pilot"] = np.exp(-world.private_rate * world.dur_pilot * result["pilot_duration_scale"])
    result["after_trial"] = np.exp(-world.private_rate * trial)
    result["after_ramp"] = np.exp(-world.private_rate * (trial + ramp))
    return result


def starts_of(area_column: np.ndarray, areas: int) -> np.ndarray:
    """First row of each area in a table sorted by area, and the end."""
    return np.searchsorted(area_column, np.arange(areas + 1)).astype(np.int64)


def books_table(firms: np.ndarray) -> np.ndarray:
    """First firm of each accounts month; fills `next_accounts` of the firms."""
    first = np.full(12, NOBODY, np.int64)
    for f in range(firms.size - 1, -1, -1):
        month = firms["accounts_month"][f]
        firms["next_accounts"][f] = first[month]
        first[month] = f
    return first


def cell_table(firms: np.ndarray, areas: int) -> np.ndarray:
    """Market cells with their block of firms (sorted by cell) and their free places."""
    cells = rows(CELL, areas * SECTORS)
    index = firms["area"].astype(np.int64) * SECTORS + firms["sector"]
    cells["first_firm"] = np.searchsorted(index, np.arange(cells.size))
    cells["firms"] = np.bincount(index, minlength=cells.size)
    cells["free_places"] = np.bincount(index, weights=firms["projects_at_once"], minlength=cells.size)
    cells["head"] = NOBODY
    return cells


def blueprint(scenario: Scenario) -> Blueprint:
    """All tables of a scenario at the start. Raises SetupError when it cannot be built."""
    region, calendar = scenario.region, scenario.region.calendar
    month_of = MonthOf(scenario)
    months = calendar.burn_in + calendar.months
    if len(scenario.instruments) > MOST_INSTRUMENTS:
        raise SetupError(f"{len(scenario.instruments)} instruments; at most {MOST_INSTRUMENTS} at once")

    mixes: list[np.ndarray] = []
    labs = table(LAB, lab_entries(scenario, mixes))
    firms = table(FIRM, firm_entries(scenario))
    firms = firms[np.lexsort((np.arange(firms.size), firms["area"].astype(np.int64) * SECTORS + firms["sector"]))]
    platforms = table(PLATFORM, platform_entries(scenario, firms, month_of))
    funds = table(FUND, fund_entries(scenario, month_of))
    areas = rows(AREA, region.areas)
    areas["engineers"], areas["wage"] = region.engineers.stock, 1.0
    areas["staff"] = region.matchmaking.staff + sum(spec.count * spec.managers for spec in region.labs.values())
    first_year = month_of.first // 12
    years = (month_of.first + months - 1) // 12 - first_year + 1
    instruments = table(INSTRUMENT, instrument_entries(scenario, month_of))
    clock = rows(CLOCK, 1)
    clock["months"], clock["burn_in"], clock["start"] = months, calendar.burn_in, calendar.start
    clock["entry_closes"], clock["firms"], clock["founding_firms"] = calendar.entry_closes, firms.size, firms.size
    account = rows(ACCOUNT, 1)
    account["opening"] = platforms["cash"].sum() + funds["capital"].sum()
    world = rows(WORLD, 1)
    world[0] = scenario.world.numbers()
    template = State(
        world=world, clock=clock, account=account, tally=rows(TALLY, 1), experience=rows(EXPERIENCE, 1), projects=rows(PROJECT, 0),
        labs=labs, mixes=np.array(mixes), arrivals=np.zeros((labs.size, months), np.int16), firms=firms, books=books_table(firms), platforms=platforms,
        area_platforms=starts_of(platforms["area"], region.areas), funds=funds, area_funds=starts_of(funds["area"], region.areas),
        sectors=sector_table(scenario), areas=areas, cells=cell_table(firms, region.areas),
        agenda=np.full((len(Phase), months, 2), NOBODY, np.int32), payments=rows(PAYMENT, 0),
        spending=np.zeros((len(instruments), years), np.int64), instruments=instruments, **family_tables(scenario, platforms),
    )  # fmt: skip
    return Blueprint(
        scenario, template, months, tuple(scenario.instruments), tuple(region.firms),
        tuple(region.platforms) + tuple(scenario.instruments), tuple(region.funds) + tuple(scenario.instruments), tuple(region.labs),
        tuple(range(first_year, first_year + years)),
    )  # fmt: skip


@rule
def endow_firms(seed, firms, account):
    """Draw each founding firm's cash: lognormal around the median of its group."""
    for f in range(firms.size):
        firm = firms[f]
        firm.cash = yuan(firm.median_cash * np.exp(firm.cash_sigma * normal(seed, firm.name, Purpose.FIRM_CASH, 0)))
        account[0].opening += firm.cash


@entry
def draw_start(seed, labs, entry_closes, arrivals, firms, account, spinout_share):
    """Luck of the start: firms' cash and all disclosures. Returns the number of projects and of inventors who might found a firm."""
    endow_firms(seed, firms, account)
    return draw_arrivals(seed, labs, entry_closes, arrivals, spinout_share)


def payment_room(template: State, projects: int, months: int) -> int:
    """Most payment records that a run can need: per project one of each support, award, review and ticket; monthly salaries and subsidies."""
    per_project = template.cost_supports.size + template.outcome_awards.size + template.expert_panels.size
    per_project += int((template.funds["instrument"] != NOBODY).any())
    per_month = template.brokers.size + int((template.platforms["instrument"] != NOBODY).sum())
    return projects * per_project + months * per_month + template.new_platforms.size + 1


def new_state(plan: Blueprint, key: int) -> State:
    """A fresh world at its first month; `key` is the key of its luck (`dice.run_key`)."""
    t = plan.template
    own = {
        name: getattr(t, name).copy()
        for name in ("clock", "account", "tally", "experience", "labs", "books", "platforms", "funds", "sectors", "areas", "cells", "agenda", "spending", "instruments")
    }  # fmt: skip
    arrivals, founders = np.zeros_like(t.arrivals), t.firms.copy()
    projects, spin_outs = draw_start(
        key, own["labs"], own["clock"][0].entry_closes, arrivals, founders, own["account"], t.world[0].spinout_share
    )
    firms = rows(FIRM, founders.size + spin_outs)
    firms[: founders.size] = founders
    payments = np.empty(payment_room(t, projects, plan.months), PAYMENT)
    return t._replace(**own, arrivals=arrivals, firms=firms, projects=rows(PROJECT, projects), payments=payments)
