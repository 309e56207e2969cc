"""What a city's data say: one document, from which the command line prints and calibration reads."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from calibration.survey import spans as waiting
from calibration.survey.censored import Curve
from calibration.survey.discontinuity import Discontinuity, discontinuity
from calibration.survey.incidence import incidence
from calibration.survey.intervals import Estimate, share
from calibration.survey.limits import limits_of
from calibration.survey.records import Survey
from calibration.survey.selection import selection
from calibration.survey.spans import Spans
from calibration.survey.targets import SurveyTarget, final_shares, targets_of
from sim.units import month_text


def findings(survey: Survey) -> dict[str, Any]:
    """The document of `funnel survey --json`; see `docs/reference/results.md`."""
    found = discontinuity(survey)
    return {
        "file": survey.file,
        "window": {"first": _month(survey.first_month), "last": _month(survey.last_month)},
        "counts": counts(survey),
        "rates": {name: rate(*each) for name, each in final_shares(survey).items()},
        "entered_in_window": _entered(survey),
        "discontinuity": _discontinuity(found),
        "selection": _selection(survey),
        "targets": [as_dict(target) for target in targets_of(survey)],
        "cannot_tell": [{"code": limit.code, "zh": limit.says.zh, "en": limit.says.en} for limit in limits_of(survey, found)],
    }


def counts(survey: Survey) -> dict[str, int]:
    """Projects by what became of them."""
    c = survey.columns
    groups = {
        "applications": np.ones(len(survey), bool),
        "admitted": c["admitted"] == 1,
        "refused": c["admitted"] == 0,
        "refused_followed": (c["admitted"] == 0) & ((c["followed_until"] >= 0) | (c["industrialised"] != -1)),
        "pilots_started": survey.happened("pilot_started"),
        "pilots_passed": c["passed"] == 1,
        "pilots_failed": c["passed"] == 0,
        "direct": survey.happened("direct_started") & ~survey.happened("pilot_started"),
        "entered": survey.happened("entered"),
        "batch_output": c["industrialised"] == 1,
        "stopped": c["industrialised"] == 0,
        "paid": c["public_money"] > 0,
    }
    return {name: int(members.sum()) for name, members in groups.items()} | {"left_out": len(survey.left_out)}


def rate(spans: Spans, curve: Curve | None) -> dict[str, Any]:
    """One final share: the two naive readings, the estimate that heeds who is not finished, and bounds that need no model."""
    bounds = incidence(spans) if spans.running else None
    return {
        "n": len(spans),
        "successes": spans.successes,
        "failures": spans.failures,
        "running": spans.running,
        "closed": spans.is_closed if len(spans) else None,
        "so_far": share(spans.successes, len(spans)).value,
        "finished_only": share(spans.successes, spans.successes + spans.failures).value,
        **_interval(curve.estimate if curve else None),
        "shape": curve.shape if curve else None,
        "bounds": None if bounds is None else {"low": bounds.low, "high": bounds.high, "months": bounds.horizon, "n": bounds.n},
    }


def _entered(survey: Survey) -> dict[str, Any]:
    spans = waiting.entry_to_industry(survey)
    return {"n": len(spans), "successes": spans.successes, "running": spans.running, **_interval(share(spans.successes, len(spans)))}


def _interval(estimate: Estimate | None) -> dict[str, float | None]:
    e = estimate or Estimate(None, None, None, 0)
    return {"value": e.value, "low": e.low, "high": e.high}


def _discontinuity(found: Discontinuity) -> dict[str, Any]:
    plain = ("why", "bar", "horizon", "bandwidth", "refused", "admitted", "refused_followed")
    estimates = ("jump_of_admission", "jump_of_outcome", "effect", "narrower", "wider")
    return {name: getattr(found, name) for name in plain} | {name: getattr(found, name).as_dict() for name in estimates}


def _selection(survey: Survey) -> dict[str, Any]:
    found = selection(survey)
    return {"horizon": found.horizon, "admitted": found.admitted.as_dict(), "without_pilot": found.without_pilot.as_dict()}


def as_dict(target: SurveyTarget) -> Mapping[str, Any]:
    """A target as in the JSON document, without the curve."""
    names = ("id", "value", "low", "high", "likelihood", "n", "successes", "unit")
    return {name: getattr(target, name) for name in names}


def _month(month: int | None) -> str | None:
    return None if month is None else month_text(month)
