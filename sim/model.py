"""FunnelModel: the region as a genuine Mesa model. `step()` is one month; what happens in it stands in `month.py`.

model = FunnelModel(scenario="chenzhou", policies=["award-on-industrialisation"], seed=1)
model.step(); model.agents_by_type; model.datacollector.get_model_vars_dataframe()
"""

from collections.abc import Iterable
from pathlib import Path

import mesa
from mesa import DataCollector

from sim.agents import Firm, Fund, Lab, PilotPlatform
from sim.batch import Outcome, finished, with_months, with_policies
from sim.checks import must_hold
from sim.dice import run_key
from sim.indicators import NAMES, measure
from sim.month import simulate_months
from sim.scenario import Scenario
from sim.start import blueprint, new_state
from sim.units import month_text


class FunnelModel(mesa.Model):
    """Labs, firms, pilot platforms and funds of one region, moving projects month by month.

    Arguments: `scenario`: a region's name, path, or a Scenario; `policies`: names or paths (a single name may be given as text); `seed` and
    `replication`: the world's luck - the same numbers as in `simulate`; `months`: dated months, None for the region's own; `check`: verify
    conservation after each month. Raises ScenarioError, RunError, ConservationError.
    """

    def __init__(
        self,
        scenario: str | Path | Scenario = "typical-city",
        policies: str | Iterable[str] = (),
        seed: int = 1,
        replication: int = 0,
        months: int | None = None,
        check: bool = False,
    ) -> None:
        super().__init__(seed=seed)
        self.scenario = with_months(with_policies(scenario, policies), months)
        self.plan = blueprint(self.scenario)
        self.seed_number, self.replication, self.check = seed, replication, check
        self.key = run_key(seed, replication)
        self.state = new_state(self.plan, self.key)
        self.groups = {
            "labs": self.plan.lab_groups, "firms": self.plan.firm_groups, "platforms": self.plan.platform_groups, "funds": self.plan.fund_groups,
        }  # fmt: skip
        for kind in (Lab, PilotPlatform, Fund):
            for row in range(len(getattr(self.state, kind.table))):
                kind(self, row)
        self.windows_on_new_firms()
        self.datacollector = DataCollector(
            model_reporters={"month": "date"} | {name: (lambda model, name=name: model.indicators[name]) for name in NAMES}
        )
        self.indicators = measure(self.state)

    def windows_on_new_firms(self) -> None:
        """Give every firm that has been founded a window."""
        present = len(self.agents_by_type[Firm]) if Firm in self.agents_by_type else 0
        for row in range(present, int(self.state.clock[0].firms)):
            Firm(self, row)

    @property
    def month(self) -> int:
        """Months simulated so far, burn-in included."""
        return int(self.state.clock[0].month)

    @property
    def date(self) -> str:
        """Calendar month that has just been simulated, "YYYY-MM" (burn-in months lie before the study's start)."""
        clock = self.state.clock[0]
        return month_text(int(clock.start - clock.burn_in + max(0, clock.month - 1)))

    def step(self) -> None:
        """Simulate one month and collect the indicators; after the last month the model stops running."""
        if self.month >= self.plan.months:
            self.running = False
            return
        simulate_months(self.state, self.key, 1)
        if self.check:
            must_hold(self.state)
        self.windows_on_new_firms()
        self.indicators = measure(self.state)
        self.datacollector.collect(self)
        self.running = self.month < self.plan.months

    def run_model(self) -> Outcome:
        """Simulate all months that are left and return the outcome."""
        while self.month < self.plan.months:
            self.step()
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        """Measurements and digests of the world as it stands; equal to those of `simulate` once all months are over."""
        return finished(self.plan, self.state, self.seed_number, self.replication)
