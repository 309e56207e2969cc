"""What stands in the rows of every table: one fact each, with its unit and interval."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from experiments.output.enough import missing_worlds
from experiments.output.headers import ALL_VERSIONS, CONTRASTS, COST, COST_UNIT, DIRECTIONS, MONEY, MONTH, PROJECTS, SHARE, TARGET, TOTAL
from experiments.output.scaling import scaling_rows
from experiments.output.vocabulary import (
    BASELINE_SHORT,
    NOT_OVER,
    PROJECT_CLASSES,
    RATES,
    RESOURCES,
    Both,
    Lang,
    county,
    definition,
    event_of,
    field_name,
    indicator,
    is_comparison,
    sector,
    stage,
    stop_reason,
    title,
    version,
)

Row = dict[str, Any]


def rows_of(name: str, document: Mapping[str, Any], lang: Lang) -> list[Row]:
    """The rows of the table `name` of a document, none where it has nothing for it; each says whether its worlds are enough for a conclusion."""
    judged = {"enough_worlds": not missing_worlds(document)}
    return [judged | row for row in ROWS[name](document, lang)]


def _runs(document: Mapping[str, Any]) -> Iterator[tuple[str | Both, Mapping[str, Any]]]:
    """Every run in a document with the policy it belongs to, "" for a single run."""
    if not is_comparison(document):
        yield "", document
        return
    yield BASELINE_SHORT, document["baseline"]
    for policy in document["policies"]:
        yield policy["id"], policy["run"]


def _entries(document: Mapping[str, Any], section: str) -> Iterator[tuple[str, Row]]:
    """The named entries of a section of every run, each with the columns that say whose they are."""
    for policy, run in _runs(document):
        for name, entry in (run.get(section) or {}).items():
            yield name, {**(entry or {}), "scenario": document["scenario"], "policy": policy}


def _indicators(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    for name, row in _entries(document, "indicators"):
        called = indicator(name)
        yield {**row, "indicator": name, "indicator_name": called.words, "unit": called.unit}


def _platforms(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    """Use of platforms and the wait for them by the field they serve and by year."""
    for field, of_field in _entries(document, "platform_use"):
        whose = {key: of_field.pop(key) for key in ("scenario", "policy")}
        for year, measures in of_field.items():
            for name, found in measures.items():
                called = indicator(name)
                yield {
                    **whose,
                    **found,
                    "field": field_name(field),
                    "year": year,
                    "indicator": name,
                    "indicator_name": called.words,
                    "unit": called.unit,
                }


GROUP_NAMES = {"sector": sector, "county": county}


def _groups(kind: str, document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    """What is counted by sector or by county, with the paired difference to the baseline under a policy."""
    section = f"by_{kind}"
    changes = {policy["id"]: (policy.get("effects_by_group") or {}).get(section, {}) for policy in document.get("policies", ())}
    for group, found in _entries(document, section):
        whose = {key: found.pop(key) for key in ("scenario", "policy")}
        for name, level in found.items():
            change = changes.get(whose["policy"], {}).get(group, {}).get(name, {})
            beside = {"difference": change.get("difference"), "difference_low": change.get("low"), "difference_high": change.get("high")}
            called = indicator(name)
            row = {**whose, **level, **beside, "spans_zero": _spans_zero(change), kind: group, f"{kind}_name": GROUP_NAMES[kind](group)}
            yield row | {"indicator": name, "indicator_name": called.words, "unit": called.unit}


def _definitions(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    """What every indicator of the document means exactly, and the coefficients it is worked out with."""
    for name in (document["baseline"] if is_comparison(document) else document)["indicators"]:
        found = definition(name)
        called = indicator(name)
        yield {
            "indicator": name, "indicator_name": called.words, "unit": called.unit, "direction": DIRECTIONS[called.good],
            "definition": found.exact, "source": found.source,
        }  # fmt: skip


def _stages(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    for name, row in _entries(document, "stages"):
        yield {**row, "stage": name, "stage_name": stage(name), "unit": PROJECTS}


def _stop_reasons(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    for name, row in _entries(document, "stop_reasons"):
        yield {**row, "reason": name, "reason_name": stop_reason(name), "ended": name != NOT_OVER, "unit": PROJECTS}


def _rates(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    for name, row in _entries(document, "rates"):
        yield {**row, "rate": name, "rate_name": RATES.get(name, Both(name, name)), "unit": SHARE}


def _ledger(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    for name, row in _entries(document, "ledger"):
        fact = {"scenario": row["scenario"], "policy": row["policy"], "instrument": name, "unit": MONEY}
        for year, amount in (row.get("by_year") or {}).items():
            yield {**fact, "year": year, "value": amount}
        counts = {key: (row.get(key) or {}).get("value") for key in ("projects_paid", "projects_qualified", "contingent_liability", "execution")}
        yield {**row, **fact, **counts, "year": TOTAL, "value": row.get("total")}


def _effects(document: Mapping[str, Any], lang: Lang) -> Iterator[Row]:
    """The paired differences of every policy, all versions together and each by itself."""
    for policy in document.get("policies", ()):
        head = {"policy": policy["id"], "policy_name": title(policy, lang)}
        yield from ({**head, **row} for row in _effects_of(policy["effects"], ALL_VERSIONS))
        for which, effects in (policy.get("by_version") or {}).items():
            yield from ({**head, **row} for row in _effects_of(effects, version(which, document)))


def _effects_of(effects: Mapping[str, Any], which: Both) -> Iterator[Row]:
    for name, effect in effects.items():
        called, row = indicator(name), dict(effect or {})
        row["policy_mean"] = row.pop("policy", None)
        row["spans_zero"] = _spans_zero(row)
        yield {**row, "version": which, "indicator": name, "indicator_name": called.words, "unit": called.unit}


def _projects(document: Mapping[str, Any], lang: Lang) -> Iterator[Row]:
    """Projects by class under every policy, and what an additional one costs."""
    for policy in document.get("policies", ()):
        head = {"policy": policy["id"], "policy_name": title(policy, lang)}
        for name, entry in (policy.get("projects") or {}).items():
            words = PROJECT_CLASSES.get(name, Both(name, name))
            yield {**(entry or {}), **head, "class": name, "class_name": words, "unit": PROJECTS}
        cost = policy.get("cost_per_additional") or {}
        yield {**cost, **head, "class": "cost_per_additional", "class_name": COST, "unit": COST_UNIT}


def _target(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    """When and how likely a goal is reached, where there is one."""
    if "goal" not in document:
        return
    head, months = _asked(document), document["month_reached"]
    unit = indicator(document["goal"]["indicator"]).unit
    shares = [("probability", ALL_VERSIONS, document["probability"])]
    shares += [("probability", version(which, document), found) for which, found in document["probability_by_version"].items()]
    for name, which, found in [*shares, ("within_study", ALL_VERSIONS, months["within_study"])]:
        yield {**found, **head, "measure": name, "measure_name": TARGET[name], "version": which, "unit": SHARE}
    for name in ("expected", "shortfall"):
        yield {**document[name], **head, "measure": name, "measure_name": TARGET[name], "version": ALL_VERSIONS, "unit": unit}
    for name in ("p10", "p50", "p90"):
        yield {**head, "measure": name, "measure_name": TARGET[name], "version": ALL_VERSIONS, "value": months[name], "unit": MONTH}


def _bottlenecks(document: Mapping[str, Any], lang: Lang) -> Iterator[Row]:
    """What one more unit of each resource gives over all years."""
    for name, found in document.get("bottlenecks", {}).items():
        asked = indicator(document["bottleneck_event"])
        row = {**found, **_asked(document), "bottleneck_event": asked.words, "resource": name, "resource_name": RESOURCES[name]}
        row |= {"one_more": found["unit"][lang], "unit": asked.unit, "spans_zero": _spans_zero(found)}
        first = found["first_event"]
        row |= {"first_event": event_of(first["event"]), **{f"first_{key}": first[key] for key in ("difference", "low", "high")}}
        if likelier := found.get("probability"):
            row |= {"likelier": likelier["difference"], "likelier_low": likelier["low"], "likelier_high": likelier["high"]}
            row["units_to_close"] = found["units_to_close"]["value"]
        yield row


def _bottleneck_by_year(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    """By year and resource: projects that stop and wait for want of it, and what one more unit of it gives, which older results do not say."""
    for year, found in document.get("bottleneck_by_year", {}).items():
        head = {**_asked(document), "year": year}
        for measure in ("stopped", "held_up"):
            for name, value in found[measure].items():
                words = {"measure": measure, "measure_name": TARGET[measure], "unit": PROJECTS}
                yield {**value, **head, **words, "resource": name, "resource_name": RESOURCES[name], "binding": name == found["binding"]}
        for name, more in (found.get("one_more") or {}).items():
            unit = indicator(document["bottleneck_event"]).unit
            row = {**head, "resource": name, "resource_name": RESOURCES[name], "binding": name == found["binding"]}
            event = event_of(document["bottlenecks"][name]["first_event"]["event"])
            first = Both(*(words.format(event=event.read(lang)) for words, lang in zip(TARGET["one_more_first"], ("zh", "en"), strict=True)))
            for measure, words, value, its_unit in (
                ("one_more", TARGET["one_more"], more, unit),
                ("one_more_cumulated", TARGET["one_more_cumulated"], more["cumulated"], unit),
                ("one_more_first", first, more["first_event"], PROJECTS),
            ):
                bounds = {"value": value["difference"], "low": value["low"], "high": value["high"], "spans_zero": _spans_zero(value)}
                yield {**row, **bounds, "measure": measure, "measure_name": words, "unit": its_unit}


def _spans_zero(found: Mapping[str, Any]) -> bool | None:
    """Whether the interval of a difference holds zero; None where there is none."""
    low, high = found.get("low"), found.get("high")
    return None if low is None or high is None else low <= 0 <= high


def _asked(document: Mapping[str, Any]) -> Row:
    return {"scenario": document["scenario"]} | ({"goal": document["goal"]["text"]} if "goal" in document else {})


def _contrasts(document: Mapping[str, Any], _: Lang) -> Iterator[Row]:
    """From the naive gap to the true effect of pilots, where that was asked for: steps and parts, each version by itself, and in money."""
    for policy in document.get("policies") or (document,):
        found = policy.get("contrasts")
        if found is None:
            continue
        head = {"scenario": document["scenario"], "policy": policy.get("id", "")}
        whole = {name: each for name, each in found.items() if name in CONTRASTS}
        parts = [("naive", ALL_VERSIONS, found["parts"]), ("true", ALL_VERSIONS, found["true_parts"])]
        single = [(None, version(which, document), each) for which, each in found["by_version"].items()]
        money = {name: each for name, each in found["money"].items() if name in CONTRASTS}
        for part_of, which, several in [(None, ALL_VERSIONS, whole), *parts, *single, (None, ALL_VERSIONS, money)]:
            for name, each in several.items():
                row = {**each, **head, "measure": name, "measure_name": CONTRASTS[name], "part_of": part_of}
                row |= {"unit": MONEY if several is money else SHARE, "version": which}
                yield row | {"spans_zero": _spans_zero(each)}


ROWS: dict[str, Callable[[Mapping[str, Any], Lang], Iterator[Row]]] = {
    "indicators": _indicators,
    "stages": _stages,
    "stop_reasons": _stop_reasons,
    "rates": _rates,
    "ledger": _ledger,
    "platform_use": _platforms,
    "definitions": _definitions,
    "by_sector": partial(_groups, "sector"),
    "by_county": partial(_groups, "county"),
    "effects": _effects,
    "projects": _projects,
    "target": _target,
    "bottlenecks": _bottlenecks,
    "bottleneck_by_year": _bottleneck_by_year,
    "contrasts": _contrasts,
    "scaling": scaling_rows,
}
"""How the rows of each table are made, by its name."""
