"""Stored rows for other programs: CSV that Excel opens with Chinese intact, a workbook, or one Parquet file. Lists become a column a place."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.inventory import Held

if TYPE_CHECKING:
    import pyarrow as pa

BOM = b"\xef\xbb\xbf"
KINDS = (".csv", ".xlsx", ".parquet")
MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384  # of a worksheet, without its heading


class TooLarge(ValueError):
    """More rows or columns than a worksheet has. `size` says how many."""

    def __init__(self, size: str):
        super().__init__(size)
        self.size = size


def export(held: Held, path: Path) -> int:
    """Write all rows of a batch to one file, whole or not at all; how many. Raises TooLarge, Damaged, OSError, ValueError for another ending."""
    writers = {".csv": _csv, ".xlsx": _workbook, ".parquet": _parquet}
    kind = path.suffix.lower()
    if kind not in writers:
        raise ValueError(f"{path.name}: the ending must be one of {', '.join(KINDS)}")
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        rows = writers[kind]((flat(table) for table in held.portions()), unfinished, held)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return rows


def flat(table: "pa.Table") -> "pa.Table":
    """The same rows with every list as a column for each of its places, named by what the place means."""
    import pyarrow as pa

    arrays, fields = [], []
    for each, column in zip(table.schema, table.columns, strict=True):
        if not pa.types.is_fixed_size_list(each.type):
            arrays.append(column)
            fields.append(each)
            continue
        width = each.type.list_size
        values = column.combine_chunks().flatten().to_numpy(zero_copy_only=False).reshape(table.num_rows, width)
        for name, place in zip(_places(each, width), values.T, strict=True):
            arrays.append(pa.array(np.ascontiguousarray(place)))
            fields.append(pa.field(f"{each.name}_{name}", each.type.value_type, metadata=each.metadata))
    return pa.table(arrays, schema=pa.schema(fields))


def _places(field: "pa.Field", width: int) -> list[str]:
    named = (field.metadata or {}).get(b"places", b"").decode().split(" ")
    return named if len(named) == width else [str(place) for place in range(width)]


def _csv(tables: Iterator["pa.Table"], path: Path, _: Held) -> int:
    import pyarrow.csv as csv

    rows, writer = 0, None
    with open(path, "wb") as file:
        file.write(BOM)
        for table in tables:
            writer = writer or csv.CSVWriter(file, table.schema)
            writer.write(table)
            rows += table.num_rows
        if writer:
            writer.close()
    return rows


def _parquet(tables: Iterator["pa.Table"], path: Path, _: Held) -> int:
    import pyarrow.parquet as pq

    rows, writer = 0, None
    for table in tables:
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
        rows += table.num_rows
    if writer:
        writer.close()
    return rows


def _workbook(tables: Iterator["pa.Table"], path: Path, held: Held) -> int:
    import xlsxwriter

    if held.tasks.size > MOST_ROWS:
        raise TooLarge(f"{held.tasks.size:,} rows")
    rows = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, about = book.add_worksheet("runs"), book.add_worksheet("columns")
        sheet.freeze_panes(1, 1)
        for table in tables:
            if not rows:
                _heading(sheet, about, table.schema, held)
            for row in table.to_pylist():
                rows += 1
                for place, value in enumerate(row.values()):
                    if value is not None and value == value:  # an empty cell for what is not known
                        sheet.write(rows, place, value)
    return rows


def _heading(sheet: Any, about: Any, schema: "pa.Schema", held: Held) -> None:
    if len(schema) > MOST_COLUMNS:
        raise TooLarge(f"{len(schema):,} columns")
    sheet.write_row(0, 0, schema.names)
    about.write_row(0, 0, ("column", "unit", "meaning"))
    for line, field in enumerate(schema, 1):
        known = {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}
        about.write_row(line, 0, (field.name, known.get("unit", ""), known.get("meaning", "")))
    for line, (key, value) in enumerate(held.identity.items(), len(schema) + 2):
        about.write_row(line, 0, (key, str(value)))
