"""What somebody who wrote a value that cannot be used probably meant: the same amount, month, number or choice, written as a file takes it."""

import re
from collections.abc import Sequence
from typing import Any

from sim.scenario.catalogue import nearest
from sim.scenario.errors import Both
from sim.scenario.wording import choice_zh
from sim.units import half_width, short

_CHINESE_AMOUNT = re.compile(r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<tens>[十百千])?(?P<size>[万亿wW])?[元圆块]?(?:人民币|/年|每年)?")
_TENS = {None: 1, "十": 10, "百": 100, "千": 1000}
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_WRITTEN_OUT = re.compile(rf"(?P<numeral>[{''.join(_DIGITS)}十百千万亿]+)[元圆块]?(?:人民币|/年|每年)?")
_LOOSE_MONTH = re.compile(r"(?P<year>[0-9]{4})\s*[-/.年]\s*(?P<month>[0-9]{1,2})\s*(?:月|[-/.][0-9]{1,2}|月[0-9]{1,2}日)?")
_NUMBER = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<percent>%)?")


def amount_meant(text: Any) -> str | None:
    """ "3000万" for "3千万", "三千万", "3000w" and "3000 万元/年"; None where the size is not certain."""
    plain = _plain(text).replace(" ", "")
    if written_out := _WRITTEN_OUT.fullmatch(plain):
        return _amount_written_out(written_out["numeral"])
    match = _CHINESE_AMOUNT.fullmatch(plain)
    if match is None or not (match["tens"] or match["size"]):
        return None
    number = float(match["number"].replace(",", "")) * _TENS[match["tens"]]
    if match["size"] is None:
        return f"{number:.10g}元"
    return f"{number:.10g}{'亿' if match['size'] == '亿' else '万'}"


def _amount_written_out(numeral: str) -> str | None:
    """ "6000万" for "六千万", "3.5亿" for "三亿五千万"; None for a numeral without 万 or 亿, whose size is not certain."""
    size_words = [character for character in numeral if character in "万亿"]
    if size_words not in (["万"], ["亿"], ["亿", "万"]) or numeral[0] in "百千万亿":
        return None
    total = part = digit = 0  # 万元, and what has not got its 万 or 亿 yet
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in "十百千":
            part += (digit or 1) * _TENS[character]
            digit = 0
        else:
            size = 1 if character == "万" else 10_000
            total, part, digit = (total + part + digit) * size, 0, 0
    if part or digit:  # "三万五" may be 35,000 or 30,005
        return None
    return f"{total / 10_000:.10g}亿" if total % 1000 == 0 and total >= 10_000 else f"{total:.10g}万"


def month_meant(text: Any) -> str | None:
    """ "2026-07" for "2026年7月", "2026-7", "2026/7" and "2026-07-01"."""
    match = _LOOSE_MONTH.fullmatch(_plain(text))
    return f"{match['year']}-{int(match['month']):02d}" if match and 1 <= int(match["month"]) <= 12 else None


def number_meant(text: Any) -> str | None:
    """ "0.3" for "30%" and for "0.3" in quotes."""
    match = _NUMBER.fullmatch(_plain(text))
    if match is None:
        return None
    return f"{float(match['number']) / (100 if match['percent'] else 1):.10g}"


def word_of(value: Any) -> str:
    """A value that should have been a word; the only word of a list for a list of one."""
    return word_of(value[0]) if isinstance(value, tuple) and len(value) == 1 else str(value)


def as_written(value: Any) -> str:
    """A value as its file writes it: a list of words with its brackets and quotes."""
    return "[" + ", ".join(f'"{short(item)}"' for item in value[:5]) + "]" if isinstance(value, tuple) else short(value)


def choice_meant(word: str, choices: Sequence[str], unit: str) -> str | None:
    """The choice whose name, in either language, is most like a word: "chemicals" for "化工"."""
    in_chinese = {choice_zh(choice, unit): choice for choice in choices}
    parts = [choice for name, choice in in_chinese.items() if word and word in name and not word.isascii()]
    near = parts[0] if len(parts) == 1 else nearest(word, (*choices, *in_chinese))
    return in_chinese.get(near, near) if near is not None else None


def choices_text(choices: Sequence[str], unit: str) -> Both:
    """All choices, in Chinese each with its name."""
    named = [(choice, choice_zh(choice, unit)) for choice in choices]
    return Both("，".join(f"{choice}（{name}）" if name != choice else choice for choice, name in named), ", ".join(choices))


def _plain(text: Any) -> str:
    return half_width(text).strip() if isinstance(text, str) and len(text) <= 40 else ""
