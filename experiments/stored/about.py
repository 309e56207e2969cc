"""What a stored batch is about: scenario, policies, calibrated version, study. Read from the texts beside its rows, so that it is known offline.

The identity of a batch says by digests what decided its rows. The scenario in full lies beside worlds and contrasts; batches made with worlds, such
as pairs, have the digest of a scenario that lies beside those. Versions that take turns lie beside their scenario; the one of a
scenario that lies there in its world is recognised by the parameters that it sets.
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
from experiments.runs.versions import Version, turn_of, versions_of
from experiments.runs.worlds import SCENARIO, VERSIONS

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
    versions: tuple[Version, ...] = ()  # that take turns
    study: Both | None = None

    @property
    def scenario(self) -> str:
        """The id of the scenario, as a result document has it."""
        return BETWEEN_POLICIES.join((self.region, *self.policies))

    def versions_of(self, tasks: Iterable[int]) -> list[str]:
        """The version of each of these rows."""
        return [self.version_in(task)[0] for task in tasks]

    def version_in(self, task: int) -> tuple[str, Both | None]:
        """The version of one row, and what it is called."""
        if not self.versions:
            return self.version, self.version_titles
        found = self.versions[turn_of(self.versions, task)]
        return found.id, Both(found.title_zh, found.title_en)


def worlds_in(several: Iterable[Held]) -> dict[tuple[str, str], Held]:
    """The batches of worlds among several, by the digests of the scenario and of the versions that lie beside them."""
    return {_beside(held): held for held in several if held.shelf.kind == "world"}


def _beside(held: Held) -> tuple[str, str]:
    return str(held.identity.get("digest")), str(held.identity.get("versions"))


def about(held: Held, worlds: Mapping[tuple[str, str], Held]) -> About:
    """What a batch is about. `worlds` of the same store (`worlds_in`) have the scenarios of batches that were made with them."""
    if held.shelf.kind == "study":
        return _of_study(held)
    region, policies = _parts(held.identity.get("scenario"))
    baseline = held.identity.get("baseline")
    where = held if _scenario_of(held) else worlds.get(_beside(held))
    beside, versions = _scenario_of(where), _versions_of(where)
    if "versions" in held.identity:
        version, version_titles = _in_turn(versions) if versions else ("", None)
    else:
        version, version_titles = _version(beside["region"]["world"]) if beside else _version_of_facts(held)
    return About(region, policies, _parts(baseline)[1] if baseline else None, _titles(beside), version, version_titles, versions)


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


def _versions_of(held: Held | None) -> tuple[Version, ...]:
    """The versions that lie beside a scenario; none where they are damaged or lost."""
    if held is not None and "versions" in held.identity:
        with suppress(OSError, ValueError):
            return versions_of((held.shelf.folder / VERSIONS).read_text(encoding="utf-8"), held.identity["versions"])
    return ()


def _in_turn(versions: tuple[Version, ...]) -> tuple[str, Both]:
    """How versions that take turns are called: one by its own name, several by their number."""
    if len(versions) == 1:
        return versions[0].id, Both(versions[0].title_zh, versions[0].title_en)
    return "", Both(f"{len(versions)} 个版本轮换", f"{len(versions)} versions in turn")


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
    return About(region, (*already, *policies), baseline, None, version, titled, study=title)
