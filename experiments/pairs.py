"""The same projects in two worlds of the same luck: additional, displaced, deadweight, both, neither.

The split of the gross effect into additional and displaced rests on the luck that a project shares with itself; the net effect does not.
"""

from collections.abc import Iterable

import numpy as np

from sim.batch import Outcome
from sim.pairing import LEFT_OUT, Beside, Pairs, ProjectClass, pair

CLASSES = tuple(each.name.lower() for each in ProjectClass)
BESIDE = tuple(each.name.lower() for each in Beside)
REGION, NATION = 0, 1
"""The two ledgers."""


def bits(outcome: Outcome, names: Iterable[str]) -> int:
    """The bit mask of these instruments in `paid_by` of an outcome."""
    wanted = set(names)
    return sum(1 << k for k, name in enumerate(outcome.instruments) if name in wanted)


def paired(baseline: Outcome, policy: Outcome) -> Pairs:
    """The projects of both worlds."""
    return pair(baseline.state, policy.state, bits(policy, set(policy.instruments) - set(baseline.instruments)))


def classify(baseline: Outcome, policy: Outcome) -> dict[str, np.ndarray]:
    """Every project that exists in either world and was still open: `name`, `class` (index into CLASSES), the facts of BESIDE, `from_outside`."""
    found = paired(baseline, policy)
    chosen = found.project_class != LEFT_OUT
    facts = dict(zip(BESIDE, found.beside.T, strict=True)) | {"from_outside": found.from_outside}
    return {key: values[chosen] for key, values in ({"name": found.name, "class": found.project_class} | facts).items()}


def counts(baseline: Outcome, policy: Outcome) -> np.ndarray:
    """Number of projects in each of CLASSES, then in each of BESIDE; one row for each ledger.

    To the nation a project from outside counts only as far as it would not have fared alike where it came from (`World.success_elsewhere`).
    """
    region, from_outside = paired(baseline, policy).counted
    return np.array([region, region - float(policy.state.world["success_elsewhere"][0]) * from_outside])
