"""Files of rows: Parquet, written whole or not at all, with the checksum of their bytes in their name."""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from experiments.runs.batch import TASK, Row
from experiments.runs.columns import numbers, texts
from experiments.runs.damaged import Damaged
from sim.system_words import system_words

if TYPE_CHECKING:
    import pyarrow as pa

CHECK_LENGTH = 16
NAME = re.compile(rf"tasks-(\d+)-(\d+)-([0-9a-f]{{{CHECK_LENGTH}}})\.parquet")
UNFINISHED = ".unfinished-"
OF = b"techfunnel.batch"
_serial = count()


@dataclass(frozen=True)
class Chunk:
    """A file of rows by its name: from which task to which; not all between need be in it."""

    path: Path
    first: int
    last: int
    check: str


def chunks_in(folder: Path) -> Iterator[Chunk]:
    """The files of rows in a folder, in the order of their tasks."""
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return
    found = ((name, NAME.fullmatch(name)) for name in names)
    chunks = [Chunk(folder / name, int(match[1]), int(match[2]), match[3]) for name, match in found if match]
    yield from sorted(chunks, key=lambda chunk: (chunk.first, chunk.last, chunk.check))


def with_task(columns: "pa.Schema") -> "pa.Schema":
    """The columns of a file: the task, then those of the batch. None of them holds nulls."""
    import pyarrow as pa

    return pa.schema([pa.field(TASK, pa.int64(), nullable=False), *(each.with_nullable(False) for each in columns)])


def table_of(tasks: Sequence[int], rows: Sequence[Row], columns: "pa.Schema") -> "pa.Table":
    """Rows as a table. Raises ValueError for a row that does not fit its columns: that is a mistake of the program, not of a run."""
    import pyarrow as pa

    arrays = [numbers(tasks, pa.int64())]
    for each in columns:
        try:
            arrays.append(_array([row[each.name] for row in rows], each.type))
        except (KeyError, TypeError, ValueError, AttributeError) as error:  # pyarrow's own errors are among these
            raise ValueError(f"rows do not fit column {each.name!r} ({each.type}): {error!r}") from error
        if arrays[-1].null_count:
            raise ValueError(f"rows leave column {each.name!r} empty")
    return pa.Table.from_arrays(arrays, schema=with_task(columns))


def _array(values: list, kind: "pa.DataType") -> "pa.Array":
    import pyarrow as pa

    if pa.types.is_fixed_size_list(kind):
        flat = np.asarray(values).reshape(len(values), -1)
        if flat.shape[1] != kind.list_size:
            raise ValueError(f"lists of {kind.list_size} are expected, not of {flat.shape[1]}")
        return pa.FixedSizeListArray.from_arrays(numbers(flat.ravel(), kind.value_type), type=kind)
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return numbers(values, kind)
    if pa.types.is_string(kind):
        return texts(values)
    return pa.array(values, kind)


def encoded(table: "pa.Table", of: str) -> bytes:
    """The bytes of a file of rows that belong to the batch `of`: the same for the same rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = table.replace_schema_metadata({OF: of.encode()})
    split, words = [], []
    for each in table.schema:
        is_list = pa.types.is_fixed_size_list(each.type)
        kind = each.type.value_type if is_list else each.type
        path = f"{each.name}.list.element" if is_list else each.name
        (split if pa.types.is_floating(kind) else words).append((path, kind))
    sink = pa.BufferOutputStream()
    dictionary = [path for path, kind in words if pa.types.is_string(kind)]
    pq.write_table(table, sink, compression="zstd", use_dictionary=dictionary or False, use_byte_stream_split=[path for path, _ in split] or False)
    return sink.getvalue().to_pybytes()


def write_chunk(folder: Path, table: "pa.Table", of: str) -> Chunk:
    """Write rows in the order of their tasks. Raises OSError, and then there is no new file."""
    content = encoded(table, of)
    check = hashlib.sha256(content).hexdigest()[:CHECK_LENGTH]
    first, last = table[TASK][0].as_py(), table[TASK][-1].as_py()
    path = folder / f"tasks-{first:09d}-{last:09d}-{check}.parquet"
    write_whole(path, content)
    return Chunk(path, first, last, check)


def write_whole(path: Path, content: bytes, lasting: bool = True) -> None:
    """Write a file whole or not at all: under another name, down to the disk (`lasting`), then renamed. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{UNFINISHED}{os.getpid()}-{next(_serial)}-{path.name[-40:]}")
    try:
        with open(unfinished, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        try:
            os.replace(unfinished, path)
        except PermissionError:  # Windows, while another process reads it: files here are never changed, so the same is there already
            if not path.exists():
                raise
            unfinished.unlink(missing_ok=True)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def read_chunk(chunk: Chunk, columns: "pa.Schema | None", of: str) -> "pa.Table":
    """The rows of a file, once its bytes are known to be those that were written.

    Raises Damaged for a file that is not, FileNotFoundError where it is gone.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        content = chunk.path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Damaged(chunk.path, "unreadable", why=system_words(error)) from error
    found = hashlib.sha256(content).hexdigest()[:CHECK_LENGTH]
    if found != chunk.check:
        raise Damaged(chunk.path, "checksum", size=f"{len(content):,}", found=found)
    try:
        table = pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)
    except (pa.ArrowException, OSError) as error:
        raise Damaged(chunk.path, "not_parquet", why=str(error)) from error
    if (table.schema.metadata or {}).get(OF) != of.encode():
        raise Damaged(chunk.path, "other_batch", id=of)
    if columns is not None and not table.schema.equals(with_task(columns)):
        raise Damaged(chunk.path, "other_columns")
    return table


def unfinished_in(folder: Path) -> Iterable[Path]:
    """Files that a process had not finished when it ended, or is just writing."""
    return folder.glob(f"{UNFINISHED}*")
