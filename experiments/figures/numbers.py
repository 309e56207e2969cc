"""Numbers as planners read them: units and scales, as many digits as the interval supports, "—" for what is not known."""

import math
from dataclasses import dataclass

from experiments.output.vocabulary import Both, Lang

UNKNOWN = "—"
MINUS = "\u2212"
MONEY = Both("万元", "10k CNY")
SHARE = "share"
MOST_DECIMALS = 4
TURNING = (0.0, 50.0, 100.0)
"""Per cents that say something by themselves."""
ROUNDING = 1e-9
"""An interval narrower than this share of its bounds is a rounding error wide."""


@dataclass(frozen=True)
class Scale:
    """A display unit: shown value = stored value times `factor`. `label` is "" for plain numbers."""

    factor: float
    label: str


def scale_for(unit: Both, lang: Lang, largest: float, difference: bool = False) -> Scale:
    """The display unit for values up to `largest` in size: 亿元 instead of 万元 from 10,000 万元 up, per cent for shares.

    English readers get million or billion CNY. A difference of shares is in percentage points.
    """
    if unit == MONEY:
        if lang == "zh":
            return Scale(1e-4, "亿元") if abs(largest) >= 1e4 else Scale(1.0, "万元")
        return Scale(1e-5, "billion CNY") if abs(largest) >= 1e6 else Scale(0.01, "million CNY")
    if unit.en == SHARE:
        points = {"zh": "个百分点", "en": "percentage points"}[lang]
        return Scale(100.0, points if difference else "%")
    return Scale(1.0, unit.read(lang))


def decimals_for(value: float | None, low: float | None = None, high: float | None = None) -> int:
    """How many decimals to show: two digits of the width of the interval, or three of the value when there is none.

    Never more than five digits of the largest number, so that an interval without width is no excuse for decimals; but a bound that is
    not zero is never shown as zero, so that nobody reads a touch of zero into an interval that excludes it.
    """
    if low is not None and high is not None and high > low:
        size = max(abs(low), abs(high))
        if high - low < size * ROUNDING:
            return _digits(size, 3)
        decimals = min(_digits(high - low, 2), _digits(size, 5))
        for bound in (low, high):
            while bound != 0 and round(bound, decimals) == 0 and decimals < MOST_DECIMALS:
                decimals += 1
        return decimals
    return _digits(abs(value), 3) if value else 0


def _digits(size: float, significant: int) -> int:
    if size <= 0:
        return 0
    return min(MOST_DECIMALS, max(0, significant - 1 - math.floor(math.log10(size))))


def number(value: float | None, decimals: int, signed: bool = False) -> str:
    """A number with thousands separators and a true minus; "—" for None. `signed` writes a plus too."""
    if value is None:
        return UNKNOWN
    rounded = round(value, decimals) + 0.0
    text = f"{abs(rounded):,.{decimals}f}"
    return (MINUS if rounded < 0 else "+" if signed and rounded > 0 else "") + text


def parts(value: float | None, low: float | None, high: float | None, scale: Scale, signed: bool = False, least: int = 0) -> tuple[str, str, str]:
    """A value and the ends of its interval in the display unit, all with as many decimals as the interval supports and at least so many."""
    shown, bottom, top = (None if part is None else part * scale.factor for part in (value, low, high))
    decimals = max(least, decimals_for(shown, bottom, top))
    return number(shown, decimals, signed), number(bottom, decimals, signed), number(top, decimals, signed)


def with_interval(value: float | None, low: float | None, high: float | None, scale: Scale, lang: Lang, signed: bool = False) -> str:
    """ "6.3 项（4.1 至 8.5）" in the display unit; without an interval it says so."""
    if value is None:
        return UNKNOWN
    text, low_text, high_text = parts(value, low, high, scale, signed)
    text += scale.label if scale.label == "%" else f" {scale.label}" if scale.label else ""
    if low is None or high is None:
        return f"{text}（世界太少，无区间）" if lang == "zh" else f"{text} (too few worlds)"
    return f"{text}（{low_text} 至 {high_text}）" if lang == "zh" else f"{text} ({low_text} to {high_text})"


def percent(share: float | None) -> str:
    """A share in per cent without the sign: whole, with decimals only so that one that is not quite 0, one half or 1 is never shown as if it were.

    Whether a goal is rather reached than not turns on one half.
    """
    if share is None:
        return UNKNOWN
    decimals, shown = 0, 100.0 * share
    while shown not in TURNING and round(shown, decimals) in TURNING and decimals < MOST_DECIMALS:
        decimals += 1
    return number(shown, decimals)


def exact_decimals(value: float) -> int:
    """As many decimals as tell a number that was set, and not measured: none of them is rounded away."""
    return next(decimals for decimals in range(12) if decimals == 11 or math.isclose(round(value, decimals), value, rel_tol=1e-12))


def tick_labels(ticks: list[float]) -> list[str]:
    """Labels of evenly spaced ticks, all with the same number of decimals, as few as tell them apart."""
    if len(ticks) < 2:
        return [number(tick, decimals_for(tick)) for tick in ticks]
    step = abs(ticks[1] - ticks[0])
    decimals = 0
    while decimals < 10 and abs(round(step, decimals) - step) > step * 1e-6:
        decimals += 1
    return [number(tick, decimals) for tick in ticks]
