"""What made a row besides its scenario and seed: sources of the model and of what reduces it to a row, compiler, and the machine's exp and log."""

import hashlib
import math
import platform
import struct
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any


def model_identity(*modules: ModuleType | str) -> dict[str, Any]:
    """For `Batch.identity`: two rows with the same of it, scenario, seed and months are the same to the last bit.

    `modules`: those outside `sim` that turn a finished world into the row, so that an edit in them makes new rows.
    """
    names = sorted(each if isinstance(each, str) else each.__name__ for each in modules)
    return dict(_engine()) | {"reduced_by": {name: _source_hash(name) for name in names}}


LIBM = "libm"
"""The key of the mathematical library."""


@cache
def _engine() -> tuple[tuple[str, Any], ...]:
    from sim.compiled import source_hash
    from sim.indicators import count_world

    versions = {name: metadata.version(name) for name in ("numba", "numpy")}
    compiled = not isinstance(count_world, FunctionType)
    return (("sim", source_hash()), ("machine", platform.machine().lower()), ("compiled", compiled), (LIBM, functions_digest()), *versions.items())


@cache
def functions_digest() -> str:
    """The values of the functions of the mathematical library that rules are written with, at some thousand places, to the last bit.

    They differ between libraries, their versions and kinds of processors, and then so do rows: a store that is shared or copied, or outlives an
    upgrade of the system, must not mix them.
    """
    places = [k / 97.0 for k in range(1, 2_000)]
    values = [value for x in places for value in (math.exp(x - 10.0), math.log(x), math.log1p(x), x**1.7, math.erfc(x / 4.0))]
    return hashlib.sha256(struct.pack(f"<{len(values)}d", *values)).hexdigest()[:16]


@cache
def _source_hash(name: str) -> str:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"there is no module {name}")
    return hashlib.sha256(Path(found.origin).read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]
