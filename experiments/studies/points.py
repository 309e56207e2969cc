"""One point of a design as worlds: the scenario with the point's values, made cheaply, and its outcomes under given luck."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from experiments.studies.parameters import Parameter
from experiments.studies.setting import with_values
from sim.batch import Outcome, RunError, run_world
from sim.indicators import NAMES
from sim.parameters import WORLD
from sim.scenario import Scenario
from sim.start import Blueprint, blueprint
from sim.start.blueprint import sector_table
from sim.tables import rows

LUCK_PER_BLOCK = 1000
"""Numbers of luck that belong to a block of a design; no design has more replications."""
MOULDING = {"learning_reference"}
"""Parameters of the world that go into more tables than those of the world and its sectors."""
MOULDING_WITH_PANELS = {"panel_accuracy", "panel_bar"}
"""The same where the policies have an expert panel."""


def luck(block: int, replication: int) -> int:
    """The number of the world whose luck this is: the same for all points of a block, another for every block and replication."""
    return block * LUCK_PER_BLOCK + replication


@dataclass(frozen=True)
class Setting:
    """A scenario in which parameters take values. Where they are all of the world, everything else of its start is built once."""

    scenario: Scenario
    parameters: tuple[Parameter, ...]

    @cached_property
    def start(self) -> Blueprint:
        """The start of the scenario as it is."""
        return blueprint(self.scenario)

    @cached_property
    def is_quick(self) -> bool:
        """Whether only the tables of the world and of its sectors depend on the parameters."""
        touched = set()
        for parameter in self.parameters:
            if parameter.place in ("region", "lever"):
                return False
            touched |= set(parameter.settings[parameter.words[0]]) if parameter.place == "version" else {parameter.path[0]}
        moulding = MOULDING | (MOULDING_WITH_PANELS if self.start.template.expert_panels.size else set())
        return not touched & moulding

    def plan(self, values: Sequence[Any]) -> Blueprint:
        """The start of the scenario with these values."""
        changed = with_values(self.scenario, self.parameters, values)
        if not self.is_quick:
            return blueprint(changed)
        start = self.start
        world = rows(WORLD, 1)
        world[0] = changed.world.numbers()
        template = start.template._replace(world=world, sectors=sector_table(changed))
        return Blueprint(
            changed,
            template,
            start.months,
            start.instruments,
            start.firm_groups,
            start.platform_groups,
            start.fund_groups,
            start.lab_groups,
            start.years,
        )


@dataclass(frozen=True)
class PointRuns:
    """All runs of a point: what a task of a study does. Task t is point t % points of block t // points.

    Its row holds for every world (`with` and, for a difference, `without`) the indicators of each replication, one after the other.
    """

    settings: Mapping[str, Setting]
    design: np.ndarray = field(repr=False)  # (blocks, points, parameters) in the unit cube; NaN leaves a parameter as it is
    at_ends: bool
    seed: int
    replications: int

    @property
    def per_block(self) -> int:
        """Points of a block."""
        return self.design.shape[1]

    def values(self, task: int) -> list[Any]:
        """The values of the parameters at a point."""
        parameters = next(iter(self.settings.values())).parameters
        point = self.design[task // self.per_block, task % self.per_block]
        read = [(each.end if self.at_ends else each.value) for each in parameters]
        return [None if np.isnan(u) else at(float(u)) for at, u in zip(read, point, strict=True)]

    def parameters(self, task: int) -> dict[str, Any]:
        """What a failed point was made of, for its record."""
        names = [each.name for each in next(iter(self.settings.values())).parameters]
        block = task // self.per_block
        numbers = {"seed": self.seed, "first_replication": luck(block, 0), "last_replication": luck(block, self.replications - 1)}
        return dict(zip(names, self.values(task), strict=True)) | {"block": block, "point": task % self.per_block} | numbers

    def __call__(self, task: int) -> dict[str, np.ndarray]:
        values, block = self.values(task), task // self.per_block
        row = {}
        for name, setting in self.settings.items():
            plan = setting.plan(values)
            found = [self._vector(plan, luck(block, replication), name) for replication in range(self.replications)]
            row[name] = np.concatenate(found)
        return row

    def _vector(self, plan: Blueprint, number: int, name: str) -> np.ndarray:
        try:
            outcome: Outcome = run_world(plan, self.seed, number)
        except Exception as error:
            raise RunError(f"replication {number}, world {name!r}: {type(error).__name__}: {error}") from error
        return outcome.vector


def outcome_columns(replications: int) -> int:
    """Numbers in a row for one world."""
    return replications * len(NAMES)
