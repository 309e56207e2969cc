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
def after_test(mean, variance, accuracy, bar):
    """Beliefs after learning only whether a score was at least `bar`: the score is accuracy * quality plus independent noise, variance 1.

    Returns mean and variance for a score that reached the bar (admitted, pilot passed), then mean and variance for one that fell short.
    """
    if accuracy == 0.0:
        return mean, variance, mean, variance
    score_sd = math.sqrt(accuracy * accuracy * variance + 1.0 - accuracy * accuracy)
    a = (bar - accuracy * mean) / score_sd
    density, below = normal_pdf(a), normal_cdf(a)
    above = 1.0 - below
    if min(above, below) < 1e-9:  # practically impossible news teaches nothing that can be computed
        return mean, variance, mean, variance
    loading = accuracy * variance / score_sd
    up, down = density / above, density / below
    reached = variance - loading * loading * up * (up - a)
    missed = variance - loading * loading * down * (down + a)
    return mean + loading * up, reached, mean - loading * down, missed


@rule
def after_selection(mean, variance, accuracy, bar, selected):
    """The belief of `after_test` for the news at hand: `selected` true when the score reached the bar. Returns mean and variance."""
    reached_mean, reached_variance, missed_mean, missed_variance = after_test(mean, variance, accuracy, bar)
    return (reached_mean, reached_variance) if selected else (missed_mean, missed_variance)


@rule
def chance_of_score(mean, variance, accuracy, bar):
    """Chance that a score reaches `bar` as this belief has it: accuracy * quality plus independent noise, variance 1 in the population."""
    return 1.0 - normal_cdf((bar - accuracy * mean) / math.sqrt(accuracy * accuracy * variance + 1.0 - accuracy * accuracy))


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
def chance_of_this(base_z, advantage, variance, quality_weight):
    """Chance of success of a project, read from how often projects of its kind succeed (`base_z`: normal quantile of that share).

    `advantage`: how much better it is believed to be than the projects in which that share was seen (sd of quality) - whatever selected those
    is in the share already and must not count twice; `variance`: of the belief, at most 1. The predictive probability of a probit whose mean
    over beliefs that spread by 1 - variance is the base rate.
    """
    weight = quality_weight * quality_weight
    return normal_cdf((base_z * math.sqrt(1.0 + weight) + quality_weight * advantage) / math.sqrt(1.0 + weight * variance))


@rule
def chance_of_passing(base_z, advantage, variance, information):
    """Chance that this project passes a pilot, whose result correlates `information` with quality; other arguments as in `chance_of_this`."""
    return normal_cdf((base_z + information * advantage) / math.sqrt(1.0 - information * information * (1.0 - variance)))
