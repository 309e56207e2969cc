"""What agents believe: Normal-Normal updating, conditioning on being selected, and chances read from cases with an eye on this one.

Qualities are standard deviations of the population of results, whose mean is 0 and variance 1. Nobody sees the true quality.
Sources: Raiffa & Schlaifer (1961) for conjugate updating; Heckman (1979) for the truncated normal; Capen, Clapp & Campbell (1971) and
Wilson (1977) for the winner's curse that makes conditioning necessary.
"""

import math

from sim.compiled import rule
from sim.dice import normal_cdf, normal_pdf


@rule
def updated(mean, variance, signal, noise):
    """Belief after a signal equal to quality plus noise of standard deviation `noise`: precisions add. Returns mean and variance."""
    weight = variance / (variance + noise * noise)
    return mean + weight * (signal - mean), variance * (1.0 - weight)


@rule
def after_selection(mean, variance, accuracy, bar, selected):
    """Belief after learning only whether a score was at least `bar`: the score is accuracy * quality plus independent noise, variance 1.

    `selected` true: the score reached the bar (admitted, pilot passed); false: it fell short. Returns mean and variance.
    """
    score_sd = math.sqrt(accuracy * accuracy * variance + 1.0 - accuracy * accuracy)
    a = (bar - accuracy * mean) / score_sd
    share = 1.0 - normal_cdf(a) if selected else normal_cdf(a)
    if share < 1e-12:  # practically impossible news teaches nothing that can be computed
        return mean, variance
    hazard = normal_pdf(a) / share if selected else -normal_pdf(a) / share
    loading = accuracy * variance / score_sd
    return mean + loading * hazard, variance - loading * loading * hazard * (hazard - a)


@rule
def after_refusal(mean, variance, noise):
    """Belief of a firm that is offered what another firm of typical eyesight declined (winner's curse): the other's signal was below 0."""
    accuracy = 1.0 / math.sqrt(1.0 + noise * noise)
    return after_selection(mean, variance, accuracy, 0.0, False)


@rule
def beta_mean(first_belief, weight, good, bad):
    """Mean of a Beta belief: `weight` cases at `first_belief`, then `good` and `bad` cases seen."""
    return (first_belief * weight + good) / (weight + good + bad)


@rule
def chance_of_this(base_z, mean, variance, quality_weight):
    """Chance of success of a project believed to be of quality `mean`, when a share of such projects succeeds whose normal quantile is `base_z`.

    A probit around the base rate: averaged over the population of beliefs it gives the base rate back.
    """
    slope = quality_weight / math.sqrt(1.0 + quality_weight * quality_weight * variance)
    spread = max(0.0, 1.0 - variance)
    intercept = base_z * math.sqrt(1.0 + slope * slope * spread)
    return normal_cdf(intercept + slope * mean)


@rule
def chance_of_passing(base_z, mean, variance, information):
    """Chance that this project passes a pilot, whose result correlates `information` with quality; `base_z`: normal quantile of the pass rate."""
    weight = information / math.sqrt(1.0 - information * information)
    return chance_of_this(base_z, mean, variance, weight)
