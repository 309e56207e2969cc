"""Work that cannot be interrupted, such as compiling, done beside a main thread that can be."""

import os
import sys
from collections.abc import Callable
from threading import Event, Thread

from experiments.cli.interruption import raise_if_wished

_begun: list[Event] = []
"""One for every piece of work that was not waited for to its end, set when it is over. A thread cannot be asked: Python takes it for ended once
waiting for it was interrupted."""


def beside(work: Callable[[], object]) -> None:
    """Do `work` in a thread of its own and wait for it; Ctrl-C ends the waiting at once. Raises what `work` raises."""
    failed: list[BaseException] = []
    is_over = Event()

    def carried_out() -> None:
        try:
            work()
        except BaseException as error:  # handed over to the thread that waits
            failed.append(error)
        finally:
            is_over.set()

    _begun.append(is_over)
    Thread(target=carried_out, daemon=True).start()
    while not is_over.wait(0.1):
        raise_if_wished()
    _begun.remove(is_over)
    raise_if_wished()
    if failed:
        raise failed[0]


def leave(code: int) -> int:
    """The exit code; the process ends here and now where work is left that would not let it end."""
    if not all(is_over.is_set() for is_over in _begun):
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    return code
