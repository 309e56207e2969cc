"""The rows of one batch during a session: those read from the store, and those that come, kept in files as they come."""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.runs.batch import TASK, Batch, Failure, Row
from experiments.runs.chunks import Chunk, table_of
from experiments.runs.columns import values_of
from experiments.runs.damaged import Damaged
from experiments.runs.errors import StoreError
from experiments.runs.store import Shelf, Store

if TYPE_CHECKING:
    import pyarrow as pa

BYTES_AT_HAND = 64_000_000
"""Rows that a session holds in memory so as not to read them twice."""

FAILURES_AT_HAND = 1000
"""Failures whose records are written together."""
MOST_LOOKS = 5


@dataclass
class Room:
    """What is left of the memory for rows at hand, shared by all batches of a session."""

    left: float = BYTES_AT_HAND

    def take(self, table: "pa.Table") -> "pa.Table | None":
        """The table if there is room for it."""
        if table.nbytes > self.left:
            return None
        self.left -= table.nbytes
        return table


@dataclass(frozen=True)
class Piece:
    """Some rows: their tasks, the file that holds them (None without a store), and the rows themselves where there was room."""

    tasks: np.ndarray
    chunk: Chunk | None
    table: "pa.Table | None"

    @property
    def first(self) -> int:
        """The first of its tasks."""
        return int(self.tasks[0])

    @property
    def last(self) -> int:
        """The last of them."""
        return int(self.tasks[-1])


class Index:
    """Pieces by their tasks."""

    def __init__(self, pieces: Iterable[Piece]):
        self.pieces = sorted(pieces, key=lambda piece: piece.first)
        self.begins = [piece.first for piece in self.pieces]
        self.longest = max((piece.last - piece.first for piece in self.pieces), default=0)

    def near(self, first: int, last: int) -> list[Piece]:
        """Those that may have tasks from `first` to `last`."""
        some = self.pieces[bisect.bisect_left(self.begins, first - self.longest) : bisect.bisect_right(self.begins, last)]
        return [piece for piece in some if piece.last >= first]


