"""The whole calibration: versions, posterior, and every target held against what the fitted worlds show on fresh luck.

*Full* solves the derived readings and fits the posterior, to the published figures once for each wording of the 80 %; *quick* verifies the shipped
versions on fresh luck and fits a small posterior where they are of those who passed. Core
versions are never moved here: golden results rest on them, `python -m calibration.solve` solves them anew. Work is kept in `folder`, so that a
process that is killed goes on where it was.
"""

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from calibration.bounds import contradiction, luck_of_entrants
from calibration.cohorts import closed_scenario, measure_cohort
from calibration.data import COHORT, Data, published
from calibration.ensemble import members_of
from calibration.observe import PACE, Sums, observe
from calibration.posterior import FULL, QUICK, Posterior, Size, fit
from calibration.priors import priors
from calibration.readings import READINGS, Reading, missed, others
from calibration.shelf import of_entry
from calibration.solve import Solution, attempt, measured
from calibration.survey.targets import SurveyTarget
from calibration.targets import TARGETS, starts_met
from calibration.versions import load_all_versions, load_attempts

Progress = Callable[[str, int, int], None]
PREDICT_SEED, VERIFY_SEED = 707, 303
SURE = 600
"""Worlds in which a version's rates are known to about half a point."""


@dataclass(frozen=True)
class Effort:
    """How much is simulated: worlds to solve and to verify a version, size of the posterior, worlds of each draw to predict targets."""

    name: str
    solve_worlds: int
    check_worlds: int
    size: Size
    predict_worlds: int


EFFORTS = {"full": Effort("full", 150, SURE, FULL, 16), "quick": Effort("quick", 0, 60, QUICK, 8)}


@dataclass
class Calibration:
    """Everything that was found."""

    solutions: list[Solution]
    posterior: Posterior
    targets: list[dict[str, Any]]
    data: Data
    effort: Effort
    draws: list[Sums]  # of the posterior, on fresh luck
    seconds: float = 0.0
    simulations: int = 0
    through: Posterior | None = None  # where the 80 % are of all who went through a pilot; of a full fit to the published figures only

    def as_recorded(self) -> list[Solution]:
        """Solutions for the file: core versions as they are recorded, to the last digit; the others as solved."""
        shelved = load_all_versions()
        return [of_entry(s.reading, shelved[s.reading.id]) if s.reading.core else s for s in self.solutions]

    def document(self) -> dict[str, Any]:
        """The JSON of `funnel calibrate`."""
        return {
            "targets": self.targets,
            "versions": [version_row(solution) for solution in self.solutions],
            "posterior": posterior_document(self.posterior, self.data),
            "seconds": round(self.seconds, 1),
            "simulations": self.simulations,
        }


def version_row(solution: Solution) -> dict[str, Any]:
    """One reading as in the JSON; rho, information share and q are measured, `ok` says whether it can exist."""
    found = solution.measured
    return {
        "id": solution.reading.id, "rho": found["rho"], "information_share": found["information_share"], "q": found["pass_rate"],
        "wording": solution.reading.wording, "after_passed_pilot": found["after_passed_pilot"], "without_pilot": found["without_pilot"],
        "ok": not solution.missed,
    }  # fmt: skip


def survey_rows(found: "Calibration", targets: Iterable[SurveyTarget]) -> list[dict[str, Any]]:
    """A city's own data as in the JSON: what they say, whether they were fitted, and what the fitted worlds show on fresh luck (null for money)."""
    fitted = {item.id for item in found.data.items}
    shown = [found.data.simulated(each) | {name: float(getattr(each.cohort, name)) for name in COHORT} for each in found.draws]
    rows = []
    for t in targets:
        values = np.array([each[t.id] for each in shown if t.id in each and np.isfinite(each[t.id])])
        mean, low, high = (float(values.mean()), *map(float, np.percentile(values, [2.5, 97.5]))) if values.size else (None, None, None)
        rows.append({
            "id": t.id, "value": t.value, "low": t.low, "high": t.high, "n": t.n, "unit": t.unit, "likelihood": t.likelihood,
            "fitted": t.id in fitted, "simulated": mean, "simulated_low": low, "simulated_high": high,
        })  # fmt: skip
    return rows


