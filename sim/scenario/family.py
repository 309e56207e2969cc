"""An instrument whose family is missing or misspelt: which it may be, and what is wrong in its table whichever it is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from sim.policy import AnyInstrument
from sim.scenario.catalogue import nearest
from sim.scenario.describe import families, keys_of
from sim.scenario.errors import Problem
from sim.scenario.inherit import Layers
from sim.scenario.meant import choice_meant, word_of

FAMILIES = families(AnyInstrument)


def likely_families(content: Mapping[str, Any]) -> dict[str, type[BaseModel]]:
    """The family that a misspelt one is most like; else all those that know most of the keys given."""
    meant = choice_meant(word_of(content.get("family")), tuple(FAMILIES), "family")
    if meant is not None:
        return {meant: FAMILIES[meant]}
    known = {family: len(set(content) & set(keys_of(member))) for family, member in FAMILIES.items()}
    return {family: member for family, member in FAMILIES.items() if known[family] == max(known.values())}


def true_in_all(by_family: list[list[Problem]]) -> Iterable[Problem]:
    """The problems that every family in question would have, with a nearest choice only where they agree on it."""
    tables = [{(each.code, each.key): each for each in problems} for problems in by_family]
    for key, problem in tables[0].items():
        same = [table[key] for table in tables if key in table]
        if len(same) == len(tables):
            agreed = len({each.nearest for each in same}) == 1
            yield problem if agreed else replace(problem, nearest=None, hint=None)


def inherited_like(name: str, layers: Layers) -> str | None:
    """The instrument of an inherited policy whose name is most like this one."""
    tables = (source.data.get("instruments") for source in layers.sources[1:])
    return nearest(name, {each for table in tables if isinstance(table, Mapping) for each in table})
