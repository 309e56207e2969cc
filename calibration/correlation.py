"""The correlation of two normal variables of which only is known on which side of a threshold each lies."""

from scipy.optimize import brentq
from scipy.stats import multivariate_normal, norm

EDGE = 0.995


def tetrachoric(a: int, b: int, c: int, d: int) -> float:
    """Correlation of two normal variables cut into a 2x2 table [[a, b], [c, d]] (rows: piloted or not; columns: Y0 = 1 or 0).

    NaN where a row or a column is empty; at most `EDGE` in size, which is what a table with an empty cell is given.
    """
    total = a + b + c + d
    if min(a + b, c + d, a + c, b + d) == 0:
        return float("nan")
    row, column, both = (a + b) / total, (a + c) / total, a / total
    h, k = norm.ppf(row), norm.ppf(column)

    def excess(r: float) -> float:
        return bivariate(h, k, r) - both

    if excess(-EDGE) >= 0.0:
        return -EDGE
    if excess(EDGE) <= 0.0:
        return EDGE
    return float(brentq(excess, -EDGE, EDGE, xtol=1e-4))


def bivariate(h: float, k: float, r: float) -> float:
    """P(X < h and Y < k) of two standard normal variables of correlation r."""
    return float(multivariate_normal.cdf([h, k], mean=[0, 0], cov=[[1, r], [r, 1]]))
