"""The cells of a sheet as columns of text; a wide sheet (years or months side by side) becomes a long one."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.checks.fields import LABEL, WIDE_CELL
from etl.checks.model import Context
from etl.checks.sql import literal, name
from etl.reading.model import Relation
from etl.sources.mapping import Mapping

SAMPLE_ROWS = 20_000


@dataclass(frozen=True)
class Cells:
    """The relation that is read: its columns of text and how its rows are numbered."""

    sql: str
    row_no: str
    columns: tuple[str, ...]  # c0 … c<width>, then the two cells of an unpivoted sheet; "null" where there is none
    carries_row_no: bool

    @property
    def present(self) -> str:
        """The columns there are, for a select."""
        kept = [column for column in self.columns if column != "null"]
        return ", ".join((["row_no"] if self.carries_row_no else []) + kept)


def open_cells(con: duckdb.DuckDBPyConnection, relation: Relation, mapping: Mapping, context: Context) -> Cells:
    """The cells of the sheet; `Cells.row_no` holds on any table made 1:1 from `Cells.sql`."""
    described = con.execute(f"select * from {relation.sql} limit 0").description or []
    found = {str(column[0]) for column in described}
    columns = tuple(f"c{place}" if f"c{place}" in found else "null" for place in range(mapping.width + 1))
    cells = Cells(relation.sql, relation.row_no, columns, "row_no" in found)
    if mapping.wide and mapping.source.unpivot:
        return _unpivot(con, cells, mapping, context)
    return cells


def take_sample(con: duckdb.DuckDBPyConnection, cells: Cells, context: Context) -> str:
    """A table of the first rows, from which the ways of writing in this sheet are learnt; its name."""
    sample = name(f"{context.prefix}_sample")
    con.execute(f"create table {sample} as select {cells.present} from {cells.sql} limit {SAMPLE_ROWS}")
    return sample


def _unpivot(con: duckdb.DuckDBPyConnection, cells: Cells, mapping: Mapping, context: Context) -> Cells:
    """One row for each filled wide cell; a row without any stays one row, with no label."""
    sheet, long = name(f"{context.prefix}_sheet"), name(f"{context.prefix}_long")
    con.execute(f"create table {sheet} as select {cells.present} from {cells.sql}")
    wide = ", ".join(f"{{'p': {p}, 'label': {literal(label)}, 'cell': c{p}}}" for p, label in mapping.wide)
    kept = ", ".join(column for column in cells.columns if column != "null")
    con.execute(
        f"""create table {long} as
            with numbered as (
                select {kept}, {cells.row_no} as row_no,
                    list_filter([{wide}], lambda w: w.cell is not null and not cf_is_empty(w.cell)) as filled
                from {sheet}
            ),
            one as (
                select {kept}, row_no,
                    unnest(case len(filled) when 0 then [{{'p': -1, 'label': null, 'cell': null}}] else filled end) as w
                from numbered
            )
            select {kept}, row_no, w.label as {LABEL}, w.cell as {WIDE_CELL} from one order by row_no, w.p"""
    )
    return Cells(long, "row_no", (*cells.columns, LABEL, WIDE_CELL), True)
