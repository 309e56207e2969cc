"""The JSON document of a study: self-contained, so that whoever draws it needs nothing else."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from experiments.studies.convergence import Convergence
from experiments.studies.methods import Estimate, Method
from experiments.studies.parameters import Parameter
from experiments.studies.reading import Plan
from experiments.studies.resampling import interval
from sim.indicators import INDICATORS
from sim.units import month_text

NOT_IN_EXTRA = ("S2", "base", "sum_of_S1", "sigma_is_chance")


def head(plan: Plan, size: int, replications: int) -> dict[str, Any]:
    """What was asked: study, outcome, scenarios, design."""
    study = plan.study
    calendar = plan.scenario.region.calendar
    titles = {"zh": study.title.zh, "en": study.title.en}
    return {
        "study": plan.id,
        "titles": titles,
        "question": {"zh": study.question.zh, "en": study.question.en},
        "method": study.design.method,
        "outcome": outcome_of(plan),
        "region": {"id": plan.scenario.region.id, "titles": _titles(plan.scenario.region)},
        "policies": [{"id": each.id, "titles": _titles(each)} for each in plan.scenario.policies[len(study.already) :]],
        "already": [{"id": each.id, "titles": _titles(each)} for each in plan.scenario.policies[: len(study.already)]],
        "version": study.version,
        "seed": study.design.seed,
        "size": size,
        "replications": replications,
        "months": calendar.months,
        "period": {"first": month_text(calendar.start), "last": month_text(calendar.start + calendar.months - 1)},
        "settings": plan.settings,
        "parameters": [each.document() for each in plan.parameters],
        "assumptions": _assumptions(plan),
    }


def _titles(head: Any) -> dict[str, str]:
    return {"zh": head.title.zh, "en": head.title.en}


def outcome_of(plan: Plan) -> dict[str, Any]:
    """The outcome: indicator, its name and unit, level or difference, and what failing is."""
    outcome, indicator = plan.study.outcome, INDICATORS[plan.study.outcome.indicator]
    return {
        "indicator": outcome.indicator,
        "titles": {"zh": indicator.zh, "en": indicator.en},
        "unit": {"zh": indicator.unit_zh, "en": indicator.unit},
        "measure": outcome.measure,
        "good": indicator.good,
        "fails_below": outcome.fails_below,
        "fails_above": outcome.fails_above,
    }


def _assumptions(plan: Plan) -> dict[str, str]:
    found = dict(plan.scenario.region.assumptions)
    for policy in plan.scenario.policies:
        found |= {f"{policy.id}: {key}": why for key, why in policy.assumptions.items()}
    return found | {f"{plan.id}: {key}": why for key, why in plan.study.assumptions.items()}


def bounds(resampled: np.ndarray) -> dict[str, float | None]:
    """Value and 95 % interval of one number that was resampled; null where it is not known."""
    if not np.isfinite(resampled).all():
        return {"value": None, "low": None, "high": None}
    low, high = interval(resampled[1:])
    return {"value": float(resampled[0]), "low": float(low), "high": float(high)}


def indices(estimate: Estimate, method: Method, convergence: Convergence, parameters: Sequence[Parameter]) -> list[dict[str, Any]]:
    """A row for each parameter or group, in the order of the study: every measure with its interval, rank, and whether it stands out."""
    most_of_nothing = limit_of(estimate, method)
    rank_of = {factor: rank for rank, factor in enumerate(convergence.order, 1)}
    rows = []
    for k, name in enumerate(method.factors.ranked):
        mine = [each for each in parameters if (each.group or each.name) == name]
        row: dict[str, Any] = {"parameter": name, "titles": _name_of(name, mine), "members": [each.name for each in mine]}
        for measure, values in estimate.measures.items():
            found = bounds(values[:, k]) | {"high": bounds(estimate.at_most(measure)[:, k])["high"]}
            row |= {measure: found["value"], f"{measure}_low": found["low"], f"{measure}_high": found["high"]}
        low = row[f"{method.ranks_by}_low"]
        row |= {
            "rank": rank_of[k],
            "rank_is_safe": rank_of[k] in convergence.safe,
            "is_small": rank_of[k] in convergence.small,
            "is_tied": rank_of[k] in convergence.tied,
            "above_floor": None if most_of_nothing is None or low is None else bool(low > most_of_nothing),
        }
        rows.append(row)
    return rows


def _name_of(name: str, members: Sequence[Parameter]) -> dict[str, str]:
    if len(members) == 1 and members[0].name == name:
        return {"zh": members[0].titles.zh, "en": members[0].titles.en}
    return {"zh": f"{name}（{'、'.join(each.titles.zh for each in members)}）", "en": f"{name} ({', '.join(each.titles.en for each in members)})"}


def pairs(estimate: Estimate, method: Method) -> list[dict[str, Any]] | None:
    """Second-order indices with their intervals; None where they were not asked for."""
    if "S2" not in estimate.extra:
        return None
    names = method.factors.ranked
    found = []
    for k, (a, b) in enumerate(combinations(range(len(names)), 2)):
        each = bounds(estimate.extra["S2"][:, k])
        found.append({"parameters": [names[a], names[b]], "S2": each["value"], "S2_low": each["low"], "S2_high": each["high"]})
    return found


def limit_of(estimate: Estimate, method: Method, measure: str | None = None) -> float | None:
    """The most that a parameter that does nothing gets by luck: None where the method cannot tell.

    Where its true index is zero, an estimate below zero shows as much luck as one above, and luck may fall either way for the others.
    """
    floor = estimate.floor.get(measure or method.ranks_by)
    if floor is None or not np.isfinite(floor).all():
        return None
    low, high = interval(floor[1:])
    return float(high if method.never_near_zero else max(abs(low), abs(high)))


def floors(estimate: Estimate, method: Method) -> dict[str, Any]:
    """What each measure is for a parameter that does nothing, and the most that it gets by luck (`limit`)."""
    return {name: bounds(values) | {"limit": limit_of(estimate, method, name)} for name, values in estimate.floor.items()}


def negative_note(rows: Sequence[Mapping[str, Any]], measures: Sequence[str]) -> dict[str, Any] | None:
    """Which indices came out below zero, and why that may be; None where none did."""
    shares = [name for name in measures if name in ("S1", "ST", "mu_star", "ST_bound", "nu", "swing")]
    found = [(row["parameter"], name, row[name]) for row in rows for name in shares]
    below = [{"parameter": parameter, "measure": name} for parameter, name, value in found if value is not None and value < 0.0]
    if not below:
        return None
    return {
        "indices": below,
        "zh": "有的指数略小于零：真值不会是负的，但估计值是由有限次模拟算出并扣除了偶然的，接近零的指数会落在零的两边。"
        "照原样列出，不改成零；看它的区间即可。",
        "en": "Some indices are slightly below zero. The true ones cannot be; but an estimate from finitely many runs, with chance taken out, falls "
        "to either side of zero where the index is near it. They are shown as they are and not set to zero; look at their intervals.",
    }
