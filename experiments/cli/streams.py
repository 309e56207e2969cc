"""The two output streams: text that any console can show, tables, and exactly one JSON document."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_OF_A_FILE = 120
"""Columns where the output goes into a file or a pipe and nothing says how wide it may be."""
LEAST_WIDTH = 60
"""Below this nothing is readable; lines then wrap in the terminal."""


def make_tolerant() -> None:
    """Let characters that the console cannot show become question marks instead of an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@contextmanager
def unless_nobody_reads() -> Iterator[None]:
    """Print and flush; where the reader of the pipe has gone (`| head`), the rest goes nowhere instead of being an error."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def tables() -> "Console":
    """A console for tables on stdout; a closed pipe is an ordinary BrokenPipeError there."""
    from rich.console import Console

    class TableConsole(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return TableConsole(file=sys.stdout, width=width(), highlight=False, markup=False, emoji=False)


def width() -> int:
    """Columns for tables and paragraphs on stdout."""
    is_known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return max(LEAST_WIDTH, shutil.get_terminal_size().columns) if is_known else WIDTH_OF_A_FILE


def print_json(document: Any) -> None:
    """One JSON document on stdout. Raises ValueError for NaN and infinity, which JSON does not know."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf8")
    print(json.dumps(document, ensure_ascii=not is_utf8, indent=2, allow_nan=False))
