"""Words that a list does not know but its column keeps (``on_unknown = "keep"``): told once each, not once a row."""

from __future__ import annotations

import duckdb

from etl.checks.sql import literal, literals, name
from etl.checks.typed import Sheet

MOST_WORDS = 200  # of one column: beyond that the list does not fit the column, and more lines help nobody


def tell_unknown_words(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Add a warning for each kept word, at the first row that has it, most frequent words first."""
    for field in sheet.stored:
        if (
            field.column.type != "code"
            or field.column.on_unknown != "keep"
            or field.lookup is None
            or field.text is None
        ):
            continue
        column = name(field.name)
        shown = f"cf_masked_name({column})" if field.column.is_personal else f"cf_shown({column})"
        con.execute(
            f"""insert into {sheet.table("problems")}
                with kept as (
                    select min(rowid) as unit, {column}, count(*) as n from {sheet.table("typed")} t
                    where {column} not in ({literals(dict.fromkeys(field.lookup.results)) or "''"})
                        and not exists (select 1 from {sheet.table("skipped_units")} s where s._unit = t.rowid)
                    group by {column} order by n desc, unit limit {MOST_WORDS}
                ),
                numbered as (select {sheet.cells.row_no} as row_no, rowid as unit from {sheet.table("typed")})
                select null, row_no, {literal(field.column.title)}, 'unknown_word', {shown},
                    '不在参照表内,共' || n || '行,已按原文保留;如属同义,请补为别名。', true
                from kept join numbered using (unit)"""
        )
