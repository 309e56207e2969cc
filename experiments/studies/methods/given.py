"""Methods that take any sample of points: PAWN, delta, HDMR and regional sensitivity. Every point is a block with luck of its own.

The design is a scrambled Sobol sequence. More columns that the model never sees are dummies: what their indices are, chance and the finite sample
give to a parameter that does nothing.
"""

import warnings
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from experiments.student import t_quantile
from experiments.studies.methods.dgsm import sobol_points
from experiments.studies.methods.method import Estimate, IndexMethod, Method, luck_of_blocks
from experiments.studies.moments import crossed
from experiments.studies.resampling import resampled_means

FEWER_RESAMPLES = 200
"""For methods that must sort all rows anew in every resample."""


class PointSample(Method):
    """A method whose blocks are single points."""

    least_blocks: ClassVar[int] = 32
    enough_blocks: ClassVar[int] = 128
    block_words: ClassVar[tuple[str, str]] = ("个点", "points")

    def points(self, blocks: int) -> np.ndarray:
        return sobol_points(len(self.factors.names), blocks, self.seed)[:, None]

    def variances(self, outcomes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Of the expected outcome and of luck, with all resamples."""
        centred = outcomes - outcomes.mean()
        columns = [crossed(centred, centred)[:, 0], centred.mean(axis=(1, 2)), luck_of_blocks(outcomes)]
        second, mean, luck = resampled_means(np.stack(columns, axis=1), self.seed).T
        return second - mean**2, luck


class GivenData(PointSample, IndexMethod):
    """Indices from points and mean outcomes only."""

    resamples: ClassVar[int] = FEWER_RESAMPLES
    dummies: ClassVar[int] = 10

    def with_dummies(self, points: np.ndarray) -> np.ndarray:
        """The points (blocks, parameters + dummies) with last columns that the model never saw."""
        nobody = np.random.default_rng([self.seed, 1]).random((len(points), self.dummies))
        return np.concatenate([points[:, 0], nobody], axis=1)

    def resampled(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        found = self.indices(self.with_dummies(points), outcomes.mean(axis=(1, 2)), outcomes)
        variance, luck = self.variances(outcomes)
        extra = found.pop("extra", {})
        measures = {name: each[:, : -self.dummies] for name, each in found.items()}
        return Estimate(measures, {name: self.floor_of(each[:, -self.dummies :]) for name, each in found.items()}, variance, luck, extra)

    @staticmethod
    def floor_of(idle: np.ndarray) -> np.ndarray:
        """What a parameter that does nothing gets (1 + resamples,): the mean of several dummies and how they scatter.

        How an index scatters from sample to sample shows in several parameters that do nothing, and not in resamples of one of them.
        """
        return np.concatenate([[idle[0].mean()], np.resize(idle[0], len(idle) - 1)])

    @abstractmethod
    def indices(self, points: np.ndarray, outcome: np.ndarray, all_outcomes: np.ndarray) -> dict[str, Any]:
        """Measures (1 + resamples, parameters + dummies), the dummies last; "extra" may hold more for the document."""

    @staticmethod
    def recentred(found: np.ndarray) -> np.ndarray:
        """Resamples about the estimate: rows that are drawn twice make distances of distributions look larger than they are."""
        return np.concatenate([found[:1], found[1:] - (found[1:].mean(axis=0) - found[0])])

    def row_sets(self, rows: int) -> Iterator[np.ndarray]:
        """All rows, then the rows of each resample: those of `drawn_rows`, of which only one is held at a time."""
        yield np.arange(rows)
        rng = np.random.default_rng([self.seed, rows])
        for _ in range(self.resamples):
            yield rng.integers(rows, size=rows)


class Pawn(GivenData):
    """PAWN (Pianosi & Wagener 2018): how far fixing a parameter in a slice of its range moves the whole distribution of outcomes (0 to 1).

    `pawn` is the median over the slices. The same as SALib's, but each point belongs to exactly one slice (SALib leaves the largest value out).
    """

    name: ClassVar[str] = "pawn"
    ranks_by: ClassVar[str] = "pawn"
    never_near_zero: ClassVar[bool] = True
    default_slices = 10

    def indices(self, points: np.ndarray, outcome: np.ndarray, all_outcomes: np.ndarray) -> dict[str, Any]:
        slices = int(self.settings.get("slices", self.default_slices))
        sets = self.row_sets(len(outcome))
        distances = np.stack([slice_distances(points[rows], outcome[rows], slices) for rows in sets])
        found = {"pawn": np.median(distances, axis=2), "pawn_maximum": distances.max(axis=2), "pawn_mean": distances.mean(axis=2)}
        return {name: self.recentred(each) for name, each in found.items()}


def slice_distances(points: np.ndarray, outcome: np.ndarray, slices: int) -> np.ndarray:
    """Kolmogorov–Smirnov distance between outcomes of each slice and all outcomes, (parameters, slices)."""
    order = np.argsort(outcome, kind="stable")
    ordered = outcome[order]
    is_last = np.append(ordered[1:] != ordered[:-1], True)  # of equal outcomes: distances are looked at between them only
    everybody = np.arange(1, outcome.size + 1)[is_last] / outcome.size
    ranks = np.argsort(np.argsort(points, axis=0, kind="stable"), axis=0)
    slice_of = (ranks * slices // outcome.size)[order]
    found = np.empty((points.shape[1], slices))
    for k in range(slices):
        inside = slice_of == k
        cumulated = np.cumsum(inside, axis=0)[is_last] / inside.sum(axis=0)
        found[:, k] = np.abs(cumulated - everybody[:, None]).max(axis=0)
    return found


class RegionalSensitivity(GivenData):
    """Regional sensitivity (Hornberger & Spear 1981): how differently a parameter is spread in the best and in the other worlds (0 to 1).

    `rsa_worst` does the same for the worst worlds. SALib's Cramér–von Mises statistics for fifths of the outcome are given beside them.
    """

    name: ClassVar[str] = "rsa"
    ranks_by: ClassVar[str] = "rsa"
    never_near_zero: ClassVar[bool] = True
    default_share = 0.2

    def indices(self, points: np.ndarray, outcome: np.ndarray, all_outcomes: np.ndarray) -> dict[str, Any]:
        from SALib.analyze.rsa import rsa

        share = float(self.settings.get("share", self.default_share))
        found: dict[str, list[np.ndarray]] = {"rsa": [], "rsa_worst": []}
        for rows in self.row_sets(len(outcome)):
            ranks = np.argsort(np.argsort(outcome[rows], kind="stable"), kind="stable") / len(rows)
            found["rsa"].append(split_distances(points[rows], ranks >= 1.0 - share))
            found["rsa_worst"].append(split_distances(points[rows], ranks < share))
        fifths = rsa(points, outcome, bins=5, target="Y")
        extra = {"cramer_von_mises_by_fifth": [[_known(value) for value in column] for column in fifths[:, : -self.dummies].T]}
        return {name: self.recentred(np.stack(each)) for name, each in found.items()} | {"extra": extra}


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def split_distances(points: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Kolmogorov–Smirnov distance of each parameter between the rows inside and the others."""
    order = np.argsort(points, axis=0, kind="stable")
    there = inside[order]
    ordered = np.take_along_axis(points, order, axis=0)
    is_last = np.append(ordered[1:] != ordered[:-1], np.ones((1, points.shape[1]), bool), axis=0)
    gap = np.cumsum(there, axis=0) / max(1, inside.sum()) - np.cumsum(~there, axis=0) / max(1, (~inside).sum())
    return np.where(is_last, np.abs(gap), 0.0).max(axis=0)


class Delta(GivenData):
    """Borgonovo's delta (2007): how much knowing a parameter changes the density of the outcome (0 to 1).

    SALib's estimator with the bias correction of Plischke, Borgonovo & Smith (2013): twice the estimate less the mean of its resamples.
    """

    name: ClassVar[str] = "delta"
    ranks_by: ClassVar[str] = "delta"
    never_near_zero: ClassVar[bool] = True
    least_blocks: ClassVar[int] = 128
    resamples: ClassVar[int] = 30
    dummies: ClassVar[int] = 4  # its estimator is slow

    def indices(self, points: np.ndarray, outcome: np.ndarray, all_outcomes: np.ndarray) -> dict[str, Any]:
        from SALib.analyze.delta import calc_delta

        count = len(outcome)
        classes = round(min(np.ceil(count ** (2.0 / (7.0 + np.tanh((1500.0 - count) / 500.0)))), 48))
        edges, grid = np.linspace(0, count, classes + 1), np.linspace(outcome.min(), outcome.max(), 100)
        found = np.array([[calc_delta(outcome[rows], grid, points[rows, k], edges) for k in range(points.shape[1])] for rows in self.row_sets(count)])
        corrected = 2.0 * found[0] - found[1:]
        return {"delta": np.concatenate([corrected.mean(axis=0, keepdims=True), corrected])}


def spread_of(value: np.ndarray, half_width: np.ndarray, seed: int, resamples: int) -> np.ndarray:
    """Values and, in the place of resamples, draws of a normal distribution with this 95 % interval: (1 + resamples, parameters)."""
    from scipy.stats import norm

    quantiles = norm.ppf((np.arange(resamples) + 0.5) / resamples) / norm.ppf(0.975)
    rng = np.random.default_rng([seed, 2])
    drawn = np.stack([rng.permutation(quantiles) for _ in value], axis=1)
    return np.concatenate([value[None], value + drawn * half_width])


class Hdmr(PointSample, IndexMethod):
    """HDMR through SALib (Li et al. 2010): splines of one and two parameters fitted to the outcomes, and their shares of the variance.

    Splines follow luck too. Every fit therefore has a parameter of its own that the model never sees; what it gets is taken off the others. Shares
    are then of the expected outcome: SALib's, which are of the mean of all replications, over the share of that which is no luck.
    """

    name: ClassVar[str] = "hdmr"
    ranks_by: ClassVar[str] = "ST"
    caveat: ClassVar[Mapping[str, str]] = {
        "zh": "HDMR 用平滑的曲线和曲面代替模型：跟不上的（陡坎、多次起伏、三个以上参数的交互）不在指数之内，"
        "区间也没有计入（在 Ishigami 函数上少 0.1）；要紧的判断请用 sobol。",
        "en": "HDMR puts smooth curves and surfaces in place of the model. What they cannot follow (steps, several waves, interactions of three "
        "or more parameters) is missing from the indices, and the intervals do not count it (0.1 on Ishigami's); use sobol where it matters.",
    }
    least_blocks: ClassVar[int] = 600
    enough_blocks: ClassVar[int] = 600
    default_pieces = 2
    least_fitted = 300  # points that SALib fits to
    fits = 10
    """Fits to random halves of the points, whose mean is the estimate. Halves of one sample scatter at least as much as estimates from different
    whole samples do (the delete-half jackknife: Shao & Wu 1989), and so few of them ask for Student's t."""

    def resampled(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        variance, luck = self.variances(outcomes)
        replications = outcomes.shape[-1]
        known = variance / (variance + luck / replications) if replications > 1 else np.ones_like(variance)
        known = known[: FEWER_RESAMPLES + 1, None]
        fitted = self.fitted(points[:, 0], outcomes.mean(axis=(1, 2)))
        few = t_quantile(self.fits - 1)
        measures, floor = {}, {}
        for name, each in fitted.items():
            own, idle = each[:, :-1] - each[:, -1:], each[:, -1] - each[:, -1].mean()
            measures[name] = spread_of(own.mean(axis=0), few * own.std(axis=0, ddof=1), self.seed, FEWER_RESAMPLES) / known
            floor[name] = (spread_of(np.zeros(1), few * idle.std(ddof=1), self.seed, FEWER_RESAMPLES) / known)[:, 0]
        return Estimate(measures, floor, variance, luck, {"share_of_variance_without_luck": float(known[0, 0])})

    def fitted(self, points: np.ndarray, outcome: np.ndarray) -> dict[str, np.ndarray]:
        """SALib's shares in each fit, (fits, parameters + 1), a parameter that the model never sees last."""
        from SALib.analyze import hdmr

        names = [*self.factors.names, "-"]
        problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
        pieces = int(self.settings.get("pieces", self.default_pieces))
        half = max(self.least_fitted, len(outcome) // 2)
        rng = np.random.default_rng([self.seed, 1])
        found: dict[str, list[np.ndarray]] = {"S1": [], "ST": []}
        for _ in range(self.fits):
            rows = rng.permutation(len(outcome))[:half]
            with_idle = np.concatenate([points[rows], rng.random((half, 1))], axis=1)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                fit = hdmr.analyze(problem, with_idle, outcome[rows], maxorder=2, m=pieces, K=1)
            for name, key in (("S1", "Sa"), ("ST", "ST")):
                found[name].append(np.asarray(fit[key])[: len(names)])
        return {name: np.stack(each) for name, each in found.items()}
