"""What instruments commit in a calendar year, against the total that a policy states for itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from sim.policy import Brokers, Budgeted, GuidanceFund, Instrument, NewOperator, NewPlatforms, PlatformAngel, last_refill
from sim.scenario.errors import Both, Problem
from sim.scenario.inherit import KeyPath, Layers
from sim.units import money_text, parse_money


def check_total(stated: Any, instruments: Mapping[str, Instrument], layers: Layers, prefix: KeyPath) -> Iterator[Problem]:
    """Budgets against the stated total, in the years that the policy itself names (or year 0, 1, … of the study where it names none)."""
    try:
        total = parse_money(stated)
    except PydanticCustomError:
        return
    for name, instrument in instruments.items():
        if isinstance(instrument, Budgeted) and instrument.budget_per_year is None:
            yield layers.problem("over_budget_unlimited", (*prefix, "instruments", name))
    dated = {name: instrument for name, instrument in instruments.items() if instrument.start is not None}
    chosen = dated or dict(instruments)
    first = min((instrument.start for instrument in dated.values() if instrument.start is not None), default=0)
    last = max([first, *(instrument.end or 0 for instrument in chosen.values()), *(start + 12 for start in _turns(chosen))])
    yield from over_budget(total, chosen, first, last, layers, prefix)


def _turns(instruments: Mapping[str, Instrument]) -> Iterator[int]:
    """Months in which yearly commitments change."""
    for instrument in instruments.values():
        start = instrument.start or 0
        yield start + (instrument.approval_months + instrument.build_months if isinstance(instrument, NewPlatforms) else 0)


def over_budget(
    total: float, instruments: Mapping[str, Instrument], first: int, last: int, layers: Layers, prefix: KeyPath = (), platforms: int = 1
) -> Iterator[Problem]:
    """The first year in which the instruments commit more than `total` 万元, with both amounts; `platforms`: see `committed`."""
    by_year = committed(instruments, first, last, platforms)
    for year in sorted(by_year):
        amounts = {name: amount for name, amount in by_year[year].items() if amount > 0}
        if sum(amounts.values()) > total * (1 + 1e-9):
            label = Both(f"研究期第{year + 1}", f"study year {year + 1}") if first < 12 else Both(str(year), str(year))
            parts = Both(
                "，".join(f"{name} {money_text(amount)}" for name, amount in amounts.items()),
                ", ".join(f"{name} {money_text(amount, 'en')}" for name, amount in amounts.items()),
            )
            facts = {"year": label, "committed": money_both(sum(amounts.values())), "stated": money_both(total), "parts": parts}
            yield layers.problem("over_budget", (*prefix, "budget_per_year_total"), facts=facts)
            return


def committed(instruments: Mapping[str, Instrument], first: int, last: int, platforms: int = 1) -> dict[int, dict[str, float]]:
    """万元 that each instrument commits in each calendar year between two months (both included).

    A budgeted instrument commits its whole yearly budget in every year in which it is in force for a month or more, or keeps promises of before;
    brokers their staff cost and new platforms their running subsidy month by month; new platforms their public capital, and a guidance fund or
    platform angels their announced capital, in the year they start, new platforms their first cash in the year they open; a new operator its cost
    for each of the region's public `platforms` (one where the region is not known). An expert panel is paid per review and commits nothing
    beforehand, nor do rewards on the deals of brokers.
    """
    by_year: dict[int, dict[str, float]] = {year: {} for year in range(first // 12, last // 12 + 1)}
    for name, instrument in instruments.items():
        start = first if instrument.start is None else instrument.start
        end = last_refill(instrument, last)
        for year, amounts in by_year.items():
            months = max(0, min(end, year * 12 + 11) - max(start, first, year * 12) + 1)
            begins = start // 12 == year and start >= first
            amount = 0.0
            if isinstance(instrument, Budgeted):
                amount = (instrument.budget_per_year or 0.0) if months else 0.0
            elif isinstance(instrument, Brokers):
                amount = instrument.staff * instrument.cost_per_year * months / 12
            elif isinstance(instrument, GuidanceFund | PlatformAngel):
                amount = instrument.capital if begins else 0.0
            elif isinstance(instrument, NewOperator):
                amount = instrument.cost * platforms if begins else 0.0
            elif isinstance(instrument, NewPlatforms):
                public = instrument.capital_cost * instrument.public_share
                public = public if instrument.capital_cap is None else min(public, instrument.capital_cap)
                opening = start + instrument.approval_months + instrument.build_months
                cash = instrument.cash if opening // 12 == year and opening >= first else 0.0
                opens = max(opening, first)
                open_months = max(0, min(end, year * 12 + 11) - max(opens, year * 12) + 1)
                amount = instrument.count * ((public if begins else 0.0) + cash + instrument.operating_subsidy * open_months / 12)
            amounts[name] = amount
    return by_year


def money_both(amount: float) -> Both:
    return Both(money_text(amount), money_text(amount, "en"))
