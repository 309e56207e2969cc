"""The run store: a folder of finished runs, found again by what decided them. No locks: files are named by their content and never changed.

<store>/README.txt                                   what all this is, for whoever finds it
<store>/runs/<kind>-<id>/manifest.json               what decided the rows, and what the columns are
                        /scenario.json, versions.json        what was simulated, in full
                        /tasks-<first>-<last>-<check>.parquet
                        /failed-<first>-<last>-<check>.json
<store>/set-aside/                                   damaged files, moved out of the way
"""

import hashlib
import json
import os
import sys
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.batch import Batch, Failure, content_id
from experiments.runs.chunks import CHECK_LENGTH, Chunk, chunks_in, read_chunk, write_chunk, write_whole
from experiments.runs.damaged import Damaged
from experiments.runs.errors import StoreError, explained
from experiments.runs.store_readme import README
from sim.system_words import system_words

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
RUNS, SET_ASIDE, MANIFEST, READ_ME = "runs", "set-aside", "manifest.json", "README.txt"


def user_store() -> Path:
    """The run store in the user's data folder on this system; FUNNEL_STORE moves it."""
    if chosen := os.environ.get("FUNNEL_STORE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "techfunnel" / "store"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "techfunnel" / "store"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "techfunnel" / "store"


class Store:
    """A store in a folder, made when the first runs are kept in it."""

    def __init__(self, folder: Path | str | None = None):
        self.folder = Path(folder).absolute() if folder is not None else user_store().absolute()

    def prepare(self) -> None:
        """Make the folder and see that it can be written. Raises StoreError."""
        try:
            (self.folder / RUNS).mkdir(parents=True, exist_ok=True)
            if not (self.folder / READ_ME).exists():
                write_whole(self.folder / READ_ME, README.encode(), lasting=False)
            elif not os.access(self.folder / RUNS, os.W_OK):
                raise PermissionError(13, "permission denied")
        except OSError as error:
            raise explained(error, self.folder) from error

    @property
    def set_aside_folder(self) -> Path:
        """Where damaged files are moved."""
        return self.folder / SET_ASIDE

    def shelf(self, batch: Batch) -> "Shelf":
        """Where the rows of a batch lie, or would lie. Raises StoreError for rows of a later version of the program."""
        shelf = Shelf(self, self.folder / RUNS / f"{batch.kind}-{batch.id}")
        shelf.require_format()
        if shelf.chunks():
            shelf.make(batch)  # what was damaged or lost of it; the rows know by themselves to which batch they belong
        return shelf

    def shelves(self) -> Iterator["Shelf"]:
        """All batches of which there are rows."""
        with suppress(FileNotFoundError, NotADirectoryError):
            for folder in sorted((self.folder / RUNS).iterdir()):
                shelf = Shelf(self, folder)
                if (folder / MANIFEST).is_file() or (folder.is_dir() and shelf.chunks()):
                    yield shelf


@dataclass(frozen=True)
class Shelf:
    """The rows of one batch in a store."""

    store: Store
    folder: Path

    @property
    def id(self) -> str:
        """The id of the batch."""
        return self.folder.name.rpartition("-")[2]

    @property
    def kind(self) -> str:
        """The kind of the batch."""
        return self.folder.name.rpartition("-")[0]

    def require_format(self) -> None:
        """Raises StoreError for rows of a later version of the program; a manifest that cannot be read is dropped, to be written anew."""
        try:
            found = self.manifest().get("format", FORMAT)
        except FileNotFoundError:
            return
        except Damaged as damaged:
            self.set_aside(damaged)
            return
        if found > FORMAT:
            raise StoreError("foreign", str(self.store.folder), {"found": str(found)})
        with suppress(OSError):
            os.utime(self.folder / MANIFEST)  # when it was last asked for

    def make(self, batch: Batch) -> None:
        """Lay the manifest and the texts of the batch beside its rows, those that are not there as they have to be. Raises StoreError."""
        try:
            for name, text in (batch.files() if batch.files else {}).items():
                if not _holds(self.folder / name, text.encode()):
                    write_whole(self.folder / name, text.encode(), lasting=False)
            if not (self.folder / MANIFEST).exists():
                write_whole(self.folder / MANIFEST, manifest(batch).encode(), lasting=False)
        except OSError as error:
            raise explained(error, self.store.folder) from error

    def manifest(self) -> dict[str, Any]:
        """What decided the rows, and what the columns are. Raises FileNotFoundError, Damaged."""
        try:
            found = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise Damaged(self.folder / MANIFEST, "unreadable", why=system_words(error)) from error
        except ValueError as error:
            at = (error.lineno, error.colno) if isinstance(error, json.JSONDecodeError) else (1, 1)
            raise Damaged(self.folder / MANIFEST, "not_json", line=str(at[0]), column=str(at[1])) from error
        if not isinstance(found, dict) or found.get("id") != self.id:
            raise Damaged(self.folder / MANIFEST, "other_manifest")
        if found.get("format", FORMAT) <= FORMAT and not self._is_of_content(found):
            raise Damaged(self.folder / MANIFEST, "changed")
        return found

    def _is_of_content(self, found: dict[str, Any]) -> bool:
        """Whether the id, which is a hash of what a manifest says, is that of this one."""
        try:
            return content_id(found["identity"], [(each["name"], each["type"]) for each in found["columns"]]) == self.id
        except (KeyError, TypeError, ValueError):
            return False

    def chunks(self) -> list[Chunk]:
        """The files of rows, in the order of their tasks."""
        return list(chunks_in(self.folder))

    def read(self, chunk: Chunk, columns: "pa.Schema | None" = None) -> "pa.Table":
        """The rows of a file, checked. Raises Damaged, FileNotFoundError."""
        return read_chunk(chunk, columns, self.id)

    def write(self, table: "pa.Table") -> Chunk:
        """Keep rows. Raises StoreError, and then what was kept before is untouched."""
        try:
            return write_chunk(self.folder, table, self.id)
        except OSError as error:
            raise explained(error, self.store.folder) from error

    def set_aside(self, damaged: Damaged) -> Path:
        """Move a damaged file out of the way, with a note why; where to."""
        away = self.store.set_aside_folder / f"{self.folder.name}-{damaged.path.name}"
        with suppress(OSError):  # gone already, by another process
            away.parent.mkdir(parents=True, exist_ok=True)
            os.replace(damaged.path, away)
            write_whole(away.with_name(f"{away.name}.txt"), f"{datetime.now():%Y-%m-%d %H:%M} {damaged.why('zh')} / {damaged.why()}\n".encode())
        return away

    def failures(self) -> dict[int, Failure]:
        """The runs that failed, by task, whether made again since or not."""
        found: dict[int, Failure] = {}
        for path in sorted(self.folder.glob("failed-*.json")):
            with suppress(OSError, ValueError, TypeError):
                found |= {each["task"]: Failure(**each) for each in json.loads(path.read_text(encoding="utf-8"))}
        return found

    def keep_failures(self, failures: Sequence[Failure]) -> Path:
        """Keep the records of runs that failed; where. Raises StoreError."""
        content = json.dumps([asdict(each) for each in failures], ensure_ascii=False, indent=1, default=str).encode()
        check = hashlib.sha256(content).hexdigest()[:CHECK_LENGTH]
        path = self.folder / f"failed-{failures[0].task:09d}-{failures[-1].task:09d}-{check}.json"
        try:
            write_whole(path, content)
        except OSError as error:
            raise explained(error, self.store.folder) from error
        return path

    def forget_failures(self, tasks: np.ndarray, but: Container[Path]) -> None:
        """Drop records of failures that all belong to these tasks, which were tried again, except some files."""
        for path in self.folder.glob("failed-*.json"):
            with suppress(OSError, ValueError, TypeError, KeyError):
                if path not in but and np.isin([each["task"] for each in json.loads(path.read_text(encoding="utf-8"))], tasks).all():
                    path.unlink()


def _holds(path: Path, content: bytes) -> bool:
    """Whether a file is exactly this."""
    with suppress(OSError):
        return path.read_bytes() == content
    return False


@cache
def column_line(name: str, kind: str, notes: tuple[tuple[bytes, bytes], ...]) -> str:
    """The line of a manifest that describes a column; many batches have the same."""
    return "  " + json.dumps({"name": name, "type": kind} | {key.decode(): value.decode() for key, value in notes}, ensure_ascii=False)


def manifest(batch: Batch) -> str:
    """The text of a manifest."""
    content = {"format": FORMAT, "id": batch.id, "kind": batch.kind, "identity": dict(batch.identity)}
    head = json.dumps(content, ensure_ascii=False, indent=1).removesuffix("\n}")
    lines = ",\n".join(column_line(each.name, str(each.type), tuple((each.metadata or {}).items())) for each in batch.columns)
    return f'{head},\n "columns": [\n{lines}\n ]\n}}\n'
