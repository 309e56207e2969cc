"""Luck as a function of who, what for and which time: counter-based random numbers, Philox4x32-10.

Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3"; checked against its known-answer vectors.

A draw is a pure function of (seed, entity, purpose, visit, partner). Nothing is drawn from a stream, so one more firm, platform or
subsidised project cannot shift anybody else's luck. Entities are stable names (a project is its lab and ordinal), never row numbers.
Rules never draw: sweeps draw a number in (0, 1) and hand it to a rule, which turns it into an event.
"""

import math
from enum import IntEnum

import numpy as np

from sim.compiled import rule


class Purpose(IntEnum):
    """What a draw is for; a new purpose gets a new number, old numbers never change."""

    ARRIVALS = 1  # how many results a lab discloses in a month
    DISCLOSURE = 2  # sector, quality, time to a sample, success of the sample
    RELEASE = 3  # released, stays in the region, inventor would found a firm
    TRAITS = 4  # novelty, size, market potential, public signal of quality
    MEETING = 5  # when a result on offer meets a firm
    PARTNER = 6  # which firm wins it
    FIRM_SIGNAL = 7  # what that firm sees
    TASTE = 8  # what speaks for a route beside the numbers: stop, direct, platform, self-built
    QUEUE = 9  # panel's error, patience
    PILOT = 10  # result, duration
    TRIAL = 11  # result, duration
    FUND_SIGNAL = 12  # what a fund sees
    RAMP = 13  # result, duration, local landing
    VALUE = 14  # body and tail of the value of a success
    FIRM_CASH = 15  # a firm's money at the start
    FIRM_YEAR = 16  # a firm's result in a year
    PROOF = 17  # error of a proof-of-concept test


MASK = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
ROUNDS = 10


@rule
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """One Philox4x32-10 block: four 32-bit words (as uint64) from a 128-bit counter and a 64-bit key, all given as uint64 words."""
    a, b, c, d = counter_0, counter_1, counter_2, counter_3
    for _ in range(ROUNDS):
        p = MULTIPLIER_0 * a
        q = MULTIPLIER_1 * c
        a, b, c, d = (q >> SHIFT) ^ b ^ key_0, q & MASK, (p >> SHIFT) ^ d ^ key_1, p & MASK
        key_0 = (key_0 + WEYL_0) & MASK
        key_1 = (key_1 + WEYL_1) & MASK
    return a, b, c, d


@rule
def block(seed, entity, purpose, visit, partner):
    """The four words that belong to this seed, entity, purpose, visit and partner.

    `seed` and `entity` are 64-bit names, `purpose` below 256, `visit` below 2**24, `partner` a 32-bit name (0: nobody).
    """
    s, e = np.uint64(seed), np.uint64(entity)
    third = np.uint64(purpose) | (np.uint64(visit) << np.uint64(8))
    return philox(e & MASK, e >> SHIFT, third & MASK, np.uint64(partner), s & MASK, s >> SHIFT)


@rule
def unit_53(high, low):
    """A number strictly between 0 and 1 from two 32-bit words (52 bits used)."""
    return (float((high << np.uint64(20)) | (low >> np.uint64(12))) + 0.5) * 2.220446049250313e-16


@rule
def unit_32(word):
    """A number strictly between 0 and 1 from one 32-bit word."""
    return (float(word) + 0.5) * 2.3283064365386963e-10


@rule
def uniform(seed, entity, purpose, visit):
    """A number in (0, 1) for this entity, purpose and visit."""
    a, b, _, _ = block(seed, entity, purpose, visit, 0)
    return unit_53(a, b)


@rule
def four_uniforms(seed, entity, purpose, visit):
    """Four numbers in (0, 1) of 32 bits each for this entity, purpose and visit: what belongs to one occasion comes from one block."""
    a, b, c, d = block(seed, entity, purpose, visit, 0)
    return unit_32(a), unit_32(b), unit_32(c), unit_32(d)


@rule
def pair_four_uniforms(seed, entity, partner, purpose, visit):
    """Four numbers in (0, 1) of 32 bits each for this pair."""
    a, b, c, d = block(seed, entity, purpose, visit, partner)
    return unit_32(a), unit_32(b), unit_32(c), unit_32(d)


