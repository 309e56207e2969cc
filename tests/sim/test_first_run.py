"""The first run compiles the model in two processes; whatever becomes of the second, the model is compiled."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim import first_run

ROOT = Path(__file__).parents[2]


def compiled_by(code: str, cache: Path, folder: Path) -> set[str]:
    """The parts of the month that a process with an empty cache, started in a folder, leaves compiled."""
    environment = os.environ | {"FUNNEL_CACHE": str(cache), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-P", "-c", code], cwd=folder, env=environment, capture_output=True, check=True)
    return {path.name.split("-")[0] for path in cache.rglob("month.*.nbi")}


@pytest.mark.slow
def test_each_process_leaves_its_parts_for_every_later_one(tmp_path):
    second = "from sim.first_run import small_world, second_process; small_world(); assert second_process().wait() == 0"
    assert compiled_by(second, tmp_path / "one", ROOT) == {"month.go_on_to_money", "month.finish_month"}
    whole = "from sim import compiled, first_run; first_run.compile_model(); assert compiled.has_compiled_code()"
    parts = {"month.begin_month", "month.go_on_to_money", "month.finish_month", "month.simulate_months"}
    assert compiled_by(whole, tmp_path / "two", ROOT) == parts


def test_a_file_of_the_user_s_called_like_the_model_is_not_run(tmp_path, monkeypatch):
    (tmp_path / "sim.py").write_text("open('touched', 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(first_run, "default_workers", lambda: 2)
    second = first_run.second_process()
    assert second is not None and second.wait(120) == 0
    assert not (tmp_path / "touched").exists()


def test_the_second_process_ends_with_the_first(tmp_path):
    """Killed by the window being closed, the first leaves nobody behind who goes on compiling."""
    code = (
        "import os; from sim import first_run; first_run.default_workers = lambda: 2; print(first_run.second_process().pid, flush=True); os._exit(9)"
    )
    environment = os.environ | {"FUNNEL_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    second = Path(f"/proc/{done.stdout.strip()}/cmdline")
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    until = time.monotonic() + 30.0
    while second.exists() and second.read_bytes() and time.monotonic() < until:
        time.sleep(0.1)
    assert not second.exists() or not second.read_bytes(), "it ends within seconds, long before it has compiled"


@pytest.mark.parametrize("executable", ["/no/such/python", "false", ""])
def test_without_a_second_process_the_first_does_all(monkeypatch, executable):
    calls = []
    monkeypatch.setattr(first_run, "default_workers", lambda: 2)
    whole = first_run.lived
    monkeypatch.setattr(first_run, "lived", lambda *world, months: calls.append(months) or whole(*world, months=months))
    monkeypatch.setattr(first_run.sys, "executable", executable)
    first_run.compile_model()
    assert calls == [1], "it asks for the whole month, whoever compiled the parts"


def test_one_processor_gets_one_process(monkeypatch):
    monkeypatch.setattr(first_run, "default_workers", lambda: 1)
    assert first_run.second_process() is None


def test_a_second_process_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(first_run, "default_workers", lambda: 2)
    monkeypatch.setattr(first_run, "SECOND", "import time; time.sleep(600)")
    monkeypatch.setattr(first_run, "PATIENCE", 0.2)
    begun = time.perf_counter()
    first_run.compile_model()
    assert time.perf_counter() - begun < 300


def test_the_second_process_compiles_what_the_first_leaves_out():
    parts = {"begin_month", "go_on_to_money", "finish_month"}
    first, second = (set(function.__code__.co_names) & parts for function in (first_run.compile_model, first_run.compile_rest_of_month))
    assert first | second == parts and not first & second


SIMULATE = """
import sys
from sim.batch import simulate

outcome = simulate("zigong", months=2)[0]
print(outcome.digest, len(outcome.violations), *(name for name in ("numba.np.arraymath", "numba.cpython.mathimpl") if name in sys.modules))
"""


def test_code_that_is_compiled_is_loaded_without_what_compiles():
    """A fifth of a second, in which numba makes itself ready, is spent only by who compiles; the world is the same."""
    first, second = (subprocess.run([sys.executable, "-c", SIMULATE], cwd=ROOT, capture_output=True, text=True, check=True) for _ in range(2))
    assert second.stdout.split()[1:] == ["0"] and second.stdout.split()[:2] == first.stdout.split()[:2]
