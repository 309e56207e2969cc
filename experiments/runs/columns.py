"""Columns between numpy and Arrow, as they lie in memory.

pyarrow's own conversions (`pa.array`, `to_numpy`) first import pandas, to ask whether what they get is its own: a tenth of a warm comparison.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


def numbers(values: Sequence, kind: "pa.DataType") -> "pa.Array":
    """Numbers as a column of this kind. Raises TypeError for what it cannot hold, ValueError for lists of several lengths."""
    import pyarrow as pa

    held = np.ascontiguousarray(np.asarray(values).astype(kind.to_pandas_dtype(), casting="safe"))
    return pa.Array.from_buffers(kind, held.size, [None, pa.py_buffer(held)])


def texts(values: Sequence[str]) -> "pa.Array":
    """Texts as a column. Raises AttributeError for what is none."""
    import pyarrow as pa

    encoded = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(encoded), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))


def values_of(column: "pa.ChunkedArray") -> np.ndarray:
    """A column without nulls as an array (rows,), or (rows, length) of lists; texts as objects. It may be read only."""
    import pyarrow as pa

    if pa.types.is_string(column.type):
        return np.array(column.to_pylist(), object)
    if pa.types.is_fixed_size_list(column.type):
        length = column.type.list_size
        flat = [chunk.values.slice(chunk.offset * length, len(chunk) * length) for chunk in column.chunks]
        return values_of(pa.chunked_array(flat, column.type.value_type)).reshape(len(column), length)
    parts = [np.from_dlpack(chunk) for chunk in column.chunks]
    if len(parts) == 1:
        return parts[0]
    return np.concatenate(parts) if parts else np.zeros(0, column.type.to_pandas_dtype())
