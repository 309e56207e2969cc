"""What a survey gives to calibration: one target a quantity, with its value, interval, likelihood and number of cases."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from calibration.survey import spans as waiting
from calibration.survey.censored import Curve, final_share
from calibration.survey.intervals import Estimate, mean, share
from calibration.survey.records import Survey
from calibration.survey.spans import RUNNING, Spans

Likelihood = Literal["binomial", "censored", "window", "normal"]
MEDIANS = {"after_passed_pilot": 22.0, "without_pilot": 22.0, "per_entrant": 30.0, "pass_rate": 8.0}
"""Months within a factor of ten of which half of the ends are expected, from the durations of the evidence: pilot 8, trial 4, ramp 18."""


@dataclass(frozen=True)
class SurveyTarget:
    """One quantity that a city's own data bear on.

    `likelihood`: *binomial*, closed cohorts, `successes` of `n`; *censored*, the final share from unfinished cohorts, `curve` is its relative
    log-likelihood at shares p; *window*, `successes` of `n` reached the event within the months they were watched (`exposures`: months and the
    weight of projects watched so long; compare with the model's share by that month); *normal*, a mean with its interval.
    `unit` is "share" or 万元. An interval is null where too few cases were followed.
    """

    id: str
    value: float
    low: float | None
    high: float | None
    likelihood: Likelihood
    n: int
    unit: str = "share"
    successes: int | None = None
    curve: tuple[tuple[float, float], ...] = ()
    exposures: tuple[tuple[float, float], ...] = ()

    def log_likelihood(self, simulated: float) -> float:
        """Relative log-likelihood of the data were `simulated` the truth: the final share, the expected share in the window, or the mean."""
        if self.likelihood == "censored":
            p, height = (np.array(each) for each in zip(*self.curve, strict=True))
            return Curve(p, height, Estimate(self.value, self.low, self.high, self.n), "").at(simulated)
        if self.likelihood == "normal":
            if self.low is None or self.high is None:
                raise ValueError(f"{self.id}: a mean of {self.n} cases has no interval and hence no likelihood")
            return -0.5 * ((simulated - self.value) / max((self.high - self.low) / 3.92, 1e-12)) ** 2
        won, lost = self.successes or 0, self.n - (self.successes or 0)
        p = float(np.clip(simulated, 1e-9, 1 - 1e-9))
        top = sum(k * np.log(k / self.n) for k in (won, lost) if k)
        return float(won * np.log(p) + lost * np.log1p(-p) - top)


SPANS = {
    "after_passed_pilot": waiting.after_passed_pilot,
    "without_pilot": waiting.without_pilot,
    "per_entrant": waiting.per_entrant,
    "pass_rate": waiting.pilot_verdict,
}


@lru_cache(16)
def final_shares(survey: Survey) -> dict[str, tuple[Spans, Curve | None]]:
    """Spans and final share of every quantity in `SPANS`; no share where nobody has reached any end."""
    found = {}
    for name, of in SPANS.items():
        spans = of(survey)
        found[name] = spans, final_share(spans, MEDIANS[name]) if len(spans) else None
    return found


def targets_of(survey: Survey) -> list[SurveyTarget]:
    """Everything in the survey that calibration can use, in a fixed order; what nobody has reached yet, either way, is left out."""
    final = [_final(name, *each) for name, each in final_shares(survey).items()]
    return [*(target for target in final if target), *_window(survey), *_money(survey)]


def _final(name: str, spans: Spans, curve: Curve | None) -> SurveyTarget | None:
    if curve is None:
        return None
    e = curve.estimate
    if spans.is_closed:
        return SurveyTarget(name, e.value, e.low, e.high, "binomial", e.n, successes=spans.successes)
    points = tuple((float(p), float(h)) for p, h in zip(curve.p, curve.log_likelihood, strict=True))
    return SurveyTarget(name, e.value, e.low, e.high, "censored", e.n, successes=spans.successes, curve=points)


def _window(survey: Survey) -> list[SurveyTarget]:
    """Entered industrialisation within the months since the pilot began: right-censored, never a rate of success."""
    spans = waiting.entry_to_industry(survey)
    if not len(spans):
        return []
    found = share(spans.successes, len(spans))
    return [
        SurveyTarget(
            "entered_in_window", found.value, found.low, found.high, "window", found.n, successes=spans.successes, exposures=exposures(survey)
        )
    ]


def exposures(survey: Survey) -> tuple[tuple[float, float], ...]:
    """How long pilots were watched since they began: months, and the number of projects; a beginning nobody knows is spread evenly."""
    c = survey.columns
    members = survey.happened("pilot_started")
    nothing = np.full(len(survey), -2, np.int64)
    until = np.where(c["followed_until"] >= 0, c["followed_until"], survey.last_month if survey.last_month is not None else -1)
    watched = waiting.spans(_looked_at(survey, until), members, c["pilot_started"], nothing, nothing)
    weight: dict[float, float] = {}
    for low, high, end in zip(watched.low, watched.high, watched.end, strict=True):
        if end == RUNNING and high < waiting.NEVER_KNOWN:
            for months in range(int(low), int(high) + 1):
                weight[float(months)] = weight.get(float(months), 0.0) + 1.0 / (int(high) - int(low) + 1)
    return tuple(sorted(weight.items()))


def _looked_at(survey: Survey, until: np.ndarray) -> Survey:
    """The same survey as if every project had last been looked at in these months."""
    copy = Survey(survey.file, survey.applications, survey.left_out, survey.notes)
    copy.columns.update(survey.columns | {"followed_until": until})
    return copy


def _money(survey: Survey) -> list[SurveyTarget]:
    c = survey.columns
    begun = survey.happened("pilot_started") & np.isfinite(c["public_money"])
    paid = begun & (c["public_money"] > 0)
    found = []
    if begun.any():
        e = share(int(paid.sum()), int(begun.sum()))
        found.append(SurveyTarget("funded_share", e.value, e.low, e.high, "binomial", e.n, successes=int(paid.sum())))
    if paid.any():
        e = mean(c["public_money"][paid])
        found.append(SurveyTarget("mean_public_money", e.value, e.low, e.high, "normal", e.n, unit="万元"))
    return found
