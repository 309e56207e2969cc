"""What the content rules read: one result in one language, with every number taken from it by its place and rounded by one rule.

The rule is that of the figures (`experiments.figures.numbers`): two digits of the width of the interval, three of a value without one. A brief shows
two digits of the value too, since "3 (1 to 17)" hides that it is 2.7.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from experiments.briefs.certainty import Judgement, judged
from experiments.briefs.reading import Kind, Result
from experiments.briefs.tree import Line, Number, Phrase, Picture, Quoted, Span, figure_key
from experiments.figures.numbers import MONEY, MOST_DECIMALS, SHARE, Scale, decimals_for, exact_decimals, number, percent, scale_for
from experiments.figures.style import policy_letter
from experiments.figures.unit_cost import is_costed
from experiments.figures.verdicts import DIRECTED, Verdict, finding
from experiments.output.enough import missing_worlds
from experiments.output.instruments import called, shipped
from experiments.output.vocabulary import Both, Lang, indicator, title, version
from sim.definitions import HEADLINE

UNKNOWN = "—"
_WITHOUT = re.compile(r"，?括号内为95%区间|，平均值和95%区间|,? (?:with )?95 % intervals?|(?:; )?mean and 95 % interval|（括号内为95%区间）")
PLAIN = Both("", "")
PROJECTS = Both("项", "projects")
POINTS_UNIT = Both("比例", SHARE)
RANGE = Phrase("{low}至{high}", "{low} to {high}")
LEAST_SHOWN = 0.1
"""An amount below that in the unit of its column is shown in its own: 161万元 instead of 0.0161亿元."""
BRACKETS = Phrase("（{range}）", "({range})")
WITH_RANGE = Phrase("{value}（{range}）", "{value} ({range})")


@dataclass(frozen=True)
class Measure:
    """A value and its interval as shown: all with the same unit and the same decimals. None where it is not known."""

    value: Number | None
    low: Number | None
    high: Number | None
    unit: str
    space: str = " "

    def with_unit(self) -> Line:
        """ "6.3 项"; a dash where it is not known."""
        if self.value is None:
            return (UNKNOWN,)
        return (self.value, self.unit if self.unit == "%" else f"{self.space}{self.unit}" if self.unit else "")

    @property
    def is_flat(self) -> bool:
        """Whether value and bounds look the same: the same in every world."""
        return self.value is not None and self.low is not None and self.high is not None and self.value.text == self.low.text == self.high.text

    def bare(self) -> Line:
        """The value alone, for a cell whose heading names the unit."""
        return (UNKNOWN,) if self.value is None else (self.value,)

    def range(self, lang: Lang) -> Line:
        """ "4.1 至 8.5"; a dash where there is no interval."""
        if self.low is None or self.high is None:
            return (UNKNOWN,)
        return RANGE.fill(lang, low=self.low, high=self.high)

    def stacked(self, lang: Lang, unit: bool = False) -> Line:
        """The value, and its interval on a line below, for narrow columns."""
        value = self.with_unit() if unit else self.bare()
        if self.value is None or self.low is None or self.high is None or self.is_flat:
            return value
        return (*value, "\n", *BRACKETS.fill(lang, range=self.range(lang)))

    def both(self, lang: Lang, unit: bool = True) -> Line:
        """ "6.3 项（4.1 至 8.5）"."""
        value = self.with_unit() if unit else self.bare()
        if self.value is None or self.low is None or self.high is None or self.is_flat:
            return value
        return WITH_RANGE.fill(lang, value=value, range=self.range(lang))


class Case:
    """One result in one language."""

    def __init__(self, result: Result, lang: Lang):
        self.result, self.lang = result, lang
        self.document: Mapping[str, Any] = result.document
        self.kind: Kind = result.kind
        self.space = "" if lang == "zh" else " "
        self.missing = missing_worlds(self.document)

    def say(self, phrase: Phrase, **facts: Span | Line | Phrase) -> Line:
        """A phrase in the language of the brief with facts filled in."""
        return phrase.fill(self.lang, **facts)

    def caption(self, phrase: Phrase) -> Line:
        """A caption that speaks of intervals; of one world it does not, which has none."""
        said = self.say(phrase)
        return tuple(_WITHOUT.sub("", span) if isinstance(span, str) else span for span in said) if self.is_single else said

    def at(self, pointer: str) -> Any:
        """The value at a place of the document (RFC 6901)."""
        return at(self.document, pointer)

    def measure(
        self, place: str, unit: Both, key: str = "value", *, signed: bool = False, scale: Scale | None = None, magnitude: bool = False
    ) -> Measure:
        """The value under `key` of the object at `place`, with its low and high, all with the same decimals.

        `scale` is the display unit (default: by the largest of the three); `magnitude` shows a difference that is negative as a size.
        """
        found = self.at(place)
        value, low, high = (found.get(name) for name in (key, "low", "high"))
        largest = max((abs(each) for each in (value, low, high) if each is not None), default=0.0)
        scale = scale or scale_for(unit, self.lang, largest)
        flip = -1.0 if magnitude and value is not None and value < 0 else 1.0
        factor = scale.factor * flip
        shown = [None if each is None else each * scale.factor for each in (value, low, high)]
        decimals = enough(decimals_for(*shown), *shown)
        names = (key, "low", "high") if flip > 0 else (key, "high", "low")
        parts = [self._number(f"{place}/{name}", found.get(name), factor, decimals, signed) for name in names]
        return Measure(*parts, unit=_counted(scale.label), space=self.space)

    def single(self, pointer: str, unit: Both, is_exact: bool = False) -> Measure:
        """A number that has no interval; one that was set, and not measured, is shown exactly."""
        value = self.at(pointer)
        scale: Scale = scale_for(unit, self.lang, abs(value or 0.0))
        shown = None if value is None else value * scale.factor
        places = exact_decimals(shown) if is_exact and shown is not None else decimals_for(shown)
        return Measure(self._number(pointer, value, scale.factor, places, False), None, None, _counted(scale.label), self.space)

    def count(self, pointer: str) -> Number:
        """A whole number, or how many entries the list or object at a place has."""
        value = self.at(pointer)
        size = value if isinstance(value, int | float) else len(value)
        return Number(number(size, 0), pointer)

    def month(self, pointer: str) -> Number:
        """A month: 2026年12月, or 2026-12."""
        text = str(self.at(pointer))
        if self.lang == "zh":
            year, _, month = text.partition("-")
            text = f"{year}年{int(month)}月"
        return Number(text, pointer)

    def share(self, place: str, key: str = "value") -> Measure:
        """A share in per cent with its interval, rounded as in the figures (`experiments.figures.numbers.percent`)."""
        return Measure(*(self._percent(f"{place}/{name}") for name in (key, "low", "high")), unit="%", space=self.space)

    def percent(self, pointer: str) -> Line:
        """One share in per cent."""
        shown = self._percent(pointer)
        return (UNKNOWN,) if shown is None else (shown, "%")

    def _percent(self, pointer: str) -> Number | None:
        value = self.at(pointer)
        return None if value is None else Number(percent(value), pointer, 100.0)

    def _number(self, pointer: str, value: float | None, factor: float, decimals: int, signed: bool) -> Number | None:
        return None if value is None else Number(number(value * factor, decimals, signed), pointer, factor)

    def effect(self, place: str, name: str, *, signed: bool = True, magnitude: bool = False) -> Measure:
        """The difference that a policy makes to an indicator; `place` is a policy or one version of it."""
        unit, scale, found = indicator(name).unit, self.effect_scale(name), self.at(f"{place}/{name}")
        largest = max((abs(found[key]) for key in ("difference", "low", "high") if found.get(key) is not None), default=0.0)
        if unit == MONEY and 0.0 < largest * scale.factor < LEAST_SHOWN:  # an amount lost in a unit that suits the others
            scale = scale_for(unit, self.lang, largest, difference=True)
        return self.measure(f"{place}/{name}", unit, "difference", signed=signed, scale=scale, magnitude=magnitude)

    def effect_scale(self, name: str) -> Scale:
        """The unit of an effect, the same for all policies and versions, as in the figure of the effects."""
        found = [effects.get(name) or {} for policy in self.document["policies"] for effects in (policy["effects"], *policy["by_version"].values())]
        known = [abs(each[key]) for each in found for key in ("difference", "low", "high") if each.get(key) is not None]
        return scale_for(indicator(name).unit, self.lang, max(known, default=0.0), difference=True)

    def scale_of(self, unit: Both, found: Sequence[Mapping[str, Any]], difference: bool = False) -> Scale:
        """One display unit for several values and their bounds."""
        known = [abs(each[key]) for each in found for key in ("value", "difference", "low", "high") if each.get(key) is not None]
        return scale_for(unit, self.lang, max(known, default=0.0), difference)

    @property
    def point_scale(self) -> Scale:
        """Percentage points."""
        return scale_for(POINTS_UNIT, self.lang, 1.0, difference=True)

    def points(self, place: str) -> Measure:
        """A difference of shares in percentage points."""
        return self.measure(place, POINTS_UNIT, signed=True, scale=self.point_scale)

    def like(self, pointer: str, other: Measure, unit: Both) -> Line:
        """A single number with the unit and decimals of a measure beside it."""
        value = self.at(pointer)
        if value is None or other.value is None:
            return (UNKNOWN,)
        decimals = len(other.value.text.partition(".")[2])
        number_shown = self._number(pointer, value, other.value.factor, decimals, False)
        return Measure(number_shown, None, None, other.unit, self.space).with_unit()

    @cached_property
    def tools(self) -> Mapping[tuple[str, str], str]:
        """What each instrument is called, by policy and key: by its family, from the scenarios of the result or the policies that ship."""
        found: dict[tuple[str, str], str] = {}
        policies = {str(each.get("id")): each for scenario in self.result.scenarios.values() for each in scenario.get("policies") or ()}
        known = {name: {key: str(tool.get("family", "")) for key, tool in (each.get("instruments") or {}).items()} for name, each in policies.items()}
        for name in [*known, *(option.found["id"] for option in self.policies if option.found["id"] not in known)]:
            words = called(known[name], self.lang) if name in known else shipped((name,), self.lang)
            found |= {(name, key): each for key, each in words.items()}
        return found

    def tool(self, key: str, policy: str = "") -> Quoted:
        """What an instrument is called; of a run or a target, in which policies act together, the key alone tells it."""
        if policy:
            return Quoted(self.tools.get((policy, key), key))
        return Quoted(next((words for (_, name), words in self.tools.items() if name == key), key))

    def picture(self, name: str, caption: Phrase) -> list[Picture]:
        """A figure, where this result has it."""
        from experiments.figures.catalogue import applicable

        return [Picture(figure_key(name), name, self.say(caption))] if name in applicable(self.document) else []

    @cached_property
    def policies(self) -> "list[Option]":
        """The policies compared, in order; none in a run or a target."""
        return [Option(self, order) for order in range(len(self.document.get("policies") or ()))]

    @property
    def covers_posterior(self) -> bool:
        """Whether there is a world for each draw of the posterior; False too where there is no posterior."""
        posterior = self.document.get("posterior")
        return bool(posterior) and self.document["replications"] >= posterior["draws"]

    @property
    def is_single(self) -> bool:
        """Whether only one world was simulated, so that nothing has an interval or a spread."""
        return bool(self.document["replications"] == 1)

    @property
    def versions(self) -> Sequence[Mapping[str, Any]]:
        """The calibrated versions used."""
        return self.document.get("versions") or ()

    def version_name(self, identity: str) -> Line:
        """What a calibrated version is called."""
        words = self.version_title(identity)
        return ("“", words, "”") if self.lang == "zh" else (words,)

    def version_title(self, identity: str) -> Quoted:
        """The title of a calibrated version."""
        return Quoted(version(identity, self.document).read(self.lang))

    def region(self) -> Quoted:
        """The title of the region, or of what is run."""
        return Quoted(title(self.document, self.lang))

    def listed(self, lines: Sequence[Line]) -> Line:
        """Several lines as an enumeration."""
        separator = "、" if self.lang == "zh" else ", "
        return tuple(span for place, line in enumerate(lines) for span in ((separator, *line) if place else line))


class Option:
    """One policy of a comparison."""

    def __init__(self, case: Case, order: int):
        self.case, self.order = case, order
        self.place = f"/policies/{order}"
        self.found: Mapping[str, Any] = case.document["policies"][order]
        self.letter = policy_letter(order)

    @property
    def title(self) -> Quoted:
        """Its full title."""
        return Quoted(title(self.found, self.case.lang))

    def judged(self, name: str = HEADLINE) -> Judgement:
        """What may be said of its effect on an indicator."""
        found = finding(self.found, name)
        return judged(found, self._same_way(name, found.overall), self.case.missing)

    def _same_way(self, name: str, overall: Verdict) -> float | None:
        """The share of pairs of worlds in which the policy moves an indicator the way of its mean; None where neither way is better."""
        better = (self.found["effects"].get(name) or {}).get("probability_better")
        good = indicator(name).good
        if better is None or not good or overall not in DIRECTED:
            return None
        return better if (overall is Verdict.MORE) == (good > 0) else 1.0 - better

    def effect(self, name: str = HEADLINE, *, signed: bool = True, magnitude: bool = False) -> Measure:
        """Its effect on an indicator."""
        return self.case.effect(f"{self.place}/effects", name, signed=signed, magnitude=magnitude)

    @property
    def is_costed(self) -> bool:
        """Whether the cost of an additional project may be named: it is defined, and more projects may be claimed."""
        return is_costed(self.found, self.case.missing)

    @property
    def may_save(self) -> bool:
        """Whether the interval of that cost reaches below zero, so that an additional project may come with a net saving."""
        cost = self.found["cost_per_additional"]
        return cost["low"] is not None and cost["low"] < 0 <= cost["high"]

    def cost(self) -> Measure:
        """Its fiscal cost per additional project."""
        return self.case.measure(f"{self.place}/cost_per_additional", MONEY)


def capital(text: str) -> str:
    """Words with a capital letter first, for headings of columns and rows."""
    return text[:1].upper() + text[1:]


def enough(decimals: int, value: float | None, low: float | None = None, high: float | None = None) -> int:
    """Decimals that show at least two digits of a value; at most one more than the width of its interval asks for.

    A fraction whose interval spans zero gets none: its own size says nothing.
    """
    spans = low is not None and high is not None and low <= 0.0 <= high
    if not value or (spans and decimals > 0) or decimals + math.floor(math.log10(abs(value))) + 1 >= 2:
        return decimals
    return min(decimals + 1, MOST_DECIMALS)


def _counted(unit: str) -> str:
    """A unit as it stands behind a number: 0.06个月."""
    return "个月" if unit == "月" else unit


class NoSuchPlace(LookupError):
    """A result lacks what a brief needs; `pointer` is where it should stand."""

    def __init__(self, pointer: str):
        self.pointer = pointer
        super().__init__(pointer)


def at(document: Any, pointer: str) -> Any:
    """The value at a place of a document (RFC 6901). Raises NoSuchPlace."""
    try:
        for part in pointer.split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            document = document[int(key)] if isinstance(document, list | tuple) else document[key]
    except (KeyError, IndexError, TypeError) as error:
        raise NoSuchPlace(pointer) from error
    return document


def escaped(key: str) -> str:
    """A key as a part of a pointer."""
    return key.replace("~", "~0").replace("/", "~1")
