"""What made a figure, carried inside its file: which drawing, in which language and size, from which result, by which versions.

The whole result travels along, compressed (a comparison of three policies takes some 20 kB), so that a figure that was mailed without its
folder can still be traced and drawn again, without network. One line of ASCII holds it, the same in PNG, SVG and PDF.
"""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from experiments.output.identity import result_id
from experiments.output.provenance import versions_of
from experiments.output.vocabulary import Lang

MARK = "techfunnel-figure-1:"
_FOUND = re.compile(re.escape(MARK).encode() + rb"([A-Za-z0-9+/=]+);")
DREW = ("techfunnel", "python", "matplotlib", "numpy", "pillow", "fonttools")
"""What decides how a figure looks to the pixel."""
LARGEST = 64_000_000
"""Bytes that a record may hold unpacked; more than that is no record of ours."""


class NoRecord(ValueError):
    """A file without a record, or with one that cannot be read."""


@dataclass(frozen=True)
class Record:
    """One figure: its name, language and size, the result it was drawn from, and the versions that drew it."""

    name: str
    lang: Lang
    size: str
    document: Mapping[str, Any]
    drawn_by: Mapping[str, str | None]

    @property
    def result(self) -> str:
        """The id of the result."""
        return result_id(self.document)


def record_of(name: str, lang: Lang, size: str, document: Mapping[str, Any]) -> Record:
    """The record of a figure that is drawn now."""
    return Record(name, lang, size, document, versions_of(DREW))


def packed(record: Record) -> str:
    """The record as one line of ASCII."""
    text = json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return MARK + base64.b64encode(zlib.compress(text.encode(), 9)).decode() + ";"  # so that what follows in the file is not taken for a part of it


def unpacked(content: bytes) -> Record:
    """The record in the bytes of a file. Raises NoRecord."""
    found = _FOUND.search(content)
    if not found:
        raise NoRecord("no record")
    try:
        engine = zlib.decompressobj()
        text = engine.decompress(base64.b64decode(found[1], validate=True), LARGEST)
        if not engine.eof:
            raise NoRecord("damaged record")
        return Record(**json.loads(text.decode()))
    except (binascii.Error, zlib.error, ValueError, TypeError) as error:
        raise NoRecord("damaged record") from error


def line_in(content: bytes) -> str | None:
    """The record in the bytes of a file as it stands there; None where there is none."""
    found = _FOUND.search(content)
    return found[0].decode() if found else None
