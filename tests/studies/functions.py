"""Functions whose indices are known, with luck as large as the signal: half of it the same for a whole block, half of it different at every point."""

from collections.abc import Callable
from functools import cache

import numpy as np

from experiments.studies.methods import METHODS, Estimate, Factors, Method

ISHIGAMI = {"S1": (0.3139, 0.4424, 0.0, 0.0), "ST": (0.5576, 0.4424, 0.2437, 0.0)}
"""Ishigami & Homma (1990) with a = 7, b = 0.1, and a fourth parameter that does nothing."""
WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0, 99.0])
"""Of Sobol's g function."""
STRAIGHT = np.array([3.0, -2.0, 1.0, 0.3])


def ishigami(u: np.ndarray) -> np.ndarray:
    """The Ishigami function of points (..., 4) in the unit cube."""
    x = (2.0 * u - 1.0) * np.pi
    return np.sin(x[..., 0]) + 7.0 * np.sin(x[..., 1]) ** 2 + 0.1 * x[..., 2] ** 4 * np.sin(x[..., 0])


def sobol_g(u: np.ndarray) -> np.ndarray:
    """Sobol's g function of points (..., 6)."""
    return np.prod((np.abs(4.0 * u - 2.0) + WEIGHTS) / (1.0 + WEIGHTS), axis=-1)


def sobol_g_indices() -> dict[str, np.ndarray]:
    """The exact indices of the g function."""
    alone = 1.0 / (3.0 * (1.0 + WEIGHTS) ** 2)
    whole = np.prod(1.0 + alone) - 1.0
    return {"S1": alone / whole, "ST": alone * np.prod(1.0 + alone) / (1.0 + alone) / whole}


def morris_function(u: np.ndarray) -> np.ndarray:
    """The function of Morris (1991) of points (..., 20): ten parameters matter much, ten hardly (weights drawn once)."""
    w = 2.0 * (u - 0.5)
    for k in (2, 4, 6):
        w[..., k] = 2.0 * (1.1 * u[..., k] / (u[..., k] + 0.1) - 0.5)
    rng = np.random.default_rng(7)
    first = np.where(np.arange(20) < 10, 20.0, rng.standard_normal(20))
    second = rng.standard_normal((20, 20))
    second[:6, :6] = -15.0
    y = w @ first
    for i in range(20):
        for j in range(i + 1, 20):
            y = y + second[i, j] * w[..., i] * w[..., j]
    for i in range(5):
        for j in range(i + 1, 5):
            for k in range(j + 1, 5):
                y = y - 10.0 * w[..., i] * w[..., j] * w[..., k]
    return y + 5.0 * w[..., 0] * w[..., 1] * w[..., 2] * w[..., 3]


def straight(u: np.ndarray) -> np.ndarray:
    """Four parameters that act each alone and in proportion, of points (..., 4)."""
    return u @ STRAIGHT


@cache
def effects_on_the_grid(function: Callable[[np.ndarray], np.ndarray], dimensions: int) -> dict[str, np.ndarray]:
    """What Morris's measures are meant to be: effects of all parameters at many places of the grid of four levels."""
    rng, step, count = np.random.default_rng(5), 2.0 / 3.0, 80_000 // dimensions
    places, low = rng.integers(0, 4, (count, dimensions)) / 3.0, rng.integers(0, 2, (count, dimensions)) / 3.0
    found = np.empty((count, dimensions))
    for k in range(dimensions):
        below, above = places.copy(), places.copy()
        below[:, k], above[:, k] = low[:, k], low[:, k] + step
        found[:, k] = (function(above) - function(below)) / step
    return {"mu_star": np.abs(found).mean(axis=0), "mu": found.mean(axis=0), "sigma": found.std(axis=0)}


@cache
def signal(function: Callable[[np.ndarray], np.ndarray], dimensions: int) -> float:
    """The standard deviation of a function over the unit cube."""
    return float(function(np.random.default_rng(0).random((100_000, dimensions))).std())


def with_luck(values: np.ndarray, size: float, replications: int, seed: int, common: float = 0.5) -> np.ndarray:
    """Outcomes (blocks, points, replications): values (blocks, points) and luck of standard deviation `size`; `common` is the share of its variance
    that a whole block has in common."""
    rng = np.random.default_rng(seed)
    blocks, points = values.shape
    shared = rng.standard_normal((blocks, 1, replications))
    own = rng.standard_normal((blocks, points, replications))
    return values[..., None] + size * (np.sqrt(common) * shared + np.sqrt(1.0 - common) * own)


def method(name: str, dimensions: int, seed: int = 3, **settings: object) -> Method:
    """A method for so many parameters."""
    names = tuple(f"x{k + 1}" for k in range(dimensions))
    return METHODS[name](Factors(names, names), seed, settings)


def estimated(chosen: Method, function: Callable[[np.ndarray], np.ndarray], blocks: int, replications: int, luck: float, seed: int = 11) -> Estimate:
    """What a method finds of a function with luck of this size (times its own spread)."""
    points = chosen.points(blocks)
    size = luck * signal(function, points.shape[-1])
    return chosen.estimate(points, with_luck(function(points.copy()), size, replications, seed))
