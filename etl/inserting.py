"""A few rows of our own into a table in one statement: planning a statement takes DuckDB longer than running it."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb


def insert_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Add ``rows``, each with a value for every column of ``table``, or of those named behind it, in their order."""
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        con.execute(f"insert into {table} select {', '.join('unnest(?)' for _ in columns)}", columns)
