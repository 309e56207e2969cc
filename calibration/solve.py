"""The solver behind the versions: which worlds give 0.80 and 0.30 for a given reason, pass rate and wording?

    python -m calibration.solve            # solves the three core versions anew, into calibration/fitted/versions.toml

For each reading parameters of the world are solved so that closed cohorts of the reference region give its targets: intercept -> success without a
pilot, maturity gain -> success after a pass, pass threshold -> pass rate, screening accuracy -> rho, and in some what a pilot tells -> information
share, value of a success -> success per entrant. Luck is the same in every evaluation, so the targets are smooth in the parameters.
"""

import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import least_squares

from calibration.cohorts import Cohort, closed_scenario, measure_cohort
from calibration.readings import LOWER, READINGS, SCALES, SOLVED, UPPER, Reading, missed

__all__ = ["LOWER", "READINGS", "SOLVED", "UPPER", "NotSolved", "Reading", "Solution", "attempt", "measured", "solve", "verified"]
WORLDS, CHECK_WORLDS = 100, 200
SOLVE_SEED, FRESH_SEED, SECOND_SEED = 101, 202, 212
DERIVED_STEPS = 12
"""Steps after which the search for a derived reading ends, found or not."""
SCALE = {
    "success_intercept": 0.3, "maturity_gain": 0.5, "pass_threshold": 0.3, "panel_accuracy": 0.2, "pilot_information": 0.2, "value_multiple": 1.0,
}  # fmt: skip
"""By how much each parameter has to move for much to change."""
SLOPE_STEP = 0.1
"""Part of this scale over which slopes are taken; over much less too few projects fare otherwise, and the slope is luck."""
NEAR = 0.6
"""Weighted distance of every target at which a derived reading counts as solved: below what sampling allows."""

NEAR_WISH = 0.05
"""Distance from the share of information wished for at which no second search is made."""
TELLING = 0.9
"""How much pilots tell where the second search begins (correlation of their result with quality)."""


class NotSolved(RuntimeError):
    """A version whose targets cannot be met together; the message says how close the solver came."""


@dataclass(frozen=True)
class Solution:
    """What the solver found for a reading, measured on fresh luck; `missed` names the demands that it does not meet."""

    reading: Reading
    parameters: dict[str, float]
    measured: dict[str, float]
    missed: tuple[str, ...]
    evaluations: int


def residuals(cohort: Cohort, reading: Reading) -> np.ndarray:
    """Distances from the targets in units of what sampling allows."""
    return np.array([(getattr(cohort, name) - value) / SCALES[name] for name, value in reading.wanted.items()])


class _Solved(Exception):
    """Raised inside the search when every target is met."""


def solve(reading: Reading, region: str = "typical-city", worlds: int = WORLDS) -> dict[str, float]:
    """The parameters of the world that come nearest to the targets of a reading; `verified` says whether that is near enough."""
    return _search(reading, region, worlds)[0]


def _search(reading: Reading, region: str, worlds: int, most: int = 40) -> tuple[dict[str, float], int]:
    """Parameters and the number of evaluations. Core readings are searched to the end, so that their solution never moves; others until near."""
    scenario = closed_scenario(region)
    evaluated: list[np.ndarray] = []

    def gap(x: np.ndarray) -> np.ndarray:
        parameters = reading.fixed | dict(zip(reading.solved, map(float, x), strict=True))
        found = residuals(measure_cohort(scenario, parameters, SOLVE_SEED, worlds), reading)
        if not np.isfinite(found).all():
            raise NotSolved(f"{reading.id}: nothing to measure at {parameters}")
        evaluated.append(x.copy())
        if not reading.core and np.abs(found).max() < NEAR:
            raise _Solved
        return found

    scale = np.array([SCALE[name] for name in reading.solved])

    def slopes(x: np.ndarray) -> np.ndarray:
        here, steps = gap(x), np.where(x + SLOPE_STEP * scale < reading.upper, SLOPE_STEP, -SLOPE_STEP) * scale
        return np.column_stack([(gap(x + step * unit) - here) / step for step, unit in zip(steps, np.eye(len(x)), strict=True)])

    # core readings keep the relative steps they were found with
    jacobian = {"jac": "2-point", "diff_step": 0.04} if reading.core else {"jac": slopes}
    try:
        best = least_squares(
            gap, reading.start, bounds=(reading.lower, reading.upper), x_scale=scale, **jacobian,
            xtol=1e-4 if reading.core else 3e-3, ftol=1e-8 if reading.core else 1e-3, max_nfev=most,
        ).x  # fmt: skip
    except _Solved:
        best = evaluated[-1]
    return reading.fixed | dict(zip(reading.solved, (round(float(x), 4) for x in best), strict=True)), len(evaluated)


