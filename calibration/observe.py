"""What worlds with given parameters show, as sums over worlds from which every target is measured.

Two places are simulated: closed cohorts of the reference region (everybody is followed to the end), and Zigong, which starts from nothing under its
documented policy: as it stands after 24 months, and, followed on, how long after the beginning of its pilot each project enters industrialisation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from calibration.cohorts import Cohort, closed_scenario, cohort_counts
from sim.batch import default_workers, in_parallel, run_world
from sim.dice import run_key
from sim.indicators import count, measure_counted
from sim.month import simulate_months
from sim.scenario import Scenario, load_scenario, with_world
from sim.stages import LabType, Route
from sim.start import blueprint, new_state
from sim.tables import NEVER

ZIGONG_MONTHS = 24
FOLLOWED = 24
"""Months that Zigong is followed on, so that whoever began a pilot in the window is watched for at least as long as the window."""
DELAYS = 120
"""Months of delay that are told apart; later counts as never."""
PACE = "zigong_pace"
"""Factor on the length of pilots and product trials in Zigong: what C3 tells of. It belongs to the fit, not to the world of other places."""
SURVEY_PACE = "local_pace"
"""The same for the place that a survey was made in."""
POOL = "capital-pool"


@dataclass(frozen=True)
class Sums:
    """Sums over worlds of one set of parameters."""

    cohort: Cohort
    numbers: dict[str, float]
    delays: np.ndarray  # (DELAYS,) closed cohorts: pilots by months from their beginning to entering industrialisation
    zigong_delays: np.ndarray  # (DELAYS,) the same in Zigong, of pilots begun in the window
    ratios: dict[str, float] = field(default_factory=dict)  # of parameters


@cache
def _zigong() -> Scenario:
    overrides = {"calendar.months": ZIGONG_MONTHS + FOLLOWED}
    return load_scenario("zigong", ["zigong-current"], overrides=overrides)


@cache
def _closed() -> Scenario:
    return closed_scenario()


def observed_places() -> tuple[Scenario, Scenario]:
    """The reference region as closed cohorts, and Zigong under its documented policy."""
    return _closed(), _zigong()


def places() -> dict[str, str]:
    """Digests of the two places: whoever edits one of them observes other worlds."""
    return {scenario.id: scenario.digest for scenario in observed_places()}


def observe(parameters: Mapping[str, float], seed: int, worlds: int, zigong_worlds: int = 0, workers: int | None = None) -> Sums:
    """Simulate and sum. `parameters` are those of the world, with `zigong_pace` or `local_pace` among them or not.

    Raises RunError for a world that cannot be trusted.
    """
    mine = {name: float(value) for name, value in parameters.items() if name not in (PACE, SURVEY_PACE)}
    closed = _paced(with_world(_closed(), **mine), parameters.get(SURVEY_PACE))
    plan, workers = blueprint(closed), workers or default_workers()
    found = list(in_parallel(lambda r: _closed_world(plan, seed, r), range(worlds), workers))
    cohort = Cohort(*(int(v) for v in sum(each[0] for each in found)))
    numbers = {name: sum(each[1][name] for each in found) for name in found[0][1]}
    delays = sum(each[2] for each in found)
    zigong_delays = np.zeros(DELAYS)
    if zigong_worlds:
        dated = blueprint(_paced(with_world(_zigong(), **mine), parameters.get(PACE)))
        more = list(in_parallel(lambda r: _zigong_world(dated, seed, r), range(zigong_worlds), workers))
        numbers |= {name: sum(each[0][name] for each in more) for name in more[0][0]}
        zigong_delays = sum(each[1] for each in more)
    w = closed.region.world
    ratios = {"pilot_to_sample": w.cost_pilot / w.cost_sample, "line_to_pilot": w.cost_industrial / w.cost_pilot}
    return Sums(cohort, numbers, delays, zigong_delays, ratios)


def _paced(scenario: Scenario, pace: float | None) -> Scenario:
    if pace is None:
        return scenario
    w = scenario.region.world
    return with_world(scenario, dur_pilot=w.dur_pilot * float(pace), dur_product=w.dur_product * float(pace))


def _closed_world(plan, seed: int, replication: int) -> tuple[np.ndarray, dict[str, float], np.ndarray]:
    state = run_world(plan, seed, replication).state
    p = state.projects[: state.clock[0].projects]
    entrant = p["pilot_started"] != NEVER
    direct = ~entrant & (p["route"] == Route.DIRECT) & (p["trial_started"] != NEVER)
    ended = entrant & (p["pilot_ended"] != NEVER)
    length = p["pilot_ended"][ended].astype(int) - p["pilot_started"][ended]
    numbers = {"pilots_ended": ended.sum(), "within_24": (length <= 24).sum(), "within_36": (length <= 36).sum()}
    kinds = state.labs["type"][p["lab"]]
    for kind in LabType:
        numbers |= {f"results_{kind.key}": (kinds == kind).sum(), f"attempts_{kind.key}": ((kinds == kind) & (entrant | direct)).sum()}
    counts = cohort_counts(state, run_key(seed, replication))
    return counts, {name: float(value) for name, value in numbers.items()}, _delays(p, entrant)


def _zigong_world(plan, seed: int, replication: int) -> tuple[dict[str, float], np.ndarray]:
    key = run_key(seed, replication)
    state = new_state(plan, key)
    simulate_months(state, key, ZIGONG_MONTHS)
    p = state.projects[: state.clock[0].projects]
    begun, entered = p["pilot_started"] != NEVER, p["entered"] != NEVER
    pool = plan.instruments.index(POOL)
    paid = begun & ((p["paid_by"] >> pool) & 1 == 1)
    numbers = {
        "zg_worlds": 1.0, "zg_begun": begun.sum(), "zg_entered": entered.sum(), "zg_paid": paid.sum(),
        "zg_grants": float(state.instruments["spent"][pool]) / 1e4, "zg_sales": measure_counted(state, count(state))["sales"],
    }  # fmt: skip
    names = p["name"][begun].copy()
    simulate_months(state, key, FOLLOWED)
    p = state.projects[: state.clock[0].projects]
    return {name: float(value) for name, value in numbers.items()}, _delays(p, np.isin(p["name"], names))


def _delays(p: np.ndarray, members: np.ndarray) -> np.ndarray:
    """How many of the members entered industrialisation so many months after their pilot began."""
    in_time = members & (p["entered"] != NEVER)
    months = p["entered"][in_time].astype(int) - p["pilot_started"][in_time]
    return np.bincount(months[months < DELAYS], minlength=DELAYS).astype(float)


def entered_within(delays: np.ndarray, members: float, exposures: tuple[tuple[float, float], ...]) -> float:
    """Share that has entered industrialisation when watched for these months (months, weight) since the pilot began; NaN of nobody."""
    if members <= 0:
        return float("nan")
    months, weights = (np.array(each) for each in zip(*exposures, strict=True))
    by_month = np.cumsum(delays) / members
    return float(by_month[np.minimum(months, DELAYS - 1).astype(int)] @ weights / weights.sum())
