"""Exact conservation of projects, money and slots. Each check compares what a table says with what the rows add up to, to the last yuan."""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.compiled import entry, rule, sweep
from sim.rules.instruments.guaranteed_loans import loan_under
from sim.rules.instruments.listing_reserve import months_until_exit
from sim.rules.instruments.outcome_award import COMMERCIAL_CHECK
from sim.rules.money import yuan
from sim.stages import State, StopReason
from sim.tables import NEVER, NOBODY, SECTORS


class ConservationError(AssertionError):
    """Something was lost or made out of nothing; the message lists every violation with both sides."""


class Law(IntEnum):
    """What has to hold, in the order in which it is said."""

    REASON = 0
    STOP_MONTH = 1
    BATCH_OUTPUT = 2
    DISCLOSED = 3
    OFFERED_IN_AREA = 4
    OFFERED_IN_CELL = 5
    HELD = 6
    BUSY = 7
    QUEUES = 8
    PILOTS = 9
    RAMPS = 10
    INVESTED = 11
    IN_CARE = 12
    SLOTS = 13
    AT_ONCE = 14
    RACES = 15
    FREE_PLACES = 16
    MONEY = 17
    UNMARKED = 18
    LEDGER = 19
    LEDGER_BY_YEAR = 20
    WINDOW = 21
    GUARANTEES = 22
    BOOKED = 23
    OVERSPENT = 24
    OVERINVESTED = 25
    STAKES = 26
    PORTFOLIO = 27
    SPACES = 28
    SPACES_AT_ONCE = 29
    CARE_AT_ONCE = 30


DIFFER = "{what}: row {row} says {said}, counted {counted} ({rows} rows differ)"
BROKEN = {
    Law.REASON: "projects: ended without a reason, or a reason without an end in {rows} rows, for example {row}",
    Law.STOP_MONTH: "projects: stop month does not fit the state in {rows} rows, for example {row}",
    Law.BATCH_OUTPUT: "projects: batch output does not fit the state in {rows} rows, for example {row}",
    Law.DISCLOSED: "projects: labs disclosed {said}, the table holds {counted}",
    Law.OFFERED_IN_AREA: DIFFER.replace("{what}", "results on offer by area"),
    Law.OFFERED_IN_CELL: DIFFER.replace("{what}", "results on offer by cell"),
    Law.HELD: DIFFER.replace("{what}", "projects held by firms"),
    Law.BUSY: DIFFER.replace("{what}", "busy slots"),
    Law.QUEUES: DIFFER.replace("{what}", "queues"),
    Law.PILOTS: DIFFER.replace("{what}", "pilots by area"),
    Law.RAMPS: DIFFER.replace("{what}", "ramps by area"),
    Law.INVESTED: DIFFER.replace("{what}", "money invested by fund (yuan)"),
    Law.IN_CARE: DIFFER.replace("{what}", "places taken in incubators"),
    Law.SLOTS: "platforms: {said} pilots in {counted} slots of platform {row} ({rows} platforms have more pilots than slots)",
    Law.AT_ONCE: "firms: {said} projects of firm {row}, which can run {counted} at once ({rows} firms have too many)",
    Law.RACES: DIFFER.replace("{what}", "firms with a free place"),
    Law.FREE_PLACES: DIFFER.replace("{what}", "free places by cell"),
    Law.MONEY: "money: tables hold {said} yuan, the accounts say {counted}",
    Law.UNMARKED: "payments: {rows} to projects that do not remember them, for example payment {row}",
    Law.LEDGER: DIFFER.replace("{what}", "ledger by instrument (yuan)"),
    Law.LEDGER_BY_YEAR: DIFFER.replace("{what}", "ledger by year (yuan)"),
    Law.WINDOW: "money: payments of the window are {counted} yuan, the indicator says {said}",
    Law.GUARANTEES: DIFFER.replace("{what}", "guarantees outstanding (yuan)"),
    Law.BOOKED: "money: {said} yuan of public money booked, {counted} received",
    Law.OVERSPENT: "instruments: {said} yuan left of the budget of instrument {row} ({rows} spent more than they had)",
    Law.OVERINVESTED: "funds: fund {row} holds {said} yuan ({rows} invested more than they had)",
    Law.STAKES: DIFFER.replace("{what}", "projects that funds are in"),
    Law.PORTFOLIO: "funds: fund {row} is in {said} projects, {counted} at most ({rows} are in too many)",
    Law.SPACES: DIFFER.replace("{what}", "places taken in landing spaces"),
    Law.SPACES_AT_ONCE: "landing spaces: {said} of {counted} places taken in space {row} ({rows} hold too many)",
    Law.CARE_AT_ONCE: "incubators: {said} of {counted} places taken in incubator {row} ({rows} hold too many)",
}
"""What is said where it does not hold."""
ROWS, ROW, SAID, COUNTED = range(4)
"""What is noted of a broken law: how many rows break it, and of the first of them its number and both sides."""


