"""Stored rows for other programs: CSV that Excel opens with Chinese intact, a workbook, or one Parquet file. Lists become a column a place.

Every row says what it is of: scenario, policies, calibrated version and seed stand beside the number of the run. What the columns are, with units and
in both languages, is a second file beside CSV and Parquet and a second sheet of a workbook, so that none of them needs this program.
"""

import csv
import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.runs.batch import TASK
from experiments.runs.inventory import Held
from experiments.stored.about import BETWEEN_POLICIES, About
from experiments.stored.columns import Column, columns_of, places_of

if TYPE_CHECKING:
    import pyarrow as pa

BOM = b"\xef\xbb\xbf"
KINDS = (".csv", ".xlsx", ".parquet")
MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384  # of a worksheet, without its heading
COLUMNS_HEADING = ("column", "单位", "unit", "含义", "meaning", "准确含义", "definition", "折算系数及其依据", "coefficients and their evidence")


class TooLarge(ValueError):
    """More rows or columns than a worksheet has. `size` says how many."""

    def __init__(self, size: str):
        super().__init__(size)
        self.size = size


class NoRows(ValueError):
    """A batch without a single row, so that nothing is known of its columns. `failed` says how many of its runs failed."""

    def __init__(self, failed: int):
        super().__init__(f"no rows; {failed} runs failed")
        self.failed = failed


def export(held: Held, path: Path, about: About) -> tuple[int, Path | None]:
    """Write all rows of a batch to one file and what its columns are to another (None: a sheet), whole or not at all; how many rows, and which.

    Raises NoRows, TooLarge, Damaged, OSError, ValueError for another ending.
    """
    writers = {".csv": _csv, ".xlsx": _workbook, ".parquet": _parquet}
    kind = path.suffix.lower()
    if kind not in writers:
        raise ValueError(f"{path.name}: the ending must be one of {', '.join(KINDS)}")
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    if not held.shelf.chunks():
        raise NoRows(len(held.failed))
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    beside = columns_file(path) if kind != ".xlsx" else None
    columns: list[Column] = []
    try:
        rows = writers[kind](_told(held, about, columns), unfinished, held, columns)
        if beside is not None:
            _write_columns(columns, beside)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return rows, beside


def columns_file(path: Path) -> Path:
    """Where the meaning of the columns of an exported file stands."""
    return path.with_name(f"{path.stem}-columns.csv")


def _told(held: Held, about: About, columns: list[Column]) -> Iterator["pa.Table"]:
    """The rows of a batch, flat, each with what it is of; `columns` is filled from the first of them."""
    for table in held.portions():
        table = with_origin(table, about, held.identity.get("seed"))
        if not columns:
            columns += columns_of(table.schema, held.identity)
        yield flat(table)


def with_origin(table: "pa.Table", about: About, seed: int | None) -> "pa.Table":
    """The same rows, each with scenario, policies, calibrated version and seed after the number of its run."""
    import pyarrow as pa

    facts: dict[str, Any] = {"scenario": about.region, "policies": BETWEEN_POLICIES.join(about.policies)}
    if about.baseline is not None:
        facts["baseline_policies"] = BETWEEN_POLICIES.join(about.baseline)
    place = table.schema.get_field_index(TASK)
    for name, value in facts.items():
        place += 1
        table = table.add_column(place, name, pa.repeat(pa.scalar(value, pa.string()), table.num_rows))
    place += 1
    table = table.add_column(place, "version", pa.array(about.versions_of(table[TASK].to_pylist()), pa.string()))
    return table.add_column(place + 1, "seed", pa.repeat(pa.scalar(seed, pa.int64()), table.num_rows))


