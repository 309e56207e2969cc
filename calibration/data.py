"""The data a fit uses, all with one likelihood each: the published figures C1, C2 and C3, or a city's own survey."""

from dataclasses import dataclass

from calibration.observe import DELAYS, PACE, SURVEY_PACE, Sums, entered_within
from calibration.survey.targets import SurveyTarget

SAID = 0.02
"""The published 80 and 30 are round figures: this much is taken for one standard deviation of theirs."""
WITHIN = 1.959964 * SAID
ENTERED, PILOTS = 13, 30
WINDOWS = (20, 21, 22, 23, 24)
"""Zigong was watched for "nearly two years": months from the first possible beginning to the count."""
COHORT = ("after_passed_pilot", "without_pilot", "per_entrant", "pass_rate")
WINDOW = "entered_in_window"
FITTED = (*COHORT, WINDOW)


def uniform_entry(windows: tuple[int, ...] = WINDOWS) -> tuple[tuple[float, float], ...]:
    """Months watched, with weights, of projects that began evenly over the window (mid-month): right-censoring as in the data."""
    weight: dict[float, float] = {}
    for months in windows:
        for watched in range(months):
            weight[float(watched)] = weight.get(float(watched), 0.0) + 1.0 / months / len(windows)
    return tuple(sorted(weight.items()))


@dataclass(frozen=True)
class Data:
    """Data, and the pace of the place they come from."""

    items: tuple[SurveyTarget, ...]
    pace: str = PACE

    @property
    def is_of_all_entrants(self) -> bool:
        """Whether success is known of all who went through a pilot, not of those who passed it (wording T)."""
        return {item.id for item in self.items} & {"per_entrant", "after_passed_pilot"} == {"per_entrant"}

    def simulated(self, sums: Sums) -> dict[str, float]:
        """What the worlds show for each item."""
        found = {}
        for item in self.items:
            if item.id != WINDOW:
                found[item.id] = float(getattr(sums.cohort, item.id))
            elif self.pace == PACE:
                found[item.id] = entered_within(sums.zigong_delays, sums.numbers["zg_begun"], item.exposures)
            else:
                found[item.id] = entered_within(sums.delays, sums.cohort.entrants, item.exposures)
        return found

    def log_likelihood(self, simulated: dict[str, float]) -> float:
        """Relative log-likelihood of all items, 0 at the best; minus infinity where something cannot be measured."""
        total = 0.0
        for item in self.items:
            value = float(simulated[item.id])
            if value != value:
                return float("-inf")
            total += item.log_likelihood(value)
        return total


def published(wording: str = "S") -> Data:
    """C1, C2 and C3 as published; on wording T the 80 % are of those who went through a pilot."""
    eighty = "after_passed_pilot" if wording == "S" else "per_entrant"
    return Data((
        SurveyTarget(eighty, 0.80, 0.80 - WITHIN, 0.80 + WITHIN, "normal", 0),
        SurveyTarget("without_pilot", 0.30, 0.30 - WITHIN, 0.30 + WITHIN, "normal", 0),
        SurveyTarget(WINDOW, ENTERED / PILOTS, 0.255, 0.626, "window", PILOTS, successes=ENTERED, exposures=uniform_entry()),
    ))  # fmt: skip


def of_survey(targets: list[SurveyTarget]) -> Data:
    """What can be fitted of a city's own data, every project counted once. Money is shown, not fitted: the city's policy is not simulated.

    The share of all entrants is what the pass rate and the share after a pass make of the same projects: it is fitted only where one of these two is
    not known, else the data would count twice. Who was watched for longer than delays are told apart is not fitted in a window.
    """
    usable = [t for t in targets if t.id in FITTED and (not t.exposures or max(m for m, _ in t.exposures) < DELAYS)]
    known = {t.id for t in usable}
    return Data(tuple(t for t in usable if t.id != "per_entrant" or not {"after_passed_pilot", "pass_rate"} <= known), SURVEY_PACE)
