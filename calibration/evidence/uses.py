"""Where a fact is used: parameters whose evidence it is, scenario files that rest on it, and what it is held against."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from calibration.evidence.entries import Fact, ledger

ID = re.compile(r"\b(?:S-[A-Z]{2}-[0-9]{2}|L-[A-Z0-9]+-[0-9]{2}|M-[0-9]{2})\b")


@dataclass(frozen=True)
class Place:
    """A key of a scenario file: its kind (region or policy), its name, and the dotted key; "sources" for the file as a whole."""

    kind: str
    name: str
    key: str


@dataclass(frozen=True)
class Uses:
    """Everything that uses one fact. `targets` are calibration targets; `others` indicators, rates, stylised facts and mechanisms."""

    parameters: tuple[str, ...]
    scenarios: tuple[Place, ...]
    targets: tuple[str, ...]
    others: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.parameters or self.scenarios or self.targets or self.others)


def uses_of(fact: Fact) -> Uses:
    """Where a fact is used."""
    cited = parameters_citing().get(fact.id, ())
    known = parameter_paths()
    targets = tuple(each for each in fact.bears_on if re.fullmatch(r"C[0-9]+", each))
    held = tuple(each for each in fact.bears_on if each in known and each not in cited)
    others = tuple(each for each in fact.bears_on if each not in targets and each not in known)
    return Uses((*cited, *held), scenarios_citing().get(fact.id, ()), targets, others)


@cache
def parameter_paths() -> frozenset[str]:
    """Every key of region and policy files, such as "world.dur_pilot", "platforms.NAME.slots" or "outcome_award.amount"."""
    return frozenset(path for path, _ in _parameters())


@cache
def parameters_citing() -> Mapping[str, tuple[str, ...]]:
    """Parameters by the ids of their evidence."""
    found: dict[str, list[str]] = {}
    for path, row in _parameters():
        for name in ID.findall(row["evidence"]):
            found.setdefault(name, []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def _parameters() -> Iterator[tuple[str, dict[str, Any]]]:
    from sim.scenario import parameters_table

    for row in parameters_table():
        family = row["group"].partition("[")[2].rstrip("]")
        group = family or row["group"]
        yield (f"{group}.{row['key']}" if group else row["key"]), row


@cache
def scenarios_citing() -> Mapping[str, tuple[Place, ...]]:
    """Keys of installed regions and policies by the ids they name in `sources` or in an assumption."""
    from sim.scenario import list_policies, list_regions
    from sim.scenario.catalogue import installed

    found: dict[str, list[Place]] = {}
    for kind, listed in (("region", list_regions()), ("policy", list_policies())):
        for name in listed:
            content = tomllib.loads(installed(name, kind).read_text(encoding="utf-8"))
            texts = [("sources", " ".join(content.get("sources", ()))), *content.get("assumptions", {}).items()]
            for key, text in texts:
                for each in dict.fromkeys(ID.findall(text)):
                    found.setdefault(each, []).append(Place(kind, name, key))
    return {each: tuple(places) for each, places in found.items()}


def unused() -> list[str]:
    """Ids of facts that nothing uses. Mechanisms are not among them: `docs/reference/mechanisms.md` says of each how it is represented, or not."""
    return [name for name, fact in ledger().items() if not fact.is_mechanism and not uses_of(fact)]


def unknown() -> dict[str, str]:
    """Ids that parameters or scenario files name and the ledger lacks, with one place that names each."""
    cited = {name: paths[0] for name, paths in parameters_citing().items()}
    cited |= {name: f"{places[0].kind} {places[0].name}" for name, places in scenarios_citing().items()}
    return {name: place for name, place in cited.items() if name not in ledger()}
