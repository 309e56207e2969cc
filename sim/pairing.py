"""The same projects in two worlds of the same luck, one without and one with a policy: what became of each, compiled.

A project's name (its lab and ordinal) is the same in both worlds, and so is its luck. `experiments.pairs` gives the classes their meaning.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np

from sim.compiled import rule, short_entry, sweep
from sim.stages import State
from sim.tables import NEVER, NOBODY
from sim.tables import State as World


class ProjectClass(IntEnum):
    """What a policy makes of a project; five disjoint classes. "Reached" is batch output by the horizon."""

    ADDITIONAL = 0  # reached with the policy alone
    DEADWEIGHT = 1  # reached in both worlds, and paid by what the policy adds
    DISPLACED = 2  # reached without the policy alone
    BOTH = 3  # reached in both worlds, unpaid
    NEITHER = 4


class Beside(IntEnum):
    """What is said of a project beside its class."""

    ACCELERATED = 0  # reached in both worlds, earlier with the policy
    ABSENT_IN_ONE = 1  # it exists in one of the worlds only
    UNRESOLVED = 2  # still running at the end in one of the worlds


LEFT_OUT = -1
"""The class of projects whose fate was settled in both worlds before the first dated month: no policy can touch it."""


def same_projects(without: np.ndarray, within: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The row of every project in the table of either world, NOBODY where it does not exist: first those in both worlds; by their names."""
    if np.array_equal(without, within):
        rows = np.arange(without.size)
        return rows, rows
    _, here, there = np.intersect1d(without, within, assume_unique=True, return_indices=True)
    only_here, only_there = np.setdiff1d(np.arange(without.size), here), np.setdiff1d(np.arange(within.size), there)
    nobody_here, nobody_there = np.full(only_there.size, NOBODY), np.full(only_here.size, NOBODY)
    return np.concatenate([here, only_here, nobody_here]), np.concatenate([there, nobody_there, only_there])


class Pairs(NamedTuple):
    """What became of the projects of two worlds: a row for each that exists in either, and how many there are."""

    name: np.ndarray
    project_class: np.ndarray  # `ProjectClass`, or `LEFT_OUT`
    beside: np.ndarray  # (projects, Beside)
    from_outside: np.ndarray
    counted: np.ndarray  # (2, classes and Beside): all that are not left out, and those of them that are from outside


def pair(without: World, within: World, mask: int = 0) -> Pairs:
    """Pair the projects of two worlds; `mask` marks the instruments (bits of `paid_by`) that the second alone has."""
    names = [world.projects["name"][: world.clock["projects"][0]] for world in (without, within)]
    here, there = same_projects(*names)
    is_there = there != NOBODY
    name = np.empty(here.size, np.int64)
    name[is_there], name[~is_there] = names[1][there[is_there]], names[0][here[~is_there]]
    size = here.size
    found = Pairs(
        name, np.empty(size, np.int8), np.empty((size, len(Beside)), np.bool_), np.empty(size, np.bool_),
        np.zeros((2, len(ProjectClass) + len(Beside)), np.int64),
    )  # fmt: skip
    pair_projects(without, within, here, there, mask, *found[1:])
    return found


@short_entry
def pair_projects(without, within, rows_without, rows_within, mask, classes, beside, from_outside, counted):
    """Fill, for each pair of rows (see `same_projects`), its class or `LEFT_OUT` (pairs,), what is said beside it (pairs, 3) and whether it is from
    outside (pairs,). `mask` marks the instruments (bits of `paid_by`) that the policy alone has.

    In `counted` (2, classes + 3), zero at the start: how many projects there are of each class and with each fact beside it, all that are not left
    out, and those of them that are from outside.
    """
    for k in range(rows_without.size):
        a, b = rows_without[k], rows_within[k]
        is_here, is_there = a != NOBODY, b != NOBODY
        is_open = (is_here and is_open_in_window(without, a)) or (is_there and is_open_in_window(within, b))
        here = batch_output_of(without, a) if is_here else NEVER
        there = batch_output_of(within, b) if is_there else NEVER
        paid = is_there and (within.projects[b].paid_by & mask) != 0
        classes[k] = class_of(here != NEVER, there != NEVER, paid) if is_open else LEFT_OUT
        beside[k, Beside.ACCELERATED] = here != NEVER and there != NEVER and there < here
        beside[k, Beside.ABSENT_IN_ONE] = not (is_here and is_there)
        beside[k, Beside.UNRESOLVED] = (is_here and is_running(without, a)) or (is_there and is_running(within, b))
        from_outside[k] = within.projects[b].from_outside if is_there else without.projects[a].from_outside
        if is_open:
            count_pair(counted[0], classes[k], beside[k])
            if from_outside[k]:
                count_pair(counted[1], classes[k], beside[k])


@rule
def count_pair(counted, project_class, beside):
    """Enter one project into the counts (classes + 3,)."""
    counted[project_class] += 1
    for each in range(beside.size):
        counted[counted.size - beside.size + each] += beside[each]


@rule
def class_of(reached_without, reached_within, paid):
    """The class of a project; one that does not exist in a world has not reached batch output there."""
    if reached_without and reached_within:
        return ProjectClass.DEADWEIGHT if paid else ProjectClass.BOTH
    if reached_within:
        return ProjectClass.ADDITIONAL
    return ProjectClass.DISPLACED if reached_without else ProjectClass.NEITHER


@sweep
def batch_output_of(s, i):
    """Month in which project `i` reached batch output, NEVER if it has not."""
    return s.projects[i].batch_output


@sweep
def is_running(s, i):
    """Whether project `i` has neither stopped nor reached batch output."""
    return s.projects[i].state != State.STOPPED and s.projects[i].state != State.PRODUCING


@sweep
def is_open_in_window(s, i):
    """Whether the fate of project `i` was still open in the first dated month."""
    p = s.projects[i]
    settled = p.stopped if p.stopped != NEVER else p.batch_output
    return settled == NEVER or settled >= s.clock[0].burn_in
