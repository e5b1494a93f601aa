"""Lines between the data rows that name the street of the rows below: ``一、坡子街街道`` alone on a row.

They are no data. A row below without a street of its own takes that of the line, up to the next line (be it one that
nobody understands), total or row (be it a broken one) of another street. What may be a broken row is left one: a bare
name in the street column counts as such a line only where the row right below it has no street.
"""

from __future__ import annotations

import duckdb

from etl.checks.fields import Field
from etl.checks.kinds import missing
from etl.checks.sql import any_of, literal, name
from etl.checks.typed import Sheet

NUMERAL = "[一二三四五六七八九十]{1,3}"
NUMBERED = rf"^(?:第?{NUMERAL}[、.,:)]|\((?:{NUMERAL}|\d{{1,2}})\)|\d{{1,2}}[、.)])"
COUNT = r"\(?(?:共|计|合计)?\d{1,7}[人件户条名笔]\)?"
HEADING = rf"(?:{NUMBERED})?(.+?)(?:[:,]?{COUNT})?:?$"
MOST_WORDS = 3  # a numeral, the name and a count
NO_NAME = rf"^(?:{NUMERAL}|{COUNT})$"  # stands in a cell of its own beside the name


def read_sections(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> str | None:
    """Mark the lines among the open rows and fill the rows below; the table (row_no, heading_row), if any."""
    field = next((f for f in sheet.fields if f.areas), None)
    if field is None or not any(f.required for f in sheet.fields) or not _may_have_lines(con, sheet):
        return None
    _find_lines(con, sheet, field)
    headings = f"{sheet.table('lines')} where is_heading"
    if not con.execute(f"select 1 from {headings} limit 1").fetchone():
        return None
    con.execute(f"update {sheet.table('open')} o set _kind = 'section' where _unit in (select _unit from {headings})")
    return _fill(con, sheet, field)


def _may_have_lines(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> bool:
    """Whether a row of few words is open: planning the search takes longer than most sheets take to read."""
    few = f"coalesce(_kind, 'empty') = 'empty' and len(list_distinct(_words)) <= {MOST_WORDS}"
    return con.execute(f"select 1 from {sheet.table('open')} where {few} limit 1").fetchone() is not None


def _find_lines(con: duckdb.DuckDBPyConnection, sheet: Sheet, field: Field) -> None:
    """Make ``<prefix>_lines`` of the rows that hold one word: `_unit`, `_row`, the street's `_code`, `is_heading`."""
    assert field.areas  # noqa: S101  (the caller chose the field by it)
    own = "''" if field.position is None else f"coalesce(_folded[{field.position + 1}], '')"
    incomplete = any_of(missing(f) for f in sheet.fields if f.required)
    unfilled = f"_raw[{sheet.mapping.width + 2}] is null" if sheet.mapping.groups else "true"
    con.execute(
        f"""create table {sheet.table("lines")} as
            with alone as (
                select _unit, _row, {own} as own, len(_words) > len(names) or len(names) > 1 as is_dressed,
                    names[1] as word
                from (
                    select *, list_filter(_words, lambda w: not regexp_matches(w, {literal(NO_NAME)})) as names
                    from {sheet.table("open")}
                    where coalesce(_kind, 'empty') = 'empty' and {unfilled} and ({incomplete})
                ) where len(list_distinct(names)) = 1
            ),
            named as (
                select *, {field.areas.lookup.folded(f"regexp_extract(word, {literal(HEADING)}, 1)")} as _code,
                    is_dressed or own <> word or regexp_matches(word, {literal(f"{NUMBERED}|:$|{COUNT}$")}) as is_marked
                from alone
            )
            select _unit, _row, _code, _code is not null and (is_marked or exists (
                select 1 from {sheet.table("typed")} t where t.rowid = n._unit + 1 and {_lacks_street(sheet, field)}
                    and t.rowid not in (select _unit from named)
                    and t.rowid not in (select _unit from {sheet.table("open")} where _kind is not null)
            )) as is_heading
            from named n"""
    )


def _lacks_street(sheet: Sheet, field: Field) -> str:
    """SQL over typed rows ``t``: the row says nothing of its street."""
    unassigned = literal(sheet.context.site.district.unassigned_area)
    if field.position is None:
        return f"t.{name(field.name)} = {unassigned}"
    cell = f"t._raw[{field.position + 1}]"
    return f"t.{name(field.name)} = {unassigned} and ({cell} is null or cf_is_empty({cell}))"


def _fill(con: duckdb.DuckDBPyConnection, sheet: Sheet, field: Field) -> str:
    """Give the rows below each line its street, as of their month; the table of (row_no, heading_row)."""
    assert field.areas  # noqa: S101
    typed, opened, column = sheet.table("typed"), sheet.table("open"), name(field.name)
    unassigned = literal(sheet.context.site.district.unassigned_area)
    month = f"t.{name(sheet.mapping.source.month)}"
    con.execute(
        f"""create table {sheet.table("below")} as
            with ends as (
                select _unit, _code, is_heading from {sheet.table("lines")}
                union all select _unit, null, false from {opened} where _kind = 'total'
            ),
            spans as (
                select h._unit, h._row, h._code, min(e._unit) as _end
                from {sheet.table("lines")} h left join ends e
                    on e._unit > h._unit and (e.is_heading or e._code is distinct from h._code)
                where h.is_heading group by all
            ),
            others as (
                select s._unit, min(t.rowid) as _other
                from spans s join {typed} t on t.rowid > s._unit and t.rowid < coalesce(s._end, t.rowid + 1)
                where t.{column} not in ({unassigned}, s._code) group by s._unit
            )
            select t.rowid as _at, {sheet.cells.row_no} as row_no, s._row as heading_row,
                {field.areas.at_month("s._code", month)} as _code
            from spans s left join others o using (_unit)
            join {typed} t on t.rowid > s._unit and t.rowid < coalesce(least(s._end, o._other), t.rowid + 1)
            where {_lacks_street(sheet, field)}"""
    )
    for table, unit in ((typed, "rowid"), (opened, "_unit")):
        con.execute(
            f"""update {table} as u set {column} = b._code from {sheet.table("below")} b
                where u.{unit} = b._at and b._code is not null"""
        )
    return sheet.table("below")
