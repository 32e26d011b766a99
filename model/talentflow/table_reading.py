"""Reading one data table: CSV text in, typed columns with line numbers out."""

import csv
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

import pandas as pd

from talentflow.errors import Problem
from talentflow.months import parse_day
from talentflow.tables import Column, Table

__all__ = ["Horizon", "TableFile", "read_table"]

type Horizon = tuple[date, date]
"""The first and the last day that a table may speak of."""

MOST_PROBLEMS = 100
"""Of one table; a file of the wrong kind would otherwise give one per cell."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DTYPES = {"text": "str", "number": "float64", "integer": "int64", "date": "datetime64[ns]"}


@dataclass(slots=True)
class TableFile:
    """A table as it stands in its file: the good rows, and what is wrong.

    `columns` holds one list per column, with None for an empty cell; `lines`
    the line (from 1) of each row.
    """

    table: Table
    shown: str
    file_name: str
    columns: dict[str, list[Any]] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(
        self, line: int, column: str, message: str, expected: str = "", suggestion: str = ""
    ) -> None:
        """Note a problem of a line; an empty column stands for the whole row."""
        path = f"{self.table.name}.{column}" if column else self.table.name
        problem = Problem(self.shown, max(line, 1), path, message, expected, suggestion)
        if not self.is_full:
            self.problems.append(problem)

    @property
    def is_full(self) -> bool:
        """Tell whether further problems would be left out."""
        return len(self.problems) >= MOST_PROBLEMS

    def rows(self, *names: str) -> list[tuple[Any, ...]]:
        """Return the line of each row followed by its cells in some columns."""
        return list(zip(self.lines, *(self.columns[name] for name in names), strict=True))

    def frame(self) -> pd.DataFrame:
        """Return the rows as a frame with the declared types."""
        series = {}
        for column in self.table.columns:
            values = self.columns[column.name]
            if column.kind == "text":
                values = ["" if value is None else value for value in values]
            series[column.name] = pd.Series(values, dtype=_DTYPES[column.kind])
        return pd.DataFrame(series)


def read_table(table: Table, text: str, shown: str, file_name: str, horizon: Horizon) -> TableFile:
    """Read the CSV text of a table; the result holds every problem found."""
    read = TableFile(table, shown, file_name, {name: [] for name in table.names})
    rows = _split(read, text)
    if not rows:
        read.complain(1, "", "the file is empty", f"the columns {', '.join(table.names)}")
        return read
    header_line, header = rows[0]
    if not _check_header(read, header_line, header):
        return read
    if len(rows) == 1 and not table.may_be_empty:
        read.complain(header_line, "", "the table has no rows")
    _convert(read, header, _whole_rows(read, rows[1:], len(header)), horizon)
    return read


def _split(read: TableFile, text: str) -> list[tuple[int, list[str]]]:
    """Split the text into rows of stripped cells, each with its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            if cells:
                rows.append((line, [cell.strip() for cell in cells]))
            line = reader.line_num + 1
    except csv.Error as error:
        read.complain(line, "", f"this is not CSV ({error})", "commas between cells, quotes closed")
    return rows


def _check_header(read: TableFile, line: int, header: list[str]) -> bool:
    known = read.table.names
    before = len(read.problems)
    there = set(header)
    absent = [name for name in known if name not in there]
    for name in absent:
        read.complain(line, name, "the column is missing")
    seen: set[str] = set()
    for name in header:
        if read.is_full:
            break
        if name not in known:
            nearest = get_close_matches(name, absent, n=1)
            expected = "" if nearest else f"the columns {', '.join(known)}"
            read.complain(line, _short(name), "unknown column", expected, (nearest or [""])[0])
        elif name in seen:
            read.complain(line, name, "the column is there twice")
        seen.add(name)
    return len(read.problems) == before


def _whole_rows(
    read: TableFile, rows: list[tuple[int, list[str]]], width: int
) -> list[tuple[int, list[str]]]:
    whole = []
    for line, cells in rows:
        if len(cells) == width:
            whole.append((line, cells))
        else:
            read.complain(line, "", f"the row has {len(cells)} cells", f"{width}, as in the header")
    return whole


def _convert(
    read: TableFile, header: list[str], rows: list[tuple[int, list[str]]], horizon: Horizon
) -> None:
    """Turn the cells into values; rows with a bad cell are left out."""
    bad: set[int] = set()
    converted: dict[str, list[Any]] = {}
    for column in read.table.columns:
        place = header.index(column.name)
        convert = _converter(column, horizon)
        values: list[Any] = []
        for number, (line, cells) in enumerate(rows):
            try:
                values.append(convert(cells[place]))
            except ValueError as error:
                message, expected, suggestion = error.args
                read.complain(line, column.name, message, expected, suggestion)
                values.append(None)
                bad.add(number)
        converted[column.name] = values
    good = [number for number in range(len(rows)) if number not in bad]
    read.lines = [rows[number][0] for number in good]
    for name, values in converted.items():
        read.columns[name] = [values[number] for number in good] if bad else values


def _converter(column: Column, horizon: Horizon) -> Callable[[str], Any]:
    """Return the function that turns a cell into a value or raises ValueError(3 texts)."""
    kinds: dict[str, Callable[[str], Any]] = {
        "text": lambda cell: _word(cell, column),
        "number": lambda cell: _number(cell, column),
        "integer": lambda cell: _integer(cell, column),
        "date": lambda cell: _day(cell, horizon),
    }
    convert = kinds[column.kind]

    def checked(cell: str) -> Any:  # noqa: ANN401 - a cell may hold any kind
        if cell:
            return convert(cell)
        if column.may_be_empty:
            return None
        raise ValueError("the cell is empty", "", "")

    return checked


def _word(cell: str, column: Column) -> str:
    choices = column.choices
    if len(cell) > column.longest:
        message = f"{_short(cell)} has {len(cell):,} characters"
        raise ValueError(message, f"at most {column.longest:,}", "")
    if choices and cell not in choices:
        nearest = get_close_matches(cell, choices, n=1)
        expected = "" if nearest else f"one of {', '.join(choices)}"
        raise ValueError(f"unknown name {_short(cell)}", expected, nearest[0] if nearest else "")
    return cell


def _number(cell: str, column: Column) -> float:
    expected = f"a number from {column.low:g} to {column.high:g}"
    if not _NUMBER.fullmatch(cell):
        raise ValueError(f"{_short(cell)} is not a number", expected, "")
    value = float(cell)
    if not (math.isfinite(value) and column.low <= value <= column.high):
        raise ValueError(f"{_short(cell)} is out of range", expected, "")
    return value + 0.0  # no negative zero


def _integer(cell: str, column: Column) -> int:
    expected = f"a whole number from {column.low:.0f} to {column.high:.0f}"
    if not _INTEGER.fullmatch(cell):
        raise ValueError(f"{_short(cell)} is not a whole number", expected, "")
    if not column.low <= int(cell) <= column.high:
        raise ValueError(f"{_short(cell)} is out of range", expected, "")
    return int(cell)


def _day(cell: str, horizon: Horizon) -> date:
    try:
        day = parse_day(cell)
    except ValueError:
        raise ValueError(f"{_short(cell)} is not a date", "a day such as 2020-08-09", "") from None
    if not horizon[0] <= day <= horizon[1]:
        raise ValueError(
            f"{cell} is outside the horizon", f"a day from {horizon[0]} to {horizon[1]}", ""
        )
    return day


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:40]}...")
