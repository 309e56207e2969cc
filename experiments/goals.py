"""A goal as planners write it: "new_products >= 300 by 2026-12", "到2026年底新产品达到300项", "销售额达到 5亿 截至 2027-06".

An indicator that adds up month by month, "at least" (>=, ≥, 达到, 不少于) or "more than" (>, 超过), a number, and the month at whose end it counts.
What happens before the first dated month (burn-in) does not count, as everywhere.
"""

import difflib
import math
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic_core import PydanticCustomError

from experiments.output.vocabulary import Both
from sim.indicators import INDICATORS, YEARLY
from sim.scenario.meant import amount_meant
from sim.units import FIRST_YEAR, LAST_YEAR, half_width, month_text, parse_money, short

EVENTS = tuple(name for name in YEARLY if name in INDICATORS)
"""Indicators that count events of projects."""
AMOUNTS = ("sales", "private_money", "public_money", "avoided_scale_up_loss")
"""Indicators that add up money."""
ALSO_CALLED = {
    "results": ("成果", "成果数"),
    "pilots_started": ("中试", "启动的中试", "中试项目"),
    "pilots_passed": ("中试通过", "通过中试"),
    "new_products": ("新产品数",),
    "batch_output": ("批量产出", "批量生产"),
    "sales": ("销售额", "新产品销售收入", "产值"),
    "private_money": ("社会资金", "社会投入"),
    "public_money": ("财政支出", "财政资金"),
}
MOST_LIKE = 0.5
LONGEST, MOST_MONTHS = 200, 1200
EXAMPLE = "new_products >= 300 by 2026-12"

_MONTH = r"(?P<year>[0-9]{4})\s*(?:[-/.年]\s*(?P<month>[0-9]{1,2})(?![0-9])\s*月?|年?(?=\s*[底末])|年?)\s*(?:[底末]\s*之?前?)?"
_UNIT = r"(?:项|个|件|万|亿|元|projects?\b|products?\b|results?\b|pilots?\b|(?:thousand |million |billion )?cny\b)"
_DATE = re.compile(
    rf"(?P<before>\bby\b|\buntil\b|截至|截止到?|到|至|于|在)?\s*(?P<when>(?<![0-9,.]){_MONTH})(?![0-9]|[,.][0-9]|\s*{_UNIT})", re.IGNORECASE
)
_OPERATORS = {
    ">=": (">=", "=>", "≥", "大于等于", "不少于", "不低于", "不小于", "达到", "至少", "at least", "reaches", "reach"),
    ">": (">", "大于", "超过", "多于", "高于", "more than", "above"),
    "<": ("<=", "=<", "≤", "<", "不超过", "不多于", "不高于", "少于", "低于", "小于", "至多", "at most", "less than", "below"),
    "=": ("==", "=", "等于", "equals"),
}
_OPERATOR_OF = {word: operator for operator, words in _OPERATORS.items() for word in words}
_LONGEST_FIRST = sorted(_OPERATOR_OF, key=len, reverse=True)
_ANY_OPERATOR = "|".join(re.escape(word) + ("(?![a-z])" if word.isalpha() and word.isascii() else "") for word in _LONGEST_FIRST)
_SENTENCE = re.compile(rf"(?P<name>.*?)\s*(?P<operator>{_ANY_OPERATOR})\s*(?P<amount>.*)", re.IGNORECASE)
_COUNT = re.compile(r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)\s*(?:项|个|件|projects?|products?|results?|pilots?)?", re.IGNORECASE)
_WITHOUT_OPERATOR = re.compile(r"(?P<name>.*?[^0-9\s])\s*(?P<amount>[0-9].*)")


class GoalError(ValueError):
    """A goal that cannot be used: why, the next step, and what was probably meant."""

    def __init__(self, reason: Both, step: Both, nearest: str | None = None):
        super().__init__(f"{reason.en}. {step.en}")
        self.reason, self.step, self.nearest = reason, step, nearest


