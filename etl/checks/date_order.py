"""Whether dates such as 3/5/2023 of a column put the day or the month first, judged from the column as a whole."""

from __future__ import annotations

import duckdb

from etl.checks.cells import Cells
from etl.checks.fields import DATES
from etl.sources.mapping import Mapping

LEAST_CLEAR = 0.2  # of such dates; days above 12 are 61 % of all days
YEAR_LAST = r"^''?\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:19|20)\d\d\b"


def day_month_orders(con: duckdb.DuckDBPyConnection, cells: Cells, sample: str, mapping: Mapping) -> dict[str, str]:
    """Column -> 'mdy' or 'dmy', where one order is certain; all rows are read only if the sample uses the form."""
    columns = {n: p for n, p in mapping.columns.items() if mapping.source.columns[n].type in DATES}
    if not columns:
        return {}
    seen = ", ".join(f"bool_or(regexp_matches(c{place}, '{YEAR_LAST}'))" for place in columns.values())
    uses = con.execute(f"select {seen} from {sample}").fetchone() or ()
    return {
        column: order
        for (column, place), found in zip(columns.items(), uses, strict=True)
        if found and (order := _order(con, cells, place))
    }


def _order(con: duckdb.DuckDBPyConnection, cells: Cells, place: int) -> str | None:
    row = con.execute(
        f"""with parts as (
                select cast(regexp_extract(c{place}, '{YEAR_LAST}', 1) as integer) as a,
                    cast(regexp_extract(c{place}, '{YEAR_LAST}', 2) as integer) as b
                from {cells.sql} where regexp_matches(c{place}, '{YEAR_LAST}')
            )
            select count(*), count_if(a > 12), count_if(b > 12) from parts"""
    ).fetchone()
    total, day_first, month_first = row or (0, 0, 0)
    if day_first and month_first:
        return None
    if max(day_first, month_first) < LEAST_CLEAR * total or total == 0:
        return None
    return "dmy" if day_first else "mdy"
