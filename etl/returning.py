"""退回单: the rows that were not taken, as they were sent, in a workbook the clerk can mend and drop in again.

The title lines and header rows stand as in the file, so the mended workbook is read like the file itself;
bad cells are marked, the reasons stand to the right. Everything is written as text: nothing in it can run.
A very hidden sheet names the file, so that a returned workbook never replaces a whole period.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import duckdb
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from etl.reading.model import Relation, Sheet
from etl.returned_form import ORIGINAL_ROW, REASON
from etl.sources.mapping import Mapping

MOST_ROWS = 50_000  # of one sheet: what a person can still mend by hand, and what openpyxl writes in seconds
MOST_COMMENTS = 2_000  # a workbook with more opens slowly; the reasons stand beside each row anyway
MARK_SHEET = "_changfeng"
BEYOND = "表头以外的内容"
OWN_COLUMNS = (REASON, ORIGINAL_ROW, BEYOND)
NARROWEST, WIDEST, REASON_WIDTH = 8, 32, 56  # of columns, in characters
LINE_HEIGHT, MOST_LINES = 15, 20  # in points; Excel's rows end at 409
RUNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the start of a formula
WRAPPED = Alignment(vertical="top", wrap_text=True)
FONT = "Calibri"  # the one that cells without a font of their own have
BAD = PatternFill("solid", fgColor="F8E4DF")
BAD_FONT = Font(name=FONT, bold=True, color="9A3324")
BAD_BORDER = Border(*[Side(style="thin", color="9A3324")] * 4)  # seen in black and white too
TOLD = PatternFill("solid", fgColor="F6F5F1")
HEADER = PatternFill("solid", fgColor="E3E8E8")
LINE = Border(bottom=Side(style="thin", color="8A9494"))


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
    under_headings: str | None = None  # table, see `Checked`

    @property
    def places(self) -> list[int]:
        """Positions of the sheet's own columns: what an earlier 退回单 had added is written afresh."""
        header = _header_cells(self.sheet, self.mapping)
        return [p for p in range(self.mapping.width) if p >= len(header) or header[p].strip() not in OWN_COLUMNS]


def write_returned(con: duckdb.DuckDBPyConnection, parts: Sequence[ReturnedSheet], sha256: str, path: Path) -> None:
    """Write the 退回单 of the file of that content (replaced in one step, readable by its owner only)."""
    workbook = Workbook()
    del workbook["Sheet"]
    for part in parts:
        problems = _problems(con, part.rejected)
        if problems:
            _write_sheet(workbook.create_sheet(sheet_title(part.sheet.name)), con, part, problems)
    mark = workbook.create_sheet(MARK_SHEET)
    mark.append(["sha256", sha256])
    mark.sheet_state = "veryHidden"
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{sha256[:8]}.{os.getpid()}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            workbook.save(file)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def original_rows(con: duckdb.DuckDBPyConnection, sheet: Sheet, mapping: Mapping, relation: Relation) -> list[int]:
    """Which rows of the file it came from a sheet of a returned workbook brings back, in order."""
    header = [cell.strip() for cell in _header_cells(sheet, mapping)]
    if ORIGINAL_ROW not in header:
        return []
    column = f"c{header.index(ORIGINAL_ROW)}"
    rows = con.execute(
        f"select cast({column} as bigint) from {relation.sql} where regexp_full_match({column}, '[0-9]{{1,7}}')"
    ).fetchall()
    return [row_no for (row_no,) in rows]


def _header_cells(sheet: Sheet, mapping: Mapping) -> tuple[str, ...]:
    return next((row.cells for row in sheet.head if row.row_no == mapping.header_rows[1]), ())


def sheet_title(name: str) -> str:
    """The name of a sheet in the 退回单: one that a workbook may carry; the sheet of an .ods may have others."""
    return re.sub(r"[\[\]:*?/\\]", "_", name)[:31] or "退回"


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
    headings = _headings(con, part)
    wanted = sorted({*problems, *(headings[row_no] for row_no in problems if row_no in headings)})
    rows = sorted(_rows_as_sent(con, part, wanted), key=lambda row: (headings.get(int(row[0]), 0), int(row[0])))
    added = [REASON, ORIGINAL_ROW] + ([BEYOND] if any(row[-1] for row in rows) else [])
    first = _write_head(out, part, added)
    columns = _columns(part)
    comments = 0
    for place, (row_no, *cells, beyond) in enumerate(rows, start=first):
        found = problems.get(int(row_no))
        own = [cells[place] or "" for place in part.places]
        if found is None:  # a line that names the street of the rows below
            for cell in _write_row(out, place, own):
                cell.font = Font(name=FONT, bold=True)
            continue
        texts = [*own, _reasons(found), str(row_no), beyond or ""]
        written = _write_row(out, place, texts[: len(part.places) + len(added)])
        for cell in written:
            cell.alignment = WRAPPED
        written[len(part.places)].fill = TOLD
        for problem in found:
            for bad in _places_of(problem, columns):
                written[bad].fill, written[bad].font, written[bad].border = BAD, BAD_FONT, BAD_BORDER
                if comments < MOST_COMMENTS:
                    written[bad].comment = Comment(problem.advice, "退回单", height=80, width=260)
                    comments += 1
    _set_widths(out, len(part.places), part.mapping.title_rows + 1)
    _set_heights(out, first)
    _set_page(out, first - 1)


