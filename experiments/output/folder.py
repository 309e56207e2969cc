"""Files that appear all together or not at all, whatever happens meanwhile: a full disk, Ctrl-C, a file open in Excel.

Everything is first written into a hidden folder on the same disk and only then moved into place. A new folder appears by one rename;
in an existing one, files of the same name are replaced one by one, and put back if one of them cannot be. Other files are never touched.
"""

import errno
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from experiments.output.errors import OutputError, explained
from sim.system_words import system_words

HIDDEN = ".techfunnel-"


def write_whole(folder: Path | str, files: Mapping[str, bytes]) -> None:
    """Write all files into the folder, making it and its parents if need be. Raises OutputError; then everything is as it was before.

    Ctrl-C takes effect between two files, before anything was moved into place, or after everything was.
    """
    target = _absolute(folder)
    needed = sum(map(len, files.values()))
    try:
        with _uninterrupted() as interrupted, _hidden_folder(target) as hidden:
            new = hidden / "new"
            new.mkdir()
            for name, content in files.items():
                if interrupted():
                    raise KeyboardInterrupt
                _write(new / name, content)
            _move_into_place(new, target, hidden, tuple(files), str(folder))
    except OSError as error:
        raise explained(error, Path(folder), needed) from error


def check_folder(folder: Path | str) -> None:
    """Find out early whether results can be written there; leaves nothing behind. Raises OutputError."""
    target = _absolute(folder)
    try:
        with _uninterrupted(), _hidden_folder(target) as hidden:
            _write(hidden / "probe", b"x")
    except OSError as error:
        raise explained(error, Path(folder)) from error


def _absolute(folder: Path | str) -> Path:
    """The folder itself behind symbolic links. Raises OutputError for names that no system accepts."""
    try:
        return Path(folder).expanduser().resolve()
    except (ValueError, RuntimeError) as error:
        raise OutputError("name", str(folder), {"why": str(error)}) from error
    except OSError as error:
        raise explained(error, Path(folder)) from error


@contextmanager
def _hidden_folder(target: Path) -> Iterator[Path]:
    """A hidden folder on the disk of the target: inside it if it exists (it may be a disk of its own), else beside it.

    Afterwards it is gone, and so are the parents made for it unless the target is in them now.
    """
    made: list[Path] = []
    hidden: Path | None = None
    try:
        for parent in reversed([parent for parent in target.parents if not parent.exists()]):
            parent.mkdir()
            made.append(parent)
        if target.exists() and not target.is_dir():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        hidden = Path(tempfile.mkdtemp(prefix=HIDDEN, dir=target if target.is_dir() else target.parent))
        yield hidden
    finally:
        if hidden is not None:
            shutil.rmtree(hidden, ignore_errors=True)
        with suppress(OSError):  # not empty: the target is there
            for parent in reversed(made):
                parent.rmdir()


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move_into_place(new: Path, target: Path, hidden: Path, names: tuple[str, ...], shown: str) -> None:
    if not target.exists():
        with suppress(OSError):
            os.rename(new, target)
            return
        target.mkdir(exist_ok=True)  # somebody made it meanwhile
    for name in names:
        if (target / name).is_dir():
            raise OutputError("occupied", shown, {"file": name})
    old = hidden / "old"
    old.mkdir()
    kept = [name for name in names if (target / name).exists()]
    for name in kept:
        shutil.copy2(target / name, old / name)
    moved: list[str] = []
    try:
        for name in names:
            os.replace(new / name, target / name)
            moved.append(name)
    except OSError as error:
        _put_back(target, old, moved, kept)
        raise OutputError("in_use", shown, {"file": names[len(moved)], "why": system_words(error)}) from error


def _put_back(target: Path, old: Path, moved: list[str], kept: list[str]) -> None:
    for name in moved:
        if name in kept:
            os.replace(old / name, target / name)
        else:
            (target / name).unlink()


@contextmanager
def _uninterrupted() -> Iterator[Callable[[], bool]]:
    """Ctrl-C waits until the end of the block; the function given tells whether it came. Only the main thread is ever interrupted by it."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield lambda: False
        return
    came: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        came.append(number)

    before = signal.signal(signal.SIGINT, remember) or signal.SIG_DFL
    try:
        yield lambda: bool(came)
    finally:
        signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)
