"""The calibrated versions that ship with the project: readings of the same evidence that all give 0.80 and 0.30.

`calibration/fitted/versions.toml` is written by `funnel calibrate`; nobody edits it by hand. Three versions are *core*: they are `--worlds versions`.
The others differ in pass rate and wording. Beside them stand the *attempts*: readings that the solver could not make true, with how near it came.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

FITTED = "fitted/versions.toml"
PASSED, THROUGH = "passed", "through"
"""The two wordings by what they say of the 80 %: of those who passed a pilot (S), or of all who went through one (T)."""
LETTERS = {PASSED: "S", THROUGH: "T"}
WORDING_OF = {letter: wording for wording, letter in LETTERS.items()}
"""The same as the targets and the files of versions write them, and back."""


@cache
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("calibration").joinpath(FITTED).read_text(encoding="utf-8"))


def load_versions() -> dict[str, dict[str, Any]]:
    """Core versions by id, each with title{zh,en}, parameters{name: value} of the world, and what was measured when it was solved."""
    return {key: entry for key, entry in load_all_versions().items() if entry["core"]}


def load_all_versions() -> dict[str, dict[str, Any]]:
    """All feasible versions by id, the core ones first."""
    return dict(_file()["versions"])


def load_attempts() -> dict[str, dict[str, Any]]:
    """Readings that no world was found for: the best attempt, what it measured, which demands it missed, and the bound on them."""
    return dict(_file().get("attempts", {}))


def inline(values: Mapping[str, Any]) -> str:
    """A TOML inline table of numbers."""
    return "{ " + ", ".join(f"{name} = {value!r}" for name, value in values.items()) + " }"
