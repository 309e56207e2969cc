"""How large a policy must be to spend a given amount: a root finder on a small number of pilot worlds of the same luck at every size."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from experiments.equal_budget.lottery import Lottery, Part, in_parts
from experiments.equal_budget.size import SIZES, Rounding, comes_in_units, has_size, roundings, scaled
from experiments.statistics import Interval
from sim.scenario import Policy

Spent = Callable[[float], float]
"""Expected spending (万元) of a policy at a factor."""

LARGEST = 1024.0
"""How many times larger or smaller than written a policy may become."""
NEAR = 0.002
"""Share of the amount within which the search stops."""
TOLERANCE = 0.05
"""Share of the amount within which it counts as reached."""
FLAT = 0.005
"""Share by which two doublings must raise spending, else there is nothing more to spend on."""
DIGITS = 4
"""Digits of a factor: more would pretend to a precision that pilot worlds do not have."""
MOST_STEPS = 40


class Limit(Enum):
    """Why a policy does not spend the amount."""

    NO_SIZE = "no_size"
    SPENDS_NOTHING = "spends_nothing"
    SATURATED = "saturated"
    FIXED_PART = "fixed_part"
    NO_FACTOR = "no_factor"


@dataclass(frozen=True)
class Scaling:
    """A policy in the size at which pilot worlds spend the amount, or as near to it as it can come.

    `parts` has more than one entry where that takes sizes that differ from world to world; `policy` is then the one that most worlds have.
    """

    policy: Policy
    factor: float | None
    limit: Limit | None = None
    rounded: tuple[Rounding, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def sizes(self) -> tuple[Part, ...]:
        """All sizes with the share of worlds that have them."""
        return self.parts or (Part(1.0, self.policy),)

    def document(self, amount: float, spent: Interval) -> dict[str, Any]:
        """The JSON entry `scaling` of a policy; `spent` is what it spends in the worlds of the comparison."""
        return {
            "factor": self.factor,
            "spent": spent.as_dict(),
            "reached": self.limit is None and reaches(spent, amount),
            "limit": None if self.limit is None else self.limit.value,
            "made_equal_by": None if self.limit is not None else "lottery" if self.parts else "factor",
            "lottery": [{"share": part.share, "sizes": self._counts_in(part.policy)} for part in self.parts],
            "rounded": [each._asdict() for each in self.rounded],
        }

    def _counts_in(self, policy: Policy) -> list[dict[str, Any]]:
        """The counts of one of the sizes that are not the same in all."""
        found = [
            {"instrument": name, "key": key, "used": getattr(tool, key)} for name, tool in policy.instruments.items() for key in SIZES[tool.family]
        ]
        others = [part.policy.instruments for part in self.parts]
        return [each for each in found if any(getattr(tools[each["instrument"]], each["key"]) != each["used"] for tools in others)]


def lottery_of(scalings: Iterable[Scaling]) -> Lottery:
    """Which world gets which size of each of these policies."""
    return Lottery(tuple(tuple(part.share for part in scaling.sizes) for scaling in scalings))


def shortened(factor: float) -> float:
    """A factor with the digits that are kept."""
    return float(f"{factor:.{DIGITS}g}")


def reaches(spent: Interval, amount: float) -> bool:
    """Whether mean spending lies within `TOLERANCE` of the amount; that a wide interval holds the amount makes nothing equal."""
    return spent.value is not None and abs(spent.value - amount) <= TOLERANCE * amount


def scaled_to(policy: Policy, amount: float, spending: Callable[[Policy], float]) -> Scaling:
    """The policy in the size at which `spending` (expected public money of a policy, 万元) is `amount`.

    Where whole units leap over the amount, sizes differ from world to world (`in_parts`). Where no size reaches it, the one that comes nearest,
    with the reason: spending need neither be continuous nor unlimited (nobody left to pay). Raises ValueError for an amount that is not positive.
    """
    if not amount > 0.0:
        raise ValueError(f"the amount must be positive, not {amount}")
    if not has_size(policy):
        return Scaling(policy, None, Limit.NO_SIZE)
    known: dict[str, float] = {}

    def spent_by(size: Policy) -> float:
        content = size.model_dump_json(include={"instruments", "budget_per_year_total"})
        if content not in known:
            known[content] = spending(size)
        return known[content]

    factor, limit, is_near = _found(lambda factor: spent_by(scaled(policy, factor)), amount)
    if limit is not None or is_near:
        return Scaling(scaled(policy, factor), factor, limit, roundings(policy, factor))
    if comes_in_units(policy):
        factor, limit, is_near = _found(lambda factor: sum(part.share * spent_by(part.policy) for part in in_parts(policy, factor)), amount)
    limit = limit if is_near else limit or Limit.NO_FACTOR
    parts = in_parts(policy, factor) if comes_in_units(policy) else ()
    most = max(parts, key=lambda part: part.share).policy if parts else scaled(policy, factor)
    return Scaling(most, factor, limit, roundings(policy, factor, 0.0 if parts else None), parts if len(parts) > 1 else ())


def _found(spending: Spent, amount: float) -> tuple[float, Limit | None, bool]:
    """The factor at which `spending` is the amount or comes nearest, what keeps it from there, and whether it is as near as it counts."""
    tried: dict[float, float] = {}

    def spent(factor: float) -> float:
        factor = shortened(factor)
        if factor not in tried:
            tried[factor] = spending(factor)
        return tried[factor]

    limit = _search(spent, tried, amount)
    factor = _nearest(tried, amount, limit)
    return factor, limit, abs(tried[factor] - amount) <= TOLERANCE * amount


def _search(spent: Spent, tried: dict[float, float], amount: float) -> Limit | None:
    """Bracket the amount, then close in on it; everything tried stays in `tried`."""
    if abs(spent(1.0) - amount) <= NEAR * amount:
        return None
    if spent(1.0) < amount:
        high = _grown(spent, amount)
        if spent(high) < amount:
            return Limit.SPENDS_NOTHING if max(tried.values()) <= 0.0 else Limit.SATURATED
        low = max(factor for factor in tried if factor < high)
    else:
        low = _shrunk(spent, amount)
        if spent(low) > amount:
            return Limit.FIXED_PART
        high = min(factor for factor in tried if factor > low)
    _close_in(spent, amount, low, high)
    return None


def _grown(spent: Spent, amount: float) -> float:
    """The first doubling that spends the amount; where spending does not grow any more, the factor at which that is known."""
    factor = 1.0
    while spent(factor) < amount and factor < LARGEST:
        factor = shortened(factor * 2.0)
        if factor >= 4.0 and spent(factor) > 0.0 and spent(factor) <= spent(factor / 4.0) * (1.0 + FLAT):
            break
    return factor


def _shrunk(spent: Spent, amount: float) -> float:
    """The first halving that spends no more than the amount, at last nothing at all."""
    factor = 1.0
    while spent(factor) > amount:
        if factor == 0.0:
            break
        factor = shortened(factor / 2.0) if factor > 1.0 / LARGEST else 0.0
    return factor


def _close_in(spent: Spent, amount: float, low: float, high: float) -> None:
    """Brent's method; it ends at the jump where spending leaps over the amount."""
    from scipy.optimize import root_scalar

    def gap(factor: float) -> float:
        found = spent(factor) - amount
        return 0.0 if abs(found) <= NEAR * amount else found

    if gap(low) * gap(high) < 0.0:
        root_scalar(gap, method="brentq", bracket=(low, high), xtol=1e-4 * high, maxiter=MOST_STEPS)


def _nearest(tried: dict[float, float], amount: float, limit: Limit | None) -> float:
    """The factor whose spending comes nearest to the amount; of those that spend practically all that can be spent the smallest."""
    if limit is Limit.SPENDS_NOTHING:
        return 1.0
    if limit is Limit.SATURATED:
        most = max(tried.values())
        return min(factor for factor, value in tried.items() if value >= most * (1.0 - FLAT))
    return min(tried, key=lambda factor: (abs(tried[factor] - amount), abs(factor - 1.0)))