IN_YUAN = {"invested", "paid", "at_risk"}


class Counted(NamedTuple):
    """What the rows of other tables add up to; whole numbers, zero at the start. Half the width is enough for what is not money."""

    offered_in_area: np.ndarray  # (areas,) projects
    offered_in_cell: np.ndarray  # (cells,)
    held: np.ndarray  # (firms,)
    busy: np.ndarray  # (platforms,)
    queues: np.ndarray  # (platforms,)
    pilots: np.ndarray  # (areas,)
    ramps: np.ndarray  # (areas,)
    invested: np.ndarray  # (funds,) yuan
    stakes: np.ndarray  # (funds,) projects
    in_care: np.ndarray  # (incubators,)
    in_space: np.ndarray  # (landing_spaces,)
    free_places: np.ndarray  # (cells,)
    paid: np.ndarray  # (instruments,) yuan
    at_risk: np.ndarray  # (guaranteed_loans,) yuan

    @classmethod
    def nothing(cls, s) -> "Counted":
        """Counters for the world `s`."""
        areas, cells, platforms = s.areas.size, s.cells.size, s.platforms.size
        sizes = (
            areas, cells, s.firms.size, platforms, platforms, areas, areas, s.funds.size, s.funds.size, s.incubators.size, s.landing_spaces.size,
            cells, s.instruments.size, s.guaranteed_loans.size,
        )  # fmt: skip
        return cls(*(np.zeros(size, np.int64 if name in IN_YUAN else np.int32) for name, size in zip(cls._fields, sizes, strict=True)))


def nothing_broken() -> np.ndarray:
    """(Law, 4) for `audit` to note in what does not hold."""
    return np.zeros((len(Law), 4), np.int64)


def violations(s) -> list[str]:
    """Every violation in the world `s`, as sentences; empty when all is conserved."""
    broken = nothing_broken()
    audit(s, Counted.nothing(s), broken)
    return in_words(broken)


def in_words(broken: np.ndarray) -> list[str]:
    """What `audit` noted, as sentences."""
    if not broken[:, ROWS].any():
        return []
    sides = (dict(zip(("rows", "row", "said", "counted"), each, strict=True)) for each in broken.tolist())
    return [BROKEN[law].format(**found) for law, found in zip(Law, sides, strict=True) if found["rows"]]


def must_hold(s) -> None:
    """Raise ConservationError, listing what is violated in which month, unless everything is conserved."""
    if found := violations(s):
        raise ConservationError(f"month {s.clock[0].month}: " + "; ".join(found))


@entry
def audit(s, counted, broken):
    """Look at everything that has to hold; `broken` (Law, 4), zero at the start, is told what does not."""
    count_rows(s, counted, broken)
    rows_agree(s, counted, broken)
    places_agree(s, counted, broken)
    money_is_conserved(s, counted, broken)


@rule
def hold(broken, law, row, said, counted, holds):
    """Note `row` and both sides where a law does not hold."""
    if not holds:
        if broken[law, ROWS] == 0:
            broken[law, ROW], broken[law, SAID], broken[law, COUNTED] = row, said, counted
        broken[law, ROWS] += 1


