"""CART (Breiman et al. 1984): a small tree of yes-or-no questions that sorts worlds into those where a policy fails and those where it does not.

Own code of a page, because the library that has it comes with the optional calibration extra only. The tree is pruned to the size at which
cross-validation errs least, within one standard error.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

DEEPEST, LEAST_SHARE, FOLDS = 4, 0.03, 5


@dataclass(frozen=True)
class Leaf:
    """One path of the tree: limits in the unit cube (parameters, 2), and how many of its worlds fail."""

    limits: np.ndarray
    worlds: int
    failures: int

    @property
    def density(self) -> float:
        """Share of its worlds that fail."""
        return self.failures / self.worlds

    def holds(self, points: np.ndarray) -> np.ndarray:
        """Which points (worlds, parameters) the questions lead here: at a threshold they belong above it."""
        low, high = self.limits[:, 0], self.limits[:, 1]
        return ((points >= low) & ((points < high) | (high >= 1.0))).all(axis=1)


@dataclass(frozen=True)
class Node:
    """A question (parameter below a threshold or not) with its two answers, or an end; `depth` counts from 0."""

    worlds: int
    failures: int
    parameter: int = -1
    threshold: float = 0.0
    below: "Node | None" = None
    above: "Node | None" = None

    @property
    def share(self) -> float:
        """Share of worlds that fail."""
        return self.failures / self.worlds


def tree_of(points: np.ndarray, fails: np.ndarray, seed: int, steps: Sequence[int | None] | None = None) -> tuple[Node, list[Leaf]]:
    """The pruned tree and its leaves, the densest in failures first."""
    depth = _best_depth(points, fails, seed, steps)
    root = grown(points, fails, depth, max(10, round(LEAST_SHARE * len(points))), steps)
    leaves = list(_leaves(root, np.tile([0.0, 1.0], (points.shape[1], 1))))
    return root, sorted(leaves, key=lambda leaf: (-leaf.density, -leaf.worlds))


def grown(points: np.ndarray, fails: np.ndarray, depth: int, least: int, steps: Sequence[int | None] | None = None) -> Node:
    """The tree of at most so many questions in a row, with at least `least` worlds in each end."""
    end = Node(len(fails), int(fails.sum()))
    if depth == 0 or end.failures in (0, end.worlds) or len(fails) < 2 * least:
        return end
    found = best_split(points, fails, least, steps)
    if found is None:
        return end
    k, threshold = found
    below = points[:, k] < threshold
    parts = [grown(points[side], fails[side], depth - 1, least, steps) for side in (below, ~below)]
    if all(part.parameter < 0 for part in parts) and (parts[0].share > 0.5) == (parts[1].share > 0.5) and abs(parts[0].share - parts[1].share) < 0.1:
        return end  # a question whose answers hardly differ tells nobody anything
    return Node(end.worlds, end.failures, k, threshold, *parts)


def best_split(points: np.ndarray, fails: np.ndarray, least: int, steps: Sequence[int | None] | None) -> tuple[int, float] | None:
    """The question that lowers Gini's impurity most."""
    count, total = len(fails), fails.sum()
    best, gain = None, 1e-12
    whole = total * (count - total) / count
    for k in range(points.shape[1]):
        values = points[:, k] if steps is None or steps[k] is None else np.floor(points[:, k] * steps[k]) / steps[k]
        order = np.argsort(values, kind="stable")
        ordered = values[order]
        left = np.arange(1, count)
        failing = np.cumsum(fails[order])[:-1]
        right, others = count - left, total - failing
        impurity = failing * (left - failing) / left + others * (right - others) / right
        possible = (left >= least) & (right >= least) & (ordered[1:] > ordered[:-1])
        if not possible.any():
            continue
        at = int(np.argmin(np.where(possible, impurity, np.inf)))
        if whole - impurity[at] > gain:
            middle = ordered[at + 1] if steps is not None and steps[k] is not None else (ordered[at] + ordered[at + 1]) / 2.0
            best, gain = (k, float(middle)), whole - impurity[at]
    return best


def predicted(node: Node, points: np.ndarray) -> np.ndarray:
    """Share of failures that the tree expects at each point."""
    if node.below is None or node.above is None:
        return np.full(len(points), node.share)
    below = points[:, node.parameter] < node.threshold
    found = np.empty(len(points))
    found[below], found[~below] = predicted(node.below, points[below]), predicted(node.above, points[~below])
    return found


def _best_depth(points: np.ndarray, fails: np.ndarray, seed: int, steps: Sequence[int | None] | None) -> int:
    """The fewest questions in a row whose error in cross-validation is within one standard error of the least (Brier score)."""
    fold = np.random.default_rng([seed, 3]).permutation(len(points)) % FOLDS
    errors = np.zeros((DEEPEST + 1, len(points)))
    for depth in range(DEEPEST + 1):
        for part in range(FOLDS):
            rest, mine = fold != part, fold == part
            tree = grown(points[rest], fails[rest], depth, max(10, round(LEAST_SHARE * rest.sum())), steps)
            errors[depth, mine] = (predicted(tree, points[mine]) - fails[mine]) ** 2
    mean = errors.mean(axis=1)
    best = int(mean.argmin())
    limit = mean[best] + errors[best].std() / np.sqrt(len(points))
    return int(np.flatnonzero(mean <= limit)[0])


def _leaves(node: Node, limits: np.ndarray) -> Iterator[Leaf]:
    if node.below is None or node.above is None:
        yield Leaf(limits, node.worlds, node.failures)
        return
    for side, part in ((1, node.below), (0, node.above)):
        narrower = limits.copy()
        narrower[node.parameter, side] = node.threshold
        yield from _leaves(part, narrower)
