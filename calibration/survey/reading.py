"""From a CSV file to a `Survey`: strict, row by row, all problems of the file at once."""

import csv
import io
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from calibration.survey import cells
from calibration.survey.cells import UNKNOWN, BadCell
from calibration.survey.coherence import problems_of
from calibration.survey.columns import COLUMNS, COMMENT, EXAMPLE_MARKS, NOTE_MARKS, Column
from calibration.survey.problems import Problem, SurveyError
from calibration.survey.records import Application, Survey
from sim.scenario.errors import Both
from sim.system_words import system_words
from sim.units import half_width, month_text, short

MOST_BYTES = 50_000_000
DELIMITERS = (",", "\t", ";")
NAMES = {name: column for column in COLUMNS for name in column.names}
WITHOUT_UNIT = {column.zh.partition("（")[0]: column for column in COLUMNS if "（" in column.zh}


def read(path: Path | str) -> Survey:
    """Read a survey file. Raises SurveyError with everything that is wrong in it."""
    file = str(path)
    text = _text(Path(path), file)
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise SurveyError(file, [Problem("not_csv", facts={"why": str(error)})]) from error
    columns, notes, problems = _header(rows[0][1] if rows else [], rows)
    if problems:
        raise SurveyError(file, problems)
    applications, left_out, problems = _applications(columns, len(rows[0][1]), rows[1:])
    if not applications and not problems:
        problems = [Problem("no_rows", facts={"examples": len(left_out)})]
    if problems:
        raise SurveyError(file, _with_good_guess(sorted(problems, key=lambda each: each.line or 0), applications))
    return Survey(file, tuple(applications), tuple(left_out), tuple(notes))


