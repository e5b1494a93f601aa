"""Rows that Python has read, as a table of text in DuckDB with their Excel row numbers.

Batch by batch, so that memory stays the same however long the sheet is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from uuid import uuid4

import duckdb
import pyarrow as pa

from etl.reading.cells import cell_text, text_array
from etl.reading.model import Relation

BATCH_ROWS = 50_000

Batch = tuple[int, Sequence[Sequence[object]]]  # Excel row number of the first row, rows (ragged is fine)


def as_relation(con: duckdb.DuckDBPyConnection, batches: Iterable[Batch], first_row: int, width: int) -> Relation:
    """The rows from ``first_row`` on, as a new table in the current schema."""
    table = f"text_{uuid4().hex}"
    columns = ", ".join(f"c{place} varchar" for place in range(width + 1))
    con.execute(f"create table {table} (row_no bigint, {columns})")
    rows_total = 0
    for row_no, rows in batches:
        wanted = rows[max(0, first_row - row_no) :]
        if wanted:
            _append(con, table, _arrow(max(row_no, first_row), wanted, width))
            rows_total += len(wanted)
    return Relation(table, "row_no", rows_total)


def _append(con: duckdb.DuckDBPyConnection, table: str, batch: pa.Table) -> None:
    view = f"{table}_batch"
    con.register(view, batch)
    try:
        con.execute(f"insert into {table} select * from {view}")
    finally:
        con.unregister(view)


def _arrow(row_no: int, rows: Sequence[Sequence[object]], width: int) -> pa.Table:
    columns = list(zip_longest(*rows, fillvalue=""))
    arrays = [text_array(column) for column in columns[:width]]
    arrays += [pa.nulls(len(rows), pa.string())] * (width - len(arrays))
    beyond = [""] * len(rows)
    if len(columns) > width:
        beyond = [",".join(text for text in map(cell_text, row[width:]) if text) for row in rows]
    row_nos = pa.array(range(row_no, row_no + len(rows)), pa.int64())
    return pa.table([row_nos, *arrays, text_array(beyond)], ["row_no", *(f"c{place}" for place in range(width + 1))])
