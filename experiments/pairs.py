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


def considered(projects: np.ndarray, burn_in: int) -> np.ndarray:
    """Projects whose fate was still open on the first dated month (those before it cannot be touched by any policy)."""
    stopped_before = (projects["stopped"] != NEVER) & (projects["stopped"] < burn_in)
    done_before = (projects["batch_output"] != NEVER) & (projects["batch_output"] < burn_in)
    return ~(stopped_before | done_before)


def classify(baseline: Outcome, policy: Outcome) -> dict[str, np.ndarray]:
    """Row numbers in the policy's world (for displaced projects that exist there too) of each class; see `counts` for numbers.

    Returns, for every project that exists in either world, its class as an index into CLASSES, with names and the facts counted beside.
    """
    a, b = (outcome.state.projects[: outcome.state.clock[0].projects] for outcome in (baseline, policy))
    if a.size == b.size and np.array_equal(a["name"], b["name"]):
        in_a, in_b = np.arange(a.size), np.arange(b.size)
        names = a["name"]
        only_a = only_b = np.zeros(0, np.int64)
    else:
        names, in_a, in_b = np.intersect1d(a["name"], b["name"], assume_unique=True, return_indices=True)
        only_a, only_b = np.setdiff1d(np.arange(a.size), in_a), np.setdiff1d(np.arange(b.size), in_b)
    burn_in = int(policy.state.clock[0].burn_in)
    new = bits(policy, set(policy.instruments) - set(baseline.instruments))
    left, right = a[in_a], b[in_b]
    open_still = considered(left, burn_in) | considered(right, burn_in)
    left, right, names = left[open_still], right[open_still], names[open_still]
    without, within = left["batch_output"] != NEVER, right["batch_output"] != NEVER
    paid = (right["paid_by"] & new) != 0
    shared = np.select([within & ~without, within & without & paid, without & ~within, within & without], [0, 1, 2, 3], default=4)
    lonely_a, lonely_b = a[only_a][considered(a[only_a], burn_in)], b[only_b][considered(b[only_b], burn_in)]
    alone = np.concatenate([
        np.where(lonely_a["batch_output"] != NEVER, 2, 4),
        np.where(lonely_b["batch_output"] != NEVER, 0, 4),
    ])  # fmt: skip
    running = unfinished(left) | unfinished(right)
    return {
        "name": np.concatenate([names, lonely_a["name"], lonely_b["name"]]),
        "class": np.concatenate([shared, alone]).astype(np.int8),
        "accelerated": np.concatenate([without & within & (right["batch_output"] < left["batch_output"]), np.zeros(alone.size, bool)]),
        "absent_in_one": np.concatenate([np.zeros(names.size, bool), np.ones(alone.size, bool)]),
        "unresolved": np.concatenate([running, unfinished(lonely_a), unfinished(lonely_b)]),
    }


def unfinished(projects: np.ndarray) -> np.ndarray:
    """Projects that neither ended nor reached batch output by the horizon."""
    return (projects["state"] != State.STOPPED) & (projects["state"] != State.PRODUCING)


def counts(baseline: Outcome, policy: Outcome) -> np.ndarray:
    """Number of projects in each of CLASSES, then in each of BESIDE."""
    found = classify(baseline, policy)
    classes = np.bincount(found["class"], minlength=len(CLASSES))
    return np.concatenate([classes, [found[key].sum() for key in BESIDE]]).astype(float)
