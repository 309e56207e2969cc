"""The uncertain parameters of the fit and their priors, taken from `sim.parameters` where a 90 % range is stated there.

A stated range becomes a normal prior (lognormal for a factor) with these 5 and 95 % points, cut at the bounds of the parameter. Four parameters
stand for things that nobody has measured; their priors are flat over all that makes sense, so that what the data cannot tell stays open. Panel
accuracy is flat too, although panels are known to be weak (0.10 to 0.55): it stands for everything that sends better projects to pilots.
"""

import math
from dataclasses import dataclass

from calibration.observe import PACE, SURVEY_PACE
from sim.parameters import World

Z90 = 1.6448536269514722
TAIL = 1e-12
"""Probability beyond which a proposal counts as this far out: seven standard deviations."""


@dataclass(frozen=True)
class Prior:
    """One uncertain parameter. `kind`: "flat" between low and high; "normal" and "lognormal" with 5 and 95 % points there, cut at least and most."""

    name: str
    kind: str
    low: float
    high: float
    least: float
    most: float
    source: str

    def at(self, score: float) -> float:
        """The value at a standard normal score: as far up this prior as the score is up its own distribution."""
        from scipy.special import ndtr, ndtri

        if self.kind == "flat":
            return self.low + (self.high - self.low) * float(ndtr(score))
        if self.kind == "lognormal":
            return math.sqrt(self.low * self.high) * (self.high / self.low) ** (score / (2 * Z90))
        mean, sd = (self.low + self.high) / 2, (self.high - self.low) / (2 * Z90)
        below, above = float(ndtr((self.least - mean) / sd)), float(ndtr((self.most - mean) / sd))
        return mean + sd * float(ndtri(min(1.0 - TAIL, max(TAIL, below + (above - below) * float(ndtr(score))))))

    def score(self, value: float) -> float:
        """The standard normal score of a value: the inverse of `at`."""
        from scipy.special import ndtr, ndtri

        if self.kind == "flat":
            return float(ndtri(min(1 - 1e-12, max(1e-12, (value - self.low) / (self.high - self.low)))))
        if self.kind == "lognormal":
            return math.log(value / math.sqrt(self.low * self.high)) * 2 * Z90 / math.log(self.high / self.low)
        mean, sd = (self.low + self.high) / 2, (self.high - self.low) / (2 * Z90)
        below, above = float(ndtr((self.least - mean) / sd)), float(ndtr((self.most - mean) / sd))
        return float(ndtri((float(ndtr((value - mean) / sd)) - below) / (above - below)))


def _stated(name: str, least: float | None = None, most: float | None = None) -> Prior:
    field = World.model_fields[name]
    ledger = field.json_schema_extra
    low, high = ledger["prior"]
    bounds = {"least": -math.inf, "most": math.inf}
    for limit in field.metadata:
        bounds["least"] = next((float(v) for v in (getattr(limit, "ge", None), getattr(limit, "gt", None)) if v is not None), bounds["least"])
        bounds["most"] = next((float(v) for v in (getattr(limit, "le", None), getattr(limit, "lt", None)) if v is not None), bounds["most"])
    margin = 1e-6
    return Prior(
        name, "normal", low, high,
        bounds["least"] + margin if least is None else least, bounds["most"] - margin if most is None else most, ledger["evidence"],
    )  # fmt: skip


def _flat(name: str, low: float, high: float) -> Prior:
    return Prior(name, "flat", low, high, low, high, "assumption")


WORLD_PRIORS = (
    _flat("success_intercept", -1.2, 1.0),
    _flat("maturity_gain", 0.0, 4.0),
    _flat("pass_threshold", -1.6, 0.8),
    _flat("panel_accuracy", 0.0, 0.97),
    _flat("pilot_information", 0.0, 0.9),
    _stated("quality_weight"),
    _stated("novelty_penalty"),
    _stated("value_multiple", least=1.5),
    _stated("debt_share"),
)
"""Parameters of the world; together with a pace they are what is fitted."""
PACES = {name: Prior(name, "lognormal", 0.35, 2.1, 0.0, math.inf, "S-ZG-04 L-DUR-01 L-COST-05") for name in (PACE, SURVEY_PACE)}
"""From the prior of dur_pilot, 2.76 to 17.1 months, over its central value of 8."""


def priors(pace: str) -> tuple[Prior, ...]:
    """All priors of a fit, the pace of its place last."""
    return (*WORLD_PRIORS, PACES[pace])
