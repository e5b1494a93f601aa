"""A text file (csv, tab, semicolon or bar separated) as one sheet, with the row numbers Excel would show.

Small files and irregular ones go through Python's csv module, the reference for what a row is. A large file that
DuckDB is proved to read the same way never passes through Python.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

import duckdb

from etl.reading.encoding import as_utf8
from etl.reading.model import HEAD_ROWS, Book, HeadRow, Refused, Relation
from etl.reading.straight import Layout, straight_relation
from etl.reading.tables import BATCH_ROWS, Batch, as_relation

STRAIGHT_FROM = 16 << 20  # bytes; below, Python takes less than a second
HEAD_CHARACTERS = 1 << 18
DELIMITERS = ",\t;|"
LONGEST_CELL = 1 << 20  # characters; Excel's own limit is 32,767

csv.field_size_limit(LONGEST_CELL)


class TextSheet:
    """The only sheet of a text file; see `etl.reading.model.Sheet`."""

    hidden = False

    def __init__(self, name: str, path: Path, work: Path) -> None:
        self.name = name
        self._path = path  # UTF-8
        self._work = work
        with path.open(encoding="utf-8-sig", newline="") as file:
            text = file.read(HEAD_CHARACTERS)
        self._delimiter = _delimiter(text)
        with path.open(encoding="utf-8-sig", newline="") as file:
            self.head = tuple(islice(_head_rows(records(file, self._delimiter)), HEAD_ROWS))
        self._columns = max((len(row.cells) for row in self.head), default=0)

    def relation(self, con: duckdb.DuckDBPyConnection, first_row: int, width: int) -> Relation:
        """See `etl.reading.model.Sheet.relation`."""
        if self._path.stat().st_size >= STRAIGHT_FROM:
            known = {row.row_no: row.cells for row in self.head}
            layout = Layout(self._path, self._delimiter, self._columns, known)
            straight = straight_relation(con, layout, self._work, first_row, width)
            if straight:
                return straight
        with self._path.open(encoding="utf-8-sig", newline="") as file:
            return as_relation(con, _batches(records(file, self._delimiter)), first_row, width)


def open_text(path: Path, work: Path) -> Book:
    """The text file as a book of one sheet; of none if there is no text in it."""
    sheet = TextSheet(sheet_name(path.stem), as_utf8(path, work), work)
    return Book(path, (sheet,) if sheet.head else ())


def sheet_name(stem: str) -> str:
    """The name Excel gives the sheet of a text file: 31 characters, none of them forbidden."""
    return re.sub(r"[\[\]:*?/\\]", "_", stem)[:31]


def records(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """Rows as Excel counts them, blank ones as []; raises `Refused` where an unpaired quote swallows rows."""
    pending: list[str] = []

    def remembered() -> Iterator[str]:
        for line in lines:
            pending.append(line)
            yield line

    reader = csv.reader(remembered(), delimiter=delimiter)
    row_no = 0
    while True:
        row_no += 1
        try:
            record = next(reader, None)
            if len(pending) > 1:  # a cell with line breaks: its quotes must be in order
                list(csv.reader(pending, delimiter=delimiter, strict=True))
        except csv.Error as error:
            too_long = "field limit" in str(error)
            raise Refused(
                f"第{row_no}行{'有一格过长,可能是引号没有成对' if too_long else '的引号没有成对,其后的行无法分开'}。",
                "请补上或删除该行多余的引号后重新发送。",
            ) from None
        if record is None:
            return
        pending.clear()
        yield record


def _head_rows(rows: Iterable[list[str]]) -> Iterator[HeadRow]:
    for row_no, row in enumerate(rows, start=1):
        if any(text.strip() for text in row):
            yield HeadRow(row_no, tuple(row))


def _batches(rows: Iterator[list[str]]) -> Iterator[Batch]:
    row_no = 1
    while batch := list(islice(rows, BATCH_ROWS)):
        yield row_no, batch
        row_no += len(batch)


def _delimiter(text: str) -> str:
    """The delimiter under which most of the first rows have the same number of cells, at least two."""
    if len(text) == HEAD_CHARACTERS:
        text = text[: text.rfind("\n") + 1] or text

    def regularity(delimiter: str) -> tuple[int, int]:
        rows = islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter), 4 * HEAD_ROWS)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=regularity)
