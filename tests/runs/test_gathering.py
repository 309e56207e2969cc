"""Rows gathered column by column: to the last bit, in the order of tasks, and beyond the memory in files that leave nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.running import place_for, run, simulated
from experiments.runs.carry_out import carry_out
from experiments.runs.carrying import Carrying
from experiments.runs.errors import StoreError
from experiments.runs.gathering import Scratch, fill, tasks_of
from experiments.runs.store import Store
from experiments.runs.world_rows import worlds_in
from experiments.worlds import versions_for
from sim.scenario import load_scenario
from tests.runs.batches import batch

ROOT = Path(__file__).parents[2]


def test_rows_of_batches_that_take_turns_come_in_the_order_of_their_tasks():
    even, odd = (carry_out(batch(seed=seed), range(seed, 120, 2), store=None, workers=1) for seed in (0, 1))
    tasks = tasks_of([even, odd])
    assert tasks.tolist() == list(range(120))
    columns = {"n": np.zeros(120, np.int64), "x": np.zeros(120), "many": np.zeros((3, 120))}
    words = fill(columns, [even, odd], tasks, texts="word")
    assert columns["n"].tolist() == [2**60 + task for task in range(120)], "whole numbers are never rounded"
    assert list(words.items()) == [(task, f"项目{task}") for task in range(120)]
    rows = odd.table
    assert np.array_equal(columns["many"][:, 1::2].T, np.stack(rows["many"].to_numpy(zero_copy_only=False)), equal_nan=True)
    assert np.array_equal(columns["x"][1::2], rows["x"].to_numpy())


def test_a_column_without_places_stays_empty():
    carried = carry_out(batch(), range(10), store=None, workers=1)
    columns = {"of_instruments": np.zeros((0, 10)), "x": np.zeros(10)}
    fill(columns, [carried], tasks_of([carried]))
    assert columns["x"][3] == carried.table["x"][3].as_py()


def test_worlds_are_the_same_in_memory_and_in_files_that_leave_nothing_behind(tmp_path):
    place = place_for(load_scenario("chenzhou", ["pilot-voucher"]), versions_for("versions"), 6, seed=1)
    (carried,) = simulated([place], [range(9)], carrying=Carrying(Store(tmp_path)))
    before = sorted(tmp_path.rglob("*"))
    in_memory, in_files = (worlds_in(carried, place, Scratch(tmp_path, left)) for left in (10**9, 0))
    assert isinstance(in_files.spending, np.memmap) and not isinstance(in_memory.spending, np.memmap)
    for name in in_memory.__dataclass_fields__:
        if name not in ("payments", "violations"):
            assert np.array_equal(getattr(in_memory, name), getattr(in_files, name), equal_nan=name == "indicators"), name
    assert sorted(tmp_path.rglob("*")) == before, "the files have no names"
    assert in_memory.clusters.tolist() == [0, 1, 2] * 3


def test_a_run_says_the_same_however_little_memory_it_has(tmp_path, monkeypatch):
    settings = {"replications": 6, "months": 6, "worlds": "versions"}
    plenty = run("chenzhou", ["pilot-voucher"], **settings).document()
    monkeypatch.setattr(Carrying, "scratch", lambda self: Scratch(self.store.folder, 0))
    assert run("chenzhou", ["pilot-voucher"], **settings, carrying=Carrying(Store(tmp_path))).document() == plenty


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root may mount a small disk")
def test_a_full_disk_is_said_before_columns_are_used(tmp_path):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(tmp_path)], capture_output=True).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        with pytest.raises(StoreError) as error:
            Scratch(tmp_path, 0).array((1_000_000,))
        assert (error.value.code, error.value.exit_code) == ("full", 3)
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


MEASURED = """
import re, sys
import numpy as np
from pathlib import Path
from experiments.runs.gathering import Scratch
columns = Scratch(Path(sys.argv[1]), 0).array((25, 1_000_000))
for k in range(25):
    columns[k] = k
assert columns.mean(axis=1).tolist() == list(range(25))
print(re.search(r"RssAnon:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's account of memory")
def test_columns_in_files_take_memory_that_the_system_can_have_back(tmp_path):
    """200 MB of columns, of which the process itself holds none."""
    done = subprocess.run([sys.executable, "-c", MEASURED, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 120_000, "kB"
