"""退回单: the rows that were not taken, as they were sent, in a workbook the clerk can mend and drop in again.

The title lines and header rows stand as in the file, so the mended workbook is read like the file itself;
bad cells are marked, the reasons stand to the right. Everything is written as text: nothing in it can run.
A very hidden sheet names the load, so that a returned workbook never replaces a whole period.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from etl.reading.model import Relation, Sheet
from etl.sources.mapping import Mapping

MOST_ROWS = 50_000  # of one sheet: what a person can still mend by hand, and what openpyxl writes in seconds
MARK_SHEET = "_changfeng"
REASON, ORIGINAL_ROW = "退回原因", "原行号"
BAD = PatternFill("solid", fgColor="F8E4DF")
TOLD = PatternFill("solid", fgColor="F6F5F1")


@dataclass(frozen=True)
class Problem:
    """One line of a check run's ``rejected`` table."""

    row_no: int
    column_title: str | None
    advice: str


@dataclass(frozen=True)
class ReturnedSheet:
    """What goes back of one sheet."""

    sheet: Sheet
    mapping: Mapping
    relation: Relation
    rejected: str  # table


def write_returned(con: duckdb.DuckDBPyConnection, parts: Sequence[ReturnedSheet], load_mark: int, path: Path) -> None:
    """Write the 退回单 of one file to ``path`` (replaced in one step, readable by its owner only)."""
    workbook = Workbook()
    del workbook["Sheet"]
    for part in parts:
        problems = _problems(con, part.rejected)
        if problems:
            _write_sheet(workbook.create_sheet(part.sheet.name[:31] or "退回"), con, part, problems)
    mark = workbook.create_sheet(MARK_SHEET)
    mark.append(["load_id", load_mark])
    mark.sheet_state = "veryHidden"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        workbook.save(file)
    fresh.replace(path)


def original_rows(con: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping, relation: Relation) -> list[int]:
    """Which rows of the file it came from a sheet of a returned workbook brings back, in order."""
    header = next((row.cells for row in sheet.head if row.row_no == mapping.header_rows[1]), ())
    if ORIGINAL_ROW not in header:
        return []
    column = f"c{header.index(ORIGINAL_ROW)}"
    rows = con.execute(
        f"select cast({column} as bigint) from {relation.sql} where regexp_full_match({column}, '[0-9]{{1,7}}')"
    ).fetchall()
    return [row_no for (row_no,) in rows]


def _problems(con: duckdb.DuckDBPyConnection, rejected: str) -> dict[int, list[Problem]]:
    found: dict[int, list[Problem]] = {}
    rows = con.execute(
        f"""select row_no, column_title, advice from {rejected}
            where row_no in (select distinct row_no from {rejected} order by row_no limit {MOST_ROWS})
            order by row_no, column_title"""
    ).fetchall()
    for row_no, column_title, advice in rows:
        found.setdefault(row_no, []).append(Problem(row_no, column_title, advice))
    return found


def _write_sheet(
    out: Worksheet, con: duckdb.DuckDBPyConnection, part: ReturnedSheet, problems: dict[int, list[Problem]]
) -> None:
    mapping, width = part.mapping, part.mapping.width
    header_last = mapping.header_rows[1]
    for head_row in part.sheet.head:
        if head_row.row_no > header_last:
            break
        is_title = head_row.row_no < mapping.header_rows[0]
        if is_title:
            _append(out, head_row.cells[:1], bold=True)
        else:
            padding = [""] * (width - len(head_row.cells))
            _append(out, [*head_row.cells[:width], *padding, REASON, ORIGINAL_ROW], bold=True)
    positions = {mapping.titles.get(name, name): place for name, place in mapping.columns.items()}
    for name, place in mapping.columns.items():
        positions.setdefault(mapping.source.columns[name].title, place)
    for row in _rows_as_sent(con, part, list(problems)):
        row_no, cells = int(row[0]), [text or "" for text in row[1 : width + 1]]
        reasons = ";".join(f"{p.column_title}:{p.advice}" if p.column_title else p.advice for p in problems[row_no])
        written = _append(out, [*cells, reasons, str(row_no)])
        written[width].fill = TOLD
        for problem in problems[row_no]:
            bad = positions.get(problem.column_title or "")
            if bad is not None:
                written[bad].fill = BAD
                written[bad].comment = Comment(problem.advice, "退回单")
    for place in range(1, width + 1):
        out.column_dimensions[get_column_letter(place)].width = 16
    out.column_dimensions[get_column_letter(width + 1)].width = 48


def _append(out: Worksheet, texts: Sequence[str], bold: bool = False) -> list[Cell]:
    """One row of text cells: a leading = + - @ stays text, in the file and after the clerk edits it."""
    row = out.max_row + 1 if out.max_row > 1 or out["A1"].value is not None else 1
    cells = []
    for place, text in enumerate(texts, start=1):
        cell = out.cell(row, place)
        assert isinstance(cell, Cell)  # noqa: S101  (nothing is merged in a sheet we make ourselves)
        cell.value = _printable(text)
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = text[:1] in "=+-@\t"
        cell.alignment = Alignment(vertical="top", wrap_text=bold)
        if bold:
            cell.font = Font(bold=True)
        cells.append(cell)
    return cells


def _printable(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return "".join(c for c in text if c >= " " or c in "\n\t")[:32_000]


def _rows_as_sent(con: duckdb.DuckDBPyConnection, part: ReturnedSheet, row_nos: list[int]) -> list[tuple[str, ...]]:
    """The cells of some rows, from the text the sheet was read as, in order."""
    width = part.mapping.width
    columns = ", ".join(f"c{place}" for place in range(width))
    con.execute("create or replace temp table wanted as select unnest(?::bigint[]) as wanted_no", [row_nos])
    if part.relation.row_no == "row_no":
        sql = f"select row_no, {columns} from {part.relation.sql} where row_no in (select wanted_no from wanted)"
    else:  # "rowid + n": number the rows of the file in the order they stand
        offset = part.relation.row_no.replace("rowid", "").replace("+", "").strip() or "0"
        sql = f"""select row_no, {columns} from (
                    select row_number() over () - 1 + {int(offset)} as row_no, * from {part.relation.sql})
                  where row_no in (select wanted_no from wanted)"""
    return con.execute(f"{sql} order by row_no").fetchall()
