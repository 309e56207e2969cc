"""The beta distribution without scipy, whose import takes longer than all statistics of a study: distribution function and quantile.

Source: the continued fraction 26.5.8 of Abramowitz & Stegun, evaluated by the modified Lentz method (Press et al., Numerical Recipes 6.4).
"""

import math

MOST_TERMS = 10_000
TINY = 1e-300


def below(x: float, a: float, b: float) -> float:
    """P(X <= x) for X of the beta distribution with parameters `a`, `b` > 0."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1.0) / (a + b + 2.0):  # where the fraction converges fast
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def quantile(share: float, a: float, b: float) -> float:
    """The x with P(X <= x) = `share`, by bisection to the last bit."""
    low, high = 0.0, 1.0
    while low < (middle := 0.5 * (low + high)) < high:
        low, high = (middle, high) if below(middle, a, b) < share else (low, middle)
    return 0.5 * (low + high)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function. Raises ArithmeticError if it has not converged."""
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            return value
    raise ArithmeticError(f"the incomplete beta function of {x}, {a}, {b} does not converge")


def _away_from_zero(number: float) -> float:
    return number if abs(number) > TINY else TINY
