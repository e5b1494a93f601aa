"""Rows that Python has read, as a table of text in DuckDB with their Excel row numbers.

They stream through Arrow into one statement: memory stays the same however long the sheet is, and a file that turns
out to be unreadable leaves no table behind.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from uuid import uuid4

import duckdb
import pyarrow as pa

from etl.reading.cells import cell_text, text_array
from etl.reading.model import Refused, Relation
from etl.text_column import number_column, text_column

BATCH_ROWS = 4096  # two vectors of DuckDB; more of them and cells leave the cache between the steps

Batch = tuple[int, Sequence[Sequence[object]]]  # Excel row number of the first row, rows (ragged is fine)


def as_relation(con: duckdb.DuckDBPyConnection, batches: Iterable[Batch], first_row: int, width: int) -> Relation:
    """The rows from ``first_row`` on, as a new table in the current schema."""
    table = f"text_{uuid4().hex}"
    stream = f"{table}_stream"
    fields = [pa.field("row_no", pa.int64()), *(pa.field(f"c{place}", pa.string()) for place in range(width + 1))]
    refusals: list[Refused] = []
    reader = pa.RecordBatchReader.from_batches(pa.schema(fields), _arrow(batches, first_row, width, refusals))
    con.complete()  # a result that its caller has not read to the end would make register() fail
    con.register(stream, reader)
    try:
        with _no_cycles():
            con.execute(f"create table {table} as select * from {stream}")
    except duckdb.Error:
        if refusals:  # came up through Arrow and DuckDB, which know only its text
            raise refusals[0] from None
        raise
    finally:
        con.unregister(stream)
    (rows,) = con.execute(f"select count(*) from {table}").fetchone() or (0,)
    return Relation(table, "row_no", int(rows))


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Millions of cells come and go here, none in a cycle: looking for cycles among them takes longer than reading."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_looking:
            gc.enable()


def _arrow(batches: Iterable[Batch], first_row: int, width: int, refusals: list[Refused]) -> Iterator[pa.RecordBatch]:
    try:
        for row_no, rows in batches:
            wanted = rows[max(0, first_row - row_no) :]
            if wanted:
                yield _record_batch(max(row_no, first_row), wanted, width)
    except Refused as refused:
        refusals.append(refused)
        raise


def _record_batch(row_no: int, rows: Sequence[Sequence[object]], width: int) -> pa.RecordBatch:
    columns = list(zip_longest(*rows, fillvalue=""))
    arrays = [text_array(column) for column in columns[:width]]
    arrays += [pa.nulls(len(rows), pa.string())] * (width - len(arrays))
    if len(columns) > width:
        beyond = text_column([",".join(text for text in map(cell_text, row[width:]) if text) for row in rows])
    else:
        beyond = pa.nulls(len(rows), pa.string())
    row_nos = number_column(range(row_no, row_no + len(rows)))
    return pa.record_batch([row_nos, *arrays, beyond], ["row_no", *(f"c{place}" for place in range(width + 1))])
