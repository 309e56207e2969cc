"""The tables of a result as CSV: one row per fact with its unit and interval, in a form that Excel opens with Chinese intact."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from experiments.output.enough import missing_worlds
from experiments.output.headers import (
    ALL_VERSIONS,
    CONTRASTS,
    COST,
    COST_UNIT,
    DIRECTIONS,
    HEADERS,
    MONEY,
    MONTH,
    PROJECTS,
    SHARE,
    TARGET,
    TOTAL,
    YES_NO,
)
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
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet take a text for a formula; such a title gets an apostrophe."""


UNIT_DECIMALS = {"10k CNY": 1, "10k CNY per project": 1, "share": 4}
"""Decimals by unit: money in 万元, shares; everything else (projects, months) has two."""
DECIMALS = {
    "probability_better": 4,
    "probability_worse": 4,
    "execution": 4,
    "unresolved_share": 4,
    "factor": 4,
    "variance_reduction": 2,
    "projects_paid": 2,
    "projects_qualified": 2,
} | {name: 4 for name in ("likelier", "likelier_low", "likelier_high", "quantile_low", "quantile_high", "found_again", "rho")}
"""Decimals of columns whose unit is not that of their row."""
LEVELS = ("unit", "mean", "low", "high", "difference", "difference_low", "difference_high")
COLUMNS: dict[str, tuple[str, ...]] = {
    "definitions": ("indicator", "indicator_name", "unit", "direction", "definition", "source"),
    "indicators": ("scenario", "policy", "indicator", "indicator_name", "unit", "mean", "sd", "low", "high"),
    "stages": ("scenario", "policy", "stage", "stage_name", "unit", "mean", "low", "high"),
    "stop_reasons": ("scenario", "policy", "reason", "reason_name", "ended", "unit", "mean", "low", "high"),
    "rates": ("scenario", "policy", "rate", "rate_name", "unit", "value", "low", "high", "n", "unresolved_share"),
    "ledger": (
        *("scenario", "policy", "instrument", "year", "unit", "value", "low", "high", "before_window", "recycled"),
        *("projects_paid", "projects_qualified", "contingent_liability", "budget", "execution"),
    ),
    "platform_use": ("scenario", "policy", "field", "year", "indicator", "indicator_name", "unit", "value", "low", "high"),
    "by_sector": ("scenario", "policy", "sector", "sector_name", "indicator", "indicator_name", *LEVELS),
    "by_county": ("scenario", "policy", "county", "county_name", "indicator", "indicator_name", *LEVELS),
    "effects": (
        *("policy", "policy_name", "version", "indicator", "indicator_name", "unit", "baseline", "policy_mean", "difference"),
        *("low", "high", "spans_zero", "enough_worlds", "probability_better", "probability_worse", "variance_reduction", "replications_needed"),
    ),
    "target": ("scenario", "goal", "measure", "measure_name", "version", "unit", "value", "low", "high", "enough_worlds"),
    "bottlenecks": (
        *("scenario", "goal", "bottleneck_event", "resource", "resource_name", "one_more", "unit", "difference", "low", "high", "spans_zero"),
        *("enough_worlds", "first_event", "first_difference", "first_low", "first_high"),
        *("likelier", "likelier_low", "likelier_high", "units_to_close"),
    ),
    "bottleneck_by_year": (
        *("scenario", "goal", "year", "resource", "resource_name", "binding", "measure", "measure_name", "unit", "value", "low", "high"),
        *("spans_zero", "enough_worlds"),
    ),
    "scaling": (
        *("policy", "policy_name", "unit", "amount", "factor", "value", "low", "high"),
        *("reached", "made_equal_by", "made_equal_by_name", "limit", "limit_name", "out_of_proportion"),
    ),
    "contrasts": (
        *("scenario", "policy", "measure", "measure_name", "part_of", "version", "unit", "value", "low", "high"),
        *("spans_zero", "enough_worlds"),
    ),
    "projects": ("policy", "policy_name", "class", "class_name", "unit", "value", "low", "high", "enough_worlds", "defined"),
}
OF_A_GOAL = ("goal", "likelier", "likelier_low", "likelier_high", "units_to_close")
"""Columns that only an answer to a goal has."""