def flat(table: "pa.Table") -> "pa.Table":
    """The same rows with every list as a column for each of its places, named by what the place means."""
    import pyarrow as pa

    arrays, fields = [], []
    for each, column in zip(table.schema, table.columns, strict=True):
        places = places_of(each)
        if places is None:
            arrays.append(column)
            fields.append(each)
            continue
        values = column.combine_chunks().flatten().to_numpy(zero_copy_only=False).reshape(table.num_rows, len(places))
        for name, place in zip(places, values.T, strict=True):
            arrays.append(pa.array(np.ascontiguousarray(place)))
            fields.append(pa.field(f"{each.name}_{name}", each.type.value_type, metadata=each.metadata))
    return pa.table(arrays, schema=pa.schema(fields))


def _csv(tables: Iterator["pa.Table"], path: Path, _: Held, columns: list[Column]) -> int:
    import pyarrow.csv

    rows, writer = 0, None
    with open(path, "wb") as file:
        file.write(BOM)
        for table in tables:
            table = _empty_where_unknown(table)
            writer = writer or pyarrow.csv.CSVWriter(file, table.schema)
            writer.write(table)
            rows += table.num_rows
        if writer:
            writer.close()
    return rows


def _empty_where_unknown(table: "pa.Table") -> "pa.Table":
    """NaN as nothing: Excel takes the word for text, and R reads an empty field as not available."""
    import pyarrow as pa
    import pyarrow.compute as pc

    arrays, fields = [], []
    for each, column in zip(table.schema, table.columns, strict=True):
        is_number = pa.types.is_floating(each.type)
        arrays.append(pc.if_else(pc.is_nan(column), pa.scalar(None, each.type), column) if is_number else column)
        fields.append(each.with_nullable(True) if is_number else each)
    return pa.table(arrays, schema=pa.schema(fields))


def _parquet(tables: Iterator["pa.Table"], path: Path, _: Held, columns: list[Column]) -> int:
    import pyarrow.parquet as pq

    rows, writer = 0, None
    for table in tables:
        table = table.cast(_with_words(table.schema, columns))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
        rows += table.num_rows
    if writer:
        writer.close()
    return rows


def _with_words(schema: "pa.Schema", columns: list[Column]) -> "pa.Schema":
    """The same columns with unit and meaning in both languages in their metadata."""
    import pyarrow as pa

    def words(column: Column) -> dict[str, str]:
        told = {"unit": column.unit.en, "unit_zh": column.unit.zh, "meaning": column.meaning.en, "meaning_zh": column.meaning.zh}
        exact, source = column.definition
        more = {"definition": exact.en, "definition_zh": exact.zh, "source": source.en, "source_zh": source.zh}
        return told | {key: words for key, words in more.items() if words}

    return pa.schema([field.with_metadata(words(column)) for field, column in zip(schema, columns, strict=True)])


def _workbook(tables: Iterator["pa.Table"], path: Path, held: Held, columns: list[Column]) -> int:
    import xlsxwriter

    if held.tasks.size > MOST_ROWS:
        raise TooLarge(f"{held.tasks.size:,} rows")
    rows = 0
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, about = book.add_worksheet("runs"), book.add_worksheet("columns")
        sheet.freeze_panes(1, 1)
        for table in tables:
            if not rows:
                _heading(sheet, about, columns, held)
            for row in table.to_pylist():
                rows += 1
                for place, value in enumerate(row.values()):
                    if value is not None and value == value:  # an empty cell for what is not known
                        sheet.write(rows, place, value)
    return rows


def _heading(sheet: Any, about: Any, columns: list[Column], held: Held) -> None:
    if len(columns) > MOST_COLUMNS:
        raise TooLarge(f"{len(columns):,} columns")
    sheet.write_row(0, 0, [column.name for column in columns])
    lines = [COLUMNS_HEADING, *map(_line, columns), (), *((key, str(value)) for key, value in held.identity.items())]
    for number, line in enumerate(lines):
        about.write_row(number, 0, line)


def _line(column: Column) -> tuple[str, ...]:
    words = (column.unit, column.meaning, *column.definition)
    return column.name, *(each for both in words for each in both)


def _write_columns(columns: list[Column], path: Path) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS_HEADING, *map(_line, columns)])
    unfinished = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        unfinished.write_bytes(BOM + text.getvalue().encode())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
