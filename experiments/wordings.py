"""Whether a conclusion turns on the wording of the 80 %: of the projects that passed a pilot, or of all that went through one.

Each wording has worlds of its own, spread over parameters that agree with it and with the 30 %; they are pooled. A conclusion is the sign of an
effect, or on which side of one half a probability lies. It does not turn on the wording where both show the same sign, each with an interval that
excludes zero. It does where they show opposite signs, or where one shows a sign, the other none, and the two surely differ: that one is significant
and the other not says nothing by itself (Gelman & Stern 2006, The American Statistician 60). Otherwise nobody can tell.

The difference of the two has the interval that follows from theirs (MOVER: Newcombe 1998; Zou & Donner 2008, Statistics in Medicine 27). They are
taken as independent, although worlds of the same number share their luck: that makes the interval too wide rather than too narrow.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from calibration.versions import PASSED, THROUGH
from experiments.statistics import NOTHING, Interval, worlds_missing

MORE, LESS, UNCERTAIN, SAME, TOO_FEW = "more", "less", "uncertain", "same", "too_few"
DIRECTED = (MORE, LESS)
SAME_WAY, OPPOSITE, ONE_ONLY, NOT_APART, NEITHER, UNKNOWN, NOT_LOOKED_AT = (
    "same_way", "opposite", "one_only", "not_apart", "neither", "too_few", "not_looked_at",
)  # fmt: skip
"""Why a conclusion turns on the wording, does not, or nobody can tell; what is said of each stands in `turns`."""

Side = Mapping[str, Any] | None


def verdict(found: Interval, worlds: int, versions: int, against: float = 0.0) -> str:
    """What an interval allows one to say of a value beside `against`, of so many worlds spread over so many versions."""
    if worlds_missing(worlds, versions) or found.value is None or found.low is None or found.high is None:
        return TOO_FEW
    if found.low == found.high == found.value == against:
        return SAME
    return MORE if found.low > against else LESS if found.high < against else UNCERTAIN


def side(found: Interval, worlds: int, versions: int, against: float = 0.0) -> dict[str, Any]:
    """What one wording shows: the value with its interval, what it allows one to say, from how many worlds and versions."""
    return found.as_dict() | {"verdict": verdict(found, worlds, versions, against), "worlds": worlds, "versions": versions}


def judged(sides: Mapping[str, Side]) -> dict[str, Any]:
    """Both wordings beside each other: what each shows, by how much the second lies above the first, and whether the conclusion turns on it."""
    passed, through = sides.get(PASSED), sides.get(THROUGH)
    apart = NOTHING if passed is None or through is None else difference(of(passed), of(through))
    answer, reason = turns(passed, through, apart)
    return {PASSED: passed, THROUGH: through, "apart": apart.as_dict(), "turns_on_wording": answer, "reason": reason}


def turns(passed: Side, through: Side, apart: Interval) -> tuple[bool | None, str]:
    """Whether a conclusion turns on the wording, None where nobody can tell; and why."""
    if passed is None or through is None:
        return None, NOT_LOOKED_AT
    said = (passed["verdict"], through["verdict"])
    directed = [each for each in said if each in DIRECTED]
    if TOO_FEW in said:
        return None, UNKNOWN
    if len(directed) == 2:
        return (False, SAME_WAY) if said[0] == said[1] else (True, OPPOSITE)
    if len(directed) == 1:
        return (None, NOT_APART) if apart.spans_zero else (True, ONE_ONLY)
    return (False, SAME_WAY) if said == (SAME, SAME) else (None, NEITHER)


def sizes(sides: Mapping[str, Side]) -> dict[str, Any]:
    """Two sizes beside each other, such as costs per project: they turn on the wording where they surely differ; that they do not is never shown."""
    passed, through = sides.get(PASSED), sides.get(THROUGH)
    apart = NOTHING if passed is None or through is None else difference(of(passed), of(through))
    return {PASSED: passed, THROUGH: through, "apart": apart.as_dict(), "turns_on_wording": None if apart.spans_zero else True}


def difference(first: Interval, second: Interval) -> Interval:
    """By how much the second lies above the first, with the interval that follows from theirs."""
    if first.value is None or second.value is None:
        return NOTHING
    above = second.value - first.value
    if None in (first.low, first.high, second.low, second.high):
        return Interval(above, None, None)
    return Interval(
        above,
        above - math.hypot(second.value - second.low, first.high - first.value),
        above + math.hypot(second.high - second.value, first.value - first.low),
    )


def of(found: Mapping[str, Any]) -> Interval:
    """The interval of a part of a document."""
    return Interval(found["value"], found["low"], found["high"])


def looked_at(asked: str, results: Sequence[Any]) -> dict[str, Any]:
    """Which wordings results are about: what was asked for, and for each how many worlds and versions or draws there are (null where none)."""
    told: dict[str, Any] = {"asked": asked}
    for wording in (PASSED, THROUGH):
        found = of_wording(results, wording)
        told[wording] = found and dict(zip(("worlds", "versions"), counts(found), strict=True))
    return told


def of_wording(results: Iterable[Any], wording: str) -> tuple[Any, np.ndarray] | None:
    """Which of several results holds worlds in which the 80 % have this wording, and which of its worlds they are; None where none does.

    A result has `versions`, and `worlds` spread over them.
    """
    for each in results:
        is_mine = np.array([version.wording == wording for version in each.versions])[each.worlds.clusters]
        if is_mine.any():
            return each, is_mine
    return None


def counts(found: tuple[Any, np.ndarray]) -> tuple[int, int]:
    """How many such worlds there are, and of how many versions or draws."""
    there, is_mine = found
    return int(is_mine.sum()), np.unique(there.worlds.clusters[is_mine]).size
