"""Rows of one file that carry the same key.

Identical rows count once; of rows that differ, the one further down is the later state and counts, the ones above
go back. Keys that stand once cost one hash and one group-by.
"""

from __future__ import annotations

import duckdb

from etl.checks.fields import Field
from etl.checks.sql import literal, name
from etl.checks.typed import Sheet, shown_key

REPEATED = "与第{0}行完全相同,只计一次。"
CONTRADICTED = "与第{0}行的{1}相同而内容不同,以第{0}行为准;如系两条记录,请改正{1}。"


def find_duplicates(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Skip rows that repeat another (with a warning); make a problem of those that contradict a later one."""
    source = sheet.mapping.source
    keys = [field for field in sheet.stored if field.name in source.key]
    key = f"hash({', '.join(_told_apart(sheet, field) for field in keys)})"
    typed, again = sheet.table("typed"), sheet.table("again")
    con.execute(
        f"""create table {again} as
            select h from (select {key} as h from {typed}) group by h having count(*) > 1"""
    )
    if not con.execute(f"select 1 from {again} limit 1").fetchone():
        return
    names = ", ".join(["_key", *(name(field.name) for field in keys)])
    every = ", ".join(["_key", *(name(field.name) for field in sheet.stored)])
    shown = ", ".join(shown_key(field) for field in keys)
    con.execute(
        f"""create table {sheet.table("same_key")} as
            with candidates as (
                select rowid as _unit, {sheet.cells.row_no} as _row, {key} as _key, * exclude (_raw) from {typed} t
                where {key} in (select h from {again})
                    and not exists (select 1 from {sheet.table("skipped_units")} s where s._unit = t.rowid)
                    and not exists (
                        select 1 from {sheet.table("problems")} p where p._unit = t.rowid and not p.is_warning
                    )
            ),
            ranked as (
                select _unit, _row, concat_ws(' ', {shown}) as shown,
                    first_value(_row) over same as first_row, first_value(_unit) over same as first_unit,
                    max(_unit) over content as last_of_content, max(_unit) over key as last_of_key,
                    max(_row) over key as last_row, count(*) over key as rows_of_key
                from candidates
                window content as (partition by {every}), key as (partition by {names}),
                    same as (partition by {every} order by _unit)
            )
            select * exclude (rows_of_key),
                _unit <> first_unit as is_copy, last_of_content <> last_of_key as is_outdated
            from ranked where rows_of_key > 1"""
    )
    _tell(con, sheet, "、".join(field.column.title for field in keys))


def _told_apart(sheet: Sheet, field: Field) -> str:
    """SQL of a key value: two streets that are not on the list are two, though both count as 未分配."""
    value = name(field.name)
    if field.column.type != "area" or field.raw is None:
        return value
    unassigned = literal(sheet.context.site.district.unassigned_area)
    return f"case when {value} = {unassigned} then coalesce(cf_fold({field.raw}), '') else {value} end"


def _tell(con: duckdb.DuckDBPyConnection, sheet: Sheet, title: str) -> None:
    same_key, problems = sheet.table("same_key"), sheet.table("problems")
    con.execute(
        f"""insert into {problems}
            select _unit, _row, {literal(title)}, 'duplicate_row', shown,
                format({literal(REPEATED)}, first_row), true
            from {same_key} where is_copy"""
    )
    con.execute(
        f"""insert into {problems}
            select _unit, _row, {literal(title)}, 'duplicate_key', shown,
                format({literal(CONTRADICTED)}, last_row, {literal(title)}), false
            from {same_key} where is_outdated and not is_copy"""
    )
    con.execute(
        f"insert into {sheet.table('skipped_units')} select _unit, _row, 'duplicate' from {same_key} where is_copy"
    )