@rule
def agree(broken, law, row, said, counted):
    """What a row says has to be what was counted."""
    hold(broken, law, row, said, counted, said == counted)


@rule
def has_line(p, month, after):
    """Whether a project's line is under construction, or has produced for fewer than `after` months when month `month` begins."""
    return p.state == State.RAMPING or (p.state == State.PRODUCING and p.batch_output + after >= month)


@sweep
def count_rows(s, counted, broken):
    """One pass over the projects: each is in exactly one state, ended ones carry exactly one reason; what they add up to goes into the counters."""
    clock = s.clock[0]
    for i in range(clock.projects):
        p = s.projects[i]
        ended = p.state == State.STOPPED
        hold(broken, Law.REASON, i, 0, 0, ended == (p.stop != StopReason.RUNNING))
        hold(broken, Law.STOP_MONTH, i, 0, 0, ended == (p.stopped != NEVER))
        hold(broken, Law.BATCH_OUTPUT, i, 0, 0, (p.batch_output != NEVER) == (p.state == State.PRODUCING))
        if p.fund != NOBODY:
            counted.invested[p.fund] += p.ticket
            counted.stakes[p.fund] += int(has_line(p, clock.month, COMMERCIAL_CHECK + months_until_exit(s, i)))
        for k in range(s.landing_spaces.size):
            if (p.paid_by >> s.landing_spaces[k].instrument) & 1 == 1:
                counted.in_space[k] += int(has_line(p, clock.month, COMMERCIAL_CHECK))
        if not ended and p.state != State.PRODUCING:
            for k in range(s.incubators.size):
                counted.in_care[k] += (p.paid_by >> s.incubators[k].instrument) & 1
        if p.state == State.ON_OFFER:
            counted.offered_in_area[p.area] += 1
            counted.offered_in_cell[p.area * SECTORS + p.sector] += 1
        elif not ended and p.state != State.SAMPLING and p.state != State.PRODUCING:
            counted.held[p.firm] += 1
        if p.state == State.PILOTING:
            counted.pilots[p.area] += 1
            if p.platform != NOBODY:
                counted.busy[p.platform] += 1
        elif p.state == State.WAITING:
            counted.queues[p.platform] += 1
        elif p.state == State.RAMPING:
            counted.ramps[p.area] += 1
            for k in range(s.guaranteed_loans.size):
                if (p.paid_by >> s.guaranteed_loans[k].instrument) & 1 == 1:
                    counted.at_risk[k] += yuan(s.guaranteed_loans[k].loss_share * loan_under(s, i, k))


@sweep
def rows_agree(s, counted, broken):
    """All counters agree with the rows; slots suffice."""
    disclosed = 0
    for k in range(s.labs.size):
        disclosed += s.labs[k].results
    agree(broken, Law.DISCLOSED, 0, disclosed, s.clock[0].projects)
    for k in range(s.areas.size):
        agree(broken, Law.OFFERED_IN_AREA, k, s.areas[k].on_offer, counted.offered_in_area[k])
        agree(broken, Law.PILOTS, k, s.areas[k].pilots_busy, counted.pilots[k])
        agree(broken, Law.RAMPS, k, s.areas[k].ramps_busy, counted.ramps[k])
    for k in range(s.cells.size):
        agree(broken, Law.OFFERED_IN_CELL, k, s.cells[k].on_offer, counted.offered_in_cell[k])
    for k in range(s.firms.size):
        agree(broken, Law.HELD, k, s.firms[k].active, counted.held[k])
    for k in range(s.platforms.size):
        platform = s.platforms[k]
        agree(broken, Law.BUSY, k, platform.busy, counted.busy[k])
        agree(broken, Law.QUEUES, k, platform.waiting, counted.queues[k])
        hold(broken, Law.SLOTS, k, platform.busy, platform.slots, platform.busy <= platform.slots)
    for k in range(s.funds.size):
        fund = s.funds[k]
        agree(broken, Law.INVESTED, k, fund.invested, counted.invested[k])
        agree(broken, Law.STAKES, k, fund.projects, counted.stakes[k])
        hold(broken, Law.PORTFOLIO, k, fund.projects, fund.portfolio_cap, fund.projects <= fund.portfolio_cap)
    for k in range(s.incubators.size):
        incubator = s.incubators[k]
        agree(broken, Law.IN_CARE, k, incubator.taken, counted.in_care[k])
        hold(broken, Law.CARE_AT_ONCE, k, incubator.taken, incubator.places, incubator.taken <= incubator.places)
    for k in range(s.landing_spaces.size):
        space = s.landing_spaces[k]
        agree(broken, Law.SPACES, k, space.taken, counted.in_space[k])
        hold(broken, Law.SPACES_AT_ONCE, k, space.taken, space.places, space.taken <= space.places)


