"""The workbook behind a native chart: every value in the cell that the chart names; text stays text, a gap is empty."""

from __future__ import annotations

import io
from datetime import datetime

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_rowcol_to_cell

from dashboard.briefing.office.native_chart import Axis, NativeChart

SHEET = "Sheet1"


def workbook(chart: NativeChart, made: datetime) -> bytes:
    """The same bytes for the same chart and time."""
    file = io.BytesIO()
    text_only = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, {"in_memory": True, **text_only}) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        sheet = book.add_worksheet(SHEET)
        form = book.add_format({"num_format": chart.value.number_format})
        across = chart.across or Axis("General")
        form_across = book.add_format({"num_format": across.number_format})
        for row, column, value in cells(chart):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                is_across = bool(chart.across) and column == 0
                sheet.write_number(row, column, value, form_across if is_across else form)
    return file.getvalue()


def cells(chart: NativeChart) -> list[tuple[int, int, str | float]]:
    """Row, column and value of every cell that is not empty.

    Of categories: one column each series. Of points: one block each series, places in A, values in B, words in C.
    """
    found: list[tuple[int, int, str | float]] = []
    if chart.across is None:
        found += [(row + 1, 0, name) for row, name in enumerate(chart.categories)]
    for position, one in enumerate(chart.series):
        top, column = (block_top(chart, position), 1) if chart.across else (0, position + 1)
        found.append((top, column, one.name))
        found += [(top + 1 + at, 0, place) for at, place in enumerate(one.across)]
        found += [(top + 1 + at, column, value) for at, value in enumerate(one.values) if value is not None]
        if chart.across:
            found += [(top + 1 + at, 2, label.text) for at, label in one.labels.items() if label.text]
    return found


def block_top(chart: NativeChart, position: int) -> int:
    """The row of a block's head."""
    return sum(len(one.values) + 2 for one in chart.series[:position])


def reference(first_row: int, column: int, last_row: int | None = None) -> str:
    """A cell, or a column's cells down to a row, as charts name them; rows and columns are counted from 0."""
    first = xl_rowcol_to_cell(first_row, column, row_abs=True, col_abs=True)
    if last_row is None:
        return f"{SHEET}!{first}"
    return f"{SHEET}!{first}:{xl_rowcol_to_cell(last_row, column, row_abs=True, col_abs=True)}"
