"""The technical gap between those who passed a pilot and those who went direct, in its three parts; they add up to it exactly."""

from calibration.cohorts import Cohort, share


def selection(cohort: Cohort) -> float:
    """How much better off those who enter a pilot would be than the others even without one: E[Y0 | entered] - E[Y0 | direct]."""
    return share(cohort.entrants_luck, cohort.entrants) - share(cohort.direct_luck, cohort.direct)


def information(cohort: Cohort) -> float:
    """How much better than entrants those are who pass, without any gain in maturity: E[Y0 | passed] - E[Y0 | entered]."""
    return share(cohort.passed_luck, cohort.passed) - share(cohort.entrants_luck, cohort.entrants)


def maturation(cohort: Cohort) -> float:
    """What the pilot itself adds for those who pass: E[Yt | passed] - E[Y0 | passed]."""
    return share(cohort.passed_works - cohort.passed_luck, cohort.passed)


def after_failed_pilot(cohort: Cohort) -> float:
    """Batch output reached / pilots begun and not passed."""
    return share(cohort.entrants_reached - cohort.passed_reached, cohort.entrants - cohort.passed)
