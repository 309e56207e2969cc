"""Discovery as a method of studies: points and outcomes in, boxes and rules in the units of the parameters out."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from experiments.studies.convergence import SMALL
from experiments.studies.discovery.cart import Leaf, Node, tree_of
from experiments.studies.discovery.prim import Box, boxes_of
from experiments.studies.discovery.shares import Shares
from experiments.studies.discovery.words import box_words, leaf_words, rule_words
from experiments.studies.document import bounds
from experiments.studies.methods.given import PointSample
from experiments.studies.parameters import Parameter
from experiments.studies.resampling import LEVEL, drawn_rows, widened

AGAIN = 20
"""Resamples in which the first box is looked for again."""
FOUND_AGAIN = 0.8
LEAST_OF_A_KIND = 10
"""Worlds that fail, and worlds that do not, below which there is nothing to look for."""
MOST_SHOWN = 2000
"""Worlds that the document holds for a figure."""


class Discovery(PointSample):
    """In which worlds the mean outcome of a point lies on the wrong side of a threshold."""

    name: ClassVar[str] = "discovery"
    ranks_by: ClassVar[str] = "found_again"
    least_blocks: ClassVar[int] = 100


def steps_of(parameters: Sequence[Parameter]) -> list[int | None]:
    """How many values each parameter has, None where any number is possible."""
    return [len(each.words) if each.words else round(each.high - each.low) + 1 if each.is_whole else None for each in parameters]


def discovered(
    method: Discovery, parameters: Sequence[Parameter], outcome: Mapping[str, Any], design: np.ndarray, outcomes: np.ndarray
) -> dict[str, Any]:
    """The part of the document that says when the policy fails."""
    points, mean = design[:, 0], outcomes.mean(axis=(1, 2))
    fails = failing(mean, outcome)
    variance, luck = method.variances(outcomes)
    steps = steps_of(parameters)
    has_both = LEAST_OF_A_KIND <= fails.sum() <= len(fails) - LEAST_OF_A_KIND
    boxes = boxes_of(points, fails, steps) if has_both else []
    tree, leaves = tree_of(points, fails, method.seed, steps)
    again = _found_again(points, outcomes[:, 0], outcome, steps, method.seed) if boxes else np.zeros(len(parameters))
    shares, everywhere = Shares(len(fails), method.seed), np.ones(len(fails), bool)
    found: dict[str, Any] = {
        "ranked_by": method.ranks_by,
        "is_share": True,
        "fails": {"rule": rule_words(outcome), "share": shares.of(fails, everywhere), "worlds": len(fails), "failures": int(fails.sum())},
        "near_threshold": _unsure(outcomes, outcome),
        "boxes": _boxes(boxes, points, fails, parameters, again, shares),
        "tree": _node(tree, parameters),
        "leaves": [_leaf(leaf, points, fails, parameters, shares) for leaf in leaves],
        "indices": [_row(k, each, boxes, again) for k, each in enumerate(parameters)],
        "chance_share": bounds(widened(luck / (variance + luck), len(fails))),
        "variance": {"parameters": bounds(widened(variance, len(fails))), "chance": bounds(widened(luck, len(fails)))},
        "floor": {},
        "converged": _verdict(boxes, again, fails),
        "worlds": _worlds(points, mean, fails, parameters),
        "notes": [],
        "is_constant": False,
    }
    return found


def failing(mean: np.ndarray, outcome: Mapping[str, Any]) -> np.ndarray:
    """Which mean outcomes fail."""
    if outcome["fails_below"] is not None:
        return mean < outcome["fails_below"]
    return mean > outcome["fails_above"]


def _unsure(outcomes: np.ndarray, outcome: Mapping[str, Any]) -> dict[str, Any] | None:
    """Share of points so near to the threshold that other luck might put them on its other side; None with a single replication."""
    count = outcomes.shape[-1]
    if count < 2:
        return None
    from experiments.student import t_quantile

    half = t_quantile(count - 1) * outcomes.std(axis=-1, ddof=1)[:, 0] / np.sqrt(count)
    threshold = outcome["fails_below"] if outcome["fails_below"] is not None else outcome["fails_above"]
    return {"share": float((np.abs(outcomes.mean(axis=(1, 2)) - threshold) <= half).mean()), "level": LEVEL}


def _found_again(points: np.ndarray, outcomes: np.ndarray, outcome: Mapping[str, Any], steps: Sequence[int | None], seed: int) -> np.ndarray:
    """In what share of resamples the first box limits each parameter. Points are drawn anew, and of each the replications by which it fails or not:
    worlds near the limit may lie on its other side with other luck.
    """
    found, rng = np.zeros(points.shape[1]), np.random.default_rng([seed, AGAIN])
    for rows in drawn_rows(len(points), seed, AGAIN):
        luck = rng.integers(0, outcomes.shape[1], (len(rows), outcomes.shape[1]))
        fails = failing(np.take_along_axis(outcomes[rows], luck, axis=1).mean(axis=1), outcome)
        boxes = boxes_of(points[rows], fails, steps, most=1)
        if boxes:
            found[list(boxes[0].restricted)] += 1.0
    return found / AGAIN


def limits_of(k: int, limits: np.ndarray, parameter: Parameter) -> dict[str, Any]:
    """Limits of a parameter in its own unit (null: none), or its words inside; and in the unit cube. Whole numbers are the first and last inside."""
    low, high = float(limits[k, 0]), float(limits[k, 1])
    row: dict[str, Any] = {
        "parameter": parameter.name,
        "titles": {"zh": parameter.titles.zh, "en": parameter.titles.en},
        "unit": {"zh": parameter.unit.zh, "en": parameter.unit.en},
        "low": None,
        "high": None,
        "choices": None,
        "quantile_low": low,
        "quantile_high": high,
        "range": [parameter.low, parameter.high] if not parameter.words else None,
        "is_whole": parameter.is_whole,
    }
    if parameter.words:
        count = len(parameter.words)
        return row | {
            "choices": [
                word for n, word in enumerate(parameter.words) if low - 1e-9 <= n / count < high - 1e-9 or (n / count <= high < (n + 1) / count)
            ]
        }
    if parameter.is_whole:
        first, last = parameter.whole_at(low), parameter.whole_at(high) - 1
        return row | {"low": first if low > 0.0 else None, "high": last if high < 1.0 else None}
    return row | {"low": parameter.value(low) if low > 0.0 else None, "high": parameter.value(high) if high < 1.0 else None}


def _boxes(
    boxes: Sequence[Box], points: np.ndarray, fails: np.ndarray, parameters: Sequence[Parameter], again: np.ndarray, shares: Shares
) -> list[Any]:
    """Each box among the worlds that those before it leave, as it was found."""
    left, found = np.ones(len(points), bool), []
    for number, box in enumerate(boxes, 1):
        within = box.holds(points) & left
        found.append(_box(number, box, within, fails, parameters, again, shares))
        left &= ~within
    return found


def _box(
    number: int, box: Box, within: np.ndarray, fails: np.ndarray, parameters: Sequence[Parameter], again: np.ndarray, shares: Shares
) -> dict[str, Any]:
    limits = [
        limits_of(k, box.limits, parameters[k]) | {"quasi_p": box.quasi_p[k], "found_again": float(again[k]) if number == 1 else None}
        for k in box.restricted
    ]
    found = {
        "box": number,
        "limits": limits,
        "coverage": shares.of(within, fails),
        "density": shares.of(fails, within),
        "worlds": int(within.sum()),
        "failures": int((fails & within).sum()),
    }
    return found | {"words": box_words(found)}


def _leaf(leaf: Leaf, points: np.ndarray, fails: np.ndarray, parameters: Sequence[Parameter], shares: Shares) -> dict[str, Any]:
    within = leaf.holds(points)
    density, coverage = shares.of(fails, within), shares.of(within, fails)
    limited = np.flatnonzero((leaf.limits[:, 0] > 0.0) | (leaf.limits[:, 1] < 1.0))
    found = {
        "limits": [limits_of(int(k), leaf.limits, parameters[k]) for k in limited],
        "worlds": leaf.worlds,
        "failures": leaf.failures,
        **{"density": density["value"], "density_low": density["low"], "density_high": density["high"]},
        **{"coverage": coverage["value"], "coverage_low": coverage["low"], "coverage_high": coverage["high"]},
        "share_of_worlds": leaf.worlds / len(fails),
    }
    return found | {"words": leaf_words(found)}


def _node(node: Node, parameters: Sequence[Parameter]) -> dict[str, Any]:
    found: dict[str, Any] = {"worlds": node.worlds, "failures": node.failures, "share": node.share}
    if node.below is None or node.above is None:
        return found
    parameter = parameters[node.parameter]
    threshold = None if parameter.words else parameter.whole_at(node.threshold) if parameter.is_whole else parameter.value(node.threshold)
    return found | {
        "parameter": parameter.name,
        "threshold": threshold,
        "choices_below": list(parameter.words[: round(node.threshold * len(parameter.words))]) if parameter.words else None,
        "below": _node(node.below, parameters),
        "above": _node(node.above, parameters),
    }


def _row(k: int, parameter: Parameter, boxes: Sequence[Box], again: np.ndarray) -> dict[str, Any]:
    first = boxes[0] if boxes else None
    is_limited = first is not None and k in first.restricted
    return {
        "parameter": parameter.name,
        "titles": {"zh": parameter.titles.zh, "en": parameter.titles.en},
        "in_box": is_limited,
        "quasi_p": first.quasi_p[k] if first is not None else None,
        "found_again": float(again[k]),
    }


def _verdict(boxes: Sequence[Box], again: np.ndarray, fails: np.ndarray) -> dict[str, Any]:
    """Whether the first box is found again in resamples; or that there is nothing to look for, because surely nearly all worlds fare alike."""
    rare = min(int(fails.sum()), int((~fails).sum()))
    most = at_most(rare, len(fails))
    if rare < LEAST_OF_A_KIND and most < SMALL:
        few_fail = rare == fails.sum()
        which = ("几乎没有世界失败", "no world fails") if few_fail else ("几乎所有世界都失败", "every world fails")
        zh = f"{which[0]}（{len(fails):,} 个中有 {rare:,} 个例外，肯定不到 {most:.1%}），没有范围可找。"
        en, sure = f"Almost {which[1]} ({rare:,} of {len(fails):,} are exceptions, surely fewer than {most:.1%}): there is no box to look for.", True
    elif not boxes:
        zh, en, sure = "没有找到可靠的范围。", "No box was found that is more than luck.", False
    else:
        limited = again[list(boxes[0].restricted)]
        sure = bool(limited.min() >= FOUND_AGAIN)
        times = round(float(limited.min()) * AGAIN)
        zh = f"第一个范围的每个条件在 {AGAIN} 次重抽样中至少出现 {times} 次，{'可靠' if sure else '尚不可靠，需要更多的点'}。"
        sure_en = "safe" if sure else "not safe yet, more points are needed"
        en = f"Every limit of the first box comes up in at least {times} of {AGAIN} resamples: {sure_en}."
    return {
        "verdict": {"zh": zh, "en": en},
        "is_converged": sure,
        "is_judged": True,
        "by_dummy": False,
        "enough_size": None,
        "safe_ranks": [],
        "unsafe_ranks": [],
        "small_ranks": [],
        "nearly_equal": [],
        "more_runs": None,
    }


def at_most(found: int, of: int) -> float:
    """The largest share that so many found are still likely with: the upper end of the exact interval (Clopper & Pearson 1934)."""
    from scipy.stats import beta

    return 1.0 if found == of else float(beta.ppf((1.0 + LEVEL) / 2.0, found + 1, of - found))


def _worlds(points: np.ndarray, mean: np.ndarray, fails: np.ndarray, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The first worlds for a figure: values of the parameters, mean outcome, and whether they fail."""
    shown = points[:MOST_SHOWN]
    values = [[each.value(float(u)) for u in shown[:, k]] for k, each in enumerate(parameters)]
    columns = {
        each.name: [v if isinstance(v, str | int) else float(f"{v:.5g}") for v in column] for each, column in zip(parameters, values, strict=True)
    }
    return {"values": columns, "outcome": [float(f"{each:.6g}") for each in mean[:MOST_SHOWN]], "fails": [bool(each) for each in fails[:MOST_SHOWN]]}
