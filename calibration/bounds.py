"""What can be known without simulating: which readings of 80 against 30 contradict themselves (probit calculation of the evidence README).

A project has a luck Y0 of its own (what would come of it without a pilot); entry to a pilot and Y0 are cut from two normal variables of correlation
rho. Nobody does better than certain after a pass, and a test that is not perverse leaves those who fail no better than entrants are on average.
"""

from scipy.optimize import brentq
from scipy.stats import norm

from calibration.correlation import bivariate

REACHED, WITHOUT = 0.80, 0.30
AFTER_FAILURE = 0.08
"""Success of those who failed a pilot and tried anyway: central value of `p_ind_after_fail` in priors.csv."""


def luck_of_entrants(rho: float, pilot_share: float, without: float = WITHOUT) -> float:
    """P(Y0 = 1 | entered) when P(Y0 = 1 | not entered) is `without` and the correlation of entry with Y0 is rho."""

    def joint(k: float) -> float:
        return bivariate(float(norm.ppf(pilot_share)), k, rho)

    def excess(k: float) -> float:
        return (float(norm.cdf(k)) - joint(k)) / (1.0 - pilot_share) - without

    return joint(float(brentq(excess, -6.0, 6.0))) / pilot_share


def most_per_entrant(q: float, after_failure: float) -> float:
    """The largest share of entrants that can reach batch output at a pass rate q: all who passed, and `after_failure` of the others."""
    return q + (1.0 - q) * after_failure


def least_pass_rate(after_failure: float = AFTER_FAILURE, reached: float = REACHED) -> float:
    """The smallest pass rate at which `reached` of the entrants can succeed."""
    return (reached - after_failure) / (1.0 - after_failure)


def failures_needed(q: float, reached: float = REACHED) -> float:
    """The success after a failed pilot that wording T would need if all who passed succeeded; 0 where none is needed."""
    return max(0.0, (reached - q) / (1.0 - q))


def most_information(rho: float, q: float, pilot_share: float, reached: float = REACHED) -> float:
    """The largest information share: a perfect test passes those with Y0 = 1 first."""
    entrants = luck_of_entrants(rho, pilot_share)
    gain = reached - entrants
    return float("inf") if gain <= 0.0 else min(1.0, (min(1.0, entrants / q) - entrants) / gain)


def contradiction(wording: str, rho: float, q: float, pilot_share: float) -> tuple[bool, float]:
    """Whether a reading contradicts itself, and the largest share of entrants that can succeed under it (1 on wording S)."""
    most = most_per_entrant(q, luck_of_entrants(rho, pilot_share)) if wording == "T" else 1.0
    return most < REACHED, most
