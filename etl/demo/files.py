"""Grids of cells to .csv and .xlsx, byte for byte the same for the same cells.

A grid is what the clerk sees, row by row. Nothing here knows what the cells mean.
"""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import ExcelWriter

from etl.demo.drawing import Array
from etl.demo.world import Ledger

Cell = str | int | float | date | datetime | None
Rows = list[list[Cell]]
LONG_AGO = datetime(2023, 1, 1)  # the time stamp inside every workbook, so that the same demo has the same bytes


@dataclass
class Grid:
    """The cells of one file from its first row on; ``merged`` are ranges such as A1:C1 (workbooks only)."""

    rows: Rows = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def title(ledger: Ledger, district: str) -> str:
    """The first line; 演示数据 is the mark that makes everything counted from the file a demo."""
    year, _, month = str(ledger.month).partition("-")
    return f"{district}{year}年{f'{int(month)}月' if month else ''}{ledger.source.name}(演示数据)"


def stem(ledger: Ledger) -> str:
    year, _, month = str(ledger.month).partition("-")
    return f"{ledger.source.name}_{year}年{f'{month}月' if month else ''}"


def header(ledger: Ledger) -> list[str]:
    return [ledger.source.columns[name].title for name in ledger.columns]


def text_rows(ledger: Ledger) -> Rows:
    """The rows as a text file has them: dates as 2023-03-05, times as 2023-03-05 09:12."""
    return _transposed([_as_text(values) for values in ledger.columns.values()])


def cell_rows(ledger: Ledger) -> Rows:
    """The rows as a workbook has them: dates and times are dates and times."""
    return _transposed([_as_cells(values) for values in ledger.columns.values()])


def _transposed(columns: Iterable[Sequence[Cell]]) -> Rows:
    return [list(row) for row in zip(*columns, strict=True)]


def _as_text(values: Array) -> list[Cell]:
    if values.dtype.kind != "M":
        return list(values)
    text = np.datetime_as_string(values).astype(object)
    return ["" if cell == "NaT" else cell.replace("T", " ") for cell in text]


def _as_cells(values: Array) -> list[Cell]:
    if values.dtype.kind != "M":
        return [None if cell == "" else cell for cell in values]
    return list(values.astype(object))  # NaT becomes None


def plain_grid(ledger: Ledger, district: str, rows: Rows) -> Grid:
    """Title line, header, rows. The title line is as wide as the header, as Excel saves it."""
    names = header(ledger)
    return Grid([[title(ledger, district), *[None] * (len(names) - 1)], list(names), *rows])


def write_plain(path: Path, ledger: Ledger, district: str, more: Rows) -> None:
    """One clean ledger in the format of its suffix, with ``more`` rows below its own."""
    if path.suffix == ".csv":
        write_csv(path, plain_grid(ledger, district, [*text_rows(ledger), *more]))
    else:
        write_xlsx(path, plain_grid(ledger, district, [*cell_rows(ledger), *more]))


def write_csv(path: Path, grid: Grid, encoding: str = "utf-8-sig") -> None:
    """A comma-separated file with Excel's line ends."""
    with _replacing(path) as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
        csv.writer(text).writerows(grid.rows)


def write_xlsx(path: Path, grid: Grid, sheet: str = "Sheet1") -> None:
    """A workbook of one sheet; text that begins with = is written as text."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet)
    for row in grid.rows:
        page.append([_text_cell(page, cell) if isinstance(cell, str) and cell[:1] == "=" else cell for cell in row])
    for cells in grid.merged:
        page.merged_cells.add(cells)
    book.properties.created = book.properties.modified = LONG_AGO
    fresh = io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED)).save()
    with _replacing(path) as file:
        _freeze(fresh, file)


def _text_cell(page: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"  # else it would be written as a formula
    return cell


def _freeze(fresh: BinaryIO, file: BinaryIO) -> None:
    """The workbook once more, compressed and without the times at which its parts were written."""
    with zipfile.ZipFile(fresh) as given, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as taken:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            taken.writestr(part, given.read(name))


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that is at ``path`` whole or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("wb") as file:
            yield file
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
