"""What must fit together in a scenario beyond single values: shares, names of sectors, evidence, dates, budgets.

The checks read the merged content as it stands in the files and skip what is not readable, so that they can speak together with the
errors of single values.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from sim.policy import AnyInstrument, Instrument, OutcomeAward
from sim.region import Calendar, SectorName
from sim.scenario import catalogue
from sim.scenario.budget import check_total, money_both, over_budget
from sim.scenario.describe import has_key, keys_of, tagged_location, walk
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.inherit import KeyPath, Layers
from sim.scenario.schema import Policy, Region, Scenario
from sim.units import month_text, parse_month, short

SHARE_TOLERANCE = 1e-6
SECTOR_WORDS = frozenset((*get_args(SectorName), "any"))


LEDGER = Path(__file__).parents[2] / "calibration" / "evidence" / "ids.txt"
"""The ids of the evidence ledger, installed beside the model."""


@cache
def evidence_ids() -> frozenset[str]:
    """All ids of the evidence ledger. Raises ScenarioError where the ledger is missing, so that no source goes unchecked."""
    try:
        found = frozenset(LEDGER.read_text(encoding="utf-8").split())
    except OSError:
        found = frozenset()
    if not found:
        raise ScenarioError(Problem("ledger_missing", str(LEDGER)))
    return found


def table(data: Any, *path: str) -> Mapping[str, Any]:
    """The table at a path of the content, empty where there is none."""
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else {}


def check_header(data: Mapping[str, Any], model: type[Region] | type[Policy], layers: Layers, prefix: KeyPath) -> Iterator[Problem]:
    """Evidence ids exist; assumptions name keys that exist."""
    sources = data.get("sources")
    for number, source in enumerate(sources if isinstance(sources, tuple) else ()):
        if isinstance(source, str) and source not in evidence_ids():
            near = catalogue.nearest(source, evidence_ids())
            yield layers.problem("evidence_unknown", (*prefix, "sources", number), facts={"value": short(source)}, nearest=near)
    for path in table(data, "assumptions"):
        keys = tuple(path.split("."))
        if has_key(model, keys, data):
            continue
        good = next(length for length in range(len(keys)) if not has_key(model, keys[: length + 1], data))
        around = walk(model, tagged_location(model, keys[:good], data))[0]
        near = catalogue.nearest(keys[good], [*table(data, *keys[:good]), *keys_of(around)])
        nearest = ".".join((*keys[:good], near, *keys[good + 1 :])) if near else None
        yield layers.problem("assumption_path", (*prefix, "assumptions", path), facts={"value": short(path)}, nearest=nearest)


def check_region(data: Mapping[str, Any], layers: Layers, prefix: KeyPath = ()) -> Iterator[Problem]:
    """Shares of sectors sum to 1, and labs, firms and platforms name sectors that the region has."""
    yield from check_header(data, Region, layers, prefix)
    sectors = table(data, "sectors")
    shares = [spec.get("share") for spec in sectors.values() if isinstance(spec, Mapping)]
    yield from _check_sum(shares, (*prefix, "sectors"), layers)
    for group in ("labs", "firms"):
        for name, spec in table(data, group).items():
            mix = table(spec, "sectors")
            if mix:
                yield from _check_sum(list(mix.values()), (*prefix, group, name, "sectors"), layers)
            for sector in mix:
                yield from _check_sector(sector, sectors, (*prefix, group, name, "sectors", sector), layers)
    for name, spec in table(data, "platforms").items():
        sector = spec.get("sector") if isinstance(spec, Mapping) else None
        yield from _check_sector(sector, sectors, (*prefix, "platforms", name, "sector"), layers)


def _check_sum(shares: list[Any], path: KeyPath, layers: Layers) -> Iterator[Problem]:
    are_numbers = all(isinstance(share, int | float) and not isinstance(share, bool) and 0 <= share <= 1 for share in shares)
    if shares and are_numbers and abs(sum(shares) - 1) > SHARE_TOLERANCE:
        yield layers.problem("shares_sum", path, facts={"total": f"{sum(shares):.6g}"})


def _check_sector(sector: Any, sectors: Mapping[str, Any], path: KeyPath, layers: Layers) -> Iterator[Problem]:
    known_word = isinstance(sector, str) and sector in SECTOR_WORDS
    if sectors and known_word and sector != "any" and sector not in sectors:
        facts = {"value": str(sector), "choices": ", ".join(name for name in sectors if name in SECTOR_WORDS)}
        yield layers.problem("sector_not_listed", path, facts=facts)


def check_policy(data: Mapping[str, Any], layers: Layers, prefix: KeyPath = ()) -> Iterator[Problem]:
    """End not before start; awards that fit their budget; yearly commitments within the stated total."""
    yield from check_header(data, Policy, layers, prefix)
    good: dict[str, Instrument] = {}
    adapter = _instrument_adapter()
    for name, content in table(data, "instruments").items():
        start, end = _month(content, "start"), _month(content, "end")
        path = (*prefix, "instruments", name)
        if start is not None and end is not None and end < start:
            yield layers.problem("end_before_start", (*path, "end"), facts={"start": month_text(start), "end": month_text(end)})
        try:
            good[name] = adapter.validate_python(content, strict=True)
        except ValidationError:
            continue
        award = good[name]
        is_capped = isinstance(award, OutcomeAward) and award.budget_per_year is not None and not award.carries_over
        if is_capped and award.amount > award.budget_per_year:
            facts = {"amount": money_both(award.amount), "stated": money_both(award.budget_per_year)}
            yield layers.problem("award_over_budget", (*path, "amount"), facts=facts)
    stated = data.get("budget_per_year_total")
    if stated is not None:
        yield from check_total(stated, good, layers, prefix)


@cache
def _instrument_adapter() -> TypeAdapter[Any]:
    return TypeAdapter(AnyInstrument)


def _month(content: Any, key: str) -> int | None:
    if not isinstance(content, Mapping) or key not in content:
        return None
    try:
        return parse_month(content[key])
    except PydanticCustomError:
        return None


def check_scenario(scenario: Scenario, layers: Mapping[str, Layers]) -> Iterator[Problem]:
    """Policies against their region and each other: sectors exist, names of instruments differ, budgets hold in the study's years."""
    region, owner = scenario.region, {}
    first, last = study_months(region.calendar)
    for policy in scenario.policies:
        where = layers.get(policy.id) or Layers(())
        for name, instrument in policy.instruments.items():
            path = ("instruments", name)
            if name in owner:
                facts = {"value": name, "first": owner[name], "second": policy.id}
                yield where.problem("instrument_clash", path, facts=facts)
            owner[name] = policy.id
            sectors = getattr(instrument, "sectors", ()) or (getattr(instrument, "sector", "any"),)
            if sectors and not any(sector == "any" or sector in region.sectors for sector in sectors):
                facts = {"region": region.id, "value": ", ".join(sectors), "choices": ", ".join(region.sectors)}
                yield where.problem("policy_sector_absent", path, facts=facts)
        if policy.budget_per_year_total is not None:
            public = sum(spec.count for spec in region.platforms.values() if spec.owner == "public")
            yield from over_budget(policy.budget_per_year_total, policy.instruments, first, last, where, platforms=public)


def study_months(calendar: Calendar) -> tuple[int, int]:
    """First and last dated month."""
    return calendar.start, calendar.start + calendar.months - 1
