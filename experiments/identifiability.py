"""What 80 and 30 cannot tell apart: the ridge of worlds that give both, which rankings of policies survive on it, which survey would settle it."""

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from calibration import parts
from calibration import values as revealed
from calibration.bounds import luck_of_entrants
from calibration.calibrate import Calibration, attempts_told
from calibration.cohorts import Cohort
from calibration.coverage import coverage
from calibration.solve import Solution
from calibration.targets import TENSIONS
from experiments.comparison import HEADLINE, compare
from experiments.statistics import rate_interval, ratio_interval
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
POWER = 2.8015852  # normal deviates of 5 % two-sided and 80 % power


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
    """The ridge by the probit calculation alone: for each rho, how much of the 50 points is selection and how much is left for the pilot."""
    found = []
    for rho in CURVE:
        selection = luck_of_entrants(rho, PILOT_SHARE) - 0.30
        found.append({"rho": rho, "selection_points": 100 * selection, "effect_points": 100 * (0.50 - selection)})
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
    return {"fields": told, "rise": revealed.RISE, "universities": universities} | {name: each | {"n": int(gained[name][:, 0].sum())} for name, each in interval.items()}


def rankings(replications: int, seed: int, workers: int | None, progress: Any) -> dict[str, Any]:
    """The effect of usual policies in every feasible version, their order, and what it turns on."""
    result = compare(REGION, POLICIES, replications=replications, seed=seed, workers=workers, worlds="all-versions", progress=progress).document()
    policies = []
    for policy in result["policies"]:
        by_version = {key: effects[HEADLINE] for key, effects in policy["by_version"].items()}
        policies.append({"id": policy["id"], "titles": policy["titles"], "robust": policy["robust"], "effect": {
            key: policy["effects"][HEADLINE][key] for key in ("difference", "low", "high")}, "by_version": by_version})  # fmt: skip
    return {"region": REGION, "replications": replications, "policies": policies, "pairs": pairs(policies)} | result["robust"]


def pairs(policies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For every two policies, which does more overall, and in how many versions the other one does."""
    found = []
    for n, a in enumerate(policies):
        for b in policies[:n]:
            first, second = sorted((a, b), key=lambda each: -(each["effect"]["difference"] or 0.0))
            turned = [key for key, each in first["by_version"].items() if each["difference"] < second["by_version"][key]["difference"]]
            found.append({"first": first["id"], "second": second["id"], "of": len(first["by_version"]), "turned_in": turned, "survives": not turned})
    return found


def surveys(feasible: Iterable[Solution]) -> list[dict[str, Any]]:
    """Which number of a city's own would tell versions apart, what each version says of it, and how many cases are needed.

    `cases`: so many per answer that the two versions furthest apart are told apart (5 % two-sided, power 80 %); null where they say the same.
    """
    feasible = list(feasible)

    def failed(m: dict[str, float]) -> float:
        return (m["per_entrant"] - m["pass_rate"] * m["after_passed_pilot"]) / (1.0 - m["pass_rate"])

    core = [s for s in feasible if s.reading.core]
    by_q = [s for s in feasible if s.reading.wording == "S"]
    questions: tuple[tuple[str, str, str, list[Solution], Callable[[dict[str, float]], float]], ...] = (
        ("failed-pilots", "selection", "projects", core, failed),
        ("pass-rate", "pass_rate", "pilots", by_q, lambda m: m["pass_rate"]),
        ("all-entrants", "wording", "pilots", feasible, lambda m: m["per_entrant"]),
    )
    told = []
    for name, settles, unit, versions, of in questions:
        values = {s.reading.id: of(s.measured) for s in versions}
        low, high = min(values.values()), max(values.values())
        told.append({"id": name, "settles": settles, "unit": unit, "low": low, "high": high, "cases": cases(low, high), "by_version": values})
    return told


def cases(a: float, b: float) -> int | None:
    """How many cases in each group tell two shares apart."""
    if abs(a - b) < 0.01 or not np.isfinite([a, b]).all():
        return None
    return math.ceil(POWER**2 * (a * (1 - a) + b * (1 - b)) / (a - b) ** 2)
