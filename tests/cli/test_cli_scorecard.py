"""`funnel scorecard` shows what fails as failed."""

import json

import pytest

from experiments.cli.score import row_of
from experiments.scorecard import FACTS


@pytest.mark.slow
def test_the_command_prints_failed_facts_as_failed(funnel):
    out = funnel("scorecard", "--replications", "30", "--lang", "zh", "--quiet").out
    assert "不成立" in out
    assert "打折扣" in out
    document = json.loads(funnel("scorecard", "--replications", "6", "--json").out)
    assert {"facts", "count", "versions", "provenance", "seed"} <= set(document)


def test_a_difference_of_shares_is_told_in_percentage_points_and_a_share_in_per_cent():
    told = {"value": 0.021, "low": -0.01, "high": 0.05, "verdict": "open"}
    for fact in FACTS:
        expected = {"low": fact.low, "high": None if fact.high == float("inf") else fact.high}
        document = told | {"unit": fact.unit, "expected": expected, "statement": fact.statement._asdict(), "source": fact.source}
        is_difference = "之差" in fact.measure.zh or "减去" in fact.measure.zh
        assert (row_of(document, "zh")[2] == "2.1 个百分点") == (row_of(document, "en")[2] == "2.1 percentage points") == is_difference
