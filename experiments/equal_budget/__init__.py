"""Comparing policies of the same size: each is scaled until it is expected to spend one amount, then they are compared."""

from experiments.equal_budget.scaling import Limit, Scaling, scaled_to
from experiments.equal_budget.size import Rounding, roundings, scaled

__all__ = ["Limit", "Rounding", "Scaling", "roundings", "scaled", "scaled_to"]
