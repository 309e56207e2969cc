"""What `funnel target` prints: how likely the goal is, when, what is in the way year by year, and what one more unit of each resource gives."""

from collections.abc import Mapping
from typing import Any

from experiments.cli import two_wordings
from experiments.cli.bottleneck_wording import FEW, JUDGED, ONE_MORE, RANGE, SHARED
from experiments.cli.bottlenecks import RESOURCE, BottleneckReport
from experiments.cli.errors import BadInput
from experiments.cli.language import Lang, Text
from experiments.cli.numerals import COUNT, UNKNOWN, amount, counted, decimals, interval, percent, plain, scale_of
from experiments.cli.report import NARROW
from experiments.cli.robust_wording import names
from experiments.cli.target_wording import (
    ALWAYS_REACHED,
    ANSWER,
    APART,
    ASKED,
    EXPECTED,
    HELPS,
    LIKELY,
    MISSING,
    MONTHS,
    MORE,
    NEVER_REACHED,
    NO_MONTH,
    NOT_ALL,
    NOTHING_HELPS,
    POINTS,
    PROBABILITY,
    QUANTILES,
    UNDECIDED,
    UNITS,
    UNLIKELY,
    VERSIONS,
)
from experiments.cli.wording import conservation, in_short, verdict
from experiments.figures.numbers import scale_for
from experiments.figures.verdicts import Verdict
from experiments.goals import EXAMPLE, Goal, GoalError, read_goal
from experiments.output.enough import missing_worlds
from experiments.output.vocabulary import Both, indicator, title, version

HALF = 0.5


def understood(text: str | None, first: int | None = None, months: int = 0) -> Goal:
    """The goal that was typed, and if a study is given (from `first` on, so many months) that it lies within. Raises BadInput."""
    if text is None:
        reason = Text("没有给出目标", "no goal is given")
        raise BadInput("--goal", reason, Text('像这样写：--goal "{e}"', 'write it like this: --goal "{e}"').fill(e=EXAMPLE))
    try:
        goal = read_goal(text)
        if first is not None:
            goal.place(first, months)
    except GoalError as error:
        raise BadInput("--goal", Text(*error.reason), Text(*error.step), error.nearest) from error
    return goal


