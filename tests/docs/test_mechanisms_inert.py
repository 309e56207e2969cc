"""The tests that the page of mechanisms names see the mechanism: held in its off position it makes every one of them fail."""

import json
import subprocess
import sys

import pytest

from tests.docs.pages import ROOT
from tests.docs.positions import MECHANISMS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def outcomes():
    """What becomes of each mechanism's tests while it cannot act; in a process of its own, as the engine is altered there."""
    done = subprocess.run([sys.executable, "-m", "tests.docs.inert"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=290)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", MECHANISMS)
def test_every_test_named_for_a_mechanism_fails_if_the_mechanism_is_inert(outcomes, name):
    found = outcomes[name]
    assert found["failed"] and not found["broken"]
    assert not found["passed"], "passes although the mechanism cannot act"
