"""The fingerprint of a machine's numbers: the last bit of one number shows, and so does any change of a rule."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.runs.numbers import functions_digest, numbers_here, worlds_digest
from experiments.runs.workers import identity_here, require_same
from sim.scenario import load_scenario, with_world

ROOT = Path(__file__).parents[2]
CODE = "import json; from experiments.runs.workers import identity_here; print(json.dumps(identity_here()))"


def test_the_same_machine_has_the_same_numbers_each_time():
    assert numbers_here() == {"worlds": worlds_digest(load_scenario("typical-city")), "functions": functions_digest()}
    assert numbers_here().items() <= identity_here().items()
    require_same("tcp://a", identity_here(), identity_here(), "tcp://b")


@pytest.mark.parametrize("name", ["firm_signal_noise", "match_elasticity_firms", "dur_ramp", "value_life"])
def test_the_last_bit_of_a_parameter_that_is_not_rounded_away_shows(name):
    scenario = load_scenario("typical-city")
    nearly = float(np.nextafter(getattr(scenario.region.world, name), 0.0))
    assert worlds_digest(with_world(scenario, **{name: nearly})) != numbers_here()["worlds"]


def test_a_rule_with_another_constant_gives_other_worlds_and_the_functions_stay(tmp_path):
    """Two copies of the program, in plain Python so that nothing need be compiled: one draws luck from a curve whose tenth digit is another."""
    for folder in ("sim", "experiments", "calibration", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "fonts", "dashboard"))
    rule = tmp_path / "sim/dice.py"
    text = rule.read_text(encoding="utf-8")
    assert text.count("3.3871327179") == 1
    rule.write_text(text.replace("3.3871327179", "3.3871327180"), encoding="utf-8")

    def identity_in(folder: Path) -> dict[str, str]:
        environment = os.environ | {"PYTHONPATH": str(folder), "NUMBA_DISABLE_JIT": "1"}
        call = [sys.executable, "-W", "ignore", "-c", CODE]
        return json.loads(subprocess.run(call, cwd=folder, env=environment, capture_output=True, check=True).stdout)

    here, there = identity_in(ROOT), identity_in(tmp_path)
    assert {key for key in here if here[key] != there[key]} == {"sim", "worlds"}
