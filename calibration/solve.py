"""The small solver behind the first versions: which worlds give 0.80 after a passed pilot and 0.30 without one, at a given selection?

    python -m calibration.solve            # solves the three versions and writes calibration/fitted/versions.toml

Wording S (80 % of those who *passed*), q = 0.7. For each version four parameters of the world are solved so that closed cohorts of the
reference region give the four targets: intercept -> success without a pilot, maturity gain -> success after a pass, pass threshold -> pass
rate, screening accuracy -> rho. Luck is the same in every evaluation, so the targets are smooth in the parameters.
"""

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from calibration.cohorts import Cohort, closed_scenario, measure_cohort

SOLVED = ("success_intercept", "maturity_gain", "pass_threshold", "panel_accuracy")
LOWER, UPPER = (-3.0, 0.0, -4.0, 0.0), (3.0, 6.0, 3.0, 0.98)
WEIGHTS = (1 / 0.004, 1 / 0.004, 1 / 0.01, 1 / 0.01)  # C2, C1, q and rho as near to their targets as sampling allows
WORLDS, CHECK_WORLDS = 100, 200
SOLVE_SEED, FRESH_SEED = 101, 202


@dataclass(frozen=True)
class Reading:
    """One reading of the evidence: how much of the gap is selection, and what is held fixed to say so."""

    id: str
    title_zh: str
    title_en: str
    rho: float
    fixed: dict[str, float]
    start: tuple[float, float, float, float]
    targets: dict[str, float] = field(default_factory=lambda: {"after_passed_pilot": 0.80, "without_pilot": 0.30, "pass_rate": 0.70})


READINGS = (
    Reading(
        "selection-heavy", "选择为主", "selection-heavy", 0.50,
        {"pilot_information": 0.5, "panel_bar": 0.3, "quality_weight": 1.5}, (0.06, 1.25, -0.1, 0.95),
    ),
    Reading("mixed", "兼而有之", "mixed", 0.25, {"pilot_information": 0.5, "panel_bar": 0.0}, (0.07, 1.75, -0.23, 0.7)),
    Reading("treatment-only", "纯中试效应", "treatment-only", 0.0, {"pilot_information": 0.0, "panel_bar": 0.0}, (-0.35, 2.6, -0.55, 0.2)),
)  # fmt: skip


class NotSolved(RuntimeError):
    """A version whose targets cannot be met together; the message says how close the solver came."""


def residuals(cohort: Cohort, reading: Reading) -> np.ndarray:
    """Distances from the four targets in units of what sampling allows."""
    t = reading.targets
    gaps = (
        cohort.without_pilot - t["without_pilot"], cohort.after_passed_pilot - t["after_passed_pilot"],
        cohort.pass_rate - t["pass_rate"], cohort.rho - reading.rho,
    )  # fmt: skip
    return np.array(gaps) * WEIGHTS


def solve(reading: Reading, region: str = "typical-city", worlds: int = WORLDS) -> dict[str, float]:
    """The parameters of the world that come nearest to the targets of a reading; `verified` says whether that is near enough."""
    scenario = closed_scenario(region)

    def gap(x: np.ndarray) -> np.ndarray:
        parameters = reading.fixed | dict(zip(SOLVED, map(float, x), strict=True))
        return residuals(measure_cohort(scenario, parameters, SOLVE_SEED, worlds), reading)

    found = least_squares(gap, reading.start, bounds=(LOWER, UPPER), diff_step=0.04, x_scale=(0.3, 0.5, 0.3, 0.2), xtol=1e-4, max_nfev=40)
    return reading.fixed | dict(zip(SOLVED, (round(float(x), 4) for x in found.x), strict=True))


def verified(reading: Reading, parameters: dict[str, float], region: str = "typical-city") -> Cohort:
    """Measure the solution on fresh luck. Raises NotSolved when a target is missed."""
    cohort = measure_cohort(closed_scenario(region), parameters, FRESH_SEED, CHECK_WORLDS)
    t = reading.targets
    off = {
        "after_passed_pilot": abs(cohort.after_passed_pilot - t["after_passed_pilot"]) > 0.02,
        "without_pilot": abs(cohort.without_pilot - t["without_pilot"]) > 0.02,
        "pass_rate": abs(cohort.pass_rate - t["pass_rate"]) > 0.05,
        "rho": abs(cohort.rho - reading.rho) > 0.08,
    }  # fmt: skip
    if any(off.values()):
        raise NotSolved(f"{reading.id}: {[k for k, bad in off.items() if bad]} missed: {measured(cohort)} with {parameters}")
    return cohort


def measured(cohort: Cohort) -> dict[str, float]:
    """What closed cohorts show, for the record beside the parameters."""
    names = ("after_passed_pilot", "without_pilot", "per_entrant", "pass_rate", "pilot_share", "rho", "information_share")
    return {name: round(getattr(cohort, name), 4) for name in names}


def as_toml(solutions: dict[str, tuple[Reading, dict[str, float], Cohort]]) -> str:
    """The file of versions."""
    lines = ["# Written by `python -m calibration.solve`; do not edit. Wording S, q = 0.7, reference region typical-city.", ""]
    for key, (reading, parameters, cohort) in solutions.items():
        lines += [f"[versions.{key}]", f'title = {{ zh = "{reading.title_zh}", en = "{reading.title_en}" }}', 'wording = "S"']
        lines += [f"parameters = {inline(parameters)}", f"measured = {inline(measured(cohort))}", ""]
    return "\n".join(lines)


def inline(values: dict[str, float]) -> str:
    """A TOML inline table of numbers."""
    return "{ " + ", ".join(f"{name} = {value!r}" for name, value in values.items()) + " }"


def main() -> None:
    """Solve all versions and write the file; nothing is written unless every version is met on fresh luck."""
    solutions = {}
    for reading in READINGS:
        started = time.perf_counter()
        parameters = solve(reading)
        cohort = verified(reading, parameters)
        solutions[reading.id] = (reading, parameters, cohort)
        print(f"{reading.id}: {parameters} -> {measured(cohort)} ({time.perf_counter() - started:.0f} s)", file=sys.stderr)
    Path(__file__).with_name("fitted").joinpath("versions.toml").write_text(as_toml(solutions), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
