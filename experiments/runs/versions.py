"""Readings of the evidence in whose worlds a scenario is simulated, in turn."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sim.scenario import Scenario, with_world


@dataclass(frozen=True)
class Version:
    """One calibrated reading of the evidence: the parameters that make 0.80 and 0.30 come out, and how they do so.

    `traits` say in what versions differ: reason, pass rate and wording of a reading, or what was measured of a draw of the posterior. `wording` is
    of which projects the 80 % are; none where nothing is fitted.
    """

    id: str
    title_zh: str
    title_en: str
    parameters: dict[str, float] = field(hash=False)
    traits: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)
    wording: str | None = field(default=None, compare=False)

    def applied_to(self, scenario: Scenario) -> Scenario:
        """The scenario in this version's world."""
        return with_world(scenario, **self.parameters)


AS_GIVEN = Version("as-given", "按情景所写", "as the scenario says", {})
"""The scenario's own parameters, whatever the calibration says."""


def turn_of(versions: Sequence[Version], replications: Any) -> Any:
    """The place of the version of each of these worlds: versions take turns, so that any number of worlds is spread evenly over them."""
    return replications % len(versions)


def digest_of(versions: Iterable[Version]) -> str:
    """A SHA-256 of what the versions set, in their order."""
    return hashlib.sha256(json.dumps([version.parameters for version in versions], sort_keys=True).encode()).hexdigest()


def text_of(versions: Iterable[Version]) -> str:
    """What there is to be said of versions, as JSON."""
    told = [{"id": each.id, "zh": each.title_zh, "en": each.title_en, "parameters": each.parameters} for each in versions]
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def versions_of(text: str, digest: str) -> tuple[Version, ...]:
    """The versions of such a text, known by the digest of what they set. Raises ValueError for another text."""
    try:
        found = tuple(Version(each["id"], each["zh"], each["en"], dict(each["parameters"])) for each in json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"these are no versions: {error!r}") from error
    if digest_of(found) != digest:
        raise ValueError("these are other versions")
    return found
