"""The same projects in two worlds of the same luck: additional, displaced, deadweight, both, neither.

A project's name (its lab and ordinal) is the same in both worlds, and so is its luck. The split of the gross effect into additional and
displaced rests on that shared luck; the net effect does not.
"""

from collections.abc import Iterable

import numpy as np

from sim.batch import Outcome
from sim.stages import State
from sim.tables import NEVER

CLASSES = ("additional", "deadweight", "displaced", "both", "neither")
BESIDE = ("accelerated", "absent_in_one", "unresolved")


def bits(outcome: Outcome, names: Iterable[str]) -> int:
    """The bit mask of these instruments in `paid_by` of an outcome."""
    wanted = set(names)
    return sum(1 << k for k, name in enumerate(outcome.instruments) if name in wanted)


class Fates:
    """What became of the projects of one world: the few columns that a comparison needs, in the order of their rows."""

    def __init__(self, outcome: Outcome, rows: np.ndarray | None = None) -> None:
        projects = outcome.state.projects[: outcome.state.clock[0].projects]
        chosen = slice(None) if rows is None else rows
        self.names = projects["name"][chosen]
        self.batch_output = projects["batch_output"][chosen]
        self.paid_by = projects["paid_by"][chosen]
        self.from_outside = projects["from_outside"][chosen] == 1
        stopped, state = projects["stopped"][chosen], projects["state"][chosen]
        self.unfinished = (state != State.STOPPED) & (state != State.PRODUCING)
        burn_in = outcome.state.clock[0].burn_in
        settled = np.where(stopped == NEVER, self.batch_output, stopped)
        self.open = (settled == NEVER) | (settled >= burn_in)  # fate still open on the first dated month: a policy can touch it

    @property
    def reached(self) -> np.ndarray:
        """Whether batch output was reached by the horizon."""
        return self.batch_output != NEVER


def classify(baseline: Outcome, policy: Outcome) -> dict[str, np.ndarray]:
    """Every project that exists in either world and was still open: `name`, `class` (index into CLASSES), and the facts of BESIDE.

    A project that does not exist in a world has not reached batch output there.
    """
    a, b = Fates(baseline), Fates(policy)
    alone: list[tuple[Fates, int]] = []
    if a.names.size != b.names.size or not np.array_equal(a.names, b.names):
        _, in_a, in_b = np.intersect1d(a.names, b.names, assume_unique=True, return_indices=True)
        alone = [
            (Fates(baseline, np.setdiff1d(np.arange(a.names.size), in_a)), CLASSES.index("displaced")),
            (Fates(policy, np.setdiff1d(np.arange(b.names.size), in_b)), CLASSES.index("additional")),
        ]  # fmt: skip
        a, b = Fates(baseline, in_a), Fates(policy, in_b)
    paid = (b.paid_by & bits(policy, set(policy.instruments) - set(baseline.instruments))) != 0
    without, within = a.reached, b.reached
    fate = np.select([within & ~without, within & without & paid, without & ~within, within & without], [0, 1, 2, 3], default=4)
    parts = [
        {
            "name": a.names, "class": fate, "accelerated": within & without & (b.batch_output < a.batch_output),
            "absent_in_one": np.zeros(fate.size, bool), "unresolved": a.unfinished | b.unfinished, "open": a.open | b.open,
            "from_outside": b.from_outside,
        }
    ]  # fmt: skip
    for lonely, reached_class in alone:
        size = lonely.names.size
        parts.append({
            "name": lonely.names, "class": np.where(lonely.reached, reached_class, CLASSES.index("neither")), "accelerated": np.zeros(size, bool),
            "absent_in_one": np.ones(size, bool), "unresolved": lonely.unfinished, "open": lonely.open,
            "from_outside": lonely.from_outside,
        })  # fmt: skip
    together = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    still_open = together.pop("open")
    return {key: values[still_open] for key, values in together.items()}


REGION, NATION = 0, 1
"""The two ledgers."""


def counts(baseline: Outcome, policy: Outcome) -> np.ndarray:
    """Number of projects in each of CLASSES, then in each of BESIDE; one row for each ledger.

    To the nation a project from outside counts only as far as it would not have fared alike where it came from (`World.success_elsewhere`).
    """
    found = classify(baseline, policy)
    alike = float(policy.state.world["success_elsewhere"][0])
    rows = []
    for weight in (np.ones(found["class"].size), 1.0 - alike * found["from_outside"]):
        classes = np.bincount(found["class"], weight, len(CLASSES))
        rows.append(np.concatenate([classes, [weight[found[key]].sum() for key in BESIDE]]))
    return np.array(rows)
