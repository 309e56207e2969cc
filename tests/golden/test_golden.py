"""Results that may not change by accident: one world of every region, with and without one instrument of each family.

They change only by `make golden`, with the reason in CHANGELOG.md under *Results change*. The digests are the same on Python 3.11, 3.12
and 3.13.
"""

import json
from pathlib import Path

import pytest

from sim import simulate
from sim.batch import Outcome

FILE = Path(__file__).with_name("worlds.json")
PLACES = ("typical-city", "zigong", "jiangmen", "shaanxi", "chenzhou", "tianjin")
FOR_A_MECHANISM = ("zigong-cautious-firms", "zigong-run-modes", "jiangmen-novel-projects", "jiangmen-small-firms", "chenzhou-stuck-at-pilot")
CASES = [(region, policies) for region in (*PLACES, *FOR_A_MECHANISM) for policies in ((), ("one-of-each",))]


def name_of(region: str, policies: tuple[str, ...]) -> str:
    return "+".join((region, *policies))


def golden(outcome: Outcome) -> dict:
    """What is held fixed: digests, and the numbers in words so that a change can be read."""
    numbers = {name: None if value != value else round(float(value), 6) for name, value in outcome.indicators.items()}
    return {"decisions": outcome.decisions_digest, "digest": outcome.digest, "indicators": numbers}


@pytest.mark.parametrize(("region", "policies"), CASES)
def test_a_world_is_what_it_was(region, policies):
    expected = json.loads(FILE.read_text(encoding="utf-8"))[name_of(region, policies)]
    assert golden(simulate(region, policies, seed=2025)[0]) == expected