@dataclass(frozen=True)
class Goal:
    """An indicator that is to reach `number` (projects, or 万元) by the end of a month, counted since year 0."""

    indicator: str
    is_strict: bool  # more than, not at least
    number: float
    by: int

    @property
    def text(self) -> str:
        """The goal in its shortest form, which `read_goal` reads back."""
        number = f"{self.number:.15g}" + ("万" if self.indicator in AMOUNTS else "")
        return f"{self.indicator} {'>' if self.is_strict else '>='} {number} by {month_text(self.by)}"

    def is_reached(self, total: Any) -> Any:
        """Whether a total (or each of an array of totals) reaches the goal."""
        return total > self.number if self.is_strict else total >= self.number

    def missing(self, total: Any) -> Any:
        """What a total (or each of an array of totals) lacks: whole projects, or 万元; 0 where the goal is reached."""
        enough = self.number + (1.0 if self.is_strict and self.indicator in EVENTS else 0.0)
        return np.maximum(0.0, enough - total)

    def place(self, first: int, months: int) -> int:
        """The number of the goal's month in a study of `months` months from `first` on. Raises GoalError where it lies outside."""
        last = first + months - 1
        facts = {"by": month_text(self.by), "first": month_text(first), "last": month_text(last), "months": self.by - first + 1}
        if first <= self.by <= last:
            return self.by - first
        if self.by < first:
            reason = Both("目标月份 {by} 在研究期（{first} 至 {last}）之前", "the goal's month {by} lies before the study ({first} to {last})")
            step = Both("把目标月份改到 {first} 或以后", "choose a month from {first} on")
        else:
            reason = Both("目标月份 {by} 在研究期（{first} 至 {last}）之后", "the goal's month {by} lies after the study ({first} to {last})")
            step = Both("加上 --months {months}，或把目标月份提前", "add --months {months}, or choose an earlier month")
            if facts["months"] > MOST_MONTHS:
                step = Both("把目标月份提前到研究期内", "choose a month within the study")
        raise GoalError(_filled(*reason, **facts), _filled(*step, **facts))

    def document(self) -> dict[str, Any]:
        """The goal as in the JSON file."""
        item = INDICATORS[self.indicator]
        number = int(self.number) if self.indicator in EVENTS else self.number
        operator = ">" if self.is_strict else ">="
        return {
            "text": self.text, "indicator": self.indicator, "operator": operator, "number": number, "unit": item.unit, "by": month_text(self.by),
        }  # fmt: skip


def read_goal(text: str) -> Goal:
    """The goal that a text says. Raises GoalError for everything else, with what was probably meant."""
    plain = " ".join(half_width(text).split())
    if not plain or len(plain) > LONGEST:
        raise _not_understood(text)
    by, rest = _date(plain)
    sentence = _SENTENCE.fullmatch(rest)
    if sentence is None:
        raise _without_operator(rest, by, text)
    operator = _OPERATOR_OF[sentence["operator"].lower()]
    name = _indicator(sentence["name"].strip(" ,"))
    if operator in ("<", "="):
        reason = Both("目标只能是“至少”（>=）或“超过”（>），不能是“{word}”", 'a goal is "at least" (>=) or "more than" (>), not "{word}"')
        step = Both("改用 >=；要看会不会突破上限，就问 > 那个数的概率", "write >=; to see whether a ceiling is broken, ask for > that number")
        raise GoalError(_filled(*reason, word=sentence["operator"]), step)
    amount = sentence["amount"].strip(" ,")
    return Goal(name, operator == ">", _money(amount, name) if name in AMOUNTS else _count(amount, name), by)


def _date(text: str) -> tuple[int, str]:
    """The month of a goal, and the text without it. Raises GoalError."""
    dates = list(_DATE.finditer(text))
    found = [date for date in dates if date["month"] or _is_end_of_year(date)] or dates  # a bare year may be the number: "到2026-12新产品 >= 2000"
    if len(found) != 1:
        reason = Both("没有写明到哪个月", "it does not say by which month") if not found else Both("写了不止一个月份", "it names more than one month")
        raise GoalError(reason, _filled("像这样写：{example}", "write it like this: {example}", example=EXAMPLE))
    date = found[0]
    year, month = int(date["year"]), date["month"]
    if month is None and not _is_end_of_year(date):
        reason = _filled("“{year}”没有写明月份", '"{year}" does not say which month', year=year)
        raise GoalError(reason, Both("写成 YYYY-MM", "write it as YYYY-MM"), f"{year}-12")
    number = 12 if month is None else int(month)
    if not 1 <= number <= 12 or not FIRST_YEAR <= year <= LAST_YEAR:
        reason = _filled("没有“{what}”这个月份", 'there is no month "{what}"', what=date["when"].strip())
        raise GoalError(reason, _filled("写成 YYYY-MM，如 {example}", "write it as YYYY-MM, such as {example}", example="2026-12"))
    return year * 12 + number - 1, f"{text[: date.start()]} {text[date.end() :]}".strip(" ,")


