"""FAST and RBD-FAST: every parameter swings at a frequency of its own, and the spectrum of the outcome says how much each explains.

Extended FAST (Saltelli, Tarantola & Chan 1999) gives S1 and ST; each block is one search curve for every parameter, with random phases of its own,
and intervals come from blocks (drawing points of a curve anew would destroy it). RBD-FAST (Tarantola et al. 2006; bias of Tissot & Prieur 2012) gives
S1 from balanced random points. Spectra and corrections are those of SALib, with the power of luck taken out.
"""

import math
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from experiments.studies.methods.method import Estimate, MomentMethod, luck_of_blocks
from experiments.studies.moments import crossed_power

HARMONICS = 4


class Fast(MomentMethod):
    """Extended FAST: first-order and total indices.

    A curve of finite length leaks power between frequencies: on functions with known answers indices were off by up to `error`, whatever the number
    of curves.
    """

    name: ClassVar[str] = "fast"
    ranks_by: ClassVar[str] = "ST"
    error: ClassVar[float] = 0.05
    caveat: ClassVar[Mapping[str, str]] = {
        "zh": "FAST 的曲线长度有限，指数本身可偏 0.05 左右，区间没有计入这一点；"
        "因此相差超过 0.05 才算分出先后，“很小”是指不到 0.1。要紧的判断请用 sobol。",
        "en": "FAST looks along curves of finite length: its indices may be off by about 0.05, which the intervals do not count. "
        "Ranks are told apart only where indices differ by more than that, and small means below 0.1; use sobol where it matters.",
    }
    least_blocks: ClassVar[int] = 5
    enough_blocks: ClassVar[int] = 5
    block_words: ClassVar[tuple[str, str]] = ("组曲线", "sets of curves")
    default_points = 257

    @property
    def curve(self) -> int:
        """Points of one curve, odd."""
        return int(self.settings.get("points_per_block", self.default_points)) // 2 * 2 + 1

    def points(self, blocks: int) -> np.ndarray:
        count, length = len(self.factors.names), self.curve
        own, others = frequencies(length, count)
        s = 2.0 * np.pi / length * np.arange(length)
        found = np.empty((blocks, count * length, count))
        for block in range(blocks):
            phases = np.random.default_rng([self.seed, block]).random((count, count)) * 2.0 * np.pi
            for i in range(count):
                omega = np.insert(others, i, own)
                waves = np.sin(np.outer(s, omega) + phases[i])
                found[block, i * length : (i + 1) * length] = 0.5 + np.arcsin(waves) / np.pi
        return np.clip(found, 0.0, 1.0)

    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> list[np.ndarray]:
        count, length = len(self.factors.names), self.curve
        own, _ = frequencies(length, count)
        curves = outcomes.reshape(len(outcomes), count, length, -1)
        power = crossed_power(np.fft.fft(curves, axis=2)[:, :, 1 : math.ceil(length / 2)]) / length**2
        of_own = power[:, :, np.arange(1, HARMONICS + 1) * own - 1].sum(axis=2)
        of_nobody = power[:, :, np.arange(1, HARMONICS) * own + own // 2 - 1].sum(axis=2) * HARMONICS / (HARMONICS - 1)
        of_others = power[:, :, : own // 2].sum(axis=2)
        return [2.0 * power.sum(axis=2), 2.0 * of_own, 2.0 * of_others, 2.0 * of_nobody.mean(axis=1), luck_of_blocks(outcomes)]

    def of_means(self, variance, of_own, of_others, of_nobody, luck) -> Estimate:
        measures = {"S1": of_own / variance, "ST": 1.0 - of_others / variance}
        mean = variance.mean(axis=1)
        return Estimate(measures, {"S1": of_nobody / mean}, mean, luck, {"sum_of_S1": measures["S1"].sum(axis=1)})


def frequencies(length: int, count: int) -> tuple[int, np.ndarray]:
    """The frequency of the parameter looked at, and those of the others: low ones, spread as far as they go (Saltelli et al. 1999)."""
    own = (length - 1) // (2 * HARMONICS)
    highest = max(1, own // (2 * HARMONICS))
    if highest < count - 1:
        return own, (np.arange(count - 1) % highest + 1).astype(float)
    return own, np.floor(np.linspace(1, highest, max(count - 1, 1)))[: count - 1]


class RbdFast(MomentMethod):
    """RBD-FAST: first-order indices from random balance designs, a design a block."""

    name: ClassVar[str] = "rbd-fast"
    ranks_by: ClassVar[str] = "S1"
    least_blocks: ClassVar[int] = 5
    enough_blocks: ClassVar[int] = 5
    block_words: ClassVar[tuple[str, str]] = ("组设计", "designs")
    default_points = 257

    @property
    def length(self) -> int:
        """Points of one design."""
        return int(self.settings.get("points_per_block", self.default_points))

    def points(self, blocks: int) -> np.ndarray:
        length, count = self.length, len(self.factors.names)
        found = np.empty((blocks, length, count))
        for block in range(blocks):
            rng = np.random.default_rng([self.seed, block])
            for i in range(count):
                found[block, :, i] = (rng.permutation(length) + rng.random(length)) / length
        return found

    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> list[np.ndarray]:
        nobody = np.random.default_rng([self.seed, 1]).random((*points.shape[:2], 1))  # the order of a parameter that is not there
        order = np.argsort(np.concatenate([points, nobody], axis=2), axis=1)
        order = np.concatenate([order[:, ::2], order[:, 1::2][:, ::-1]], axis=1)
        there_and_back = np.take_along_axis(outcomes[:, :, None], order[..., None], axis=1)
        power = crossed_power(np.fft.rfft(there_and_back, axis=1)) / self.length**2
        doubled = np.full(power.shape[1], 2.0)
        doubled[-1] = 2.0 if self.length % 2 else 1.0
        power = (power * doubled[:, None])[:, 1:]
        return [power.sum(axis=1), power[:, :HARMONICS].sum(axis=1), luck_of_blocks(outcomes)]

    def of_means(self, variance, explained, luck) -> Estimate:
        skew = 2.0 * HARMONICS / self.length
        raw = explained / variance
        one = raw - skew / (1.0 - skew) * (1.0 - raw)
        own = one[:, :-1]
        return Estimate({"S1": own}, {"S1": one[:, -1]}, variance.mean(axis=1), luck, {"sum_of_S1": own.sum(axis=1)})
