"""The cells of a sheet as columns of text; a wide sheet (years or 险种 side by side) becomes a long one."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from etl.checks.fields import LABEL, group_cell
from etl.checks.model import Context
from etl.checks.sql import any_of, literal, name
from etl.reading.model import Relation
from etl.sources.mapping import Mapping

SAMPLE_ROWS = 20_000


@dataclass(frozen=True)
class Cells:
    """The relation that is read: its columns of text and how its rows are numbered."""

    sql: str
    row_no: str
    columns: tuple[str, ...]  # c0 … c<width>, then label and cells of an unpivoted sheet; "null" where there is none
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
    if mapping.groups:
        return _unpivot(con, cells, mapping, context)
    return cells


def take_sample(con: duckdb.DuckDBPyConnection, cells: Cells, context: Context) -> str:
    """A table of the first rows, from which the ways of writing in this sheet are learnt; its name."""
    sample = name(f"{context.prefix}_sample")
    con.execute(f"create table {sample} as select {cells.present} from {cells.sql} limit {SAMPLE_ROWS}")
    return sample


def _unpivot(con: duckdb.DuckDBPyConnection, cells: Cells, mapping: Mapping, context: Context) -> Cells:
    """One row for each group with a filled cell; a row without any stays one row, with no label."""
    sheet, long = name(f"{context.prefix}_sheet"), name(f"{context.prefix}_long")
    con.execute(f"create table {sheet} as select {cells.present} from {cells.sql}")
    kept = ", ".join(column for column in cells.columns if column != "null")
    made = [group_cell(column) for column in mapping.grouped]
    has_cell = any_of(f"g.{cell} is not null and not cf_is_empty(g.{cell})" for cell in made)
    groups = ", ".join(_group(mapping, place) for place in range(len(mapping.groups)))
    con.execute(
        f"""create table {long} as
            with numbered as (
                select {kept}, {cells.row_no} as row_no,
                    list_filter([{groups}], lambda g: {has_cell}) as filled
                from {sheet}
            ),
            one as (
                select {kept}, row_no,
                    unnest(case len(filled) when 0 then [{_group(mapping, None)}] else filled end) as g
                from numbered
            )
            select {kept}, row_no, g.label as {LABEL}, {", ".join(f"g.{cell} as {cell}" for cell in made)}
            from one order by row_no, g.place"""
    )
    return Cells(long, "row_no", (*cells.columns, LABEL, *made), True)


def _group(mapping: Mapping, place: int | None) -> str:
    """SQL of the cells of one group, all of one type; of none: no label, no cells."""
    group = None if place is None else mapping.groups[place]
    cells = ""
    for column in mapping.grouped:
        at = group.columns.get(column) if group else None
        cells += f", '{group_cell(column)}': {'cast(null as varchar)' if at is None else f'c{at}'}"
    label = f"cast({literal(group.label if group else None)} as varchar)"
    return f"{{'place': {-1 if place is None else place}, 'label': {label}{cells}}}"
