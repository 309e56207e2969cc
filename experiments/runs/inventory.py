"""What a store holds, batch by batch, from its files alone: without the scenario or the program that made it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.batch import TASK, Batch
from experiments.runs.chunks import NAME, Chunk, unfinished_in
from experiments.runs.columns import values_of
from experiments.runs.damaged import Damaged
from experiments.runs.pieces import Pieces, Room
from experiments.runs.store import MANIFEST, Shelf, Store

if TYPE_CHECKING:
    import pyarrow as pa

DAY = 86_400.0


@dataclass(frozen=True)
class Held:
    """The rows of one batch as they lie in the store."""

    shelf: Shelf

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What decided the rows; empty where the manifest cannot be read."""
        try:
            return self.shelf.manifest().get("identity", {})
        except (Damaged, FileNotFoundError):
            return {}

    @cached_property
    def tasks(self) -> np.ndarray:
        """Tasks that have a row, from the files as they are, unchecked; files that cannot be read count for nothing."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        found = [np.zeros(0, np.int64)]
        for chunk in self.shelf.chunks():
            with suppress(OSError, pa.ArrowException):
                found.append(values_of(pq.read_table(chunk.path, columns=[TASK], use_threads=False)[TASK]))
        return np.unique(np.concatenate(found))

    @cached_property
    def failed(self) -> dict[int, Any]:
        """Runs that failed and have not been made since, by task."""
        there = set(self.tasks.tolist())
        return {task: failure for task, failure in self.shelf.failures().items() if task not in there}

    @property
    def bytes(self) -> int:
        """Size of all files."""
        total = 0
        for path in self.shelf.folder.iterdir():
            with suppress(OSError):
                total += path.stat().st_size
        return total

    @property
    def used(self) -> float:
        """When it was last asked for, seconds since 1970; of one whose manifest is lost, when its folder was last changed."""
        manifest = self.shelf.folder / MANIFEST
        return (manifest if manifest.exists() else self.shelf.folder).stat().st_mtime

    def damaged(self) -> list[Damaged]:
        """Read every file and set aside those that are not what was written; the next use of the batch writes a new manifest."""
        found = []
        try:
            self.shelf.manifest()
        except FileNotFoundError:
            if self.shelf.chunks():
                found.append(Damaged(self.shelf.folder / MANIFEST, "lost"))
        except Damaged as damaged:
            self.shelf.set_aside(damaged)
            found.append(damaged)
        for chunk in self.shelf.chunks():
            try:
                self.shelf.read(chunk)
            except FileNotFoundError:
                continue
            except Damaged as damaged:
                self.shelf.set_aside(damaged)
                found.append(damaged)
        return found

    def wanting(self) -> list[Damaged]:
        """Files that were set aside because they were damaged, and whose runs have not been computed anew."""
        there, found = self.tasks, []
        for path in sorted(self.shelf.store.set_aside_folder.glob(f"{self.shelf.folder.name}-tasks-*.parquet")):
            name = NAME.fullmatch(path.name.removeprefix(f"{self.shelf.folder.name}-"))
            if name and not np.isin((int(name[1]), int(name[2])), there).all():
                found.append(Damaged(path, "set_aside"))
        return found

    def may_have(self, task: int) -> bool:
        """Whether a run belongs to the batch: it has a row, it failed, or a file that was named after it cannot be read."""
        unread = [path.name for path in self.shelf.store.set_aside_folder.glob(f"{self.shelf.folder.name}-tasks-*.parquet")]
        names = [*(chunk.path.name for chunk in self.shelf.chunks()), *(name.removeprefix(f"{self.shelf.folder.name}-") for name in unread)]
        spans = [(int(found[1]), int(found[2])) for name in names if (found := NAME.fullmatch(name))]
        is_known = task in self.tasks or task in self.failed
        return is_known or any(first <= task <= last and not np.isin((first, last), self.tasks).all() for first, last in spans)

    def portions(self) -> Iterator["pa.Table"]:
        """All rows in the order of their tasks, each task once, a portion at a time. Raises Damaged."""
        schema = self._schema()
        if schema is None:
            return
        widest = max(chunk.last - chunk.first + 1 for chunk in self.shelf.chunks())  # else a file would be read for each of many portions
        batch = Batch(self.identity, schema.remove(schema.get_field_index(TASK)), portion=widest)
        pieces = Pieces(batch, self.shelf.store, Room(), self.shelf)
        pieces.look(self.tasks)
        if pieces.damaged:
            raise pieces.damaged[0]
        yield from pieces.portions(self.tasks, None)

    def _schema(self) -> "pa.Schema | None":
        """The columns, with what they mean."""
        for chunk in self.shelf.chunks():
            return self.shelf.read(chunk).schema.remove_metadata()
        return None


def held_in(store: Store) -> list[Held]:
    """All batches of a store."""
    return [Held(shelf) for shelf in store.shelves()]


def debris_of(held: Held, older_than: float, now: float) -> Iterator[Any]:
    """Files that serve nothing: what a process had not finished long ago, and parts whose rows are all in a larger file."""
    for path in unfinished_in(held.shelf.folder):
        with suppress(OSError):
            if now - path.stat().st_mtime > older_than:
                yield path
    yield from (chunk.path for chunk in contained(held))


def contained(held: Held) -> list[Chunk]:
    """Files whose rows are all in another file, which is sound."""
    tasks = {}
    for chunk in held.shelf.chunks():
        with suppress(OSError, ValueError, Damaged):
            tasks[chunk] = set(held.shelf.read(chunk)[TASK].to_pylist())
    by_size = sorted(tasks, key=lambda chunk: (-len(tasks[chunk]), chunk.path.name))
    return [
        chunk
        for place, chunk in enumerate(by_size)
        if any(larger.first <= chunk.first and chunk.last <= larger.last and tasks[chunk] <= tasks[larger] for larger in by_size[:place])
    ]