def attempt(reading: Reading, region: str = "typical-city", worlds: int = WORLDS, check: int = CHECK_WORLDS, most: int = DERIVED_STEPS) -> Solution:
    """Solve a reading and measure the solution on fresh luck, whether or not its demands are met.

    They must be met twice, on luck of two seeds: a solution at the very edge of what is allowed meets them by chance.

    One that wishes for a share of information and does not get it is tried from the other end too, from pilots that tell nearly all: the search
    ends early where what pilots tell and what they mature make up for each other. The one that misses fewer demands and is nearer is kept.
    """
    first = _attempted(reading, region, worlds, check, most)
    if _off_wish(first) <= NEAR_WISH:
        return first
    at = reading.solved.index("pilot_information")
    start = tuple(TELLING if n == at else value for n, value in enumerate(reading.start))
    second = _attempted(replace(reading, start=start), region, worlds, check, most)
    best = min(first, second, key=lambda found: (len(found.missed), _off_wish(found)))
    return replace(best, reading=reading, evaluations=first.evaluations + second.evaluations)


def _attempted(reading: Reading, region: str, worlds: int, check: int, most: int) -> Solution:
    parameters, evaluations = _search(reading, region, worlds, most)
    found, again = (measured(measure_cohort(closed_scenario(region), parameters, seed, check)) for seed in (FRESH_SEED, SECOND_SEED))
    off = {*missed(reading, found), *missed(reading, again)}
    return Solution(reading, parameters, found, tuple(name for name in reading.wanted if name in off), evaluations)


def _off_wish(found: Solution) -> float:
    """How far the share of information is from the one wished for; 0 where none is."""
    wish = found.reading.targets.get("information_share")
    return 0.0 if wish is None or "pilot_information" not in found.reading.solved else abs(found.measured["information_share"] - wish)


def verified(reading: Reading, parameters: dict[str, float], region: str = "typical-city") -> Cohort:
    """Measure the solution on fresh luck. Raises NotSolved when a target is missed."""
    cohort = measure_cohort(closed_scenario(region), parameters, FRESH_SEED, CHECK_WORLDS)
    if off := missed(reading, {name: getattr(cohort, name) for name in reading.wanted}):
        raise NotSolved(f"{reading.id}: {off} missed: {measured(cohort)} with {parameters}")
    return cohort


def measured(cohort: Cohort) -> dict[str, float]:
    """What closed cohorts show, for the record beside the parameters."""
    names = ("after_passed_pilot", "without_pilot", "per_entrant", "pass_rate", "pilot_share", "rho", "information_share")
    return {name: round(getattr(cohort, name), 4) for name in names}


def main() -> None:
    """Solve the core versions anew and put them into the file; nothing is written unless every one is met on fresh luck. The others stay."""
    from calibration.readings import others
    from calibration.shelf import as_toml, of_entry
    from calibration.versions import FITTED, load_all_versions, load_attempts

    solutions = []
    for reading in READINGS:
        started = time.perf_counter()
        parameters = solve(reading)
        cohort = verified(reading, parameters)
        solutions.append(Solution(reading, parameters, measured(cohort), (), 0))
        print(f"{reading.id}: {parameters} -> {measured(cohort)} ({time.perf_counter() - started:.0f} s)", file=sys.stderr)
    shelved = load_all_versions() | load_attempts()
    solutions += [of_entry(reading, shelved[reading.id]) for reading in others() if reading.id in shelved]
    path = Path(__file__).with_name("fitted") / Path(FITTED).name
    path.write_text(as_toml(solutions), encoding="utf-8", newline="\n")
    print("Now fit the other versions and the ensemble anew: funnel calibrate --out calibration/fitted", file=sys.stderr)


if __name__ == "__main__":
    main()
