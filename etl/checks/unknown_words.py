"""Words that a list does not know but its column keeps (``on_unknown = "keep"``): told once each, not once a row."""

from __future__ import annotations

import duckdb

from etl.checks.sql import literal, literals, name
from etl.checks.typed import Sheet

MOST_WORDS = 200  # of one column: beyond that the list does not fit the column, and more lines help nobody


def tell_unknown_words(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Add a warning for each kept word, at the first row that has it, most frequent words first."""
    skipped = sheet.table("skipped_units")
    has_skipped = con.execute(f"select 1 from {skipped} limit 1").fetchone()
    where = f"where not exists (select 1 from {skipped} s where s._unit = t.rowid)" if has_skipped else ""
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
        known = set(field.lookup.results)
        # The most frequent words first, then the list: a filter alone would be pushed below the group-by, to every row.
        words = con.execute(
            f"""with frequent as (
                    select min(rowid) as unit, {column}, count(*) as n from {sheet.table("typed")} t {where}
                    group by {column} order by n desc, unit limit {MOST_WORDS + len(known) + 1}
                )
                select unit, {shown}, n from frequent
                where {column} is not null and not list_contains([{literals(sorted(known))}], {column})
                order by n desc, unit limit {MOST_WORDS}"""
        ).fetchall()
        if words:
            _tell(con, sheet, field.column.title, words)


def _tell(con: duckdb.DuckDBPyConnection, sheet: Sheet, title: str, words: list[tuple[int, str, int]]) -> None:
    con.execute(
        f"""insert into {sheet.table("problems")}
            with told as (
                select unnest(cast(? as bigint[])) as unit, unnest(cast(? as varchar[])) as shown,
                    unnest(cast(? as bigint[])) as n
            ),
            numbered as (
                select rowid as unit, {sheet.cells.row_no} as row_no from {sheet.table("typed")}
                where rowid in (select unit from told)
            )
            select null, row_no, {literal(title)}, 'unknown_word', shown,
                '不在参照表内,共' || n || '行,已按原文保留;如属同义,请补为别名。', true
            from told join numbered using (unit)""",
        [list(values) for values in zip(*words, strict=True)],
    )
