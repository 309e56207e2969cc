"""Paired worlds for tests of single instruments: a policy of one's own, indicators by world, and the direction in which they move."""

import numpy as np

from sim import simulate
from sim.indicators import NAMES
from sim.scenario import Policy

WORLDS = 12


def policy(**instruments):
    """A policy of these instruments, by their name in the ledger."""
    text = {"zh": "测试", "en": "test"}
    return Policy.model_validate({"id": "t", "kind": "policy", "title": text, "question": text, "sources": (), "instruments": instruments})


def values(scenario, replications=WORLDS):
    """Indicators (worlds, indicators) of the same luck in every call."""
    return np.array([outcome.vector for outcome in simulate(scenario, seed=77, replications=replications, workers=2)])


def assert_direction(before, after, indicator, direction):
    """Whether the mean over paired worlds moves "up" or "down" beyond twice its standard error."""
    difference = (after - before)[:, NAMES.index(indicator)]
    difference = difference[np.isfinite(difference)]
    mean, error = difference.mean(), difference.std(ddof=1) / np.sqrt(difference.size)
    message = f"{indicator}: {mean:+.3g} with standard error {error:.3g}, expected {direction}"
    assert mean > 2 * error if direction == "up" else mean < -2 * error, message
