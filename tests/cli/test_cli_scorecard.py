"""`funnel scorecard` shows what fails as failed."""

import json

import pytest


@pytest.mark.slow
def test_the_command_prints_failed_facts_as_failed(funnel):
    out = funnel("scorecard", "--replications", "30", "--lang", "zh", "--quiet").out
    assert "不成立" in out
    assert "打折扣" in out
    document = json.loads(funnel("scorecard", "--replications", "6", "--json").out)
    assert {"facts", "count", "versions", "provenance", "seed"} <= set(document)
