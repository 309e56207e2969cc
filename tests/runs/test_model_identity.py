"""Rows that would not be the same to the last bit are never taken for each other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.runs.model_identity import LIBM, model_identity
from tests.runs.processes import OTHER_EXP

ROOT = Path(__file__).parents[2]
ASKED = "from experiments.runs.model_identity import model_identity; print(model_identity()['libm'])"


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("cc") is None, reason="needs a C compiler and LD_PRELOAD")
def test_another_mathematical_library_makes_other_rows(tmp_path):
    """A store that is copied to another machine, or outlives an upgrade of the system."""
    (tmp_path / "other.c").write_text(OTHER_EXP)
    subprocess.run(["cc", "-shared", "-fPIC", "-fno-builtin", "-o", "other.so", "other.c", "-ldl", "-lm"], cwd=tmp_path, check=True)
    found = {}
    for name, more in {"same": {}, "other": {"LD_PRELOAD": str(tmp_path / "other.so")}}.items():
        done = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, env=os.environ | more, capture_output=True, text=True, check=True)
        found[name] = done.stdout.strip()
    assert found["same"] == model_identity()[LIBM] != found["other"]
