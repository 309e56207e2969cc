"""The fitted ensembles that ship, one for each wording of the 80 %: a few draws of the posterior, equally likely, stamped with the behaviour of the
model they were fitted to.
"""

import math
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from calibration.stamp import Behaviour, as_lines, present, require
from calibration.versions import LETTERS, PASSED, THROUGH, inline

if TYPE_CHECKING:  # who reads a fit does not wait for what makes one
    from calibration.posterior import Posterior, Size

FITTED = {PASSED: "fitted/ensemble.toml", THROUGH: "fitted/ensemble-through.toml"}
IDS = {PASSED: "posterior", THROUGH: "posterior-through"}
MEMBERS = 32
FORMAT = 1


def members_of(posterior: "Posterior", most: int = MEMBERS, offset: float = 0.5) -> list[int]:
    """Particles drawn systematically by weight: distinct and equally likely, as many as the heaviest weight allows, `most` at most."""
    count = min(most, math.floor(1.0 / float(posterior.weights.max()) + 1e-9))
    at = (np.arange(count) + offset) / count
    order = np.argsort(posterior.marginal("rho"))  # neighbours in the quantity that matters most are thinned evenly
    chosen = order[np.searchsorted(np.cumsum(posterior.weights[order]), at * (1.0 - 1e-12))]
    return [int(k) for k in dict.fromkeys(chosen.tolist())]


def as_toml(posterior: "Posterior", size: "Size", seed: int, behaviour: Behaviour, wording: str = PASSED) -> str:
    """The file of the ensemble of a wording."""
    from calibration.observe import PACE, SURVEY_PACE

    chosen = members_of(posterior)
    lines = [
        "# Written by `funnel calibrate`; do not edit. "
        f"Draws of the posterior given C1 and C2 (wording {LETTERS[wording]}) and C3, equally likely.", "",
        f"format = {FORMAT}", f"seed = {seed}", f"particles = {size.particles}", f"generations = {posterior.generations}",
        f"worlds = {size.worlds}", f"zigong_worlds = {size.zigong_worlds}", f"simulations = {posterior.simulations}",
        f"temperature = {round(posterior.temperature, 4)!r}", f"ess = {round(posterior.ess, 1)!r}", "",
    ]  # fmt: skip
    for name in (*posterior.names, *posterior.shown):
        lines += [f"[posterior.{name}]", *(f"{key} = {round(value, 4)!r}" for key, value in posterior.summary(name).items()), ""]
    for n, k in enumerate(chosen, 1):
        parameters = {name: round(float(value), 4) for name, value in zip(posterior.names, posterior.particles[k], strict=True)}
        paces = {name: parameters.pop(name) for name in (PACE, SURVEY_PACE) if name in parameters}
        shown = {name: round(float(values[k]), 4) for name, values in posterior.shown.items()}
        lines += [f"[members.{IDS[wording]}-{n:02d}]", f"weight = {round(1.0 / len(chosen), 6)!r}", f"parameters = {inline(parameters)}"]
        lines += [f"nuisance = {inline(paces)}", f"measured = {inline(shown)}", ""]
    return "\n".join([*lines, *as_lines(behaviour)])


@cache
def load_ensemble(wording: str = PASSED) -> dict[str, Any]:
    """The file of a wording as it is: `members` by id with `parameters` of the world, `posterior` marginals, sizes, and the `stamp`."""
    return tomllib.loads(resources.files("calibration").joinpath(FITTED[wording]).read_text(encoding="utf-8"))


def require_fit() -> None:
    """Raises Refit where the model no longer behaves as it did when the ensembles and the versions beside them were fitted."""
    now = present()
    for wording, file in FITTED.items():
        require("calibration/" + file, load_ensemble(wording).get("stamp"), now)
