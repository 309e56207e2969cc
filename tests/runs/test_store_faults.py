"""What can happen to a store: processes killed, files damaged, disks full, two processes at once. Rows are never lost, torn or wrong."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from experiments.runs.carry_out import carry_out
from experiments.runs.errors import StoreError
from experiments.runs.store import Store
from tests.runs.batches import batch, bits

ROOT = Path(__file__).parents[2]
TASKS = 400


@pytest.fixture(scope="module")
def whole():
    """The bits of all rows, never interrupted and never stored."""
    return bits(carry_out(batch(), range(TASKS), store=None, workers=1).table)


def started(folder, seconds):
    call = [sys.executable, "-m", "tests.runs.work", str(folder), str(TASKS), str(seconds)]
    return subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def gone_on(folder):
    return carry_out(batch(), range(TASKS), store=Store(folder), workers=2)


def files(folder):
    return sorted(folder.glob("runs/known-*/tasks-*.parquet"))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_process_killed_at_any_moment_is_gone_on_with(tmp_path, whole):
    process = started(tmp_path, 0.004)
    while len(files(tmp_path)) < 3 and process.poll() is None:
        time.sleep(0.002)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it was still at work"
    again = gone_on(tmp_path)
    assert 3 * 50 <= again.found < TASKS
    assert bits(again.table) == whole


def test_two_processes_at_once_do_not_harm_each_other(tmp_path, whole):
    both = [started(tmp_path, seconds) for seconds in (0.002, 0.003)]
    said = [each.communicate(timeout=120) for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    assert {out.split()[1] for out, _ in said} == {hashlib.sha256(repr(whole).encode()).hexdigest()}
    again = gone_on(tmp_path)
    assert (again.found, again.damaged) == (TASKS, ())
    assert bits(again.table) == whole
    assert not list(tmp_path.rglob(".unfinished-*"))


def truncated(path, _):
    path.write_bytes(path.read_bytes()[:-100])


def flipped(path, _):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def emptied(path, _):
    path.write_bytes(b"")


def of_another_task(path, other):
    """A whole file under a name that is not its own."""
    shutil.copy(other, path)


@pytest.mark.parametrize("harm", [truncated, flipped, emptied, of_another_task])
def test_a_damaged_file_is_named_set_aside_and_computed_anew(tmp_path, whole, harm):
    store = Store(tmp_path)
    carry_out(batch(), range(TASKS), store=store, workers=2)
    harm(files(tmp_path)[2], files(tmp_path)[3])
    again = carry_out(batch(), range(TASKS), store=store, workers=2)
    assert again.found == TASKS - 50
    assert [each.path.name for each in again.damaged] == [
        each.name.partition("-")[2].partition("-")[2] for each in store.set_aside_folder.glob("*.parquet")
    ]
    assert len(list(store.set_aside_folder.glob("*.txt"))) == 1, "with a note why"
    assert bits(again.table) == whole
    assert carry_out(batch(), range(TASKS), store=store, workers=2).damaged == ()


def test_a_file_of_another_batch_is_never_taken_for_ones_own(tmp_path):
    """Its checksum is right: only what it says of itself tells."""
    store = Store(tmp_path)
    carry_out(batch(seed=1), range(50), store=store, workers=1)
    mine = store.shelf(batch(seed=2)).folder
    mine.mkdir()
    shutil.copy(files(tmp_path)[0], mine)
    carried = carry_out(batch(seed=2), range(50), store=store, workers=1)
    assert (carried.found, len(carried.damaged)) == (0, 1)
    assert "belong to another batch" in carried.damaged[0].why("en")


def stopped(folder):
    """Work that the system lets write no more, as it is told to a user."""
    with pytest.raises(StoreError) as error:
        gone_on(folder)
    assert error.value.exit_code == 3
    assert "the disk is full" in error.value.render("en") and "磁盘已满" in error.value.render("zh")
    assert not list(folder.rglob(".unfinished-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_disk_without_room_stops_the_work_and_keeps_what_is_there(tmp_path, whole):
    """The system itself refuses to write: no file may have more than 1,000 bytes."""
    import resource

    carry_out(batch(), range(50), store=Store(tmp_path), workers=1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        stopped(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    again = gone_on(tmp_path)
    assert again.found == 50
    assert bits(again.table) == whole


@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="only root may mount a small disk")
def test_a_small_disk_that_fills_up_is_gone_on_with_once_it_is_larger(tmp_path, whole):
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=28k", "none", str(tmp_path)], capture_output=True).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        stopped(tmp_path)
        kept = len(files(tmp_path))
        assert 0 < kept < TASKS // 50
        subprocess.run(["mount", "-o", "remount,size=4m", str(tmp_path)], check=True)
        again = gone_on(tmp_path)
        assert again.found == 50 * kept
        assert bits(again.table) == whole
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_store_in_a_file_is_refused_and_one_of_a_later_program_too(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as refused:
        carry_out(batch(), range(3), store=Store(tmp_path / "file"), workers=1)
    assert refused.value.exit_code == 2 and "--store" in refused.value.render("zh")
    store = Store(tmp_path / "store")
    carry_out(batch(), range(3), store=store, workers=1)
    manifest = store.shelf(batch()).folder / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": 1', '"format": 2'), encoding="utf-8")
    with pytest.raises(StoreError, match="later version"):
        carry_out(batch(), range(3), store=store, workers=1)


def test_rows_can_be_read_without_the_program(tmp_path):
    """By the names in the folder alone: the columns, and the checksum that sha256sum gives."""
    import json

    import pyarrow.dataset as dataset

    carry_out(batch(), range(120), store=Store(tmp_path), workers=1)
    (folder,) = (tmp_path / "runs").iterdir()
    table = dataset.dataset([str(path) for path in files(tmp_path)]).to_table()
    assert sorted(table["task"].to_pylist()) == list(range(120))
    assert [each["name"] for each in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["columns"]] == ["x", "n", "many", "word"]
    for path in files(tmp_path):
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(path.stem.rpartition("-")[2])
    assert "tasks-*.parquet" in (tmp_path / "README.txt").read_text(encoding="utf-8")
