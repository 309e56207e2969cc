"""Closed cohorts: entry closes, everybody is followed to the end, and what 80, 30, q, rho and the information share really are is measured.

Y is batch output; Y0 is what would come of the same project with the same luck if only itself went direct, and Yt what comes of it as it is,
both technically, were the money there (like with like: a search for money that fails is no news about the pilot).
Definitions: evidence README and `docs/explanation/decisions/`; rho is the tetrachoric correlation of pilot entry with Y0.
"""

from dataclasses import dataclass

import numpy as np

from sim.batch import in_parallel, run_world
from sim.compiled import entry
from sim.dice import run_key
from sim.rules.project import technical_luck
from sim.scenario import Scenario, load_scenario, with_world
from sim.stages import PilotResult, Route, State
from sim.start import blueprint
from sim.tables import NEVER, NOBODY

ENTRY_MONTHS = 120
ALL_MONTHS = 600
REFERENCE = "typical-city"


@dataclass(frozen=True)
class Cohort:
    """Counts over closed cohorts of many worlds; shares are properties. Cases are projects that began a pilot or went direct without one."""

    passed: int
    passed_reached: int
    direct: int
    direct_reached: int
    entrants: int
    entrants_reached: int
    entrants_luck: int  # entrants with Y0 = 1
    passed_luck: int
    passed_works: int  # passed with Yt = 1
    direct_luck: int
    unresolved: int

    @property
    def after_passed_pilot(self) -> float:
        """C1: batch output reached / pilots passed."""
        return share(self.passed_reached, self.passed)

    @property
    def without_pilot(self) -> float:
        """C2: batch output reached / attempts without pilot."""
        return share(self.direct_reached, self.direct)

    @property
    def per_entrant(self) -> float:
        """Batch output reached / pilots begun."""
        return share(self.entrants_reached, self.entrants)

    @property
    def pass_rate(self) -> float:
        """q: pilots passed / pilots begun."""
        return share(self.passed, self.entrants)

    @property
    def pilot_share(self) -> float:
        """Share of attempts that go through a pilot."""
        return share(self.entrants, self.entrants + self.direct)

    @property
    def rho(self) -> float:
        """Selection: tetrachoric correlation of pilot entry with Y0."""
        from calibration.correlation import tetrachoric  # scipy: a second that reading an ensemble should not wait for

        return tetrachoric(self.entrants_luck, self.entrants - self.entrants_luck, self.direct_luck, self.direct - self.direct_luck)

    @property
    def information_share(self) -> float:
        """Share of the gain of those who passed that is mere testing: (E[Y0 | passed] - E[Y0 | entered]) / (E[Yt | passed] - E[Y0 | entered])."""
        entered = share(self.entrants_luck, self.entrants)
        gain = share(self.passed_works, self.passed) - entered
        return (share(self.passed_luck, self.passed) - entered) / gain if gain else float("nan")


def share(part: int, whole: int) -> float:
    """A share, NaN of nothing."""
    return part / whole if whole else float("nan")


def closed_scenario(region: str = REFERENCE) -> Scenario:
    """The reference region with entry closed after ten years and everybody followed to the end."""
    calendar = {"calendar.months": ALL_MONTHS, "calendar.burn_in": 0, "calendar.entry_closes": ENTRY_MONTHS}
    return load_scenario(region, overrides=calendar)


def measure_cohort(scenario: Scenario, parameters: dict[str, float], seed: int, replications: int, workers: int | None = None) -> Cohort:
    """Run closed cohorts of `scenario` with these parameters of the world and count what became of them."""
    plan = blueprint(with_world(scenario, **parameters))

    def one(replication: int) -> np.ndarray:
        return cohort_counts(run_world(plan, seed, replication).state, run_key(seed, replication))

    return Cohort(*(int(v) for v in sum(in_parallel(one, range(replications), workers))))


@entry
def fill_luck(s, seed, direct, as_it_is):
    """Technical luck (`technical_luck`) of every project that a firm ever chose to go on with: sent direct, and with the maturity it has."""
    for i in range(s.clock[0].projects):
        if s.projects[i].chosen != NEVER and s.projects[i].firm != NOBODY:
            direct[i] = technical_luck(s, seed, i, 0.0)
            as_it_is[i] = technical_luck(s, seed, i, float(s.projects[i].maturity))


def cohort_counts(state, key: int) -> np.ndarray:
    """The numbers of `Cohort` for one world, in its order; `key` is the key of its luck."""
    p = state.projects[: state.clock[0].projects]
    direct_luck, works = np.zeros(p.size, np.int8), np.zeros(p.size, np.int8)
    fill_luck(state, key, direct_luck, works)
    reached, luck = p["batch_output"] != NEVER, direct_luck == 2
    entrant = p["pilot_started"] != NEVER
    passed = p["pilot"] == PilotResult.PASSED
    direct = ~entrant & (p["route"] == Route.DIRECT) & (p["trial_started"] != NEVER)
    running = (p["state"] != State.STOPPED) & (p["state"] != State.PRODUCING)
    groups = [
        passed,
        passed & reached,
        direct,
        direct & reached,
        entrant,
        entrant & reached,
        entrant & luck,
        passed & luck,
        passed & (works == 2),
        direct & luck,
        running,
    ]
    return np.array([group.sum() for group in groups])
