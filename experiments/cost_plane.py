"""The cost-effectiveness plane: additional projects against net public money, together with how the two move together."""

from typing import Any

import numpy as np

from experiments.statistics import covariance_of_mean, mean_interval

UNITS = {"projects": "projects", "money": "10k CNY"}


def cost_plane(projects: np.ndarray, money: np.ndarray, clusters: np.ndarray) -> dict[str, Any]:
    """Paired differences of batch output and of net discounted public money (万元): means, intervals, correlation of the two means.

    The correlation is None where either never varies or no interval exists.
    """
    means = {"projects": mean_interval(projects, clusters).as_dict(), "money": mean_interval(money, clusters).as_dict()}
    return means | {"correlation": _correlation(projects, money, clusters), "unit": dict(UNITS)}


def _correlation(projects: np.ndarray, money: np.ndarray, clusters: np.ndarray) -> float | None:
    covariance, df = covariance_of_mean(np.column_stack([projects, money]), clusters, projects)
    if df < 1 or covariance[0, 0] <= 0.0 or covariance[1, 1] <= 0.0:
        return None
    return float(np.clip(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]), -1.0, 1.0))
