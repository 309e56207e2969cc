"""The first run compiles the model in two processes; whatever becomes of the second, the model is compiled."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import first_run

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_two_processes_leave_the_whole_model_for_every_later_one(tmp_path):
    code = "from sim import compiled, first_run; first_run.compile_model(); print(compiled.has_compiled_code())"
    environment = os.environ | {"FUNNEL_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
    found = {path.name.split("-")[0] for path in tmp_path.rglob("month.*.nbi")}
    assert found == {"month.begin_month", "month.go_on_to_money", "month.finish_month", "month.simulate_months"}


@pytest.mark.parametrize("second", ["one that cannot be started", "one that fails at once", "none, with one processor"])
def test_without_a_second_process_the_first_does_all(monkeypatch, second):
    calls = []
    monkeypatch.setattr(first_run.month, "simulate_months", lambda *_: calls.append("simulate_months"))
    if second == "none, with one processor":
        monkeypatch.setattr(first_run.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(first_run.sys, "executable", "/no/such/python" if second == "one that cannot be started" else "false")
    first_run.compile_model()
    assert calls == ["simulate_months"], "it asks for the whole month, whoever compiled the parts"


def test_the_second_process_compiles_what_the_first_leaves_out():
    parts = {"begin_month", "go_on_to_money", "finish_month"}
    first, second = (set(function.__code__.co_names) & parts for function in (first_run.compile_model, first_run.compile_rest_of_month))
    assert first | second == parts and not first & second
