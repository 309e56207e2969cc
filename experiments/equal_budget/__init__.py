"""Comparing policies of the same size: each is scaled until it is expected to spend one amount, then they are compared."""

from experiments.equal_budget.lottery import Lottery, Part, in_parts
from experiments.equal_budget.scaling import Limit, Scaling, lottery_of, scaled_to
from experiments.equal_budget.size import Rounding, roundings, scaled

__all__ = ["Limit", "Lottery", "Part", "Rounding", "Scaling", "in_parts", "lottery_of", "roundings", "scaled", "scaled_to"]
