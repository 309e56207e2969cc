"""The 95 % quantile of Student's t without scipy, whose import takes longer than the statistics of a whole comparison."""

import math
from functools import cache
from statistics import NormalDist

LARGE = 1_000
"""Degrees of freedom above which the expansion about the normal quantile is exact to machine precision."""


@cache
def t_quantile(df: int, level: float = 0.95) -> float:
    """Two-sided quantile of Student's t: the t with P(|T| < t) = `level` at `df` degrees of freedom (a whole number, at least 1).

    The expansion of Abramowitz & Stegun 26.7.5 for many degrees of freedom; else bisection on the exact sums 26.7.3-4.
    """
    z = NormalDist().inv_cdf(0.5 + level / 2.0)
    if df > LARGE:
        return _expansion(z, df)
    low, high = 0.0, 1.0
    while inside(high, df) < level:
        low, high = high, 2.0 * high
    for _ in range(200):  # bisection to the last bit
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        low, high = (middle, high) if inside(middle, df) < level else (low, middle)
    return 0.5 * (low + high)


def inside(t: float, df: int) -> float:
    """P(|T| < t) for a whole number of degrees of freedom: finite sums in the angle atan(t / sqrt(df))."""
    angle = math.atan(t / math.sqrt(df))
    sine, cosine = math.sin(angle), math.cos(angle)
    term = cosine if df % 2 else 1.0
    total = 0.0
    for k in range(1 + df % 2, df, 2):  # odd: 2/3, 4/5, ...; even: 1/2, 3/4, ...
        total += term
        term *= k / (k + 1) * cosine * cosine
    return 2.0 / math.pi * (angle + sine * total) if df % 2 else sine * total


def _expansion(z: float, df: int) -> float:
    """The quantile by powers of 1/df about the normal quantile `z`."""
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / df ** (k + 1) for k, term in enumerate(terms))
