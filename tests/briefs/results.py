"""Results that briefs are written about: small but real ones, and documents that hypothesis bends into every shape a result can take."""

import copy
import re
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from experiments.briefs.case import Case
from experiments.briefs.content.compose import compose
from experiments.briefs.reading import Result
from experiments.briefs.tree import Brief, Heading, Paragraph, lines_of

HEADLINE = "batch_output"
FINITE = {"allow_nan": False, "allow_infinity": False}

LOOK = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
"""For tests in which hypothesis bends a real result."""
UNFILLED = re.compile(r"\bNone\b|\bnan\b|\binf\b|[{}]|\S  \S|（）|\(\)|\w [:;,.]")
"""What a sentence shows whose blanks were not filled."""


def excludes_zero(found: dict[str, Any]) -> bool:
    """Whether the interval of a part of a document lies on one side of zero."""
    return found.get("low") is not None and found.get("high") is not None and (found["low"] > 0 or found["high"] < 0)


def result_of(document: dict[str, Any], like: Result) -> Result:
    """A result with another document, without its scenarios, so that the annex is short."""
    return Result(document, like.kind, "0123456789ab", {}, like.folder)


def section_texts(brief: Brief, place: int) -> list[str]:
    """The text of every line in the numbered section at a place, from 0."""
    number, texts = -1, []
    for block in brief.blocks:
        number += isinstance(block, Heading) and block.level == 1
        if number == place:
            texts += [brief.plain(line) for line in lines_of(block)]
    return texts


def findings(brief: Brief) -> list[str]:
    """The sentences of the answer."""
    return [brief.plain(block.text) for block in brief.blocks if isinstance(block, Paragraph) and block.role == "finding"]


def whole_text(brief: Brief) -> str:
    """Everything a brief says, a line each."""
    return "\n".join(brief.plain(line) for line in brief.lines())


def case_of(document: dict[str, Any], like: Result, lang: str = "zh") -> Case:
    """The document as the content rules see it."""
    return Case(result_of(document, like), lang)


def composed(document: dict[str, Any], like: Result, lang: str = "zh") -> Brief:
    """The brief of a document."""
    return compose(result_of(document, like), lang)


class Bent(dict):
    """A document that shows itself in a few words, because a failing one is shown whole otherwise."""

    def __repr__(self) -> str:
        found = {"replications": self["replications"], "versions": len(self["versions"])}
        if "policies" in self:
            found["effects"] = [(each["effects"][HEADLINE], [other[HEADLINE] for other in each["by_version"].values()]) for each in self["policies"]]
        else:
            found["probability"] = (self["probability"], self["probability_by_version"])
        return repr(found)


_size = st.one_of(st.floats(-60, 60, **FINITE), st.floats(-0.02, 0.02, **FINITE), st.sampled_from([0.0, 1.0, -1.0, 0.05, 1234.5]))


@st.composite
def differences(draw: st.DrawFn) -> dict[str, Any]:
    """A difference with its interval: any sign, any width, exactly zero, without bounds, or not known."""
    shape = draw(st.sampled_from(["plain", "plain", "plain", "flat", "touches", "no bounds", "unknown"]))
    value = draw(_size)
    half = draw(st.floats(0.0, 40.0, **FINITE))
    if shape == "unknown":
        return {"difference": None, "low": None, "high": None}
    if shape == "no bounds":
        return {"difference": value, "low": None, "high": None}
    if shape == "flat":
        return {"difference": 0.0, "low": 0.0, "high": 0.0}
    if shape == "touches":
        return {"difference": abs(value), "low": 0.0, "high": 2 * abs(value)}
    return {"difference": value, "low": value - half, "high": value + half * draw(st.sampled_from([0.5, 1.0, 2.0]))}


