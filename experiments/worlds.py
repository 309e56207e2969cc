"""The worlds of a study: replications spread over the calibrated versions, the same luck in each for every policy."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from calibration.versions import load_all_versions, load_versions
from sim.scenario import Scenario, with_world

SETS = ("central", "versions", "all-versions", "posterior")
CENTRAL = "mixed"


@dataclass(frozen=True)
class Version:
    """One calibrated reading of the evidence: the parameters that make 0.80 and 0.30 come out, and how they do so.

    `traits` say in what versions differ: reason, pass rate and wording of a reading, or what was measured of a draw of the posterior.
    """

    id: str
    title_zh: str
    title_en: str
    parameters: dict[str, float] = field(hash=False)
    traits: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    def applied_to(self, scenario: Scenario) -> Scenario:
        """The scenario in this version's world."""
        return with_world(scenario, **self.parameters)


AS_GIVEN = Version("as-given", "按情景所写", "as the scenario says", {})
"""The scenario's own parameters, whatever the calibration says."""


def versions_for(worlds: str) -> tuple[Version, ...]:
    """The versions of a named set: "central" is the mixed one alone, "versions" the core three, "all-versions" every feasible reading, "posterior"
    the draws of the fitted ensemble. Raises ValueError for another name, and Refit where a fit belongs to another behaviour of the model.
    """
    if worlds == "central":
        return (_reading(CENTRAL, load_versions()[CENTRAL]),)
    if worlds == "versions":
        return tuple(_reading(key, entry) for key, entry in load_versions().items())
    if worlds not in SETS:
        raise ValueError(f"worlds must be one of {', '.join(SETS)}, not {worlds!r}")
    from calibration.ensemble import load_ensemble, require_fit

    require_fit()
    if worlds == "all-versions":
        return tuple(_reading(key, entry) for key, entry in load_all_versions().items())
    return tuple(_draw(key, entry) for key, entry in load_ensemble()["members"].items())


def known_versions() -> Iterator[Version]:
    """Every version that ships, core ones first and draws last, also those of a fit that the model has left behind: to recognise worlds by."""
    yield from (_reading(key, entry) for key, entry in load_all_versions().items())
    from calibration.ensemble import load_ensemble

    yield from (_draw(key, entry) for key, entry in load_ensemble()["members"].items())


def _reading(key: str, entry: Mapping[str, Any]) -> Version:
    traits = {"selection": entry["kind"], "pass_rate": entry["q"], "wording": entry["wording"]}
    return Version(key, entry["title"]["zh"], entry["title"]["en"], entry["parameters"], traits)


def _draw(key: str, entry: Mapping[str, Any]) -> Version:
    number = key.rpartition("-")[2].lstrip("0")
    return Version(key, f"后验第{number}组", f"draw {number} of the posterior", entry["parameters"], entry["measured"] | entry["parameters"])
