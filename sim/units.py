"""Money and months as people write them: pydantic types that turn text into plain numbers, and say what is wrong when they cannot.

`Money` is a float in 万元; a scenario may write a number (in 万元) or text with a unit. `Month` is an int, months since year 0.
Errors are `PydanticCustomError`s whose type (`money_unit`, `month_impossible`, …) names the message in `sim.scenario.messages`.
"""

import math
import re
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

MONEY_UNITS = {
    "元": Decimal("0.0001"),
    "万": Decimal(1),
    "万元": Decimal(1),
    "亿": Decimal(10000),
    "亿元": Decimal(10000),
    "CNY": Decimal("0.0001"),
    "thousand CNY": Decimal("0.1"),
    "million CNY": Decimal(100),
    "billion CNY": Decimal(100000),
}
"""Units that may follow an amount, and how many 万元 one of them is."""

MONEY_UNITS_TEXT = ", ".join(MONEY_UNITS)
FIRST_YEAR, LAST_YEAR = 1900, 2200
LONGEST_TEXT = 40

_UNIT_BY_LOWER = {unit.lower(): size for unit, size in MONEY_UNITS.items()}
_AMOUNT = re.compile(r"(?P<sign>[-+]?)(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>.*)", re.DOTALL)
_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
_FULL_WIDTH_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "\u3000": " ", "。": ".", "、": ","})


def half_width(text: str) -> str:
    """The text with full-width letters, digits, punctuation and curly quotes replaced by their ordinary forms."""
    return "".join(chr(ord(char) - 0xFEE0) if "\uff01" <= char <= "\uff5e" else char for char in text).translate(_FULL_WIDTH_QUOTES)


def short(value: Any) -> str:
    """A value as an error message shows it: whole when short, cut when long, never failing (huge integers are shown as a power of ten)."""
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return f"{'-' if value < 0 else ''}10^{int(value.bit_length() * 0.30103)}"
    text = "true" if value is True else "false" if value is False else str(value)
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def parse_money(value: Any) -> float:
    """An amount in 万元 from a number (already 万元) or from text such as "3000万", "5亿元", "2.5 million CNY".

    Raises PydanticCustomError: `money_type` (not a number or text), `money_full_width`, `money_unit` (missing or unknown unit),
    `money_form` (the number cannot be read), `money_negative`, `money_infinite`.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise PydanticCustomError(
            "money_type",
            'money is a number in 万元 or text such as "3000万", not {kind}',
            {"kind": type(value).__name__, "value": short(value)},
        )
    amount = _money_from_text(value) if isinstance(value, str) else _money_from_number(value)
    if not math.isfinite(amount):
        raise PydanticCustomError("money_infinite", "money must be a finite amount", {"value": short(value)})
    if amount < 0:
        raise PydanticCustomError("money_negative", "money cannot be negative: {value}", {"value": short(value)})
    return amount


def _money_from_number(value: int | float) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _money_from_text(text: str) -> float:
    facts = {"value": short(text), "units": MONEY_UNITS_TEXT}
    if half_width(text) != text:
        raise PydanticCustomError(
            "money_full_width", '"{value}" has full-width characters; write "{plain}"', facts | {"plain": short(half_width(text))}
        )
    match = _AMOUNT.fullmatch(text.strip()) if len(text) <= LONGEST_TEXT else None
    if match is None:
        raise PydanticCustomError("money_form", '"{value}" is not an amount of money; units: {units}', facts)
    size = _UNIT_BY_LOWER.get(" ".join(match["unit"].lower().split()))
    if size is None:
        raise PydanticCustomError("money_unit", 'unit "{unit}" is not known; units: {units}', facts | {"unit": match["unit"]})
    return float(Decimal(match["sign"] + match["number"].replace(",", "")) * size)


def parse_month(value: Any) -> int:
    """Months since year 0 (year * 12 + month - 1) from text "YYYY-MM".

    Raises PydanticCustomError: `month_native_date` (a TOML date), `month_type` (not text), `month_full_width`, `month_form` (not YYYY-MM),
    `month_impossible` (month not 01 to 12), `month_year` (year outside 1900 to 2200).
    """
    if isinstance(value, date | time):
        day = value if isinstance(value, date) else None
        text = f"{day.year:04d}-{day.month:02d}" if day else "2025-10"
        raise PydanticCustomError("month_native_date", 'write the month as text: "{plain}"', {"value": short(value), "plain": text})
    if not isinstance(value, str):
        raise PydanticCustomError("month_type", 'a month is text "YYYY-MM", not {value}', {"value": short(value)})
    facts = {"value": short(value)}
    if half_width(value) != value:
        raise PydanticCustomError(
            "month_full_width", '"{value}" has full-width characters; write "{plain}"', facts | {"plain": short(half_width(value))}
        )
    match = _MONTH.fullmatch(value)
    if match is None:
        raise PydanticCustomError("month_form", '"{value}" is not a month; write "YYYY-MM", for example "2025-10"', facts)
    year, month = int(match["year"]), int(match["month"])
    if not 1 <= month <= 12:
        raise PydanticCustomError("month_impossible", '"{value}": there is no month {month}; months are 01 to 12', facts | {"month": match["month"]})
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PydanticCustomError("month_year", '"{value}": the year must be {first} to {last}', facts | {"first": FIRST_YEAR, "last": LAST_YEAR})
    return year * 12 + month - 1


def month_text(month: int) -> str:
    """ "YYYY-MM" of a month counted since year 0."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def money_text(amount: float, lang: str = "zh") -> str:
    """An amount in 万元 as people read it: "3000万元", "5亿元"; in English "30 million CNY"."""
    if lang == "zh":
        return f"{amount / 10000:.10g}亿元" if abs(amount) >= 10000 else f"{amount:.10g}万元"
    return f"{amount / 100:.10g} million CNY"


def rounded_money(amount: float, lang: str = "zh") -> str:
    """An amount in 万元 as one says it in a sentence: "85万元", "1.25亿元"; in English "850,000 CNY", "125 million CNY"."""
    if lang == "zh":
        if abs(amount) >= 9999.5:
            return f"{amount / 10000:.2f}".rstrip("0").rstrip(".") + "亿元"
        return f"{amount:.1f}万元" if 0.05 <= abs(amount) < 9.95 else f"{amount:.0f}万元".replace("-0万", "0万")
    if abs(amount) >= 99.95:
        return f"{amount / 100:.1f} million CNY"
    return f"{round(amount * 10) * 1000:,} CNY"


Money = Annotated[
    float,
    BeforeValidator(parse_money),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0, "description": "万元"},
                {"type": "string", "pattern": r"^[0-9][0-9,.]*\s*(元|万元?|亿元?|((thousand|million|billion) )?CNY)$"},
            ]
        }
    ),
]
"""Money in 万元."""

Month = Annotated[
    int,
    BeforeValidator(parse_month),
    PlainSerializer(month_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]{4}-(0[1-9]|1[0-2])$"}),
]
"""A month, counted since year 0; "YYYY-MM" in files and in JSON."""
