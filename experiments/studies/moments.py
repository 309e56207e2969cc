"""Products and variances of outcomes that chance has been taken out of: with replications, no luck is ever multiplied with itself.

An outcome is y = f(x) + luck. The product of two means over the same replications holds the variance of luck; the mean of all products of two
*different* replications does not (a U-statistic, Hoeffding 1948), whether or not the two outcomes share their luck. Last axis: replications.
"""

import numpy as np


def crossed(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """f(a) f(b) without the variance of luck, for outcomes (..., replications); with a single replication nothing can be taken out."""
    count = a.shape[-1]
    if count == 1:
        return a[..., 0] * b[..., 0]
    return (a.sum(axis=-1) * b.sum(axis=-1) - np.einsum("...r,...r->...", a, b)) / (count * (count - 1))


def crossed_power(spectrum: np.ndarray) -> np.ndarray:
    """|F(f)|² of Fourier coefficients (..., replications) without the power of luck."""
    count = spectrum.shape[-1]
    if count == 1:
        return np.abs(spectrum[..., 0]) ** 2
    return (np.abs(spectrum.sum(axis=-1)) ** 2 - (np.abs(spectrum) ** 2).sum(axis=-1)) / (count * (count - 1))


def luck_variance(a: np.ndarray) -> np.ndarray:
    """Variance between replications of the same point; NaN with a single one, of which it cannot be known."""
    return a.var(axis=-1, ddof=1) if a.shape[-1] > 1 else np.full(a.shape[:-1], np.nan)


def size_without_luck(effect: np.ndarray) -> np.ndarray:
    """|f| of effects (..., replications): the sign is taken from the other replications, so that luck alone does not look like a size.

    The mean of |effect| of something that does nothing is above zero by as much as it is uncertain; this one is zero on average.
    """
    count = effect.shape[-1]
    if count == 1:
        return np.abs(effect[..., 0])
    others = effect.sum(axis=-1, keepdims=True) - effect
    return (np.sign(others) * effect).mean(axis=-1)


def dummy(a: np.ndarray) -> np.ndarray | None:
    """What a parameter would do that changes nothing but lets all luck fall anew: half of the replications of a point less the other half.

    Runs that are there anyway serve, so that it costs nothing; with half the replications it errs on the side of caution. None below four.
    """
    half = a.shape[-1] // 2
    return a[..., :half] - a[..., half : 2 * half] if half >= 2 else None
