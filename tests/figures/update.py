"""Draws the image baselines anew: `make figures`. Look at what changed before you keep it.

python -m tests.figures.update          # every baseline from the result inside it (no simulation)
python -m tests.figures.update DIR      # from the results DIR/*.json, and from the documents of the tests for studies
"""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.figures import applicable, draw
from experiments.figures.record import unpacked
from experiments.figures.style import png_bytes
from tests.figures import study_documents

FOLDER = Path(__file__).with_name("baseline")
DPI, SIZE, LANG = 60, "word", "zh"


def path_of(name: str) -> Path:
    """The baseline of a figure."""
    return FOLDER / f"{name}.png"


def picture(document: Mapping[str, Any], name: str) -> bytes:
    """A figure as its baseline shows it."""
    return png_bytes(draw(document, name, LANG, SIZE), dpi=DPI)


def documents(folder: Path | None) -> dict[str, Mapping[str, Any]]:
    """The result of each figure: of several in a folder the last by name that has it."""
    if folder is None:
        return {path.stem: unpacked(path.read_bytes()).document for path in sorted(FOLDER.glob("*.png"))}
    found: dict[str, Mapping[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        found |= dict.fromkeys(applicable(document), document)
    return found | {name: make() for name, make in study_documents.DOCUMENTS.items()}


def main(arguments: Sequence[str]) -> None:
    """Draw and write every baseline."""
    FOLDER.mkdir(exist_ok=True)
    for name, document in documents(Path(arguments[0]) if arguments else None).items():
        path_of(name).write_bytes(picture(document, name))


if __name__ == "__main__":
    main(sys.argv[1:])
