"""Running the command line as users do: a real process, its exit code and its two streams."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "experiments.cli")
SECONDS = 240


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def environment(**changes: str) -> dict[str, str]:
    """The environment of a user whose system speaks English in UTF-8, with changes."""
    kept = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "PYTHONIOENCODING")}
    return kept | {"LANG": "en_US.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)} | changes


@pytest.fixture
def funnel(tmp_path: Path) -> Callable[..., Ended]:
    """`funnel(*words, env={...}, encoding=...)`: run a command in an empty folder, and make sure that no traceback is ever shown."""

    def run(*words: object, env: Mapping[str, str] | None = None, encoding: str = "utf-8") -> Ended:
        call = [*COMMAND, *map(str, words)]
        done = subprocess.run(call, capture_output=True, cwd=tmp_path, env=environment(**(env or {})), timeout=SECONDS, check=False)
        ended = Ended(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
        assert "Traceback" not in ended.out + ended.err, ended.err
        return ended

    return run
