"""Workbooks (.xlsx .xlsm .xls .xlsb .ods) as sheets of text in their true places.

calamine parses each sheet once; head and rows are both taken from what it holds. Merged cells are filled over their
range, since a 街道 merged over several rows stands for each of them. A row that holds nothing of its own stays blank,
so that a record whose every cell is merged over two rows is one record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import cast

import duckdb
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from etl.reading.cells import cell_text
from etl.reading.kinds import BROKEN_WORKBOOK, PASSWORD, refusing_damage
from etl.reading.model import HEAD_ROWS, Book, HeadRow, Refused, Relation
from etl.reading.sheet_xml import Errors, survey
from etl.reading.tables import BATCH_ROWS, Batch, as_relation
from etl.reading.trial import try_apart

MARK_SHEET = "_changfeng"  # the very hidden sheet of a workbook that we handed back

Row = list[object]


@dataclass(frozen=True)
class Merge:
    """A merged range, all four from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class WorkbookSheet:
    """One sheet that calamine has parsed; see `etl.reading.model.Sheet`."""

    name: str
    hidden: bool
    parsed: CalamineSheet
    errors: Errors = field(default_factory=dict)
    head: tuple[HeadRow, ...] = ()

    def __post_init__(self) -> None:
        ranges = self.parsed.merged_cell_ranges or []
        self._merges = sorted((Merge(*start, *end) for start, end in ranges), key=lambda m: (m.top, m.left))
        self.head = tuple(islice(self._head_rows(), HEAD_ROWS))

    def relation(self, con: duckdb.DuckDBPyConnection, first_row: int, width: int) -> Relation:
        """See `etl.reading.model.Sheet.relation`."""
        return as_relation(con, self._batches(BATCH_ROWS), first_row, width)

    def _head_rows(self) -> Iterator[HeadRow]:
        for first, rows in self._batches(2 * HEAD_ROWS):
            for row_no, row in enumerate(rows, first):
                cells = tuple(map(cell_text, row))
                if any(text.strip() for text in cells):
                    yield HeadRow(row_no, cells, self._spans(row_no - 1, len(cells)))

    def _spans(self, row: int, width: int) -> tuple[tuple[int, int], ...]:
        across = [m for m in self._merges if m.top <= row <= m.bottom and m.left < min(m.right, width - 1)]
        return tuple(sorted((m.left, min(m.right, width - 1)) for m in across))

    def _batches(self, size: int) -> Iterator[Batch]:
        """All rows from row 1 on, as calamine's values, with merged cells and formula errors filled in."""
        if self.parsed.start is None:
            return
        margin: Row = [""] * self.parsed.start[1]  # calamine counts the blank rows above, but not the columns
        source = self.parsed.iter_rows()
        anchors: dict[Merge, object] = {}
        first = 0
        while rows := cast("list[Row]", list(islice(source, size))):
            if margin:
                rows = [margin + row for row in rows]
            for row in range(first, first + len(rows)) if self.errors else ():
                for column, text in self.errors.get(row, ()):
                    rows[row - first][column] = text
            self._fill(rows, first, anchors)
            yield first + 1, rows
            first += len(rows)

    def _fill(self, rows: list[Row], first: int, anchors: dict[Merge, object]) -> None:
        """Write the value of each merged range over its cells within these rows; ``anchors`` keeps it for the next."""
        stop = first + len(rows)
        here = [m for m in self._merges if m.top < stop and m.bottom >= first and m.left < len(rows[0])]
        below = {r - first for m in here for r in range(max(m.top + 1, first), min(m.bottom + 1, stop))}
        blank = {row for row in below if all(value == "" for value in rows[row])}
        for merge in here:
            if merge.top >= first:
                anchors[merge] = rows[merge.top - first][merge.left]
            for row in range(max(merge.top, first), min(merge.bottom + 1, stop)):
                if row - first not in blank:
                    cells = rows[row - first]
                    right = min(merge.right + 1, len(cells))
                    cells[merge.left : right] = [anchors[merge]] * (right - merge.left)


def open_workbook(path: Path, is_xlsx: bool) -> Book:
    """The sheets of a workbook that hold anything; ``is_xlsx`` by its content, whatever it is called."""
    if not is_xlsx:
        try_apart(path)
    sheets: list[WorkbookSheet] = []
    amends = None
    with _refusing(), path.open("rb") as file:
        errors = survey(path) if is_xlsx else {}
        book = CalamineWorkbook.from_filelike(file)
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            parsed = book.get_sheet_by_name(about.name)
            if about.name == MARK_SHEET:
                amends = _returned_from(parsed)
                continue
            hidden = about.visible != SheetVisibleEnum.Visible
            sheet = WorkbookSheet(about.name, hidden, parsed, errors.get(about.name, {}))
            if sheet.head:
                sheets.append(sheet)
    return Book(path, tuple(sheets), amends)


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what calamine raises into a `Refused`; on some broken files its Rust code panics."""
    try:
        with refusing_damage(BROKEN_WORKBOOK):
            yield
    except PasswordError:
        raise Refused(*PASSWORD) from None
    except CalamineError:
        raise Refused(*BROKEN_WORKBOOK) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise Refused(*BROKEN_WORKBOOK) from None
        raise


def _returned_from(parsed: CalamineSheet) -> str | None:
    cells = [cell_text(value) for value in next(parsed.iter_rows(), [])]
    return cells[1] if len(cells) >= 2 and cells[0] == "sha256" and re.fullmatch(r"[0-9a-f]{64}", cells[1]) else None
