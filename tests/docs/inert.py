"""Runs the tests of mechanisms while the mechanism is held in its off position, in every world that is simulated: they should fail.

python -m tests.docs.inert M-04 M-17     # prints, as JSON, what became of the tests, by mechanism; without ids of all 53
"""

import contextlib
import io
import json
import sys
from types import ModuleType

import pytest

import sim.batch
from sim.scenario import Scenario
from sim.start import Blueprint, blueprint
from tests.docs.positions import MECHANISMS, TABLES, switched_off


class Held:
    """One mechanism in its off position in every world of a session, and what became of each test."""

    def __init__(self, entry) -> None:
        self.entry, self.altered = entry, []
        self.passed: list[str] = []
        self.failed: list[str] = []
        self.broken: list[str] = []

    def off(self, scenario: Scenario) -> Blueprint:
        """A world's start, as `sim.start.blueprint` makes it, with the mechanism off."""
        return blueprint(switched_off(scenario, self.entry))

    def hold(self, *modules: ModuleType) -> None:
        """Let these modules start their worlds with the mechanism off."""
        for module in modules:
            if getattr(module, "blueprint", None) is blueprint:
                module.blueprint = self.off
                self.altered.append(module)

    def let_go(self) -> None:
        """Leave all modules as they were."""
        for module in self.altered:
            module.blueprint = blueprint

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.hold(*(item.module for item in session.items))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            said = report.longrepr.reprcrash.message if report.when == "call" else ""
            (self.failed if said.startswith(("AssertionError", "assert ")) else self.broken).append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.append(report.nodeid)


def while_off(name: str) -> dict[str, list[str]]:
    """The tests of one mechanism that pass while it cannot act, that fail by what they assert, and that break otherwise."""
    held = Held(MECHANISMS[name])
    held.hold(sim.batch)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            pytest.main([*TABLES.tests_of(MECHANISMS[name]), "-q", "--tb=short", "-p", "no:cacheprovider"], plugins=[held])
    finally:
        held.let_go()
    return {"passed": held.passed, "failed": held.failed, "broken": held.broken}


def main(names: list[str]) -> None:
    """Print what becomes of the tests of these mechanisms, or of all."""
    print(json.dumps({name: while_off(name) for name in names or MECHANISMS}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
