"""The first run after an installation: two processes compile the model at once, each its parts of the month, and find the other's on disk.

What the second process does not finish, the first one compiles itself.
"""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import numpy as np

from sim import month
from sim.batch import default_workers, lived, with_months
from sim.checks import violations
from sim.counting import count, count_payments
from sim.dice import run_key
from sim.pairing import pair
from sim.scenario import load_scenario
from sim.start import Blueprint, blueprint, new_state
from sim.tables import State

PATIENCE = 600.0
"""Seconds after which a second process that has not ended is given up."""
SEED, REPLICATION = 1, 0
SECOND = "import sys; sys.path.insert(0, sys.argv[1]); from sim.first_run import compile_rest_of_month; compile_rest_of_month()"
"""What the second process runs: this very program, whatever lies in the folder from which the first was started."""


def compile_model() -> None:
    """Compile what every run needs; returns when it is on disk. Anything but a fault of the model itself only costs time."""
    second = second_process()
    try:
        plan, state, key = small_world()
        month.begin_month(state, key)
        count(state)
        count_payments(state, *np.zeros((2, state.instruments.size), np.int64), np.zeros(state.projects.size, np.int64))
        violations(state)
        pair(state, state)
        if second is not None:
            with suppress(subprocess.TimeoutExpired):
                second.wait(PATIENCE)
        _ = lived(plan, state, SEED, REPLICATION, months=1).digest
    finally:
        if second is not None:
            second.kill()
            second.wait()


def second_process() -> subprocess.Popen | None:
    """The second process at work; None where there is one processor only, or the system does not let us start it."""
    if default_workers() < 2 or not sys.executable:
        return None
    quiet = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        return subprocess.Popen([sys.executable, "-P", "-c", SECOND, str(Path(__file__).parents[1])], **quiet)
    except OSError:
        return None


def compile_rest_of_month() -> None:
    """What the second process does. It ends with the first one, however that ends: then there is nothing more to read from it."""
    Thread(target=lambda: (os.read(sys.stdin.fileno(), 1), os._exit(1)), daemon=True).start()  # not `read`, whose lock Python wants at its end
    _, state, key = small_world()
    month.go_on_to_money(state, key)
    month.finish_month(state, key)


def small_world() -> tuple[Blueprint, State, int]:
    """A world of a few months, how it begins, and the key of its luck."""
    plan, key = blueprint(with_months(load_scenario("typical-city"), 2)), run_key(SEED, REPLICATION)
    return plan, new_state(plan, key), key