@rule
def pair_uniform(seed, entity, partner, purpose, visit):
    """A number in (0, 1) for this pair: the luck of one entity with one partner."""
    a, b, _, _ = block(seed, entity, purpose, visit, partner)
    return unit_53(a, b)


@rule
def polynomial_7(r, c0, c1, c2, c3, c4, c5, c6, c7):
    """A polynomial of degree 7 from its constant term up, in pairs (Estrin), so that a processor can work on several at once."""
    r2 = r * r
    low = (c0 + c1 * r) + (c2 + c3 * r) * r2
    high = (c4 + c5 * r) + (c6 + c7 * r) * r2
    return low + high * (r2 * r2)


@rule
def normal_quantile(u):
    """The standard normal value below which a share `u` of cases lies (Wichura 1988, algorithm AS 241, about 16 digits)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = polynomial_7(
            r,
            3.387132872796366608,
            133.14166789178437745,
            1971.5909503065514427,
            13731.693765509461125,
            45921.953931549871457,
            67265.770927008700853,
            33430.575583588128105,
            2509.0809287301226727,
        )
        bottom = polynomial_7(
            r,
            1.0,
            42.313330701600911252,
            687.1870074920579083,
            5394.1960214247511077,
            21213.794301586595867,
            39307.89580009271061,
            28729.085735721942674,
            5226.495278852545925,
        )
        return q * (top / bottom)
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        r -= 1.6
        top = polynomial_7(
            r,
            1.42343711074968357734,
            4.6303378461565452959,
            5.7694972214606914055,
            3.64784832476320460504,
            1.27045825245236838258,
            0.24178072517745061177,
            0.0227238449892691845833,
            7.7454501427834140764e-4,
        )
        bottom = polynomial_7(
            r,
            1.0,
            2.05319162663775882187,
            1.6763848301838038494,
            0.68976733498510000455,
            0.14810397642748007459,
            0.0151986665636164571966,
            5.475938084995344946e-4,
            1.05075007164441684324e-9,
        )
    else:
        r -= 5.0
        top = polynomial_7(
            r,
            6.6579046435011037772,
            5.4637849111641143699,
            1.7848265399172913358,
            0.29656057182850489123,
            0.026532189526576123093,
            0.0012426609473880784386,
            2.71155556874348757815e-5,
            2.01033439929228813265e-7,
        )
        bottom = polynomial_7(
            r,
            1.0,
            0.59983220655588793769,
            0.13692988092273580531,
            0.0148753612908506148525,
            7.868691311456132591e-4,
            1.8463183175100546818e-5,
            1.4215117583164458887e-7,
            2.04426310338993978564e-15,
        )
    return -(top / bottom) if q < 0.0 else top / bottom


@rule
def normal(seed, entity, purpose, visit):
    """A standard normal number for this entity, purpose and visit."""
    return normal_quantile(uniform(seed, entity, purpose, visit))


@rule
def pair_normal(seed, entity, partner, purpose, visit):
    """A standard normal number for this pair."""
    return normal_quantile(pair_uniform(seed, entity, partner, purpose, visit))


@rule
def normal_cdf(x):
    """The share of standard normal cases below `x`."""
    return 0.5 * math.erfc(-0.7071067811865476 * x)


@rule
def normal_pdf(x):
    """The standard normal density at `x`."""
    return 0.3989422804014327 * math.exp(-0.5 * x * x)


@rule
def poisson_count(mean, none, u):
    """The number of arrivals when `mean` are expected and `none` = exp(-mean) is the chance of none; inversion of `u`, for means below 500."""
    probability = none
    cumulative = probability
    count = 0
    while u > cumulative and probability > 0.0:
        count += 1
        probability *= mean / count
        cumulative += probability
    return count


@rule
def lognormal_months(mean, sigma, z):
    """Whole months (at least one) of a lognormal duration with this mean and log standard deviation; `z` is standard normal."""
    return max(1, int(mean * math.exp(sigma * (z - 0.5 * sigma)) + 0.5))


def run_key(seed: int, replication: int) -> int:
    """The 64-bit key of one world: the user's seed in the high word, the number of the replication in the low word.

    Raises ValueError when either does not fit in its word.
    """
    if not 0 <= seed < 2**31 or not 0 <= replication < 2**32:
        raise ValueError(f"seed must lie in 0..{2**31 - 1} and replication in 0..{2**32 - 1}: {seed}, {replication}")
    return seed << 32 | replication
