"""Compiled code: the decorators of rules and sweeps, and a cache that cannot return the results of an older source.

This module and `sim.handing_over` are all that know numba.

numba keeps compiled code on disk but does not notice edits in *other* files. The cache directory therefore carries a hash of all sources of
`sim`, so that any edit starts a fresh cache; `sim.cache` looks after the directories.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from sim import cache as caches

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


CACHE = caches.folder_for(f"{source_hash()}-{place_hash()}")
"""Where the compiled code of exactly these sources lives; `sim.cache` holds it for this process and removes what is used no more."""


def has_compiled_code() -> bool:
    """Whether an earlier process left all that every run needs (else the first run compiles; `sim.first_run` ends with this function)."""
    return bool(numba.config.DISABLE_JIT) or any(CACHE.rglob("lifetime.live*.nbi"))


import numba  # noqa: E402  (the cache directory must be known before numba compiles anything)
from numba.core.runtime.nrt import rtsys  # noqa: E402
from numba.extending import register_jitable  # noqa: E402

numba.config.CACHE_DIR = str(CACHE)

from sim import handing_over  # noqa: E402, F401  (tells numba how compiled functions hand over the tables of a world)

COMMON = {"nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False}
"""Kernels release the GIL, do IEEE arithmetic (no fast-math) and own no memory: `_nrt=False` leaves out reference counting of the tables,
which took two thirds of a run. Compiled code must therefore never create an array; all tables are made in `sim.start`."""


def rule(function: Callable) -> Callable:
    """A rule, scalars in and a decision out: compiled where compiled code calls it, plain Python where Python does (tests, a reader).

    An entry from Python for each of them would take a third of the compile time.
    """
    return register_jitable(**COMMON)(function)


def inlined(function: Callable) -> Callable:
    """A rule that is written out where compiled code calls it, so that a loop around it can do several calls at once."""
    return numba.njit(inline="always", **COMMON)(function)


def sweep(function: Callable) -> Callable:
    """A step over the tables of a world, or over one row of them: compiled, and read in Python, as a rule is."""
    return register_jitable(**COMMON)(function)


def entry(function: Callable) -> Callable:
    """Compile a function that Python calls once per run or month, and keep it on disk with everything it calls."""
    return _loaded_first(numba.njit(cache=True, **COMMON)(function))


def short_entry(function: Callable) -> Callable:
    """The same for a call that takes less than handing over the GIL and getting it back, while other threads want it."""
    return _loaded_first(numba.njit(cache=True, **COMMON | {"nogil": False})(function))


def _loaded_first(dispatcher: Callable) -> Callable:
    """The same function; numba looks for its compiled code before it makes itself ready to compile, which takes a tenth of a comparison."""
    kept = getattr(dispatcher, "_cache", None)  # with NUMBA_DISABLE_JIT=1 there is none: it is the function itself
    if kept is None:
        return dispatcher
    make_ready_and_load = kept.load_overload

    def load_overload(signature, context):
        rtsys.initialize(context)
        with kept._guard_against_spurious_io_errors():
            if (found := kept._load_overload(signature, context)) is not None:
                return found
        _without_blas()
        return make_ready_and_load(signature, context)

    kept.load_overload = load_overload
    return dispatcher


@cache
def _without_blas() -> None:
    """Load the part of numba that looks for BLAS, and so loads scipy, without that: no rule needs linear algebra."""
    from numba.np import linalg

    look, linalg.ensure_blas = linalg.ensure_blas, lambda: None
    import numba.np.arraymath  # noqa: F401

    linalg.ensure_blas = look  # whoever compiles linear algebra in the same process still has it