@sweep
def places_agree(s, counted, broken):
    """Firms run no more projects than they can, and the free places of the founding firms are what cells and results on offer see."""
    for f in range(s.clock[0].firms):
        firm = s.firms[f]
        hold(broken, Law.AT_ONCE, f, firm.active, firm.projects_at_once, firm.active <= firm.projects_at_once)
        if f < s.clock[0].founding_firms:
            free = firm.projects_at_once - firm.active if firm.closed == NEVER else 0
            races = np.isfinite(s.race_time[firm.partner & 3, firm.quad])
            agree(broken, Law.RACES, f, int(races), int(free > 0 and firm.absorption > 0.0))
            counted.free_places[firm.area * SECTORS + firm.sector] += free
    for k in range(s.cells.size):
        agree(broken, Law.FREE_PLACES, k, s.cells[k].free_places, counted.free_places[k])


@sweep
def money_is_conserved(s, counted, broken):
    """What firms, platforms and funds hold is what came in less what went out; the ledger agrees with its payments, budgets are kept."""
    account, clock = s.account[0], s.clock[0]
    held = 0
    for f in range(clock.firms):
        held += s.firms[f].cash
    for j in range(s.platforms.size):
        held += s.platforms[j].cash
    for k in range(s.funds.size):
        held += s.funds[k].capital
        hold(broken, Law.OVERINVESTED, k, s.funds[k].capital, 0, s.funds[k].capital >= 0)
    came_in = account.opening + account.earned + account.borrowed + account.public_in
    agree(broken, Law.MONEY, 0, held, came_in - account.paid_out - account.recycled_out)
    in_window = 0
    for k in range(clock.payments):
        payment = s.payments[k]
        counted.paid[payment.instrument] += payment.yuan
        in_window += payment.yuan if payment.month >= clock.burn_in else 0
        if payment.project != NOBODY:
            hold(broken, Law.UNMARKED, k, 0, 0, (s.projects[payment.project].paid_by >> payment.instrument) & 1 == 1)
    agree(broken, Law.WINDOW, 0, s.tally[0].public_yuan, in_window)
    booked, received = 0, account.public_in
    for k in range(s.funds.size):
        received += s.funds[k].invested if s.funds[k].instrument != NOBODY else 0
    for k in range(s.instruments.size):
        instrument, by_year = s.instruments[k], 0
        for year in range(s.spending.shape[1]):
            by_year += s.spending[k, year]
        agree(broken, Law.LEDGER, k, instrument.spent, counted.paid[k])
        agree(broken, Law.LEDGER_BY_YEAR, k, by_year, counted.paid[k])
        hold(broken, Law.OVERSPENT, k, instrument.left, 0, instrument.limited == 0 or instrument.left >= 0)
        booked += counted.paid[k]
    agree(broken, Law.BOOKED, 0, booked, received)
    for k in range(s.guaranteed_loans.size):
        agree(broken, Law.GUARANTEES, k, s.guaranteed_loans[k].at_risk, counted.at_risk[k])
