"""Results are written whole or not at all, whatever goes wrong; every fault here is a real one."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from experiments.output import OutputError, check_folder, write_results
from experiments.output.errors import MESSAGES
from experiments.output.folder import write_whole
from sim.scenario import load_scenario
from tests.figures.documents import run_document

FILES = {"a.txt": b"new a", "b.txt": b"new b", "c.txt": b"new c"}
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="uses Linux mounts and /proc")


def refused(folder: Path | str, files: dict[str, bytes] = FILES) -> OutputError:
    """The error of writing there; checking beforehand must find the same."""
    with pytest.raises(OutputError) as error:
        write_whole(folder, files)
    return error.value


def test_a_new_folder_appears_with_its_parents(tmp_path):
    write_whole(tmp_path / "甲" / "乙", FILES)
    assert {path.name: path.read_bytes() for path in (tmp_path / "甲" / "乙").iterdir()} == FILES
    assert [path.name for path in (tmp_path / "甲").iterdir()] == ["乙"]


def test_files_of_others_stay_and_ours_are_replaced(tmp_path):
    (tmp_path / "b.txt").write_bytes(b"old b")
    (tmp_path / "notes.docx").write_bytes(b"mine")
    (tmp_path / "folder").mkdir()
    write_whole(tmp_path, FILES)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == {**FILES, "notes.docx": b"mine"}
    assert (tmp_path / "folder").is_dir()


def test_files_of_an_earlier_result_that_belong_to_this_one_no_more_are_kept_and_named(tmp_path):
    first, second = load_scenario("chenzhou"), load_scenario("zigong")
    write_results(tmp_path, run_document(), [first], figures=False)
    for name in ("mine.csv", "brief.docx"):
        (tmp_path / name).write_text("mine")
    (tmp_path / "figures").mkdir()
    assert write_results(tmp_path, run_document(), [first], figures=False).left_over == (), "the brief of this very result is its own"
    written = write_results(tmp_path, run_document("zigong"), [second], figures=False)
    assert written.left_over == ("scenario-chenzhou.toml", "brief.docx", "figures")
    assert (tmp_path / "scenario-chenzhou.toml").is_file() and (tmp_path / "mine.csv").is_file()


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "out").write_text("a file")
    error = refused(tmp_path / "out")
    assert error.code == "is_file" and error.exit_code == 2
    assert (tmp_path / "out").read_text() == "a file" and len(list(tmp_path.iterdir())) == 1


def test_a_folder_below_a_file(tmp_path):
    (tmp_path / "file").write_text("a file")
    error = refused(tmp_path / "file" / "x" / "out")
    assert error.code == "below_file" and str(tmp_path / "file") in error.render("zh")


@linux_only
def test_a_folder_that_cannot_be_made():
    error = refused("/proc/techfunnel/out")
    assert error.code == "unwritable" and error.exit_code == 2
    assert "（上级文件夹不存在）" in error.render("zh") and "(no such file or directory)" in error.render("en")


@pytest.mark.parametrize("name", ["x" * 300, "with\0nul"])
def test_a_name_that_the_system_refuses(tmp_path, name):
    assert refused(tmp_path / name).code == "name"
    assert refused(tmp_path / name / "below").code == "name"
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_no_parents_behind(tmp_path):
    assert refused(tmp_path / "new" / ("x" * 300)).code == "name"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_place_of_a_file_leaves_everything_as_it_was(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"old a")
    (tmp_path / "c.txt").mkdir()
    error = refused(tmp_path)
    assert error.code == "occupied" and "c.txt" in error.render("en")
    assert (tmp_path / "a.txt").read_bytes() == b"old a" and not (tmp_path / "b.txt").exists()


@contextlib.contextmanager
def mounted(target: Path, *arguments: str) -> Iterator[None]:
    """Something mounted for a while; skips where that is not allowed."""
    done = subprocess.run(["mount", *arguments, str(target)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(target)], check=True)


@linux_only
def test_a_full_disk_leaves_the_earlier_result_untouched(tmp_path):
    with mounted(tmp_path, "-t", "tmpfs", "-o", "size=64k", "tmpfs"):
        write_whole(tmp_path, FILES)
        error = refused(tmp_path, {"a.txt": b"newer", "b.txt": b"x" * 200_000})
        assert error.code == "disk_full" and error.exit_code == 3
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == FILES
        assert refused(tmp_path / "new" / "out", {"b.txt": b"x" * 200_000}).code == "disk_full"
        assert not (tmp_path / "new").exists()


@linux_only
def test_a_folder_that_is_a_disk_of_its_own_can_be_written(tmp_path):
    target = tmp_path / "out"
    target.mkdir()
    with mounted(target, "-t", "tmpfs", "-o", "size=1m", "tmpfs"):
        write_whole(target, FILES)
        assert {path.name: path.read_bytes() for path in target.iterdir()} == FILES


@linux_only
def test_a_file_that_cannot_be_replaced_puts_all_others_back(tmp_path):
    source, folder = tmp_path / "source", tmp_path / "out"
    source.write_bytes(b"busy")
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"old a")
    (folder / "c.txt").write_bytes(b"old c")
    with mounted(folder / "c.txt", "--bind", str(source)):
        error = refused(folder)
        assert error.code == "in_use" and "c.txt" in error.render("zh")
        assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "c.txt"]
        assert (folder / "a.txt").read_bytes() == b"old a"


@linux_only
def test_checking_beforehand_finds_the_same_faults_and_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("a file")
    for folder, code in ((tmp_path / "file", "is_file"), (tmp_path / "file" / "out", "below_file"), ("/proc/x/out", "unwritable")):
        with pytest.raises(OutputError) as error:
            check_folder(folder)
        assert error.value.code == code
    check_folder(tmp_path / "new" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_character_without_glyph_is_refused_before_anything_is_written(tmp_path):
    document = run_document()
    document["titles"]["zh"] = "\U0002cb4a中试"
    with pytest.raises(OutputError) as error:
        write_results(tmp_path / "out", document, [load_scenario("chenzhou")])
    assert error.value.code == "glyph" and "U+2CB4A" in error.value.render("zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_says_where_why_and_what_to_do_in_both_languages(code):
    facts = dict.fromkeys(("parent", "why", "needed", "file", "key", "value", "text", "characters"), "X")
    error = OutputError(code, "out/chenzhou", facts)
    assert error.render("zh").startswith("out/chenzhou：") and "下一步：" in error.render("zh")
    assert error.render("en").startswith("out/chenzhou: ") and "Next step: " in error.render("en")
    assert "{" not in error.render("zh") + error.render("en")
    assert len(error.render("zh").splitlines()) == 1


CHILD = """
import sys
from experiments.output.folder import write_whole
turn = 0
print("ready", flush=True)
while True:
    turn += 1
    write_whole(sys.argv[1], {f"{name}.txt": f"{turn:09d}".encode() * 2000 for name in "abcdefgh"})
