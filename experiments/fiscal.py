"""Public money over time: what was budgeted against what was spent, and when taxes on new products have paid a policy back."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.runs.world_rows import Worlds
from experiments.statistics import mean_interval
from sim.policy import last_refill
from sim.scenario import Scenario

REASONS = {
    "paid_back": {"zh": "研究期内收回", "en": "paid back within the study"},
    "nothing_spent": {"zh": "财政没有净支出，无所谓收回", "en": "no net public money to be paid back"},
    "not_within_study": {"zh": "研究期内没有收回", "en": "not paid back within the study"},
}


MONEY = {"taxes": "taxes", "local_taxes": "local_taxes", "public_money": "public_by_year"}
"""Columns of worlds that hold these amounts by year."""


def budgets(scenario: Scenario, months: int | None = None) -> dict[str, dict[int, float]]:
    """The budget of every instrument by calendar year (万元); nothing for one without a limit, or that is not in force.

    A yearly budget is there in full in the month in which the instrument begins and in every January after it, as the model refills it; that of
    guarantees and insurance also after their end, for the promises of before.
    `months`: dated months of the study; the region's own unless given.
    """
    calendar = scenario.region.calendar
    first, last = calendar.start - calendar.burn_in, calendar.start + (calendar.months if months is None else months) - 1
    result: dict[str, dict[int, float]] = {}
    for name, tool in scenario.instruments.items():
        limit = getattr(tool, "budget_per_year", None)
        result[name] = {}
        if limit is None:
            continue
        begins = max(first, calendar.start if tool.start is None else tool.start)
        ends = last_refill(tool, last)
        refills = [month for month in range(begins, ends + 1) if month == begins or month % 12 == 0]
        for month in refills:
            year = month // 12
            result[name][year] = result[name].get(year, 0.0) + limit * scenario.region.areas
    return result


def execution(spending: np.ndarray, years: Sequence[int], budget: dict[int, float], clusters: np.ndarray) -> dict[str, Any]:
    """Budget execution of an instrument: what it was given, and `spending` (years, worlds) over that, in all and by year; null without a limit."""
    total = sum(budget.values())
    if not total:
        return {"budget": None, "execution": {"value": None, "low": None, "high": None}, "execution_by_year": {}}
    begins = int(np.searchsorted(years, min(budget)))
    spent = spending[begins:].sum(axis=0)
    by_year = {str(year): float(spending[j].mean()) / budget[year] for j, year in enumerate(years) if budget.get(year, 0.0) > 0.0}
    return {"budget": total, "execution": mean_interval(spent / total, clusters, least=0.0).as_dict(), "execution_by_year": by_year}


def payback(before: Worlds, after: Worlds, years: Sequence[int]) -> dict[str, Any]:
    """When taxes on the additional new products have paid the net public money of a policy back; not discounted, paired means over worlds.

    `year`: the first calendar year from whose end on the taxes of all levels since the beginning cover what was spent since then, less what came
    back; `local_year`: the same with the part of taxes that stays local. Null where nothing was spent net, or not within the study.
    """
    mean, total = {}, {}
    for name, column in MONEY.items():
        mean[name], total[name] = running_sum(getattr(before, column), getattr(after, column))
    taxes, money = total["taxes"], total["public_money"]
    spends = bool(mean["public_money"][-1] > 0.0)
    year, local_year = (paid_back_in(mean[key] - mean["public_money"], years) if spends else None for key in ("taxes", "local_taxes"))
    outcome = "nothing_spent" if not spends else "not_within_study" if year is None else "paid_back"
    return {
        "year": year, "local_year": local_year, "outcome": outcome, "outcome_zh": REASONS[outcome]["zh"], "outcome_en": REASONS[outcome]["en"],
        "balance": mean_interval(taxes - money, after.clusters).as_dict(), "unit": "10k CNY",
        "share_paid_back": float(np.mean(taxes >= money)) if spends else None,
        "by_year": {str(each): {key: float(values[j]) for key, values in mean.items()} for j, each in enumerate(years)},
    }  # fmt: skip


def running_sum(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The paired difference of amounts (years, worlds) since the beginning: its mean at the end of each year, and each world's in the end."""
    total, means = np.zeros(before.shape[1]), []
    for without, within in zip(before, after, strict=True):
        total += within - without
        means.append(total.mean())
    return np.array(means), total


def paid_back_in(balance: np.ndarray, years: Sequence[int]) -> int | None:
    """The first year from whose end on a running balance is not negative any more; None where it is at the end."""
    short = np.flatnonzero(balance < 0.0)
    after = int(short[-1]) + 1 if short.size else 0
    return int(years[after]) if after < len(years) else None
