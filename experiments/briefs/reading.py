"""Reading what a brief is written about: results.json, and the complete scenarios that stand beside it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from experiments.briefs.errors import BriefError
from experiments.output.identity import result_id
from experiments.output.reading import read_result as read_document
from experiments.output.vocabulary import is_comparison
from experiments.output.write import RESULTS

Kind = Literal["run", "compare", "target"]
NEEDED: dict[Kind, tuple[str, ...]] = {
    "run": ("scenario", "replications", "months", "period", "indicators", "stages", "stop_reasons", "ledger", "rates", "conservation"),
    "compare": ("scenario", "replications", "months", "period", "baseline", "policies"),
    "target": ("scenario", "replications", "months", "period", "goal", "probability", "expected", "bottlenecks", "shortfall", "rates"),
}
NEEDED_OF_POLICY = ("id", "titles", "effects", "cost_per_additional", "projects", "by_version", "ledger", "robust", "run")
NEEDED_OF_RUN = ("conservation",)


@dataclass(frozen=True)
class Result:
    """A result as it was written: its document, its kind, its id, and the frozen scenarios by id (none where only the JSON is there)."""

    document: Mapping[str, Any] = field(repr=False)
    kind: Kind
    identity: str
    scenarios: Mapping[str, Mapping[str, Any]] = field(repr=False)
    folder: Path


def read_result(path: Path | str) -> Result:
    """The result in a folder of `--out`, or in its results.json. Raises OutputError where there is none, BriefError where none can be made of it."""
    asked, path = str(path), Path(path)
    document = read_document(path)
    file = path / RESULTS if path.is_dir() else path
    kind = _kind(document, asked)
    violations = sum(run["conservation"]["violations"] for run in _runs(document))
    if violations:
        raise BriefError("unbalanced", asked, {"n": str(violations)})
    return Result(document, kind, result_id(document), _scenarios(file.parent), file.parent)


def _kind(document: Mapping[str, Any], where: str) -> Kind:
    """Which command made a document. Raises BriefError for a story and for anything else."""
    if "turns_at" in document or "parts_at" in document:
        raise BriefError("story", where)
    if "study" in document:
        raise BriefError("study", where)
    if {"targets", "posterior"} <= set(document) and "scenario" not in document:
        raise BriefError("calibration", where)
    kind: Kind = "compare" if is_comparison(document) else "target" if "goal" in document else "run"
    for key in NEEDED[kind]:
        if key not in document:
            raise BriefError("unknown_kind", where, {"key": key})
    _check_parts(document, where)
    return kind


def _check_parts(document: Mapping[str, Any], where: str) -> None:
    """Raises BriefError where the baseline or a policy of a comparison lacks a part."""
    parts = {f"/policies/{order}": (policy, NEEDED_OF_POLICY) for order, policy in enumerate(document.get("policies", ()))}
    parts |= {f"{place}/run": (policy.get("run") or {}, NEEDED_OF_RUN) for place, (policy, _) in parts.items()}
    parts |= {"/baseline": (document["baseline"], NEEDED_OF_RUN)} if "baseline" in document else {}
    for place, (part, needed) in parts.items():
        for key in needed:
            if key not in part:
                raise BriefError("incomplete", where, {"key": f"{place}/{key}"})


def _runs(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [document.get("baseline", document), *(policy["run"] for policy in document.get("policies", ()))]


def _scenarios(folder: Path) -> dict[str, Mapping[str, Any]]:
    """The complete scenarios beside the result by id; one that cannot be read is left out, and the annex says that it is missing."""
    found = {}
    for path in sorted(folder.glob("scenario-*.toml")):
        try:
            found[path.stem.removeprefix("scenario-")] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
    return found
