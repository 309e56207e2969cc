"""What every method of sensitivity analysis is: a design of blocks, and indices estimated from the outcomes of all blocks.

A block is what is drawn once: a base row with its neighbours, a trajectory, a set of search curves, a single point. All points of a block share
the luck of its replications and no two blocks share any. The first blocks of a larger design are those of a smaller one, so that a study can be
made larger without simulating anything twice.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from experiments.studies.measures import NEVER_NEGATIVE
from experiments.studies.moments import luck_variance
from experiments.studies.resampling import resampled_means, widened

RESAMPLED = ("S2", "sum_of_S1", "base")
"""What `extra` holds with all its resamples."""


@dataclass(frozen=True)
class Factors:
    """What is varied: the names of all parameters and the group each belongs to (its own name where it has none). `words` counts the choices of each
    (0 where any number is possible); empty where none has any."""

    names: tuple[str, ...]
    groups: tuple[str, ...]
    words: tuple[int, ...] = ()

    @property
    def ranked(self) -> tuple[str, ...]:
        """What gets an index: groups in the order in which they first appear."""
        return tuple(dict.fromkeys(self.groups))

    @property
    def is_grouped(self) -> bool:
        """Whether any group has more than one parameter."""
        return len(self.ranked) < len(self.names)

    def problem(self) -> dict[str, Any]:
        """The same as SALib wants it, over the unit cube."""
        found: dict[str, Any] = {"num_vars": len(self.names), "names": list(self.names), "bounds": [[0.0, 1.0]] * len(self.names)}
        return found | ({"groups": list(self.groups)} if self.is_grouped else {})


@dataclass(frozen=True)
class Estimate:
    """Indices with all their resamples: for each measure an array (1 + resamples, factors), row 0 being the estimate itself.

    `floor` is the same for a parameter that does nothing; `variance` is that of the expected outcome over all parameters and `luck` that of
    one world's luck (1 + resamples each, NaN where the method or a single replication cannot tell). `chance_share` is the share of luck in the
    variance of a single world. `extra` goes into the document as it is, but for what is `RESAMPLED`. `most` is there for measures that few
    replications make too small: another estimate, which they make too large, so that the truth lies between the two.
    """

    measures: Mapping[str, np.ndarray]
    floor: Mapping[str, np.ndarray]
    variance: np.ndarray
    luck: np.ndarray
    extra: Mapping[str, Any] = field(default_factory=dict)
    chance_share: np.ndarray = field(default_factory=lambda: np.empty(0))
    most: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.chance_share.size:
            object.__setattr__(self, "chance_share", self.luck / (self.variance + self.luck))

    def widened(self, blocks: int) -> "Estimate":
        """The same with resamples as wide as so few blocks ask for; what cannot be negative stays so."""
        measures = {name: widened(each, blocks) for name, each in self.measures.items()}
        return replace(
            self,
            measures={name: np.maximum(each, 0.0) if name in NEVER_NEGATIVE else each for name, each in measures.items()},
            floor={name: widened(each, blocks) for name, each in self.floor.items()},
            variance=widened(self.variance, blocks),
            luck=widened(self.luck, blocks),
            extra={name: widened(each, blocks) if name in RESAMPLED else each for name, each in self.extra.items()},
            chance_share=widened(self.chance_share, blocks),
            most={name: widened(each, blocks) for name, each in self.most.items()},
        )

    def at_most(self, measure: str) -> np.ndarray:
        """A measure as large as luck may hide it."""
        return self.most.get(measure, self.measures[measure])


class Method(ABC):
    """One way to say what drives an outcome: at least a design. Those that give indices are `IndexMethod`s."""

    name: ClassVar[str]
    ranks_by: ClassVar[str]
    """The measure that ranks."""
    is_share: ClassVar[bool] = True
    """Whether that measure is a share of 1 (else it has the unit of the outcome)."""
    never_near_zero: ClassVar[bool] = False
    """Whether even a parameter that does nothing has an index well above zero."""
    blocks_are_replications: ClassVar[bool] = False
    error: ClassVar[float] = 0.0
    """What indices may be off by however many runs there are: intervals do not count it, the verdict on ranks does."""
    caveat: ClassVar[Mapping[str, str] | None] = None
    """What has to be said beside the indices, zh and en."""
    least_blocks: ClassVar[int] = 2
    enough_blocks: ClassVar[int] = 2
    """Blocks from which on ranks are judged; intervals of fewer are shown, but nothing is called certain."""
    block_words: ClassVar[tuple[str, str]] = ("个区组", "blocks")
    """What blocks are called, with the Chinese measure word."""

    def __init__(self, factors: Factors, seed: int, settings: Mapping[str, Any] | None = None):
        self.factors, self.seed, self.settings = factors, seed, dict(settings or {})

    @abstractmethod
    def points(self, blocks: int) -> np.ndarray:
        """The design in the unit cube, (blocks, points per block, parameters)."""


class IndexMethod(Method):
    """A method that gives every parameter indices."""

    def estimate(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        """Indices from the outcomes (blocks, points per block, replications), all of them finite, with resamples fit to read intervals off."""
        return self.resampled(points, outcomes).widened(len(outcomes))

    @abstractmethod
    def resampled(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        """Indices and what they are over blocks drawn anew."""


class MomentMethod(IndexMethod):
    """A method whose indices are functions of means over blocks; its bootstrap is one multiplication."""

    @abstractmethod
    def columns(self, points: np.ndarray, outcomes: np.ndarray) -> Sequence[np.ndarray]:
        """What each block contributes: arrays (blocks,) or (blocks, n)."""

    @abstractmethod
    def of_means(self, *means: np.ndarray) -> Estimate:
        """Indices from the means of `columns`, each (1 + resamples,) or (1 + resamples, n)."""

    def resampled(self, points: np.ndarray, outcomes: np.ndarray) -> Estimate:
        parts = self.columns(points, outcomes - outcomes.mean())
        flat = np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)
        means = resampled_means(flat, self.seed)
        found, first = [], 0
        for part in parts:
            width = part.size // len(part)
            block = means[:, first : first + width]
            found.append(block[:, 0] if part.ndim == 1 else block.reshape(len(means), *part.shape[1:]))
            first += width
        return self.of_means(*found)


def luck_of_blocks(outcomes: np.ndarray) -> np.ndarray:
    """Variance between replications, the mean over the points of each block."""
    return luck_variance(outcomes).mean(axis=-1)
