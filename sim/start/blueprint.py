"""The blueprint of a scenario (all tables at the start, without luck) and the fresh state of one world (with it)."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.compiled import short_entry
from sim.dice import AT_ONCE, Purpose, normal, rounded_up
from sim.indicators import cohort_window
from sim.parameters import WORLD
from sim.rules.lab import draw_arrivals, novelty_logit
from sim.rules.money import yuan
from sim.scenario import Scenario
from sim.stages import Phase, Sector
from sim.start.approval import draw_approvals
from sim.start.instruments import family_tables, instrument_entries
from sim.start.month_of import MonthOf
from sim.start.naming import code
from sim.start.populations import SetupError, firm_group_table, firm_table, fund_table, lab_table, platform_table
from sim.tables import (
    ACCOUNT,
    ANY_FIELD,
    AREA,
    CELL,
    CLOCK,
    EXPERIENCE,
    INSTRUMENT,
    NEVER,
    NOBODY,
    PAYMENT,
    PLATFORM_USE,
    PROJECT,
    QUAD,
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

    @cached_property
    def moulds(self) -> "Moulds":
        """What the tables of a new world are cast from."""
        return Moulds(self.template)

    @cached_property
    def payment_room(self) -> tuple[int, int]:
        """Most payment records of a run: for each project, and in all else."""
        return payment_room(self.template, self.months)

    @cached_property
    def entry_closes(self) -> int:
        """Month from which nothing more is disclosed; 0 for never."""
        return int(self.template.clock["entry_closes"][0])

    @cached_property
    def spinout_share(self) -> float:
        """Share of results whose inventor would found a firm, at most: with every reform that comes into force."""
        t = self.template
        of = t.instruments[t.release_reforms["instrument"]]
        comes = (of["starts"] < self.months) & (of["ends"] >= np.maximum(0, of["starts"]))
        return min(1.0, float(t.world["spinout_share"][0] + t.release_reforms["spinout_gain"][comes].sum()))

    @cached_property
    def approval_varies(self) -> bool:
        """Whether the luck of a world decides when some of its new platforms open."""
        return bool((self.template.new_platforms["approval_sigma"] > 0.0).any())

    @cached_property
    def dated_years(self) -> tuple[int, ...]:
        """Calendar years of the study, without those before its first dated month."""
        first = self.scenario.region.calendar.start // 12
        return tuple(year for year in self.years if year >= first)

    @cached_property
    def platform_fields(self) -> tuple[int, ...]:
        """Columns of `State.platform_use` that its platforms, those to come included, can have: sectors, and `ANY_FIELD`."""
        sectors = self.template.platforms["sector"]
        return tuple(np.unique(np.where(sectors == NOBODY, ANY_FIELD, sectors)).tolist())

    @cached_property
    def never_pay_projects(self) -> np.ndarray:
        """Rows of the instruments whose money is for no project in particular: platforms, people, places, lists."""
        t = self.template
        evaluations = t.platform_grants[t.platform_grants["amount"] > 0]
        tables = (t.new_platforms, t.brokers, t.expert_panels, t.release_reforms, t.incubators, t.service_lists, t.alliances, evaluations)
        tables += (t.landing_spaces, t.pilot_filings, t.platform_statuses, t.new_operators)
        found = np.concatenate([table["instrument"] for table in tables])
        found.flags.writeable = False  # all worlds share it
        return found

    @property
    def burn_in(self) -> int:
        """Months before the first dated month."""
        return self.scenario.region.calendar.burn_in


def sector_table(scenario: Scenario) -> np.ndarray:
    """Technical and market character of every sector; absent ones get no results and a market nobody serves."""
    region, world = scenario.region, scenario.world.numbers()
    result = rows(SECTOR, SECTORS)
    for name in ("cost_scale", "duration_scale", "pilot_duration_scale", "value_scale", "open_market"):
        result[name] = 1.0
    for key, spec in region.sectors.items():
        row = code(Sector, key)
        for name in ("cost_scale", "duration_scale", "pilot_duration_scale", "value_scale"):
            result[name][row] = getattr(spec, name)
        result["novelty_logit"][row] = novelty_logit(world.novelty_mean + spec.novelty_shift)
        result["open_market"][row] = spec.market_size * region.areas * (1.0 - spec.incumbent_share)
    result["factor"] = 1.0
    trial, ramp = world.dur_product * result["duration_scale"], world.dur_ramp * result["duration_scale"]
    result["after_pilot"] = np.exp(-world.private_rate * world.dur_pilot * result["pilot_duration_scale"])
    result["after_trial"] = np.exp(-world.private_rate * trial)
    result["after_ramp"] = np.exp(-world.private_rate * (trial + ramp))
    result["window"] = cohort_window(world.dur_pilot * result["pilot_duration_scale"], trial, ramp, world.money_patience)
    return result


def unborn_project() -> np.ndarray:
    """One project to whom nothing has happened yet and who has met nobody."""
    blank = rows(PROJECT, 1)
    for name in PROJECT.names:
        if PROJECT[name] == np.int16 and name != "refusals":  # months
            blank[name] = NEVER
    for name in ("firm", "platform", "fund", "next", "next_of_firm"):
        blank[name] = NOBODY
    return blank


def starts_of(area_column: np.ndarray, areas: int) -> np.ndarray:
    """First row of each area (or cell) in a table sorted by it, and the end."""
    return np.searchsorted(area_column, np.arange(areas + 1)).astype(np.int64)


def books_table(firms: np.ndarray) -> np.ndarray:
    """First firm that closes its books in each month of the year; fills the chain `next_accounts` of the firms.

    In the order of their names within an area, so that the four who share a block of luck follow each other wherever their rows stand.
    """
    first = np.full(12, NOBODY, np.int64)
    by_name = np.lexsort((firms["name"], firms["area"]))
    for month in range(12):
        mine = by_name[firms["accounts_month"][by_name] == month]
        if mine.size:
            first[month] = mine[0]
            firms["next_accounts"][mine] = np.append(mine[1:], NOBODY)
    return first


def cell_table(firms: np.ndarray, areas: int) -> np.ndarray:
    """Market cells with their free places."""
    cells = rows(CELL, areas * SECTORS)
    index = firms["area"].astype(np.int64) * SECTORS + firms["sector"]
    cells["free_places"] = np.bincount(index, weights=firms["projects_at_once"], minlength=cells.size)
    cells["head"] = NOBODY
    return cells


def quad_tables(firms: np.ndarray, cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Firms (sorted by cell) in blocks of neighbours whose partner names differ in the last two bits only, and the names of the blocks.

    Fills the cells' blocks and the firms' own. Names of firms in a block are in the order of rows, the first with its last two bits 0.
    """
    cell = firms["area"].astype(np.int64) * SECTORS + firms["sector"]
    name = firms["partner"] >> 2
    begins = np.flatnonzero(np.r_[True, (np.diff(cell) != 0) | (np.diff(name) != 0)]) if firms.size else np.zeros(0, np.int64)
    quads = rows(QUAD, begins.size)
    quads["first_firm"], quads["firms"] = begins, np.diff(np.r_[begins, firms.size])
    cells["first_quad"] = np.searchsorted(cell[begins], np.arange(cells.size))
    cells["quads"] = np.bincount(cell[begins], minlength=cells.size)
    firms["quad"] = np.repeat(np.arange(begins.size), quads["firms"])
    return quads, np.append(name[begins], np.zeros(AT_ONCE)).astype(np.uint32)


