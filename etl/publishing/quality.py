"""What a build tells of its data themselves: sources, filings by month, persons in two streets, month-end crowding.

All of it is counted in the warehouse, where the keyed hashes of persons are; only counts leave it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from etl.inserting import insert_rows
from etl.sources.model import Source
from etl.warehouse import fact_table

LAST_DAYS = 3  # of a month
DATED = ("date", "datetime")


def write_sources(con: duckdb.DuckDBPyConnection, sources: Iterable[Source]) -> None:
    """Fill the table ``source``."""
    rows = [
        [source.id, source.name, source.kind, source.kind == "ledger" and source.expected_every_month, position]
        for position, source in enumerate(sources)
    ]
    insert_rows(con, "source", rows)


def quality_queries(sources: Sequence[Source], unassigned: str) -> dict[str, str]:
    """Table of the build -> query over the warehouse that fills it; only tables that some source has rows for."""
    ledgers = [source for source in sources if source.kind == "ledger"]
    asked = {
        "same_person": [
            _same_person(source, name, unassigned)
            for source in ledgers
            for name, column in source.columns.items()
            if column.type == "id_number"
        ],
        "month_end": [_month_end(source, name) for source in ledgers for name in _dates(source)],
    }
    return {table: "\nunion all\n".join(queries) for table, queries in asked.items() if queries}


def _same_person(source: Source, person: str, unassigned: str) -> str:
    return f"""
select '{source.id}' as source, month, count(*) as persons
from (
    select min(month) as month,
           row_number() over (partition by {person}, year(month) order by min(month), area_code) as place
    from {fact_table(source)}
    where {person} is not null and area_code <> '{unassigned}'
    group by {person}, year(month), area_code
)
where place = 2
group by month"""


def _dates(source: Source) -> list[str]:
    """The date columns that numbers are counted by, each once."""
    named = dict.fromkeys(rows.date for rows in source.rows.values())
    return [name for name in named if source.columns[name].type in DATED]


def _month_end(source: Source, day: str) -> str:
    title = source.columns[day].title.replace("'", "''")
    return f"""
select '{source.id}' as source, '{title}' as column_title, cast(date_trunc('month', {day}) as date) as month,
       count(*) as rows, count(*) filter (where day({day}) > day(last_day({day})) - {LAST_DAYS}) as last_days_rows
from {fact_table(source)} where {day} is not null group by date_trunc('month', {day})"""
