"""Calendar months as months of the simulation."""

from sim import policy as levers
from sim.scenario import Scenario

FAR = 1 << 30  # a month that never comes


class MonthOf:
    """Calendar months (since year 0) as months of the simulation."""

    def __init__(self, scenario: Scenario) -> None:
        calendar = scenario.region.calendar
        self.first = calendar.start - calendar.burn_in
        self.dated = calendar.burn_in

    def __call__(self, month: int) -> int:
        """The simulated month of a calendar month; negative before the simulation."""
        return month - self.first

    def starts(self, tool: levers.Instrument) -> int:
        """First month of an instrument; the first dated month unless it says otherwise."""
        return self.dated if tool.start is None else self(tool.start)

    def ends(self, tool: levers.Instrument) -> int:
        """Last month of an instrument."""
        return FAR if tool.end is None else tool.end - self.first
