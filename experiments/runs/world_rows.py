"""A world's record as a row of the store, and many worlds read from there, to the last bit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.gathering import Scratch, fill
from experiments.runs.groups import SECTOR_NAMES, UNNAMED, county_names, places_of
from experiments.runs.payments import Payments
from experiments.runs.platform_use import USES, field_name
from experiments.runs.records import WorldRecord
from experiments.runs.versions import AS_GIVEN, turn_of
from sim.indicators import GROUPED, INDICATORS, NAMES, RATES, YEARLY
from sim.stages import Stage, StopReason
from sim.start import Blueprint

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.runs.carry_out import Carried
    from experiments.runs.worlds import Place

CASES = ("reached", "resolved", "unresolved")
NUMBERS = ("net_public", "success_elsewhere")
BY_YEAR = ("taxes", "local_taxes", "public_by_year")
PAID = ("before_window", "projects_paid", "projects_qualified", "contingent")
YUAN = "10k CNY"
BREAK = "\n"


def columns_of(plan: Blueprint) -> "pa.Schema":
    """The columns of worlds of a scenario; the lists say in their metadata what their places mean."""
    import pyarrow as pa

    def number(name: str, unit: str, meaning: str) -> pa.Field:
        return pa.field(name, pa.float64(), nullable=False, metadata={"unit": unit, "meaning": meaning})

    def several(name: str, kind: pa.DataType, places: Sequence[str], unit: str, meaning: str) -> list[pa.Field]:
        metadata = {"unit": unit, "meaning": meaning, "places": " ".join(places)}
        kind = pa.list_(pa.field("element", kind, nullable=False), len(places))
        return [pa.field(name, kind, nullable=False, metadata=metadata)] if places else []  # a region without instruments has no list of them

    years, tools = [str(year) for year in plan.years], plan.instruments
    fields, dated = [field_name(field) for field in plan.platform_fields], plan.dated_years
    uses = [f"{field}_{year}_{use}" for field in fields for year in dated for use in USES]
    return pa.schema([
        *(number(each.name, each.unit, each.en) for each in INDICATORS.values()),
        *several("stages", pa.int64(), [each.key for each in Stage], "projects", "projects that entered each stage"),
        *several("stops", pa.int64(), [each.key for each in StopReason], "projects", "projects that stopped, by reason"),
        *several("yearly", pa.int64(), [f"{year}_{event}" for year in years for event in YEARLY], "projects", "events by calendar year"),
        *several("rates", pa.int64(), [f"{rate}_{case}" for rate in RATES for case in CASES], "projects", "cases of the four rates"),
        *several("by_sector", pa.int64(), places_of(SECTOR_NAMES), "projects", "events by sector"),
        *several("by_county", pa.int64(), places_of(county_names(plan)), "projects", "events by the county of the platform that piloted"),
        *several("spending", pa.float64(), [f"{tool}_{year}" for tool in tools for year in years], YUAN, "public money by instrument and year"),
        *several("recycled", pa.float64(), tools, YUAN, "public money that came back, by instrument"),
        *several("paid_before_window", pa.float64(), tools, YUAN, "public money before the first dated month, by instrument"),
        *several("paid_projects_paid", pa.float64(), tools, "projects", "projects with a payment, by instrument; NaN: it never pays projects"),
        *several("paid_projects_qualified", pa.float64(), tools, "projects", "projects that earned an award, by instrument; NaN: no award"),
        *several("paid_contingent", pa.float64(), tools, YUAN, "what guarantees may still cost, by instrument; NaN: no guarantee"),
        number("net_public", YUAN, "discounted public money less what was recycled"),
        number("success_elsewhere", "share", "projects from outside that would have fared alike where they came from"),
        *several("taxes", pa.float64(), years, YUAN, "taxes of all levels on new products, by year"),
        *several("local_taxes", pa.float64(), years, YUAN, "the part of these taxes that stays local, by year"),
        *several("public_by_year", pa.float64(), years, YUAN, "public money less what came back, by year"),
        *several("platform_use", pa.int64(), uses, "months", "slot-months in use and there, months waited and projects admitted, by field and year"),
        pa.field("digest", pa.string(), nullable=False, metadata={"unit": "sha-256", "meaning": "all decisions and all money of the world"}),
        pa.field("violations", pa.string(), nullable=False, metadata={"unit": "text", "meaning": "violations of conservation, one a line"}),
    ])  # fmt: skip


def row_of(record: WorldRecord) -> dict[str, Any]:
    """The row of a world."""
    return {
        **dict(zip(NAMES, record.indicators.tolist(), strict=True)),
        "stages": record.stages, "stops": record.stops, "yearly": record.yearly, "rates": record.rates,
        "by_sector": record.by_sector, "by_county": record.by_county,
        "spending": record.spending, "recycled": record.recycled, "platform_use": record.platform_use,
        **{f"paid_{name}": getattr(record.payments, name) for name in PAID},
        **{name: getattr(record, name) for name in (*NUMBERS, *BY_YEAR)},
        "digest": record.digest, "violations": BREAK.join(record.violations),
    }  # fmt: skip


@dataclass(frozen=True)
class Worlds:
    """Many finished worlds of a scenario, each quantity an array whose last axis is the world, in the order of replications. Money in 万元."""

    replications: np.ndarray  # (worlds,)
    clusters: np.ndarray  # (worlds,) number of the version of each, by which means are clustered
    indicators: np.ndarray  # (INDICATORS, worlds), in the order of sim.indicators.NAMES
    stages: np.ndarray  # (Stage, worlds)
    stops: np.ndarray  # (StopReason, worlds)
    yearly: np.ndarray  # (years, YEARLY, worlds)
    rates: np.ndarray  # (RATES, reached / resolved / unresolved, worlds)
    by_sector: np.ndarray  # (sectors, GROUPED, worlds)
    counties: tuple[str, ...]  # in which platforms stand, and last `groups.UNNAMED`
    by_county: np.ndarray  # (counties, GROUPED, worlds)
    spending: np.ndarray  # (instruments, years, worlds)
    recycled: np.ndarray  # (instruments, worlds)
    payments: Payments  # each (instruments, worlds)
    net_public: np.ndarray  # (worlds,)
    success_elsewhere: np.ndarray  # (worlds,)
    taxes: np.ndarray  # (years, worlds)
    local_taxes: np.ndarray  # (years, worlds)
    public_by_year: np.ndarray  # (years, worlds)
    platform_fields: tuple[str, ...]  # fields that have platforms
    platform_use: np.ndarray  # (platform_fields, dated years, USES, worlds)
    digests: np.ndarray  # (worlds,) SHA-256 in hexadecimal digits, as bytes
    violations: tuple[str, ...]  # of all worlds

    def __len__(self) -> int:
        return self.replications.size

    def indicator(self, name: str) -> np.ndarray:
        """An indicator in every world."""
        return self.indicators[NAMES.index(name)]


NAMED = {"platform_use": "platform_fields", "by_county": "counties"}
"""Quantities counted for each of some names, and where the names stand: not the same for all sizes of a policy."""


def worlds_in(carried: "Carried", place: "Place", scratch: Scratch) -> Worlds:
    """The worlds of a place that were carried out. Raises Damaged, StoreError."""
    plan, tasks = place.plan, carried.tasks
    years, tools = len(plan.years), len(plan.instruments)
    size, fields = tasks.size, tuple(field_name(field) for field in plan.platform_fields)

    def numbers(*places: int, dtype: Any = float) -> np.ndarray:
        return scratch.array((*places, size), dtype)

    counts = {"stages": (len(Stage),), "stops": (len(StopReason),), "yearly": (years, len(YEARLY)), "rates": (len(RATES), len(CASES))}
    counties = county_names(plan)
    counts |= {"by_sector": (len(SECTOR_NAMES), len(GROUPED)), "by_county": (len(counties), len(GROUPED))}
    counts["platform_use"] = (len(fields), len(plan.dated_years), len(USES))
    columns = {name: numbers(*places, dtype=np.int64) for name, places in counts.items()}
    columns |= {"spending": numbers(tools, years), "recycled": numbers(tools), **{name: numbers() for name in NUMBERS}}
    columns |= {name: numbers(years) for name in BY_YEAR}
    paid, indicators, digests = {name: numbers(tools) for name in PAID}, numbers(len(NAMES)), numbers(dtype="S64")
    parts = {f"paid_{name}": array for name, array in paid.items()} | dict(zip(NAMES, indicators, strict=True))
    wrong = fill(columns | parts | {"digest": digests}, [carried], tasks, texts="violations")
    violations = tuple(line for text in wrong.values() for line in text.split(BREAK))
    columns |= {"payments": Payments(**paid), "platform_fields": fields, "counties": counties, "digests": digests, "violations": violations}
    return Worlds(tasks, turn_of(place.versions or (AS_GIVEN,), tasks), indicators, **columns)


def joined(several: Sequence[Worlds], scratch: Scratch) -> Worlds:
    """The worlds of several as one, in the order of their numbers: of scenarios with the same years and instruments, no number in two of them.

    A field or county that has platforms in some of them only has no use of platforms, and no projects of its own, in the others: what is in no
    county is a row of all of them, so that the counties of each world add up.
    """
    numbers = np.concatenate([each.replications for each in several])
    order = np.argsort(numbers)
    places = np.split(np.argsort(order), np.cumsum([len(each) for each in several])[:-1])
    known = {names: tuple(dict.fromkeys(name for each in several for name in getattr(each, names))) for names in NAMED.values()}
    known["counties"] = tuple(sorted(known["counties"], key=UNNAMED.__eq__))  # it stands last

    def together(parts: Sequence[np.ndarray]) -> np.ndarray:
        result = scratch.array((*parts[0].shape[:-1], numbers.size), parts[0].dtype)
        for part, at in zip(parts, places, strict=True):
            result[..., at] = part
        return result

    def of_all_names(worlds: Worlds, counted: str, names: tuple[str, ...]) -> np.ndarray:
        mine = getattr(worlds, counted)
        whole = np.zeros((len(names), *mine.shape[1:]), mine.dtype)
        whole[[names.index(name) for name in getattr(worlds, NAMED[counted])]] = mine
        return whole

    special = {"replications", "payments", "violations", *NAMED, *known}
    columns = {name: together([getattr(each, name) for each in several]) for name in Worlds.__dataclass_fields__ if name not in special}
    columns |= {counted: together([of_all_names(each, counted, known[names]) for each in several]) for counted, names in NAMED.items()}
    payments = Payments(*(of_its_kind(together([getattr(each.payments, name) for each in several])) for name in PAID))
    return Worlds(
        replications=numbers[order], payments=payments, violations=tuple(line for each in several for line in each.violations), **known, **columns,
    )  # fmt: skip


def of_its_kind(paid: np.ndarray) -> np.ndarray:
    """What was paid (instruments, worlds), NaN for all worlds where it is for some: what an instrument never does is of its kind, not of its size."""
    paid[np.isnan(paid).any(axis=1)] = np.nan
    return paid


def indicator_in(carried: "Carried", name: str, scratch: Scratch) -> tuple[np.ndarray, tuple[str, ...]]:
    """One indicator of worlds, and violations of conservation in them. Raises Damaged, StoreError."""
    values = scratch.array((carried.tasks.size,))
    wrong = fill({name: values}, [carried], carried.tasks, texts="violations")
    return values, tuple(line for text in wrong.values() for line in text.split(BREAK))
