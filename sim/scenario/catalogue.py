"""The scenarios that come with the program: where they lie and what they are called."""

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import scenarios

Kind = Literal["region", "policy"]
FOLDERS: dict[Kind, str] = {"region": "regions", "policy": "policies"}
LEAST_LETTERS = 4
"""Letters from which the beginning of a name is taken for it."""


def folder(kind: Kind) -> Path:
    """The folder of the installed regions or policies."""
    return Path(next(iter(scenarios.__path__))) / FOLDERS[kind]


def names(kind: Kind) -> tuple[str, ...]:
    """Names of the installed scenarios of one kind, sorted."""
    return tuple(sorted(path.stem for path in folder(kind).glob("*.toml")))


def list_regions() -> tuple[str, ...]:
    """Names of the installed regions, for `load_scenario`."""
    return names("region")


def list_policies() -> tuple[str, ...]:
    """Names of the installed policies, for `load_scenario`."""
    return names("policy")


def installed(name: str, kind: Kind) -> Path | None:
    """The file of an installed scenario, or None."""
    return folder(kind) / f"{name}.toml" if name in names(kind) else None


def nearest_name(word: str, kind: Kind) -> str | None:
    """The installed scenario whose name or Chinese title is most like a word: "chenzhou" for "chenzou" and for "郴州".

    Of several titles that hold the word, or names that begin with it, the one meant is the one that the others are named after.
    """
    titles = {} if word.isascii() else {title: name for name in names(kind) if (title := _title(folder(kind) / f"{name}.toml"))}
    within = [name for title, name in titles.items() if word.strip() and word.strip() in title]
    shortest = min(within, key=len, default=None)
    if shortest is not None and all(name.startswith(shortest) for name in within):
        return shortest
    near = _begun_with(word, names(kind)) or nearest(word, (*names(kind), *titles))
    return titles.get(near, near) if near is not None else None


def _begun_with(word: str, known: Iterable[str]) -> str | None:
    """The name that begins with a word of some letters, and after which all others that do are named."""
    begun = [name for name in known if len(word.strip()) >= LEAST_LETTERS and plain(name).startswith(plain(word.strip()))]
    shortest = min(begun, key=len, default=None)
    return shortest if shortest is not None and all(name.startswith(shortest) for name in begun) else None


def _title(path: Path) -> str:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return str(content.get("title", {}).get("zh", ""))


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice most like a word, ignoring case and the difference of "-", "_" and blanks; None when nothing is alike."""
    known = {plain(choice): choice for choice in choices}
    found = difflib.get_close_matches(plain(word[:200]), known, n=1, cutoff=0.55)
    return known[found[0]] if found else None


def plain(text: str) -> str:
    """A name without regard to case and the difference of "-", "_" and blanks."""
    return text.lower().replace("-", "_").replace(" ", "_")
