"""Tables pasted one below another in one sheet, each under a title of its own.

What the first title says (month, street, year) is taken for all rows. Where a later one says otherwise, rows would be
counted under the wrong month or street, and a 退回单 of them would stand under the first title too: it is refused.
"""

from __future__ import annotations

import duckdb

from etl.checks.fields import DATES
from etl.checks.typed import Sheet
from etl.reading.model import HeadRow, Refused
from etl.sources.titles import Titles, read_titles

ADVICE = "请各页分成单独的工作表后重新报送。"


def refuse_other_pages(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Raise `Refused` for a title further down that contradicts the first page's."""
    rows = con.execute(f"select _row, _raw from {sheet.table('open')} where _kind = 'title' order by _unit").fetchall()
    for row_no, cells in rows:
        title = HeadRow(row_no, tuple(cell or "" for cell in cells))
        for said, taken in _contradictions(sheet, read_titles([title], ())):
            raise Refused(f"第{row_no}行的标题写的是“{said}”,与首页标题的“{taken}”不同。", ADVICE)


def _contradictions(sheet: Sheet, titles: Titles) -> list[tuple[str, str]]:
    """What the title says, and what was taken from the first page's."""
    mapping = sheet.mapping
    found = []
    for column, taken in mapping.constants.items():
        pattern = mapping.source.columns[column].capture
        said = titles.capture(pattern) if pattern else None
        if said is not None and said != taken:
            found.append((said, taken))
    has_dates = any(field.column.type in DATES and field.position is not None for field in sheet.fields)
    if has_dates and titles.year and mapping.year and titles.year != mapping.year:
        found.append((f"{titles.year}年", f"{mapping.year}年"))
    return found
