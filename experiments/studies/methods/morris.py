"""Morris screening: elementary effects along random trajectories, a cheap look at many parameters.

Design: SALib (Morris 1991, one trajectory a block). mu is the mean effect of moving a parameter through its whole range, mu* the mean size of that
effect (Campolongo et al. 2007) and sigma how much it varies from place to place: interaction or curvature. Luck is taken out of mu* and sigma. Where
few replications leave the sign of effects open, that makes mu* too small; the size with its luck is too large. Intervals reach from the one to the
other, and ranks are safe only where both agree.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

import numpy as np

from experiments.studies.methods.method import Estimate, MomentMethod, luck_of_blocks
from experiments.studies.moments import crossed, dummy, size_without_luck

LEVELS = 4


class Morris(MomentMethod):
    """Elementary effects per full range of a parameter, in the unit of the outcome."""

    name: ClassVar[str] = "morris"
    ranks_by: ClassVar[str] = "mu_star"
    is_share: ClassVar[bool] = False
    least_blocks: ClassVar[int] = 4
    enough_blocks: ClassVar[int] = 10
    block_words: ClassVar[tuple[str, str]] = ("条轨迹", "trajectories")

    def points(self, blocks: int) -> np.ndarray:
        from SALib.sample import morris

        levels = int(self.settings.get("levels", LEVELS))
        found = [morris.sample(self.factors.problem(), 1, num_levels=levels, seed=_seed(self.seed, block)) for block in range(blocks)]
        return np.stack(found)

    def resampled(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        found = super().resampled(points, outcomes)
        return replace(found, measures=_with_whole_sigma(found.measures, len(points)), floor=_with_whole_sigma(found.floor, len(points)))

    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> list[np.ndarray]:
        effects = elementary_effects(points, outcomes)
        mean = outcomes.mean(axis=-1)
        found = [
            *(effects.mean(axis=-1), size_without_luck(effects), np.abs(effects.mean(axis=-1)), crossed(effects, effects)),
            *(crossed(outcomes, outcomes).mean(axis=1), mean.mean(axis=1), luck_of_blocks(outcomes)),
        ]
        idle = dummy(outcomes[:, 0])
        if idle is not None:
            idle = idle / np.abs(np.diff(points, axis=1)).max()
            found += [idle.mean(axis=-1), size_without_luck(idle), crossed(idle, idle)]
        return found

    def of_means(self, mu, mu_star, with_luck, square, second, mean, luck, *idle) -> Estimate:
        spread = square - mu**2
        sigma = np.sqrt(np.maximum(0.0, spread))
        floor = {"mu_star": idle[1], "mu": idle[0], "sigma": np.sqrt(np.maximum(0.0, idle[2] - idle[0] ** 2))} if idle else {}
        extra = {"sigma_is_chance": spread[0] <= 0.0}
        most = {"mu_star": np.maximum(mu_star, with_luck)}
        return Estimate({"mu_star": mu_star, "mu": mu, "sigma": sigma}, floor, second - mean**2, luck, extra, most=most)


def _with_whole_sigma(measures: Mapping[str, np.ndarray], blocks: int) -> dict[str, np.ndarray]:
    """Sigma over n - 1 as SALib has it; trajectories drawn anew lose another part of it, so that resamples get it back twice."""
    if "sigma" not in measures:
        return dict(measures)
    part = math.sqrt(blocks / (blocks - 1))
    sigma = np.concatenate([measures["sigma"][:1] * part, measures["sigma"][1:] * part**2])
    return {**measures, "sigma": sigma}


def _seed(seed: int, block: int) -> int:
    """The seed of one trajectory."""
    return int(np.random.SeedSequence([seed, block]).generate_state(1)[0])


def elementary_effects(points: np.ndarray, outcomes: np.ndarray) -> np.ndarray:
    """Change of the outcome over change of the parameter, (blocks, parameters, replications); each step moves one parameter."""
    steps = np.diff(points, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    sizes = np.take_along_axis(steps, moved[..., None], axis=2)
    effects = np.diff(outcomes, axis=1) / sizes
    ordered = np.empty_like(effects)
    np.put_along_axis(ordered, np.broadcast_to(moved[..., None], effects.shape), effects, axis=1)
    return ordered
