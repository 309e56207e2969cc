"""Worlds of shared luck with one more unit of each resource, and what had come about in each by the end of every year.

A row has the totals of one indicator, and of the events that each resource holds up first: a partner or somebody who matches is taken on before
anything else can happen, a slot begins a pilot, money and a market let a line be built. All are counted from the first dated month.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.goal_worlds import total_of, totals_of
from experiments.goals import AMOUNTS
from experiments.one_more import OneMore
from experiments.runs.batch import Batch, Bundle, FailedElsewhere, Row
from experiments.runs.carry_out import Carried
from experiments.runs.gathering import Scratch, fill
from experiments.runs.records import record
from experiments.runs.world_rows import indicator_in, row_of
from experiments.runs.worlds import PORTION, Place, attempt
from experiments.statistics import NOTHING, Interval, mean_interval
from sim.batch import finished
from sim.checks import must_hold
from sim.dice import run_key
from sim.indicators import HEADLINE
from sim.month import simulate_months
from sim.start import new_state

FIRST_EVENT = {"partner": "taken_on", "slot": "pilots_started", "money": "entered", "staff": "taken_on", "market": "entered"}
"""The first event that a resource holds up."""
FIRST_EVENTS = tuple(dict.fromkeys(FIRST_EVENT.values()))


def year_ends(start: int, months: int) -> tuple[int, ...]:
    """The dated months (from 0) with which a calendar year ends, the last month of the study included; `start` is the first, since year 0."""
    return tuple(month for month in range(months) if (start + month) % 12 == 11 or month == months - 1)


def with_totals(places: Sequence[Place], indicator: str, at: tuple[int, ...]) -> Bundle:
    """One bundle of: worlds of several places, then their totals at the end of these dated months."""
    batches = [place.batch for place in places]
    return Bundle((*batches, *(totals_batch(place, indicator, at) for place in places)), Totalled(tuple(places), indicator, at))


def totals_batch(place: Place, indicator: str, at: tuple[int, ...]) -> Batch:
    """Totals of the worlds of a place."""
    import pyarrow as pa

    kind = pa.list_(pa.field("element", pa.float64(), nullable=False), len(at))
    known = {"unit": "projects", "places": " ".join(map(str, at))}  # of `totals` the unit is that of the indicator
    columns = [pa.field(name, kind, nullable=False, metadata=known) for name in ("totals", *FIRST_EVENTS)]
    identity = place.identity("one-more", "experiments.one_more_worlds", "experiments.goal_worlds", indicator=indicator, at=list(at))
    return Batch(identity, pa.schema(columns), None, PORTION, place.parameters, command=place.batch.command_of)


@dataclass(frozen=True)
class Totalled:
    """The rows of worlds of the same number in several places: the worlds themselves, then their totals."""

    places: tuple[Place, ...]
    indicator: str
    at: tuple[int, ...]

    def __call__(self, task: int, wanted: tuple[int, ...]) -> Mapping[int, Row | Exception]:
        count, rows = len(self.places), {}
        for number in sorted({each % count for each in wanted}):
            made = attempt(self._rows, self.places[number], task)
            both = (made, FailedElsewhere(number, made)) if isinstance(made, Exception) else made
            rows |= {number: both[0], number + count: both[1]}
        return {number: rows[number] for number in wanted}

    def _rows(self, place: Place, task: int) -> tuple[Row, Row]:
        """One world, stopped at the end of each of the months to be looked at; stopping changes nothing in it."""
        plan, amounts = place.plan_of(task), []
        key = run_key(place.seed, task)
        state = new_state(plan, key)
        is_amount = self.indicator in AMOUNTS
        done, step = 0, 1 if place.check else plan.months
        for month in (*(plan.burn_in + each + 1 for each in self.at), plan.months):
            while done < month:
                simulate_months(state, key, min(step, month - done))
                done += min(step, month - done)
                if place.check:
                    must_hold(state)
            if is_amount:
                amounts.append(total_of(self.indicator, state))
        outcome = finished(plan, state, place.seed, task)
        projects = outcome.state.projects[: outcome.state.clock[0].projects]
        events = [*FIRST_EVENTS, *(() if is_amount else (self.indicator,))]
        counted = {name: totals_of(name, projects, plan.burn_in, plan.months - plan.burn_in)[list(self.at)].astype(float) for name in events}
        totals = np.array(amounts[: len(self.at)]) if is_amount else counted[self.indicator]
        return row_of(record(outcome)), {"totals": totals} | {name: counted[name] for name in FIRST_EVENTS}


@dataclass(frozen=True)
class Totals:
    """What many worlds had by the end of each of the months looked at, (months, worlds): of the indicator, and of each first event."""

    indicator: np.ndarray
    events: Mapping[str, np.ndarray]


def totals_in(carried: Carried, at: tuple[int, ...], scratch: Scratch) -> Totals:
    """The totals of the worlds of a place. Raises Damaged, StoreError."""
    columns = {name: scratch.array((len(at), carried.tasks.size)) for name in ("totals", *FIRST_EVENTS)}
    fill(columns, [carried], carried.tasks)
    return Totals(columns["totals"], {name: columns[name] for name in FIRST_EVENTS})


@dataclass(frozen=True)
class Effect:
    """What one more unit does in every world of shared luck, by the end of each of the months looked at, and violations of conservation."""

    more: OneMore
    before: np.ndarray  # (months, worlds) totals of the indicator without it
    after: np.ndarray  # (months, worlds) with it; no worlds where there is no such unit
    first: np.ndarray  # (months, worlds) of the first event that the resource holds up
    violations: tuple[str, ...]

    @property
    def is_possible(self) -> bool:
        """Whether there is such a unit."""
        return self.more.scenario is not None

    @property
    def gained(self) -> np.ndarray:
        """(months, worlds) paired differences of the indicator."""
        return self.after - self.before

    def by(self, place: int, clusters: np.ndarray) -> Interval:
        """What is gained by the end of a month looked at, since the study began."""
        return self._interval(self.gained, place, None, clusters)

    def within(self, before: int | None, place: int, clusters: np.ndarray) -> Interval:
        """What is gained after one such month up to the next."""
        return self._interval(self.gained, place, before, clusters)

    def first_within(self, before: int | None, place: int, clusters: np.ndarray) -> Interval:
        """How many more have the first event then."""
        return self._interval(self.first, place, before, clusters)

    def first_by(self, place: int, clusters: np.ndarray) -> Interval:
        """How many more had the first event by the end of a month looked at, since the study began."""
        return self._interval(self.first, place, None, clusters)

    def _interval(self, gained: np.ndarray, place: int, before: int | None, clusters: np.ndarray) -> Interval:
        if not self.is_possible:
            return NOTHING
        return mean_interval(gained[place] - (0.0 if before is None else gained[before]), clusters)


def effects_in(variants: Iterable[OneMore], carried: Sequence[Carried], at: tuple[int, ...], scratch: Scratch) -> tuple[Effect, ...]:
    """The effects of the variants that there are, each an entry of `carried` after that of the region as it is: worlds, then totals.

    Raises Damaged, StoreError.
    """
    half = len(carried) // 2
    before, *after = (totals_in(each, at, scratch) for each in carried[half:])
    found, none = [], np.zeros((len(at), 0))
    made = iter(zip(after, carried[1:half], strict=True))
    for each in variants:
        if each.scenario is None:
            found.append(Effect(each, none, none, none, ()))
            continue
        totals, worlds = next(made)
        event = FIRST_EVENT[each.resource]
        first = totals.events[event] - before.events[event]
        found.append(Effect(each, before.indicator, totals.indicator, first, indicator_in(worlds, HEADLINE, scratch)[1]))
    return tuple(found)


def by_year(effects: Sequence[Effect], ends: Sequence[int], clusters: np.ndarray, first_year: int) -> dict[str, dict[str, Any]]:
    """By calendar year and resource: what one more unit gives in the year, since the study began, and of the event it holds up first.

    `ends` are the places, among the months looked at, of those with which the years end.
    """
    result = {}
    for year, (before, place) in enumerate(zip((None, *ends), ends, strict=False)):
        result[str(first_year + year)] = {
            each.more.resource: difference(each.within(before, place, clusters))
            | {"cumulated": difference(each.by(place, clusters)), "first_event": difference(each.first_within(before, place, clusters))}
            for each in effects
        }
    return result


def difference(found: Interval) -> dict[str, float | None]:
    """A paired difference as in the JSON files."""
    return {"difference": found.value, "low": found.low, "high": found.high}
