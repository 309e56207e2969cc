"""Numbers for the terminal: with their unit, as many digits as the interval supports, and only characters that every console can show."""

import math
from collections.abc import Mapping
from typing import Any

from experiments.cli.language import Lang
from experiments.figures.numbers import MINUS, MONEY, Scale, number, scale_for
from experiments.output.vocabulary import indicator

UNKNOWN = "-"
MOST_DECIMALS, MOST_DIGITS = 9, 4
CHINESE_DIGITS = "零一两三四五六七八九十"
COUNT = Scale(1.0, "")


def scale_of(name: str, found: Mapping[str, Any], lang: Lang, *, difference: bool = False) -> Scale:
    """The unit in which one indicator is shown, the same for all numbers of its row: 亿元 where any of them is large.

    A difference of two shares is in percentage points.
    """
    largest = max((abs(found[key]) for key in ("baseline", "policy", "difference", "mean") if found.get(key) is not None), default=0.0)
    return scale_for(indicator(name).unit, lang, largest, difference)


def money_scale(largest: float, lang: Lang) -> Scale:
    """The unit for amounts up to `largest` 万元."""
    return scale_for(MONEY, lang, largest)


def decimals(value: float | None, low: float | None, high: float | None, scale: Scale) -> int:
    """How many decimals the interval supports: two digits of its width, or three of the value where there is none.

    An interval that excludes zero never has a bound that looks like zero.
    """
    value, low, high = (None if each is None else each * scale.factor for each in (value, low, high))
    if low is None or high is None or high <= low:
        return _places(abs(value), 3) if value else 0
    result = min(_places(high - low, 2), _places(max(-low, high), MOST_DIGITS))
    while low * high > 0 and round(min(abs(low), abs(high)), result) == 0 and result < MOST_DECIMALS:
        result += 1
    return result


def _places(size: float, digits: int) -> int:
    """Decimals that show so many digits of a number of this size."""
    return min(MOST_DECIMALS, max(0, digits - 1 - math.floor(math.log10(size))))


def plain(value: float | None, places: int, scale: Scale = COUNT, *, signed: bool = False) -> str:
    """A number in its display unit with an ordinary minus sign, which GBK consoles have too; "-" for None."""
    return UNKNOWN if value is None else number(value * scale.factor, places, signed).replace(MINUS, "-")


def amount(value: float, low: float | None, high: float | None, scale: Scale) -> str:
    """A value with its unit, with as many digits as its interval supports: "3.1 项"."""
    text = plain(value, decimals(value, low, high, scale), scale)
    return f"{text}%" if scale.label == "%" else f"{text} {scale.label}".rstrip()


def interval(low: float | None, high: float | None, scale: Scale, lang: Lang) -> str:
    """An interval in the display unit: "1.2 至 5.0"; "-" where there is none."""
    if low is None or high is None:
        return UNKNOWN
    places = decimals((low + high) / 2, low, high, scale)
    return f"{plain(low, places, scale)} {'至' if lang == 'zh' else 'to'} {plain(high, places, scale)}"


def percent(share: float) -> str:
    """A share as whole per cent; a share that is not 0 or 1 is never shown as such."""
    shown = round(100 * share)
    if share > 0 and shown == 0:
        return "<1%"
    return ">99%" if share < 1 and shown == 100 else f"{shown}%"


def year_label(year: str, period: Mapping[str, str], lang: Lang) -> str:
    """A calendar year, with its months where the study covers only part of it: "2026（5-12月）"; `period` is that of a document."""
    first, last = (1 if period["first"][:4] != year else int(period["first"][5:])), (12 if period["last"][:4] != year else int(period["last"][5:]))
    if (first, last) == (1, 12):
        return year
    months = f"{first}-{last}" if first < last else f"{first}"
    return f"{year}（{months}月）" if lang == "zh" else f"{year} ({'month' if first == last else 'months'} {months})"


def counted(number_of: int, lang: Lang) -> str:
    """A small number as a word in Chinese, for "三种解释"."""
    return CHINESE_DIGITS[number_of] if lang == "zh" and number_of < len(CHINESE_DIGITS) else str(number_of)
