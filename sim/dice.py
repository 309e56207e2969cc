"""Luck as a function of who, what for and which time: counter-based random numbers, Philox4x32-10.

Source: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3"; checked against its known-answer vectors.

A draw is a pure function of (seed, entity, purpose, visit, partner). Nothing is drawn from a stream, so one more firm, platform or
subsidised project cannot shift anybody else's luck. Entities are stable names (a project is its lab and ordinal), never row numbers.
Rules never draw: sweeps draw a number in (0, 1) and hand it to a rule, which turns it into an event.
"""

import math
from enum import IntEnum

import numpy as np

from sim.compiled import inlined, rule, sweep


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
    ATTRACTION = 18  # whether a project from outside comes
    FILING = 19  # whether its firm would file the pilot as a project of its own
    RECOGNITION = 20  # whether a platform is recognised by the state in a year
    PROCUREMENT = 21  # whether a public buyer is there for a first set
    REPORTING = 22  # how far a platform overstates its pilots in a year
    MEMBERSHIP = 23  # whether a firm's platform joins an alliance
    APPROVAL = 24  # how long a new platform waits for its approval


MASK = np.uint64(0xFFFFFFFF)
BYTE = np.uint64(0xFF)
SHIFT = np.uint64(32)
MULTIPLIER_0 = np.uint64(0xD2511F53)
MULTIPLIER_1 = np.uint64(0xCD9E8D57)
WEYL_0 = np.uint64(0x9E3779B9)
WEYL_1 = np.uint64(0xBB67AE85)
ROUNDS = 10
AT_ONCE = 8  # blocks that a processor works out at once in a plain loop


def ten_rounds(counter_0, counter_1, counter_2, counter_3, key_0, key_1):
    """One Philox4x32-10 block: four 32-bit words (as uint64) from a 128-bit counter and a 64-bit key, all given as uint64 words."""
    a, b, c, d = counter_0, counter_1, counter_2, counter_3
    for _ in range(ROUNDS):
        p = MULTIPLIER_0 * a
        q = MULTIPLIER_1 * c
        a, b, c, d = (q >> SHIFT) ^ b ^ key_0, q & MASK, (p >> SHIFT) ^ d ^ key_1, p & MASK
        key_0 = (key_0 + WEYL_0) & MASK
        key_1 = (key_1 + WEYL_1) & MASK
    return a, b, c, d


philox = rule(ten_rounds)
philox_in_place = inlined(ten_rounds)  # for plain loops over many blocks, of which a processor then works out several at once


@rule
def block(seed, entity, purpose, visit, partner):
    """The four words that belong to this seed, entity, purpose, visit and partner.

    `seed` and `entity` are 64-bit names, `purpose` below 256, `visit` below 2**24, `partner` a 32-bit name (0: nobody).
    """
    s, e = np.uint64(seed), np.uint64(entity)
    third = np.uint64(purpose) | (np.uint64(visit) << np.uint64(8))
    return philox(e & MASK, e >> SHIFT, third & MASK, np.uint64(partner), s & MASK, s >> SHIFT)


@rule
def rounded_up(count):
    """The next multiple of `AT_ONCE`: a few blocks too many cost less than the last few one by one."""
    return (count + AT_ONCE - 1) // AT_ONCE * AT_ONCE


@sweep
def fill_partners(words, seed, entity, purpose, visit, partners, first, count):
    """Words (4, columns) of this entity with each of `count` partners from row `first` of `partners` on: many `block`s at once.

    `words` has at least `rounded_up(count)` columns and `partners` as many rows from `first` on; what lies beyond `count` means nothing.
    """
    s, e = np.uint64(seed), np.uint64(entity)
    third = np.uint64(purpose) | (np.uint64(visit) << np.uint64(8))
    for k in range(rounded_up(count)):
        a, b, c, d = philox_in_place(e & MASK, e >> SHIFT, third & MASK, np.uint64(partners[first + k]), s & MASK, s >> SHIFT)
        words[0, k], words[1, k], words[2, k], words[3, k] = a, b, c, d


@sweep
def fill_visits(words, seed, entity, purpose, count):
    """Words (4, at least `rounded_up(count)` columns) of the visits 0, 1, ... of this entity and purpose: many `block`s at once."""
    s, e = np.uint64(seed), np.uint64(entity)
    for k in range(rounded_up(count)):
        third = np.uint64(purpose) | (np.uint64(k) << np.uint64(8))
        a, b, c, d = philox_in_place(e & MASK, e >> SHIFT, third & MASK, np.uint64(0), s & MASK, s >> SHIFT)
        words[0, k], words[1, k], words[2, k], words[3, k] = a, b, c, d


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


@sweep
def count_below(seed, first, count, purpose, share):
    """How many of `count` entities with consecutive names from `first` on have their third number of visit 0 below `share`."""
    s, limit = np.uint64(seed), share
    total = 0
    for k in range(count):
        e = np.uint64(first + k)
        _, _, c, _ = philox_in_place(e & MASK, e >> SHIFT, np.uint64(purpose), np.uint64(0), s & MASK, s >> SHIFT)
        total += 1 if unit_32(c) < limit else 0
    return total


@rule
def normal_quantile(u):
    """The standard normal value below which a share `u` of cases lies (Wichura 1988, algorithm AS 241, routine of 7 digits).

    Seven digits are what a uniform of 32 bits can carry.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 3.3871327179 + r * (50.434271938 + r * (159.29113202 + r * 59.109374720))
        return q * top / (1.0 + r * (17.895169469 + r * (78.757757664 + r * 67.187563600)))
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        r -= 1.6
        top = 1.4234372777 + r * (2.7568153900 + r * (1.3067284816 + r * 0.17023821103))
        z = top / (1.0 + r * (0.73700164250 + r * 0.12021132975))
    else:
        r -= 5.0
        top = 6.6579051150 + r * (3.0812263860 + r * (0.42868294337 + r * 0.017337203997))
        z = top / (1.0 + r * (0.24197894225 + r * 0.012258202635))
    return -z if q < 0.0 else z


@rule
def normal(seed, entity, purpose, visit):
    """A standard normal number for this entity, purpose and visit."""
    return normal_quantile(uniform(seed, entity, purpose, visit))


@rule
def pair_normal(seed, entity, partner, purpose, visit):
    """A standard normal number for this pair."""
    return normal_quantile(pair_uniform(seed, entity, partner, purpose, visit))


@rule
def bell_32(word):
    """A nearly normal number (mean 0, variance 1) from one 32-bit word: the sum of its four bytes; never beyond 3.46 (Irwin-Hall)."""
    w = np.uint64(word)
    total = (w & BYTE) + ((w >> np.uint64(8)) & BYTE) + ((w >> np.uint64(16)) & BYTE) + (w >> np.uint64(24))
    return (float(total) - 510.0) * 0.006765875086793228


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
