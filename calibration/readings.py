"""Readings of the evidence: three reasons for 80 against 30, crossed with the pass rate q and with the two wordings of the sentence.

Wording S: 80 % of those who *passed* a pilot industrialise. Wording T: 80 % of those who *went through* one. A reading says what closed cohorts of
the reference region must show (targets), what is held fixed to say so, and which parameters of the world are solved. Not every reading can exist:
`calibration.bounds` says why. The three core readings (S, q = 0.7) are what `--worlds versions` means; their solution is pinned by golden results.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

SOLVED = ("success_intercept", "maturity_gain", "pass_threshold", "panel_accuracy")
LOWER, UPPER = (-3.0, 0.0, -4.0, 0.0), (3.0, 6.0, 3.0, 0.98)
SCALES = {"without_pilot": 0.004, "after_passed_pilot": 0.004, "per_entrant": 0.004, "pass_rate": 0.01, "rho": 0.01, "information_share": 0.05}
"""As near to its target as sampling allows; the information share is wished for, not demanded."""
ALLOWED = {"without_pilot": 0.02, "after_passed_pilot": 0.02, "per_entrant": 0.02, "pass_rate": 0.05, "rho": 0.08}
"""How far from its target a version may be on fresh luck; the information share is reported as it comes out."""
PASS_RATES = (0.5, 0.7, 0.9)


@dataclass(frozen=True)
class Reading:
    """One reading of the evidence: how much of the gap is selection, and what is held fixed to say so."""

    id: str
    title_zh: str
    title_en: str
    rho: float
    fixed: dict[str, float]
    start: tuple[float, ...]
    targets: dict[str, float] = field(default_factory=lambda: {"after_passed_pilot": 0.80, "without_pilot": 0.30, "pass_rate": 0.70})
    kind: str = ""
    wording: str = "S"
    core: bool = True
    solved: tuple[str, ...] = SOLVED
    lower: tuple[float, ...] = LOWER
    upper: tuple[float, ...] = UPPER

    @property
    def wanted(self) -> dict[str, float]:
        """All targets, rho among them, in the order in which they are weighed."""
        order = ("without_pilot", "after_passed_pilot", "per_entrant", "pass_rate", "rho", "information_share")
        return {name: (self.targets | {"rho": self.rho})[name] for name in order if name in self.targets or name == "rho"}

    @property
    def q(self) -> float:
        """The pass rate that this reading supposes."""
        return self.targets["pass_rate"]


READINGS = (
    Reading(
        "selection-heavy",
        "选择为主",
        "selection-heavy",
        0.50,
        {"pilot_information": 0.5, "panel_bar": 0.3, "quality_weight": 1.5},
        (0.06, 1.25, -0.1, 0.95),
        kind="selection-heavy",
    ),
    Reading("mixed", "兼而有之", "mixed", 0.25, {"pilot_information": 0.5, "panel_bar": 0.0}, (0.07, 1.75, -0.23, 0.7), kind="mixed"),
    Reading(
        "treatment-only",
        "纯中试效应",
        "treatment-only",
        0.0,
        {"pilot_information": 0.0, "panel_bar": 0.0},
        (-0.35, 2.6, -0.55, 0.2),
        kind="treatment-only",
    ),
)
"""The core readings."""
KINDS = {reading.kind: reading for reading in READINGS}

INFORMATION = 0.4  # share of the gain that is mere testing, in the mixed reading: central value of `info_gain` in priors.csv
CHEAP_MONEY = {"debt_share": 0.8}  # upper end of its prior: wording T needs nearly all who passed to find money
THRESHOLDS = {0.5: 0.7, 0.7: 0.0, 0.9: -0.9}  # pass thresholds to start from, relative to that of q = 0.7


def derived(kind: str, wording: str, q: float) -> Reading:
    """The reading of a kind at another wording or pass rate. The mixed one also wishes for an information share, by freeing what a pilot tells.

    On wording T the value of a success (prior 2.5 to 6 times its cost) is solved as well.
    """
    core = KINDS[kind]
    solved, start, low, high, fixed = list(SOLVED), list(core.start), list(LOWER), list(UPPER), dict(core.fixed)
    start[2] += THRESHOLDS[q]
    targets: dict[str, float] = {"without_pilot": 0.30, "pass_rate": q, "per_entrant" if wording == "T" else "after_passed_pilot": 0.80}
    if kind == "mixed":
        targets["information_share"] = INFORMATION
        fixed.pop("pilot_information")
        solved, start, low, high = [*solved, "pilot_information"], [*start, 0.7], [*low, 0.0], [*high, 0.95]
    if wording == "T":
        fixed |= CHEAP_MONEY
        start[1] = 3.0
        solved, start, low, high = [*solved, "value_multiple"], [*start, 5.0], [*low, 2.5], [*high, 6.0]
    said = {"S": ("通过中试者80%", "80 % of those who passed"), "T": ("经过中试者80%", "80 % of those who went through")}[wording]
    return Reading(
        f"{kind}-{wording.lower()}-q{round(100 * q)}",
        f"{core.title_zh}（{said[0]}，通过率{q:.0%}）",
        f"{core.title_en} ({said[1]}, pass rate {q:.0%})",
        core.rho,
        fixed,
        tuple(start),
        targets,
        kind,
        wording,
        False,
        tuple(solved),
        tuple(low),
        tuple(high),
    )


def others() -> tuple[Reading, ...]:
    """All readings beside the core ones; mixed on S at 0.7 too: the core one holds fixed what a pilot tells instead of wishing for a share."""
    same_as_core = {("selection-heavy", "S", 0.7), ("treatment-only", "S", 0.7)}
    crossed = ((kind, wording, q) for wording in ("S", "T") for kind in KINDS for q in PASS_RATES)
    return tuple(derived(*one) for one in crossed if one not in same_as_core)


def missed(reading: Reading, found: Mapping[str, float]) -> list[str]:
    """Which demands of a reading are not met by what closed cohorts show."""
    return [name for name, value in reading.wanted.items() if name in ALLOWED and not abs(found[name] - value) <= ALLOWED[name]]
