"""The blueprint of a scenario (all tables at the start, without luck) and the fresh state of one world (with it)."""

from dataclasses import dataclass

import numpy as np

from sim.compiled import entry, rule
from sim.dice import Purpose, normal
from sim.parameters import WORLD
from sim.rules.lab import draw_arrivals
from sim.rules.money import yuan
from sim.scenario import Scenario
from sim.stages import Phase, Sector
from sim.start.instruments import MonthOf, family_tables, instrument_entries
from sim.start.naming import code
from sim.start.populations import SetupError, firm_table, fund_table, lab_table, platform_table
from sim.tables import (
    ACCOUNT,
    AREA,
    CELL,
    CLOCK,
    EXPERIENCE,
    FIRM,
    INSTRUMENT,
    NOBODY,
    PAYMENT,
    PROJECT,
    SECTOR,
    SECTORS,
    TALLY,
    State,
    rows,
    table,
)

MOST_INSTRUMENTS = 62  # bits of `paid_by`


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
    """First firm that closes its books in each month of the year; fills the chain `next_accounts` of the firms."""
    first = np.full(12, NOBODY, np.int64)
    for month in range(12):
        mine = np.flatnonzero(firms["accounts_month"] == month)
        if mine.size:
            first[month] = mine[0]
            firms["next_accounts"][mine] = np.append(mine[1:], NOBODY)
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
    labs, firms = lab_table(scenario, mixes), firm_table(scenario)
    platforms, funds = platform_table(scenario, firms, month_of), fund_table(scenario, month_of)
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
        world=world,
        clock=clock,
        account=account,
        tally=rows(TALLY, 1),
        experience=rows(EXPERIENCE, 1),
        projects=rows(PROJECT, 0),
        labs=labs,
        mixes=np.array(mixes),
        arrivals=np.zeros((labs.size, months), np.int16),
        firms=firms,
        books=books_table(firms),
        platforms=platforms,
        area_platforms=starts_of(platforms["area"], region.areas),
        funds=funds,
        area_funds=starts_of(funds["area"], region.areas),
        sectors=sector_table(scenario),
        areas=areas,
        cells=cell_table(firms, region.areas),
        agenda=np.full((len(Phase), months, 2), NOBODY, np.int32),
        payments=rows(PAYMENT, 0),
        spending=np.zeros((len(instruments), years), np.int64),
        instruments=instruments,
        **family_tables(scenario, platforms),
    )
    return Blueprint(
        scenario,
        template,
        months,
        tuple(scenario.instruments),
        tuple(region.firms),
        tuple(region.platforms) + tuple(scenario.instruments),
        tuple(region.funds) + tuple(scenario.instruments),
        tuple(region.labs),
        tuple(range(first_year, first_year + years)),
    )


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
    per_project = template.cost_supports.size + template.outcome_awards.size + template.expert_panels.size + template.proofs_of_concept.size
    per_project += int((template.funds["instrument"] != NOBODY).any())
    opened = template.new_platforms["platforms"].sum()
    per_month = template.brokers.size + int((template.platforms["instrument"] != NOBODY).sum())
    return projects * per_project + months * per_month + template.new_platforms.size + int(opened) + 1


def new_state(plan: Blueprint, key: int) -> State:
    """A fresh world at its first month; `key` is the key of its luck (`dice.run_key`)."""
    t = plan.template
    own = {
        name: getattr(t, name).copy()
        for name in (
            "clock",
            "account",
            "tally",
            "experience",
            "labs",
            "books",
            "platforms",
            "funds",
            "sectors",
            "areas",
            "cells",
            "agenda",
            "spending",
            "instruments",
            "proofs_of_concept",
        )
    }
    arrivals, founders = np.zeros_like(t.arrivals), t.firms.copy()
    projects, spin_outs = draw_start(key, own["labs"], own["clock"][0].entry_closes, arrivals, founders, own["account"], t.world[0].spinout_share)
    firms = rows(FIRM, founders.size + spin_outs)
    firms[: founders.size] = founders
    payments = np.empty(payment_room(t, projects, plan.months), PAYMENT)
    return t._replace(**own, arrivals=arrivals, firms=firms, projects=rows(PROJECT, projects), payments=payments)