class TargetReport(BottleneckReport):
    """The report of `funnel target`."""

    def show(self, document: Mapping[str, Any]) -> None:
        """Question, answer, bottlenecks, one more unit, and what to keep in mind."""
        self._heading(title(document, self.lang))
        notes = [self._asked(document), self._design(document), self._version(document), self._pipeline(document), self._too_few(document)]
        self._lines(notes)
        self._answer(document)
        self._lines(self._said(document), bullet="* ")
        self._bottlenecks(document)
        self._lines(self._what_would_help(document), bullet="* ")
        violations = document["conservation"]["violations"]
        self._lines([SHARED.of(self.lang), self._wide(document), self._assumed(document), conservation(violations, self.lang)])

    def _asked(self, document: Mapping[str, Any]) -> str:
        return ASKED.fill(goal=_in_words(document)).of(self.lang)

    def _answer(self, document: Mapping[str, Any]) -> None:
        found, expected, missing = document["probability"], document["expected"], document["shortfall"]
        name = document["goal"]["indicator"]
        scale = scale_of(name, {"mean": expected["value"]}, self.lang)
        rows = [(PROBABILITY.of(self.lang), percent(found["value"]), self._percents(found))]
        for words, each in ((EXPECTED, expected), (MISSING, missing)):
            label = words.fill(what=self._label(name, scale), by=document["goal"]["by"]).of(self.lang)
            value = plain(each["value"], decimals(each["value"], each["low"], each["high"], scale), scale)
            rows.append((label, value, interval(each["low"], each["high"], scale, self.lang)))
        self._table(ANSWER, rows, right=(1, 2))

    def _percents(self, found: Mapping[str, Any]) -> str:
        if found["low"] is None or found["high"] is None:
            return UNKNOWN
        return Text("{low} 至 {high}", "{low} to {high}").fill(low=percent(found["low"]), high=percent(found["high"])).of(self.lang)

    def _said(self, document: Mapping[str, Any]) -> list[str]:
        """What the numbers allow one to say of the goal."""
        return [self._likely(document), self._by_version(document), two_wordings.of_goal(document, self.lang), self._months(document)]

    def _likely(self, document: Mapping[str, Any]) -> str:
        found, worlds = document["probability"], document["replications"]
        if missing_worlds(document) or found["low"] is None:
            return ""
        facts = {"n": f"{worlds:,}", "low": percent(found["low"]), "high": percent(found["high"])}
        if found["value"] == 0.0:
            return NEVER_REACHED.fill(**facts).of(self.lang)
        if found["value"] == 1.0:
            return ALWAYS_REACHED.fill(**facts).of(self.lang)
        words = LIKELY if found["low"] > HALF else UNLIKELY if found["high"] < HALF else UNDECIDED
        return words.fill(**facts).of(self.lang)

    def _by_version(self, document: Mapping[str, Any]) -> str:
        """In how many versions the goal is more likely reached than missed."""
        found = document["probability_by_version"]
        if len(found) < 2:
            return ""
        above = [key for key, each in found.items() if each["value"] is not None and each["value"] > HALF]
        surely = [key for key in above if found[key]["low"] is not None and found[key]["low"] > HALF]
        each = names(
            [f"{version(key, document).read(self.lang)} {UNKNOWN if one['value'] is None else percent(one['value'])}" for key, one in found.items()],
            self.lang,
        )
        k, of_them = _how_many(len(above), self.lang), _how_many(len(surely), self.lang)
        facts = {"n": counted(len(found), self.lang), "k": k, "surely": of_them, "each": each}
        together = document["probability"]
        apart = len(surely) == len(found) and together["low"] is not None and together["low"] <= HALF
        return VERSIONS.fill(**facts).of(self.lang) + (APART.of(self.lang) if apart else "")

    def _months(self, document: Mapping[str, Any]) -> str:
        found = document["month_reached"]
        known = [(words, found[key]) for key, words in QUANTILES if found[key] is not None]
        within = percent(found["within_study"]["value"])
        facts = {"last": document["period"]["last"], "within": within, "range": self._percents(found["within_study"])}
        if not known:
            return NO_MONTH.fill(**facts).of(self.lang)
        months = ("，" if self.lang == "zh" else ", ").join(words.fill(month=month).of(self.lang) for words, month in known)
        rest = Text("", "") if len(known) == len(QUANTILES) else NOT_ALL.fill(**facts)
        return MONTHS.fill(months=months).of(self.lang) + rest.of(self.lang)

    def _units(self, document: Mapping[str, Any]) -> None:
        """What one more unit of each resource changes at the goal's month."""
        name, enough = document["goal"]["indicator"], not missing_worlds(document)
        largest = max((abs(found["difference"]) for found in document["bottlenecks"].values() if found["difference"] is not None), default=0.0)
        scale, points = scale_of(name, {"difference": largest}, self.lang), scale_for(Both("", "share"), self.lang, 1.0, True)
        rows = []
        for resource, found in document["bottlenecks"].items():
            said = in_short(name, found, self.lang) if enough or verdict(found) in (Verdict.SAME, Verdict.UNKNOWN) else FEW.of(self.lang)
            rows.append((self._unit(resource, found), *self._change(found, scale), *self._change(found["probability"], points), said))
        headings = [ONE_MORE, MORE.fill(unit=scale.label, by=document["goal"]["by"]), RANGE, POINTS, RANGE, JUDGED]
        columns = len(headings) - (self.console.width < NARROW)  # the verdict is left to the sentences where there is no room for it
        self._table(headings[:columns], [row[:columns] for row in rows], right=(1, 2, 3, 4))

    def _what_would_help(self, document: Mapping[str, Any]) -> list[str]:
        """Which resource surely helps, and how much of it the shortfall stands for."""
        if missing_worlds(document):
            return []
        helping = {name: found for name, found in document["bottlenecks"].items() if verdict(found) is Verdict.MORE}
        if not helping:
            return [NOTHING_HELPS.of(self.lang)]
        lines = []
        for name, found in sorted(helping.items(), key=lambda each: -each[1]["difference"]):
            unit = Text(**found["unit"])
            scale = scale_of(document["goal"]["indicator"], found, self.lang)
            facts = {"name": RESOURCE[name], "unit": unit, "range": interval(found["low"], found["high"], scale, self.lang)}
            line = HELPS.fill(size=amount(found["difference"], found["low"], found["high"], scale), **facts).of(self.lang)
            needed = found["units_to_close"]
            if needed["value"] is not None:
                size = {"n": plain(needed["value"], _tens(needed["value"])), "range": interval(needed["low"], needed["high"], COUNT, self.lang)}
                line += UNITS.fill(**size).of(self.lang)
            lines.append(line)
        return lines


def _in_words(document: Mapping[str, Any]) -> Text:
    """The goal in both languages: "新产品不少于 300 项（2026-12 月底前）"."""
    goal = document["goal"]
    strict = goal["operator"] == ">"
    said = {}
    for lang in ("zh", "en"):
        scale = scale_of(goal["indicator"], {"mean": goal["number"]}, lang)
        number = plain(goal["number"], 0 if scale == COUNT or float(goal["number"] * scale.factor).is_integer() else 2, scale)
        words = indicator(goal["indicator"]).words.read(lang)
        said[lang] = (words, f"{number} {scale.label}".rstrip())
    zh = f"到 {goal['by']} 月底，“{said['zh'][0]}”{'超过' if strict else '达到'} {said['zh'][1]}"
    return Text(zh, f"{said['en'][0]}: {'more than' if strict else 'at least'} {said['en'][1]} by the end of {goal['by']}")


def _how_many(number: int, lang: Lang) -> str:
    return Text("没有一个", "none").of(lang) if number == 0 else Text("有{n}个", "{n}").fill(n=counted(number, lang)).of(lang)


def _tens(value: float) -> int:
    return 0 if value >= 10 else 1