def _text(path: Path, file: str) -> str:
    """The content as text. Raises SurveyError for a file that cannot be read, is no CSV, or is in another encoding."""

    def refuse(code: str, **facts: object) -> SurveyError:
        return SurveyError(file, [Problem(code, facts=facts)])

    try:
        if path.is_dir():
            raise refuse("is_folder")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise refuse("too_large", most=MOST_BYTES // 1_000_000)
    except FileNotFoundError as error:
        raise refuse("missing") from error
    except (OSError, ValueError) as error:
        raise refuse("unreadable", why=Both(*system_words(error))) from error
    if content[:2] == b"PK" or content[:4] == b"\xd0\xcf\x11\xe0":
        raise refuse("workbook")
    is_utf16 = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ("utf-16",) if is_utf16 else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError as error:
            failed = error
    else:
        raise refuse("encoding", byte=failed.start + 1)
    if "\0" in text:
        raise refuse("encoding", byte=text.index("\0") + 1)
    return text


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line it begins in, as Excel counts."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda mark: sum(_column(cell) is not None for cell in first.split(mark)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    for row in reader:
        if any(map(str.strip, row)):
            yield before + 1, row
        before = reader.line_num


def _column(name: str) -> Column | None:
    plain = name.strip().strip('"').strip("\ufeff")
    return NAMES.get(plain) or NAMES.get(plain.lower()) or WITHOUT_UNIT.get(half_width(plain).partition("(")[0])


def _header(names: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> tuple[list[tuple[int, Column]], list[str], list[Problem]]:
    """Where each column stands, the headings that are the city's own, and what is wrong with the headings."""
    found = [(place, _column(name)) for place, name in enumerate(names)]
    known = [(place, column) for place, column in found if column]
    line = rows[0][0] if rows else None
    if not known:
        return [], [], [Problem("no_header" if rows else "no_rows", line, facts={"examples": 0})]
    notes, problems, seen = [], [], set()
    for place, column in found:
        name = names[place].strip()
        if column:
            if column.key in seen:
                problems.append(Problem("column_twice", line, column.key, {"column": name}))
            seen.add(column.key)
        elif name.lower().startswith(NOTE_MARKS):
            notes.append(name)
        elif name:
            near = next(iter(get_close_matches(name, list(NAMES), 1, 0.5)), None)
            near = near if near and NAMES[near].key not in {each.key for _, each in known} else None
            problems.append(Problem("column_unknown", line, None, {"value": short(name)}, near))
        else:
            content = next(((at, row[place]) for at, row in rows[1:] if place < len(row) and row[place].strip()), None)
            if content:
                problems.append(Problem("headless", content[0], None, {"value": short(content[1].strip())}))
    for column in COLUMNS:
        if column.needed and column.key not in seen:
            problems.append(Problem("column_missing", line, column.key, {"column": column.zh + "/" + column.key}))
    return known, notes, problems


def _applications(
    columns: Sequence[tuple[int, Column]], width: int, rows: Sequence[tuple[int, list[str]]]
) -> tuple[list[Application], list[int], list[Problem]]:
    """Rows read, lines left out as examples or comments, and everything wrong; `width` is the number of headings."""
    code_at = next(place for place, column in columns if column.key == "project")
    applications: list[Application] = []
    left_out: list[int] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    for line, row in rows:
        code = row[code_at].strip() if code_at < len(row) else ""
        if row[0].lstrip().startswith(COMMENT) or code.lower().startswith(EXAMPLE_MARKS):
            left_out.append(line)
            continue
        if any(cell.strip() for cell in row[width:]):
            problems.append(Problem("row_long", line, None, {"cells": len(row), "columns": width}))
            continue
        values, wrong = _values(columns, line, row)
        if code and code in first_line:
            wrong.append(Problem("duplicate", line, "project", {"value": short(code), "first": first_line[code]}))
        first_line.setdefault(code, line)
        if not wrong:
            application = completed(values, line)
            wrong = list(problems_of(application))
            applications.append(application)
        problems += wrong
    return applications, left_out, problems


def _values(columns: Sequence[tuple[int, Column]], line: int, row: Sequence[str]) -> tuple[dict[str, Any], list[Problem]]:
    values: dict[str, Any] = {column.key: None for column in COLUMNS}
    wrong = []
    for place, column in columns:
        text = row[place].strip() if place < len(row) else ""
        if not text:
            continue
        try:
            values[column.key] = cells.READERS[column.sort](text)
        except BadCell as error:
            wrong.append(Problem(error.code, line, column.key, error.facts, error.nearest))
    told = {problem.column for problem in wrong}
    if values["project"] is None and "project" not in told:
        wrong.append(Problem("name_missing", line, "project"))
    if values["admitted"] is None and "admitted" not in told:
        wrong.append(Problem("yes_no_empty", line, "admitted"))
    return values, wrong


def completed(values: dict[str, Any], line: int) -> Application:
    """What one column says implies what another may leave empty: a date of batch output says that it was reached, and so on."""
    v = dict(values)
    if v["batch_output"] is not None and v["industrialised"] is None:
        v["industrialised"] = True
    if v["industrialised"] and v["batch_output"] is None:
        v["batch_output"] = UNKNOWN
    if v["industrialised"] and v["entered"] is None:
        v["entered"] = UNKNOWN
    if v["stopped"] is not None and v["industrialised"] is None:
        v["industrialised"] = False
    if v["industrialised"] is False and v["stopped"] is None:
        v["stopped"] = UNKNOWN
    if v["passed"] is not None and v["pilot_started"] is not None and v["pilot_ended"] is None:
        v["pilot_ended"] = UNKNOWN
    return Application(line=line, **v)


def _with_good_guess(problems: Sequence[Problem], applications: Sequence[Application]) -> list[Problem]:
    """Where the month of the last look is missing, the one that most rows give is offered."""
    months = [row.followed_until for row in applications if row.followed_until is not None]
    if not months:
        return list(problems)
    usual = month_text(max(set(months), key=months.count))
    return [Problem(each.code, each.line, each.column, each.facts, usual) if each.code == "follow_up_missing" else each for each in problems]