def _headings(con: duckdb.DuckDBPyConnection, part: ReturnedSheet) -> dict[int, int]:
    """Row -> the line above it that says its street (the line itself too): without it the row would come back nobody's.

    What has none is written first, or the last line of the file would claim it.
    """
    if part.under_headings is None:
        return {}
    rows = con.execute(f"select row_no, heading_row from {part.under_headings}").fetchall()
    return {int(row_no): int(heading) for row_no, heading in rows} | {int(heading): int(heading) for _, heading in rows}


def _write_head(out: Worksheet, part: ReturnedSheet, added: list[str]) -> int:
    """Title lines and header rows as sent, the header with our columns to its right; the row that comes next."""
    head = [row for row in part.sheet.head if row.row_no <= part.mapping.header_rows[1]]
    for place, row in enumerate(head, start=1):
        if row.row_no < part.mapping.header_rows[0]:
            merged = [text == left for left, text in zip(("", *row.cells), row.cells, strict=False)]
            texts = ["" if again else text for text, again in zip(row.cells, merged, strict=True)]
            for cell in _write_row(out, place, texts):
                cell.font = Font(name=FONT, bold=True)
            continue
        cells = [row.cells[p] if p < len(row.cells) else "" for p in part.places]
        for cell in _write_row(out, place, [*cells, *added]):
            cell.font, cell.fill, cell.border, cell.alignment = Font(name=FONT, bold=True), HEADER, LINE, WRAPPED
    out.freeze_panes = f"A{len(head) + 1}"
    return len(head) + 1


def _reasons(problems: list[Problem]) -> str:
    return "\n".join(f"{p.column_title}:{p.advice}" if p.column_title else p.advice for p in problems)


def _places_of(problem: Problem, columns: dict[str, int]) -> list[int]:
    """The cells a problem is about: those of a key are several (身份证号、就业日期)."""
    title = problem.column_title or ""
    titles = [title] if title in columns else title.split("、")
    return [columns[title] for title in titles if title in columns]


def _columns(part: ReturnedSheet) -> dict[str, int]:
    """Column title -> where it stands in the returned sheet, from 0."""
    where = {place: position for position, place in enumerate(part.places)}
    columns = part.mapping.source.columns
    titles = {columns[name].title: place for name, place in part.mapping.columns.items()}
    for group in part.mapping.groups:
        titles |= {f"{group.label}{columns[name].title}": place for name, place in group.columns.items()}
    return {title: where[place] for title, place in titles.items() if place in where}


def _set_widths(out: Worksheet, own: int, header_row: int) -> None:
    """As wide as header and first rows need."""
    for place in range(1, own + 1):
        cells = (out.cell(row, place) for row in range(header_row, min(out.max_row, header_row + 60) + 1))
        needed = max((_width(str(cell.value or "")) for cell in cells), default=0) + 2
        out.column_dimensions[get_column_letter(place)].width = min(max(needed, NARROWEST), WIDEST)
    out.column_dimensions[get_column_letter(own + 1)].width = REASON_WIDTH
    out.column_dimensions[get_column_letter(own + 2)].width = NARROWEST


def _set_heights(out: Worksheet, first: int) -> None:
    """As high as the wrapped text needs: not every program works that out by itself."""
    for cells in out.iter_rows(min_row=first):
        lines = 1
        for cell in cells:
            room = 0.9 * out.column_dimensions[get_column_letter(cell.column)].width
            lines = max(lines, sum(max(1, ceil(_width(part) / room)) for part in str(cell.value or "").split("\n")))
        out.row_dimensions[cells[0].row].height = LINE_HEIGHT * min(lines, MOST_LINES)


def _width(text: str) -> int:
    """A Chinese character takes two."""
    return sum(2 if ord(char) > 0x2E7F else 1 for char in text)


def _set_page(out: Worksheet, head_rows: int) -> None:
    """On paper: A4 across, all columns on one page, the header again on each."""
    out.page_setup.orientation, out.page_setup.paperSize = "landscape", out.PAPERSIZE_A4
    out.page_setup.fitToWidth, out.page_setup.fitToHeight = 1, 0
    out.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    out.print_title_rows = f"1:{head_rows}"


def _write_row(out: Worksheet, row: int, texts: Sequence[str]) -> list[Cell]:
    """Text cells: a leading = + - @ stays text, in the file and after the clerk edits it."""
    cells = []
    for place, text in enumerate(texts, start=1):
        cell = out.cell(row, place)
        assert isinstance(cell, Cell)  # noqa: S101  (nothing is merged in a sheet we make ourselves)
        cell.value = _printable(text)
        cell.data_type = "s"
        cell.number_format = "@"
        if text[:1] in RUNS:
            cell.quotePrefix = True
        cells.append(cell)
    return cells


def _printable(text: str) -> str:
    """Without the control characters that a workbook cannot hold."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", "", text[:32_000])


def _rows_as_sent(con: duckdb.DuckDBPyConnection, part: ReturnedSheet, row_nos: list[int]) -> list[tuple[str, ...]]:
    """Number, cells and what stands right of the header, of some rows, from the text the sheet was read as."""
    columns = ", ".join(f"c{place}" for place in range(part.mapping.width + 1))
    con.execute("create or replace temp table wanted as select unnest(?::bigint[]) as wanted_no", [row_nos])
    if part.relation.row_no == "row_no":
        sql = f"select row_no, {columns} from {part.relation.sql} where row_no in (select wanted_no from wanted)"
    else:  # "rowid + n": number the rows of the file in the order they stand
        offset = part.relation.row_no.replace("rowid", "").replace("+", "").strip() or "0"
        sql = f"""select row_no, {columns} from (
                    select row_number() over () - 1 + {int(offset)} as row_no, * from {part.relation.sql})
                  where row_no in (select wanted_no from wanted)"""
    return con.execute(f"{sql} order by row_no").fetchall()