def posterior_document(posterior: Posterior, data: Data) -> dict[str, Any]:
    """The posterior as in the JSON: size, effective sample size, and each parameter against its prior."""
    found = {}
    for prior in priors(data.pace):
        summary = posterior.summary(prior.name)
        low, high = (prior.at(z) for z in (-1.959964, 1.959964))
        found[prior.name] = summary | {"prior_low": low, "prior_high": high, "learned": learned(posterior, prior)}
    for name in ("pass_rate", "rho", "information_share"):
        found[name] = posterior.summary(name) | {"prior_low": None, "prior_high": None, "learned": None}
    return {"size": len(posterior.weights), "ess": posterior.ess, "parameters": found}


def learned(posterior: Posterior, prior: Any) -> float:
    """How much less of its prior's probability the middle half of the posterior covers than half, 0 (flat: nothing learned) to 1.

    A posterior that has moved into a tail of its prior has learned as well as one that is narrower.
    """
    from scipy.special import ndtr

    low, high = posterior.quantiles(posterior.marginal(prior.name), (0.25, 0.75))
    return float(np.clip(1.0 - (ndtr(prior.score(high)) - ndtr(prior.score(low))) / 0.5, 0.0, 1.0))


def calibrate(effort: Effort, folder: Path, data: Data | None = None, *, workers: int | None = None, progress: Progress | None = None) -> Calibration:
    """Carry out a calibration. With `data` of a city's own the posterior is fitted to these. Raises CannotFit, RunError."""
    started = time.perf_counter()
    data = data or published()
    told = progress or (lambda step, done, total: None)
    solutions = versions(effort, folder, told)
    wanted = effort.size.particles * effort.size.generations * 4
    size = effort.size if data.pace == PACE else replace(effort.size, exact=False)  # a city's shares may lie where the model never gets
    posterior = fit(data, size, folder, workers=workers, progress=partial(_told_of, told, "posterior", wanted))
    through = None
    if effort.name == "full" and data == published():
        told_of = partial(_told_of, told, "posterior-through", wanted)
        through = fit(published("T"), effort.size, folder, workers=workers, progress=told_of)
    draws, of_wording_t = predicted(posterior, solutions, effort, workers, told)
    particle_worlds = effort.size.worlds + (effort.size.zigong_worlds if data.pace == PACE else 0)
    worlds = sum(each.simulations for each in (posterior, through) if each) * particle_worlds + sum(worlds_of(s, effort) for s in solutions)
    worlds += (len(members_of(posterior)) + sum(s.reading.wording == "T" and not s.missed for s in solutions)) * 2 * effort.predict_worlds
    targets = measured_targets(draws, of_wording_t)
    return Calibration(solutions, posterior, targets, data, effort, draws, time.perf_counter() - started, int(worlds), through)


def _told_of(told: Progress, step: str, wanted: int, made: int) -> None:
    told(step, made, max(wanted, made + 1))


def worlds_of(solution: Solution, effort: Effort) -> int:
    """How many worlds a reading took: to search, and to measure on fresh luck, twice where it was solved."""
    return solution.evaluations * effort.solve_worlds + (2 if solution.evaluations else 1) * effort.check_worlds


def versions(effort: Effort, folder: Path, told: Progress) -> list[Solution]:
    """All readings: solved, or as shipped, each measured on fresh luck."""
    readings = [*READINGS, *others()]
    found = []
    for n, reading in enumerate(readings):
        told("versions", n, len(readings))
        found.append(shipped(reading, effort.check_worlds) if reading.core or not effort.solve_worlds else solved(reading, effort, folder))
    return found


def shipped(reading: Reading, worlds: int) -> Solution:
    """A reading as it ships, measured anew on fresh luck; its recorded misses stay, because nothing was tried anew.

    What few worlds seem to refute is measured in `SURE` of them before it is: near a limit the luck of few decides.
    """
    entry = load_all_versions().get(reading.id) or load_attempts()[reading.id]
    recorded = tuple(entry.get("missed", ()))

    def fresh(count: int) -> dict[str, float]:
        return measured(measure_cohort(closed_scenario(), entry["parameters"], VERIFY_SEED, count))

    found = fresh(worlds)
    if not recorded and worlds < SURE and missed(reading, found):
        found = fresh(SURE)
    return Solution(reading, dict(entry["parameters"]), found, recorded or tuple(missed(reading, found)), 0)


def solved(reading: Reading, effort: Effort, folder: Path) -> Solution:
    """A reading solved anew; a solution already in the folder is taken from there."""
    from experiments.runs.model_identity import model_identity

    model, place = model_identity("calibration.cohorts", "calibration.solve"), closed_scenario().digest
    parts = [model, place, asdict(reading), effort.solve_worlds, effort.check_worlds]
    name = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]
    path = folder / f"version-{reading.id}-{name}.json"
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Solution(reading, kept["parameters"], kept["measured"], tuple(kept["missed"]), kept["evaluations"])
    solution = attempt(reading, worlds=effort.solve_worlds, check=effort.check_worlds)
    keep(path, {"parameters": solution.parameters, "measured": solution.measured, "missed": solution.missed, "evaluations": solution.evaluations})
    return solution


