"""What 80 and 30 cannot tell apart: the ridge of worlds that give both, which rankings of policies survive on it, which survey would settle it."""

import math
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from calibration import parts
from calibration import values as revealed
from calibration.bounds import REACHED, WITHOUT, luck_of_entrants
from calibration.calibrate import Calibration, attempts_told
from calibration.cohorts import Cohort
from calibration.coverage import coverage
from calibration.solve import Solution
from calibration.targets import TENSIONS
from experiments.comparison import Comparison, compare
from experiments.statistics import mean_interval, rate_interval, ratio_interval
from sim.definitions import HEADLINE
from sim.stages import Sector

REGION = "typical-city"
POLICIES = ("pilot-voucher", "more-public-platforms", "brokers", "guaranteed-loans", "award-on-industrialisation")
"""Ranked along the ridge: one of each family that planners usually weigh."""
PILOT_SHARE = 0.3
TRUTHS = {"full": 400, "quick": 150}
"""Known truths from which the coverage of the posterior is worked out."""
VALUE_WORLDS = {"full": 200, "quick": 30}
"""Worlds of each core version in which attempts are counted."""
CURVE = (-0.3, -0.15, 0.0, 0.125, 0.25, 0.375, 0.5, 0.6, 0.69)
LEVEL, POWER = 1.959964, 0.841621
"""Normal deviates of 5 % two-sided and of a power of 80 %."""
PASSED = 0.7
"""Pass rate for which the ridge is worked out on wording S, with those who fail stopping (evidence README)."""


def report(
    found: Calibration, *, folder: Path | None = None, replications: int = 140, seed: int = 1, workers: int | None = None, progress: Any = None
) -> dict[str, Any]:
    """The identifiability report as it stands in the JSON under `report`."""
    feasible = [s for s in found.solutions if not s.missed]
    return {
        "ridge": {"curve": curve(), "versions": [point(s) for s in feasible], "posterior": draws(each.cohort for each in found.draws)},
        "parameters": flat_and_learned(found),
        "coverage": coverage(found.posterior, found.data, found.effort.size, folder, TRUTHS[found.effort.name], workers, progress),
        "attempts": attempts_told(found.solutions),
        "values": values(VALUE_WORLDS[found.effort.name], workers),
        "tensions": [{"targets": list(t.targets), "zh": t.what.zh, "en": t.what.en} for t in TENSIONS],
        "rankings": rankings(replications, seed, workers, progress),
        "surveys": surveys(feasible),
    }


def curve() -> list[dict[str, float]]:
    """The ridge by the probit calculation alone: for each rho, how much of the 50 points is selection and how much is left for the pilot.

    `effect_points`: the mean effect on those piloted where 80 % of all of them succeed (wording T). `effect_points_s`: where 80 % of those who passed
    do (S), with a pass rate of 70 % and those who fail stopping.
    """
    found = []
    for rho in CURVE:
        selection = luck_of_entrants(rho, PILOT_SHARE) - WITHOUT
        of_passed = PASSED * REACHED - WITHOUT - selection
        found.append({
            "rho": rho, "selection_points": 100 * selection, "effect_points": 100 * (REACHED - WITHOUT - selection),
            "effect_points_s": 100 * of_passed,
        })  # fmt: skip
    return found


def point(solution: Solution) -> dict[str, Any]:
    """A version on the ridge: measured selection, pass rate, and how far those who went through a pilot are ahead (points)."""
    m, r = solution.measured, solution.reading
    return {
        "id": r.id, "kind": r.kind, "wording": r.wording, "rho": m["rho"], "q": m["pass_rate"], "information_share": m["information_share"],
        "gap_points": 100 * (m["after_passed_pilot"] - m["without_pilot"]), "per_entrant_points": 100 * (m["per_entrant"] - m["without_pilot"]),
    }  # fmt: skip


