"""Runs the tests of mechanisms while the mechanism is held in its off position, in every world that is simulated: they should fail.

python -m tests.docs.inert M-04 M-17     # prints, as JSON, what became of the tests, by mechanism; without ids of all 53
"""

import contextlib
import io
import json
import sys

import pytest

import sim.batch
from tests.docs.positions import MECHANISMS, TABLES, switched_off


class Outcomes:
    """What became of each test of a session."""

    def __init__(self) -> None:
        self.passed: list[str] = []
        self.failed: list[str] = []
        self.broken: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            said = report.longrepr.reprcrash.message if report.when == "call" else ""
            (self.failed if said.startswith(("AssertionError", "assert ")) else self.broken).append(report.nodeid)
        elif report.when == "call" and report.passed:
            self.passed.append(report.nodeid)


def while_off(name: str) -> dict[str, list[str]]:
    """The tests of one mechanism that pass while it cannot act, that fail by what they assert, and that break otherwise."""
    entry, blueprint, found = MECHANISMS[name], sim.batch.blueprint, Outcomes()
    sim.batch.blueprint = lambda scenario: blueprint(switched_off(scenario, entry))
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            pytest.main([*TABLES.tests_of(entry), "-q", "--tb=short", "-p", "no:cacheprovider"], plugins=[found])
    finally:
        sim.batch.blueprint = blueprint
    return {"passed": found.passed, "failed": found.failed, "broken": found.broken}


def main(names: list[str]) -> None:
    """Print what becomes of the tests of these mechanisms, or of all."""
    print(json.dumps({name: while_off(name) for name in names or MECHANISMS}, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