class Pieces:
    """All rows of a batch that this session knows of."""

    def __init__(self, batch: Batch, store: Store | None, room: Room, shelf: Shelf | None = None):
        self.batch, self.room = batch, room if store is not None else Room(float("inf"))
        self.shelf = shelf or (store.shelf(batch) if store is not None else None)
        self.pieces: dict[object, Piece] = {}
        self.damaged: list[Damaged] = []
        self.tasks: list[int] = []  # of the portion that is being made
        self.rows: list[Row] = []
        self.failures: list[Failure] = []
        self.fresh_failures: set[Path] = set()
        self.kept = 0  # rows of the portion that are in `partial`
        self.partial: list[Chunk] = []

    def look(self, tasks: np.ndarray) -> np.ndarray:
        """Which of these tasks have a row, after a look into the store; damaged files are set aside."""
        if self.shelf is not None and tasks.size:
            first, last = int(tasks[0]), int(tasks[-1])
            chunks = [chunk for chunk in self.shelf.chunks() if chunk.first <= last and chunk.last >= first]
            known = {chunk for chunk, piece in self.pieces.items() if piece.first <= last and piece.last >= first}
            for gone in known - set(chunks):
                del self.pieces[gone]
            for chunk in chunks:
                if chunk not in self.pieces:
                    self._read(chunk)
        return self.has(tasks)

    def _read(self, chunk: Chunk) -> None:
        try:
            table = self.shelf.read(chunk, self.batch.columns)
        except FileNotFoundError:  # made part of a larger file, or removed
            return
        except Damaged as damaged:
            self.shelf.set_aside(damaged)
            self.damaged.append(damaged)
            return
        self.pieces[chunk] = Piece(values_of(table[TASK]), chunk, self.room.take(table))

    def has(self, tasks: np.ndarray) -> np.ndarray:
        """Which of these tasks have a row, as far as this session knows."""
        found = np.zeros(tasks.size, bool)
        for piece in self.pieces.values():
            first, last = np.searchsorted(tasks, (piece.first, piece.last + 1))
            found[first:last] |= np.isin(tasks[first:last], piece.tasks, assume_unique=True)
        return found

    def add(self, task: int, row: Row) -> None:
        """A row has come; tasks come in their order. Raises StoreError."""
        if self.tasks and task // self.batch.portion != self.tasks[0] // self.batch.portion:
            self.keep(at_end=True)
        self.tasks.append(task)
        self.rows.append(row)

    def fail(self, failure: Failure) -> None:
        """A run has failed. Raises StoreError."""
        self.failures.append(failure)
        if len(self.failures) >= FAILURES_AT_HAND:
            self._keep_failures()

    def keep(self, at_end: bool = False) -> None:
        """Write what has come since the last time; at the end of a portion all of it as one file. Raises StoreError."""
        fresh = len(self.rows) - self.kept
        if fresh and self.shelf is not None:
            self.shelf.make(self.batch)
        self._keep_failures()
        if at_end and self.rows:
            if fresh or len(self.partial) > 1:
                self._write(0)
                for chunk in self.partial:
                    self._drop(chunk)
            self.tasks, self.rows, self.kept, self.partial = [], [], 0, []
        elif fresh and self.shelf is not None:
            self.partial.append(self._write(self.kept))
            self.kept = len(self.rows)

    def _keep_failures(self) -> None:
        if self.failures and self.shelf is not None:
            self.shelf.make(self.batch)
            self.fresh_failures.add(self.shelf.keep_failures(self.failures))
        self.failures = []

    def forget_failures(self, tasks: np.ndarray) -> None:
        """Drop the records of earlier failures of these tasks: they have been tried again."""
        if self.shelf is not None:
            self.shelf.forget_failures(tasks, self.fresh_failures)

    def _write(self, begin: int) -> Chunk | None:
        table = table_of(self.tasks[begin:], self.rows[begin:], self.batch.columns)
        chunk = self.shelf.write(table) if self.shelf is not None else None
        self.pieces[chunk or (self.tasks[begin],)] = Piece(np.array(self.tasks[begin:], np.int64), chunk, self.room.take(table))
        return chunk

    def _drop(self, chunk: Chunk) -> None:
        """Remove a file whose rows are in a larger one now."""
        self.pieces.pop(chunk, None)
        with suppress(OSError):
            chunk.path.unlink()

    def portions(self, tasks: np.ndarray, columns: Sequence[str] | None) -> Iterator["pa.Table"]:
        """The rows of these tasks in their order, a portion at a time: all that there were when this began.

        Raises Damaged, and StoreError where another process removes some meanwhile.
        """
        size, index, there = self.batch.portion, Index(self.pieces.values()), self.has(tasks)
        for block in np.unique(tasks // size).tolist():
            near = slice(np.searchsorted(tasks, block * size), np.searchsorted(tasks, (block + 1) * size))
            table = self._block(tasks[near], index)
            if (0 if table is None else table.num_rows) < np.count_nonzero(there[near]):
                raise StoreError("vanished", str(self.shelf.folder))
            if table is not None and table.num_rows:
                yield table.select([TASK, *columns]) if columns is not None else table

    def _block(self, tasks: np.ndarray, index: "Index") -> "pa.Table | None":
        """The rows of a few tasks that lie near each other. Another process may make one file of several meanwhile: then it is looked for anew."""
        for _ in range(MOST_LOOKS):
            near = index.near(int(tasks[0]), int(tasks[-1]))
            try:
                parts = [self._rows(piece) for piece in near]
            except FileNotFoundError:
                self.look(tasks)
                index = Index(self.pieces.values())
                continue
            return rows_of(parts, tasks) if parts else None
        raise Damaged(near[0].chunk.path, "restless")

    def _rows(self, piece: Piece) -> "pa.Table":
        return piece.table if piece.table is not None else self.shelf.read(piece.chunk, self.batch.columns)


def rows_of(parts: list["pa.Table"], tasks: np.ndarray) -> "pa.Table":
    """The rows of these tasks in their order, each once, whatever else the tables hold."""
    import pyarrow as pa

    table = pa.concat_tables(part.replace_schema_metadata(None) for part in parts)
    held, place = np.unique(values_of(table[TASK]), return_index=True)
    if held.size == table.num_rows == tasks.size and np.array_equal(values_of(table[TASK]), tasks):
        return table
    at = np.searchsorted(held, tasks)
    known = at < held.size
    known[known] = held[at[known]] == tasks[known]
    return table.take(place[at[known]])
