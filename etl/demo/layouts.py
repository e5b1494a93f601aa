"""How messy files are laid out around their rows. The row numbers are those that Excel shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from etl.demo.files import Cell, Grid, Rows

BLANK_EVERY = 37  # data rows between two blank rows, where a layout has them
REPEAT_EVERY = 50  # data rows between two headers, as sheets that were cut for printing have them
NOTE = "注:本表由街道填报,数据来源为业务系统。"


@dataclass
class Page:
    """A file being laid out."""

    grid: Grid = field(default_factory=Grid)
    header_rows: tuple[int, int] = (0, 0)
    data_rows: list[int] = field(default_factory=list)  # Excel's row number of each data row
    total_row: int | None = None
    other_rows: int = 0  # below the header: headers again and notes; not data and not blank

    def add(self, row: list[Cell]) -> int:
        self.grid.rows.append(row)
        return len(self.grid.rows)

    def add_data(self, row: list[Cell]) -> None:
        self.data_rows.append(self.add(row))


@dataclass(frozen=True)
class Sheet:
    """What has to be laid out: ``total`` is a row of its own or None."""

    title: str
    header: list[Cell]
    rows: Rows
    total: list[Cell] | None
    unit_line: str


def with_units_and_total(sheet: Sheet) -> Page:
    """A blank row, the title, a line of units, the header, the rows, their total and a note."""
    page = Page()
    page.add([])
    page.add([sheet.title])
    page.add([sheet.unit_line])
    _header(page, sheet.header)
    for row in sheet.rows:
        page.add_data(row)
    if sheet.total:
        page.total_row = page.add(sheet.total)
    page.add([NOTE])
    page.other_rows += 1
    return page


def offset(sheet: Sheet) -> Page:
    """Blank rows above and between, a blank column on the left and one in the middle."""

    def moved(row: list[Cell]) -> list[Cell]:
        return [None, *row[:3], None, *row[3:]]

    page = Page()
    page.add([])
    page.add([None, sheet.title])
    page.add([])
    _header(page, moved(sheet.header))
    for at, row in enumerate(sheet.rows):
        if at and at % BLANK_EVERY == 0:
            page.add([])
        page.add_data(moved(row))
    return page


def repeated_header(sheet: Sheet) -> Page:
    """The header again every few dozen rows."""
    page = Page()
    page.add([sheet.title])
    _header(page, sheet.header)
    for at, row in enumerate(sheet.rows):
        if at and at % REPEAT_EVERY == 0:
            page.add(list(sheet.header))
            page.other_rows += 1
        page.add_data(row)
    return page


def two_row_header(sheet: Sheet) -> Page:
    """A merged title, a serial number, and groups of columns merged over their headers (workbooks only)."""
    page = Page()
    width = len(sheet.header) + 1
    half = 1 + len(sheet.header) // 2
    page.add([sheet.title])
    groups: list[Cell] = [None] * width
    groups[0], groups[1], groups[half] = "序号", "基本信息", "业务信息"
    first = page.add(groups)
    page.header_rows = (first, page.add([None, *sheet.header]))
    page.grid.merged += [
        f"A1:{get_column_letter(width)}1",
        f"A{first}:A{first + 1}",
        f"B{first}:{get_column_letter(half)}{first}",
        f"{get_column_letter(half + 1)}{first}:{get_column_letter(width)}{first}",
    ]
    for number, row in enumerate(sheet.rows, start=1):
        page.add_data([number, *row])
    return page


def merge_down(page: Page, column: int) -> None:
    """Equal cells that stand below each other in ``column`` (from 0) become one merged cell."""
    rows, first = page.grid.rows, page.data_rows[0]
    letter = get_column_letter(column + 1)
    for at in [*page.data_rows[1:], page.data_rows[-1] + 1]:
        if at > page.data_rows[-1] or rows[at - 1][column] != rows[first - 1][column]:
            if at - first > 1:
                page.grid.merged.append(f"{letter}{first}:{letter}{at - 1}")
                for below in range(first + 1, at):
                    rows[below - 1][column] = None
            first = at


def _header(page: Page, header: list[Cell]) -> None:
    row = page.add(header)
    page.header_rows = (row, row)