def race_times(firms: np.ndarray, quads: int) -> np.ndarray:
    """Mean time (4, `quads` and some more) that each firm with a free place needs to win a result: 1 over its usable knowledge."""
    times = np.full((4, quads + AT_ONCE), np.inf)
    free = firms[(firms["projects_at_once"] > 0) & (firms["absorption"] > 0.0)]
    times[free["partner"] & 3, free["quad"]] = 1.0 / free["absorption"]
    return times


def serving_tables(platforms: np.ndarray, areas: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the platforms that serve each cell, in the order of the table, and where each cell's rows begin (and the end)."""
    cell = platforms["area"].astype(np.int64) * SECTORS + platforms["sector"]
    everybody = np.flatnonzero(platforms["sector"] == NOBODY)
    rows_of = np.concatenate([np.flatnonzero(platforms["sector"] != NOBODY), np.repeat(everybody, SECTORS)])
    cell_of = np.concatenate(
        [cell[platforms["sector"] != NOBODY], (platforms["area"][everybody, None].astype(np.int64) * SECTORS + np.arange(SECTORS)).ravel()]
    )
    order = np.lexsort((rows_of, cell_of))
    return rows_of[order], starts_of(cell_of[order], areas * SECTORS)


MOULDING = {"learning_reference"}
"""Parameters of the world that go into more tables than those of the world and its sectors."""
MOULDING_WITH_PANELS = {"panel_accuracy", "panel_bar"}
"""The same where the policies have an expert panel."""


def blueprint(scenario: Scenario, like: "Blueprint | None" = None) -> Blueprint:
    """All tables of a scenario at the start. Raises SetupError when it cannot be built.

    `like` is the start of perhaps the same scenario in another world, which then is built quickly: all that a world does not mould is taken from it.
    """
    if like is not None and is_another_world(scenario, like):
        world = rows(WORLD, 1)
        world[0] = scenario.world.numbers()
        return replace(like, scenario=scenario, template=like.template._replace(world=world, sectors=sector_table(scenario)))
    region, calendar = scenario.region, scenario.region.calendar
    month_of = MonthOf(scenario)
    months = calendar.burn_in + calendar.months
    if len(scenario.instruments) > MOST_INSTRUMENTS:
        raise SetupError(f"{len(scenario.instruments)} instruments; at most {MOST_INSTRUMENTS} at once")

    mixes: list[np.ndarray] = []
    labs, firms = lab_table(scenario, mixes, month_of), firm_table(scenario)
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
    cells = cell_table(firms, region.areas)
    quads, quad_names = quad_tables(firms, cells)
    serving, cell_serving = serving_tables(platforms, region.areas)
    template = State(
        world=world,
        clock=clock,
        account=account,
        tally=rows(TALLY, 1),
        experience=rows(EXPERIENCE, 1),
        cases=np.zeros((2, 2, 2), np.int64),
        projects=rows(PROJECT, 0),
        labs=labs,
        mixes=np.array(mixes).reshape(-1, SECTORS),
        arrivals=np.zeros((months, labs.size), np.int16),
        unborn=unborn_project(),
        assigned=np.zeros(0, np.int8),
        firms=firms,
        firm_groups=firm_group_table(scenario),
        books=books_table(firms),
        platforms=platforms,
        serving=serving,
        cell_serving=cell_serving,
        funds=funds,
        area_funds=starts_of(funds["area"], region.areas),
        sectors=sector_table(scenario),
        areas=areas,
        cells=cells,
        quads=quads,
        quad_names=quad_names,
        race_time=race_times(firms, quads.size),
        words=np.zeros((4, rounded_up(max(int(cells["quads"].max()), months // 4 + 1))), np.uint32),
        soonest=np.zeros(rounded_up(int(cells["quads"].max()))),
        agenda=np.full((len(Phase), months, 2), NOBODY, np.int32),
        payments=rows(PAYMENT, 0),
        spending=np.zeros((len(instruments), years), np.int64),
        yearly_money=np.zeros((2, years)),
        platform_use=rows(PLATFORM_USE, years * (SECTORS + 1)).reshape(years, SECTORS + 1),
        instruments=instruments,
        **family_tables(scenario, platforms, month_of),
    )
    return Blueprint(
        scenario,
        template,
        months,
        tuple(scenario.instruments),
        tuple(region.firms),
        tuple(region.platforms) + tuple(scenario.instruments),
        tuple(region.funds) + tuple(scenario.instruments),
        tuple(region.labs) + tuple(scenario.instruments),
        tuple(range(first_year, first_year + years)),
    )


def is_another_world(scenario: Scenario, like: Blueprint) -> bool:
    """Whether a scenario has its region and policies from that of `like`, and differs in nothing but numbers of its world and its sectors."""
    mine, theirs = scenario.region, like.scenario.region
    same = scenario.policies is like.scenario.policies and all(
        getattr(mine, name) is getattr(theirs, name) for name in type(mine).model_fields if name != "world"
    )
    moulding = MOULDING | (MOULDING_WITH_PANELS if like.template.expert_panels.size else set())
    return same and all(getattr(scenario.world, name) == getattr(like.scenario.world, name) for name in moulding)


@short_entry
def endow_firms(seed, firms, groups, founding, account):
    """Draw each founding firm's cash: lognormal around the median of its group."""
    for f in range(founding):
        firm = firms[f]
        sigma = float(groups[firm.group + 1].cash_sigma)
        firm.cash = yuan(firm.median_cash * np.exp(sigma * normal(seed, firm.name, Purpose.FIRM_CASH, 0)))
        account[0].opening += firm.cash


@short_entry
def disclosures(seed, labs, entry_closes, arrivals, words, spinout_share):
    """All disclosures to come; see `draw_arrivals`."""
    return draw_arrivals(seed, labs, entry_closes, arrivals, words, spinout_share)


def payment_room(template: State, months: int) -> tuple[int, int]:
    """Most payment records that a run can need: for each project (support, awards, review, test, ticket), and in all else (salaries, subsidies)."""
    per_project = template.cost_supports.size + template.outcome_awards.size + template.expert_panels.size + template.proofs_of_concept.size
    per_project += int((template.funds["instrument"] != NOBODY).any())
    per_project += template.guaranteed_loans.size + template.technology_insurances.size + template.platform_grants.size
    per_project += template.attractions.size + template.first_buyers.size + template.listing_reserves.size
    per_project += int((template.brokers["reward_per_deal"] > 0).sum())
    opened = template.new_platforms["platforms"].sum()
    per_month = template.brokers.size + template.incubators.size + template.service_lists.size + template.alliances.size
    per_month += template.landing_spaces.size + template.pilot_filings.size
    per_month += int((template.platforms["instrument"] != NOBODY).sum())
    evaluations = (months // 12 + 1) * template.platforms.size * int((template.platform_grants["amount"] > 0).sum())
    evaluations += (months // 12 + 1) * template.platforms.size * template.platform_statuses.size
    once = template.new_platforms.size + template.new_operators.size * template.platforms.size
    return per_project, months * per_month + once + int(opened) + evaluations + 1


CHANGING = (
    "clock", "account", "tally", "experience", "cases", "labs", "books", "platforms", "funds", "sectors", "areas", "cells", "race_time",
    "agenda", "spending", "yearly_money", "platform_use", "instruments", "outcome_awards", "proofs_of_concept",
    "guaranteed_loans", "technology_insurances", "attractions", "first_buyers",
    "incubators", "service_lists", "landing_spaces", "pilot_filings",
)  # fmt: skip
"""Tables that a world changes and whose size is known beforehand; projects, firms and payments are sized by the world's luck."""


class Moulds:
    """The bytes of all `CHANGING` tables that have rows in one block: copying it once is much faster than copying each table."""

    def __init__(self, template: State) -> None:
        self.places, parts, end = [], [], 0
        for name in CHANGING:
            table = getattr(template, name)
            if table.size == 0:  # nothing in it can change
                continue
            self.places.append((name, table.shape, table.dtype, end))
            padded = -table.nbytes % 64
            parts += [table.tobytes(), bytes(padded)]
            end += table.nbytes + padded
        self.block = b"".join(parts)

    def cast(self) -> dict[str, np.ndarray]:
        """Fresh tables, by name."""
        block = bytearray(self.block)
        return {name: np.ndarray(shape, dtype, block, offset) for name, shape, dtype, offset in self.places}


def with_more_rows(start: np.ndarray, more: int) -> np.ndarray:
    """A copy of a table with `more` empty rows at its end (as bytes: numpy copies records with gaps field by field, ten times slower)."""
    longer = rows(start.dtype, start.size + more)
    raw = np.dtype(f"V{start.dtype.itemsize}")
    longer.view(raw)[: start.size] = start.view(raw)
    return longer


def new_state(plan: Blueprint, key: int) -> State:
    """A fresh world at its first month; `key` is the key of its luck (`dice.run_key`)."""
    t = plan.template
    own = plan.moulds.cast()
    own["arrivals"] = np.zeros(t.arrivals.shape, t.arrivals.dtype)
    own["words"], own["soonest"] = np.empty(t.words.shape, t.words.dtype), np.empty(t.soonest.shape)
    projects, spin_outs = disclosures(key, own.get("labs", t.labs), plan.entry_closes, own["arrivals"], own["words"], plan.spinout_share)
    firms = with_more_rows(t.firms, spin_outs)
    endow_firms(key, firms, t.firm_groups, t.firms.size, own["account"])
    if plan.approval_varies:
        draw_approvals(key, t.new_platforms, own["platforms"])
    per_project, other = plan.payment_room
    return t._replace(**own, firms=firms, projects=rows(PROJECT, projects), payments=np.empty(projects * per_project + other, PAYMENT))
