"""Reading what a brief is written about: results.json, and the complete scenarios that stand beside it."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from experiments.briefs.errors import BriefError
from experiments.output.identity import NotStrict, result_id
from experiments.output.vocabulary import is_comparison
from experiments.output.write import PROVENANCE, RESULTS

Kind = Literal["run", "compare", "target"]
NEEDED: dict[Kind, tuple[str, ...]] = {
    "run": ("scenario", "replications", "months", "period", "indicators", "stages", "stop_reasons", "ledger", "rates", "conservation"),
    "compare": ("scenario", "replications", "months", "period", "baseline", "policies"),
    "target": ("scenario", "replications", "months", "period", "goal", "probability", "expected", "bottlenecks", "shortfall", "rates"),
}


@dataclass(frozen=True)
class Result:
    """A result as it was written: its document, its kind, its id, and the frozen scenarios by id (none where only the JSON is there)."""

    document: Mapping[str, Any]
    kind: Kind
    identity: str
    scenarios: Mapping[str, Mapping[str, Any]]
    folder: Path


def read_result(path: Path | str) -> Result:
    """The result in a folder of `--out`, or in its results.json. Raises BriefError."""
    asked, path = str(path), Path(path)
    if not path.exists():
        raise BriefError("no_result", asked)
    if path.is_dir():
        path = _document_in(path, asked)
    text = _text(path, asked)
    document = _document(text, str(path))
    kind = _kind(document, str(path))
    _require_unchanged(path, text)
    violations = sum(run["conservation"]["violations"] for run in _runs(document))
    if violations:
        raise BriefError("unbalanced", str(path), {"n": str(violations)})
    return Result(document, kind, _identity(document, str(path)), _scenarios(path.parent), path.parent)


def _document_in(folder: Path, asked: str) -> Path:
    if (folder / RESULTS).is_file():
        return folder / RESULTS
    raise BriefError("story" if (folder / "story.json").is_file() else "no_results_json", asked)


def _text(path: Path, asked: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BriefError("unreadable", asked, {"why": (error.strerror or type(error).__name__).lower()}) from error


def _document(text: bytes, where: str) -> dict[str, Any]:
    def refuse(value: str) -> float:
        raise BriefError("not_finite", where, {"value": value})

    try:
        document = json.loads(text.decode("utf-8-sig"), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise BriefError("not_json", where, {"why": str(error)[:120]}) from error
    if not isinstance(document, dict):
        raise BriefError("unknown_kind", where, {"key": "scenario"})
    return document


def _kind(document: Mapping[str, Any], where: str) -> Kind:
    """Which command made a document. Raises BriefError for a story and for anything else."""
    if "turns_at" in document or "parts_at" in document:
        raise BriefError("story", where)
    kind: Kind = "compare" if is_comparison(document) else "target" if "goal" in document else "run"
    for key in NEEDED[kind]:
        if key not in document:
            raise BriefError("unknown_kind", where, {"key": key})
    return kind


def _runs(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [document.get("baseline", document), *(policy["run"] for policy in document.get("policies", ()))]


def _identity(document: Mapping[str, Any], where: str) -> str:
    try:
        return result_id(document)
    except NotStrict as error:
        raise BriefError("not_finite", where, {"value": f"{error.key} = {error.value!r}"}) from error


def _require_unchanged(path: Path, text: bytes) -> None:
    """Raises BriefError where the provenance beside the result has another digest of it."""
    try:
        recorded = json.loads((path.parent / PROVENANCE).read_text(encoding="utf-8"))["files"][path.name]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if recorded != hashlib.sha256(text).hexdigest():
        raise BriefError("changed", str(path))


def _scenarios(folder: Path) -> dict[str, Mapping[str, Any]]:
    """The complete scenarios beside the result by id; one that cannot be read is left out, and the annex says that it is missing."""
    found = {}
    for path in sorted(folder.glob("scenario-*.toml")):
        try:
            found[path.stem.removeprefix("scenario-")] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
    return found
