"""The words for uncertainty: a fixed scale, documented in docs/reference/uncertainty-words.md. Nothing else in a brief names a likelihood.

An effect is the mean paired difference; a chance is the share of worlds in which something happens. In both, what the calibrated
versions say by themselves counts as much as what they say together, and too few worlds say nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from experiments.briefs.tree import Phrase
from experiments.figures.verdicts import DIRECTED, EVEN, Finding, Verdict, odds

NEARLY_SURE, LIKELY = 0.9, 2 / 3
"""Bounds of the scale, as shares of worlds."""


class Certainty(IntEnum):
    """How sure a statement is, in the words of the scale."""

    OPEN = 0
    LEANING = 1
    LIKELY = 2
    NEARLY_SURE = 3
    EXACT = 4


STRENGTHS = {
    Certainty.EXACT: Phrase("较强", "fairly strong"),
    Certainty.NEARLY_SURE: Phrase("较强", "fairly strong"),
    Certainty.LIKELY: Phrase("中等", "moderate"),
    Certainty.LEANING: Phrase("较弱", "weak"),
    Certainty.OPEN: Phrase("不足以下结论", "not enough to conclude"),
}


@dataclass(frozen=True)
class Judgement:
    """What the worlds and the versions together allow one to say of one effect. `missing` more worlds are needed before anything is said."""

    finding: Finding
    certainty: Certainty
    missing: int

    @property
    def direction(self) -> Verdict | None:
        """MORE or LESS where a direction may be named at all."""
        return self.finding.overall if self.certainty in (Certainty.LEANING, Certainty.LIKELY, Certainty.NEARLY_SURE) else None


def judged(found: Finding, same_way: float | None, missing: int) -> Judgement:
    """The place of an effect on the scale; `same_way` is the share of pairs of worlds that go the way of the mean, ties counting half.

    NEARLY_SURE: interval without zero, the same in each of several versions, surely so in nine tenths of the posterior where that is used, and in
    nine of ten pairs of worlds the same side comes out; where the other wording of the 80 % was looked at, it shows that side too. LIKELY: as
    before, but single worlds differ more, or less of the posterior is sure to go that way (yet surely more than half), or the posterior is used and
    nobody asked it about this indicator, or the other wording shows no direction. LEANING: interval without zero, but not in each version or perhaps
    not in half of the posterior, or only one version was used, or it turns on the wording of the 80 %. OPEN: the interval spans zero, versions or
    wordings contradict each other, or too few worlds.
    """
    in_posterior = 1.0 if found.posterior_share is None else found.posterior_share
    if missing:
        certainty = Certainty.OPEN
    elif found.overall is Verdict.SAME and all(each is Verdict.SAME for each in found.by_version.values()):
        certainty = Certainty.EXACT
    elif found.overall not in DIRECTED or found.reservation in ("opposed", "opposite"):
        certainty = Certainty.OPEN
    elif found.reservation:
        certainty = Certainty.LEANING
    elif same_way is not None and min(same_way, in_posterior) >= NEARLY_SURE and not (found.is_unasked or found.is_one_sided):
        certainty = Certainty.NEARLY_SURE
    else:
        certainty = Certainty.LIKELY
    return Judgement(found, certainty, missing)


@dataclass(frozen=True)
class Chance:
    """How likely a goal is: its word, and whether the versions were asked and agree."""

    certainty: Certainty
    reached: bool | None  # None where nobody can tell
    agreed: bool
    tested: bool
    missing: int
    turns_on_wording: bool = False


CHANCE_WORDS = {
    (Certainty.NEARLY_SURE, True): Phrase("基本可以认为能够达到", "it can safely be taken that the goal will be reached"),
    (Certainty.LIKELY, True): Phrase("很可能达到", "the goal is likely to be reached"),
    (Certainty.LEANING, True): Phrase("达到的可能性大于达不到", "reaching the goal is more likely than missing it"),
    (Certainty.OPEN, None): Phrase("能否达到不能断定", "whether the goal will be reached cannot be said"),
    (Certainty.LEANING, False): Phrase("达不到的可能性大于达到", "missing the goal is more likely than reaching it"),
    (Certainty.LIKELY, False): Phrase("很可能达不到", "the goal is likely to be missed"),
    (Certainty.NEARLY_SURE, False): Phrase("基本可以认为达不到", "it can safely be taken that the goal will be missed"),
}


def chance(found: Mapping[str, Any], by_version: Sequence[Mapping[str, Any]], missing: int, turns_on_wording: bool = False) -> Chance:
    """The place of a probability on the scale: its whole interval, and the value in each version, must lie beyond the bound of the word.

    One version alone is never more than LEANING; OPEN is a probability without interval, or that turns on the wording of the 80 %, or too few worlds.
    """
    values = [each["value"] for each in by_version if each.get("value") is not None]
    tested = len(values) > 1
    if missing or found.get("value") is None or found.get("low") is None or found.get("high") is None:
        return Chance(Certainty.OPEN, None, False, tested, missing)
    if turns_on_wording:
        return Chance(Certainty.OPEN, None, False, tested, missing, True)
    reached, least = odds(found, by_version)
    if reached is not None:
        level = Certainty.NEARLY_SURE if least >= NEARLY_SURE else Certainty.LIKELY if least >= LIKELY else Certainty.LEANING
        return Chance(level if tested else Certainty.LEANING, reached, True, tested, missing)
    sides = {value > EVEN for value in values}
    return Chance(Certainty.OPEN, None, len(sides) < 2, tested, missing)
