"""What the numbers of this machine are, to the last bit: rows of two machines are the same only where these are.

The same program still gives other last digits where exp, log or pow come from another mathematical library, or where a library chooses another
way for another processor. Few worlds show it in their rows, because money is in whole yuan and time in whole months; among many some do.
"""

import hashlib
import math
from collections.abc import Iterator
from functools import cache

import numpy as np

from sim.batch import Outcome, run_world, with_months
from sim.compiled import entry
from sim.scenario import Scenario, load_scenario
from sim.start import blueprint

SMALL, MONTHS, WORLDS = "typical-city", 24, 2
TABLES = ("firms", "platforms", "sectors", "tally", "experience", "areas", "cells")
"""Tables of a world that hold unrounded numbers, besides the projects."""
ARGUMENTS = 20_000
DIGITS = 16


@cache
def numbers_here() -> dict[str, str]:
    """A digest of a few small worlds, and one of the functions they are made with. The first time ever this compiles the model."""
    return {"worlds": worlds_digest(load_scenario(SMALL)), "functions": functions_digest()}


def worlds_digest(scenario: Scenario) -> str:
    """All decisions, money and unrounded numbers of some worlds of a scenario after a few months."""
    plan, digest = blueprint(with_months(scenario, MONTHS)), hashlib.sha256()
    for replication in range(WORLDS):
        outcome = run_world(plan, 1, replication)
        digest.update(outcome.digest.encode())
        for numbers in _unrounded(outcome):
            digest.update(np.ascontiguousarray(numbers, numbers.dtype.newbyteorder("<")).tobytes())
    return digest.hexdigest()[:DIGITS]


def _unrounded(outcome: Outcome) -> Iterator[np.ndarray]:
    state = outcome.state
    yield outcome.vector
    for table in (state.projects[: state.clock[0].projects], *(getattr(state, name) for name in TABLES)):
        yield from (table[name] for name in table.dtype.names if table.dtype[name].kind == "f")


def functions_digest() -> str:
    """The values of the functions that rules are written with, as compiled code and as numpy give them."""
    spread = np.linspace(-30.0, 30.0, ARGUMENTS)
    values = np.zeros((6, ARGUMENTS))
    apply(spread, values)
    return hashlib.sha256(np.ascontiguousarray(np.vstack([values, np.exp(spread)]), "<f8").tobytes()).hexdigest()[:DIGITS]


@entry
def apply(spread, values):
    """Every function at every argument: exp, then log, log1p, square root and powers of what is positive, then erfc. `values` (6, arguments)."""
    for k in range(spread.size):
        x = spread[k]
        positive = math.exp(x)
        values[0, k] = positive
        values[1, k] = math.log(positive)
        values[2, k] = math.log1p(positive)
        values[3, k] = math.sqrt(positive)
        values[4, k] = positive ** (0.07 * x)
        values[5, k] = math.erfc(0.2 * x)