def columns_of(name: str, document: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of a table, without those of a goal where none was asked for."""
    return tuple(column for column in COLUMNS[name] if "goal" in document or column not in OF_A_GOAL)


def tables(document: Mapping[str, Any], lang: Lang) -> dict[str, bytes]:
    """The CSV files of a run or compare document by file name. A value that is not known is an empty cell, never 0."""
    made = {
        "indicators": _indicators(document),
        "stages": _stages(document),
        "stop_reasons": _stop_reasons(document),
        "rates": _rates(document),
        "ledger": _ledger(document),
        "platform_use": platform_rows(document),
        "definitions": _definitions(document),
    }
    for kind in GROUP_NAMES:
        if any(run.get(f"by_{kind}") for _, run in _runs(document)):
            made[f"by_{kind}"] = _groups(document, kind)
    if is_comparison(document):
        made |= {"effects": effect_rows(document, lang), "projects": project_rows(document, lang)}
    if "goal" in document:
        made["target"] = _target(document)
    if "bottleneck_by_year" in document:
        made |= {"bottlenecks": _bottlenecks(document, lang), "bottleneck_by_year": bottleneck_rows(document)}
    if contrast_rows := list(_contrasts(document)):
        made["contrasts"] = contrast_rows
    if "equal_budget" in document:
        made["scaling"] = scaling_rows(document, lang)
    return {f"{name}.csv": csv_bytes(columns_of(name, document), rows, lang) for name, rows in made.items()}


FEW_DIGITS, DIGITS, LEAST_SHOWN = 0.1, 3, 1e-6
"""Numbers nearer to zero than the first have so many digits that count, unless they are nearer than the last and nothing but rounding."""


def csv_bytes(columns: Sequence[str], rows: Iterable[Row], lang: Lang) -> bytes:
    """UTF-8 with BOM and CRLF, as Excel wants it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([HEADERS[column].read(lang) for column in columns])
    writer.writerows([_cell(row.get(column), lang, _decimals(column, row)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _decimals(column: str, row: Row) -> int:
    """How many decimals a number of this column is written with; the JSON file keeps them all."""
    if column in DECIMALS:
        return DECIMALS[column]
    unit = row["unit"].en
    return UNIT_DECIMALS.get(unit, 2)


def _cell(value: Any, lang: Lang, decimals: int) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES_NO[value].read(lang)
    if isinstance(value, Both):
        value = value.read(lang)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    if isinstance(value, float):
        if 0.0 < abs(value) < FEW_DIGITS and math.isfinite(value):
            decimals = max(decimals, DIGITS - 1 - math.floor(math.log10(abs(value))) if abs(value) > LEAST_SHOWN else 0)
        return f"{value:.{decimals}f}".removeprefix("-") if round(value, decimals) == 0 else f"{value:.{decimals}f}"
    return repr(value)


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


def _indicators(document: Mapping[str, Any]) -> Iterator[Row]:
    for name, row in _entries(document, "indicators"):
        called = indicator(name)
        yield {**row, "indicator": name, "indicator_name": called.words, "unit": called.unit}


def platform_rows(document: Mapping[str, Any]) -> Iterator[Row]:
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


def _groups(document: Mapping[str, Any], kind: str) -> Iterator[Row]:
    """What is counted by sector or by county, with the paired difference to the baseline under a policy."""
    section = f"by_{kind}"
    changes = {policy["id"]: (policy.get("effects_by_group") or {}).get(section, {}) for policy in document.get("policies", ())}
    for group, found in _entries(document, section):
        whose = {key: found.pop(key) for key in ("scenario", "policy")}
        for name, level in found.items():
            change = changes.get(whose["policy"], {}).get(group, {}).get(name, {})
            beside = {"difference": change.get("difference"), "difference_low": change.get("low"), "difference_high": change.get("high")}
            called = indicator(name)
            row = {**whose, **level, **beside, kind: group, f"{kind}_name": GROUP_NAMES[kind](group)}
            yield row | {"indicator": name, "indicator_name": called.words, "unit": called.unit}


def _definitions(document: Mapping[str, Any]) -> Iterator[Row]:
    """What every indicator of the document means exactly, and the coefficients it is worked out with."""
    for name in (document["baseline"] if is_comparison(document) else document)["indicators"]:
        found = definition(name)
        called = indicator(name)
        yield {
            "indicator": name, "indicator_name": called.words, "unit": called.unit, "direction": DIRECTIONS[called.good],
            "definition": found.exact, "source": found.source,
        }  # fmt: skip


def _stages(document: Mapping[str, Any]) -> Iterator[Row]:
    for name, row in _entries(document, "stages"):
        yield {**row, "stage": name, "stage_name": stage(name), "unit": PROJECTS}


def _stop_reasons(document: Mapping[str, Any]) -> Iterator[Row]:
    for name, row in _entries(document, "stop_reasons"):
        yield {**row, "reason": name, "reason_name": stop_reason(name), "ended": name != NOT_OVER, "unit": PROJECTS}


def _rates(document: Mapping[str, Any]) -> Iterator[Row]:
    for name, row in _entries(document, "rates"):
        yield {**row, "rate": name, "rate_name": RATES.get(name, Both(name, name)), "unit": SHARE}


def _ledger(document: Mapping[str, Any]) -> Iterator[Row]:
    for name, row in _entries(document, "ledger"):
        fact = {"scenario": row["scenario"], "policy": row["policy"], "instrument": name, "unit": MONEY}
        for year, amount in (row.get("by_year") or {}).items():
            yield {**fact, "year": year, "value": amount}
        counts = {key: (row.get(key) or {}).get("value") for key in ("projects_paid", "projects_qualified", "contingent_liability", "execution")}
        yield {**row, **fact, **counts, "year": TOTAL, "value": row.get("total")}


def effect_rows(document: Mapping[str, Any], lang: Lang) -> Iterator[Row]:
    """The paired differences of every policy, all versions together and each by itself."""
    for policy in document["policies"]:
        head = {"policy": policy["id"], "policy_name": title(policy, lang), "enough_worlds": not missing_worlds(document)}
        yield from ({**head, **row} for row in _effects_of(policy["effects"], ALL_VERSIONS))
        for which, effects in (policy.get("by_version") or {}).items():
            yield from ({**head, **row} for row in _effects_of(effects, version(which, document)))


def _effects_of(effects: Mapping[str, Any], which: Both) -> Iterator[Row]:
    for name, effect in effects.items():
        called, row = indicator(name), dict(effect or {})
        row["policy_mean"] = row.pop("policy", None)
        row["spans_zero"] = _spans_zero(row)
        yield {**row, "version": which, "indicator": name, "indicator_name": called.words, "unit": called.unit}


def project_rows(document: Mapping[str, Any], lang: Lang) -> Iterator[Row]:
    """Projects by class under every policy, and what an additional one costs."""
    for policy in document["policies"]:
        head = {"policy": policy["id"], "policy_name": title(policy, lang), "enough_worlds": not missing_worlds(document)}
        for name, entry in (policy.get("projects") or {}).items():
            words = PROJECT_CLASSES.get(name, Both(name, name))
            yield {**(entry or {}), **head, "class": name, "class_name": words, "unit": PROJECTS}
        cost = policy.get("cost_per_additional") or {}
        yield {**cost, **head, "class": "cost_per_additional", "class_name": COST, "unit": COST_UNIT}


def _target(document: Mapping[str, Any]) -> Iterator[Row]:
    head, months = _asked(document) | {"enough_worlds": not missing_worlds(document)}, document["month_reached"]
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
    asked = indicator(document["bottleneck_event"])
    for name, found in document["bottlenecks"].items():
        row = {**found, **_asked(document), "bottleneck_event": asked.words, "resource": name, "resource_name": RESOURCES[name]}
        row |= {"one_more": found["unit"][lang], "unit": asked.unit, "spans_zero": _spans_zero(found), "enough_worlds": not missing_worlds(document)}
        first = found["first_event"]
        row |= {"first_event": event_of(first["event"]), **{f"first_{key}": first[key] for key in ("difference", "low", "high")}}
        if likelier := found.get("probability"):
            row |= {"likelier": likelier["difference"], "likelier_low": likelier["low"], "likelier_high": likelier["high"]}
            row["units_to_close"] = found["units_to_close"]["value"]
        yield row


def bottleneck_rows(document: Mapping[str, Any]) -> Iterator[Row]:
    """By year and resource: projects that stop and wait for want of it, and what one more unit of it gives, which older results do not say."""
    for year, found in document["bottleneck_by_year"].items():
        head = {**_asked(document), "year": year, "enough_worlds": not missing_worlds(document)}
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


def _contrasts(document: Mapping[str, Any]) -> Iterator[Row]:
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
                yield row | {"spans_zero": _spans_zero(each), "enough_worlds": not missing_worlds(document)}
