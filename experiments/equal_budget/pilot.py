"""What a policy is expected to spend, from a few worlds that are not among those compared afterwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from experiments.equal_budget.scaling import Scaling, scaled_to
from experiments.running import place_for, simulated
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.versions import Version
from experiments.runs.world_rows import indicator_in
from sim.batch import with_policies
from sim.scenario import Policy, Scenario

FIRST = 10_000_000
"""Number of the first pilot world: beyond all that a comparison may have, so that sizes are not fitted to the luck they are judged by."""
WORLDS = 120
"""Pilot worlds at each size, however few the comparison itself has; more where there are more versions."""
PUBLIC_MONEY = "public_money"


def all_scaled(
    region: Scenario,
    scenarios: Sequence[Scenario],
    amount: float,
    pilot: "PilotWorlds",
) -> tuple[Scaling, ...]:
    """Every policy (the last of each scenario) in the size at which it spends `amount` 万元 more than the region alone within the study.

    The same pilot worlds serve all sizes of all policies. Raises Incomplete, StoreError.
    """
    alone = pilot.spent(region) if region.policies else 0.0

    def spending(policy: Policy) -> float:
        return pilot.spent(with_policies(region, [policy])) - alone

    return tuple(scaled_to(scenario.policies[-1], amount, spending) for scenario in scenarios)


@dataclass(frozen=True)
class PilotWorlds:
    """The worlds in which sizes are tried out: numbered beyond those of any comparison, kept and computed like them."""

    versions: tuple[Version, ...]
    seed: int
    months: int | None
    workers: int | None = None
    carrying: Carrying = IN_MEMORY
    beat: Callable[[], None] | None = None
    """Called now and then, so that Ctrl-C gets through."""

    def spent(self, scenario: Scenario) -> float:
        """Mean public money within the study, 万元, undiscounted."""
        number = max(WORLDS, len(self.versions))
        place, tasks = place_for(scenario, self.versions, self.months, self.seed), range(FIRST, FIRST + number)
        (found,) = simulated([place], [tasks], workers=self.workers, progress=self._heard, carrying=self.carrying)
        return float(indicator_in(found, PUBLIC_MONEY, self.carrying.scratch())[0].mean())

    def _heard(self, done: int, total: int) -> None:
        if self.beat:
            self.beat()
