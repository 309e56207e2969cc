"""The few pieces of Markdown that generated blocks consist of."""

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars inside cells are escaped and line breaks become blanks."""
    lines = [_row(headings), "|" + "---|" * len(headings), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |"


def code(text: str, language: str = "") -> str:
    """A fenced block."""
    return f"```{language}\n{text.rstrip()}\n```"


def first_line(docstring: str | None, where: str) -> str:
    """The first line of a docstring, with the next ones where the sentence goes on. Raises ValueError where there is none."""
    if not docstring:
        raise ValueError(f"{where} has no docstring")
    said: list[str] = []
    for line in docstring.strip().splitlines():
        if not line.strip():
            break
        said.append(line.strip())
        if said[-1].endswith((".", "?", ":", ";")):
            break
    return " ".join(said)