"""


def interrupted_while_writing(folder: Path, number: signal.Signals, delay: float) -> int:
    """Start a process that writes again and again, send it a signal, return its exit code."""
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(folder)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdout is not None and child.stdout.readline() == b"ready\n"
    time.sleep(delay)
    child.send_signal(number)
    child.wait(timeout=30)
    child.stdout.close()
    return child.returncode


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("delay", [0.0, 0.003, 0.011, 0.05, 0.083])
def test_ctrl_c_in_the_middle_leaves_one_whole_result_and_nothing_else(tmp_path, delay):
    folder = tmp_path / "out"
    assert interrupted_while_writing(folder, signal.SIGINT, delay) != 0
    assert [path.name for path in tmp_path.iterdir()] in ([], ["out"])
    if folder.exists():
        contents = {path.name: path.read_bytes() for path in folder.iterdir()}
        assert sorted(contents) == [f"{name}.txt" for name in "abcdefgh"]
        assert len(set(contents.values())) == 1  # all of the same turn


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("delay", [0.01, 0.04])
def test_a_killed_process_leaves_no_torn_file(tmp_path, delay):
    folder = tmp_path / "out"
    interrupted_while_writing(folder, signal.SIGKILL, delay)
    for path in folder.glob("*.txt"):
        content = path.read_bytes()
        assert len(content) == 18_000 and content == content[:9] * 2000


def test_a_process_that_ignores_ctrl_c_still_writes(tmp_path):
    code = "import signal, sys; signal.signal(signal.SIGINT, signal.SIG_IGN); from experiments.output.folder import write_whole; "
    code += "write_whole(sys.argv[1], {'a.txt': b'a'}); assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "out")], check=True, timeout=60)
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"a"


def test_a_result_can_be_written_from_another_thread(tmp_path):
    from threading import Thread

    thread = Thread(target=write_whole, args=(tmp_path / "out", FILES))
    thread.start()
    thread.join()
    assert len(list((tmp_path / "out").iterdir())) == 3


def test_a_damaged_earlier_provenance_does_no_harm(tmp_path):
    for text in ("{", '{"files": 3}', "[]", '{"files": {"../x": ""}}'):
        (tmp_path / "provenance.json").write_text(text)
        written = write_results(tmp_path, run_document(), [load_scenario("chenzhou")], figures=False)
        assert written.left_over == ()
        assert json.loads((tmp_path / "provenance.json").read_text(encoding="utf-8"))["result_id"]
