"""Ctrl-C that Python drops, because it came in a finaliser, still ends the command."""

import os
import signal
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
