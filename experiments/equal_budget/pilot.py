"""What a policy is expected to spend, from a few worlds that are not among those compared afterwards."""

from collections.abc import Callable, Sequence

import numpy as np

from experiments.equal_budget.scaling import Scaling, scaled_to
from experiments.running import plans_for, version_of
from experiments.worlds import Version
from sim.batch import in_parallel, run_world, with_policies
from sim.scenario import Policy, Scenario

FIRST = 10_000_000
"""Number of the first pilot world: beyond all that a comparison may have, so that sizes are not fitted to the luck they are judged by."""
WORLDS = 120
"""Pilot worlds at each size; fewer only where the comparison itself has fewer."""


def all_scaled(
    region: Scenario,
    scenarios: Sequence[Scenario],
    amount: float,
    versions: tuple[Version, ...],
    seed: int,
    months: int | None,
    replications: int,
    workers: int | None,
    beat: Callable[[], None] | None = None,
) -> tuple[Scaling, ...]:
    """Every policy (the last of each scenario) in the size at which it spends `amount` 万元 more than the region alone within the study.

    The same pilot worlds serve all sizes of all policies. `beat` is called now and then, so that Ctrl-C gets through.
    """
    worlds = range(FIRST, FIRST + min(WORLDS, max(replications, len(versions))))
    alone = _spent(region, worlds, versions, seed, months, workers, beat) if region.policies else 0.0

    def spending(policy: Policy) -> float:
        return _spent(with_policies(region, [policy]), worlds, versions, seed, months, workers, beat) - alone

    return tuple(scaled_to(scenario.policies[-1], amount, spending) for scenario in scenarios)


def _spent(
    scenario: Scenario,
    worlds: range,
    versions: tuple[Version, ...],
    seed: int,
    months: int | None,
    workers: int | None,
    beat: Callable[[], None] | None,
) -> float:
    """Mean public money within the study, 万元, undiscounted."""
    plans = plans_for(scenario, versions, months)
    found = []
    for value in in_parallel(lambda n: run_world(plans[version_of(versions, n)], seed, n).indicators["public_money"], worlds, workers):
        found.append(value)
        if beat:
            beat()
    return float(np.mean(found))
