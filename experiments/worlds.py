"""The worlds of a study: replications spread over the calibrated versions, the same luck in each for every policy.

Which worlds: a set (`SETS`) under a wording of the 80 % (`WORDINGS`). "passed": 80 % of the projects that passed a pilot; "through": of those that
went through one, passed or not. Where both are looked at, numbers are those of the worlds of "passed", and worlds of "through" stand beside them
(`beside`), so that `experiments.wordings` can say whether a conclusion turns on it; only "all-versions" has them among its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from calibration.versions import PASSED, THROUGH, WORDING_OF, load_all_versions, load_versions
from experiments.runs.versions import Version

SETS = ("central", "versions", "all-versions", "posterior")
BOTH = "both"
WORDINGS = (PASSED, THROUGH, BOTH)
CENTRAL = {PASSED: "mixed", THROUGH: "mixed-t-q90"}
"""The one version that stands for all of a wording: neither selection nor treatment alone."""
THINNED = 2
"""Of the draws of the other wording, which stand beside the numbers, every second is used: a draw costs as much as six pairs of worlds, and of fewer
than sixteen the spread between them is hardly known.
"""


def wording_for(worlds: str, wording: str | None) -> str:
    """The wording as asked for; where nothing was, both, but of a single version "passed" alone. Raises ValueError for another name."""
    if wording is None:
        return PASSED if worlds == "central" else BOTH
    if wording not in WORDINGS:
        raise ValueError(f"wording must be one of {', '.join(WORDINGS)}, not {wording!r}")
    return wording


def versions_for(worlds: str, wording: str | None = None) -> tuple[Version, ...]:
    """The versions of a named set over which worlds are spread, where the 80 % have this wording: "central" is the mixed one alone, "versions" the
    core three (of "through" every feasible reading), "all-versions" every feasible reading, "posterior" the draws of the fitted ensemble.

    Those of "both" are those of "passed"; what stands beside them says `beside`. "all-versions" alone takes both together. Raises ValueError for
    another name, and Refit where a fit belongs to another behaviour of the model.
    """
    if worlds not in SETS:
        raise ValueError(f"worlds must be one of {', '.join(SETS)}, not {worlds!r}")
    wording = wording_for(worlds, wording)
    mine = THROUGH if wording == THROUGH else PASSED
    is_core = worlds in ("central", "versions") and mine == PASSED
    if not is_core:
        from calibration.ensemble import require_fit

        require_fit()
    if worlds == "posterior":
        return _draws(mine)
    readings = [_reading(key, entry) for key, entry in (load_versions() if is_core else load_all_versions()).items()]
    if worlds == "central":
        return tuple(each for each in readings if each.id == CENTRAL[mine])
    if worlds == "all-versions" and wording == BOTH:
        return tuple(readings)
    return tuple(each for each in readings if each.wording == mine)


def beside(worlds: str, wording: str) -> tuple[Version, ...]:
    """The versions of "through" to be looked at beside those of "passed"; none where one wording alone was asked for, or the set has both itself."""
    if wording != BOTH or worlds == "all-versions":
        return ()
    other = versions_for(worlds, THROUGH)
    return other[THINNED // 2 :: THINNED] if worlds == "posterior" else other


def worlds_beside(replications: int) -> int:
    """How many worlds of the other wording: half as many, which tells whether it points the same way, though not its exact size."""
    return replications // 2


def world_sets(worlds: str, wording: str, replications: int) -> list[tuple[tuple[Version, ...], int]]:
    """What is to be simulated under a wording: the versions that numbers are of, with `replications` worlds, then those that stand beside, if any."""
    sets = [(versions_for(worlds, wording), replications), (beside(worlds, wording), worlds_beside(replications))]
    return [(versions, number) for versions, number in sets if versions and number]


def known_versions() -> Iterator[Version]:
    """Every version that ships, core ones first and draws last, also those of a fit that the model has left behind: to recognise worlds by."""
    yield from (_reading(key, entry) for key, entry in load_all_versions().items())
    for wording in (PASSED, THROUGH):
        yield from _draws(wording)


def _draws(wording: str) -> tuple[Version, ...]:
    from calibration.ensemble import load_ensemble

    return tuple(_draw(key, entry, wording) for key, entry in load_ensemble(wording)["members"].items())


def _reading(key: str, entry: Mapping[str, Any]) -> Version:
    traits = {"selection": entry["kind"], "pass_rate": entry["q"], "wording": entry["wording"]}
    return Version(key, entry["title"]["zh"], entry["title"]["en"], entry["parameters"], traits, WORDING_OF[entry["wording"]])


def _draw(key: str, entry: Mapping[str, Any], wording: str) -> Version:
    number = key.rpartition("-")[2].lstrip("0")
    zh, en = f"后验第{number}组", f"draw {number} of the posterior"
    if wording == THROUGH:
        zh, en = f"{zh}（经过中试者80%）", f"{en} (80 % of those who went through)"
    return Version(key, zh, en, entry["parameters"], entry["measured"] | entry["parameters"], wording)
