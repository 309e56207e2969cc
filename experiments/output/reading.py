"""A result read back: the folder that --out made, its results.json or story.json, or what --json printed."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from experiments.output.errors import OutputError
from experiments.output.identity import digest_of, is_unchanged
from sim.system_words import system_words

NAMES = ("results.json", "story.json", "calibrate.json")
PROVENANCE = "provenance.json"
"""Beside them: what made them, and the digest of every file."""


def read_result(path: Path | str) -> dict[str, Any]:
    """The document of a result, as it was written.

    Raises OutputError: not there, no result in the folder, no JSON, not one of ours, or changed since.
    """
    file = _file(Path(path))
    try:
        text = file.read_bytes().decode("utf-8-sig")
        document = json.loads(text, parse_constant=_refuse)
    except (OSError, ValueError, RecursionError) as error:
        raise OutputError("not_json", str(path), {"why": _why(error)}) from error
    if not is_result(document):
        raise OutputError("no_result", str(path))
    if not is_unchanged(document) or _recorded(file) not in (None, digest_of(file.read_bytes())):
        raise OutputError("changed", str(path))
    return document


def is_result(document: Any) -> bool:
    """Whether this is a document of ours: it says where it comes from, or holds what only a study or a calibration does."""
    if not isinstance(document, Mapping):
        return False
    says_where = isinstance(document.get("provenance"), Mapping) and "versions" in document["provenance"]
    return says_where or {"study", "indices"} <= set(document) or {"targets", "posterior"} <= set(document)


def _recorded(file: Path) -> str | None:
    """The digest of the file that the provenance beside it has; None where there is none."""
    try:
        return json.loads((file.parent / PROVENANCE).read_text(encoding="utf-8"))["files"][file.name]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file(where: Path) -> Path:
    try:
        if where.is_dir():
            for name in NAMES:
                if (where / name).is_file():
                    return where / name
            raise OutputError("empty_folder", str(where), {"file": ", ".join(NAMES)})
        if where.is_file():
            return where
    except (OSError, ValueError) as error:
        raise OutputError("missing", str(where)) from error
    raise OutputError("missing", str(where))


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _why(error: Exception) -> tuple[str, str]:
    """Why a file is no result, in Chinese and in English."""
    if isinstance(error, json.JSONDecodeError):
        return f"第 {error.lineno} 行第 {error.colno} 列起不是 JSON", f"no JSON from line {error.lineno}, column {error.colno} on"
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码的文字", "no text in UTF-8"
    if isinstance(error, OSError):
        return system_words(error)
    if isinstance(error, RecursionError):
        return "嵌套太深", "nested too deeply"
    return f"含有 {error}，不是 JSON 的数", f"it holds {error}, which is no number of JSON"
