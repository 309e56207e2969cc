"""What a stored batch is about: scenario, policies, calibrated version, study. Read from the texts beside its rows, so that it is known offline.

The identity of a batch says by digests what decided its rows. The scenario in full lies beside worlds and contrasts; batches made with worlds, such
as pairs, have the digest of a scenario that lies beside those. A version is recognised by the parameters of the world that it sets.
"""

import json
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from experiments.output.vocabulary import Both
from experiments.output.vocabulary import version as titles_of_version
from experiments.runs.inventory import Held
from experiments.runs.worlds import SCENARIO

STUDY = "study.toml"
BETWEEN_POLICIES = "+"
VARIED = ("varied", Both("各版本轮换", "varied by the study"))
VARIED_BY = "calibrated_version"
"""The uncertainty of a study that lets the version vary."""


@dataclass(frozen=True)
class About:
    """What is known of a batch; empty where nothing is."""

    region: str = ""
    policies: tuple[str, ...] = ()
    baseline: tuple[str, ...] | None = None  # policies of the other worlds, of a batch that compares
    titles: Both | None = None
    version: str = ""
    version_titles: Both | None = None
    study: Both | None = None

    @property
    def scenario(self) -> str:
        """The id of the scenario, as a result document has it."""
        return BETWEEN_POLICIES.join((self.region, *self.policies))


def worlds_in(several: Iterable[Held]) -> dict[str, Held]:
    """The batches of worlds among several, by the digest of the scenario that lies beside them."""
    return {str(held.identity.get("digest")): held for held in several if held.shelf.kind == "world"}


def about(held: Held, worlds: Mapping[str, Held]) -> About:
    """What a batch is about. `worlds` of the same store (`worlds_in`) have the scenarios of batches that were made with them."""
    if held.shelf.kind == "study":
        return _of_study(held)
    region, policies = _parts(held.identity.get("scenario"))
    baseline = held.identity.get("baseline")
    beside = _scenario_of(held) or _scenario_of(worlds.get(str(held.identity.get("digest"))))
    version, version_titles = _version(beside["region"]["world"]) if beside else _version_of_facts(held)
    return About(region, policies, _parts(baseline)[1] if baseline else None, _titles(beside), version, version_titles)


def _parts(scenario: str | None) -> tuple[str, tuple[str, ...]]:
    region, *policies = (scenario or "").split(BETWEEN_POLICIES)
    return region, tuple(policies)


def _scenario_of(held: Held | None) -> dict[str, Any] | None:
    if held is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((held.shelf.folder / SCENARIO).read_text(encoding="utf-8"))
        if found["region"]["world"] and found["region"]["title"]:
            return found
    return None


def _titles(scenario: Mapping[str, Any] | None) -> Both | None:
    if scenario is None:
        return None
    parts = [scenario["region"]["title"], *(policy["title"] for policy in scenario["policies"])]
    return Both(*(" + ".join(part[lang] for part in parts) for lang in ("zh", "en")))


def _version(world: Mapping[str, Any]) -> tuple[str, Both | None]:
    """The version whose parameters these are; nothing where a scenario sets them itself, or where versions were solved anew since."""
    from experiments.worlds import known_versions

    for version in known_versions():
        if all(world.get(name) == value for name, value in version.parameters.items()):
            return version.id, Both(version.title_zh, version.title_en)
    return "", None


def _version_of_facts(held: Held) -> tuple[str, Both | None]:
    """The version of a batch of the scorecard, whose scenarios are made by the program."""
    if held.shelf.kind != "facts":
        return "", None
    from experiments.scorecard import scenarios
    from experiments.worlds import known_versions

    closed, digest = scenarios()["closed"], held.identity.get("digest")
    found = (version for version in known_versions() if version.applied_to(closed).digest == digest)
    return next(((version.id, Both(version.title_zh, version.title_en)) for version in found), ("", None))


def _of_study(held: Held) -> About:
    try:
        study = tomllib.loads((held.shelf.folder / STUDY).read_text(encoding="utf-8").removeprefix("\ufeff"))
        title = Both(str(study["title"]["zh"]), str(study["title"]["en"]))
        region, version = str(study["region"]), str(study.get("version", "mixed"))
        policies, already = (tuple(map(str, study.get(key, ()))) for key in ("policies", "already"))
    except (OSError, ValueError, KeyError, TypeError):
        return About()
    titled = titles_of_version(version, {})
    if any(each.get("parameter") == VARIED_BY for each in held.identity.get("parameters", ())):
        version, titled = VARIED
    baseline = already if "without" in held.identity.get("scenarios", ()) else None
    return About(region, (*already, *policies), baseline, None, version, titled, title)
