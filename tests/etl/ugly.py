"""A clerk's desk for the tests: files as bureaus send them, the command line, and what the warehouse then holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
from typer.testing import CliRunner

from etl.__main__ import app
from etl.site import Site
from tests.etl.test_loading import HEADER, line

HIRING = HEADER.split(",")
INSURANCE = ["月份", "街道", "险种", "应参保人数", "已参保人数"]
Rows = Sequence[Sequence[object]]


@dataclass(frozen=True)
class Told:
    """What a command printed and how it ended."""

    output: str
    exit_code: int

    def line(self, name: str) -> str:
        """The line about one file."""
        return next(told for told in self.output.splitlines() if re.match(rf"[✓=✗] {re.escape(name)}( →|:)", told))

    def rows(self, name: str) -> tuple[int, int, int, int]:
        """Rows read, accepted, returned and skipped of one file."""
        found = re.search(r"读入 (\d+) 行 = 装载 (\d+) \+ 退回 (\d+) \+ 标题合计等 (\d+)", self.line(name))
        assert found, self.line(name)
        read, accepted, returned, skipped = map(int, found.groups())
        assert read == accepted + returned + skipped
        return read, accepted, returned, skipped


def run(*words: str | Path) -> Told:
    """A command as a clerk runs it; no error of ours may reach him."""
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    assert "Traceback" not in done.output
    return Told(done.output, done.exit_code)


def load(site: Site, *words: str | Path) -> Told:
    """Load without publishing: what is told of the files is all that is asked here."""
    return run("load", "--no-build", "--site", site.path, *words)


def person(number: int, **other: str) -> list[str]:
    """A good row of the hiring ledger; ``other`` as in `tests.etl.test_loading.line`."""
    return line(number, **other).split(",")


def workbook(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = (), merged: Sequence[str] = ()) -> Path:
    """An .xlsx of the given sheets; ``merged`` ranges are those of the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    book.save(path)
    return path


def text(path: Path, lines: Sequence[str], encoding: str = "utf-8", header: str = HEADER) -> Path:
    """A .csv under the hiring header."""
    path.write_bytes(("\r\n".join([header, *lines]) + "\r\n").encode(encoding))
    return path


def facts(site: Site, sql: str) -> list[tuple[Any, ...]]:
    """Rows of a query over the warehouse, which no command holds open now."""
    with duckdb.connect(site.warehouse, read_only=True) as con:
        return con.execute(sql).fetchall()


def open_rows(site: Site) -> list[tuple[Any, ...]]:
    """Load, row number and rule of what still waits to be mended."""
    return facts(site, "select load_id, row_no, rule from quarantine where mended_by is null order by all")


def returned(site: Site, name: str) -> Path:
    """The latest returned workbook of a file."""
    return max(site.returned.rglob(f"{name}_第*_退回.xlsx"), key=lambda path: path.stat().st_mtime_ns)


def mend(path: Path, to: Path, cells: Mapping[str, str]) -> Path:
    """The returned workbook with some texts replaced by others, dropped in again."""
    book = openpyxl.load_workbook(path)
    for row in (row for sheet in book.worksheets for row in sheet.iter_rows()):
        for cell in row:
            if cell.value in cells:
                cell.value = cells[cell.value]
    book.save(to / path.name)
    return to / path.name
