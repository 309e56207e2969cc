"""What can still be read of a study file with mistakes, so that all of them are said at once: wrong keys are left out, missing ones stood in for."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from experiments.studies.schema import Study
from sim.scenario.errors import Problem
from sim.scenario.inherit import KeyPath, Layers
from sim.scenario.translate import problems_of

BOTH = {"zh": "-", "en": "-"}
STAND_IN: dict[str, Any] = {
    "title": BOTH, "question": BOTH, "region": "typical-city", "outcome": {"indicator": "batch_output"}, "design": {"method": "pawn"},
}  # fmt: skip
"""What a study must have. What is said of a key that is stood in for is not passed on."""
OF_RANGE = ("half_range", "no_range", "empty_range", "mode_outside", "few_choices", "leaves_bounds", "not_positive")
"""Problems of a range that may only follow from another one in its table."""


@dataclass(frozen=True)
class Readable:
    """What can be read of a file, and the keys that cannot; no study where even the rest cannot be."""

    study: Study | None
    broken: frozenset[KeyPath] = frozenset()

    def knows(self, *path: str) -> bool:
        """Whether a key, what lies above it and what lies below it could be read."""
        return not any(each[: len(path)] == path or path[: len(each)] == each for each in self.broken)

    def follows(self, problem: Problem) -> bool:
        """Whether a problem may only be a consequence of one that is already said."""
        if problem.code not in OF_RANGE:
            return False
        return any(problem.key.startswith(".".join(map(str, each[:-1]))) for each in self.broken if len(each) > 2)


def read_content(content: Mapping[str, Any], layers: Layers) -> tuple[Readable, list[Problem]]:
    """The study that a file holds, or what is left of it without its mistakes, and these."""
    try:
        return Readable(Study.model_validate(dict(content))), []
    except ValidationError as error:
        problems = problems_of(error, Study, layers)
        broken = frozenset(tuple(each["loc"]) for each in error.errors(include_url=False, include_input=False))
    rest = deepcopy(dict(content))
    for path in broken:
        _leave_out(rest, path)
    for key, value in STAND_IN.items():
        if isinstance(value, dict) and isinstance(rest.get(key), dict):
            rest[key] = {**value, **rest[key]}
        else:
            rest.setdefault(key, value)
    try:
        return Readable(Study.model_validate(rest), broken), problems
    except ValidationError:
        return Readable(None, broken), problems


def _leave_out(content: Any, path: KeyPath) -> None:
    """Take away the key at a path, or the nearest table or list above it that is there."""
    *above, last = path
    for key in above:
        if not isinstance(content, dict) or not isinstance(content.get(key), dict):
            last = key
            break
        content = content[key]
    if isinstance(content, dict):
        content.pop(last, None)