def _is_end_of_year(date: re.Match[str]) -> bool:
    return date.group().rstrip("前之 ").endswith(("底", "末"))


def _indicator(name: str) -> str:
    """The indicator of that name in either language. Raises GoalError with the nearest one."""
    by_name = _names()
    wanted = _key(name)
    if wanted in by_name:
        found = by_name[wanted]
        if found in EVENTS or found in AMOUNTS:
            return found
        reason = _filled("“{name}”不是逐月累计的数，不能作目标", '"{name}" does not add up month by month, so it cannot be a goal', name=name)
        raise GoalError(reason, _choices())
    near = difflib.get_close_matches(wanted, by_name, n=1, cutoff=MOST_LIKE)
    nearest = by_name[near[0]] if near and by_name[near[0]] in (*EVENTS, *AMOUNTS) else None
    if not name:
        raise GoalError(Both("没有写明是哪个指标", "it does not say which indicator"), _choices())
    raise GoalError(_filled("没有“{name}”这个指标", 'there is no indicator "{name}"', name=short(name)), _choices(), nearest)


def _names() -> dict[str, str]:
    names = {}
    for key, item in INDICATORS.items():
        names |= {_key(word): key for word in (key, item.zh, item.en, *ALSO_CALLED.get(key, ()))}
    return names


def _key(name: str) -> str:
    return re.sub(r"[\s_\-]+", "_", name.strip().lower())


def _choices() -> Both:
    in_chinese = "、".join(f"{name}（{INDICATORS[name].zh}）" for name in (*EVENTS, *AMOUNTS))
    return Both(f"从这些中选：{in_chinese}", f"choose from: {', '.join((*EVENTS, *AMOUNTS))}")


def _count(amount: str, name: str) -> float:
    """A whole number of projects. Raises GoalError."""
    match = _COUNT.fullmatch(amount)
    if match is None or len(amount) > 20:
        reason = Both("“{name}”需要不小于 0 的整数（项），得到的是“{amount}”", '{name} needs a whole number of projects from 0 on, not "{amount}"')
        step = Both("写一个整数，如 300 或 300项", "write a whole number, such as 300")
        raise GoalError(_filled(*reason, name=name, amount=short(amount)), step, _whole(amount))
    return float(match["number"].replace(",", ""))


def _whole(amount: str) -> str | None:
    try:
        number = float(amount.replace(",", ""))
    except ValueError:
        return None
    return str(math.ceil(number)) if 0 <= number < 1e15 else None


def _money(amount: str, name: str) -> float:
    """An amount in 万元; a unit must be there. Raises GoalError."""
    try:
        return parse_money(amount)
    except PydanticCustomError:
        reason = Both("“{name}”需要带单位的金额，得到的是“{amount}”", '{name} needs an amount of money with its unit, not "{amount}"')
        step = Both("写上单位，如 5000万 或 5亿", "write it with its unit, such as 5亿 or 500 million CNY")
        raise GoalError(_filled(*reason, name=name, amount=short(amount)), step, amount_meant(amount)) from None


def _without_operator(rest: str, by: int, text: str) -> GoalError:
    """Name and number without anything between them: probably "at least"."""
    match = _WITHOUT_OPERATOR.fullmatch(rest)
    if match is None:
        return _not_understood(text)
    near = f"{match['name'].strip()} >= {match['amount'].strip()} by {month_text(by)}"
    return GoalError(Both("指标和数字之间缺少 >=（至少）或 >（超过）", "there is no >= or > between indicator and number"), _like_this(), near)


def _not_understood(text: str) -> GoalError:
    return GoalError(_filled("看不懂这个目标：“{text}”", 'this goal cannot be read: "{text}"', text=short(text)), _like_this())


def _like_this() -> Both:
    return Both(f'像这样写：--goal "{EXAMPLE}"，或 --goal "到2026年底新产品达到300项"', f'write it like this: --goal "{EXAMPLE}"')


def _filled(zh: str, en: str, **facts: object) -> Both:
    return Both(zh.format_map(facts), en.format_map(facts))
