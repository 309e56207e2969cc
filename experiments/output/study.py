"""The folder of a study: its document, indices and boxes as CSV, the study and its scenarios, provenance; written whole or not at all."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.output.errors import OutputError
from experiments.output.failure_words import in_words
from experiments.output.folder import write_whole
from experiments.output.identity import NotStrict, digest_of, strict_json
from experiments.output.reading import PROVENANCE
from experiments.output.vocabulary import Both, Lang
from experiments.output.write import RESULTS, Written, left_over_in, scenario_files

if TYPE_CHECKING:
    from sim.scenario import Scenario

STUDY = "study.toml"
HEADERS: dict[str, Both] = {
    "parameter": Both("参数", "parameter"),
    "parameter_name": Both("参数名称", "parameter_name"),
    "measure": Both("指数", "index"),
    "value": Both("数值", "value"),
    "low": Both("95%区间下限", "low_95"),
    "high": Both("95%区间上限", "high_95"),
    "rank": Both("位次", "rank"),
    "rank_is_safe": Both("位次是否可靠", "rank_is_safe"),
    "above_floor": Both("是否高于无作用参数", "above_the_dummy"),
    "unit": Both("单位", "unit"),
    "distribution": Both("分布", "distribution"),
    "range_low": Both("范围下限", "range_low"),
    "range_high": Both("范围上限", "range_high"),
    "central": Both("情景中的值", "value_in_the_scenario"),
    "box": Both("范围编号", "box"),
    "limit_low": Both("不低于", "from"),
    "limit_high": Both("不高于", "to"),
    "choices": Both("选项", "choices"),
    "quasi_p": Both("准p值", "quasi_p"),
    "coverage": Both("覆盖率", "coverage"),
    "density": Both("密度", "density"),
    "task": Both("点", "point"),
    "replication": Both("第几次", "replication"),
    "values": Both("参数取值", "values"),
    "why": Both("原因", "why"),
    "command": Both("重现命令", "command"),
}
YES_NO = {True: Both("是", "yes"), False: Both("否", "no")}
CHANCE = Both("偶然", "chance")
DUMMY = Both("无作用的参数", "a parameter that does nothing")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_study(
    folder: Path | str, document: Mapping[str, Any], scenarios: Sequence["Scenario"], text: str, lang: Lang, *, figures: bool = True
) -> Written:
    """Write the folder of a study; `text` is the study file. Raises OutputError, and then nothing has changed."""
    from experiments.output.provenance import completed

    try:
        provenance = completed(document, scenarios)
        files = {RESULTS: strict_json(document).encode()}
    except NotStrict as error:
        raise OutputError("not_finite", str(folder), {"key": error.key, "value": repr(error.value)}) from error
    files |= study_tables(document, lang) | scenario_files(scenarios) | {STUDY: text.encode()}
    if figures:
        files |= _figures({**document, "provenance": provenance}, lang, str(folder))
    provenance["files"] = {name: digest_of(content) for name, content in sorted(files.items())}
    files[PROVENANCE] = strict_json(provenance).encode()
    left_over = left_over_in(Path(folder), files, provenance["result_id"])
    write_whole(folder, files)
    return Written(Path(folder), tuple(files), left_over)


def _figures(document: Mapping[str, Any], lang: Lang, where: str) -> dict[str, bytes]:
    """The figures that a study has, as PNG and SVG; none where nothing could be analysed."""
    from experiments.figures.catalogue import applicable
    from experiments.figures.saving import figures_of

    return figures_of(document, applicable(document), lang, "page", ("png", "svg"), where)


def study_tables(document: Mapping[str, Any], lang: Lang) -> dict[str, bytes]:
    """The CSV files of a study. A value that is not known is an empty cell, never 0."""
    indices = ("parameter", "parameter_name", "measure", "value", "low", "high", "rank", "rank_is_safe", "above_floor")
    parameters = ("parameter", "parameter_name", "unit", "distribution", "range_low", "range_high", "central", "choices")
    made = {"indices": _csv(indices, _indices(document, lang), lang), "parameters": _csv(parameters, _parameters(document, lang), lang)}
    if "boxes" in document:
        boxes = ("box", "parameter", "parameter_name", "unit", "limit_low", "limit_high", "choices", "quasi_p", "coverage", "density")
        made["boxes"] = _csv(boxes, _boxes(document, lang), lang)
    if document["failed_runs"]:
        made["failed_runs"] = _csv(("task", "replication", "why", "values", "command"), _failed(document, lang), lang)
    return {f"{name}.csv": content for name, content in made.items()}


def _indices(document: Mapping[str, Any], lang: Lang) -> Iterator[dict[str, Any]]:
    """One row for each index of each parameter, then those of the dummy and the share of chance.

    Whether an index is above the dummy is known of the measure that ranks, and said of no other.
    """
    for row in document["indices"]:
        head = {"parameter": row["parameter"], "parameter_name": row["titles"][lang]}
        head |= {key: row[key] for key in ("rank", "rank_is_safe") if key in row}
        measures = [key.removesuffix("_low") for key in row if key.endswith("_low") and f"{key.removesuffix('_low')}_high" in row]
        for measure in measures:
            if measure in row:
                about_floor = {"above_floor": row.get("above_floor")} if measure == document.get("ranked_by") else {}
                yield head | about_floor | {"measure": measure, "value": row[measure], "low": row[f"{measure}_low"], "high": row[f"{measure}_high"]}
        for measure in ("quasi_p", "found_again"):
            if measure in row:
                yield head | {"measure": measure, "value": row[measure]}
    for pair in document.get("pairs", ()):
        name = " × ".join(pair["parameters"])
        yield {"parameter": name, "parameter_name": name, "measure": "S2", "value": pair["S2"], "low": pair["S2_low"], "high": pair["S2_high"]}
    for measure, found in document.get("floor", {}).items():
        yield {"parameter": "-", "parameter_name": DUMMY.read(lang), "measure": measure} | found
    chance = document["chance_share"]
    yield {"parameter": "-", "parameter_name": CHANCE.read(lang), "measure": "chance_share"} | {key: chance[key] for key in ("value", "low", "high")}


def _parameters(document: Mapping[str, Any], lang: Lang) -> Iterator[dict[str, Any]]:
    for each in document["parameters"]:
        yield {
            "parameter": each["parameter"],
            "parameter_name": each["titles"][lang],
            "unit": each["unit"][lang],
            "distribution": each["distribution"],
            "range_low": each["low"],
            "range_high": each["high"],
            "central": each["central"],
            "choices": ", ".join(each["choices"]),
        }


def _failed(document: Mapping[str, Any], lang: Lang) -> Iterator[dict[str, Any]]:
    """Runs that failed: at which point, why, and with what values."""
    for each in document["failed_runs"]:
        values = "; ".join(f"{name} = {value}" for name, value in each["parameters"].items() if name not in ("block", "point", "replication"))
        yield each | {"why": in_words(each["why"]).read(lang), "values": values}


def _boxes(document: Mapping[str, Any], lang: Lang) -> Iterator[dict[str, Any]]:
    for box in document["boxes"]:
        for limit in box["limits"]:
            yield {
                "box": box["box"],
                "parameter": limit["parameter"],
                "parameter_name": limit["titles"][lang],
                "unit": limit["unit"][lang],
                "limit_low": limit["low"],
                "limit_high": limit["high"],
                "choices": ", ".join(limit["choices"] or ()),
                "quasi_p": limit["quasi_p"],
                "coverage": box["coverage"]["value"],
                "density": box["density"]["value"],
            }


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], lang: Lang) -> bytes:
    """UTF-8 with BOM and CRLF, as Excel wants it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([HEADERS[column].read(lang) for column in columns])
    writer.writerows([_cell(row.get(column), lang) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any, lang: Lang) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES_NO[value].read(lang)
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) and text != "-" else text
