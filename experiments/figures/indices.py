"""Numbers of a study as the report and the figures write them alike: one unit a measure, one rounding, shares that stay between nothing and all."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.figures.numbers import Scale, parts, scale_for
from experiments.output.vocabulary import Both, Lang
from experiments.studies.measures import IN_UNIT

PLAIN = Scale(1.0, "")
LEAST = 2
"""Decimals that a share or a distance between 0 and 1 always has."""


def scale_of(document: Mapping[str, Any], measures: Sequence[str], lang: Lang) -> Scale:
    """The unit in which these measures are shown: that of the outcome, the same for all of them, or none for shares and distances."""
    if not set(measures) <= set(IN_UNIT):
        return PLAIN
    keys = [f"{name}{end}" for name in measures for end in ("", "_low", "_high")]
    largest = max((abs(row[key]) for row in document["indices"] for key in keys if row.get(key) is not None), default=0.0)
    unit = document["outcome"]["unit"]
    return scale_for(Both(unit["zh"], unit["en"]), lang, largest, difference=True)


def index_parts(entry: Mapping[str, Any], name: str, scale: Scale, signed: bool = False) -> tuple[str, str, str]:
    """A measure and the ends of its interval as they are written."""
    return parts(entry.get(name), entry.get(f"{name}_low"), entry.get(f"{name}_high"), scale, signed, LEAST if scale == PLAIN else 0)


def index_text(entry: Mapping[str, Any], name: str, scale: Scale, lang: Lang, signed: bool = False) -> str:
    """ "0.32（-4.70 至 5.20）": a measure with its unit and interval."""
    value, low, high = index_parts(entry, name, scale, signed)
    if entry.get(name) is None:
        return value
    text = f"{value} {scale.label}".rstrip()
    if entry.get(f"{name}_low") is None:
        return text
    return f"{text}（{low} 至 {high}）" if lang == "zh" else f"{text} ({low} to {high})"


def as_share(found: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """A share and its interval as far as they can be.

    Chance is what replications of a point differ by, and the rest of the variance is what is left of it: where that is less than the error of
    the subtraction, the estimate of the share, or the end of its interval, lies beyond 1. The document keeps it so.
    """
    value, low, high = (None if found.get(key) is None else min(1.0, max(0.0, found[key])) for key in ("value", "low", "high"))
    return value, low, high


def is_all(found: Mapping[str, Any]) -> bool:
    """Whether a share cannot be told from all."""
    return found.get("value") is not None and found["value"] >= 1.0


def share_text(found: Mapping[str, Any], lang: Lang) -> str:
    """ "0.31（0.28 至 0.35）"; all of it, within what can be told, where the estimate lies beyond."""
    value, low, high = as_share(found)
    if not is_all(found):
        return index_text({"share": value, "share_low": low, "share_high": high}, "share", PLAIN, lang)
    least = "" if low is None or low >= 1.0 else (f"（不少于 {low:.2f}）" if lang == "zh" else f" (at least {low:.2f})")
    return f"在可分辨的范围内是全部{least}" if lang == "zh" else f"all of it, within what can be told{least}"