def draws(cohorts: Iterable[Cohort]) -> list[dict[str, float | None]]:
    """Draws of the posterior on the ridge, on fresh luck, with the technical gap in its three parts (points)."""
    found = []
    for cohort in cohorts:
        one = {name: float(getattr(cohort, name)) for name in ("rho", "information_share", "pass_rate")}
        one["after_failed_pilot"] = parts.after_failed_pilot(cohort)
        one |= {f"{part.__name__}_points": 100 * part(cohort) for part in (parts.selection, parts.information, parts.maturation)}
        found.append({name: value if math.isfinite(value) else None for name, value in one.items()})
    return found


def flat_and_learned(found: Calibration) -> list[dict[str, Any]]:
    """Each parameter with how much the data narrow it: `flat` where the posterior is about as wide as the prior."""
    from calibration.calibrate import posterior_document

    told = posterior_document(found.posterior, found.data)["parameters"]
    return [{"id": name, "learned": each["learned"], "flat": each["learned"] < FLAT} for name, each in told.items() if each["learned"] is not None]


FLAT = 0.25
"""Share of the prior's width that a posterior must have lost before a parameter counts as learned."""


def values(worlds: int, workers: int | None) -> dict[str, Any]:
    """Values by revealed preference: by field the share of looks that become attempts, and what an attempt brings its firm, in costs of a line.

    `marginal`: those who attempt only when values are 5 % higher, at values halfway; about nothing where firms decide on what awaits them, however
    high values are. `everybody`: all who attempt. `universities`: their attempts per result, and those that C9 implies: what speaks of the level.
    """
    told = []
    found = revealed.count_attempts(revealed.reference(revealed.shipped()), revealed.FRESH_SEED, worlds, workers)
    for field, scale in revealed.shipped().items():
        looks, attempts = (counted[:, Sector[field.upper()]].astype(float) for counted in (found.looks, found.attempts))
        told.append({"id": field, "scale": scale, "attempted": rate_interval(attempts, looks, found.versions).as_dict()})
    gains = revealed.marginal_gains(revealed.FRESH_SEED, worlds, workers)
    gained = {name: getattr(gains, name) for name in ("marginal", "everybody")}
    interval = {name: ratio_interval(each[:, 1], each[:, 0], gains.versions)[0].as_dict() for name, each in gained.items()}
    universities = {"attempted": found.rates_by_owner["university"], "implied": revealed.IMPLIED_OF_UNIVERSITIES}
    whole = {"fields": told, "rise": revealed.RISE, "universities": universities}
    return whole | {name: each | {"n": int(gained[name][:, 0].sum())} for name, each in interval.items()}


def rankings(replications: int, seed: int, workers: int | None, progress: Any) -> dict[str, Any]:
    """The effect of usual policies in every version that ships, their order, and what it turns on."""
    comparison = compare(REGION, POLICIES, replications=replications, seed=seed, workers=workers, worlds="all-versions", progress=progress)
    result = comparison.document()
    policies = []
    for policy in result["policies"]:
        by_version = {key: effects[HEADLINE] for key, effects in policy["by_version"].items()}
        policies.append({"id": policy["id"], "titles": policy["titles"], "robust": policy["robust"], "effect": {
            key: policy["effects"][HEADLINE][key] for key in ("difference", "low", "high")}, "by_version": by_version})  # fmt: skip
    return {"region": REGION, "replications": replications, "policies": policies, "pairs": pairs(comparison)} | result["robust"]


