"""Rows of batches gathered column by column, for any number of them: the last axis of every array is the row, in the order of the tasks.

    tasks = tasks_of(carried)
    sales = scratch.array((tasks.size,))
    fill({"sales": sales}, carried, tasks)

What is said of many worlds is said of one quantity after the other. A column lies in one piece, so that only what is asked for has to be in memory:
beyond `AT_HAND` bytes columns are files of the store's disk, which the system reads and lets go as it has room.
"""

import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.batch import TASK
from experiments.runs.columns import values_of
from experiments.runs.errors import explained

if TYPE_CHECKING:
    import pyarrow as pa

    from experiments.runs.carry_out import Carried

AT_HAND = 100_000_000
"""Bytes of columns that are held in memory."""
BLOCK = bytes(1 << 20)
ROWS = 250
"""Rows that are read together where batches are smaller."""


@dataclass
class Scratch:
    """Arrays for the columns of one call: in memory as long as there is room, then in files of `folder` that vanish with the process.

    Without a folder all is in memory, as the rows themselves are where there is no store.
    """

    folder: Path | None = None
    left: int = AT_HAND

    def array(self, shape: tuple[int, ...], dtype: Any = float) -> np.ndarray:
        """An array of zeros. Raises StoreError where the disk is full."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if self.folder is None or size <= self.left:
            self.left -= size
            return np.zeros(shape, dtype)
        try:
            with tempfile.TemporaryFile(dir=self.folder, prefix=".columns-") as file:
                for begin in range(0, size, len(BLOCK)):  # written, not only reserved: a mapped file must not find the disk full later
                    file.write(BLOCK[: size - begin])
                file.flush()
                return np.memmap(file, dtype, "r+", shape=shape)
        except OSError as error:
            raise explained(error, self.folder) from error


def tasks_of(several: "Sequence[Carried]") -> np.ndarray:
    """The tasks of several batches in one order; no task is in two of them."""
    return np.sort(np.concatenate([each.tasks for each in several]))


def fill(columns: Mapping[str, np.ndarray], several: "Sequence[Carried]", tasks: np.ndarray, texts: str | None = None) -> dict[int, str]:
    """Read columns of several batches into arrays (*places, tasks). One without places, which batches leave out, stays as it is.

    Given back are the texts of the column `texts` that are not empty, by task in their order. Raises Damaged and StoreError as
    `Carried.portions` does.
    """
    wanted = {name: array for name, array in columns.items() if array.size}
    found = {}
    for table in _together(several, [*wanted, *([texts] if texts else [])]):
        at = np.searchsorted(tasks, values_of(table[TASK]))
        for name, array in wanted.items():
            array[..., at] = np.moveaxis(values_of(table[name]).reshape(table.num_rows, *array.shape[:-1]), 0, -1)
        if texts:
            found |= {task: text for task, text in zip(table[TASK].to_pylist(), table[texts].to_pylist(), strict=True) if text}
    return dict(sorted(found.items()))


def _together(several: "Sequence[Carried]", columns: Sequence[str]) -> "Iterator[pa.Table]":
    """The rows of several batches, those of small ones in one table: what has to be done for every column is then done once."""
    import pyarrow as pa

    waiting: list[pa.Table] = []
    for each in several:
        for table in each.portions(columns):
            waiting.append(table.replace_schema_metadata(None))
            if sum(part.num_rows for part in waiting) >= ROWS:
                yield pa.concat_tables(waiting).combine_chunks()
                waiting = []
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()
