"""Exact conservation of projects, money and slots. Each check compares what a table says with what the rows add up to, to the last yuan."""

from collections.abc import Iterator

import numpy as np

from sim.compiled import entry, rule
from sim.rules.instruments.guaranteed_loans import loan_under
from sim.rules.money import yuan
from sim.stages import State, StopReason
from sim.tables import NEVER, NOBODY, SECTORS, plain


class ConservationError(AssertionError):
    """Something was lost or made out of nothing; the message lists every violation with both sides."""


def violations(s) -> list[str]:
    """Every violation in the world `s`, as sentences; empty when all is conserved."""
    return [*rows_agree(s), *places_agree(s), *money_is_conserved(s)]


@entry
def count_rows(s, wrong, on_offer_by_area, on_offer_by_cell, held_by_firm, busy, waiting, piloting, ramping, invested):
    """One pass over the projects: fills the counters given (int64, zero at the start) with what the rows add up to.

    `wrong` (3, 2): how many rows, and the last of them, whose reason to stop, stop month, or batch output does not fit their state.
    """
    for i in range(s.clock[0].projects):
        p = s.projects[i]
        ended = p.state == State.STOPPED
        note(wrong, 0, i, ended != (p.stop != StopReason.RUNNING))
        note(wrong, 1, i, ended != (p.stopped != NEVER))
        note(wrong, 2, i, (p.batch_output != NEVER) != (p.state == State.PRODUCING))
        if p.fund != NOBODY:
            invested[p.fund] += p.ticket
        if p.state == State.ON_OFFER:
            on_offer_by_area[p.area] += 1
            on_offer_by_cell[p.area * SECTORS + p.sector] += 1
        elif not ended and p.state != State.SAMPLING and p.state != State.PRODUCING:
            held_by_firm[p.firm] += 1
        if p.state == State.PILOTING:
            piloting[p.area] += 1
            if p.platform != NOBODY:
                busy[p.platform] += 1
        elif p.state == State.WAITING:
            waiting[p.platform] += 1
        elif p.state == State.RAMPING:
            ramping[p.area] += 1


@rule
def note(wrong, kind, row, is_wrong):
    """Remember one row that violates a condition."""
    if is_wrong:
        wrong[kind, 0] += 1
        wrong[kind, 1] = row


WRONG_ROWS = ("ended without a reason, or a reason without an end", "stop month does not fit the state", "batch output does not fit the state")


def rows_agree(s) -> Iterator[str]:
    """Every project is in exactly one state, ended ones carry exactly one reason, and all counters agree with the rows; slots suffice."""
    areas, cells, firms, platforms = s.areas.size, s.cells.size, s.firms.size, s.platforms.size
    wrong = np.zeros((len(WRONG_ROWS), 2), np.int64)
    by_area, by_cell, held, busy, waiting, piloting, ramping, invested = (
        np.zeros(size, np.int64) for size in (areas, cells, firms, platforms, platforms, areas, areas, s.funds.size)
    )
    count_rows(s, wrong, by_area, by_cell, held, busy, waiting, piloting, ramping, invested)
    for (count, row), what in zip(wrong.tolist(), WRONG_ROWS, strict=True):
        if count:
            yield f"projects: {what} in {count} rows, for example {row}"
    born, known = int(s.labs["results"].sum()), int(s.clock["projects"][0])
    if born != known:
        yield f"projects: labs disclosed {born}, the table holds {known}"
    yield from differs("results on offer by area", s.areas["on_offer"], by_area)
    yield from differs("results on offer by cell", s.cells["on_offer"], by_cell)
    yield from differs("projects held by firms", s.firms["active"], held)
    yield from differs("busy slots", s.platforms["busy"], busy)
    yield from differs("queues", s.platforms["waiting"], waiting)
    yield from differs("pilots by area", s.areas["pilots_busy"], piloting)
    yield from differs("ramps by area", s.areas["ramps_busy"], ramping)
    yield from differs("money invested by fund (yuan)", s.funds["invested"], invested)
    yield from differs("places taken in incubators", s.incubators["taken"], projects_in_care(s))
    if (bad := np.flatnonzero(s.platforms["busy"] > s.platforms["slots"])).size:
        yield f"platforms {bad[:5]}: more pilots than slots"


def projects_in_care(s) -> np.ndarray:
    """Running projects that hold a place in each incubator, counted anew from the projects."""
    if s.incubators.size == 0:
        return np.zeros(0, np.int64)
    known = s.projects[: s.clock["projects"][0]]
    running = (known["state"] != State.STOPPED) & (known["state"] != State.PRODUCING)
    held = [np.count_nonzero(running & ((known["paid_by"] >> int(row["instrument"])) & 1 == 1)) for row in s.incubators]
    return np.array(held, np.int64)


