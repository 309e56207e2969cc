"""What `funnel run --bottlenecks` prints besides a run, and `funnel target` too: what stops projects by year, and what one more unit gives."""

from collections.abc import Mapping
from typing import Any

from experiments.cli.bottleneck_wording import (
    BINDING,
    BRACKETS,
    BY_THE_END,
    BY_YEAR,
    COLUMNS,
    DECLINED,
    EMPTY,
    FEW,
    FIRST_EVENT,
    FIRST_MORE,
    FULL,
    HELD_UP,
    IN_THE_YEAR,
    JUDGED,
    LESS,
    MORE,
    NO_INTERVALS,
    NO_YEARS,
    NONE,
    NOTHING_SURE,
    ONE_MORE,
    RANGE,
    SATURATION,
    SHARED,
    SHORT_OF,
    STOPPED,
    SURE,
    TO_THE_END,
    WHOLE,
)
from experiments.cli.language import Text
from experiments.cli.numerals import COUNT, UNKNOWN, decimals, interval, percent, plain, scale_of, year_label
from experiments.cli.report import NARROW, Report
from experiments.cli.wording import in_short, verdict
from experiments.figures.numbers import Scale
from experiments.figures.verdicts import DIRECTED, Verdict
from experiments.goals import AMOUNTS
from experiments.output.enough import missing_worlds
from experiments.output.vocabulary import RESOURCES, event_of, indicator

RESOURCE = {name: Text(*words) for name, words in RESOURCES.items()}
BY_LUCK = 0.05
"""Share of 95 % intervals that miss what they are about."""
SURELY_SAID = (Verdict.SAME, Verdict.UNKNOWN)


