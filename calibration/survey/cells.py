"""Single cells of a survey: months as Excel writes them, yes and no, fields, scores and money. Each reader raises BadCell."""

import calendar
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache

from calibration.survey.columns import SECTOR_NAMES
from sim.stages import Sector, name_zh
from sim.units import half_width, month_text, short

UNKNOWN = -1
"""An event that happened in a month that nobody knows."""
FIRST_YEAR, LAST_YEAR = 1980, 2100
LONGEST_NAME = 80
MOST_MONEY = 100_000.0
"""万元 of public money in one project above which the unit must be a slip."""
_KEPT = 65536

YES = frozenset(("是", "yes", "y", "1", "true", "√", "对", "已"))
NO = frozenset(("否", "no", "n", "0", "false", "×", "x", "未"))
UNKNOWN_WORDS = frozenset(("不详", "unknown", "不明", "月份不详", "日期不详"))
ENGLISH_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_CLOCK = r"(?:\s+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
_MONTH = re.compile(rf"(?P<year>[0-9]{{4}})(?P<mark>[-/.年])(?P<month>[0-9]{{1,2}})(?:月|(?:月|(?P=mark))(?P<day>[0-9]{{1,2}})日?)?{_CLOCK}")
_EXCEL_ENGLISH = re.compile(r"(?P<name>[A-Za-z]{3})-(?P<year>[0-9]{2})")
_SERIAL = re.compile(r"[0-9]{5}(?:\.0+)?")
_SHORT_YEAR = re.compile(r"(?P<year>[0-9]{2})[-/.年](?P<month>[0-9]{1,2})(?:[-/.月].*)?")
_COMPACT = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?:[0-9]{2})?")


class BadCell(ValueError):
    """A cell that cannot be read: code of the message, facts, and the value probably meant."""

    def __init__(self, code: str, nearest: str | None = None, **facts: object):
        super().__init__(code)
        self.code, self.nearest, self.facts = code, nearest, facts


@lru_cache(_KEPT)
def month(text: str) -> int:
    """Months since year 0 from 2024-05, 2024/5, 2024/5/1, 2024年5月, 2024-05-01 0:00 or May-24."""
    plain = half_width(text).strip()
    if found := _MONTH.fullmatch(plain):
        return _checked(text, int(found["year"]), int(found["month"]), int(found["day"] or 1))
    if (found := _EXCEL_ENGLISH.fullmatch(plain)) and found["name"].lower() in ENGLISH_MONTHS:
        return _checked(text, 2000 + int(found["year"]), ENGLISH_MONTHS[found["name"].lower()], 1)
    if plain.lower() in UNKNOWN_WORDS:
        raise BadCell("month_unknown")
    if _SERIAL.fullmatch(plain) and 10_000 <= (days := int(float(plain))) < 80_000:
        meant = date(1899, 12, 30) + timedelta(days=days)
        raise BadCell("month_serial", f"{meant:%Y-%m}", value=short(text))
    raise BadCell("month_form", _month_meant(plain), value=short(text))


def _checked(text: str, year: int, number: int, day: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadCell("month_year", value=short(text), first=FIRST_YEAR, last=LAST_YEAR)
    if not 1 <= number <= 12 or not 1 <= day <= calendar.monthrange(year, number)[1]:
        near = f"{year}-{number:02d}" if 1 <= number <= 12 else f"{year}-{day:02d}" if number > 12 and 1 < day <= 12 else None
        raise BadCell("month_impossible", near, value=short(text))
    return year * 12 + number - 1


def _month_meant(plain: str) -> str | None:
    for form, century in ((_SHORT_YEAR, 2000), (_COMPACT, 0)):
        found = form.fullmatch(plain)
        if found and 1 <= int(found["month"]) <= 12 and FIRST_YEAR <= (year := century + int(found["year"])) <= LAST_YEAR:
            return month_text(year * 12 + int(found["month"]) - 1)
    return None


@lru_cache(_KEPT)
def event(text: str) -> int:
    """A month, or UNKNOWN where the event happened in a month that nobody knows."""
    return UNKNOWN if text.strip().lower() in UNKNOWN_WORDS else month(text)


@lru_cache(_KEPT)
def yes_no(text: str) -> bool:
    """Whether it is a yes."""
    plain = half_width(text).strip().lower()
    if plain in YES:
        return True
    if plain in NO:
        return False
    begins = {True: ("是", "已", "通过", "入选"), False: ("否", "未", "不", "没", "落选")}
    meant = next((answer for answer, starts in begins.items() if plain.startswith(starts)), None)
    raise BadCell("yes_no", None if meant is None else "是" if meant else "否", value=short(text))


@lru_cache(_KEPT)
def sector(text: str) -> Sector:
    """One of the model's sectors by its Chinese or English name."""
    plain = text.strip()
    if plain.lower() in SECTOR_NAMES:
        return SECTOR_NAMES[plain.lower()]
    names = [name_zh(each) for each in Sector]
    near = next((name for name in names if len(plain) > 1 and (plain in name or name in plain)), None)
    near = near or next(iter(get_close_matches(plain, list(SECTOR_NAMES), 1, 0.5)), None)
    raise BadCell("sector_unknown", near, value=short(text), choices="、".join(names))


@lru_cache(_KEPT)
def number(text: str) -> float:
    """A finite number."""
    plain = half_width(text).strip().removesuffix("分")
    try:
        found = float(plain) if "_" not in plain else math.nan
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        digits = re.search(r"-?[0-9]+(?:\.[0-9]+)?", plain)
        raise BadCell("number", digits[0] if digits else None, value=short(text))
    return found


@lru_cache(_KEPT)
def money(text: str) -> float:
    """万元, from a number in 万元 or text with a unit such as 30万元."""
    from pydantic_core import PydanticCustomError

    from sim.units import parse_money

    plain = half_width(text).strip()
    try:
        amount = parse_money(plain if not re.fullmatch(r"[-+0-9.,]+", plain) else f"{plain}万元")
    except PydanticCustomError:
        digits = re.search(r"[0-9]+(?:\.[0-9]+)?", plain.replace(",", ""))
        raise BadCell("money", digits[0] if digits else None, value=short(text)) from None
    if amount > MOST_MONEY:
        raise BadCell("money_large", f"{amount / 10_000:.10g}", value=f"{amount:.15g}", most=f"{MOST_MONEY:.15g}")
    return amount


def name(text: str) -> str:
    """The code of a project."""
    plain = text.strip()
    if len(plain) > LONGEST_NAME:
        raise BadCell("name_long", n=len(plain), most=LONGEST_NAME)
    return plain


READERS: Mapping[str, Callable[[str], object]] = {
    "name": name, "sector": sector, "month": month, "event": event, "yes_no": yes_no, "number": number, "money": money,
}  # fmt: skip
