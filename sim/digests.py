"""Digests of columns of whole numbers: the same on every machine, compiled or not."""

import hashlib
import sys
from collections.abc import Iterable

import numpy as np

from sim.compiled import entry

BIG_ENDIAN = sys.byteorder == "big"


def columns_digest(columns: Iterable[np.ndarray], before: bytes = b"") -> str:
    """SHA-256 of some bytes and of columns of whole numbers after one another."""
    return hashlib.sha256(b"".join([before, *((column.byteswap() if BIG_ENDIAN else column).tobytes() for column in columns)])).hexdigest()


class Columns:
    """Some columns of a kind of table, whose numbers are gathered without keeping other threads waiting: digests of projects take longest."""

    def __init__(self, table: np.dtype, names: Iterable[str]) -> None:
        places = [(table.fields[name][1], table[name].itemsize) for name in names]
        self.widths = np.array([width for _, width in places])
        self.lowest = np.array([begin + (width - 1 if BIG_ENDIAN else 0) for begin, width in places])
        self.bytes_a_row = int(self.widths.sum())

    def digest(self, rows: np.ndarray) -> str:
        """`columns_digest` of these columns of a table."""
        into = np.empty(rows.size * self.bytes_a_row, np.uint8)
        gather(rows.view(np.uint8).reshape(rows.size, rows.dtype.itemsize), self.lowest, self.widths, -1 if BIG_ENDIAN else 1, into)
        return hashlib.sha256(into).hexdigest()


@entry
def gather(rows, lowest, widths, step, into):
    """Write columns after one another, each number from its lowest byte up.

    `rows` (rows, bytes of a row); for each column `lowest`, where in a row its lowest byte is, and `widths`, its bytes; `step` leads to the next
    higher byte.
    """
    begin = 0
    for column in range(widths.size):
        width = widths[column]
        for k in range(width):
            place = lowest[column] + step * k
            for i in range(rows.shape[0]):
                into[begin + width * i + k] = rows[i, place]
        begin += width * rows.shape[0]
