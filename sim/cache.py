"""Folders of compiled code: one for each state of the sources and each Python, kept while they are used and removed when they are not.

A process holds the folder that it uses by a lock on a file in it, which the system lets go when the process ends, however it ends. A process
that starts a new folder removes those that nobody holds, if they are

* not among the KEPT folders used last, or
* unused for DAYS_UNUSED days.

Folders without such a file come from older versions of the program: nobody can tell whether they are held, so they stay for a day.
"""

import atexit
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

KEPT = 6
DAYS_UNUSED = 30
DAYS_OF_DOUBT = 1
PREFIX, LEAVING = "compiled-", ".leaving-"
HOLD = ".in-use"
DAY = 86_400.0
MOST_ATTEMPTS = 100

_held: dict[Path, IO[bytes]] = {}
"""The files by which this process holds its folders, open until it ends."""


def user_cache() -> Path:
    """The user's cache folder on this system; FUNNEL_CACHE moves it."""
    if chosen := os.environ.get("FUNNEL_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "techfunnel" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "techfunnel"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "techfunnel"


def folder_for(state: str) -> Path:
    """The folder for the compiled code of one state of the sources, made and held; where the user's cache cannot be written, a temporary one."""
    name = f"{PREFIX}{state}-py{sys.version_info.major}{sys.version_info.minor}"
    try:
        return _made_and_held(user_cache() / name)
    except OSError:
        return _made_and_held(private_temporary() / name)


def private_temporary() -> Path:
    """A folder among the temporary ones that belongs to this user alone and is found again by later processes.

    Compiled code is loaded as it stands, so nobody else may have put it there: a folder of this name that is a link, belongs to somebody else or
    is open to others is not used; a fresh one is, which goes when the process ends.
    """
    user = str(os.getuid()) if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    folder = Path(tempfile.gettempdir()) / f"techfunnel-{user}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        if is_private(folder):
            return folder
    fresh = Path(tempfile.mkdtemp(prefix="techfunnel-"))
    atexit.register(shutil.rmtree, fresh, ignore_errors=True)
    return fresh


def is_private(folder: Path) -> bool:
    """Whether it is a genuine folder of this user, closed to others. On Windows the temporary folder is the user's own anyway."""
    status = os.lstat(folder)
    if not stat.S_ISDIR(status.st_mode):
        return False
    return not hasattr(os, "getuid") or (status.st_uid == os.getuid() and not status.st_mode & 0o077)


def _made_and_held(folder: Path) -> Path:
    """The folder, held by this process; if it is new, others that are used no more are removed. Raises OSError where it cannot be written."""
    is_new = not folder.exists()
    if folder not in _held:
        _held[folder] = _hold(folder)
    with tempfile.TemporaryFile(dir=folder):
        pass
    if is_new:
        prune(folder.parent)
    return folder


def _hold(folder: Path) -> IO[bytes]:
    """An open, locked file in the folder. Begins again if another process removed the folder in between. Raises OSError."""
    for _ in range(MOST_ATTEMPTS):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            file = open(folder / HOLD, "ab")  # noqa: SIM115 (open until the process ends)
        except FileNotFoundError:  # removed since
            continue
        _lock(file, shared=True)
        if _is_same(file, folder / HOLD):
            os.utime(folder / HOLD)
            return file
        file.close()
    raise OSError(f"{folder} is removed again and again")


def _is_same(file: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), os.stat(path))
    except FileNotFoundError:
        return False


def _lock(file: IO[bytes], *, shared: bool) -> bool:
    """Lock a file; alone (`shared=False`) only if nobody else holds it. Whether it is locked now.

    Windows needs no lock: it refuses to rename a folder in which a file is open.
    """
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def prune(cache: Path) -> list[str]:
    """Remove folders of compiled code that are used no more (see above); their names. What cannot be removed stays until next time."""
    with suppress(OSError):
        for rest in cache.glob(f"{LEAVING}*"):  # of a process that was stopped while it removed
            shutil.rmtree(rest, ignore_errors=True)
    by_age = sorted(_last_used(cache), reverse=True)
    removed = []
    for place, (used, folder) in enumerate(by_age):
        days = (time.time() - used) / DAY
        is_due = place >= KEPT or days > DAYS_UNUSED
        in_doubt = not (folder / HOLD).exists() and days < DAYS_OF_DOUBT
        if is_due and not in_doubt and folder not in _held and _remove(folder):
            removed.append(folder.name)
    return removed


def _last_used(cache: Path) -> Iterator[tuple[float, Path]]:
    for folder in cache.glob(f"{PREFIX}*"):
        with suppress(OSError):  # removed by another process
            hold = folder / HOLD
            yield os.stat(hold if hold.exists() else folder).st_mtime, folder


def _remove(folder: Path) -> bool:
    """Remove a folder unless a process holds it: renamed while locked, so that nobody meets half of it."""
    leaving = folder.with_name(f"{LEAVING}{folder.name}-{os.getpid()}")
    try:
        if sys.platform == "win32":
            folder.rename(leaving)
        else:
            with open(folder / HOLD, "ab") as file:
                if not (_lock(file, shared=False) and _is_same(file, folder / HOLD)):  # or it was removed and made anew meanwhile
                    return False
                folder.rename(leaving)
    except OSError:
        return False
    shutil.rmtree(leaving, ignore_errors=True)
    return True
