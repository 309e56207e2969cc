"""The worlds of a study: replications spread over the calibrated versions, the same luck in each for every policy."""

from dataclasses import dataclass, field

from calibration.versions import load_versions
from sim.scenario import Scenario, with_world

SETS = ("central", "versions")
CENTRAL = "mixed"


@dataclass(frozen=True)
class Version:
    """One calibrated reading of the evidence: the parameters that make 0.80 and 0.30 come out, and how they do so."""

    id: str
    title_zh: str
    title_en: str
    parameters: dict[str, float] = field(hash=False)

    def applied_to(self, scenario: Scenario) -> Scenario:
        """The scenario in this version's world."""
        return with_world(scenario, **self.parameters)


AS_GIVEN = Version("as-given", "按情景所写", "as the scenario says", {})
"""The scenario's own parameters, whatever the calibration says."""


def versions_for(worlds: str) -> tuple[Version, ...]:
    """The versions of a named set: "central" is the mixed one alone, "versions" are all. Raises ValueError for another name."""
    known = {key: Version(key, entry["title"]["zh"], entry["title"]["en"], entry["parameters"]) for key, entry in load_versions().items()}
    if worlds == "central":
        return (known[CENTRAL],)
    if worlds == "versions":
        return tuple(known.values())
    raise ValueError(f"worlds must be one of {', '.join(SETS)}, not {worlds!r}")
