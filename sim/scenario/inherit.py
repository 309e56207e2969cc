"""Layers of a scenario: a file, what it inherits, what that inherits; merged so that a file states only its changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.scenario import catalogue
from sim.scenario.catalogue import Kind
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.reader import Source, read_source
from sim.units import short

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Layers:
    """The sources of one scenario, the file itself first and its oldest ancestor last."""

    sources: tuple[Source, ...]

    @property
    def label(self) -> str:
        """The file the reader asked for."""
        return self.sources[0].label

    def place(self, path: KeyPath) -> tuple[str, int | None]:
        """File and line of a key: where it is given last, else where the closest table around it is given."""
        for length in range(len(path), 0, -1):
            for source in self.sources:
                line = source.lines.line(path[:length])
                if line is not None:
                    return source.label, line
                if length == len(path) and _given(source.data, path):
                    return source.label, None
        return self.label, None

    def problem(self, code: str, path: KeyPath, **more: Any) -> Problem:
        """A problem at a key, with the file and line where it is given."""
        file, line = self.place(path)
        return Problem(code, file, line, dotted(path), **more)


def dotted(path: KeyPath) -> str:
    """A key path as messages show it: "firms.small.count", "sources[2]" (counted from 1)."""
    text = ""
    for key in path:
        text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def _given(data: Any, path: KeyPath) -> bool:
    for key in path:
        if not isinstance(data, Mapping) or key not in data:
            return False
        data = data[key]
    return True


def resolve(name: str | Path, kind: Kind) -> Path:
    """The file of an installed scenario, or of a path. Raises ScenarioError with the nearest name."""
    if isinstance(name, str):
        found = catalogue.installed(name, kind)
        if found is not None:
            return found
        is_path = name.endswith(".toml") or "/" in name or "\\" in name
        if not is_path and not is_there(name):
            raise ScenarioError(unknown_name(name, kind, file="scenarios"))
    return Path(name)


def is_there(name: str) -> bool:
    """Whether a name is that of a file or folder here; never fails."""
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):
        return False


def unknown_name(name: str, kind: Kind, *, file: str, line: int | None = None, key: str = "") -> Problem:
    """What to say about a name that is not installed: the nearest one, or that it names the other kind."""
    other: Kind = "policy" if kind == "region" else "region"
    if name in catalogue.names(other):
        return Problem("kind_mismatch", file, line, key or name, {"wanted": kind, "found": other})
    known = catalogue.names(kind)
    if not name.strip():
        return Problem("empty_name", file, line, key, {"list": catalogue.FOLDERS[kind]})
    facts = {"value": short(name), "known": ", ".join(known), "count": str(len(known))}
    beside = f"{name}.toml" if is_there(f"{name}.toml") else None
    return Problem(f"unknown_{kind}", file, line, key, facts, nearest=beside or catalogue.nearest_name(name, kind))


def read_layers(first: Source, kind: Kind) -> Layers:
    """Follow `inherits` to the oldest ancestor. Raises ScenarioError for circles, unknown names and files outside the folder."""
    sources, seen = [first], [_identity(first)]
    while (parent := sources[-1].data.get("inherits")) is not None:
        source = read_source(_parent_path(parent, sources[-1], kind))
        sources.append(source)
        if _identity(source) in seen:
            circle = [each.label for each in sources[seen.index(_identity(source)) :]]
            line = sources[-2].lines.line(("inherits",))
            raise ScenarioError(Problem("circular", sources[-2].label, line, "inherits", {"circle": " → ".join(circle)}))
        seen.append(_identity(source))
    return Layers(tuple(sources))


def _identity(source: Source) -> str:
    return str(source.path.resolve()) if source.path else source.label


def _parent_path(parent: object, child: Source, kind: Kind) -> Path:
    """The file that `inherits` names: an installed scenario, or a file in the folder of the child."""
    if not isinstance(parent, str) or not parent:
        raise ScenarioError(_about_parent("bad_reference", child, parent))
    found = catalogue.installed(parent, kind)
    if found is not None:
        return found
    folder = (child.path.parent if child.path else Path.cwd()).resolve()
    try:
        path = (folder / (parent if parent.endswith(".toml") else f"{parent}.toml")).resolve()
        is_inside, is_there = path.is_relative_to(folder), path.exists()
    except (OSError, ValueError, RuntimeError):  # names too long, null bytes, loops of links
        is_inside = is_there = False
    if not is_inside:
        raise ScenarioError(_about_parent("inherits_outside", child, parent))
    if is_there:
        return path
    if parent.endswith(".toml"):
        near = catalogue.nearest(parent, (other.name for other in folder.glob("*.toml")))
        raise ScenarioError(_about_parent("missing_parent", child, parent, near))
    line = child.lines.line(("inherits",))
    raise ScenarioError(unknown_name(parent, kind, file=child.label, line=line, key="inherits"))


def _about_parent(code: str, child: Source, parent: object, near: str | None = None) -> Problem:
    return Layers((child,)).problem(code, ("inherits",), facts={"value": short(parent)}, nearest=near)


def merged(layers: Layers) -> dict[str, Any]:
    """The content of all layers, later ones over earlier ones. Tables are merged key by key, everything else is replaced.

    An inherited assumption lapses when its key is given anew without a new reason. An instrument that changes its family starts afresh.
    """
    content: dict[str, Any] = {}
    for source in reversed(layers.sources):
        changes = {key: value for key, value in source.data.items() if key != "inherits"}
        inherited, stated = content.get("assumptions"), changes.get("assumptions", {})
        if isinstance(inherited, dict) and isinstance(stated, dict):
            kept = {path: why for path, why in inherited.items() if path in stated or not _lapses(path, content, changes)}
            content["assumptions"] = kept
        content = merge(content, changes)
    return content


UNFOUNDED = "文件给出的值，没有写明依据或理由。Stated by the file without a source or a reason."
"""Why a value is assumed of which its file says nothing."""
NO_VALUES = ("inherits", "kind", "title", "question", "sources", "assumptions", "family")


def without_grounds(layers: Layers) -> Iterator[str]:
    """The keys that files give which name no sources of their own, unless the file or a later one says why it assumes them or has sources.

    The sources of an ancestor support the ancestor's values, not what was changed in a copy.
    """
    grounded: set[str] = set()
    for source in layers.sources:
        stated = source.data.get("assumptions", {})
        reasons = tuple(stated) if isinstance(stated, Mapping) else ()
        for path in _leaves(source.data):
            if path in grounded:
                continue
            grounded.add(path)
            has_reason = any(path == each or path.startswith(f"{each}.") for each in reasons)
            if source.path is not None and not source.data.get("sources") and not has_reason:
                yield path


def _leaves(data: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in data.items():
        if key in NO_VALUES:
            continue
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


def _lapses(path: str, content: Mapping[str, Any], changes: Mapping[str, Any]) -> bool:
    """Whether an inherited assumption has lost its object: its key is given anew, or its instrument has become one of another family.

    Of a table that a file without sources changes in part the rest is assumed as before.
    """
    keys = tuple(path.split("."))
    if _given(changes, keys):
        return bool(changes.get("sources")) or not isinstance(_value(changes, keys), Mapping)
    instrument = (*keys[:2], "family")
    return keys[0] == "instruments" and _given(changes, instrument) and _value(changes, instrument) != _value(content, instrument)


def _value(data: Any, path: KeyPath) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, Mapping) else None
    return data


def merge(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `changes` over it; neither is modified."""
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        if isinstance(old, dict) and isinstance(value, Mapping):
            new_family = "family" in value and value["family"] != old.get("family")
            result[key] = dict(value) if new_family and "family" in old else merge(old, value)
        else:
            result[key] = value
    return result
