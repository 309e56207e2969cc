"""Folders of compiled code: what is used no more goes, what any process uses stays, and nobody else's code is ever loaded."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sim import cache

ROOT = Path(__file__).parents[2]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses to rename a folder in use by itself")


def made(folder, number, days=0.0, hold=True):
    """A folder of compiled code, last used some days ago."""
    one = folder / f"compiled-{number:04d}-py311"
    one.mkdir(parents=True)
    (one / "sim_1").mkdir()
    (one / "sim_1" / "kernel.nbi").write_bytes(b"x")
    used = time.time() - days * cache.DAY
    if hold:
        (one / cache.HOLD).touch()
        os.utime(one / cache.HOLD, (used, used))
    os.utime(one, (used, used))
    return one


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_only_the_folders_used_last_are_kept(tmp_path):
    folders = [made(tmp_path, number, days=number / 10) for number in range(cache.KEPT + 4)]
    assert sorted(cache.prune(tmp_path)) == [each.name for each in folders[cache.KEPT :]]
    assert names(tmp_path) == [each.name for each in folders[: cache.KEPT]]


def test_a_folder_unused_for_a_month_goes_even_if_there_are_few(tmp_path):
    young, old = made(tmp_path, 1, days=29), made(tmp_path, 2, days=31)
    assert cache.prune(tmp_path) == [old.name] and young.exists()


def test_a_folder_of_an_older_version_that_may_be_in_use_stays_for_a_day(tmp_path):
    for number in range(cache.KEPT):
        made(tmp_path, number)
    today, yesterday = made(tmp_path, 100, days=0.5, hold=False), made(tmp_path, 101, days=1.5, hold=False)
    assert cache.prune(tmp_path) == [yesterday.name] and today.exists()


def test_other_folders_and_files_are_never_touched(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "compiled.txt").write_text("mine")
    os.utime(tmp_path / "notes", (0, 0))
    assert cache.prune(tmp_path) == [] and names(tmp_path) == ["compiled.txt", "notes"]


def test_what_a_stopped_process_left_half_removed_goes_too(tmp_path):
    made(tmp_path, 1).rename(tmp_path / f"{cache.LEAVING}compiled-0001-py311-77")
    cache.prune(tmp_path)
    assert names(tmp_path) == []


HOLDER = "import sys; from sim import cache; print(cache.folder_for('held'), flush=True); sys.stdin.read()"


def holder(folder):
    """Another process that uses compiled code in `folder`, and the folder it holds."""
    call = [sys.executable, "-c", HOLDER]
    process = subprocess.Popen(
        call, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"FUNNEL_CACHE": str(folder)}
    )
    return process, Path(process.stdout.readline().strip())


@pytest.mark.parametrize("ending", ["ends", "is killed"])
def test_a_folder_in_use_by_another_process_stays_until_that_process_ends(tmp_path, ending):
    process, held = holder(tmp_path)
    old = time.time() - 40 * cache.DAY
    os.utime(held / cache.HOLD, (old, old))
    assert cache.prune(tmp_path) == [] and held.exists()
    process.kill() if ending == "is killed" else process.stdin.close()
    process.wait(timeout=60)
    assert cache.prune(tmp_path) == [held.name] and not held.exists()


@posix_only
def test_two_processes_that_start_and_remove_at_once_lose_nothing(tmp_path):
    """Each makes the folder anew, holds it and prunes with nothing kept, many times over; a folder that is held must be there."""
    code = (
        "import sys\nfrom sim import cache\ncache.KEPT = 0\n"
        "for n in range(150):\n"
        "    folder = cache.folder_for(f'{n % 3}')\n"
        "    (folder / 'kernel').write_bytes(b'x')\n"
        "    cache.prune(folder.parent)\n"
        "    assert (folder / 'kernel').exists(), n\n"
        "    cache._held.pop(folder).close()\n"
    )
    call = [sys.executable, "-c", code]
    processes = [
        subprocess.Popen(call, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=os.environ | {"FUNNEL_CACHE": str(tmp_path)}) for _ in range(3)
    ]
    for process in processes:
        assert process.communicate(timeout=120)[1] == ""
        assert process.returncode == 0


def test_a_new_folder_removes_those_used_no_more_and_an_old_one_removes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("FUNNEL_CACHE", str(tmp_path))
    made(tmp_path, 1, days=40)
    new = cache.folder_for("state")
    assert names(tmp_path) == [new.name]
    made(tmp_path, 2, days=40)
    assert cache.folder_for("state") == new and len(names(tmp_path)) == 2


@pytest.fixture
def no_user_cache(tmp_path, monkeypatch):
    """A user whose cache cannot be written; returns the folder of temporary files."""
    (tmp_path / "file").write_text("not a folder")
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("FUNNEL_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return temporary


def test_where_the_cache_cannot_be_written_a_temporary_folder_is_found_again(no_user_cache):
    first = cache.folder_for("state")
    assert first.is_relative_to(no_user_cache) and str(os.getpid()) not in str(first)
    cache._held.pop(first).close()
    assert cache.folder_for("state") == first


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes of POSIX")
@pytest.mark.parametrize("trap", ["link", "open to others", "a file", "of somebody else"])
def test_a_temporary_folder_that_is_not_ours_alone_is_not_used(no_user_cache, monkeypatch, trap):
    ours = cache.private_temporary()
    assert ours.stat().st_mode & 0o777 == 0o700
    if trap == "link":
        ours.rmdir()
        (no_user_cache / "elsewhere").mkdir(mode=0o700)
        ours.symlink_to(no_user_cache / "elsewhere")
    elif trap == "open to others":
        ours.chmod(0o777)
    elif trap == "a file":
        ours.rmdir()
        ours.write_text("x")
    else:
        status = os.lstat(ours)
        monkeypatch.setattr(os, "lstat", lambda _: os.stat_result((*status[:4], status.st_uid + 1, *status[5:])))
    found = cache.folder_for("state")
    assert not found.is_relative_to(ours) and found.is_relative_to(no_user_cache)
    assert not (no_user_cache / "elsewhere").exists() or not list((no_user_cache / "elsewhere").iterdir())
