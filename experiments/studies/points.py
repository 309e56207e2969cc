"""One point of a design as worlds: the scenario with the point's values, made cheaply, and its outcomes under given luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.studies.parameters import Parameter
from experiments.studies.setting import unsound, with_values
from sim.batch import Outcome, RunError, run_world
from sim.indicators import NAMES
from sim.scenario import Scenario, ScenarioError
from sim.start import Blueprint, blueprint

if TYPE_CHECKING:
    import pyarrow as pa

MOST_REPLICATIONS = 1000
"""Numbers of luck that belong to a block of a design, and of tasks that belong to a point; no design has more replications."""
POINTS_AT_HAND = 32
"""Starts of points that are held until all of their runs have been made, by any thread."""


def luck(block: int, replication: int) -> int:
    """The number of the world whose luck this is: the same for all points of a block, another for every block and replication."""
    return block * MOST_REPLICATIONS + replication


def run_number(point: int, replication: int) -> int:
    """The task that is this run of a point: another for every point and replication, however many there are of both."""
    return point * MOST_REPLICATIONS + replication


def run_numbers(points: int, replications: int) -> np.ndarray:
    """The tasks of all runs of so many points, in their order."""
    return (np.arange(points, dtype=np.int64)[:, None] * MOST_REPLICATIONS + np.arange(replications)).ravel()


@dataclass(frozen=True)
class Setting:
    """A scenario in which parameters take values."""

    scenario: Scenario
    parameters: tuple[Parameter, ...]

    @cached_property
    def start(self) -> Blueprint:
        """The start of the scenario as it is."""
        return blueprint(self.scenario)

    def plan(self, values: Sequence[Any]) -> Blueprint:
        """The start of the scenario with these values. Raises ScenarioError where region or policies no longer fit together."""
        changed = with_values(self.scenario, self.parameters, values)
        if any(each.place in ("region", "lever") for each in self.parameters) and (wrong := unsound(changed)):
            raise ScenarioError([wrong])
        return blueprint(changed, self.start)


@dataclass(frozen=True)
class SomePoints:
    """A few points of a design, by their numbers in it."""

    per_block: int
    points: np.ndarray  # in their order
    rows: np.ndarray = field(repr=False)  # (points, parameters) in the unit cube

    def at(self, point: int) -> np.ndarray:
        """One of them. Raises KeyError for another."""
        place = int(np.searchsorted(self.points, point))
        if place == self.points.size or self.points[place] != point:
            raise KeyError(point)
        return self.rows[place]


@dataclass(frozen=True)
class PointRuns:
    """A run of a point: what a task of a study does (`run_number`). Point p of a design is point p % points of block p // points.

    Its row holds which run it is, the values of the parameters at its point, and for every world (`with` and, for a difference, `without`) the
    indicators.
    """

    settings: Mapping[str, Setting]
    design: "np.ndarray | SomePoints" = field(repr=False)  # (blocks, points, parameters) in the unit cube; NaN leaves a parameter as it is
    at_ends: bool
    seed: int

    @property
    def per_block(self) -> int:
        """Points of a block."""
        return self.design.per_block if isinstance(self.design, SomePoints) else self.design.shape[1]

    def at(self, point: int) -> np.ndarray:
        """A point of the design."""
        if isinstance(self.design, SomePoints):
            return self.design.at(point)
        return self.design[point // self.per_block, point % self.per_block]

    def rows_for(self, tasks: Sequence[int]) -> "SomePoints":
        """The points that these tasks are runs of: the whole design of a large study is too much to be sent with every few of them."""
        points = np.unique(np.asarray(tasks, np.int64) // MOST_REPLICATIONS)
        rows = [self.at(point) for point in points.tolist()]
        return SomePoints(self.per_block, points, np.array(rows, float).reshape(points.size, len(self.varied)))

    def with_rows(self, rows: "SomePoints") -> "PointRuns":
        """The same for the runs of these points alone."""
        return replace(self, design=rows)

    @property
    def varied(self) -> tuple[Parameter, ...]:
        """The parameters."""
        return next(iter(self.settings.values())).parameters

    def values(self, point: int) -> list[Any]:
        """The values of the parameters at a point; None leaves one as it is."""
        read = [(each.end if self.at_ends else each.value) for each in self.varied]
        return [None if np.isnan(u) else value(float(u)) for value, u in zip(read, self.at(point), strict=True)]

    def made_of(self, point: int) -> dict[str, Any]:
        """What a point is made of: the values of its parameters, where it stands in the design, the seed."""
        names = [each.name for each in self.varied]
        where = {"block": point // self.per_block, "point": point % self.per_block, "seed": self.seed}
        return dict(zip(names, self.values(point), strict=True)) | where

    def parameters(self, task: int) -> dict[str, Any]:
        """What a failed run was made of, for its record."""
        point, replication = divmod(task, MOST_REPLICATIONS)
        return self.made_of(point) | {"replication": luck(point // self.per_block, replication)}

    def __call__(self, task: int) -> dict[str, Any]:
        point, replication = divmod(task, MOST_REPLICATIONS)
        block = point // self.per_block
        number = luck(block, replication)
        starts, values = self._starts(point)
        row: dict[str, Any] = {"point": point, "block": block, "replication": number} | values
        return row | {name: self._vector(start, number, name) for name, start in starts.items()}

    @cached_property
    def _starts(self) -> Any:
        """The starts of a point's worlds and what its rows say of its parameters, the same for all of its runs."""

        @lru_cache(maxsize=POINTS_AT_HAND)
        def found(point: int) -> tuple[dict[str, Blueprint], dict[str, Any]]:
            values = self.values(point)
            stated = {each.name: stated_of(each, value) for each, value in zip(self.varied, values, strict=True)}
            return {name: setting.plan(values) for name, setting in self.settings.items()}, stated

        return found

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "_starts"}  # each machine makes its own

    def _vector(self, plan: Blueprint, number: int, name: str) -> np.ndarray:
        try:
            outcome: Outcome = run_world(plan, self.seed, number)
        except Exception as error:
            raise RunError(f"replication {number}, world {name!r}: {type(error).__name__}: {error}") from error
        return outcome.vector


def stated_of(parameter: Parameter, value: Any) -> float | str:
    """A value as rows have it; where a parameter is left as it is, that of the scenario (none at all: nothing)."""
    found = parameter.central if value is None else value
    if parameter.words:
        return "" if found is None else str(found)
    return float("nan") if found is None else float(found)


def columns_of(parameters: Sequence[Parameter], worlds: Sequence[str]) -> "pa.Schema":
    """The columns of rows: which run it is, its parameters by name with unit and meaning in both languages, and the indicators of every world."""
    import pyarrow as pa

    def of(each: Parameter) -> pa.Field:
        told = {"unit": each.unit.en, "unit_zh": each.unit.zh, "meaning": each.titles.en, "meaning_zh": each.titles.zh}
        return pa.field(each.name, pa.string() if each.words else pa.float64(), metadata=told)

    which = [pa.field(name, pa.int64()) for name in ("point", "block", "replication")]
    indicators = pa.list_(pa.float64(), len(NAMES))
    return pa.schema([*which, *map(of, parameters), *(pa.field(name, indicators, metadata={"places": " ".join(NAMES)}) for name in worlds)])
