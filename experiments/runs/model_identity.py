"""What made a row besides its scenario and seed: the sources of the model and of what reduces a world to a row, and the compiler."""

import hashlib
import platform
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


@cache
def _engine() -> tuple[tuple[str, Any], ...]:
    from sim.compiled import source_hash
    from sim.indicators import count_projects

    versions = {name: metadata.version(name) for name in ("numba", "numpy")}
    compiled = not isinstance(count_projects, FunctionType)
    return (("sim", source_hash()), ("machine", platform.machine().lower()), ("compiled", compiled), *versions.items())


@cache
def _source_hash(name: str) -> str:
    found = find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"there is no module {name}")
    return hashlib.sha256(Path(found.origin).read_bytes().replace(b"\r\n", b"\n")).hexdigest()[:16]