class BottleneckReport(Report):
    """The report of a run in which bottlenecks were looked for."""

    def _besides(self, document: Mapping[str, Any]) -> None:
        self._lines([self._pipeline(document)])
        self._bottlenecks(document)
        self._lines([SHARED.of(self.lang)])

    def _pipeline(self, document: Mapping[str, Any]) -> str:
        return (FULL.fill(months=document["burn_in"]) if document["burn_in"] else EMPTY).of(self.lang)

    def _bottlenecks(self, document: Mapping[str, Any]) -> None:
        """By year what stops and holds up projects and what one more unit gives, then each unit over the whole time."""
        self._stopped(document)
        self._held_up(document)
        self._lines([COLUMNS.of(self.lang), self._counting(document), self._declined(document)])
        self._in_the_year(document)
        self._lines([self._in_brackets(document)])
        if sure := self._sure(document):
            self._lines(sure, bullet="* ")
        self._units(document)

    def _stopped(self, document: Mapping[str, Any]) -> None:
        rows = []
        for year, found in document["bottleneck_by_year"].items():
            cells = (_short(found["stopped"][name]) for name in RESOURCE)
            binding = NONE if found["binding"] is None else RESOURCE[found["binding"]] if found["is_certain"] else _perhaps(found["binding"])
            rows.append((year_label(year, document["period"], self.lang), *cells, binding.of(self.lang)))
        self._table([STOPPED, *RESOURCE.values(), BINDING], rows, right=range(1, len(RESOURCE) + 1))

    def _held_up(self, document: Mapping[str, Any]) -> None:
        rows = []
        for year, found in document["bottleneck_by_year"].items():
            taken = found["saturation"]["value"]
            rows.append(
                (
                    year_label(year, document["period"], self.lang),
                    *(_short(each) for each in found["held_up"].values()),
                    UNKNOWN if taken is None else percent(taken),
                )
            )
        names = [RESOURCE[name] for name in next(iter(document["bottleneck_by_year"].values()))["held_up"]]
        self._table([HELD_UP, *names, SATURATION], rows, right=range(1, len(names) + 2))

    def _counting(self, document: Mapping[str, Any]) -> str:
        name = document["bottleneck_event"]
        counted = TO_THE_END if name in AMOUNTS else SHORT_OF.fill(event=Text(*indicator(name).words))
        return BY_YEAR.fill(counted=counted).of(self.lang)

    def _declined(self, document: Mapping[str, Any]) -> str:
        """How much of a lack of partners is a lack of firms that want a result, not of firms."""
        years = document["bottleneck_by_year"].values()
        without, declined = sum(each["stopped"]["partner"]["value"] for each in years), sum(each["declined"]["value"] for each in years)
        return DECLINED.fill(share=percent(declined / without)).of(self.lang) if without and not missing_worlds(document) else ""

    def _in_the_year(self, document: Mapping[str, Any]) -> None:
        """What one more unit of each resource gives in each year, and in all of them together."""
        name, years = document["bottleneck_event"], document["bottleneck_by_year"]
        together = next(reversed(years.values()))["one_more"]
        sizes = [each["cumulated"]["difference"] for each in together.values()]
        scale = scale_of(name, {"difference": max((abs(size) for size in sizes if size is not None), default=0.0)}, self.lang)
        few = bool(missing_worlds(document))
        rows = [
            (year_label(year, document["period"], self.lang), *(self._gain(each, scale, few) for each in found["one_more"].values()))
            for year, found in years.items()
        ]
        rows.append((WHOLE.of(self.lang), *(self._gain(each["cumulated"], scale, few) for each in together.values())))
        heading = IN_THE_YEAR.fill(what=Text(*(self._label_in(name, scale, lang) for lang in ("zh", "en"))))
        self._table([heading, *(RESOURCE[each] for each in together)], rows, right=range(1, len(together) + 1), last_is_total=True)

    def _gain(self, found: Mapping[str, Any], scale: Scale, few: bool) -> str:
        """A difference, in brackets where its interval does not tell more from less."""
        said = verdict(found)
        value = plain(found["difference"], decimals(found["difference"], found["low"], found["high"], scale), scale, signed=True)
        return value if said in SURELY_SAID or (said in DIRECTED and not few) else f"({value})"

    def _in_brackets(self, document: Mapping[str, Any]) -> str:
        years = document["bottleneck_by_year"].values()
        number = sum(each["low"] is not None for found in years for each in found["one_more"].values())
        if not number:
            return NO_INTERVALS.of(self.lang)
        return BRACKETS.fill(n=number, by_luck=f"{number * BY_LUCK:.0f}" if number * BY_LUCK >= 1 else "1").of(self.lang)

    def _sure(self, document: Mapping[str, Any]) -> list[str]:
        """Which resources surely change something over the whole study, and in which years that shows by itself."""
        if missing_worlds(document):
            return []
        years, lines = document["bottleneck_by_year"], []
        for resource, found in next(reversed(years.values()))["one_more"].items():
            said = verdict(found["cumulated"])
            if said in DIRECTED:
                same = [year for year, each in years.items() if verdict(each["one_more"][resource]) is said]
                listed = Text("、".join(same), ", ".join(same)) if same else NO_YEARS
                change = MORE if said is Verdict.MORE else LESS
                lines.append(SURE.fill(name=RESOURCE[resource], change=change, years=listed).of(self.lang))
        return lines or [NOTHING_SURE.of(self.lang)]

    def _units(self, document: Mapping[str, Any]) -> None:
        """What each unit is, what it gives by the end of the study, and what it changes first."""
        name, enough = document["bottleneck_event"], not missing_worlds(document)
        largest = max((abs(found["difference"]) for found in document["bottlenecks"].values() if found["difference"] is not None), default=0.0)
        scale, rows = scale_of(name, {"difference": largest}, self.lang), []
        for resource, found in document["bottlenecks"].items():
            first = found["first_event"]
            said = in_short(name, found, self.lang) if enough or verdict(found) in SURELY_SAID else FEW.of(self.lang)
            event = event_of(first["event"]).read(self.lang)
            rows.append((self._unit(resource, found), *self._change(found, scale), said, event, *self._change(first, COUNT)))
        what = Text(*(self._label_in(name, scale, lang) for lang in ("zh", "en")))
        headings = [ONE_MORE, BY_THE_END.fill(by=document["period"]["last"], what=what), RANGE, JUDGED, FIRST_EVENT, FIRST_MORE, RANGE]
        kept = range(len(headings)) if self.console.width >= NARROW else range(3)  # the rest has no room; sentences and files say it
        right = [place for place in (1, 2, 5, 6) if place in kept]
        self._table(headings[: len(kept)], [row[: len(kept)] for row in rows], right=right)

    def _unit(self, resource: str, found: Mapping[str, Any]) -> str:
        return Text("{name}：{unit}", "{name}: {unit}").fill(name=RESOURCE[resource], unit=Text(**found["unit"])).of(self.lang)

    def _label_in(self, name: str, scale: Scale, lang: str) -> str:
        words = indicator(name).words
        return f"{words.zh}（{scale.label}）" if lang == "zh" else f"{words.en} ({scale.label})" if scale.label else words.en

    def _change(self, found: Mapping[str, Any], scale: Scale) -> tuple[str, str]:
        places = decimals(found["difference"], found["low"], found["high"], scale)
        return plain(found["difference"], places, scale, signed=True), interval(found["low"], found["high"], scale, self.lang)


def _short(found: Mapping[str, Any]) -> str:
    """A mean of counts with one decimal; what is not zero is never shown as such."""
    return "<0.1" if 0.0 < found["value"] < 0.05 else plain(found["value"], 1 if found["value"] else 0)


def _perhaps(name: str) -> Text:
    return Text("{name}（不能断定）", "{name} (not certain)").fill(name=RESOURCE[name])
