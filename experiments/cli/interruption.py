"""Ctrl-C that is never lost: Python drops a KeyboardInterrupt raised in a finaliser or a callback, so the wish is kept and looked at again."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_wished = threading.Event()
_deaf = threading.Event()


@contextmanager
def heeded() -> Iterator[None]:
    """In the block Ctrl-C raises KeyboardInterrupt as ever, and `raise_if_wished` raises it again where that was lost.

    After a block that it ended, Ctrl-C does nothing until `listen_again`: a second one would keep the command from ending as it must.
    """
    _wished.clear()
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # somebody else decides what Ctrl-C means
        return

    def keep(number: int, frame: FrameType | None) -> None:
        _wished.set()
        raise KeyboardInterrupt

    def quieter(lost: "sys.UnraisableHookArgs") -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            before(lost)

    before, sys.unraisablehook = sys.unraisablehook, quieter
    signal.signal(signal.SIGINT, keep)
    try:
        yield
    finally:
        if _wished.is_set():
            _deaf.set()
        signal.signal(signal.SIGINT, signal.SIG_IGN if _deaf.is_set() else signal.default_int_handler)
        sys.unraisablehook = before


def listen_again() -> None:
    """Ctrl-C raises KeyboardInterrupt again, where `heeded` left it without effect."""
    if _deaf.is_set():
        _deaf.clear()
        signal.signal(signal.SIGINT, signal.default_int_handler)


def raise_if_wished() -> None:
    """Raises KeyboardInterrupt if Ctrl-C came; long work calls this now and then."""
    if _wished.is_set():
        raise KeyboardInterrupt
