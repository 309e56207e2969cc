"""The same projects in two worlds of the same luck: additional, displaced, deadweight, both, neither.

A project's name (its lab and ordinal) is the same in both worlds, and so is its luck. The split of the gross effect into additional and
displaced rests on that shared luck; the net effect does not.
"""

from collections.abc import Iterable

import numpy as np

from sim.batch import Outcome
from sim.stages import State
from sim.tables import NEVER, plain

CLASSES = ("additional", "deadweight", "displaced", "both", "neither")
BESIDE = ("accelerated", "absent_in_one", "unresolved")
BY_FATE = np.array(
    [CLASSES.index(name) for name in ("neither", "neither", "additional", "additional", "displaced", "displaced", "both", "deadweight")]
)
"""Class (index into CLASSES) of a project that exists in both worlds, by 4 x reached without + 2 x reached within + paid by what the policy adds."""


def bits(outcome: Outcome, names: Iterable[str]) -> int:
    """The bit mask of these instruments in `paid_by` of an outcome."""
    wanted = set(names)
    return sum(1 << k for k, name in enumerate(outcome.instruments) if name in wanted)


class Fates:
    """What became of the projects of one world: the few columns that a comparison needs, in the order of their rows."""

    def __init__(self, outcome: Outcome, rows: np.ndarray | None = None) -> None:
        clock = plain(outcome.state.clock)
        projects = outcome.state.projects[: clock.projects]
        if rows is not None:
            projects = projects[rows]
        self.names = projects["name"]
        self.batch_output = projects["batch_output"]
        self.paid_by = projects["paid_by"]
        self.from_outside = projects["from_outside"] == 1
        self.reached = self.batch_output != NEVER  # batch output by the horizon
        self.unfinished = (projects["state"] != State.STOPPED) & (projects["state"] != State.PRODUCING)
        settled = np.where(projects["stopped"] == NEVER, self.batch_output, projects["stopped"])
        self.open = (settled == NEVER) | (settled >= clock.burn_in)  # fate still open on the first dated month: a policy can touch it


def classify(baseline: Outcome, policy: Outcome) -> dict[str, np.ndarray]:
    """Every project that exists in either world and was still open: `name`, `class` (index into CLASSES), and the facts of BESIDE.

    A project that does not exist in a world has not reached batch output there.
    """
    a, b = Fates(baseline), Fates(policy)
    mask = bits(policy, set(policy.instruments) - set(baseline.instruments))
    if np.array_equal(a.names, b.names):
        return in_both(a, b, mask)
    _, in_a, in_b = np.intersect1d(a.names, b.names, assume_unique=True, return_indices=True)
    parts = (
        in_both(Fates(baseline, in_a), Fates(policy, in_b), mask),
        in_one(Fates(baseline, np.setdiff1d(np.arange(a.names.size), in_a)), "displaced"),
        in_one(Fates(policy, np.setdiff1d(np.arange(b.names.size), in_b)), "additional"),
    )
    return {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}


def in_both(without: Fates, within: Fates, mask: int) -> dict[str, np.ndarray]:
    """Projects that exist in both worlds; `mask` marks the instruments (bits of `paid_by`) that the policy alone has."""
    paid = (within.paid_by & mask) != 0
    found = {
        "name": within.names,
        "class": BY_FATE[4 * without.reached + 2 * within.reached + paid],
        "accelerated": without.reached & within.reached & (within.batch_output < without.batch_output),
        "absent_in_one": np.zeros(paid.size, bool),
        "unresolved": without.unfinished | within.unfinished,
        "from_outside": within.from_outside,
    }
    return of_rows(found, without.open | within.open)


def in_one(world: Fates, reached: str) -> dict[str, np.ndarray]:
    """Projects that exist in one of the worlds only; `reached` is the class of those that reached batch output there."""
    size = world.names.size
    found = {
        "name": world.names,
        "class": np.where(world.reached, CLASSES.index(reached), CLASSES.index("neither")),
        "accelerated": np.zeros(size, bool),
        "absent_in_one": np.ones(size, bool),
        "unresolved": world.unfinished,
        "from_outside": world.from_outside,
    }
    return of_rows(found, world.open)


def of_rows(found: dict[str, np.ndarray], chosen: np.ndarray) -> dict[str, np.ndarray]:
    """The same facts of the chosen projects alone."""
    return found if chosen.all() else {key: values[chosen] for key, values in found.items()}


REGION, NATION = 0, 1
"""The two ledgers."""


def counts(baseline: Outcome, policy: Outcome) -> np.ndarray:
    """Number of projects in each of CLASSES, then in each of BESIDE; one row for each ledger.

    To the nation a project from outside counts only as far as it would not have fared alike where it came from (`World.success_elsewhere`).
    """
    found = classify(baseline, policy)
    alike = float(policy.state.world["success_elsewhere"][0])
    ledgers = (np.ones(found["class"].size), 1.0 - alike * found["from_outside"])
    return np.array([[*np.bincount(found["class"], weight, len(CLASSES)), *(found[key] @ weight for key in BESIDE)] for weight in ledgers])
