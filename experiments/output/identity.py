"""Strict JSON, and the id of a result: a short hash of what was found, whoever computed it and wherever."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

ID_LENGTH = 12
PASSING = ("provenance", "seconds", "simulated")
"""What differs from time to time although the same was found: how it was made and how long that took. `simulated` is in documents of before."""


def digest_of(content: bytes) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(content).hexdigest()


class NotStrict(ValueError):
    """A document holds what JSON cannot say; `key` is where."""

    def __init__(self, key: str, value: object):
        self.key, self.value = key, value
        super().__init__(f"{key}: {value!r} is not allowed in a result file")


def strict_json(document: Any) -> str:
    """The document as JSON text, Chinese left readable. Raises NotStrict for NaN, infinity, keys that are no text and foreign types."""
    _require_strict(document, "")
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def result_id(document: Mapping[str, Any]) -> str:
    """The id of a result: a hash of all that was found, so that the same numbers have the same id on every machine."""
    content = {key: value for key, value in document.items() if key not in PASSING}
    _require_strict(content, "")
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LENGTH]


def sealed(document: Mapping[str, Any], provenance: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its provenance, which holds the id of what was found: whoever edits a number later is noticed (`reading.read_result`)."""
    return {**document, "provenance": {**provenance, "result_id": result_id(document)}}


def is_unchanged(document: Mapping[str, Any]) -> bool:
    """Whether a document holds what it held when it was sealed; true as well of one that never was."""
    return (document.get("provenance") or {}).get("result_id") in (None, result_id(document))


def _require_strict(value: Any, key: str) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, float):
        if not math.isfinite(value):
            raise NotStrict(key, value)
    elif isinstance(value, dict):
        for name, part in value.items():
            if not isinstance(name, str):
                raise NotStrict(f"{key}.{name!r}", name)
            _require_strict(part, f"{key}.{name}" if key else name)
    elif isinstance(value, list | tuple):
        for index, part in enumerate(value):
            _require_strict(part, f"{key}[{index}]")
    else:
        raise NotStrict(key, value)
