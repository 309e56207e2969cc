"""The calibrated versions that ship with the project: readings of the same evidence that all give 0.80 and 0.30.

`calibration/fitted/versions.toml` is written by `python -m calibration.solve`; nobody edits it by hand.
"""

import tomllib
from importlib import resources
from typing import Any

FITTED = "fitted/versions.toml"


def load_versions() -> dict[str, dict[str, Any]]:
    """Versions by id, each with title{zh,en}, parameters{name: value} of the world, and what was measured when it was solved."""
    text = resources.files("calibration").joinpath(FITTED).read_text(encoding="utf-8")
    return tomllib.loads(text)["versions"]
