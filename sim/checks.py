"""Exact conservation of projects, money and slots. Each check compares what a table says with what the rows add up to, to the last yuan."""

from collections.abc import Iterator

import numpy as np

from sim.stages import State, StopReason
from sim.tables import NEVER, NOBODY, SECTORS


class ConservationError(AssertionError):
    """Something was lost or made out of nothing; the message lists every violation with both sides."""


def violations(s) -> list[str]:
    """Every violation in the world `s`, as sentences; empty when all is conserved."""
    return [*projects_are_conserved(s), *slots_are_conserved(s), *money_is_conserved(s)]


def projects_are_conserved(s) -> Iterator[str]:
    """Every project is in exactly one state, ended ones carry exactly one reason, and all counters agree with the rows."""
    p = s.projects[: s.clock[0].projects]
    ended = p["state"] == State.STOPPED
    if (bad := np.flatnonzero(ended != (p["stop"] != StopReason.RUNNING))).size:
        yield f"projects {bad[:5]}: ended without a reason, or a reason without an end"
    if (bad := np.flatnonzero(ended != (p["stopped"] != NEVER))).size:
        yield f"projects {bad[:5]}: stop month does not fit the state"
    if (bad := np.flatnonzero((p["batch_output"] != NEVER) != (p["state"] == State.PRODUCING))).size:
        yield f"projects {bad[:5]}: batch output does not fit the state"
    born = int(s.labs["results"].sum())
    if born != p.size:
        yield f"projects: labs disclosed {born}, the table holds {p.size}"
    on_offer = p["state"] == State.ON_OFFER
    yield from differs("results on offer by area", s.areas["on_offer"], tally(p["area"][on_offer], s.areas.size))
    cell = p["area"].astype(np.int64) * SECTORS + p["sector"]
    yield from differs("results on offer by cell", s.cells["on_offer"], tally(cell[on_offer], s.cells.size))
    held = np.isin(p["state"], (State.CHOOSING, State.WAITING, State.PILOTING, State.TRIAL, State.SEEKING_MONEY, State.RAMPING))
    firms = s.firms[: s.clock[0].firms]
    yield from differs("projects held by firms", firms["active"], tally(p["firm"][held], firms.size))
    if (bad := np.flatnonzero(firms["active"] > firms["projects_at_once"])).size:
        yield f"firms {bad[:5]}: more projects than they can run at once"


def slots_are_conserved(s) -> Iterator[str]:
    """Busy slots and queues agree with the projects in them and never exceed the slots."""
    p = s.projects[: s.clock[0].projects]
    piloting = p["state"] == State.PILOTING
    here = piloting & (p["platform"] != NOBODY)
    waiting = p["state"] == State.WAITING
    yield from differs("busy slots", s.platforms["busy"], tally(p["platform"][here], s.platforms.size))
    yield from differs("queues", s.platforms["waiting"], tally(p["platform"][waiting], s.platforms.size))
    yield from differs("pilots by area", s.areas["pilots_busy"], tally(p["area"][piloting], s.areas.size))
    yield from differs("ramps by area", s.areas["ramps_busy"], tally(p["area"][p["state"] == State.RAMPING], s.areas.size))
    if (bad := np.flatnonzero(s.platforms["busy"] > s.platforms["slots"])).size:
        yield f"platforms {bad[:5]}: more pilots than slots"
    firms = s.firms[: s.clock[0].founding_firms]
    free = np.where(firms["closed"] == NEVER, firms["projects_at_once"] - firms["active"], 0)
    yield from differs("firms with a free place", s.appeal > 0, (free > 0) & (firms["absorption"] > 0))
    cell = firms["area"].astype(np.int64) * SECTORS + firms["sector"]
    yield from differs("free places by cell", s.cells["free_places"], np.bincount(cell, free, s.cells.size).astype(np.int64))


def money_is_conserved(s) -> Iterator[str]:
    """What firms, platforms and funds hold is what came in less what went out; the ledger agrees with its payments, budgets are kept."""
    a, clock = s.account[0], s.clock[0]
    held = int(s.firms["cash"][: clock.firms].sum() + s.platforms["cash"].sum() + s.funds["capital"].sum())
    expected = int(a.opening + a.earned + a.borrowed + a.public_in - a.paid_out - a.recycled_out)
    if held != expected:
        yield f"money: tables hold {held} yuan, the accounts say {expected}"
    paid = s.payments[: clock.payments]
    by_instrument = np.zeros(s.instruments.size, np.int64)
    np.add.at(by_instrument, paid["instrument"], paid["yuan"])
    yield from differs("ledger by instrument (yuan)", s.instruments["spent"], by_instrument)
    yield from differs("ledger by year (yuan)", s.spending.sum(axis=1), by_instrument)
    to_projects = paid["project"] != NOBODY
    by_project = np.zeros(clock.projects, np.int64)
    np.add.at(by_project, paid["project"][to_projects], paid["yuan"][to_projects])
    yield from differs("public money by project (yuan)", s.projects["public_paid"][: clock.projects], by_project)
    in_window = int(paid["yuan"][paid["month"] >= clock.burn_in].sum())
    if in_window != int(s.tally[0].public_yuan):
        yield f"money: payments of the window are {in_window} yuan, the indicator says {int(s.tally[0].public_yuan)}"
    projects = s.projects[: clock.projects]
    has_fund = projects["fund"] != NOBODY
    invested = np.zeros(s.funds.size, np.int64)
    np.add.at(invested, projects["fund"][has_fund], projects["ticket"][has_fund])
    yield from differs("money invested by fund (yuan)", s.funds["invested"], invested)
    tickets = int(s.funds["invested"][s.funds["instrument"] != NOBODY].sum())
    if int(by_instrument.sum()) != int(a.public_in) + tickets:
        yield f"money: {int(by_instrument.sum())} yuan of public money booked, {int(a.public_in) + tickets} received"
    limited = s.instruments["limited"] == 1
    if (bad := np.flatnonzero(limited & (s.instruments["left"] < 0))).size:
        yield f"instruments {bad}: more spent than budgeted"
    if (bad := np.flatnonzero(s.funds["capital"] < 0)).size:
        yield f"funds {bad}: more invested than they have"


def tally(rows: np.ndarray, size: int) -> np.ndarray:
    """How often each row number occurs."""
    return np.bincount(rows, minlength=size)[:size] if rows.size else np.zeros(size, np.int64)


def differs(what: str, said: np.ndarray, counted: np.ndarray) -> Iterator[str]:
    """A sentence for the first rows in which a counter and a count disagree."""
    if (bad := np.flatnonzero(said != counted)).size:
        k = bad[0]
        yield f"{what}: row {k} says {said[k]}, counted {counted[k]} ({bad.size} rows differ)"


def must_hold(s) -> None:
    """Raise ConservationError, listing what is violated in which month, unless everything is conserved."""
    if found := violations(s):
        raise ConservationError(f"month {s.clock[0].month}: " + "; ".join(found))
