"""Work that cannot be interrupted, such as compiling, done beside a main thread that can be."""

import os
import sys
from collections.abc import Callable
from threading import Thread

from experiments.cli.interruption import raise_if_wished

_left_behind: list[Thread] = []


def beside(work: Callable[[], object]) -> None:
    """Do `work` in a thread of its own and wait for it; Ctrl-C ends the waiting at once. Raises what `work` raises."""
    failed: list[BaseException] = []

    def carried_out() -> None:
        try:
            work()
        except BaseException as error:  # handed over to the thread that waits
            failed.append(error)

    thread = Thread(target=carried_out, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.1)
            raise_if_wished()
    except KeyboardInterrupt:
        _left_behind.append(thread)
        raise
    raise_if_wished()
    if failed:
        raise failed[0]


def leave(code: int) -> int:
    """The exit code; the process ends here and now where work is left that would not let it end."""
    if any(thread.is_alive() for thread in _left_behind):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    return code