def places_agree(s) -> Iterator[str]:
    """Firms run no more projects than they can, and the free places of the founding firms are what cells and results on offer see."""
    known, founding = int(s.clock["firms"][0]), int(s.clock["founding_firms"][0])
    active, at_once = s.firms["active"], s.firms["projects_at_once"]
    if (bad := np.flatnonzero(active[:known] > at_once[:known])).size:
        yield f"firms {bad[:5]}: more projects than they can run at once"
    firms = s.firms[:founding]
    free = np.where(firms["closed"] == NEVER, at_once[:founding] - active[:founding], 0)
    races = np.isfinite(s.race_time[firms["partner"] & 3, firms["quad"]])
    yield from differs("firms with a free place", races, (free > 0) & (firms["absorption"] > 0))
    cell = firms["area"].astype(np.int64) * SECTORS + firms["sector"]
    yield from differs("free places by cell", s.cells["free_places"], np.bincount(cell, free, s.cells.size).astype(np.int64))


@entry
def add_payments(s, by_instrument, unmarked):
    """Add up the payment records (yuan) by instrument; `unmarked` (2,): payments to projects whose `paid_by` does not say so, and the last."""
    for k in range(s.clock[0].payments):
        payment = s.payments[k]
        by_instrument[payment.instrument] += payment.yuan
        if payment.project != NOBODY and (s.projects[payment.project].paid_by >> payment.instrument) & 1 == 0:
            unmarked[0] += 1
            unmarked[1] = k


def money_is_conserved(s) -> Iterator[str]:
    """What firms, platforms and funds hold is what came in less what went out; the ledger agrees with its payments, budgets are kept."""
    a, clock, booked = plain(s.account), plain(s.clock), plain(s.tally).public_yuan
    held = int(s.firms["cash"][: clock.firms].sum() + s.platforms["cash"].sum() + s.funds["capital"].sum())
    expected = a.opening + a.earned + a.borrowed + a.public_in - a.paid_out - a.recycled_out
    if held != expected:
        yield f"money: tables hold {held} yuan, the accounts say {expected}"
    paid = s.payments[: clock.payments]
    by_instrument, unmarked = np.zeros(s.instruments.size, np.int64), np.zeros(2, np.int64)
    add_payments(s, by_instrument, unmarked)
    if unmarked[0]:
        yield f"payments: {unmarked[0]} to projects that do not remember them, for example payment {unmarked[1]}"
    yield from differs("ledger by instrument (yuan)", s.instruments["spent"], by_instrument)
    yield from differs("ledger by year (yuan)", s.spending.sum(axis=1), by_instrument)
    in_window = int(paid["yuan"][paid["month"] >= clock.burn_in].sum())
    if in_window != booked:
        yield f"money: payments of the window are {in_window} yuan, the indicator says {booked}"
    yield from differs("guarantees outstanding (yuan)", s.guaranteed_loans["at_risk"], outstanding_guarantees(s))
    tickets = int(s.funds["invested"][s.funds["instrument"] != NOBODY].sum())
    if int(by_instrument.sum()) != a.public_in + tickets:
        yield f"money: {int(by_instrument.sum())} yuan of public money booked, {a.public_in + tickets} received"
    limited = s.instruments["limited"] == 1
    if (bad := np.flatnonzero(limited & (s.instruments["left"] < 0))).size:
        yield f"instruments {bad}: more spent than budgeted"
    if (bad := np.flatnonzero(s.funds["capital"] < 0)).size:
        yield f"funds {bad}: more invested than they have"


def outstanding_guarantees(s) -> np.ndarray:
    """Yuan that each guarantee may have to pay for the lines now under construction, worked out anew from the projects."""
    found = np.zeros(s.guaranteed_loans.size, np.int64)
    if found.size:
        add_guarantees(s, found)
    return found


@entry
def add_guarantees(s, by_guarantee):
    """Add up the contingent liabilities (yuan) of projects whose line is being built."""
    for i in range(s.clock[0].projects):
        if s.projects[i].state == State.RAMPING:
            for k in range(s.guaranteed_loans.size):
                if (s.projects[i].paid_by >> s.guaranteed_loans[k].instrument) & 1 == 1:
                    by_guarantee[k] += yuan(s.guaranteed_loans[k].loss_share * loan_under(s, i, k))


def differs(what: str, said: np.ndarray, counted: np.ndarray) -> Iterator[str]:
    """A sentence for the first rows in which a counter and a count disagree."""
    if (bad := (said != counted).nonzero()[0]).size:
        k = bad[0]
        yield f"{what}: row {k} says {said[k]}, counted {counted[k]} ({bad.size} rows differ)"


def must_hold(s) -> None:
    """Raise ConservationError, listing what is violated in which month, unless everything is conserved."""
    if found := violations(s):
        raise ConservationError(f"month {s.clock[0].month}: " + "; ".join(found))