def keep(path: Path, value: Any) -> None:
    """Write JSON whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.{os.getpid()}")
    hidden.write_text(json.dumps(value), encoding="utf-8")
    os.replace(hidden, path)


def predicted(
    posterior: Posterior, solutions: Iterable[Solution], effort: Effort, workers: int | None, told: Progress
) -> tuple[list[Sums], list[Sums]]:
    """What draws of the posterior show on fresh luck, and what the versions of wording T show."""
    chosen = members_of(posterior)
    draws = [dict(zip(posterior.names, map(float, posterior.particles[k]), strict=True)) for k in chosen]
    other = [s.parameters for s in solutions if s.reading.wording == "T" and not s.missed]
    shown = []
    for n, parameters in enumerate([*draws, *other]):
        told("targets", n, len(draws) + len(other))
        shown.append(observe(parameters, PREDICT_SEED + n, effort.predict_worlds, effort.predict_worlds, workers))
    return shown[: len(draws)], shown[len(draws) :]


def measured_targets(draws: Sequence[Sums], of_wording_t: Sequence[Sums]) -> list[dict[str, Any]]:
    """Every target: mean over draws of the posterior, and where 95 % of them lie. Wording T is measured in its own versions."""
    rows = []
    for target in TARGETS:
        values = np.array([target.of(each) for each in (of_wording_t if target.wording == "T" else draws)])
        rows.append(row(target.id, target.value, target.low, target.high, values[np.isfinite(values)], target.is_met))
    stocks = starts_met()
    right = sum(start.value == found for start, found in stocks)
    rows.append(row("C10", len(stocks), len(stocks), len(stocks), np.array([float(right)]), lambda value: value == len(stocks)))
    return rows


def row(name: str, value: float, low: float, high: float, values: np.ndarray, is_met: Callable[[float], bool]) -> dict[str, Any]:
    """One target as in the JSON; null where nothing could be measured."""
    if values.size == 0:
        return {"id": name, "value": value, "low": low, "high": high, "simulated": None, "simulated_low": None, "simulated_high": None, "ok": False}
    simulated, (below, above) = float(values.mean()), np.percentile(values, [2.5, 97.5])
    return {
        "id": name, "value": value, "low": low, "high": high, "simulated": simulated, "simulated_low": float(below), "simulated_high": float(above),
        "ok": bool(is_met(simulated)),
    }  # fmt: skip


def attempts_told(solutions: Iterable[Solution], worlds: int = 60) -> list[dict[str, Any]]:
    """Readings that no world was found for, with the best attempt and the bounds on them.

    `shipped`: it is among the versions, and misses on more luck. `most_per_entrant` needs no simulation, `most_with_money` heeds money too.
    """
    told = []
    for s in solutions:
        if s.missed:
            impossible, most = contradiction(s.reading.wording, s.reading.rho, s.reading.q, s.measured["pilot_share"])
            is_shipped = s.reading.id in load_all_versions()
            told.append({
                "id": s.reading.id, "wording": s.reading.wording, "q": s.reading.q, "rho": s.reading.rho, "missed": list(s.missed),
                "best": s.measured, "shipped": is_shipped, "contradicts_itself": impossible, "most_per_entrant": most,
            } | ({"passed_with_money": None, "most_with_money": None} if impossible or is_shipped else with_money(s, worlds)))  # fmt: skip
    return told


MOST_HELPED = {"maturity_gain": 6.0, "value_multiple": 6.0, "debt_share": 0.8}
"""Whoever passes works, and money is as cheap as its priors go: the upper ends of what the solver may try."""


def with_money(solution: Solution, worlds: int) -> dict[str, float]:
    """The largest share of entrants that can reach batch output where those who pass never fail technically and money is as cheap as its priors go.

    The share of those who passed that finds money and produces is measured in such worlds; those who fail do as well as entrants on average.
    """
    best = measure_cohort(closed_scenario(), solution.parameters | MOST_HELPED, VERIFY_SEED, worlds)
    q, others = solution.reading.q, luck_of_entrants(solution.reading.rho, best.pilot_share)
    return {"passed_with_money": best.after_passed_pilot, "most_with_money": q * best.after_passed_pilot + (1.0 - q) * others}