def pairs(comparison: Comparison) -> list[dict[str, Any]]:
    """For every two policies, by how much the first does more than the second in the same worlds, overall and in every version.

    `turned_in`: versions in which the second does more on average, which mere luck may do with few worlds in each; `surely_turned_in`: those of them
    whose interval excludes zero. `sure`: the interval of the difference overall excludes zero. `survives`: turned in none.
    """
    found = []
    versions = [version.id for version in comparison.versions]
    effects = {name: comparison.headline_of(name) for name in (scenario.policies[-1].id for scenario in comparison.policies)}
    for a, b in combinations(effects, 2):
        first, second = (a, b) if np.nanmean(effects[a] - effects[b]) >= 0.0 else (b, a)
        ahead = effects[first] - effects[second]
        of_version = {key: ahead[comparison.clusters == n] for n, key in enumerate(versions)}
        by_version = {key: mean_interval(each, np.zeros(each.size, int)) for key, each in of_version.items()}
        turned = [key for key, each in by_version.items() if (each.value or 0.0) < 0.0]
        overall = mean_interval(ahead, comparison.clusters)
        found.append({
            "first": first, "second": second, "ahead": overall.as_dict(), "sure": overall.low is not None and overall.low > 0.0, "of": len(versions),
            "turned_in": turned, "surely_turned_in": [key for key in turned if (by_version[key].high or 0.0) < 0.0], "survives": not turned,
        })  # fmt: skip
    return found


def surveys(feasible: Iterable[Solution]) -> list[dict[str, Any]]:
    """Which number of a city's own would tell versions apart, what each version says of it, and how many cases are needed.

    Only versions that differ in nothing but what the question is to settle are held against each other: what differs in pass rate too is told apart
    by that. `furthest` and `closest` of these pairs, with so many `cases` that one city's share tells the two apart; null where they say the same.
    """
    feasible = list(feasible)

    def failed(m: dict[str, float]) -> float:
        return (m["per_entrant"] - m["pass_rate"] * m["after_passed_pilot"]) / (1.0 - m["pass_rate"])

    questions: tuple[tuple[str, str, str, Callable[[dict[str, float]], float]], ...] = (
        ("failed-pilots", "selection", "projects", failed),
        ("pass-rate", "pass_rate", "pilots", lambda m: m["pass_rate"]),
        ("all-entrants", "wording", "pilots", lambda m: m["per_entrant"]),
    )
    told = []
    for name, settles, unit, of in questions:
        pairs_of = [(a, b) for a, b in combinations(feasible, 2) if differ_only_in(a, b) == settles]
        if settles == "selection":  # at the pass rate and on the wording of the core versions
            pairs_of = [(a, b) for a, b in pairs_of if a.reading.core and b.reading.core]
        values = {s.reading.id: of(s.measured) for pair in pairs_of for s in pair}
        apart = sorted((told_apart(values, a.reading.id, b.reading.id) for a, b in pairs_of), key=lambda each: each["difference"])
        if apart:
            low, high = min(values.values()), max(values.values())
            ends = {"furthest": apart[-1], "closest": apart[0]}
            told.append({"id": name, "settles": settles, "unit": unit, "low": low, "high": high, "by_version": values} | ends)
    return told


def differ_only_in(a: Solution, b: Solution) -> str | None:
    """The one trait in which two readings differ; None where they differ in none or in several."""
    traits = {"selection": "kind", "pass_rate": "q", "wording": "wording"}
    found = [trait for trait, name in traits.items() if getattr(a.reading, name) != getattr(b.reading, name)]
    return found[0] if len(found) == 1 else None


def told_apart(values: dict[str, float], a: str, b: str) -> dict[str, Any]:
    """Two versions with what each says, and how many cases tell them apart."""
    return {"versions": [a, b], "values": [values[a], values[b]], "difference": abs(values[a] - values[b]), "cases": cases(values[a], values[b])}


def cases(a: float, b: float) -> int | None:
    """How many cases of one city tell two known shares apart, whichever is true (5 % two-sided, power 80 %); None where they are within a point."""
    if abs(a - b) < 0.01 or not np.isfinite([a, b]).all():
        return None
    spread = [math.sqrt(p * (1.0 - p)) for p in (a, b)]
    needed = max(LEVEL * spread[0] + POWER * spread[1], LEVEL * spread[1] + POWER * spread[0])
    return math.ceil((needed / (a - b)) ** 2)
