"""Which kind of file it is: as it says, or as it most likely is where that is missing or misspelt."""

from collections.abc import Iterator
from typing import Literal

from sim.scenario import catalogue
from sim.scenario.catalogue import Kind
from sim.scenario.describe import keys_of
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.inherit import Layers
from sim.scenario.meant import choice_meant, word_of
from sim.scenario.reader import Source
from sim.scenario.schema import MODELS, Policy, Region
from sim.units import short

FROZEN = "scenario"


def stated_kind(source: Source, wanted: Kind | None = None) -> Literal["region", "policy", "scenario"]:
    """The kind of file, guessed where it is left out or misspelt (`about_kind` says so). Raises ScenarioError for the wrong kind."""
    kind = source.data.get("kind")
    if kind not in (*MODELS, FROZEN):
        kind = _likely_kind(source)
        if kind == "region":  # that is also what is assumed where nothing tells
            return wanted or kind
    if wanted and kind != wanted and not (kind == FROZEN and wanted == "region"):
        tell = next((key for key in ("kind", "inherits", "instruments") if key in source.data), "kind")
        raise ScenarioError(Layers((source,)).problem("kind_mismatch", (tell,), facts={"wanted": wanted, "found": kind}))
    return kind


def _likely_kind(source: Source) -> Kind:
    """What a file most likely is: as its misspelt kind says, else what it inherits, else by its keys."""
    meant = choice_meant(word_of(source.data.get("kind")), tuple(MODELS), "kind of file")
    inherits_policy = str(source.data.get("inherits")) in catalogue.names("policy")
    has_levers = any(key in keys_of(Policy) and key not in keys_of(Region) for key in source.data)
    return "policy" if meant == "policy" or (meant is None and (inherits_policy or has_levers)) else "region"


def about_kind(layers: Layers, kind: str) -> Iterator[Problem]:
    """A kind that is misspelt, or stated in no layer. Raises ScenarioError where a layer is of another kind."""
    for source in layers.sources:
        stated, where = source.data.get("kind", kind), Layers((source,))
        if stated != kind and stated in (*MODELS, FROZEN):
            raise ScenarioError(where.problem("kind_mismatch", ("kind",), facts={"wanted": kind, "found": stated}))
        if stated != kind:
            yield where.problem("unknown_kind", ("kind",), facts={"value": short(word_of(stated))}, nearest=kind)
    if not any("kind" in source.data for source in layers.sources):
        yield layers.problem("kind_missing", ("kind",))
