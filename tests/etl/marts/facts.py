"""Facts for the tests of the marts: tables with the columns and types that the sources declare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from etl.sources.model import Source, discover

ROOT = Path(__file__).parents[3]
MARTS = sorted((ROOT / "etl" / "marts").glob("*.sql"))
SOURCES: dict[str, Source] = {source.id: source for source in discover((ROOT / "etl" / "sources",))}

PROVENANCE = {"load_id": "bigint", "sheet": "varchar", "row_no": "bigint", "is_demo": "boolean", "month": "date"}
Row = Mapping[str, object]


def columns(source: Source) -> dict[str, str]:
    """Every column of a source's facts with its DuckDB type."""
    return PROVENANCE | {"area_code": "varchar"} | source.stored


def database(**facts: Iterable[Row]) -> duckdb.DuckDBPyConnection:
    """A database in memory with one table for each source; cells left out are NULL, ``is_demo`` is false."""
    con = duckdb.connect()
    con.execute(_schema())
    for source in SOURCES.values():
        kinds = columns(source)
        rows = [{"is_demo": False, **row} for row in facts.get(source.id, ())]
        if rows:
            con.register("rows", pa.table({name: [row.get(name) for row in rows] for name in kinds}))
            con.execute(f"insert into {source.id} select * from rows")
    return con


@cache
def _schema() -> str:
    columns_of = {
        source.id: ", ".join(f"{name} {kind}" for name, kind in columns(source).items()) for source in SOURCES.values()
    }
    return ";".join(f"create table {source} ({told})" for source, told in columns_of.items())


def part_of(source: Source, row: Row) -> date:
    """The month of a fact, as the warehouse derives it: that of the source's ``month`` column."""
    day = row[source.month]
    assert isinstance(day, date | datetime)
    return date(day.year, day.month, 1)


def reads(mart: str) -> list[str]:
    """The sources that a mart says it reads."""
    sql = (ROOT / "etl" / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
    return re.findall(r"\w+", next(line for line in sql.splitlines() if line.startswith("-- reads:"))[9:])


def run(con: duckdb.DuckDBPyConnection, mart: str) -> pd.DataFrame:
    """The rows of a mart, sums as whole numbers, in an order that does not depend on the engine."""
    sql = (ROOT / "etl" / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
    frame = con.execute(f"select * from ({sql}\n) order by all nulls first").df()
    return frame.reset_index(drop=True)


def records(con: duckdb.DuckDBPyConnection, mart: str) -> list[dict[str, object]]:
    """The rows of a mart as dictionaries: decimals exact, dates as dates, NULL as None."""
    sql = (ROOT / "etl" / "marts" / f"{mart}.sql").read_text(encoding="utf-8")
    cursor = con.execute(f"select * from ({sql}\n) order by all nulls first")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
