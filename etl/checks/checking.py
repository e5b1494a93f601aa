"""Text of a sheet into typed rows and problems: every row that is not blank is accepted, rejected or skipped, once.

Everything is set-based SQL over scratch tables named after ``context.prefix``; clean rows are read once and never
leave DuckDB. It must not drop a row: the counts are added up at the end, and a difference is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from weakref import WeakSet

import duckdb

from etl.checks.cells import Cells, open_cells, take_sample
from etl.checks.date_order import day_month_orders
from etl.checks.duplicates import find_duplicates
from etl.checks.fields import plan_fields
from etl.checks.kinds import open_rows
from etl.checks.model import Checked, Context
from etl.checks.pages import refuse_other_pages
from etl.checks.problems import find_problems
from etl.checks.rules import conditions
from etl.checks.sections import read_sections
from etl.checks.sql import name
from etl.checks.totals import check_totals
from etl.checks.typed import Sheet, type_rows
from etl.checks.unknown_words import tell_unknown_words
from etl.reading.model import Relation
from etl.sources.mapping import Mapping

FEW_ROWS = 2000  # most sheets: their statements take longer to optimise than to run as they are written

_prepared: WeakSet[duckdb.DuckDBPyConnection] = WeakSet()  # connections that have the macros: they are temporary


def _prepare(con: duckdb.DuckDBPyConnection) -> None:
    if con not in _prepared:
        con.execute(_functions())
        _prepared.add(con)


def _functions() -> str:
    return (Path(__file__).parent / "functions.sql").read_text(encoding="utf-8")


def check(con: duckdb.DuckDBPyConnection, relation: Relation, mapping: Mapping, context: Context) -> Checked:
    """Type and check all rows of ``relation``; the tables that `Checked` names stay in the current schema.

    Raises `Refused` for a sheet of which one part would be counted as another.
    """
    _prepare(con)
    cells = open_cells(con, relation, mapping, context)
    sample = take_sample(con, cells, context)
    with _planned_for(con, _number(con, f"select count(*) from {sample}")):
        return _check(con, cells, sample, mapping, context)


@contextmanager
def _planned_for(con: duckdb.DuckDBPyConnection, rows: int) -> Iterator[None]:
    """Run statements over few rows as they are written: optimising them is a third of the time that a file takes."""
    if rows > FEW_ROWS:
        yield
        return
    con.execute("pragma disable_optimizer")
    try:
        yield
    finally:
        con.execute("pragma enable_optimizer")


def _check(con: duckdb.DuckDBPyConnection, cells: Cells, sample: str, mapping: Mapping, context: Context) -> Checked:
    fields = tuple(plan_fields(con, mapping, context, sample, day_month_orders(con, cells, sample, mapping)))
    present = [field.name for field in fields if field.text is not None]
    sheet = Sheet(mapping, context, cells, fields, tuple(conditions(mapping.source, present, context.today)))
    type_rows(con, sheet)
    open_rows(con, sheet)
    refuse_other_pages(con, sheet)
    under_headings = read_sections(con, sheet)
    con.execute(
        f"""create table {sheet.table("skipped_units")} as
            select _unit, _row, _kind as kind from {sheet.table("open")} where _kind is not null"""
    )
    find_problems(con, sheet)
    find_duplicates(con, sheet)
    tell_unknown_words(con, sheet)
    check_totals(con, sheet)
    _leave_tables(con, sheet)
    return replace(_count(con, sheet), under_headings=under_headings)


def _leave_tables(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    out, problems, skipped = sheet.table("out"), sheet.table("problems"), sheet.table("skipped_units")
    con.execute(
        f"""create table {out} as
            select _unit, true as is_rejected from {problems} where not is_warning group by _unit
            union all select _unit, false from {skipped}"""
    )
    month = name(sheet.mapping.source.month)
    columns = ", ".join(name(f.name) for f in sheet.stored if f.name != "month")
    left = "" if _number(con, f"select count(*) from {out}") == 0 else f"where rowid not in (select _unit from {out})"
    con.execute(
        f"""create view {sheet.table("accepted")} as
            select {sheet.cells.row_no} as row_no, cast(date_trunc('month', {month}) as date) as month, {columns}
            from {sheet.table("typed")} {left}"""
    )
    lines = "row_no, column_title, rule, value, advice"
    for table, is_warning in (("rejected", "false"), ("warned", "true")):
        con.execute(
            f"""create table {sheet.table(table)} as
                select {lines} from {problems} p where is_warning = {is_warning} order by row_no"""
        )
    con.execute(
        f"create table {sheet.table('skipped')} as select distinct _row as row_no, kind from {skipped} order by 1"
    )


def _count(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> Checked:
    out, skipped = sheet.table("out"), sheet.table("skipped")
    units = _number(con, f"select count(*) from {sheet.table('typed')}")
    not_data = _number(con, f"select count(*) from {sheet.table('skipped_units')}")
    accepted = _number(con, f"select count(*) from {sheet.table('accepted')}")
    rejected = _number(con, f"select count(*) from {out} where is_rejected")
    rows_skipped = _number(con, f"select count(*) from {skipped} where kind <> 'blank'")
    if accepted + rejected + not_data != units:
        raise RuntimeError(f"rows do not add up: {units} read, {accepted} + {rejected} + {not_data} found again")
    return Checked(
        accepted=f"{sheet.context.prefix}_accepted",
        rejected=f"{sheet.context.prefix}_rejected",
        warned=f"{sheet.context.prefix}_warned",
        rows_read=accepted + rejected + rows_skipped,
        rows_accepted=accepted,
        rows_rejected=rejected,
        rows_skipped=rows_skipped,
    )


def _number(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return 0 if row is None else int(row[0])
