"""The runner: what the store has is read, what it lacks is simulated, failures are records."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.runs.carry_out import MOST_LISTED, carry_out
from experiments.runs.errors import Incomplete, require_whole
from experiments.runs.pieces import Room
from experiments.runs.store import Store
from tests.runs.batches import batch, bits

ROOT = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def test_rows_come_back_to_the_last_bit(store):
    made = carry_out(batch(), range(120), store=None, workers=1).table
    kept = carry_out(batch(), range(120), store=store, workers=2)
    read = carry_out(batch(), range(120), store=store, workers=2)
    assert kept.found == 0
    assert read.found == 120
    assert bits(made) == bits(kept.table) == bits(read.table)


def test_more_tasks_compute_only_what_is_missing(store):
    carry_out(batch(), range(1, 100, 3), store=store, workers=2)
    seen = []
    more = carry_out(batch(), range(230), store=store, workers=2, progress=lambda done, total: seen.append((done, total)))
    assert more.found == 33
    assert len(seen) == 230 - 33
    assert seen[-1] == (230, 230)
    assert more.table["task"].to_pylist() == list(range(230)), "each once and in order, from whatever files"
    assert bits(more.table) == bits(carry_out(batch(), range(230), store=None, workers=1).table)


def test_a_failed_run_is_a_record_and_never_a_number(store):
    carried = carry_out(batch(fails_at=10), range(95), store=store, workers=2)
    assert [each.task for each in carried.failed] == list(range(9, 95, 10))
    assert carried.table.num_rows == 95 - 9
    assert not carried.is_whole
    assert carried.missing.size == 0
    first = carried.failed[0]
    assert first.seed == 1
    assert first.error == "ArithmeticError: task 9 leaves the numbers"
    assert 'raise ArithmeticError(f"task {task} leaves the numbers")' in first.traceback
    assert first.command == f"funnel runs again {carried.batch.id} 9"
    (shelf,) = store.shelves()
    assert sorted(shelf.failures()) == list(range(9, 95, 10))


def test_another_identity_never_shares_rows(store):
    carry_out(batch(seed=1), range(20), store=store, workers=1)
    assert carry_out(batch(seed=2), range(20), store=store, workers=1).found == 0


def test_an_interruption_keeps_what_is_done(store):
    def interrupted(done: int, total: int) -> None:
        if done == 70:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(batch(), range(200), store=store, workers=1, progress=interrupted)
    assert carry_out(batch(), range(200), store=store, workers=2).found == 70


def test_a_batch_is_gone_through_a_portion_at_a_time(store):
    carried = carry_out(batch(), range(0, 230, 2), store=store, workers=1)
    parts = list(carried.portions(["x"]))
    assert [part.num_rows for part in parts] == [25, 25, 25, 25, 15]
    assert parts[0].column_names == ["task", "x"]
    assert np.array_equal(np.concatenate([part["task"].to_numpy() for part in parts]), np.arange(0, 230, 2))


def test_a_batch_of_several_stretches_is_the_same_batch(store, monkeypatch):
    monkeypatch.setattr("experiments.runs.carry_out.STRETCH", 70)
    carry_out(batch(fails_at=90), range(100, 130), store=store, workers=2)
    seen = []
    carried = carry_out(batch(fails_at=90), range(300), store=store, workers=2, progress=lambda *done: seen.append(done))
    assert carried.found == 30
    assert [each.task for each in carried.failed] == [89, 179, 269]
    assert (len(seen), seen[-1]) == (270, (300, 300)) and seen == sorted(seen)
    assert bits(carried.table) == bits(carry_out(batch(fails_at=90), range(300), store=None, workers=1).table)


def test_tasks_whose_numbers_lie_far_apart_are_worked_at_together(store):
    """As those of a study, 1,000 numbers a point: a stretch is so many tasks, so that they are kept in few files and a cluster is called once."""
    tasks = range(0, 300_000_000, 1_000_000)
    carried = carry_out(batch(portion=150_000_000), tasks, store=store, workers=2)
    (shelf,) = store.shelves()
    assert carried.is_whole and len(shelf.chunks()) == 2


def test_files_that_another_process_makes_one_of_are_found_again(store, monkeypatch):
    """What lies in memory would hide it: nothing is held there."""
    expected = bits(carry_out(batch(), range(30), store=None, workers=1).table)
    monkeypatch.setattr(Room, "__init__", lambda room, left=0.0: setattr(room, "left", 0.0))
    for end in (10, 20):
        carry_out(batch(), range(end), store=store, workers=1)
    carried = carry_out(batch(), range(30), store=store, workers=1)
    (shelf,) = store.shelves()
    parts = shelf.chunks()
    assert len(parts) == 3
    shelf.write(carried.table)
    for part in parts:
        part.path.unlink()
    assert bits(carried.table) == expected


def test_all_failures_are_counted_and_kept_and_the_first_are_at_hand(store):
    carried = carry_out(batch(fails_at=2, portion=1000), range(5000), store=store, workers=2)
    assert carried.failed_tasks.tolist() == list(range(1, 5000, 2))
    assert [each.task for each in carried.failed] == list(range(1, 2 * MOST_LISTED, 2))
    assert carried.missing.size == 0 and not carried.is_whole
    (shelf,) = store.shelves()
    assert sorted(shelf.failures()) == list(range(1, 5000, 2))
    with pytest.raises(Incomplete, match="2500 of 5000 runs failed, 0 are missing; task 1 leaves"):
        require_whole([carried])
    again = carry_out(batch(fails_at=2, portion=1000), range(5000), store=store, workers=2)
    assert (again.found, again.failed_tasks.size) == (2500, 2500)
    assert sorted(shelf.failures()) == list(range(1, 5000, 2)), "records of before are out of date"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX accounts of memory")
@pytest.mark.parametrize("fails_at", [0, 2])
def test_memory_does_not_grow_with_the_batch(tmp_path, fails_at):
    """A process that carries out ten times as many tasks, and goes through their rows, needs hardly more memory: 12 MB of rows are held at hand.

    Nor where every other run fails, whose records are 1.3 kB each.
    """
    code = """
import resource, sys
from experiments.runs.carry_out import carry_out
from experiments.runs.pieces import Room
from experiments.runs.store import Store
from tests.runs.batches import batch
tasks, fails_at = int(sys.argv[2]), int(sys.argv[3])
carried = carry_out(batch(fails_at, portion=1000), range(tasks), store=Store(sys.argv[1]), workers=2)
failed = tasks // fails_at if fails_at else 0
assert sum(part.num_rows for part in carried.portions()) == tasks - failed and carried.failed_tasks.size == failed
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
    used = []
    for tasks in (20_000, 200_000):
        call = [sys.executable, "-c", code, str(tmp_path / str(tasks)), str(tasks), str(fails_at)]
        used.append(float(subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout))
    assert used[1] - used[0] < 60.0, f"{used} MB"