@st.composite
def comparisons(draw: st.DrawFn, base: dict[str, Any]) -> dict[str, Any]:
    """A comparison in which effects, versions, costs, rates, replications and cohorts take any shape."""
    document = Bent(copy.deepcopy(dict(base)))
    document["replications"] = draw(st.sampled_from([2, 45, 60, 200, 200, 200]))
    count = draw(st.integers(1, len(document["versions"])))
    document["versions"] = document["versions"][:count]
    kept = {each["id"] for each in document["versions"]}
    if draw(st.booleans()):
        document["posterior"] = None
    for policy in document["policies"]:
        policy["robust"] = policy["robust"] | {
            "posterior": {"share": draw(posterior_shares()), "draws": 25, "turns_on": []} if document["posterior"] else None
        }
        policy["by_version"] = {name: found for name, found in policy["by_version"].items() if name in kept}
        agree = draw(st.booleans())
        overall = draw(differences())
        for name in (HEADLINE, "social_npv"):
            found = policy["effects"][name]
            found |= overall
            found["probability_better"] = draw(st.sampled_from([None, 0.0, 0.3, 0.5, 0.89, 0.9, 0.97, 1.0]))
            for effects in policy["by_version"].values():
                effects[name] |= overall if agree else draw(differences())
        policy["holds_in"] = draw(st.lists(st.sampled_from(sorted(kept)), unique=True))
        policy["cost_per_additional"] |= draw(_costs())
    document["robust"] = document["robust"] | {"steps": [draw(_steps(document))]}
    for found in document["baseline"]["rates"].values():
        if draw(st.booleans()):
            found |= {"value": None, "low": None, "high": None, "n": 0, "unresolved_share": draw(st.sampled_from([None, 1.0]))}
    if draw(st.booleans()):
        document["assumptions"] = {}
    return document


@st.composite
def _steps(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    """By how much the option with the largest effect is ahead of the next, for certain or not, or that nobody knows."""
    first, second = sorted(document["policies"], key=lambda policy: -(policy["effects"][HEADLINE]["difference"] or -1e9))[:2]
    value, half = draw(st.floats(0, 20, **FINITE)), draw(st.floats(0, 30, **FINITE))
    bounds = draw(st.sampled_from([(value, value - half, value + half)] * 4 + [(value, None, None), (None, None, None)]))
    posterior = {"share": draw(posterior_shares()), "draws": 25, "turns_on": []} if document["posterior"] else None
    return {"ahead": first["id"], "behind": second["id"], **dict(zip(("value", "low", "high"), bounds, strict=True)), "posterior": posterior}


@st.composite
def _costs(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"defined": False, "value": None, "low": None, "high": None}
    value, half = draw(st.floats(-5000, 50_000, **FINITE)), draw(st.floats(0, 9000, **FINITE))
    if draw(st.booleans()):
        return {"defined": True, "value": value, "low": None, "high": None}
    return {"defined": True, "value": value, "low": value - half, "high": value + half}


@st.composite
def posterior_shares(draw: st.DrawFn) -> dict[str, Any]:
    """In what share of the posterior an effect goes its way, or that nothing is known of it."""
    low = draw(st.sampled_from([None, 0.0, 0.3, 0.5, 0.51, 0.899, 0.9, 0.99]))
    return {"value": None if low is None else (1.0 + low) / 2.0, "low": low, "high": None if low is None else 1.0}


@st.composite
def shares(draw: st.DrawFn) -> dict[str, Any]:
    """A probability with its interval, or without."""
    value = draw(st.one_of(st.sampled_from([0.0, 0.5, 0.9, 1.0]), st.floats(0, 1, **FINITE)))
    if draw(st.integers(0, 9)) == 0:
        return {"value": value, "low": None, "high": None}
    low, high = draw(st.floats(0, value, **FINITE)), draw(st.floats(value, 1, **FINITE))
    return {"value": value, "low": low, "high": high}


@st.composite
def targets(draw: st.DrawFn, base: dict[str, Any]) -> dict[str, Any]:
    """A target anywhere between certain and out of reach, in one version or several that agree or not."""
    document = Bent(copy.deepcopy(dict(base)))
    document["replications"] = draw(st.sampled_from([2, 60, 200, 200]))
    count = draw(st.integers(1, len(document["versions"])))
    document["versions"] = document["versions"][:count]
    document["probability"] = draw(shares())
    agree = draw(st.booleans())
    by_version = {each["id"]: dict(document["probability"]) if agree else draw(shares()) for each in document["versions"]}
    document["probability_by_version"] = by_version
    if draw(st.booleans()):
        document["shortfall"] |= {"value": None, "low": None, "high": None, "p10": None, "p50": None, "p90": None, "worlds": 0}
    for found in document["bottlenecks"].values():
        found |= draw(differences())
    for year in document["bottleneck_by_year"].values():
        year["binding"] = draw(st.sampled_from([None, "partner", "slot", "money"]))
        year["is_certain"] = draw(st.booleans()) and year["binding"] is not None
    return document
