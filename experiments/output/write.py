"""Everything a result folder holds, made in memory first and then written at once."""

import json
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.output.errors import OutputError
from experiments.output.folder import write_whole
from experiments.output.identity import NotStrict, digest_of, strict_json
from experiments.output.reading import PROVENANCE
from experiments.output.vocabulary import Lang, is_comparison

if TYPE_CHECKING:
    from sim.scenario import Scenario

RESULTS = "results.json"
LONGEST_ID = 120  # bytes of a scenario id in a file name


MADE_OF_A_RESULT = ("brief.docx", "brief.pdf", "brief.html", "figures")
"""What `funnel brief` and `funnel figures` put beside a result."""


@dataclass(frozen=True)
class Written:
    """What was written. `left_over` are files of an earlier result in the same folder that belong to this one no more: they were kept."""

    folder: Path
    files: tuple[str, ...]
    left_over: tuple[str, ...]


def write_results(
    folder: Path | str, document: Mapping[str, Any], scenarios: Sequence["Scenario"], figures: bool = True, lang: Lang = "zh"
) -> Written:
    """Write the folder of a run or compare document; `scenarios` are those it was computed from.

    Raises OutputError, and then nothing has changed: unwritable folder, full disk, a number that is none, a character without glyph.
    """
    from experiments.output.provenance import completed

    try:
        provenance = completed(document, scenarios)
        files = {RESULTS: strict_json(document).encode()}
    except NotStrict as error:
        raise OutputError("not_finite", str(folder), {"key": error.key, "value": repr(error.value)}) from error
    files |= _tables(document, lang) | scenario_files(scenarios)
    if figures:
        files |= _figures({**document, "provenance": provenance}, lang, str(folder))
    provenance["files"] = {name: digest_of(content) for name, content in sorted(files.items())}
    files[PROVENANCE] = strict_json(provenance).encode()
    left_over = left_over_in(Path(folder), files, provenance["result_id"])
    write_whole(folder, files)
    return Written(Path(folder), tuple(files), left_over)


def check_glyphs(folder: Path | str, scenarios: Sequence["Scenario"], lang: Lang, more: Sequence[Any] = ()) -> None:
    """Find out before simulating whether the figures can draw the titles they will carry; `more` are heads of other files. Raises OutputError."""
    from experiments.figures.glyphs import MissingGlyph, require_glyphs
    from experiments.figures.saving import without_glyph

    parts = [*more, *(part for scenario in scenarios for part in (scenario.region, *scenario.policies))]
    texts = [text for part in parts for text in (getattr(part.title, lang), part.id, *part.sources)]
    try:
        require_glyphs(dict.fromkeys(texts))
    except MissingGlyph as error:
        raise without_glyph(error, str(folder)) from error


def _tables(document: Mapping[str, Any], lang: Lang) -> dict[str, bytes]:
    from experiments.output.tables import tables

    return tables(document, lang)


def scenario_files(scenarios: Sequence["Scenario"]) -> dict[str, bytes]:
    """The frozen scenarios; two of the same id but different content get their digest into the name."""
    from sim.scenario import frozen_toml

    files: dict[str, bytes] = {}
    digests: dict[str, str] = {}
    for scenario in scenarios:
        if scenario.digest in digests.values():
            continue
        name = scenario.id if len(scenario.id.encode()) <= LONGEST_ID else f"{scenario.region.id[:40]}-{scenario.digest[:12]}"
        if name in digests:
            name = f"{name}-{scenario.digest[:12]}"
        digests[name] = scenario.digest
        files[f"scenario-{name}.toml"] = frozen_toml(scenario).encode()
    return files


def _figures(document: Mapping[str, Any], lang: Lang, where: str) -> dict[str, bytes]:
    """The funnel, and for a comparison the effects, as PNG and SVG; `funnel figures` draws the others."""
    from experiments.figures.saving import figures_of

    names = ("funnel", "effects") if is_comparison(document) else ("funnel",)
    return figures_of(document, names, lang, "page", ("png", "svg"), where)


def left_over_in(folder: Path, files: Container[str], result_id: str) -> tuple[str, ...]:
    """What an earlier result of ours left in the folder that will still be there beside these files; where it was another result than `result_id`,
    also what was made of it.
    """
    try:
        known = json.loads((folder / PROVENANCE).read_text(encoding="utf-8"))
        made = () if known["result_id"] == result_id else MADE_OF_A_RESULT
        return tuple(name for name in (*known["files"], *made) if name not in files and (folder / name).exists())
    except (OSError, ValueError, KeyError, TypeError):
        return ()
