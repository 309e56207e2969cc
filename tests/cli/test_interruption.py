"""Ctrl-C that Python drops, because it came in a finaliser, still ends the command."""

import os
import signal
import subprocess
import sys

import pytest

from experiments.cli.background import beside
from experiments.cli.errors import INTERRUPTED, ended
from experiments.cli.progress import shown

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")


class Finalised:
    """Something whose end is interrupted: Python prints such an exception and goes on."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):  # the handler runs here, between two steps of the finaliser
            pass


def lose_an_interruption():
    Finalised()


@pytest.mark.parametrize("quiet", [True, False])
def test_while_simulating(capsys, quiet):
    worlds = []

    def command():
        with shown("en", quiet=quiet) as progress:
            lose_an_interruption()
            for done in range(5):
                worlds.append(done)
                progress(done, 5)

    assert ended(command, "en") == INTERRUPTED
    assert worlds == [0], "the first look finds it"
    assert capsys.readouterr().err == "Interrupted; no incomplete files were left.\n", "and nothing else is said"


def test_while_loading():
    def command():
        lose_an_interruption()
        beside(lambda: None)
        raise AssertionError("it went on")

    assert ended(command, "en") == INTERRUPTED


def test_an_interruption_of_an_earlier_command_is_forgotten():
    def interrupted():
        raise KeyboardInterrupt

    assert ended(interrupted, "en") == INTERRUPTED
    with shown("en", quiet=True) as progress:
        assert ended(lambda: progress(1, 2), "en") == 0


LEFT_BEHIND = """
import atexit, signal, sys, threading, time
from experiments.cli.background import beside
from experiments.cli.errors import ended

atexit.register(print, "taken apart while work goes on")
threading.Timer(0.3, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT]).start()
sys.exit(ended(lambda: beside(lambda: time.sleep(60)), "en"))
"""


def test_the_process_is_not_taken_apart_while_the_model_is_still_being_compiled():
    """A compiler that goes on while its process is taken apart fails with a crash in place of 130; Python takes a thread for ended whose `join`
    was interrupted.
    """
    done = subprocess.run([sys.executable, "-c", LEFT_BEHIND], capture_output=True, text=True, timeout=50, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, "", "Interrupted; no incomplete files were left.\n")


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.003, 0.01])
def test_a_second_ctrl_c_right_after_the_first_changes_nothing(gap):
    """As from a program that starts others and passes on what its terminal has sent to all."""
    again = f"threading.Timer(0.3 + {gap}, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT]).start()"
    done = subprocess.run(
        [sys.executable, "-c", LEFT_BEHIND.replace("sys.exit", again + "\nsys.exit")], capture_output=True, text=True, timeout=50, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (INTERRUPTED, "", "Interrupted; no incomplete files were left.\n")


def test_ctrl_c_is_heard_again_after_a_command_that_it_ended():
    def interrupted():
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("it went on")

    for _ in range(2):
        assert ended(interrupted, "en") == INTERRUPTED
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
