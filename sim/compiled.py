"""The one place that knows numba: the `rule` decorator and a cache that cannot return the results of an older source.

numba keeps compiled code on disk but does not notice edits in *other* files. The cache directory therefore carries a hash of all sources of
`sim`, so that any edit starts a fresh cache; `sim.cache` looks after the directories.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from sim import cache

SOURCES = Path(__file__).parent


def source_hash() -> str:
    """A short hash over every Python source of `sim`: it names the compiled cache and stamps results."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.rglob("*.py")):
        digest.update(path.relative_to(SOURCES).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]


def place_hash() -> str:
    """A short hash of where the sources lie: numba's code belongs to a place, and another one compiles anew."""
    return hashlib.sha256(str(SOURCES).encode()).hexdigest()[:6]


CACHE = cache.folder_for(f"{source_hash()}-{place_hash()}")
"""Where the compiled code of exactly these sources lives; `sim.cache` holds it for this process and removes what is used no more."""


def has_compiled_code() -> bool:
    """Whether an earlier process left compiled code for these sources (else the first run compiles)."""
    return any(CACHE.rglob("*.nbi"))


import numba  # noqa: E402  (the cache directory must be known before numba compiles anything)

numba.config.CACHE_DIR = str(CACHE)


COMMON = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}
"""Kernels release the GIL, do IEEE arithmetic (no fast-math) and own no memory: `_nrt=False` leaves out reference counting of the tables,
which took two thirds of a run. Compiled code must therefore never create an array; all tables are made in `sim.start`."""


def rule(function: Callable) -> Callable:
    """Compile a rule: scalars in, a decision out; called from other rules and from Python (tests, `explain`).

    With the environment variable NUMBA_DISABLE_JIT=1 the same function runs as plain Python.
    """
    return numba.njit(**COMMON)(function)


def inlined(function: Callable) -> Callable:
    """Compile a rule that is written out where it is called, so that a loop around it can do several calls at once."""
    return numba.njit(inline="always", **COMMON)(function)


def sweep(function: Callable) -> Callable:
    """Compile a step over tables that only compiled code calls, written out where it is called: handing thirty tables over costs more
    than most steps do. It has no entry from Python, which would take a third of the compile time."""
    return numba.njit(no_cpython_wrapper=True, forceinline=True, **COMMON)(function)


def apart(function: Callable) -> Callable:
    """Compile a step over tables that few worlds take: called instead of written out, so that it is compiled once, wherever it is needed.

    The call hands over all tables; who calls it first looks whether there is anything to do (`if s.incubators.size > 0`).
    """
    return numba.njit(no_cpython_wrapper=True, **COMMON)(function)


def entry(function: Callable) -> Callable:
    """Compile a function that Python calls once per run or month, and keep it on disk with everything it calls."""
    return numba.njit(cache=True, **COMMON)(function)
